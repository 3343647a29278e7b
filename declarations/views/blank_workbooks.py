"""Blank workbooks to fill in and import: choosing and downloading one. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.forms.blank_workbook import BlankWorkbookForm
from declarations.models import DeclarationYear
from declarations.permissions import may_take_blank_for_any, prepared_by
from declarations.stamps import Layout
from declarations.writing.blank import BlankInfo
from declarations.writing.blank_flat import blank_flat_workbook
from declarations.writing.blank_paper import blank_paper_workbook
from declarations.writing.naming import file_part
from indicators.loading import load_template
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit

WRITERS: Mapping[Layout, Callable[[FormTemplate, BlankInfo], bytes]] = {
    Layout.FLAT: blank_flat_workbook,
    Layout.PAPER: blank_paper_workbook,
}
WORDS = {Layout.FLAT: "平面表", Layout.PAPER: "正式版式"}
YEARS = 10  # offered, the latest first


@require_safe
@never_cache
def choose(request: AuthedRequest) -> HttpResponseBase:
    """The page on which year, unit and layout are chosen; with all three in the address the workbook itself."""
    units = list(Unit.objects.filter(prepared_by(request.actor)).order_by("path"))
    if not units:
        raise PermissionDenied("填报模板供填报人和管理员下载。")
    years = list(DeclarationYear.objects.select_related("template")[:YEARS])
    any_unit = may_take_blank_for_any(request.actor)
    form = BlankWorkbookForm(request.GET, years=years, units=units, any_unit=any_unit)
    if form.is_valid():
        return _workbook(form.cleaned_data["year"], form.cleaned_data["unit"], form.cleaned_data["layout"], units)
    return render(request, "importing/blank.html", {"form": form, "years": years}, status=400 if form.errors else 200)


def _workbook(year: DeclarationYear, unit: Unit | None, layout: str, units: list[Unit]) -> FileResponse:
    template = load_template(year.template_id)
    department = unit.department.name if unit else ""
    info = BlankInfo(
        year=year.year,
        unit=unit.name if unit else "",
        unit_code=unit.code if unit else "",
        department=department,
        units=tuple(dict.fromkeys([*(each.name for each in units), *([department] if department else [])])),
    )
    written = WRITERS[Layout(layout)](template, info)
    parts = (f"{year.year} 年度", file_part(template.title, 90), WORDS[Layout(layout)], file_part(info.unit, 60))
    name = "-".join(("填报模板", *(part for part in parts if part)))
    return FileResponse(BytesIO(written), as_attachment=True, filename=f"{name}.xlsx")
