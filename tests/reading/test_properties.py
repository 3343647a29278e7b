"""Whatever comes, reading answers or refuses; and what an undamaged form prints is what is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.content import DeclarationContent, Indicator
from declarations.reading import ReadDocument, ReadingRefused, document_as_json, read_document
from indicators.template import FieldKind, FormTemplate, TemplateField
from tests.reading.factories import printed, read, read_one, templates

PIECES = [
    *(template.title for template in templates()),
    *(field.label for template in templates() for field in template.fields),
    *(column.label for template in templates() for column in template.columns),
    *(category.level2 for template in templates() for category in template.categories),
    *(category.level1 for template in templates() for category in template.categories),
    *("\t", "\t", "\t", "\n", "\n", "\n", "：", "*", "+", "##", "|", "<p>", "</p>", "<ol>", "&lt;", "“", " ", "\u3000"),
    *(
        "≥95%",
        "不适用",
        "12",
        "2026/3/5",
        "440399260021500600011",
        "是",
        "万元",
        "读书月",
        "(限40字以内)",
        "张三",
        "。",
    ),
]
TEXT = st.text("春夏秋冬办好读书月送图书进社区0123456789，；（）《》、", min_size=1, max_size=60)
NAMES = st.text("春夏秋冬读书月图书社区讲座", min_size=2, max_size=12)
TARGETS = st.sampled_from(["≥95%", "100%", "12场", "≤30万元", "2026年6月30日前", "不少于3个", "显著", "7*24小时"])


def answers_or_refuses(data: bytes) -> ReadDocument | None:
    try:
        return read_document(data, "表.txt", templates())
    except ReadingRefused:
        return None


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    assert answers_or_refuses(data) is None


@given(st.text(max_size=400))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    answers_or_refuses(text.encode("utf-8", "surrogatepass"))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=80))
def test_the_words_of_forms_in_any_order_are_read_or_refused(pieces: list[str]) -> None:
    document = answers_or_refuses("".join([templates()[-1].title, "\n", *pieces]).encode("utf-8", "surrogatepass"))
    if document:
        document_as_json(document)


def field_value(field: TemplateField) -> st.SearchStrategy[Any]:
    match field.kind:
        case FieldKind.MONEY:
            return st.decimals(0, 10**11, places=2).map(Decimal)
        case FieldKind.INTEGER:
            return st.integers(1, 20)
        case FieldKind.BOOLEAN:
            return st.booleans()
        case FieldKind.DATE:
            return st.dates(date(2000, 1, 1), date(2099, 12, 31))
    return st.text("0123456789", min_size=21, max_size=21) if field.key == "code" else TEXT


def rows(form: FormTemplate) -> st.SearchStrategy[list[Indicator]]:
    """One to three rows for each category, in form order."""
    weights = st.decimals(1, 50, places=0).map(Decimal) if form.has_weights else st.none()
    return st.tuples(
        *(
            st.lists(
                st.builds(
                    Indicator,
                    level1=st.just(category.level1),
                    level2=st.just(category.level2),
                    required=st.just(category.required),
                    name=NAMES,
                    target=TARGETS,
                    explanation=TEXT,
                    weight=weights,
                ),
                min_size=1,
                max_size=3,
            )
            for category in form.categories
        )
    ).map(lambda groups: [row for group in groups for row in group])


@st.composite
def contents(draw: st.DrawFn) -> tuple[FormTemplate, DeclarationContent]:
    form = draw(st.sampled_from(templates()))
    values = {field.key: draw(field_value(field)) for field in form.fields}
    content = DeclarationContent(form=form.title, indicators=tuple(draw(rows(form)))).with_values(values)
    return form, content


@given(contents())
def test_an_undamaged_form_reads_back_equal(case: tuple[FormTemplate, DeclarationContent]) -> None:
    form, content = case
    assert read_one(printed(content, form)).content == content


def with_merged_cells(text: str) -> str:
    """The text with category cells blank where they repeat the row above, as merged cells are printed."""
    lines: list[str] = []
    above = ["", ""]
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) > 4:
            same_level1, same_level2 = cells[0] == above[0], cells[:2] == above
            above = cells[:2]
            cells = ["" if same_level1 else cells[0], "" if same_level2 else cells[1], *cells[2:]]
        lines.append("\t".join(cells))
    return "\n".join(lines)


@given(contents())
def test_merged_cells_change_nothing(case: tuple[FormTemplate, DeclarationContent]) -> None:
    form, content = case
    assert read_one(with_merged_cells(printed(content, form))).content == content


@settings(max_examples=30)  # each of several forms
@given(st.lists(contents(), min_size=2, max_size=4))
def test_forms_of_one_document_keep_apart(cases: list[tuple[FormTemplate, DeclarationContent]]) -> None:
    document = read("\n\n".join(printed(content, form) for form, content in cases))
    assert [form.content for form in document.forms] == [content for _, content in cases]
