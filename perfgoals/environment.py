"""Reads settings from the environment: one typed function per kind of value."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})


def env_text(name: str, *, default: str) -> str:
    """Return a text without blanks around it; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool) -> bool:
    """Return a switch: 1/true/yes/on or 0/false/no/off, in any case."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in YES | NO:
        raise ImproperlyConfigured(f"环境变量 {name} 的值“{value}”看不懂，请写 1 或 0。")
    return word in YES


def env_int(name: str, *, default: int) -> int:
    """Return a whole number, zero or more."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    # isdecimal alone would let other scripts' digits through, which int() reads but nobody means.
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"环境变量 {name} 的值“{value}”不是整数，请写 0 或更大的整数。")
    return int(value)


def env_list(name: str, *, default: list[str]) -> list[str]:
    """Return the parts of a comma-separated value, without blanks."""
    value = os.environ.get(name)
    if value is None:
        return default
    return [part.strip() for part in value.split(",") if part.strip()]


def secret_key(keyfile: Path) -> str:
    """Return SECRET_KEY, or the key kept in `keyfile`; the first start makes that file, readable by its owner only."""
    if from_environment := os.environ.get("SECRET_KEY"):
        return from_environment
    if not keyfile.exists():
        # Two processes may start at once: only one of them creates the file, both read what it holds.
        with suppress(FileExistsError):
            _write_new_private_file(keyfile, get_random_secret_key())
    key = keyfile.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(f"密钥文件 {keyfile} 是空的，请删除后重新启动，系统会生成新的密钥。")
    return key


def _write_new_private_file(path: Path, text: str) -> None:
    """Create `path` with mode 600 and its text in one step; FileExistsError when it is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes files that only their owner can read.
    handle, draft = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        # A hard link appears with its content or not at all, so no reader ever sees half a key.
        path.hardlink_to(draft)
    finally:
        Path(draft).unlink()
