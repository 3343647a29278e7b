"""Asking fontconfig for fonts."""

from __future__ import annotations

import pytest

from perfgoals import fonts


def test_a_language_that_nobody_writes_has_no_font() -> None:
    assert fonts.count_fonts(":lang=xx-none") == 0


def test_chinese_fonts_are_part_of_all_fonts() -> None:
    chinese, all_fonts = fonts.count_fonts(":lang=zh-cn"), fonts.count_fonts(":")
    assert chinese is not None
    assert all_fonts is not None
    assert 0 < chinese <= all_fonts


def test_without_fontconfig_the_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "LIBRARIES", ("libnowhere.so.1",))
    assert fonts.count_fonts() is None
