"""PDF: flowing text without ruling lines, places by page, drawings that are no tables."""

from __future__ import annotations

from html import escape
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from weasyprint import HTML

from declarations.content import DeclarationContent
from declarations.reading import read_document
from declarations.reading.apart import tables_in
from declarations.writing.pdf import declaration_pdf
from tests.reading.factories import template, templates
from tests.reading.test_exports import INFO, folded, long_content
from tests.reading.test_kinds import as_printed, invented

STYLE = """@page { size: 60cm 29cm; margin: 2cm } body { font: 9pt "Noto Serif CJK SC" }
p { margin: 0; white-space: pre; height: 14pt }"""


def flowing_pdf(text: str) -> bytes:
    """Each line of a text on a line of its own, on pages so wide that none is broken."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    data: bytes = HTML(string=f'<html lang="zh-CN"><style>{STYLE}</style>{lines}').write_pdf()
    return data


def contents_of(data: bytes) -> list[DeclarationContent]:
    return [form.content for form in read_document(data, "表.pdf", templates()).forms]


def test_a_published_document_as_flowing_pdf_says_what_its_text_says(shared: Path) -> None:
    document = shared / "samples" / "2025-smart-city-centre.txt"
    expected = read_document(document.read_bytes(), document.name, templates())
    read = contents_of(flowing_pdf(document.read_text(encoding="utf-8")))
    assert folded(tuple(read)) == folded(tuple(form.content for form in expected.forms))


def test_several_exported_forms_in_one_pdf_come_apart() -> None:
    forms = invented()
    writer = PdfWriter()
    for form in forms:
        pages = PdfReader(BytesIO(declaration_pdf(form.content, form.template, INFO))).pages
        for page in pages:
            writer.add_page(page)
    output = BytesIO()
    writer.write(output)
    read = contents_of(output.getvalue())
    assert folded(tuple(read)) == folded(tuple(map(as_printed, forms)))


def test_notes_on_a_pdf_name_the_page() -> None:
    form = template("project-2024")
    (read,) = read_document(declaration_pdf(long_content(), form, INFO), "表.pdf", templates()).forms
    pages = {note.place.page for note in read.notes}
    assert pages >= {1}
    assert max(page or 0 for page in pages) > 1
    assert read.place.to_json() == {"page": 1}


def test_what_runs_along_the_pages_is_no_text_of_the_form() -> None:
    form = template("project-2024")
    (table, *more) = tables_in(declaration_pdf(long_content(), form, INFO), "pdf")
    texts = [text for each in (table, *more) for row in each.rows.values() for text in row.values()]
    assert not [text for text in texts if "打印时间" in text or ("共" in text and "页" in text)]
    assert not [text for text in texts if text in {"草", "稿", "草稿"}]


def test_a_page_full_of_lines_is_a_drawing_and_takes_no_time() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    drawing = DecodedStreamObject()
    drawing.set_data(b"".join(b"%.1f 0 m %.1f 800 l S\n0 %.1f m 600 %.1f l S\n" % (n, n, n, n) for n in range(600)))
    page[NameObject("/Contents")] = writer._add_object(drawing)
    writer.add_page(PdfReader(BytesIO(flowing_pdf("甲"))).pages[0])
    output = BytesIO()
    writer.write(output)
    tables = tables_in(output.getvalue(), "pdf")
    assert [(table.page, table.rows) for table in tables] == [(2, {0: {0: "甲"}})]
