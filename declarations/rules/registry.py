"""All rules in the order of the catalogue, and what running them gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from declarations.content import DeclarationContent
from declarations.rules import (
    amounts,
    arithmetic,
    blanks,
    categories,
    costs,
    explanations,
    head,
    lists,
    names,
    ratios,
    targets,
    texts,
    weights,
)
from declarations.rules.context import ABSENT, NEEDS, RuleContext
from declarations.rules.finding import Finding, Severity
from declarations.rules.place import place_in_form
from declarations.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    head.name_missing,
    head.name_too_long,
    head.unit_unknown,
    head.unit_ambiguous,
    head.code_malformed,
    head.code_type_differs,
    head.code_year_late,
    head.period_implausible,
    texts.text_missing,
    texts.text_too_long,
    blanks.blank_left,
    texts.goal_copied,
    texts.basis_too_thin,
    texts.basis_copied,
    texts.stale_year,
    amounts.amount_missing,
    amounts.amount_not_positive,
    amounts.amount_too_large,
    amounts.amount_too_precise,
    amounts.year_amount_exceeds_total,
    amounts.single_year_amounts_differ,
    lists.plan_sum_differs,
    lists.budget_lines_sum_differs,
    arithmetic.basis_sum_differs,
    arithmetic.basis_item_misstated,
    amounts.funding_sum_differs,
    amounts.part_exceeds_year_amount,
    amounts.procurement_items_missing,
    amounts.amount_unit_suspect,
    costs.cost_cap_below_year_amount,
    costs.cost_cap_above_year_amount,
    costs.ceiling_exceeded,
    categories.category_unknown,
    categories.category_misplaced,
    categories.required_category_empty,
    names.indicator_name_missing,
    names.indicator_name_too_long,
    names.indicator_duplicated,
    names.indicator_repeated,
    categories.too_few_indicators,
    categories.too_many_indicators,
    targets.target_missing,
    targets.target_placeholder,
    ratios.rate_target_as_number,
    ratios.target_over_100_percent,
    targets.target_trivial,
    targets.target_not_measurable,
    targets.target_kind_mismatch,
    targets.deadline_outside_period,
    targets.excel_date_serial,
    costs.cost_direction,
    ratios.satisfaction_unusual,
    explanations.explanation_missing,
    explanations.explanation_copied,
    weights.weights_differ,
    ratios.last_year_lower,
)


@dataclass(frozen=True)
class NotRun:
    """The rules that one absent attribute of the context kept from running."""

    need: str
    codes: tuple[str, ...]

    @property
    def message(self) -> str:
        """The sentence for the notes."""
        titles = "、".join(rule.title for rule in RULES if rule.code in self.codes)
        return f"{ABSENT[self.need]}，没有检查：{titles}。"

    def to_json(self) -> dict[str, Any]:
        """The note as JSON values."""
        return {"need": self.need, "codes": list(self.codes), "message": self.message}


@dataclass(frozen=True)
class Report:
    """The findings of one declaration in the order of the form, and what was not checked.

    `not_run`: for want of context; `off`: the codes of rules that an administrator has turned off.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...] = ()
    off: tuple[str, ...] = ()

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity, without those of waived rules."""
        return tuple(finding for finding in self.findings if finding.severity is severity and not finding.waiver)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings of rules that are waived for this declaration."""
        return tuple(finding for finding in self.findings if finding.waiver)

    @property
    def has_errors(self) -> bool:
        """Whether the findings stop submission."""
        return any(finding.is_error for finding in self.findings)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not checked and why, as sentences."""
        sentences = [note.message for note in self.not_run]
        if self.off:
            titles = "、".join(rule.title for rule in RULES if rule.code in self.off)
            sentences.append(f"管理员已停用，没有检查：{titles}。")
        return tuple(sentences)

    def to_json(self) -> dict[str, Any]:
        """{"findings": [...], "notes": [...]} to be stored with a submission."""
        return {"findings": [finding.to_json() for finding in self.findings], "notes": list(self.notes)}


def run(content: DeclarationContent, context: RuleContext, *, on_import: bool = False) -> Report:
    """Hold a declaration against every rule of its day. On import errors are warnings (design 4.5)."""
    rules = _rules_on(context.as_of, on_import=on_import)
    off = tuple(rule.code for rule in rules if context.is_off(rule.code)) if context.settings else ()
    rules = tuple(rule for rule in rules if rule.code not in off) if off else rules
    absent = frozenset(need for need in ABSENT if not context.has(need))
    runnable = tuple(rule for rule in rules if absent.isdisjoint(rule.needs)) if absent else rules
    found = [
        rule.finding(fault, context, on_import=on_import) for rule in runnable for fault in rule.check(content, context)
    ]
    if len(found) > 1:
        found.sort(key=lambda finding: place_in_form(finding.field, context.template))
    return Report(tuple(found), tuple(_not_run(rules, absent)), off)


@lru_cache(maxsize=64)
def _rules_on(day: date | None, *, on_import: bool) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.applies_on(day) and (rule.on_import or not on_import))


def _not_run(rules: Sequence[Rule], absent: frozenset[str]) -> Iterator[NotRun]:
    for need in ABSENT:
        codes = tuple(rule.code for rule in rules if need in rule.needs) if need in absent else ()
        if codes:
            yield NotRun(need, codes)


@dataclass(frozen=True)
class CatalogueEntry:
    """One rule as the catalogue page shows it."""

    code: str
    severity: Severity
    severity_note: str
    title: str
    basis: str
    example: str
    needs: tuple[str, ...]
    valid_from: date | None


def catalogue() -> tuple[CatalogueEntry, ...]:
    """Every rule that exists, in order; `needs` in words."""
    return tuple(
        CatalogueEntry(
            code=rule.code,
            severity=rule.severity,
            severity_note=rule.severity_note,
            title=rule.title,
            basis=rule.basis,
            example=rule.example,
            needs=tuple(NEEDS[need] for need in rule.needs),
            valid_from=rule.valid_from,
        )
        for rule in RULES
    )
