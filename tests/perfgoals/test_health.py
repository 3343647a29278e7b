"""/healthz and the headers that every response carries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from perfgoals.models import WORKER_SILENCE, WorkerHeartbeat, WorkerHeartbeatQuerySet


@pytest.mark.django_db
def test_a_site_without_a_worker_is_well_but_says_so(client: Client) -> None:
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"database": True, "worker": False})


@pytest.mark.django_db
def test_a_worker_seen_a_moment_ago_is_told(client: Client) -> None:
    WorkerHeartbeat.objects.create(worker_id="one", seen_at=timezone.now())
    assert client.get(reverse("health")).json() == {"database": True, "worker": True}


@pytest.mark.django_db
def test_a_worker_that_fell_silent_does_not_count(client: Client) -> None:
    seen = timezone.now() - WORKER_SILENCE - timedelta(seconds=1)
    WorkerHeartbeat.objects.create(worker_id="one", seen_at=seen)
    assert client.get(reverse("health")).json() == {"database": True, "worker": False}


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_a_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: WorkerHeartbeatQuerySet) -> WorkerHeartbeatQuerySet:
        raise OperationalError("gone")

    monkeypatch.setattr(type(WorkerHeartbeat.objects), "alive", broken)
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"database": False, "worker": False})


@pytest.mark.django_db
def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(reverse("health")).status_code == 405


@pytest.mark.django_db
def test_every_response_carries_the_policies(client: Client) -> None:
    headers = client.get(reverse("health")).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split(";")}
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == ["'none'"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_icon_is_found_where_browsers_look_without_asking(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert "favicon" in response["Location"]
