"""Templates and declarations for the tests of the rules: made by hand, so that no database is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from declarations.content import DeclarationContent, Indicator
from declarations.rules import RuleContext
from indicators.template import (
    COST,
    QUANTITY,
    SATISFACTION,
    TIME,
    AmountUnit,
    FieldKind,
    FormTemplate,
    Requirement,
    TemplateCategory,
    TemplateColumn,
    TemplateField,
    WeightScheme,
)

YEAR = 2026


def field(key: str, label: str, kind: FieldKind, **options: Any) -> TemplateField:
    return TemplateField(key=key, label=label, kind=kind, row=options.pop("row", 0), **options)


ALWAYS, MULTI_YEAR = Requirement.ALWAYS, Requirement.MULTI_YEAR

COLUMNS = (
    TemplateColumn("level1", "一级指标", 12),
    TemplateColumn("level2", "二级指标", 16),
    TemplateColumn("name", "三级指标", 24),
    TemplateColumn("target", "目标值", 16),
    TemplateColumn("explanation", "指标解释", 32),
)

SHENZHEN = FormTemplate(
    code="sz2024",
    title="二级项目支出绩效目标申报表",
    fields=(
        field("code", "项目编码", FieldKind.SYSTEM),
        field("name", "项目名称", FieldKind.TEXT, required=ALWAYS, max_length=40),
        field("applicant_unit", "申请单位", FieldKind.SYSTEM),
        field("budget_unit", "一级预算单位", FieldKind.SYSTEM),
        field("period_years", "实施期限", FieldKind.INTEGER, required=ALWAYS),
        field("project_type", "项目类型", FieldKind.CHOICE, required=ALWAYS),
        field("is_new", "是否新增项目", FieldKind.BOOLEAN, required=ALWAYS),
        field("allocation_method", "分配方式", FieldKind.CHOICE),
        field("total_amount", "项目总金额", FieldKind.MONEY, required=ALWAYS),
        field("year_amount", "本年度项目金额", FieldKind.MONEY, required=ALWAYS),
        field("policy_basis", "政策依据", FieldKind.LONG_TEXT, required=ALWAYS, max_length=2000),
        field("calculation_basis", "测算依据", FieldKind.LONG_TEXT, required=ALWAYS, max_length=2000),
        field("annual_goal", "年度目标", FieldKind.LONG_TEXT, required=ALWAYS, max_length=2000),
        field("long_term_goal", "长期目标", FieldKind.LONG_TEXT, required=MULTI_YEAR, max_length=2000),
    ),
    columns=COLUMNS,
    categories=(
        TemplateCategory("产出指标", "数量指标", required=True, measures=QUANTITY),
        TemplateCategory("产出指标", "质量指标", required=True),
        TemplateCategory("产出指标", "时效指标", required=True, measures=TIME),
        TemplateCategory("产出指标", "成本指标", required=True, measures=COST),
        TemplateCategory("效益指标", "经济效益指标", qualitative_allowed=True),
        TemplateCategory("效益指标", "社会效益指标", required=True, qualitative_allowed=True),
        TemplateCategory("效益指标", "生态效益指标", qualitative_allowed=True),
        TemplateCategory("效益指标", "可持续影响指标", qualitative_allowed=True),
        TemplateCategory("满意度指标", "服务对象满意度指标", required=True, measures=SATISFACTION),
        TemplateCategory("满意度指标", "其他满意度指标", measures=SATISFACTION),
    ),
)

LONGHUA = FormTemplate(
    code="lh2021",
    title="项目支出绩效目标表",
    fields=(
        field("name", "项目名称", FieldKind.TEXT, required=ALWAYS),
        field("supervising_unit", "主管单位", FieldKind.SYSTEM),
        field("project_type", "项目类型", FieldKind.TEXT),
        field("fund_purpose", "资金用途", FieldKind.TEXT),
        field("start_date", "计划开始日期", FieldKind.DATE),
        field("end_date", "计划完成日期", FieldKind.DATE),
        field("total_amount", "项目总金额", FieldKind.MONEY, required=ALWAYS),
        field("year_amount", "本年度项目金额", FieldKind.MONEY, required=ALWAYS),
        field("fiscal_appropriation", "财政拨款资金", FieldKind.MONEY),
        field("other_funds", "其他资金", FieldKind.MONEY),
        field("central_transfer", "中央转移支付资金", FieldKind.MONEY),
        field("service_procurement", "政府购买服务资金", FieldKind.MONEY),
        field("overview", "项目概况", FieldKind.LONG_TEXT, required=ALWAYS),
        field("usage", "项目用途", FieldKind.LONG_TEXT),
        field("fixed_asset_amount", "固定资产采购金额", FieldKind.MONEY),
        field("procurement_items", "采购品目", FieldKind.TEXT),
        field("long_term_goal", "项目总（中期）目标", FieldKind.LONG_TEXT),
        field("annual_goal", "年度绩效目标", FieldKind.LONG_TEXT, required=ALWAYS),
    ),
    columns=(
        *COLUMNS[:2],
        TemplateColumn("name", "指标内容", 24),
        COLUMNS[3],
        TemplateColumn("explanation", "目标值来源", 32),
    ),
    categories=(
        TemplateCategory("产出目标", "数量", measures=QUANTITY),
        TemplateCategory("产出目标", "质量"),
        TemplateCategory("产出目标", "时效", measures=TIME),
        TemplateCategory("效果目标", "经济效益", qualitative_allowed=True),
        TemplateCategory("效果目标", "社会效益", qualitative_allowed=True),
        TemplateCategory("效果目标", "生态效益", qualitative_allowed=True),
        TemplateCategory("效果目标", "满意度", measures=SATISFACTION),
    ),
    amount_unit=AmountUnit.TEN_THOUSAND,
)

WEIGHTED = replace(
    SHENZHEN,
    code="weighted",
    columns=(*COLUMNS, TemplateColumn("weight", "分值", 8)),
    has_weights=True,
    total_weight=Decimal(90),
    weight_schemes=(WeightScheme.parse("产出指标 50，效益指标 30，满意度指标 10"),),
)

TEMPLATES = {template.title: template for template in (SHENZHEN, LONGHUA)}


def row(level1: str, level2: str, name: str, target: str, explanation: str, weight: int | None = None) -> Indicator:
    return Indicator(
        level1=level1,
        level2=level2,
        name=name,
        target=target,
        explanation=explanation,
        weight=None if weight is None else Decimal(weight),
    )


# The rows of GOOD by what they count, so that a test can name the one it changes.
QUANTITY_ROW, QUALITY_ROW, TIME_ROW, COST_ROW, ECONOMY_ROW, SOCIAL_ROW, SATISFACTION_ROW = range(7)

GOOD = DeclarationContent(
    form=SHENZHEN.title,
    code="440399260211500300017",
    name="社区流动书车巡回服务",
    applicant_unit="滨海区文化馆",
    budget_unit="滨海区文化局",
    period_years=3,
    project_type="15 履职类（运转）项目",
    is_new=False,
    allocation_method="项目法",
    total_amount=Decimal("1500000"),
    year_amount=Decimal("480000"),
    policy_basis="《滨海区公共阅读服务办法》第九条：每个社区每月至少开展一次流动阅读服务。",
    calculation_basis="书车运行 12 个月，每月 2.5 万元；新购图书 4,500 册，每册 40 元。",
    annual_goal="2026 年书车到达全区 40 个社区，补充新书 4,500 册。",
    long_term_goal="三年内每个社区每月都有一次流动阅读服务，读者满意。",
    indicators=(
        row("产出指标", "数量指标", "到达社区次数", "≥480次", "书车全年到达社区的次数", 20),
        row("产出指标", "质量指标", "新书上架合格率", "≥98%", "抽查合格册数/抽查册数*100%", 10),
        row("产出指标", "时效指标", "新书采购完成时间", "2026年9月30日前", "以验收单的日期为准", 10),
        row("产出指标", "成本指标", "项目总费用", "≤48万元", "全年实际支出", 10),
        row("效益指标", "经济效益指标", "不适用", "不适用", "不适用"),
        row("效益指标", "社会效益指标", "新增持证读者", "≥600人", "全年新办读者证的人数", 30),
        row("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", "问卷中满意的份数/有效份数*100%", 10),
    ),
)

GOOD_2021 = DeclarationContent(
    form=LONGHUA.title,
    name="街道图书室管理",
    supervising_unit="滨海区文化馆",
    project_type="一般项目",
    start_date=date(YEAR, 1, 1),
    end_date=date(YEAR, 12, 31),
    total_amount=Decimal("900000"),
    year_amount=Decimal("900000"),
    fiscal_appropriation=Decimal("800000"),
    other_funds=Decimal("100000"),
    service_procurement=Decimal("300000"),
    fixed_asset_amount=Decimal("120000"),
    procurement_items="书架",
    overview="六个街道图书室的开放和维护。",
    usage="聘请管理员，购置书架。",
    long_term_goal="街道图书室全年开放。",
    annual_goal="六个街道图书室每周开放 42 小时。",
    indicators=(
        row("产出目标", "数量", "开放图书室个数", "6个", "年度工作计划"),
        row("产出目标", "质量", "设施完好率", "95%以上", "年度工作计划"),
        row("产出目标", "时效", "故障报修处理时间", "24小时内", "服务合同"),
        row("效果目标", "社会效益", "读者到馆人次", "≥30000人次", "上年统计"),
        row("效果目标", "满意度", "读者满意度", "90%以上", "问卷调查"),
    ),
)

# The same project a year earlier, nothing weaker now.
LAST_YEAR = replace(GOOD, year_amount=Decimal("450000"))

FULL = RuleContext(
    template=SHENZHEN,
    year=YEAR,
    as_of=date(YEAR, 3, 2),
    last_year=LAST_YEAR,
    ceiling=Decimal("3000000"),
    ceiling_used=Decimal("2000000"),
    unit_matches={"滨海区文化馆": 1, "滨海区文化局": 1},
)
FULL_2021 = replace(FULL, template=LONGHUA, last_year=GOOD_2021)


def with_row(number: int, content: DeclarationContent = GOOD, **changes: Any) -> DeclarationContent:
    """The content with one indicator row changed."""
    rows = list(content.indicators)
    rows[number] = replace(rows[number], **changes)
    return replace(content, indicators=tuple(rows))


def plus_rows(*rows: Indicator, content: DeclarationContent = GOOD) -> DeclarationContent:
    """The content with more indicator rows."""
    return replace(content, indicators=(*content.indicators, *rows))
