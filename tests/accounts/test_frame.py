"""The frame of every page, the pages for errors, and what the content policy asks of templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import requires_csrf_token

from perfgoals.accounts.models import User
from tests.accounts import pages

FOLDER = settings.BASE_DIR / "templates"
# What becomes a PDF is never sent to a browser.
TEMPLATES = sorted(set(FOLDER.rglob("*.html")) - set((FOLDER / "writing").rglob("*.html")))
SCRIPTS = sorted((settings.BASE_DIR / "static/js").glob("*.js"))


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("您不是这个单位的填报人。<b>")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("odd on purpose")


@requires_csrf_token
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("saved")


urlpatterns = [
    *pages.urlpatterns,
    path("403/", forbidden),
    path("500/", broken),
    path("400/", suspicious),
    path("guarded/", guarded),
]

framed = pytest.mark.urls("tests.accounts.test_frame")


@framed
@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("/nowhere/", 404, "没有找到这个页面"),
        ("/403/", 403, "您不是这个单位的填报人。&lt;b&gt;"),
        ("/400/", 400, "这个请求无法处理"),
        ("/500/", 500, "系统出错了"),
    ],
)
def test_an_error_is_a_page_in_chinese_that_says_what_to_do(
    signed_in: Client, address: str, code: int, sentence: str
) -> None:
    signed_in.raise_request_exception = False
    response = signed_in.get(address)
    assert response.status_code == code
    assert sentence in response.content.decode()
    assert "回到首页" in response.content.decode()


@framed
def test_a_stranger_gets_the_page_for_a_wrong_address_too(client: Client, db: None) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "退出" not in response.content.decode()


@framed
def test_a_form_that_was_open_too_long_says_how_to_save(declarant: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(declarant)
    response = strict.post("/guarded/")
    assert response.status_code == 403
    assert "页面已过期，没有保存" in response.content.decode()


@framed
def test_every_page_has_a_way_past_the_navigation_and_a_region_for_messages(signed_in: Client) -> None:
    page = signed_in.get("/").content.decode()
    assert '<html lang="zh-CN">' in page
    assert '<a class="skip" href="#main">跳到正文</a>' in page
    assert '<main class="page" id="main"' in page
    assert 'id="messages" role="status"' in page
    assert "X-CSRFToken" in page


@framed
def test_signing_out_in_the_top_bar_is_a_form(signed_in: Client) -> None:
    page = signed_in.get("/").content.decode()
    assert '<form method="post" action="/accounts/logout/">' in page


def test_the_page_of_a_declaration_has_its_own_head_and_panel_and_no_navigation() -> None:
    page = render_to_string("base_paper.html")
    assert 'class="formbar"' in page
    assert 'id="panel"' in page
    assert "sidenav" not in page


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_script_style_or_handler_that_the_policy_forbids(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_file_that_a_template_links_exists(template: Path) -> None:
    named = re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", template.read_text(encoding="utf-8"))
    assert [name for name in named if finders.find(name) is None] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_build_markup_or_code_from_text(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source)
