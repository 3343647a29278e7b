"""Saving: whatever is typed is kept, what cannot be read is told at its field, and htmx gets only what changed."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from declarations import actions
from declarations.errors import ActionRefused, Stale, YearNotOpen
from declarations.models import Declaration
from declarations.workflow import Status
from tests.editing.posting import Data, form_data, row_key
from tests.factories import District, SignIn, actor, complete, declared, draft, stored

HTMX = {"HX-Request": "true"}


def save(client: Client, declaration: Declaration, data: Data, *, htmx: bool = True) -> HttpResponse:
    url = f"/declarations/{declaration.pk}/save/"
    response = client.post(url, data, headers=HTMX if htmx else {})
    assert isinstance(response, HttpResponse)
    return response


def said_under(page: str, slot: str) -> str:
    """The text of a note line; an answer leaves out those that say nothing."""
    if f'id="{slot}"' not in page:
        return ""
    start = page.index(f'id="{slot}"')
    return re.sub(r"<[^>]+>", "", unescape(page[start : page.index("</div>", start)].partition(">")[2]))


def answer(page: str, name: str) -> dict[str, str]:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found is not None
    texts: dict[str, str] = json.loads(unescape(found[1]))
    return texts


@pytest.mark.parametrize(
    ("key", "text", "stored_value", "said"),
    [
        ("annual_goal", "目" * 10_000, "目" * 10_000, "共 10,000 字"),
        ("name", "名" * 10_000, "名" * 10_000, "40"),
        ("year_amount", "-5000", Decimal(-5000), "大于"),
        ("year_amount", "１２，０００．５０", Decimal("12000.5"), ""),
        ("year_amount", "1000000000000000", Decimal(10) ** 15, "元"),
        ("total_amount", "约五十万", None, "不是金额"),
        ("total_amount", "1" * 19, None, "18 位"),
        ("period_years", "三年", None, "不是整数"),
        ("project_type", "不存在的类型", "", "请从列表里选择"),
    ],
)
def test_any_text_can_be_typed_and_is_spoken_of_at_its_field(
    place: District, as_user: SignIn, key: str, text: str, stored_value: object, said: str
) -> None:
    declaration = draft(place)
    response = save(as_user(place.declarant), declaration, form_data(declaration, **{key: text}))
    assert response.status_code == 200
    assert stored(declaration).content.get(key) == stored_value
    assert said in said_under(response.content.decode(), f"note-{key}")


def test_what_cannot_be_read_stays_in_its_field_and_everything_else_is_saved(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    data = form_data(declaration, year_amount="abc", annual_goal="全年开放场馆。")
    response = save(as_user(place.declarant), declaration, data, htmx=False)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="abc"' in page
    assert "“abc”不是金额" in said_under(page, "note-year_amount")
    assert (
        'aria-invalid="true"'
        in page[page.index('name="f-year_amount"') - 200 : page.index('name="f-year_amount"') + 200]
    )
    assert stored(declaration).annual_goal == "全年开放场馆。"


def test_what_cannot_be_read_keeps_the_person_on_the_page(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    data = form_data(declaration, year_amount="abc") | {"then": "submit"}
    assert "HX-Redirect" not in save(as_user(place.declarant), declaration, data).headers


def test_a_save_leaves_one_event_a_field_and_saving_again_none(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    client = as_user(place.declarant)
    events = declaration.events.count()
    save(client, declaration, form_data(declaration, annual_goal="目标", policy_basis="依据"))
    assert declaration.events.count() == events + 2
    save(client, declaration, form_data(declaration))
    assert declaration.events.count() == events + 2


def test_the_answer_leaves_inputs_alone(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    page = save(as_user(place.declarant), declaration, form_data(declaration, annual_goal="新目标")).content.decode()
    assert "<textarea" not in page
    assert 'name="f-' not in page
    assert f'data-version="{stored(declaration).version}"' in page
    assert "已保存" in page


def test_the_answer_says_how_amounts_are_printed(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    data = form_data(declaration, year_amount="１５９６０００", annual_goal="目标\r\n第二行")
    page = save(as_user(place.declarant), declaration, data).content.decode()
    assert answer(page, "printed") == {"f-year_amount": "1,596,000.00"}
    assert answer(page, "theirs") == {}


def test_adding_a_row_prints_only_its_level_1_anew_and_names_the_input(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    page = save(as_user(place.declarant), declaration, form_data(declaration) | {"add": "1"}).content.decode()
    assert re.findall(r'<tbody id="(group[^"]+)"', page) == ["group-0"]
    fresh = re.search(r'data-fresh="ind-(\w+)-name"', page)
    assert fresh is not None
    assert fresh[1] in {row.key for row in stored(declaration).content.indicators}


def test_without_htmx_an_added_row_is_jumped_to(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    response = save(as_user(place.declarant), declaration, form_data(declaration) | {"add": "0"}, htmx=False)
    key = row_key(stored(declaration), 1)
    assert response.headers["Location"] == f"/declarations/{declaration.pk}/edit/#ind-{key}-name"


def test_a_row_is_removed(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    key = row_key(declaration)
    data = form_data(declaration) | {"remove": f"indicators[{key}]"}
    page = save(as_user(place.declarant), declaration, data).content.decode()
    assert key not in {row.key for row in stored(declaration).content.indicators}
    assert f"row-ind-{key}" not in page
    assert "还没有指标" in page


def test_not_applicable_asks_before_it_takes_filled_rows(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client = as_user(place.declarant)
    data = form_data(declaration) | {"na-4": ["", "on"]}
    page = save(client, declaration, data).content.decode()
    assert "已有 1 条指标" in page
    assert stored(declaration).content == declaration.content
    data = form_data(declaration) | {"na-4": ["", "on"], "sure": "4"}
    save(client, declaration, data)
    assert stored(declaration).content.indicators[4].is_not_applicable


def test_budget_lines_show_what_they_come_to(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client = as_user(place.declarant)
    save(client, declaration, form_data(declaration) | {"add-line": "1"})
    key = stored(declaration).content.budget_lines[0].key
    typed = {
        f"line-{key}-item": "物业",
        f"line-{key}-quantity": "12",
        f"line-{key}-price": "６３,０００",
        f"line-{key}-share": "50%",
    }
    page = save(client, declaration, form_data(declaration) | typed).content.decode()
    assert "378,000.00" in page
    assert stored(declaration).content.budget_lines[0].amount == 378000
    assert "测算明细合计 378,000.00 元" in said_under(page, "note-budget_lines")


def test_absurd_quantities_do_not_break_the_page(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client = as_user(place.declarant)
    save(client, declaration, form_data(declaration) | {"add-line": "1"})
    key = stored(declaration).content.budget_lines[0].key
    typed = {f"line-{key}-quantity": "9" * 18, f"line-{key}-price": "9" * 18}
    assert save(client, declaration, form_data(declaration) | typed).status_code == 200
    assert client.get(f"/declarations/{declaration.pk}/edit/").status_code == 200


def test_control_characters_are_dropped(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    save(as_user(place.declarant), declaration, form_data(declaration, annual_goal="目\x00标\x0b"))
    assert stored(declaration).annual_goal == "目标"


@pytest.mark.parametrize(
    "change",
    [
        {"version": ""},
        {"version": "x"},
        {"add": "99"},
        {"add": "产出指标"},
        {"remove": "indicators[nosuchrow]"},
        {"ind-nosuchrow-name": "混进来的一行"},
        {"na-0": "on"},
        {"settle": "1:theirs:nosuchfield"},
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_tampered_post_is_refused_and_leaves_no_event(
    place: District, as_user: SignIn, change: dict[str, str], htmx: bool
) -> None:
    declaration = draft(place)
    before = declaration.events.count()
    response = save(as_user(place.declarant), declaration, form_data(declaration, annual_goal="x") | change, htmx=htmx)
    assert response.status_code == 400
    assert "刷新页面" in response.content.decode() or "不能写" in response.content.decode()
    assert declaration.events.count() == before
    assert stored(declaration).annual_goal == ""


def test_a_row_of_another_declaration_is_refused(place: District, as_user: SignIn) -> None:
    mine, other = draft(place), draft(place)
    data = form_data(mine) | {f"ind-{row_key(other)}-name": "别处的一行"}
    assert save(as_user(place.declarant), mine, data).status_code == 400
    assert stored(other).content == other.content


def test_what_was_submitted_meanwhile_is_not_saved_and_the_page_says_why(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    response = save(as_user(place.declarant), declaration, form_data(declaration, name="x"))
    assert response.status_code == 409
    assert "待部门审核" in response.content.decode()
    response = save(as_user(place.declarant), declaration, form_data(declaration, name="x"), htmx=False)
    assert response.headers["Location"] == f"/declarations/{declaration.pk}/"
    assert stored(declaration).name == declaration.name


@pytest.mark.parametrize("refusal", [Stale("同一份申报正被多人同时修改。"), YearNotOpen("填报已截止。")])
def test_without_htmx_a_save_refused_for_now_leaves_everything_typed_on_the_page(
    place: District, as_user: SignIn, monkeypatch: pytest.MonkeyPatch, refusal: ActionRefused
) -> None:
    declaration = draft(place)

    def refuse(*_: object, **__: object) -> None:
        raise refusal

    monkeypatch.setattr(actions, "save", refuse)
    data = form_data(declaration, annual_goal="刚写的目标。", year_amount="三百万左右")
    response = save(as_user(place.declarant), declaration, data, htmx=False)
    page = response.content.decode()
    assert response.status_code == 409
    assert f"没有保存：{refusal}" in page
    assert "刚写的目标。" in page
    assert 'value="三百万左右"' in page
    told = save(as_user(place.declarant), declaration, data)
    assert told.status_code == 409
    assert "刚写的目标。" not in told.content.decode()


def test_a_form_in_ten_thousands_shows_and_reads_them(place: District, as_user: SignIn) -> None:
    place.year.template.amount_unit = "万元"
    place.year.template.save()
    declaration = complete(place)
    page = as_user(place.declarant).get(f"/declarations/{declaration.pk}/edit/").content.decode()
    assert 'value="159.60"' in page
    assert "= 1,596,000.00 元" in page
    save(as_user(place.declarant), declaration, form_data(declaration, year_amount="160"))
    assert stored(declaration).content.year_amount == 1_600_000


def test_the_page_shows_last_year_beside_each_target(place: District, as_user: SignIn) -> None:
    last = declared(place, Status.APPROVED)
    place.year.year = 2028
    place.year.pk = None
    place.year.save()
    declaration = complete(place, name=last.name, year_amount=Decimal(1_800_000), total_amount=Decimal(1_800_000))
    page = as_user(place.declarant).get(f"/declarations/{declaration.pk}/edit/").content.decode()
    assert "2027 年<br>目标值" in page
    assert 'data-last="≥24场">≥24场<' in page
    assert "与上年对照" in page
    assert "+204,000.00（+12.8%）" in page


def test_a_colleagues_other_field_comes_along(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    mine = form_data(declaration, annual_goal="甲写的目标")
    theirs = declaration.content.with_values({"policy_basis": "乙写的《依据》"})
    actions.save(actor(place.colleague), declaration.pk, theirs, seen=declaration.version)
    page = save(as_user(place.declarant), declaration, mine).content.decode()
    saved = stored(declaration)
    assert (saved.annual_goal, saved.policy_basis) == ("甲写的目标", "乙写的《依据》")
    assert answer(page, "theirs") == {"f-policy_basis": "乙写的《依据》"}
    assert "同事刚改的内容（1 处）" in page


def test_a_colleagues_new_row_comes_along(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    mine = form_data(declaration, annual_goal="甲写的目标")
    save(as_user(place.colleague), declaration, form_data(declaration) | {"add": "4"})
    page = save(as_user(place.declarant), declaration, mine).content.decode()
    assert re.findall(r'<tbody id="(group[^"]+)"', page) == ["group-1"]
    assert len(stored(declaration).content.indicators) == len(declaration.content.indicators) + 1
