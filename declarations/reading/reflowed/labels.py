"""The labels of the head in a stream, wherever lines break them: those that stand in the order of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from declarations.reading.reflowed.stream import Stream
from declarations.reading.results import ReadingRefused
from declarations.reading.vocabulary import vocabulary, without_brackets
from indicators.template import FieldKind, FormTemplate, TemplateField

_MOST_LABELS = 500
_BEGINS_LINE, _AFTER_GAP, _BEGINS_WORD, _GLUED = 3, 4, 2, 1
_WORTH = 40  # of one label more, beside which it matters little how well each stands
_BRACKET = r"(?:\([^()]{1,30}\))"
_UNKNOWN = re.compile(r"(?:(?<=\s)|^)[\u4e00-\u9fff（）()、/]{2,20}[:：](?=\s|$)")


@dataclass(frozen=True)
class Label:
    """A label at text[start:end], its colon included. `field` is None for one that the template does not know."""

    field: TemplateField | None
    start: int
    end: int
    printed: str
    worth: int
    variant: bool = False

    @property
    def is_wrapped(self) -> bool:
        """Broken over lines."""
        return "\n" in self.printed


def labels_in(stream: Stream, template: FormTemplate) -> list[Label]:
    """The labels of the head in print order: the best row of them in the order of the template, and strays.

    Strays are labels printed twice or unknown ones between short fields; inside a long text they are text.
    """
    found = sorted(_found(stream, template), key=lambda label: (label.start, label.end))
    chosen = _in_order(_not_too_many(found), template)
    strays = _not_too_many(list(islice(_strays(chosen, found, stream), _MOST_LABELS + 1)))
    return sorted([*chosen, *strays], key=lambda label: label.start)


def _not_too_many(labels: list[Label]) -> list[Label]:
    """`labels`, or ReadingRefused: no form has hundreds of fields."""
    if len(labels) > _MOST_LABELS:
        raise ReadingRefused("表头字段太多，不像一张申报表。请检查文件。")
    return labels


def _found(stream: Stream, template: FormTemplate) -> Iterator[Label]:
    firsts = {group[0].key for group in template.head_rows}
    for field, pattern in _patterns(template):
        for match in pattern.finditer(stream.folded):
            worth = _worth(stream, match, field, is_first=field.key in firsts)
            if worth:
                start, end = stream.at[match.start()], stream.end(match.end())
                printed = stream.text[start:end]
                yield Label(field, start, end, printed, worth, variant=match["known"] is None)


@lru_cache(maxsize=32)
def _patterns(template: FormTemplate) -> tuple[tuple[TemplateField, re.Pattern[str]], ...]:
    """For each field its known spellings with or without a colon, or its bare words with any bracket and a colon."""
    patterns = []
    for field in template.fields:
        known = "|".join(map(re.escape, sorted(field.folded_spellings, key=len, reverse=True)))
        bare = "|".join(map(re.escape, sorted({without_brackets(text) for text in field.folded_spellings} - {""})))
        text = rf"(?:(?P<known>{known})(?:(?P<colon>:)|(?!\())|(?:{bare}){_BRACKET}?:)"
        patterns.append((field, re.compile(text)))
    return tuple(patterns)


def _worth(stream: Stream, match: re.Match[str], field: TemplateField, *, is_first: bool) -> int:
    """How surely a match is a label; 0 for words of a text."""
    has_colon = match["known"] is None or match["colon"] is not None
    start = match.start()
    is_long = field.kind is FieldKind.LONG_TEXT
    if not has_colon and not stream.ends_word(match.end()) and not _is_glued_amount(stream, match, field):
        return 0
    if stream.begins_line(start):
        place = _AFTER_GAP if stream.line_at(stream.at[start]).after_gap else _BEGINS_LINE
    elif is_long or (is_first and not has_colon):
        return 0
    elif stream.begins_word(start):
        place = _BEGINS_WORD
    else:
        place = _GLUED if has_colon and not is_first else 0
    sure = 2 * has_colon + (match["known"] is not None) + stream.ends_word(match.end())
    return 2 * place + sure if place else 0


def _is_glued_amount(stream: Stream, match: re.Match[str], field: TemplateField) -> bool:
    """A label that fills its cell to the bracket at its end, and a number behind it."""
    behind = stream.folded[match.end() : match.end() + 1]
    return field.kind is FieldKind.MONEY and match[0].endswith(")") and (behind.isdigit() or behind == "-")


def _in_order(found: Sequence[Label], template: FormTemplate) -> list[Label]:
    """The most labels that stand in the order of the template, the surest of equals, the first of equally sure."""
    order = vocabulary(template).order
    best: list[tuple[int, int]] = []  # worth of the best row that ends with each label, and the label before it
    for n, label in enumerate(found):
        worth, before = 0, -1
        for m in range(n):
            earlier = found[m]
            if _precedes(earlier, label, order) and best[m][0] > worth:
                worth, before = best[m][0], m
        best.append((worth + _WORTH + label.worth, before))
    last = max(range(len(best)), key=lambda n: (best[n][0], -n), default=-1)
    chosen: list[Label] = []
    while last >= 0:
        chosen.append(found[last])
        last = best[last][1]
    return chosen[::-1]


def _precedes(earlier: Label, label: Label, order: dict[str, int]) -> bool:
    if earlier.end > label.start or earlier.field is None or label.field is None:
        return False
    return order[earlier.field.key] < order[label.field.key]


def _strays(chosen: Sequence[Label], found: Sequence[Label], stream: Stream) -> Iterator[Label]:
    """Labels behind a short field that are not among the chosen."""
    ends = [*(label.start for label in chosen), len(stream.text)][1:]
    for label, end in zip(chosen, ends, strict=True):
        if label.field is None or label.field.kind is FieldKind.LONG_TEXT:
            continue
        again = [other for other in found if label.end <= other.start and other.end <= end and other not in chosen]
        yield from (other for other in again if other.printed.rstrip().endswith((":", "：")))
        for match in _UNKNOWN.finditer(stream.text, label.end, end):
            is_known = any(other.start < match.end() and match.start() < other.end for other in again)
            if not is_known and stream.text[label.end : match.start()].strip():
                yield Label(None, match.start(), match.end(), match[0], 0)
