"""Bringing published forms in: what a document would change, and then all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from declarations.actions import Arrival, create_many
from declarations.content import DeclarationContent
from declarations.errors import BadInput
from declarations.models import Declaration, DeclarationYear, ImportBatch
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
        unit = Unit(code=_free_code(parent), name=printed.strip(), parent=above, is_department=parent is None)
        unit.full_clean()
        unit.save()
        self.created.append(unit)
        self._found[fold_unit_name(printed)] = [unit]
        return unit


def _free_code(parent: Unit | None) -> str:
    """The next code: three digits for a department, the department's and three more below it."""
    prefix = parent.code if parent else ""
    length = len(prefix) + 3
    siblings = Unit.objects.filter(code__startswith=prefix, code__regex=rf"^\d{{{length}}}$")
    last = siblings.aggregate(last=Max("code"))["last"]
    return f"{prefix}{int(last[-3:]) + 1 if last else 1:03d}"


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
    stored = _stored(year)
    for place, form in enumerate(document.forms, start=1):
        where = f"第 {place} 份《{form.content.name or '未命名'}》（{form.place}起）"
        try:
            item = Item(form, *_units_of(form.content, book))
        except BadInput as problem:
            result.problems.append(f"{where}：{problem}")
            continue
        there = stored.get(identity(form.content, item.unit.pk), [])
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
    if not document.stamps:
        return []
    templates = load_templates()
    return [
        f"文件是按旧的{stamp.name}填写的（版本 {stamp.version}），这张表样后来有改动，不能导入。"
        f"请重新下载模板，把内容抄过去再导入：{reverse('blank-workbooks')}?year={stamp.year}"
        for stamp in document.stamps
        if not stamp.is_current(templates)
    ]


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


def identity(content: DeclarationContent, unit_id: int) -> tuple[str, ...]:
    """What names a declaration within a year: its code; without one the unit and the project name."""
    return ("code", content.code) if content.code else ("name", str(unit_id), "".join(content.name.split()))


def _stored(year: int) -> dict[tuple[str, ...], list[DeclarationContent]]:
    found: dict[tuple[str, ...], list[DeclarationContent]] = {}
    for declaration in Declaration.objects.of_year(year).filter(revision=0).with_content():
        content = declaration.content
        found.setdefault(identity(content, declaration.unit_id), []).append(content)
    return found


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


def load(actor: Actor, year: DeclarationYear, plan: Preview, file_name: str, digest: str, book: UnitBook) -> Outcome:
    """Store what `preview` found to be new, in one transaction; BadInput when it found problems."""
    if plan.problems:
        raise BadInput("文件里有问题，没有导入任何申报。")
    templates = {record.code: record for record in TemplateRecord.objects.all()}
    with transaction.atomic():
        created = create_many(actor, year, [_arrival(item, templates, file_name) for item in plan.new])
        batch = ImportBatch.objects.create(
            year=year,
            file_name=file_name[:255],
            digest=digest,
            by_id=actor.user_id or None,
            at=timezone.now(),
            created_count=len(created),
            same_count=len(plan.same),
            notes=[note.to_json() for item in plan.new for note in item.form.notes],
        )
    return Outcome(created, len(plan.same), book.created, batch)


def _arrival(item: Item, templates: dict[str, TemplateRecord], file_name: str) -> Arrival:
    return Arrival(
        item.form.content,
        templates[item.form.template.code],
        item.unit,
        item.department,
        reason=f"{file_name} {item.form.place}",
    )


def year_for_import(year: int, document: ReadDocument) -> DeclarationYear:
    """The declaration year; one that is not there yet is made as a past round on the document's template."""
    existing = DeclarationYear.objects.filter(year=year).first()
    if existing is not None:
        return existing
    zone = timezone.get_default_timezone()
    return DeclarationYear.objects.create(
        year=year,
        template=TemplateRecord.objects.get(code=document.forms[0].template.code),
        opens_at=datetime(year - 1, 9, 1, tzinfo=zone),
        closes_at=datetime(year - 1, 12, 31, 18, tzinfo=zone),
    )
