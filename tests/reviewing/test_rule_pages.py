"""The pages about rules: settings with their confirmation, waivers, findings of each submission beside today's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from declarations import actions
from declarations.models import Declaration, RuleLevel, RuleSetting, Snapshot, Waiver
from declarations.workflow import Status
from tests.factories import District, actor, complete, declared, stored
from tests.reviewing.cases import EXPLANATION, explained

REASON = "区政府另有批文，合同金额已核。"
CODE = "text-missing"


@pytest.fixture
def administrator(client: Client, place: District) -> Client:
    client.force_login(place.administrator)
    return client


@pytest.fixture
def faulty(place: District) -> Declaration:
    return complete(place, annual_goal="")


def html(response: Any) -> str:
    return str(response.content.decode())


# --- settings


def set_it(client: Client, level: str = "hint", reason: str = REASON, **more: str) -> Any:
    return client.post(reverse("rule-setting", args=[CODE]), {"level": level, "reason": reason, "seen": "0", **more})


def test_a_setting_is_asked_twice_and_then_stored(administrator: Client) -> None:
    asked = set_it(administrator)
    assert asked.status_code == 200
    assert "确认：减为建议" in html(asked)
    assert REASON in html(asked)
    assert not RuleSetting.objects.exists()
    done = set_it(administrator, confirmed="1")
    assert done["Location"] == reverse("rule-settings")
    assert RuleSetting.objects.get().level == RuleLevel.HINT
    page = html(administrator.get(reverse("rule-settings")))
    assert "1 条已减轻或停用" in page
    assert page.count(REASON) == 2  # as it stands, and in the record


def test_back_from_the_confirmation_keeps_what_was_typed(administrator: Client) -> None:
    page = html(set_it(administrator, back="1"))
    assert "怎样设置" in page
    assert REASON in page
    assert 'value="hint" checked' in page


@pytest.mark.parametrize(
    ("level", "reason", "said"),
    [
        ("", REASON, "请选择怎样设置"),
        ("error", REASON, "请选择怎样设置"),
        ("hint", " ", "请写明原因"),
        ("hint", "长" * 501, "最多 500 字"),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_stays(
    administrator: Client, level: str, reason: str, said: str
) -> None:
    response = set_it(administrator, level, reason, confirmed="1")
    assert response.status_code == 400
    assert said in html(response)
    assert reason.strip() in html(response)
    assert not RuleSetting.objects.exists()


def test_a_setting_made_meanwhile_is_shown_and_nothing_is_overwritten(administrator: Client, place: District) -> None:
    actions.set_rule(actor(place.administrator), CODE, "off", reason="先到的设置。", seen=0)
    response = set_it(administrator, confirmed="1")
    assert response.status_code == 409
    assert "先到的设置。" in html(response)
    assert RuleSetting.objects.count() == 1


def test_a_rule_that_does_not_exist_is_404_and_a_broken_page_400(administrator: Client) -> None:
    assert administrator.get(reverse("rule-setting", args=["no-such-rule"])).status_code == 404
    assert set_it(administrator, seen="９").status_code == 200  # only asked
    assert set_it(administrator, seen="９", confirmed="1").status_code == 400


def test_the_catalogue_shows_a_setting_with_its_reason_to_everybody(client: Client, place: District) -> None:
    actions.set_rule(actor(place.administrator), CODE, "hint", reason=REASON, seen=0)
    client.force_login(place.declarant)
    page = html(client.get(reverse("rule-catalogue")))
    assert f"减为建议：{REASON}" in page
    assert reverse("rule-settings") not in page


# --- the catalogue


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "SATISFACTION"}, True),
        ({"q": "满意度 30%"}, True),
        ({"q": "满意度 控制数"}, False),
        ({"severity": "hint"}, False),
        ({"q": "满意度", "severity": "warning"}, True),
    ],
)
def test_the_catalogue_can_be_searched(client: Client, place: District, query: dict[str, str], *, found: bool) -> None:
    client.force_login(place.declarant)
    page = html(client.get(reverse("rule-catalogue"), query))
    assert "显示全部" in page
    assert ('id="satisfaction-unusual"' in page) is found


def test_a_search_without_result_says_what_to_do(client: Client, place: District) -> None:
    client.force_login(place.declarant)
    page = html(client.get(reverse("rule-catalogue"), {"q": "<b>没有的词</b>"}))
    assert "没有找到符合“&lt;b&gt;没有的词&lt;/b&gt;”的规则" in page


@pytest.mark.parametrize("name", ["declaration-detail", "declaration-edit", "declaration-submit"])
def test_a_finding_leads_to_its_rule(client: Client, place: District, faulty: Declaration, name: str) -> None:
    client.force_login(place.declarant)
    assert f'href="{reverse("rule-catalogue")}#{CODE}"' in html(client.get(reverse(name, args=[faulty.pk])))


# --- waivers


def waive(client: Client, declaration: Declaration, action: str = "waive", reason: str = REASON) -> Any:
    data = {"rule": CODE, "action": action, "reason": reason}
    return client.post(reverse("declaration-waivers", args=[declaration.pk]), data)


def test_a_rule_is_waived_and_the_waiver_taken_back(administrator: Client, faulty: Declaration) -> None:
    address = reverse("declaration-waivers", args=[faulty.pk])
    assert "确认豁免" in html(administrator.get(address))
    assert waive(administrator, faulty)["Location"] == address
    page = html(administrator.get(address))
    assert "已豁免" in page
    assert "确认取消豁免" in page
    assert waive(administrator, faulty, "unwaive", "批文已撤销。").status_code == 302
    assert not Waiver.objects.exists()


@pytest.mark.parametrize(("reason", "said"), [(" ", "须写明原因"), ("长" * 501, "最多 500 字")])
def test_a_reason_is_asked_for_again_and_stays(
    administrator: Client, faulty: Declaration, reason: str, said: str
) -> None:
    response = waive(administrator, faulty, reason=reason)
    assert response.status_code == 400
    assert said in html(response)
    assert reason.strip() in html(response)


def test_the_author_and_the_reader_see_what_is_waived_and_why(
    client: Client, administrator: Client, place: District, faulty: Declaration
) -> None:
    waive(administrator, faulty)
    history = html(administrator.get(reverse("declaration-history", args=[faulty.pk])))
    assert "豁免规则" in history
    assert "“必填内容没有填写”" in history
    assert REASON in history
    client.force_login(place.declarant)
    for name in ("declaration-detail", "declaration-edit", "declaration-submit"):
        assert f"己已豁免：{REASON}" in html(client.get(reverse(name, args=[faulty.pk]))), name
    submit = client.get(reverse("declaration-submit", args=[faulty.pk]))
    assert submit.context["errors"] == []
    assert "确认提交" in html(submit)


def test_a_decided_declaration_has_no_waivers_to_give(administrator: Client, place: District) -> None:
    approved = declared(place, Status.APPROVED)
    response = administrator.get(reverse("declaration-waivers", args=[approved.pk]))
    assert response["Location"] == reverse("declaration-detail", args=[approved.pk])
    assert "豁免规则</a>" not in html(administrator.get(reverse("declaration-detail", args=[approved.pk])))


def test_a_declaration_without_findings_says_so(administrator: Client, place: District) -> None:
    page = html(administrator.get(reverse("declaration-waivers", args=[complete(place).pk])))
    assert "没有可豁免的规则" in page


# --- findings of each submission


def findings(client: Client, declaration: Declaration) -> str:
    return html(client.get(reverse("declaration-findings", args=[declaration.pk])))


def test_the_findings_of_a_submission_stand_beside_todays(administrator: Client, place: District) -> None:
    declaration = explained(place)
    page = findings(administrator, declaration)
    assert "第 1 次提交" in page
    assert f"说明：{EXPLANATION}" in page
    assert "现在仍有" in page
    assert "上次提交时已有" in page
    code = Snapshot.objects.get(declaration=declaration).report["findings"][0]["code"]
    actions.set_rule(actor(place.administrator), code, "off", reason=REASON, seen=0)
    later = findings(administrator, declaration)
    assert "现在已没有" in later
    assert "管理员已停用" in later


def test_a_submission_older_than_the_record_says_so(administrator: Client, place: District) -> None:
    declaration = declared(place, Status.FINANCE_REVIEW)
    Snapshot.objects.filter(declaration=declaration).update(report={})
    assert "当时的提示没有留存" in findings(administrator, declaration)


def test_a_draft_has_only_todays_findings(administrator: Client, faulty: Declaration) -> None:
    page = findings(administrator, faulty)
    assert "现在" in page
    assert "次提交" not in page.split("<h1>")[1].split("</h1>")[1].replace("每次提交", "")


def test_the_pages_ask_a_fixed_number_of_queries(
    administrator: Client, place: District, django_assert_max_num_queries: Any
) -> None:
    declaration = explained(place)
    for name, most in (("declaration-findings", 20), ("declaration-waivers", 20)):
        with django_assert_max_num_queries(most):
            administrator.get(reverse(name, args=[declaration.pk]))
    for number in range(5):
        actions.set_rule(actor(place.administrator), CODE, ("off", "own")[number % 2], reason=REASON, seen=number)
    for name, args in (("rule-settings", []), ("rule-setting", [CODE]), ("rule-catalogue", [])):
        with django_assert_max_num_queries(10):
            administrator.get(reverse(name, args=args))
    assert stored(declaration).pk
