"""Rules about the head of the form: name, units, project code."""

import re
from collections.abc import Iterator

from declarations.content import DeclarationContent
from declarations.rules.basis import CODE_SCHEME, FORM_NOTE
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import fold, label

LONGEST_PERIOD = 30  # years; longer than any plan that a medium-term budget can hold
UNIT_FIELDS = ("applicant_unit", "budget_unit", "supervising_unit")
_CODE = re.compile(r"[0-9]{21}")
_TYPE_NUMBER = re.compile(r"[0-9]{2}(?![0-9])")


@rule(
    "name-missing",
    Severity.ERROR,
    "没有填写项目名称",
    basis=FORM_NOTE,
    example="项目名称一栏是空白的。",
)
def name_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The project has no name (form note)."""
    if not content.name.strip():
        yield Fault("name", "项目名称是空白的，请填写。")


@rule(
    "name-too-long",
    Severity.ERROR,
    "项目名称超过字数限制",
    basis=f"{FORM_NOTE}：项目名称限 40 字以内",
    example="项目名称共 46 字，超过 40 字。",
)
def name_too_long(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The name is longer than the template allows (form note: 限40字以内)."""
    field = context.template.field("name")
    limit = field.max_length if field else None
    length = len(content.name.strip())
    if limit is not None and length > limit:
        yield Fault("name", f"项目名称共 {length} 字，最多 {limit} 字，请删去 {length - limit} 字。")


def _matches(content: DeclarationContent, context: RuleContext) -> Iterator[tuple[str, str, int]]:
    known = context.unit_matches or {}
    for key in UNIT_FIELDS:
        text = content.get(key).strip()
        if text:
            yield key, text, known.get(text, known.get(fold(text), 0))


@rule(
    "unit-unknown",
    Severity.ERROR,
    "单位名称不在单位名录中",
    basis="单位名录（由管理员维护，含曾用名）",
    example="申请单位“滨海区文化馆（本部）”不是任何已登记单位的名称或曾用名。",
    needs=("unit_matches",),
    on_import=False,
)
def unit_unknown(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A printed unit is not known under any of its names (design 4.1)."""
    for key, text, count in _matches(content, context):
        if count == 0:
            yield Fault(key, f"{label(context, key)}“{text}”不在单位名录中，请从名录中选择，或请管理员登记这个名称。")


@rule(
    "unit-ambiguous",
    Severity.ERROR,
    "单位名称对应多个单位",
    basis="单位名录（由管理员维护，含曾用名）",
    example="申请单位“办公室”同时是 3 个单位的名称或曾用名。",
    needs=("unit_matches",),
    on_import=False,
)
def unit_ambiguous(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A printed unit fits several known units (design 4.1)."""
    for key, text, count in _matches(content, context):
        if count > 1:
            yield Fault(key, f"{label(context, key)}“{text}”对应名录中的 {count} 个单位，请写出全称。")


def _digits(code: str) -> str | None:
    """The 21 digits of a well-formed code, or None."""
    folded = fold(code)
    return folded if _CODE.fullmatch(folded) else None


@rule(
    "code-malformed",
    Severity.WARNING,
    "项目编码不是 21 位数字",
    basis=CODE_SCHEME,
    example="项目编码只有 20 位。",
)
def code_malformed(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A project code that is not 21 digits (design 4.3)."""
    code = fold(content.code)
    if code and _digits(code) is None:
        what = f"共 {len(code)} 位" if re.fullmatch(r"[0-9]+", code) else "含有数字以外的字符"
        yield Fault("code", f"项目编码“{code}”{what}，应为 21 位数字，请与预算系统核对。")


@rule(
    "code-type-differs",
    Severity.WARNING,
    "项目编码与项目类型不一致",
    basis=CODE_SCHEME,
    example="项目编码第 12、13 位是 15，项目类型却是“31 履职类项目”。",
)
def code_type_differs(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """Digits 12-13 of the code are not the number of 项目类型 (design 4.3)."""
    code, number = _digits(content.code), _TYPE_NUMBER.match(fold(content.project_type))
    if code and number and code[11:13] != number.group():
        yield Fault(
            "project_type",
            f"项目编码第 12、13 位是 {code[11:13]}，项目类型“{content.project_type.strip()}”的编号是 {number.group()}，"
            "请核对编码或项目类型。",
        )


@rule(
    "code-year-late",
    Severity.WARNING,
    "项目编码中的年度晚于申报年度",
    basis=CODE_SCHEME,
    example="2024 年度的申报表，项目编码第 7、8 位是 25。",
    needs=("year",),
)
def code_year_late(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """The year in the code is after the declaration year (design 4.3)."""
    code = _digits(content.code)
    if code and context.year is not None and 2000 + int(code[6:8]) > context.year:
        yield Fault(
            "code", f"项目编码第 7、8 位表示 {2000 + int(code[6:8])} 年，晚于申报年度 {context.year} 年，请核对编码。"
        )


@rule(
    "period-implausible",
    Severity.ERROR,
    "实施期限不是合理的年数",
    basis=f"{FORM_NOTE}：实施期限按年填写",
    example="实施期限填了 2027，像是年份。",
)
def period_implausible(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """实施期限 is no number of years that a project can last (form note: in years)."""
    years = content.period_years
    if years is not None and not 1 <= years <= LONGEST_PERIOD:
        yield Fault("period_years", f"实施期限是 {years} 年，应在 1 到 {LONGEST_PERIOD} 年之间，请核对。")
