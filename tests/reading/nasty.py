"""Declarations as no sensible person writes them, and as people do: strategies for round trips.

Texts are what a declaration may hold after a person saved it: any visible characters, paragraphs, blank lines.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from indicators.template import FieldKind, FormTemplate, TemplateCategory, TemplateField
from tests.reading.factories import templates

PHRASES = (
    *("项目名称：全民阅读", "申请单位：某某局", "*数量指标", "质量指标", "产出指标"),
    *("小计：3项", "备注：见附件", "注：含税", "填表人：张三", "联系电话：12345678"),
    *("第 1 页 共 3 页", "— 3 —", "（2026 年度）", "单位：万元", "系统自动生成", "限40字以内", "必填项", "测算明细"),
    *("附件2", "附表", "不适用", "无", "N/A", "是", "否", "3年", "2026年6月30日", "表1"),
    *(
        "≥95%",
        "100%",
        "1",
        "12场",
        "≤30万元",
        "3-5",
        "1/2",
        "2026-06-30前",
        "不少于3个",
        "=SUM(A1)",
        "=1+1",
        "+86",
        "-5%",
    ),
    *(
        "@某人",
        "'引号",
        "''两个",
        "'=A1",
        "“引”用",
        '"双引号"',
        "a,b;c",
        "A|B",
        "成本<5%",
        "a<b>c",
        "3>2",
        "R&D",
        "x²+y³",
    ),
    *(
        "①讲座12场；②展览3场",
        "1.讲座；2.展览",
        "（一）组织活动",
        "一、人员经费：",
        "\u2161期",
        "㎡",
        "m²",
        "№5",
        "℃",
        "¥1,000",
    ),
    *("GB/T 1.1—2020", "https://example.com/a?b=1&c=2", "12345678901234567890", "0012", "1E5", "TRUE", "#REF!"),
    *(
        "𠮷野家",
        "龘靐齉",
        "👍",
        "👨‍👩‍👧",
        "🇨🇳",
        "é",
        "Ω≈ç√",
        "한국어",
        "日本語",
        "тест",
        "　全角空格　后",
        "两个  空格",
        "—",
        "…",
        "·",
    ),
    *(
        "讲座",
        "图书进社区",
        "反映全年送书进社区的次数，按签收单统计",
        "在文化馆及各街道分馆举办，面向全体市民免费开放" * 12,
    ),
)
# Texts that are nothing but words of the form: in a cell of their own nothing tells them from the form itself.
WORDS_OF_FORMS = (
    "项目名称",
    "一级指标",
    "目标值",
    "年度目标",
    "测算依据：",
    "合计",
    "测算明细",
    "二级项目支出绩效目标申报表",
)
words = st.sampled_from(PHRASES) | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)
lines = st.lists(words, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(["", "，", " ", "："]).map(lambda between: between.join(parts))
)
line_texts = st.just("") | lines
paragraph_texts = st.just("") | st.lists(lines, min_size=1, max_size=5).flatmap(
    lambda found: st.sampled_from(["\n", "\n\n", "\n\n　　"]).map(lambda between: between.join(found))
)
names = lines.filter(bool)
numbers = (
    st.none()
    | st.decimals(Decimal("-1e12"), Decimal("1e12"), places=6).map(Decimal)
    | st.sampled_from(
        [Decimal(0), Decimal("0.01"), Decimal("999999999999999999.999999"), Decimal("6665818.60"), Decimal("1E+17")]
    )
)
days = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
weights = st.none() | st.decimals(Decimal(-100), Decimal(999), places=4).map(Decimal)
targets = line_texts | st.sampled_from(["≥95%", "0.95", "3-5天", "2026年底前", "1：5", "7*24小时", "显著提升", "≤1‰"])


def head_value(field: TemplateField) -> st.SearchStrategy[Any]:
    match field.kind:
        case FieldKind.MONEY:
            return numbers
        case FieldKind.INTEGER:
            return st.none() | st.integers(-99999, 99999)
        case FieldKind.BOOLEAN:
            return st.none() | st.booleans()
        case FieldKind.DATE:
            return days
        case FieldKind.LONG_TEXT:
            return paragraph_texts
        case FieldKind.CHOICE if field.choices:
            return st.sampled_from(field.choices) | line_texts
    if field.key == "code":
        return st.text("0123456789", min_size=21, max_size=21) | st.sampled_from(["", "44030025001", "TX-2026-07"])
    return line_texts


def rows_of(category: TemplateCategory, form: FormTemplate) -> st.SearchStrategy[list[Indicator]]:
    """Blank rows, rows that say 不适用, rows that say anything; with and without their mark."""
    marks = st.just(category.required) | st.booleans()
    said = st.builds(
        Indicator,
        st.just(category.level1),
        st.just(category.level2),
        marks,
        line_texts,
        targets,
        paragraph_texts,
        weights if form.has_weights else st.none(),
    )
    blank = st.builds(Indicator, st.just(category.level1), st.just(category.level2), marks)
    none = blank.map(lambda row: replace(row, name="不适用", target="不适用", explanation="不适用"))
    return st.lists(said | blank | none, max_size=3)


strange_rows = st.builds(
    Indicator,
    st.sampled_from(["", "其他指标", "产出指标"]),
    st.sampled_from(["", "创新指标", "数量指标"]),
    st.booleans(),
    names,
)
budget_lines = st.builds(BudgetLine, names, numbers, line_texts, numbers, weights)
plan_years = st.builds(PlanYear, st.none() | st.integers(-99999, 99999), numbers)


@st.composite
def declarations(
    draw: st.DrawFn, form: FormTemplate, *, details: bool = True, strange: bool = True
) -> DeclarationContent:
    """Anything that a declaration of `form` may say; it has a name at least. `strange` ones say words of the form,
    and have rows that fit no category.
    """
    values = {field.key: draw(head_value(field)) for field in form.fields} | {"name": draw(names)}
    if strange:
        texts = [key for key, value in values.items() if isinstance(value, str)]
        values |= draw(st.dictionaries(st.sampled_from(texts), st.sampled_from(WORDS_OF_FORMS), max_size=2))
    rows = [row for category in form.categories for row in draw(rows_of(category, form))]
    rows += draw(st.lists(strange_rows, max_size=2)) if strange else []
    return DeclarationContent(
        form=form.title,
        indicators=tuple(rows),
        budget_lines=tuple(draw(st.lists(budget_lines, max_size=3))) if details else (),
        plan=tuple(draw(st.lists(plan_years, max_size=3))) if details else (),
    ).with_values(values)


FORMS = templates()
