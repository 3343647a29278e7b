"""Word files (.docx) → one running table: a row for each paragraph and each table row. Nothing outside is fetched.

Read from the XML itself: text inside content controls and accepted insertions counts, deleted text does not.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from declarations.reading.openers.packages import Attributes, package, stream_xml
from declarations.reading.rawtables import MOST_CELLS, CannotOpen, RawTable, refuse_long

MOST_COLUMNS = 200
_DEEPEST = 4  # tables inside one another; deeper ones are text of their cell
_LONGEST_TITLE = 60  # characters
_TABLE = "表"  # with which titles end
_SHORTEST_FORM = 8  # rows
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
class _Merge:
    """A cell of several columns, or of several rows, in which it grows while it is read."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class _Cell:
    span: int = 1
    goes_on: bool = False  # part of the merged cell above
    paragraphs: list[list[str]] = field(default_factory=list)
    tables: list[_Rows] = field(default_factory=list)  # that stand inside it
    alone: list[list[str]] = field(default_factory=list)  # its paragraphs outside of them

    @property
    def said(self) -> list[str]:
        """Its paragraphs with text outside of tables."""
        return [text for parts in self.alone if (text := "".join(parts).strip())]

    @property
    def holds_table(self) -> bool:
        """The cell is there for the tables in it, and says nothing itself but the title of a long one."""
        if not self.tables or not self.said:
            return bool(self.tables)
        is_title = all(len(text) <= _LONGEST_TITLE and "：" not in text and ":" not in text for text in self.said)
        return is_title and any(_TABLE in text for text in self.said) and self.tables[0].row >= _SHORTEST_FORM


@dataclass
class _Rows:
    """The rows of one table, or of the running text, as far as they have been read."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[_Merge] = field(default_factory=list)
    row: int = 0
    column: int = 0
    cell: _Cell | None = None
    cells: list[_Cell] = field(default_factory=list)  # of the row that is being read
    open: dict[int, _Merge] = field(default_factory=dict)  # by column: the last cell that began there
    inner: list[tuple[int, int]] = field(default_factory=list)  # tables among the rows: first, and that behind the last

    def put(self, column: int, text: str) -> None:
        """Write a cell of the row that is being read."""
        self.texts.setdefault(self.row, {})[column] = text

    def leave_cell(self) -> None:
        """A cell ends."""
        cell, self.cell = self.cell or _Cell(), None
        column, self.column = self.column, self.column + cell.span
        if column >= MOST_COLUMNS:
            return
        self.cells.append(cell)
        if cell.goes_on and column in self.open:
            self._reach_down(column)
            return
        self.open[column] = _Merge(self.row, column, self.row, column + cell.span - 1)
        if cell.span > 1:
            self.merges.append(self.open[column])
        self.put(column, _joined(cell.paragraphs))

    def _reach_down(self, column: int) -> None:
        """The merged cell above covers this row too."""
        merge = self.open[column]
        if merge.bottom == merge.top and merge.left == merge.right:
            self.merges.append(merge)
        merge.bottom = self.row

    def leave_row(self) -> None:
        """A row ends. Tables in cells that have the row to themselves are rows of their own, those on the left first;
        beside a cell that says something they are text.
        """
        cells, self.cells = self.cells, []
        holders = [cell for cell in cells if cell.holds_table]
        others = [cell for cell in cells if cell not in holders]
        if holders and not any(cell.goes_on or _joined(cell.paragraphs).strip() for cell in others):
            self.texts.pop(self.row, None)
            self.merges = [merge for merge in self.merges if merge.top != self.row]
            self.open = {}
            for holder in holders:
                for text in holder.said:
                    self.put(0, text)
                    self.row += 1
                for table in holder.tables:
                    self.take(table)
        self.row += 1

    def take(self, table: _Rows) -> None:
        """The rows of another table below those read so far."""
        first = self.row
        self.texts.update({first + row: texts for row, texts in table.texts.items()})
        self.merges += [_Merge(first + m.top, m.left, first + m.bottom, m.right) for m in table.merges]
        inner = table.inner or [(0, table.row)]
        self.inner += [(first + start, first + stop) for start, stop in inner]
        self.row += table.row


class _Reader:
    """Takes the elements of the document in turn."""

    def __init__(self) -> None:
        self._open = [_Rows()]  # the running text, and the tables that have begun, each inside the one before
        self._deep = 0  # tables that are too deep to have rows
        self._unshown = 0
        self._in_text = False
        self._loose: list[list[str]] = []  # the paragraph outside of tables
        self._count = 0
        self._length = 0  # of the paragraph

    def start(self, name: str, given: Attributes) -> None:
        """An element begins."""
        if name in _UNSHOWN:
            self._unshown += 1
        elif self._unshown:
            return
        elif name == "tbl":
            self._begin_table()
        elif self._in_table and name in {"tr", "tc", "gridSpan", "vMerge", "gridBefore"}:
            self._take_grid(name, given)
        elif name == "p":
            self._begin_paragraph()
        elif self._paragraphs and name in {*_SIGNS, "sym"}:
            sign = _BOXES.get(given.get("char", "").upper(), "") if name == "sym" else _SIGNS[name]
            self._paragraphs[-1].append(sign)
        self._in_text = name == "t" and not self._unshown

    def end(self, name: str) -> None:
        """An element ends."""
        self._in_text = False
        table = self._open[-1]
        if name in _UNSHOWN:
            self._unshown -= 1
        elif self._unshown:
            return
        elif name == "tbl":
            self._leave_table()
        elif name == "tc" and self._in_table:
            self._check_count()
            table.leave_cell()
        elif name == "tr" and self._in_table:
            table.leave_row()
        elif name == "p" and len(self._open) == 1 and self._loose:
            self._leave_paragraph()

    def text(self, text: str) -> None:
        """Characters of a run."""
        if self._in_text and self._paragraphs:
            self._paragraphs[-1].append(text)
            self._length += len(text)
            refuse_long(self._length)

    @property
    def _in_table(self) -> bool:
        return len(self._open) > 1 and not self._deep

    @property
    def _paragraphs(self) -> list[list[str]]:
        cell = self._open[-1].cell
        return cell.paragraphs if cell else self._loose

    def _begin_paragraph(self) -> None:
        cell, parts = self._open[-1].cell, list[str]()
        self._length = 0
        self._paragraphs.append(parts)
        if cell:
            cell.alone.append(parts)

    def _take_grid(self, name: str, given: Attributes) -> None:
        table = self._open[-1]
        if name == "tr":
            table.column = 0
        elif name == "gridBefore":
            table.column = _number(given.get("val"))
        elif name == "tc":
            table.cell = _Cell()
        elif table.cell and name == "gridSpan":
            table.cell.span = max(min(_number(given.get("val")), MOST_COLUMNS), 1)
        elif table.cell:
            table.cell.goes_on = given.get("val", "continue") == "continue"

    def _begin_table(self) -> None:
        if len(self._open) > _DEEPEST:
            self._deep += 1
        else:
            self._open.append(_Rows())

    def _leave_table(self) -> None:
        """A table of the running text goes on with it; one in a cell is kept there, as rows and as text."""
        if self._deep:
            self._deep -= 1
            return
        table, around = self._open.pop(), self._open[-1]
        if around.cell is None:
            around.take(table)
            return
        around.cell.tables.append(table)
        texts = (text for _, cells in sorted(table.texts.items()) for _, text in sorted(cells.items()))
        around.cell.paragraphs += [[text] for text in texts]

    def _leave_paragraph(self) -> None:
        """A paragraph outside of tables: a row for each of its lines, tabs part the cells."""
        running = self._open[0]
        for line in _joined(self._loose).split("\n"):
            for column, text in enumerate(line.split("\t", MOST_COLUMNS)):
                self._check_count()
                running.put(column, text)
            running.row += 1
        self._loose = []

    def _check_count(self) -> None:
        self._count += 1
        if self._count > MOST_CELLS:
            raise CannotOpen(f"有 {MOST_CELLS} 个以上的段落和单元格，大得不正常，没有打开。请分成几个文件再导入。")

    def finished(self) -> RawTable:
        """The whole document."""
        table = RawTable(merges=[(each.top, each.left, each.bottom, each.right) for each in self._open[0].merges])
        table.tables = self._open[0].inner
        for row, texts in self._open[0].texts.items():
            for column, text in texts.items():
                table.put(row, column, text)
        return table


def _joined(paragraphs: list[list[str]]) -> str:
    return "\n".join("".join(parts) for parts in paragraphs)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
