"""A refused save as the page shows it: both texts side by side, the parts that differ marked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from declarations.changes import split_path
from declarations.comparing import ADDED, REMOVED, text_pieces
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.errors import FieldConflict
from declarations.forms.parsing import cell_of
from declarations.forms.places import name_of, place_of
from declarations.forms.posted import MINE, THEIRS
from declarations.forms.rows import cells_for
from indicators.template import FieldKind, FormTemplate

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Conflict:
    """One field or row that two people changed. Texts are pieces, each with whether it differs from the other side."""

    path: str
    slot: str
    label: str
    who: str
    at: datetime
    version: int
    mine: Pieces
    theirs: Pieces
    name: str = ""  # of the input, "" for a whole row
    may_join: bool = False  # both texts may stand one below the other
    is_own: bool = False  # the same person, on another page

    @property
    def keep_mine(self) -> str:
        """The value of the button that takes mine."""
        return f"{self.version}:{MINE}:{self.path}"

    @property
    def take_theirs(self) -> str:
        """The value of the button that takes theirs."""
        return f"{self.version}:{THEIRS}:{self.path}"


def conflict_from(template: FormTemplate, content: DeclarationContent, found: FieldConflict) -> Conflict:
    """The conflict as shown on the page of `content`."""
    place = place_of(template, content, found.field)
    mine, theirs = (text_of(template, found.field, value) for value in (found.mine, found.theirs))
    return Conflict(
        path=found.field,
        slot=place.slot,
        label=place.label,
        who=found.who,
        at=datetime.fromisoformat(found.at),
        version=found.version,
        mine=pieces(mine, theirs),
        theirs=pieces(theirs, mine),
        name=name_of(found.field),
        may_join=_takes_paragraphs(template, found.field) and None not in (found.mine, found.theirs),
        is_own=found.is_own,
    )


def _takes_paragraphs(template: FormTemplate, path: str) -> bool:
    part, key, column = split_path(path)
    if part in ROW_FIELDS:
        return column in {"name", "explanation"}
    field = template.field(key if part == "extra" else part)
    return field is not None and field.kind is FieldKind.LONG_TEXT


def text_of(template: FormTemplate, path: str, value: Any) -> str:
    """A changed value in words, as the page prints it."""
    part, key, column = split_path(path)
    if part in ROW_FIELDS:
        if column:
            cell = cells_for(template)[part].get(column)  # a column that the template has lost shows as it is
            return (cell.show(value) if cell else str(value or "")) or "（空白）"
        return _row_text(template, part, value)
    field = template.field(key if part == "extra" else part)
    shown = cell_of(field.kind, template.amount_unit).show(value) if field else str(value or "")
    return shown or "（空白）"


def _row_text(template: FormTemplate, part: str, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "（删除了这一行）"
    cells = ((cell, row.get(name)) for name, cell in cells_for(template)[part].items())
    return " · ".join(text for cell, value in cells if (text := cell.show(value).strip())) or "（空白的一行）"


def pieces(text: str, other: str) -> Pieces:
    """`text` in pieces, those marked True that `other` does not have."""
    told = text_pieces(other, text)
    return tuple((piece.text, piece.kind == ADDED) for piece in told if piece.kind != REMOVED)
