"""Many rows at once say the same as rows written one by one, whatever stands in their texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from declarations.aligning import continued
from declarations.blank import with_keys
from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.models import Declaration, ImportBatch, ImportedForm, ImportFile, IndicatorRow, Project
from declarations.models.bulk import insert, insert_values, reserve, update
from declarations.models.imports import packed, unpacked
from declarations.models.lines import row_values
from declarations.workflow import Status
from tests.factories import District, declared

NASTY = ("\\N", "a\tb", "a\nb\r\nc", "\\\\t", "“引号”'\"", "\\.", "", " 空 ", "%s %(x)s", "🀄", "{}")


@pytest.mark.parametrize("text", NASTY)
def test_texts_of_every_kind_come_back_as_they_went_in(place: District, text: str) -> None:
    with transaction.atomic():
        (key,) = reserve(Project, 1)
        insert([Project(pk=key, name=text, unit=place.unit)])
    assert Project.objects.get(pk=key).name == text


def test_every_type_of_column_comes_back(place: District) -> None:
    batch = ImportBatch.objects.create(file_name="a", year=2026)
    file = ImportFile.objects.create(batch=batch, position=1, name="a", digest="0", size=1)
    value: dict[str, Any] = {"a": ["\\", "\t\n", None, 1.5], "b": {"中": "“文”"}}
    insert(
        [
            ImportedForm(
                batch=batch,
                file=file,
                position=number,
                data=packed(value),
                changes=[value],
                year_amount=Decimal("12.30") if number else None,
                taken=bool(number),
                unit=place.unit if number else None,
            )
            for number in (0, 1)
        ]
    )
    none, full = batch.forms.order_by("position")
    assert (unpacked(full.data), full.changes, full.year_amount, full.taken) == (value, [value], Decimal("12.30"), True)
    assert (none.year_amount, none.taken, none.unit, full.unit) == (None, False, None, place.unit)


def test_rows_without_instances_are_those_of_the_content(place: District) -> None:
    declaration = declared(place, Status.DRAFT)
    IndicatorRow.objects.filter(declaration=declaration).delete()
    content = with_keys(
        DeclarationContent(
            indicators=tuple(Indicator(name=text, target=text, weight=Decimal("1E+1")) for text in NASTY),
            budget_lines=(BudgetLine("项", Decimal("0.333333"), "个", Decimal("1000000000.000001"), None),),
            plan=(PlanYear(2027, Decimal("5.10")),),
        )
    )
    for kind, fields, values in row_values([declaration.pk], [content]):
        insert_values(kind, fields, values)
    stored = Declaration.objects.with_content().get(pk=declaration.pk).content
    assert (stored.indicators, stored.budget_lines, stored.plan) == (
        content.indicators,
        content.budget_lines,
        content.plan,
    )


def test_many_are_swapped_only_where_their_version_is_the_one_seen(place: District) -> None:
    first, second = declared(place, Status.DRAFT), declared(place, Status.DRAFT, name="另一份")
    seen = {first.pk: first.version, second.pk: second.version - 1}
    for one in (first, second):
        one.name, one.extra, one.updated_at = "改\t了\\", {"k": "\\n"}, timezone.now()
    assert update([first, second], ("name", "extra", "updated_at"), seen=seen) == 1
    assert [Declaration.objects.get(pk=one.pk).name for one in (first, second)] == ["改\t了\\", "另一份"]
    assert Declaration.objects.get(pk=first.pk).extra == {"k": "\\n"}


def test_keys_that_were_reserved_are_nobody_else_s(place: District) -> None:
    with transaction.atomic():
        keys = reserve(Project, 3)
        insert([Project(pk=key, name="", unit=place.unit) for key in keys])
        assert len(set(keys)) == 3
        assert Project.objects.create(name="", unit=place.unit).pk not in keys


def rows(*given: tuple[str, str, str]) -> DeclarationContent:
    return DeclarationContent(indicators=tuple(Indicator("产出", "数量", name=n, target=t, key=k) for n, t, k in given))


def test_a_row_continues_the_one_that_says_the_same_then_the_one_of_its_name_then_what_is_left() -> None:
    stored = rows(("甲", "1", "a"), ("乙", "2", "b"), ("丙", "3", "c"))
    read = rows(("丙", "3", "x"), ("甲", "9", "y"), ("新", "5", "z"), ("又新", "6", "w"))
    assert [row.key for row in continued(stored, read).indicators] == ["c", "a", "b", "w"]


def test_no_key_is_given_twice() -> None:
    stored = rows(("甲", "1", "a"), ("甲", "1", "b"))
    read = rows(("甲", "1", "b"), ("甲", "1", ""), ("甲", "1", "a"))
    keys = [row.key for row in continued(stored, read).indicators]
    assert sorted(key for key in keys if key) == ["a", "b"]
