"""Ceilings (控制数) as a list: a unit and its amount; the heading says yuan or 万元."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from declarations.amounts import UnreadableError, amount_text, parse_amount
from declarations.importing.lists.kind import Entry, Finding, Known, ListKind, judged
from declarations.models import Ceiling, DeclarationYear
from declarations.reading.lists import ListColumn
from indicators.template import AmountUnit

COLUMNS = (
    ListColumn("unit", "单位", ("单位编码", "单位名称", "申请单位"), required=True),
    ListColumn("amount", "控制数", ("预算控制数", "金额", "控制数金额"), required=True),
)
_LARGEST = Decimal(10) ** 13
_CENT = Decimal("0.01")


def _amount(entry: Entry) -> Decimal | None:
    """Yuan; None when the cell is blank or no amount."""
    unit = AmountUnit.TEN_THOUSAND if "万元" in entry.headings.get("amount", "") else AmountUnit.YUAN
    try:
        return parse_amount(entry.get("amount"), unit)
    except UnreadableError:
        return None


def gather(known: Known) -> None:
    """The ceilings of the year by unit, and the year itself."""
    year = DeclarationYear.objects.filter(year=known.batch.year or 0).first()
    known.more["year"] = year
    known.more["ceilings"] = dict(Ceiling.objects.filter(year=year).values_list("unit_id", "amount")) if year else {}


def judge(known: Known, entry: Entry) -> Finding:
    """What bringing in a ceiling would do."""
    unit, amount, problems = known.unit(entry.get("unit")), _amount(entry), []
    if known.more["year"] is None:
        problems.append(f"{known.batch.year} 年度还没有安排，请先在系统设置里建立")
    if unit is None:
        problems.append(f"单位“{entry.get('unit')}”不在单位表里，或对得上不止一个；可以写单位编码")
    elif not known.may_touch(unit):
        problems.append(f"“{unit.name}”不在您管理的单位范围内")
    if amount is None or amount < 0 or amount >= _LARGEST:
        problems.append(f"控制数“{entry.get('amount')}”不是可用的金额")
    if problems or unit is None or amount is None:
        return judged(problems, is_new=True, changes=())
    there = known.more["ceilings"].get(unit.pk)
    change = ("控制数（元）", amount_text(there), amount_text(amount.quantize(_CENT)))
    return judged((), is_new=there is None, changes=[change])


def write(known: Known, entries: Sequence[Entry]) -> None:
    """Store the ceilings, one statement for all."""
    year: DeclarationYear = known.more["year"]
    ceilings: dict[int, Ceiling] = {}  # of a unit that stands twice the last counts, as it would one after the other
    for entry in entries:
        unit, amount = known.unit(entry.get("unit")), _amount(entry)
        if unit is not None and amount is not None:
            ceilings[unit.pk] = Ceiling(year=year, unit=unit, amount=amount.quantize(_CENT))
    Ceiling.objects.bulk_create(
        ceilings.values(), update_conflicts=True, unique_fields=("year", "unit"), update_fields=("amount",)
    )


CEILINGS = ListKind(
    COLUMNS,
    titles=lambda entry: ("", entry.get("unit"), ""),
    names=lambda known, entry: getattr(known.unit(entry.get("unit")), "pk", entry.get("unit")),
    gather=gather,
    judge=judge,
    write=write,
)
