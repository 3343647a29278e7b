"""The indicator library (指标库): indicators that a declarant may take over, for every category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from indicators import search
from indicators.models.natural import NaturalKeyManager, NaturalKeyModel
from indicators.template import TemplateCategory
from indicators.usual import formula_in, parts_of_target
from perfgoals.accounts.models import Unit, User
from perfgoals.append_only import AppendOnly


class EntryState(models.TextChoices):
    """What has been decided on an entry."""

    CANDIDATE = "candidate", "待收入"
    ACCEPTED = "accepted", "在库"
    MERGED = "merged", "已合并"
    RETIRED = "retired", "已停用"


class LibraryManager(NaturalKeyManager["LibraryIndicator"]):
    """The questions asked of the library."""

    def usable(self) -> QuerySet[LibraryIndicator]:
        """The entries that are offered."""
        return self.filter(state=EntryState.ACCEPTED)

    def suggestions(self, category: TemplateCategory, text: str = "") -> QuerySet[LibraryIndicator]:
        """The indicators that belong into a template's category and have every word of `text`.

        Level 2 alone decides: the forms name their level 1 too differently to compare.
        """
        keys = {search.category_key(level2) for level2 in (category.level2, *category.spellings)}
        return self.usable().filter(search.condition(text), category__in=keys)

    def suggested(
        self, level2: str, text: str, *, unit_ids: Iterable[int] = (), limit: int = 8
    ) -> list[LibraryIndicator]:
        """What to offer while a name of that level 2 is typed: what these units have used stands first.

        A text that the category has nothing for is looked for in all others. At most four queries.
        """
        units, category = list(unit_ids), search.category_key(level2)
        found = _best(self.usable().filter(search.condition(text, category)), text, units, limit)
        if not found and len(search.folded(text)) > 1:
            found = _best(self.usable().filter(search.condition(text)), text, units, limit)
        return found


def _best(entries: QuerySet[LibraryIndicator], text: str, units: Sequence[int], limit: int) -> list[LibraryIndicator]:
    starts = Case(When(folded_name__startswith=search.folded(text), then=Value(0)), default=Value(1))
    order = [starts] if search.folded(text) else []
    used = LibraryUse.objects.filter(indicator=OuterRef("pk"), unit__in=units)
    own = list(entries.filter(Exists(used)).order_by(*order, "-used_count", "pk")[:limit]) if units else []
    for entry in own:
        entry.is_own = True
    others = entries.exclude(pk__in=[entry.pk for entry in own]) if own else entries
    return own + list(others.order_by(*order, "-used_count", "pk")[: limit - len(own)])


class LibraryIndicator(NaturalKeyModel):
    """One indicator with a usual target and the words that explain it. Belongs to no template."""

    natural_fields: ClassVar[tuple[str, ...]] = ("level1", "level2", "name")
    is_own = False  # used by a unit of whoever asks; set by `suggested`

    level1 = models.CharField("一级指标", max_length=50)
    level2 = models.CharField("二级指标", max_length=50)
    name = models.CharField("三级指标", max_length=100)
    example_target = models.CharField("常用目标值", max_length=100, help_text="写明比较符号、数和单位，例如“≥24场”。")
    measure = models.CharField("计量单位", max_length=20, blank=True, help_text="不填时从目标值里取。")
    formula = models.CharField("计算公式", max_length=300, blank=True, help_text="不填时从指标解释里取。")
    explanation = models.TextField("指标解释", max_length=500, help_text="反映什么、怎样计算、数据从哪里来。")
    industry = models.CharField("行业领域", max_length=50, default="通用", db_index=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="用空格分开，供检索。")
    state = models.CharField("状态", max_length=10, choices=EntryState.choices, default=EntryState.ACCEPTED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False, verbose_name="合并到"
    )
    # Derived: from the uses, and from the texts above for searching.
    used_count = models.PositiveIntegerField("使用次数", default=0, editable=False)
    last_year = models.PositiveSmallIntegerField("最近年度", null=True, editable=False)
    category = models.CharField(max_length=50, default="", editable=False)
    folded_name = models.CharField(max_length=100, default="", editable=False)
    haystack = models.TextField(default="", editable=False)

    objects: ClassVar[LibraryManager] = LibraryManager()

    class Meta:
        verbose_name = "指标库指标"
        verbose_name_plural = "指标库"
        ordering = ("level1", "level2", "name")
        indexes = (
            models.Index(fields=("state", "category", "-used_count", "id"), name="library_by_category"),
            models.Index(fields=("state", "-used_count", "-id"), name="library_by_use"),
            models.Index(fields=("category", "folded_name"), name="library_by_name"),
        )
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

    def derive(self) -> None:
        """Set what searching needs, and unit and formula where none is given."""
        self.category = search.category_key(self.level2)[:50]
        self.folded_name = search.folded(self.name)[:100]
        words = search.words_of(f"{self.name} {self.keywords} {self.industry}")
        self.haystack = " ".join((*words, *search.initials_of(self.name)))
        self.measure = self.measure or self.start_of_target[1]
        self.formula = self.formula or formula_in(self.explanation)

    @property
    def start_of_target(self) -> tuple[str, str]:
        """("≥", "场") of "≥24场": what stands around the number; blanks where the target is no plain number."""
        return parts_of_target(self.example_target)


@receiver(pre_save, sender=LibraryIndicator)
def fill_derived(instance: LibraryIndicator, **kwargs: Any) -> None:
    """Keep the derived columns in step. A signal, because loading a fixture goes round `save()`."""
    instance.derive()


@receiver(post_save, sender=LibraryIndicator)
def write_grams(instance: LibraryIndicator, **kwargs: Any) -> None:
    """Keep the index in step."""
    search.store([(instance.pk, instance.haystack, instance.category)])


@receiver(post_delete, sender=LibraryIndicator)
def remove_grams(instance: LibraryIndicator, **kwargs: Any) -> None:
    """Keep the index in step."""
    search.remove(instance.pk)


class LibraryUse(models.Model):
    """An approved form that has the indicator: which unit's, of which year, with which target."""

    indicator = models.ForeignKey(LibraryIndicator, models.CASCADE, related_name="uses", verbose_name="指标")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    target = models.CharField("目标值", max_length=200, blank=True)
    source = models.PositiveBigIntegerField("来源")  # the key of the approved form

    class Meta:
        verbose_name = verbose_name_plural = "指标使用"
        ordering = ("-year", "-pk")
        indexes = (
            models.Index(fields=("unit", "indicator"), name="library_use_by_unit"),
            models.Index(fields=("source",), name="library_use_by_source"),
            models.Index(fields=("year", "indicator"), name="library_use_by_year"),
        )
        constraints = (
            models.UniqueConstraint(fields=("indicator", "source"), name="one_use_per_indicator_and_source"),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.target}"


class LibraryRecord(AppendOnly):
    """Who decided what on an entry, and when; never altered, never deleted."""

    class Step(models.TextChoices):
        """What was done."""

        ACCEPT = "accept", "收入指标库"
        EDIT = "edit", "修改"
        MERGE = "merge", "合并"
        RETIRE = "retire", "停用"
        RESTORE = "restore", "恢复"

    indicator = models.ForeignKey(LibraryIndicator, models.PROTECT, related_name="records", verbose_name="指标")
    step = models.CharField("动作", max_length=10, choices=Step.choices)
    detail = models.TextField("说明", blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    by_name = models.CharField("操作人姓名", max_length=150)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标库记录"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_step_display()} {self.detail}".strip()
