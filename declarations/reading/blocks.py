"""Some hundred rows of a sheet, column by column: how cells come from the child process to the parent.

A column whose texts repeat from row to row (the head of a form beside each of its indicators) is kept as the rows
where its text changes, so neither process handles the same text fifteen times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, compress, repeat
from operator import ne, sub
from typing import Any

ROWS = 1_000  # of one block
MOST_BYTES = 64 * 1024 * 1024  # of one block
_SEPARATOR = "\x1f"  # no text holds it: `tidy` takes it away

# Characters without width or meaning, and breaks inside a cell that are no line ends of the file.
_UNSEEN = dict.fromkeys([*range(9), *range(14, 32), 0x0C, 0x7F, 0x200B, 0x200C, 0x2060, 0xFEFF])
_JOINER = "\u200d"  # makes one picture of several emoji; between any other characters it is noise
_PICTURE = "\u2190-\u27bf\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(rf"(?<![{_PICTURE}\ufe0f]){_JOINER}|{_JOINER}(?![{_PICTURE}])")
_INNER_BREAKS = {0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_TIDY: dict[int, str | None] = {**_UNSEEN, **_INNER_BREAKS}
_UNTIDY = re.compile("[" + "".join(chr(code) for code in _TIDY if code != ord(_SEPARATOR)) + "]")


def tidy(text: str) -> str:
    """`text` without characters that cannot be seen; every break inside a cell is a newline."""
    tidied = text.translate(_TIDY)
    return _STRAY_JOINER.sub("", tidied) if _JOINER in tidied else tidied


def is_tidy(text: str) -> bool:
    """`tidy` has nothing to do."""
    return _SEPARATOR not in text and _JOINER not in text and not _UNTIDY.search(text)


@dataclass
class Column:
    """The texts of one column of a block: `texts` as they stand at the rows `starts`, each up to the next start.

    `starts` is None when every row has a text of its own.
    """

    texts: list[str]
    starts: list[int] | None = None
    height: int = 0

    @classmethod
    def of(cls, texts: list[str]) -> Column:
        """The column of these texts, kept by its changes where that is shorter."""
        starts = [0, *compress(range(1, len(texts)), map(ne, texts[1:], texts))]
        if len(starts) * 2 > len(texts):
            return cls(texts, None, len(texts))
        return cls([texts[n] for n in starts], starts, len(texts))

    @cached_property
    def all(self) -> list[str]:
        """The text of every row."""
        if self.starts is None:
            return self.texts
        lengths = map(sub, [*self.starts[1:], self.height], self.starts)
        return list(chain.from_iterable(map(repeat, self.texts, lengths)))

    @property
    def filled(self) -> int:
        """How many rows have a text."""
        if self.starts is None:
            return self.height - self.texts.count("")
        ends = (*self.starts[1:], self.height)
        return sum(end - start for text, start, end in zip(self.texts, self.starts, ends, strict=True) if text)

    @property
    def changes(self) -> Sequence[int]:
        """The rows whose text may differ from the row above; the first is always one."""
        return range(self.height) if self.starts is None else self.starts


@dataclass
class Block:
    """Rows of a table from number `first` on. `codes` are notes on its cells by (row, column), as in `RawTable`."""

    first: int
    columns: list[Column]
    codes: dict[tuple[int, int], list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many rows the block has."""
        return self.columns[0].height if self.columns else 0


def block_of_rows(first: int, rows: Sequence[Sequence[str]]) -> Block:
    """The block of rows of texts, the shorter ones filled up with blanks."""
    width = max(map(len, rows), default=0)
    filled = (row if len(row) == width else [*row, *repeat("", width - len(row))] for row in rows)
    return Block(first, [Column.of(list(texts)) for texts in zip(*filled, strict=True)])


def halves(block: Block) -> tuple[Block, Block]:
    """The upper and the lower rows of a block of more than one row."""
    middle = block.height // 2
    upper, lower = Block(block.first, []), Block(block.first + middle, [])
    for column in block.columns:
        upper.columns.append(Column.of(column.all[:middle]))
        lower.columns.append(Column.of(column.all[middle:]))
    for place, notes in block.codes.items():
        (upper if place[0] < lower.first else lower).codes[place] = notes
    return upper, lower


def cut(rows: Sequence[Sequence[str]], tell: Callable[[float], None]) -> Iterator[Block]:
    """All these rows in blocks; `tell` hears after each which share of them is done."""
    for first in range(0, len(rows), ROWS):
        yield block_of_rows(first, rows[first : first + ROWS])
        tell(min(first + ROWS, len(rows)) / len(rows))


# --- as bytes ---------------------------------------------------------------------------------------------------------


def packed(block: Block) -> tuple[list[Any], bytes]:
    """The block as plain values for JSON and the bytes of its texts; texts are tidy behind this door."""
    texts = list(chain.from_iterable(column.texts for column in block.columns))
    whole = _SEPARATOR.join(texts)
    if _UNTIDY.search(whole) or _JOINER in whole or whole.count(_SEPARATOR) >= max(len(texts), 1):
        whole = _SEPARATOR.join(map(tidy, texts))
    body = whole.encode("utf-8", "surrogatepass")
    codes = [[row, column, *note] for (row, column), notes in block.codes.items() for note in notes]
    return [block.first, block.height, [column.starts for column in block.columns], codes, len(body)], body


def unpacked(head: Sequence[Any], body: bytes | bytearray) -> Block:
    """The block that `packed` made; ValueError when head and body are no block, whoever wrote them."""
    first, height, starts, codes, _ = head
    if not _is_count(first) or not _is_count(height) or height > ROWS:
        raise ValueError(head)
    whole = body.decode("utf-8", "surrogatepass")
    if _UNTIDY.search(whole):
        raise ValueError(head)
    texts = whole.split(_SEPARATOR)
    columns: list[Column] = []
    taken = 0
    for rows in starts:
        size = height if rows is None else _checked(rows, height)
        columns.append(Column(texts[taken : taken + size], rows, height))
        taken += size
    if taken != len(texts) and (taken or whole):
        raise ValueError(head)
    block = Block(first, columns)
    for row, column, code, text in codes:
        block.codes.setdefault((int(row), int(column)), []).append((str(code), str(text)))
    return block


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _checked(starts: Any, height: int) -> int:
    """How many starts there are; they begin with the first row and ascend."""
    ascending = all(map(_is_count, starts)) and starts == sorted(set(starts))
    if not (ascending and starts and starts[0] == 0 and starts[-1] < height):
        raise ValueError(starts)
    return len(starts)


def texts_of_rows(block: Block) -> Iterable[tuple[int, dict[int, str]]]:
    """(row, its texts by column) of the rows that have text."""
    filled: dict[int, dict[int, str]] = {}
    for number, column in enumerate(block.columns):
        for row, text in enumerate(column.all, start=block.first):
            if text and not text.isspace():
                filled.setdefault(row, {})[number] = text
    return sorted(filled.items())
