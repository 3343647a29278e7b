"""Excel cell comments that were printed into the text: dropped, with a note that quotes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from declarations.reading.grid import Row
from declarations.reading.notes import Notebook

_LONGEST = 40
# What the makers of a form tell those who fill it in; whole cells only.
_COMMENT = re.compile(
    r"[(（]?限\s*\d+\s*个?字(?:符)?(?:以内|之内|内)?[)）]?"
    r"|.*(?:无需|不需要?|不用|无须|毋需)(?:手工|手动|人工|自行)?(?:填写|填报|录入|输入|填)"
    r"|(?:由)?系统(?:会)?自动(?:带出|带入|生成|汇总|计算|填充).*"
    r"|.*(?:为|是)(?:必填|选填|必录|非必填)(?:项|字段|内容)?"
    r"|(?:必填|选填|非必填)(?:项|字段)?"
)
_AUTHOR_LONGEST = 20
_AUTHOR = re.compile(r"[\w .·@-]+[:：]?")
_SIGNED = re.compile(r"[\w .·@-]{1,20}[:：]\s*(?P<said>.+)")


def is_comment(text: str) -> bool:
    """The text is a comment on how to fill in a form, perhaps with its author before a colon."""
    words = text.strip().rstrip("。.!！")
    if not words or len(words) > _LONGEST:
        return False
    signed = _SIGNED.fullmatch(words)
    return bool(_COMMENT.fullmatch(words) or (signed and _COMMENT.fullmatch(signed["said"])))


def without_comments(
    rows: Sequence[Row], is_content: Callable[[Row], bool], notes: Notebook, says: Callable[[str], bool] = is_comment
) -> tuple[Row, ...]:
    """`rows` without comments and the lines that name their authors.

    An author is known by the place, not by the name: alone on the line before a comment. `is_content` tells the
    rows of the form, so that the note can say whether a comment stood inside the table or after it; `says` tells the
    comments.
    """
    dropped = _comment_rows(rows, is_content, says)
    last_content = max((n for n, row in enumerate(rows) if n not in dropped and is_content(row)), default=-1)
    for block in _blocks(rows, dropped):
        said = "；".join(rows[n].only for n in block)
        inside = block[0] < last_content
        code = "excel_comments_inside_table" if inside else "excel_comments_after_form"
        notes.add(code, place=rows[block[0]].place, text=said)
    return tuple(row for n, row in enumerate(rows) if n not in dropped)


def _comment_rows(rows: Sequence[Row], is_content: Callable[[Row], bool], says: Callable[[str], bool]) -> set[int]:
    comments = {n for n, row in enumerate(rows) if says(row.only)}
    before = {_line_before(rows, n) for n in comments} - comments
    return comments | {n for n in before if n >= 0 and _is_author(rows[n]) and not is_content(rows[n])}


def _line_before(rows: Sequence[Row], n: int) -> int:
    """The nearest row with text before a row; -1 when there is none."""
    return next((m for m in range(n - 1, -1, -1) if not rows[m].is_blank), -1)


def _is_author(row: Row) -> bool:
    """A short name alone at the start of a line: no sentence, no number."""
    name = row.only
    starts_line = bool(row.filled) and row.filled[0][0] == 0
    return starts_line and len(name) <= _AUTHOR_LONGEST and bool(_AUTHOR.fullmatch(name)) and not name.isdigit()


def _blocks(rows: Sequence[Row], dropped: set[int]) -> list[list[int]]:
    """The dropped rows, those with only blank rows between them together."""
    blocks: list[list[int]] = []
    for n in sorted(dropped):
        if blocks and all(rows[m].is_blank for m in range(blocks[-1][-1] + 1, n)):
            blocks[-1].append(n)
        else:
            blocks.append([n])
    return blocks
