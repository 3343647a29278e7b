"""The front door of reading: any file → `ReadDocument`, whatever it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from declarations.reading.apart import tables_in
from declarations.reading.archive import documents_in
from declarations.reading.commas import grid_of_commas, own_grid_of_commas
from declarations.reading.documents import read_grid
from declarations.reading.flat import unfolded
from declarations.reading.grid import Grid, grid_of_text
from declarations.reading.kinds import ARCHIVE, TEXT, kind_of, refuse_markup
from declarations.reading.opening import shown_name, text_of
from declarations.reading.own import own_table, read_own
from declarations.reading.rawtables import CannotOpen
from declarations.reading.results import Note, Place, ReadDocument, ReadForm, ReadingRefused
from declarations.reading.sheets import grids_of
from indicators.template import FormTemplate

FILE_LIMIT = 50 * 1024 * 1024  # bytes; a thousand forms in one workbook are a few megabytes

Source = bytes | Path | BinaryIO


def read_document(source: Source, name: str, templates: tuple[FormTemplate, ...]) -> ReadDocument:
    """The forms in a file called `name`: its bytes, its path, or an open stream.

    Text (tabs, commas), .xlsx .xlsm .xls .et .ods .docx .pdf or a .zip of them, known by content. Raises
    ReadingRefused, with a reason in Chinese, when the file cannot be opened or holds no form of `templates`. A path
    or stream of more than `FILE_LIMIT` is refused before it is in memory; OSError when a path cannot be read.
    """
    shown = shown_name(name)
    return _read(_bytes_of(source, shown), shown, templates)


def _bytes_of(source: Source, shown: str) -> bytes:
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, Path):
        with source.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
    else:
        data = source.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise ReadingRefused(f"“{shown}”超过 {FILE_LIMIT // 1024 // 1024} MB，没有打开。请分成几个文件再导入。")
    return data


def _read(data: bytes, shown: str, templates: tuple[FormTemplate, ...]) -> ReadDocument:
    kind = kind_of(data, shown)
    if kind == TEXT:
        return _read_text(text_of(data, shown), shown, templates)
    try:
        if kind == ARCHIVE:
            return _read_archive(data, shown, templates)
        grids = grids_of(tables_in(data, kind), templates)
    except CannotOpen as problem:
        raise ReadingRefused(f"“{shown}”{problem}") from problem
    return _read_grids(grids, shown, templates)


def _read_text(text: str, shown: str, templates: tuple[FormTemplate, ...]) -> ReadDocument:
    refuse_markup(text, shown)
    own = own_grid_of_commas(text, templates)
    if own:
        return _read_grids([own], shown, templates)
    tabs = grid_of_text(text)
    grid = grid_of_commas(text, tabs, templates) or tabs
    return read_grid(unfolded(grid, templates), shown, templates)


def _read_archive(data: bytes, shown: str, templates: tuple[FormTemplate, ...]) -> ReadDocument:
    """The forms of every document of an archive, each place with the name of its file."""
    parts = _Parts()
    for path, member in documents_in(data, FILE_LIMIT):
        name = shown_name(path)
        where = Place(file=name)
        try:
            if kind_of(member, name) == ARCHIVE:
                raise ReadingRefused(f"“{name}”是压缩文件里的压缩文件，没有打开。请解压后再导入。")
            read = _read(_bytes_of(member, name), name, templates)
        except ReadingRefused as problem:
            parts.refuse(problem, f"没有读入。{problem}", where)
        else:
            parts.take(_in_file(read, name))
    return parts.document(shown)


def _in_file(read: ReadDocument, name: str) -> ReadDocument:
    """What was read, with the name of the file at every place."""

    def placed(notes: tuple[Note, ...]) -> tuple[Note, ...]:
        return tuple(replace(note, place=replace(note.place, file=name)) for note in notes)

    forms = tuple(replace(form, notes=placed(form.notes), place=replace(form.place, file=name)) for form in read.forms)
    return ReadDocument(forms, placed(read.notes))


def _read_grids(grids: Sequence[Grid], shown: str, templates: tuple[FormTemplate, ...]) -> ReadDocument:
    """The forms of all sheets; a sheet with text and no form is noted."""
    filled = [grid for grid in grids if not all(row.is_blank for row in grid.rows)]
    if not filled:
        raise ReadingRefused(f"“{shown}”里没有文字，是空文件，或者内容都是图片。请换一个文件。")
    own = [table for grid in filled if (table := own_table(grid, templates))]
    others = [unfolded(grid, templates) for grid in filled if not own or not own_table(grid, templates)]
    if not others:
        return read_own(own, shown)
    if len(filled) == 1:
        return read_grid(others[0], shown, templates)
    parts = _Parts()
    if own:
        parts.take(read_own(own, shown))
    for grid in others:
        try:
            parts.take(read_grid(grid, shown, templates))
        except ReadingRefused as problem:
            place = grid.rows[0].place
            parts.refuse(problem, f"工作表“{place.sheet}”没有读入。{problem}", place)
    return parts.document(shown)


class _Parts:
    """What the sheets of a workbook or the files of an archive gave."""

    def __init__(self) -> None:
        self._forms: list[ReadForm] = []
        self._notes: list[Note] = []
        self._refusals: list[ReadingRefused] = []

    def take(self, read: ReadDocument) -> None:
        """Add the forms of a part."""
        self._forms.extend(read.forms)
        self._notes.extend(read.notes)

    def refuse(self, problem: ReadingRefused, message: str, place: Place) -> None:
        """Note a part that gave none."""
        self._refusals.append(problem)
        self._notes.append(Note("part_not_read", "", message, place))

    def document(self, shown: str) -> ReadDocument:
        """All parts together; refused with the reason of the first when none gave a form."""
        if not self._forms:
            more = len(self._refusals) - 1
            others = f"另外 {more} 部分也没有读到申报表。" if more else ""
            raise ReadingRefused(f"“{shown}”里没有读到申报表：{self._refusals[0]}{others}", tuple(self._notes))
        return ReadDocument(tuple(self._forms), tuple(self._notes))
