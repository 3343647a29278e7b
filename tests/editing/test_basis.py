"""The amounts read in 测算依据: beside the form, and marked in the text of the review."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from declarations.comparing import ADDED, KEPT, REMOVED, Piece, text_pieces
from declarations.forms.basis import basis_view, marked
from declarations.rules.arithmetic import reading_of
from declarations.workflow import Status
from indicators.template import AmountUnit
from tests.editing.posting import form_data
from tests.factories import District, SignIn, complete, declared, draft
from tests.rules.factories import GOOD, GOOD_2021, LONGHUA, SHENZHEN, YEAR

TEXT = "1.书车运行：12个月×25000元=300000元；2.新购图书：18万元。"
SUM_IS_RIGHT = replace(GOOD, calculation_basis=TEXT)


def test_the_view_has_a_line_for_each_item_the_sum_and_the_verdict() -> None:
    view = basis_view(SHENZHEN, SUM_IS_RIGHT, YEAR)
    assert view is not None
    assert [(line.number, line.label, line.amount) for line in view.lines] == [
        (1, "书车运行", "300,000.00"),
        (2, "新购图书", "180,000.00"),
    ]
    assert view.lines[0].formula == "12个月×25000元=300000元"
    assert (view.sum, view.state, view.words) == ("480,000.00", "ok", "与本年度项目金额一致")


def test_the_view_says_by_how_much_the_sum_differs_in_the_unit_of_the_form() -> None:
    content = replace(SUM_IS_RIGHT, year_amount=Decimal(500_000))
    view = basis_view(SHENZHEN, content, YEAR)
    assert view is not None
    assert (view.state, view.words) == ("warning", "比本年度项目金额少 20,000.00 元")
    in_ten_thousands = basis_view(replace(SHENZHEN, amount_unit=AmountUnit.TEN_THOUSAND), content, YEAR)
    assert in_ten_thousands is not None
    assert (in_ten_thousands.sum, in_ten_thousands.words) == ("48.00", "比本年度项目金额少 2.00 万元")


def test_the_view_says_why_it_cannot_tell() -> None:
    view = basis_view(SHENZHEN, replace(GOOD, calculation_basis="按上年执行情况测算。"), YEAR)
    assert view is not None
    assert (view.state, view.words, view.has_marks) == ("hint", "无法判断：没有写金额。", False)


def test_a_form_without_a_basis_or_with_a_blank_one_has_no_view() -> None:
    assert basis_view(LONGHUA, GOOD_2021, YEAR) is None
    assert basis_view(SHENZHEN, replace(GOOD, calculation_basis=" \n"), YEAR) is None


def test_an_amount_is_marked_within_what_was_added_and_never_within_what_went() -> None:
    earlier = TEXT.replace("18万元", "17万元")
    pieces = marked(text_pieces(earlier, TEXT), reading_of(SUM_IS_RIGHT, YEAR), AmountUnit.YUAN)
    assert Piece(REMOVED, "17") in pieces
    assert Piece(ADDED, "18", "2. 新购图书：180,000.00 元") in pieces
    assert Piece(KEPT, "万元", "2. 新购图书：180,000.00 元", "2") in pieces


@given(
    st.text(alphabet="1.2万元一、，。设备支付30%合计\n", max_size=60), st.text(alphabet="1.2万元，设备", max_size=30)
)
def test_marks_change_no_text(now: str, earlier: str) -> None:
    pieces = text_pieces(earlier, now)
    found = marked(pieces, reading_of(replace(GOOD, calculation_basis=now), YEAR), AmountUnit.YUAN)
    for kinds in ({KEPT, ADDED}, {KEPT, REMOVED}):
        before = "".join(piece.text for piece in pieces if piece.kind in kinds)
        assert "".join(piece.text for piece in found if piece.kind in kinds) == before


def test_the_form_page_shows_the_reading_and_the_text_with_its_marks(place: District, as_user: SignIn) -> None:
    declaration = complete(place, calculation_basis="1.演出：150万元。2.<b>培训</b>：9.6万元。")
    page = as_user(place.declarant).get(f"/declarations/{declaration.pk}/edit/").content.decode()
    reading = page[page.index('id="basis-reading"') :]
    assert "与本年度项目金额一致" in reading
    assert "看这些金额在文中的位置" in reading
    assert '<mark class="read" title="1. 演出：1,500,000.00 元">150万元' in reading
    assert "<b>培训" not in reading


def test_a_save_brings_the_reading_up_to_date(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    data = form_data(declaration, calculation_basis="1.演出：150万元。2.培训：4.6万元。")
    response = as_user(place.declarant).post(
        f"/declarations/{declaration.pk}/save/", data, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert "比本年度项目金额少 50,000.00 元" in page[page.index('data-put="basis-reading"') :]


def test_a_blank_basis_says_what_will_stand_here(place: District, as_user: SignIn) -> None:
    page = as_user(place.declarant).get(f"/declarations/{draft(place).pk}/edit/").content.decode()
    assert "填写测算依据后，这里显示读到的金额" in page


def test_the_review_marks_the_amounts_in_the_text_and_lists_them_beside_it(client: Client, place: District) -> None:
    text = "1.演出：150万元。2.“<i>培训</i>”：9.6万元。"
    declaration = declared(place, Status.DEPARTMENT_REVIEW, calculation_basis=text)
    client.force_login(place.reviewer)
    page = client.get(f"/declarations/{declaration.pk}/").content.decode()
    cell = page[page.index('id="f-calculation_basis"') :].partition("</td>")[0]
    assert re.findall(r'<mark class="read" title="([^"]*)">([^<]*)<sup>', unescape(cell)) == [
        ("1. 演出：1,500,000.00 元", "150万元"),
        ("2. “<i>培训</i>”：96,000.00 元", "9.6万元"),
    ]
    assert "<i>" not in cell
    assert "测算依据中读到的金额" in page
