"""Files that are too large, too many or made to harm, from the upload to the page that says what is the matter."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from declarations.importflow import BatchState
from declarations.importing import storing
from declarations.models import ImportBatch
from declarations.reading.source import FILE_LIMIT
from perfgoals import uploads
from tests.factories import District
from tests.importing.conftest import read
from tests.reading import harmful
from tests.reading.test_files import one_sheet

MEGABYTE = 1024 * 1024


def sent(files: dict[str, bytes]) -> dict[str, Any]:
    return {"files": [SimpleUploadedFile(name, data) for name, data in files.items()], "year": "2026"}


def problem(admin: Client, data: dict[str, Any]) -> str:
    """What the page says of an upload that is not taken; nothing of it is left."""
    response = admin.post(reverse("import-new"), data)
    assert response.status_code == 400
    assert not ImportBatch.objects.exists()
    said = re.search(r"<span data-words>(.+?)</span>", response.content.decode())
    return unescape(said[1]) if said else ""


def refused_files(admin: Client, batch: ImportBatch) -> str:
    """The list of refused files as it is read on the page."""
    html = admin.get(batch.get_absolute_url()).content.decode()  # there is nothing else to see first
    listed = re.search(r'<ul class="refused-files">(.*?)</ul>', html, re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", listed[1]).split())) if listed else ""


def test_a_file_that_is_too_large_is_named_and_not_kept(admin: Client, place: District, tmp_path: Path) -> None:
    said = problem(admin, sent({"../../全部申报表.xlsx": bytes(FILE_LIMIT + MEGABYTE)}))
    assert said == "“全部申报表.xlsx”超过 50 MB，没有上传。请分成几个文件再导入。"
    assert not list(storing.folder().glob(f"{storing.INCOMING}*"))


def test_files_that_are_too_large_together_are_counted(
    admin: Client, place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("declarations.views.importing.MOST_TOGETHER", MEGABYTE)
    said = problem(admin, sent({f"{n}.txt": b"x" * (MEGABYTE * 3 // 4) for n in range(3)}))
    assert said == "这些文件一共 2 MB，一次最多上传 1 MB。文件都没有上传，请分几次来。"


def test_more_files_than_are_taken_at_once_are_counted(admin: Client, place: District) -> None:
    assert "现在有 501 个" in problem(admin, sent({f"{n}.txt": b"x" for n in range(501)}))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Limits of some kilobytes, and no file small enough to be kept in memory."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    monkeypatch.setattr(uploads, "MOST_TOGETHER", 400_000)
    monkeypatch.setattr(uploads, "MOST_FILES", 8)


def taken(sizes: list[int]) -> list[tuple[int, int]]:
    """(bytes that were sent, bytes that were kept) of the files of a request."""
    files = [SimpleUploadedFile(f"{n}.txt", b"x" * size) for n, size in enumerate(sizes)]
    request: HttpRequest = RequestFactory().post("/", {"files": files, "after": "all of them"})
    found = [(file.size or 0, len(file.read())) for file in request.FILES.getlist("files")]
    assert request.POST["after"] == "all of them"
    request.close()
    return found


@pytest.mark.usefixtures("small")
def test_no_more_is_kept_of_a_file_than_shows_that_it_is_too_large() -> None:
    ((size, kept),) = taken([1_000_000])
    assert size == 1_000_000
    assert 100_000 < kept < 100_000 + 2 * 64 * 1024
    assert taken([90_000, 1]) == [(90_000, 90_000), (1, 1)]


@pytest.mark.usefixtures("small")
def test_nothing_is_kept_of_what_comes_after_too_much() -> None:
    found = taken([90_000] * 7)
    assert [size for size, _ in found] == [90_000] * 7
    assert [kept for _, kept in found[-2:]] == [0, 0]
    assert taken([1] * 10) == [(1, 1)] * 8 + [(1, 0)] * 2


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("many", [3, 12])
def test_an_upload_that_breaks_off_leaves_no_file(many: int, tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    files = [SimpleUploadedFile(f"{n}.txt", b"x" * 5_000) for n in range(many)]
    whole = RequestFactory().post("/", {"files": files})
    request = RequestFactory().generic("POST", "/", whole.body[:-3_000], content_type=whole.META["CONTENT_TYPE"])
    assert len(request.FILES.getlist("files")) == many - 1
    request.close()
    del request
    assert not list(tmp_path.iterdir())


def test_the_site_takes_no_more_of_a_file_than_an_import_does() -> None:
    assert uploads.MOST_BYTES >= FILE_LIMIT


def test_each_refused_file_says_its_name_once_and_why(admin: Client, place: District) -> None:
    files = {
        "坏.xlsx": one_sheet()[:800],
        "远.xls": harmful.far_old_workbook(),
        "多.zip": harmful.listing_alone(60_000),
        "夹.zip": harmful.several(),
        "层.zip": harmful.nested_archives(),
        "../../etc/passwd": b"root:x:0:0",
    }
    batch = read(place, files)
    assert batch.state == BatchState.READY
    assert "这 8 个文件都读不了" in admin.get(batch.get_absolute_url()).content.decode()
    said = refused_files(admin, batch)
    for name, reason in (
        ("坏.xlsx", "像是 Excel 或 Word 文件，也可能是压缩文件，但已损坏"),
        ("远.xls", "工作表“申报表”有 65536 行、256 列，大得不正常"),
        ("多.zip", "里面有 60000 个文件，太多了，没有打开。压缩文件里最多 900 个，请分开导入。"),
        ("夹.zip › a.docx", "有密码，打不开。请去掉密码另存一份再导入。"),
        ("夹.zip › b.txt", "是空文件，里面没有内容。请换一个文件。"),
        ("夹.zip › c.xls", "其实是网页（HTML），不是真正的 Excel 文件。"),
        ("层.zip › 9.zip", "是压缩文件里的压缩文件，没有打开。请解压后再导入。"),
        ("passwd", "没有找到申报表。"),
    ):
        assert f"{name} {reason}" in said
    assert "etc" not in said
