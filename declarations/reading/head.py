"""The head of a form: labels and values in turn → what is printed for each field, with repairs noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from itertools import pairwise

from declarations.reading.grid import Cell, Row
from declarations.reading.notes import Notebook
from declarations.reading.results import Place, ReadingRefused
from declarations.reading.values import may_say
from declarations.reading.vocabulary import Vocabulary
from indicators.template import FieldKind, TemplateField

_COLONS = (":", "：")
_LONGEST_UNKNOWN = 30
_MOST_ENTRIES = 500  # of one form; more is no form but an attempt to keep the machine busy


@dataclass(eq=False)
class Entry:
    """A label of the head with what is printed for it. `field` is None while, or because, no field fits the label."""

    field: TemplateField | None
    label: str
    place: Place
    row: int  # position of the printed row
    column: int
    variant: bool = False
    glued: bool = False  # label and value share a cell
    unheard: bool = False  # of a form that nobody knows: no likeness to a known label counts
    pieces: list[Cell] = attribute(default_factory=list)
    continued: list[Cell] = attribute(default_factory=list)  # what stands on further lines

    @property
    def printed(self) -> str:
        """Everything printed for the label on one line, for messages."""
        return " ".join(cell.words for cell in (*self.pieces, *self.continued))

    @property
    def is_empty(self) -> bool:
        """Nothing is printed for the label."""
        return not (self.pieces or self.continued)


def head_entries(rows: Sequence[Row], words: Vocabulary, notes: Notebook, *, is_foreign: bool = False) -> list[Entry]:
    """The labels among `rows` in order, each with its cells; text that belongs to no label is noted.

    `is_foreign`: any short text where a label is due is one, as nobody knows the labels of the form.
    """
    entries: list[Entry] = []
    for number, row in enumerate(_unwrapped(rows, words, notes)):
        found = _foreign_entries(row, number, words) if is_foreign else _entries_of(row, number, words)
        if found and not _is_text_of(found, entries):
            leading = [(column, cell) for column, cell in row.filled if column < found[0].column]
            _note_groups(leading, notes)
            _continue([each for each in leading if not each[1].tall], row.place, entries, notes)
            _note_blank_column(row, found, notes)
            entries.extend(found)
            if len(entries) > _MOST_ENTRIES:
                raise ReadingRefused(f"{row.place}以前的表头字段太多，不像一张申报表。请检查文件。")
        else:
            _continue(row.filled, row.place, entries, notes)
    return entries


def _note_groups(leading: Sequence[tuple[int, Cell]], notes: Notebook) -> None:
    """A merged cell before the labels of several lines names their group (项目资金) and is the value of none."""
    for _, cell in leading:
        if cell.tall:
            notes.add("text_not_placed", place=cell.place, text=cell.words)


def _is_text_of(found: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """A line of a long text that begins like a label which the form has printed already: 项目名称：甲；……"""
    if not entries or len(found) > 1 or not found[0].glued or not _is_long(entries[-1]):
        return False
    return any(entry.field is found[0].field for entry in entries)


def _is_long(entry: Entry) -> bool:
    return entry.field is not None and entry.field.kind is FieldKind.LONG_TEXT


def _unwrapped(rows: Sequence[Row], words: Vocabulary, notes: Notebook) -> list[Row]:
    """`rows` with labels that were broken over two lines put together again."""
    result: list[Row] = []
    for row in rows:
        joined = _joined_label(result, row, words)
        if joined is None:
            result.append(row)
            continue
        above, rest, label = joined
        match = words.label(label)
        notes.add("label_wrapped", match.field.key if match else "", row.place, text=label)
        result[above] = rest
    return result


def _joined_label(above: list[Row], row: Row, words: Vocabulary) -> tuple[int, Row, str] | None:
    """(position, new row, label) when a cell of the last row with text goes on in the first cell of `row`."""
    if row.is_blank:
        return None
    position = next((n for n in range(len(above) - 1, -1, -1) if not above[n].is_blank), None)
    if position is None:
        return None
    upper = above[position]
    for column, cell in upper.filled:
        is_label = column != upper.filled[-1][0] and words.label(cell.words) is not None
        if not is_label and words.completes_label(cell.words, row.first):
            label = Cell(cell.words + row.first, cell.place)
            rest = row.cells[row.filled[0][0] + 1 :]
            behind = upper.cells[column + 1 :] if any(c.words for c in upper.cells[column + 1 :]) else ()
            return position, Row((*upper.cells[:column], label, *behind, *rest), upper.place), label.text
    return None


def _entries_of(row: Row, number: int, words: Vocabulary) -> list[Entry]:
    """The labels of one printed row with the cells that follow each; cells before the first belong further up."""
    entries: list[Entry] = []
    for column, cell in row.filled:
        entry = _entry_at(cell, number, column, words) or (
            _loose_entry_at(cell, number, column, words, first=not entries, alone=len(row.filled) == 1)
            if (entries and _expects_label(entries[-1])) or column == row.filled[0][0]
            else None
        )
        if entry:
            entries.append(entry)
        elif entries:
            entries[-1].pieces.append(cell)
    return entries


def _foreign_entries(row: Row, number: int, words: Vocabulary) -> list[Entry]:
    """Labels and values in turn; a label that nobody knows is an entry without a field."""
    entries: list[Entry] = []
    for column, cell in row.filled:
        is_due = not entries or bool(entries[-1].pieces)
        entry = _entry_at(cell, number, column, words) or (
            _loose_entry_at(cell, number, column, words, first=not entries, alone=len(row.filled) == 1)
            if is_due
            else None
        )
        if entry is None and is_due and len(row.filled) > 1 and len(cell.words) <= _LONGEST_UNKNOWN:
            entry = Entry(None, cell.words, cell.place, number, column, unheard=True)
        if entry:
            entries.append(entry)
        elif entries:
            entries[-1].pieces.append(cell)
    return entries


def _expects_label(entry: Entry) -> bool:
    """A short value has been printed: what follows on the line may be the next label. A long text may hold tabs."""
    return bool(entry.pieces) and not _is_long(entry)


def _entry_at(cell: Cell, number: int, column: int, words: Vocabulary) -> Entry | None:
    """The entry that a label in a known spelling opens, wherever it stands."""
    match = words.label(cell.words)
    return Entry(match.field, cell.words, cell.place, number, column) if match else None


def _loose_entry_at(
    cell: Cell, number: int, column: int, words: Vocabulary, *, first: bool, alone: bool
) -> Entry | None:
    """The entry that a label opens where one is due: with its value in the cell, worded otherwise, or unknown.

    A line with no other cell is a label only when it ends in a colon; 一、人员经费： goes on with the text above, and
    so does a line whose first cell is blank.
    """
    text = cell.words
    glued = _glued_value(cell, words)
    if glued:
        label, value, field = glued
        return Entry(field, label, cell.place, number, column, glued=True, pieces=[value])
    ends_label = text.endswith(_COLONS)
    like = words.label_like(text) if ends_label or not alone else None
    like = like or (None if alone else words.label_numbered(text))
    if like:
        return Entry(like.field, text, cell.place, number, column, variant=True)
    if ends_label and not alone and (column == 0 or not first) and len(text) <= _LONGEST_UNKNOWN:
        return Entry(None, text, cell.place, number, column)
    return None


def _glued_value(cell: Cell, words: Vocabulary) -> tuple[str, Cell, TemplateField] | None:
    """Label and value in one cell: 项目名称：某某项目."""
    positions = [cell.words.find(colon) for colon in _COLONS if colon in cell.words]
    if not positions:
        return None
    label, value = cell.words[: min(positions)], cell.words[min(positions) + 1 :]
    match = words.label(label)
    return (label, Cell(value.strip(), cell.place), match.field) if match and value.strip() else None


def _note_blank_column(row: Row, found: Sequence[Entry], notes: Notebook) -> None:
    """An empty cell between the first value and the second label of a line with two."""
    for before, after in pairwise(found):
        if before.pieces and not row.texts[after.column - 1]:
            notes.add("blank_column_in_header", after.field.key if after.field else "", row.place)


def _continue(cells: Sequence[tuple[int, Cell]], place: Place, entries: list[Entry], notes: Notebook) -> None:
    """Cells without a label of their own: the values of labels above that have none, or more text of the last."""
    pending = _pending(entries)
    if not cells:
        return
    if not entries:
        notes.add("text_not_placed", place=place, text=" ".join(cell.words for _, cell in cells))
    elif len(cells) == len(pending):
        for entry, (_, cell) in zip(pending, cells, strict=True):
            entry.continued.append(cell)
    elif len(pending) > 1:
        for column, cell in cells:
            left = [entry for entry in pending if entry.column <= column]
            (left or pending)[-1 if left else 0].continued.append(cell)
    else:
        entries[-1].continued.append(Cell(" ".join(cell.words for _, cell in cells), place))


def _pending(entries: Sequence[Entry]) -> list[Entry]:
    """The labels of the last printed row with labels that have no value yet."""
    return [entry for entry in entries if entry.row == entries[-1].row and entry.is_empty] if entries else []


def settle(entries: Sequence[Entry], words: Vocabulary, notes: Notebook) -> dict[str, Entry]:
    """One entry for each field: labels printed twice or unknown find theirs by position, the others are noted."""
    unsettled = [entry for entry in entries if not _in_place(entry, entries, words)]
    settled = {entry.field.key: entry for entry in entries if entry.field and entry not in unsettled}
    for entry in unsettled:
        target = _by_position(entry, entries, unsettled, settled, words)
        if target:
            _note_label(entry, target, notes)
            entry.field = target
            settled[target.key] = entry
        elif not _repeats(entry, settled):
            notes.add("text_not_placed", place=entry.place, text=f"{entry.label}{entry.printed}")
        elif entry.printed and entry.field:
            notes.add("head_repeated", entry.field.key, entry.place, text=entry.label, value=entry.printed)
    return settled


def _in_place(entry: Entry, entries: Sequence[Entry], words: Vocabulary) -> bool:
    """The label is known, and the only one of its field or the one among the right neighbours."""
    if entry.field is None:
        return False
    same = [other for other in entries if other.field is entry.field]
    if len(same) == 1:
        return True
    fitting = [other for other in same if _between_neighbours(other, entries, words)] or same
    return entry is max(fitting, key=lambda other: _line_mates(other, entries))


def _line_mates(entry: Entry, entries: Sequence[Entry]) -> int:
    """How many labels on the same printed line belong on the same line of the template."""
    mates = [other.field for other in entries if other.row == entry.row and other is not entry]
    return sum(entry.field is not None and mate is not None and mate.row == entry.field.row for mate in mates)


def _between_neighbours(entry: Entry, entries: Sequence[Entry], words: Vocabulary) -> bool:
    low, high = _gap(entry, [other for other in entries if other.field and other.field is not entry.field], words)
    return entry.field is not None and low < words.order[entry.field.key] < high


def _gap(entry: Entry, known: Sequence[Entry], words: Vocabulary) -> tuple[int, int]:
    """The places in the template's order of the nearest known labels before and after `entry`."""
    where = (entry.row, entry.column)
    before = [words.order[other.field.key] for other in known if other.field and (other.row, other.column) < where]
    after = [words.order[other.field.key] for other in known if other.field and (other.row, other.column) > where]
    return (before[-1] if before else -1), (after[0] if after else len(words.order))


def _by_position(
    entry: Entry, entries: Sequence[Entry], unsettled: Sequence[Entry], settled: dict[str, Entry], words: Vocabulary
) -> TemplateField | None:
    """The one field without a label between the neighbours of `entry`; an unknown label must resemble it."""
    low, high = _gap(entry, [other for other in entries if other not in unsettled], words)
    fields = (field for field in words.template.fields[low + 1 : high] if field.key not in settled)
    free = [field for field in fields if may_say(entry.printed, field)]
    if entry.field is None:
        free = [field for field in free if not entry.unheard and words.resembles(entry.label, field)]
    return free[0] if len(free) == 1 else None


def _note_label(entry: Entry, target: TemplateField, notes: Notebook) -> None:
    code = "label_wrong" if entry.field else "label_variant"
    notes.add(code, target.key, entry.place, text=entry.label, label=target.label)


def _repeats(entry: Entry, settled: dict[str, Entry]) -> bool:
    """The same label with the same value, as a page head prints it again, or with none."""
    first = settled.get(entry.field.key) if entry.field else None
    return first is not None and entry.printed in {"", first.printed}
