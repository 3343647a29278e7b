from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from declarations.content import DeclarationContent
from declarations.rules import RuleContext, run
from indicators.consistency import problems
from indicators.loading import load_review_sheet, load_template, load_templates
from indicators.models import LibraryIndicator
from indicators.targets import parse_target
from indicators.template import (
    COST,
    QUANTITY,
    SATISFACTION,
    TIME,
    AmountUnit,
    FieldKind,
    FormTemplate,
    Requirement,
    fold_label,
    template_titled,
)
from perfgoals.accounts.models import Unit
from perfgoals.seeding import load_fixtures

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
OURS = ("form_templates.json", "rubric.json", "indicator_library.json")
CODES = ("project-2024", "project-2021", "national-2021")

# --- loading ----------------------------------------------------------------------------------------------------


def stored() -> dict[str, list[dict[str, Any]]]:
    rows = apps.get_app_config("indicators").get_models()
    said = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in rows}
    for template in said["TemplateRecord"]:
        del template["stamp"]  # renewed whenever a row below is written, whatever it says
    return said


def test_loading_the_delivered_rows_again_changes_nothing() -> None:
    before = stored()
    assert all(result.added == 0 for result in load_fixtures())
    assert stored() == before


@pytest.mark.parametrize("name", OURS)
def test_loading_a_file_by_natural_keys_again_gives_the_same_rows(name: str) -> None:
    before = stored()
    call_command("loaddata", FIXTURES / name, verbosity=0)
    assert stored() == before


@pytest.mark.parametrize("name", OURS)
def test_no_delivered_row_has_a_number_of_its_own(name: str) -> None:
    rows = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    assert rows
    assert not [row for row in rows if "pk" in row]


def all_rows() -> Iterator[models.Model]:
    for model in apps.get_app_config("indicators").get_models():
        yield from model._default_manager.all()


def test_every_delivered_row_is_one_that_the_administration_would_accept() -> None:
    rows = list(all_rows())
    for row in rows:
        row.full_clean()
    assert len(rows) > 150


# --- the three forms (design 4.2) -------------------------------------------------------------------------------

ALWAYS, MULTI_YEAR, NEVER = Requirement.ALWAYS, Requirement.MULTI_YEAR, Requirement.NEVER
HEADS = {
    "project-2024": [
        "项目编码|项目名称",
        "申请单位|一级预算单位",
        "实施期限（年）|项目类型",
        "是否新增项目|分配方式",
        "项目总金额（中期规划，元）|本年度项目金额（元）",
        "政策依据",
        "测算依据",
        "年度目标",
        "长期目标（跨度多年的项目需填）",
    ],
    "project-2021": [
        "项目名称|主管单位",
        "项目类型|资金用途",
        "计划开始日期|计划完成日期",
        "项目总金额（万元）|本年度项目金额（万元）",
        "财政拨款资金（万元）|其他资金（万元）",
        "中央转移支付资金（万元）|政府购买服务资金（万元）",
        "项目概况",
        "项目用途",
        "固定资产采购金额|采购品目",
        "项目总（中期）目标",
        "年度绩效目标",
    ],
}
COLUMNS = {
    "project-2024": "一级指标|二级指标|三级指标|目标值|指标解释",
    "project-2021": "一级指标|二级指标|指标内容|目标值|目标值来源",
    "national-2021": "一级指标|二级指标|三级指标|指标值|权重|指标解释",
}
CATEGORIES = {  # * = required
    "project-2024": {
        "产出指标": "*数量指标 *质量指标 *时效指标 *成本指标",
        "效益指标": "经济效益指标 *社会效益指标 生态效益指标 可持续影响指标",
        "满意度指标": "*服务对象满意度指标 其他满意度指标",
    },
    "project-2021": {"产出目标": "数量 质量 时效", "效果目标": "经济效益 社会效益 生态效益 满意度"},
    "national-2021": {
        "成本指标": "经济成本指标 社会成本指标 生态环境成本指标",
        "产出指标": "数量指标 质量指标 时效指标",
        "效益指标": "经济效益指标 社会效益指标 生态效益指标",
        "满意度指标": "服务对象满意度指标",
    },
}


@pytest.mark.parametrize("code", CODES)
def test_a_delivered_template_has_no_problems(code: str) -> None:
    assert problems(load_template(code)) == ()


@pytest.mark.parametrize("code", HEADS)
def test_the_head_is_printed_in_the_order_of_the_form(code: str) -> None:
    template = load_template(code)
    assert ["|".join(field.label_in(template.amount_unit) for field in row) for row in template.head_rows] == HEADS[
        code
    ]


@pytest.mark.parametrize("code", CODES)
def test_the_columns_are_those_of_the_form(code: str) -> None:
    assert "|".join(column.label for column in load_template(code).columns) == COLUMNS[code]


@pytest.mark.parametrize("code", CODES)
def test_the_categories_stand_in_order_with_their_required_marks(code: str) -> None:
    levels = load_template(code).levels()
    said = {level1: " ".join(f"{'*' * each.required}{each.level2}" for each in group) for level1, group in levels}
    assert said == CATEGORIES[code]
    assert list(said) == list(CATEGORIES[code])


def test_the_templates_differ_in_what_design_says() -> None:
    now, then, national = map(load_template, CODES)
    assert (now.title, now.amount_unit) == ("二级项目支出绩效目标申报表", AmountUnit.YUAN)
    assert (then.title, then.amount_unit) == ("项目支出绩效目标表", AmountUnit.TEN_THOUSAND)
    assert [each.has_weights for each in (now, then, national)] == [False, False, True]
    assert [each.has_budget_lines for each in (now, then, national)] == [True, False, False]
    assert [each.has_yearly_plan for each in (now, then, national)] == [True, False, False]


def test_the_limits_and_required_fields_of_the_2024_form() -> None:
    fields = {field.key: field for field in load_template("project-2024").fields}
    assert fields["name"].max_length == 40
    assert {fields[key].max_length for key in ("policy_basis", "calculation_basis", "annual_goal")} == {2000}
    assert (fields["long_term_goal"].required, fields["long_term_goal"].max_length) == (MULTI_YEAR, 2000)
    systemic = {key for key, field in fields.items() if field.kind is FieldKind.SYSTEM}
    assert systemic == {"code", "applicant_unit", "budget_unit"}
    assert {key for key, field in fields.items() if field.required is NEVER} == systemic
    assert {key for key, field in fields.items() if field.required is ALWAYS} == fields.keys() - systemic - {
        "long_term_goal"
    }


def test_only_the_2021_form_calls_its_last_column_source() -> None:
    keys = {code: load_template(code).column("explanation") for code in CODES}
    assert {code: column.export_key for code, column in keys.items() if column} == {
        "project-2024": "",
        "project-2021": "source",
        "national-2021": "",
    }


def test_rules_know_what_each_category_measures_and_where_words_will_do() -> None:
    measured = {each.level2: each.measures for each in load_template("project-2024").categories if each.measures}
    assert measured == {
        "数量指标": QUANTITY,
        "时效指标": TIME,
        "成本指标": COST,
        "服务对象满意度指标": SATISFACTION,
        "其他满意度指标": SATISFACTION,
    }
    for code in CODES:
        for category in load_template(code).categories:
            is_benefit = category.level1 in {"效益指标", "效果目标"} and category.measures != SATISFACTION
            assert category.qualitative_allowed is is_benefit


def test_the_national_weights_leave_ten_points_to_budget_execution() -> None:
    template = load_template("national-2021")
    assert template.total_weight == 100 - 10
    assert template.level1_points(["产出指标", "效益指标"]) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    with_cost = {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}
    assert template.level1_points(["成本", "产出"]) == with_cost
    assert sum(with_cost.values()) == template.total_weight


# --- spellings (each as printed in some published form; a line break where the label was wrapped) -----------------

SPELLINGS_2024 = {
    "code": ["项目编号:", "项目编码:", "项目编码："],
    "name": ["项目名称:", "项目名称："],
    "applicant_unit": ["申请单位:", "申请单位："],
    "budget_unit": ["一级预算单位:", "一级预算单位："],
    "period_years": ["实施期限:", "实施期限："],
    "project_type": ["项目类型:", "项目类型："],
    "is_new": ["是否新增项目:", "是否新增项目："],
    "allocation_method": ["分配方式:", "分配方式："],
    "total_amount": [
        "项目总金额（中期规划，元）:",
        "项目总金额（中期规划,元）:",
        "项目总金额(中期规划,元):",
        "项目总金额（中期规划，元）：",
        "项目总金额(中期规划,万元):",
        "项目总金额 (中期规划, 万元):",
        "项目总金额（中期规\n划，元）：",
        "项目总金额（中期规划，\n元）：",
    ],
    "year_amount": [
        "本年度项目金额（元）:",
        "本年度项目金额(元):",
        "本年度项目金额（元）：",
        "本年度项目金额(万元):",
        "本年度项目金额 (万元):",
        "本年度项目金额\n（元）：",
    ],
    "policy_basis": ["政策依据:", "政策依据："],
    "calculation_basis": ["测算依据:", "测算依据："],
    "annual_goal": ["年度目标:", "年度目标："],
    "long_term_goal": [
        "长期目标（跨度多年的项目需填）:",
        "长期目标(跨度多年的项目需填):",
        "长期目标（跨度多年的项目需填）：",
        "长期目标（跨多年的项目需填）：",
        "长期目标 (跨度多年的项目需填):",
        "长期目标（跨度多年\n的项目需填）：",
        "长期目标（跨度多年的项目需\n填）：",
    ],
}
SPELLINGS_2021 = {
    "name": ["项目名称"],
    "supervising_unit": ["主管单位"],
    "project_type": ["项目类型"],
    "fund_purpose": ["资金用途"],
    "start_date": ["计划开始日期"],
    "end_date": ["计划完成日期"],
    "total_amount": ["项目总金额（万元）", "项目总金额 (万元)"],
    "year_amount": ["本年度项目金额（万元）", "本年度项目金额 (万元)"],
    "fiscal_appropriation": ["财政拨款资金（万元）", "财政拨款资金(万元)"],
    "other_funds": ["其他资金（万元）", "其他资金(万元)"],
    "central_transfer": ["中央转移支付资金（万元）", "中央转移支付资金 (万元)"],
    "service_procurement": ["政府购买服务资金（万元）", "政府购买服务资金(万元)"],
    "overview": ["项目概况"],
    "usage": ["项目用途"],
    "fixed_asset_amount": ["固定资产采购金额"],
    "procurement_items": ["采购品目"],
    "long_term_goal": ["项目总（中期）目标", "项目总(中期)目标"],
    "annual_goal": ["年度绩效目标"],
}
SPELT = [
    (code, key, spelling)
    for code, table in (("project-2024", SPELLINGS_2024), ("project-2021", SPELLINGS_2021))
    for key, spellings in table.items()
    for spelling in spellings
]


@cache
def delivered(code: str) -> FormTemplate:
    return load_template(code)


@pytest.mark.parametrize(("code", "key", "spelling"), SPELT)
def test_a_published_label_is_recognised_as_one_field(code: str, key: str, spelling: str) -> None:
    folded = fold_label(spelling)
    assert [field.key for field in delivered(code).fields if folded in field.folded_spellings] == [key]


def test_the_spellings_above_cover_every_field_of_both_forms() -> None:
    assert SPELLINGS_2024.keys() == {field.key for field in delivered("project-2024").fields}
    assert SPELLINGS_2021.keys() == {field.key for field in delivered("project-2021").fields}


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("project-2024", "一级指标|二级指标|三级指标|目标值|指标解释"),
        ("project-2024", "一级指标|二级指标|三级指标|指标值|指标解释"),
        ("project-2021", "一级指标|二级指标|指标内容|目标值|目标值来源"),
    ],
)
def test_every_published_table_head_is_recognised(code: str, printed: str) -> None:
    for column, label in zip(delivered(code).columns, printed.split("|"), strict=True):
        assert fold_label(label) in column.folded_spellings


@pytest.mark.parametrize(
    ("code", "level1", "level2", "meant"),
    [
        ("project-2024", "产出", "+数量", "数量指标"),
        ("project-2024", "效益指标", "可持续影响", "可持续影响指标"),
        ("project-2024", "满意度", "服务对象满意度", "服务对象满意度指标"),
        ("project-2021", "产出指标", "数量指标", "数量"),
        ("project-2021", "效益指标", "社会效益指标", "社会效益"),
        ("project-2021", "效果目标", "满意度指标", "满意度"),
        ("project-2021", "效果目标", "服务对象满意度", "满意度"),
        ("national-2021", "成本", "经济成本", "经济成本指标"),
    ],
)
def test_a_category_is_recognised_under_its_other_names(code: str, level1: str, level2: str, meant: str) -> None:
    found = delivered(code).category(level1, level2)
    assert found is not None
    assert found.level2 == meant


def test_no_two_templates_share_a_title() -> None:
    titles = [title for template in load_templates() for title in template.folded_titles]
    assert len(titles) == len(set(titles))


def test_published_choices_are_among_those_offered() -> None:
    published = {
        ("project-2024", "project_type"): ["15 履职类(运转)项目", "31 履职类项目"],
        ("project-2024", "allocation_method"): ["因素法和项目法", "因素法", "项目法"],
        ("project-2021", "project_type"): ["一般项目", "一般性项目"],
        ("project-2021", "fund_purpose"): ["基础设施建设类"],
    }
    for (code, key), values in published.items():
        field = delivered(code).field(key)
        assert field is not None
        assert set(values) <= set(field.choices)


# --- review sheet and library -----------------------------------------------------------------------------------


def test_the_review_sheet_has_four_groups_of_two_items_with_20_30_30_20_points() -> None:
    sheet = load_review_sheet()
    assert {group.name: (group.points, *(item.name for item in group.items)) for group in sheet.groups} == {
        "完整性": (20, "规范完整性", "明确清晰性"),
        "相关性": (30, "目标相关性", "指标科学性"),
        "适当性": (30, "绩效合理性", "资金匹配性"),
        "可行性": (20, "实现可能性", "条件充分性"),
    }
    assert sheet.points == 100
    assert all(item.question and item.phrases for item in sheet.items)


@pytest.mark.parametrize("code", CODES)
def test_the_library_suggests_something_for_every_category_that_asks_for_indicators(code: str) -> None:
    bare = [each.level2 for each in delivered(code).categories if not LibraryIndicator.objects.suggestions(each)]
    assert bare == []


def test_every_indicator_of_the_library_has_a_target_that_can_be_measured() -> None:
    targets = {each.name: parse_target(each.example_target) for each in LibraryIndicator.objects.all()}
    assert len(targets) >= 60
    assert [name for name, target in targets.items() if not target.is_measurable] == []


# --- demo declarations ------------------------------------------------------------------------------------------

DEMO = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((FIXTURES / "demo").glob("*.json"))}
DECIDED = {"returned", "rejected"}


def contents() -> Iterator[tuple[str, DeclarationContent]]:
    for name, case in DEMO.items():
        yield name, DeclarationContent.from_json(case["content"])
        if "adjusted" in case:
            yield f"{name} adjusted", DeclarationContent.from_json({**case["content"], **case["adjusted"]})


CONTENTS = dict(contents())
SOUND = {name: content for name, content in CONTENTS.items() if "faults" not in DEMO[name.split()[0]]}


def template_of(content: DeclarationContent) -> FormTemplate:
    found = template_titled([delivered(code) for code in CODES], content.form)
    assert found is not None
    return found


def test_the_demo_has_fourteen_declarations_on_three_forms_in_every_state() -> None:
    forms = [template_of(CONTENTS[name]).code for name in DEMO]
    assert {code: forms.count(code) for code in CODES} == {"project-2024": 12, "project-2021": 1, "national-2021": 1}
    states = [case["state"] for case in DEMO.values()]
    wanted = {
        "draft": 3,
        "department_review": 3,
        "finance_review": 2,
        "returned": 2,
        "approved": 2,
        "rejected": 1,
        "adjustment": 1,
    }
    assert {state: states.count(state) for state in set(states)} == wanted


@pytest.mark.parametrize("name", DEMO)
def test_a_demo_is_wrapped_with_what_the_loader_needs(name: str) -> None:
    case = DEMO[name]
    assert case["year"] == 2027
    assert bool(case.get("opinion")) is (case["state"] in DECIDED)
    assert bool(case.get("adjusted")) is (case["state"] == "adjustment")
    unit = Unit.objects.get(code=case["unit"])
    content = CONTENTS[name]
    assert content.unit_printed == unit.name
    assert content.budget_unit == (unit.department.name if template_of(content).has("budget_unit") else "")
    assert content.code == ""


def test_one_declaration_in_finance_review_is_of_a_department_itself() -> None:
    units = {case["unit"] for case in DEMO.values() if case["state"] == "finance_review"}
    assert [Unit.objects.get(code=code).is_department for code in sorted(units)].count(True) == 1


@pytest.mark.parametrize("name", CONTENTS)
def test_a_demo_survives_the_way_to_json_and_back(name: str) -> None:
    assert DeclarationContent.from_json(CONTENTS[name].to_json()) == CONTENTS[name]


@pytest.mark.parametrize("name", CONTENTS)
def test_a_demo_has_every_category_of_its_form_in_order_with_the_printed_marks(name: str) -> None:
    content = CONTENTS[name]
    rows = dict.fromkeys((row.level1, row.level2, row.required) for row in content.indicators)
    categories = template_of(content).categories
    assert list(rows) == [(each.level1, each.level2, each.required) for each in categories]


@pytest.mark.parametrize("name", SOUND)
def test_the_amounts_of_a_sound_demo_add_up(name: str) -> None:
    content, template = SOUND[name], template_of(SOUND[name])
    said = [Decimal(amount.replace(",", "")) for amount in re.findall(r"=([\d,.]+)元", content.calculation_basis)]
    lines = [line.amount or Decimal(0) for line in content.budget_lines]
    plan = {row.year: row.amount or Decimal(0) for row in content.plan}
    assert sum(said) == content.year_amount if template.has("calculation_basis") else not said
    assert lines == said if template.has_budget_lines else not lines
    assert len(plan) == (content.period_years if template.has_yearly_plan and content.period_years != 1 else 0)
    if plan:
        assert sum(plan.values()) == content.total_amount
        assert plan[2027] == content.year_amount
    elif content.period_years in (None, 1):
        assert content.total_amount == content.year_amount
    if template.has("fiscal_appropriation"):
        assert (content.fiscal_appropriation or 0) + (content.other_funds or 0) == content.total_amount
    if template.has_weights:
        assert sum(row.weight or 0 for row in content.indicators) == template.total_weight


@pytest.mark.parametrize("name", CONTENTS)
def test_the_rules_find_in_a_demo_exactly_the_faults_it_was_given(name: str) -> None:
    content = CONTENTS[name]
    known = {content.unit_printed: 1, content.budget_unit: 1}
    report = run(content, RuleContext(template=template_of(content), year=2027, unit_matches=known))
    assert {finding.code for finding in report.findings} == set(DEMO[name.split(maxsplit=1)[0]].get("faults", ()))
