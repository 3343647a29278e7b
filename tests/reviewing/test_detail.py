from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from declarations import actions
from declarations.actions import Arrival
from declarations.models import Ceiling, Declaration, DeclarationYear
from declarations.workflow import Status
from perfgoals.accounts.models import Membership, User
from perfgoals.accounts.roles import Role
from tests.factories import OPINION, YEAR, District, actor, complete, declared, filled, open_year, stored
from tests.reviewing.cases import EXPLANATION, adjusted, explained, mended, resubmitted


def page(client: Client, user: User, declaration: Declaration, query: str = "") -> str:
    client.force_login(user)
    response = client.get(reverse("declaration-detail", args=[declaration.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_paper_shows_what_the_declaration_says(client: Client, place: District) -> None:
    html = page(client, place.reviewer, declared(place, Status.DEPARTMENT_REVIEW))
    for text in ("二级项目支出绩效目标申报表", "滨海区文化馆", "1,596,000.00", "公益演出场次", "≥24场", "第 1 次提交"):
        assert text in html
    assert "<ins>" not in html
    assert "<del>" not in html


def test_what_people_typed_is_never_markup(client: Client, place: District) -> None:
    name = "<script>alert(1)</script>“场馆”"
    draft = complete(place, name=name)
    html = page(client, place.declarant, draft)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_reviewer_sees_what_changed_since_the_last_submission(client: Client, place: District) -> None:
    html = page(client, place.reviewer, resubmitted(place))
    assert "<del>≥24场</del><ins>≥30场</ins>" in html
    assert "公益演出<del>24</del><ins>30</ins>场，服务群众" in html
    assert "<ins>演出验收合格率</ins>" in html
    assert "<del>带动文创产品销售额</del>" in html
    assert "改动 5 处" in html
    assert '绩效指标 <span class="num">改 3</span>' in html
    assert "与第 1 次提交比较" in html


def test_the_paper_can_be_read_without_marks(client: Client, place: District) -> None:
    html = page(client, place.reviewer, resubmitted(place), "?changes=plain")
    assert "<ins>" not in html
    assert "标出与第 1 次提交的不同" in html


def test_the_author_sees_what_was_mended_since_the_return(client: Client, place: District) -> None:
    returned = declared(place, Status.RETURNED)
    author = actor(place.declarant)
    actions.save(author, returned.pk, mended(returned.content), seen=returned.version)
    html = page(client, place.declarant, returned)
    assert "<del>≥24场</del><ins>≥30场</ins>" in html


def test_what_is_settled_is_shown_without_marks_until_somebody_asks(client: Client, place: District) -> None:
    again = resubmitted(place)
    actions.pass_on(actor(place.reviewer), again.pk, seen=again.version)
    actions.approve(actor(place.finance), again.pk, seen=again.version + 1)
    assert "<ins>" not in page(client, place.auditor, again)
    assert "<ins>≥30场</ins>" in page(client, place.auditor, again, "?changes=marked")


def test_an_adjustment_is_compared_with_what_it_adjusts(client: Client, place: District) -> None:
    _, draft = adjusted(place)
    author = actor(place.declarant)
    actions.save(author, draft.pk, mended(draft.content), seen=draft.version)
    actions.submit(author, draft.pk, seen=stored(draft).version)
    html = page(client, place.reviewer, draft)
    assert "与调整前的批复比较" in html
    assert "<del>≥24场</del><ins>≥30场</ins>" in html


def test_a_finding_stands_under_its_row_and_in_the_panel_with_the_authors_sentence(
    client: Client, place: District
) -> None:
    html = page(client, place.reviewer, explained(place))
    assert f"填报人说明：{EXPLANATION}" in html
    assert f"说明：{EXPLANATION}</p>" in html
    assert "1 提醒" in html


def last_years(place: District, declaration: Declaration, target: str) -> DeclarationYear:
    """An approved declaration of the same project a year before, with another first target."""
    year = open_year(YEAR - 1)
    rows = declaration.content.indicators
    content = replace(
        declaration.content.with_values({"year_amount": Decimal(1520000), "total_amount": Decimal(1520000)}),
        indicators=(replace(rows[0], target=target), *rows[1:]),
    )
    arrival = Arrival(content, place.template, place.unit, place.department, "去年的汇编")
    actions.create_many(actor(place.administrator), year, [arrival])
    return year


def test_last_years_target_stands_in_its_own_column(client: Client, place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    last_years(place, declaration, "≥22场")
    html = page(client, place.reviewer, declaration)
    assert '<td class="last">≥22场</td>' in html
    assert f"{YEAR - 1} 年<br>目标值" in html
    assert "本年度增加 5.0%" in html


def test_without_last_years_form_there_is_no_such_column(client: Client, place: District) -> None:
    assert 'class="last"' not in page(client, place.reviewer, declared(place, Status.DEPARTMENT_REVIEW))


def test_the_ceiling_of_the_unit_stands_beside_the_amounts(client: Client, place: District) -> None:
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(2000000))
    html = page(client, place.reviewer, declared(place, Status.DEPARTMENT_REVIEW))
    assert "控制数余额" in html
    assert "404,000.00" in html


def test_a_form_in_ten_thousands_keeps_its_unit_and_tells_the_yuan(client: Client, place: District) -> None:
    place.year.template.amount_unit = "万元"
    place.year.template.save()
    html = page(client, place.reviewer, declared(place, Status.DEPARTMENT_REVIEW))
    assert "金额单位：万元" in html
    assert 'title="= 1,596,000.00 元">159.60</td>' in html


def test_the_author_of_a_returned_declaration_reads_the_opinion_first_and_can_go_on(
    client: Client, place: District
) -> None:
    returned = declared(place, Status.RETURNED)
    html = page(client, place.declarant, returned)
    assert html.index(OPINION) < html.index("paper-title")
    assert f'href="{reverse("declaration-edit", args=[returned.pk])}">继续修改' in html
    assert "丁 · " in html


def test_who_may_only_read_gets_no_buttons(client: Client, place: District) -> None:
    returned = declared(place, Status.RETURNED)
    html = page(client, place.auditor, returned)
    assert OPINION in html
    for name in ("edit", "submit", "withdraw", "adjust", "decide"):
        assert reverse(f"declaration-{name}", args=[returned.pk]) not in html
    assert "继续修改" not in html


@pytest.mark.parametrize(
    ("status", "name", "who"),
    [
        (Status.DRAFT, "declaration-edit", "declarant"),
        (Status.DRAFT, "declaration-submit", "colleague"),
        (Status.DEPARTMENT_REVIEW, "declaration-withdraw", "declarant"),
        (Status.RETURNED, "declaration-edit", "colleague"),
        (Status.APPROVED, "declaration-adjust", "declarant"),
    ],
)
def test_authors_find_what_they_may_do(client: Client, place: District, status: Status, name: str, who: str) -> None:
    declaration = declared(place, status)
    assert reverse(name, args=[declaration.pk]) in page(client, getattr(place, who), declaration)


@pytest.mark.parametrize(
    ("status", "who", "expected"),
    [
        (Status.DEPARTMENT_REVIEW, "reviewer", ["reject", "return", "pass_on"]),
        (Status.FINANCE_REVIEW, "finance", ["reject", "return", "approve"]),
        (Status.DEPARTMENT_REVIEW, "finance", []),
        (Status.FINANCE_REVIEW, "reviewer", []),
        (Status.APPROVED, "finance", []),
    ],
)
def test_reviewers_get_the_decisions_of_their_turn(
    client: Client, place: District, status: Status, who: str, expected: list[str]
) -> None:
    declaration = declared(place, status)
    client.force_login(getattr(place, who))
    response = client.get(reverse("declaration-detail", args=[declaration.pk]))
    assert [str(question.action) for question in response.context["questions"]] == expected


def test_each_decision_names_the_declaration_and_says_what_follows(client: Client, place: District) -> None:
    html = page(client, place.finance, declared(place, Status.FINANCE_REVIEW, name="街道分馆建设"))
    for title in ("批复《街道分馆建设》？", "退回《街道分馆建设》？", "不予通过《街道分馆建设》？"):
        assert title in html
    assert "批复后内容不再改动；如需变动，由填报人发起调整。" in html


def test_a_yes_says_how_many_remarks_are_left(client: Client, place: District) -> None:
    assert "审核提示还有 1 条。" in page(client, place.reviewer, explained(place))


def test_a_question_opens_without_a_script(client: Client, place: District) -> None:
    html = page(client, place.reviewer, declared(place, Status.DEPARTMENT_REVIEW), "?decision=return")
    assert 'id="ask-return" aria-labelledby="ask-return-title" data-question open>' in html
    assert html.count("data-question open>") == 1


def test_a_reviewer_who_edited_the_declaration_is_told_why_there_are_no_buttons(
    client: Client, place: District
) -> None:
    Membership.objects.create(user=place.declarant, unit=place.department, role=Role.DEPARTMENT_REVIEWER)
    html = page(client, place.declarant, declared(place, Status.DEPARTMENT_REVIEW))
    assert "您修改过这份申报，不能再审核它" in html
    assert 'name="decision"' not in html


def test_a_chain_of_adjustments_is_shown_on_each_of_its_pages(client: Client, place: District) -> None:
    original, draft = adjusted(place)
    for shown, other in ((original, draft), (draft, original)):
        html = page(client, place.declarant, shown)
        assert reverse("declaration-detail", args=[other.pk]) in html
        assert "原因：合同价降低，调减金额。" in html


def test_an_adjustment_that_was_never_submitted_stays_with_its_unit(client: Client, place: District) -> None:
    original, draft = adjusted(place)
    assert reverse("declaration-detail", args=[draft.pk]) not in page(client, place.reviewer, original)


def test_a_chain_has_only_its_own_versions(client: Client, place: District) -> None:
    original, draft = adjusted(place)
    other = declared(place, Status.APPROVED, name="另一个项目")
    actions.adjust(actor(place.declarant), other.pk, reason="另一件事")
    client.force_login(place.declarant)
    response = client.get(reverse("declaration-detail", args=[draft.pk]))
    assert [version.declaration.pk for version in response.context["versions"]] == [original.pk, draft.pk]


def test_an_approved_declaration_with_an_adjustment_offers_no_second_one(client: Client, place: District) -> None:
    original, _ = adjusted(place)
    assert reverse("declaration-adjust", args=[original.pk]) not in page(client, place.declarant, original)


def test_the_short_history_names_the_last_people(client: Client, place: District) -> None:
    html = page(client, place.auditor, declared(place, Status.FINANCE_REVIEW))
    assert "丁 通过" in html
    assert re.search(r"甲 新建，改了 \d+ 处，提交审核", html)


def test_a_late_submission_says_so(client: Client, place: District) -> None:
    draft = complete(place)
    place.year.late_policy = "mark"
    place.year.closes_at = timezone.now() - timedelta(hours=1)
    place.year.save()
    actions.submit(actor(place.declarant), draft.pk, seen=draft.version)
    assert "逾期提交" in page(client, place.reviewer, draft)


def test_the_page_asks_a_fixed_number_of_queries(
    client: Client, place: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    declaration = resubmitted(place)
    last_years(place, declaration, "≥22场")
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=Decimal(9000000))
    client.force_login(place.reviewer)
    with django_assert_max_num_queries(32):
        client.get(reverse("declaration-detail", args=[declaration.pk]))


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_more_rows_and_more_waiting_do_not_cost_more_queries(client: Client, place: District) -> None:
    first = declared(place, Status.DEPARTMENT_REVIEW)
    client.force_login(place.reviewer)
    address = reverse("declaration-detail", args=[first.pk])
    alone = queries(client, address)
    for number in range(3):
        draft = complete(place, name=f"第 {number} 个项目")
        rows = filled(draft.content).indicators
        longer = replace(draft.content, indicators=(*rows, replace(rows[0], name="流动演出场次", key=f"k{number}")))
        saved = actions.save(actor(place.declarant), draft.pk, longer, seen=draft.version)
        actions.submit(actor(place.declarant), draft.pk, seen=saved.declaration.version)
    assert queries(client, address) == alone
    assert queries(client, reverse("declaration-detail", args=[draft.pk])) == alone
