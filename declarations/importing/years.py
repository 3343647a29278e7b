"""The declaration year that forms are brought into."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from declarations.models import DeclarationYear
from indicators.models import TemplateRecord

YEARS = range(2000, 2101)


def year_for(year: int, template: TemplateRecord) -> DeclarationYear:
    """The declaration year; one that is not there yet is made as a past round on that template."""
    existing = DeclarationYear.objects.filter(year=year).first()
    if existing is not None:
        return existing
    zone = timezone.get_default_timezone()
    return DeclarationYear.objects.create(
        year=year,
        template=template,
        opens_at=datetime(year - 1, 9, 1, tzinfo=zone),
        closes_at=datetime(year - 1, 12, 31, 18, tzinfo=zone),
    )
