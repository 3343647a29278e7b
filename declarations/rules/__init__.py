"""The rules a declaration is held against: `run` gives the findings, `catalogue` lists the rules (docs/rules.md)."""

from declarations.rules.context import RuleContext
from declarations.rules.finding import Finding, Severity
from declarations.rules.registry import RULES, CatalogueEntry, NotRun, Report, catalogue, run
from declarations.rules.rule import Rule

__all__ = [
    "RULES",
    "CatalogueEntry",
    "Finding",
    "NotRun",
    "Report",
    "Rule",
    "RuleContext",
    "Severity",
    "catalogue",
    "run",
]
