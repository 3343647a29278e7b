"""Declarations as no sensible person writes them, and as people do: strategies for round trips.

Texts are what a declaration may hold after a person saved it: any visible characters, paragraphs, blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.reading.comments import is_comment
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


@dataclass(frozen=True)
class Said:
    """Strategies for what people write: `line` may be blank, `name` never is."""

    line: st.SearchStrategy[str]
    name: st.SearchStrategy[str]
    paragraphs: st.SearchStrategy[str]
    target: st.SearchStrategy[str]
    number: st.SearchStrategy[Decimal | None]
    share: st.SearchStrategy[Decimal | None]
    whole: st.SearchStrategy[int | None]


def said_in(words: st.SearchStrategy[str], breaks: Sequence[str], **numbers: Any) -> Said:
    """What people write with these words; `breaks` stand between paragraphs."""
    name = st.lists(words, min_size=1, max_size=4).flatmap(
        lambda parts: st.sampled_from(["", "，", " ", "："]).map(lambda between: between.join(parts))
    )
    line = st.just("") | name
    paragraphs = st.lists(name, min_size=1, max_size=5).flatmap(
        lambda found: st.sampled_from(breaks).map(lambda between: between.join(found))
    )
    return Said(line, name, st.just("") | paragraphs, line | st.sampled_from(TARGETS), **numbers)


TARGETS = ("≥95%", "0.95", "3-5天", "2026年底前", "1：5", "7*24小时", "显著提升", "≤1‰", "不适用")
EXTREMES = ("0", "0.01", "999999999999999999.999999", "6665818.60", "1E+17")
# Whatever can be typed and stored.
ANYTHING = said_in(
    st.sampled_from(PHRASES) | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8),
    ("\n", "\n\n", "\n\n　　"),
    number=st.none()
    | st.decimals(Decimal("-1e12"), Decimal("1e12"), places=6).map(Decimal)
    | st.sampled_from(EXTREMES).map(Decimal),
    share=st.none() | st.decimals(Decimal(-100), Decimal(999), places=4).map(Decimal),
    whole=st.none() | st.integers(-99999, 99999),
)


def _texts(alphabet: str, shortest: int, longest: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=shortest, max_size=longest)


LONG = 100  # characters of a text in a row of the indicator table
# What a printer can print: characters that the fonts of the page have, amounts that fit on one line of their cell.
_PRINTABLE = re.compile("[!-~¥²³·×÷–—‘’“”…‰℃№Ⅰ-Ⅻ①-⑳≈≠≤≥㎡　-〟一-龥！-～ ]+")
_PRINTED = said_in(
    st.sampled_from([phrase for phrase in PHRASES if _PRINTABLE.fullmatch(phrase)])
    | st.text(
        "春夏秋冬办好读书月送图书进社区讲座，。；：、（）《》0123456789abcXYZ%≥≤<>/&+-*·“”", min_size=1, max_size=12
    ),
    ("\n",),
    number=st.none() | st.decimals(0, 10**10, places=2).map(Decimal),
    share=st.none() | st.decimals(0, 100, places=2).map(Decimal),
    whole=st.none() | st.integers(0, 9999),
)
PRINTABLE = replace(_PRINTED, target=_PRINTED.target.filter(lambda text: len(text) < LONG))
days = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))


def head_value(field: TemplateField, said: Said) -> st.SearchStrategy[Any]:
    match field.kind:
        case FieldKind.MONEY:
            return said.number
        case FieldKind.INTEGER:
            return said.whole
        case FieldKind.BOOLEAN:
            return st.none() | st.booleans()
        case FieldKind.DATE:
            return days
        case FieldKind.LONG_TEXT:
            return said.paragraphs
        case FieldKind.CHOICE if field.choices:
            return st.sampled_from(field.choices) | said.line
    if field.key == "code":
        return st.text("0123456789", min_size=21, max_size=21) | st.sampled_from(["", "44030025001", "TX-2026-07"])
    return said.line


def rows_of(category: TemplateCategory, form: FormTemplate, said: Said) -> st.SearchStrategy[list[Indicator]]:
    """Blank rows, rows that say 不适用, rows that say anything; with and without their mark."""
    marks = st.just(category.required) | st.booleans()
    blank = st.builds(Indicator, st.just(category.level1), st.just(category.level2), marks)
    weights = said.share if form.has_weights else st.none()
    full = st.builds(
        lambda row, name, target, why, weight: replace(row, name=name, target=target, explanation=why, weight=weight),
        *(blank, said.line, said.target, said.paragraphs, weights),
    )
    none = blank.map(lambda row: replace(row, name="不适用", target="不适用", explanation="不适用"))
    return st.lists(full | blank | none, max_size=3)


def strange_rows(said: Said) -> st.SearchStrategy[list[Indicator]]:
    """Rows that fit no category of the form."""
    level1, level2 = st.sampled_from(["", "其他指标", "产出指标"]), st.sampled_from(["", "创新指标", "数量指标"])
    return st.lists(st.builds(Indicator, level1, level2, st.booleans(), said.name), max_size=2)


@st.composite
def declarations(
    draw: st.DrawFn, form: FormTemplate, *, said: Said = ANYTHING, details: bool = True, strange: bool = True
) -> DeclarationContent:
    """Anything that a declaration of `form` may say; it has a name at least. `strange` ones say words of the form,
    and have rows that fit no category.
    """
    values = {field.key: draw(head_value(field, said)) for field in form.fields} | {"name": draw(said.name)}
    if strange:
        texts = [key for key, value in values.items() if isinstance(value, str)]
        values |= draw(st.dictionaries(st.sampled_from(texts), st.sampled_from(WORDS_OF_FORMS), max_size=2))
    rows = [row for category in form.categories for row in draw(rows_of(category, form, said))]
    rows += draw(strange_rows(said)) if strange else []
    lines = st.builds(BudgetLine, said.name, said.number, said.line, said.number, said.share)
    years = st.builds(PlanYear, said.whole, said.number)
    return DeclarationContent(
        form=form.title,
        indicators=tuple(rows),
        budget_lines=tuple(draw(st.lists(lines, max_size=3))) if details else (),
        plan=tuple(draw(st.lists(years, max_size=3))) if details else (),
    ).with_values(values)


def without_comments(content: DeclarationContent) -> DeclarationContent:
    """The content without rows that say nothing but 系统自动生成 or the like: on paper a comment of the form.

    A merged category stands beside it as beside any line, and forms do have such comments among their rows.
    """
    kept = (row for row in content.indicators if not _is_lone_comment(row))
    return replace(content, indicators=tuple(kept))


def _is_lone_comment(row: Indicator) -> bool:
    texts = [text for text in (row.name, row.target, row.explanation) if text]
    return len(texts) == 1 and row.weight is None and is_comment(texts[0])


FORMS = templates()
