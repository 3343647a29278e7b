"""The indicator table of the read-only paper: levels and rows with spans, changes and last year's targets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from declarations.comparing import Piece
from declarations.content import Indicator
from declarations.forms.places import row_id, row_name, row_slot
from declarations.forms.rows import cells_for
from declarations.reviewing.changed import Changed
from declarations.reviewing.remarks import Remark, Remarks
from indicators.template import FormTemplate, TemplateColumn

LEVELS = ("level1", "level2")


@dataclass(frozen=True)
class GridCell:
    """One cell; `kind` is its column. `last_year` is printed behind it where the page has that column."""

    id: str
    kind: str
    pieces: tuple[Piece, ...]
    last_year: str | None = None


@dataclass(frozen=True)
class GridRow:
    """One row, and the remarks printed on a line below it."""

    id: str
    cells: tuple[GridCell, ...]
    remarks: tuple[Remark, ...] = ()
    is_none: bool = False  # says 不适用
    is_gone: bool = False  # only the earlier version has it

    @property
    def lines(self) -> int:
        """Table rows that it takes."""
        return 2 if self.remarks else 1


@dataclass(frozen=True)
class Category:
    """A level 2 with its rows; a category without any takes one line that says so."""

    level2: str
    required: bool
    rows: tuple[GridRow, ...]

    @property
    def span(self) -> int:
        """Table rows that it takes."""
        return sum(row.lines for row in self.rows) or 1

    @property
    def is_standing(self) -> bool:
        """Whether a row is left: in print the others can go without leaving a hole."""
        return any(not row.is_gone for row in self.rows)


@dataclass(frozen=True)
class Group:
    """A level 1: one table body."""

    level1: str
    categories: tuple[Category, ...]

    @property
    def span(self) -> int:
        """Table rows that it takes."""
        return sum(category.span for category in self.categories)


@dataclass(frozen=True)
class Grid:
    """The whole table; `last_year` is the year of the extra column, None without it."""

    columns: tuple[TemplateColumn, ...]
    groups: tuple[Group, ...]
    last_year: int | None
    remarks: tuple[Remark, ...] = ()  # on the table as a whole

    @property
    def spare(self) -> int:
        """Columns behind level 1 and level 2."""
        return len(self.columns) - len(LEVELS) + (self.last_year is not None)


@dataclass(frozen=True)
class GridMaker:
    """Makes the table of one page. `targets` are last year's by row key, None where there is no last year."""

    template: FormTemplate
    changed: Changed
    remarks: Remarks
    year: int
    targets: Mapping[str, str] | None = None

    def grid(self) -> Grid:
        """The table."""
        last_year = None if self.targets is None else self.year - 1
        groups = (*self._groups(), *self._strays())
        return Grid(self.template.columns, groups, last_year, self.remarks.at("note-indicators"))

    def _groups(self) -> Iterator[Group]:
        for level1, categories in self.template.levels():
            made = [
                Category(category.level2, category.required, self._rows(self._under(category)))
                for category in categories
            ]
            yield Group(level1, tuple(made))

    def _under(self, category: object) -> Iterator[Indicator]:
        for row in self.changed.printed.indicators:
            if self.template.category(row.level1, row.level2) == category:
                yield row

    def _strays(self) -> Iterator[Group]:
        """Rows whose category the template lacks, as they are written, at the end."""
        strays = list(self._under(None))
        if strays:
            named = groupby(strays, key=lambda row: f"{row.level1} {row.level2}".strip() or "没有写类别")
            made = tuple(Category(name, required=False, rows=self._rows(rows)) for name, rows in named)
            yield Group("表样以外", made)

    def _rows(self, rows: Iterable[Indicator]) -> tuple[GridRow, ...]:
        made = [
            GridRow(
                id=row_id("indicators", row.key),
                cells=tuple(self._cells(row)),
                remarks=self.remarks.at(row_slot("indicators", row.key)),
                is_none=row.is_not_applicable,
                is_gone=self.changed.is_gone("indicators", row.key),
            )
            for row in rows
        ]
        # The first row carries the names of the levels: in print they would go with it.
        standing = next((place for place, row in enumerate(made) if not row.is_gone), 0)
        return (*made[standing : standing + 1], *made[:standing], *made[standing + 1 :])

    def _cells(self, row: Indicator) -> Iterator[GridCell]:
        cells = cells_for(self.template)["indicators"]
        for column in self.template.columns:
            if column.key in cells:
                yield GridCell(
                    id=row_name("indicators", row.key, column.key),
                    kind=column.key,
                    pieces=self.changed.of_row("indicators", row, column.key, cells[column.key]),
                    last_year=self._last_year(row) if column.key == "target" else None,
                )

    def _last_year(self, row: Indicator) -> str | None:
        if self.targets is None:
            return None
        if not row.is_real:
            return ""
        return self.targets.get(row.key) or "上年无"
