"""Exporting: one declaration as PDF or Excel. Reads only."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.content import DeclarationContent
from declarations.models import Declaration
from declarations.views.loading import visible_declaration
from declarations.workflow import Status
from declarations.writing.errors import WritingError
from declarations.writing.naming import download_name
from declarations.writing.pdf import declaration_pdf
from declarations.writing.printinfo import PrintInfo
from declarations.writing.workbook import declaration_workbook
from indicators.template import FormTemplate
from perfgoals.accounts.http import AuthedRequest

Writer = Callable[[DeclarationContent, FormTemplate, PrintInfo], bytes]


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


def _document(
    request: AuthedRequest, pk: int, write: Writer, extension: str, *, as_attachment: bool
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
