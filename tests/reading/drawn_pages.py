"""PDF pages drawn by hand, letter by letter and line by line, as programs that print sheets do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.reading.paper import Rows

WIDTH, HEIGHT = 600.0, 840.0
SIZE = 6.0  # of a letter; each is as wide as high
LINE = 8.0  # from one line of a text to the next


@dataclass
class Page:
    """A page and its instructions. Places count from the upper left corner, in points."""

    said: list[str] = field(default_factory=list)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruling line."""
        self.said.append(f"0.5 w {x0:.1f} {HEIGHT - y0:.1f} m {x1:.1f} {HEIGHT - y1:.1f} l S")

    def text(self, x: float, y: float, text: str) -> None:
        """A line of text whose letters stand on `y`."""
        code = text.encode("utf-16-be").hex()
        self.said.append(f"BT /F1 {SIZE} Tf {x:.2f} {HEIGHT - y:.2f} Td <{code}> Tj ET")

    def cut(self, left: float, top: float, right: float, bottom: float) -> None:
        """What follows is shown in this area alone, until `free`."""
        self.said.append(f"q {left:.1f} {HEIGHT - bottom:.1f} {right - left:.1f} {bottom - top:.1f} re W* n")

    def free(self) -> None:
        """The whole page shows what follows."""
        self.said.append("Q")


def lines_in(text: str, width: float) -> list[str]:
    """A text in lines that fit into a cell."""
    count = int((width - 4) // SIZE)
    return [text[n : n + count] for n in range(0, len(text), count)] or [""]


def cell(page: Page, box: tuple[float, float, float, float], text: str, cuts: bool) -> None:
    """A cell with its lines, its text in the middle of its height, cut at its edges where the program does that."""
    left, top, right, bottom = box
    for x0, y0, x1, y1 in ((left, top, right, top), (left, bottom, right, bottom)):
        page.line(x0, y0, x1, y1)
    for x in (left, right):
        page.line(x, top, x, bottom)
    lines = lines_in(text, right - left)
    first = (top + bottom - len(lines) * LINE) / 2 + SIZE
    if cuts:
        page.cut(*box)
    for number, line in enumerate(lines):
        page.text(left + 2, first + number * LINE, line)
    if cuts:
        page.free()


def sheet(rows: Rows, widths: Sequence[float], height: float | None = None, habit: bool = False) -> Page:
    """Rows as a program for sheets prints them; the last cell of a row reaches the edge of the table.

    `height` of all rows, else each as high as its text; a text without room is cut at its cell, all are by `habit`.
    """
    page, top = Page(), 40.0
    starts = [20 + sum(widths[:n]) for n in range(len(widths) + 1)]
    for row in rows:
        ends = [*starts[1 : len(row)], starts[-1]]
        cells = list(zip(row, starts, ends, strict=False))
        bottom = top + (height or max(len(lines_in(text, end - start)) for text, start, end in cells) * LINE + 4)
        for text, start, end in cells:
            needs = len(lines_in(text, end - start)) * LINE > bottom - top
            cell(page, (start, top, end, bottom), text, habit or needs)
        top = bottom
    return page


def pdf_of(*pages: Page, producer: str = "", creator: str = "", font: DictionaryObject | None = None) -> bytes:
    """The pages as a file, in a font that every reader has."""
    writer = PdfWriter()
    writer.add_metadata({"/Producer": producer, "/Creator": creator})
    letters = font or _song()
    streams = {key: writer._add_object(part) for key, part in letters.items() if isinstance(part, DecodedStreamObject)}
    used = writer._add_object(DictionaryObject({**letters, **streams}))
    for page in pages:
        blank = writer.add_blank_page(WIDTH, HEIGHT)
        drawing = DecodedStreamObject()
        drawing.set_data("\n".join(page.said).encode())
        blank[NameObject("/Contents")] = writer._add_object(drawing)
        fonts = DictionaryObject({NameObject("/F1"): used})
        blank[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _song() -> DictionaryObject:
    return composite("STSong-Light", "GB1", NameObject("/UniGB-UCS2-H"))


def composite(name: str, ordering: str, encoding: object, widths: Sequence[int] = ()) -> DictionaryObject:
    """A font of many letters; `widths` by sign of the font, from the first on."""
    system = DictionaryObject(
        {
            NameObject("/Registry"): TextStringObject("Adobe"),
            NameObject("/Ordering"): TextStringObject(ordering),
            NameObject("/Supplement"): NumberObject(0),
        }
    )
    descriptor = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject(f"/{name}"),
            NameObject("/Ascent"): NumberObject(880),
            NameObject("/Descent"): NumberObject(-120),
            NameObject("/FontBBox"): ArrayObject(map(FloatObject, (0, -120, 1000, 880))),
        }
    )
    letters = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType0"),
            NameObject("/BaseFont"): NameObject(f"/{name}"),
            NameObject("/CIDSystemInfo"): system,
            NameObject("/FontDescriptor"): descriptor,
            NameObject("/DW"): NumberObject(1000),
            NameObject("/W"): ArrayObject([NumberObject(1), ArrayObject(map(NumberObject, widths))] if widths else []),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject(f"/{name}"),
            NameObject("/Encoding"): encoding,
            NameObject("/DescendantFonts"): ArrayObject([letters]),
        }
    )
