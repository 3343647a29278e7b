"""The administrator's own workbook comes back with its cells marked, and the corrected one is known again."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl.comments import Comment
from openpyxl.styles import Font

from declarations.importflow import BatchState
from declarations.importing import marking
from declarations.importing.storing import path_of
from declarations.models import ImportBatch
from declarations.reading.marking import stamp_of
from tests.factories import District
from tests.importing.conftest import confirmed, read, upload, work
from tests.importing.workbooks import flat_workbook


def edited(data: bytes, change: Any) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    change(book.active)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_faults(sheet: Any) -> None:
    """The second form is of a unit that nobody knows, a percentage lost its sign, and somebody left a remark."""
    sheet["A1"].font = Font(name="楷体", bold=True)
    sheet["B2"].comment = Comment("请核对名称", "甲")
    for row in range(2, 17):
        if sheet.cell(row, 17).value == "舞台设备完好率":
            sheet.cell(row, 18).value = "0.98"
    for row in range(17, 32):
        sheet.cell(row, 3).value = "不认识的馆"


@pytest.fixture
def batch(place: District) -> ImportBatch:
    return read(place, {"文化.xlsx": edited(flat_workbook(2), with_faults)})


def marked(batch: ImportBatch) -> tuple[bytes, Any]:
    with marking.marked(batch.files.get()) as written:
        data = written.read()
    return data, openpyxl.load_workbook(BytesIO(data)).active


def test_cells_say_what_is_wrong_and_keep_their_looks(batch: ImportBatch) -> None:
    _, sheet = marked(batch)
    percent = next(cell for cell in sheet["R"] if cell.value == "0.98")
    assert percent.comment is not None
    assert "0.98" in percent.comment.text
    assert percent.fill.start_color.rgb.endswith(("FFE8B3", "ECECEC"))
    unit = sheet["C17"]
    assert "“不认识的馆”不在单位表里" in unit.comment.text
    assert unit.fill.start_color.rgb.endswith("FFD6D6")
    assert (sheet["A1"].font.name, sheet["A1"].font.bold) == ("楷体", True)
    assert sheet["B2"].comment.text.startswith("请核对名称")
    assert sheet["D2"].comment is None
    assert [cell.value for cell in sheet[2]][:5] == [cell.value for cell in sheet[3]][:5]


def test_the_corrected_workbook_takes_the_place_of_the_first_one(place: District, batch: ImportBatch) -> None:
    data, _ = marked(batch)

    def correct(sheet: Any) -> None:
        for row in range(17, 32):
            sheet.cell(row, 3).value = sheet.cell(2, 3).value

    again = upload(place, {"文化（标注）.xlsx": edited(data, correct)})
    assert (again.pk, again.state) == (batch.pk, BatchState.READING)
    again = work(again)
    assert (again.state, again.new_count, again.refused_count) == (BatchState.READY, 2, 0)
    assert (again.files_total, again.files_done, again.form_count, again.checked_count) == (1, 1, 2, 2)
    assert "改好的标注工作簿" in again.records.last().text  # type: ignore[union-attr]
    assert confirmed(place, again).created_count == 2


def test_a_marked_workbook_of_an_import_that_is_over_begins_a_new_one(place: District, batch: ImportBatch) -> None:
    data, _ = marked(batch)
    confirmed(place, batch)
    assert upload(place, {"b.xlsx": data}).pk != batch.pk


def test_the_stamp_of_somebody_else_s_import_is_not_believed(place: District, batch: ImportBatch) -> None:
    data, _ = marked(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(scope=place.other_department.path)
    object.__setattr__(place, "administrator", place.administrator)
    place.administrator.memberships.update(unit=place.department)
    assert upload(place, {"b.xlsx": data}).pk != batch.pk


def test_other_files_have_no_stamp(place: District, batch: ImportBatch) -> None:
    assert stamp_of(path_of(batch.files.get().digest)) == ""
    text = upload(place, {"a.txt": b"PK no zip"})
    assert stamp_of(path_of(text.files.get().digest)) == ""


def test_the_page_offers_the_marked_workbook(admin: Client, batch: ImportBatch) -> None:
    address = reverse("import-marked", args=[batch.pk, batch.files.get().pk])
    assert address in admin.get(batch.get_absolute_url()).content.decode()
    response = admin.get(address)
    assert b"".join(response.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    path_of(batch.files.get().digest).write_bytes(b"PK broken")
    response = admin.get(address, follow=True)
    assert "没有做成标注文件" in response.content.decode()


def test_text_files_have_no_marks(admin: Client, place: District) -> None:
    batch = read(place, {"a.txt": b"x", "b.xlsx": flat_workbook(1)})
    for file in batch.files.filter(name="a.txt"):
        assert admin.get(reverse("import-marked", args=[batch.pk, file.pk])).status_code == 404
