"""Every class of damage as a change of an invented form, and the kinds of file that cannot show it, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.reading.kinds_of_file import DOCX, GRIDS, PDF, REFLOWED, SHEETS
from tests.reading.paper import BASIS, CODE, GOAL, HEADS, LONG_GOAL, Paper, Rows, paper_2021, paper_2024

Damage = Callable[[Rows], Rows]


@dataclass(frozen=True)
class Case:
    """One class: what happens to the rows, what the form still says, and the note on it: field and row (from 0).

    `row` None: the note is on the form as a whole. `silent`: the document alone cannot show it, so nothing is noted.
    `never`: kind of file → why the class cannot occur in it. In reflowed text a broken cell has its lines to itself.
    """

    damage: Damage
    says: Mapping[str, Any] = field(default_factory=dict)
    note_field: str = ""
    row: int | None = None
    silent: bool = False
    paper: Callable[[], Paper] = paper_2024
    never: Mapping[str, str] = field(default_factory=dict)
    reflowed: Damage | None = None  # where the class looks different in reflowed text

    def rows(self, kind: str) -> Rows:
        """The damaged rows for a kind of file."""
        damage = self.reflowed if kind == REFLOWED and self.reflowed else self.damage
        return damage(self.paper().rows)


def _cell(row: int, column: int, text: str) -> Damage:
    return lambda rows: [[text if (r, c) == (row, column) else t for c, t in enumerate(x)] for r, x in enumerate(rows)]


def _row(row: int, *instead: list[str]) -> Damage:
    """The rows that stand in the place of one."""
    return lambda rows: [*rows[:row], *map(list, instead), *rows[row + 1 :]]


def _after(row: int, *more: list[str]) -> Damage:
    return lambda rows: [*rows[: row + 1], *map(list, more), *rows[row + 1 :]]


def _starless(mark: str) -> Damage:
    return lambda rows: [[cell.replace("*", mark, 1) if n == 1 else cell for n, cell in enumerate(x)] for x in rows]


def _without_level1(word: str) -> Damage:
    """The word is nowhere on the form: the cell that was merged over its rows is lost."""
    return lambda rows: [["", *row[1:]] if row[0] == word else row for row in rows]


def _but(kinds: frozenset[str], reason: str) -> dict[str, str]:
    return dict.fromkeys(sorted(kinds), reason)


_F, _F21 = paper_2024().first, paper_2021().first  # the first row of the table
_CELLS = "这类文件按单元格保存，一格的字不会断到别的行去"
_NO_CELLS = "重排的文字没有空白单元格，看不出列错开"
_FONT = "空格按换字体的空格去掉"
_ONE_PIECE = _but(SHEETS | {DOCX, PDF}, _CELLS)
_NO_GRID = {REFLOWED: _NO_CELLS}
_ONLY_REFLOWED = _but(GRIDS, "换字体的空格只出现在从页面上取下来的文字里")
_TEXT_ONLY = {PDF: "PDF 里的字按位置取出，标题前没有空格"}
_Q = ["产出指标", "*数量指标"]
_QUANTITY = [*_Q, "讲座场次", "≥48场", "反映全年举办讲座的场次"]
_SAID_LONG = "反映全年在各社区书屋举办公益讲座的场次，以签到表和现场照片为准"
_NAME, _TARGET, _SAID = 2, 3, 4  # columns


ROWS: Mapping[str, Case] = {
    "merged_cell_left_blank": Case(
        _row(_F + 1, ["", "", "配送册数", "≥3000册", "反映送到各书屋的册数"]), {}, "indicators[1]", _F + 1
    ),
    "text_wrapped": Case(
        _row(_F, [*_Q, "讲座场次", "≥48场", _SAID_LONG[:24]], [_SAID_LONG[24:]]),
        {"indicators[0].explanation": _SAID_LONG},
        "indicators[0]",
        _F,
        never=_ONE_PIECE,
        reflowed=_row(_F, [*_Q, "讲座场次", "≥48场"], [_SAID_LONG[:24]], [_SAID_LONG[24:]]),
    ),
    "blank_line_in_table": Case(
        _after(_F + 1, [""]), {}, "", _F + 2, never={REFLOWED: "重排的文字本来就隔着空行", PDF: "PDF 里没有空行"}
    ),
    "cell_on_next_line": Case(
        _row(_F, [*_Q, "讲座场次", "≥48场"], ["反映全年举办讲座的场次"]), {}, "indicators[0]", _F
    ),
    "columns_glued": Case(
        _row(_F, ["产出指标", "*数量指标讲座场次", "≥48场", "反映全年举办讲座的场次"]), {}, "indicators[0]", _F
    ),
    "columns_shifted_right": Case(
        _row(_F + 1, ["", "", "*数量指标", "配送册数", "≥3000册", "反映送到各书屋的册数"]),
        {},
        "indicators[1]",
        _F + 1,
        never=_NO_GRID,
    ),
    "last_cell_lost": Case(
        _row(_F21 + 4, ["", "效果目标", "经济效益", "不适用", "不适用"]),
        {"indicators[4].explanation": ""},
        "indicators[4]",
        _F21 + 4,
        paper=paper_2021,
        never=_NO_GRID,
    ),
    "level1_missing": Case(_without_level1("产出指标"), {}, "indicators[0]", _F),
    "level1_on_later_row": Case(_row(_F, ["", *_QUANTITY[1:]]), {}, "indicators[0]", _F),
    "level2_in_level1_column": Case(
        _row(_F + 1, ["*数量指标", "配送册数", "≥3000册", "反映送到各书屋的册数"]),
        {},
        "indicators[1]",
        _F + 1,
        never={REFLOWED: "重排的文字没有空白单元格，与一级指标合并时一样"},
    ),
    "level2_wrapped": Case(_row(_F, ["产出指标"], ["*数量"], ["指标", *_QUANTITY[2:]]), {}, "indicators[0]", _F),
    "name_in_level1_column": Case(
        _row(_F21 + 1, ["更换灯具数量", "", "200盏", "采购合同"]),
        {},
        "indicators[1]",
        _F21 + 1,
        paper=paper_2021,
        never=_NO_GRID,
    ),
    "name_in_level2_column": Case(
        _row(_F21 + 1, ["", "更换灯具数量", "", "200盏", "采购合同"]),
        {},
        "indicators[1]",
        _F21 + 1,
        paper=paper_2021,
        never=_NO_GRID,
    ),
    "name_wrapped": Case(
        _row(_F, [*_Q, "讲座"], ["场次", "≥48场", "反映全年举办讲座的场次"]),
        {},
        "indicators[0]",
        _F,
        reflowed=_row(_F, _Q, ["讲座"], ["场次"], ["≥48场", "反映全年举办讲座的场次"]),
    ),
    "plus_for_star": Case(_cell(_F, 1, "+数量指标"), {}, "indicators[0]", _F),
    "required_marks_absent": Case(_starless(""), {f"indicators[{n}].required": False for n in range(11)}, "indicators"),
    "row_missing": Case(_row(_F + 3), {"indicators[3]": None}, "indicators"),
    "surplus_cell": Case(
        _row(_F, [*_QUANTITY, "另见附件"]), {}, "indicators[0]", _F, never={REFLOWED: "重排的文字接在最后一格里"}
    ),
    "table_header_repeated": Case(_after(_F + 3, HEADS), {}, "", _F + 4),
    "target_on_own_line": Case(
        _row(_F, [*_Q, "讲座场次"], ["≥48场"], ["反映全年举办讲座的场次"]), {}, "indicators[0]", _F
    ),
    "excel_comments_after_form": Case(_after(_F + 10, ["林某"], ["(限40字以内)"]), {}, "", _F + 11),
    "excel_comments_inside_table": Case(_after(_F + 3, ["林某"], ["导入模板无需填写"]), {}, "", _F + 4),
}

TEXTS: Mapping[str, Case] = {
    "bare_number_for_percent": Case(
        _cell(_F + 9, _TARGET, "≥90"), {"indicators[9].target": "≥90"}, "indicators[9].target", _F + 9
    ),
    "percent_as_number": Case(
        _cell(_F + 3, _TARGET, "1"), {"indicators[3].target": "1"}, "indicators[3].target", _F + 3
    ),
    "space_inside_target": Case(
        _cell(_F + 9, _TARGET, "≥ 90%"), {"indicators[9].target": "≥ 90%"}, "indicators[9].target", _F + 9
    ),
    "superscript_split": Case(
        _row(_F, [*_Q, "书屋面积", "800m ²", "反映书屋的面积"]),
        {
            "indicators[0].name": "书屋面积",
            "indicators[0].target": "800m ²",
            "indicators[0].explanation": "反映书屋的面积",
        },
        "indicators[0].target",
        _F,
    ),
    "stray_text_in_cell": Case(
        _cell(_F, _SAID, "反映全年举办讲座的场次不适用"),
        {"indicators[0].explanation": "反映全年举办讲座的场次不适用"},
        "indicators[0].explanation",
        _F,
    ),
    "stray_quotes": Case(
        _cell(_F, _SAID, '"反映全年举办讲座的场次"'),
        {"indicators[0].explanation": '"反映全年举办讲座的场次"'},
        "indicators[0].explanation",
        _F,
    ),
    "unreadable_character": Case(
        _cell(_F, _SAID, "反映全年举办讲？的场次"),
        {"indicators[0].explanation": "反映全年举办讲？的场次"},
        "indicators[0].explanation",
        _F,
    ),
    "html_tags": Case(
        _cell(8, 1, "<p>办好读书月。</p><p>书屋进社区。</p>"),
        {"annual_goal": "办好读书月。\n书屋进社区。"},
        "annual_goal",
        8,
    ),
    "html_unclosed_tag": Case(_cell(8, 1, "<ol>办好读书月。"), {"annual_goal": "办好读书月。"}, "annual_goal", 8),
    "html_entities": Case(
        _cell(8, 1, "迟到率&lt;5%，逐年下降。"), {"annual_goal": "迟到率<5%，逐年下降。"}, "annual_goal", 8
    ),
    "line_breaks_became_spaces": Case(
        _cell(7, 1, "一、讲座60万元。 二、图书20万元。"),
        {"calculation_basis": "一、讲座60万元。 二、图书20万元。"},
        "calculation_basis",
        7,
        never={REFLOWED: _FONT},
    ),
    "space_for_lost_punctuation": Case(
        _cell(8, 1, "办好读书月 让书屋进社区。"),
        {"annual_goal": "办好读书月 让书屋进社区。"},
        "annual_goal",
        8,
        never={REFLOWED: _FONT},
    ),
    "stray_space_in_text": Case(
        _cell(8, 1, "办好读书月 ，让书屋进社区 。"),
        {"annual_goal": "办好读书月，让书屋进社区。"},
        "annual_goal",
        8,
        never=_ONLY_REFLOWED,
    ),
    "stray_space_in_short_cell": Case(
        _cell(2, 1, "滨海区 文化馆（本级）"), {}, "applicant_unit", 2, never={REFLOWED: "记作 stray_space_in_text"}
    ),
    # What the document alone cannot show: read as printed, nothing to note.
    "ocr_character": Case(_cell(_F, _NAME, "讲坐场次"), {"indicators[0].name": "讲坐场次"}, silent=True),
    "character_lost": Case(_cell(_F, _NAME, "讲场次"), {"indicators[0].name": "讲场次"}, silent=True),
    "text_start_lost": Case(_cell(8, 1, GOAL[4:]), {"annual_goal": GOAL[4:]}, silent=True),
    "text_end_lost": Case(_cell(8, 1, GOAL[:-4]), {"annual_goal": GOAL[:-4]}, silent=True),
    "text_duplicated": Case(_cell(8, 1, GOAL[:6] + GOAL), {"annual_goal": GOAL[:6] + GOAL}, silent=True),
    "digits_lost": Case(_cell(5, 3, "0,000"), {"year_amount": Decimal(0)}, silent=True),
    "paragraph_break_lost": Case(
        _cell(7, 1, BASIS + "二、图书。"), {"calculation_basis": BASIS + "二、图书。"}, silent=True
    ),
}

HEAD: Mapping[str, Case] = {
    "markdown_heading": Case(_cell(0, 0, "## 二级项目支出绩效目标申报表"), {}, "", 0),
    "title_indented": Case(_cell(0, 0, "　二级项目支出绩效目标申报表"), {}, "", 0, never=_TEXT_ONLY),
    "label_wrapped": Case(
        _row(9, ["长期目标（跨度多年"], ["的项目需填）：", LONG_GOAL]), {}, "long_term_goal", 10, never=_ONE_PIECE
    ),
    "label_wrong": Case(_cell(3, 2, "一级预算单位："), {}, "project_type", 3),
    "label_variant": Case(_cell(9, 0, "长期目标（跨多年的项目填报）："), {}, "long_term_goal", 9),
    "blank_column_in_header": Case(
        _row(1, ["项目编码：", CODE, "", "项目名称：", "全民阅读推广"]), {}, "name", 1, never=_NO_GRID
    ),
    "value_on_next_line": Case(_row(1, ["项目编码：", CODE, "项目名称："], ["全民阅读推广"]), {}, "name", 2),
    "value_wrapped": Case(_row(1, ["项目编码：", CODE, "项目名称：", "全民阅"], ["读推广"]), {}, "name", 2),
    "code_empty": Case(_cell(1, 1, ""), {"code": ""}, "code", 1),
    "code_20_digits": Case(_cell(1, 1, CODE[:-1]), {"code": CODE[:-1]}, "code", 1),
    "date_format_variant": Case(
        _cell(3, 1, "2020/1/6"), {"start_date": date(2020, 1, 6)}, "start_date", 3, paper=paper_2021
    ),
}

CLASSES: Mapping[str, Case] = {**HEAD, **ROWS, **TEXTS}
