"""The administrator's pages: years, extensions, ceilings; declarations and their history only to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest

from declarations.models import Ceiling, DeclarationYear, Event, ImportBatch, YearExtension
from declarations.tasks import recount_year


class ExtensionInline(admin.TabularInline[YearExtension, DeclarationYear]):
    """More time for one unit; who granted it is recorded."""

    model = YearExtension
    extra = 0
    autocomplete_fields = ("unit",)
    readonly_fields = ("granted_by", "granted_at")


class CeilingInline(admin.TabularInline[Ceiling, DeclarationYear]):
    """What each unit's declarations may cost together, in yuan."""

    model = Ceiling
    extra = 0
    autocomplete_fields = ("unit",)


@admin.register(DeclarationYear)
class DeclarationYearAdmin(admin.ModelAdmin[DeclarationYear]):
    """A year's round; findings are counted anew in the background after every change."""

    list_display = ("year", "template", "opens_at", "closes_at", "late_policy")
    inlines = (ExtensionInline, CeilingInline)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Record who granted an extension."""
        _record_grantor(formset, request)
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool) -> None:
        """Ceilings and dates decide findings: have them counted anew."""
        super().save_related(request, form, formsets, change)
        recount_year.enqueue(form.instance.year)

    def get_readonly_fields(self, request: HttpRequest, obj: DeclarationYear | None = None) -> tuple[str, ...]:
        """A year keeps its number once it is there."""
        return ("year",) if obj else ()


def _record_grantor(formset: BaseModelFormSet[Any, Any], request: HttpRequest) -> None:
    for form in formset.forms:
        if isinstance(form.instance, YearExtension) and form.instance.granted_by_id is None:
            form.instance.granted_by_id = request.user.pk


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that only actions write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: actions write them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: actions write them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: history stays."""
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The history of all declarations."""

    list_display = ("at", "actor_name", "action", "declaration", "field", "source")
    list_filter = ("action", "source")
    list_select_related = ("declaration",)
    date_hierarchy = "at"
    search_fields = ("declaration__name", "declaration__code", "actor_name")
    show_full_result_count = False


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Files that were brought in."""

    list_display = ("at", "file_name", "year", "state", "created_count", "corrected_count", "same_count", "by")
    list_select_related = ("by",)
