"""The review sheet (绩效目标审核表, 财预〔2015〕88号) as rows: groups, items with their points, grades."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from indicators.fields import TextListField
from indicators.models.natural import NaturalKeyModel
from indicators.rubric import Grade, Outcome, SheetGroup, SheetItem

OUTCOMES = (
    (Outcome.APPROVE.value, "可以批复"),
    (Outcome.RETURN.value, "退回修改"),
    (Outcome.STOP.value, "不得进入下一步"),
)


class RubricGroup(NaturalKeyModel):
    """A group of the sheet; its points are those of its items."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("审核内容", max_length=50)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "审核表内容"
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.name

    def value(self) -> SheetGroup:
        """The frozen value of the group with its items."""
        return SheetGroup(self.code, self.name, tuple(item.value() for item in self.items.all()))


class RubricItem(NaturalKeyModel):
    """One thing that a reviewer scores. Stored scores name it by its code."""

    group = models.ForeignKey(RubricGroup, models.CASCADE, related_name="items", verbose_name="审核内容")
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("审核要点", max_length=50)
    points = models.PositiveSmallIntegerField("分值", validators=[MinValueValidator(1)])
    question = models.TextField("审核问题", max_length=300, blank=True, help_text="审核人据以打分的问题。")
    phrases = TextListField("常用意见", help_text="一键填入的审核意见，每行一条。")
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "审核要点"
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(points__gt=0), name="rubric_item_has_points"),
            models.UniqueConstraint(fields=("group", "name"), name="rubric_item_once"),
        )

    def __str__(self) -> str:
        return self.name

    def value(self) -> SheetItem:
        """The frozen value of the item."""
        return SheetItem(self.code, self.name, self.points, self.question, tuple(self.phrases))


class RubricGrade(NaturalKeyModel):
    """A grade, its lower limit and what it allows."""

    natural_fields: ClassVar[tuple[str, ...]] = ("name",)

    name = models.CharField("等级", max_length=10, unique=True)
    minimum = models.DecimalField(
        "最低分",
        max_digits=5,
        decimal_places=2,
        unique=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="得分不低于此分时评为该等级。",
    )
    outcome = models.CharField("结果", max_length=10, choices=OUTCOMES)

    class Meta:
        verbose_name = verbose_name_plural = "审核等级"
        ordering = ("-minimum",)
        constraints = (
            models.CheckConstraint(condition=models.Q(minimum__range=(0, 100)), name="rubric_grade_between_0_and_100"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[code for code, _ in OUTCOMES]), name="rubric_grade_outcome_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def value(self) -> Grade:
        """The frozen value of the grade."""
        return Grade(self.name, self.minimum, Outcome(self.outcome))
