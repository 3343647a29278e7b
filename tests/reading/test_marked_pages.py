"""PDF pages with a watermark, two on a sheet, of fonts that do not name their letters, with shades for lines."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import DecodedStreamObject, NameObject

from declarations.reading import ReadingRefused, read_document
from declarations.reading.apart import tables_in
from declarations.reading.openers.pdfmarks import marks_of, watermarks, without
from declarations.reading.openers.pdftext import Char, is_scrambled, is_unread
from tests.reading.drawn_pages import HEIGHT, WIDTH, Page, composite, pdf_of, sheet
from tests.reading.factories import codes, templates
from tests.reading.paper import Paper, Rows, paper_2021, paper_2024
from tests.reading.test_paged import forms_in, table_of
from tests.reading.test_pdf import flowing_pdf
from tests.reading.test_printed_sheets import WIDTHS, read

MARK = "内部资料"
BOTH = [paper_2024(), paper_2021()]


def printed_over(page: Page, text: str, size: float, *, first: bool = False, grey: float = 0.8) -> Page:
    """The page with a text across its tables, drawn before or after them."""
    code = text.encode("utf-16-be").hex()
    mark = f"q {grey} g BT /F1 {size} Tf 100 {HEIGHT - 150} Td <{code}> Tj ET Q"
    page.said.insert(0 if first else len(page.said), mark)
    return page


def merged(*files: bytes) -> bytes:
    writer, output = PdfWriter(), BytesIO()
    for data in files:
        writer.append(BytesIO(data))
    writer.write(output)
    return output.getvalue()


# --- watermarks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("size", [8, 60])
def test_a_watermark_on_all_pages_is_left_out_and_named(size: float, first: bool) -> None:
    pages = [printed_over(sheet(paper.rows, WIDTHS), MARK, size, first=first) for paper in BOTH]
    document = read_document(pdf_of(*pages), "申报表.pdf", templates())
    assert [form.content for form in document.forms] == [paper.content for paper in BOTH]
    (note,) = document.notes
    assert (note.code, note.place.page) == ("part_not_read", 1)
    assert f"“{MARK}”" in note.message
    assert "水印" in note.message


def test_a_large_watermark_on_the_only_page_is_left_out() -> None:
    paper = paper_2024()
    document = read_document(pdf_of(printed_over(sheet(paper.rows, WIDTHS), MARK, 60)), "申报表.pdf", templates())
    assert [form.content for form in document.forms] == [paper.content]
    assert [note.code for note in document.notes] == ["part_not_read"]


def test_small_letters_over_the_only_page_are_read_and_noted() -> None:
    form = read(pdf_of(printed_over(sheet(paper_2024().rows, WIDTHS), MARK, 7)))
    assert "text_overflows" in codes(form)


def test_pages_covered_by_words_of_a_form_are_refused_with_both_reasons() -> None:
    pages = [printed_over(sheet(paper.rows, WIDTHS), "本项目绩效目标已经批复不得修改", 30) for paper in BOTH]
    with pytest.raises(ReadingRefused, match=r"行高不够，或者上面压着水印.*超出单元格、互相重叠.*去掉水印"):
        read(pdf_of(*pages))


def letters(text: str, style: str, top: float = 0.0) -> list[Char]:
    return [Char(sign, 10.0 * n, top, 10.0 * n + 10, top + 10, None, style) for n, sign in enumerate(text)]


def marks_on(pages: Sequence[list[Char]], spilled: Sequence[list[Char]]) -> set[str]:
    found = watermarks([(*marks_of(page), set(over)) for page, over in zip(pages, spilled, strict=True)])
    return {mark.text for mark in found}


BODY = "每季度开展一次全面检查"


@pytest.mark.parametrize(
    ("text", "is_mark"), [(MARK, True), ("一级指标二级指标", False), ("申请单位：", False), ("2026", False)]
)
def test_letters_of_their_own_look_at_one_place_on_all_pages_are_a_mark(text: str, is_mark: bool) -> None:
    pages = [letters(BODY, "song") + letters(text, "hei", top=40) for _ in range(3)]
    over = [page[-len(text) :] for page in pages]
    assert marks_on(pages, over) == ({text} if is_mark else set())
    assert marks_on(pages, [[]] * 3) == set()  # it lies on nothing


def test_a_look_that_comes_and_goes_is_no_mark() -> None:
    page = letters(MARK, "hei", top=40) + letters(BODY, "song") + letters("甲", "hei", top=80)
    assert marks_on([page, page], [page, page]) == set()


def test_what_stands_elsewhere_on_each_page_is_no_mark() -> None:
    pages = [letters(BODY, "song") + letters(MARK, "hei", top=40 + 5 * n) for n in range(3)]
    assert marks_on(pages, pages) == set()


def test_the_letters_of_a_mark_alone_are_taken_away() -> None:
    page = letters(BODY, "song") + letters(MARK, "hei", top=40)
    assert without(page, marks_of(page)[0]) == letters(BODY, "song")
    assert without(page, []) == page


# --- two pages on a sheet -------------------------------------------------------------------------------------------


def two_up(data: bytes) -> bytes:
    """Each two pages side by side on one sheet."""
    writer, output, pages = PdfWriter(), BytesIO(), PdfReader(BytesIO(data)).pages
    for number in range(0, len(pages), 2):
        paper = writer.add_blank_page(2 * WIDTH, HEIGHT)
        for place, page in enumerate(pages[number : number + 2]):
            paper.merge_transformed_page(page, Transformation().translate(place * WIDTH, 0))
    writer.write(output)
    return output.getvalue()


def test_two_pages_on_a_sheet_are_read_one_after_the_other() -> None:
    papers = [*BOTH, paper_2024()]
    data = two_up(pdf_of(*(sheet(paper.rows, WIDTHS) for paper in papers)))
    assert len(PdfReader(BytesIO(data)).pages) == 2
    document = read_document(data, "申报表.pdf", templates())
    assert [form.content for form in document.forms] == [paper.content for paper in papers]
    assert [form.place.page for form in document.forms] == [1, 1, 2]


@pytest.mark.parametrize("paper", BOTH, ids=["2024", "2021"])
def test_a_form_that_goes_on_with_the_other_half_of_its_sheet_is_one(paper: Paper) -> None:
    parts: list[Rows] = [paper.rows[: paper.first + 3], paper.rows[paper.first + 3 :]]
    (form,) = read_document(two_up(pdf_of(*(sheet(part, WIDTHS) for part in parts))), "a.pdf", templates()).forms
    assert form.content == paper.content


@pytest.mark.parametrize("widths", [WIDTHS, (60, 90, 110, 90, 780)])
def test_a_sheet_with_one_table_is_one_page(widths: Sequence[float]) -> None:
    paper, writer, output = paper_2024(), PdfWriter(), BytesIO()
    wide = writer.add_blank_page(2 * WIDTH, HEIGHT)
    wide.merge_page(PdfReader(BytesIO(pdf_of(sheet(paper.rows, widths)))).pages[0], expand=False)
    writer.write(output)
    assert read(output.getvalue()).content == paper.content


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_font_that_does_not_name_its_letters_is_refused() -> None:
    data = pdf_of(sheet(paper_2024().rows, WIDTHS), font=composite("Own", "Identity", NameObject("/Identity-H")))
    with pytest.raises(ReadingRefused, match=r"第 1 页的字体没有带文字编码.*重新导出 PDF.*Excel、Word"):
        read(data)


@pytest.mark.parametrize(
    ("text", "scrambled"),
    [("!\"#$%&'()*+,-./0123456789:;<=", True), ("Net amount: 1,234.50 (100%)", False), ("目标<=5; >=3; !", False)],
)
def test_letters_in_the_order_of_a_keyboard_are_no_text(text: str, scrambled: bool) -> None:
    assert is_scrambled(text) is scrambled


@pytest.mark.parametrize(
    ("text", "unread"),
    [("(cid:12)", True), ("¶", True), ("ﬁ", True), ("\x80", True), ("\ue123", True)]
    + [(sign, False) for sign in "指a1（—㎡m²°±×÷·≥①€"],
)
def test_signs_that_no_chinese_text_has_many_of_are_known(text: str, unread: bool) -> None:
    assert is_unread(text) is unread


def test_a_letter_without_a_name_is_noted_where_it_stands() -> None:
    names, nameless = DecodedStreamObject(), ord("队")
    pairs = f"<0000> <{nameless - 1:04x}> <0000> <{nameless + 1:04x}> <ffff> <{nameless + 1:04x}>"
    names.set_data(f"begincmap 2 beginbfrange {pairs} endbfrange endcmap".encode())
    font = composite("Own", "Identity", NameObject("/Identity-H"))
    font[NameObject("/ToUnicode")] = names
    paper = paper_2024()
    form = read(pdf_of(sheet(paper.rows, WIDTHS), font=font))
    assert form.content == paper.expected({"indicators[8].name": "志愿者\ufffd伍"})
    (note,) = form.notes
    assert (note.code, note.field) == ("unreadable_character", "indicators[8].name")


@pytest.mark.parametrize("hand", ["<<  /Registry (Adobe)\n/Ordering (UCS)", "<< /Registry (Adobe)"])
def test_letters_named_by_chromium_are_known_in_a_file_that_another_program_put_together(hand: str) -> None:
    names = DecodedStreamObject()
    names.set_data(f"/CIDSystemInfo\n{hand}\nbegincmap 2 beginbfchar <0001> <0031> <0002> <2015> endbfchar".encode())
    font = composite("Own", "Identity", NameObject("/Identity-H"))
    font[NameObject("/ToUnicode")] = names
    first = pdf_of(Page(["BT /F1 6 Tf 40 700 Td <00010002> Tj ET"]), font=font)
    (table, _) = tables_in(merged(first, flowing_pdf("甲")), "pdf")
    assert table.rows[0][0] == ("1—" if "  " in hand else "1―")


@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "UniGB-UTF16-H"])
def test_characters_that_the_table_of_a_font_lacks_are_read(encoding: str) -> None:
    text = "面积1300m²·每间\ue123三"
    page = Page()
    page.text(40, 60, text)
    (table,) = tables_in(pdf_of(page, font=composite("STSong-Light", "GB1", NameObject(f"/{encoding}"))), "pdf")
    assert table.rows == {0: {0: text}}


def test_names_beside_a_table_of_codes_do_not_matter() -> None:
    names = DecodedStreamObject()
    names.set_data(b"begincmap 1 beginbfrange <4e00> <9fff> <4e00> endbfrange endcmap")
    font = composite("STSong-Light", "GB1", NameObject("/UniGB-UCS2-H"))
    font[NameObject("/ToUnicode")] = names
    paper = paper_2024()
    assert read(pdf_of(sheet(paper.rows, WIDTHS), font=font)).content == paper.content


# --- rows that show the last line of their texts ---------------------------------------------------------------------


@pytest.mark.parametrize(("creator", "noted"), [("Calc", True), ("Writer", False)])
def test_texts_of_which_a_low_row_shows_the_last_line_are_noted(creator: str, noted: bool) -> None:
    paper = paper_2024()
    rows = [["（元）：" if cell.startswith("长期") else cell for cell in row] for row in paper.rows]
    rows[5] = ["，元）：", *rows[5][1:]]
    notes = read(pdf_of(sheet(rows, WIDTHS), creator=creator)).notes
    said = [note for note in notes if note.code == "part_not_read"]
    assert [(note.place.page, "只露出文字的最后一行（如“，元）：”）" in note.message) for note in said] == [
        (1, True)
    ] * noted


def test_a_text_cut_by_the_end_of_a_page_is_no_last_line_of_a_low_row() -> None:
    paper = paper_2024()
    rest = [["，元）：", "", "", "", ""], *paper.rows[paper.first :]]
    pages = pdf_of(sheet(paper.rows[: paper.first], WIDTHS), sheet(rest, WIDTHS), creator="Calc")
    assert "part_not_read" not in codes(read(pages))


# --- shades ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", BOTH, ids=["2024", "2021"])
def test_rows_parted_by_shades_are_refused(paper: Paper) -> None:
    style = "<style>td { border: none } tr:nth-child(even) td { background: #eee }</style>"
    with pytest.raises(ReadingRefused, match=r"第 1 页的表格只有底色、没有框线.*给表格加上框线"):
        forms_in(style, f"<p>{paper.rows[0][0]}</p>", table_of(paper.rows[1:]))


@pytest.mark.parametrize("paper", BOTH, ids=["2024", "2021"])
def test_shaded_rows_between_lines_are_read(paper: Paper) -> None:
    style = "<style>tr:nth-child(even) td { background: #eee }</style>"
    (form,) = forms_in(style, f"<p>{paper.rows[0][0]}</p>", table_of(paper.rows[1:]))
    assert form.content == paper.content
