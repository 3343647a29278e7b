"""Creating and saving through the one door."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from declarations import actions
from declarations.changes import differences
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.errors import BadInput, MoveNotAllowed, NotPermitted, SaveConflict, YearNotOpen
from declarations.history import change_of, replayed
from declarations.merging import undo
from declarations.models import Declaration, Event
from declarations.workflow import Action, Status
from tests.declarations.strategies import contents
from tests.factories import District, actor, declared, district, draft, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> District:
    return district()


def stored(declaration: Declaration) -> DeclarationContent:
    return Declaration.objects.with_content().get(pk=declaration.pk).content


def test_a_new_draft_has_the_template_s_categories_and_one_event(place: District) -> None:
    declaration = draft(place, name="流动图书车")
    content = stored(declaration)
    assert (declaration.status, content.name, content.applicant_unit) == (Status.DRAFT, "流动图书车", place.unit.name)
    expected = [(category.level1, category.level2) for category in place.template.value().categories]
    assert [(row.level1, row.level2) for row in content.indicators] == expected
    (event,) = declaration.events.all()
    assert event.new is not None
    assert (event.action, event.actor, event.new["name"]) == (Action.CREATE, place.declarant, "流动图书车")


def test_only_a_declarant_of_the_unit_creates(place: District) -> None:
    for user in (place.stranger, place.reviewer, place.finance, place.administrator, place.auditor):
        with pytest.raises(NotPermitted):
            actions.create(actor(user), place.year, place.unit)
    assert not Declaration.objects.exists()
    assert not Event.objects.exists()


def test_nothing_is_created_before_a_year_opens_or_after_it_closes(place: District) -> None:
    year = place.year
    now = timezone.now()
    year.opens_at, year.closes_at = now + timedelta(days=1), now + timedelta(days=2)
    with pytest.raises(YearNotOpen, match="开始填报"):
        actions.create(actor(place.declarant), year, place.unit)
    year.opens_at, year.closes_at = now - timedelta(days=2), now - timedelta(days=1)
    with pytest.raises(YearNotOpen, match="截止"):
        actions.create(actor(place.declarant), year, place.unit)


def test_a_template_that_is_switched_off_makes_no_new_draft(place: District) -> None:
    place.template.is_active = False
    with pytest.raises(BadInput):
        actions.create(actor(place.declarant), place.year, place.unit, template=place.template)


def test_each_changed_field_is_one_event_with_old_and_new_value(place: District) -> None:
    declaration = draft(place)
    content = declaration.content
    rows = (replace(content.indicators[0], target="≥24场"), *content.indicators[1:])
    submitted = replace(content.with_values({"year_amount": Decimal("1596000")}), indicators=rows)
    saved = actions.save(actor(place.declarant), declaration.pk, submitted, seen=declaration.version)
    events = list(saved.declaration.events.filter(action=Action.SAVE))
    key = content.indicators[0].key
    assert [(event.field, event.old, event.new) for event in events] == [
        ("year_amount", None, "1596000"),
        (f"indicators[{key}].target", "", "≥24场"),
    ]
    assert stored(declaration) == submitted


def test_a_save_without_a_change_writes_nothing(place: District) -> None:
    declaration = draft(place)
    saved = actions.save(actor(place.declarant), declaration.pk, declaration.content, seen=declaration.version)
    assert saved.declaration.version == declaration.version
    assert declaration.events.count() == 1


def test_rows_put_into_another_order_are_one_event_that_can_be_undone(place: District) -> None:
    declaration = draft(place)
    rows = declaration.content.indicators
    extra = replace(rows[0], name="流动演出场次", key="aaaaaaaaaa")
    content = replace(declaration.content, indicators=(rows[0], extra, *rows[1:]))
    first = actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    turned = replace(content, indicators=(extra, *rows))
    second = actions.save(actor(place.declarant), declaration.pk, turned, seen=first.declaration.version)
    assert [change.field for change in second.changes] == ["indicators[]"]
    assert [row.key for row in stored(declaration).indicators][:2] == ["aaaaaaaaaa", rows[0].key]
    events = list(declaration.events.order_by("number"))
    told, _ = replayed(events)
    assert [row.key for row in told.indicators] == [row.key for row in turned.indicators]
    before = undo(stored(declaration), [change_of(events[-1])])
    assert [row.key for row in before.indicators] == [row.key for row in content.indicators]


def test_a_field_saved_from_an_older_page_does_not_undo_the_order_of_others(place: District) -> None:
    declaration = draft(place)
    rows = declaration.content.indicators
    extra = replace(rows[0], name="流动演出场次", key="aaaaaaaaaa")
    content = replace(declaration.content, indicators=(rows[0], extra, *rows[1:]))
    seen = actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version).declaration.version
    turned = replace(content, indicators=(extra, *rows))
    actions.save(actor(place.colleague), declaration.pk, turned, seen=seen)
    goal = content.with_values({"annual_goal": "甲写的。"})
    saved = actions.save(actor(place.declarant), declaration.pk, goal, seen=seen)
    assert [change.field for change in saved.changes] == ["annual_goal"]
    assert [row.key for row in saved.content.indicators][:2] == ["aaaaaaaaaa", rows[0].key]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents())
def test_whatever_is_said_is_stored_and_restored_without_loss(place: District, content: DeclarationContent) -> None:
    declaration = draft(place)
    was = declaration.content
    category = place.template.value().categories[0]
    rows = tuple(replace(row, level1=category.level1, level2=category.level2) for row in content.indicators)
    system = {key: was.get(key) for key in ("form", "code", "applicant_unit", "budget_unit", "supervising_unit")}
    content = replace(content.with_values(system), indicators=rows)
    actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    back = stored(declaration)
    assert back == content
    assert differences(back, content) == ()


def test_a_draft_with_any_fault_is_saved(place: District) -> None:
    declaration = draft(place)
    values = {"name": "长" * 10_000, "year_amount": Decimal(-5), "total_amount": Decimal(10) ** 15, "annual_goal": ""}
    saved = actions.save(
        actor(place.declarant), declaration.pk, declaration.content.with_values(values), seen=declaration.version
    )
    codes = {finding.code for finding in saved.report.findings}
    assert {"name-too-long", "amount-not-positive", "amount-too-large"} <= codes
    assert saved.declaration.error_count >= 3
    assert stored(declaration).name == "长" * 10_000


def test_two_people_in_different_fields_both_get_their_way(place: District) -> None:
    declaration = draft(place)
    seen, content = declaration.version, declaration.content
    actions.save(actor(place.colleague), declaration.pk, content.with_values({"annual_goal": "乙的目标"}), seen=seen)
    saved = actions.save(actor(place.declarant), declaration.pk, content.with_values({"name": "甲的名称"}), seen=seen)
    assert saved.merged
    assert (saved.content.name, saved.content.annual_goal) == ("甲的名称", "乙的目标")
    assert stored(declaration) == saved.content


def test_the_second_save_of_the_same_field_is_refused_with_both_values(place: District) -> None:
    declaration = draft(place)
    seen, content = declaration.version, declaration.content
    theirs = content.with_values({"annual_goal": "乙的目标"})
    mine = content.with_values({"annual_goal": "甲的目标", "name": "甲的名称"})
    actions.save(actor(place.colleague), declaration.pk, theirs, seen=seen)
    events = Event.objects.count()
    with pytest.raises(SaveConflict) as refused:
        actions.save(actor(place.declarant), declaration.pk, mine, seen=seen)
    (conflict,) = refused.value.conflicts
    assert (conflict.field, conflict.base, conflict.theirs, conflict.mine) == (
        "annual_goal",
        "",
        "乙的目标",
        "甲的目标",
    )
    assert conflict.who == place.colleague.full_name
    assert stored(declaration).annual_goal == "乙的目标"
    assert Event.objects.count() == events
    settled = {conflict.field: conflict.version}
    saved = actions.save(actor(place.declarant), declaration.pk, mine, seen=seen, settled=settled)
    assert (saved.content.annual_goal, saved.content.name) == ("甲的目标", "甲的名称")


def test_a_settled_field_that_changed_once_more_is_asked_again(place: District) -> None:
    declaration = draft(place)
    seen, content = declaration.version, declaration.content
    first = actions.save(actor(place.colleague), declaration.pk, content.with_values({"usage": "一"}), seen=seen)
    settled = {"usage": first.declaration.version}
    again = first.content.with_values({"usage": "二"})
    actions.save(actor(place.colleague), declaration.pk, again, seen=first.declaration.version)
    with pytest.raises(SaveConflict):
        actions.save(
            actor(place.declarant), declaration.pk, content.with_values({"usage": "三"}), seen=seen, settled=settled
        )


def test_a_row_removed_by_one_and_changed_by_the_other_is_asked(place: District) -> None:
    declaration = draft(place)
    seen, content = declaration.version, declaration.content
    row = content.indicators[0]
    without = replace(content, indicators=content.indicators[1:])
    changed = replace(content, indicators=(replace(row, name="演出"), *content.indicators[1:]))
    actions.save(actor(place.colleague), declaration.pk, without, seen=seen)
    with pytest.raises(SaveConflict) as refused:
        actions.save(actor(place.declarant), declaration.pk, changed, seen=seen)
    (conflict,) = refused.value.conflicts
    assert (conflict.field, conflict.theirs) == (f"indicators[{row.key}]", None)
    settled = {conflict.field: conflict.version}
    saved = actions.save(actor(place.declarant), declaration.pk, changed, seen=seen, settled=settled)
    assert [found.name for found in saved.content.indicators if found.key == row.key] == ["演出"]
    assert len(saved.content.indicators) == len(content.indicators)


def test_rows_of_every_kind_come_and_go(place: District) -> None:
    declaration = draft(place)
    content = replace(
        declaration.content,
        budget_lines=(BudgetLine("演出", Decimal(24), "场", Decimal(18500)), BudgetLine("培训")),
        plan=(PlanYear(2027, Decimal(1)), PlanYear(2028, None)),
    )
    saved = actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    assert stored(declaration) == content
    fewer = replace(saved.content, budget_lines=saved.content.budget_lines[1:], plan=())
    actions.save(actor(place.declarant), declaration.pk, fewer, seen=saved.declaration.version)
    assert stored(declaration) == fewer


def test_what_the_system_fills_in_cannot_be_typed(place: District) -> None:
    declaration = draft(place)
    forged = declaration.content.with_values(
        {"code": "440399271311500100001", "applicant_unit": place.other_unit.name, "budget_unit": "别的部门"}
    )
    saved = actions.save(actor(place.declarant), declaration.pk, forged, seen=declaration.version)
    assert (saved.content.code, saved.content.applicant_unit) == ("", place.unit.name)
    assert declaration.events.count() == 1


@pytest.mark.parametrize("row", [Indicator("产出指标", "不存在的类别"), Indicator("满意度指标", "数量指标")])
def test_a_row_of_a_category_that_the_template_lacks_is_refused(place: District, row: Indicator) -> None:
    declaration = draft(place)
    forged = replace(declaration.content, indicators=(*declaration.content.indicators, row))
    with pytest.raises(BadInput):
        actions.save(actor(place.declarant), declaration.pk, forged, seen=declaration.version)
    moved = replace(declaration.content.indicators[0], level2="不存在的类别")
    with pytest.raises(BadInput):
        actions.save(
            actor(place.declarant),
            declaration.pk,
            replace(declaration.content, indicators=(moved, *declaration.content.indicators[1:])),
            seen=declaration.version,
        )
    assert declaration.events.count() == 1


def test_nobody_but_the_unit_s_declarants_saves(place: District) -> None:
    declaration = draft(place)
    changed = declaration.content.with_values({"name": "改名"})
    for user in (place.stranger, place.reviewer, place.finance, place.administrator, place.auditor):
        with pytest.raises(NotPermitted):
            actions.save(actor(user), declaration.pk, changed, seen=declaration.version)
    assert declaration.events.count() == 1


def test_what_is_submitted_or_approved_cannot_be_saved(place: District) -> None:
    for status in (Status.DEPARTMENT_REVIEW, Status.FINANCE_REVIEW, Status.APPROVED, Status.REJECTED):
        declaration = declared(place, status, name=f"项目 {status}")
        with pytest.raises(MoveNotAllowed):
            actions.save(
                actor(place.declarant), declaration.pk, filled(declaration.content, name="改"), seen=declaration.version
            )
        assert stored(declaration).name == f"项目 {status}"


def test_a_row_that_is_brought_back_stands_among_its_category(place: District) -> None:
    declaration = draft(place)
    seen, content = declaration.version, declaration.content
    row = content.indicators[0]
    actions.save(actor(place.colleague), declaration.pk, replace(content, indicators=content.indicators[1:]), seen=seen)
    base = replace(content, indicators=(*content.indicators[1:], replace(row, name="演出")))
    settled = {f"indicators[{row.key}]": seen + 1}
    saved = actions.save(actor(place.declarant), declaration.pk, base, seen=seen, settled=settled)
    expected = [(category.level1, category.level2) for category in place.template.value().categories]
    assert [(found.level1, found.level2) for found in saved.content.indicators] == expected
    assert not saved.merged


@pytest.mark.parametrize(("ahead", "settled"), [(1, {}), (0, {"name": 99})])
def test_a_version_that_does_not_exist_yet_is_refused(place: District, ahead: int, settled: dict[str, int]) -> None:
    declaration = draft(place)
    changed = declaration.content.with_values({"name": "改"})
    with pytest.raises(BadInput):
        actions.save(actor(place.declarant), declaration.pk, changed, seen=declaration.version + ahead, settled=settled)
    assert declaration.events.count() == 1
