"""Forms side by side on one sheet: the columns in which they begin, told by their titles, else by labels and heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from declarations.reading.columns import is_side_column
from declarations.reading.headings import is_form_title
from declarations.reading.own_heads import is_own_heading
from declarations.reading.rawtables import CannotOpen, RawTable
from declarations.reading.vocabulary import vocabulary
from declarations.stamps import PRINTED
from indicators.template import FormTemplate

_OF_A_HEAD = frozenset({"level1", "name", "target"})
_UNCLEAR = (
    "的工作表“{}”里并排放着几张申报表，分不清每张从哪一列开始，没有读取。"
    "请在每张表上面写上标题，或者一张表放一个工作表，再导入。"
)


def cuts_of(table: RawTable, templates: Sequence[FormTemplate]) -> list[int]:
    """The first columns of the forms that stand side by side: behind a blank column, else where the title begins.

    Without titles the label that opens a form says where, if each has its own table head. CannotOpen when it does not.
    """
    first = table.rows[min(table.rows)] if table.rows else {}
    if table.stamp == PRINTED or is_own_heading(
        [first.get(column, "") for column in range(max(first, default=-1) + 1)], templates
    ):
        return [0]
    used = {column for cells in table.rows.values() for column in cells}
    used |= {column for _, left, _, right in table.merges for column in range(left, right + 1)}
    titled = sorted({0, *(_behind_blank(column, used) for column in _titles(table, templates))})
    heads = _heads(table, templates)
    if len(heads) <= len(titled):
        return titled
    return _labelled(table, heads, _opened(table, templates)) or titled


def _titles(table: RawTable, templates: Sequence[FormTemplate]) -> set[int]:
    """The columns of titles that have another on their left."""
    titles: set[int] = set()
    for cells in table.rows.values():
        found = [
            column
            for column, text in sorted(cells.items())
            if is_form_title(text, templates) and cells.get(column - 1) != text
        ]
        titles.update(found[1:])
    return titles


def _behind_blank(title: int, used: set[int]) -> int:
    """The column behind the nearest blank one before `title`."""
    return next((column + 1 for column in range(title - 1, 0, -1) if column not in used), title)


# --- without titles ---------------------------------------------------------------------------------------------------


def _heads(table: RawTable, templates: Sequence[FormTemplate]) -> dict[int, int]:
    """The columns in which heads of indicator tables begin with level 1, each with its first row."""
    heads: dict[int, int] = {}
    known = [vocabulary(template) for template in templates]
    for row, cells in sorted(table.rows.items()):
        texts = [text.strip() for text in cells.values()]
        for words in known:
            if words.may_be_head(texts) and set(map(words.column, texts)) >= _OF_A_HEAD:
                firsts = (column for column, text in cells.items() if words.column(text) == "level1")
                heads |= {column: row for column in firsts if column not in heads}
    return heads


def _opened(table: RawTable, templates: Sequence[FormTemplate]) -> Mapping[int, int]:
    """The columns of labels that open the forms of some template, each with its first row.

    What opens the forms of one template (项目名称) is the second label on the line of another.
    """
    opened: dict[int, int] = {}
    known = [(vocabulary(template), template.head_rows[0][0]) for template in templates if template.fields]
    for row, cells in sorted(table.rows.items()):
        for column, text in cells.items():
            matches = ((words.label(text), opening) for words, opening in known)
            if any(match and match.field is opening for match, opening in matches):
                opened.setdefault(column, row)
    return opened


def _labelled(table: RawTable, heads: Mapping[int, int], opened: Mapping[int, int]) -> list[int]:
    """The columns of the labels that open the forms to which these heads belong, the first of them 0.

    [] when all is one form, or each form stands below the other.
    """
    found = {head: _label_of(table.rows[row], head, opened) for head, row in heads.items()}
    cuts = sorted({label for label in found.values() if label is not None})
    if not _are_beside(table, heads, opened) or (None not in found.values() and len(cuts) == 1):
        return []
    if None in found.values():
        if len(opened) == 1:
            return []
        raise CannotOpen(_UNCLEAR.format(table.sheet))
    return [0, *cuts[1:]]


def _label_of(line: Mapping[int, str], head: int, opened: Mapping[int, int]) -> int | None:
    """The column of the label above a head: the same, or before a column at the side that names the table."""
    label = max((column for column in opened if column <= head), default=None)
    if label is None or label == head:
        return label
    return label if all(is_side_column(line.get(column, "")) for column in range(label, head)) else None


def _are_beside(table: RawTable, heads: Mapping[int, int], opened: Mapping[int, int]) -> bool:
    """On some line between a label and its head there is text of another form on the left."""
    for head, row in heads.items():
        label = head if head in opened else max((column for column in opened if column <= head), default=head)
        lines = (cells for n, cells in table.rows.items() if opened.get(label, row) <= n <= row)
        if head > min(heads) and any(min(cells) < label for cells in lines):
            return True
    return False
