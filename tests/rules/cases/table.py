"""Cases of the rules about categories, names, explanations and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.rules.cases.case import (
    Case,
    bad,
    good,
    yuan,
)
from tests.rules.factories import (
    ECONOMY_ROW,
    FULL,
    FULL_2021,
    GOOD,
    GOOD_2021,
    QUALITY_ROW,
    QUANTITY_ROW,
    SATISFACTION_ROW,
    SOCIAL_ROW,
    TIME_ROW,
    WEIGHTED,
    plus_rows,
    row,
    with_row,
)

WEIGHTED_CONTEXT = replace(FULL, template=WEIGHTED)
TOTAL_CONTEXT = replace(FULL, template=replace(WEIGHTED, weight_schemes=()))
LEVEL2_CONTEXT = replace(
    FULL,
    template=replace(
        WEIGHTED, categories=(replace(WEIGHTED.categories[0], weight=yuan("20")), *WEIGHTED.categories[1:])
    ),
)

LONG = "考察整体服务质量，以合同约定的考评表考核结果为准"

TABLE_CASES: Mapping[str, tuple[Case, ...]] = {
    "category-unknown": (
        bad("no such category", with_row(QUALITY_ROW, level2="创新指标"), "indicators[1].level2"),
        bad("none on a real row", with_row(QUALITY_ROW, level2=""), "indicators[1].level2"),
        bad(
            "twice, said once",
            plus_rows(*(row("产出指标", "创新指标", name, "1项", "登记") for name in ("专利数", "标准数"))),
            "indicators[7].level2",
        ),
        good("with a mark", with_row(QUALITY_ROW, level2="*质量指标")),
        good("a blank row without category", plus_rows(row("", "", "", "", ""))),
    ),
    "category-misplaced": (
        bad("a count among the benefits", with_row(QUANTITY_ROW, level1="效益指标"), "indicators[0].level2"),
        good("in place"),
        good("level 1 not printed", with_row(QUANTITY_ROW, level1="")),
        good("unknown has its own rule", with_row(QUANTITY_ROW, level2="创新指标")),
    ),
    "required-category-empty": (
        bad(
            "not applicable",
            with_row(TIME_ROW, name="不适用", target="不适用", explanation="不适用"),
            "indicators[2].name",
        ),
        bad("no row at all", replace(GOOD, indicators=GOOD.indicators[:-1]), "indicators"),
        good("each has one"),
        good("an optional one is empty", with_row(ECONOMY_ROW, name="", target="", explanation="")),
        good("another row is nowhere", plus_rows(row("产出指标", "创新指标", "专利数", "1项", "登记"))),
    ),
    "indicator-name-missing": (
        bad("a target without a name", with_row(QUALITY_ROW, name=" "), "indicators[1].name"),
        good("a blank row", plus_rows(row("产出指标", "质量指标", "", "", ""))),
        bad("不适用 with a target", with_row(QUALITY_ROW, name="不适用"), "indicators[1].name"),
        good("only 不适用", plus_rows(row("产出指标", "质量指标", "", "不适用", "不适用"))),
    ),
    "indicator-name-too-long": (
        bad("101 characters", with_row(QUALITY_ROW, name="率" * 101), "indicators[1].name"),
        good("exactly 100", with_row(QUALITY_ROW, name="率" * 100)),
    ),
    "indicator-duplicated": (
        bad("the same name", plus_rows(GOOD.indicators[1]), "indicators[7].name"),
        bad(
            "the same but for a blank",
            plus_rows(replace(GOOD.indicators[1], name="新书上架 合格率")),
            "indicators[7].name",
        ),
        good("in another category", plus_rows(replace(GOOD.indicators[1], level2="数量指标"))),
        good("不适用 twice", plus_rows(GOOD.indicators[ECONOMY_ROW])),
    ),
    "indicator-repeated": (
        bad("in two categories", plus_rows(replace(GOOD.indicators[1], level2="数量指标")), "indicators[7].name"),
        good("twice in one category", plus_rows(GOOD.indicators[1])),
        good("不适用 in two categories", plus_rows(replace(GOOD.indicators[ECONOMY_ROW], level2="生态效益指标"))),
    ),
    "too-few-indicators": (
        bad("four", replace(GOOD, indicators=GOOD.indicators[:4]), "indicators"),
        bad("no rows", replace(GOOD, indicators=()), "indicators"),
        good("exactly five", replace(GOOD, indicators=GOOD.indicators[:6])),
    ),
    "too-many-indicators": (
        bad(
            "26", plus_rows(*(row("产出指标", "数量指标", f"活动{n}", "1场", "登记") for n in range(20))), "indicators"
        ),
        good("exactly 25", plus_rows(*(row("产出指标", "数量指标", f"活动{n}", "1场", "登记") for n in range(19)))),
    ),
    "explanation-missing": (
        bad("blank", with_row(QUALITY_ROW, explanation=""), "indicators[1].explanation"),
        bad("not applicable", with_row(QUALITY_ROW, explanation="不适用"), "indicators[1].explanation"),
        good("explained"),
        good("a row that does not apply", with_row(ECONOMY_ROW, explanation="")),
    ),
    "explanation-copied": (
        bad(
            "another row's formula",
            with_row(QUALITY_ROW, explanation="读者满意度=满意人数/人数*100%"),
            "indicators[1].explanation",
        ),
        bad(
            "considers another row",
            with_row(SOCIAL_ROW, explanation="考察到达社区次数是否达标"),
            "indicators[5].explanation",
        ),
        bad(
            "begins with another row's name",
            with_row(QUALITY_ROW, explanation="年度读者满意度，以问卷结果为准"),
            "indicators[1].explanation",
        ),
        bad(
            "word for word that of another category",
            with_row(SATISFACTION_ROW, explanation=LONG, content=with_row(QUALITY_ROW, explanation=LONG)),
            "indicators[6].explanation",
        ),
        good(
            "word for word that of a row of its own category",
            plus_rows(
                row("产出指标", "质量指标", "旧书修补合格率", "≥95%", LONG),
                content=with_row(QUALITY_ROW, explanation=LONG),
            ),
        ),
        good(
            "too short to be anybody's",
            with_row(
                SATISFACTION_ROW, explanation="以合同为准", content=with_row(QUALITY_ROW, explanation="以合同为准")
            ),
        ),
        good(
            "a source may serve many rows",
            with_row(4, with_row(1, GOOD_2021, explanation=LONG), explanation=LONG),
            FULL_2021,
        ),
        good("its own"),
        good(
            "mentions another in passing", with_row(QUALITY_ROW, explanation="与读者满意度一并由第三方抽查新书上架情况")
        ),
        good("names itself too", with_row(QUALITY_ROW, explanation="新书上架合格率高于读者满意度=达标")),
        good("the same source for all", replace(GOOD_2021), FULL_2021),
        good(
            "a short name is a common word",
            plus_rows(
                row("产出指标", "数量指标", "图书", "4500册", "到馆册数"),
                content=with_row(QUALITY_ROW, explanation="反映图书是否合格"),
            ),
        ),
        good(
            "a name within the other",
            plus_rows(row("满意度指标", "其他满意度指标", "读者满意度提升幅度", "5%", "反映读者满意度的变化")),
        ),
    ),
    "weights-differ": (
        bad(
            "one at zero",
            with_row(QUALITY_ROW, weight=yuan("0")),
            "indicators[1].weight",
            "indicators[0].weight",
            context=WEIGHTED_CONTEXT,
        ),
        bad(
            "outputs at 51", with_row(QUALITY_ROW, weight=yuan("11")), "indicators[0].weight", context=WEIGHTED_CONTEXT
        ),
        good("50, 30, 10", GOOD, WEIGHTED_CONTEXT),
        good("a template without weights", with_row(QUALITY_ROW, weight=None)),
        bad(
            "blank",
            with_row(QUALITY_ROW, weight=None),
            "indicators[1].weight",
            "indicators[0].weight",
            context=WEIGHTED_CONTEXT,
        ),
        good("a level 1 spelt otherwise", with_row(SATISFACTION_ROW, level1="*满意度指标"), WEIGHTED_CONTEXT),
        bad(
            "90 in all, without schemes",
            with_row(QUALITY_ROW, weight=yuan("11")),
            "indicators[0].weight",
            context=TOTAL_CONTEXT,
        ),
        good(
            "90 in all, spread otherwise",
            with_row(QUALITY_ROW, weight=yuan("5"), content=with_row(SOCIAL_ROW, weight=yuan("35"))),
            TOTAL_CONTEXT,
        ),
        bad(
            "a level 2 with points of its own",
            with_row(QUANTITY_ROW, weight=yuan("15"), content=with_row(QUALITY_ROW, weight=yuan("15"))),
            "indicators[0].weight",
            context=LEVEL2_CONTEXT,
        ),
        good("a level 2 with its points", GOOD, LEVEL2_CONTEXT),
    ),
}
