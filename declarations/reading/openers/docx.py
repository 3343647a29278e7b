"""Word files (.docx) → one running table: a row for each paragraph and each table row. Nothing outside is fetched.

Read from the XML itself: text inside content controls and accepted insertions counts, deleted text does not.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from declarations.reading.openers.packages import Attributes, package, stream_xml
from declarations.reading.rawtables import MOST_CELLS, CannotOpen, RawTable

MOST_COLUMNS = 200
_ELSEWHERE = re.compile(r"(?:https?|ftps?|smb|file):/{2,5}(?![a-z]:)[^/]|mhtml:|\\\\|//", re.IGNORECASE)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Ticked and empty boxes of the symbol fonts.
_BOXES = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0A3": "☐", "F0FC": "√", "F050": "√"}
# What is printed twice for old programs, or no longer there.
_UNSHOWN = frozenset({"Fallback", "moveFrom", "del", "instrText", "delText"})


def tables_of_docx(data: bytes) -> list[RawTable]:
    """The text and tables of a .docx in their order."""
    with package(data) as archive:
        _refuse_links(archive)
        reader = _Reader()
        main = next((name for name in ("word/document.xml", "word/document2.xml") if name in archive.namelist()), None)
        if main is None:
            raise CannotOpen("里面没有正文，打不开。请用 Word 或 WPS 另存为 .docx 再导入。")
        with archive.open(main) as source:
            stream_xml(source, reader.start, reader.end, reader.text)
    return [reader.finished()]


def _refuse_links(archive: zipfile.ZipFile) -> None:
    """CannotOpen when a part of the document lies on another machine; links that a reader clicks are harmless."""

    def take(name: str, given: Attributes) -> None:
        is_part = given.get("TargetMode") == "External" and not given.get("Type", "").endswith("/hyperlink")
        if name == "Relationship" and is_part and _ELSEWHERE.match(given.get("Target", "").strip()):
            raise CannotOpen(
                "里面有指向外部文件的链接（模板、图片或对象），没有打开。请在 Word 或 WPS 里断开链接，另存一份再导入。"
            )

    for part in archive.namelist():
        if part.endswith(".rels"):
            with archive.open(part) as source:
                stream_xml(source, take, lambda _: None)


@dataclass
class _Cell:
    span: int = 1
    goes_on: bool = False  # part of the merged cell above
    paragraphs: list[list[str]] = field(default_factory=list)


@dataclass
class _Merge:
    """A cell of several columns, or of several rows, in which it grows while it is read."""

    top: int
    left: int
    bottom: int
    right: int


class _Reader:
    """Takes the elements of the document in turn. A table inside a cell is text of the cell."""

    def __init__(self) -> None:
        self.table = RawTable()
        self._row = 0
        self._column = 0
        self._depth = 0  # of tables
        self._unshown = 0
        self._in_text = False
        self._cell: _Cell | None = None
        self._loose: list[list[str]] = []  # the paragraph outside of tables
        self._open: dict[int, _Merge] = {}  # by column: the last cell that began there
        self._merges: list[_Merge] = []
        self._count = 0

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        if name in _UNSHOWN:
            self._unshown += 1
        elif self._unshown:
            return
        elif name == "tbl":
            self._depth += 1
            self._open = {} if self._depth == 1 else self._open
        elif self._depth == 1 and name in {"tr", "tc", "gridSpan", "vMerge", "gridBefore"}:
            self._take_grid(name, given)
        elif name == "p":
            self._paragraphs.append([])
        elif self._paragraphs and name in {*_SIGNS, "sym"}:
            sign = _BOXES.get(given.get("char", "").upper(), "") if name == "sym" else _SIGNS[name]
            self._paragraphs[-1].append(sign)
        self._in_text = name == "t" and not self._unshown

    def end(self, name: str) -> None:
        """An element ends."""
        self._in_text = False
        if name in _UNSHOWN:
            self._unshown -= 1
        elif self._unshown:
            return
        elif name == "tbl":
            self._depth -= 1
        elif name == "tc" and self._depth == 1:
            self._leave_cell()
        elif name == "tr" and self._depth == 1:
            self._row += 1
        elif name == "p" and self._depth == 0 and self._loose:
            self._leave_paragraph()

    def text(self, text: str) -> None:
        """Characters of a run."""
        if self._in_text and self._paragraphs:
            self._paragraphs[-1].append(text)

    @property
    def _paragraphs(self) -> list[list[str]]:
        return self._cell.paragraphs if self._cell else self._loose

    def _take_grid(self, name: str, given: Attributes) -> None:
        if name == "tr":
            self._column = 0
        elif name == "gridBefore":
            self._column = _number(given.get("val"))
        elif name == "tc":
            self._cell = _Cell()
        elif self._cell and name == "gridSpan":
            self._cell.span = max(min(_number(given.get("val")), MOST_COLUMNS), 1)
        elif self._cell:
            self._cell.goes_on = given.get("val", "continue") == "continue"

    def _leave_cell(self) -> None:
        cell, self._cell = self._cell or _Cell(), None
        column, self._column = self._column, self._column + cell.span
        if column >= MOST_COLUMNS:
            return
        if cell.goes_on and column in self._open:
            self._reach_down(column)
            return
        self._open[column] = _Merge(self._row, column, self._row, column + cell.span - 1)
        if cell.span > 1:
            self._merges.append(self._open[column])
        self._put(column, _joined(cell.paragraphs))

    def _leave_paragraph(self) -> None:
        """A paragraph outside of tables: a row for each of its lines, tabs part the cells."""
        for line in _joined(self._loose).split("\n"):
            for column, text in enumerate(line.split("\t", MOST_COLUMNS)):
                self._put(column, text)
            self._row += 1
        self._loose = []

    def _reach_down(self, column: int) -> None:
        """The merged cell above covers this row too."""
        merge = self._open[column]
        if merge.bottom == merge.top and merge.left == merge.right:
            self._merges.append(merge)
        merge.bottom = self._row

    def finished(self) -> RawTable:
        """The whole document."""
        self.table.merges = [(each.top, each.left, each.bottom, each.right) for each in self._merges]
        return self.table

    def _put(self, column: int, text: str) -> None:
        self._count += 1
        if self._count > MOST_CELLS:
            raise CannotOpen(f"有 {MOST_CELLS} 个以上的段落和单元格，大得不正常，没有打开。请分成几个文件再导入。")
        self.table.put(self._row, column, text)


def _joined(paragraphs: list[list[str]]) -> str:
    return "\n".join("".join(parts) for parts in paragraphs)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
