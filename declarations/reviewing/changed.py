"""What changed since an earlier version, counted by the sections of the paper. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from declarations.changes import differences, split_path
from declarations.comparing import ADDED, KEPT, REMOVED, Piece, text_pieces, with_rows_gone
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.forms.parsing import Cell
from declarations.forms.progress import section_of
from indicators.template import FormTemplate

# What the paper does not print: a change of it is nothing to look for.
_UNPRINTED = frozenset({"required", "form"})


@dataclass(frozen=True)
class Changed:
    """`content` beside what it was; `earlier` is None where nothing is compared."""

    content: DeclarationContent
    earlier: DeclarationContent | None = None

    @cached_property
    def printed(self) -> DeclarationContent:
        """The content with the rows that went standing where they stood."""
        return self.content if self.earlier is None else with_rows_gone(self.earlier, self.content)

    def head(self, key: str, cell: Cell) -> tuple[Piece, ...]:
        """The value of a head field in pieces."""
        now = cell.show(self.content.get(key))
        return text_pieces(now if self.earlier is None else cell.show(self.earlier.get(key)), now)

    def of_row(self, part: str, row: Any, column: str, cell: Cell) -> tuple[Piece, ...]:
        """A row's cell in pieces; the whole cell is marked in a row that came or went."""
        return self._row_pieces(part, row, lambda one: cell.show(getattr(one, column)))

    def of_amount(self, part: str, row: Any, show: Any) -> tuple[Piece, ...]:
        """What a row comes to (its `amount`) in pieces."""
        return self._row_pieces(part, row, lambda one: show(one.amount))

    def _row_pieces(self, part: str, row: Any, text: Any) -> tuple[Piece, ...]:
        was, now = self._was.get((part, row.key)), self._now.get((part, row.key))
        if now is None:
            return _whole(REMOVED, text(row))
        if self.earlier is None:
            return _whole(KEPT, text(now))
        return _whole(ADDED, text(now)) if was is None else text_pieces(text(was), text(now))

    @cached_property
    def _now(self) -> dict[tuple[str, str], Any]:
        return _rows_by_key(self.content)

    @cached_property
    def _was(self) -> dict[tuple[str, str], Any]:
        return {} if self.earlier is None else _rows_by_key(self.earlier)

    def is_gone(self, part: str, key: str) -> bool:
        """Whether only the earlier version has that row."""
        return (part, key) not in self._now

    @cached_property
    def places(self) -> frozenset[str]:
        """What differs, each head field and each row once: "name", "extra[contact]", "indicators[k3f9]"."""
        if self.earlier is None:
            return frozenset()
        found = (split_path(change.field) for change in differences(self.earlier, self.content))
        return frozenset(
            f"{part}[{key}]" if key else part
            for part, key, column in found
            if column not in _UNPRINTED and part not in _UNPRINTED
        )


def _rows_by_key(content: DeclarationContent) -> dict[tuple[str, str], Any]:
    return {(part, row.key): row for part in ROW_FIELDS for row in getattr(content, part)}


def _whole(kind: str, text: str) -> tuple[Piece, ...]:
    return (Piece(kind, text),) if text else ()


@dataclass(frozen=True)
class Section:
    """A part of the paper with its anchor, and how many of its fields and rows differ."""

    anchor: str
    label: str
    changes: int = 0


def sections(template: FormTemplate, changed: Changed) -> list[Section]:
    """The sections of the form in order, with their changes."""
    anchors: dict[str, str] = {}
    for field in template.fields:
        anchors.setdefault(section_of(template, field), f"at-{field.key}")
    anchors["绩效指标"] = "indicators"
    homes = [_home(template, place) for place in changed.places]
    return [Section(anchor, label, homes.count(label)) for label, anchor in anchors.items()]


def _home(template: FormTemplate, place: str) -> str:
    part, key, _ = split_path(place)
    if part == "indicators":
        return "绩效指标"
    stands_in = {"plan": "year_amount", "budget_lines": "calculation_basis"}
    field = template.field(stands_in.get(part, key if part == "extra" else part))
    if field is None:
        return "金额" if part in ROW_FIELDS else "基本信息"
    return section_of(template, field)
