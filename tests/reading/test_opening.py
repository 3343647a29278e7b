from __future__ import annotations

import pytest

from declarations.reading import ReadingRefused, opening
from declarations.reading.opening import text_of

FORM = "二级项目支出绩效目标申报表\r\n项目编码：\t440399260021500600011\t项目名称：\t全民阅读推广\r\n" * 3


@pytest.mark.parametrize(
    "data",
    [
        FORM.encode("utf-8"),
        FORM.encode("utf-8-sig"),
        FORM.encode("gb18030"),
        FORM.encode("gbk"),
        FORM.encode("utf-16"),
        b"\xfe\xff" + FORM.encode("utf-16-be"),
        FORM.encode("utf-16-le"),
        FORM.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8-bom", "gb18030", "gbk", "utf-16-bom", "utf-16-be-bom", "utf-16-le", "utf-16-be"],
)
def test_the_encoding_is_recognised(data: bytes) -> None:
    assert text_of(data, "表.txt") == FORM


def test_a_character_of_four_bytes_survives_gb18030() -> None:
    rare = "街道办事处𠮷田社区服务中心\t项目\n" * 5
    assert text_of(rare.encode("gb18030"), "表.txt") == rare


def test_a_file_cut_in_the_middle_of_a_character_is_read() -> None:
    assert text_of(FORM.strip().encode()[:-1], "表.txt").startswith("二级项目支出绩效目标申报表")


def test_a_few_broken_bytes_become_replacement_characters() -> None:
    data = (FORM * 20).encode()
    text = text_of(data[:40] + b"\xff" + data[40:], "表.txt")
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize("data", [b"", b"\n\n \t", b"\xef\xbb\xbf", b"\xff\xfe", "\u3000\n".encode()])
def test_a_file_without_text_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(ReadingRefused, match="是空文件"):
        text_of(data, "空.txt")


def test_a_long_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "TEXT_LIMIT", 1024)
    with pytest.raises(ReadingRefused, match="请分成几个文件"):
        text_of(b"a" * 1025, "长.txt")


def test_a_file_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LINE_LIMIT", 10)
    with pytest.raises(ReadingRefused, match="超过 10 行"):
        text_of(b"a\n" * 11, "长.txt")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04" + bytes(40), "Excel 或 Word"),
        (b"%PDF-1.4\n", "PDF"),
        (b"BM" + bytes(60), "图片"),
        (b"\x1f\x8b\x08" + bytes(20), "压缩文件"),
        (b"{\\rtf1 a}", "RTF"),
    ],
)
def test_a_known_kind_of_file_is_named_in_the_refusal(data: bytes, kind: str) -> None:
    with pytest.raises(ReadingRefused, match=kind):
        text_of(data, "文件.dat")


def test_a_text_that_begins_like_a_picture_is_read() -> None:
    assert text_of(b"BMI of pupils\n", "a.txt") == "BMI of pupils\n"


def test_the_refusal_shows_the_name_without_its_folder() -> None:
    with pytest.raises(ReadingRefused) as refusal:
        text_of(b"", "/home/someone/申报表.txt")
    assert str(refusal.value).startswith("“申报表.txt”")
