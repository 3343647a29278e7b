"""Declarations with a past: returned, mended and submitted again; with a warning that the author explained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from declarations import actions, checking
from declarations.blank import new_key
from declarations.content import DeclarationContent, Indicator
from declarations.models import Declaration
from declarations.workflow import Status
from tests.factories import District, actor, complete, declared, stored

EXPLANATION = "按合同约定的完好率填写。"


def mended(content: DeclarationContent) -> DeclarationContent:
    """The content with another goal, another target, a row more and a row less (six differences with the amounts)."""
    rows = list(content.indicators)
    rows[0] = replace(rows[0], target="≥30场")
    rows[4:5] = []
    added = Indicator(rows[1].level1, rows[1].level2, False, "演出验收合格率", "100%", "合格场次占实际场次的比例")
    rows.insert(2, replace(added, key=new_key()))
    values = {
        "annual_goal": content.annual_goal.replace("24场", "30场"),
        "calculation_basis": "1.场馆物业与安保：12个月×63000元=756000元。\n2.公益演出：30场×28000元=840000元。",
    }
    return replace(content.with_values(values), indicators=tuple(rows))


def resubmitted(place: District, **values: Any) -> Declaration:
    """Returned once, mended, and waiting in department review for the second time."""
    returned = declared(place, Status.RETURNED, **values)
    author = actor(place.declarant)
    actions.save(author, returned.pk, mended(returned.content), seen=returned.version)
    actions.submit(author, returned.pk, seen=stored(returned).version)
    return stored(returned)


def explained(place: District) -> Declaration:
    """Waiting in department review with a warning at the second row, and the author's sentence on it."""
    author, draft = actor(place.declarant), complete(place)
    rows = list(draft.content.indicators)
    rows[1] = replace(rows[1], target="1")
    content = replace(draft.content, indicators=tuple(rows))
    saved = actions.save(author, draft.pk, content, seen=draft.version)
    said = {checking.finding_key(content, each.code, each.field): EXPLANATION for each in saved.report.findings}
    actions.submit(author, draft.pk, seen=stored(draft).version, explanations=said)
    return stored(draft)


def adjusted(place: District) -> tuple[Declaration, Declaration]:
    """An approved declaration and the draft of its adjustment."""
    original = declared(place, Status.APPROVED)
    draft = actions.adjust(actor(place.declarant), original.pk, reason="合同价降低，调减金额。")
    return original, stored(draft)
