"""Rules about 指标解释 (on the 2021 form 目标值来源)."""

import re
from collections.abc import Iterator

from declarations.content import DeclarationContent, says_nothing
from declarations.rules.basis import FORM_NOTE, INDICATOR_GUIDE
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import bare_name, cell, fold, label, level2_key, real_rows, row_words

SHORTEST_NAME = 5  # characters; a shorter name is a word that any explanation may use
SHORTEST_TEXT = 15  # characters; a shorter explanation says so little that two rows may share it
_STARTS = r"^(?:(?:该|本)?指标)?(?:主要)?(?:考察|考核|反映|衡量|评价|统计|指)"
_ALONE = r"^(?:年度|本年度|全年)?"
_END = r"(?:[,.。;:]|$)"


@rule(
    "explanation-missing",
    Severity.WARNING,
    "指标没有解释",
    basis=FORM_NOTE,
    example="“工作正常运行率”有目标值，指标解释写着“不适用”。",
)
def explanation_missing(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A real indicator without 指标解释 or 目标值来源 (form note)."""
    if context.template.column("explanation") is None:
        return
    for number, row in real_rows(content):
        if says_nothing(row.explanation):
            said = f"写的是“{row.explanation.strip()}”" if row.explanation.strip() else "是空白的"
            yield Fault(
                cell(number, "explanation"),
                f"{row_words(number, row)}的{label(context, 'explanation')}{said}，请写明含义、算法或来源。",
            )


def _defines(explanation: str, name: str) -> bool:
    """Whether the explanation begins with the indicator of that name, or gives its formula."""
    quoted = re.escape(name)
    return bool(re.search(rf"{_STARTS}{quoted}|{_ALONE}{quoted}{_END}|{quoted}(?:\([^()]*\))?=", explanation))


def _row_defined(number: int, own: str, explanation: str, names: dict[int, str]) -> int | None:
    """The other row whose indicator the explanation defines, or None."""
    for other in [other for other, name in names.items() if name in explanation]:
        name = names[other]
        is_other = other != number and len(name) >= SHORTEST_NAME and name not in own and own not in name
        if is_other and _defines(explanation, name):
            return other
    return None


@rule(
    "explanation-copied",
    Severity.WARNING,
    "解释的是另一个指标",
    basis=f"{INDICATOR_GUIDE}：指标解释与指标对应",
    example="“系统故障率”的解释写的是“系统验收合格率=合格数量/总数*100%”，那是另一行的指标。",
)
def explanation_copied(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """An explanation defines another indicator of the form, or repeats that of another category (财预〔2021〕101号)."""
    rows = real_rows(content)
    names = {number: bare_name(row.name) for number, row in rows}
    first: dict[str, int] = {}
    for number, row in rows:
        own, explanation = names[number], fold(row.explanation)
        if own in explanation:
            continue
        other = _row_defined(number, own, explanation, names)
        earlier = first.setdefault(explanation, number)
        if other is not None:
            why = f"讲的是{row_words(other, content.indicators[other])}"
        elif _is_repeated(earlier, number, content, context):
            why = f"与{row_words(earlier, content.indicators[earlier])}的一字不差"
        else:
            continue
        said = f"{row_words(number, row)}的{label(context, 'explanation')}"
        yield Fault(cell(number, "explanation"), f"{said}{why}，请改成这个指标自己的解释。")


def _is_repeated(earlier: int, number: int, content: DeclarationContent, context: RuleContext) -> bool:
    """Whether the explanation of a row is that of an earlier one of another category; a source may serve many rows."""
    before, row = content.indicators[earlier], content.indicators[number]
    if earlier == number or len(fold(row.explanation)) < SHORTEST_TEXT:
        return False
    column = context.template.column("explanation")
    names_sources = column is not None and "来源" in column.label
    return not names_sources and level2_key(context, before) != level2_key(context, row)
