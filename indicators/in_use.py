"""What a template in use keeps: declarations are shown and printed with it, so whatever is printed must stay.

Spellings, help texts, choices and limits may change: they say how a form is read and checked, not what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.db import models
from django.forms import ModelForm

from indicators.models import CategoryRecord, TemplateColumnRecord, TemplateFieldRecord, TemplateRecord

IN_USE = (
    "已有申报使用这张表样：页面和 PDF 按它显示，印出来的内容（标题、金额单位、字段、列、类别的名称和先后）不能增加、"
    "删除或改名；说明、选项、字数上限和其他写法仍可修改。要改表样，请用“保存为新的”另存一张，在新的年度使用。"
)
KEPT = "已有申报使用这张表样，这一项不能改；请用“保存为新的”另存一张再改。"
STILL_NEEDED = "已有申报可能按这些写法归类，不能去掉：{}。请加回来，或用“保存为新的”另存一张。"
PRINTED: Mapping[type[models.Model], frozenset[str]] = MappingProxyType(
    {
        TemplateRecord: frozenset(
            {"code", "title", "amount_unit", "has_weights", "has_budget_lines", "has_yearly_plan"}
        ),
        TemplateFieldRecord: frozenset({"key", "label", "printed_label", "row", "order"}),
        TemplateColumnRecord: frozenset({"key", "label", "width", "order"}),
        CategoryRecord: frozenset({"level1", "level2", "required", "order"}),
    }
)
# The spellings by which the rows of a declaration find their category: there may be more, not fewer.
FILED_BY: Mapping[type[models.Model], tuple[str, ...]] = MappingProxyType(
    {CategoryRecord: ("spellings", "level1_spellings")}
)

Form = ModelForm[Any]


def refuse_changes(form: Form) -> None:
    """Put a sentence at every field of a stored row that would change what is printed."""
    model = type(form.instance)
    for name in form.changed_data:
        if name in PRINTED[model]:
            form.add_error(name, KEPT)
        elif name in FILED_BY.get(model, ()):
            gone = [text for text in form.initial[name] if text not in form.cleaned_data[name]]
            if gone:
                form.add_error(name, STILL_NEEDED.format("、".join(gone)))


def row_changes(deleted: Iterable[Form], added: Iterable[Form]) -> list[str]:
    """What is wrong with taking these rows away and adding those, a sentence each."""
    gone = [str(form.instance) for form in deleted if form.instance.pk]
    new = [str(form.instance) for form in added]
    sentences = [f"不能删除：{'、'.join(gone)}。"] * bool(gone) + [f"不能增加：{'、'.join(new)}。"] * bool(new)
    return [*sentences, IN_USE] if sentences else []
