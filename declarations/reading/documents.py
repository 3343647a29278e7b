"""A grid → its forms: cut into sections, each read by the first recogniser that fits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from declarations.reading import grid_form
from declarations.reading.comments import is_comment
from declarations.reading.furniture import is_page_mark
from declarations.reading.grid import Grid, Row
from declarations.reading.headings import HeadingKind
from declarations.reading.notes import Notebook
from declarations.reading.reflowed import form as reflowed_form
from declarations.reading.results import ReadDocument, ReadForm, ReadingRefused
from declarations.reading.sections import Section, looks_like_evaluation, sections_of
from indicators.template import FormTemplate

_MOST_SECTIONS = 2_000
_MOST_LOOSE = 100  # notes on lines outside of forms


@dataclass(frozen=True)
class Recogniser:
    """One layout in which forms are printed: whether a section has it, and how it is read."""

    name: str
    fits: Callable[[Section, FormTemplate], bool]
    read: Callable[[Section, FormTemplate], ReadForm]


# Tried in order for every section.
RECOGNISERS = (
    Recogniser("grid", grid_form.fits, grid_form.read),
    Recogniser("reflowed", reflowed_form.fits, reflowed_form.read),
)


def read_grid(grid: Grid, name: str, templates: tuple[FormTemplate, ...]) -> ReadDocument:
    """The forms in a grid; text before the first form and tables that are no forms are noted."""
    parts = sections_of(grid, templates)
    if len(parts.sections) > _MOST_SECTIONS:
        count = len(parts.sections)
        raise ReadingRefused(f"“{name}”里有 {count} 张表，一次最多读 {_MOST_SECTIONS} 张。请分成几个文件。")
    notes = Notebook()
    _note_loose_rows(parts.before, notes)
    found = [(section, form) for section in parts.sections if (form := _form_of(section, notes))]
    forms = [form for _, form in found if says_something(form)]
    for section, form in found:
        if not says_something(form):
            notes.add("form_blank", place=section.place, text=form.template.title)
    if found and not forms:
        raise ReadingRefused(f"“{name}”是空白表，只有字段名，还没有填写内容。请填好后再导入。", notes.notes)
    if not forms:
        raise ReadingRefused(_why_nothing(grid, parts.sections, templates, name), notes.notes)
    return ReadDocument(tuple(forms), notes.notes)


def says_something(form: ReadForm) -> bool:
    """A field or an indicator is filled in: the form is more than a blank template."""
    values = (form.content.get(field.key) for field in form.template.fields)
    return any(value not in ("", None) for value in values) or not all(row.is_blank for row in form.content.indicators)


def _form_of(section: Section, notes: Notebook) -> ReadForm | None:
    if section.template is None:
        notes.add("other_table", place=section.place, text=section.heading.text)
        return None
    for recogniser in RECOGNISERS:
        if recogniser.fits(section, section.template):
            form = recogniser.read(section, section.template)
            return replace(form, place=section.place, is_foreign=section.is_foreign)
    has_text = any(not row.is_blank for row in section.rows)
    notes.add("layout_not_supported" if has_text else "form_empty", place=section.place, text=section.heading.text)
    return None


def _note_loose_rows(rows: Sequence[Row], notes: Notebook) -> None:
    """Each line that stands before the first form, as many as anybody would read."""
    count = 0
    for row in rows:
        for text in (text for cell in row.cells for code, text in cell.codes if code == "part_not_read"):
            notes.add("part_not_read", place=row.place, text=text)
        text = " ".join(cell.words for _, cell in row.filled)
        if text and not is_page_mark(text) and not is_comment(text):
            count += 1
            if count > _MOST_LOOSE:
                notes.add("text_not_placed", place=row.place, text=f"{text}（以下还有内容，不再逐条列出）")
                return
            notes.add("text_not_placed", place=row.place, text=text)


def _why_nothing(grid: Grid, sections: Sequence[Section], templates: Sequence[FormTemplate], name: str) -> str:
    """Why a document gave no form, and what to do."""
    titles = "、".join(f"“{template.title}”" for template in templates)
    kinds = {section.heading.kind for section in sections}
    if HeadingKind.FORM in kinds:
        place = next(section.place for section in sections if section.heading.kind is HeadingKind.FORM)
        where = f"“{name}”{place}有表格标题，但下面没有按单元格分开的内容，读不出来。"
        return f"{where}请换成 Excel 或 Word 的原表再导入。"
    if HeadingKind.SELF_EVALUATION in kinds or looks_like_evaluation(grid):
        return f"“{name}”是绩效自评表，写的是完成情况，不是绩效目标，不能导入为申报表。请换成申报表（{titles}）。"
    if sections:
        return f"“{name}”里的“{sections[0].heading.text}”没有对应的模板。能读的表格有：{titles}。"
    return f"“{name}”里没有找到申报表。表格要有标题，能读的标题有：{titles}。"
