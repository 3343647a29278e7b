"""The head of a reflowed form: labels found in the stream, the text between them → entries for the fields."""

from __future__ import annotations

from collections.abc import Sequence

from declarations.reading.grid import Cell
from declarations.reading.head import Entry
from declarations.reading.notes import Notebook
from declarations.reading.reflowed.interleaved import values_apart
from declarations.reading.reflowed.labels import Label, labels_in
from declarations.reading.reflowed.paragraphs import CellEdge, without_font_blanks
from declarations.reading.reflowed.stream import Piece, Stream
from declarations.reading.vocabulary import vocabulary
from indicators.template import FieldKind, FormTemplate

_PRINTED_AS_IS = frozenset({FieldKind.SYSTEM, FieldKind.CHOICE})  # 15 履职类; units lose their blanks further on


def head_of(stream: Stream, template: FormTemplate, notes: Notebook) -> list[Entry]:
    """The labels of the head, each with what is printed for it; text before the first is noted."""
    labels = labels_in(stream, template)
    _note_loose(stream.pieces(0, labels[0].start if labels else len(stream.text)), notes)
    values = _values(stream, labels)
    if values_apart(labels, values, vocabulary(template)):
        notes.add("cells_interleaved")
    long = [_texts(pieces) for label, pieces in zip(labels, values, strict=True) if _is_long(label)]
    edge = CellEdge(long)
    return [_entry(stream, label, pieces, edge, notes) for label, pieces in zip(labels, values, strict=True)]


def _note_loose(pieces: Sequence[Piece], notes: Notebook) -> None:
    for piece in pieces:
        notes.add("text_not_placed", place=piece.place, text=piece.text)


def _values(stream: Stream, labels: Sequence[Label]) -> list[list[Piece]]:
    """What stands between each label and the next."""
    ends = [*(label.start for label in labels), len(stream.text)][1:]
    return [stream.pieces(label.end, end) for label, end in zip(labels, ends, strict=True)]


def _is_long(label: Label) -> bool:
    return label.field is not None and label.field.kind is FieldKind.LONG_TEXT


def _texts(pieces: Sequence[Piece]) -> list[str]:
    return [without_font_blanks(piece.text) for piece in pieces]


def _entry(stream: Stream, label: Label, pieces: Sequence[Piece], edge: CellEdge, notes: Notebook) -> Entry:
    place = stream.line_at(label.start).place
    number = stream.line_number(label.start)
    printed = "".join(label.printed.split())
    entry = Entry(label.field, printed, place, number, label.start, variant=label.variant)
    key = label.field.key if label.field else ""
    if label.is_wrapped:
        notes.add("label_wrapped", key, place, text=printed)
    if _is_long(label):
        _take_long(entry, key, pieces, edge, notes)
    else:
        _take_short(entry, key, pieces, label, notes)
    return entry


def _take_long(entry: Entry, key: str, pieces: Sequence[Piece], edge: CellEdge, notes: Notebook) -> None:
    """A text with paragraphs, put together from its lines."""
    if not pieces:
        return
    if len(pieces) > 1:
        notes.add("text_wrapped", key, pieces[0].place)
    _note_font_blanks(key, pieces, notes)
    entry.pieces.append(Cell(edge.text_of(_texts(pieces)), pieces[0].place))


def _take_short(entry: Entry, key: str, pieces: Sequence[Piece], label: Label, notes: Notebook) -> None:
    """The first line of a value as its cell, the others as what goes on below it."""
    keeps_blanks = label.field is None or label.field.kind in _PRINTED_AS_IS
    texts = [piece.text for piece in pieces] if keeps_blanks else _texts(pieces)
    cells = [Cell(text, piece.place) for text, piece in zip(texts, pieces, strict=True)]
    on_next_line = bool(pieces) and pieces[0].begins
    entry.pieces, entry.continued = ([], cells) if on_next_line else (cells[:1], cells[1:])
    if on_next_line and len(cells) > 1:
        notes.add("value_wrapped", key, cells[1].place)
    if not keeps_blanks:
        _note_font_blanks(key, pieces, notes)


def _note_font_blanks(key: str, pieces: Sequence[Piece], notes: Notebook) -> None:
    for piece in pieces:
        if without_font_blanks(piece.text) != piece.text:
            notes.add("stray_space_in_text", key, piece.place)
