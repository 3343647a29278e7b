"""Rows to values: the templates and the review sheet as everything else uses them."""

from __future__ import annotations

from indicators.models import RubricGrade, RubricGroup, TemplateRecord
from indicators.rubric import ReviewSheet
from indicators.template import FormTemplate


def load_templates() -> tuple[FormTemplate, ...]:
    """All active templates, by code; four queries."""
    return tuple(record.value() for record in TemplateRecord.objects.with_rows().filter(is_active=True))


def load_template(key: int | str) -> FormTemplate:
    """One template, active or not, by primary key (int) or code (str); four queries.

    Raises `TemplateRecord.DoesNotExist`.
    """
    where = {"pk": key} if isinstance(key, int) else {"code": key}
    return TemplateRecord.objects.with_rows().get(**where).value()


def load_review_sheet() -> ReviewSheet:
    """The review sheet; three queries."""
    groups = RubricGroup.objects.prefetch_related("items")
    return ReviewSheet(
        groups=tuple(group.value() for group in groups),
        grades=tuple(grade.value() for grade in RubricGrade.objects.all()),
    )
