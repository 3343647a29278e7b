"""Downloading a blank workbook, and bringing one in that is older than its form."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from declarations.columns import flat_tables
from declarations.importing import direct as importing
from declarations.reading import ReadDocument, read_document
from declarations.stamps import STAMP_SHEET, Layout, Stamp, stamp_of
from indicators.loading import load_template, load_templates
from indicators.models import CategoryRecord
from perfgoals.accounts.models import User
from tests.factories import TEMPLATE, YEAR, District, district
from tests.importing.conftest import read

PAGE = "blank-workbooks"
TAKERS = ("declarant", "colleague", "department_declarant", "administrator", "stranger")
EVERYBODY = (*TAKERS, "reviewer", "finance", "auditor", "other_reviewer")


@pytest.fixture
def place(db: None) -> District:
    found = district()
    # Names that the delivered units do not have: importing looks units up by name.
    for unit, name in ((found.unit, "滨海区美术馆"), (found.department, "滨海区艺术局")):
        unit.name = name
        unit.save()
    return found


def fetched(client: Client, user: User, **params: Any) -> Any:
    client.force_login(user)
    return client.get(reverse(PAGE), params)


def stamp_in(response: Any) -> Stamp | None:
    book = load_workbook(BytesIO(b"".join(response)))
    return Stamp.parse(str(book[STAMP_SHEET]["A1"].value))


@pytest.mark.parametrize("who", EVERYBODY)
def test_declarants_and_administrators_may_take_a_blank_workbook(client: Client, place: District, who: str) -> None:
    wanted = 200 if who in TAKERS else 403
    assert fetched(client, getattr(place, who)).status_code == wanted
    own = {"stranger": place.other_unit, "department_declarant": place.department}.get(who, place.unit)
    assert fetched(client, getattr(place, who), year=YEAR, unit=own.pk, layout="flat").status_code == wanted


def test_nobody_takes_one_who_has_not_signed_in(client: Client, place: District) -> None:
    assert client.get(reverse(PAGE)).status_code == 302


@pytest.mark.parametrize("layout", list(Layout))
def test_a_declarant_takes_the_workbook_of_their_unit(client: Client, place: District, layout: Layout) -> None:
    response = fetched(client, place.declarant, year=YEAR, unit=place.unit.pk, layout=layout.value)
    words = {Layout.FLAT: "平面表", Layout.PAPER: "正式版式"}[layout]
    name = f"填报模板-2027 年度-二级项目支出绩效目标申报表-{words}-滨海区美术馆.xlsx"
    assert quote(name) in response["Content-Disposition"]
    assert stamp_in(response) == stamp_of(load_template(TEMPLATE), layout, YEAR, place.unit.code)


def test_units_and_lists_of_the_unit_stand_in_it(client: Client, place: District) -> None:
    response = fetched(client, place.declarant, year=YEAR, unit=place.unit.pk, layout="flat")
    form = load_template(TEMPLATE)
    book = load_workbook(BytesIO(b"".join(response)))
    sheet, table = book[form.title], flat_tables(form)[0]
    first = dict(zip((column.key for column in table.columns), (cell.value for cell in sheet[2]), strict=True))
    assert (first["applicant_unit"], first["budget_unit"]) == (place.unit.name, place.department.name)
    listed = {cell.value for row in book[STAMP_SHEET].iter_rows() for cell in row}
    assert {place.unit.name, place.department.name, "因素法", "*数量指标"} <= listed
    assert place.other_unit.name not in listed


def test_an_administrator_may_leave_the_unit_open(client: Client, place: District) -> None:
    stamp = stamp_in(fetched(client, place.administrator, year=YEAR, unit="", layout="paper"))
    assert stamp is not None
    assert stamp.unit == ""


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"layout": "flat", "unit": "", "year": YEAR}, "请选择申请单位。"),
        ({"layout": "flat", "unit": 0, "year": YEAR}, "不能为这个单位下载"),
        ({"layout": "flat", "unit": "x", "year": 1999}, "没有这个年度"),
        ({"layout": "round", "year": YEAR}, "没有这种版式"),
    ],
)
def test_what_cannot_be_chosen_is_said_at_its_field(
    client: Client, place: District, params: dict[str, Any], sentence: str
) -> None:
    if params.get("unit") == 0:
        params = {**params, "unit": place.other_unit.pk}
    response = fetched(client, place.declarant, **params)
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_the_page_offers_only_one_s_own_units_and_the_year_asked_for(client: Client, place: District) -> None:
    page = fetched(client, place.declarant, year=YEAR).content.decode()
    assert place.unit.name in page
    assert place.other_unit.name not in page
    assert f'<option value="{YEAR}" selected>' in page


def test_a_year_to_come_says_that_there_is_none_yet(client: Client, place: District) -> None:
    place.year.delete()
    assert "还没有安排年度" in fetched(client, place.administrator).content.decode()


def test_a_workbook_costs_few_queries(client: Client, place: District, django_assert_max_num_queries: Any) -> None:
    client.force_login(place.administrator)
    with django_assert_max_num_queries(16):
        client.get(reverse(PAGE), {"year": str(YEAR), "unit": str(place.unit.pk), "layout": "flat"})


def filled(client: Client, place: District) -> ReadDocument:
    return read_document(filled_file(client, place), "填报.xlsx", load_templates())


def filled_file(client: Client, place: District) -> bytes:
    response = fetched(client, place.declarant, year=YEAR, unit=place.unit.pk, layout="flat")
    form = load_template(TEMPLATE)
    book = load_workbook(BytesIO(b"".join(response)))
    columns = [column.key for column in flat_tables(form)[0].columns]
    book[form.title].cell(2, columns.index("name") + 1).value = "公共文化场馆开放"
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def test_a_workbook_of_today_may_be_brought_in(client: Client, place: District) -> None:
    plan = importing.preview(YEAR, filled(client, place), importing.UnitBook())
    assert plan.problems == []
    assert [item.unit for item in plan.new] == [place.unit]


def test_a_workbook_older_than_its_form_is_refused_by_name_with_a_link(client: Client, place: District) -> None:
    document = filled(client, place)
    CategoryRecord.objects.filter(template__code=TEMPLATE, level2="其他满意度指标").delete()
    (problem,) = importing.preview(YEAR, document, importing.UnitBook()).problems
    assert "旧的2027 年度《二级项目支出绩效目标申报表》填报模板" in problem
    assert f"{reverse(PAGE)}?year=2027" in problem


def test_an_import_takes_today_s_workbooks_and_refuses_old_ones_with_a_link(client: Client, place: District) -> None:
    file = filled_file(client, place)
    assert read(place, {"填报.xlsx": file}, year=YEAR).new_count == 1
    CategoryRecord.objects.filter(template__code=TEMPLATE, level2="其他满意度指标").delete()
    batch = read(place, {"旧.xlsx": file}, year=YEAR)
    assert (batch.state, batch.form_count, batch.forms.count()) == ("ready", 0, 0)
    client.force_login(place.administrator)
    page = client.get(f"{batch.get_absolute_url()}?tab=refused").content.decode()
    assert "旧的2027 年度《二级项目支出绩效目标申报表》填报模板" in page
    assert f'<a href="{reverse(PAGE)}?year=2027">下载新的模板</a>' in page
