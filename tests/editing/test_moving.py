"""Rows that are duplicated, moved and brought back, and blocks of cells that become rows. Pure."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from declarations.blank import blank_content, not_applicable_row
from declarations.content import BudgetLine, DeclarationContent, PlanYear
from declarations.errors import BadInput
from declarations.forms.moving import duplicate_row, move_row, move_to_category, restore_row
from declarations.forms.operations import add_indicator, add_line
from declarations.forms.pasting import Pasted, paste, wanted_from
from tests.writing.factories import PROJECT_FORM

BLANK = blank_content(PROJECT_FORM, unit="滨海区文化馆", department="滨海区文化广电旅游体育局")
FIRST, SECOND, THIRD = "aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"


def three() -> DeclarationContent:
    """The first category with the rows FIRST, SECOND, THIRD, named 甲 乙 丙."""
    start = BLANK.indicators[0]
    rows = tuple(replace(start, key=key, name=name) for key, name in ((FIRST, "甲"), (SECOND, "乙"), (THIRD, "丙")))
    return replace(BLANK, indicators=(*rows, *BLANK.indicators[1:]))


def names(content: DeclarationContent, level2: str = "数量指标") -> list[str]:
    return [row.name for row in content.indicators if row.level2 == level2]


def test_a_copy_stands_right_behind_its_row() -> None:
    content, key = duplicate_row(three(), f"indicators[{SECOND}]", "dddddddddd")
    assert names(content) == ["甲", "乙", "乙", "丙"]
    assert (key, content.indicators[2].key) == ("dddddddddd", "dddddddddd")


def test_asked_for_twice_nothing_is_done_twice() -> None:
    content, _ = duplicate_row(three(), f"indicators[{SECOND}]", "dddddddddd")
    assert duplicate_row(content, f"indicators[{SECOND}]", "dddddddddd")[0] == content
    added, key = add_indicator(PROJECT_FORM, content, "0", "eeeeeeeeee", FIRST)
    assert add_indicator(PROJECT_FORM, added, "0", "eeeeeeeeee", FIRST) == (added, key)
    with_line, line = add_line(content, "ffffffffff")
    assert add_line(with_line, "ffffffffff") == (with_line, line)


@pytest.mark.parametrize(
    ("key", "after", "expected"),
    [(THIRD, FIRST, "甲丙乙"), (THIRD, "", "丙甲乙"), (FIRST, THIRD, "乙丙甲"), (SECOND, FIRST, "甲乙丙")],
)
def test_a_row_moves_behind_another_one(key: str, after: str, expected: str) -> None:
    assert "".join(names(move_row(PROJECT_FORM, three(), f"indicators[{key}]", after))) == expected


def test_a_row_moves_to_the_front_of_its_own_category_only() -> None:
    moved = move_row(PROJECT_FORM, three(), f"indicators[{BLANK.indicators[1].key}]", "")
    assert [row.level2 for row in moved.indicators[:4]] == ["数量指标", "数量指标", "数量指标", "质量指标"]


def test_lines_of_amounts_move_too() -> None:
    lines = tuple(BudgetLine(item=item, key=key) for item, key in (("甲", FIRST), ("乙", SECOND)))
    moved = move_row(PROJECT_FORM, replace(BLANK, budget_lines=lines), f"budget_lines[{SECOND}]", "")
    assert [line.item for line in moved.budget_lines] == ["乙", "甲"]


def test_a_row_moves_to_another_category_in_place_of_a_blank_row_there() -> None:
    moved = move_to_category(PROJECT_FORM, three(), f"indicators[{SECOND}]", "1")
    assert (names(moved), names(moved, "质量指标")) == (["甲", "丙"], ["乙"])
    row = next(row for row in moved.indicators if row.key == SECOND)
    assert (row.level1, row.required) == (PROJECT_FORM.categories[1].level1, PROJECT_FORM.categories[1].required)


def test_a_row_that_was_removed_comes_back_behind_its_neighbour() -> None:
    content = three()
    gone = replace(content, indicators=tuple(row for row in content.indicators if row.key != SECOND))
    row = content.indicators[1]
    cells = {name: getattr(row, name) for name in row.__dataclass_fields__}
    back, key = restore_row(PROJECT_FORM, gone, f"indicators[{SECOND}]", cells, FIRST)
    assert (names(back), key) == (["甲", "乙", "丙"], SECOND)
    assert restore_row(PROJECT_FORM, back, f"indicators[{SECOND}]", cells, FIRST)[0] == back
    front, _ = restore_row(PROJECT_FORM, gone, f"indicators[{SECOND}]", cells, "")
    assert names(front) == ["乙", "甲", "丙"]
    end, _ = restore_row(PROJECT_FORM, gone, f"indicators[{SECOND}]", cells, "nosuchrow0")
    assert end.indicators[-1].name == "乙"


@pytest.mark.parametrize("path", ["name", "indicators", "indicators[nosuchrow0]", "extra[x]"])
def test_what_is_no_row_is_refused(path: str) -> None:
    with pytest.raises(BadInput):
        duplicate_row(three(), path)
    with pytest.raises(BadInput):
        move_row(PROJECT_FORM, three(), path, "")
    with pytest.raises(BadInput):
        move_to_category(PROJECT_FORM, three(), path, "0")
    with pytest.raises(BadInput):
        restore_row(PROJECT_FORM, three(), path, None, "")


@pytest.mark.parametrize("key", ["x", "AAAAAAAAAA", "aaaaaaaaa", "aaaaaaaaaa]"])
def test_a_key_that_no_page_makes_is_refused(key: str) -> None:
    with pytest.raises(BadInput):
        duplicate_row(three(), f"indicators[{FIRST}]", key)


def pasted(content: DeclarationContent, at: str, *lines: str) -> Pasted:
    block = [line.split("\t") for line in lines]
    return paste(PROJECT_FORM, content, wanted_from(json.dumps({"at": at, "block": block})))


def first(content: DeclarationContent, column: str = "name") -> str:
    return f"ind-{content.indicators[0].key}-{column}"


def test_a_block_fills_the_rows_below_and_makes_further_ones() -> None:
    told = pasted(three(), first(three()), "一\t≥1场", "二\t≥2场", "三\t≥3场", "四\t≥4场", "五\t≥5场")
    assert names(told.content) == ["一", "二", "三", "四", "五"]
    assert (told.cells, told.rows, told.rest) == (10, 2, [])
    assert [row.target for row in told.content.indicators[:5]] == [f"≥{number}场" for number in range(1, 6)]


def test_a_block_that_starts_at_the_target_leaves_the_names_alone() -> None:
    told = pasted(three(), first(three(), "target"), "≥1场\t说明", "≥2场\t说明\t责任人")
    assert names(told.content) == ["甲", "乙", "丙"]
    assert told.rest == [("第 2 行右边", "责任人")]


def test_heads_totals_and_serial_numbers_are_passed_over() -> None:
    told = pasted(three(), first(three()), "三级指标\t目标值\t指标解释", "1\t一\t≥1场", "2\t二\t≥2场")
    assert names(told.content) == ["一", "二", "丙"]


def test_a_table_with_its_levels_is_spread_over_the_categories() -> None:
    none = replace(
        BLANK,
        indicators=tuple(
            not_applicable_row(PROJECT_FORM.categories[4]) if row.level2 == "经济效益指标" else row
            for row in BLANK.indicators
        ),
    )
    told = pasted(
        none,
        first(none),
        "一级指标\t二级指标\t三级指标\t目标值",
        "产出指标\t*数量指标\t演出\t≥24场",
        "\t\t培训\t≥8期",
        "效益指标\t经济效益指标\t带动销售额\t≥120万元",
    )
    assert names(told.content) == ["演出", "培训"]
    assert names(told.content, "经济效益指标") == ["带动销售额"]
    assert told.rows == 2


def test_costs_with_months_become_lines_and_what_is_no_number_is_told() -> None:
    content = replace(BLANK, budget_lines=(BudgetLine(key=FIRST),))
    told = pasted(
        content,
        f"line-{FIRST}-item",
        "支出事项\t数量\t单位\t单价",
        "物业\t1\t项\t48,600\t12",
        "演出\t二十\t场\t18500",
        "合计\t\t\t1027200",
    )
    assert [line.amount for line in told.content.budget_lines] == [Decimal(583200), None]
    assert told.rest == [("第 2 行数量", "二十")]


def test_a_plan_is_pasted_with_its_years() -> None:
    content = replace(BLANK, plan=(PlanYear(key=FIRST),))
    told = pasted(content, f"plan-{FIRST}-year", "2027年\t100", "2028\t50.5")
    assert [(row.year, row.amount) for row in told.content.plan] == [(2027, Decimal(100)), (2028, Decimal("50.5"))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"at": "ind-x-name"}',
        '{"at": "ind-x-level1", "block": [["a"]]}',
        '{"at": "row-x-name", "block": [["a"]]}',
        '{"at": "ind-nosuchrow0-name", "block": [["a", "b"]]}',
        '{"at": 1, "block": 2}',
        '{"at": "ind-x-name", "block": [["a"]], "keys": ["x"]}',
        json.dumps({"at": "ind-x-name", "block": [["a"]] * 501}),
        json.dumps({"at": "ind-x-name", "block": [["a"] * 61]}),
    ],
)
def test_a_block_that_cannot_be_placed_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        paste(PROJECT_FORM, BLANK, wanted_from(text))
