"""Level-1 projects: making and editing them, which projects belong to one, and what theirs add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum

from declarations.errors import BadInput, NotPermitted
from declarations.models import Declaration, LevelOneProject, LevelOneRecord, Project
from declarations.permissions import may_keep_projects
from declarations.workflow import Status
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

LABELS = {"name": "名称", "code": "编码", "note": "说明"}


@dataclass(frozen=True)
class YearSum:
    """What the projects of a level-1 project declare in one year: submitted and approved, in yuan."""

    year: int
    projects: int
    total: Decimal
    amount: Decimal
    approved: int

    @property
    def under_review(self) -> int:
        """Declarations that are still with the reviewers."""
        return self.projects - self.approved


def sums(level_ones: Iterable[int]) -> dict[int, list[YearSum]]:
    """The sums of each level-1 project by year, the latest first (one query)."""
    rows = (
        Declaration.objects.filter(project__level_one__in=list(level_ones))
        .committed()
        .order_by()
        .values("project__level_one", "year__year")
        .annotate(
            number=Count("pk"),
            total=Sum("total_amount"),
            amount=Sum("year_amount"),
            approved=Count("pk", filter=Q(status=Status.APPROVED)),
        )
        .order_by("-year__year")
    )
    found: dict[int, list[YearSum]] = {}
    for row in rows:
        total, amount = row["total"] or Decimal(0), row["amount"] or Decimal(0)
        one = YearSum(row["year__year"], row["number"], total, amount, row["approved"])
        found.setdefault(row["project__level_one"], []).append(one)
    return found


def create(actor: Actor, unit: Unit, values: Mapping[str, Any]) -> LevelOneProject:
    """A new level-1 project of that unit; NotPermitted, BadInput."""
    _permit(actor, unit)
    with transaction.atomic():
        _refuse_twin(unit, values["name"])
        made = LevelOneProject.objects.create(unit=unit, **{name: values[name] for name in LABELS})
        _record(actor, made, f"新建“{made.name}”")
    return made


def edit(actor: Actor, pk: int, values: Mapping[str, Any]) -> LevelOneProject:
    """Change its name, code or note; the unit stays. NotPermitted, BadInput."""
    with transaction.atomic():
        found = _held(actor, pk)
        _refuse_twin(found.unit, values["name"], but=pk)
        changed = [name for name in LABELS if values[name] != getattr(found, name)]
        told = [f"{LABELS[name]}：{getattr(found, name) or '空白'} → {values[name] or '空白'}" for name in changed]
        for name in changed:
            setattr(found, name, values[name])
        if changed:
            found.save(update_fields=changed)
            _record(actor, found, "；".join(told))
    return found


def add(actor: Actor, pk: int, project_id: int) -> Project:
    """Let a project belong to it; BadInput for one of another unit, or that belongs to one already."""
    with transaction.atomic():
        found = _held(actor, pk)
        project = Project.objects.select_for_update().filter(pk=project_id, unit__path__startswith=found.unit.path)
        chosen = project.first()
        if chosen is None:
            raise BadInput("只能加入本单位和下属单位的项目，请重新选择。")
        if chosen.level_one_id is not None:
            raise BadInput(f"“{chosen}”已属于一个一级项目，请先从那里移出。")
        chosen.level_one = found
        chosen.save(update_fields=["level_one"])
        _record(actor, found, f"加入二级项目“{chosen}”")
    return chosen


def remove(actor: Actor, pk: int, project_id: int) -> Project:
    """Let a project no longer belong to it; BadInput when it does not."""
    with transaction.atomic():
        found = _held(actor, pk)
        project = found.projects.select_for_update().filter(pk=project_id).first()
        if project is None:
            raise BadInput("这个项目不在这个一级项目里，请刷新页面看最新内容。")
        project.level_one = None
        project.save(update_fields=["level_one"])
        _record(actor, found, f"移出二级项目“{project}”")
    return project


def candidates(level_one: LevelOneProject, words: str, limit: int) -> list[Project]:
    """Projects of its unit and those below that belong to no level-1 project yet."""
    free = Project.objects.filter(level_one=None, unit__path__startswith=level_one.unit.path).select_related("unit")
    if words:
        free = free.filter(Q(name__icontains=words) | Q(code__startswith=words))
    return list(free.order_by("unit__path", "code", "pk")[:limit])


def _permit(actor: Actor, unit: Unit) -> None:
    if not may_keep_projects(actor, unit.path):
        raise NotPermitted("一级项目由管理员维护，您没有这项权限。")


def _held(actor: Actor, pk: int) -> LevelOneProject:
    found = LevelOneProject.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    _permit(actor, found.unit)
    return found


def _refuse_twin(unit: Unit, name: str, *, but: int | None = None) -> None:
    twins = LevelOneProject.objects.filter(unit=unit, name=name)
    if (twins.exclude(pk=but) if but is not None else twins).exists():
        raise BadInput(f"“{unit.name}”已有名为“{name}”的一级项目，请换一个名称。")


def _record(actor: Actor, found: LevelOneProject, detail: str) -> None:
    LevelOneRecord.objects.create(level_one=found, detail=detail, by_id=actor.user_id or None, by_name=actor.name)
