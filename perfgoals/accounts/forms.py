"""Forms for signing in and for passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    AuthenticationForm,
    PasswordChangeForm,
    UserChangeForm,
)
from django.core.exceptions import ValidationError

from perfgoals.accounts.models import User


def _use_own_style(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        field.widget.attrs["class"] = "field"


class SignInForm(AuthenticationForm):
    """User name and password, with our own words for a failure."""

    error_messages = {
        "invalid_login": "用户名或密码不对，请核对后再试。",
        "inactive": "账号已停用，请联系本单位管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "请填写用户名。"
        self.fields["password"].error_messages["required"] = "请填写密码。"
        _use_own_style(self)


class OwnPasswordForm(PasswordChangeForm):
    """Someone's own new password; it has to be another one, and settles that it had to be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password2"].label = "再输一次新密码"
        self.fields["new_password2"].help_text = ""
        _use_own_style(self)

    def clean_new_password1(self) -> str:
        """Refuse the password that is in use: a password given by an administrator is known to two people."""
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError("新密码和现在的密码相同，请换一个。")
        return password

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit)


class ResetPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A password given by an administrator; it has to be changed at the next sign-in."""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = True
        user: User = super().save(commit)
        return user


class NewUserForm(AdminUserCreationForm[User]):
    """A new account; its first password has to be changed at the first sign-in."""

    def save(self, commit: bool = True) -> User:
        self.instance.must_change_password = True
        return super().save(commit)


class UserForm(UserChangeForm[User]):
    """An account as administrators edit it."""
