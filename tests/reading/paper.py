"""Two invented forms as rows of cells, before anything is damaged, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from declarations.content import DeclarationContent, Indicator
from tests.reading.factories import template

Rows = list[list[str]]

CODE = "440399260021500600011"
UNIT, ABOVE = "滨海区文化馆（本级）", "滨海区文化广电体育局"
POLICY = "《滨海区全民阅读促进办法》第七条规定，每年举办读书月。"
BASIS = "一、讲座60万元，每场1.25万元，共48场。"
GOAL = "办好第六届读书月，让每个社区都有一处书屋。"
LONG_GOAL = "三年内全部社区书屋通借通还，读者不用再跑远路。"
HEADS = ["一级指标", "二级指标", "三级指标", "目标值", "指标解释"]
NONE = ["不适用"] * 3

_TABLE_2024: Rows = [
    ["产出指标", "*数量指标", "讲座场次", "≥48场", "反映全年举办讲座的场次"],
    ["产出指标", "*数量指标", "配送册数", "≥3000册", "反映送到各书屋的册数"],
    ["产出指标", "*质量指标", "讲座满员率", "≥85%", "满员场次与总场次之比"],
    ["产出指标", "*时效指标", "讲座按期完成率", "100%", "按期完成的场次与总场次之比"],
    ["产出指标", "*成本指标", "每场讲座支出", "≤1.25万元", "反映单场讲座的平均支出"],
    ["效益指标", "经济效益指标", *NONE],
    ["效益指标", "*社会效益指标", "借阅量增长率", "≥5%", "比上一年增长的百分比"],
    ["效益指标", "生态效益指标", *NONE],
    ["效益指标", "可持续影响指标", "志愿者队伍", "稳定", "反映志愿者是否长期参加"],
    ["满意度指标", "*服务对象满意度指标", "读者满意度", "≥90%", "满意人数与受访人数之比"],
    ["满意度指标", "其他满意度指标", *NONE],
]
_TABLE_2021: Rows = [
    ["产出目标", "数量", "路灯巡查次数", "48次", "年度巡查计划"],
    ["产出目标", "数量", "更换灯具数量", "200盏", "采购合同"],
    ["产出目标", "质量", "亮灯率", "98%以上", "行业规范"],
    ["产出目标", "时效", "故障修复时间", "24小时内", "服务承诺"],
    ["效果目标", "经济效益", *NONE],
    ["效果目标", "社会效益", "夜间出行环境", "明显改善", "居民回访"],
    ["效果目标", "生态效益", *NONE],
    ["效果目标", "满意度", "居民满意度", "95%", "满意度调查"],
]


@dataclass(frozen=True)
class Paper:
    """A form as it is printed, row by row, and its content. `first` is the row of the first indicator."""

    rows: Rows
    content: DeclarationContent
    first: int

    def expected(self, changes: dict[str, Any]) -> DeclarationContent:
        """The content with some values changed; "indicators[1].target" names one of a row, None drops a whole row."""
        content = self.content
        indicators: list[Indicator | None] = list(content.indicators)
        for path, value in changes.items():
            if not path.startswith("indicators["):
                content = content.with_values({path: value})
                continue
            number, _, key = path.removeprefix("indicators[").partition("]")
            row = indicators[int(number)]
            indicators[int(number)] = replace(row, **{key[1:]: value}) if row and value is not None else None
        return replace(content, indicators=tuple(row for row in indicators if row))


def _indicators(rows: Rows) -> tuple[Indicator, ...]:
    return tuple(Indicator(r[0], r[1].lstrip("*"), r[1].startswith("*"), r[2], r[3], r[4]) for r in rows)


def paper_2024() -> Paper:
    """二级项目支出绩效目标申报表, in yuan."""
    rows = [
        ["二级项目支出绩效目标申报表"],
        ["项目编码：", CODE, "项目名称：", "全民阅读推广"],
        ["申请单位：", UNIT, "一级预算单位：", ABOVE],
        ["实施期限：", "3", "项目类型：", "15 履职类(运转)项目"],
        ["是否新增项目：", "否", "分配方式：", "因素法"],
        ["项目总金额（中期规划，元）：", "1,800,000", "本年度项目金额（元）：", "600,000"],
        ["政策依据：", POLICY],
        ["测算依据：", BASIS],
        ["年度目标：", GOAL],
        ["长期目标（跨度多年的项目需填）：", LONG_GOAL],
        HEADS,
        *_TABLE_2024,
    ]
    values = {
        "code": CODE,
        "name": "全民阅读推广",
        "applicant_unit": UNIT,
        "budget_unit": ABOVE,
        "period_years": 3,
        "project_type": "15 履职类(运转)项目",
        "is_new": False,
        "allocation_method": "因素法",
        "total_amount": Decimal(1_800_000),
        "year_amount": Decimal(600_000),
        "policy_basis": POLICY,
        "calculation_basis": BASIS,
        "annual_goal": GOAL,
        "long_term_goal": LONG_GOAL,
    }
    return _paper("project-2024", rows, _TABLE_2024, values)


def paper_2021() -> Paper:
    """项目支出绩效目标表, in 万元."""
    amounts = ["120", "40", "40", "0", "0", "30"]
    rows = [
        ["项目支出绩效目标表"],
        ["项目名称", "路灯巡查", "主管单位", "滨海区照明所"],
        ["项目类型", "一般项目", "资金用途", "公共服务类"],
        ["计划开始日期", "2021-01-01", "计划完成日期", "2021-12-31"],
        ["项目总金额（万元）", amounts[0], "本年度项目金额（万元）", amounts[1]],
        ["财政拨款资金（万元）", amounts[2], "其他资金（万元）", amounts[3]],
        ["中央转移支付资金（万元）", amounts[4], "政府购买服务资金（万元）", amounts[5]],
        ["项目概况", "全区四千盏路灯的日常巡查。"],
        ["项目用途", "巡查、更换和抢修。"],
        ["固定资产采购金额", "0", "采购品目", "灯具"],
        ["项目总（中期）目标", "主次干道常亮。"],
        ["年度绩效目标", "每周巡查一遍。"],
        ["一级指标", "二级指标", "指标内容", "目标值", "目标值来源"],
        *_TABLE_2021,
    ]
    keys = ("total_amount", "year_amount", "fiscal_appropriation", "other_funds", "central_transfer")
    values = {
        "name": "路灯巡查",
        "supervising_unit": "滨海区照明所",
        "project_type": "一般项目",
        "fund_purpose": "公共服务类",
        "start_date": date(2021, 1, 1),
        "end_date": date(2021, 12, 31),
        **{key: Decimal(text) * 10_000 for key, text in zip((*keys, "service_procurement"), amounts, strict=True)},
        "overview": "全区四千盏路灯的日常巡查。",
        "usage": "巡查、更换和抢修。",
        "fixed_asset_amount": Decimal(0),
        "procurement_items": "灯具",
        "long_term_goal": "主次干道常亮。",
        "annual_goal": "每周巡查一遍。",
    }
    return _paper("project-2021", rows, _TABLE_2021, values)


def _paper(code: str, rows: Rows, table: Rows, values: dict[str, Any]) -> Paper:
    content = DeclarationContent(form=template(code).title, indicators=_indicators(table)).with_values(values)
    return Paper(rows, content, len(rows) - len(table))
