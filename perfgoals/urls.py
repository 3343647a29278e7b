"""Addresses of the site: each app keeps its own list."""

from django.contrib import admin
from django.urls import include, path

from perfgoals.views import health, icon

urlpatterns = [
    path("healthz", health, name="health"),
    path("favicon.ico", icon, name="icon"),
    path("admin/", admin.site.urls),
    path("accounts/", include("perfgoals.accounts.urls")),
    path("", include("declarations.urls")),
]
