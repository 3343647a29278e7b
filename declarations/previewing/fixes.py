"""Correcting a value beside its document: the inputs of each place, what is typed into them, what suggests itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from declarations.amounts import UnreadableError
from declarations.changes import split_path
from declarations.content import HEAD_FIELDS, ROW_FIELDS, DeclarationContent
from declarations.forms.parsing import NO, YES, Cell, cell_of, is_untouched
from declarations.forms.places import WORDS
from declarations.forms.rows import cells_for
from declarations.importing.fixing import Fix, value_at
from declarations.previewing.pairs import Pair
from indicators.template import FieldKind, FormTemplate

LINES, LONG = 4, 60  # a text beyond so many characters is typed into a field of so many lines
_BARE = re.compile(r"([≥≤＞＜><=]?)(\d+(?:\.\d+)?)")
_PERCENT_LOST = frozenset({"bare_number_for_percent", "percent_as_number"})


@dataclass(frozen=True)
class Input:
    """A value of a place: the name of its input, what it says now, and what stood in the document if it was corrected.

    `choices` are the words to choose from; `offers` are (words of a button, value that it sets).
    """

    path: str
    label: str
    text: str
    seen: str = ""  # what the form says: a correction by somebody else meanwhile shows
    is_long: bool = False
    choices: tuple[str, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    fixed: Mapping[str, Any] | None = None
    problem: str = ""


def lay_inputs(
    template: FormTemplate,
    own: DeclarationContent,
    laid: DeclarationContent,
    pairs: list[Pair],
    told: Mapping[str, Any],
    fixes: list[dict[str, Any]],
    problems: Mapping[str, tuple[str, str]],
) -> None:
    """Give each pair its inputs. `own` is what the form says, `laid` the same with the row keys that the pairs have.

    `problems` are (typed, complaint) by path.
    """
    keys = {f"indicators[{there.key}]": row.key for there, row in zip(laid.indicators, own.indicators, strict=True)}
    fixed = {one["path"]: one for one in fixes}
    for pair in pairs:
        paths = _paths_at(template, pair.path, keys)
        for path, label, cell, kind in paths:
            seen = cell.show(value_at(own, path))
            text, complaint = problems.get(path, (seen, ""))
            offers = tuple(_offers(own, path, pair, told))
            choices = ("", YES, NO) if kind is FieldKind.BOOLEAN else ()
            is_long = kind is FieldKind.LONG_TEXT or len(text) > LONG
            pair.inputs.append(Input(path, label, text, seen, is_long, choices, offers, fixed.get(path), complaint))


def _paths_at(
    template: FormTemplate, path: str, keys: Mapping[str, str]
) -> Iterator[tuple[str, str, Cell, FieldKind | None]]:
    part, key, _ = split_path(path)
    if part == "indicators" and path in keys:
        for column, cell in cells_for(template)["indicators"].items():
            found = template.column(column)
            yield f"indicators[{keys[path]}].{column}", found.label if found else WORDS[column], cell, None
    elif part not in ROW_FIELDS and (field := template.field(key or part)) is not None:
        own = field.key if field.key in HEAD_FIELDS else f"extra[{field.key}]"
        yield own, field.label, cell_of(field.kind, template.amount_unit), field.kind


def _offers(own: DeclarationContent, path: str, pair: Pair, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A percent sign that was lost; what is stored at the place."""
    part, key, column = split_path(path)
    if part == "indicators" and column == "target":
        number = next(n for n, row in enumerate(own.indicators) if row.key == key)
        noted = {note["code"] for note in told.get("notes", ()) if note["field"].startswith(f"indicators[{number}]")}
        bare = _BARE.fullmatch(own.indicators[number].target.strip())
        if noted & _PERCENT_LOST and bare:
            share = Decimal(bare[2]) * (100 if "percent_as_number" in noted else 1)
            text = f"{bare[1]}{share.normalize():f}%"
            yield f"改为 {text}", text
    stored = [old for name, old, _ in pair.changes if old != "（空）" and (not name or name == WORDS.get(column))]
    if len(pair.changes) == 1 and stored and (part not in ROW_FIELDS or column == "target"):
        yield "改回现有的值", stored[0]


def posted_fixes(
    template: FormTemplate, own: DeclarationContent, post: Mapping[str, str]
) -> tuple[list[Fix], dict[str, tuple[str, str]]]:
    """What a post corrects ("to-" and a path: the text), and (typed, complaint) of what cannot be read, by path."""
    fixes: list[Fix] = []
    problems: dict[str, tuple[str, str]] = {}
    for name, text in post.items():
        if not name.startswith("to-"):
            continue
        path = name.removeprefix("to-")
        label, cell = _cell_at(template, path)
        shown = post.get(f"was-{path}", "")
        if cell is None or is_untouched(cell, text, shown):
            continue
        before = value_at(own, path)
        try:
            value, seen = cell.read(text), before if is_untouched(cell, shown, cell.show(before)) else cell.read(shown)
        except UnreadableError as error:
            problems[path] = (text, str(error))
        else:
            fixes.append(Fix(path, label, seen, value, cell.show(before), cell.show(value)))
    return fixes, problems


def restored(template: FormTemplate, own: DeclarationContent, path: str, read: Any) -> Fix:
    """The fix that puts back what was read."""
    label, cell = _cell_at(template, path)
    before = value_at(own, path)
    show = cell.show if cell else str
    return Fix(path, label, before, read, show(before), show(read))


def _cell_at(template: FormTemplate, path: str) -> tuple[str, Cell | None]:
    part, key, column = split_path(path)
    if part in ROW_FIELDS:
        found = template.column(column)
        return found.label if found else WORDS.get(column, column), cells_for(template)[part].get(column)
    field = template.field(key or part)
    return (field.label, cell_of(field.kind, template.amount_unit)) if field else (path, None)
