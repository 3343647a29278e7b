"""One document loaded at the command line: what it would change, and then all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from declarations.actions import Arrival, create_many
from declarations.content import DeclarationContent
from declarations.errors import BadInput
from declarations.importflow import BatchState
from declarations.importing.choosing import free_code
from declarations.importing.outdated import outdated as outdated_workbook
from declarations.importing.surroundings import Stored
from declarations.models import Declaration, DeclarationYear, ImportBatch, ImportFile
from declarations.models.imports import FileState
from declarations.reading import ReadDocument, ReadForm
from declarations.rules import RuleContext
from declarations.rules.head import code_year_late
from indicators.loading import load_templates
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit
from perfgoals.accounts.names import fold_unit_name
from perfgoals.accounts.roles import Actor, Grant, Role

# The person at the command line of the server may do what an administrator of the whole tree may do.
OPERATOR = Actor(user_id=0, name="系统管理命令", grants=(Grant(Role.ADMINISTRATOR, 0, "/"),))


@dataclass(frozen=True)
class Item:
    """One form of the document, with the units it fits."""

    form: ReadForm
    unit: Unit
    department: Unit


@dataclass
class Preview:
    """What loading a document would do; `problems` are sentences that stop it."""

    new: list[Item] = field(default_factory=list)
    same: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """The file that is loaded: name, SHA-256, bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True)
class Outcome:
    """What loading a document did."""

    created: Sequence[Declaration]
    same: int
    units: Sequence[Unit]
    batch: ImportBatch


class UnitBook:
    """Printed unit names and the units they mean, each looked up once."""

    def __init__(self) -> None:
        """Start empty."""
        self._found: dict[str, list[Unit]] = {}
        self.created: list[Unit] = []

    def matching(self, printed: str) -> list[Unit]:
        """The units that a printed name fits."""
        key = fold_unit_name(printed)
        if key not in self._found:
            self._found[key] = Unit.objects.matching(printed)
        return self._found[key]

    def add(self, printed: str, parent: Unit | None) -> Unit:
        """A new unit of that name: a department below the root, or a subordinate unit below `parent`."""
        above = parent or Unit.objects.filter(parent=None).order_by("path").first()
        unit = Unit(code=free_code(parent), name=printed.strip(), parent=above, is_department=parent is None)
        unit.full_clean()
        unit.save()
        self.created.append(unit)
        self._found[fold_unit_name(printed)] = [unit]
        return unit


def create_missing_units(document: ReadDocument, book: UnitBook) -> None:
    """Add every unit that a form prints and nobody knows, departments first."""
    for form in document.forms:
        department = form.content.budget_unit or form.content.unit_printed
        if department and not book.matching(department):
            book.add(department, None)
    for form in document.forms:
        unit = form.content.unit_printed
        if unit and not book.matching(unit):
            book.add(unit, book.matching(form.content.budget_unit or unit)[0])


def preview(year: int, document: ReadDocument, book: UnitBook) -> Preview:
    """What loading `document` as approved declarations of `year` would do; changes nothing."""
    result = Preview()
    found = [_item(form, book) for form in document.forms]
    stored = Stored(year, [(item.form.content, item.unit.pk) for item in found if isinstance(item, Item)])
    for place, (form, item) in enumerate(zip(document.forms, found, strict=True), start=1):
        where = f"第 {place} 份《{form.content.name or '未命名'}》（{form.place}起）"
        if isinstance(item, BadInput):
            result.problems.append(f"{where}：{item}")
            continue
        there = [declaration.content for declaration in stored.meant_by(form.content, item.unit.pk)]
        if form.content in there:  # row keys do not count
            result.same.append(item)
        elif there and form.content.code:
            result.problems.append(f"{where}：{year} 年度已有同一编码的申报，内容不同；导入不会改动它，请先核对。")
        else:
            result.new.append(item)
    result.problems += [*_duplicates(result.new), *outdated(document)]
    return result


def outdated(document: ReadDocument) -> list[str]:
    """A sentence for each blank workbook of ours whose form has changed since; it says where the new one is."""
    templates = load_templates() if document.stamps else ()
    told = ((stamp, outdated_workbook(stamp, templates)) for stamp in document.stamps)
    return [f"{words}：{reverse('blank-workbooks')}?year={stamp.year}" for stamp, words in told if words]


def codes_after(year: int, document: ReadDocument) -> list[str]:
    """The project codes whose year is after `year`, when they are most of the document's codes; else none.

    A single later code was re-typed wrongly, and the rules say so; when most are later, the year is wrong.
    """
    coded = [form for form in document.forms if form.content.code]
    late = [
        form.content.code
        for form in coded
        if list(code_year_late.findings(form.content, RuleContext(form.template, year=year)))
    ]
    return late if len(late) * 2 > len(coded) else []


def _item(form: ReadForm, book: UnitBook) -> Item | BadInput:
    """The form with its units, or what is wrong with them."""
    try:
        return Item(form, *_units_of(form.content, book))
    except BadInput as problem:
        return problem


def _units_of(content: DeclarationContent, book: UnitBook) -> tuple[Unit, Unit]:
    unit = _only(content.unit_printed, "申请单位", book)
    department = _only(content.budget_unit, "一级预算单位", book) if content.budget_unit else unit.department
    return unit, department


def _only(printed: str, label: str, book: UnitBook) -> Unit:
    found = book.matching(printed) if printed else []
    if len(found) == 1:
        return found[0]
    if not printed:
        raise BadInput(f"没有印{label}，不知道归哪个单位。")
    if found:
        raise BadInput(f"{label}“{printed}”对得上 {len(found)} 个单位：{'、'.join(unit.name for unit in found)}。")
    raise BadInput(f"{label}“{printed}”不在单位表里。可先在后台登记（或登记为别名），或加 --create-units 建立。")


def _duplicates(items: Iterable[Item]) -> list[str]:
    """Codes printed on two different forms of one document: a question to a person."""
    seen: dict[str, Item] = {}
    problems = []
    for item in items:
        code = item.form.content.code
        if code and code in seen:
            first = seen[code].form
            problems.append(
                f"编码 {code} 印在两份表上：《{first.content.name}》（{first.place}起）和"
                f"《{item.form.content.name}》（{item.form.place}起）。"
            )
        seen.setdefault(code, item)
    return problems


def load(actor: Actor, year: DeclarationYear, plan: Preview, file: Source, book: UnitBook) -> Outcome:
    """Store what `preview` found to be new, in one transaction; BadInput when it found problems."""
    if plan.problems:
        raise BadInput("文件里有问题，没有导入任何申报。")
    templates = {record.code: record for record in TemplateRecord.objects.all()}
    with transaction.atomic():
        batch = _batch(actor, year.year, plan, file)
        created = create_many(actor, year, [_arrival(item, templates, batch, file) for item in plan.new])
    return Outcome(created, len(plan.same), book.created, batch)


def _batch(actor: Actor, year: int, plan: Preview, file: Source) -> ImportBatch:
    """The record of what was loaded: an import that is done already."""
    now, count = timezone.now(), len(plan.new) + len(plan.same)
    batch = ImportBatch.objects.create(
        state=BatchState.DONE,
        year=year,
        file_name=file.name[:255],
        by_id=actor.user_id or None,
        by_name=actor.name,
        scope="/",
        started_at=now,
        finished_at=now,
        files_total=1,
        files_done=1,
        form_count=count,
        checked_count=count,
        new_count=len(plan.new),
        taken_new=len(plan.new),
        created_count=len(plan.new),
        same_count=len(plan.same),
    )
    ImportFile.objects.create(
        batch=batch,
        position=1,
        name=file.name[:255],
        digest=file.digest,
        size=file.size,
        state=FileState.READ,
        notes=[note.to_json() for item in plan.new for note in item.form.notes],
        form_count=count,
    )
    return batch


def _arrival(item: Item, templates: dict[str, TemplateRecord], batch: ImportBatch, file: Source) -> Arrival:
    return Arrival(
        item.form.content,
        templates[item.form.template.code],
        item.unit,
        item.department,
        reason=f"第 {batch.pk} 批导入：{file.name} {item.form.place}（SHA-256 {file.digest}）",
    )
