"""The declaration year (年度): default template, opening and closing dates, extensions and ceilings per unit."""

from datetime import datetime

from django.core.validators import RegexValidator
from django.db import models

from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit, User


class LatePolicy(models.TextChoices):
    """What happens to a submission after the closing date."""

    REFUSE = "refuse", "拒绝逾期提交"
    MARK = "mark", "接受并标注逾期"


class DeclarationYear(models.Model):
    """One year's round of declarations. Closing binds new declarations; adjustments come later by nature."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    template = models.ForeignKey(TemplateRecord, models.PROTECT, verbose_name="默认申报表模板")
    opens_at = models.DateTimeField("开始填报")
    closes_at = models.DateTimeField("填报截止")
    department_review_until = models.DateTimeField("部门审核完成", null=True, blank=True)
    finance_review_until = models.DateTimeField("财政审核完成", null=True, blank=True)
    late_policy = models.CharField("逾期提交", max_length=10, choices=LatePolicy.choices, default=LatePolicy.REFUSE)
    region_code = models.CharField(
        "行政区划代码", max_length=6, default="440399", validators=[RegexValidator(r"^\d{6}$", "应为 6 位数字。")]
    )

    class Meta:
        verbose_name = verbose_name_plural = "年度安排"
        ordering = ("-year",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="year_closes_after_it_opens",
                violation_error_message="截止时间应晚于开始时间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年度"

    def closing_for(self, unit_id: int) -> datetime:
        """When this unit's time ends: its extension, else the year's closing."""
        extension = self.extensions.filter(unit_id=unit_id).order_by("-closes_at").first()
        return max(extension.closes_at, self.closes_at) if extension else self.closes_at


class YearExtension(models.Model):
    """More time for one unit, on the record."""

    year = models.ForeignKey(DeclarationYear, models.CASCADE, related_name="extensions", verbose_name="年度")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    closes_at = models.DateTimeField("延长至")
    reason = models.CharField("原因", max_length=200)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, verbose_name="批准人")
    granted_at = models.DateTimeField("批准时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期"

    def __str__(self) -> str:
        return f"{self.unit} 延长至 {self.closes_at:%Y-%m-%d %H:%M}"


class Ceiling(models.Model):
    """控制数: what the declarations of a unit may cost together in a year, in yuan."""

    year = models.ForeignKey(DeclarationYear, models.CASCADE, related_name="ceilings", verbose_name="年度")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位")
    amount = models.DecimalField("控制数（元）", max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "控制数"
        constraints = (models.UniqueConstraint(fields=("year", "unit"), name="one_ceiling_per_unit_and_year"),)

    def __str__(self) -> str:
        return f"{self.year} {self.unit} {self.amount:,.2f} 元"
