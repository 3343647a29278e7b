"""The declarations app: filling in, importing, reviewing, exporting."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """What a declaration says, where it stands, and what was done to it."""

    name = "declarations"
    verbose_name = "申报"

    def ready(self) -> None:
        """Let every living worker take up imports whose own worker has died, and clean up once a day."""
        from declarations.tasks import clean_daily, wake_abandoned  # noqa: PLC0415 - models are there only now
        from perfgoals.heartbeat import EVERY_BEAT  # noqa: PLC0415

        EVERY_BEAT.extend((wake_abandoned, clean_daily))
