"""The filter bar above a list of declarations; what it says stands in the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from declarations.amounts import UnreadableError, amount_text, parse_amount
from declarations.forms.parsing import clean_line
from declarations.models import Declaration
from declarations.numbers import TOO_LARGE_TO_LIST
from declarations.workflow import IN_REVIEW, Status
from indicators.template import AmountUnit

Rows = QuerySet[Declaration]
Choices = Sequence[tuple[Any, str]]
REVIEWING = "reviewing"
STATES: Choices = [*Status.choices, (REVIEWING, "审核中（部门和财政）")]
FINDINGS: Choices = [("errors", "有错误"), ("warnings", "有提醒"), ("none", "没有错误和提醒")]
_BY_FINDINGS = {
    "errors": Q(error_count__gt=0),
    "warnings": Q(warning_count__gt=0),
    "none": Q(error_count=0, warning_count=0),
}


class AmountField(forms.CharField):
    """An amount in yuan, read as leniently as in the form."""

    def clean(self, value: Any) -> Decimal | None:
        try:
            amount = parse_amount(str(value or ""), AmountUnit.YUAN)
        except UnreadableError as error:
            raise ValidationError(str(error)) from error
        if amount is not None and abs(amount) >= TOO_LARGE_TO_LIST:
            raise ValidationError("金额太大，请核对。")
        return amount


class AmountFilter(django_filters.Filter):  # type: ignore[misc]  # the package has no types
    """Rows by amount."""

    field_class = AmountField


class DeclarationFilter(django_filters.FilterSet):  # type: ignore[misc]  # the package has no types
    """Year, unit, state, type, amount, findings, and words of the name or code. What is unreadable does not filter."""

    year = django_filters.ChoiceFilter(label="年度", field_name="year__year", empty_label="全部年度")
    unit = django_filters.ChoiceFilter(label="单位", method="of_unit", empty_label="全部单位")
    state = django_filters.ChoiceFilter(label="状态", method="in_state", choices=STATES, empty_label="全部状态")
    type = django_filters.ChoiceFilter(label="项目类型", field_name="project_type", empty_label="全部类型")
    findings = django_filters.ChoiceFilter(label="提示", method="with_findings", choices=FINDINGS, empty_label="不限")
    amount_from = AmountFilter(label="最低金额", field_name="year_amount", lookup_expr="gte")
    amount_to = AmountFilter(label="最高金额", field_name="year_amount", lookup_expr="lte")
    q = django_filters.CharFilter(label="项目名称或编码", method="named")

    def __init__(self, data: QueryDict, rows: Rows, *, years: Choices, units: Choices, types: Choices) -> None:
        super().__init__(data, rows)
        for name, choices in (("year", years), ("unit", units), ("type", types)):
            self.filters[name].extra["choices"] = choices

    def filter_queryset(self, queryset: Rows) -> Rows:
        """What passes every filter; discarded drafts are found only by their state."""
        rows: Rows = super().filter_queryset(queryset)
        wanted = self.form.cleaned_data.get("state") == Status.DISCARDED
        return rows if wanted else rows.exclude(status=Status.DISCARDED)

    def of_unit(self, rows: Rows, name: str, value: str) -> Rows:
        """Those of a unit; of a department also what its subordinate units ask for."""
        return rows.filter(Q(unit_id=value) | Q(department_id=value))

    def in_state(self, rows: Rows, name: str, value: str) -> Rows:
        """Those in a state, or in either review."""
        return rows.filter(status__in=IN_REVIEW if value == REVIEWING else [value])

    def with_findings(self, rows: Rows, name: str, value: str) -> Rows:
        """Those with errors, with warnings, or with neither."""
        return rows.filter(_BY_FINDINGS[value])

    def named(self, rows: Rows, name: str, value: str) -> Rows:
        """Those whose name or code contains every word."""
        for word in clean_line(value).split():
            rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word))
        return rows

    def applied(self) -> Iterator[tuple[str, str]]:
        """(parameter, words) of every filter that is in force."""
        for name, value in self.form.cleaned_data.items():
            if value not in (None, ""):
                yield name, self._words(name, value)

    def _words(self, name: str, value: Any) -> str:
        if name in {"amount_from", "amount_to"}:
            return f"金额不{'低' if name == 'amount_from' else '高'}于 {amount_text(value)} 元"
        if name == "q":
            return f"“{value}”"
        shown = dict(self.form.fields[name].choices).get(value) or dict(self.filters[name].extra["choices"]).get(
            value, value
        )
        return f"{shown}" if name != "findings" else f"提示：{shown}"
