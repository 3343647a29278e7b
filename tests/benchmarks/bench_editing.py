"""How long the server takes for the form page with 50 indicators and for the save of one field.

    python tests/benchmarks/bench_editing.py [rounds]

Both against bare Django views behind the same middleware that read and write the same rows: the bare page prints every
stored text into an input of a plain template, the bare save changes one cell, counts the version on and inserts one
event. Ours and the bare one take turns in one process, so the ratio holds on a busy machine too.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import include, path
from django.utils import timezone

ROUNDS = 40
INDICATORS = 50
PAGE = (
    "<!doctype html><form>"
    "{% for name, text in head %}<input name='{{ name }}' value='{{ text }}'>{% endfor %}"
    "{% for row in rows %}<input name='n{{ row.key }}' value='{{ row.name }}'><input value='{{ row.target }}'>"
    "<textarea>{{ row.explanation }}</textarea>{% endfor %}"
    "{% for row in lines %}<input value='{{ row.item }}'>{% endfor %}"
    "{% for row in plan %}<input value='{{ row.amount }}'>{% endfor %}</form>"
)
HEAD = "name project_type allocation_method policy_basis calculation_basis annual_goal long_term_goal".split()


@cache
def _page() -> Template:
    return Template(PAGE)


def bare_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows in a plain form: no rules, no layout, no rights beyond being signed in."""
    from declarations.models import Declaration  # noqa: PLC0415 - Django is set up by then

    declaration = Declaration.objects.select_related("unit", "department", "year", "template").get(pk=pk)
    context = {
        "head": [(name, getattr(declaration, name)) for name in HEAD],
        "rows": declaration.indicator_rows.all(),
        "lines": declaration.budget_rows.all(),
        "plan": declaration.plan_rows.all(),
        "events": list(declaration.events.order_by("-number")[:40]),
    }
    return HttpResponse(_page().render(Context(context)))


def bare_save(request: HttpRequest, pk: int) -> HttpResponse:
    """One cell stored, one event inserted, the version counted on."""
    from declarations.models import Declaration, Event  # noqa: PLC0415

    with transaction.atomic():
        declaration = Declaration.objects.get(pk=pk)
        for part in (declaration.budget_rows, declaration.plan_rows):
            list(part.all())
        row = next(iter(declaration.indicator_rows.all()))
        old, row.target = row.target, request.POST["target"]
        row.save(update_fields=["target"])
        count = declaration.event_count + 1
        Event.objects.create(
            declaration=declaration,
            number=count,
            version=declaration.version + 1,
            at=timezone.now(),
            actor_name="甲",
            action="save",
            field="target",
            old=old,
            new=row.target,
            previous_hash=f"bare{count}",
            hash=f"bare{count + 1}",
        )
        Declaration.objects.filter(pk=pk, version=declaration.version).update(
            version=declaration.version + 1, event_count=count, updated_at=timezone.now()
        )
    return HttpResponse(status=204)


urlpatterns = [
    path("bare/<int:pk>/", bare_page),
    path("bare/<int:pk>/save/", bare_save),
    path("", include("perfgoals.urls")),
]


def timed(call: Callable[[], Any]) -> float:
    """Seconds that the call took."""
    started = time.perf_counter()
    response = call()
    assert response.status_code in {200, 204}, response
    return time.perf_counter() - started


def with_fifty(place: Any, name: str) -> Any:
    """A complete declaration that has grown to 50 indicators."""
    from declarations import actions  # noqa: PLC0415
    from declarations.blank import with_keys  # noqa: PLC0415
    from tests.factories import actor, complete, stored  # noqa: PLC0415

    declaration = complete(place, name=name)
    first, *others = declaration.content.indicators
    more = [replace(first, name=f"第{number}项服务次数", key="") for number in range(INDICATORS - 1 - len(others))]
    content = with_keys(replace(declaration.content, indicators=(first, *more, *others)))
    actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    return stored(declaration)


def measure(rounds: int) -> dict[str, list[float]]:
    """The seconds of every round, by what was measured."""
    from tests.factories import district, stored  # noqa: PLC0415

    place = district()
    ours, bare = with_fifty(place, "本系统"), with_fifty(place, "对照")
    client = Client()
    client.force_login(place.declarant)
    key = ours.content.indicators[0].key
    seconds: dict[str, list[float]] = {"page": [], "bare page": [], "save": [], "bare save": []}
    for number in range(rounds + 2):  # two to warm up
        version = stored(ours).version
        data = {"version": version, f"ind-{key}-target": f"≥{number + 100}场"}
        calls: dict[str, Callable[[], Any]] = {
            "page": partial(client.get, f"/declarations/{ours.pk}/edit/"),
            "bare page": partial(client.get, f"/bare/{bare.pk}/"),
            "save": partial(client.post, f"/declarations/{ours.pk}/save/", data, headers={"HX-Request": "true"}),
            "bare save": partial(client.post, f"/bare/{bare.pk}/save/", {"target": f"≥{number}场"}),
        }
        for name, call in calls.items():
            spent = timed(call)
            if number > 1:
                seconds[name].append(spent)
    return seconds


@pytest.mark.benchmark
@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_form_against_a_bare_view() -> None:
    seconds = measure(ROUNDS)
    middle = {name: statistics.median(found) * 1000 for name, found in seconds.items()}
    sys.stdout.write(
        f"\nForm page with {INDICATORS} indicators: {middle['page']:.1f} ms, bare {middle['bare page']:.1f} ms, "
        f"ratio {middle['page'] / middle['bare page']:.1f}\n"
        f"Save of one field among {INDICATORS} indicators: {middle['save']:.1f} ms, bare {middle['bare save']:.1f} ms, "
        f"ratio {middle['save'] / middle['bare save']:.1f} (medians of {ROUNDS})\n"
    )


if __name__ == "__main__":
    ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    options = ["--override-ini=addopts=--import-mode=importlib", "-m", "benchmark", "-s", "-q"]
    raise SystemExit(pytest.main([str(Path(__file__)), *options]))
