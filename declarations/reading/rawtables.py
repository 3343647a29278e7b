"""What an opener found, before anybody asks what it means: tables of cells, and the messages that carry them home.

The child process writes them, the parent reads them: lines of JSON, and blocks of texts; nothing that could run.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from declarations.reading.blocks import MOST_BYTES, ROWS, Block, block_of_rows, halves, packed, texts_of_rows, unpacked

MOST_CELLS = 2_000_000  # with text, in one file and in memory at once; ten thousand printed forms
MOST_TEXT = 100_000  # characters of one cell or paragraph; a cell of Excel holds 32 767
MOST_LETTERS = 20_000_000  # in memory at once; two thousand forms have some ten million
MOST_FLAT_CELLS = 5_000_000  # with text, in one file that is read block by block
LOCKED = "有密码，打不开。请去掉密码另存一份再导入。"
FULL = "full"  # a note on a cell that is for reading alone: its last line has no room left, the text may go on
CLOSED, BROKEN = "closed", "broken"  # of the same kind: the row of the cell ends with its page, or goes on
FOR_READING = frozenset({FULL, CLOSED, BROKEN})
_LONG_BLOCK = 2 * 1024 * 1024  # bytes
_END = "end"
_FAR = "far"


class CannotOpen(Exception):
    """A file cannot be opened; `str()` goes on after its name, in Chinese, and says what to do."""


BROKEN_OFF = "没有读完：文件已损坏，或者里面的内容大得不正常。请打开检查，另存一份再导入。"


@dataclass
class RawTable:
    """One sheet, one table of a text or of a page. Rows and columns count from 0; blank cells are not kept.

    `merges` are (top, left, bottom, right), all included. `codes` are notes on cells: what was lost or rounded when
    the file was read. A table without `sheet` has a `page`, or is part of a running text.
    """

    sheet: str = ""
    page: int | None = None
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    codes: dict[tuple[int, int], list[tuple[str, str]]] = field(default_factory=dict)
    stamp: str = ""  # what a workbook of ours says of itself
    last: bool = False  # no table follows, as far as the opener knows
    tables: list[tuple[int, int]] = field(
        default_factory=list
    )  # of a running text: first row, and that behind the last

    def put(self, row: int, column: int, text: str) -> None:
        """Write a cell; blank text is not kept."""
        if text.strip():
            self.rows.setdefault(row, {})[column] = text

    def note(self, row: int, column: int, code: str, text: str = "") -> None:
        """Write a note on a cell."""
        self.codes.setdefault((row, column), []).append((code, text))

    def add(self, block: Block) -> None:
        """Write the rows of a block."""
        self.rows.update(texts_of_rows(block))
        for place, notes in block.codes.items():
            self.codes.setdefault(place, []).extend(notes)

    @property
    def height(self) -> int:
        """The number of rows up to the last that has text, a note or a merged cell."""
        ends = [*self.rows, *(row for row, _ in self.codes), *(bottom for _, _, bottom, _ in self.merges)]
        return max(ends, default=-1) + 1


@dataclass(frozen=True)
class Far:
    """How far an opener has come with its file: a share between 0 and 1. Says nothing of what the file holds."""

    share: float


Tell = Callable[[float], None]


def nobody(share: float) -> None:
    """Whoever does not want to know how far it has come."""


def too_many_cells(cells: int, most: int) -> CannotOpen:
    """The refusal of a file with so many cells."""
    return CannotOpen(f"有 {cells} 个以上的单元格，一次最多读 {most} 个。请分成几个文件再导入。")


def blocks_of(table: RawTable) -> Iterator[Block]:
    """The rows of a table in blocks; runs of blank rows between them are left out."""
    numbers = sorted(table.rows)
    position = 0
    while position < len(numbers):
        first = numbers[position]
        end = bisect_left(numbers, first + ROWS, position)
        width = max(max(table.rows[number]) for number in numbers[position:end]) + 1
        rows = (table.rows.get(number, {}) for number in range(first, numbers[end - 1] + 1))
        yield block_of_rows(first, [[cells.get(column, "") for column in range(width)] for cells in rows])
        position = end


def messages_of(parts: Iterable[RawTable | Block | Far]) -> Iterator[bytes]:
    """What `parts_of` reads: tables, each with its own rows and with the blocks behind it; the last says that nothing
    is missing.
    """
    for part in parts:
        if isinstance(part, Block):
            yield from _message(part)
        elif isinstance(part, Far):
            yield _line(_FAR, part.share)
        else:
            codes = [[*place, *note] for place, notes in part.codes.items() for note in notes]
            yield _line("table", part.sheet, part.page, part.merges, codes, part.stamp, part.last, part.tables)
            for block in blocks_of(part):
                yield from _message(block)
    yield _line(_END)


def _message(block: Block) -> Iterator[bytes]:
    """The block, in halves where its texts are long: whoever reads it holds it as bytes, as a text and as its cells.

    CannotOpen when one of its texts is longer than anybody writes.
    """
    head, body = packed(block)
    if len(body) > MOST_TEXT:
        for column in block.columns:
            refuse_long(max(map(len, column.texts), default=0))
    if len(body) > _LONG_BLOCK and block.height > 1:
        for half in halves(block):
            yield from _message(half)
    elif len(body) > 2 * _LONG_BLOCK:
        raise CannotOpen(f"第 {block.first + 1} 行的字多得不正常，没有打开。请检查后再导入。")
    else:
        yield _line("rows", *head) + body


def refuse_long(length: int) -> None:
    """CannotOpen when a text has so many characters that it is none of a form."""
    if length > MOST_TEXT:
        raise CannotOpen(f"里有一个单元格或段落超过 {MOST_TEXT} 个字，大得不正常，没有打开。请检查后再导入。")


def refusal_line(reason: str) -> bytes:
    """The line that says why nothing could be read."""
    return _line("refused", reason)


class Source(Protocol):
    """Where messages come from."""

    def line(self) -> bytes:
        """The next line, b"" at the end."""

    def exactly(self, size: int) -> bytes | bytearray:
        """So many bytes; fewer when there are no more."""


def parts_of(source: Source, tell: Tell = nobody) -> Iterator[RawTable | Block]:
    """The tables that `messages_of` wrote, each without rows and followed by them. CannotOpen with its reason, or when
    the end is missing or anything in between is not as it was written. `tell` hears how far the file has been read.
    """
    begun = False
    while line := source.line():
        try:
            word, *rest = json.loads(line)
            if word == _END:
                return
            if word == _FAR:
                tell(min(max(float(rest[0]), 0.0), 1.0))
                continue
            part = _part(word, rest, source)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError):
            break
        begun = begun or isinstance(part, RawTable)
        if not begun:
            break
        yield part
    raise CannotOpen(BROKEN_OFF)


def _part(word: str, rest: list[Any], source: Source) -> RawTable | Block:
    if word == "refused":
        raise CannotOpen(str(rest[0]))
    if word == "rows":
        size = rest[-1]
        if not 0 <= size <= MOST_BYTES:
            raise ValueError(size)
        return unpacked(rest, source.exactly(size))
    sheet, page, merges, codes, stamp, last, tables = rest
    table = RawTable(str(sheet), None if page is None else int(page), stamp=str(stamp), last=last is True)
    table.merges = [(int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in merges]
    table.tables = [(int(first), int(stop)) for first, stop in tables]
    for row, column, code, text in codes:
        table.note(int(row), int(column), str(code), str(text))
    return table


def tables_of(parts: Iterable[RawTable | Block]) -> list[RawTable]:
    """The same tables with their rows, all of them in memory; CannotOpen when there are too many cells for that."""
    tables: list[RawTable] = []
    room = Room()
    for part in parts:
        if isinstance(part, RawTable):
            tables.append(part)
        else:
            room.take(part)
            tables[-1].add(part)
    return tables


class Room:
    """What may be in memory at once of a document that is not read block by block."""

    def __init__(self) -> None:
        """Nothing is there yet."""
        self._cells = 0
        self._letters = 0

    def take(self, block: Block) -> Block:
        """The block, which is to be kept; CannotOpen when there is no room for it."""
        self._cells += sum(column.filled for column in block.columns)
        self._letters += sum(len(text) for column in block.columns for text in column.texts)
        if self._cells > MOST_CELLS:
            raise too_many_cells(self._cells, MOST_CELLS)
        if self._letters > MOST_LETTERS:
            raise CannotOpen(f"有 {MOST_LETTERS // 10_000} 万以上的字，一次最多读这么多。请分成几个文件再导入。")
        return block


def _line(*parts: Any) -> bytes:
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
