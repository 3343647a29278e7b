"""The indicators of one form of a flat table, when its rows need no repair; None when they may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from declarations.content import Indicator
from declarations.reading.flat import FlatHead
from declarations.reading.flattexts import PlainTexts
from declarations.reading.headings import is_table_title
from declarations.reading.levels import Category, carried_down
from declarations.reading.notes import message
from declarations.reading.remarks import row_remarks
from declarations.reading.rows import PlacedRow
from declarations.reading.texts import plain_text
from declarations.reading.values import weight_of
from indicators.template import FormTemplate

State = tuple[str, str, bool]  # level 1, level 2 and the required mark that the row above has
Written = tuple[str, str, str]  # code, column of the indicator ("" for the row as a whole) and sentence of a note
_START: State = ("", "", False)
_INFERRED = frozenset({"level1_missing", "level1_on_later_row"})
_MOST_STEPS = 20_000
_MOST_SEQUENCES = 2_000
VALUE_KEYS = ("name", "target", "explanation", "weight")


@dataclass(frozen=True)
class Step:
    """What a row belongs to, by its own words and those above."""

    category: Category
    state: State
    written: tuple[Written, ...]
    inferred: bool  # level 1 comes from level 2, and from other rows where they print one


@dataclass(frozen=True)
class Steps:
    """What the rows of a form belong to: levels and marks column by column, repairs, rows that name no level."""

    columns: tuple[list[Any], ...]
    repairs: list[tuple[int, tuple[Written, ...]]]
    without_level: list[int]
    level2s: frozenset[str]
    marked: bool  # some row has the required mark


@dataclass
class PlainRows:
    """The indicators, and (number of the indicator, notes): first on its cells, then remarks on what it says."""

    steps: Steps
    indicators: list[Indicator] = field(default_factory=list)
    repairs: list[tuple[int, tuple[Written, ...]]] = field(default_factory=list)
    remarks: list[tuple[int, tuple[Written, ...]]] = field(default_factory=list)


class RowReader:
    """Reads the rows of one flat table. It remembers the texts, and the steps from row to row."""

    def __init__(self, head: FlatHead, templates: Sequence[FormTemplate]) -> None:
        """Start without any text."""
        self.texts = PlainTexts(head.words, templates)
        self._words = head.words
        self._templates = templates
        self._steps: dict[tuple[State, str, str], Step | None] = {}
        self._sequences: dict[tuple[tuple[str, ...], tuple[str, ...]], Steps | None] = {}

    def read(self, cells: Sequence[Sequence[str]]) -> PlainRows | None:
        """The indicators of rows given column by column: both levels, then `VALUE_KEYS`, blank where there is none."""
        steps = self._sequence(cells[0], cells[1])
        if steps is None or not all(self.texts.may_stand_first(cells[2][n]) for n in steps.without_level):
            return None
        plain = self._plain(cells[2:])
        if plain:
            return PlainRows(steps, list(map(Indicator, *steps.columns, *plain)), steps.repairs)
        return self._read_each(steps, cells[2:])

    def _plain(self, cells: Sequence[Sequence[str]]) -> list[list[str]] | None:
        """Names, targets and explanations of rows given by the columns of `VALUE_KEYS`, equal ones as one.

        None when one of the rows may leave a note.
        """
        found: list[list[str]] = []
        for kept, texts in zip((self.texts.names, self.texts.targets, self.texts.explanations), cells, strict=False):
            known = [*map(kept.get, texts)]
            if None in known:
                return None
            found.append(known)  # type: ignore[arg-type] # None is not among them
        return None if any(cells[3]) else found

    def _read_each(self, steps: Steps, cells: Sequence[Sequence[str]]) -> PlainRows | None:
        """The same row by row, where something may have to be noted."""
        result = PlainRows(steps, repairs=[*steps.repairs])
        for category, values in zip(zip(*steps.columns, strict=True), zip(*cells, strict=True), strict=True):
            plain = self._plain([(text,) for text in values])
            indicator = Indicator(*category, *values[:3]) if plain else self._with_care(category, values, result)
            if indicator is None:
                return None
            result.indicators.append(indicator)
        result.repairs.sort(key=itemgetter(0))
        return result

    def _sequence(self, level1s: Sequence[str], level2s: Sequence[str]) -> Steps | None:
        """The categories of the rows of a form, which come again from form to form; None when one takes repair."""
        key = tuple(level1s), tuple(level2s)
        if key not in self._sequences:
            if len(self._sequences) > _MOST_SEQUENCES:
                self._sequences.clear()
            self._sequences[key] = self._steps_of(*key)
        return self._sequences[key]

    def _steps_of(self, level1s: Sequence[str], level2s: Sequence[str]) -> Steps | None:
        found: list[Step] = []
        state = _START
        for level1, level2 in zip(level1s, level2s, strict=True):
            key = (state, level1, level2)
            step = self._steps[key] if key in self._steps else self._step(key)
            if step is None or (step.inferred and any(level1s)):
                return None
            found.append(step)
            state = step.state
        categories = [step.category for step in found]
        return Steps(
            tuple([getattr(each, key) for each in categories] for key in ("level1", "level2", "required")),
            [(n, step.written) for n, step in enumerate(found) if step.written],
            [n for n, levels in enumerate(zip(level1s, level2s, strict=True)) if not any(levels)],
            frozenset(category.level2 for category in categories),
            any(category.required for category in categories),
        )

    def _with_care(self, category: Sequence[Any], cells: Sequence[str], result: PlainRows) -> Indicator | None:
        """The indicator of a row in which something may have to be noted."""
        texts = [text.strip() for text in cells]
        if not (texts[0] and texts[1]) or self.texts.is_known(texts[0]) or self.texts.is_known(texts[2]):
            return None
        written: list[Written] = []
        values: dict[str, Any] = {}
        for key, text in zip(VALUE_KEYS, texts, strict=True):
            plain = plain_text(text)
            values[key] = plain.text
            written += [(code, key, message(code)) for code in plain.codes]
        weight = weight_of(values["weight"])
        if values["weight"] and weight is None:
            written.append(("value_not_read", "weight", message("value_not_read", text=values["weight"])))
        values["weight"] = weight
        indicator = Indicator(*category, **values)
        said = ((code, key, message(code, text=str(getattr(indicator, key)))) for key, code in row_remarks(indicator))
        number = len(result.indicators)
        result.repairs.append((number, tuple(written)))
        result.remarks.append((number, tuple(said)))
        return indicator

    def _step(self, key: tuple[State, str, str]) -> Step | None:
        """The category of a row, which the words of a form decide again and again; None when it takes repair."""
        if len(self._steps) > _MOST_STEPS:
            self._steps.clear()
        self._steps[key] = step = self._stepped(*key)
        return step

    def _stepped(self, state: State, level1: str, level2: str) -> Step | None:
        level1, level2 = level1.strip(), level2.strip()
        if not self._is_plain_level1(level1) or not self._is_plain_level2(level2):
            return None
        above = [] if state == _START else [PlacedRow(state[0], f"*{state[1]}" if state[2] else state[1])]
        category = carried_down([*above, PlacedRow(level1, level2)], self._words)[-1]
        inferred = not level1 and bool(_INFERRED & {code for code, _ in category.repairs})
        written = tuple((code, "", message(code, text=text)) for code, text in category.repairs)
        return Step(category, (category.level1, category.level2, category.required), written, inferred)

    def _is_plain_level1(self, text: str) -> bool:
        """Blank, or a level 1 that nothing else can be read into."""
        words = self._words
        if not text:
            return True
        is_other = words.unglued(text) or words.column(text) or words.label(text)
        return words.level1(text) is not None and not is_other and not is_table_title(text, self._templates)

    def _is_plain_level2(self, text: str) -> bool:
        words = self._words
        if not text:
            return True
        is_other = words.column(text) or words.label(text)
        return words.level2(text) is not None and not is_other and not is_table_title(text, self._templates)
