"""A draft may say any number that can be typed; its page, PDF and workbook are there all the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations import actions
from declarations.blank import with_keys
from declarations.content import BudgetLine, DeclarationContent, PlanYear
from declarations.models import Declaration
from declarations.views.exporting import print_info
from declarations.writing.pdf import declaration_html
from declarations.writing.workbook import declaration_workbook
from indicators.template import AmountUnit, FormTemplate
from tests.factories import District, actor, complete, stored
from tests.writing.factories import INFO, LEDGER_FORM, PROJECT_FORM


def micro(number: int) -> Decimal:
    return Decimal(f"{number}E-6")


# As large and as fine as the cells of the form take them.
LARGEST, FINEST = Decimal("999999999999999999.999999"), Decimal("0.000001")
EXTREMES = (LARGEST, -LARGEST, Decimal("999999999999999999"), FINEST, -FINEST, Decimal(0), Decimal("1E+17"))
numbers = st.none() | st.sampled_from(EXTREMES) | st.integers(-(10**24), 10**24).map(micro)
shares = st.none() | st.sampled_from([Decimal("999999.999999"), Decimal(-999999), FINEST, Decimal(0)])
lines = st.builds(BudgetLine, item=st.just("物业"), quantity=numbers, price=numbers, share=shares)
years = st.builds(PlanYear, year=st.sampled_from([-99999, 0, 2027, 99999]), amount=numbers)
absurd_contents = st.builds(
    DeclarationContent,
    name=st.just("公共文化场馆开放"),
    total_amount=numbers,
    year_amount=numbers,
    fixed_asset_amount=numbers,
    budget_lines=st.lists(lines, max_size=3).map(tuple),
    plan=st.lists(years, max_size=3).map(tuple),
)
ABSURD = BudgetLine("物业", Decimal("999999999999999999"), "月", Decimal("-999999999999999999"), Decimal(999999))


def saved(place: District, draft: Declaration, content: DeclarationContent) -> Declaration:
    actions.save(actor(place.declarant), draft.pk, with_keys(content), seen=draft.version)
    return stored(draft)


@pytest.mark.parametrize("kind", ["detail", "edit", "submit", "pdf", "xlsx"])
def test_an_absurd_row_stands_in_no_page_s_way(client: Client, place: District, kind: str) -> None:
    draft = complete(place)
    draft = saved(place, draft, replace(draft.content, budget_lines=(ABSURD,)))
    client.force_login(place.declarant)
    assert client.get(reverse(f"declaration-{kind}", args=[draft.pk])).status_code == 200


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=absurd_contents)
def test_no_amount_keeps_the_pages_from_being_shown(
    client: Client, place: District, content: DeclarationContent
) -> None:
    draft = Declaration.objects.first() or complete(place)
    draft = saved(place, draft, replace(content, indicators=stored(draft).content.indicators))
    client.force_login(place.declarant)
    for page in ("detail", "edit", "submit", "xlsx"):
        assert client.get(reverse(f"declaration-{page}", args=[draft.pk])).status_code == 200
    assert declaration_html(draft.content, draft.template.value(), print_info(draft))


@settings(max_examples=50)
@given(content=absurd_contents, form=st.sampled_from([PROJECT_FORM, LEDGER_FORM]))
def test_whatever_the_amounts_every_document_is_written(content: DeclarationContent, form: FormTemplate) -> None:
    assert declaration_html(content, form, INFO)
    assert declaration_workbook(content, form, INFO).startswith(b"PK")


@given(yuan=st.integers(-(10**70), 10**70).map(micro), unit=st.sampled_from(AmountUnit))
def test_what_is_printed_is_the_amount_to_the_last_digit(yuan: Decimal, unit: AmountUnit) -> None:
    printed = Decimal(unit.format(yuan).replace(",", ""))
    with localcontext(prec=100):
        assert printed * unit.factor == yuan
