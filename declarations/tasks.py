"""Work that no page should wait for, done by the background worker."""

from django_tasks import task

from declarations.actions import recount
from declarations.checking import rule_settings
from declarations.models import Declaration
from declarations.workflow import FINAL


@task()
def recount_year(year: int) -> int:
    """Renew the counts of findings of one year's declarations; returns how many changed.

    Enqueued when an administrator changes what findings depend on: ceilings, the year, templates, units.
    """
    chosen = Declaration.objects.of_year(year).with_content().order_by("pk")
    settings = rule_settings()
    return sum(recount(declaration, settings) for declaration in chosen.iterator(chunk_size=100))


@task()
def recount_open() -> int:
    """Renew the counts of every declaration that is not decided yet; enqueued when an administrator sets a rule."""
    chosen = Declaration.objects.exclude(status__in=FINAL).with_content().order_by("pk")
    settings = rule_settings()
    return sum(recount(declaration, settings) for declaration in chosen.iterator(chunk_size=100))
