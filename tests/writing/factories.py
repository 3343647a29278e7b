"""Forms and declarations of an invented district for the tests of writing; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.writing.printinfo import PrintInfo
from indicators.template import (
    AmountUnit,
    FieldKind,
    FormTemplate,
    Requirement,
    TemplateCategory,
    TemplateColumn,
    TemplateField,
)

HASH = "5b1f0c77e2a94d6c8f3a1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70"


def field(
    key: str,
    label: str,
    kind: FieldKind,
    row: int,
    *,
    required: Requirement = Requirement.ALWAYS,
    printed: str = "",
) -> TemplateField:
    return TemplateField(key=key, label=label, kind=kind, row=row, required=required, printed_label=printed)


def category(level1: str, level2: str, *, required: bool = False) -> TemplateCategory:
    spellings = (level1.removesuffix("指标"),)
    return TemplateCategory(level1=level1, level2=level2, required=required, level1_spellings=spellings)


PROJECT_FORM = FormTemplate(
    code="project",
    title="二级项目支出绩效目标申报表",
    fields=(
        field("code", "项目编码", FieldKind.SYSTEM, 1),
        field("name", "项目名称", FieldKind.TEXT, 1),
        field("applicant_unit", "申请单位", FieldKind.SYSTEM, 2),
        field("budget_unit", "一级预算单位", FieldKind.SYSTEM, 2),
        field("period_years", "实施期限（年）", FieldKind.INTEGER, 3),
        field("project_type", "项目类型", FieldKind.CHOICE, 3),
        field("is_new", "是否新增项目", FieldKind.BOOLEAN, 4),
        field("allocation_method", "分配方式", FieldKind.CHOICE, 4),
        field("total_amount", "项目总金额", FieldKind.MONEY, 5, printed="项目总金额（中期规划，{unit}）"),
        field("year_amount", "本年度项目金额", FieldKind.MONEY, 5, printed="本年度项目金额（{unit}）"),
        field("policy_basis", "政策依据", FieldKind.LONG_TEXT, 6),
        field("calculation_basis", "测算依据", FieldKind.LONG_TEXT, 7),
        field("annual_goal", "年度目标", FieldKind.LONG_TEXT, 8),
        field(
            "long_term_goal",
            "长期目标",
            FieldKind.LONG_TEXT,
            9,
            required=Requirement.MULTI_YEAR,
            printed="长期目标（跨度多年的项目需填）",
        ),
    ),
    columns=(
        TemplateColumn("level1", "一级指标", 10),
        TemplateColumn("level2", "二级指标", 16),
        TemplateColumn("name", "三级指标", 24),
        TemplateColumn("target", "目标值", 16),
        TemplateColumn("explanation", "指标解释", 34),
    ),
    categories=(
        category("产出指标", "数量指标", required=True),
        category("产出指标", "质量指标", required=True),
        category("产出指标", "时效指标", required=True),
        category("产出指标", "成本指标", required=True),
        category("效益指标", "经济效益指标"),
        category("效益指标", "社会效益指标", required=True),
        category("效益指标", "生态效益指标"),
        category("效益指标", "可持续影响指标"),
        category("满意度指标", "服务对象满意度指标", required=True),
        category("满意度指标", "其他满意度指标"),
    ),
)

LEDGER_FORM = FormTemplate(
    code="ledger",
    title="项目支出绩效目标表",
    amount_unit=AmountUnit.TEN_THOUSAND,
    fields=(
        field("name", "项目名称", FieldKind.TEXT, 1),
        field("supervising_unit", "主管单位", FieldKind.SYSTEM, 1),
        field("project_type", "项目类型", FieldKind.CHOICE, 2),
        field("fund_purpose", "资金用途", FieldKind.CHOICE, 2),
        field("start_date", "计划开始日期", FieldKind.DATE, 3),
        field("end_date", "计划完成日期", FieldKind.DATE, 3),
        field("total_amount", "项目总金额", FieldKind.MONEY, 4, printed="项目总金额（{unit}）"),
        field("year_amount", "本年度项目金额", FieldKind.MONEY, 4, printed="本年度项目金额（{unit}）"),
        field("fiscal_appropriation", "财政拨款资金", FieldKind.MONEY, 5, printed="财政拨款资金（{unit}）"),
        field("other_funds", "其他资金", FieldKind.MONEY, 5, printed="其他资金（{unit}）"),
        field("overview", "项目概况", FieldKind.LONG_TEXT, 6),
        field("usage", "项目用途", FieldKind.LONG_TEXT, 7),
        field("fixed_asset_amount", "固定资产采购金额", FieldKind.MONEY, 8),
        field("procurement_items", "采购品目", FieldKind.TEXT, 8),
        field("long_term_goal", "项目总（中期）目标", FieldKind.LONG_TEXT, 9),
        field("annual_goal", "年度绩效目标", FieldKind.LONG_TEXT, 10),
    ),
    columns=(
        TemplateColumn("level1", "一级指标", 10),
        TemplateColumn("level2", "二级指标", 14),
        TemplateColumn("name", "指标内容", 28),
        TemplateColumn("target", "目标值", 16),
        TemplateColumn("explanation", "目标值来源", 32),
    ),
    categories=(
        category("产出目标", "数量"),
        category("产出目标", "质量"),
        category("产出目标", "时效"),
        category("效果目标", "经济效益"),
        category("效果目标", "社会效益"),
        category("效果目标", "生态效益"),
        category("效果目标", "满意度"),
    ),
)

INFO = PrintInfo(
    year=2027,
    status="待财政审核",
    printed_at="2026-11-20 10:32",
    history_head=HASH,
    version="第 2 次提交",
)
APPROVED = replace(INFO, status="已批复", approved=True)

OUTPUT, BENEFIT, SATISFACTION = "产出指标", "效益指标", "满意度指标"


def project_content() -> DeclarationContent:
    """A usual declaration on PROJECT_FORM: two pages."""
    return DeclarationContent(
        form=PROJECT_FORM.title,
        code="440399270031500100007",
        name="公共文化服务与场馆开放保障",
        applicant_unit="滨海区文化馆",
        budget_unit="滨海区文化广电旅游体育局",
        period_years=3,
        project_type="15 履职类(运转)项目",
        is_new=False,
        allocation_method="因素法和项目法",
        total_amount=Decimal("4788000.00"),
        year_amount=Decimal("1596000.00"),
        policy_basis="《滨海区公共文化服务实施标准（2026—2028年）》关于文化馆每周开放时间、公益演出和艺术普及课时的要求；"
        "《滨海区文化馆总分馆制建设方案》（滨文〔2025〕18号）。",
        calculation_basis="1. 场馆物业与安保服务：12个月×48,600元=583,200元。\n2. 公益演出：24场×18,500元=444,000元。\n"
        "3. 艺术普及培训：1,280课时×220元=281,600元。\n4. 舞台灯光音响维护：168,000元。\n"
        "5. 流动文化服务车运行：2辆×59,600元=119,200元。",
        annual_goal="全年每周开放不少于56小时，举办公益演出24场、艺术普及培训1,280课时，流动文化服务覆盖全部12个街道，"
        "年服务群众18万人次以上，群众满意度不低于92%。",
        long_term_goal="到2029年建成“一馆多点”的总分馆体系，街道分馆全部达到区级服务标准，年服务群众达到22万人次。",
        indicators=(
            Indicator(OUTPUT, "数量指标", True, "公益演出场次", "≥24场", "反映全年举办公益演出的场次"),
            Indicator(OUTPUT, "数量指标", True, "艺术普及培训课时", "≥1280课时", "反映面向群众的免费艺术培训总课时"),
            Indicator(OUTPUT, "质量指标", True, "舞台设备完好率", "≥98%", "完好设备台数/在用设备总台数×100%"),
            Indicator(OUTPUT, "质量指标", True, "演出验收合格率", "100%", "验收合格场次/实际演出场次×100%"),
            Indicator(OUTPUT, "时效指标", True, "年度计划按期完成率", "≥95%", "按期完成的活动数/年度计划活动数×100%"),
            Indicator(OUTPUT, "成本指标", True, "项目成本控制数", "≤159.6万元", "全年实际支出不超过年度预算"),
            Indicator(BENEFIT, "经济效益指标", False, "不适用", "不适用", "不适用"),
            Indicator(
                BENEFIT, "社会效益指标", True, "年服务群众人次", "≥18万人次", "到馆、演出、培训和流动服务人次合计"
            ),
            Indicator(BENEFIT, "生态效益指标", False, "不适用", "不适用", "不适用"),
            Indicator(
                BENEFIT, "可持续影响指标", False, "注册文化志愿者人数", "≥260人", "年末在册且当年服务满20小时的志愿者"
            ),
            Indicator(
                SATISFACTION,
                "服务对象满意度指标",
                True,
                "参与群众满意度",
                "≥92%",
                "满意问卷数/有效问卷数×100%，不少于600份",
            ),
            Indicator(SATISFACTION, "其他满意度指标", False, "不适用", "不适用", "不适用"),
        ),
    )


BUDGET_LINES = (
    BudgetLine("场馆物业与安保服务", Decimal(12), "月", Decimal(48600)),
    BudgetLine("公益演出", Decimal(24), "场", Decimal(18500)),
    BudgetLine("艺术普及培训", Decimal("1280"), "课时", Decimal("220.00")),
    BudgetLine("舞台灯光音响维护（本年度支付七成）", Decimal(1), "年", Decimal(240000), Decimal(70)),
    BudgetLine("流动文化服务车运行", Decimal(2), "辆", Decimal(59600)),
)
PLAN = (PlanYear(2027, Decimal(1596000)), PlanYear(2028, Decimal(1596000)), PlanYear(2029, Decimal(1596000)))


def full_content() -> DeclarationContent:
    """The usual declaration with 测算明细 and 分年度计划."""
    return replace(project_content(), budget_lines=BUDGET_LINES, plan=PLAN)


def ledger_content() -> DeclarationContent:
    """A usual declaration on LEDGER_FORM, amounts in 万元."""
    return DeclarationContent(
        form=LEDGER_FORM.title,
        name="滨海区沿岸灯塔公园巡护",
        supervising_unit="滨海区公园管理所",
        project_type="一般性项目",
        fund_purpose="基础设施维护类",
        start_date=date(2027, 1, 1),
        end_date=date(2027, 12, 31),
        total_amount=Decimal("3206512.50"),
        year_amount=Decimal("3206512.50"),
        fiscal_appropriation=Decimal("3206512.50"),
        other_funds=Decimal(0),
        overview="沿岸六座灯塔公园合计41公顷，全年开放，需专人巡护、清扫和小修。",
        usage="用于巡护人员服务费、清洁耗材和步道小修。",
        fixed_asset_amount=Decimal(0),
        long_term_goal="三年内沿岸公园设施完好率稳定在98%以上，游客投诉逐年下降。",
        annual_goal="配备巡护人员32名，全年巡护不少于1.1万次，隐患24小时内处置。",
        indicators=(
            Indicator("产出目标", "数量", False, "巡护人员数", "32名", "巡护服务合同（滨园〔2026〕7号）"),
            Indicator("产出目标", "数量", False, "巡护次数", "≥11000次", "巡护服务合同（滨园〔2026〕7号）"),
            Indicator("产出目标", "质量", False, "设施完好率", "98%以上", "《公园设施养护规程》"),
            Indicator("产出目标", "时效", False, "隐患处置时间", "24小时内", "《公园设施养护规程》"),
            Indicator("效果目标", "经济效益", False, "不适用", "不适用", "不适用"),
            Indicator("效果目标", "社会效益", False, "游客投诉下降率", "≥10%", "上年投诉登记"),
            Indicator("效果目标", "生态效益", False, "岸线绿化保存率", "≥95%", "年度绿化普查"),
            Indicator("效果目标", "满意度", False, "游客满意度", "≥90%", "年度问卷"),
        ),
    )


def sentences(length: int) -> str:
    """An invented text of exactly `length` characters, each hundred of them different."""
    text = ""
    while len(text) < length:
        text += f"第{len(text)}字起，按月检查场馆开放、培训课时和演出安排，问题当月整改并留存记录；"
    return text[:length]


def extreme_content() -> DeclarationContent:
    """Texts at and far beyond the limits, categories that no form has, a word without a blank."""
    usual = project_content()
    rows = (
        *[
            Indicator(OUTPUT, "数量指标", True, f"街道{n}开放天数", f"≥{300 + n}天", sentences(20 * n))
            for n in range(1, 12)
        ],
        Indicator(OUTPUT, "质量指标", True, "超长说明", "100%", sentences(10_000)),
        Indicator(OUTPUT, "质量指标", True, "无空格长串", "x" * 90, "https://example.invalid/" + "abcdef0123" * 40),
        Indicator(OUTPUT, "数量指标", True, "又回到数量", "1项", "类别不连续时另起一组"),
        Indicator("预算指标", "执行率指标", False, "预算执行率", "≥95%", "本表没有的类别也要打印"),
        Indicator("", "", False, "没有类别的指标", "定性", "类别空白"),
        *usual.indicators[6:],
    )
    return replace(
        full_content(),
        name="超长名称" * 10,
        policy_basis=sentences(2000),
        calculation_basis="\n".join(f"{n}. {sentences(60)}" for n in range(1, 33)),
        annual_goal=sentences(2000),
        long_term_goal=sentences(2000),
        indicators=rows,
    )
