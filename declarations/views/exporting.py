"""Exporting: one declaration as PDF or Excel, and flat tables of one or of a whole list. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from tempfile import TemporaryFile

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.content import DeclarationContent
from declarations.models import Declaration
from declarations.views.listing import chosen_from
from declarations.views.loading import editable, visible_declaration
from declarations.workflow import Status
from declarations.writing.errors import WritingError
from declarations.writing.flat import FlatItem, flat_workbook
from declarations.writing.naming import download_name
from declarations.writing.pdf import declaration_pdf, printed_parts
from declarations.writing.printinfo import PrintInfo
from declarations.writing.workbook import declaration_workbook
from indicators.loading import load_template
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest

Writer = Callable[[DeclarationContent, FormTemplate, PrintInfo], bytes]
# In one file: more would keep the person, and a worker, waiting for minutes.
FLAT_LIMIT = 5_000
CHUNK = 500  # declarations fetched at a time


@require_safe
@never_cache
def preview(request: AuthedRequest, pk: int) -> HttpResponse:
    """The whole form on one page in its official layout, to be looked at or printed by the browser."""
    declaration = visible_declaration(request, pk)
    context = printed_parts(declaration.content, declaration.template.value(), print_info(declaration))
    context |= {"declaration": declaration, "may_edit": editable(request, declaration)}
    return render(request, "exporting/preview.html", context)


@require_safe
@never_cache
def pdf(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The printed form, shown in the browser."""
    return _document(request, pk, declaration_pdf, "pdf", as_attachment=False)


@require_safe
@never_cache
def xlsx(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The printed form as a workbook, to be saved."""
    return _document(request, pk, declaration_workbook, "xlsx", as_attachment=True)


@require_safe
@never_cache
def flat(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The declaration as a flat table, one row an indicator."""
    return _document(request, pk, _flat_document, "xlsx", as_attachment=True, what="平面表")


@require_safe
@never_cache
def flat_list(request: AuthedRequest) -> HttpResponseBase:
    """The flat table of what the list shows under the same filters; `rows=each` repeats the head on every row."""
    chosen = chosen_from(request, Declaration.objects.all()).qs
    count = chosen.count()
    if not 0 < count <= FLAT_LIMIT:
        problem = f"符合条件的有 {count} 项，一次最多导出 {FLAT_LIMIT} 项。请按年度、单位等缩小范围，分几次导出。"
        messages.error(request, problem if count else "没有符合条件的申报，没有可以导出的内容。")
        return redirect(_list_address(request.GET))
    output = TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    try:
        flat_workbook(_flat_items(chosen), output, repeat_head=request.GET.get("rows") == "each")
    except WritingError as error:
        output.close()
        messages.error(request, str(error))
        return redirect(_list_address(request.GET))
    output.seek(0)
    name = f"绩效目标申报-平面表-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    return FileResponse(output, as_attachment=True, filename=name)


def _list_address(params: QueryDict) -> str:
    return f"{reverse('declaration-list')}?{params.urlencode()}"


def _flat_items(declarations: QuerySet[Declaration]) -> Iterator[FlatItem]:
    """What each declaration says, fetched in chunks; a template is loaded once."""
    templates: dict[int, FormTemplate] = {}
    wanted = declarations.prefetch_related("indicator_rows", "budget_rows", "plan_rows")
    for declaration in wanted.order_by("-year__year", "unit__code", "code", "pk").iterator(CHUNK):
        key = declaration.template_id
        if key not in templates:
            templates[key] = load_template(key)
        yield declaration.content, templates[key]


def _flat_document(content: DeclarationContent, template: FormTemplate, info: PrintInfo) -> bytes:
    output = BytesIO()
    flat_workbook([(content, template)], output)
    return output.getvalue()


def _document(
    request: AuthedRequest, pk: int, write: Writer, extension: str, *, as_attachment: bool, what: str = ""
) -> HttpResponseBase:
    """The document, or a message on the declaration's page when it cannot be written."""
    declaration = visible_declaration(request, pk)
    content = declaration.content
    try:
        written = write(content, declaration.template.value(), print_info(declaration))
    except WritingError as error:
        messages.error(request, str(error))
        return redirect("declaration-detail", pk=pk)
    name = download_name(content, declaration.year.year, extension)
    if what:
        name = f"{name.removesuffix(f'.{extension}')}-{what}.{extension}"
    return FileResponse(BytesIO(written), as_attachment=as_attachment, filename=name)


def print_info(declaration: Declaration) -> PrintInfo:
    """What a printout of the declaration says about itself."""
    return PrintInfo(
        year=declaration.year.year,
        status=declaration.state.label,
        printed_at=f"{timezone.localtime():%Y-%m-%d %H:%M}",
        history_head=declaration.history_head,
        version=" · ".join(_versions(declaration)),
        late=declaration.is_late,
        approved=declaration.status == Status.APPROVED,
    )


def _versions(declaration: Declaration) -> list[str]:
    adjusted = [f"第 {declaration.revision} 次调整"] if declaration.revision else []
    return [*adjusted, *([f"第 {declaration.submissions} 次提交"] if declaration.submissions else [])]
