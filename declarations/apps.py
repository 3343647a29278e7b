"""The declarations app: filling in, importing, reviewing, exporting."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """What a declaration says, where it stands, and what was done to it."""

    name = "declarations"
    verbose_name = "申报"
