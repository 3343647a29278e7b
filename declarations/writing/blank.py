"""Blank workbooks to fill in and import: what both layouts share - lists, drop-downs, stamp and instructions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from declarations.columns import Column, ColumnKind
from declarations.stamps import INSTRUCTIONS_SHEET, STAMP_PROPERTY, STAMP_SHEET, Layout, Stamp, stamp_of
from declarations.writing.workbook import Formats
from indicators.template import FormTemplate

OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
UNIT_KEYS = frozenset({"applicant_unit", "budget_unit", "supervising_unit"})
ALLOWED: Final = dict.fromkeys(
    "insert_rows delete_rows format_rows format_columns format_cells sort autofilter".split(), True
)
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_LIST_TOP = 2  # row of the hidden sheet where the lists begin, counted from 0


@dataclass(frozen=True)
class BlankInfo:
    """For whom and when a blank workbook is. Names are filled in; `units` are offered where a unit is asked for."""

    year: int
    unit: str = ""
    unit_code: str = ""
    department: str = ""
    units: tuple[str, ...] = ()

    def head(self, template: FormTemplate) -> dict[str, str]:
        """What is filled in already: the units, where the form prints them."""
        said = {"applicant_unit": self.unit, "supervising_unit": self.unit, "budget_unit": self.department}
        return {key: text for key, text in said.items() if text and template.has(key)}

    def stamp(self, template: FormTemplate, layout: Layout) -> Stamp:
        """The stamp of the workbook."""
        return stamp_of(template, layout, self.year, self.unit_code)


class BlankBook:
    """A workbook under construction with its hidden sheet, on which stamp, column ids and lists stand."""

    def __init__(self, book: Any, template: FormTemplate, info: BlankInfo, layout: Layout) -> None:
        self.book = book
        self.formats = Formats(book)
        self.info = info
        self._stamp = info.stamp(template, layout)
        self._lists: dict[tuple[str, ...], str] = {}
        self._instructions(template, layout)

    def finish(self, ids: Sequence[str]) -> None:
        """Write the hidden sheet; `ids` name the columns of the table, or the fields of the form, in order."""
        hidden = self.book.add_worksheet(STAMP_SHEET)
        text = self._stamp.text()
        hidden.write_string(0, 0, text)
        for place, key in enumerate(ids):
            hidden.write_string(1, place, key)
        for place, choices in enumerate(self._lists):
            for row, choice in enumerate(choices, start=_LIST_TOP):
                hidden.write_string(row, place, choice)
        hidden.protect()
        hidden.very_hidden()
        self.book.define_name("填报版本", f"='{STAMP_SHEET}'!$A$1")
        self.book.set_custom_property(STAMP_PROPERTY, text, "text")
        self.book.set_properties({"title": self._stamp.name})

    def offer(self, sheet: Any, area: tuple[int, int, int, int], column: Column) -> None:
        """A drop-down or a check for the cells of `area` (top, left, bottom, right), by the kind of the column.

        A value that is not offered may be typed all the same, after a question: reading says what is wrong with it.
        """
        rule = self._rule(column)
        if rule:
            sheet.data_validation(*area, {"error_type": "warning", "ignore_blank": True, **rule})

    def _rule(self, column: Column) -> dict[str, Any] | None:
        choices = self.info.units if column.key in UNIT_KEYS else column.choices
        if choices:
            wrong = f"“{column.heading}”一般从列表里选择。"
            return {
                "validate": "list",
                "source": self._list(choices),
                "error_title": "不在列表里",
                "error_message": wrong,
            }
        match column.kind:
            case ColumnKind.AMOUNT | ColumnKind.NUMBER:
                words = "请只写数字，不写单位。"
                return {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": words}
            case ColumnKind.INTEGER:
                words = "请写整数。"
                rule = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 9999}
                return {**rule, "error_message": words}
            case ColumnKind.DATE:
                words = "请写日期，例如 2027-01-05。"
                rule = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
                return {**rule, "error_message": words}
        return None

    def _list(self, choices: tuple[str, ...]) -> str:
        """The cells of the hidden sheet that hold these choices."""
        if choices not in self._lists:
            letter = xl_col_to_name(len(self._lists))
            last = _LIST_TOP + len(choices)
            self._lists[choices] = f"='{STAMP_SHEET}'!${letter}${_LIST_TOP + 1}:${letter}${last}"
        return self._lists[choices]

    def _instructions(self, template: FormTemplate, layout: Layout) -> None:
        sheet = self.book.add_worksheet(INSTRUCTIONS_SHEET)
        sheet.set_column(0, 0, 100)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, INSTRUCTIONS_SHEET, self.formats.get(bold=True, font_size=16))
        whom = f"，供{self.info.unit}填写" if self.info.unit else ""
        lines: tuple[str, ...] = (
            f"{self._stamp.name}{whom}。版本 {self._stamp.version}。",
            *_SHARED,
            *_OF_LAYOUT[layout],
        )
        if layout is Layout.FLAT and (template.has_budget_lines or template.has_yearly_plan):
            lines = (*lines, "测算明细、分年度计划各有一张工作表，用“申报序号”与申报对应。")
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, 0, line, self.formats.get(text_wrap=True, valign="top"))
        sheet.protect()


_SHARED = (
    "白色的格子可以填写；灰色的表头和字段名已锁定，请不要改名、删除或调换，改了导入时可能对不上。",
    "项目编码由系统生成，新项目留空；单位、项目类型、类别等格子点右侧箭头从列表里选。",
    "金额按表头写的单位填数字；日期写成 2027-01-05；长的文字可以在格子里按 Alt+Enter 换行。",
    "不涉及的非必填类别，指标和目标值写“不适用”。带 * 的二级指标必填。没有填写的空行导入时略过。",
    "填好后由管理员导入系统；表样更新后，旧模板不能再导入，请重新下载。",
)
_OF_LAYOUT = {
    Layout.FLAT: (
        "一行写一个指标。一份申报的各行“申报序号”相同，项目信息写在它的第一行即可；下一份申报换一个序号，接着往下写。",
        "同一类别要写几个指标，就在下面插入几行，并选好一级、二级指标。",
    ),
    Layout.PAPER: (
        "一个文件写一份申报，版式与正式表格相同。",
        "一个类别的行不够时，在这个类别的中间插入一行，类别的合并格会跟着变高。",
    ),
}
