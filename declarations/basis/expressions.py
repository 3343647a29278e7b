"""Written arithmetic: 6000元×12个月=72000元, (1.5*5+2.3)*8=78.4万元."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from declarations.basis.figures import Figure, Kind

DEEPEST = 4  # brackets within brackets
MOST_OPERANDS = 40
DIGITS = 40
TEN_THOUSAND = Decimal(10_000)
_OPERANDS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.PERCENT)
_WORD = r"[^\d\s+\-*/÷=≈≤≥<>(),;。:、%￥□]"
_BEHIND = re.compile(rf"{_WORD}{{0,6}}(?: ?/ ?{_WORD}{{1,6}})*(?: ?\([^()=*+]{{0,14}}\))?(?= ?[*+\-/÷)=≈])")
_OPERATOR = re.compile(r" ?([*+\-/÷]) ?")
_AHEAD = re.compile(rf"{_WORD}{{0,12}}(?=[\d￥])")
_OPEN, _CLOSE = re.compile(r" ?\( ?"), re.compile(r" ?\)")
_ANY_OPERATOR = re.compile(r"[*+\-/÷]")
# Whether an operator, or the end of a bracket, stands near enough behind a figure to be worth parsing.
_CALCULATES = re.compile(rf"(?:{_BEHIND.pattern})? ?[*+\-/÷)]")
_EQUALS = re.compile(r"(?: ?\([^()=*+]{0,14}\))? ?(?:=|≈) ?(?:约|共计?|合计)?:? ?")


class Value(NamedTuple):
    """A part of an expression: its value with money in yuan, and with every number as printed."""

    yuan: Decimal
    printed: Decimal
    is_money: bool
    operands: tuple[Figure, ...]


class Calculation(NamedTuple):
    """One expression and what the text says it gives; `stated` is None where there is no equals sign.

    `yuan` and `step` are those of the result: the stated one, else the computed one. `computed` is what the figures
    give, None when that is what the text says.
    """

    start: int
    end: int
    yuan: Decimal
    step: Decimal
    operands: tuple[Figure, ...]
    stated: Figure | None
    computed: Decimal | None
    is_money: bool

    @property
    def covered(self) -> frozenset[int]:
        """Where the figures in it start."""
        return frozenset(figure.start for figure in (*self.operands, *([self.stated] if self.stated else [])))


def calculations_of(text: str, figures: Sequence[Figure]) -> list[Calculation]:
    """The expressions with at least one operator, from left to right; none within another."""
    if not _ANY_OPERATOR.search(text):
        return []
    by_start = {figure.start: figure for figure in figures if figure.kind in _OPERANDS}
    found: list[Calculation] = []
    end = 0
    for start, figure in by_start.items():
        if start < end or not _CALCULATES.match(text, figure.end):
            continue
        calculation = _calculation(text, by_start, start)
        if calculation is not None:
            found.append(calculation)
            end = calculation.end
    return found


def _calculation(text: str, by_start: Mapping[int, Figure], start: int) -> Calculation | None:
    with localcontext(prec=DIGITS):
        opening = start - 1 if start and text[start - 1] == "(" else start
        for begin in dict.fromkeys((opening, start)):
            parser = _Parser(text, by_start, begin)
            value = parser.sum()
            if value is not None and 1 < len(value.operands) <= MOST_OPERANDS:
                return _with_result(parser, value, begin)
    return None


def _with_result(parser: _Parser, value: Value, start: int) -> Calculation:
    results = list(parser.results())
    wrong: Decimal | None = None
    for result in results:
        wrong = wrong if wrong is not None else _wrong(value, result)
    last = results[-1] if results else None
    if last is None or (last.kind is Kind.NUMBER and value.is_money):
        last_yuan, step = (value.yuan, Decimal("0.01")) if last is None else (_in_yuan(value, last), last.step)
        return Calculation(start, parser.at, last_yuan, step, value.operands, last, wrong, value.is_money)
    is_money = last.kind is Kind.MONEY
    return Calculation(start, parser.at, last.value, last.step, value.operands, last, wrong, is_money)


def _in_yuan(value: Value, result: Figure) -> Decimal:
    """A bare result of a calculation with money: in yuan, or in the unit of the money in it."""
    factors = [figure.factor for figure in value.operands if figure.kind is Kind.MONEY]
    return result.value * max(factors) if not _fits(value.yuan, result.value, result.step) else result.value


def _wrong(value: Value, result: Figure) -> Decimal | None:
    """What the expression gives in the result's terms, when that is not the result; None when it is."""
    if result.kind is Kind.PERCENT:
        return None
    factors = {result.factor, *(figure.factor for figure in value.operands)}
    candidates = [value.yuan, *(value.printed * factor for factor in factors)]
    if result.kind is Kind.MONEY and not value.is_money:
        candidates.append(value.printed * TEN_THOUSAND)  # figures in 万元, the result in 元
    results = {result.value, *(result.value * factor for factor in factors if result.kind is Kind.NUMBER)}
    if any(_fits(candidate, stated, result.step) for candidate in candidates for stated in results):
        return None
    return min(candidates, key=lambda candidate: abs(candidate - result.value))


def _fits(computed: Decimal, stated: Decimal, step: Decimal) -> bool:
    """Whether one is the other, or the other rounded or cut to the places it is printed with."""
    return computed == stated or (computed % step != 0 and abs(computed - stated) < step)


class _Parser:
    """Recursive descent from one place; `at` is where it has come to."""

    def __init__(self, text: str, by_start: Mapping[int, Figure], at: int) -> None:
        self.text, self.by_start, self.at = text, by_start, at
        self.looked_at, self.next = -1, ("", at)

    def sum(self, depth: int = 0) -> Value | None:
        left = self.product(depth)
        while left is not None and len(left.operands) <= MOST_OPERANDS:
            step = self._step("+-", depth)
            if step is None:
                return left
            sign, right = step
            factor = 1 if sign == "+" else -1
            left = Value(
                left.yuan + factor * right.yuan,
                left.printed + factor * right.printed,
                left.is_money or right.is_money,
                left.operands + right.operands,
            )
        return left

    def product(self, depth: int) -> Value | None:
        left = self.factor(depth)
        while left is not None and len(left.operands) <= MOST_OPERANDS:
            step = self._step("*/÷", depth)
            if step is None:
                return left
            sign, right = step
            if sign != "*" and (not right.yuan or not right.printed):
                return None
            left = Value(
                left.yuan * right.yuan if sign == "*" else left.yuan / right.yuan,
                left.printed * right.printed if sign == "*" else left.printed / right.printed,
                left.is_money or right.is_money,
                left.operands + right.operands,
            )
        return left

    def _step(self, signs: str, depth: int) -> tuple[str, Value] | None:
        """The operator at this place and what stands right of it; goes nowhere when there is none."""
        before = self.at
        sign, behind = self._operator()
        if sign and sign in signs:
            self.at = behind
            ahead = _AHEAD.match(self.text, self.at) if sign == "+" else None
            self.at = ahead.end() if ahead else self.at
            right = self.product(depth) if signs == "+-" else self.factor(depth)
            if right is not None:
                return sign, right
        self.at = before
        return None

    def _operator(self) -> tuple[str, int]:
        """The operator that comes next, behind units and remarks, and where it ends; "" when there is none."""
        if self.looked_at != self.at:
            behind = _BEHIND.match(self.text, self.at)
            operator = _OPERATOR.match(self.text, behind.end() if behind else self.at)
            self.looked_at, self.next = self.at, (operator[1], operator.end()) if operator else ("", self.at)
        return self.next

    def factor(self, depth: int) -> Value | None:
        if self.at in self.by_start:
            return self._operand()
        opened = _OPEN.match(self.text, self.at)
        if opened is None:
            return None
        if depth >= DEEPEST:
            return None
        self.at = opened.end()
        inner = self.sum(depth + 1)
        behind = _BEHIND.match(self.text, self.at)
        closed = _CLOSE.match(self.text, behind.end() if behind else self.at)
        if inner is None or closed is None:
            return None
        self.at = closed.end()
        return inner

    def _operand(self) -> Value:
        figure = self.by_start[self.at]
        self.at = figure.end
        printed = figure.value if figure.kind is Kind.PERCENT else figure.printed
        return Value(figure.value, printed, figure.kind is Kind.MONEY, (figure,))

    def results(self) -> list[Figure]:
        """What stands behind one or more equals signs."""
        found: list[Figure] = []
        while len(found) < DEEPEST:
            behind = _BEHIND.match(self.text, self.at)
            equals = _EQUALS.match(self.text, behind.end() if behind else self.at)
            figure = self.by_start.get(equals.end()) if equals else None
            if figure is None:
                break
            found.append(figure)
            self.at = figure.end
        return found
