"""The rows of a form template: fields of the head, columns of the indicator table, level-2 categories."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from indicators.fields import TextListField
from indicators.models.natural import NaturalKeyModel
from indicators.models.templates import POSITIVE, TemplateRecord
from indicators.template import (
    COLUMN_KEYS,
    COST,
    QUANTITY,
    RESERVED_KEYS,
    SATISFACTION,
    TIME,
    AmountUnit,
    FieldKind,
    Requirement,
    TemplateCategory,
    TemplateColumn,
    TemplateField,
    kinds_allowed,
)

KINDS = (
    (FieldKind.TEXT.value, "单行文字"),
    (FieldKind.LONG_TEXT.value, "多行文字"),
    (FieldKind.MONEY.value, "金额"),
    (FieldKind.INTEGER.value, "整数"),
    (FieldKind.BOOLEAN.value, "是或否"),
    (FieldKind.DATE.value, "日期"),
    (FieldKind.CHOICE.value, "选项"),
    (FieldKind.SYSTEM.value, "系统填写"),
)
KIND_NAMES = dict(KINDS)
TEXT_KINDS = (FieldKind.TEXT, FieldKind.LONG_TEXT)
REQUIREMENTS = (
    (Requirement.NEVER.value, "选填"),
    (Requirement.ALWAYS.value, "必填"),
    (Requirement.MULTI_YEAR.value, "实施期限大于 1 年时必填"),
    (Requirement.NEW_PROJECT.value, "新增项目必填"),
)
COLUMNS = tuple(zip(COLUMN_KEYS, ("一级指标", "二级指标", "三级指标", "目标值", "指标解释", "权重"), strict=True))
MEASURES = ((QUANTITY, "数量"), (TIME, "时间"), (COST, "成本"), (SATISFACTION, "满意度"))
SPELLINGS_HELP = "导入时也认作同一项的写法，每行一个；空格、全角半角和冒号的差别不必另写。"
KEY = RegexValidator(r"^[a-z][a-z0-9_]*\Z", "只能用小写字母、数字和下划线，并以字母开头，例如 project_leader。")


class TemplateFieldRecord(NaturalKeyModel):
    """One field of the head of the form."""

    natural_fields: ClassVar[tuple[str, ...]] = ("template__code", "key")

    template = models.ForeignKey(TemplateRecord, models.CASCADE, related_name="fields", verbose_name="表样")
    key = models.CharField(
        "字段代码", max_length=40, validators=[KEY], help_text="系统已有的字段用原代码，本地增加的字段自定。"
    )
    label = models.CharField("名称", max_length=50)
    kind = models.CharField("填写方式", max_length=10, choices=KINDS, default=FieldKind.TEXT.value)
    row = models.PositiveSmallIntegerField("所在行", help_text="行号相同的字段印在表头的同一行。")
    order = models.PositiveSmallIntegerField("行内顺序", default=0)
    required = models.CharField("是否必填", max_length=12, choices=REQUIREMENTS, default=Requirement.NEVER.value)
    max_length = models.PositiveIntegerField("字数上限", null=True, blank=True, validators=[POSITIVE])
    choices = TextListField("选项", help_text="“选项”类字段的内容，每行一个；导入的其他内容也会保留。")
    printed_label = models.CharField(
        "印出的名称", max_length=80, blank=True, help_text="与名称不同时填写；{unit} 处印金额单位。"
    )
    spellings = TextListField("名称的其他写法", help_text=SPELLINGS_HELP)
    help_text = models.CharField("填写说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "表头字段"
        ordering = ("row", "order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("template", "key"), name="template_field_once"),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name="template_field_kind_known"),
            models.CheckConstraint(
                condition=Q(required__in=[code for code, _ in REQUIREMENTS]), name="template_field_requirement_known"
            ),
            models.CheckConstraint(
                condition=Q(max_length__isnull=True) | Q(max_length__gt=0), name="template_field_length_positive"
            ),
            models.CheckConstraint(condition=~Q(key__in=sorted(RESERVED_KEYS)), name="template_field_key_not_reserved"),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse what cannot work: a kind the key does not have, a label that cannot be printed, idle settings."""
        problems = {
            "key": self._key_problem(),
            "kind": self._kind_problem(),
            "choices": self._choices_problem(),
            "max_length": self._length_problem(),
            "printed_label": self._printed_problem(),
        }
        if found := {name: problem for name, problem in problems.items() if problem}:
            raise ValidationError(found)

    def _key_problem(self) -> str:
        return f"“{self.key}”是系统保留的代码，请另取一个。" if self.key in RESERVED_KEYS else ""

    def _kind_problem(self) -> str:
        allowed = kinds_allowed(self.key)
        if self.kind in allowed:
            return ""
        names = "、".join(name for kind, name in KINDS if kind in allowed)
        return f"字段 {self.key} 的填写方式只能是：{names}。"

    def _choices_problem(self) -> str:
        if self.kind == FieldKind.CHOICE:
            return "" if self.choices else "“选项”类字段至少要有一个选项。"
        return f"填写方式是“{KIND_NAMES.get(self.kind, self.kind)}”，不需要选项，请清空。" if self.choices else ""

    def _length_problem(self) -> str:
        return "只有文字类字段可以设字数上限，请清空。" if self.max_length and self.kind not in TEXT_KINDS else ""

    def _printed_problem(self) -> str:
        try:
            self.value().label_in(AmountUnit.YUAN)
        except (KeyError, IndexError, ValueError, AttributeError):
            return "花括号只能写作 {unit}，用来印金额单位。"
        return ""

    def value(self) -> TemplateField:
        """The frozen value of the field."""
        return TemplateField(
            key=self.key,
            label=self.label,
            kind=FieldKind(self.kind),
            row=self.row,
            required=Requirement(self.required),
            max_length=self.max_length,
            choices=tuple(self.choices),
            printed_label=self.printed_label,
            spellings=tuple(self.spellings),
            help_text=self.help_text,
        )


class TemplateColumnRecord(NaturalKeyModel):
    """One column of the indicator table."""

    natural_fields: ClassVar[tuple[str, ...]] = ("template__code", "key")

    template = models.ForeignKey(TemplateRecord, models.CASCADE, related_name="columns", verbose_name="表样")
    key = models.CharField("内容", max_length=12, choices=COLUMNS)
    label = models.CharField("列名", max_length=50)
    width = models.PositiveSmallIntegerField(
        "宽度（%）", validators=[MinValueValidator(1), MaxValueValidator(100)], help_text="各列合计 100。"
    )
    export_key = models.CharField("数据中的名称", max_length=40, blank=True, validators=[KEY])
    spellings = TextListField("列名的其他写法", help_text=SPELLINGS_HELP)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标表的列"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("template", "key"), name="template_column_once"),
            models.CheckConstraint(condition=Q(key__in=COLUMN_KEYS), name="template_column_key_known"),
            models.CheckConstraint(condition=Q(width__range=(1, 100)), name="template_column_width_is_per_cent"),
        )

    def __str__(self) -> str:
        return self.label

    def value(self) -> TemplateColumn:
        """The frozen value of the column."""
        return TemplateColumn(self.key, self.label, self.width, self.export_key, tuple(self.spellings))


class CategoryRecord(NaturalKeyModel):
    """One level-2 category under its level 1."""

    natural_fields: ClassVar[tuple[str, ...]] = ("template__code", "level1", "level2")

    template = models.ForeignKey(TemplateRecord, models.CASCADE, related_name="categories", verbose_name="表样")
    level1 = models.CharField("一级指标", max_length=50)
    level2 = models.CharField("二级指标", max_length=50)
    required = models.BooleanField("必填", default=False, help_text="印有 *，至少要有一个三级指标。")
    measures = models.CharField(
        "衡量", max_length=12, choices=MEASURES, blank=True, help_text="系统据此核对目标值，例如衡量成本的应写上限。"
    )
    qualitative_allowed = models.BooleanField("可以定性", default=False, help_text="目标值只有文字时作建议，不作提醒。")
    weight = models.DecimalField(
        "权重", max_digits=5, decimal_places=2, null=True, blank=True, help_text="本二级指标固定的权重，没有则留空。"
    )
    spellings = TextListField("二级指标的其他写法", help_text=SPELLINGS_HELP)
    level1_spellings = TextListField("一级指标的其他写法", help_text=SPELLINGS_HELP)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标类别"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("template", "level1", "level2"),
                name="template_category_once",
                violation_error_message="同一一级指标下已有这个二级指标，请换一个名称。",
            ),
            models.CheckConstraint(condition=~(Q(level1="") | Q(level2="")), name="template_category_named"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gt=0),
                name="template_category_weight_positive",
                violation_error_message="权重应大于 0，没有固定权重请留空。",
            ),
            models.CheckConstraint(
                condition=Q(measures__in=["", *(code for code, _ in MEASURES)]), name="template_category_measure_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.level1} / {self.level2}"

    def value(self) -> TemplateCategory:
        """The frozen value of the category."""
        return TemplateCategory(
            level1=self.level1,
            level2=self.level2,
            required=self.required,
            spellings=tuple(self.spellings),
            level1_spellings=tuple(self.level1_spellings),
            weight=self.weight,
            qualitative_allowed=self.qualitative_allowed,
            measures=self.measures,
        )


@receiver((post_save, post_delete), sender=TemplateFieldRecord)
@receiver((post_save, post_delete), sender=TemplateColumnRecord)
@receiver((post_save, post_delete), sender=CategoryRecord)
def renew_stamp(instance: TemplateFieldRecord | TemplateColumnRecord | CategoryRecord, **said: Any) -> None:
    """Give the template another stamp: its value has changed."""
    TemplateRecord.objects.filter(pk=instance.template_id).update(stamp=uuid4())
