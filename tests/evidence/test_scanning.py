"""The virus scanner's word on attached files, with commands that stand for scanners."""

from __future__ import annotations

import sys

import pytest
from pytest_django import Settings

from declarations import actions
from declarations.errors import BadInput
from declarations.models import Event, Evidence
from declarations.workflow import Action
from tests.evidence.test_attaching import in_store
from tests.evidence.test_kinds import PDF
from tests.factories import District, actor, complete

SCANNER = f'{sys.executable} -c "import sys; data = sys.stdin.buffer.read(); sys.exit({{}})"'
INFECTED = PDF + b"EICAR"


def attach(place: District, data: bytes) -> Evidence:
    return actions.attach(actor(place.declarant), complete(place).pk, "policy_basis", "合同.pdf", data)


def test_the_scanner_reads_the_whole_file_and_lets_a_clean_one_in(place: District, settings: Settings) -> None:
    settings.EVIDENCE_SCANNER = SCANNER.format(f"0 if len(data) == {len(PDF)} else 2")
    assert attach(place, PDF).size == len(PDF)


def test_an_infected_file_leaves_no_trace(place: District, settings: Settings) -> None:
    settings.EVIDENCE_SCANNER = SCANNER.format("1 if b'EICAR' in data else 0")
    before = in_store()
    with pytest.raises(BadInput, match="没有通过病毒检查"):
        attach(place, INFECTED)
    assert in_store() == before
    assert not Event.objects.filter(action=Action.ATTACH).exists()


@pytest.mark.parametrize("command", [SCANNER.format("2"), "/no/such/scanner --here"])
def test_a_scanner_that_cannot_look_lets_nothing_in(
    place: District, settings: Settings, command: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EVIDENCE_SCANNER = command
    with pytest.raises(BadInput, match="请稍后再试"):
        attach(place, PDF)
    assert "EVIDENCE_SCANNER" in caplog.text
    assert not Evidence.objects.exists()
