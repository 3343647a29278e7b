"""What the texts of an indicator give for the library: the unit of its target, the formula in its explanation."""

from __future__ import annotations

import re

from indicators.targets import Kind, parse_target

LONGEST_MEASURE, LONGEST_FORMULA = 20, 300
_PLAIN = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DURATION})
_FORMULA = re.compile(r"[^，。；;：:\s]+[/÷][^，。；;\s]+")


def parts_of_target(target: str) -> tuple[str, str]:
    """("≥", "场") of "≥24场": what stands around the number; blanks where the target is no plain number."""
    parsed = parse_target(target)
    clause = parsed.first
    if clause is None or len(parsed.clauses) > 1 or clause.kind not in _PLAIN or clause.low is None:
        return "", ""
    return clause.mark, f"{clause.low.multiplier}{clause.unit}"[:LONGEST_MEASURE]


def formula_in(explanation: str) -> str:
    """The part of an explanation that is a fraction, "合格件数/抽查件数×100%"; "" where there is none."""
    match = _FORMULA.search(explanation)
    return match.group()[:LONGEST_FORMULA] if match else ""
