"""The declaration year as pages show it: which are open, how long still."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from declarations.actions.door import check_open
from declarations.errors import YearNotOpen
from declarations.models import DeclarationYear


def open_years(unit_ids: Iterable[int]) -> list[DeclarationYear]:
    """The years in which one of these units may start a declaration now, the latest first."""
    years = DeclarationYear.objects.filter(opens_at__lte=timezone.now()).select_related("template")[:3]
    return [year for year in years if any(_takes(year, unit_id) for unit_id in unit_ids)]


def _takes(year: DeclarationYear, unit_id: int) -> bool:
    try:
        check_open(year, unit_id, timezone.now())
    except YearNotOpen:
        return False
    return True


def current_year() -> DeclarationYear | None:
    """The latest year that has opened, else the next one to come."""
    opened = DeclarationYear.objects.filter(opens_at__lte=timezone.now()).first()
    return opened or DeclarationYear.objects.order_by("year").first()
