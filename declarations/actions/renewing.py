"""A new year's draft that starts from what the same project said the year before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from declarations import checking
from declarations.actions.door import author_of, check_open, commit, in_one_go, load
from declarations.carrying import Carried, Choice, Part, carried
from declarations.errors import MoveNotAllowed, NotPermitted
from declarations.history import Entry
from declarations.models import Declaration, DeclarationYear, Project
from declarations.models.event import Source
from declarations.models.lines import store_rows
from declarations.permissions import may_create
from declarations.workflow import Action, Status
from indicators.template import FormTemplate
from perfgoals.accounts.roles import Actor


@dataclass(frozen=True)
class Renewed:
    """The new draft, and the names of last year's rows that the new form has no place for."""

    declaration: Declaration
    left_behind: tuple[str, ...]


def renew(actor: Actor, earlier_id: int, year: DeclarationYear, *, choices: Mapping[Part, Choice]) -> Renewed:
    """A draft of `year` for the project of an approved declaration of an earlier year, on the year's template.

    NotPermitted, YearNotOpen; MoveNotAllowed when the earlier one is not approved, is replaced by an adjustment, or
    its project is declared in that year already.
    """
    return in_one_go(lambda: _renew(actor, earlier_id, year, choices))


def _renew(actor: Actor, earlier_id: int, year: DeclarationYear, choices: Mapping[Part, Choice]) -> Renewed:
    earlier = load(earlier_id)
    if not may_create(actor, earlier.unit_id):
        raise NotPermitted(f"您不是“{earlier.unit.name}”的填报人，不能为它新建申报。")
    check_open(year, earlier.unit_id, timezone.now())
    _refuse_unfit(earlier, year)
    template = year.template.value()
    taken = carried(
        template,
        earlier.content,
        choices,
        unit=earlier.unit.name,
        department=earlier.unit.department.name,
        year=year.year,
    )
    declaration = _store(actor, earlier, year, taken, template)
    return Renewed(declaration, taken.left_behind)


def _refuse_unfit(earlier: Declaration, year: DeclarationYear) -> None:
    if earlier.status != Status.APPROVED or earlier.year.year >= year.year:
        raise MoveNotAllowed(f"只能从以前年度已批复的申报新建；《{earlier.title}》不是。")
    if earlier.adjustments.filter(status=Status.APPROVED).exists():
        raise MoveNotAllowed(f"《{earlier.title}》已有批复的调整，请从最新的一份新建。")
    # Two clicks at once wait here for each other.
    if earlier.project_id is not None:
        Project.objects.select_for_update().filter(pk=earlier.project_id).first()
    there = declared_again(earlier, year)
    if there is not None:
        raise MoveNotAllowed(f"《{earlier.title}》在 {year.year} 年度已有一份申报（{there.state.label}）。")


def declared_again(earlier: Declaration, year: DeclarationYear) -> Declaration | None:
    """The declaration of the same project in `year`, if there is one; a discarded draft is none."""
    if earlier.project_id is None:
        return None
    there = Declaration.objects.filter(year=year, project=earlier.project_id).exclude(status=Status.DISCARDED)
    return there.order_by("-revision", "-pk").first()


def _store(
    actor: Actor, earlier: Declaration, year: DeclarationYear, taken: Carried, template: FormTemplate
) -> Declaration:
    author, content = author_of(actor, Source.FORM), taken.content
    declaration = Declaration(
        year=year,
        template=year.template,
        project_id=earlier.project_id,
        unit=earlier.unit,
        department=earlier.unit.department,
        status=Status.DRAFT,
        created_by_id=author.user_id,
        updated_at=author.at,
        version=0,
        **Declaration.head_values(content),
    )
    try:
        declaration.save()
    except IntegrityError as taken_code:
        raise MoveNotAllowed(f"项目编码 {content.code} 在 {year.year} 年度已有一份申报。") from taken_code
    store_rows(declaration.pk, content)
    counts = checking.counts(checking.check(declaration, content, template))
    said = {"renews": earlier.pk, "history_head": earlier.history_head, **content.to_json()}
    reason = f"从 {earlier.year.year} 年度的申报新建"
    commit(declaration, [Entry(Action.CREATE, new=said, reason=reason)], author, **counts)
    return declaration
