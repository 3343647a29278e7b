"""What somebody chooses before downloading a blank workbook: year, unit, layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from declarations.models import DeclarationYear
from declarations.stamps import Layout
from perfgoals.accounts.models import Unit

LAYOUTS = (
    (Layout.FLAT.value, "平面表：一行一个指标，一个文件可以写多份申报"),
    (Layout.PAPER.value, "正式版式：与印刷的申报表相同，一个文件写一份申报"),
)


class BlankWorkbookForm(forms.Form):
    """Only the person's own units are offered; `any_unit` also a workbook for no unit in particular."""

    year = forms.ModelChoiceField(
        label="年度",
        queryset=DeclarationYear.objects.select_related("template"),
        to_field_name="year",
        empty_label=None,
        error_messages={"required": "请选择年度。", "invalid_choice": "没有这个年度，请从列表里选择。"},
    )
    unit = forms.ModelChoiceField(
        label="申请单位",
        queryset=Unit.objects.none(),
        required=False,
        help_text="单位名称会先填好，也是导入时核对的依据。",
        error_messages={"required": "请选择申请单位。", "invalid_choice": "不能为这个单位下载，请从列表里选择。"},
    )
    layout = forms.ChoiceField(
        label="版式",
        choices=LAYOUTS,
        initial=Layout.FLAT.value,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择版式。", "invalid_choice": "没有这种版式，请从列表里选择。"},
    )

    def __init__(
        self, params: QueryDict, *, years: Sequence[DeclarationYear], units: Sequence[Unit], any_unit: bool
    ) -> None:
        wanted = params.get("year") or (years[0].year if years else None)
        data = params if "layout" in params else None  # before that nothing has been chosen
        super().__init__(data, initial={"year": wanted, "unit": None if any_unit or not units else units[0].pk})
        self.fields["year"].widget.choices = [
            (each.year, f"{each.year} 年度 · {each.template.title}") for each in years
        ]
        unit: Any = self.fields["unit"]
        unit.queryset = Unit.objects.filter(pk__in=[each.pk for each in units])
        unit.required = not any_unit
        nobody = [("", "不指定单位")] if any_unit else []
        unit.widget.choices = [*nobody, *((each.pk, each.name) for each in units)]
        for name in ("year", "unit"):
            self.fields[name].widget.attrs["class"] = "field"
