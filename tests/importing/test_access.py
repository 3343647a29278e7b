"""Every role at every address of an import, read and written."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from declarations.models import Declaration, ImportBatch
from declarations.urls import bringing_in
from perfgoals.accounts.roles import Role
from tests.everybody import EVERYBODY, everybody_is_answered, signed_in
from tests.factories import District, person
from tests.importing.conftest import confirmed, read
from tests.importing.test_batches import form, table
from tests.importing.workbooks import flat_workbook

READING = ("import-batch", "import-form", "import-reasons", "import-marked")
WRITING = (
    "import-take",
    "import-match",
    "import-fix",
    "import-units",
    "import-confirm",
    "import-cancel",
    "import-retry",
    "import-undo",
    "import-passwords",
)
OPENING = ("import-units", "import-confirm", "import-undo", "import-passwords")
SEES = {"administrator", "auditor"}


@pytest.fixture
def batch(place: District) -> ImportBatch:
    return read(place, {"a.xlsx": flat_workbook(2, rows=1)})


def address(name: str, batch: ImportBatch) -> str:
    extra = {"import-form": "forms", "import-match": "forms", "import-fix": "forms", "import-marked": "files"}.get(name)
    if extra:
        return reverse(name, args=[batch.pk, getattr(batch, extra).first().pk])
    return reverse(name, args=[batch.pk])


def traces(batch: ImportBatch) -> tuple[object, ...]:
    batch.refresh_from_db()
    return batch.state, batch.choices_version, batch.taken_count, Declaration.objects.count(), batch.records.count()


def test_the_matrix_knows_every_address_of_an_import() -> None:
    tested = {"import-list", "import-new", "import-reading", "import-progress", *READING, *WRITING}
    assert {str(route.name) for route in bringing_in if str(route.name).startswith("import-")} <= tested


def who_decides(who: str) -> int:
    """The answer to who wants to decide."""
    return 200 if who == "administrator" else 403 if who in SEES else 404


@pytest.mark.parametrize("name", READING)
def test_an_import_is_read_by_administrators_and_auditors(place: District, batch: ImportBatch, name: str) -> None:
    everybody_is_answered(place, address(name, batch), lambda who: 200 if who in SEES else 404)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_list_is_for_administrators_and_auditors_and_uploading_for_administrators(
    place: District, who: str
) -> None:
    client = signed_in(place, who)
    assert client.get(reverse("import-list")).status_code == (200 if who in SEES else 404)
    expected = who_decides(who)
    assert client.get(reverse("import-new")).status_code == expected
    data = {"files": [SimpleUploadedFile("a.txt", table(form(1)))], "year": "2026"}
    assert client.post(reverse("import-new"), data).status_code == (302 if who == "administrator" else expected)
    assert ImportBatch.objects.count() == (1 if who == "administrator" else 0)


def test_how_files_are_read_is_for_those_who_see_imports(place: District) -> None:
    everybody_is_answered(place, reverse("import-reading"), lambda who: 200 if who in SEES else 404)


@pytest.mark.parametrize("name", OPENING)
def test_pages_that_lead_to_a_change_open_for_administrators_only(
    place: District, batch: ImportBatch, name: str
) -> None:
    batch = confirmed(place, batch) if name == "import-undo" else batch
    everybody_is_answered(place, address(name, batch), who_decides)


@pytest.mark.parametrize("name", WRITING)
def test_who_may_not_decide_is_refused_and_leaves_no_trace(place: District, batch: ImportBatch, name: str) -> None:
    before = traces(batch)
    data = {"all": "0", "tab": "new", "seen": str(batch.choices_version), "create": "all", "declaration": "0"}
    others = [who for who in EVERYBODY if who != "administrator"]
    everybody_is_answered(place, address(name, batch), who_decides, data, others)
    assert traces(batch) == before


@pytest.mark.parametrize("name", [*READING, *WRITING, "import-progress"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(batch: ImportBatch, name: str) -> None:
    for ask in (Client().get, Client().post):
        response = ask(address(name, batch))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", [*READING, *WRITING, "import-progress"])
def test_an_import_of_another_subtree_is_not_there(place: District, batch: ImportBatch, name: str) -> None:
    client = Client()
    client.force_login(person("zi", "子", (Role.ADMINISTRATOR, place.other_department)))
    ask = client.post if name in WRITING else client.get
    assert ask(address(name, batch)).status_code == 404


@pytest.mark.parametrize("name", [*READING, "import-list", "import-progress"])
def test_reading_pages_take_no_post(place: District, batch: ImportBatch, name: str) -> None:
    where = reverse(name) if name == "import-list" else address(name, batch)
    assert signed_in(place, "administrator").post(where).status_code == 405


def test_forms_of_another_import_are_not_there(place: District, batch: ImportBatch) -> None:
    other = read(place, {"b.txt": table(form(5))})
    client = signed_in(place, "administrator")
    for name in ("import-form", "import-match"):
        where = reverse(name, args=[other.pk, batch.forms.first().pk])  # type: ignore[union-attr]
        assert (client.post if name == "import-match" else client.get)(where).status_code == 404
