"""PDF of other programs: texts cut at their cells, fonts and letters of their own, pages that cannot be read."""

from __future__ import annotations

from io import BytesIO

import pdfplumber
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import DecodedStreamObject, NameObject, RectangleObject

from declarations.reading import ReadForm, ReadingRefused, read_document
from declarations.reading.apart import tables_in
from declarations.reading.openers.pdfbreaks import Ends, said_by, without_blank_end
from declarations.reading.openers.pdfchecks import spilled
from declarations.reading.openers.pdffonts import teach_pdfminer
from declarations.reading.openers.pdftext import Box, Char, is_full
from declarations.reading.rawtables import BROKEN, CLOSED
from tests.reading.drawn_pages import SIZE, WIDTH, Page, composite, pdf_of, sheet
from tests.reading.factories import codes, templates
from tests.reading.paper import Paper, Rows, paper_2021, paper_2024
from tests.reading.test_paged import forms_in, table_of
from tests.reading.test_pdf import flowing_pdf

WIDTHS = (60, 90, 110, 90, 200)
PAPERS = pytest.mark.parametrize("paper", [paper_2024(), paper_2021()], ids=["2024", "2021"])


def read(data: bytes) -> ReadForm:
    (form,) = read_document(data, "申报表.pdf", templates()).forms
    return form


def long_rows(paper: Paper) -> Rows:
    """The rows of a form whose indicators are explained at some length."""
    return [[*row[:4], row[4] * 5] if n >= paper.first and len(row) > 4 else row for n, row in enumerate(paper.rows)]


@PAPERS
def test_texts_cut_at_cells_too_low_for_them_are_read_and_noted(paper: Paper) -> None:
    form = read(pdf_of(sheet(long_rows(paper), WIDTHS, height=13)))
    for read_row, row in zip(form.content.indicators, paper.content.indicators, strict=True):
        assert (read_row.name, read_row.target) == (row.name, row.target)
        assert read_row.explanation == row.explanation * 5
    assert form.content.with_values({}).name == paper.content.name
    assert "text_hidden" in codes(form)
    assert "text_overflows" not in codes(form)


@PAPERS
@pytest.mark.parametrize("habit", [True, False])
def test_cells_with_room_for_their_text_are_read_without_a_note(paper: Paper, habit: bool) -> None:
    form = read(pdf_of(sheet(paper.rows, WIDTHS, habit=habit)))
    assert form.content == paper.content
    assert codes(form) == set()


@pytest.mark.parametrize(("creator", "noted"), [("Calc", True), ("Microsoft® Excel® 2019", True), ("Writer", False)])
def test_lines_that_fill_low_rows_of_a_sheet_may_be_all_that_is_left_of_a_text(creator: str, noted: bool) -> None:
    paper = paper_2024()
    count = int((WIDTHS[4] - 4) // SIZE)
    rows = [
        [*row[:4], (row[4] * 9)[:count]] if n > paper.first and len(row) > 4 else row
        for n, row in enumerate(paper.rows)
    ]
    assert ("text_hidden" in codes(read(pdf_of(sheet(rows, WIDTHS), creator=creator)))) is noted
    assert "text_hidden" not in codes(read(pdf_of(sheet(paper.rows, WIDTHS), creator=creator)))


def test_a_sheet_wider_than_the_paper_is_refused() -> None:
    rows = long_rows(paper_2024())
    with pytest.raises(ReadingRefused, match=r"第 1 页的表格比纸宽.*将所有列调整为一页"):
        read(pdf_of(sheet(rows, (60, 90, 110, 90, 700))))


def test_a_table_without_level_lines_is_refused() -> None:
    paper = paper_2024()
    style = "td { border: none; border-left: 1px solid; border-right: 1px solid }"
    with pytest.raises(ReadingRefused, match=r"第 1 页的表格没有横线.*给表格加上框线"):
        forms_in(f"<style>{style}</style>", f"<p>{paper.rows[0][0]}</p>", table_of(paper.rows[1:]))


@PAPERS
@pytest.mark.parametrize("style", ["border-spacing: 2px", "border-spacing: 3pt"])
def test_gaps_between_the_cells_of_a_table_are_no_rows(paper: Paper, style: str) -> None:
    separate = f"<style>table {{ border-collapse: separate; {style} }}</style>"
    (form,) = forms_in(separate, table_of(paper.rows))
    assert form.content == paper.content


@PAPERS
def test_the_line_under_a_text_is_no_line_of_the_table(paper: Paper) -> None:
    (form,) = forms_in("<style>td { text-decoration: underline }</style>", table_of(paper.rows))
    assert form.content == paper.content


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_letter_drawn_twice_for_bold_is_one() -> None:
    page = Page()
    for shift in (0.0, 0.3):
        page.text(40 + shift, 60, "读书月活动110场")
    (table,) = tables_in(pdf_of(page), "pdf")
    assert table.rows == {0: {0: "读书月活动110场"}}


@pytest.mark.parametrize(("producer", "says"), [("Skia/PDF m150", "１月～６月／—"), ("WPS", "１月〜６月∕―")])
def test_the_names_that_chromium_gives_to_common_signs_are_theirs(producer: str, says: str) -> None:
    page = Page()
    page.text(40, 60, "１月〜６月∕―")
    font = composite("STSong-Light", "UCS", _own_codes("１月〜６月∕―"))
    font.update(_names("１月〜６月∕―"))
    page.said = ["BT /F1 6 Tf 40 700 Td <00010002000300040005000600070008> Tj ET"]
    (table,) = tables_in(pdf_of(page, producer=producer, font=font), "pdf")
    assert table.rows[0][0].startswith(says)


def test_marks_that_share_a_blank_half_do_not_cover_each_other() -> None:
    marks = [Char("）", 10, 0, 20, 10), Char("，", 15, 0, 25, 10)]
    letters = [Char("甲", 10, 0, 20, 10), Char("乙", 15, 0, 25, 10)]
    assert spilled(marks, []) == set()
    assert spilled(letters, []) == set(letters)


def _own_codes(text: str) -> DecodedStreamObject:
    """Codes in the order of the letters, each for the sign with twice its number."""
    pairs = "".join(f"<{n:04x}> {2 * n}\n" for n in range(1, len(text) + 1))
    stream = DecodedStreamObject()
    stream.set_data(
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(text)} begincidchar\n{pairs}endcidchar".encode()
    )
    return stream


def _names(text: str) -> dict[object, object]:
    pairs = "".join(f"<{n:04x}> <{ord(letter):04x}>\n" for n, letter in enumerate(text, start=1))
    stream = DecodedStreamObject()
    stream.set_data(f"begincmap\n{len(text)} beginbfchar\n{pairs}endbfchar\nendcmap".encode())
    return {NameObject("/ToUnicode"): stream}


def test_a_font_whose_codes_stand_in_the_file_has_its_widths() -> None:
    teach_pdfminer()
    font = composite("Own", "Identity", _own_codes("宽窄宽"), widths=[100, 1000, 100, 500, 100, 1000])
    font.update(_names("宽窄宽"))
    page = Page(["BT /F1 10 Tf 40 700 Td <000100020003> Tj ET"])
    with pdfplumber.open(BytesIO(pdf_of(page, font=font))) as document:
        letters = [(char["text"], char["x0"], char["x1"]) for char in document.pages[0].chars]
    assert letters == [("宽", 40, 50), ("窄", 50, 55), ("宽", 55, 65)]


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 2])
def test_a_scanned_page_among_others_is_noted(number: int) -> None:
    paper, picture, writer = paper_2024(), BytesIO(), PdfWriter()
    Image.new("L", (600, 800), 200).save(picture, "PDF")
    pages = [pdf_of(sheet(paper.rows, WIDTHS))]
    pages.insert(number - 1, picture.getvalue())
    for data in pages:
        writer.append(BytesIO(data))
    output = BytesIO()
    writer.write(output)
    document = read_document(output.getvalue(), "申报表.pdf", templates())
    (form,) = document.forms
    assert form.content == paper.content
    (note,) = (*form.notes, *document.notes)
    assert (note.code, note.place.page) == ("part_not_read", number)
    assert f"第 {number} 页是图片" in note.message


def test_a_page_whose_box_begins_elsewhere_is_read() -> None:
    writer = PdfWriter(clone_from=BytesIO(flowing_pdf("项目名称：全民阅读推广")))
    page = writer.pages[0]
    right, top = float(page.mediabox.width) + 2000, float(page.mediabox.height) + 3000
    page.add_transformation(Transformation().translate(2000, 3000))
    page.mediabox = RectangleObject((2000, 3000, right, top))
    output = BytesIO()
    writer.write(output)
    assert len(PdfReader(output).pages) == 1
    (table,) = tables_in(output.getvalue(), "pdf")
    assert table.rows == {0: {0: "项目名称：全民阅读推广"}}


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("says_so", [True, False])
def test_a_page_on_its_side_is_read(turn: int, says_so: bool) -> None:
    paper, writer = paper_2024(), PdfWriter()
    drawn = PdfReader(BytesIO(pdf_of(sheet(paper.rows, WIDTHS)))).pages[0]
    if says_so:
        writer.add_page(drawn).rotate(turn)
    else:
        page = writer.add_blank_page(1200, 1200)
        page.merge_transformed_page(drawn, Transformation().translate(-300, -420).rotate(turn).translate(600, 600))
    output = BytesIO()
    writer.write(output)
    assert read(output.getvalue()).content == paper.content


# --- rows at the end of a page --------------------------------------------------------------------------------------


ROW = ("产出指标", "*数量指标", "讲座场次")


@pytest.mark.parametrize(
    ("last", "first", "said"),
    [
        ((False, False, False), (False, False, False), BROKEN),  # cut on both pages
        ((False, True, True), (False, False, False), CLOSED),  # only the merged cell goes on
        ((False, False, False), (False, True, True), CLOSED),
        ((True, True, True), (True, True, True), None),  # as Word draws all its cells
        ((), (False, False), None),
    ],
)
def test_lines_at_the_end_of_a_page_say_whether_its_last_row_goes_on(
    last: tuple[bool, ...], first: tuple[bool, ...], said: str | None
) -> None:
    assert said_by([Ends((), last), Ends(first, ())]) == [said, None]


def test_where_a_program_leaves_cut_cells_open_a_closed_row_is_whole() -> None:
    pages = [Ends((), (True, True)), Ends((True, True), (False, False)), Ends((False, False), (True, True))]
    assert said_by(pages) == [CLOSED, BROKEN, None]


def test_a_head_printed_again_is_not_what_the_row_above_goes_on_with() -> None:
    head = ("一级指标", "二级指标", "三级指标")
    pages = [Ends((), (False,) * 3, rows=frozenset({head})), Ends((False,) * 3, (), first_texts=head)]
    assert said_by(pages) == [None, None]


def test_the_rest_of_a_page_beside_a_merged_cell_is_no_row() -> None:
    letter = [Char("甲", 1, 1, 9, 9)]
    merged, name, target, rest = (0, 0, 50, 90), (50, 0, 90, 40), (90, 0, 140, 40), (50, 40, 140, 90)
    table: dict[Box, list[Char]] = {merged: letter, name: letter, target: letter, rest: []}
    assert list(without_blank_end(table)) == [merged, name, target]
    assert list(without_blank_end({**table, rest: letter})) == [merged, name, target, rest]


def test_a_line_in_the_middle_of_its_cell_has_room() -> None:
    cell = (0, 0, WIDTH / 6, 20)
    assert not is_full([Char("字", 30 + 10 * n, 5, 40 + 10 * n, 15) for n in range(4)], cell)
    assert is_full([Char("字", 2 + 10 * n, 5, 12 + 10 * n, 15) for n in range(9)], cell)
