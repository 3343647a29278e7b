"""Forms side by side on one sheet: the columns in which they begin, told by their titles, else by labels and heads."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from declarations.reading.columns import is_side_column
from declarations.reading.headings import is_form_title
from declarations.reading.own_heads import is_own_heading
from declarations.reading.rawtables import CannotOpen, RawTable
from declarations.reading.vocabulary import Vocabulary, vocabulary
from declarations.stamps import PRINTED
from indicators.template import FormTemplate

_OF_A_HEAD = frozenset({"level1", "name", "target"})
_OF_A_ROW = frozenset({"name", "target"})
_FEWEST_BEFORE = 2  # cells of another form on a row; one may name what stands at its side
_NEXT_LABEL_WITHIN = 4  # rows
_FAR_RIGHT = 1 << 20  # behind the last column of any sheet
_UNCLEAR = "{}里并排放着几张申报表，分不清每张从哪一列开始，没有读取。请在每张表上面写上标题，或者{}，再导入。"


def cuts_of(table: RawTable, templates: Sequence[FormTemplate]) -> list[int]:
    """The first columns of the forms that stand side by side: behind a blank column, else where the title begins.

    Without titles the label that opens a form says where, if each has its own table head. CannotOpen when it does not,
    and when a form would not be whole.
    """
    first = table.rows[min(table.rows)] if table.rows else {}
    if table.stamp == PRINTED or is_own_heading(
        [first.get(column, "") for column in range(max(first, default=-1) + 1)], templates
    ):
        return [0]
    used = {column for cells in table.rows.values() for column in cells}
    used |= {column for _, left, _, right in table.merges for column in range(left, right + 1)}
    titled = sorted({0, *(_behind_blank(column, used) for column in _titles(table, templates))})
    lines = _head_lines(table, templates)
    if not (lines or table.sheet):
        titled = [0]  # two titles alone on a line of a text say nothing of the columns below
    heads = {column: row for row, starts in reversed(lines.items()) for column in starts}
    are_titled = len(heads) <= len(titled)
    opened = {} if are_titled and table.sheet else openings(table, templates)
    cuts = titled if are_titled else _labelled(table, heads, opened) or titled
    known = [vocabulary(template) for template in templates]

    def are_right(cuts: Sequence[int]) -> bool:
        whole = all(_are_whole(table.rows[row], starts, cuts, known) for row, starts in lines.items())
        return whole and (bool(table.sheet) or not _open_between(table, opened, cuts, templates))

    if not are_right(cuts):
        cuts = _labelled(table, heads, opened or openings(table, templates))
        if not cuts or not are_right(cuts):
            raise _unclear(table)
    return cuts


def _unclear(table: RawTable) -> CannotOpen:
    if table.sheet:
        return CannotOpen(_UNCLEAR.format(f"的工作表“{table.sheet}”", "一张表放一个工作表"))
    return CannotOpen(_UNCLEAR.format(f"第 {table.page} 页" if table.page else "", "一张表接一张表地上下放"))


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


def _head_lines(table: RawTable, templates: Sequence[FormTemplate]) -> dict[int, list[int]]:
    """The rows with heads of indicator tables, each with the columns in which those begin with level 1."""
    lines: dict[int, list[int]] = {}
    known = [vocabulary(template) for template in templates]
    for row, cells in sorted(table.rows.items()):
        texts = [text.strip() for text in cells.values()]
        for words in known:
            if words.may_be_head(texts) and set(map(words.column, texts)) >= _OF_A_HEAD:
                firsts = {column for column, text in _parted(cells) if words.column(text) == "level1"}
                lines[row] = sorted({*lines.get(row, ()), *firsts})
    return lines


def _parted(cells: Mapping[int, str]) -> list[tuple[int, str]]:
    """The cells of a row in order; one that once was merged, and now says the same in each column, counts once."""
    return [(column, text) for column, text in sorted(cells.items()) if cells.get(column - 1) != text]


def _are_whole(
    cells: Mapping[int, str], starts: Sequence[int], cuts: Sequence[int], known: Sequence[Vocabulary]
) -> bool:
    """Between two cuts stands one whole head of those which begin on this line in the columns `starts`, or none."""
    for left, right in pairwise([*cuts, _FAR_RIGHT]):
        further = [start for start in starts if left <= start < right][1:]
        heads = pairwise([left, *further, right])  # what stands before the first is of its head
        held = [[text for column, text in cells.items() if begin <= column < end] for begin, end in heads]
        named = [texts for texts in held if any(words.column(text) for words in known for text in texts)]
        whole = [any(set(map(words.column, texts)) >= _OF_A_ROW for words in known) for texts in named]
        if len(whole) > 1 or not all(whole):
            return False
    return True


def _open_between(
    table: RawTable, opened: Mapping[int, Sequence[int]], cuts: Sequence[int], templates: Sequence[FormTemplate]
) -> bool:
    """A label opens a form behind other cells of its row, in a column in which none has been found to begin.

    On sheets the heads are enough: all of a form stands there together.
    """
    for column, rows in opened.items():
        left = max(cut for cut in cuts if cut <= column)
        for row in rows:
            before = [text for at, text in _parted(table.rows[row]) if left <= at < column]
            is_titled = any(is_form_title(text, templates) for text in before)
            if len(before) < _FEWEST_BEFORE or is_titled or not _has_label_below(table, row, column, templates):
                continue
            if not _is_second(table.rows[row][column], before, templates):
                return True
    return False


def _has_label_below(table: RawTable, row: int, column: int, templates: Sequence[FormTemplate]) -> bool:
    """Labels stand below the label, as in a form; in a list there are values."""
    below = [table.rows.get(n, {}).get(column, "") for n in range(row + 1, row + _NEXT_LABEL_WITHIN)]
    return any(vocabulary(template).label(text) for template in templates for text in below if text)


def _is_second(text: str, before: Sequence[str], templates: Sequence[FormTemplate]) -> bool:
    """The label stands behind that which opens the form of another template, on one line with it."""
    for template in templates:
        words, line = vocabulary(template), template.head_rows[0] if template.fields else ()
        match = words.label(text)
        firsts = {first.field.key for first in map(words.label, before) if first}
        if match and match.field in line[1:] and line[0].key in firsts:
            return True
    return False


def openings(table: RawTable, templates: Sequence[FormTemplate]) -> dict[int, list[int]]:
    """The columns of labels that open the forms of some template, each with the rows of such labels.

    What opens the forms of one template (项目名称) is the second label on the line of another.
    """
    opened: dict[int, list[int]] = {}
    known = [(vocabulary(template), template.head_rows[0][0]) for template in templates if template.fields]
    for row, cells in sorted(table.rows.items()):
        for column, text in _parted(cells):
            matches = ((words.label(text), opening) for words, opening in known)
            if any(match and match.field is opening for match, opening in matches):
                opened.setdefault(column, []).append(row)
    return opened


def _labelled(table: RawTable, heads: Mapping[int, int], opened: Mapping[int, Sequence[int]]) -> list[int]:
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
        raise _unclear(table)
    return [0, *cuts[1:]]


def _label_of(line: Mapping[int, str], head: int, opened: Collection[int]) -> int | None:
    """The column of the label above a head: the same, or before a column at the side that names the table."""
    label = max((column for column in opened if column <= head), default=None)
    if label is None or label == head:
        return label
    return label if all(is_side_column(line.get(column, "")) for column in range(label, head)) else None


def _are_beside(table: RawTable, heads: Mapping[int, int], opened: Mapping[int, Sequence[int]]) -> bool:
    """On some line between a label and its head there is text of another form on the left."""
    for head, row in heads.items():
        label = head if head in opened else max((column for column in opened if column <= head), default=head)
        first = max((n for n in opened.get(label, ()) if n <= row), default=row)
        lines = (cells for n, cells in table.rows.items() if first <= n <= row)
        if head > min(heads) and any(min(cells) < label for cells in lines):
            return True
    return False
