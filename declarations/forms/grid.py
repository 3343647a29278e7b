"""The indicator table as the page prints it: level 1, level 2, rows, with spans; no row is left out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.safestring import SafeString

from declarations.content import DeclarationContent, Indicator
from declarations.forms.inputs import attributes
from declarations.forms.last_year import differs
from declarations.forms.notes import Note, Notes
from declarations.forms.operations import filled_rows, rows_of_category
from declarations.forms.parsing import Cell
from declarations.forms.places import row_id, row_name, row_slot
from declarations.forms.rows import cells_for
from indicators.template import FormTemplate, TemplateColumn

FIXED = ("level1", "level2")


@dataclass(frozen=True)
class GridCell:
    """One input of a row. `kind` is "area" (grows with its text) or "line"."""

    column: str
    name: str
    label: str
    text: str
    kind: str
    figures: bool
    note: str
    state: str = ""
    max_length: int | None = None
    last_year: str | None = None  # printed after it, when the page shows last year's column
    suggest: str = ""  # the category whose indicators are suggested while it is typed

    @property
    def attributes(self) -> SafeString:
        """Everything in the tag of its input but the text."""
        more = {"data-target": ""} if self.column == "target" else {}
        if self.kind == "area":
            more |= {"rows": "1", "data-grow": ""}
        if self.max_length:
            more["data-count"] = str(self.max_length)
        if self.suggest:
            more["data-suggest"] = self.suggest
        return attributes(
            name=self.name, label=self.label, note=self.note, state=self.state, figures=self.figures, more=more
        )

    @property
    def is_changed(self) -> bool:
        """Another target than last year's."""
        return differs(self.text, self.last_year or "")


@dataclass(frozen=True)
class GridRow:
    """One row: its cells and the note line below. A row that says 不适用 has no inputs, only what is written."""

    id: str
    path: str
    label: str
    cells: tuple[GridCell, ...]
    note: Note
    is_none: bool = False
    is_filled: bool = False


@dataclass(frozen=True)
class Category:
    """A level 2 with its rows. `index` is its number in the template, "" for one that the template lacks."""

    index: str
    level2: str
    required: bool
    rows: tuple[GridRow, ...]
    may_say_none: bool = False
    says_none: bool = False
    asked: int = 0  # filled rows that 不适用 would lose: the question is open

    @property
    def span(self) -> int:
        """Table rows that it takes: each row has its note line; one line says that there is no row."""
        return 2 * len(self.rows) or 1


@dataclass(frozen=True)
class Group:
    """A level 1 with its level 2s: one table body."""

    id: str
    level1: str
    categories: tuple[Category, ...]

    @property
    def span(self) -> int:
        """Table rows that it takes."""
        return sum(category.span for category in self.categories)

    def shape(self) -> tuple[tuple[str, ...], ...]:
        """What the page has to print anew when it changes: the rows of each category."""
        return tuple(
            (category.index, str(category.says_none), *(row.id for row in category.rows))
            for category in self.categories
        )


@dataclass(frozen=True)
class Grid:
    """The whole table. `spare` counts the columns beside level 1 and 2, last year's included."""

    columns: tuple[TemplateColumn, ...]
    groups: tuple[Group, ...]
    last_year: int | None

    @property
    def spare(self) -> int:
        """Columns that a note line spans."""
        return len(self.columns) - len(FIXED) + (self.last_year is not None)


@dataclass(frozen=True)
class GridMaker:
    """Makes the table of one page; `texts` are what stands in inputs where that is not the content."""

    template: FormTemplate
    content: DeclarationContent
    notes: Notes
    texts: Mapping[str, str]
    asked: frozenset[int] = frozenset()
    last_year: Mapping[str, str] | None = None  # target by row key
    last_year_number: int | None = None

    def grid(self) -> Grid:
        """The table."""
        numbers = self.last_year_number if self.last_year is not None else None
        return Grid(self.template.columns, (*self._known_groups(), *self._stray_groups()), numbers)

    def _known_groups(self) -> Iterator[Group]:
        index = 0
        for number, (level1, categories) in enumerate(self.template.levels()):
            made = []
            for category in categories:
                rows = rows_of_category(self.template, self.content, category)
                none = bool(rows) and not category.required and all(row.is_not_applicable for row in rows)
                asked = filled_rows(self.template, self.content, str(index)) if index in self.asked else 0
                made.append(
                    Category(
                        index=str(index),
                        level2=category.level2,
                        required=category.required,
                        rows=tuple(self._rows(category.level2, rows, is_none=none)),
                        may_say_none=not category.required,
                        says_none=none,
                        asked=asked,
                    )
                )
                index += 1
            yield Group(f"group-{number}", level1, tuple(made))

    def _stray_groups(self) -> Iterator[Group]:
        """Rows whose category the template lacks, as they are written, at the end: one body, mostly empty."""
        strays = [row for row in self.content.indicators if self.template.category(row.level1, row.level2) is None]
        named = groupby(strays, key=lambda row: f"{row.level1} {row.level2}".strip() or "没有写类别")
        made = [Category("", name, False, tuple(self._rows(name, tuple(rows)))) for name, rows in named]
        yield Group("group-other", "表样以外", tuple(made))

    def _rows(self, level2: str, rows: tuple[Indicator, ...], *, is_none: bool = False) -> Iterator[GridRow]:
        for number, row in enumerate(rows, start=1):
            label = f"{level2} {number}"
            yield GridRow(
                id=row_id("indicators", row.key),
                path=f"indicators[{row.key}]",
                label=label,
                cells=tuple(self._cells(row, level2, label)),
                note=self.notes.at(row_slot("indicators", row.key)),
                is_none=is_none,
                is_filled=not row.is_blank,
            )

    def _cells(self, row: Indicator, level2: str, label: str) -> Iterator[GridCell]:
        cells = cells_for(self.template)["indicators"]
        for column in self.template.columns:
            if column.key in cells:
                made = self._cell(row, column, cells[column.key], label)
                yield replace(made, suggest=level2) if column.key == "name" else made

    def _cell(self, row: Indicator, column: TemplateColumn, cell: Cell, label: str) -> GridCell:
        name = row_name("indicators", row.key, column.key)
        before = None if self.last_year is None else self.last_year.get(row.key, "")
        return GridCell(
            column=column.key,
            name=name,
            label=f"{label} {column.label}",
            text=self.texts.get(name, cell.show(getattr(row, column.key))),
            kind="line" if cell.figures else "area",
            figures=cell.figures,
            note=row_slot("indicators", row.key),
            state=self.notes.state(name),
            max_length=self.template.name_max_length if column.key == "name" else None,
            last_year=before if column.key == "target" else None,
        )
