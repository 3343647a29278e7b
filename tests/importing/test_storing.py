"""Uploaded files on disk: by digest, whole or not at all, and a full disk is an answer."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadhandler import StopUpload
from django.test import Client, RequestFactory
from django.urls import reverse

from declarations.importing import storing
from declarations.importing.storing import CannotStore, path_of, store
from declarations.models import ImportBatch
from perfgoals.uploads import CarefulUploadHandler, met_full_disk
from tests.factories import District


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(storing, "folder", lambda: tmp_path)
    return tmp_path


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_once_under_its_digest(own_folder: Path) -> None:
    first, second = store([b"ab", b"c"]), store([b"abc"])
    assert first == second
    assert first.digest == hashlib.sha256(b"abc").hexdigest()
    assert path_of(first.digest).read_bytes() == b"abc"
    assert left_behind(own_folder) == [first.digest]


def test_files_lie_outside_every_served_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    place = storing.folder().resolve()
    assert place.is_relative_to(settings.DATA_DIR)
    for served in (settings.STATIC_ROOT, settings.MEDIA_ROOT, settings.BASE_DIR / "static"):
        assert not place.is_relative_to(served)


def full(*parts: object, **named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("where", ["os.fsync", "tempfile.mkstemp", "pathlib.Path.replace"])
def test_a_full_disk_is_told_and_leaves_no_half_file(
    where: str, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(where, full)
        with pytest.raises(CannotStore, match="磁盘空间不足"):
            store([b"abc"])
    assert left_behind(own_folder) == []


def test_a_source_that_breaks_in_the_middle_leaves_no_half_file(own_folder: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"abc"
        raise ConnectionResetError(errno.ECONNRESET, "reset")

    with pytest.raises(CannotStore):
        store(chunks())
    assert left_behind(own_folder) == []


def test_a_real_limit_on_the_size_of_files_is_a_full_disk(tmp_path: Path) -> None:
    """The kernel itself refuses the write, in a process of its own."""
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import django; django.setup()\n"
        "from pathlib import Path; from declarations.importing import storing\n"
        "storing.folder = lambda: Path(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: storing.store([bytes(65536)] * 10)\n"
        "except storing.CannotStore as problem: print(problem)\n"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "perfgoals.settings", "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, str(tmp_path)], cwd=settings.BASE_DIR, env=env, capture_output=True, check=True
    )
    assert "磁盘空间不足" in run.stdout.decode()
    assert left_behind(tmp_path) == []


def test_an_upload_that_meets_a_full_disk_is_answered_on_its_page(
    admin: Client, place: District, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", full)
    (tmp_path / "a.txt").write_text("项目", "utf-8")
    with (tmp_path / "a.txt").open("rb") as file:
        response = admin.post(reverse("import-new"), {"files": [file], "year": "2026"})
    assert response.status_code == 400
    assert "磁盘空间不足" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_large_upload_that_meets_a_full_disk_ends_the_upload_and_not_the_request() -> None:
    request = RequestFactory().post("/")
    handler = CarefulUploadHandler(request)
    with pytest.raises(StopUpload):
        handler._stop(OSError(errno.ENOSPC, "full"))
    assert met_full_disk(request)
    with pytest.raises(OSError, match="other"):
        handler._stop(OSError(errno.EIO, "other"))
