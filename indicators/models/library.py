"""The indicator library (指标库): indicators that a declarant may take over, for every category."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from indicators.models.natural import NaturalKeyManager, NaturalKeyModel
from indicators.template import TemplateCategory


class LibraryManager(NaturalKeyManager["LibraryIndicator"]):
    """The questions asked of the library."""

    def suggestions(self, category: TemplateCategory, text: str = "") -> models.QuerySet[LibraryIndicator]:
        """The indicators that belong into a template's category and mention every word of `text`.

        Level 2 alone decides: the forms name their level 1 too differently to compare.
        """
        found = self.filter(level2__in=(category.level2, *category.spellings))
        for word in text.split():
            found = found.filter(
                Q(name__icontains=word)
                | Q(industry__icontains=word)
                | Q(keywords__icontains=word)
                | Q(explanation__icontains=word)
            )
        return found


class LibraryIndicator(NaturalKeyModel):
    """One indicator with an example target and the words that explain it. Belongs to no template."""

    natural_fields: ClassVar[tuple[str, ...]] = ("level1", "level2", "name")

    level1 = models.CharField("一级指标", max_length=50)
    level2 = models.CharField("二级指标", max_length=50)
    name = models.CharField("三级指标", max_length=100)
    example_target = models.CharField("目标值示例", max_length=100, help_text="写明比较符号、数和单位，例如“≥24场”。")
    explanation = models.TextField("指标解释", max_length=500, help_text="反映什么、怎样计算、数据从哪里来。")
    industry = models.CharField("行业领域", max_length=50, default="通用", db_index=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="用空格分开，供检索。")

    objects: ClassVar[LibraryManager] = LibraryManager()

    class Meta:
        verbose_name = "指标库指标"
        verbose_name_plural = "指标库"
        ordering = ("level1", "level2", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("level1", "level2", "name"),
                name="library_indicator_once",
                violation_error_message="同一二级指标下已有同名指标，请换一个名称或修改已有的那一条。",
            ),
            models.CheckConstraint(
                condition=~(Q(level1="") | Q(level2="") | Q(name="")),
                name="library_indicator_named",
                violation_error_message="一级指标、二级指标和三级指标都要填写。",
            ),
        )

    def __str__(self) -> str:
        return self.name
