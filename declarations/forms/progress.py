"""How far each section of the form is: what the bar at the top shows. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from declarations.content import DeclarationContent
from declarations.forms.notes import Notes, is_blank_at
from declarations.forms.operations import rows_of_category
from indicators.template import FieldKind, FormTemplate, Requirement, TemplateField

GOALS = ("annual_goal", "long_term_goal")
BASES = ("policy_basis", "calculation_basis")


@dataclass(frozen=True)
class Section:
    """One section: where it starts, how much of what it needs is there, whether something in it is wrong."""

    anchor: str
    label: str
    done: int
    needed: int
    has_errors: bool

    @property
    def icon(self) -> str:
        """error, part or ok."""
        if self.has_errors:
            return "error"
        return "ok" if self.done >= self.needed else "part"

    @property
    def word(self) -> str:
        """What the icon says."""
        return {"error": "有错误", "ok": "已填好", "part": "未填完"}[self.icon]


def is_required(field: TemplateField, content: DeclarationContent) -> bool:
    """Whether this declaration has to fill in that field."""
    if field.required is Requirement.MULTI_YEAR:
        return (content.period_years or 0) > 1
    if field.required is Requirement.NEW_PROJECT:
        return content.is_new is True
    return field.required is Requirement.ALWAYS


def sections(template: FormTemplate, content: DeclarationContent, notes: Notes) -> list[Section]:
    """The sections that this form has, in form order."""
    return [*_head_sections(template, content, notes), _indicators(template, content, notes)]


def _head_sections(template: FormTemplate, content: DeclarationContent, notes: Notes) -> Iterator[Section]:
    by_label: dict[str, list[TemplateField]] = {}
    for field in template.fields:
        by_label.setdefault(section_of(template, field), []).append(field)
    for label, fields in by_label.items():
        needed = [field for field in fields if field.kind is not FieldKind.SYSTEM and is_required(field, content)]
        done = sum(not is_blank_at(content, field.key) for field in needed)
        slots = {f"note-{field.key}" for field in fields} | _table_slots(template, label)
        yield Section(f"at-{fields[0].key}", label, done, len(needed), _has_errors(notes, slots))


def _table_slots(template: FormTemplate, label: str) -> set[str]:
    """The tables of amounts belong to the section of the field that they stand behind."""
    slots = {"note-plan"} if label == "金额" else set()
    basis = template.field("calculation_basis")
    return slots | ({"note-budget_lines"} if label == (section_of(template, basis) if basis else "金额") else set())


def section_of(template: FormTemplate, field: TemplateField) -> str:
    """The section of the paper in which a head field stands."""
    if field.kind is FieldKind.MONEY:
        return "金额"
    if field.key in GOALS:
        return "目标"
    if field.kind is FieldKind.LONG_TEXT:
        return "依据与测算" if any(template.has(key) for key in BASES) else "概况与用途"
    return "基本信息"


def _indicators(template: FormTemplate, content: DeclarationContent, notes: Notes) -> Section:
    """Required categories that have an indicator; on a form that requires none, any indicator will do."""
    required = [category for category in template.categories if category.required]
    filled = [any(row.is_real for row in rows_of_category(template, content, category)) for category in required]
    done, needed = (sum(filled), len(filled)) if required else (int(bool(content.real_indicators)), 1)
    slots = {slot for slot in notes.slots if slot.startswith("note-ind")}
    return Section("indicators", "绩效指标", done, needed, _has_errors(notes, slots))


def _has_errors(notes: Notes, slots: set[str]) -> bool:
    return any(mark.stops and not mark.is_gap and mark.slot in slots for mark in notes.marks)
