"""The PDF: every text in it, the right fonts, nothing fetched, no text cut."""

from __future__ import annotations

import builtins
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetcher

from declarations.content import DeclarationContent, Indicator
from declarations.stamps import pages_within_rows
from declarations.writing import engine
from declarations.writing.errors import WritingError
from declarations.writing.layout import declaration_layout
from declarations.writing.pdf import declaration_html, declaration_pdf
from indicators.template import FormTemplate
from tests.writing.factories import (
    APPROVED,
    HASH,
    INFO,
    LEDGER_FORM,
    OUTPUT,
    PROJECT_FORM,
    extreme_content,
    full_content,
    ledger_content,
    project_content,
    sentences,
)

PDFTOTEXT = shutil.which("pdftotext")
needs_pdftotext = pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler-utils) is not installed")
PAGE_WIDTH, PAGE_HEIGHT = 595, 842
MARGIN, HEAD, FOOT = 42, 48, 45  # points, as in declaration.css


def squeezed(text: str) -> str:
    return "".join(text.split())


def text_of(pdf: bytes, *options: str) -> str:
    assert PDFTOTEXT is not None
    command = [PDFTOTEXT, "-raw", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S603


def column_text(pdf: bytes, left: int, right: int) -> str:
    """What stands between two edges (per cent of the table), all pages, without what runs at their head and foot."""
    width = PAGE_WIDTH - 2 * MARGIN
    box = {
        "-x": MARGIN + width * left // 100,
        "-y": HEAD,
        "-W": width * (right - left) // 100,
        "-H": PAGE_HEIGHT - HEAD - FOOT,
    }
    return squeezed(text_of(pdf, *(str(part) for option in box.items() for part in option)))


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in reader(pdf).pages]


def base_fonts(pdf: bytes) -> set[str]:
    fonts: set[str] = set()
    for page in reader(pdf).pages:
        resources: Any = page["/Resources"]
        fonts |= {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    return fonts


@needs_pdftotext
@pytest.mark.parametrize(
    ("content", "template"),
    [(project_content(), PROJECT_FORM), (full_content(), PROJECT_FORM), (ledger_content(), LEDGER_FORM)],
    ids=["project", "with budget lines", "ten thousands"],
)
def test_the_text_of_every_cell_is_in_the_file(content: DeclarationContent, template: FormTemplate) -> None:
    printed = squeezed(text_of(declaration_pdf(content, template, APPROVED)))
    layout = declaration_layout(content, template)
    assert squeezed(layout.title) in printed
    for table in layout.tables:
        for row in (*table.header, *table.rows):
            for cell in row:
                assert squeezed(cell.text) in printed


@needs_pdftotext
def test_no_text_is_cut_where_a_row_is_higher_than_a_page() -> None:
    content = extreme_content()
    pdf = declaration_pdf(content, PROJECT_FORM, APPROVED)
    explanations = column_text(pdf, 66, 100).replace("指标解释", "")
    assert sentences(10_000) in explanations
    assert squeezed(content.indicators[12].explanation) in explanations
    texts = column_text(pdf, 18, 100)
    assert texts.count(sentences(2000)) == 3
    assert squeezed(content.calculation_basis) in texts


@needs_pdftotext
def test_a_word_without_a_blank_is_wrapped_inside_its_cell() -> None:
    content = replace(project_content(), indicators=(Indicator(OUTPUT, "数量指标", True, "名", "x" * 200, "释"),))
    assert "x" * 200 in column_text(declaration_pdf(content, PROJECT_FORM, APPROVED), 50, 66)


def test_only_the_chinese_serif_font_is_embedded() -> None:
    fonts = base_fonts(declaration_pdf(full_content(), PROJECT_FORM, INFO))
    assert fonts
    assert all("Noto-Serif" in font and ("SC" in font or "CJK" in font) for font in fonts), fonts


def test_pages_are_numbered_and_the_head_of_the_indicators_is_repeated() -> None:
    found = pages(declaration_pdf(extreme_content(), PROJECT_FORM, INFO))
    assert len(found) > 3
    for number, text in enumerate(found, 1):
        assert f"第{number}页共{len(found)}页" in text
    assert all(squeezed("一级指标二级指标三级指标目标值指标解释") in text for text in found[-3:])


def test_the_printout_says_its_state_version_time_and_history() -> None:
    pdf = declaration_pdf(project_content(), PROJECT_FORM, replace(INFO, late=True))
    first = pages(pdf)[0]
    for words in (
        "（2027年度）",
        "金额单位：元",
        "待财政审核·第2次提交·逾期提交",
        "打印时间2026-11-2010:32",
        "变更记录5b1f0c77e2a9",
    ):
        assert words in first


def test_what_is_not_approved_is_marked_as_a_draft_on_every_page() -> None:
    assert all(text.count("草稿") == 2 for text in pages(declaration_pdf(full_content(), PROJECT_FORM, INFO)))
    assert not any("草稿" in text for text in pages(declaration_pdf(full_content(), PROJECT_FORM, APPROVED)))


def test_a_printout_without_history_says_nothing_of_it() -> None:
    pdf = declaration_pdf(project_content(), PROJECT_FORM, replace(INFO, history_head=""))
    assert "变更记录" not in pages(pdf)[0]
    assert "/historyhead" not in (reader(pdf).metadata or {})


def test_the_metadata_name_the_form_its_language_and_the_whole_hash() -> None:
    found = reader(declaration_pdf(project_content(), PROJECT_FORM, INFO))
    assert found.metadata is not None
    assert found.metadata.title == "二级项目支出绩效目标申报表：公共文化服务与场馆开放保障"
    assert str(found.metadata["/historyhead"]) == HASH
    catalog: Any = found.trailer["/Root"]
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/MarkInfo"]["/Marked"].value is True


def test_the_same_declaration_gives_the_same_bytes() -> None:
    assert declaration_pdf(project_content(), PROJECT_FORM, INFO) == declaration_pdf(
        project_content(), PROJECT_FORM, INFO
    )


class CountingFetcher(URLFetcher):  # type: ignore[misc]
    """Writes down what is asked for and gives nothing."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())
        self.asked: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> Any:
        self.asked.append(url)
        return super().fetch(url, headers)


HOSTILE = (
    '<img src="file:///etc/passwd">',
    "<img src='http://example.invalid/x.png'>",
    '<link rel="attachment" href="file:///etc/hostname">',
    "<style>@import url(http://example.invalid/x.css); body { background: url(file:///etc/passwd) }</style>",
    '<iframe src="file:///etc/passwd"></iframe><object data="file:///etc/passwd"></object>',
    '"><svg><image href="http://example.invalid/x.svg"/></svg>',
    "{% include 'settings.py' %}{{ settings.SECRET_KEY }}",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_into_a_text_is_fetched(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fetcher = CountingFetcher()
    monkeypatch.setattr(engine, "FETCHER", fetcher)
    content = replace(
        project_content(),
        name=typed,
        annual_goal=f"前{typed}后",
        indicators=(Indicator(typed, typed, True, typed, typed, typed),),
    )
    pdf = declaration_pdf(content, PROJECT_FORM, replace(INFO, status=typed, version=typed))
    assert fetcher.asked == []
    assert "root:" not in "".join(pages(pdf))
    assert not reader(pdf).attachments


def test_the_engine_refuses_every_address_but_data() -> None:
    for address in (
        "file:///etc/passwd",
        "http://example.invalid/",
        "https://example.invalid/",
        "ftp://example.invalid/",
    ):
        with pytest.raises(ValueError, match="disallowed"):
            engine.FETCHER.fetch(address)


def test_what_looks_like_markup_is_printed_as_text() -> None:
    content = replace(project_content(), annual_goal="成本<5%，<待补充>，A&B")
    assert "成本<5%，<待补充>，A&B" in pages(declaration_pdf(content, PROJECT_FORM, APPROVED))[0]


def test_pasted_paragraphs_are_printed_as_paragraphs() -> None:
    content = replace(project_content(), annual_goal="<p>第一段</p><ol><li>甲</li><li>乙</li></ol>")
    html = declaration_html(content, PROJECT_FORM, INFO)
    assert "第一段\n1. 甲\n2. 乙" in html


def test_the_document_is_chinese_and_names_the_font() -> None:
    assert '<html lang="zh-CN">' in declaration_html(project_content(), PROJECT_FORM, INFO)
    css = (Path(__file__).resolve().parents[2] / "templates/writing/declaration.css").read_text(encoding="utf-8")
    assert 'font-family: "Noto Serif SC", "Noto Serif CJK SC"' in css


def test_a_span_of_a_thousand_rows_is_written_without_a_separator() -> None:
    rows = tuple(Indicator(OUTPUT, "数量指标", True, str(number)) for number in range(1200))
    assert 'rowspan="1200"' in declaration_html(replace(project_content(), indicators=rows), PROJECT_FORM, INFO)


def test_a_machine_without_the_library_gets_a_sentence_instead_of_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "declarations.writing.engine":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(WritingError, match="缺少排版库 Pango"):
        declaration_pdf(project_content(), PROJECT_FORM, INFO)


def test_a_pdf_names_the_pages_that_begin_within_a_row() -> None:
    def said_of(content: DeclarationContent) -> tuple[str, int]:
        pdf = reader(declaration_pdf(content, PROJECT_FORM, INFO))
        assert pdf.metadata
        return str(pdf.metadata["/brokenrows"]), len(pdf.pages)

    short = DeclarationContent(form=PROJECT_FORM.title, name="全民阅读")
    assert pages_within_rows(*said_of(short)) == set()
    said, count = said_of(replace(short, calculation_basis="组织社区读书活动。\n" * 120))
    assert 2 in (pages_within_rows(said, count) or ())
    assert pages_within_rows(said, count + 1) is None  # put together with another file
    assert pages_within_rows("{", 1) is None
    assert pages_within_rows(None, 1) is None
