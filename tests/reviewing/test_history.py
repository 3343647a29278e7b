from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from declarations import actions
from declarations.comparing import ADDED, REMOVED
from declarations.content import DeclarationContent, Indicator
from declarations.models import Declaration, Event
from declarations.models.event import Source
from declarations.reviewing.timeline import TOGETHER, bursts, everything_said, grouped
from declarations.workflow import Action, Status
from perfgoals.accounts.models import User
from tests.factories import OPINION, District, actor, complete, declared, stored
from tests.reviewing.cases import adjusted, explained, resubmitted
from tests.rules.factories import SHENZHEN

START = datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
ROW = Indicator(SHENZHEN.categories[0].level1, SHENZHEN.categories[0].level2, False, "公益演出场次", "≥20场", key="a")


def event(number: int, minutes: int = 0, who: str = "甲", **said: Any) -> Event:
    return Event(
        number=number,
        at=START + timedelta(minutes=minutes),
        actor_name=who,
        **{"action": Action.SAVE, "source": Source.FORM, **said},
    )


def created(**values: Any) -> Event:
    content = DeclarationContent(name="场馆开放", indicators=(ROW,), **values)
    return event(1, action=Action.CREATE, new=content.to_json())


def steps(*events: Event) -> list[Any]:
    said = everything_said(events)
    return [step for burst in bursts(SHENZHEN, grouped(events), said) for step in burst.steps]


def test_what_one_person_does_within_half_an_hour_stands_together() -> None:
    half_hour = int(TOGETHER.total_seconds() // 60)
    events = [event(1), event(2, half_hour), event(3, half_hour + 1), event(4, half_hour + 2, "乙")]
    assert [[one.number for one in group] for group in grouped(events)] == [[1, 2], [3], [4]]


def test_what_came_from_another_place_stands_apart() -> None:
    assert len(grouped([event(1), event(2, source=Source.BATCH)])) == 2


def test_a_field_is_named_as_the_form_names_it_with_both_values() -> None:
    change = event(2, field="year_amount", old="1636000.00", new="1596000.00")
    step = steps(created(), change)[1]
    assert step.label == "本年度项目金额"
    assert [(piece.kind, piece.text) for piece in step.pieces] == [(REMOVED, "1,636,000.00"), (ADDED, "1,596,000.00")]


def test_a_row_is_named_by_its_category_and_its_name() -> None:
    change = event(2, field="indicators[a].target", old="≥20场", new="≥24场")
    assert steps(created(), change)[1].label == f"{ROW.level2}“公益演出场次”的目标值"


def test_a_row_that_is_long_gone_still_has_its_name() -> None:
    gone = event(3, field="indicators[a]", old={**vars_of(ROW)}, new=None)
    change = event(2, field="indicators[a].target", old="≥20场", new="≥24场")
    first, second = steps(created(), change, gone)[1:]
    assert first.label == f"{ROW.level2}“公益演出场次”的目标值"
    assert second.label == f"{ROW.level2}“公益演出场次”（删除）"
    assert second.is_row


def vars_of(row: Indicator) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def test_a_row_that_came_shows_what_it_says() -> None:
    row = replace(ROW, key="b", name="艺术普及课时", target="≥1280课时")
    step = steps(created(), event(2, field="indicators[b]", new=vars_of(row)))[1]
    assert step.label == f"{ROW.level2}“艺术普及课时”（添加）"
    assert step.new == "艺术普及课时 · ≥1280课时"


def test_a_column_that_the_template_no_longer_has_is_no_obstacle() -> None:
    step = steps(created(), event(2, field="indicators[a].weight", old="5", new="12.5"))[1]
    assert (step.old, step.new) == ("5", "12.5")


def test_a_field_changed_over_and_over_counts_once() -> None:
    typed = [event(n, n, field="annual_goal", old=f"{n}场", new=f"{n + 1}场") for n in range(2, 6)]
    gone = event(7, 8, field="indicators[z].target", old="1", new="2")
    events = [created(), *typed, gone, event(8, 9, action=Action.SUBMIT)]
    (burst,) = bursts(SHENZHEN, grouped(events), everything_said(events))
    assert burst.summary == "新建，改了 2 处，提交审核"


def test_a_long_text_shows_the_change_and_keeps_both_whole() -> None:
    old = "全年每周开放不少于五十六小时，举办公益演出二十四场、艺术普及培训一千二百八十课时，流动文化服务覆盖全部街道。"
    step = steps(created(), event(2, field="annual_goal", old=old, new=old.replace("二十四", "三十")))[1]
    assert step.is_cut
    assert step.old == old
    assert len("".join(piece.text for piece in step.pieces)) < len(old)


@pytest.fixture
def past(place: District) -> Declaration:
    return resubmitted(place)


def page(client: Client, user: User, declaration: Declaration, query: str = "") -> str:
    client.force_login(user)
    return client.get(reverse("declaration-history", args=[declaration.pk]) + query).content.decode()


def test_the_page_tells_who_did_what_why_and_where(client: Client, place: District, past: Declaration) -> None:
    html = page(client, place.auditor, past)
    for text in (
        "甲",
        "丁",
        "网页填报",
        "退回修改",
        f"“{OPINION}”",
        "第 2 次提交，转为“待部门审核”",
        "带动文创产品销售额",
    ):
        assert text in html
    assert "<del>≥24场</del><ins>≥30场</ins>" in html
    assert html.index("第 2 次提交") < html.index("第 1 次提交")


def test_explanations_and_the_code_are_part_of_a_submission(client: Client, place: District) -> None:
    declaration = explained(place)
    html = page(client, place.declarant, declaration)
    assert "说明了 1 处提醒" in html
    assert f'<span class="sr">填写：</span>{declaration.code}' in html


def test_an_adjustment_tells_its_reason(client: Client, place: District) -> None:
    _, draft = adjusted(place)
    assert "“合同价降低，调减金额。”" in page(client, place.declarant, draft)


def test_a_whole_chain_is_said_to_be_whole(client: Client, place: District, past: Declaration) -> None:
    html = page(client, place.declarant, past)
    assert f"变更记录完整，共 {past.event_count} 条" in html
    assert past.history_head[:12] in html


def test_a_broken_chain_is_said_to_be_broken(client: Client, place: District, past: Declaration) -> None:
    Event.objects.filter(declaration=past, number=3).update(actor_name="某人")
    html = page(client, place.declarant, past)
    assert "变更记录没有通过校验" in html
    assert "第 3 条记录的内容与校验值不符" in html


def test_what_people_typed_is_never_markup(client: Client, place: District) -> None:
    html = page(client, place.declarant, complete(place, name="<img src=x onerror=alert(1)>"))
    assert "<img" not in html
    assert "&lt;img src=x" in html


def test_a_long_history_is_turned_page_by_page(client: Client, place: District, past: Declaration) -> None:
    author = actor(place.declarant)
    current = stored(past)
    actions.return_(actor(place.reviewer), past.pk, seen=current.version, opinion="再改。")
    for number in range(45):
        current = stored(past)
        who = author if number % 2 else actor(place.colleague)
        values = current.content.with_values({"annual_goal": f"全年演出 {number} 场。"})
        actions.save(who, past.pk, values, seen=current.version)
    first, last = page(client, place.auditor, past), page(client, place.auditor, past, "?page=3")
    assert "第 1 页，共 3 页" in first
    assert "演出 44 场" in first
    assert "演出 44 场" not in last
    assert "新建" in last


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=999", "?page=-1"])
def test_a_page_that_is_not_there_is_the_nearest_one(client: Client, place: District, query: str) -> None:
    assert "新建" in page(client, place.auditor, complete(place), query)


def test_the_page_asks_a_fixed_number_of_queries(
    client: Client, place: District, past: Declaration, django_assert_max_num_queries: Any
) -> None:
    client.force_login(place.auditor)
    with django_assert_max_num_queries(16):
        client.get(reverse("declaration-history", args=[past.pk]))


def test_reading_the_history_changes_nothing(client: Client, place: District) -> None:
    declaration = declared(place, Status.FINANCE_REVIEW)
    before = Event.objects.count()
    page(client, place.finance, declaration)
    assert (Event.objects.count(), stored(declaration).version) == (before, declaration.version)
