"""Signing in and out, one's own password and roles, and keeping a session alive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeDoneView,
    PasswordChangeView,
    redirect_to_login,
)
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from perfgoals.accounts.forms import OwnPasswordForm, SignInForm
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.lockout import locked_minutes, tries_left


class SignIn(LoginView):
    """The sign-in page; `?timeout=1` says that an idle session has ended."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(timed_out="timeout" in self.request.GET, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if form.non_field_errors():
            form.fields["username"].widget.attrs["aria-invalid"] = "true"
        left = tries_left(self.request, form.cleaned_data.get("username", ""))
        context = self.get_context_data(form=form, tries_left=left, locked_minutes=locked_minutes(self.request))
        return self.render_to_response(context)


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link from elsewhere can do it."""

    next_page = "accounts:login"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        messages.success(request, "您已退出。")
        return response


class OwnPassword(PasswordChangeView):
    """Someone changes their own password."""

    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:password_change_done")


class OwnPasswordDone(PasswordChangeDoneView):
    """The password is changed."""

    template_name = "accounts/password_change_done.html"


@login_not_required
@never_cache
def sign_in_for_admin(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """In place of the admin site's own form: the site has one sign-in page. Asking again helps nobody signed in."""
    if request.user.is_authenticated:
        raise PermissionDenied("您的账号没有打开系统设置的权限。如果工作需要，请联系系统管理员。")
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))


@require_POST
@never_cache
def keepalive(request: HttpRequest) -> HttpResponse:
    """Start the idle time anew; no content."""
    request.session.modified = True
    return HttpResponse(status=204)


@require_safe
def profile(request: AuthedRequest) -> HttpResponse:
    """One's own account: name, units, roles."""
    memberships = request.user.memberships.select_related("unit").prefetch_related("departments")
    return render(request, "accounts/profile.html", {"memberships": memberships.order_by("unit__path", "role")})
