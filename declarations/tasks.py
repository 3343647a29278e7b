"""Work that no page should wait for, done by the background worker."""

from django_tasks import task

from declarations.actions import recount
from declarations.models import Declaration


@task()
def recount_year(year: int) -> int:
    """Renew the counts of findings of one year's declarations; returns how many changed.

    Enqueued when an administrator changes what findings depend on: ceilings, the year, templates, units.
    """
    chosen = Declaration.objects.of_year(year).with_content().order_by("pk")
    return sum(recount(declaration) for declaration in chosen.iterator(chunk_size=100))
