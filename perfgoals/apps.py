"""The site as a Django app: it brings the system checks, the commands and the worker's heartbeat."""

from django.apps import AppConfig


class PerfgoalsConfig(AppConfig):
    """Registers the site's own system checks."""

    name = "perfgoals"
    verbose_name = "系统"

    def ready(self) -> None:
        # Django asks for checks to be registered once the apps are loaded, not while they load.
        from perfgoals import checks  # noqa: F401, PLC0415
