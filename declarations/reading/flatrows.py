"""The indicators of one form of a flat table, when its rows need no repair; None when they may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
VALUE_KEYS = ("name", "target", "explanation", "weight")


@dataclass(frozen=True)
class Step:
    """What a row belongs to, by its own words and those above."""

    category: Category
    state: State
    written: tuple[Written, ...]
    inferred: bool  # level 1 comes from level 2, and from other rows where they print one


@dataclass
class PlainRows:
    """The indicators, and (number of the indicator, notes): first on its cells, then remarks on what it says."""

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

    def read(self, cells: Sequence[Sequence[str]]) -> PlainRows | None:
        """The indicators of rows given column by column: both levels, then `VALUE_KEYS`, blank where there is none."""
        result = PlainRows()
        names, targets, explanations = self.texts.names, self.texts.targets, self.texts.explanations
        prints_level1 = any(cells[0])
        steps, state, indicators = self._steps, _START, result.indicators
        for level1, level2, name, target, explanation, weight in zip(*cells, strict=True):
            key = (state, level1, level2)
            step = steps[key] if key in steps else self._step(key)
            if step is None or (step.inferred and prints_level1):
                return None
            if not (level1 or level2 or self.texts.may_stand_first(name)):
                return None
            state, category = step.state, step.category
            if step.written:
                result.repairs.append((len(indicators), step.written))
            if weight or name not in names or target not in targets or explanation not in explanations:
                indicator = self._with_care(category, (name, target, explanation, weight), result)
                if indicator is None:
                    return None
            else:
                indicator = Indicator(
                    category.level1,
                    category.level2,
                    category.required,
                    names[name],
                    targets[target],
                    explanations[explanation],
                )
            indicators.append(indicator)
        return result

    def _with_care(self, category: Category, cells: Sequence[str], result: PlainRows) -> Indicator | None:
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
        indicator = Indicator(category.level1, category.level2, category.required, **values)
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
