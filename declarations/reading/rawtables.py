"""What an opener found, before anybody asks what it means: tables of cells, and the lines that carry them home.

The child process writes the lines, the parent reads them: a JSON array each, nothing that could run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_CELLS = 2_000_000  # with text, in one file; ten thousand printed forms
LOCKED = "有密码，打不开。请去掉密码另存一份再导入。"
_END = "end"


class CannotOpen(Exception):
    """A file cannot be opened; `str()` goes on after its name, in Chinese, and says what to do."""


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

    def put(self, row: int, column: int, text: str) -> None:
        """Write a cell; blank text is not kept."""
        if text.strip():
            self.rows.setdefault(row, {})[column] = text

    def note(self, row: int, column: int, code: str, text: str = "") -> None:
        """Write a note on a cell."""
        self.codes.setdefault((row, column), []).append((code, text))

    @property
    def height(self) -> int:
        """The number of rows up to the last that has text, a note or a merged cell."""
        ends = [*self.rows, *(row for row, _ in self.codes), *(bottom for _, _, bottom, _ in self.merges)]
        return max(ends, default=-1) + 1


def lines_of(tables: Iterable[RawTable]) -> Iterator[str]:
    """The lines that `tables_of` reads; the last one says that nothing is missing."""
    for table in tables:
        yield _line("table", table.sheet, table.page)
        for row in sorted(table.rows):
            yield _line("row", row, [[column, text] for column, text in sorted(table.rows[row].items())])
        yield from (_line("merge", list(merge)) for merge in table.merges)
        yield from (_line("code", *place, *note) for place, notes in table.codes.items() for note in notes)
    yield _line(_END)


def refusal_line(reason: str) -> str:
    """The line that says why nothing could be read."""
    return _line("refused", reason)


def tables_of(lines: Iterable[str]) -> list[RawTable]:
    """The tables that `lines_of` wrote. CannotOpen with its reason, or when the end is missing."""
    tables: list[RawTable] = []
    for line in lines:
        try:
            word, *rest = json.loads(line)
        except ValueError:
            break
        if word == _END:
            return tables
        if word == "refused":
            raise CannotOpen(str(rest[0]))
        _take(tables, word, rest)
    raise CannotOpen("没有读完：文件已损坏，或者里面的内容大得不正常。请打开检查，另存一份再导入。")


def _take(tables: list[RawTable], word: str, rest: list[Any]) -> None:
    if word == "table":
        tables.append(RawTable(sheet=rest[0], page=rest[1]))
    elif word == "row":
        tables[-1].rows[rest[0]] = dict(rest[1])
    elif word == "merge":
        top, left, bottom, right = rest[0]
        tables[-1].merges.append((top, left, bottom, right))
    elif word == "code":
        tables[-1].note(*rest)


def _line(*parts: Any) -> str:
    return json.dumps(parts, ensure_ascii=True, separators=(",", ":")) + "\n"
