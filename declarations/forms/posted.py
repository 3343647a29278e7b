"""One post of the form, read: what its author wants the declaration to say, and what could not be read. Pure.

Names in the post beside the cells (see places.py): version; add, add-line, add-plan, remove, duplicate, move, restore,
paste, undo (what made that version), sure, settle, then (buttons), with key, after and to (which key a new row gets,
behind which row, to which category); na-<category> (box, with a hidden blank that says that the box was on the page);
removed, settled-<path> (hidden, kept from a refused save until a save succeeds).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from declarations.changes import split_path
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.errors import BadInput
from declarations.forms.head import HeadForm
from declarations.forms.moving import duplicate_row, move_row, move_to_category, restore_row
from declarations.forms.operations import (
    add_indicator,
    add_line,
    add_plan_year,
    filled_rows,
    remove_row,
    says_not_applicable,
    set_not_applicable,
)
from declarations.forms.pasting import Pasted, paste, wanted_from
from declarations.forms.places import CELLS, head_name, row_name
from declarations.forms.rows import RowReader, cells_for
from declarations.forms.tampering import BOX, SETTLED, refuse_strangers
from declarations.forms.undoing import Undoing
from indicators.template import FormTemplate

TAMPERED = "页面提交的内容不完整，没有保存。请刷新页面后再试。"
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Shown:
    """What the page was about: its template, what it showed (`base`, at `seen`), what is stored now, and the year."""

    template: FormTemplate
    base: DeclarationContent
    current: DeclarationContent
    year: int
    gone: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # removed rows that may come back, by path
    undoing: Undoing | None = None  # what is to be taken back


@dataclass(frozen=True)
class Posted:
    """The post as a content, and everything about it that is not content."""

    content: DeclarationContent
    typed: DeclarationContent  # the content before boxes and buttons: only rows that the page has
    data: QueryDict
    problems: Mapping[str, str] = field(default_factory=dict)  # sentences by field path
    settled: Mapping[str, int] = field(default_factory=dict)  # field path: version knowingly overwritten
    removed: tuple[str, ...] = ()  # paths of rows
    asked: frozenset[int] = frozenset()  # categories where 不适用 would lose filled rows
    fresh: str = ""  # id of the first input of a row just added
    then: str = ""  # where to go after saving
    pasted: Pasted | None = None
    undone: Undoing | None = None

    def texts(self) -> dict[str, str]:
        """What stands in each input, by its name."""
        return _texts(self.data)


def _texts(data: QueryDict) -> dict[str, str]:
    return {name: str(data[name]) for name in data}


def version_of(post: QueryDict) -> int:
    """The version that the page showed; BadInput when it is no number."""
    return _version(post.get("version", ""))


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(TAMPERED)
    return int(text)


def read(shown: Shown, post: QueryDict) -> Posted:
    """Read the post against what the page showed; BadInput for an input, row or category that cannot be on it."""
    refuse_strangers(shown.template, shown.base, post)
    settled = dict(_settled(post))
    data = post.copy()
    removed = list(dict.fromkeys([*post.getlist("removed"), *post.getlist("remove")]))
    if post.get("settle"):
        path, version, side = _choice(post.get("settle", ""))
        settled[path] = version
        if side == THEIRS:
            _take_theirs(shown, data, removed, path)
    head = HeadForm(shown.template, shown.base, data)
    head.full_clean()
    rows = RowReader(shown.template, _texts(data))
    content = rows.read(shown.base, shown.current).with_values(head.values())
    for path in removed:
        content = remove_row(content, path)
    boxed, asked = _with_boxes(shown, content, data)
    complete, fresh = _with_additions(shown, boxed, data)
    complete, fresh = _with_moves(shown, complete, data, fresh)
    if shown.undoing:
        complete = shown.undoing.of(complete)
    pasted = paste(shown.template, complete, wanted_from(str(data["paste"]))) if "paste" in data else None
    return Posted(
        pasted.content if pasted else complete,
        content,
        data,
        {**head.problems(), **rows.problems},
        settled,
        tuple(removed),
        asked,
        fresh,
        post.get("then", ""),
        pasted,
        shown.undoing,
    )


def _settled(post: QueryDict) -> Iterator[tuple[str, int]]:
    for name in post:
        if name.startswith(SETTLED):
            yield name.removeprefix(SETTLED), _version(post.get(name, ""))


def _choice(button: str) -> tuple[str, int, str]:
    """(field path, version, side) of "17:mine:indicators[k3].target", the value of a button of a conflict."""
    version, _, rest = button.partition(":")
    side, _, path = rest.partition(":")
    if side not in {MINE, THEIRS} or not path:
        raise BadInput(TAMPERED)
    return path, _version(version), side


def _take_theirs(shown: Shown, data: QueryDict, removed: list[str], path: str) -> None:
    """Put into the inputs of a field, or of a whole row, what is stored now."""
    part, key, column = split_path(path)
    if part not in ROW_FIELDS:
        head = key if part == "extra" else part
        printed = HeadForm(shown.template, shown.current).printed
        if head not in printed:
            raise BadInput(TAMPERED)
        data[head_name(head)] = printed[head]
        return
    row = next((row for row in getattr(shown.current, part) if row.key == key), None)
    whole = f"{part}[{key}]"
    if row is None:
        removed += [] if whole in removed else [whole]
        return
    if whole in removed:
        removed.remove(whole)
    for name, cell in cells_for(shown.template)[part].items():
        if column in {"", name}:
            data[row_name(part, key, name)] = cell.show(getattr(row, name))


def _with_boxes(
    shown: Shown, content: DeclarationContent, data: QueryDict
) -> tuple[DeclarationContent, frozenset[int]]:
    """The 不适用 boxes that changed, done; where filled rows would be lost the person is asked first."""
    asked = set()
    for name in [name for name in data if name.startswith(BOX)]:
        index = name.removeprefix(BOX)
        ticked, was = "on" in data.getlist(name), says_not_applicable(shown.template, shown.base, index)
        if was and not ticked:
            content, _ = add_indicator(shown.template, content, index)
        elif ticked and not was:
            if filled_rows(shown.template, content, index) and index not in data.getlist("sure"):
                asked.add(int(index))
            else:
                content = set_not_applicable(shown.template, content, index)
    return content, frozenset(asked)


def _with_additions(shown: Shown, content: DeclarationContent, data: QueryDict) -> tuple[DeclarationContent, str]:
    """The row that a button added, and the id of its first input."""
    key, after = data.get("key", ""), data.get("after", "")
    if "add" in data:
        content, key = add_indicator(shown.template, content, data.get("add", ""), key, after)
        return content, row_name("indicators", key, "name")
    if "add-line" in data:
        content, key = add_line(content, key, after)
        return content, row_name("budget_lines", key, "item")
    if "add-plan" in data:
        content, key = add_plan_year(content, shown.year, key, after)
        return content, row_name("plan", key, "amount")
    return content, ""


def _with_moves(
    shown: Shown, content: DeclarationContent, data: QueryDict, fresh: str
) -> tuple[DeclarationContent, str]:
    """What the menu of a row asks for, and the id of the input that should get the focus."""
    after = data.get("after", "")
    if path := data.get("duplicate", ""):
        content, key = duplicate_row(content, path, data.get("key", ""))
        return content, _first_input(path, key)
    if path := data.get("restore", ""):
        content, key = restore_row(shown.template, content, path, shown.gone.get(path), after)
        return content, _first_input(path, key)
    if path := data.get("move", ""):
        to = data.get("to", "")
        moved = (
            move_to_category(shown.template, content, path, to)
            if to
            else move_row(shown.template, content, path, after)
        )
        return moved, _first_input(path, split_path(path)[1])
    return content, fresh


def _first_input(path: str, key: str) -> str:
    part = split_path(path)[0]
    return row_name(part, key, CELLS[part][0])
