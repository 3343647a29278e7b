"""How files are read, for those who import them: made from what the reader itself says."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from declarations.reading import handbook
from declarations.views.import_loading import require_sight
from perfgoals.accounts.http import AuthedRequest


@require_safe
def reading(request: AuthedRequest) -> HttpResponse:
    """The kinds of file, how a form may lie in them, and every note; a note in a preview leads here by its code."""
    require_sight(request)
    context = {
        "lead": handbook.LEAD,
        "kinds": handbook.KINDS,
        "all_kinds": handbook.ALL_KINDS,
        "layouts": handbook.LAYOUTS,
        "refused": handbook.REFUSED,
        "groups": handbook.note_groups(),
    }
    return render(request, "importing/reading.html", context)
