"""Work that no page should wait for, done by the background worker."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks_db.models import DBTaskResult

from declarations.actions import recount
from declarations.checking import rule_settings
from declarations.importflow import AT_WORK
from declarations.importing import cleaning
from declarations.importing.job import run
from declarations.models import Declaration, ImportBatch
from declarations.workflow import FINAL

_ASKING = "?"  # in place of the key of a task that is being asked for


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


@task()
def run_import(batch_id: int) -> str:
    """Take an import through its stages until it waits for a person; returns the state it then has."""
    return run(batch_id)


@task()
def clean_imports() -> int:
    """Remove what abandoned imports have left (importing/cleaning.py); returns how many were cleaned."""
    return cleaning.clean().batches


def clean_daily() -> bool:
    """Have that done once a day; a living worker calls this now and then."""
    lately = timezone.now() - timedelta(days=1)
    if DBTaskResult.objects.filter(task_path=clean_imports.module_path, enqueued_at__gte=lately).exists():
        return False
    clean_imports.enqueue()
    return True


def wake(batch: ImportBatch) -> bool:
    """Ask for a worker when an import has something to do and nobody is at it; returns whether it did."""
    if not batch.is_at_work or batch.is_leased(timezone.now()) or _is_queued(batch.task_id):
        return False
    if ImportBatch.objects.filter(pk=batch.pk, task_id=batch.task_id).update(task_id=_ASKING) != 1:
        return False  # somebody else wakes it in this moment
    result = run_import.enqueue(batch.pk)
    ImportBatch.objects.filter(pk=batch.pk, task_id=_ASKING).update(task_id=str(result.id))
    return True


def _is_queued(task_id: str) -> bool:
    """Whether the task that was asked for last still waits for its turn."""
    if not task_id or task_id == _ASKING:
        return False
    try:
        return run_import.get_result(task_id).status == TaskResultStatus.READY
    except (TaskResultDoesNotExist, NotImplementedError):
        return False


def wake_abandoned() -> int:
    """Wake every import whose worker has died; a living worker calls this now and then. Returns how many."""
    return sum(wake(batch) for batch in ImportBatch.objects.filter(state__in=AT_WORK))
