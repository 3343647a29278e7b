"""Importing: files to take away. Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.importing import marking
from declarations.models import ImportBatch
from declarations.models.imports import FileState, Result
from declarations.reading.rawtables import CannotOpen
from declarations.views.import_loading import visible_batch
from declarations.writing.listing import list_workbook
from perfgoals.accounts.http import AuthedRequest

REASONS = (("文件", 32), ("位置", 16), ("项目编码", 24), ("项目名称", 32), ("申请单位", 24), ("原因", 60))


@require_safe
@never_cache
def reasons(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """What cannot be brought in and why, as a workbook."""
    batch = visible_batch(request, pk)
    book = list_workbook("无法导入", REASONS, _rows(batch))
    return FileResponse(book, as_attachment=True, filename=f"第{batch.pk}批无法导入的原因.xlsx")


@require_safe
@never_cache
def marked(request: AuthedRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """The uploaded workbook with what is wrong at its cells."""
    batch = visible_batch(request, pk)
    file = get_object_or_404(batch.files.filter(state=FileState.READ), pk=file_pk)
    if not file.is_workbook:
        raise Http404
    try:
        written = marking.marked(file)
    except CannotOpen as problem:
        messages.error(request, f"“{file.name}”{problem}")
        return redirect(batch)
    stem, _, extension = file.name.rpartition(".")
    return FileResponse(written, as_attachment=True, filename=f"{stem}（标注）.{extension}")


def _rows(batch: ImportBatch) -> Iterator[tuple[str, ...]]:
    for file in batch.files.filter(state=FileState.REFUSED):
        yield file.shown_name, "", "", "", "", file.reason
    refused = batch.forms.filter(result=Result.REFUSED).select_related("file").defer("data", "details").order_by("pk")
    for form in refused.iterator(chunk_size=500):
        yield form.file.shown_name, form.place, form.code, form.name, form.unit_printed, form.reason
