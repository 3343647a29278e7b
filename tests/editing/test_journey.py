"""From nothing to a submitted declaration, as a browser without scripts walks it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from declarations.models import Declaration, DeclarationYear, Event
from declarations.workflow import Action, Status
from tests.editing.posting import form_data, row_key
from tests.factories import District, SignIn, actor, complete, declared, draft, filled, stored


def create(client: Client, place: District, **typed: str) -> Declaration:
    data = {"year": place.year.pk, "unit": place.unit.pk, "name": "街道分馆建设"} | typed
    response = client.post("/declarations/new/", data)
    declaration = Declaration.objects.latest("pk")
    assert response.headers["Location"] == f"/declarations/{declaration.pk}/edit/"
    return declaration


def filled_form(declaration: Declaration) -> dict[str, object]:
    """The page of the declaration with everything typed in."""
    content = filled(declaration.content)
    data = form_data(
        declaration,
        period_years="1",
        project_type=content.project_type,
        is_new="否",
        allocation_method=content.allocation_method,
        total_amount="１，５９６，０００",
        year_amount="159.6万元",
        policy_basis=content.policy_basis,
        calculation_basis=content.calculation_basis,
        annual_goal=content.annual_goal,
    )
    for row in content.indicators:
        cells = {"name": row.name, "target": row.target, "explanation": row.explanation}
        data |= {f"ind-{row.key}-{column}": text for column, text in cells.items()}
    return data


def test_a_declaration_is_created_filled_in_and_submitted(place: District, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    declaration = create(client, place)
    page = client.get(f"/declarations/{declaration.pk}/edit/")
    assert "街道分馆建设" in page.content.decode()

    response = client.post(f"/declarations/{declaration.pk}/save/", filled_form(declaration))
    assert response.headers["Location"] == f"/declarations/{declaration.pk}/edit/"
    saved = stored(declaration)
    assert saved.content.indicators[0].target == "≥24场"
    assert saved.year_amount == 1596000
    assert (saved.error_count, saved.warning_count) == (0, 0)

    page = client.get(f"/declarations/{declaration.pk}/submit/")
    assert "没有发现问题" in page.content.decode()
    response = client.post(f"/declarations/{declaration.pk}/submit/", {"version": saved.version}, follow=True)
    assert "转到一级预算单位审核" in response.content.decode()
    assert stored(declaration).status == Status.DEPARTMENT_REVIEW


def test_the_button_for_submitting_saves_first_and_then_leads_to_the_findings(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    data = form_data(declaration, name="改过的名称") | {"then": "submit"}
    response = as_user(place.declarant).post(f"/declarations/{declaration.pk}/save/", data)
    assert response.headers["Location"] == f"/declarations/{declaration.pk}/submit/"
    assert stored(declaration).name == "改过的名称"


def test_errors_are_listed_with_links_to_their_fields_and_there_is_no_button(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    page = as_user(place.declarant).get(f"/declarations/{declaration.pk}/submit/").content.decode()
    assert f'href="/declarations/{declaration.pk}/edit/#f-annual_goal"' in page
    assert f"#ind-{row_key(declaration)}-name" in page
    assert "确认提交" not in page


def test_a_form_with_errors_cannot_be_submitted_by_hand(place: District, as_user: SignIn) -> None:
    declaration = draft(place)
    events = declaration.events.count()
    url = f"/declarations/{declaration.pk}/submit/"
    response = as_user(place.declarant).post(url, {"version": declaration.version})
    assert response.status_code == 422
    assert stored(declaration).status == Status.DRAFT
    assert declaration.events.count() == events


def test_a_warning_asks_for_a_sentence_and_keeps_it(place: District, as_user: SignIn) -> None:
    declaration = complete(place, policy_basis="三定方案")
    client, url = as_user(place.declarant), f"/declarations/{declaration.pk}/submit/"
    name = "basis-too-thin@policy_basis"
    assert f'name="{name}"' in client.get(url).content.decode()

    refused = client.post(url, {"version": declaration.version, name: "  "})
    assert refused.status_code == 422
    assert "请写一句说明" in refused.content.decode()

    client.post(url, {"version": declaration.version, name: "本项目只依据三定方案设立。", "basis-copied@x": "混进来的"})
    explanations = stored(declaration).explanations.values_list("code", "place", "text")
    assert list(explanations) == [("basis-too-thin", "policy_basis", "本项目只依据三定方案设立。")]


def close(place: District) -> None:
    """End the time of filling in, an hour ago."""
    place.year.closes_at = timezone.now() - timedelta(hours=1)
    place.year.save()


def test_the_page_says_that_the_year_is_closed_before_anybody_tries(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    close(place)
    page = as_user(place.declarant).get(f"/declarations/{declaration.pk}/submit/").content.decode()
    assert "现在不能提交：2027 年度填报已于" in page
    assert "确认提交" not in page


def test_a_year_that_closed_meanwhile_takes_no_explanation_away(place: District, as_user: SignIn) -> None:
    declaration = complete(place, policy_basis="三定方案")
    close(place)
    data = {"version": declaration.version, "basis-too-thin@policy_basis": "本项目只依据三定方案设立。"}
    response = as_user(place.declarant).post(f"/declarations/{declaration.pk}/submit/", data)
    assert response.status_code == 409
    assert "填报已于" in response.content.decode()
    assert "本项目只依据三定方案设立。" in response.content.decode()


def test_a_change_meanwhile_takes_no_explanation_away(place: District, as_user: SignIn) -> None:
    declaration = complete(place, policy_basis="三定方案")
    data = {"version": declaration.version - 1, "basis-too-thin@policy_basis": "本项目只依据三定方案设立。"}
    response = as_user(place.declarant).post(f"/declarations/{declaration.pk}/submit/", data)
    assert response.status_code == 409
    assert "本项目只依据三定方案设立。" in response.content.decode()


def test_submitting_twice_leaves_one_event_and_a_friendly_sentence(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client, url = as_user(place.declarant), f"/declarations/{declaration.pk}/submit/"
    client.post(url, {"version": declaration.version})
    again = client.post(url, {"version": declaration.version}, follow=True)
    assert "这一步已经做过" in again.content.decode()
    assert declaration.events.filter(action=Action.SUBMIT, field="").count() == 1


def test_a_submission_of_something_changed_meanwhile_is_asked_again_with_every_sentence_kept(
    place: District, as_user: SignIn
) -> None:
    declaration = complete(place, policy_basis="三定方案")
    as_user(place.colleague).post(f"/declarations/{declaration.pk}/save/", form_data(declaration, name="乙改的名称"))
    url = f"/declarations/{declaration.pk}/submit/"
    data = {"version": declaration.version, "basis-too-thin@policy_basis": "只依据三定方案。"}
    response = as_user(place.declarant).post(url, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "乙改的名称" in page
    assert "只依据三定方案。" in page
    assert stored(declaration).status == Status.DRAFT


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 5000])
def test_a_submission_of_no_known_version_is_refused(place: District, as_user: SignIn, version: str) -> None:
    declaration = complete(place)
    response = as_user(place.declarant).post(f"/declarations/{declaration.pk}/submit/", {"version": version})
    assert response.status_code == 400
    assert stored(declaration).status == Status.DRAFT


def test_a_submission_is_taken_back(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    url = f"/declarations/{declaration.pk}/withdraw/"
    response = as_user(place.declarant).post(url, {"version": declaration.version})
    assert response.headers["Location"] == f"/declarations/{declaration.pk}/edit/"
    assert stored(declaration).status == Status.DRAFT


def test_what_the_department_has_passed_on_cannot_be_taken_back(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.FINANCE_REVIEW)
    url = f"/declarations/{declaration.pk}/withdraw/"
    response = as_user(place.declarant).post(url, {"version": declaration.version}, follow=True)
    assert "不能再做" in response.content.decode()
    assert stored(declaration).status == Status.FINANCE_REVIEW


def test_the_author_reads_why_the_declaration_came_back(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.RETURNED)
    page = as_user(place.declarant).get(f"/declarations/{declaration.pk}/edit/").content.decode()
    assert "退回意见" in page
    assert "请补充测算依据。" in page


def test_nothing_is_created_for_a_unit_of_others(place: District, as_user: SignIn) -> None:
    data = {"year": place.year.pk, "unit": place.other_unit.pk, "name": "越权"}
    response = as_user(place.declarant).post("/declarations/new/", data)
    assert response.status_code == 403
    assert not Declaration.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("change", [{"unit": "999999"}, {"unit": "x"}, {"unit": ""}, {"year": "999999"}, {"year": ""}])
def test_nothing_is_created_from_a_tampered_choice(place: District, as_user: SignIn, change: dict[str, str]) -> None:
    data = {"year": place.year.pk, "unit": place.unit.pk, "name": "x"} | change
    assert as_user(place.declarant).post("/declarations/new/", data).status_code == 200
    assert not Declaration.objects.exists()


def test_who_fills_in_for_nobody_is_told_so(place: District, as_user: SignIn) -> None:
    page = as_user(place.auditor).get("/declarations/new/").content.decode()
    assert "您不是任何单位的填报人" in page
    assert "新建并开始填写" not in page


def test_without_an_open_year_the_page_says_so(place: District, as_user: SignIn) -> None:
    past = timezone.now() - timedelta(days=1)
    DeclarationYear.objects.update(closes_at=past)
    client = as_user(place.declarant)
    assert "现在没有开放填报的年度" in client.get("/declarations/new/").content.decode()
    data = {"year": place.year.pk, "unit": place.unit.pk, "name": "迟到的项目"}
    assert "已于" in client.post("/declarations/new/", data, follow=True).content.decode()
    assert not Declaration.objects.exists()


def test_what_one_may_only_look_at_opens_as_the_read_only_paper(place: District, as_user: SignIn) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    for user in (place.declarant, place.reviewer, place.auditor):
        response = as_user(user).get(f"/declarations/{declaration.pk}/edit/")
        assert response.headers["Location"] == f"/declarations/{declaration.pk}/"


def test_an_own_department_goes_straight_to_the_finance_bureau(place: District, as_user: SignIn) -> None:
    declaration = complete(place, by=place.department_declarant, where=place.department)
    url = f"/declarations/{declaration.pk}/submit/"
    client = as_user(place.department_declarant)
    assert "直接转到财政审核" in client.get(url).content.decode()
    client.post(url, {"version": declaration.version})
    assert stored(declaration).status == Status.FINANCE_REVIEW
    assert actor(place.department_declarant).user_id in declaration.editor_ids()
