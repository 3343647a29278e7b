"""Importing: a value corrected in the drawer; the drawer comes back with the row of the list and the numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from declarations.errors import ActionRefused
from declarations.importing import fixing
from declarations.importing.fixing import Fix
from declarations.models import ImportBatch, ImportedForm
from declarations.previewing.filters import TABS, FormFilter
from declarations.previewing.fixes import posted_fixes, restored
from declarations.views.import_drawer import drawer_of
from declarations.views.import_loading import own_batch, tells_import_refusals
from declarations.views.importing import counts_of, head_context
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest


@require_POST
@tells_import_refusals
def fix(request: AuthedRequest, pk: int, form_pk: int) -> HttpResponseBase:
    """Correct what was read at one place, or put back what was read."""
    batch = own_batch(request, pk)
    form = get_object_or_404(batch.forms.select_related("file", "unit", "department"), pk=form_pk)
    if form.template is None:
        raise Http404
    fixes, problems, refused = _asked(request, form, form.template.value())
    if fixes and not problems:
        try:
            form = fixing.fix(request.actor, batch, form.pk, fixes)
            batch.refresh_from_db()
        except ActionRefused as refusal:
            if not request.htmx:
                raise
            refused = str(refusal)
            form = get_object_or_404(batch.forms.select_related("file", "unit", "department"), pk=form_pk)
    return _answer(request, batch, form, {"problems": problems, "refused": refused, "at": request.POST.get("at", "")})


def _asked(
    request: AuthedRequest, form: ImportedForm, template: FormTemplate
) -> tuple[list[Fix], dict[str, tuple[str, str]], str]:
    path = request.POST.get("restore", "")
    if path:
        return [restored(template, form.content, path, fixing.read_at(form, path))], {}, ""
    post = {name: text for name, text in request.POST.items() if isinstance(text, str)}
    offered = request.POST.get("offer", "")
    if offered:
        path, _, text = offered.partition("=")
        post = {name: value for name, value in post.items() if name == f"was-{path}"} | {f"to-{path}": text}
    return *posted_fixes(template, form.content, post), ""


def _answer(request: AuthedRequest, batch: ImportBatch, form: ImportedForm, said: dict[str, Any]) -> HttpResponseBase:
    context: dict[str, Any] = head_context(request, batch)
    context["drawer"] = drawer_of(request, batch, form, said["problems"]) | said
    if not request.htmx:
        if said["problems"]:
            return render(request, "importing/form.html", context, status=400)
        place = reverse("import-batch", args=[batch.pk])
        return redirect(f"{place}?tab={form.result}&open={form.pk}#{said['at'] or 'drawer'}")
    query = parse_qs(urlsplit(request.htmx.current_url or "").query)
    bar = FormFilter.of({key: values[-1] for key, values in query.items()}, form.result)
    context |= {"bar": bar, "form": form, "may_choose": context["drawer"]["may_choose"], "is_swap": True}
    context["tabs"] = [
        (tab, tab.label, count, bar.tab == tab) for tab, count in zip(TABS, counts_of(batch), strict=True)
    ]
    response: HttpResponse = render(request, "importing/_fixed.html", context)
    return response
