"""Units, people and roles in the admin site.

Administrators who are no superusers see and change only what lies wholly within the units they administer, and can
give nobody more than that: a finance reviewer belongs to the root unit, so only who administers that appoints one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, ManyToManyField, Model, Q, QuerySet
from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest

from perfgoals.accounts.backends import may_open_admin
from perfgoals.accounts.forms import NewUserForm, ResetPasswordForm, UserForm
from perfgoals.accounts.models import Membership, Unit, UnitAlias, User
from perfgoals.accounts.roles import Role
from perfgoals.accounts.views import sign_in_for_admin

if TYPE_CHECKING:
    from django.contrib.admin.options import InlineModelAdmin

admin.site.site_header = admin.site.site_title = "系统设置"
admin.site.index_title = "单位、人员与资料"
admin.site.has_permission = may_open_admin  # type: ignore[method-assign]  # as above
admin.site.login = sign_in_for_admin  # type: ignore[method-assign]  # the method is a view like this one

RIGHTS_OF_THE_SITE = ("is_staff", "is_superuser", "groups", "user_permissions")
PLACE_IN_THE_TREE = ("code", "parent", "is_department")


def administered(request: HttpRequest, prefix: str = "") -> Q:
    """What lies in the units this person administers; `prefix` leads from the filtered model to the unit."""
    if request.user.is_superuser:
        return Q()
    inside = Q(pk__in=())
    for grant in request.actor.grants_of(Role.ADMINISTRATOR):  # type: ignore[attr-defined]  # set by ActorMiddleware
        inside |= Q(**{f"{prefix}path__startswith": grant.unit_path})
    return inside


class WithinOwnUnits:
    """Offers only units that this person administers, in every field that names a unit."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.related_model is Unit:
            kwargs["queryset"] = Unit.objects.filter(administered(request))
        field: ModelChoiceField[Any] | None
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        return field

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        if db_field.related_model is Unit:
            kwargs["queryset"] = Unit.objects.departments().filter(administered(request))
        field: ModelMultipleChoiceField[Any] | None
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        return field


class UnitAliasInline(admin.TabularInline[UnitAlias, Unit]):
    """Other names of the unit."""

    model = UnitAlias
    extra = 1


@admin.register(Unit)
class UnitAdmin(WithinOwnUnits, admin.ModelAdmin[Unit]):
    """The tree of units."""

    list_display = ("name", "code", "parent", "is_department", "is_active")
    list_filter = ("is_department", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "code", "aliases__name")
    ordering = ("path",)
    autocomplete_fields = ("parent",)
    inlines = (UnitAliasInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        return super().get_queryset(request).filter(administered(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        """The place of one's own topmost unit is fixed: its parent lies outside, and moving it would widen rights."""
        if request.user.is_superuser or obj is None:
            return ()
        may_move = Unit.objects.filter(administered(request), children=obj).exists()
        return () if may_move else PLACE_IN_THE_TREE

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and not request.user.is_superuser:
            field.required = True  # a unit without a parent would stand beside the finance bureau
        return field


class MembershipForm(ModelForm[Membership]):
    """A role; departments belong to finance reviewers alone."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        role, departments = cleaned.get("role"), cleaned.get("departments")
        if departments and role != Role.FINANCE_REVIEWER:
            raise ValidationError({"departments": "只有财政审核人分管一级预算单位，请清空这一栏，或改选财政审核人。"})
        if role == Role.FINANCE_REVIEWER and departments is not None and not departments:
            raise ValidationError({"departments": "请至少选择一个分管的一级预算单位，否则没有可审核的申报。"})
        return cleaned


@admin.register(Membership)
class MembershipAdmin(WithinOwnUnits, admin.ModelAdmin[Membership]):
    """Who is what, where."""

    form = MembershipForm
    list_display = ("user", "unit", "role")
    list_filter = ("role", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__full_name", "unit__name", "unit__code")
    autocomplete_fields = ("user", "unit", "departments")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).filter(administered(request, "unit__"))


class MembershipInline(WithinOwnUnits, admin.TabularInline[Membership, User]):
    """The roles of one person."""

    model = Membership
    form = MembershipForm
    extra = 0
    autocomplete_fields = ("unit", "departments")


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Accounts. A password given here has to be changed at the next sign-in."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = ResetPasswordForm
    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role", "is_staff")
    search_fields = ("username", "full_name", "phone", "memberships__unit__name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password", "is_active")}),
        ("个人信息", {"fields": ("full_name", "phone", "email")}),
        ("系统管理权限", {"fields": RIGHTS_OF_THE_SITE, "classes": ("collapse",)}),
        ("时间", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "full_name", "phone", "password1", "password2")}),
    )

    @admin.display(description="角色")
    def roles(self, user: User) -> str:
        """Roles with their units, in one line."""
        return "；".join(f"{held.unit.name} {held.get_role_display()}" for held in user.memberships.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users = super().get_queryset(request).prefetch_related("memberships__unit")
        if request.user.is_superuser:
            return users
        elsewhere = Membership.objects.exclude(administered(request, "unit__"))
        return users.filter(is_superuser=False).exclude(memberships__in=elsewhere)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return fixed if request.user.is_superuser else fixed + RIGHTS_OF_THE_SITE

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> list[type[InlineModelAdmin[Any, Any]]]:
        return [MembershipInline] if obj is not None else []
