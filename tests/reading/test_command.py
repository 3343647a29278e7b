from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from declarations.management.files import document_in
from declarations.models import Declaration
from declarations.reading import ReadingRefused
from perfgoals.accounts.models import Unit

DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"
GOOD = DOCUMENTS / "should_read" / "undamaged.txt"
BAD = DOCUMENTS / "should_refuse" / "self-evaluation.txt"

pytestmark = pytest.mark.django_db


def run(*arguments: Any) -> tuple[str, str, int]:
    """stdout, stderr and the exit status."""
    out, err = StringIO(), StringIO()
    try:
        call_command("read_declarations", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        return out.getvalue(), err.getvalue(), int(stop.code or 0)
    return out.getvalue(), err.getvalue(), 0


def test_one_file_is_printed_as_one_object() -> None:
    out, err, status = run(GOOD, "--format", "json")
    read = json.loads(out)
    assert [form["name"] for form in read["forms"]] == ["全民阅读推广", "临港泳池设施更新", "路灯巡查维护"]
    assert (read["notes"], err, status) == ([], "", 0)


def test_amounts_are_yuan_with_two_decimals_and_dates_iso() -> None:
    forms = json.loads(run(GOOD)[0])["forms"]
    assert forms[1]["total_amount"] == "868000.50"
    assert forms[2]["total_amount"] == "2315600.00"
    assert forms[2]["start_date"] == "2021-01-01"


def test_a_form_prints_only_what_its_template_has() -> None:
    forms = json.loads(run(GOOD)[0])["forms"]
    assert not {"code", "is_new", "period_years", "applicant_unit"} & forms[2].keys()
    assert forms[2]["indicators"][0].keys() == {"level1", "level2", "required", "name", "target", "source"}
    assert forms[0]["indicators"][0].keys() == {"level1", "level2", "required", "name", "target", "explanation"}


def test_several_files_are_printed_in_one_list_with_their_names() -> None:
    out, err, status = run(GOOD, BAD)
    files = json.loads(out)["files"]
    assert [(file["file"], len(file["forms"])) for file in files] == [("undamaged.txt", 3), ("self-evaluation.txt", 0)]
    assert "绩效自评表" in err
    assert status == 2


def test_a_refused_file_gives_the_reason_and_status_2() -> None:
    out, err, status = run(BAD)
    assert json.loads(out)["forms"] == []
    assert json.loads(out)["notes"][-1]["message"] == err.strip()
    assert status == 2


def test_a_file_that_is_not_there_gives_the_reason_and_status_2(tmp_path: Path) -> None:
    out, err, status = run(tmp_path / "没有.txt")
    assert "打不开" in err
    assert "文件不存在" in err
    assert json.loads(out)["forms"] == []
    assert status == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file or directory"), "文件不存在"),
        (NotADirectoryError(20, "Not a directory"), "文件不存在"),
        (IsADirectoryError(21, "Is a directory"), "这是一个文件夹"),
        (PermissionError(13, "Permission denied"), "没有读取权限"),
        (OSError(5, "Input/output error"), "错误代码 5"),
    ],
)
def test_a_file_that_cannot_be_opened_is_spoken_of_in_chinese(
    monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def refuse(path: Path, mode: str) -> None:
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReadingRefused, match=said) as refused:
        document_in(Path("档案.txt"), ())
    assert "“档案.txt”" in str(refused.value)
    assert str(error.strerror) not in str(refused.value)


def test_the_table_names_every_form_and_note() -> None:
    out, _, status = run(DOCUMENTS / "should_read" / "labels.txt", BAD, "--format", "table")
    assert "labels.txt：1 张表" in out
    assert "440399260021500600011　全民阅读推广" in out
    assert "第 8 行 [label_wrong]" in out
    assert "self-evaluation.txt：没有读取。" in out
    assert status == 2


@pytest.mark.parametrize("name", ["project-2021", "项目支出绩效目标表"])
def test_one_template_can_be_chosen_by_its_code_or_its_title(name: str) -> None:
    forms = json.loads(run(GOOD, "--template", name)[0])["forms"]
    assert [form["name"] for form in forms] == ["路灯巡查维护"]


def test_an_unknown_template_is_refused_with_the_known_codes() -> None:
    with pytest.raises(CommandError, match="project-2024"):
        call_command("read_declarations", str(GOOD), "--template", "no-such")


def test_nothing_in_the_database_changes() -> None:
    before = (Declaration.objects.count(), Unit.objects.count())
    run(GOOD)
    assert (Declaration.objects.count(), Unit.objects.count()) == before
