"""Importing: what is chosen in the preview. Each changes what would be brought in, and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declarations.errors import BadInput
from declarations.importflow import BatchState
from declarations.importing import choosing
from declarations.models import ImportBatch, ImportedForm
from declarations.models.imports import Result
from declarations.previewing.filters import FormFilter
from declarations.views.import_loading import own_batch, tells_import_refusals
from declarations.views.importing import head_context
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit
from perfgoals.accounts.names import fold_unit_name


@require_POST
@tells_import_refusals
def take(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Take the ticked forms of a page and leave the others of that page, or all that the filter shows."""
    batch = own_batch(request, pk)
    bar = FormFilter.of(request.POST, Result.NEW)
    if request.POST.get("all") in ("0", "1"):
        choosing.take(request.actor, batch, bar.apply(batch.forms.all()), taken=request.POST["all"] == "1")
    else:
        shown, ticked = _keys(request, "shown"), _keys(request, "pick")
        choosing.take(request.actor, batch, _among(batch, shown - ticked), taken=False)
        choosing.take(request.actor, batch, _among(batch, shown & ticked).filter(taken=False), taken=True)
    if request.htmx:
        return render(request, "importing/_actionbar.html", head_context(request, batch))
    return redirect(f"{reverse('import-batch', args=[pk])}?{request.POST.get('back', bar.query)}")


def _keys(request: AuthedRequest, name: str) -> set[int]:
    return {int(key) for key in request.POST.getlist(name) if key.isascii() and key.isdecimal() and len(key) < 19}


def _among(batch: ImportBatch, keys: set[int]) -> QuerySet[ImportedForm]:
    return batch.forms.filter(pk__in=keys)


@require_POST
@tells_import_refusals
def match(request: AuthedRequest, pk: int, form_pk: int) -> HttpResponseBase:
    """Say which stored declaration a form means, or that it is a new one."""
    batch = own_batch(request, pk)
    form = get_object_or_404(batch.forms, pk=form_pk)
    chosen = request.POST.get("declaration", "")
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 19):
        raise BadInput("还没有选定。请选一份已有的申报，或作为新的申报。")
    choosing.choose_match(request.actor, batch, form, int(chosen))
    return redirect(batch)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_import_refusals
def units(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Every printed unit name that nobody knows: choose the unit it means, or have it made."""
    batch = own_batch(request, pk)
    if request.method == "POST":
        _answer(request, batch)
        return redirect(batch)
    if batch.state != BatchState.READY:
        return redirect(batch)
    mine = Unit.objects.filter(path__startswith=batch.scope)
    context: dict[str, Any] = head_context(request, batch) | {"names": _unknown(batch), "units": list(mine)}
    return render(request, "importing/units.html", context)


def _unknown(batch: ImportBatch) -> list[dict[str, Any]]:
    """The names in question, departments first, each spelling of one name once, with how many forms print it."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for question, column in (("department", "department_printed"), ("unit", "unit_printed")):
        asked = batch.forms.filter(question=question).values_list(column).annotate(times=Count("pk")).order_by(column)
        for name, times in asked:
            row = found.setdefault((question, fold_unit_name(name)), {"name": name, "times": 0, "kind": question})
            row["times"] += times
    return list(found.values())


def _answer(request: AuthedRequest, batch: ImportBatch) -> None:
    if request.POST.get("create") == "all":
        asked = batch.forms.filter(question__in=("unit", "department"))
        pairs = asked.values_list("unit_printed", "department_printed").distinct().order_by("department_printed")
        made = choosing.create_units(request.actor, batch, [(unit, department) for unit, department in pairs])
        messages.success(request, f"新建了 {len(made)} 个单位，相关的申报表正在重新核对。")
        return
    name, code = request.POST.get("name", ""), request.POST.get("unit", "").split(" ")[0]
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not name.strip():
        raise BadInput(f"没有编码是“{code}”的单位。请从列表里选一个单位。")
    choosing.choose_unit(request.actor, batch, name, unit, remember=request.POST.get("remember") == "1")
    messages.success(request, f"“{name}”按“{unit.name}”导入，相关的申报表正在重新核对。")
