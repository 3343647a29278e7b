"""Differences between contents, and the merge of two people's changes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.changes import Change, apply, arrange, differences, keyed_path, split_path
from declarations.content import DeclarationContent, Indicator
from declarations.merging import Collision, merge, row_path, undo
from tests.declarations.strategies import contents, edits

ROWS = (Indicator("产出", "数量", name="场次", target="≥3", key="k1"), Indicator("产出", "质量", name="合格", key="k2"))
BASE = DeclarationContent(name="文化惠民", annual_goal="旧目标", indicators=ROWS)


@given(st.data())
def test_applying_the_differences_gives_the_other_content(data: st.DataObject) -> None:
    old = data.draw(contents())
    new = data.draw(edits(old) | contents())
    changes = differences(old, new)
    assert arrange(apply(old, changes), new) == new
    assert arrange(undo(new, list(changes)), old) == old


@given(st.data())
def test_a_merge_without_collision_loses_nobody_s_change(data: st.DataObject) -> None:
    base = data.draw(contents())
    mine, theirs = data.draw(edits(base)), data.draw(edits(base))
    merged, collisions = merge(base, mine, theirs)
    if not collisions:
        made = {change.field: change.new for change in differences(base, merged)}
        for change in (*differences(base, mine), *differences(base, theirs)):
            assert made.get(change.field, change.new) == change.new
            assert change.field in made


@given(st.data())
def test_merging_with_an_unchanged_side_gives_the_other_side(data: st.DataObject) -> None:
    base = data.draw(contents())
    edited = data.draw(edits(base))
    assert merge(base, edited, base) == (edited, ())
    merged, collisions = merge(base, base, edited)
    assert not collisions
    assert not differences(edited, merged)


def test_different_fields_merge_and_the_same_field_collides() -> None:
    mine = BASE.with_values({"annual_goal": "我的目标"})
    merged, collisions = merge(BASE, mine, BASE.with_values({"name": "文化惠民二期"}))
    assert (merged.name, merged.annual_goal, collisions) == ("文化惠民二期", "我的目标", ())
    _, collisions = merge(BASE, mine, BASE.with_values({"annual_goal": "同事的目标"}))
    assert collisions == (Collision("annual_goal", "旧目标", "同事的目标", "我的目标"),)


def test_the_same_change_by_both_is_no_collision() -> None:
    both = BASE.with_values({"annual_goal": "同样的目标"})
    assert merge(BASE, both, both) == (both, ())


def test_cells_of_one_row_merge() -> None:
    mine = replace(BASE, indicators=(replace(ROWS[0], target="≥4"), ROWS[1]))
    theirs = replace(BASE, indicators=(replace(ROWS[0], name="演出场次"), ROWS[1]))
    merged, collisions = merge(BASE, mine, theirs)
    assert (merged.indicators[0].name, merged.indicators[0].target, collisions) == ("演出场次", "≥4", ())


def test_a_row_that_one_edits_and_the_other_removes_collides_both_ways() -> None:
    removed = replace(BASE, indicators=ROWS[1:])
    edited = replace(BASE, indicators=(replace(ROWS[0], target="≥4"), ROWS[1]))
    for mine, theirs in ((edited, removed), (removed, edited)):
        _, collisions = merge(BASE, mine, theirs)
        assert [collision.field for collision in collisions] == ["indicators[k1]"]


def test_rows_added_by_both_are_both_kept_in_place() -> None:
    mine = replace(BASE, indicators=(ROWS[0], Indicator("产出", "数量", name="我加的", key="m"), ROWS[1]))
    theirs = replace(BASE, indicators=(*ROWS, Indicator("产出", "质量", name="同事加的", key="t")))
    merged, collisions = merge(BASE, mine, theirs)
    assert ([row.name for row in merged.indicators], collisions) == (["场次", "我加的", "合格", "同事加的"], ())


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("name", ("name", "", "")),
        ("extra[contact]", ("extra", "contact", "")),
        ("indicators[k1].target", ("indicators", "k1", "target")),
        ("indicators[k1]", ("indicators", "k1", "")),
    ],
)
def test_a_path_names_part_row_and_column(path: str, parts: tuple[str, str, str]) -> None:
    assert split_path(path) == parts


def test_a_finding_s_path_is_told_by_row_key() -> None:
    assert keyed_path(BASE, "indicators[1].target") == "indicators[k2].target"
    assert keyed_path(BASE, "indicators[0]") == "indicators[k1]"
    assert keyed_path(BASE, "indicators[7].target") == "indicators[7].target"
    assert keyed_path(BASE, "year_amount") == "year_amount"
    assert row_path("year_amount") == ""


def test_a_change_in_a_row_that_is_gone_is_left_out() -> None:
    assert apply(replace(BASE, indicators=()), [Change("indicators[k1].target", "≥3", "≥4")]).indicators == ()
