"""The page of one declaration: everything that it shows, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from declarations import checking
from declarations.actions.door import standing_of
from declarations.content import DeclarationContent
from declarations.models import Declaration, Event
from declarations.permissions import Standing, allowed_moves, belongs_to, may_waive, refusal, sees_unit, visible_to
from declarations.reviewing.deciding import Asked, questions
from declarations.reviewing.paper import ReadOnlyPaper
from declarations.reviewing.sums import Sum, ledger
from declarations.reviewing.timeline import Burst, bursts, everything_said, grouped
from declarations.rules import run
from declarations.views.queue import Queue
from declarations.workflow import CAME_TO_NOTHING, DECISIONS, EDITABLE, Action, Status, moves_from
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.roles import Actor

RECENT = 60  # events that are read for the short history
SHOWN = 5
# ?changes=… : the paper with or without marks
MARKED, PLAIN = "marked", "plain"


def page(request: AuthedRequest, declaration: Declaration, asked: Asked, *, status: int = 200) -> HttpResponse:
    """The whole page."""
    standing = standing_of(declaration)
    comparison = Comparison.of(declaration, request.GET.get("changes", ""))
    paper, sums = _paper(declaration, comparison)
    context = {
        "declaration": declaration,
        "year_label": f"{declaration.year.year} 年度",
        "comparison": comparison,
        "paper": paper,
        "sums": sums,
        "queue": _queue(request, declaration),
        "reviews": list(declaration.reviews.all()),
        "versions": versions(declaration, request.actor),
        "recent": _recent(declaration, paper),
        "may_waive": may_waive(request.actor, declaration.unit.path, declaration.status),
        "compared": declaration.submissions > 0,
        "level_one": _level_one(request.actor, declaration),
        **_buttons(request.actor, declaration, standing, paper, asked),
    }
    return render(request, "reviewing/detail.html", context, status=status)


@dataclass(frozen=True)
class Comparison:
    """What the paper is compared with: the submission of that number, or (0) the original of an adjustment.

    While the author is at it, the submission is the last one, else the one before. What is settled is shown without
    marks until somebody asks for them.
    """

    number: int
    is_possible: bool
    is_shown: bool

    @classmethod
    def of(cls, declaration: Declaration, asked: str) -> Comparison:
        """The comparison for a declaration; `asked` is MARKED, PLAIN or nothing."""
        number = max(declaration.submissions - (declaration.state not in EDITABLE), 0)
        possible = number > 0 or declaration.is_adjustment
        shown = asked == MARKED if declaration.is_final else asked != PLAIN
        return cls(number, possible, possible and shown)

    @property
    def words(self) -> str:
        """What it is compared with."""
        return f"第 {self.number} 次提交" if self.number else "调整前的批复"

    @property
    def other(self) -> str:
        """The other way to look at the paper, for a link."""
        return PLAIN if self.is_shown else MARKED

    def earlier(self, declaration: Declaration) -> DeclarationContent | None:
        """What it said then; None when nothing is to be compared."""
        if not self.is_shown:
            return None
        if self.number:
            snapshot = declaration.snapshots.filter(number=self.number).first()
            return snapshot.content if snapshot else None
        original = Declaration.objects.with_content().filter(adjustments=declaration.pk).first()
        return original.content if original else None


def _paper(declaration: Declaration, comparison: Comparison) -> tuple[ReadOnlyPaper, list[Sum]]:
    content, template = declaration.content, declaration.template.value()
    rules = checking.context_for(declaration, content, template)
    report = run(content, rules, on_import=declaration.status == Status.APPROVED)
    paper = ReadOnlyPaper(
        template=template,
        content=content,
        report=report,
        year=declaration.year.year,
        said=checking.explained(declaration, content, report),
        earlier=comparison.earlier(declaration),
        last_year=rules.last_year,
    )
    return paper, ledger(content, rules)


def _level_one(actor: Actor, declaration: Declaration) -> dict[str, Any] | None:
    """The level-1 project that it belongs to; `is_open` to who may see that one's page."""
    found = declaration.project.level_one if declaration.project else None
    if found is None:
        return None
    return {"project": found, "is_open": sees_unit(actor, found.unit_id, found.unit.path, found.unit.parent_id)}


def _queue(request: AuthedRequest, declaration: Declaration) -> dict[str, Any] | None:
    """Where the page stands in the reader's queue; None when it does not wait for them."""
    queue = Queue.asked_for(request.actor, request.POST if request.method == "POST" else request.GET)
    place = queue.place_of(declaration.pk)
    if not place:
        return None
    neighbours = {"before": queue.before(declaration.pk), "after": queue.after(declaration.pk)}
    return {"place": place, "count": queue.count, "list": queue, **neighbours}


def _buttons(
    actor: Actor, declaration: Declaration, standing: Standing, paper: ReadOnlyPaper, asked: Asked
) -> dict[str, Any]:
    """What this person may do now, and why not where that needs a word."""
    moves = allowed_moves(actor, standing)
    by_action = {str(move.action): move for move in moves}
    listed = paper.remarks.listed
    adjusted = declaration.status == Status.APPROVED and _is_adjusted(declaration)
    return {
        "moves": {name: move for name, move in by_action.items() if not (adjusted and name == Action.ADJUST)},
        "questions": questions(declaration.title, moves, listed, asked),
        "not_mine": _why_no_decision(actor, standing),
    }


def _is_adjusted(declaration: Declaration) -> bool:
    return declaration.adjustments.exclude(status__in=CAME_TO_NOTHING).exists()


def _why_no_decision(actor: Actor, standing: Standing) -> str:
    """Why somebody of the deciding party may not decide, "" for everybody else."""
    for move in moves_from(standing.status, own_department=standing.own_department, submitted=standing.submitted):
        if move.action in DECISIONS and belongs_to(actor, move.party, standing):
            return refusal(actor, move, standing) or ""
    return ""


@dataclass(frozen=True)
class Version:
    """One of the original and its adjustments; `reason` is why the adjustment was started."""

    declaration: Declaration
    reason: str


def versions(declaration: Declaration, actor: Actor) -> list[Version]:
    """The chain of adjustments that the declaration belongs to, the original first; empty when there is none.

    Only what `actor` may see; at most two queries.
    """
    if declaration.adjusts_id is None and declaration.status != Status.APPROVED:
        return []
    linked = Q(adjusts__isnull=False) | Q(adjustments__isnull=False)
    found = Declaration.objects.matching(visible_to(actor)).filter(linked, unit=declaration.unit_id)
    family = _chain(declaration, list(found.for_list().filter(year=declaration.year_id).distinct()))
    started = Event.objects.filter(declaration__in=family, action=Action.ADJUST) if family else ()
    reasons = {event.declaration_id: event.reason for event in started}
    return [Version(each, reasons.get(each.pk, "")) for each in family]


def _chain(declaration: Declaration, found: Sequence[Declaration]) -> list[Declaration]:
    """Those of `found` that are linked to it, step by step, through what they adjust."""
    links = [{each.pk, each.adjusts_id or each.pk} for each in found]
    family = {declaration.pk, declaration.adjusts_id or declaration.pk}
    for _ in found:
        family = family.union(*(link for link in links if link & family))
    return sorted((each for each in found if each.pk in family), key=lambda each: (each.revision, each.pk))


def _recent(declaration: Declaration, paper: ReadOnlyPaper) -> list[Burst]:
    """What was done last, the latest first."""
    events = list(declaration.events.order_by("-number")[:RECENT])[::-1]
    last = grouped(events)[-SHOWN:]
    return bursts(paper.template, last, everything_said(events))[::-1]
