"""Cases of the rules about the head: name, units, code, texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from indicators.template import FieldKind, Requirement
from tests.rules.cases.case import (
    Case,
    bad,
    good,
    head,
    head_2021,
    yuan,
)
from tests.rules.factories import (
    FULL,
    FULL_2021,
    GOOD,
    GOOD_2021,
    SHENZHEN,
    field,
)

NEW_PROJECT_CONTEXT = replace(
    FULL,
    template=replace(
        SHENZHEN,
        fields=(*SHENZHEN.fields, field("overview", "项目概况", FieldKind.TEXT, required=Requirement.NEW_PROJECT)),
    ),
)

HEAD_CASES: Mapping[str, tuple[Case, ...]] = {
    "period-implausible": (
        bad("none", head(period_years=0), "period_years"),
        bad("negative", head(period_years=-3), "period_years"),
        bad("a calendar year", head(period_years=2027), "period_years"),
        good("one year", head(period_years=1, total_amount=GOOD.year_amount, plan=())),
        good("thirty years", head(period_years=30, plan=())),
        good("not filled in", head(period_years=None)),
    ),
    "name-missing": (bad("blank", head(name=" "), "name"), good("named")),
    "name-too-long": (
        bad("41 characters", head(name="书" * 41), "name"),
        good("exactly 40 characters", head(name="书" * 40)),
        good("blanks around it do not count", head(name=f" {'书' * 40} ")),
        good("no limit on the other form", head_2021(name="书" * 99), FULL_2021),
    ),
    "unit-unknown": (
        bad("nobody knows it", head(applicant_unit="滨海区图书馆"), "applicant_unit"),
        good("both known"),
        good(
            "ambiguous is not unknown",
            head(applicant_unit="办公室"),
            replace(FULL, unit_matches={"办公室": 2, "滨海区文化局": 1}),
        ),
    ),
    "unit-ambiguous": (
        bad(
            "two offices", head(budget_unit="办公室"), "budget_unit", context=replace(FULL, unit_matches={"办公室": 2})
        ),
        good("one each"),
    ),
    "code-malformed": (
        bad("20 digits", head(code="44039926021150030001"), "code"),
        bad("a letter", head(code="44039926021150030001X"), "code"),
        good("21 digits"),
        good("no code", head(code="")),
        good("full width", head(code="４４０３９９２６０２１１５００３０００１７")),
    ),
    "code-type-differs": (
        bad("31 of 15", head(project_type="31 履职类项目"), "project_type"),
        good("15 of 15"),
        good("a type without a number", head(project_type="履职类项目")),
        good("a malformed code has its own rule", head(code="4403", project_type="31 履职类项目")),
    ),
    "code-year-late": (
        bad("code of next year", head(code="440399270211500300017"), "code"),
        good("code of this year"),
        good("code of an earlier year", head(code="440399220211500300017")),
    ),
    "text-missing": (
        bad("no policy basis", head(policy_basis=""), "policy_basis"),
        bad("three years without a long-term goal", head(long_term_goal="\n"), "long_term_goal"),
        bad("not said whether new", head(is_new=None), "is_new"),
        good("one year needs no long-term goal", head(long_term_goal="", period_years=1)),
        good("units are the system's business", head(applicant_unit="", budget_unit="")),
        good("a name has its own rule", head(name="")),
        bad("a new project", head(is_new=True, overview=""), "overview", context=NEW_PROJECT_CONTEXT),
        good("no new project", head(is_new=False), NEW_PROJECT_CONTEXT),
    ),
    "text-too-long": (
        bad("2001 characters", head(annual_goal="书" * 2001), "annual_goal"),
        good("exactly 2000", head(annual_goal="书" * 2000)),
        good("a long name has its own rule", head(name="书" * 50)),
    ),
    "goal-copied": (
        bad("the same", head(long_term_goal=GOOD.annual_goal), "long_term_goal"),
        bad("the same but for blanks", head(long_term_goal=GOOD.annual_goal.replace("，", "，\n ")), "long_term_goal"),
        bad(
            "2021 form, total above year",
            head_2021(long_term_goal=GOOD_2021.annual_goal, total_amount=yuan("1800000")),
            "long_term_goal",
            context=FULL_2021,
        ),
        good("one year", head(long_term_goal=GOOD.annual_goal, period_years=1)),
        good("2021 form, one amount", head_2021(long_term_goal=GOOD_2021.annual_goal), FULL_2021),
        good("both blank", head(annual_goal="", long_term_goal="")),
        good("another full stop", head(long_term_goal=GOOD.annual_goal + "。")),
    ),
    "blank-left": (
        bad("a figure to be filled in", head(calculation_basis="1. 演出：____场×18,500元"), "calculation_basis"),
        bad("a wide one in a goal", head(annual_goal="到达＿＿＿个社区"), "annual_goal"),
        good("two underscores in a name", head(policy_basis="《办法》附件 a__b 第九条")),
        good("no blank"),
    ),
    "basis-too-thin": (
        bad("a catchword", head(policy_basis="岗位职责"), "policy_basis"),
        bad("see attachment", head(calculation_basis="详见附件"), "calculation_basis"),
        good("a document", head(policy_basis="《公共图书馆法》")),
        good("an amount", head(calculation_basis="约五万元")),
        good("a sentence", head(policy_basis="区长办公会议决定开展此项工作。")),
        good("blank has its own rule", head(policy_basis="")),
        good("ten characters", head(policy_basis="区政府常务会议的决定")),
        bad("nine characters", head(policy_basis="区政府常务会的决定"), "policy_basis"),
    ),
    "basis-copied": (
        bad("policy basis repeats the annual goal", head(policy_basis=GOOD.annual_goal), "policy_basis"),
        bad("calculation repeats the long-term goal", head(calculation_basis=GOOD.long_term_goal), "calculation_basis"),
        bad(
            "all but the first words repeat the goal",
            head(
                policy_basis="根据有关要求，书车到达全区社区，为居民就近借书还书提供方便，丰富群众的文化生活。",
                annual_goal="通过本项目，书车到达全区社区，为居民就近借书还书提供方便，丰富群众的文化生活。",
            ),
            "policy_basis",
        ),
        good(
            "a repeated sentence beside a document",
            head(
                policy_basis="依据《公共图书馆法》，书车到达全区社区，为居民就近借书还书提供方便。",
                annual_goal="书车到达全区社区，为居民就近借书还书提供方便。",
            ),
        ),
        good(
            "a third of it is said in the goal too",
            head(
                policy_basis="区委常委会决定开展流动阅读服务，由文化馆承担，为居民就近借书还书提供方便。",
                annual_goal="书车到达全区社区，为居民就近借书还书提供方便。",
            ),
        ),
        good("different texts"),
        good("all blank", head(policy_basis="", calculation_basis="", annual_goal="", long_term_goal="")),
    ),
    "stale-year": (
        bad("last year's text", head(annual_goal="组织开展2024年全民阅读月活动。"), "annual_goal"),
        good("this year", head(annual_goal="组织开展2026年全民阅读月活动。")),
        good("work of an earlier year completed", head(annual_goal="完成2024、2025年度旧书清点。")),
        good("both years", head(annual_goal="在开展2024年试点的基础上，2026年全面铺开。")),
        good("the year belongs to the project", head(name="2024年书车采购", annual_goal="实施2024年书车采购合同。")),
        good("a plan since then", head(annual_goal="推进2021年以来的书目整理。")),
        good("next year", head(annual_goal="举办2027年阅读节的筹备会。")),
        bad("full width", head(annual_goal="组织开展２０２４ 年全民阅读月活动。"), "annual_goal"),
        good("what is judged a year later", head(annual_goal="组织开展2025年度绩效评价和读者满意度统计。")),
        bad("two years later it is stale", head(annual_goal="组织开展2024年度绩效评价。"), "annual_goal"),
        bad("before the project began", head(long_term_goal="三年内推进2024年阅读推广计划。"), "long_term_goal"),
        good(
            "since the project began",
            head(code="440399240211500300017", long_term_goal="三年内推进2024年签订的阅读推广计划。"),
        ),
    ),
}
