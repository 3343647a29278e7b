"""What differs from last year's declaration, for the panel beside the form. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from declarations.amounts import amount_text
from declarations.content import DeclarationContent, Indicator
from declarations.forms.parsing import cell_of
from declarations.forms.places import head_name
from indicators.template import FieldKind, FormTemplate, TemplateField, fold_label

NAMED = 3  # indicators that last year had and this year has not


@dataclass(frozen=True)
class Line:
    """One line of the comparison; `anchor` is what its label jumps to, "" for nothing."""

    label: str
    text: str
    anchor: str = ""
    is_changed: bool = False


def comparison(
    template: FormTemplate, content: DeclarationContent, earlier: DeclarationContent, year: int
) -> list[Line]:
    """Amounts, the texts and choices of the head, and the indicators, each beside last year's."""
    return [
        *_amount(template, content, earlier, year),
        *_head(template, content, earlier),
        *_indicators(template, content, earlier),
    ]


def _amount(
    template: FormTemplate, content: DeclarationContent, earlier: DeclarationContent, year: int
) -> Iterator[Line]:
    unit, before, now = template.amount_unit, earlier.year_amount, content.year_amount
    yield Line(f"{year - 1} 年金额", amount_text(before, unit) or "没有填写")
    if before is not None and now is not None:
        share = f"（{(now - before) / before * 100:+.1f}%）" if before else ""
        sign = "+" if now >= before else ""
        text = f"{sign}{amount_text(now - before, unit)}{share}"
        yield Line("本年度比上年", text, head_name("year_amount"), before != now)


def _head(template: FormTemplate, content: DeclarationContent, earlier: DeclarationContent) -> Iterator[Line]:
    for field in template.fields:
        if field.kind is FieldKind.SYSTEM or field.key == "year_amount":
            continue
        before, now = earlier.get(field.key), content.get(field.key)
        if before in (None, "") or now in (None, ""):
            continue
        is_long = field.kind is FieldKind.LONG_TEXT
        if before == now:
            if is_long:
                yield Line(field.label, "与上年一字不差", head_name(field.key))
        else:
            yield Line(field.label, "已改" if is_long else _before(template, field, before), head_name(field.key), True)


def _before(template: FormTemplate, field: TemplateField, value: object) -> str:
    return f"上年 {cell_of(field.kind, template.amount_unit).show(value)}"


def identity(template: FormTemplate, row: Indicator) -> tuple[str, str]:
    """What makes a row the same indicator in two years: category and name, however spelt."""
    category = template.category(row.level1, row.level2)
    return fold_label(category.level2 if category else row.level2), fold_label(row.name)


def differs(target: str, before: str) -> bool:
    """Whether a target is another one than last year's, blanks and width aside; a blank one is not there yet."""
    return bool(before and target.strip()) and fold_label(target) != fold_label(before)


def _indicators(template: FormTemplate, content: DeclarationContent, earlier: DeclarationContent) -> Iterator[Line]:
    was = {identity(template, row): row for row in earlier.indicators if row.is_real}
    now = {identity(template, row): row for row in content.indicators if row.is_real and row.name.strip()}
    both = [key for key in now if key in was]
    changed = sum(differs(now[key].target, was[key].target) for key in both)
    blank = sum(not now[key].target.strip() for key in both)
    same = len(both) - changed - blank
    parts = [(same, "未改"), (changed, "改了目标值"), (blank, "目标值待填"), (len(now) - len(both), "新增")]
    yield Line("指标", " · ".join(f"{word} {number}" for number, word in parts if number) or "还没有", "indicators")
    gone = [row.name for key, row in was.items() if key not in now]
    if gone:
        more = f"等 {len(gone)} 条" if len(gone) > NAMED else ""
        yield Line("上年有、今年没有", f"{'、'.join(gone[:NAMED])}{more}", "indicators", True)
