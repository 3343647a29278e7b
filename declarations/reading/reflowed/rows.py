"""The indicator table in a stream: its head, and where each row begins, known by the category words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from declarations.reading.reflowed.cells import target_worth
from declarations.reading.reflowed.stream import Stream
from declarations.reading.results import Place
from declarations.reading.rows import reads_as_target
from declarations.reading.vocabulary import Vocabulary, unmarked
from indicators.template import FormTemplate

_COLUMNS_OF_A_HEAD = 3
_IS_WORD = 40  # worth of a target in a word
_MOST_CATEGORIES = 1_000
_MARK = r"\\?[*∗✱+]"
_UNKNOWN_LEVEL2 = re.compile(rf"\s+(?:{_MARK})?[^\s，。；、]{{2,10}}(?:指标|目标)(?=\s)")


@dataclass(frozen=True)
class TableHead:
    """The heads of the columns at text[start:end], and their keys in print order."""

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class RowStart:
    """The category words at text[start:end] that open a row, as printed."""

    start: int
    end: int
    level1: str
    level2: str
    place: Place
    codes: tuple[tuple[str, str], ...] = field(default=())
    is_weak: bool = False  # a word that may as well begin a text: it opens a row where the template has it next

    @property
    def is_broken(self) -> bool:
        """The category words are broken over lines."""
        return any(code == "level2_wrapped" for code, _ in self.codes)


def table_heads(stream: Stream, words: Vocabulary) -> list[TableHead]:
    """Every place where the heads of the columns are printed one behind the other, the first one perhaps cut off."""
    pattern, label = _head_patterns(words.template)
    heads = []
    for match in pattern.finditer(stream.folded):
        keys = tuple(dict.fromkeys(key for text in label.findall(match[0]) if (key := words.column(text))))
        if len(keys) < _COLUMNS_OF_A_HEAD or not {"name", "target"} & {*keys}:
            continue
        if stream.begins_line(match.start()):
            heads.append(TableHead(stream.at[match.start()], stream.end(match.end()), keys))
        elif rest := _rest_of_first(stream, match, words):
            heads.append(TableHead(stream.at[rest[0]], stream.end(rest[1]), keys))
    return heads


def _rest_of_first(stream: Stream, match: re.Match[str], words: Vocabulary) -> tuple[int, int] | None:
    """Where a head begins and ends whose first label is broken round the others: 一级指 二级指标 … 标."""
    first = stream.first_of_line(stream.line_number(stream.at[match.start()]))
    printed = stream.folded[first : match.start()]
    known = (folded for column in words.template.columns for folded in column.folded_spellings)
    rests = (folded[len(printed) :] for folded in known if len(printed) > 1 and folded.startswith(printed))
    found = (rest for rest in rests if rest and stream.folded.startswith(rest, match.end()))
    rest = next(found, None)
    return None if rest is None else (first, match.end() + len(rest))


@lru_cache(maxsize=32)
def _head_patterns(template: FormTemplate) -> tuple[re.Pattern[str], re.Pattern[str]]:
    spellings = {folded for column in template.columns for folded in column.folded_spellings}
    label = "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))
    return re.compile(rf"(?:{label}){{{_COLUMNS_OF_A_HEAD},20}}"), re.compile(label)


def row_starts(stream: Stream, words: Vocabulary) -> list[RowStart]:
    """Where the rows begin: at level 1 and level 2, or at one of them alone, in front of a line."""
    starts: list[RowStart] = []
    for start in _in_order(list(_starts(stream, words)), words.template):
        if not starts or start.start >= starts[-1].end:
            starts.append(start)
    return starts


def _in_order(starts: Sequence[RowStart], template: FormTemplate) -> Iterator[RowStart]:
    """`starts` without the weak ones that do not stand between their neighbours in the order of the template."""
    first = -1
    places = [_place(start, template) for start in starts]
    for n, (start, place) in enumerate(zip(starts, places, strict=True)):
        if start.is_weak and (place is None or not first <= place <= _next_sure(starts[n + 1 :], places[n + 1 :])):
            continue
        first = first if place is None else place
        yield start


def _next_sure(starts: Sequence[RowStart], places: Sequence[int | None]) -> int:
    """The place of the first of `starts` that surely opens a row."""
    sure = (place for start, place in zip(starts, places, strict=True) if place is not None and not start.is_weak)
    return next(sure, _MOST_CATEGORIES)


def _place(start: RowStart, template: FormTemplate) -> int | None:
    """The number of the category of a row in its template."""
    named = template.categories_named(unmarked(start.level2).text)
    return next((n for n, category in enumerate(template.categories) if category in named), None)


def _starts(stream: Stream, words: Vocabulary) -> Iterator[RowStart]:
    first, both, second = _level_patterns(words.template)
    for number in range(len(stream.lines)):
        position = stream.first_of_line(number)
        found = (
            _at(stream, both.match(stream.folded, position), words)
            or _at(stream, second.match(stream.folded, position), words)
            or _level1_alone(stream, first.match(stream.folded, position), words)
        )
        if found:
            yield found


@lru_cache(maxsize=32)
def _level_patterns(template: FormTemplate) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Level 1; level 1 and level 2; level 2: the longest words first, so that 数量指标 is not read as 数量."""
    words = Vocabulary(template)
    level1, level2 = (
        "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
        for known in (words.level1_words, words.level2_words)
    )
    mark = f"(?:{_MARK}){{0,2}}"
    one = rf"{mark}(?P<level1>{level1})"
    two = rf"(?P<mark>{mark})(?P<level2>{level2})(?P<behind>{mark})"
    return re.compile(one), re.compile(one + two), re.compile(two)


def _at(stream: Stream, match: re.Match[str] | None, words: Vocabulary) -> RowStart | None:
    """The row that opens with a match; words that only begin like categories open none."""
    if not match:
        return None
    groups = match.groupdict()
    behind = groups["behind"] and not stream.begins_line(match.start("behind"))  # else it is that of the next row
    last = match.end() if behind else match.end("level2")
    level2, mark = groups["level2"], groups["mark"] or behind
    level1 = groups.get("level1") or ""
    whole = stream.ends_word(last)
    if not whole and not (mark or words.is_full_word(level2)):
        return None
    is_weak = not level1 and not _opens_alone(stream, match, words)
    if is_weak and (not whole or words.is_stem(level2)):
        return None
    if level1 and not (words.is_full_word(level1) or mark or stream.ends_word(match.end("level1"))):
        return None
    if words.is_stem(level1) and "\n" in stream.text[stream.at[match.start()] : stream.at[match.start("level2")]]:
        return None  # the end of a text, and the next row below it
    start, end = stream.at[match.start()], stream.end(last)
    begin = stream.at[match.start("mark")]
    printed = "".join(stream.text[begin:end].split())
    codes = []
    if "\n" in stream.text[start:end]:
        codes.append(("level2_wrapped", level2))
    if not whole:
        codes.append(("columns_glued", printed))
    return RowStart(start, end, level1, printed, stream.line_at(start).place, tuple(codes), is_weak)


def _opens_alone(stream: Stream, match: re.Match[str], words: Vocabulary) -> bool:
    """A level 2 without its level 1 opens a row: a marked or full word, or a short one that the template writes so.

    A short word may begin an explanation (数量): it has its line to itself, or shares it with a name and a target.
    """
    level2, whole = match["level2"], stream.ends_word(match.end())
    if words.is_full_word(level2) and match["mark"]:
        return True
    if match["mark"] or match["behind"] or words.is_full_word(level2):
        return whole or _is_name_with_target(stream, match.end(), in_words=words.is_full_word(level2))
    if words.is_stem(level2) or not whole:
        return False
    number = stream.line_number(stream.at[match.start()])
    stands_alone = stream.lines[number].text.strip() == stream.text[stream.at[match.start()] : stream.end(match.end())]
    return stands_alone or _is_name_with_target(stream, match.end(), in_words=True)


def _level1_alone(stream: Stream, match: re.Match[str] | None, words: Vocabulary) -> RowStart | None:
    """Level 1 with an unknown level 2 behind it, or with a name and its target when level 2 is left blank."""
    if not match or not words.is_full_word(match["level1"]) or not stream.ends_word(match.end()):
        return None
    start, end = stream.at[match.start()], stream.end(match.end())
    place = stream.line_at(start).place
    unknown = _UNKNOWN_LEVEL2.match(stream.text, end)
    if unknown:
        return RowStart(start, unknown.end(), match["level1"], "".join(unknown[0].split()), place)
    is_alone = stream.line_at(start).text.strip() == stream.text[start:end]
    if is_alone or _is_name_with_target(stream, match.end(), in_words=True):
        return RowStart(start, end, match["level1"], "", place)
    return None


def _is_name_with_target(stream: Stream, found: int, *, in_words: bool = False) -> bool:
    """The rest of the line, behind the folded characters up to `found`, is a name and its target.

    `in_words`: the target may be a word (提升).
    """
    end = stream.end(found)
    behind = stream.pieces(end, end + len(stream.line_at(end - 1).text))
    texts = behind[0].text.split() if behind and not behind[0].begins else []
    if len(texts) < 2:
        return False
    return reads_as_target(texts[1]) or (in_words and target_worth(texts[1]) >= _IS_WORD)
