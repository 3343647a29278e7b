"""What reading gives back: forms with their content, and notes on what was repaired or could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from declarations.content import DeclarationContent
from declarations.stamps import Stamp
from indicators.template import FormTemplate


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document: a line of a text, a cell of a sheet or a page; lines count from 1.

    `file` is the document's name inside an archive.
    """

    line: int | None = None
    sheet: str = ""
    cell: str = ""
    page: int | None = None
    file: str = ""

    def to_json(self) -> dict[str, Any]:
        """{"line": n}, {"sheet": s, "cell": "D12"}, {"page": n}, or {} for the whole document; "file" in an archive."""
        named = {"file": self.file, "line": self.line, "sheet": self.sheet, "cell": self.cell, "page": self.page}
        return {key: value for key, value in named.items() if value}

    def __str__(self) -> str:
        return f"{self.file} {self._inside}" if self.file else self._inside

    @property
    def _inside(self) -> str:
        if self.sheet or self.cell:
            return f"{self.sheet} {self.cell}".strip()
        if self.page:
            return f"第 {self.page} 页"
        return f"第 {self.line} 行" if self.line else "全文"


WHOLE_DOCUMENT = Place()


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was repaired, kept as printed or could not be read.

    `code` is a class of damage, `field` names a value of the form ("year_amount", "indicators[3].target"; blank for
    the form as a whole), `message` says it in Chinese.
    """

    code: str
    field: str
    message: str
    place: Place = WHOLE_DOCUMENT

    def to_json(self) -> dict[str, Any]:
        """The note as a dictionary of JSON values."""
        return {"code": self.code, "field": self.field, "message": self.message, "place": self.place.to_json()}


@dataclass(frozen=True)
class ReadForm:
    """One form of a document. `place` is that of its title; `line` counts from 1, in a sheet its rows.

    `stamp` is what our own blank workbook says of itself; it may be outdated.
    `is_foreign`: of a city whose template is not loaded; `template` is then the nearest one, widened, with its code.
    `places` says where each value stands: by field of the head, and "indicators[3]" for the row of an indicator.
    `printed` is what the document prints for amounts, dates and the like, with its label.
    """

    content: DeclarationContent
    template: FormTemplate
    notes: tuple[Note, ...] = ()
    line: int = 1
    place: Place = WHOLE_DOCUMENT
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    printed: Mapping[str, str] = field(default_factory=dict, compare=False)
    stamp: Stamp | None = None
    is_foreign: bool = False


@dataclass(frozen=True)
class ReadDocument:
    """The forms of a document in its order; `notes` speak of text that belongs to no form."""

    forms: tuple[ReadForm, ...]
    notes: tuple[Note, ...] = ()

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """The stamps of the blank workbooks that were filled in, each once."""
        return tuple(dict.fromkeys(form.stamp for form in self.forms if form.stamp))


class ReadingRefused(Exception):
    """A document cannot be read as declarations; `str()` says why, in Chinese, and what to do."""

    def __init__(self, message: str, notes: tuple[Note, ...] = ()) -> None:
        """Keep what was noticed before the refusal; the refusal itself is always among the notes."""
        super().__init__(message)
        self.notes = (*notes, Note("refused", "", message))
