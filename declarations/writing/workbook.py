"""Content → Excel: the printed form as a sheet, with merged cells, borders, heights and a page setup.

Every text stays text whatever it begins with; amounts are numbers in the form's unit. Labels are those of the
template, so that the sheet can be read back.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from declarations.content import DeclarationContent
from declarations.stamps import PRINTED, STAMP_PROPERTY
from declarations.writing.errors import WritingError
from declarations.writing.grid import SHEET_COLUMNS, Area, Grid, sheet_grid
from declarations.writing.layout import Layout, declaration_layout
from declarations.writing.measure import CELL_LIMIT, NUMBER_DIGITS, cell_length
from declarations.writing.naming import sheet_name
from declarations.writing.printinfo import PrintInfo
from declarations.writing.tables import Cell
from indicators.template import FormTemplate

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
PIXELS_PER_COLUMN = 7
TITLE_ROW, YEAR_ROW, UNIT_ROW = range(3)
HEIGHTS_ABOVE: Final = {TITLE_ROW: 30, YEAR_ROW: 18, UNIT_ROW: 16}
FONT = "宋体"
CENTERED: Final[dict[str, Any]] = {"align": "center", "valign": "vcenter"}


def declaration_workbook(content: DeclarationContent, template: FormTemplate, info: PrintInfo) -> bytes:
    """One declaration as an .xlsx file; WritingError if a text is longer than a cell can be."""
    return declarations_workbook([(content, template, info)])


def declarations_workbook(items: Iterable[tuple[DeclarationContent, FormTemplate, PrintInfo]]) -> bytes:
    """Several declarations in one .xlsx file, a sheet each, named after the projects."""
    sheets = [(_checked_layout(content, template), info) for content, template, info in items]
    output = BytesIO()
    with xlsxwriter.Workbook(output, OPTIONS) as book:
        formats = Formats(book)
        taken: set[str] = set()
        for layout, info in sheets:
            name = sheet_name(layout.name, taken)
            taken.add(name.casefold())
            _write_sheet(book.add_worksheet(name), formats, layout, info)
        book.set_custom_property(STAMP_PROPERTY, PRINTED, "text")
        if len(sheets) == 1:
            _set_properties(book, *sheets[0])
    return output.getvalue()


def _checked_layout(content: DeclarationContent, template: FormTemplate) -> Layout:
    layout = declaration_layout(content, template)
    for table in layout.tables:
        for row in table.rows:
            for cell in row:
                length = cell_length(cell.text)
                if length > CELL_LIMIT:
                    raise WritingError(_too_long(layout.name, row, cell, length))
    return layout


def _too_long(name: str, row: Iterable[Cell], cell: Cell, length: int) -> str:
    before = next((other.text for other in row if other is not cell and other.text), "")
    place = f"“{before[:40]}”一行" if before else "一格"
    return (
        f"《{name[:60]}》{place}有 {length:,} 字，超过 Excel 单元格 {CELL_LIMIT:,} 字的上限，"
        "无法完整导出。请精简后再导出，或改为导出 PDF。"
    )


def _set_properties(book: Any, layout: Layout, info: PrintInfo) -> None:
    book.set_properties(
        {
            "title": f"{layout.title}：{layout.name}"[:255],
            "subject": f"{info.year_line}{info.state_line}",
            "comments": f"变更记录 {info.history_head}" if info.history_head else "",
        }
    )


def _write_sheet(sheet: Any, formats: "Formats", layout: Layout, info: PrintInfo) -> None:
    grid = sheet_grid(layout, first_row=len(HEIGHTS_ABOVE))
    pixels = SHEET_COLUMNS * PIXELS_PER_COLUMN
    for column, width in enumerate(grid.widths):
        sheet.set_column_pixels(column, column, round(width * pixels / 100))
    for row, height in (dict(enumerate(grid.heights)) | HEIGHTS_ABOVE).items():
        sheet.set_row(row, height)
    write_line(sheet, grid, TITLE_ROW, layout.title, formats.get(bold=True, font_size=16, **CENTERED))
    write_line(sheet, grid, YEAR_ROW, info.year_line, formats.get(**CENTERED))
    write_line(sheet, grid, UNIT_ROW, f"金额单位：{layout.amount_unit}", formats.get(align="right", font_size=9))
    for area in grid.areas:
        _write_area(sheet, formats, area)
    set_up_page(sheet, grid, info)


def write_line(sheet: Any, grid: Grid, row: int, text: str, style: Any) -> None:
    """A line over the whole width of the sheet."""
    sheet.merge_range(row, 0, row, grid.last_column, "", style)
    sheet.write_string(row, 0, text, style)


def _write_area(sheet: Any, formats: "Formats", area: Area) -> None:
    cell = area.cell
    number = cell.number if cell.number is not None and len(cell.number.as_tuple().digits) <= NUMBER_DIGITS else None
    # A text in the middle of several rows would be cut where a page ends between them.
    valign = "vcenter" if area.top == area.bottom else "top"
    look = {"border": 1, "text_wrap": True, "align": cell.align.value, "valign": valign, "bold": cell.is_header}
    if number is not None:
        look["num_format"] = number_format(cell.text)
    style = formats.get(**look)
    if not area.is_single:
        sheet.merge_range(area.top, area.left, area.bottom, area.right, "", style)
    if number is not None:
        sheet.write_number(area.top, area.left, number, style)
    elif cell.text:
        sheet.write_string(area.top, area.left, cell.text, style)
    else:
        sheet.write_blank(area.top, area.left, None, style)


def number_format(text: str) -> str:
    """The format that shows the number exactly as `text`, which is how the PDF prints it."""
    decimals = len(text.partition(".")[2])
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def set_up_page(sheet: Any, grid: Grid, info: PrintInfo | None = None) -> None:
    """A4 upright, one page wide; what the printout says of itself in small print."""
    sheet.set_paper(9)  # A4
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.59, right=0.59, top=0.75, bottom=0.75)
    sheet.hide_gridlines(2)
    sheet.repeat_rows(*grid.repeated)
    last = len(grid.heights) - 1
    sheet.print_area(0, 0, last, grid.last_column)
    # The green corners at targets such as "153": they are texts on purpose.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    if info is None:
        return
    sheet.set_header(f"&L{_note(info.state_line)}&R{_note(info.mark)}")
    sheet.set_footer(f"&L{_note(info.history_line)}&C{_note('第 ')}&P 页　共 &N 页&R{_note(info.printed_line)}")


def _note(text: str) -> str:
    """Small print for a page's header or footer, where & starts a code and digits after a size belong to it."""
    return f'&"{FONT}"&8 {text.replace("&", "&&")}' if text else ""


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **look: Any) -> Any:
        """The format of that look, in the font of the form."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_size": 10.5, **look})
        return self._made[key]
