"""The pages of an import, as an administrator goes through them, with and without scripts."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.importflow import BatchState
from declarations.models import Declaration, ImportBatch
from declarations.models.imports import Result
from tests.factories import District
from tests.importing.conftest import confirmed, read, upload
from tests.importing.test_batches import form, table
from tests.importing.workbooks import flat_workbook


def page(client: Client, batch: ImportBatch, query: str = "") -> str:
    response = client.get(f"{batch.get_absolute_url()}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def titles(html: str) -> list[str]:
    return re.findall(r"data-open-drawer>([^<]+)</a>", html)


@pytest.fixture
def posted(admin: Client, django_capture_on_commit_callbacks: Any) -> Any:
    def post(address: str, data: dict[str, Any] | None = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return admin.post(address, data or {}, follow=True)

    return post


def test_from_the_upload_to_the_undoing(admin: Client, place: District, posted: Any) -> None:
    assert "还没有导入过" in admin.get(reverse("import-list")).content.decode()
    sent = [SimpleUploadedFile("甲.txt", table(form(1))), SimpleUploadedFile("乙.txt", table(form(2)))]
    response = posted(reverse("import-new"), {"files": sent, "year": "2026", "kind": "declarations"})
    batch = ImportBatch.objects.get()
    assert response.redirect_chain[-1][0] == batch.get_absolute_url()
    html = page(admin, batch)
    assert titles(html) == ["第1号公共文化服务项目", "第2号公共文化服务项目"]
    assert "导入 2 份" in html
    shown = list(batch.forms.values_list("pk", flat=True))
    posted(reverse("import-take", args=[batch.pk]), {"shown": shown, "pick": shown[:1], "tab": "new"})
    assert "导入 1 份" in page(admin, batch)
    confirm = admin.get(reverse("import-confirm", args=[batch.pk])).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', confirm)
    assert seen
    assert "把 1 份导入 2026 年度" in confirm
    posted(reverse("import-confirm", args=[batch.pk]), {"seen": seen[1]})
    assert "已导入：新增 1 份" in page(admin, batch)
    posted(reverse("import-confirm", args=[batch.pk]), {"seen": seen[1]})
    assert Declaration.objects.count() == 1
    posted(reverse("import-undo", args=[batch.pk]), {"reason": "错了"})
    assert not Declaration.objects.exists()
    assert "已撤销" in page(admin, batch)
    listed = admin.get(reverse("import-list")).content.decode()
    assert "甲.txt 等 2 个文件" in listed


def test_while_the_worker_is_at_it_the_page_asks_again_and_works_without_scripts(
    admin: Client, place: District
) -> None:
    batch = upload(place, {"a.txt": table(form(1))})
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.READING,
        files_total=4,
        files_done=3,
        form_count=7,
        row_count=90,
        work_total=100,
        work_done=75,
        stage_at=batch.at - timedelta(seconds=30),
    )
    html = page(admin, batch)
    assert 'hx-trigger="every 1s"' in html
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "正在读取文件 3 / 4，已读出 7 份申报表、90 行指标" in html
    part = admin.get(reverse("import-progress", args=[batch.pk]))
    assert "约还需" in part.content.decode()
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.READY)
    assert admin.get(reverse("import-progress", args=[batch.pk])).headers["HX-Refresh"] == "true"


def test_an_upload_without_files_or_year_says_what_to_do(admin: Client, place: District) -> None:
    response = admin.post(reverse("import-new"), {"year": "2026"})
    assert (response.status_code, "还没有选择文件" in response.content.decode()) == (400, True)
    response = admin.post(reverse("import-new"), {"year": "26", "files": [SimpleUploadedFile("a.txt", b"x")]})
    assert (response.status_code, "四位年份" in response.content.decode()) == (400, True)


def test_tabs_filters_and_search_narrow_the_list(admin: Client, place: District) -> None:
    confirmed(place, read(place, {"a.txt": table(form(1), form(2))}))
    batch = read(place, {"b.txt": table(form(1), form(2, 年度目标="改了"), form(3), form(4, 申请单位="不认识"))})
    assert titles(page(admin, batch)) == ["第2号公共文化服务项目"]
    assert titles(page(admin, batch, "?tab=new")) == ["第3号公共文化服务项目"]
    assert titles(page(admin, batch, "?tab=same")) == ["第1号公共文化服务项目"]
    assert "“不认识”不在单位表里" in page(admin, batch, "?tab=refused")
    assert titles(page(admin, batch, "?tab=new&q=没有这个")) == []
    assert titles(page(admin, batch, "?tab=changed&q=第2号")) == ["第2号公共文化服务项目"]
    assert titles(page(admin, batch, "?tab=refused&mark=question")) == ["第4号公共文化服务项目"]
    for nonsense in ("?tab=x&mark=y&after=z_1&open=abc", f"?open={'9' * 30}&after=5_{2**70}", "?q=%00"):
        page(admin, batch, nonsense)


def test_all_that_a_filter_shows_is_taken_or_left_at_once(admin: Client, place: District, posted: Any) -> None:
    batch = read(place, {"a.txt": table(*(form(number) for number in range(1, 13)))})
    posted(reverse("import-take", args=[batch.pk]), {"all": "0", "tab": "new", "q": "第1"})
    batch.refresh_from_db()
    assert batch.taken_new == 8
    posted(reverse("import-take", args=[batch.pk]), {"all": "0", "tab": "new"})
    posted(reverse("import-take", args=[batch.pk]), {"all": "1", "tab": "new", "q": "第12号"})
    batch.refresh_from_db()
    assert batch.taken_new == 1


def test_ticking_a_box_answers_with_the_numbers(admin: Client, place: District) -> None:
    batch = read(place, {"a.txt": table(form(1), form(2))})
    keys = list(batch.forms.values_list("pk", flat=True))
    data = {"shown": keys, "pick": keys[:1], "tab": "new"}
    response = admin.post(reverse("import-take", args=[batch.pk]), data, headers={"HX-Request": "true"})
    assert "将新增 <b>1</b> 份" in response.content.decode()


def test_the_drawer_shows_the_cell_of_the_document_beside_what_was_read(admin: Client, place: District) -> None:
    confirmed(place, read(place, {"a.xlsx": flat_workbook(1)}))
    data = flat_workbook(1)
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.active
    assert sheet is not None
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 10).value = "31204.5"
        if sheet.cell(row, 17).value == "舞台设备完好率":
            sheet.cell(row, 18).value = "0.98"
    out = BytesIO()
    book.save(out)
    batch = read(place, {"b.xlsx": out.getvalue()})
    (one,) = batch.forms.all()
    for html in (
        admin.get(reverse("import-form", args=[batch.pk, one.pk]), headers={"HX-Request": "true"}).content.decode(),
        admin.get(reverse("import-form", args=[batch.pk, one.pk])).content.decode(),
        page(admin, batch, f"?open={one.pk}"),
    ):
        assert "J2" in html
        assert "<del>240,120.00</del>" in html
        assert "<ins>31,204.50</ins>" in html
        assert "<del>≥98%</del>" in html
        assert "丢了百分号" in html or "百分" in html


def test_unknown_units_are_settled_on_their_page(admin: Client, place: District, posted: Any) -> None:
    batch = read(place, {"a.txt": table(form(1, 申请单位="说书 小院"), form(2, 申请单位="说书小院"))})
    assert reverse("import-units", args=[batch.pk]) in page(admin, batch)
    html = admin.get(reverse("import-units", args=[batch.pk])).content.decode()
    assert "1 个名称在单位表里对不上" in html
    data = {"name": "说书 小院", "unit": f"{place.unit.code} {place.unit.name}", "remember": "1"}
    response = posted(reverse("import-units", args=[batch.pk]), {**data, "unit": "没有"})
    assert "没有编码是“没有”的单位" in response.content.decode()
    posted(reverse("import-units", args=[batch.pk]), data)
    batch.refresh_from_db()
    assert (batch.state, batch.new_count) == (BatchState.READY, 2)


def test_unknown_units_are_made_from_the_page(admin: Client, place: District, posted: Any) -> None:
    batch = read(place, {"a.txt": table(form(1, 申请单位="滨海区说书馆", 一级预算单位="滨海区说书局"))})
    response = posted(reverse("import-units", args=[batch.pk]), {"create": "all"})
    assert "新建了 2 个单位" in response.content.decode()
    batch.refresh_from_db()
    assert batch.new_count == 1


def test_which_declaration_is_meant_is_chosen_in_the_drawer(admin: Client, place: District, posted: Any) -> None:
    same = [form(number, 项目编码="", 项目名称="同名项目") for number in (1, 2)]
    first = read(place, {"a.txt": table(*same)})
    first.forms.update(taken=True)
    first.taken_new = 2
    confirmed(place, first)
    batch = read(place, {"b.txt": table(form(3, 项目编码="", 项目名称="同名项目"))})
    (one,) = batch.forms.all()
    assert "都不是，作为新的申报" in page(admin, batch, f"?open={one.pk}")
    response = posted(reverse("import-match", args=[batch.pk, one.pk]), {"declaration": "x"})
    assert "还没有选定" in response.content.decode()
    posted(reverse("import-match", args=[batch.pk, one.pk]), {"declaration": "0"})
    assert batch.forms.get().result == Result.NEW


def test_the_reasons_can_be_taken_away_as_a_workbook(admin: Client, place: District) -> None:
    batch = read(place, {"a.txt": table(form(1, 申请单位="=1+1")), "照片.png": b"\x89PNG" + bytes(50)})
    response = admin.get(reverse("import-reasons", args=[batch.pk]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1][0] == "照片.png"
    assert rows[2][4] == "=1+1"
    assert sheet.cell(3, 5).data_type == "s"


def test_a_failed_import_offers_to_go_on(admin: Client, place: District, posted: Any) -> None:
    batch = read(place, {"a.txt": table(form(1))})
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.FAILED, message="程序中断")
    assert "程序中断" in page(admin, batch)
    posted(reverse("import-retry", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    posted(reverse("import-cancel", args=[batch.pk]))
    assert "已放弃" in page(admin, batch)


@pytest.mark.parametrize("count", [3, 60])
def test_a_page_of_the_preview_takes_the_same_few_queries_however_many_forms(
    admin: Client, place: District, count: int
) -> None:
    batch = read(place, {"a.xlsx": flat_workbook(count, rows=2)})
    admin.get(batch.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        page(admin, batch)
    assert len(queries) <= 16, [query["sql"][:120] for query in queries]
