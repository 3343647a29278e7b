"""The ruled tables of a PDF page: which cells the lines draw, and the lines of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pdfplumber.table import merge_edges

from declarations.reading.openers.pdftext import Box, Char

# Of one page: a printed form has a hundred ruling lines, or a thousand where each cell draws its own. Where so many
# cross each other that it must be a drawing, the search for tables would take minutes.
_FEW_EDGES, _MOST_EDGES, _MOST_CROSSINGS = 2_000, 50_000, 60_000
_DASH = 1.0  # points: what is shorter is the end of a dash, and no line
_NARROWEST = 5.0  # points: lines nearer to each other are one, or the gap between two columns; no letter has room
_SAME_EDGE = 2.0  # points between two ruling lines that are one


def tables_on(page: Any, ends: Sequence[float]) -> list[dict[Box, list[Char]]]:
    """The ruled tables of a page, their cells still without letters."""
    if _is_drawing(page.edges):
        return []
    found = page.find_tables({"explicit_horizontal_lines": ends, "snap_x_tolerance": _NARROWEST})
    return _side_by_side([{tuple(cell): [] for cell in table.cells} for table in found if len(table.cells) > 1])


def _side_by_side(tables: Sequence[dict[Box, list[Char]]]) -> list[dict[Box, list[Char]]]:
    """`tables` with those as one that a column without lines parts: the rows of the one are rows of the other."""
    result: list[dict[Box, list[Char]]] = []
    for table in sorted(tables, key=lambda cells: -len(_heights(cells))):
        edges = _heights(table)
        beside = (other for other in result if all(_is_near(_heights(other), edge) for edge in edges))
        fitting = next(beside, None)
        if fitting is None:
            result.append(dict(table))
        else:
            fitting.update(table)
    return result


def _heights(cells: Iterable[Box]) -> list[float]:
    return edges_of(edge for cell in cells for edge in (cell[1], cell[3]))


def _is_near(edges: Sequence[float], position: float) -> bool:
    return abs(edges[nearest(edges, position)] - position) < _SAME_EDGE


def _is_drawing(edges: Sequence[dict[str, Any]]) -> bool:
    if len(edges) <= _FEW_EDGES:
        return False
    if len(edges) > _MOST_EDGES:
        return True
    sides = [edge for edge in edges if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) > _DASH]
    lines = merge_edges(sides, *[_SAME_EDGE] * 4)
    upright = sum(line["orientation"] == "v" for line in lines)
    return bool(upright * (len(lines) - upright) > _MOST_CROSSINGS)


def ends_on(page: Any) -> list[float]:
    """Where the upright lines of a page begin and end: a cell broken between pages has no line of its own there."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    return [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)] if upright else []


def edges_of(positions: Iterable[float]) -> list[float]:
    """The lines of a grid, those that lie together as one."""
    edges: list[float] = []
    for position in sorted(positions):
        if not edges or position - edges[-1] > _SAME_EDGE:
            edges.append(position)
    return edges


def nearest(edges: Sequence[float], position: float) -> int:
    """The number of the line that is nearest."""
    return min(range(len(edges)), key=lambda n: abs(edges[n] - position))
