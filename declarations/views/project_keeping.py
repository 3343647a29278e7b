"""Making and editing level-1 projects, for administrators."""

from __future__ import annotations

from functools import reduce

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declarations import projects
from declarations.errors import BadInput
from declarations.forms.library import number_in
from declarations.forms.projects import LevelOneForm
from declarations.permissions import NOBODY, may_keep_projects
from declarations.views.loading import tells_refusals
from declarations.views.projects import page_for, visible_level_one
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Role

REFUSED = "一级项目由管理员维护，您没有这项权限。"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def create(request: AuthedRequest) -> HttpResponseBase:
    """A new level-1 project of a unit that this person administers."""
    paths = [grant.unit_path for grant in request.actor.grants_of(Role.ADMINISTRATOR)]
    if not paths:
        raise PermissionDenied(REFUSED)
    within = reduce(lambda found, path: found | Q(path__startswith=path), paths, NOBODY)
    form = LevelOneForm(request.POST or None, units=Unit.objects.filter(within))
    if request.method == "POST" and form.is_valid():
        try:
            made = projects.create(request.actor, form.cleaned_data["unit"], form.cleaned_data)
        except BadInput as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"已新建一级项目“{made.name}”，下面加入二级项目。")
            return redirect("level-one", pk=made.pk)
    return render(request, "projects/edit.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@tells_refusals
def edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Its name, code and note."""
    found = visible_level_one(request, pk)
    if not may_keep_projects(request.actor, found.unit.path):
        raise PermissionDenied(REFUSED)
    title = found.name
    form = LevelOneForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            projects.edit(request.actor, pk, form.cleaned_data)
        except BadInput as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("level-one", pk=pk)
    context = {"form": form, "level_one": found, "title": title}
    return render(request, "projects/edit.html", context, status=400 if form.errors else 200)


@require_POST
@tells_refusals
def members(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Let a project belong to it (`add`), or no longer (`remove`)."""
    found = visible_level_one(request, pk)
    if not may_keep_projects(request.actor, found.unit.path):
        raise PermissionDenied(REFUSED)
    post = request.POST.dict()
    change, words = (projects.remove, "移出") if "remove" in post else (projects.add, "加入")
    number = number_in(post, "remove" if "remove" in post else "add") or 0
    try:
        project = change(request.actor, pk, number)
    except BadInput as refusal:
        return page_for(request, found, problem=str(refusal), status=400)
    messages.success(request, f"已{words}“{project}”。")
    return redirect("level-one", pk=pk)
