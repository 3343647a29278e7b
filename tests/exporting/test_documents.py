from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from declarations.models import Declaration, Event
from declarations.views.exporting import print_info
from declarations.workflow import Status
from declarations.writing.errors import WritingError
from tests.factories import District, complete, declared, stored
from tests.reviewing.cases import adjusted, resubmitted

NAME = "公共文化场馆开放（滨海）"


def fetch(client: Client, declaration: Declaration, kind: str) -> Any:
    response = client.get(reverse(f"declaration-{kind}", args=[declaration.pk]))
    assert response.status_code == 200
    return response


def body(response: Any) -> bytes:
    return b"".join(response)


def test_the_pdf_is_shown_in_the_browser_under_a_chinese_name(client: Client, place: District) -> None:
    declaration = declared(place, Status.APPROVED, name=NAME)
    client.force_login(place.auditor)
    response = fetch(client, declaration, "pdf")
    written = body(response)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages)
    assert written.startswith(b"%PDF-")
    assert NAME in text.replace("\n", "")
    assert declaration.history_head[:12] in text
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; ")
    assert quote(f"2027-{NAME}-滨海区文化馆.pdf") in response["Content-Disposition"]


def test_the_workbook_is_saved_under_a_chinese_name(client: Client, place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW, name=NAME)
    client.force_login(place.reviewer)
    response = fetch(client, declaration, "xlsx")
    sheet = load_workbook(BytesIO(body(response))).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert NAME in values
    assert 1596000 in values
    assert response["Content-Disposition"].startswith("attachment; ")
    assert quote(f"2027-{NAME}-滨海区文化馆.xlsx") in response["Content-Disposition"]


def test_a_printout_says_where_the_declaration_stands(place: District) -> None:
    again = resubmitted(place)
    info = print_info(again)
    assert (info.year, info.status, info.version) == (2027, "待部门审核", "第 2 次提交")
    assert (info.history_head, info.late, info.approved) == (again.history_head, False, False)
    assert info.printed_at == f"{timezone.localtime():%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_exporting_changes_nothing(client: Client, place: District, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("declarations.views.exporting.declaration_pdf", lambda *parts: b"%PDF-")
    draft = complete(place)
    client.force_login(place.declarant)
    before = (Event.objects.count(), draft.version, draft.history_head)
    fetch(client, draft, kind)
    now = stored(draft)
    assert (Event.objects.count(), now.version, now.history_head) == before


def test_an_adjustment_says_so_on_paper(place: District) -> None:
    original, draft = adjusted(place)
    assert print_info(draft).version == "第 1 次调整"
    assert print_info(original).approved


def test_a_late_submission_says_so_on_paper(place: District) -> None:
    declaration = declared(place, Status.DEPARTMENT_REVIEW)
    Declaration.objects.filter(pk=declaration.pk).update(is_late=True)
    assert print_info(stored(declaration)).late


def test_what_cannot_be_written_is_told_on_the_page(
    client: Client, place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*parts: Any) -> bytes:
        raise WritingError("一格有 40,000 字，请精简后再导出。")

    monkeypatch.setattr("declarations.views.exporting.declaration_workbook", refuse)
    declaration = complete(place)
    client.force_login(place.declarant)
    response = client.get(reverse("declaration-xlsx", args=[declaration.pk]), follow=True)
    assert response.redirect_chain[0][0] == declaration.get_absolute_url()
    assert [str(message) for message in response.context["messages"]] == ["一格有 40,000 字，请精简后再导出。"]


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_a_draft_without_anything_in_it_can_be_exported(client: Client, place: District, kind: str) -> None:
    draft = complete(place)
    Declaration.objects.filter(pk=draft.pk).update(name="", amounts={}, created_at=timezone.now() - timedelta(days=1))
    draft.indicator_rows.all().delete()
    client.force_login(place.declarant)
    response = fetch(client, draft, kind)
    assert quote("2027-未命名项目-滨海区文化馆") in response["Content-Disposition"]


def test_a_document_asks_a_fixed_number_of_queries(
    client: Client, place: District, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("declarations.views.exporting.declaration_pdf", lambda *parts: b"%PDF-")
    declaration = resubmitted(place)
    client.force_login(place.reviewer)
    with django_assert_max_num_queries(14):
        fetch(client, declaration, "pdf")
