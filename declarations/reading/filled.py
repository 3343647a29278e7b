"""What somebody wrote into a blank workbook of ours: without the rows and forms that were left as they came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from declarations.content import DeclarationContent, Indicator
from declarations.reading.documents import says_something
from declarations.reading.results import Note, ReadForm, ReadingRefused
from declarations.stamps import Stamp

_UNITS = ("applicant_unit", "budget_unit", "supervising_unit")
_ROW = re.compile(r"indicators\[(\d+)\]")


def filled_in(read: Iterable[ReadForm | Note], stamp: Stamp, name: str) -> Iterator[ReadForm | Note]:
    """The forms of `read` with the stamp on each as they come, then its notes.

    ReadingRefused when the workbook is as blank as it was downloaded.
    """
    notes: list[Note] = []
    filled = False
    for part in read:
        if isinstance(part, Note):
            notes.append(part)
        elif _says_more_than_units(part):
            filled = True
            yield _form(part, stamp)
    if not filled:
        raise ReadingRefused(f"“{name}”是空白的{stamp.name}，还没有填写内容。请填好后再导入。")
    yield from notes


def _says_more_than_units(form: ReadForm) -> bool:
    bare = form.content.with_values(dict.fromkeys(_UNITS, ""))
    return says_something(replace(form, content=bare)) or bool(bare.budget_lines or bare.plan)


def _form(form: ReadForm, stamp: Stamp) -> ReadForm:
    kept = list(_kept(form.content))
    places = {old: new for new, old in enumerate(kept)}
    rows = tuple(form.content.indicators[n] for n in kept)
    notes = tuple(moved for note in form.notes if (moved := _moved(note, places)))
    return replace(form, content=replace(form.content, indicators=rows), notes=notes, stamp=stamp)


def _kept(content: DeclarationContent) -> Iterator[int]:
    """The rows that say something, and one for each category in which none does."""
    said = {(row.level1, row.level2) for row in content.indicators if not _is_unfilled(row)}
    for n, row in enumerate(content.indicators):
        category = (row.level1, row.level2)
        if not _is_unfilled(row):
            yield n
        elif category not in said:
            said.add(category)
            yield n


def _is_unfilled(row: Indicator) -> bool:
    return row.is_blank and row.weight is None


def _moved(note: Note, places: dict[int, int]) -> Note | None:
    """The note with the new place of its row; None when the row was dropped."""
    found = _ROW.match(note.field)
    if not found:
        return note
    place = places.get(int(found[1]))
    return None if place is None else replace(note, field=f"indicators[{place}]{note.field[found.end() :]}")
