"""Form templates as rows: a city's administrator adds or changes one in the admin, without code.

`TemplateRecord.value()` gives the frozen `FormTemplate` that everything else works with.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from indicators.fields import TextListField
from indicators.models.natural import NaturalKeyManager, NaturalKeyModel
from indicators.template import AmountUnit, FormTemplate, TemplateCategory, WeightScheme

AMOUNT_UNITS = tuple((unit.value, unit.value) for unit in AmountUnit)
POSITIVE = MinValueValidator(1, "应大于 0。")
MOST_VALUES = 64
_VALUES: dict[tuple[str, ...], FormTemplate] = {}


class TemplateManager(NaturalKeyManager["TemplateRecord"]):
    """The questions asked of templates."""

    def with_rows(self) -> models.QuerySet[TemplateRecord]:
        """With everything that `value()` needs: four queries for however many templates."""
        return self.prefetch_related("fields", "columns", "categories")


class TemplateRecord(NaturalKeyModel):
    """A form template (表样)."""

    code = models.SlugField("代码", max_length=40, unique=True, help_text="小写字母、数字和连字符，例如 project-2024。")
    title = models.CharField("标题", max_length=100, help_text="表上印的标题。")
    title_spellings = TextListField("标题的其他写法", help_text="导入时也认作本表的标题，每行一个。")
    amount_unit = models.CharField("金额单位", max_length=4, choices=AMOUNT_UNITS, default=AmountUnit.YUAN.value)
    has_weights = models.BooleanField("填写权重", default=False, help_text="勾选后每个三级指标都要填写权重。")
    total_weight = models.DecimalField(
        "权重合计", max_digits=6, decimal_places=2, null=True, blank=True, help_text="全部三级指标权重之和，例如 90。"
    )
    weight_schemes = TextListField(
        "一级指标权重方案",
        help_text="每行一种方案，例如“产出指标 50，效益指标 30，满意度指标 10”；"
        "按申报表用到的一级指标，从上到下取第一种适用的方案。",
    )
    has_budget_lines = models.BooleanField("填写测算明细", default=False)
    has_yearly_plan = models.BooleanField("填写分年度计划", default=False, help_text="实施期限大于 1 年的项目填写。")
    name_max_length = models.PositiveSmallIntegerField("三级指标字数上限", default=100, validators=[POSITIVE])
    is_active = models.BooleanField(
        "启用", default=True, help_text="停用后不再用于新的申报和导入，已有的申报表不受影响。"
    )

    # Another one whenever a field, column or category of the template changes.
    stamp = models.UUIDField(default=uuid4, editable=False)

    objects: ClassVar[TemplateManager] = TemplateManager()

    class Meta:
        verbose_name = verbose_name_plural = "申报表表样"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(has_weights=False) | Q(total_weight__isnull=False, total_weight__gt=0),
                name="template_weights_have_a_total",
                violation_error_message="填写权重的表样须写明大于 0 的权重合计。",
            ),
            models.CheckConstraint(condition=Q(name_max_length__gt=0), name="template_name_length_positive"),
            models.CheckConstraint(
                condition=Q(amount_unit__in=[unit for unit, _ in AMOUNT_UNITS]), name="template_amount_unit_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.code}）"

    def clean(self) -> None:
        """Refuse a weight scheme that cannot be read or does not add up to the total."""
        for line in self.weight_schemes:
            try:
                scheme = WeightScheme.parse(line)
            except ValueError as error:
                example = "请写成“产出指标 50，效益指标 30，满意度指标 10”的样子。"
                raise ValidationError({"weight_schemes": f"看不懂“{line}”，{example}"}) from error
            if scheme.total != self.total_weight:
                said = "没有填写" if self.total_weight is None else f"是 {self.total_weight:f}"
                raise ValidationError({"weight_schemes": f"“{line}”合计 {scheme.total:f}，权重合计{said}，请核对。"})

    @property
    def is_used(self) -> bool:
        """Whether any declaration is filled in on the template (one query; asked by the name of the relation)."""
        return self.pk is not None and TemplateRecord.objects.filter(pk=self.pk, declaration__isnull=False).exists()

    def value(self) -> FormTemplate:
        """The frozen value of the template; three queries when this process has not built it since the last change.

        Kept by everything that the row itself says, its `stamp` included (see `renew_stamp`).
        """
        said = tuple(str(getattr(self, field.attname)) for field in self._meta.concrete_fields)
        if said not in _VALUES:
            if len(_VALUES) >= MOST_VALUES:
                _VALUES.clear()
            _VALUES[said] = self._built()
        return _VALUES[said]

    def _built(self) -> FormTemplate:
        return FormTemplate(
            code=self.code,
            title=self.title,
            fields=tuple(field.value() for field in self.fields.all()),
            columns=tuple(column.value() for column in self.columns.all()),
            categories=_level1_together(category.value() for category in self.categories.all()),
            amount_unit=AmountUnit(self.amount_unit),
            title_spellings=tuple(self.title_spellings),
            has_weights=self.has_weights,
            total_weight=self.total_weight,
            weight_schemes=tuple(WeightScheme.parse(line) for line in self.weight_schemes),
            has_budget_lines=self.has_budget_lines,
            has_yearly_plan=self.has_yearly_plan,
            name_max_length=self.name_max_length,
        )


def _level1_together(categories: Iterable[TemplateCategory]) -> tuple[TemplateCategory, ...]:
    """In form order, each level 1 in one piece even where the administrator's numbers interleave."""
    given = list(categories)
    levels = list(dict.fromkeys(category.level1 for category in given))
    return tuple(sorted(given, key=lambda category: levels.index(category.level1)))
