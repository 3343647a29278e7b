from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.comparing import ADDED, KEPT, REMOVED, Piece, excerpt, text_pieces, with_rows_gone
from declarations.content import DeclarationContent, Indicator

TEXTS = st.text(alphabet="全年开放场馆，公益演出24场12.5万元\n", max_size=60)


def told(pieces: tuple[Piece, ...]) -> str:
    """One line: [-gone-]{+come+}."""
    marks = {KEPT: "{}", ADDED: "{{+{}+}}", REMOVED: "[-{}-]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("项目法", "项目法", "项目法"),
        ("", "项目法", "{+项目法+}"),
        ("项目法", "", "[-项目法-]"),
        ("≥20场", "≥24场", "[-≥20场-]{+≥24场+}"),
        (
            "舞台灯光音响维护一项共208,000元。",
            "舞台灯光音响维护一项共168,000元。",
            "舞台灯光音响维护一项共[-208,000-]{+168,000+}元。",
        ),
        (
            "全年开放场馆并举办公益演出。",
            "全年开放场馆并举办公益演出。\n服务群众。",
            "全年开放场馆并举办公益演出。{+\n服务群众。+}",
        ),
        ("这一段讲的是场馆物业与安保服务。", "另有一条关于流动车辆维修养护费用的说明", None),
    ],
)
def test_a_text_is_told_in_pieces(old: str, new: str, expected: str | None) -> None:
    assert told(text_pieces(old, new)) == (expected if expected is not None else f"[-{old}-]{{+{new}+}}")


@given(TEXTS, TEXTS)
def test_the_pieces_contain_both_texts_whole(old: str, new: str) -> None:
    pieces = text_pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new
    assert all(piece.text for piece in pieces)


@given(TEXTS, TEXTS)
def test_no_two_pieces_of_a_kind_stand_side_by_side(old: str, new: str) -> None:
    kinds = [piece.kind for piece in text_pieces(old, new)]
    assert all(one != other for one, other in pairwise(kinds))


def test_a_text_that_repeats_one_character_is_replaced_as_a_whole() -> None:
    old, new = "一" * 5000, "一" * 5001
    assert told(text_pieces(old, new)) == f"[-{old}-]{{+{new}+}}"


def test_an_excerpt_keeps_the_changes_and_a_little_around_them() -> None:
    pieces = (Piece(KEPT, "甲" * 30), Piece(REMOVED, "旧"), Piece(ADDED, "新"), Piece(KEPT, "乙" * 30))
    assert told(excerpt(pieces, 3)) == "…甲甲甲[-旧-]{+新+}乙乙乙…"


def test_an_excerpt_leaves_a_short_text_alone() -> None:
    pieces = (Piece(KEPT, "公益演出"), Piece(REMOVED, "20"), Piece(ADDED, "24"), Piece(KEPT, "场"))
    assert excerpt(pieces, 4) == pieces


def rows(*keys: str) -> DeclarationContent:
    return DeclarationContent(indicators=tuple(Indicator(name=key, key=key) for key in keys))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", "abc"),
        ("abc", "ac", "abc"),
        ("abc", "bc", "abc"),
        ("abc", "ab", "abc"),
        ("ab", "axb", "axb"),
        ("abc", "axc", "abxc"),
        ("abc", "", "abc"),
        ("", "ab", "ab"),
    ],
)
def test_rows_that_went_stand_where_they_stood(old: str, new: str, expected: str) -> None:
    printed = with_rows_gone(rows(*old), rows(*new))
    assert sorted(row.key for row in printed.indicators) == sorted(expected)
    assert [row.key for row in printed.indicators if row.key in new] == list(new)
    assert "".join(row.key for row in printed.indicators) == expected


def test_a_row_that_is_there_in_both_is_the_one_of_now() -> None:
    new = rows("a")
    changed = replace(new, indicators=(replace(new.indicators[0], target="≥24场"),))
    assert with_rows_gone(new, changed).indicators[0].target == "≥24场"
