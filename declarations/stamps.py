"""The stamp of a workbook of ours: what it is, for which form, year and unit, and of which version of the form.

It stands in a property of the file and on a hidden sheet, so that it survives what people do to the visible ones.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from hashlib import sha256

from declarations.columns import flat_tables
from indicators.template import FormTemplate

STAMP_SHEET, STAMP_PROPERTY, INSTRUCTIONS_SHEET = "系统信息", "绩效目标申报表", "填写说明"
PRINTED = "printed"  # in place of a stamp: the printed forms of an export
BROKEN_ROWS = "brokenrows"  # in the metadata of a PDF of ours: where its pages begin in the middle of a row
_DIGITS = 12  # of the version: enough to tell a form from itself a year earlier


def broken_rows(pages: Iterable[int], count: int) -> str:
    """What a PDF of `count` pages says of itself: these of them begin in the middle of a row."""
    return json.dumps([count, *pages])


def pages_within_rows(said: object, count: int) -> Collection[int] | None:
    """The pages that `broken_rows` names; None where nothing is said, or of another number of pages than `count`."""
    try:
        pages_said, *pages = json.loads(str(said))
    except (ValueError, TypeError):
        return None
    return {page for page in pages if isinstance(page, int)} if pages_said == count else None


class Layout(StrEnum):
    """How the blank workbook looks."""

    FLAT = "flat"  # one row an indicator
    PAPER = "paper"  # the printed form


@dataclass(frozen=True)
class Stamp:
    """What a blank workbook says of itself. `unit` is the code of the unit it was made for, "" for any."""

    layout: Layout
    code: str
    title: str
    year: int
    unit: str
    version: str

    @property
    def name(self) -> str:
        """How sentences call the workbook."""
        return f"{self.year} 年度《{self.title}》填报模板"

    def text(self) -> str:
        """The stamp as it is written, at most 255 characters, the most that Excel keeps of a property."""
        short = asdict(self) | {"title": self.title[:60]}
        return json.dumps(list(short.values()), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> Stamp | None:
        """The stamp of a text; None for anything that we did not write."""
        try:
            values = dict(zip((spec.name for spec in fields(cls)), json.loads(text), strict=True))
            return cls(**values | {"layout": Layout(values["layout"]), "year": int(values["year"])})
        except (ValueError, TypeError, KeyError):
            return None

    def is_current(self, templates: Iterable[FormTemplate]) -> bool:
        """One of `templates` is still what the workbook was made from."""
        return any(each.code == self.code and template_version(each) == self.version for each in templates)


def stamp_of(template: FormTemplate, layout: Layout, year: int, unit: str) -> Stamp:
    """The stamp of a blank workbook of `template`."""
    return Stamp(layout, template.code, template.title, year, unit, template_version(template))


def template_version(template: FormTemplate) -> str:
    """A digest of all that a blank workbook shows: title, labels in order, columns, choices and categories."""
    shown = (
        template.title,
        [(field.key, field.row) for field in template.fields],
        flat_tables(template),
        [(category.level1, category.level2, category.required) for category in template.categories],
        template.has_budget_lines,
        template.has_yearly_plan,
    )
    return sha256(repr(shown).encode()).hexdigest()[:_DIGITS]
