"""The titles of forms, and of tables that are no forms, in a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from declarations.reading.grid import Row
from indicators.template import FormTemplate, fold_label

_LONGEST_TITLE = 60
_ORNAMENTS = re.compile(r"^[\s#>*_\-]+|[\s#*_]+$")
_BEFORE = re.compile(
    r"(?:附件|附表|附|表)\s*[\d一二三四五六七八九十]*(?:[-－—.]\d+)*\s*[:：、.]?\s*"
    r"|[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]\s*"
)
_AFTER = re.compile(r"[(（][^()（）]{0,20}[)）]\s*$")
_NO_TITLE = re.compile(r"[，。；！？《》“”‘’、]")
_OTHER_TABLE = re.compile(
    r"[^，。；！？《》“”]{0,30}(?:绩效(?:目标|自评|评价|监控|运行)[^，。；！？《》“”]{0,12}表|自评表)(?:\(.{0,20}\))?"
)
_SELF_EVALUATION = "自评"


class HeadingKind(StrEnum):
    """What stands under a heading."""

    FORM = "form"
    SELF_EVALUATION = "self_evaluation"  # 自评表: what became of the targets, a year later
    OTHER = "other"


@dataclass(frozen=True)
class Heading:
    """A title: of `template`, or (None) of a table that no template describes.

    `start` and `end` are the rows of the title itself; `around` is what else its line says (2024年度, 附件2).
    """

    kind: HeadingKind
    text: str
    start: int
    end: int
    template: FormTemplate | None = None
    around: tuple[str, ...] = ()
    ornamented: bool = False
    indented: bool = False


def headings(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> tuple[Heading, ...]:
    """The titles among `rows`, in order."""
    found: list[Heading] = []
    n = 0
    while n < len(rows):
        heading = _heading_at(rows, n, templates)
        if heading:
            found.append(heading)
        n = heading.end if heading else n + 1
    return tuple(found)


def is_form_title(text: str, templates: Sequence[FormTemplate]) -> bool:
    """The text of a cell is the title of a form, whatever else it says before and behind it."""
    words = text.strip()
    if not words or len(words) > _LONGEST_TITLE:
        return False
    return (_form_heading(words, 0, templates) or _title_at_end(words, 0, templates)) is not None


def is_table_title(text: str, templates: Sequence[FormTemplate]) -> bool:
    """The text alone on a line is the title of a form, or of another table."""
    return is_form_title(text, templates) or bool(_OTHER_TABLE.fullmatch(fold_label(_ORNAMENTS.sub("", text))))


def _heading_at(rows: Sequence[Row], n: int, templates: Sequence[FormTemplate]) -> Heading | None:
    row = rows[n]
    first = row.first
    if not first or len(first) > _LONGEST_TITLE:
        return None
    found = (
        _form_heading(first, n, templates)
        or _broken_heading(rows, n, templates)
        or _title_at_end(first, n, templates)
        or _other_heading(row, n)
    )
    if not found:
        return None
    printed = row.filled[0][1].text
    rest = tuple(cell.words for _, cell in row.filled[1:])
    return Heading(
        found.kind,
        found.text,
        found.start,
        found.end,
        found.template,
        (*found.around, *rest),
        ornamented=bool(re.match(r"\s*[#*_>]", printed)),
        indented=printed[:1].isspace() and row.filled[0][0] == 0,
    )


def _form_heading(text: str, n: int, templates: Sequence[FormTemplate]) -> Heading | None:
    """A line that is the title of a template, but for a number before it or a bracket behind."""
    for candidate, around in _candidates(_ORNAMENTS.sub("", text)):
        folded = fold_label(candidate)
        for template in templates:
            if folded in template.folded_titles:
                return Heading(HeadingKind.FORM, candidate, n, n + 1, template, around)
    return None


def _candidates(bare: str) -> list[tuple[str, tuple[str, ...]]]:
    """The line itself, then without what may stand before and behind a title."""
    behind = _AFTER.search(bare)
    core = bare[: behind.start()] if behind else bare
    after = (behind[0].strip(),) if behind else ()
    before = _BEFORE.match(core)
    candidates: list[tuple[str, tuple[str, ...]]] = [(bare, ()), (core, after)]
    if before and before.end():
        candidates.append((core[before.end() :], (before[0].strip(), *after)))
    return candidates


def _title_at_end(text: str, n: int, templates: Sequence[FormTemplate]) -> Heading | None:
    """某某局2024年度 + title: no punctuation before it, and the longest title that fits."""
    core = _AFTER.sub("", _ORNAMENTS.sub("", text))
    folded = fold_label(core)
    fitting = [(title, each) for each in templates for title in each.folded_titles if folded.endswith(title)]
    if not fitting or _NO_TITLE.search(core) or _SELF_EVALUATION in core:
        return None
    title, template = max(fitting, key=lambda pair: len(pair[0]))
    before = folded.removesuffix(title)
    return Heading(HeadingKind.FORM, title, n, n + 1, template, (before,) if before else ())


def _broken_heading(rows: Sequence[Row], n: int, templates: Sequence[FormTemplate]) -> Heading | None:
    """A title on two lines."""
    if n + 1 >= len(rows) or not rows[n].only or not rows[n + 1].only:
        return None
    both = _ORNAMENTS.sub("", rows[n].only) + _ORNAMENTS.sub("", rows[n + 1].only)
    folded = fold_label(both) if len(both) <= _LONGEST_TITLE else ""
    template = next((template for template in templates if folded in template.folded_titles), None)
    return Heading(HeadingKind.FORM, both, n, n + 2, template) if template else None


def _other_heading(row: Row, n: int) -> Heading | None:
    bare = _ORNAMENTS.sub("", row.only)
    if not bare or not _OTHER_TABLE.fullmatch(fold_label(bare)):
        return None
    kind = HeadingKind.SELF_EVALUATION if _SELF_EVALUATION in bare else HeadingKind.OTHER
    return Heading(kind, bare, n, n + 1)
