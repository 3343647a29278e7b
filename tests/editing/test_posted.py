"""Reading a post, without a database: what was typed, what was not touched, what cannot be on the page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.blank import blank_content, not_applicable_row, with_keys
from declarations.changes import differences
from declarations.content import BudgetLine, DeclarationContent, Indicator
from declarations.errors import BadInput
from declarations.forms.posted import Posted, Shown, read, version_of
from indicators.template import FormTemplate, TemplateCategory
from tests.declarations.strategies import contents
from tests.editing.posting import Data, as_query, page_data
from tests.writing.factories import LEDGER_FORM, PROJECT_FORM

YEAR = 2027
BLANK = blank_content(PROJECT_FORM, unit="滨海区文化馆", department="滨海区文化广电旅游体育局")


def shown(content: DeclarationContent = BLANK) -> Shown:
    return Shown(PROJECT_FORM, content, content, YEAR)


def posted(data: Data, content: DeclarationContent = BLANK) -> Posted:
    return read(shown(content), as_query(page_data(PROJECT_FORM, content) | data))


def key_of(place: int, content: DeclarationContent = BLANK) -> str:
    return content.indicators[place].key


@st.composite
def pages(draw: st.DrawFn) -> tuple[FormTemplate, DeclarationContent]:
    """A form and something it may show: some rows under its categories, some whole categories 不适用, some stray."""
    template = draw(st.sampled_from([PROJECT_FORM, LEDGER_FORM]))
    content = draw(contents())
    rows = [_filed(row, draw(st.none() | st.sampled_from(template.categories))) for row in content.indicators]
    none = [
        not_applicable_row(category) for category in draw(st.sets(st.sampled_from(template.categories), max_size=3))
    ]
    return template, replace(content, indicators=(*rows, *none))


def _filed(row: Indicator, category: TemplateCategory | None) -> Indicator:
    return row if category is None else replace(row, level1=category.level1, level2=category.level2)


@given(pages())
def test_a_page_posted_as_it_was_printed_changes_nothing(page: tuple[FormTemplate, DeclarationContent]) -> None:
    template, content = page
    result = read(Shown(template, content, content, YEAR), as_query(page_data(template, content)))
    assert differences(content, result.content) == ()
    assert result.problems == {}


def test_typed_cells_become_the_content() -> None:
    result = posted(
        {"f-name": " 街道分馆建设 ", "f-year_amount": "１２，０００．５０", f"ind-{key_of(0)}-target": "≥24场"}
    )
    assert result.content.name == "街道分馆建设"
    assert result.content.year_amount == Decimal("12000.5")
    assert result.content.indicators[0].target == "≥24场"


def test_what_cannot_be_read_keeps_its_value_and_the_rest_is_read() -> None:
    before = BLANK.with_values({"year_amount": Decimal(5)})
    result = posted({"f-year_amount": "abc", "f-name": "新名称"}, before)
    assert result.content.year_amount == Decimal(5)
    assert result.content.name == "新名称"
    assert "“abc”不是金额" in result.problems["year_amount"]
    assert result.texts()["f-year_amount"] == "abc"


def test_a_cell_that_is_not_posted_stays() -> None:
    before = BLANK.with_values({"name": "原来的名称"})
    result = read(shown(before), as_query({"version": "1", "f-annual_goal": "目标"}))
    assert (result.content.name, result.content.annual_goal) == ("原来的名称", "目标")
    assert len(result.content.indicators) == len(before.indicators)


def test_an_imported_choice_that_is_not_on_the_list_stays() -> None:
    before = BLANK.with_values({"project_type": "99 已取消的类型"})
    assert posted({}, before).content.project_type == "99 已取消的类型"


def test_a_choice_that_is_not_on_the_list_is_refused_at_the_field() -> None:
    result = posted({"f-allocation_method": "抽签"})
    assert "请从列表里选择" in result.problems["allocation_method"]


@pytest.mark.parametrize(
    "name",
    [
        "f-code",
        "f-applicant_unit",
        "f-nosuchfield",
        "f-extra",
        "f-status",
        "f-",
        "f",
        "unit",
        "code",
        "status",
        "name",
        "level2",
        "versions",
        "",
        "csrf",
        "plan",
        "x-1-2",
    ],
)
def test_an_input_that_the_page_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="这一页没有的项目"):
        posted({name: "440399270000000000001"})


@pytest.mark.parametrize("column", ["level1", "level2", "required", "key", "weight", "nosuchcolumn", ""])
def test_a_column_that_nobody_types_into_is_refused(column: str) -> None:
    with pytest.raises(BadInput, match="这一页没有的项目"):
        posted({f"ind-{key_of(0)}-{column}": "效益指标"})


def test_a_column_of_another_table_is_refused() -> None:
    content = replace(BLANK, budget_lines=(BudgetLine(item="物业", key="k1"),))
    for column in ("amount", "target", "key"):
        with pytest.raises(BadInput, match="这一页没有的项目"):
            posted({f"line-k1-{column}": "1"}, content)


@pytest.mark.parametrize("button", ["add-line", "add-plan"])
def test_a_table_that_the_form_does_not_have_is_not_begun(button: str) -> None:
    form = replace(PROJECT_FORM, has_budget_lines=False, has_yearly_plan=False)
    with pytest.raises(BadInput, match="这一页没有的项目"):
        read(Shown(form, BLANK, BLANK, YEAR), as_query({"version": "1", button: "1"}))


def test_a_row_that_a_colleague_removed_meanwhile_may_be_posted() -> None:
    now = replace(BLANK, indicators=BLANK.indicators[1:])
    data = page_data(PROJECT_FORM, BLANK) | {f"ind-{key_of(0)}-name": "公益演出场次"}
    result = read(Shown(PROJECT_FORM, BLANK, now, YEAR), as_query(data))
    assert result.content.indicators[0].name == "公益演出场次"


def test_a_row_is_added_at_the_end_of_its_category() -> None:
    result = posted({"add": "0"})
    assert [row.level2 for row in result.content.indicators[:3]] == ["数量指标", "数量指标", "质量指标"]
    assert result.fresh == f"ind-{result.content.indicators[1].key}-name"
    assert result.typed == BLANK


def test_a_row_is_removed() -> None:
    result = posted({"remove": f"indicators[{key_of(0)}]"})
    assert len(result.content.indicators) == len(BLANK.indicators) - 1
    assert result.removed == (f"indicators[{key_of(0)}]",)


@pytest.mark.parametrize(
    "data",
    [
        {"add": "99"},
        {"add": "-1"},
        {"add": "x"},
        {"add": ""},
        {"add": "²"},
        {"remove": "indicators[nosuchrow]"},
        {"remove": "name"},
        {"remove": "indicators"},
        {"removed": "budget_lines[x]"},
        {"ind-nosuchrow-name": "混进来的一行"},
        {"line-nosuchrow-item": "混进来的一行"},
        {"plan-nosuchrow-amount": "1"},
        {"na-0": ["", "on"]},
        {"na-99": ["", "on"]},
        {"settled-name": "x"},
        {"settled-name": "²"},
        {"settled-name": "9" * 5000},
        {"settle": "²:mine:name"},
        {"add": "9" * 5000},
        {"add": "00"},
        {"settle": "x:mine:name"},
        {"settle": "1:nobody:name"},
        {"settle": "1:theirs:nosuchfield"},
        {"settle": "1:mine:"},
    ],
)
def test_what_cannot_be_on_the_page_is_refused(data: Data) -> None:
    with pytest.raises(BadInput):
        posted(data)


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "²", "9" * 30])
def test_a_version_that_is_no_number_is_refused(version: str) -> None:
    with pytest.raises(BadInput):
        version_of(as_query({"version": version}))


def test_not_applicable_takes_the_place_of_blank_rows() -> None:
    result = posted({"na-4": ["", "on"]})
    (row,) = [row for row in result.content.indicators if row.level2 == "经济效益指标"]
    assert row.is_not_applicable
    assert result.asked == frozenset()


def test_not_applicable_asks_before_filled_rows_are_lost() -> None:
    key = key_of(4)
    result = posted({"na-4": ["", "on"], f"ind-{key}-name": "带动销售额"})
    assert result.asked == {4}
    assert [row.name for row in result.content.indicators if row.level2 == "经济效益指标"] == ["带动销售额"]
    sure = posted({"na-4": ["", "on"], f"ind-{key}-name": "带动销售额", "sure": "4"})
    assert [row.name for row in sure.content.indicators if row.level2 == "经济效益指标"] == ["不适用"]


def test_a_box_unticked_gives_a_blank_row() -> None:
    none = posted({"na-4": ["", "on"]}).content
    back = posted({"na-4": [""]}, none).content
    (row,) = [row for row in back.indicators if row.level2 == "经济效益指标"]
    assert row.is_blank
    assert [row.level2 for row in back.indicators] == [row.level2 for row in BLANK.indicators]


def test_a_box_that_was_not_on_the_page_changes_nothing() -> None:
    none = posted({"na-4": ["", "on"]}).content
    result = read(shown(none), as_query({"version": "1"}))
    assert differences(none, result.content) == ()


def test_a_category_that_says_not_applicable_gets_a_row_when_one_is_added() -> None:
    none = posted({"na-4": ["", "on"]}).content
    result = posted({"add": "4"}, none)
    rows = [row for row in result.content.indicators if row.level2 == "经济效益指标"]
    assert [row.is_blank for row in rows] == [True]


def test_rows_of_amounts_are_added_and_the_plan_counts_on() -> None:
    form = replace(PROJECT_FORM, has_budget_lines=True, has_yearly_plan=True)

    def after(button: str, content: DeclarationContent) -> DeclarationContent:
        return read(Shown(form, content, content, YEAR), as_query({"version": "1", button: "1"})).content

    assert [row.amount for row in after("add-line", BLANK).budget_lines] == [None]
    assert [row.year for row in after("add-plan", after("add-plan", BLANK)).plan] == [YEAR, YEAR + 1]


def test_rows_that_the_template_lacks_stay_and_can_be_typed_into() -> None:
    odd = Indicator("其他指标", "创新指标", name="专利数", target="≥2项", explanation="授权数")
    content = with_keys(replace(BLANK, indicators=(*BLANK.indicators, odd)))
    result = posted({f"ind-{key_of(-1, content)}-target": "≥3项"}, content)
    assert result.content.indicators[-1].target == "≥3项"
    assert result.content.indicators[-1].level2 == "创新指标"


def test_a_row_that_a_colleague_added_meanwhile_may_be_posted() -> None:
    line = BudgetLine(item="物业", key="k1")
    now = replace(BLANK, budget_lines=(line,))
    result = read(Shown(PROJECT_FORM, BLANK, now, YEAR), as_query({"version": "1", "line-k1-item": "物业费"}))
    assert [row.item for row in result.content.budget_lines] == ["物业费"]


def test_taking_theirs_puts_what_is_stored_into_the_inputs() -> None:
    now = BLANK.with_values({"annual_goal": "乙写的目标"})
    data = page_data(PROJECT_FORM, BLANK) | {"f-annual_goal": "甲写的目标", "settle": "7:theirs:annual_goal"}
    result = read(Shown(PROJECT_FORM, BLANK, now, YEAR), as_query(data))
    assert result.content.annual_goal == "乙写的目标"
    assert result.settled == {"annual_goal": 7}


def test_taking_mine_only_settles() -> None:
    data = {"f-annual_goal": "甲写的目标", "settle": "7:mine:annual_goal", "settled-name": "3"}
    result = posted(data)
    assert result.content.annual_goal == "甲写的目标"
    assert result.settled == {"name": 3, "annual_goal": 7}


@pytest.mark.parametrize("column", ["", ".target"])
def test_taking_theirs_of_a_row_that_they_removed_removes_it(column: str) -> None:
    key = key_of(0)
    now = replace(BLANK, indicators=BLANK.indicators[1:])
    data = page_data(PROJECT_FORM, BLANK) | {"settle": f"7:theirs:indicators[{key}]{column}"}
    result = read(Shown(PROJECT_FORM, BLANK, now, YEAR), as_query(data))
    assert key not in {row.key for row in result.content.indicators}


def test_taking_theirs_of_a_row_that_i_removed_keeps_theirs() -> None:
    key = key_of(0)
    theirs = replace(BLANK.indicators[0], name="乙写的指标")
    now = replace(BLANK, indicators=(theirs, *BLANK.indicators[1:]))
    path = f"indicators[{key}]"
    data = page_data(PROJECT_FORM, BLANK) | {"removed": path, "settle": f"7:theirs:{path}"}
    result = read(Shown(PROJECT_FORM, BLANK, now, YEAR), as_query(data))
    assert result.content.indicators[0].name == "乙写的指标"
    assert result.removed == ()
