"""What is typed into a cell, read as a value, and a value printed as it stands in the cell. Pure.

Everything is read leniently (full width, separators, units); what cannot be read raises `UnreadableError` with a
Chinese sentence, so that the typed text can stay where it is while the rest is saved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from declarations.amounts import (
    UnreadableError,
    amount_text,
    check_digits,
    fold_number,
    parse_amount,
    parse_decimal,
    shorten,
)
from indicators.template import AmountUnit, FieldKind

YES, NO = "是", "否"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_WHOLE = re.compile(r"([-+]?\d{1,5})(?:年|个年度)?", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """How one kind of value is read from a cell and printed into it."""

    read: Callable[[str], Any]
    show: Callable[[Any], str]
    figures: bool = False  # right-aligned, tabular


def clean_text(text: str) -> str:
    """The text with one kind of line break and no control characters; nothing else is touched."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean_line(text: str) -> str:
    """A text of one line, without blanks around it."""
    return clean_text(text).replace("\n", " ").strip()


def clean_sentence(text: str) -> str:
    """A cleaned text somebody has to read; blank when it has only spaces, controls and marks of no width."""
    said = clean_text(text)
    return "" if all(unicodedata.category(char)[0] in "CZ" for char in said) else said


def read_number(text: str, digits: int, places: int) -> Decimal | None:
    """A plain number such as a quantity; None when blank."""
    folded = fold_number(text)
    if not folded:
        return None
    number = parse_decimal(folded, f"“{shorten(text)}”不是数字，请只写数字，例如 12 或 1.5。")
    return check_digits(number, 1, digits, places, "数字", f"最多保留 {places} 位小数")


def read_whole(text: str) -> int | None:
    """A whole number of at most five digits, such as years; None when blank."""
    folded = fold_number(text)
    if not folded:
        return None
    match = _WHOLE.fullmatch(folded.replace(",", ""))
    if match is None:
        raise UnreadableError(f"“{shorten(text)}”不是整数，请只写整数，例如 3。")
    return int(match[1])


def read_date(text: str) -> date | None:
    """A day written 2027-01-05, 2027年1月5日, 2027/1/5 or 20270105; None when blank."""
    folded = fold_number(text)
    if not folded:
        return None
    match = _DATE.fullmatch(folded)
    try:
        year, month, day = (int(part) for part in match.groups() if part) if match else (0, 0, 0)
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableError(f"“{shorten(text)}”不是日期，请写成 2027-01-05 的样子。") from error


def read_yes_no(text: str) -> bool | None:
    """是, 否 or blank."""
    word = clean_line(text)
    if word not in {YES, NO, ""}:
        raise UnreadableError(f"请在“{YES}”和“{NO}”中选择。")
    return {YES: True, NO: False}.get(word)


def show_number(number: Decimal | None) -> str:
    """A number with thousands separators and no more decimals than it has."""
    return "" if number is None else f"{number:,f}"


TEXT = Cell(clean_text, str)
LINE = Cell(clean_line, str)
WHOLE = Cell(read_whole, lambda number: "" if number is None else str(number))
QUANTITY = Cell(lambda text: read_number(text, 18, 6), show_number, figures=True)
SHARE = Cell(lambda text: read_number(text.replace("%", "").replace("％", ""), 6, 6), show_number, figures=True)
WEIGHT = Cell(lambda text: read_number(text, 8, 4), show_number, figures=True)
DATE = Cell(read_date, lambda day: "" if day is None else day.isoformat())
YES_NO = Cell(read_yes_no, lambda said: {True: YES, False: NO}.get(said, ""))


def money(unit: AmountUnit) -> Cell:
    """An amount, in yuan, typed and printed in `unit`."""
    return Cell(lambda text: parse_amount(text, unit), lambda yuan: amount_text(yuan, unit), figures=True)


def cell_of(kind: FieldKind, unit: AmountUnit) -> Cell:
    """The cell of a head field of that kind."""
    cells = {
        FieldKind.LONG_TEXT: TEXT,
        FieldKind.MONEY: money(unit),
        FieldKind.INTEGER: WHOLE,
        FieldKind.BOOLEAN: YES_NO,
        FieldKind.DATE: DATE,
    }
    return cells.get(kind, LINE)


def is_untouched(cell: Cell, posted: str, printed: str) -> bool:
    """Whether a cell came back as the page printed it; browsers drop line breaks from one-line inputs."""
    said, was = clean_text(posted), clean_text(printed)
    return said == was or (cell is not TEXT and said.replace("\n", "") == was.replace("\n", ""))
