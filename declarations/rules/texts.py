"""Rules about the texts of the head: bases and goals."""

import re
from collections.abc import Iterator

from declarations.content import DeclarationContent, says_nothing
from declarations.rules.basis import FORM_NOTE, TARGET_REVIEW
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import fold, label, money, same_text
from indicators.template import FieldKind, Requirement, TemplateField

OWN_RULE = frozenset({"name", "total_amount", "year_amount"})  # fields whose blank another rule reports
BASES = ("policy_basis", "calculation_basis")
GOALS = ("annual_goal", "long_term_goal")
TEXT_KINDS = (FieldKind.TEXT, FieldKind.LONG_TEXT)
MOST_BLANKS = 20  # a text that many times as long is not thin, however many blanks it has
THIN = 10  # characters; a shorter basis that cites nothing is no basis
_CITES = re.compile(r"[《〈<0-9元号]")
# Work said to be done "this year"; 完成 is left out because work of an earlier year may be completed now.
_WORK_OF = re.compile(
    r"(?:组织)?(?:开展|实施|举办|召开|推进)(?:好)?(?P<year>(?:19|20)[0-9]{2})年(?!来|以来|至|-|底|末)(?P<what>[^,.;。，；]{0,16})"
)
_NAMES_A_YEAR = re.compile(r"[12１２]\s*[09０９]\s*\d\s*\d\s*年")
# What is done a year later by its nature.
_LOOKS_BACK = re.compile(r"决算|评价|自评|评估|考核|年鉴|年报|审计|汇算|清算|结算|总结|统计|验收|尾款|余款")
# What began in an earlier year and goes on.
_GOES_ON = re.compile(r"签订|签署|立项|获批|批复|开工|续建|在建|结转|跨年|延续|遗留|出台|印发|发布")
_CLAUSE = re.compile(r"[,.;:。、，；：]+")
REPEATED = 0.8  # of the characters of a basis


def _is_required(field: TemplateField, content: DeclarationContent) -> bool:
    if field.required is Requirement.MULTI_YEAR:
        return (content.period_years or 0) > 1
    if field.required is Requirement.NEW_PROJECT:
        return content.is_new is True
    return field.required is Requirement.ALWAYS


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


@rule(
    "text-missing",
    Severity.ERROR,
    "必填内容没有填写",
    basis=f"{FORM_NOTE}：政策依据、测算依据、年度目标必填；多年度项目长期目标为必填项",
    example="实施期限为 3 年，长期目标是空白的。",
)
def text_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A field that the template requires of this project is blank (form note)."""
    for field in context.template.fields:
        if field.key in OWN_RULE or field.kind is FieldKind.SYSTEM:
            continue
        if _is_required(field, content) and _is_blank(content.get(field.key)):
            multi = field.required is Requirement.MULTI_YEAR
            why = f"实施期限为 {content.period_years} 年的项目必须填写" if multi else "此项必填"
            yield Fault(field.key, f"{field.label}是空白的，{why}，请填写。")


@rule(
    "text-too-long",
    Severity.ERROR,
    "内容超过字数限制",
    basis=f"{FORM_NOTE}：限 2000 字以内",
    example="年度目标共 2,150 字，超过 2,000 字。",
)
def text_too_long(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A text is longer than the template allows (form note: 限2000字以内)."""
    for field in context.template.fields:
        if field.key == "name" or field.kind not in TEXT_KINDS or field.max_length is None:
            continue
        length = len(str(content.get(field.key) or "").strip())
        if length > field.max_length:
            over = length - field.max_length
            yield Fault(field.key, f"{field.label}共 {length:,} 字，最多 {field.max_length:,} 字，请删去 {over:,} 字。")


def _years_words(content: DeclarationContent) -> str:
    """Why the project lasts more than this year, in words; "" when it does not or nobody can tell."""
    if content.period_years is not None:
        return f"实施期限为 {content.period_years} 年" if content.period_years > 1 else ""
    total, year = money(content, "total_amount"), money(content, "year_amount")
    return "项目总金额与本年度项目金额不同" if total is not None and year is not None and total != year else ""


@rule(
    "goal-copied",
    Severity.WARNING,
    "年度目标与长期目标相同",
    basis=f"{FORM_NOTE}：年度目标写本年度要做到什么，长期目标写整个实施期限",
    example="实施期限为 3 年，年度目标和长期目标一字不差。",
)
def goal_copied(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A project of several years gives the same text as annual and long-term goal (form note)."""
    why = _years_words(content)
    if why and content.annual_goal.strip() and same_text(content.annual_goal, content.long_term_goal):
        yield Fault(
            "long_term_goal",
            f"{label(context, 'long_term_goal')}与{label(context, 'annual_goal')}完全相同，而{why}。"
            "请分别写明本年度和整个期限要做到什么。",
        )


@rule(
    "basis-too-thin",
    Severity.WARNING,
    "政策依据或测算依据过于简单",
    basis=f"{TARGET_REVIEW}：相关性、可行性",
    example="政策依据只有“三定方案”四个字。",
)
def basis_too_thin(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A basis that names no document, amount or sentence (review sheet: relevance, feasibility)."""
    for key in BASES:
        printed = content.get(key)
        text = fold(printed) if len(printed) < MOST_BLANKS * THIN else ""
        if text and len(text) < THIN and not _CITES.search(text):
            what = "文件名称和文号" if key == "policy_basis" else "数量、单价和金额"
            yield Fault(key, f"{label(context, key)}只写了“{text}”，请写明{what}。")


def _share_in(text: str, goal: str) -> float:
    """How much of the text stands in the goal, clause by clause; 1 when they are the same."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    length = sum(map(len, clauses))
    return sum(len(clause) for clause in clauses if clause in goal) / length if length else 0.0


def _repeated(content: DeclarationContent, text: str) -> str:
    """The goal that says what a basis says: the same, or nearly so where the basis cites nothing of its own."""
    is_own = len(text) < THIN or _CITES.search(text)
    for key in GOALS:
        goal = content.get(key)
        if same_text(text, goal) or (not is_own and _share_in(fold(text), fold(goal)) >= REPEATED):
            return key
    return ""


@rule(
    "basis-copied",
    Severity.WARNING,
    "政策依据或测算依据照抄目标",
    basis=f"{TARGET_REVIEW}：相关性、可行性",
    example="政策依据与年度目标一字不差，没有写出文件名称。",
)
def basis_copied(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A basis that repeats a goal (review sheet: relevance, feasibility)."""
    for key in BASES:
        text = content.get(key)
        copied = _repeated(content, text) if text.strip() else ""
        if copied and not says_nothing(text):
            what = "所依据的文件" if key == "policy_basis" else "金额怎样算出"
            same = "完全相同" if same_text(text, content.get(copied)) else "几乎相同"
            yield Fault(key, f"{label(context, key)}与{label(context, copied)}{same}，请写明{what}。")


def _stale_work(text: str, before: int, name: str) -> str:
    """Work of a year before `before` that the text announces, unless the name of the project has that year."""
    for match in _WORK_OF.finditer(text):
        year = int(match["year"])
        looks_back = _GOES_ON.search(match["what"]) or (year == before - 1 and _LOOKS_BACK.search(match["what"]))
        if year < before and match["year"] not in name and not looks_back:
            return match.group()
    return ""


def _first_year(content: DeclarationContent, year: int) -> int:
    """The year in which the project began as far as its code tells, at most `year`."""
    code = fold(content.code)
    return min(2000 + int(code[6:8]), year) if re.fullmatch(r"[0-9]{21}", code) else year


@rule(
    "stale-year",
    Severity.WARNING,
    "目标中写的是往年的工作",
    basis=f"{TARGET_REVIEW}：完整性（明确清晰）",
    example="2024 年度的申报表，年度目标写“开展2022年宣传工作”。",
    needs=("year",),
)
def stale_year(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A goal announces work of an earlier year and does not mention this one (review sheet: clarity).

    What is to be reached in the long run may name any year since the project began.
    """
    year = context.year or 0
    name = fold(content.name)
    for key in GOALS:
        printed = content.get(key)
        text = fold(printed) if _NAMES_A_YEAR.search(printed) else ""
        begins = year if key == "annual_goal" else _first_year(content, year)
        said = "" if str(year) in text else _stale_work(text, begins, name)
        if said:
            yield Fault(
                key,
                f"{label(context, key)}写着“{said}”，申报年度是 {year} 年。如果是沿用往年的文字，请改为本年度的内容。",
            )
