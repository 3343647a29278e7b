"""Form templates, review sheet and indicator library in the administration: a city adds its own form without code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from indicators.consistency import category_clashes, column_clashes, field_clashes, problems
from indicators.fields import TextListField
from indicators.in_use import IN_USE, refuse_changes, row_changes
from indicators.models import (
    CategoryRecord,
    LibraryIndicator,
    RubricGrade,
    RubricGroup,
    RubricItem,
    TemplateColumnRecord,
    TemplateFieldRecord,
    TemplateRecord,
)
from indicators.template import KNOWN_FIELDS, TemplateCategory, TemplateColumn, TemplateField

Overrides = Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]
LINES: Overrides = {TextListField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 28})}}
# For the tables of rows, which have to fit beside each other.
NARROW: Overrides = {
    TextListField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 14})},
    models.CharField: {"widget": forms.TextInput(attrs={"size": 14})},
    models.DecimalField: {"widget": forms.NumberInput(attrs={"class": "vIntegerField"})},
}
FIELD_NOTE = (
    f"系统已有的字段代码：{'、'.join(KNOWN_FIELDS)}。这些字段参与核对、汇总和导出，请用原代码；"
    "本地增加的字段另取代码，只保存文字。从已有表样“保存为新的”，可以少填很多内容。"
)


class TemplateForm(forms.ModelForm[TemplateRecord]):
    """The template itself; in use it keeps what is printed. (A copy is a new row, which nobody uses yet.)"""

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.instance.is_used:
            refuse_changes(self)
        return cleaned


class RowFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Rows of a template that are looked at together: no two may share a spelling; in use none comes or goes."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        deleted = self.deleted_forms
        kept = [form for form in self.forms if form not in deleted and (form.instance.pk or form.has_changed())]
        found = self.clashes([form.instance.value() for form in kept])
        if self.instance.is_used:
            found += row_changes(deleted, [form for form in kept if not form.instance.pk])
            for form in kept:
                if form.instance.pk:
                    refuse_changes(form)
        if found:
            raise ValidationError(found)

    def clashes(self, values: list[Any]) -> list[str]:
        """What is wrong with these rows together, a sentence each."""
        raise NotImplementedError


class FieldFormSet(RowFormSet):
    """Labels that a reader can tell apart."""

    def clashes(self, values: list[TemplateField]) -> list[str]:
        return field_clashes(values)


class ColumnFormSet(RowFormSet):
    """Column heads that a reader can tell apart."""

    def clashes(self, values: list[TemplateColumn]) -> list[str]:
        return column_clashes(values)


class CategoryFormSet(RowFormSet):
    """Level 2 spelt differently within its level 1."""

    def clashes(self, values: list[TemplateCategory]) -> list[str]:
        return category_clashes(values)


class FieldInline(admin.StackedInline[TemplateFieldRecord, TemplateRecord]):
    """The fields of the head, in printed order."""

    model = TemplateFieldRecord
    formset = FieldFormSet
    extra = 0
    classes = ("collapse",)
    formfield_overrides = LINES
    fields = (
        ("key", "label", "kind"),
        ("row", "order", "required", "max_length"),
        ("printed_label", "help_text"),
        ("spellings", "choices"),
    )


class ColumnInline(admin.TabularInline[TemplateColumnRecord, TemplateRecord]):
    """The columns of the indicator table."""

    model = TemplateColumnRecord
    formset = ColumnFormSet
    extra = 0
    formfield_overrides = NARROW
    fields = ("order", "key", "label", "width", "export_key", "spellings")


class CategoryInline(admin.TabularInline[CategoryRecord, TemplateRecord]):
    """The categories of level 1 and level 2."""

    model = CategoryRecord
    formset = CategoryFormSet
    extra = 0
    formfield_overrides = NARROW
    fields = (
        "order",
        "level1",
        "level2",
        "required",
        "measures",
        "qualitative_allowed",
        "weight",
        "spellings",
        "level1_spellings",
    )


@admin.register(TemplateRecord)
class TemplateAdmin(admin.ModelAdmin[TemplateRecord]):
    """One page for a whole template; “保存为新的” starts a city's own form from a known one."""

    list_display = ("title", "code", "amount_unit", "has_weights", "has_budget_lines", "is_active")
    list_filter = ("is_active",)
    search_fields = ("title", "code")
    save_as = True
    form = TemplateForm
    formfield_overrides = LINES
    inlines = (FieldInline, ColumnInline, CategoryInline)
    fieldsets = (
        (None, {"fields": (("code", "is_active"), "title", "title_spellings", ("amount_unit", "name_max_length"))}),
        ("附加内容", {"fields": (("has_budget_lines", "has_yearly_plan"),)}),
        ("权重", {"fields": (("has_weights", "total_weight"), "weight_schemes")}),
        ("表头字段的代码", {"fields": (), "description": FIELD_NOTE}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: TemplateRecord | None = None) -> Any:
        """The parts of the page; above those of a template in use stands what can no longer be changed."""
        fieldsets = super().get_fieldsets(request, obj)
        return ((None, {"fields": (), "description": IN_USE}), *fieldsets) if obj and obj.is_used else fieldsets

    def has_delete_permission(self, request: HttpRequest, obj: TemplateRecord | None = None) -> bool:
        """Nobody takes away a template in use."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_used)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the rows, then say what the template as a whole still lacks."""
        super().save_related(request, form, formsets, change)
        for problem in problems(form.instance.value()):
            messages.warning(request, problem)


class RubricItemInline(admin.StackedInline[RubricItem, RubricGroup]):
    """What is scored in a group."""

    model = RubricItem
    extra = 0
    formfield_overrides = LINES
    fields = (("code", "name", "points", "order"), "question", "phrases")


@admin.register(RubricGroup)
class RubricGroupAdmin(admin.ModelAdmin[RubricGroup]):
    """The groups of the review sheet with their items."""

    list_display = ("name", "code", "order", "points")
    inlines = (RubricItemInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("items")

    @admin.display(description="分值")
    def points(self, group: RubricGroup) -> int:
        """The points of the group's items together."""
        return group.value().points


@admin.register(RubricGrade)
class RubricGradeAdmin(admin.ModelAdmin[RubricGrade]):
    """The grades and what they allow."""

    list_display = ("name", "minimum", "outcome")


@admin.register(LibraryIndicator)
class LibraryIndicatorAdmin(admin.ModelAdmin[LibraryIndicator]):
    """The indicator library, to search and to extend."""

    list_display = ("name", "level1", "level2", "example_target", "industry", "state", "used_count")
    list_filter = ("state", "level1", "level2", "industry")
    readonly_fields = ("state",)  # decided on the pages of the library, on the record
    search_fields = ("name", "explanation", "keywords", "industry")
    list_per_page = 50
