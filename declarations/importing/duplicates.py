"""Forms of one import that name the same declaration: shown, and never decided by guessing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db.models import Count

from declarations.models import ImportBatch, ImportedForm
from declarations.models.imports import Result

_OPEN = (Result.NEW, Result.CHANGED, Result.SAME)
SAME_CODE = "本批有 {count} 份表印着同一个编码，内容不同，最多导入一份：{others}。请勾选要导入的一份。"
SAME_NAME = "本批有 {count} 份同单位、同名而没有编码的表，内容不同：{others}。是不同的项目就都勾选，否则只勾一份。"
REPEATED = "与本批另一份完全相同（{first}），只导入一份。"


def mark_duplicates(batch: ImportBatch) -> None:
    """Mark what the import holds twice. Of forms that say the same the first is kept, the others are not taken."""
    open_forms = batch.forms.filter(result__in=_OPEN)
    twice = open_forms.values("identity").annotate(times=Count("pk")).filter(times__gt=1).values("identity")
    found = open_forms.filter(identity__in=list(twice.values_list("identity", flat=True)))
    ordered = found.select_related("file").order_by("identity", "pk")
    for _, group in groupby(ordered.iterator(chunk_size=500), key=lambda form: form.identity):
        _mark(list(group))


def _mark(forms: Sequence[ImportedForm]) -> None:
    distinct: list[ImportedForm] = []
    contents: dict[object, ImportedForm] = {}
    for form in forms:
        first = contents.setdefault(form.content, form)
        if first is form:
            distinct.append(form)
        else:
            _set(form, taken=False, result=Result.SAME, reason=REPEATED.format(first=_where(first)))
    if len(distinct) < 2:
        return
    sentence = SAME_CODE if forms[0].code else SAME_NAME
    for form in distinct:
        if form.result == Result.SAME or form.duplicate:
            continue
        others = "、".join(_where(other) for other in distinct if other is not form)
        _set(form, taken=False, reason=sentence.format(count=len(distinct), others=others))


def _where(form: ImportedForm) -> str:
    return f"{form.file.name} {form.place}"


def _set(form: ImportedForm, **columns: object) -> None:
    ImportedForm.objects.filter(pk=form.pk).update(duplicate=True, **columns)
