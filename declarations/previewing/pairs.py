"""One form of an import beside its document: each place of the document with what was read there, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from declarations.changes import Change, keyed_path, split_path
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.forms.conflicts import text_of
from declarations.forms.places import TABLES, WORDS, place_of
from declarations.reading import Place
from indicators.template import FormTemplate

_ICONS = {"error": "error", "warning": "warning", "hint": "hint"}
LONG = 120


@dataclass(frozen=True)
class Mark:
    """Something to look at: an icon of the sprite, the word for it, the sentence; `code` of a note on reading."""

    icon: str
    word: str
    message: str
    place: str = ""
    code: str = ""


@dataclass
class Pair:
    """A field: its place in the document, what is printed there, what was read, how it differs from the stored."""

    path: str
    label: str
    place: str = ""
    printed: str = ""
    value: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column of a row, stored, from the document
    marks: list[Mark] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)  # previewing.fixes.Input

    @property
    def needs_a_look(self) -> bool:
        """It differs from what is stored, something was noticed there, or it was corrected."""
        return bool(self.changes or self.marks or any(one.fixed or one.problem for one in self.inputs))

    @property
    def has_problem(self) -> bool:
        """A correction could not be read."""
        return any(one.problem for one in self.inputs)

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "at-" + "".join(char if char.isalnum() else "-" for char in self.path).strip("-")

    @property
    def is_long(self) -> bool:
        """The texts are better shown one under the other."""
        return len(self.value) > LONG


def pairs_of(
    template: FormTemplate,
    content: DeclarationContent,
    told: Mapping[str, Any],
    changes: Sequence[Change] = (),
) -> list[Pair]:
    """Every field of the form in its order, then the rows; `content` has keys on its rows."""
    places, printed = told.get("places", {}), told.get("printed", {})
    pairs: dict[str, Pair] = {}
    for item in template.fields:
        path = item.key
        said = _head(template, content, path)
        pairs[path] = Pair(path, item.label, place_words(places.get(path)), printed.get(path, ""), said)
    for number, row in enumerate(content.indicators):
        path = f"indicators[{row.key}]"
        label = " · ".join(filter(None, (row.level2.strip(), row.name.strip()))) or f"第 {number + 1} 行"
        text = " · ".join(filter(None, (row.target.strip(), row.explanation.strip())))
        pairs[path] = Pair(path, label, place_words(places.get(f"indicators[{number}]")), "", text)
    _lay_over(template, content, changes, pairs)
    for path, mark in _marks(content, told):
        _pair_at(template, content, path, pairs).marks.append(mark)
    return list(pairs.values())


def _head(template: FormTemplate, content: DeclarationContent, key: str) -> str:
    value = content.get(key)
    return "" if value in ("", None) else text_of(template, key, value)


def place_words(place: Mapping[str, Any] | None) -> str:
    """A stored place in words: "B4", "第 12 行"; the sheet is said once for the whole form."""
    return str(Place(**{**place, "file": "", "sheet": ""})) if place else ""


def _lay_over(
    template: FormTemplate, content: DeclarationContent, changes: Sequence[Change], pairs: dict[str, Pair]
) -> None:
    """Tell at each field what is stored; a changed cell of a row is told at its row."""
    for change in changes:
        part, key, column = split_path(change.field)
        old, new = _value(template, change.field, change.old), _value(template, change.field, change.new)
        if part in ROW_FIELDS and not column:
            old, new = ("没有这一行", new) if change.old is None else (old, "没有这一行")
        path = f"{part}[{key}]" if part in ROW_FIELDS else key or part
        label = WORDS.get(column, "") if column not in {"", "target"} else ""
        _pair_at(template, content, path, pairs).changes.append((label, old, new))


def _value(template: FormTemplate, path: str, value: Any) -> str:
    return "（空）" if value in (None, "") else text_of(template, path, value)


def _marks(content: DeclarationContent, told: Mapping[str, Any]) -> Iterator[tuple[str, Mark]]:
    """(field path by row, mark) of every reading note and finding."""
    for note in told.get("notes", ()):
        place = str(Place(**note["place"])) if note["place"] else ""
        yield _row_path(content, note["field"]), Mark("note", "读取", note["message"], place, note["code"])
    for found in told.get("report", {}).get("findings", ()):
        word = {"error": "错误", "warning": "提醒", "hint": "建议"}[found["severity"]]
        yield _row_path(content, found["field"]), Mark(_ICONS[found["severity"]], word, found["message"])


def _row_path(content: DeclarationContent, path: str) -> str:
    keyed = keyed_path(content, path)
    part, key, _ = split_path(keyed)
    return f"{part}[{key}]" if part in ROW_FIELDS and key else keyed


def _pair_at(template: FormTemplate, content: DeclarationContent, path: str, pairs: dict[str, Pair]) -> Pair:
    if path not in pairs:
        label = TABLES.get(path) or (place_of(template, content, path).label if path else "全表")
        pairs[path] = Pair(path, label)
    return pairs[path]
