"""Flat tables and comma-separated files: one row an indicator."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

import pytest

from declarations.content import DeclarationContent
from declarations.reading import ReadForm, read_document
from indicators.template import FormTemplate
from tests.reading.builders import Block, Sheet, sheet_of_rows, xlsx_of
from tests.reading.factories import codes, printed, templates
from tests.reading.test_kinds import invented


def forms_of(data: bytes, name: str = "表.csv") -> list[ReadForm]:
    return list(read_document(data, name, templates()).forms)


def contents_of(data: bytes) -> list[DeclarationContent]:
    return [form.content for form in forms_of(data)]


def comma_separated(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    output = StringIO()
    csv.writer(output, delimiter=delimiter).writerows(rows)
    return output.getvalue()


def value_of(content: DeclarationContent, key: str, form: FormTemplate) -> str:
    value = content.get(key)
    if isinstance(value, bool):
        return "是" if value else "否"
    if key.endswith("_amount"):
        return form.amount_unit.format(value)
    return "" if value is None else str(value)


def flat_rows(forms: Sequence[ReadForm], *, repeated: bool) -> list[list[str]]:
    """The heading and a row for each indicator; the fields on all rows of a form, or on its first only."""
    form = forms[0].template
    rows = [["序号", *(field.label_in(form.amount_unit) for field in form.fields), *(c.label for c in form.columns)]]
    for read in forms:
        head = [value_of(read.content, field.key, form) for field in form.fields]
        for n, row in enumerate(read.content.indicators):
            level2 = f"*{row.level2}" if row.required else row.level2
            cells = [row.level1, level2, row.name, row.target, row.explanation]
            rows.append([str(len(rows)), *(head if repeated or n == 0 else [""] * len(head)), *cells])
    return rows


def of_2024() -> list[ReadForm]:
    return [form for form in invented() if form.template.code == "project-2024"]


@pytest.mark.parametrize("repeated", [True, False], ids=["on each row", "on the first row"])
@pytest.mark.parametrize("kind", ["csv", "gbk", "semicolons", "tabs", "xlsx"])
def test_a_flat_table_gives_its_forms(kind: str, *, repeated: bool) -> None:
    forms = of_2024()
    assert len(forms) > 1
    rows = flat_rows(forms, repeated=repeated)
    data = {
        "csv": lambda: comma_separated(rows).encode("utf-8-sig"),
        "gbk": lambda: comma_separated(rows).encode("gb18030"),
        "semicolons": lambda: comma_separated(rows, ";").encode(),
        "tabs": lambda: "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in rows).encode(),
        "xlsx": lambda: xlsx_of(sheet_of_rows(rows)),
    }[kind]()
    read = contents_of(data)
    if kind == "tabs":
        assert [content.indicators for content in read] == [form.content.indicators for form in forms]
    else:
        assert read == [form.content for form in forms]


def test_merged_heads_of_a_flat_sheet_count_for_all_their_rows() -> None:
    forms = of_2024()
    rows = flat_rows(forms, repeated=False)
    blocks = []
    starts = [n for n, row in enumerate(rows) if n and row[1]]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            end = next((n for n in [*starts, len(rows)] if n > r), r + 1) - 1
            is_head = r in starts and 0 < c <= len(forms[0].template.fields)
            if text:
                blocks.append(Block(r, c, end if is_head else r, c, text))
    assert contents_of(xlsx_of(Sheet("汇总", tuple(blocks)))) == [form.content for form in forms]


def test_a_title_and_a_unit_above_a_flat_table_are_understood() -> None:
    rows = [
        ["2026年度项目支出绩效目标汇总表"],
        ["单位：万元"],
        ["项目名称", "项目总金额", "二级指标", "三级指标", "目标值", "指标解释", "备注"],
        ["全民阅读推广", "12.5", "*数量指标", "讲座场次", "≥12场", "全年场次", "已核"],
        ["全民阅读推广", "12.5", "*质量指标", "讲座完成率", "100%", "", ""],
        ["泳池更新", "30", "*数量指标", "更换水泵", "4台", "", ""],
    ]
    first, second = forms_of(xlsx_of(sheet_of_rows(rows)))
    assert first.content.name == "全民阅读推广"
    assert first.content.total_amount == 125_000
    assert [row.target for row in first.content.indicators] == ["≥12场", "100%"]
    assert {row.level1 for row in first.content.indicators} == {"产出指标"}
    assert second.content.total_amount == 300_000
    assert "column_not_read" in codes(first)
    assert "column_not_read" not in codes(second)


def test_projects_of_the_same_name_but_other_amounts_stay_apart() -> None:
    rows = [["项目名称", "本年度项目金额（元）", "二级指标", "三级指标", "目标值"]]
    rows += [["设备维护", amount, "*数量指标", "巡检次数", "12次"] for amount in ("100", "200", "300")]
    assert [content.year_amount for content in contents_of(comma_separated(rows).encode())] == [100, 200, 300]


def test_a_printed_form_saved_with_commas_is_read() -> None:
    form = of_2024()[0]
    rows = [line.split("\t") for line in printed(form.content, form.template).splitlines()]
    assert contents_of(comma_separated(rows).encode("gb18030")) == [form.content]


def test_a_cell_of_several_lines_in_a_csv_is_one_cell_and_notes_name_the_line() -> None:
    rows = [
        ["项目名称", "年度目标", "二级指标", "三级指标", "目标值"],
        ["全民阅读推广", "办好讲座，一年三场\n送书进社区", "*数量指标", "讲座", "≥ 3场"],
    ]
    (form,) = forms_of(comma_separated(rows).encode())
    assert form.content.annual_goal == "办好讲座，一年三场\n送书进社区"
    (note,) = [note for note in form.notes if note.code == "space_inside_target"]
    assert note.place.line == 2


def test_text_with_commas_that_is_no_table_stays_text() -> None:
    form = of_2024()[0]
    text = printed(form.content, form.template).replace("，", ",")
    read = contents_of(text.encode())
    assert read[0].name == form.content.name
    assert read[0].indicators[0].target == form.content.indicators[0].target
