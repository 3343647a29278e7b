"""Importing: the list of imports, the upload, one import from its progress to what came of it, one form of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from declarations.errors import ActionRefused
from declarations.importflow import BatchState, Step, batch_steps
from declarations.importing import passwords, uploading
from declarations.importing.cleaning import kept_until
from declarations.importing.list_stages import is_list
from declarations.importing.storing import DISK_FULL
from declarations.importing.uploading import Upload
from declarations.models import DeclarationYear, ImportBatch, ImportedForm, ImportFile
from declarations.models.imports import BatchKind, FileState, Result
from declarations.permissions import import_scope, imports_visible_to, may_run_import
from declarations.previewing.filters import MARKS, TABS, FormFilter
from declarations.previewing.progress import STEPS, StepMark, progress_of, step_marks, took
from declarations.reading.source import FILE_LIMIT
from declarations.tasks import wake
from declarations.views.import_drawer import drawer_of
from declarations.views.import_loading import require_importer, require_sight, visible_batch
from declarations.views.paging import Order, page_of
from declarations.views.years import current_year
from indicators.models import TemplateRecord
from perfgoals.accounts.http import AuthedRequest
from perfgoals.uploads import MOST_TOGETHER, met_full_disk

BY_PLACE = Order("id", False, int)
BY_DATE = Order("id", True, int)
PAGE = 20
# The tab that opens: what needs an eye comes first.
FIRST_LOOK = (Result.CHANGED, Result.NEW, Result.REFUSED, Result.SAME)
NOT_SHOWN = ("data", "details")
MOST_WORKBOOKS = 500
MEGABYTE = 1024 * 1024


@require_safe
@never_cache
def batches(request: AuthedRequest) -> HttpResponse:
    """The imports so far, the latest first."""
    require_sight(request)
    page = page_of(ImportBatch.objects.filter(imports_visible_to(request.actor)), request.GET, BY_DATE)
    context = {"page": page, "may_import": import_scope(request.actor) is not None}
    return render(request, "importing/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: AuthedRequest) -> HttpResponseBase:
    """Choose files and the year they belong to; then the import begins."""
    require_importer(request)
    problem = ""
    if request.method == "POST":
        try:
            return redirect(_started(request))
        except ActionRefused as refusal:
            problem = str(refusal)
    last = current_year()
    context = {
        "problem": problem,
        "year": request.POST.get("year") or (last.year - 1 if last else timezone.localdate().year),
        "years": DeclarationYear.objects.values_list("year", flat=True),
        "kinds": BatchKind.choices,
        "kind": request.POST.get("kind", BatchKind.DECLARATIONS),
        "templates": TemplateRecord.objects.filter(is_active=True),
        "template": request.POST.get("template", ""),
        "steps": [StepMark(name, is_done=False, is_current=name == STEPS[0]) for name in STEPS],
        "limit": FILE_LIMIT // MEGABYTE,
        "most": FILE_LIMIT,
        "together": MOST_TOGETHER,
        "together_limit": MOST_TOGETHER // MEGABYTE,
    }
    return render(request, "importing/new.html", context, status=400 if problem else 200)


def _started(request: AuthedRequest) -> ImportBatch:
    if met_full_disk(request):
        raise ActionRefused(DISK_FULL)
    files = [Upload(file.name or "", file.size or 0, file.chunks()) for file in request.FILES.getlist("files")]
    together = sum(file.size for file in files)
    if together > MOST_TOGETHER and len(files) > 1:
        size, most = together // MEGABYTE, MOST_TOGETHER // MEGABYTE
        raise ActionRefused(f"这些文件一共 {size} MB，一次最多上传 {most} MB。文件都没有上传，请分几次来。")
    year, chosen = request.POST.get("year", ""), request.POST.get("template", "")
    kind = request.POST.get("kind", "")
    return uploading.start(
        request.actor,
        files,
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        template=TemplateRecord.objects.filter(code=chosen, is_active=True).first() if chosen else None,
        kind=BatchKind(kind) if kind in BatchKind.values else BatchKind.DECLARATIONS,
    )


@require_safe
@never_cache
def batch(request: AuthedRequest, pk: int) -> HttpResponse:
    """One import as it stands: its progress, the preview to decide on, or what came of it."""
    found = visible_batch(request, pk)
    context = head_context(request, found)
    if not found.is_at_work and found.state != BatchState.CANCELLED:
        context |= _preview(request, found)
    context["records"] = list(found.records.all()[:30]) if not found.is_at_work else []
    return render(request, "importing/batch.html", context)


def head_context(request: AuthedRequest, found: ImportBatch) -> dict[str, Any]:
    """What every page of an import shows above its own content."""
    may_run = may_run_import(request.actor, found.scope)
    may = batch_steps(found.state) if may_run else frozenset()
    return {
        "batch": found,
        "state": BatchState(found.state),
        "steps": step_marks(found),
        "progress": progress_of(found, timezone.now()) if found.is_at_work else None,
        "took": took(found),
        "kept_until": kept_until(found),
        "may_run": may_run,
        "may": {step.value: step in may and (step is not Step.UNDO or not is_list(found)) for step in Step},
        "is_list": is_list(found),
        "what": "条" if is_list(found) else "份",
    }


def counts_of(found: ImportBatch) -> tuple[int, int, int, int]:
    """How many forms each of TABS has."""
    return found.new_count, found.changed_count, found.same_count, found.refused_count


def _preview(request: AuthedRequest, found: ImportBatch) -> dict[str, Any]:
    counts = dict(zip(TABS, counts_of(found), strict=True))
    refused = found.files.filter(state=FileState.REFUSED)
    refused_count = refused.count()
    nothing = Result.REFUSED if refused_count else Result.NEW
    bar = FormFilter.of(request.GET, next((tab for tab in FIRST_LOOK if counts[tab]), nothing))
    page = page_of(_listed(bar.apply(found.forms.all())), request.GET, BY_PLACE, PAGE)
    return {
        "bar": bar,
        "tabs": [(tab, tab.label, counts[tab], bar.tab == tab) for tab in TABS],
        "marks": [(key, words) for key, (words, _) in MARKS.items()],
        "page": page,
        "refused_files": refused[:50] if bar.tab == Result.REFUSED else [],
        "refused_file_count": refused_count,
        "all_refused": refused_count == found.files_total,
        "may_choose": found.state == BatchState.READY and may_run_import(request.actor, found.scope),
        "workbooks": _workbooks(found),
        "drawer": _opened(request, found),
        "without_sign_in": passwords.waiting(request.actor, found).count() if is_list(found) else 0,
    }


def _listed(forms: QuerySet[ImportedForm]) -> QuerySet[ImportedForm]:
    """What a line of the list shows: the contents stay in the database."""
    return forms.select_related("file", "unit").defer(*NOT_SHOWN)


def _workbooks(found: ImportBatch) -> list[ImportFile]:
    """The uploaded workbooks that come back with marks; those with nothing to say at a cell are left out."""
    books = Q(name__iendswith=".xlsx") | Q(name__iendswith=".xlsm")
    return list(found.files.filter(books, has_marks=True, state=FileState.READ)[:MOST_WORKBOOKS])


def _opened(request: AuthedRequest, found: ImportBatch) -> dict[str, Any] | None:
    """The form whose drawer stands open, by the address."""
    key = request.GET.get("open", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    opened = found.forms.filter(pk=int(key)).select_related("file", "unit", "department").first()
    return drawer_of(request, found, opened) if opened else None


@require_safe
@never_cache
def progress(request: AuthedRequest, pk: int) -> HttpResponse:
    """The progress alone, for the page that asks again and again; the whole page anew when there is none any more."""
    found = visible_batch(request, pk)
    if not found.is_at_work:
        return HttpResponseClientRefresh()
    wake(found)
    return render(request, "importing/_progress.html", head_context(request, found))


@require_safe
@never_cache
def form(request: AuthedRequest, pk: int, form_pk: int) -> HttpResponse:
    """One form beside its document: the drawer for htmx, else a page of its own."""
    found = visible_batch(request, pk)
    chosen = get_object_or_404(found.forms.select_related("file", "unit", "department"), pk=form_pk)
    context = head_context(request, found) | {"drawer": drawer_of(request, found, chosen)}
    return render(request, "importing/_drawer.html" if request.htmx else "importing/form.html", context)
