"""The indicators app: what a declaration form may contain."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Form templates, the review sheet and the indicator library."""

    name = "indicators"
    verbose_name = "表样、审核表与指标库"
