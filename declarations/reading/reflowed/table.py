"""The indicator table of a reflowed form: row by row its categories and cells, put together from their lines."""

from __future__ import annotations

from collections.abc import Sequence

from declarations.content import NOT_APPLICABLE
from declarations.reading.furniture import is_footer
from declarations.reading.indicators import TableRow
from declarations.reading.notes import Notebook
from declarations.reading.reflowed.cells import Sheet, Word, best_cut, lines_of, target_worth, words_of
from declarations.reading.reflowed.paragraphs import CellEdge, width, without_font_blanks
from declarations.reading.reflowed.rows import RowStart, row_starts
from declarations.reading.reflowed.stream import Piece, Stream
from declarations.reading.rows import PlacedRow
from declarations.reading.texts import run_on
from declarations.reading.vocabulary import Vocabulary

_LINES_WEIGHED, _MOST_LINES = 12, 30  # of a row, when it is asked whether the row is complete
_LINES_OF_A_NAME = 4
_IS_TARGET, _IS_WORD, _IS_PHRASE = 85, 40, 20  # worth of a target in figures, in a word, in some words
_SURE = 80  # of a cut: it holds a target in its shape, and hardly anything speaks against it


def table_rows(stream: Stream, keys: Sequence[str], words: Vocabulary, notes: Notebook) -> list[TableRow]:
    """The rows of the stream below a table head whose columns are `keys`; text above the first row is noted."""
    starts = row_starts(stream, words)
    for piece in stream.pieces(0, starts[0].start if starts else len(stream.text)):
        notes.add("text_not_placed", place=piece.place, text=piece.text)
    bodies = _bodies(stream, starts, notes)
    columns = [key for key in keys if key not in {"level1", "level2"}]
    sheet = Sheet(CellEdge(_whole_lines(body) for body in bodies))
    merged = any(not start.level1 for start in starts)
    rows = [
        row
        for start, body in zip(starts, bodies, strict=True)
        for row in _parted(start, body, columns, sheet, merged=merged)
    ]
    cuts = _cuts([words_of(body) for _, body in rows], columns, sheet)
    edge = CellEdge([lines_of(cut["explanation"]) for cut in cuts if "explanation" in cut])
    return [_row(start, cut, edge, notes) for (start, _), cut in zip(rows, cuts, strict=True)]


def _parted(
    start: RowStart, body: list[Piece], keys: Sequence[str], sheet: Sheet, *, merged: bool
) -> list[tuple[RowStart, list[Piece]]]:
    """A row, and the rows below it whose category cells are merged with its own and therefore blank.

    `merged`: the table does have merged cells.
    """
    if "target" not in keys:
        return [(start, body)]
    rows = [(start, body[:1])]
    for piece in body[1:]:
        if _is_like_a_row(piece, keys, merged=merged) and _is_complete(rows[-1][1], piece, keys, sheet, merged=merged):
            rows.append((RowStart(0, 0, "", "", piece.place), [piece]))
            continue
        end = _end_before_name(rows[-1][1], piece, keys, sheet) if merged else None
        if end is not None:
            name = rows[-1][1][end:]
            del rows[-1][1][end:]
            rows.append((RowStart(0, 0, "", "", name[0].place), name))
        rows[-1][1].append(piece)
    return rows


def _end_before_name(above: Sequence[Piece], piece: Piece, keys: Sequence[str], sheet: Sheet) -> int | None:
    """How many lines `above` are a complete row, when those behind it are the name of another: its target follows."""
    first = words_of([piece])[0].text
    if not piece.begins or target_worth("".join(first.split())) < _IS_TARGET:
        return None
    ends = range(max(len(above) - _LINES_OF_A_NAME, 1), len(above))
    return next((end for end in ends if _is_complete(above[:end], above[end], keys, sheet, merged=True)), None)


def _is_like_a_row(piece: Piece, keys: Sequence[str], *, merged: bool) -> bool:
    """A name and a target share a line; where cells are known to be merged, the target may be a word."""
    texts = ["".join(word.text.split()) for word in words_of([piece])]
    if not piece.begins or len(texts) < 2:
        return False
    least = _IS_TARGET if not merged else _IS_WORD if len(texts) < len(keys) else _IS_PHRASE
    return target_worth(texts[1]) >= least


def _is_complete(above: Sequence[Piece], piece: Piece, keys: Sequence[str], sheet: Sheet, *, merged: bool) -> bool:
    """A row has all its cells, and its last one does not go on in `piece`: it has had room on its line."""
    if len(above) > _MOST_LINES:
        return False
    cut = best_cut(words_of(above[:_LINES_WEIGHED]), keys, sheet)
    last = cut.cells[-1]
    if cut.worth < (_IS_WORD if merged else _SURE) or not last:
        return False
    return not last[0].begins or (merged and sheet.edge.stops_before(above[-1].text, piece.text))


def _cuts(rows: Sequence[Sequence[Word]], keys: Sequence[str], sheet: Sheet) -> list[dict[str, tuple[Word, ...]]]:
    """The cells of every row: cut once for what all rows show of the columns, and again with that."""
    first = [best_cut(row, keys, sheet) for row in rows]
    widest: dict[str, int] = {}
    for cut in first:
        for key, words in zip(keys[:-1], cut.cells, strict=False):
            if cut.worth >= _SURE and len(lines := lines_of(words)) == 1:
                widest[key] = max(widest.get(key, 0), width(lines[0]))
    cuts = [best_cut(row, keys, Sheet(sheet.edge, widest)) for row in rows]
    return [dict(zip(keys, cut.cells, strict=True)) for cut in cuts]


def _bodies(stream: Stream, starts: Sequence[RowStart], notes: Notebook) -> list[list[Piece]]:
    """What stands behind the categories of each row; lines that belong to the page are noted."""
    ends = [*(start.start for start in starts), len(stream.text)][1:]
    bodies = []
    for start, end in zip(starts, ends, strict=True):
        pieces = stream.pieces(start.end, end)
        is_last = start is starts[-1]
        stray = [piece for piece in pieces if is_last and piece.begins and piece.after_gap and is_footer(piece.text)]
        for piece in stray:
            notes.add("text_not_placed", place=piece.place, text=piece.text)
        bodies.append([piece for piece in pieces if piece not in stray])
    return bodies


def _whole_lines(body: Sequence[Piece]) -> list[str]:
    """The lines of a row that one cell has to itself, but for the words on its first line."""
    return [without_font_blanks(piece.text) for piece in body if piece.begins and len(body) > 1]


def _row(start: RowStart, cells: dict[str, tuple[Word, ...]], edge: CellEdge, notes: Notebook) -> TableRow:
    _drop_surplus(cells, edge, notes)
    row = PlacedRow(start.level1, start.level2, {key: _text(key, cells[key], edge) for key in cells}, [*start.codes])
    codes = [code for key in cells for code in _codes(key, cells[key], row.values[key])]
    return TableRow(row, start.place, tuple(codes))


def _text(key: str, words: Sequence[Word], edge: CellEdge) -> str:
    lines = lines_of(words)
    if key == "target":
        return run_on(*lines)
    texts = [without_font_blanks(line) for line in lines]
    return edge.text_of(texts) if key == "explanation" else run_on(*texts)


def _drop_surplus(cells: dict[str, tuple[Word, ...]], edge: CellEdge, notes: Notebook) -> None:
    """Lines behind a complete row that no cell of it has room for: noted, not read."""
    words = cells.get("explanation", ())
    if not words or words[0].begins:
        return
    here = tuple(word for word in words if word.piece is words[0].piece)
    rest = words[len(here) :]
    said = without_font_blanks(" ".join(word.text for word in here))
    is_complete = said == NOT_APPLICABLE or (rest and rest[0].piece.after_gap and edge.stops_before(said, rest[0].text))
    if rest and is_complete:
        for line in dict.fromkeys(word.piece for word in rest):
            notes.add("text_not_placed", place=line.place, text=line.text)
        cells["explanation"] = here


def _codes(key: str, words: Sequence[Word], text: str) -> list[tuple[str, str]]:
    """What had to be repaired in a cell."""
    codes = []
    lines = lines_of(words)
    if len(lines) > 1:
        codes.append(("name_wrapped" if key == "name" else "text_wrapped", text))
    elif words and key == "target" and words[0].begins:
        codes.append(("target_on_own_line" if words[-1].ends else "cell_on_next_line", text))
    elif words and words[0].begins:
        codes.append(("cell_on_next_line", text))
    if key != "target" and any(without_font_blanks(line) != line for line in lines):
        codes.append(("stray_space_in_text", text))
    return codes
