"""Stored things, split by concept to keep each file short."""

from declarations.models.declaration import Declaration
from declarations.models.event import Event
from declarations.models.evidence import Evidence
from declarations.models.imports import BatchRecord, ImportBatch, ImportedForm, ImportFile
from declarations.models.lines import BudgetRow, IndicatorRow, PlanRow
from declarations.models.project import LevelOneProject, LevelOneRecord, Project
from declarations.models.review import Explanation, Review, Snapshot
from declarations.models.ruling import RuleLevel, RuleSetting, Waiver
from declarations.models.year import Ceiling, DeclarationYear, YearExtension

__all__ = [
    "BatchRecord",
    "BudgetRow",
    "Ceiling",
    "Declaration",
    "DeclarationYear",
    "Event",
    "Evidence",
    "Explanation",
    "ImportBatch",
    "ImportFile",
    "ImportedForm",
    "IndicatorRow",
    "LevelOneProject",
    "LevelOneRecord",
    "PlanRow",
    "Project",
    "Review",
    "RuleLevel",
    "RuleSetting",
    "Snapshot",
    "Waiver",
    "YearExtension",
]
