"""What the pages show of the amounts read in 测算依据: the items, their sum, the verdict, the text with marks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from declarations.amounts import amount_text
from declarations.basis import Item, Reading, Verdict
from declarations.comparing import KEPT, REMOVED, Piece
from declarations.content import DeclarationContent
from declarations.rules.arithmetic import FIELD, reading_of
from indicators.template import AmountUnit, FormTemplate

# Icon, and CSS class behind "is-", of each verdict.
STATES = {Verdict.AGREES: "ok", Verdict.DIFFERS: "warning", Verdict.UNCLEAR: "hint"}
NO_NAME = "一项"


@dataclass(frozen=True)
class BasisLine:
    """One amount that was read: its number in the text, its words, itself in the form's unit, how it comes about."""

    number: int
    label: str
    amount: str
    formula: str


@dataclass(frozen=True)
class BasisView:
    """The reading in the form's unit. `words` is the verdict as a sentence; `state` its icon."""

    lines: tuple[BasisLine, ...]
    sum: str
    state: str
    words: str
    pieces: tuple[Piece, ...]

    @property
    def has_marks(self) -> bool:
        """Whether any place in the text is marked."""
        return any(piece.mark for piece in self.pieces)


def basis_view(template: FormTemplate, content: DeclarationContent, year: int) -> BasisView | None:
    """What is shown of 测算依据; None where the form has none, or it is blank."""
    if not template.has(FIELD) or not content.calculation_basis.strip():
        return None
    reading, unit = reading_of(content, year), template.amount_unit
    lines = tuple(
        BasisLine(number, item.label or NO_NAME, amount_text(item.yuan, unit), item.formula)
        for number, item in enumerate(reading.items, 1)
    )
    return BasisView(
        lines,
        amount_text(reading.sum, unit) if len(lines) > 1 else "",
        STATES[reading.verdict],
        _words(reading, template),
        marked((Piece(KEPT, content.calculation_basis),), reading, unit),
    )


def _words(reading: Reading, template: FormTemplate) -> str:
    field = template.field(reading.against)
    name = field.label if field else "项目金额"
    if reading.verdict is Verdict.UNCLEAR:
        return f"无法判断：{reading.reason}。"
    if reading.verdict is Verdict.AGREES:
        return f"与{name}一致（{reading.years} 年）" if reading.years > 1 else f"与{name}一致"
    more = "多" if reading.difference > 0 else "少"
    unit = template.amount_unit
    return f"比{name}{more} {amount_text(abs(reading.difference), unit)} {unit.value}"


def marked(pieces: Sequence[Piece], reading: Reading, unit: AmountUnit) -> tuple[Piece, ...]:
    """The pieces of a text, cut where an amount that was read begins or ends; removed text has no amounts."""
    spans = list(_spans(reading, unit))
    found: list[Piece] = []
    at = 0
    for piece in pieces:
        if piece.kind == REMOVED:
            found.append(piece)
            continue
        found += _cut(piece, at, spans)
        at += len(piece.text)
    return tuple(found)


@dataclass(frozen=True)
class _Marked:
    start: int
    end: int
    number: str
    title: str


def _spans(reading: Reading, unit: AmountUnit) -> Iterator[_Marked]:
    """The places of the items in the order of the text; of two that overlap the first."""
    numbered = [(span, number) for number, item in enumerate(reading.items, 1) for span in item.spans]
    end = 0
    for span, number in sorted(numbered):
        if span.start >= end:
            yield _Marked(span.start, span.end, str(number), _title(number, reading.items[number - 1], unit))
            end = span.end


def _title(number: int, item: Item, unit: AmountUnit) -> str:
    return f"{number}. {item.label or NO_NAME}：{amount_text(item.yuan, unit)} {unit.value}"


def _cut(piece: Piece, at: int, spans: Sequence[_Marked]) -> Iterator[Piece]:
    """One piece that starts at `at`, in parts with and without a mark; the number stands at the end of a mark."""
    end, place = at + len(piece.text), at
    for span in spans:
        start, stop = max(span.start, place), min(span.end, end)
        if start >= stop:
            continue
        if start > place:
            yield replace(piece, text=piece.text[place - at : start - at])
        number = span.number if stop == span.end else ""
        yield replace(piece, text=piece.text[start - at : stop - at], mark=span.title, number=number)
        place = stop
    if place < end:
        yield replace(piece, text=piece.text[place - at :])
