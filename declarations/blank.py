"""New rows and new forms: what an empty declaration of a template looks like, and keys for its rows. Pure."""

import secrets
from dataclasses import replace
from typing import Any

from declarations.content import NOT_APPLICABLE, ROW_FIELDS, DeclarationContent, Indicator
from indicators.template import FormTemplate, TemplateCategory


def new_key() -> str:
    """A row key: short, and unlikely to meet another in the same declaration."""
    return secrets.token_hex(5)


def blank_row(category: TemplateCategory) -> Indicator:
    """An empty indicator row of that category."""
    return Indicator(category.level1, category.level2, category.required, key=new_key())


def not_applicable_row(category: TemplateCategory) -> Indicator:
    """The row that says 不适用 for a whole category."""
    return replace(blank_row(category), name=NOT_APPLICABLE, target=NOT_APPLICABLE, explanation=NOT_APPLICABLE)


def blank_content(template: FormTemplate, *, unit: str, department: str) -> DeclarationContent:
    """An empty form of `template`: units filled in where the form prints them, one blank row a category."""
    units: dict[str, Any] = {"applicant_unit": unit, "budget_unit": department, "supervising_unit": unit}
    return DeclarationContent(
        form=template.title,
        **{key: text for key, text in units.items() if template.has(key)},
        indicators=tuple(blank_row(category) for category in template.categories),
    )


def with_keys(content: DeclarationContent) -> DeclarationContent:
    """`content` with a key on every row that has none, and no key twice."""
    keyed: dict[str, Any] = {part: _keyed(getattr(content, part)) for part in ROW_FIELDS}
    return replace(content, **keyed)


def _keyed(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: set[str] = set()
    keyed = []
    for row in rows:
        kept = row if row.key and row.key not in seen else replace(row, key=new_key())
        seen.add(kept.key)
        keyed.append(kept)
    return tuple(keyed)
