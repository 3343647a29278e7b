"""Importing people: the first passwords of new accounts, shown or downloaded once."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declarations.importing import passwords
from declarations.views.import_loading import own_batch, tells_import_refusals
from declarations.views.importing import head_context
from declarations.writing.listing import list_workbook
from perfgoals.accounts.first_passwords import FirstPassword
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import User

COLUMNS = (("单位", 32), ("姓名", 14), ("用户名", 20), ("首次密码", 20))
SPELLED = ("首次密码",)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_import_refusals
def first_passwords(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Whom a first password is for; by POST they are made and shown, or sent as a workbook, this once."""
    batch = own_batch(request, pk)
    given: list[FirstPassword] = []
    if request.method == "POST":
        given = passwords.hand_out(request.actor, batch)
        if request.POST.get("as") == "file":
            name = f"第{batch.pk}批首次密码.xlsx"
            book = list_workbook("首次密码", COLUMNS, _rows(given), spelled=SPELLED)
            return FileResponse(book, as_attachment=True, filename=name)
    people = passwords.waiting(request.actor, batch).prefetch_related("memberships__unit").order_by("pk")
    said = {each.user.pk: each.password for each in given}
    rows = [(_units(user), user, said.get(user.pk, "")) for user in people]
    return render(request, "importing/passwords.html", head_context(request, batch) | {"rows": rows, "given": given})


def _units(user: User) -> str:
    return "、".join(dict.fromkeys(held.unit.name for held in user.memberships.all()))


def _rows(given: Sequence[FirstPassword]) -> list[tuple[str, str, str, str]]:
    keys = [each.user.pk for each in given]
    units = {user.pk: _units(user) for user in User.objects.filter(pk__in=keys).prefetch_related("memberships__unit")}
    return [(units[each.user.pk], each.user.full_name, each.user.username, each.password) for each in given]
