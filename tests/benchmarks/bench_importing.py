"""A thousand forms of one flat workbook, upload to committed, against django-import-export: same rows, same models.

    make bench                                       (SQLite)
    bin/postgres-for-tests .venv/bin/pytest tests/benchmarks/bench_importing.py --override-ini=addopts= -m benchmark -s

Ratios within one run hold on a busy machine too; the seconds beside them do not.
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import tablib
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from declarations.importflow import BatchState
from declarations.importing import deciding, job
from declarations.models import (
    BatchRecord,
    BudgetRow,
    Declaration,
    DeclarationYear,
    Event,
    ImportBatch,
    IndicatorRow,
    PlanRow,
    Project,
    Snapshot,
)
from declarations.workflow import Status
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Unit
from tests.factories import District, actor, district
from tests.importing.conftest import upload
from tests.importing.workbooks import DEPARTMENT, HEAD, UNIT, flat_workbook

FORMS = 1_000
TIMES = 7
MANY = 10_000
YEAR = 2026


@pytest.fixture
def place(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[District]:
    """The district of the workbooks. Tasks wait in the database as in production; nobody works on them meanwhile."""
    for module in ("uploading", "deciding"):
        monkeypatch.setattr(f"declarations.importing.{module}.wake", lambda batch: False)
    found = district()
    for unit, name in ((found.unit, UNIT), (found.department, DEPARTMENT)):
        unit.name = name
        unit.save()
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        yield found


def say(words: str) -> None:
    sys.stdout.write(f"\n[{connection.vendor}] {words}")


@contextmanager
def timed(into: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    into[name] = into.get(name, 0.0) + time.perf_counter() - started


def ours(place: District, data: bytes, seconds: dict[str, float]) -> ImportBatch:
    """Upload, reading, checking, confirmation, writing, each timed."""
    with timed(seconds, "upload"):
        batch = upload(place, {"flat.xlsx": data}, year=YEAR)
    with timed(seconds, "read and check"):
        job.run(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.taken_new) == (BatchState.READY, batch.form_count)
    with timed(seconds, "commit"):
        deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version)
        job.run(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    return batch


class RowResource(resources.ModelResource):  # type: ignore[misc]  # the package has no types
    """What one would write with django-import-export: a row an indicator, its declaration found or made by code."""

    declaration = fields.Field("declaration", "项目编码", ForeignKeyWidget(Declaration, "code"))
    level1 = fields.Field("level1", "一级指标")
    level2 = fields.Field("level2", "二级指标")
    name = fields.Field("name", "三级指标")
    target = fields.Field("target", "目标值")
    explanation = fields.Field("explanation", "指标解释")
    key = fields.Field("key", "key")
    position = fields.Field("position", "position")

    class Meta:
        model = IndicatorRow
        import_id_fields = ("declaration", "key")
        fields = ("declaration", "level1", "level2", "name", "target", "explanation", "key", "position")

    def __init__(self, year: DeclarationYear, unit: Unit, template: TemplateRecord) -> None:
        super().__init__()
        self.known: set[str] = set()
        self.defaults = {"unit": unit, "department": unit, "template": template, "updated_at": timezone.now()}
        self.year = year

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Make the declaration of a form when its first row comes."""
        code = row["项目编码"]
        if code in self.known:
            return
        said = {"name": row["项目名称"], "policy_basis": row["政策依据"], "calculation_basis": row["测算依据"]}
        said |= {"annual_goal": row["年度目标"], "applicant_unit": row["申请单位"], "status": Status.APPROVED}
        Declaration.objects.get_or_create(year=self.year, code=code, defaults=self.defaults | said)
        self.known.add(code)


def theirs(place: District, data: bytes) -> None:
    """Read the workbook, preview (a dry run with differences) and import, as its admin pages do."""
    sheet = openpyxl.load_workbook(BytesIO(data), read_only=True).worksheets[0]
    dataset = tablib.Dataset(headers=[*HEAD, "key", "position"])
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True)):
        dataset.append([*row, f"k{number}", number % 15])
    for dry_run in (True, False):
        year = DeclarationYear.objects.get(year=YEAR)
        result = RowResource(year, place.unit, place.template).import_data(dataset, dry_run=dry_run)
        assert not result.has_errors(), result.row_errors()[:1]


def emptied() -> None:
    with connection.cursor() as cursor:
        for model in (IndicatorRow, Event, Snapshot, Declaration, Project):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608


def test_upload_to_committed_against_django_import_export(place: District) -> None:
    data = flat_workbook(FORMS)
    seconds: dict[str, float] = {}
    ours(place, data, seconds)
    assert (Declaration.objects.count(), IndicatorRow.objects.count()) == (FORMS, FORMS * 15)
    ImportBatch.objects.all().delete()
    emptied()
    with timed(seconds, "theirs"):
        theirs(place, data)
    assert (Declaration.objects.count(), IndicatorRow.objects.count()) == (FORMS, FORMS * 15)
    whole = seconds["upload"] + seconds["read and check"] + seconds["commit"]
    parts = ", ".join(f"{name} {took:.2f} s" for name, took in seconds.items())
    say(f"{FORMS} forms: {parts}; django-import-export takes {seconds['theirs'] / whole:.1f} times as long\n")


def written_models() -> tuple[Any, ...]:
    """Every model of which a commit makes rows: what is brought in, its history, the record, the tasks that wait."""
    return (Project, Declaration, IndicatorRow, BudgetRow, PlanRow, Event, Snapshot, BatchRecord, DBTaskResult)


def unwritten(batch: ImportBatch) -> None:
    """As before the confirmation, so that the same can be written again."""
    batch.forms.update(declaration=None, outcome="", written_version=None, history_head="")
    emptied()
    BatchRecord.objects.all().delete()
    DBTaskResult.objects.all().delete()
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.READY, created_count=0, finished_at=None)
    batch.refresh_from_db()


def committed(place: District, batch: ImportBatch) -> None:
    deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version)
    assert job.run(batch.pk) == BatchState.DONE


@dataclass
class Spent:
    """The least seconds of several runs, by the clock and of this process alone."""

    clock: float = 1e9
    own: float = 1e9

    @contextmanager
    def once(self) -> Iterator[None]:
        gc.collect()
        clock, own = time.perf_counter(), time.process_time()
        yield
        self.clock = min(self.clock, time.perf_counter() - clock)
        self.own = min(self.own, time.process_time() - own)


def test_the_commit_step_against_a_plain_bulk_create_of_the_same_rows(place: District) -> None:
    """One after the other some times, the least of each: what else runs on the machine only ever adds."""
    batch = upload(place, {"flat.xlsx": flat_workbook(FORMS)}, year=YEAR)
    job.run(batch.pk)
    commit, plain = Spent(), Spent()
    for _ in range(TIMES):
        unwritten(batch)
        with commit.once():
            committed(place, batch)
        written = {model: list(model.objects.all()) for model in written_models()}
        unwritten(batch)
        with plain.once(), transaction.atomic():
            for model, objects in written.items():
                model.objects.bulk_create(objects)
    rows = ", ".join(f"{len(objects)} {model.__name__}" for model, objects in written.items() if objects)
    say(
        f"commit {commit.clock:.2f} s, plain bulk_create of {rows} {plain.clock:.2f} s, ratio "
        f"{commit.clock / plain.clock:.2f}; processor time of this process {commit.own:.2f} s and {plain.own:.2f} s, "
        f"ratio {commit.own / plain.own:.2f}\n"
    )


MEMORY = """
import resource, sys, django
django.setup()
from declarations.importing import job
print(job.run(int(sys.argv[1])))
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    used = resource.getrusage(who)
    print(used.ru_maxrss // 1024, round(used.ru_utime + used.ru_stime, 1))
"""


def run_apart(batch: ImportBatch) -> list[str]:
    """Work on the import in a process of its own: the state; its most memory in MB and processor seconds; the same of
    its children.
    """
    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor != "sqlite":
        url = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    env = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "perfgoals.settings", "DATA_DIR": str(settings.DATA_DIR)}
    command = [sys.executable, "-c", MEMORY, str(batch.pk)]
    run = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, check=True)  # noqa: S603
    return run.stdout.decode().split()


def quickest(calls: dict[Any, Callable[[], object]], times: int = 9) -> dict[Any, float]:
    """The least seconds of each, asked in turns: what else runs on the machine only ever adds."""
    took = dict.fromkeys(calls, 1e9)
    for _ in range(times):
        for name, call in calls.items():
            started = time.perf_counter()
            call()
            took[name] = min(took[name], time.perf_counter() - started)
    return took


def test_ten_thousand_forms_in_little_memory_and_a_page_as_quick_as_a_small_one(place: District) -> None:
    small, large = upload(place, {"s.xlsx": flat_workbook(30, first=60_000)}), None
    job.run(small.pk)
    large = upload(place, {"l.xlsx": flat_workbook(MANY)}, year=YEAR)
    started = time.perf_counter()
    state, own, busy, children, opening = run_apart(large)
    assert state == BatchState.READY
    read = time.perf_counter() - started
    client = Client()
    client.force_login(place.administrator)
    pages = quickest({one: partial(client.get, one.get_absolute_url()) for one in (small, large)})
    large.refresh_from_db()
    deciding.confirm(actor(place.administrator), large, seen=large.choices_version)
    started = time.perf_counter()
    state, own_writing, busy_writing, *_ = run_apart(large)
    assert state == BatchState.DONE
    assert (Declaration.objects.count(), IndicatorRow.objects.count()) == (MANY, MANY * 15)
    say(
        f"{MANY} forms: read and check {read:.1f} s (of the processor {busy} s, beside them {opening} s opening the "
        f"file), commit {time.perf_counter() - started:.1f} s ({busy_writing} s); most memory: "
        f"{own} MB reading, {children} MB opening the file, {own_writing} MB writing, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB here; page of the preview "
        f"{pages[small] * 1000:.0f} ms for 30 forms, {pages[large] * 1000:.0f} ms for {MANY}, "
        f"ratio {pages[large] / pages[small]:.2f}\n"
    )
