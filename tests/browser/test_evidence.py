"""Attaching and removing files, as a real browser does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from declarations.models import Declaration
from tests.evidence.test_kinds import PDF
from tests.factories import District, complete, district, stored

SignIn = Callable[[Page, str], None]


@pytest.fixture
def place(transactional_db: None) -> District:
    return district()


@pytest.fixture
def declaration(place: District) -> Declaration:
    return complete(place)


def attach(page: Page, name: str = "服务合同.pdf", data: bytes = PDF) -> None:
    page.locator("#evidence-file").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="附上").click()


def test_a_file_is_attached_downloaded_and_removed_with_a_question(
    page: Page, declaration: Declaration, sign_in: SignIn
) -> None:
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/evidence/")
    attach(page)
    expect(page.get_by_role("status").filter(has_text="已附上")).to_be_visible()
    attach(page, "坏的.pdf", b"MZ")
    expect(page.get_by_role("alert").filter(has_text="不是可以附的文件")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="服务合同.pdf").click()
    assert download.value.suggested_filename == "服务合同.pdf"
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_role("heading", name="移除附件“服务合同.pdf”？")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(page.get_by_text("已移除“服务合同.pdf”")).to_be_visible()
    assert stored(declaration).live_evidence == []
    assert Axe().run(page).violations_count == 0


def test_without_scripts_it_is_an_ordinary_form(
    declaration: Declaration, new_context: Callable[..., object], sign_in: SignIn
) -> None:
    page: Page = new_context(java_script_enabled=False).new_page()  # type: ignore[attr-defined]
    sign_in(page, "jia")
    page.goto(f"/declarations/{declaration.pk}/evidence/")
    attach(page)
    expect(page.get_by_text("已附上“服务合同.pdf”")).to_be_visible()
    page.get_by_role("button", name="移除").click()
    expect(page.get_by_text("已移除“服务合同.pdf”")).to_be_visible()
