"""Rules about 指标解释 (on the 2021 form 目标值来源)."""

import re
from collections.abc import Iterator

from declarations.content import DeclarationContent
from declarations.rules.basis import FORM_NOTE, INDICATOR_GUIDE
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from declarations.rules.support import bare_name, cell, fold, label, real_rows, row_words, says_nothing

SHORTEST_NAME = 5  # characters; a shorter name is a word that any explanation may use
_STARTS = r"^(?:(?:该|本)?指标)?(?:主要)?(?:考察|考核|反映|衡量|评价|统计|指)"


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
    return bool(re.search(rf"{_STARTS}{quoted}|{quoted}(?:\([^()]*\))?=", explanation))


@rule(
    "explanation-copied",
    Severity.WARNING,
    "解释的是另一个指标",
    basis=f"{INDICATOR_GUIDE}：指标解释与指标对应",
    example="“系统故障率”的解释写的是“系统验收合格率=合格数量/总数*100%”，那是另一行的指标。",
)
def explanation_copied(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """An explanation defines another indicator of the form and never names its own (财预〔2021〕101号)."""
    names = {number: bare_name(row.name) for number, row in real_rows(content)}
    for number, row in real_rows(content):
        own, explanation = names[number], fold(row.explanation)
        for other, name in names.items():
            if len(name) < SHORTEST_NAME or name in own or own in name or own in explanation:
                continue
            if _defines(explanation, name):
                yield Fault(
                    cell(number, "explanation"),
                    f"{row_words(number, row)}的{label(context, 'explanation')}讲的是第 {other + 1} 行"
                    f"“{content.indicators[other].name.strip()}”，请改成这个指标自己的解释。",
                )
                break
