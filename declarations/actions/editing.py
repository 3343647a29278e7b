"""Creating a declaration and saving what its author typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from declarations import checking
from declarations.actions.door import author_of, check_open, commit, in_one_go, load, permit
from declarations.blank import blank_content, with_keys
from declarations.changes import Change, differences, reordering
from declarations.content import DeclarationContent
from declarations.errors import BadInput, FieldConflict, NotPermitted, SaveConflict
from declarations.history import Entry, change_of
from declarations.merging import Collision, merge, row_path, undo
from declarations.models import Declaration, DeclarationYear, Event
from declarations.models.event import Source
from declarations.models.lines import replace_rows, store_rows
from declarations.ordering import in_form_order
from declarations.permissions import may_create
from declarations.rules import Report, run
from declarations.workflow import Action, Status
from indicators.models import TemplateRecord
from indicators.template import FormTemplate
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

_SYSTEM_FIELDS = ("form", "code", "applicant_unit", "budget_unit", "supervising_unit")


@dataclass(frozen=True)
class Saved:
    """What a save did: the declaration now, its content and findings, and whether others' changes came along.

    `last_year` is what the same project's declaration said the year before, for the page to show beside it.
    """

    declaration: Declaration
    content: DeclarationContent
    report: Report
    merged: bool
    last_year: DeclarationContent | None
    changes: tuple[Change, ...] = ()  # what this save has stored


def create(
    actor: Actor,
    year: DeclarationYear,
    unit: Unit,
    *,
    name: str = "",
    template: TemplateRecord | None = None,
    request_key: UUID | None = None,
) -> Declaration:
    """A blank draft for `unit` on the year's template or another active one; NotPermitted, YearNotOpen, BadInput.

    The same `request_key` again, also at the same instant, gives the draft that it has made already.
    """
    if not may_create(actor, unit.pk):
        raise NotPermitted(f"您不是“{unit.name}”的填报人，不能为它新建申报。")
    now = timezone.now()
    check_open(year, unit.pk, now)
    record = template or year.template
    if not record.is_active:
        raise BadInput(f"申报表模板“{record}”已停用，请选择其他模板。")
    made = _made_by(actor, request_key)
    if made is not None:
        return made
    try:
        return in_one_go(lambda: _create(actor, year, unit, record, name, request_key))
    except IntegrityError as taken:
        made = _made_by(actor, request_key)  # the other click was faster
        if made is None:
            raise BadInput("这一页已经用过，请刷新页面后再新建。") from taken
        return made


def _made_by(actor: Actor, request_key: UUID | None) -> Declaration | None:
    """What this person has already made with that key."""
    if request_key is None:
        return None
    return Declaration.objects.filter(request_key=request_key, created_by=actor.user_id).first()


def _create(
    actor: Actor, year: DeclarationYear, unit: Unit, record: TemplateRecord, name: str, request_key: UUID | None
) -> Declaration:
    author, template, department = author_of(actor, Source.FORM), record.value(), unit.department
    content = blank_content(template, unit=unit.name, department=department.name).with_values({"name": name})
    declaration = Declaration(
        year=year,
        template=record,
        unit=unit,
        department=department,
        status=Status.DRAFT,
        request_key=request_key,
        created_by_id=author.user_id,
        updated_at=author.at,
        version=0,
        **Declaration.head_values(content),
    )
    declaration.save()
    store_rows(declaration.pk, content)
    counts = checking.counts(checking.check(declaration, content, template))
    commit(declaration, [Entry(Action.CREATE, new=content.to_json())], author, **counts)
    return declaration


def save(
    actor: Actor,
    declaration_id: int,
    submitted: DeclarationContent,
    *,
    seen: int,
    settled: Mapping[str, int] | None = None,
    loaded: Declaration | None = None,
) -> Saved:
    """Store what changed since version `seen`, one event a field, and one for rows put into another order.

    Only a field or row that somebody else changed meanwhile is refused (SaveConflict with both values, nothing
    stored); `settled` names such fields with the version at which the author has decided to overwrite them. What
    the system fills in (code, units) keeps its value, whatever is submitted. Who has just loaded the declaration with
    its rows may hand it over as `loaded`: when another write came in between, it is loaded afresh.
    """
    at_hand = [loaded] if loaded is not None and loaded.pk == declaration_id else []

    def attempt() -> Saved:
        declaration = at_hand.pop() if at_hand else load(declaration_id)
        return _save(actor, declaration, submitted, seen, settled or {})

    return in_one_go(attempt)


def _save(
    actor: Actor, declaration: Declaration, submitted: DeclarationContent, seen: int, settled: Mapping[str, int]
) -> Saved:
    permit(actor, declaration, Action.SAVE)
    if max(seen, *settled.values(), 0) > declaration.version:
        raise BadInput("页面上的版本号不对，请刷新页面后再保存。")
    template, current = declaration.template.value(), declaration.content
    submitted = with_keys(submitted.with_values({key: current.get(key) for key in _SYSTEM_FIELDS}))
    since = events_since(declaration, seen)
    base = undo(current, [change_of(event) for event in since if event.field and not _is_settled(event, settled)])
    _refuse_unknown_categories(template, base, submitted)
    merged, collisions = merge(base, submitted, current)
    merged = in_form_order(merged, template)
    if collisions:
        raise SaveConflict([_conflict(collision, since, actor) for collision in collisions])
    changes = (*differences(current, merged), *reordering(current, merged))
    context = checking.context_for(declaration, merged, template)
    report = run(merged, context)
    if changes:
        entries = [Entry(Action.SAVE, change.field, change.old, change.new) for change in changes]
        columns = Declaration.head_values(merged) | checking.counts(report)
        commit(declaration, entries, author_of(actor, Source.FORM), **columns)
        replace_rows(declaration.pk, current, merged)
    return Saved(declaration, merged, report, bool(differences(submitted, merged)), context.last_year, changes)


def events_since(declaration: Declaration, seen: int) -> list[Event]:
    """What happened to the declaration after that version: asked once of a loaded declaration, never without need."""
    if declaration.version <= seen:
        return []
    known: dict[int, list[Event]] = declaration.__dict__.setdefault("_events_since", {})
    if seen not in known:
        known[seen] = list(declaration.events.filter(version__gt=seen).order_by("number"))
    return known[seen]


def _is_settled(event: Event, settled: Mapping[str, int]) -> bool:
    """Whether the author knows of this change and overwrites it: settled as a field, or with its whole row."""
    return event.version <= max(settled.get(event.field, 0), settled.get(row_path(event.field), 0))


def _refuse_unknown_categories(template: FormTemplate, base: DeclarationContent, submitted: DeclarationContent) -> None:
    """A row may only come under a category of the template, or move to one."""
    was = {row.key: (row.level1, row.level2) for row in base.indicators}
    for row in submitted.indicators:
        moved = was.get(row.key) != (row.level1, row.level2)
        if moved and template.category(row.level1, row.level2) is None:
            raise BadInput(f"本表没有“{row.level1} / {row.level2}”这个类别。")


def _conflict(collision: Collision, since: list[Event], actor: Actor) -> FieldConflict:
    """The collision with who made the other change last."""
    touching = [event for event in since if collision.field in (event.field, row_path(event.field))]
    last = touching[-1]
    return FieldConflict(
        collision.field,
        collision.base,
        collision.theirs,
        collision.mine,
        who=last.actor_name,
        at=last.at.isoformat(),
        version=last.version,
        is_own=last.actor_id == actor.user_id,
    )
