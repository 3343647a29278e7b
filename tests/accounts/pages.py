"""Addresses with pages of other apps stubbed, to see the frame around them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from perfgoals.accounts.http import AuthedRequest


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"tallies": {"workbench": 4}})


def whoami(request: AuthedRequest) -> HttpResponse:
    return HttpResponse(f"{request.actor.name} {len(request.actor.grants)}")


urlpatterns = [
    path("", page, name="workbench"),
    path("declarations/", page, name="declaration-list"),
    path("declarations/new/", page, name="declaration-create"),
    path("reviews/", page, name="review-queue"),
    path("rules/", page, name="rule-catalogue"),
    path("workbooks/", page, name="blank-workbooks"),
    path("whoami/", whoami, name="whoami"),
    path("admin/", admin.site.urls),
    path("accounts/", include("perfgoals.accounts.urls")),
]
