"""The front door of reading: any file → `ReadDocument`, whatever it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from declarations.reading.apart import parts_in
from declarations.reading.archive import documents_in
from declarations.reading.blocks import Block
from declarations.reading.commas import own_table_of_commas, rows_of_text
from declarations.reading.documents import says_something
from declarations.reading.filled import filled_in
from declarations.reading.flatsource import TextSource
from declarations.reading.flatstream import Event, Refused, events_of_grid, events_of_sheet, events_of_text
from declarations.reading.grid import Grid
from declarations.reading.kinds import ARCHIVE, TEXT, kind_of, refuse_markup
from declarations.reading.notes import message
from declarations.reading.openers.radicals import as_characters, has_radicals
from declarations.reading.opening import shown_name, text_of
from declarations.reading.own import OwnTable
from declarations.reading.printed import printed_form
from declarations.reading.rawtables import CannotOpen, RawTable, Room, Tell, nobody, tables_of
from declarations.reading.results import WHOLE_DOCUMENT, Note, Place, ReadDocument, ReadForm, ReadingRefused
from declarations.reading.sheets import grids_of
from declarations.reading.source import FILE_LIMIT, Source, opened
from declarations.reading.textlimits import without_noise
from declarations.reading.together import together
from declarations.stamps import INSTRUCTIONS_SHEET, PRINTED, Layout, Stamp
from indicators.template import FormTemplate

INNER_ARCHIVE = "“{}”是压缩文件里的压缩文件，没有打开。请解压后再导入。"
_LINE = re.compile(r"[^\n\r]+")
_LONGEST_LINE = 200_000  # characters; a cell of a spreadsheet holds 32 767

Templates = tuple[FormTemplate, ...]


def read_document(source: Source, name: str, templates: Templates) -> ReadDocument:
    """The forms in a file called `name`: its bytes, its path, or an open stream.

    Text (tabs, commas), .xlsx .xlsm .xls .et .ods .docx .pdf or a .zip of them, known by content. Raises
    ReadingRefused, with a reason in Chinese, when the file cannot be opened or holds no form of `templates`. A path
    or stream of more than `FILE_LIMIT` is refused before it is in memory; OSError when a path cannot be read.
    """
    read = list(stream_document(source, name, templates))
    forms = tuple(part for part in read if isinstance(part, ReadForm))
    return ReadDocument(forms, tuple(part for part in read if isinstance(part, Note)))


def stream_document(source: Source, name: str, templates: Templates, tell: Tell = nobody) -> Iterator[ReadForm | Note]:
    """The same forms one by one, those of flat tables while the file is still being read; then the other notes.

    Ten thousand forms need no more memory than one. What `read_document` raises may come after any form: a caller
    that stores forms takes them back then. `tell` hears now and then which share of the file has been read.
    """
    shown = shown_name(name)
    with opened(source, shown) as file:
        yield from _read(file, shown, templates, tell)


def _read(file: BinaryIO, shown: str, templates: Templates, tell: Tell = nobody) -> Iterator[ReadForm | Note]:
    kind = kind_of(file, shown)
    try:
        if kind == TEXT:
            yield from _read_text(text_of(file.read(), shown), shown, templates, tell)
        elif kind == ARCHIVE:
            yield from _read_archive(file, shown, templates)
        else:
            yield from _read_opened(parts_in(file, kind, tell), shown, templates)
    except CannotOpen as problem:
        raise ReadingRefused(f"“{shown}”{problem}") from problem


def _read_text(text: str, shown: str, templates: Templates, tell: Tell) -> Iterator[ReadForm | Note]:
    refuse_markup(text, shown)
    if any(line.end() - line.start() > _LONGEST_LINE for line in _LINE.finditer(text)):
        raise ReadingRefused(f"“{shown}”里有一行长得不正常，不像一张申报表，没有读取。请检查文件。")
    text = without_noise(text, shown, templates)
    own = own_table_of_commas(text, templates, tell)
    if own:
        yield from together([iter([own])], shown, lambda refused: str(refused.problem), alone=True)
        return
    if has_radicals(text):
        yield Note("radical_for_character", "", message("radical_for_character"), WHOLE_DOCUMENT)
        text = as_characters(text)
    read = rows_of_text(text, templates)
    for event in events_of_text(TextSource(read.lines, read.rows), read.rows, shown, templates, tell):
        if isinstance(event, Refused):
            raise event.problem
        if not isinstance(event, OwnTable):
            yield event


def _read_archive(file: BinaryIO, shown: str, templates: Templates) -> Iterator[ReadForm | Note]:
    """The forms of every document of an archive, each place with the name of its file."""
    members = (_read_member(path, member, templates) for path, member in documents_in(file, FILE_LIMIT))
    yield from together(members, shown, lambda refused: f"没有读入。{refused.problem}", alone=False)


def _read_member(path: str, file: BinaryIO, templates: Templates) -> Iterator[Event]:
    """The forms of one document of an archive; all of them or none."""
    name = shown_name(path)
    try:
        if kind_of(file, name) == ARCHIVE:
            raise ReadingRefused(INNER_ARCHIVE.format(name))
        read = list(stream_document(file, name, templates))
    except ReadingRefused as problem:
        yield Refused(problem, Place(file=name))
        return
    for part in read:
        yield _placed(part, name) if isinstance(part, Note) else _form_placed(part, name)


def _placed(note: Note, file: str) -> Note:
    return replace(note, place=replace(note.place, file=file))


def _form_placed(form: ReadForm, file: str) -> ReadForm:
    """The form with the name of its file at every place."""
    notes = tuple(_placed(note, file) for note in form.notes)
    return replace(form, notes=notes, place=replace(form.place, file=file))


def _read_opened(parts: Iterator[RawTable | Block], shown: str, templates: Templates) -> Iterator[ReadForm | Note]:
    """The forms of an opened file; workbooks of ours in the printed layout are looked at as a whole."""
    first = next(parts, None)
    parts = chain([] if first is None else [first], parts)
    if not isinstance(first, RawTable) or not first.stamp:
        yield from _read_sheets(parts, shown, templates)
        return
    stamp = Stamp.parse(first.stamp)
    if stamp:
        to_fill_in = _without_instructions(parts)
        if stamp.layout is Layout.FLAT:
            read = _read_sheets(to_fill_in, shown, templates)
        else:
            read = _read_grids(grids_of(tables_of(to_fill_in), templates), shown, templates)
        yield from filled_in(read, stamp, shown)
        return
    grids = grids_of(tables_of(parts), templates)
    yield from (_read_printed if first.stamp == PRINTED else _read_grids)(grids, shown, templates)


def _without_instructions(parts: Iterator[RawTable | Block]) -> Iterator[RawTable | Block]:
    """The sheets of a blank workbook that are there to be filled in."""
    wanted = True
    for part in parts:
        wanted = part.sheet != INSTRUCTIONS_SHEET if isinstance(part, RawTable) else wanted
        if wanted:
            yield part


def _read_printed(grids: Sequence[Grid], shown: str, templates: Templates) -> Iterator[ReadForm | Note]:
    """The sheets of an export of ours; what somebody has changed or added there is read like any other sheet."""
    read = [(grid, printed_form(grid, templates)) for grid in grids]
    forms = [form for _, form in read if form and says_something(form)]
    others = [grid for grid, form in read if form not in forms]
    yield from forms
    try:
        if others:
            yield from _read_grids(others, shown, templates)
    except ReadingRefused as problem:
        if not forms:
            raise
        yield Note("part_not_read", "", str(problem), others[0].rows[0].place if others[0].rows else Place())


def _read_grids(grids: Sequence[Grid], shown: str, templates: Templates) -> Iterator[ReadForm | Note]:
    parts = (events_of_grid(grid, shown, templates) for grid in grids)
    yield from together(parts, shown, _of_sheet, alone=True)


def _of_sheet(refused: Refused) -> str:
    return f"工作表“{refused.place.sheet}”没有读入。{refused.problem}"


def _read_sheets(parts: Iterator[RawTable | Block], shown: str, templates: Templates) -> Iterator[ReadForm | Note]:
    """The forms of all sheets; a sheet with text and no form is noted. Tables without a sheet run on as one."""
    yield from together(_sheets(parts, shown, templates), shown, _of_sheet, alone=True)


def _sheets(parts: Iterator[RawTable | Block], shown: str, templates: Templates) -> Iterator[Iterator[Event]]:
    """The events of each sheet. It has to be read before the next: all come through one pipe."""
    running: list[RawTable | Block] = []
    following: list[RawTable] = []
    room = Room()

    def blocks() -> Iterator[Block]:
        for part in parts:
            if isinstance(part, RawTable):
                following.append(part)
                return
            yield part

    following += (part for part in (next(parts, None),) if isinstance(part, RawTable))
    while following:
        table = following.pop()
        rows = blocks()
        if table.sheet:
            yield events_of_sheet(table, rows, shown, templates)
            running += [block for block in rows if not table.sheet]
        else:
            running += [table, *map(room.take, rows)]
    for grid in grids_of(tables_of(running), templates):
        yield events_of_grid(grid, shown, templates)
