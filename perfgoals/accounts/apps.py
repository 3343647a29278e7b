"""The app of people and units."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, units and roles."""

    name = "perfgoals.accounts"
    label = "accounts"
    verbose_name = "单位与人员"
