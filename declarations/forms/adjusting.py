"""What an adjustment changes against the approved declaration that it starts from, place by place. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from declarations.amounts import shorten
from declarations.changes import Change, differences, split_path
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.forms.conflicts import text_of
from declarations.forms.places import place_of
from indicators.template import FormTemplate

LONGEST = 24  # characters of an old or new text
UNTOLD = frozenset({"level1", "required"})  # move along with level 2


@dataclass(frozen=True)
class Adjusted:
    """One place: its name, where a link leads, and both texts cut short."""

    label: str
    anchor: str
    old: str
    new: str


def adjustments(template: FormTemplate, approved: DeclarationContent, content: DeclarationContent) -> list[Adjusted]:
    """Every place that differs, in form order."""
    changes = [change for change in differences(approved, content) if split_path(change.field)[2] not in UNTOLD]
    return [_adjusted(template, approved, content, change) for change in changes]


def _adjusted(
    template: FormTemplate, approved: DeclarationContent, content: DeclarationContent, change: Change
) -> Adjusted:
    part, _key, column = split_path(change.field)
    is_gone = part in ROW_FIELDS and not column and change.new is None
    place = place_of(template, approved if is_gone else content, change.field)
    anchor = part if is_gone else place.anchor
    if part in ROW_FIELDS and not column and change.old is None:
        return Adjusted(
            place.label, anchor, "（没有这一行）", shorten(text_of(template, change.field, change.new), LONGEST)
        )
    old, new = (shorten(text_of(template, change.field, value), LONGEST) for value in (change.old, change.new))
    return Adjusted(place.label, anchor, old, new)
