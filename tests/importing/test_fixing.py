"""A value corrected in the drawer of the preview: on record, checked again, and brought in as corrected."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.importflow import BatchState
from declarations.models import Declaration, ImportBatch, ImportedForm
from declarations.models.imports import Result
from tests.factories import District
from tests.importing.conftest import confirmed, read
from tests.importing.test_batches import form, table
from tests.importing.workbooks import flat_workbook

HTMX = {"HX-Request": "true"}


@pytest.fixture
def batch(place: District) -> ImportBatch:
    return read(place, {"a.xlsx": flat_workbook(3, rows=15)})


def first(batch: ImportBatch) -> ImportedForm:
    found = batch.forms.order_by("pk").first()
    assert found is not None
    return found


def fix(client: Client, one: ImportedForm, path: str, now: str, **more: Any) -> Any:
    seen = str(more.pop("seen", now))
    data = {f"was-{path}": seen, f"to-{path}": now, "at": "at-x", **more}
    return client.post(reverse("import-fix", args=[one.batch_id, one.pk]), data)


def target(one: ImportedForm, number: int = 3) -> str:
    return f"indicators[{one.content.indicators[number].key}].target"


def test_what_was_read_and_set_and_by_whom_is_on_record(admin: Client, place: District, batch: ImportBatch) -> None:
    one = first(batch)
    read_amount = one.content.year_amount
    response = fix(admin, one, "year_amount", "999,000.5", seen=f"{read_amount:,.2f}")
    assert response["Location"].endswith(f"?tab=new&open={one.pk}#at-x")
    one.refresh_from_db()
    assert one.content.year_amount == one.year_amount == Decimal("999000.5")
    (told,) = one.fixes
    assert (told["read"], told["set"]) == (f"{read_amount:,.2f}", "999,000.50")
    assert (told["by"], told["by_id"]) == (place.administrator.full_name, place.administrator.pk)
    last = batch.records.last()
    assert last is not None
    assert "改为“999,000.50”" in last.text
    page = admin.get(response["Location"]).content.decode()
    assert f"读出“{read_amount:,.2f}”，{place.administrator.full_name}改为“999,000.50”" in page


def test_the_form_is_checked_again_with_the_value_that_was_set(admin: Client, batch: ImportBatch) -> None:
    one = first(batch)
    before = one.warning_count + one.error_count + one.hint_count
    fix(admin, one, "annual_goal", "", seen=one.content.annual_goal)
    one.refresh_from_db()
    assert one.warning_count + one.error_count + one.hint_count > before
    assert "annual_goal" in {found["field"] for found in one.told["report"]["findings"]}


def test_it_is_brought_in_as_corrected_and_the_history_says_so(
    admin: Client, place: District, batch: ImportBatch
) -> None:
    one = first(batch)
    fix(admin, one, target(one), "≥99%", seen="≥98%")
    batch.refresh_from_db()
    assert confirmed(place, batch).state == BatchState.DONE
    declaration = Declaration.objects.get(code=one.code)
    assert declaration.content.indicators[3].target == "≥99%"
    event = declaration.events.get()
    assert event.new is not None
    assert event.new["indicators"][3]["target"] == "≥99%"
    assert "核对时改正：目标值“≥98%”改为“≥99%”" in event.reason
    call_command("verify_history", verbosity=0)
    drawer = admin.get(f"{batch.get_absolute_url()}?tab=new&open={one.pk}").content.decode()
    assert "读出“≥98%”" in drawer
    assert "保存改正" not in drawer


def test_a_unit_that_was_misprinted_is_found_after_the_correction(admin: Client, place: District) -> None:
    batch = read(place, {"a.xlsx": flat_workbook(2, rows=1, unit="滨海区评单团")})
    one = first(batch)
    assert (one.result, batch.refused_count) == (Result.REFUSED, 2)
    fix(admin, one, "applicant_unit", place.unit.name, seen="滨海区评单团")
    one.refresh_from_db()
    batch.refresh_from_db()
    assert (one.result, one.unit, one.taken) == (Result.NEW, place.unit, True)
    assert (batch.new_count, batch.refused_count, batch.taken_new) == (1, 1, 1)


def test_two_forms_of_one_code_are_told_apart_by_a_correction_and_the_other_is_free_again(
    admin: Client, place: District
) -> None:
    batch = read(place, {"a.txt": table(form(1)), "b.txt": table(form(1, 年度目标="另一个目标"))})
    one, other = batch.forms.order_by("pk")
    assert one.duplicate
    assert other.duplicate
    fix(admin, one, "code", form_code(7), seen=one.code)
    for each in (one, other):
        each.refresh_from_db()
    assert (one.duplicate, other.duplicate, other.reason) == (False, False, "")
    fix(admin, one, "code", other.code, seen=one.code)
    for each in (one, other):
        each.refresh_from_db()
    assert one.duplicate
    assert other.duplicate


def form_code(number: int) -> str:
    from tests.importing.workbooks import code_of  # noqa: PLC0415

    return code_of(number, 2026)


def test_what_was_read_can_be_put_back(admin: Client, batch: ImportBatch) -> None:
    one = first(batch)
    fix(admin, one, target(one), "≥99%", seen="≥98%")
    fix(admin, one, target(one), "≥97%", seen="≥99%")
    one.refresh_from_db()
    assert [(told["read"], told["set"]) for told in one.fixes] == [("≥98%", "≥97%")]
    admin.post(reverse("import-fix", args=[batch.pk, one.pk]), {"restore": target(one)})
    one.refresh_from_db()
    assert (one.fixes, one.content.indicators[3].target) == ([], "≥98%")


def test_a_text_that_is_no_amount_changes_nothing_and_stays_in_its_field(admin: Client, batch: ImportBatch) -> None:
    one = first(batch)
    response = fix(admin, one, "year_amount", "很多", seen="x")
    html = response.content.decode()
    assert response.status_code == 400
    assert "“很多”不是金额" in html
    assert 'value="很多"' in html
    one.refresh_from_db()
    assert one.fixes == []


def test_two_people_who_correct_one_value_do_not_overwrite_each_other(admin: Client, batch: ImportBatch) -> None:
    one = first(batch)
    fix(admin, one, target(one), "≥99%", seen="≥98%")
    address = reverse("import-fix", args=[batch.pk, one.pk])
    data = {f"was-{target(one)}": "≥98%", f"to-{target(one)}": "≥90%"}
    assert "刚被别人改过" in admin.post(address, data, headers=HTMX).content.decode()
    one.refresh_from_db()
    assert one.content.indicators[3].target == "≥99%"


def test_htmx_gets_the_drawer_the_row_and_the_numbers(admin: Client, batch: ImportBatch) -> None:
    one = first(batch)
    data = {f"was-{target(one)}": "≥98%", f"to-{target(one)}": "≥99%", "at": f"at-{target(one)}"}
    address = reverse("import-fix", args=[batch.pk, one.pk])
    html = admin.post(
        address, data, headers={**HTMX, "HX-Current-URL": f"http://testserver/imports/{batch.pk}/?tab=new"}
    )
    text = html.content.decode()
    for part in ('id="drawer"', f'id="row-{one.pk}"', 'id="result-tabs"', 'id="actionbar"', "1 改正"):
        assert part in text


def test_a_percent_sign_that_was_lost_is_offered(admin: Client, place: District) -> None:
    data = openpyxl.load_workbook(BytesIO(flat_workbook(1, rows=15)))
    sheet = data.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[16].value == "舞台设备完好率":
            row[17].value = "0.98"
    out = BytesIO()
    data.save(out)
    batch = read(place, {"a.xlsx": out.getvalue()})
    one = first(batch)
    html = admin.get(reverse("import-form", args=[batch.pk, one.pk])).content.decode()
    assert "改为 98%" in html
    admin.post(
        reverse("import-fix", args=[batch.pk, one.pk]),
        {f"was-{target(one)}": one.content.indicators[3].target, "offer": f"{target(one)}=98%"},
    )
    one.refresh_from_db()
    assert one.content.indicators[3].target == "98%"


def test_a_file_that_was_corrected_in_the_page_says_so_in_its_marked_workbook(
    admin: Client, batch: ImportBatch
) -> None:
    one = first(batch)
    fix(admin, one, target(one), "≥99%", seen="≥98%")
    response = admin.get(reverse("import-marked", args=[batch.pk, one.file_id]))
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    said = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert any("已在系统里改为“≥99%”" in text and where.startswith("R") for where, text in said.items())


def test_nothing_is_corrected_after_the_confirmation_or_in_a_list(
    admin: Client, place: District, batch: ImportBatch
) -> None:
    one = first(batch)
    confirmed(place, batch)
    response = admin.post(
        reverse("import-fix", args=[batch.pk, one.pk]), {"was-name": one.name, "to-name": "别的"}, follow=True
    )
    assert "已不在核对阶段" in response.content.decode()
    one.refresh_from_db()
    assert one.fixes == []


def test_places_that_the_form_does_not_have_are_refused(admin: Client, batch: ImportBatch) -> None:
    one = first(batch)
    before = ImportedForm.objects.values_list("data", flat=True).get(pk=one.pk)
    for path in ("indicators[nix].target", "status", "extra[x]", "indicators[0]", "budget_lines[x].price"):
        assert fix(admin, one, path, "1", seen="").status_code in (302, 400)
    assert bytes(ImportedForm.objects.values_list("data", flat=True).get(pk=one.pk)) == bytes(before)


def test_a_correction_takes_as_many_queries_in_a_large_import_as_in_a_small_one(admin: Client, place: District) -> None:
    asked = []
    for count in (2, 60):
        batch = read(place, {f"{count}.xlsx": flat_workbook(count, rows=2, first=count * 100)})
        one = first(batch)
        with CaptureQueriesContext(connection) as queries:
            fix(admin, one, "name", "改过的名称", seen=one.name)
        one.refresh_from_db()
        assert one.name == "改过的名称"
        asked.append(len(queries))
    assert asked[0] == asked[1] < 60


def test_a_corrected_workbook_has_the_last_word_and_the_record_says_so(
    admin: Client, place: District, batch: ImportBatch
) -> None:
    one = first(batch)
    fix(admin, one, target(one), "≥99%", seen="≥98%")
    response = admin.get(reverse("import-marked", args=[batch.pk, one.file_id]))
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    again = read(place, {"a.xlsx": data})
    assert again.pk == batch.pk
    assert all(form.fixes == [] for form in again.forms.all())
    assert again.records.filter(text__contains="1 处改正不再有效").exists()


def test_only_workbooks_with_something_to_say_are_offered_with_marks(admin: Client, place: District) -> None:
    batch = read(place, {"好.xlsx": flat_workbook(1), "差.xlsx": flat_workbook(1, first=2, unit="不认识的单位")})
    html = admin.get(batch.get_absolute_url()).content.decode()
    for file in batch.files.all():
        address = reverse("import-marked", args=[batch.pk, file.pk])
        assert (address in html) == (file.name == "差.xlsx")
