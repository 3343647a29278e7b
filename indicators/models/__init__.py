"""What the administrators of a city keep as data: form templates, the review sheet, the indicator library."""

from indicators.models.library import EntryState, LibraryIndicator, LibraryRecord, LibraryUse
from indicators.models.review_sheet import RubricGrade, RubricGroup, RubricItem
from indicators.models.template_rows import CategoryRecord, TemplateColumnRecord, TemplateFieldRecord
from indicators.models.templates import TemplateRecord

__all__ = [
    "CategoryRecord",
    "EntryState",
    "LibraryIndicator",
    "LibraryRecord",
    "LibraryUse",
    "RubricGrade",
    "RubricGroup",
    "RubricItem",
    "TemplateColumnRecord",
    "TemplateFieldRecord",
    "TemplateRecord",
]
