"""Reading settings from the environment."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from perfgoals.environment import env_bool, env_int, env_list, env_text, secret_key

NAME = "PERFGOALS_TEST_VARIABLE"


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_a_switch_is_on_for_the_usual_words(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv(NAME, word)
    assert env_bool(NAME, default=False) is True


@pytest.mark.parametrize("word", ["0", "False", "no", "off", ""])
def test_a_switch_is_off_for_the_usual_words(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv(NAME, word)
    assert env_bool(NAME, default=True) is False


def test_a_switch_that_is_not_set_keeps_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert (env_bool(NAME, default=True), env_bool(NAME, default=False)) == (True, False)


def test_a_switch_with_another_word_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}.*maybe"):
        env_bool(NAME, default=False)


def test_a_number_is_read_and_an_empty_one_keeps_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " 12 ")
    assert env_int(NAME, default=3) == 12
    monkeypatch.setenv(NAME, "")
    assert env_int(NAME, default=3) == 3


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "１２"])
def test_what_is_no_whole_number_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env_int(NAME, default=3)


def test_a_list_is_split_at_commas_without_blanks_and_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a.example , ,b.example,")
    assert env_list(NAME, default=[]) == ["a.example", "b.example"]


def test_an_empty_list_is_empty_and_not_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "")
    assert env_list(NAME, default=["localhost"]) == []


def test_an_empty_text_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "  ")
    assert env_text(NAME, default="var") == "var"


def test_the_key_of_the_environment_wins_and_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    assert secret_key(tmp_path / "secret_key") == "from the environment"
    assert list(tmp_path.iterdir()) == []


def test_the_first_start_makes_a_key_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    keyfile = tmp_path / "var" / "secret_key"
    key = secret_key(keyfile)
    assert len(key) >= 50
    assert stat.S_IMODE(keyfile.stat().st_mode) == 0o600
    assert list(keyfile.parent.iterdir()) == [keyfile]


def test_a_second_start_reads_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert secret_key(tmp_path / "secret_key") == secret_key(tmp_path / "secret_key")


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    keyfile = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(keyfile), range(32)))
    assert keys == {keyfile.read_text(encoding="utf-8")}


def test_an_empty_key_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    keyfile = tmp_path / "secret_key"
    keyfile.write_text("\n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="secret_key"):
        secret_key(keyfile)
