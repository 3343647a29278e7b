"""Flat tables read at once: the same contents, notes and places as when each form is read with care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from declarations.reading import ReadForm, ReadingRefused, flatforms
from declarations.reading.blocks import block_of_rows
from declarations.reading.commas import TextRows, rows_of_text
from declarations.reading.documents import read_grid
from declarations.reading.flat import unfolded
from declarations.reading.flatsource import TextSource
from declarations.reading.flatstream import Event, Refused, events_of_grid, events_of_sheet, events_of_text
from declarations.reading.grid import Grid
from declarations.reading.rawtables import RawTable
from declarations.reading.sheets import grid_of_sheet
from indicators.template import FieldKind, FormTemplate, TemplateField
from tests.reading.drawn_sheets import DrawnSheet
from tests.reading.factories import template, templates
from tests.reading.test_flat import comma_separated, flat_rows, of_2024

SHORT = st.sampled_from(
    [
        "全民阅读推广",
        "泳池更新",
        "社区“微更新”",
        "甲",
        "质量合格率",
        "数量达标（一期）",
        "绩效目标申报",
        "ABC 平台",
        "设备维护 二期",
    ]
)
# What somebody may have typed, pasted or broken in any cell.
DAMAGED = st.sampled_from(
    [
        "",
        " ",
        "\u3000全民阅读",
        "项目名称",
        "项目名称：甲",
        "长期目标",
        "本年度",
        "产出指标",
        "*数量指标",
        "三级指标",
        "目标值",
        "质量",
        "合计",
        "合计：12",
        "填表人：张三",
        "注：另附",
        "第 3 页 共 9 页",
        "— 2 —",
        "二级项目支出绩效目标申报表",
        "2026年度项目支出绩效目标表",
        "项目绩效自评表",
        "单位：万元",
        "测算明细",
        "系统自动带出，无需填写",
        "（限40字以内）",
        "闻刚",
        "<p>讲座</p><p>展览</p>",
        "<b>讲座",
        "5&gt;3",
        "第一段\n第二段",
        "1.讲座 2.展览",
        "“讲座",
        '"讲座"',
        "讲？座",
        "不适用",
        "说明不适用",
        "90",
        "1",
        "≥ 98%",
        "m ²",
        "2,5",
        "12万元",
        "三年",
        "2021/1/6",
        "是 否",
        "□是 ☑否",
        "'0012",
        "x" * 70,
    ]
)
TARGETS = st.sampled_from(["≥12场", "100%", "95%以上", "4台", "按期完成", "不适用", "90", "≤3.5万元"])
LONG = st.sampled_from(
    ["办好讲座，一年三场。", "送书进社区；覆盖六个街道。" * 6, "1.讲座\n2.展览", "依据〔2020〕3号文"]
)


def value(field: TemplateField) -> st.SearchStrategy[str]:
    match field.kind:
        case FieldKind.MONEY:
            return st.sampled_from(["12.50", "1,234,500.00", "100", "三万", "30万元"])
        case FieldKind.INTEGER:
            return st.sampled_from(["1", "3年", "三"])
        case FieldKind.BOOLEAN:
            return st.sampled_from(["是", "否"])
        case FieldKind.DATE:
            return st.sampled_from(["2026-01-01", "2026年3月5日"])
        case FieldKind.LONG_TEXT:
            return LONG
    return st.sampled_from(["440399260021500600011", "4403992600215006000"]) if field.key == "code" else SHORT


@st.composite
def heads(draw: st.DrawFn, form: FormTemplate) -> list[tuple[str, str]]:
    """(key, heading) of the columns: in any order, some missing, some that no template knows."""
    needed = {"name", "target"}
    fields = [field for field in form.fields if field.key == "name" or draw(st.integers(0, 9)) > 2]
    columns = [column for column in form.columns if column.key in needed or draw(st.integers(0, 9)) > 1]
    found = [(f"field:{f.key}", f.label_in(form.amount_unit)) for f in fields] + [(c.key, c.label) for c in columns]
    found += [("", text) for text in draw(st.lists(st.sampled_from(["序号", "备注", "审核意见"]), max_size=2))]
    if draw(st.booleans()):
        found = draw(st.permutations(found))
    if draw(st.integers(0, 5)) == 0:
        n = draw(st.integers(0, len(found) - 1))
        found[n] = (
            found[n][0],
            draw(st.sampled_from([f"{found[n][1]}（必填）", f"*{found[n][1]}", "项目名称：全称", "绩效"])),
        )
    return found


@dataclass
class Draft:
    """A flat table while it is drawn: `repeated` says on which rows the head of a form stands."""

    draw: st.DrawFn
    form: FormTemplate
    columns: list[tuple[str, str]]
    sheet: DrawnSheet
    repeated: str
    carried: bool

    def add_lines_above(self) -> None:
        """A title, a unit or a remark above the heading, and the heading."""
        above = st.sampled_from([["2026年度汇总"], ["单位：万元"], [self.form.title], ["填表说明", "请看"], []])
        self.sheet.rows += [[*row] for row in self.draw(st.lists(above, max_size=2))]
        self.sheet.rows.append([text for _, text in self.columns])

    def add_form(self) -> None:
        """One form: its head beside its indicators, or merged over them."""
        known = {f"field:{field.key}": field for field in self.form.fields}
        head = {key: self.draw(value(known[key])) for key, _ in self.columns if key in known}
        rows, start = self.sheet.rows, len(self.sheet.rows)
        above: tuple[str, str] = ("", "")
        for n in range(self.draw(st.integers(1, 5))):
            category = self.draw(st.sampled_from(self.form.categories))
            levels = category.level1, ("*" if category.required else "") + category.level2
            cells = self._indicator(levels, above) | (head if n == 0 or self.repeated != "first" else {})
            above = levels
            rows.append([cells.get(key, "") for key, _ in self.columns])
        if self.repeated == "merged" and len(rows) - start > 1:
            filled = [c for c, (key, _) in enumerate(self.columns) if key in known and rows[start][c]]
            self.sheet.merges += [(start, c, len(rows) - 1, c) for c in filled]

    def _indicator(self, levels: tuple[str, str], above: tuple[str, str]) -> dict[str, str]:
        return {
            "level1": "" if self.carried and above[0] == levels[0] else levels[0],
            "level2": "" if self.carried and above == levels else levels[1],
            "name": self.draw(SHORT),
            "target": self.draw(TARGETS),
            "explanation": self.draw(LONG | st.just("")),
            "weight": self.draw(st.sampled_from(["", "10", "10分", "多"])),
        }

    def add_line_below(self) -> None:
        """Sometimes what stands between two forms, or a heading once more."""
        if self.draw(st.integers(0, 9)) < 4:
            heading = [text for _, text in self.columns]
            between = [[], ["合计"], ["填表人：张三", "审核人：李四"], heading, ["甲"]]
            self.sheet.rows.append([*self.draw(st.sampled_from(between))])


@st.composite
def flat_tables(draw: st.DrawFn) -> DrawnSheet:
    form = draw(st.sampled_from(templates()))
    repeated = draw(st.sampled_from(["each", "first", "merged"]))
    draft = Draft(draw, form, draw(heads(form)), DrawnSheet([]), repeated, draw(st.booleans()))
    draft.add_lines_above()
    for _ in range(draw(st.integers(0, 4))):
        draft.add_form()
        draft.add_line_below()
    _damage(draw, draft.sheet)
    return draft.sheet


def _damage(draw: st.DrawFn, drawn: DrawnSheet) -> None:
    filled = [(r, c) for r, row in enumerate(drawn.rows) for c in range(len(row))]
    if not filled:
        return
    for _ in range(draw(st.sampled_from([0, 0, 1, 2, 4]))):
        r, c = draw(st.sampled_from(filled))
        drawn.rows[r][c] = draw(DAMAGED)
    if draw(st.integers(0, 9)) == 0:
        drawn.codes[draw(st.sampled_from(filled))] = [("number_rounded", "0.9555")]
    if draw(st.integers(0, 9)) == 0:
        r, c = draw(st.sampled_from(filled))
        taken = {(top, left) for top, left, _, _ in drawn.merges}
        inside = any(top <= r <= bottom and left == c for top, left, bottom, _ in drawn.merges)
        if not inside and (r, c) not in taken and r + 1 < len(drawn.rows) and (r + 1, c) not in taken:
            drawn.merges.append((r, c, r + 1, c))


def said(events: Sequence[Event]) -> list[Any]:
    """The events, a refusal by its sentence and notes; forms first, for notes may come between them."""
    plain = [(str(e.problem), e.problem.notes, e.place) if isinstance(e, Refused) else e for e in events]
    return sorted(plain, key=lambda each: not isinstance(each, ReadForm))


@settings(max_examples=150, deadline=None)
@given(flat_tables(), st.sampled_from([1, 3, 1000]))
def test_a_sheet_block_by_block_gives_what_care_gives(drawn: DrawnSheet, size: int) -> None:
    careful = said(list(events_of_grid(grid_of_sheet(drawn.table(), templates()), "表", templates())))
    table = RawTable("汇总", merges=drawn.merges)
    quick = said(list(events_of_sheet(table, drawn.blocks(size), "表", templates())))
    event(f"forms: {sum(isinstance(each, ReadForm) for each in careful)}")
    _same(quick, careful)


def test_equal_texts_side_by_side_in_a_flat_table_are_two_values() -> None:
    """Also where a merged cell has the whole sheet read with care: they are not one cell that was unmerged."""
    head = ["项目名称（必填）", "一级预算单位", "三级指标", "目标值", "指标解释", "序号", "序号"]
    row = ["全民阅读推广"] * 3 + ["≥12场", "办好讲座，一年三场。", "", ""]
    drawn = DrawnSheet([head, row, row, []], [(0, 0, 1, 0)], {})
    careful = said(list(events_of_grid(grid_of_sheet(drawn.table(), templates()), "表", templates())))
    assert {each.content.budget_unit for each in careful} == {"全民阅读推广"}
    table = RawTable("汇总", merges=drawn.merges)
    _same(said(list(events_of_sheet(table, drawn.blocks(1), "表", templates()))), careful)


@pytest.mark.parametrize("column", [0, 4])
def test_a_row_that_holds_the_title_of_a_form_is_no_head(column: int) -> None:
    head = ["", "项目名称", "项目类型", "分配方式", "", "长期目标（跨度多年的项目需填）", "三级指标", "目标值", "序号"]
    head[column] = "二级项目支出绩效目标申报表"
    drawn = DrawnSheet([head, ["", "全民阅读推广", "", "", "", "", "讲座场次", "≥12场", "1"]], [], {})
    careful = said(list(events_of_grid(grid_of_sheet(drawn.table(), templates()), "表", templates())))
    _same(said(list(events_of_sheet(RawTable("汇总"), drawn.blocks(1), "表", templates()))), careful)
    assert not any(isinstance(each, ReadForm) for each in careful)


@settings(max_examples=100, deadline=None)
@given(flat_tables())
def test_a_text_row_by_row_gives_what_care_gives(drawn: DrawnSheet) -> None:
    read = rows_of_text(comma_separated(drawn.rows), templates())
    _same(text_events(read), careful_events(read))


@pytest.mark.parametrize("repeated", [True, False], ids=["on each row", "on the first row"])
@pytest.mark.parametrize(
    "change", ["as it is", "other order", "more columns", "fewer columns", "blank lines", "heads again"]
)
def test_a_clean_table_is_read_at_once(change: str, monkeypatch: pytest.MonkeyPatch, *, repeated: bool) -> None:
    rows = changed(flat_rows(of_2024(), repeated=repeated), change)
    blocks = [block_of_rows(0, rows)]
    table = DrawnSheet(rows, [], {}).table()
    careful = said(list(events_of_grid(grid_of_sheet(table, templates()), "表", templates())))

    def not_needed(*args: object) -> None:
        raise AssertionError(args)

    list(events_of_sheet(RawTable("汇总"), iter(blocks), "表", templates()))
    monkeypatch.setattr(flatforms, "read_grid", not_needed)
    assert said(list(events_of_sheet(RawTable("汇总"), iter(blocks), "表", templates()))) == careful
    assert sum(isinstance(each, ReadForm) for each in careful) > 1


def changed(rows: list[list[str]], change: str) -> list[list[str]]:
    """The rows of a flat table in another shape."""
    form = template("project-2024")
    width = range(len(rows[0]))
    match change:
        case "other order":
            return [[row[n] for n in (*width[-5:], *width[:-5])] for row in rows]
        case "more columns":
            return [[*row, "备注" if n == 0 else "已核"] for n, row in enumerate(rows)]
        case "fewer columns":
            missing = {"是否新增项目", "分配方式", form.columns[0].label}
            kept = [n for n in width if rows[0][n] not in missing]
            return [[row[n] for n in kept] for row in rows]
        case "blank lines":
            return [line for row in rows for line in (row, [""] * len(row))]
        case "heads again":
            starts = [n for n in range(2, len(rows)) if rows[n][2] and rows[n][2] != rows[n - 1][2]]
            return [line for n, row in enumerate(rows) for line in ([rows[0], row] if n in starts else [row])]
    return rows


def careful_events(read: TextRows) -> list[Any]:
    source = TextSource(read.lines, read.rows)
    grid = Grid(tuple(source.rows([block_of_rows(0, read.rows)], len(read.rows))))
    try:
        document = read_grid(unfolded(grid, templates()), "表", templates())
    except ReadingRefused as problem:
        return [(str(problem), problem.notes)]
    return [*document.forms, *document.notes]


def text_events(read: TextRows) -> list[Any]:
    try:
        events = list(events_of_text(TextSource(read.lines, read.rows), read.rows, "表", templates()))
    except ReadingRefused as problem:
        return [(str(problem), problem.notes)]
    return [each[:2] if isinstance(each, tuple) else each for each in said(events)]


def _same(quick: list[Any], careful: list[Any]) -> None:
    """One by one, so that a failure shows the first that differs."""
    for mine, wanted in zip(quick, careful, strict=False):
        if isinstance(mine, ReadForm) and isinstance(wanted, ReadForm):
            assert mine.notes == wanted.notes
            assert mine.content == wanted.content
            assert (mine.line, mine.place) == (wanted.line, wanted.place)
        assert mine == wanted
    assert len(quick) == len(careful)
