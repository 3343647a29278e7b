"""How a target was understood, in words, and the parts that the small builder shows. Pure."""

from __future__ import annotations

from indicators.targets import Comparator, Kind, parse_target
from indicators.targets.values import Clause

LONGEST = 200  # characters that are worth reading
WORDS = {
    Comparator.AT_LEAST: "不少于",
    Comparator.AT_MOST: "不超过",
    Comparator.MORE_THAN: "多于",
    Comparator.LESS_THAN: "少于",
    Comparator.EQUAL: "等于",
    Comparator.ABOUT: "大约",
    Comparator.UNSAID: "",
}
# What the builder offers, in the order of the list.
OFFERED = tuple(
    (comparator.value, f"{comparator.value} {WORDS[comparator]}")
    for comparator in (
        Comparator.AT_LEAST,
        Comparator.AT_MOST,
        Comparator.EQUAL,
        Comparator.MORE_THAN,
        Comparator.LESS_THAN,
        Comparator.ABOUT,
    )
)


def understood(text: str) -> dict[str, str]:
    """{"words": the target in words, "comparator", "number", "unit": its parts where it is one plain number}."""
    target = parse_target(text[:LONGEST])
    parts = {"comparator": "", "number": "", "unit": ""}
    if len(target.clauses) == 1 and _is_plain(target.clauses[0]):
        clause = target.clauses[0]
        multiplier = clause.low.multiplier if clause.low else ""
        number = "" if clause.value is None else f"{clause.value:f}"
        parts = {"comparator": clause.comparator.value, "number": number, "unit": f"{multiplier}{clause.unit}"}
    return {"words": "；".join(_clause_words(clause) for clause in target.clauses) or "还没有填写目标值", **parts}


def _is_plain(clause: Clause) -> bool:
    """One number with at most a comparator and a unit: what the builder can write."""
    odd = (clause.label, clause.change, clause.per, clause.tail, clause.high)
    return clause.kind in {Kind.NUMBER, Kind.PERCENT, Kind.DURATION, Kind.MONEY} and not any(odd)


def _clause_words(clause: Clause) -> str:
    if clause.kind is Kind.EMPTY:
        return "还没有填写目标值"
    if clause.kind is Kind.NOT_APPLICABLE:
        return "不适用"
    if clause.kind is Kind.DATE and clause.date is not None:
        before = "之前" if clause.is_upper_bound else ""
        return f"{clause.label}{clause.date.printed}{before}{clause.tail}（时间）"
    if clause.low is None or clause.kind in {Kind.PHRASE, Kind.QUALITATIVE, Kind.LEVEL, Kind.AVAILABILITY}:
        return f"“{clause.rebuilt}”（文字，没有可以核对的数）"
    return f"{_number_words(clause)}（{_KINDS.get(clause.kind, '数值')}）"


_KINDS = {
    Kind.PERCENT: "百分比",
    Kind.DURATION: "时长",
    Kind.MONEY: "金额",
    Kind.RATE: "频次",
    Kind.RANGE: "范围",
    Kind.CHANGE: "变化幅度",
}


def _number_words(clause: Clause) -> str:
    low = f"{clause.low.printed}{clause.low_unit}" if clause.low else ""
    number = f"{low} 到 {clause.high.printed}" if clause.high else low
    per = f"每{clause.period} " if clause.period else ""
    words = WORDS[clause.comparator]
    lead = f"{clause.label}{clause.change}"
    return f"{per}{f'{lead} ' if lead else ''}{f'{words} ' if words else ''}{number} {clause.unit}".strip()
