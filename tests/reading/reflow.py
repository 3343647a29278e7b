"""A form printed as a page and copied out of it again: cells broken at their edge, columns parted by a blank.

The layout is that of published pages: a cell that fits on one line stands beside its neighbours, one that does not
has its lines to itself; blank lines come and go.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from declarations.content import DeclarationContent, Indicator
from indicators.template import FieldKind, FormTemplate, TemplateField

_UNIT = re.compile(r"[!-~]+|.")
COMMENTS = ("(限40字以内)", "系统自动带出，无需填写", "导入模板无需填写", "新增项目年度目标为必填项", "(限2000字以内)")


@dataclass(frozen=True)
class Page:
    """Widths of the columns in half characters, and how often (of 1) each thing goes wrong."""

    label: int = 26
    short: int = 56
    long: int = 140
    level1: int = 12
    level2: int = 20
    name: int = 44
    target: int = 20
    explanation: int = 60
    blank_line: float = 0.4
    own_line: float = 0.0
    font_blank: float = 0.0
    repeated_head: float = 0.0
    merged: bool = False  # categories are printed on the first of their rows only


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def wrapped(text: str, edge: int) -> list[str]:
    """Paragraphs broken into lines; Latin words and numbers stay whole where they fit on a line at all."""
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, edge)]


def _lines(paragraph: str, edge: int) -> list[str]:
    lines = [""]
    for unit in _UNIT.findall(paragraph):
        for part in [unit] if width(unit) <= edge else unit:
            if lines[-1] and width(lines[-1]) + width(part) > edge:
                lines.append("")
            lines[-1] += part
    return lines


class _Printer:
    """Puts cells behind one another."""

    def __init__(self, page: Page, chance: Random) -> None:
        self.page = page
        self.chance = chance
        self.lines: list[str] = []
        self._open = ""

    def cell(self, text: str, edge: int, *, glued: bool = False) -> None:
        """The next cell of the row."""
        lines = wrapped(text, edge)
        if len(lines) > 1:
            self.close()
            for line in lines:
                self._line(line)
        elif text:
            if self.chance.random() < self.page.own_line:
                self.close()
            self._open += text if glued or not self._open else f" {text}"

    def close(self) -> None:
        """The end of a printed line."""
        if self._open:
            self._line(self._open)
        self._open = ""

    def row(self) -> None:
        """The end of a row."""
        self.close()
        self.lines.append("")

    def _line(self, text: str) -> None:
        self.lines.append(text)
        if self.chance.random() < self.page.blank_line:
            self.lines.append("")


def reflowed(content: DeclarationContent, form: FormTemplate, page: Page, chance: Random) -> str:
    """The text of a form as it is copied out of a page."""
    printer = _Printer(page, chance)
    for group in form.head_rows:
        for field in group:
            edge = page.long if field.kind is FieldKind.LONG_TEXT else page.short
            printer.cell(_label(field, form), page.label)
            printer.cell(_value(content, field, form, page, chance), edge)
        printer.row()
    _table(printer, content, form)
    return "\n".join([form.title, *printer.lines]) + "\n"


def _table(printer: _Printer, content: DeclarationContent, form: FormTemplate) -> None:
    head = " ".join(column.label for column in form.columns)
    printer.lines += [head, ""]
    above = Indicator()
    for row in content.indicators:
        if printer.chance.random() < printer.page.repeated_head:
            printer.lines += [head, ""]
        _row(printer, row, form, above if printer.page.merged else Indicator())
        above = row


def _row(printer: _Printer, row: Indicator, form: FormTemplate, above: Indicator) -> None:
    page = printer.page
    level2 = f"*{row.level2}" if row.required else row.level2
    if row.level1 != above.level1:
        printer.cell(row.level1, page.level1)
    if (row.level1, row.level2) != (above.level1, above.level2):
        printer.cell(level2, page.level2)
    glued = row.level2.endswith("指标") and width(level2) >= page.level2 - 1 and len(wrapped(level2, page.level2)) == 1
    for column in form.columns[2:]:
        text = str(getattr(row, column.key) or "")
        if column.key != "target":
            text = _with_font_blanks(text, page, printer.chance)
        printer.cell(text, getattr(page, column.key, 8), glued=glued)
        glued = False
    printer.row()


def _label(field: TemplateField, form: FormTemplate) -> str:
    return field.label_in(form.amount_unit) + "："


def _value(content: DeclarationContent, field: TemplateField, form: FormTemplate, page: Page, chance: Random) -> str:
    value = content.get(field.key)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value / form.amount_unit.factor:,f}"
    text = "" if value is None else str(value)
    return _with_font_blanks(text, page, chance) if field.kind is FieldKind.LONG_TEXT else text


def _with_font_blanks(text: str, page: Page, chance: Random) -> str:
    """Blanks before Chinese marks, as a change of font leaves them."""
    parts = [f" {mark}" if mark in "，。、》" and chance.random() < page.font_blank else mark for mark in text]
    return "".join(parts)


def random_page(chance: Random) -> Page:
    """A page with columns of any likely width."""
    return Page(
        label=chance.randrange(14, 36),
        short=chance.randrange(40, 80),
        long=chance.randrange(80, 200),
        level1=chance.choice([6, 8, 10, 12, 12, 12]),
        level2=chance.choice([12, 16, 19, 20, 22, 22]),
        name=chance.randrange(16, 60),
        target=chance.randrange(10, 26),
        explanation=chance.randrange(36, 120),
        blank_line=chance.choice([0.0, 0.3, 0.6, 1.0]),
        own_line=chance.choice([0.0, 0.0, 0.02, 0.1]),
        font_blank=chance.choice([0.0, 0.0, 0.1, 0.4]),
        repeated_head=chance.choice([0.0, 0.0, 0.1]),
    )
