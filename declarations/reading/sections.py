"""A grid cut into sections: one for each form, in document order, whether or not its title is printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from declarations.reading.frame import foreign_template
from declarations.reading.furniture import is_over_title, is_repeated
from declarations.reading.grid import Grid, Row
from declarations.reading.headings import Heading, HeadingKind, headings
from declarations.reading.notes import Notebook
from declarations.reading.reflowed.untitled import first_form, further_forms
from declarations.reading.results import Place
from declarations.reading.values import unit_line
from declarations.reading.vocabulary import Vocabulary, vocabulary
from indicators.template import FormTemplate

_COLUMNS_OF_A_HEAD = 3
_LABELS_OF_A_FORM = 6
_EVALUATION_COLUMNS = frozenset(
    {"全年执行数", "实际完成值", "自评得分", "年度指标值", "执行率", "偏差原因分析及改进措施"}
)


@dataclass(frozen=True)
class Section:
    """The rows from one title to the next. `template` is None for a table that no template describes."""

    heading: Heading
    rows: tuple[Row, ...]
    place: Place
    untitled: bool = False
    repeated: tuple[Place, ...] = ()  # where the title is printed again in the middle of the form
    is_foreign: bool = False  # of a city whose template is not loaded
    above: tuple[Row, ...] = ()  # lines over the title that belong to it: 附件2, 单位：万元

    @property
    def template(self) -> FormTemplate | None:
        """The template that the title names."""
        return self.heading.template

    @property
    def line(self) -> int:
        """The line of the title, or the row of the grid where places have no lines."""
        return self.place.line or self.heading.start + 1


@dataclass(frozen=True)
class Sections:
    """The sections of a grid, and the rows before the first."""

    before: tuple[Row, ...]
    sections: tuple[Section, ...]


def sections_of(grid: Grid, templates: Sequence[FormTemplate]) -> Sections:
    """Cut `grid` at its titles, and where a form begins whose title is not printed."""
    found = headings(grid.rows, templates)
    starts = [*_tops(found, grid.rows), len(grid.rows)]
    titled = [
        replace(
            _recognised(heading, grid.rows[heading.end : end], grid.rows[heading.start].place, templates),
            above=tuple(row for row in grid.rows[top : heading.start] if not row.is_blank),
        )
        for heading, top, end in zip(found, starts, starts[1:], strict=False)
    ]
    before = grid.rows[: starts[0]]
    untitled = _untitled_sections(before, templates) or _foreign_sections(before, templates)
    sections = [part for section in (*untitled, *titled) for part in _split_untitled(section, templates)]
    if untitled:
        before = before[: untitled[0].heading.start]
    return Sections(before, tuple(_with_continuations(sections)))


def _tops(found: Sequence[Heading], rows: Sequence[Row]) -> list[int]:
    """The first row of each title, with the lines over it that belong to it and to no form before."""
    tops: list[int] = []
    for before, heading in zip([0, *(heading.end for heading in found)], found, strict=False):
        top = heading.start
        for n in range(heading.start - 1, before - 1, -1):
            if is_over_title(rows[n]):
                top = n
            elif not rows[n].is_blank:
                break
        tops.append(top)
    return tops


def _recognised(heading: Heading, rows: tuple[Row, ...], place: Place, templates: Sequence[FormTemplate]) -> Section:
    """The section under a title; one that no template has may still head a form, as its labels show."""
    if heading.kind is HeadingKind.OTHER:
        template = _template_by_labels(rows, templates)
        foreign = None if template else foreign_template(rows, templates)
        heading = replace(heading, template=template or foreign)
        return Section(heading, rows, place, untitled=True, is_foreign=foreign is not None)
    foreign = foreign_template(rows, templates, heading.template) if heading.template else None
    if foreign:
        return Section(replace(heading, template=foreign), rows, place, is_foreign=True)
    return Section(heading, rows, place)


def _foreign_sections(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> list[Section]:
    """The form before the first known title, if it looks like that of another city; its title stands on top."""
    template = foreign_template(rows, templates)
    if template is None:
        return []
    start = next(n for n, row in enumerate(rows) if not row.is_blank)
    title = rows[start].only or template.title
    heading = Heading(HeadingKind.OTHER, title, start, start + bool(rows[start].only), template)
    return [Section(heading, tuple(rows[heading.end :]), rows[start].place, untitled=True, is_foreign=True)]


def note_heading(section: Section, notes: Notebook) -> None:
    """Write down what is odd about the title of a section."""
    heading = section.heading
    if heading.ornamented:
        notes.add("markdown_heading")
    if heading.indented:
        notes.add("title_indented")
    if section.is_foreign:
        notes.add("template_unknown", text=heading.text)
    elif section.untitled and section.template:
        notes.add("title_missing", text=section.template.title)
    above = (cell for row in section.above for _, cell in row.filled if unit_line(cell.words) is None)
    for cell in above:
        notes.add("text_not_placed", place=cell.place, text=cell.words)
    for text in heading.around:
        if unit_line(text) is None:
            notes.add("text_not_placed", text=text)
    for place in section.repeated:
        notes.add("table_header_repeated", place=place)


def is_table_head(row: Row, words: Vocabulary) -> bool:
    """The row holds the heads of the indicator table: three of them at least, among them the name or the target."""
    if not words.may_be_head(row.texts):
        return False
    keys = {words.column(text) for text in row.texts if text} - {None}
    return len(keys) >= _COLUMNS_OF_A_HEAD and bool(keys & {"name", "target"})


def looks_like_evaluation(grid: Grid) -> bool:
    """Some row holds two column heads of a self-evaluation table."""
    whole = ({"".join(text.split()) for text in row.texts} for row in grid.rows)
    words = ({word for text in row.texts for word in text.split()} for row in grid.rows)  # of reflowed text
    return any(len(_EVALUATION_COLUMNS & said) > 1 for rows in (whole, words) for said in rows)


def _opens_form(row: Row, words: Vocabulary) -> bool:
    """The row begins with the label of the project's code or name: the first line of every form."""
    match = words.label(row.first)
    is_first = match is not None and match.field.key in {"code", "name"} and match.field.row == _first_row(words)
    return is_first and (row.filled[0][0] == 0 or _has_labels(row, words))


def _has_labels(row: Row, words: Vocabulary) -> bool:
    """Two labels or more: a line of a head, wherever on the sheet it begins."""
    return len(row.filled) > 2 and sum(words.label(cell.words) is not None for _, cell in row.filled) > 1


def _first_row(words: Vocabulary) -> int:
    return min((field.row for field in words.template.fields), default=0)


def _untitled_sections(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> list[Section]:
    """The forms before the first title."""
    template = _template_by_labels(rows, templates)
    if template is None:
        opening = first_form(rows, templates)
        return [_untitled(opening[0], tuple(rows[opening[1] :]), opening[1])] if opening else []
    words = vocabulary(template)
    start = next(n for n, row in enumerate(rows) if any(words.label(text) for text in row.texts if text))
    return [_untitled(template, tuple(rows[start:]), start)]


def _template_by_labels(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> FormTemplate | None:
    """The template with the most labels among the rows, if it has enough of them; the first of equals."""
    texts = {text for row in rows for text in row.texts if text}
    counts = [_labels_in(rows, texts, vocabulary(template)) for template in templates]
    most = max(counts, default=0)
    return templates[counts.index(most)] if most >= _LABELS_OF_A_FORM else None


def _labels_in(rows: Sequence[Row], texts: Collection[str], words: Vocabulary) -> int:
    """How many labels stand among the rows; 0 when they are too few, or there is no table."""
    seen = {match.field.key for text in texts if (match := words.label(text))}
    is_form = len(seen) >= _LABELS_OF_A_FORM and any(is_table_head(row, words) for row in rows)
    return len(seen) if is_form else 0


def _untitled(template: FormTemplate, rows: tuple[Row, ...], start: int) -> Section:
    heading = Heading(HeadingKind.FORM, template.title, start, start, template)
    return Section(heading, rows, rows[0].place, untitled=True)


def _split_untitled(section: Section, templates: Sequence[FormTemplate]) -> list[Section]:
    """A section that holds, after its indicator table, the first line of another form, perhaps of another template."""
    if section.template is None:
        return [section]
    words = vocabulary(section.template)
    known = (section.template, *(() if section.is_foreign else templates))
    all_words = [vocabulary(template) for template in dict.fromkeys(known)]
    parts = [0]
    in_table = False
    for n, row in enumerate(section.rows):
        if is_table_head(row, words):
            in_table = True
        elif not in_table or is_repeated(row, section.rows[parts[-1] :]):
            continue
        elif any(_opens_form(row, words) for words in all_words):
            parts.append(n)
            in_table = False
    if len(parts) == 1 and not in_table:
        parts += further_forms(section.rows, section.template)
    if len(parts) == 1:
        return [section]
    rows = [section.rows[start:end] for start, end in zip(parts, [*parts[1:], len(section.rows)], strict=True)]
    template = (section.untitled and _template_by_labels(rows[0], known)) or section.template
    first = replace(section, rows=rows[0], heading=replace(section.heading, template=template))
    start = section.heading.end  # of the rows of the section within the grid
    return [
        first,
        *(
            _untitled(_template_by_labels(part, known) or section.template, part, start + n)
            for n, part in zip(parts[1:], rows[1:], strict=True)
        ),
    ]


def _with_continuations(sections: Sequence[Section]) -> list[Section]:
    """A title repeated after a page break, with the table going on under it, opens no form of its own."""
    merged: list[Section] = []
    for section in sections:
        before = merged[-1] if merged else None
        if before and before.template is section.template and _goes_on(section):
            merged[-1] = replace(before, rows=before.rows + section.rows, repeated=(*before.repeated, section.place))
        else:
            merged.append(section)
    return merged


def _goes_on(section: Section) -> bool:
    """No label stands in the section, and its first row is the head or a row of the indicator table."""
    if section.template is None:
        return False
    words = vocabulary(section.template)
    first = next((row for row in section.rows if not row.is_blank), None)
    if first is None or any(words.label(text) for row in section.rows for text in row.texts if text):
        return False
    return is_table_head(first, words) or any(words.is_level_word(text) for text in first.texts[:2])
