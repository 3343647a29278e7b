"""A declaration as stored: its state, and what it says in columns that lists can filter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import reverse

from declarations.content import DATE_FIELDS, MONEY_FIELDS, TEXT_FIELDS, DeclarationContent
from declarations.models.project import Project
from declarations.models.year import DeclarationYear
from declarations.numbers import listed
from declarations.workflow import CAME_TO_NOTHING, FINAL, IN_REVIEW, Action, Status
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit, User

# What makes somebody an author, who may not decide.
WROTE = (Action.CREATE, Action.SAVE, Action.ADJUST, Action.ATTACH, Action.DETACH)
LONG_TEXTS = (
    "overview",
    "usage",
    "policy_basis",
    "calculation_basis",
    "annual_goal",
    "long_term_goal",
    "extra",
)


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    """Questions that pages and actions ask of the declarations."""

    def matching(self, condition: models.Q) -> DeclarationQuerySet:
        """Those that a condition of permissions.py lets through, each once."""
        return self.filter(condition)

    def of_year(self, year: int) -> DeclarationQuerySet:
        """Those of one declaration year."""
        return self.filter(year__year=year)

    def for_list(self) -> DeclarationQuerySet:
        """What a list shows: names of units and year joined, long texts left out."""
        return self.select_related("unit", "department", "year", "holder", "created_by").defer(*LONG_TEXTS)

    def for_one(self) -> DeclarationQuerySet:
        """What the page of one declaration needs; its rows come by `lines.fetch_rows`."""
        return self.select_related("unit", "department", "year", "template", "adjusts")

    def with_content(self) -> DeclarationQuerySet:
        """What `Declaration.content` needs, rows fetched along."""
        joined = ("unit", "department", "year", "template", "holder", "created_by", "project__level_one__unit")
        return self.select_related(*joined).prefetch_related("indicator_rows", "budget_rows", "plan_rows")

    def current(self) -> DeclarationQuerySet:
        """Without discarded drafts and approved versions that an approved adjustment has replaced."""
        return self.exclude(status=Status.DISCARDED).exclude(adjustments__status=Status.APPROVED)

    def committed(self) -> DeclarationQuerySet:
        """What is submitted or approved, adjustments in place of what they adjust."""
        counting = {*IN_REVIEW, Status.APPROVED}
        return self.filter(status__in=counting).exclude(adjustments__status__in=counting)

    def committed_yuan(self) -> Decimal:
        """Yuan of the year amounts of what is committed."""
        return self.committed().aggregate(total=models.Sum("year_amount"))["total"] or Decimal(0)


DeclarationManager = models.Manager.from_queryset(DeclarationQuerySet)


class Origin(models.TextChoices):
    """How the declaration came into the system."""

    FORM = "form", "填报"
    IMPORT = "import", "导入"


class Declaration(models.Model):
    """One declaration of one project in one year; an adjustment is a row of its own with a higher revision.

    Texts are unlimited here: a draft may always be saved, limits are the rules' business. Amounts are yuan.
    Only declarations/actions assigns `status`; every write is compare-and-swap on `version`.
    """

    year = models.ForeignKey(DeclarationYear, models.PROTECT, related_name="declarations", verbose_name="年度")
    template = models.ForeignKey(TemplateRecord, models.PROTECT, verbose_name="申报表模板")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="declarations", verbose_name="项目")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="declarations", verbose_name="申请单位")
    department = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="一级预算单位")
    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    revision = models.PositiveSmallIntegerField("调整次数", default=0)
    adjusts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="adjustments", verbose_name="调整自"
    )
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, default=Origin.FORM)
    # From the page that started it: the same page sent twice makes one draft.
    request_key = models.UUIDField(null=True, unique=True, editable=False)

    form = models.TextField("表名", blank=True)
    code = models.CharField("项目编码", max_length=200, blank=True)
    name = models.TextField("项目名称", blank=True)
    applicant_unit = models.TextField("申请单位（印刷）", blank=True)
    budget_unit = models.TextField("一级预算单位（印刷）", blank=True)
    supervising_unit = models.TextField("主管单位（印刷）", blank=True)
    period_years = models.IntegerField("实施期限", null=True, blank=True)
    start_date = models.DateField("计划开始日期", null=True, blank=True)
    end_date = models.DateField("计划完成日期", null=True, blank=True)
    project_type = models.TextField("项目类型", blank=True)
    is_new = models.BooleanField("是否新增项目", null=True)
    allocation_method = models.TextField("分配方式", blank=True)
    fund_purpose = models.TextField("资金用途", blank=True)
    amounts = models.JSONField("金额（元，精确）", default=dict, blank=True)
    # For lists: filters, order and sums. What the declaration says is in `amounts` (docs/decisions/0005).
    total_amount = models.DecimalField("项目总金额", max_digits=18, decimal_places=2, null=True, blank=True)
    year_amount = models.DecimalField("本年度项目金额", max_digits=18, decimal_places=2, null=True, blank=True)
    procurement_items = models.TextField("采购品目", blank=True)
    overview = models.TextField("项目概况", blank=True)
    usage = models.TextField("项目用途", blank=True)
    policy_basis = models.TextField("政策依据", blank=True)
    calculation_basis = models.TextField("测算依据", blank=True)
    annual_goal = models.TextField("年度目标", blank=True)
    long_term_goal = models.TextField("长期目标", blank=True)
    extra = models.JSONField("其他字段", default=dict, blank=True)

    error_count = models.PositiveSmallIntegerField("错误", default=0)
    warning_count = models.PositiveSmallIntegerField("提醒", default=0)
    hint_count = models.PositiveSmallIntegerField("建议", default=0)
    submissions = models.PositiveSmallIntegerField("提交次数", default=0)
    is_late = models.BooleanField("逾期提交", default=False)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    # Whose day's rules apply (valid-from); empty for what was submitted before this column.
    first_submitted_at = models.DateTimeField("首次提交时间", null=True, blank=True, editable=False)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    event_count = models.PositiveIntegerField(default=0, editable=False)
    history_head = models.CharField("历史链首", max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="建立人")
    updated_at = models.DateTimeField("更新时间")
    # Whoever it was handed over to; before that it is kept by who created it.
    holder = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")

    objects = DeclarationManager()

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ("-updated_at", "-pk")
        indexes = (
            models.Index(fields=("status", "-updated_at", "-id"), name="declaration_by_status"),
            models.Index(fields=("unit", "year", "-updated_at"), name="declaration_by_unit"),
            models.Index(fields=("department", "year", "status"), name="declaration_by_department"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("year", "code", "revision"),
                condition=~models.Q(code="") & ~models.Q(status=Status.DISCARDED),
                name="one_declaration_per_year_code_and_revision",
            ),
            models.UniqueConstraint(
                fields=("adjusts",),
                condition=~models.Q(status__in=sorted(CAME_TO_NOTHING)),
                name="one_open_or_approved_adjustment",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page that shows the declaration to whoever may see it."""
        return reverse("declaration-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """The project name, or words for a draft that has none yet."""
        return self.name.strip() or "未命名的申报"

    @property
    def state(self) -> Status:
        """The status as a member of the workflow's enumeration."""
        return Status(self.status)

    @property
    def is_final(self) -> bool:
        """Nothing can change any more what this row says."""
        return self.state in FINAL

    @property
    def keeper(self) -> User | None:
        """Who is at work on it (经办人)."""
        return self.holder or self.created_by

    @property
    def live_evidence(self) -> list[Any]:
        """The attached files that were not removed (one query)."""
        return list(self.evidence.filter(removed_at=None))

    @property
    def is_adjustment(self) -> bool:
        """The row is an adjustment of an approved declaration."""
        return self.adjusts_id is not None

    @property
    def content(self) -> DeclarationContent:
        """What the declaration says (fetch `with_content()` for no further queries)."""
        keys = (*TEXT_FIELDS, *DATE_FIELDS, "period_years", "is_new")
        head: dict[str, Any] = {key: getattr(self, key) for key in keys}
        return DeclarationContent(
            **head | {key: Decimal(text) for key, text in self.amounts.items()},
            extra=tuple(sorted(self.extra.items())),
            indicators=tuple(row.value() for row in self.indicator_rows.all()),
            budget_lines=tuple(row.value() for row in self.budget_rows.all()),
            plan=tuple(row.value() for row in self.plan_rows.all()),
        )

    @staticmethod
    def head_values(content: DeclarationContent) -> dict[str, Any]:
        """The columns of the head for `content`, for create() or update(); rows are stored by lines.py."""
        keys = (*TEXT_FIELDS, *DATE_FIELDS, "period_years", "is_new")
        said = {key: getattr(content, key) for key in MONEY_FIELDS}
        return {key: getattr(content, key) for key in keys} | {
            "extra": dict(content.extra),
            "amounts": {key: format(amount, "f") for key, amount in said.items() if amount is not None},
            "total_amount": listed(content.total_amount),
            "year_amount": listed(content.year_amount),
        }

    def editor_ids(self) -> frozenset[int]:
        """The users who changed what the declaration says, or what it adjusts: none of them may decide on it."""
        events = self.events.model._default_manager  # Event, which this module cannot import
        wrote = events.filter(declaration__in=self.lineage(), action__in=WROTE, actor__isnull=False)
        return frozenset(wrote.order_by().values_list("actor_id", flat=True).distinct())

    def lineage(self) -> list[int]:
        """The keys of this declaration and of every one that it goes back to (a query for each step back)."""
        keys, before = [self.pk], self.adjusts_id
        while before is not None:
            keys.append(before)
            before = Declaration.objects.filter(pk=before).values_list("adjusts_id", flat=True).get()
        return keys
