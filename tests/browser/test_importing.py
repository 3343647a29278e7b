"""Importing in a real browser: a folder and a zip from the upload to the declarations, by mouse and by keyboard."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from declarations.importing import job
from declarations.models import Declaration, ImportBatch
from declarations.models.imports import BatchKind
from tests.browser.form_page import OFF_THE_PAGE
from tests.factories import District, district
from tests.importing.conftest import confirmed, read, upload
from tests.importing.mixed import mixed_zip as every_kind
from tests.importing.test_batches import form, table
from tests.importing.test_lists import listed
from tests.importing.workbooks import DEPARTMENT, UNIT, flat_workbook
from tests.reading import harmful

SignIn = Callable[[Page, str], None]
BATCH_PAGE = re.compile(r"/imports/\d+/$")


@pytest.fixture
def place(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> District:
    """The district; nothing works in the background but what a test lets work."""
    for module in ("uploading", "deciding", "choosing"):
        monkeypatch.setattr(f"declarations.importing.{module}.wake", lambda batch: False)
    monkeypatch.setattr("declarations.views.importing.wake", lambda batch: False)
    found = district()
    for unit, name in ((found.unit, UNIT), (found.department, DEPARTMENT)):
        unit.name = name
        unit.save()
    return found


def let_work() -> None:
    """What the worker does now with the last import."""
    job.run(ImportBatch.objects.latest("pk").pk)


def hand_over(page: Page, files: list[Path], year: int) -> None:
    page.goto(reverse("import-new"))
    page.set_input_files("#files", files)
    page.fill("#year", str(year))
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(BATCH_PAGE)


def bring_in(page: Page, count: int) -> None:
    page.get_by_role("link", name=f"导入 {count} 份").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"把 {count} 份导入")
    page.get_by_role("button", name=f"导入 {count} 份").click()
    page.wait_for_url(BATCH_PAGE)
    let_work()
    expect(page.get_by_text(f"已导入：新增 {count} 份")).to_be_visible(timeout=20_000)


def test_the_published_documents_go_the_whole_way(page: Page, place: District, sign_in: SignIn, shared: Path) -> None:
    sign_in(page, place.administrator.username)
    documents = sorted((shared / "samples").glob("*.txt"))
    hand_over(page, documents, 2024)
    let_work()
    expect(page.get_by_text(f"已读完 {len(documents)} 个文件")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="去选定或新建单位").click()
    page.get_by_role("button", name="全部新建").click()
    page.locator("dialog.ask").get_by_role("button", name="全部新建").click()
    page.wait_for_url(BATCH_PAGE)
    let_work()
    forms = ImportBatch.objects.get().forms.count()
    expect(page.get_by_role("link", name=re.compile(r"^导入 \d+ 份"))).to_be_visible(timeout=20_000)
    taken = ImportBatch.objects.get().taken_count
    assert taken > forms * 0.8
    bring_in(page, taken)
    assert Declaration.objects.count() == taken


def mixed_zip(path: Path, count: int) -> Path:
    """Small forms as text, with commas and as workbooks, some broken, one that is no form."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1, count + 1):
            lines = table(form(number, rows=2))
            if number % 50 == 0:
                archive.writestr(f"坏/{number}.xlsx", b"PK\x03\x04 broken")
            elif number % 25 == 0:
                archive.writestr(f"表/{number}.xlsx", flat_workbook(1, first=number, rows=2))
            elif number % 2:
                archive.writestr(f"文本/{number}.txt", lines)
            else:
                archive.writestr(f"逗号/{number}.csv", lines.replace(b"\t", b",").decode().encode("gb18030"))
    return path


def test_a_zip_of_five_hundred_files_shows_its_progress_and_comes_in(
    page: Page, place: District, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(page, place.administrator.username)
    hand_over(page, [mixed_zip(tmp_path / "去年.zip", 500)], 2026)
    expect(page.get_by_text("等待后台开始读取")).to_be_visible()
    page.reload()
    let_work()
    batch = ImportBatch.objects.get()
    assert (batch.files_done, batch.files_total) == (500, 500)
    expect(page.get_by_text("有 10 个文件读不了")).to_be_visible(timeout=20_000)
    assert batch.taken_count == 490
    bring_in(page, 490)
    assert Declaration.objects.count() == 490


def test_files_of_every_kind_come_in_out_of_one_zip_beside_broken_ones(
    page: Page, place: District, sign_in: SignIn, tmp_path: Path
) -> None:
    good = every_kind(tmp_path / "各科室.zip", 40, broken_every=5)
    sign_in(page, place.administrator.username)
    hand_over(page, [tmp_path / "各科室.zip"], 2026)
    let_work()
    expect(page.get_by_text("有 8 个文件读不了")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="查看是哪些、为什么").click()
    expect(page.locator(".refused-files li")).to_have_count(8)
    bring_in(page, good)
    assert Declaration.objects.count() == good


def test_a_value_is_corrected_in_the_drawer_by_the_keyboard(page: Page, place: District, sign_in: SignIn) -> None:
    batch = read(place, {"a.txt": table(form(1), form(2))})
    sign_in(page, place.administrator.username)
    page.goto(batch.get_absolute_url())
    page.get_by_role("link", name="第2号公共文化服务项目").press("Enter")
    place_of_amount = page.locator("#at-year-amount")
    page.locator("#drawer summary", has_text="其余").press("Enter")
    place_of_amount.locator("summary").press("Enter")
    place_of_amount.get_by_label("本年度项目金额").fill("很多")
    page.keyboard.press("Enter")
    expect(place_of_amount.get_by_text("“很多”不是金额")).to_be_visible()
    typed = place_of_amount.get_by_label("本年度项目金额")
    expect(typed).to_be_focused()
    typed.fill("123456.5")
    page.keyboard.press("Enter")
    expect(place_of_amount.locator(".fixed")).to_be_focused()
    expect(place_of_amount).to_contain_text("改为“123,456.50”")
    expect(page.locator(f"#row-{batch.forms.last().pk}")).to_contain_text("1 改正")  # type: ignore[union-attr]
    assert breaches(page) == []
    place_of_amount.get_by_role("button", name="恢复读出的值").click()
    expect(page.locator(f"#row-{batch.forms.last().pk}")).not_to_contain_text("改正")  # type: ignore[union-attr]


def test_first_passwords_are_shown_once_and_fit_the_page(page: Page, place: District, sign_in: SignIn) -> None:
    text = f"用户名,姓名,单位,角色\ntb81,甲甲,{place.unit.code},填报人\n"
    batch = confirmed(place, listed(place, BatchKind.PEOPLE, text))
    sign_in(page, place.administrator.username)
    page.goto(batch.get_absolute_url())
    page.get_by_role("link", name="生成首次密码").click()
    assert breaches(page) == []
    page.get_by_role("button", name="生成并显示").click()
    expect(page.locator(".first-password")).to_have_count(1)
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    assert breaches(page) == []
    page.goto(reverse("import-passwords", args=[batch.pk]))
    expect(page.locator(".first-password")).to_have_count(0)


def test_files_can_be_dropped_and_what_was_chosen_is_listed(page: Page, place: District, sign_in: SignIn) -> None:
    sign_in(page, place.administrator.username)
    page.goto(reverse("import-new"))
    page.evaluate(
        """() => { const data = new DataTransfer();
        for (const name of ["甲.txt", "乙.txt"]) data.items.add(new File(["x".repeat(2048)], name));
        const drop = new DragEvent("drop", {dataTransfer: data, bubbles: true});
        document.querySelector("[data-drop]").dispatchEvent(drop); }"""
    )
    expect(page.locator("[data-chosen] li")).to_have_text(["甲.txt（2 KB）", "乙.txt（2 KB）"])


def test_boxes_and_the_drawer_answer_at_once_and_to_the_keyboard(page: Page, place: District, sign_in: SignIn) -> None:
    confirmed(place, read(place, {"a.txt": table(form(1), form(2), form(3))}))
    changed = [form(number, 年度目标=f"改了目标{number}") for number in (1, 2, 3)]
    batch = read(place, {"b.txt": table(*changed)})
    sign_in(page, place.administrator.username)
    page.goto(batch.get_absolute_url())
    numbers = page.locator("#actionbar")
    page.get_by_role("checkbox", name="导入 第2号公共文化服务项目").uncheck()
    expect(numbers).to_contain_text("变更 2 份")
    page.get_by_role("checkbox", name="选择本页全部").check()
    expect(numbers).to_contain_text("变更 3 份")
    link = page.get_by_role("link", name="第2号公共文化服务项目")
    link.focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer).to_be_focused()
    expect(drawer).to_contain_text("改了目标2")
    expect(drawer).to_contain_text("第 10 行")
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(link).to_be_focused()


def breaches(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def test_every_page_is_fit_for_everybody(page: Page, place: District, sign_in: SignIn) -> None:
    done = confirmed(place, read(place, {"a.txt": table(form(1), form(2))}))
    unread = {"照片.png": b"\x89PNG" + bytes(40)}
    ready = read(place, {"b.txt": table(form(1, 年度目标="改"), form(3), form(4, 申请单位="不认识")), **unread})
    waiting = upload(place, {"c.txt": table(form(5))})
    opened = ready.forms.get(result="changed").pk
    addresses = [
        reverse("import-list"),
        reverse("import-new"),
        *(each.get_absolute_url() for each in (done, waiting)),
        f"{ready.get_absolute_url()}?open={opened}",
        f"{ready.get_absolute_url()}?tab=refused",
        reverse("import-form", args=[ready.pk, opened]),
        reverse("import-units", args=[ready.pk]),
        reverse("import-confirm", args=[ready.pk]),
        reverse("import-undo", args=[done.pk]),
    ]
    sign_in(page, place.administrator.username)
    page.set_viewport_size({"width": 900, "height": 900})
    for address in addresses:
        page.goto(address)
        assert breaches(page) == [], address
        assert page.evaluate(OFF_THE_PAGE) <= 0, address


def test_a_workbook_is_read_and_its_cells_are_named(page: Page, place: District, sign_in: SignIn) -> None:
    confirmed(place, read(place, {"a.xlsx": flat_workbook(1)}))
    book = BytesIO(flat_workbook(1, unit=UNIT))
    batch = read(place, {"b.xlsx": book.getvalue()})
    sign_in(page, place.auditor.username)
    page.goto(f"{batch.get_absolute_url()}?tab=same")
    page.get_by_role("link", name="第1号公共文化服务项目").click()
    page.locator("#drawer summary").click()
    expect(page.locator("#drawer")).to_contain_text("J2")
    expect(page.get_by_role("link", name=re.compile("^导入"))).to_have_count(0)


def test_a_file_that_is_not_taken_is_named_where_it_was_chosen(
    page: Page, place: District, sign_in: SignIn, tmp_path: Path
) -> None:
    large, empty, good = tmp_path / "全部.xlsx", tmp_path / "空的.xlsx", tmp_path / "好的.txt"
    with large.open("wb") as stream:
        stream.truncate(51 * 1024 * 1024)
    empty.touch()
    good.write_bytes(table(form(1)))
    sign_in(page, place.administrator.username)
    page.goto(reverse("import-new"))
    problem, send = page.locator("#problem"), page.get_by_role("button", name="上传并读取")
    expect(problem).to_be_hidden()
    page.set_input_files("#files", [good, large])
    expect(problem).to_contain_text("“全部.xlsx”有 51.0 MB，每个文件不能超过 50.0 MB。")
    send.click()
    assert not ImportBatch.objects.exists()
    page.set_input_files("#files", [good, empty])
    expect(problem).to_be_hidden()
    send.click()
    expect(problem).to_contain_text("“空的.xlsx”是空文件")
    expect(page.locator("[data-chosen] li")).to_have_count(2)
    expect(send).to_be_enabled()
    assert not page.evaluate(OFF_THE_PAGE)
    page.set_input_files("#files", [good])
    send.click()
    page.wait_for_url(BATCH_PAGE)


def test_refused_files_of_an_archive_are_listed_with_their_reasons(
    page: Page, place: District, sign_in: SignIn
) -> None:
    batch = read(place, {"去年的表.zip": harmful.several(), "远.xls": harmful.far_old_workbook()})
    sign_in(page, place.administrator.username)
    page.goto(f"{batch.get_absolute_url()}?tab=refused")
    expect(page.locator(".refused-files li")).to_have_count(4)
    expect(page.locator(".refused-files")).to_contain_text("去年的表.zip › a.docx 有密码，打不开。")
    assert not page.evaluate(OFF_THE_PAGE)
    assert Axe().run(page).violations_count == 0
