"""What administrators decide about rules: how light a rule is for everybody, and a rule waived for one declaration."""

from django.db import models

from declarations.models.declaration import Declaration
from perfgoals.accounts.models import User
from perfgoals.append_only import AppendOnly


class RuleLevel(models.TextChoices):
    """How a rule is set."""

    OWN = "own", "照常"
    WARNING = "warning", "减为提醒"
    HINT = "hint", "减为建议"
    OFF = "off", "停用"


class RuleSettingQuerySet(models.QuerySet["RuleSetting"]):
    """Questions about the settings."""

    def in_force(self) -> "dict[str, RuleSetting]":
        """The last setting of each rule that is not as usual, by code; one query."""
        latest = {setting.code: setting for setting in self.order_by("pk")}
        return {code: setting for code, setting in latest.items() if setting.level != RuleLevel.OWN}


RuleSettingManager = models.Manager.from_queryset(RuleSettingQuerySet)


class RuleSetting(AppendOnly):
    """One decision on one rule; the last one counts. Never altered, never deleted: the rows are the record."""

    code = models.CharField("规则", max_length=40, db_index=True)
    level = models.CharField("设置", max_length=10, choices=RuleLevel.choices)
    reason = models.TextField("原因")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="设置人")
    by_name = models.CharField("设置人姓名", max_length=150)
    at = models.DateTimeField("时间")
    number = models.PositiveIntegerField("该规则第几次设置")

    objects = RuleSettingManager()

    class Meta:
        verbose_name = verbose_name_plural = "规则设置"
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("code", "number"), name="one_rule_setting_per_number"),)

    def __str__(self) -> str:
        return f"{self.code} {self.get_level_display()}"


class Waiver(models.Model):
    """A rule that an administrator has waived for one declaration. Its events tell when it came and went."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="waivers", verbose_name="申报")
    code = models.CharField("规则", max_length=40)
    reason = models.TextField("原因")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="豁免人")
    by_name = models.CharField("豁免人姓名", max_length=150)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "规则豁免"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("declaration", "code"), name="one_waiver_per_rule_and_declaration"),
        )

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.code}"

    @property
    def sentence(self) -> str:
        """Who waived the rule and why, for the finding that stays."""
        return f"{self.by_name}已豁免：{self.reason}"
