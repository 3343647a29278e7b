"""A rule about blanks that were to be filled in, such as those left where last year's figures stood."""

import re
from collections.abc import Iterator

from declarations.content import DeclarationContent
from declarations.rules.basis import FORM_NOTE
from declarations.rules.context import RuleContext
from declarations.rules.finding import Severity
from declarations.rules.rule import Fault, rule
from indicators.template import FieldKind

_BLANK = re.compile(r"[_＿]{3,}")
_STOPS = re.compile(r"[\s，。；：、,;:_＿]+")
AROUND = 14  # characters looked at before the blank


@rule(
    "blank-left",
    Severity.ERROR,
    "文字里还有没填的空格",
    basis=f"{FORM_NOTE}：数量和金额应写明",
    example="测算依据写着“公益演出：____场×____元”。",
)
def blank_left(content: DeclarationContent, context: RuleContext) -> Iterator[Fault]:
    """A text of the head still has a line of underscores for a figure (form note)."""
    for field in context.template.fields:
        text = content.get(field.key)
        if field.kind is not FieldKind.LONG_TEXT or not isinstance(text, str):
            continue
        blanks = list(_BLANK.finditer(text)) if "_" in text or "＿" in text else []
        if blanks:
            start = blanks[0].start()
            words = [word for word in _STOPS.split(text[max(start - AROUND, 0) : start]) if word]
            where = f"，第一处在“{words[-1]}”之后" if words else ""
            yield Fault(field.key, f"{field.label}还有 {len(blanks)} 处空格没有填数{where}，请填上。")
