"""The site's settings for tests: quick passwords, tasks at once, files in a folder that is thrown away."""

# ruff: noqa: F405 - the names come with the star

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Removed by conftest.py when the run is over.
_SCRATCH = Path(tempfile.mkdtemp(prefix="perfgoals-tests-"))
os.environ["DATA_DIR"] = str(_SCRATCH)

from perfgoals.settings import *  # noqa: E402, F403 - the folder has to be named before the settings are read

MEDIA_ROOT.mkdir()
# WhiteNoise warns about a folder that is missing.
STATIC_ROOT.mkdir()

# One round instead of a million: the tests sign in some thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# There is no worker in a test: the task runs where it is enqueued.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Nobody runs collectstatic before a test.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A file, as in production: in memory all threads would share one connection, and no two could ever collide.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_SCRATCH / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
# The threads of the live server would keep connections open, and the test database could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
