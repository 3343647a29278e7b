"""What is taken over from last year's declaration, section by section: all, the words without the figures, or nothing.

Pure. The code goes along with the project; units and title are those of the new form. Rows of categories that the new
form lacks, and columns that it does not print, stay behind: `left_behind` names them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from declarations.blank import blank_content, blank_row, with_keys
from declarations.content import DeclarationContent, Indicator
from indicators.template import FieldKind, FormTemplate, TemplateField

BLANK = "____"
_GOALS = frozenset({"annual_goal", "long_term_goal"})
_CODE = "code"
# Figures that say when, where from or which one, not how much: they stay.
_KEPT = re.compile(
    r"(?:19|20)\d\d\s*年(?:度)?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"  # 2027年12月31日
    r"|(?:19|20)\d\d\s*[-—–~至]\s*(?:19|20)\d\d\s*年?"  # 2026—2028年
    r"|[〔\[［(（]\s*(?:19|20)\d\d\s*[〕\]］)）]\s*\d*\s*号?"  # 〔2021〕101号
    r"|第\s*[\d.]+\s*(?:条|款|项|章|节|次|期|批|号)"
    r"|\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?"
    r"|^\s*[(（]?\d{1,2}[)）.、．](?!\d)",  # 1. (2) 3、 at the start of a line
    re.MULTILINE,
)
_FIGURE = re.compile(r"\d[\d,，]*(?:\.\d+)?(?:\s*[%％‰])?")


class Part(StrEnum):
    """A section of the form for which there is a choice."""

    BASICS = "basics"
    AMOUNTS = "amounts"
    BASIS = "basis"
    GOALS = "goals"
    INDICATORS = "indicators"


class Choice(StrEnum):
    """What is taken over of a section."""

    KEEP = "keep"
    WORDS = "words"  # the text, but its figures are asked for again
    CLEAR = "clear"


@dataclass(frozen=True)
class Carried:
    """The new content, and the names of the rows that its form has no place for."""

    content: DeclarationContent
    left_behind: tuple[str, ...] = ()


def part_of(field: TemplateField) -> Part:
    """The section that a head field belongs to."""
    if field.kind is FieldKind.MONEY:
        return Part.AMOUNTS
    if field.key in _GOALS:
        return Part.GOALS
    return Part.BASIS if field.kind is FieldKind.LONG_TEXT else Part.BASICS


def without_figures(text: str) -> str:
    """`text` with a blank for every quantity and amount; years, document numbers, articles and list numbers stay."""
    kept: list[str] = []
    start = 0
    for match in _KEPT.finditer(text):
        kept += (_FIGURE.sub(BLANK, text[start : match.start()]), match.group())
        start = match.end()
    return "".join((*kept, _FIGURE.sub(BLANK, text[start:])))


def carried(
    template: FormTemplate,
    earlier: DeclarationContent,
    choices: Mapping[Part, Choice],
    *,
    unit: str,
    department: str,
    year: int,
) -> Carried:
    """A form of `template` for `year` that starts from last year's; a section without a choice is kept.

    The project's name and type always come along: they say which project it is.
    """
    fresh = blank_content(template, unit=unit, department=department)
    head = dict(_head(template, earlier, choices)) | {
        "name": earlier.name,
        _CODE: earlier.code if template.has(_CODE) else "",
    }
    if template.has("is_new"):
        head["is_new"] = False
    rows: dict[str, Any] = {
        "budget_lines": _budget_lines(template, earlier, _chosen(choices, Part.BASIS)),
        "plan": _plan(template, earlier, _chosen(choices, Part.AMOUNTS), year),
    }
    rows["indicators"], left = _indicators(template, earlier, _chosen(choices, Part.INDICATORS))
    content = replace(fresh.with_values(head), **rows)
    return Carried(with_keys(content), left)


def _chosen(choices: Mapping[Part, Choice], part: Part) -> Choice:
    return choices.get(part, Choice.KEEP)


def _head(
    template: FormTemplate, earlier: DeclarationContent, choices: Mapping[Part, Choice]
) -> Iterator[tuple[str, Any]]:
    for field in template.fields:
        choice = _chosen(choices, part_of(field))
        if field.kind is FieldKind.SYSTEM or choice is Choice.CLEAR:
            continue
        value = earlier.get(field.key)
        if choice is Choice.KEEP:
            yield field.key, value
        elif isinstance(value, str):  # amounts, periods and dates are asked for again
            yield field.key, value if field.key == "policy_basis" else _words(field, value)


def _words(field: TemplateField, text: str) -> str:
    return without_figures(text) if field.kind is FieldKind.LONG_TEXT else text


def _budget_lines(template: FormTemplate, earlier: DeclarationContent, choice: Choice) -> tuple[Any, ...]:
    if choice is Choice.CLEAR or not template.has_budget_lines:
        return ()
    if choice is Choice.KEEP:
        return tuple(replace(line, key="") for line in earlier.budget_lines)
    kind = type(earlier.budget_lines[0]) if earlier.budget_lines else None
    return tuple(kind(item=line.item, unit=line.unit) for line in earlier.budget_lines) if kind else ()


def _plan(template: FormTemplate, earlier: DeclarationContent, choice: Choice, year: int) -> tuple[Any, ...]:
    """The years still to come."""
    if choice is Choice.CLEAR or not template.has_yearly_plan:
        return ()
    ahead = [row for row in earlier.plan if row.year is None or row.year >= year]
    return tuple(replace(row, key="", amount=row.amount if choice is Choice.KEEP else None) for row in ahead)


def _indicators(
    template: FormTemplate, earlier: DeclarationContent, choice: Choice
) -> tuple[tuple[Indicator, ...], tuple[str, ...]]:
    """The rows under their categories, a blank one where there is none, and the names of those left behind."""
    rows = [] if choice is Choice.CLEAR else [row for row in earlier.indicators if not row.is_blank]
    placed: dict[Any, list[Indicator]] = {category: [] for category in template.categories}
    left = []
    for row in rows:
        category = template.category(row.level1, row.level2) or _only(template.categories_named(row.level2))
        if category is None:
            left += [row.name or row.level2] if row.is_real else []
            continue
        target = row.target if choice is Choice.KEEP or row.is_not_applicable else ""
        weight = row.weight if template.has_weights else None
        changes: dict[str, Any] = {"level1": category.level1, "level2": category.level2, "required": category.required}
        placed[category].append(replace(row, **changes, target=target, weight=weight, key=""))
    made = [row for category, found in placed.items() for row in found or [blank_row(category)]]
    return tuple(made), tuple(left)


def _only(found: tuple[Any, ...]) -> Any:
    return found[0] if len(found) == 1 else None
