"""Files attached to a declaration: the record, the store, the rights, the download; and handing a draft over."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from declarations import actions
from declarations.actions import attaching
from declarations.errors import BadInput, MoveNotAllowed, NotPermitted
from declarations.evidence import store
from declarations.evidence.verifying import faults
from declarations.history import breaks
from declarations.models import Declaration, Event, Evidence
from declarations.workflow import Status
from perfgoals.accounts.roles import Role
from tests.editing.posting import form_data
from tests.everybody import ALWAYS_SEE, AUTHORS, EVERYBODY, SEE_WHAT_WAS_SUBMITTED
from tests.evidence.test_kinds import PDF
from tests.factories import District, SignIn, actor, complete, declared, person, stored

FIELD = "policy_basis"


def attach(place: District, declaration: Declaration, data: bytes = PDF, name: str = "合同.pdf") -> Evidence:
    return actions.attach(actor(place.declarant), declaration.pk, FIELD, name, data)


def upload(name: str = "合同.pdf", data: bytes = PDF) -> dict[str, object]:
    return {"field": FIELD, "file": SimpleUploadedFile(name, data)}


def in_store() -> set[str]:
    folder = Path(settings.MEDIA_ROOT) / store.FOLDER
    return {path.name for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else set()


def test_a_file_is_stored_under_a_name_that_says_nothing_and_the_chain_tells_of_it(place: District) -> None:
    declaration = complete(place)
    evidence = attach(place, declaration)
    assert evidence.key in in_store()
    assert "合同" not in evidence.key
    assert store.open_file(evidence.key).read() == PDF
    event = declaration.events.order_by("number").last()
    assert event is not None
    assert event.action == "attach"
    assert (event.new or {})["evidence"]["sha256"] == evidence.digest
    assert breaks(stored(declaration), declaration.events.order_by("number")) == []


def test_a_removed_file_is_gone_from_the_list_and_told_by_the_record(
    place: District, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    declaration = complete(place)
    evidence = attach(place, declaration)
    with django_capture_on_commit_callbacks(execute=True):
        actions.detach(actor(place.declarant), declaration.pk, evidence.pk)
    assert stored(declaration).live_evidence == []
    assert evidence.key not in in_store()
    assert breaks(stored(declaration), declaration.events.order_by("number")) == []
    with pytest.raises(BadInput):
        actions.detach(actor(place.declarant), declaration.pk, evidence.pk)


def test_what_a_reviewer_has_seen_is_kept_in_the_store_when_it_is_removed(
    place: District, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    declaration = declared(place, Status.RETURNED)
    evidence = attach(place, declaration)
    with django_capture_on_commit_callbacks(execute=True):
        actions.detach(actor(place.declarant), declaration.pk, evidence.pk)
    assert evidence.key in in_store()


def test_attaching_does_not_disturb_who_is_typing(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    data = form_data(declaration, annual_goal="边附文件边写的目标")
    attach(place, declaration)
    response = as_user(place.declarant).post(
        f"/declarations/{declaration.pk}/save/", data, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert stored(declaration).annual_goal == "边附文件边写的目标"


def test_too_large_too_many_twice_or_nowhere_is_refused_and_leaves_no_file(
    place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    declaration = complete(place)
    attach(place, declaration)
    before = in_store()
    with pytest.raises(BadInput, match="已经附过"):
        attach(place, declaration)
    with pytest.raises(BadInput, match="是空的"):
        attach(place, declaration, b"")
    with pytest.raises(BadInput, match="不是可以附的"):
        attach(place, declaration, b"MZ\x90")
    with pytest.raises(BadInput, match="政策依据或测算依据"):
        actions.attach(actor(place.declarant), declaration.pk, "annual_goal", "a.pdf", PDF)
    monkeypatch.setattr(attaching, "MOST_BYTES", 20)
    with pytest.raises(BadInput, match="超过"):
        attach(place, declaration, PDF + b"x" * 30)
    monkeypatch.setattr(attaching, "MOST_FILES", 1)
    with pytest.raises(BadInput, match="最多附 1 个"):
        attach(place, declaration, PDF + b"1")
    assert in_store() == before
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("status", [Status.DEPARTMENT_REVIEW, Status.FINANCE_REVIEW, Status.APPROVED, Status.REJECTED])
def test_only_a_draft_takes_files_and_is_handed_over(place: District, status: Status) -> None:
    declaration = declared(place, status)
    with pytest.raises(MoveNotAllowed):
        attach(place, declaration)
    with pytest.raises(MoveNotAllowed):
        actions.hand_over(actor(place.declarant), declaration.pk, place.colleague.pk)


@pytest.mark.parametrize("carried", [True, False])
def test_an_adjustment_takes_the_files_along_or_not(place: District, as_user: SignIn, carried: bool) -> None:
    draft = complete(place)
    evidence = attach(place, draft)
    for step, who in (("submit", place.declarant), ("pass_on", place.reviewer), ("approve", place.finance)):
        getattr(actions, step)(actor(who), draft.pk, seen=stored(draft).version)
    client = as_user(place.declarant)
    page = f"/declarations/{draft.pk}/adjust/"
    assert "附件（1 个）" in client.get(page).content.decode()
    client.post(page, {"reason": "年中调剂"} | ({} if carried else {"without_evidence": "1"}))
    adjustment = stored(Declaration.objects.get(adjusts=draft))
    assert [each.key for each in adjustment.live_evidence] == ([evidence.key] if carried else [])
    assert breaks(adjustment, adjustment.events.order_by("number")) == []
    for each in adjustment.live_evidence:
        actions.detach(actor(place.declarant), adjustment.pk, each.pk)
    assert len(stored(draft).live_evidence) == 1
    assert evidence.key in in_store()


def test_who_attached_a_file_may_not_decide(place: District) -> None:
    place.reviewer.memberships.create(unit=place.unit, role=Role.DECLARANT)
    declaration = complete(place)
    actions.attach(actor(place.reviewer), declaration.pk, FIELD, "合同.pdf", PDF)
    submitted = actions.submit(actor(place.declarant), declaration.pk, seen=stored(declaration).version)
    with pytest.raises(NotPermitted):
        actions.pass_on(actor(place.reviewer), declaration.pk, seen=submitted.version)


def test_a_file_leaves_as_a_download_that_nothing_opens(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    evidence = attach(place, declaration, name="合同 一.pdf")
    response = as_user(place.declarant).get(f"/declarations/{declaration.pk}/evidence/{evidence.pk}/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response) == PDF
    store.drop(evidence.key)
    assert as_user(place.declarant).get(f"/declarations/{declaration.pk}/evidence/{evidence.pk}/").status_code == 404


def test_a_file_of_another_declaration_is_not_found_under_this_one(place: District, as_user: SignIn) -> None:
    one, other = complete(place), complete(place, name="另一个项目")
    evidence = attach(place, one)
    client = as_user(place.declarant)
    assert client.get(f"/declarations/{other.pk}/evidence/{evidence.pk}/").status_code == 404
    assert client.post(f"/declarations/{other.pk}/evidence/{evidence.pk}/remove/").status_code == 400
    assert client.get(f"/declarations/{one.pk}/evidence/{2**70}/").status_code == 404


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.RETURNED])
def test_who_sees_who_adds_who_takes_away(place: District, as_user: SignIn, name: str, status: Status) -> None:
    declaration = complete(place) if status is Status.DRAFT else declared(place, status)
    evidence = attach(place, declaration)
    seers = ALWAYS_SEE if status is Status.DRAFT else SEE_WHAT_WAS_SUBMITTED
    client, page = as_user(getattr(place, name)), f"/declarations/{declaration.pk}/"
    looks = 200 if name in seers else 404
    writes = looks if name in AUTHORS else 403 if name in seers else 404
    assert client.get(f"{page}evidence/").status_code == looks
    assert client.get(f"{page}evidence/{evidence.pk}/").status_code == looks
    assert client.get(f"{page}hand-over/").status_code == writes
    events = Event.objects.count()
    if name not in AUTHORS:
        assert client.post(f"{page}evidence/", upload(data=PDF + b"2")).status_code == writes
        assert client.post(f"{page}evidence/{evidence.pk}/remove/").status_code == writes
        assert client.post(f"{page}hand-over/", {"to": place.colleague.pk}).status_code == writes
        assert Event.objects.count() == events
    else:
        assert client.post(f"{page}evidence/", upload(data=PDF + b"2")).status_code == 302
        assert client.post(f"{page}evidence/{evidence.pk}/remove/").status_code == 302
        assert Event.objects.count() == events + 2


@pytest.mark.parametrize("step", ["evidence/", "evidence/1/", "hand-over/"])
def test_who_is_not_signed_in_is_asked_to(place: District, step: str) -> None:
    declaration = complete(place)
    assert "/accounts/login/" in Client().get(f"/declarations/{declaration.pk}/{step}")["Location"]


def test_the_page_says_what_is_wrong_and_htmx_gets_the_list(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client, page = as_user(place.declarant), f"/declarations/{declaration.pk}/evidence/"
    assert client.post(page, {"field": FIELD}).status_code == 400
    refused = client.post(page, upload(data=b"MZ"))
    assert refused.status_code == 400
    assert "不是可以附的文件" in refused.content.decode()
    part = client.post(page, upload(), headers={"HX-Request": "true"}).content.decode()
    assert "已附上“合同.pdf”" in part
    assert "<html" not in part
    told = client.post(page, upload(), headers={"HX-Request": "true"})
    assert told.status_code == 200
    assert "已经附过" in told.content.decode()
    assert "合同.pdf" in client.get(f"/declarations/{declaration.pk}/edit/").content.decode()
    assert "合同.pdf" in client.get(f"/declarations/{declaration.pk}/history/").content.decode()


def test_the_list_asks_as_often_for_many_files_as_for_one(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client, page = as_user(place.declarant), f"/declarations/{declaration.pk}/evidence/"
    attach(place, declaration)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(6):
        attach(place, declaration, PDF + bytes([number]))
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) <= len(few) <= 18


def test_a_draft_is_handed_over_to_a_declarant_of_the_unit_on_the_record(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    client, page = as_user(place.declarant), f"/declarations/{declaration.pk}/hand-over/"
    assert "乙" in client.get(page).content.decode()
    client.post(page, {"to": place.colleague.pk, "reason": "调岗"})
    handed = stored(declaration)
    assert handed.keeper == place.colleague
    event = declaration.events.order_by("number").last()
    assert event is not None
    assert (event.action, event.reason) == ("hand_over", "调岗")
    assert ((event.old or {})["keeper"], (event.new or {})["keeper"]) == ("甲", "乙")
    assert breaks(handed, declaration.events.order_by("number")) == []
    assert "甲 → 乙" in client.get(f"/declarations/{declaration.pk}/history/").content.decode()
    assert "经办 乙" in client.get("/").content.decode()


def test_only_active_declarants_of_the_unit_are_taken(place: District, as_user: SignIn) -> None:
    declaration = complete(place)
    gone = person("zi", "子", (Role.DECLARANT, place.unit))
    gone.is_active = False
    gone.save()
    me = actor(place.declarant)
    for stranger in (place.stranger, place.reviewer, place.department_declarant, place.declarant, gone):
        with pytest.raises(BadInput):
            actions.hand_over(me, declaration.pk, stranger.pk)
    page = f"/declarations/{declaration.pk}/hand-over/"
    assert as_user(place.declarant).post(page, {"to": "x"}).status_code == 400


def test_a_file_that_was_changed_lost_or_slipped_in_is_found(place: District) -> None:
    declaration = complete(place)
    evidence = attach(place, declaration)
    gone = attach(place, declaration, PDF + b"2", "报价.pdf")
    actions.detach(actor(place.declarant), declaration.pk, gone.pk)

    def told() -> list[str]:
        return list(faults(stored(declaration), declaration.events.order_by("number")))

    assert told() == []
    call_command("verify_history", verbosity=0)
    place_of_file = Path(store.open_file(evidence.key).name)
    place_of_file.write_bytes(PDF + b"!")
    assert ["校验值不符" in each for each in told()] == [True]
    store.drop(evidence.key)
    assert ["不在了" in each for each in told()] == [True]
    Evidence.objects.filter(pk=evidence.pk).update(name="别的.pdf")
    assert any("没有记在历史里" in each for each in told())
    with pytest.raises(CommandError):
        call_command("verify_history", verbosity=0)
