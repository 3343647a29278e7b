"""The numbers of an import, counted once when something changes so that its page need not count."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from declarations.models import ImportBatch, ImportedForm
from declarations.models.imports import Result


def mark_files(batch: ImportBatch) -> None:
    """Keep at each file whether something is to be said at its cells: the page need not look at ten thousand forms."""
    said = Q(error_count__gt=0) | Q(warning_count__gt=0) | Q(hint_count__gt=0) | Q(note_count__gt=0)
    said |= ~Q(reason="") | ~Q(fixes=[])
    batch.files.update(has_marks=Exists(ImportedForm.objects.filter(said, file=OuterRef("pk"))))


def counted(batch: ImportBatch) -> dict[str, Any]:
    """The columns of the batch that tell how many forms are new, changed, the same, refused and taken; one query."""
    taken = Q(taken=True)
    return batch.forms.aggregate(
        new_count=Count("pk", filter=Q(result=Result.NEW)),
        changed_count=Count("pk", filter=Q(result=Result.CHANGED)),
        same_count=Count("pk", filter=Q(result=Result.SAME)),
        refused_count=Count("pk", filter=Q(result=Result.REFUSED)),
        question_count=Count("pk", filter=Q(question__in=("unit", "department"))),
        taken_new=Count("pk", filter=taken & Q(result=Result.NEW)),
        taken_changed=Count("pk", filter=taken & Q(result=Result.CHANGED)),
    )
