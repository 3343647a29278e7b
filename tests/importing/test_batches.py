"""An import from the files to the declarations: all of it or nothing, safe to press twice, taken back as a whole."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from declarations import actions
from declarations.errors import ActionRefused, BadInput, MoveNotAllowed, NotPermitted, Stale
from declarations.importflow import BATCH_MOVES, BatchState, Mover, Step
from declarations.importing import choosing, deciding, job
from declarations.importing.leases import MOST_ATTEMPTS, Lease, LeaseLost, claim
from declarations.importing.reading_files import read_files
from declarations.models import Declaration, Event, ImportBatch, IndicatorRow, Project, Snapshot
from declarations.models.imports import FileState, Result
from declarations.workflow import Status
from indicators.models import LibraryIndicator, LibraryUse
from perfgoals.accounts.models import UnitAlias
from perfgoals.accounts.roles import Role
from tests.factories import District, actor, declared, person
from tests.importing.conftest import confirmed, read, upload, work
from tests.importing.workbooks import HEAD, UNIT, flat_workbook, rows_of


def table(*forms: list[list[str]]) -> bytes:
    """A flat table as text with commas, the head of each form on each of its rows."""
    lines = [HEAD, *(row for form in forms for row in form)]
    return "\n".join("\t".join(map(str, line)) for line in lines).encode()


def form(number: int, *, rows: int = 8, **values: str) -> list[list[str]]:
    """The rows of a form; `values` are columns of its head, by label."""
    lines = rows_of(number, rows=rows)
    for label, text in values.items():
        for line in lines:
            line[HEAD.index(label)] = text
    return lines


def results(batch: ImportBatch) -> dict[str, str]:
    return {one.name: str(one.result) for one in batch.forms.all()}


def whole() -> tuple[int, ...]:
    """How much is stored; a half import would show."""
    models = (Declaration, IndicatorRow, Event, Snapshot, Project)
    return tuple(model.objects.count() for model in models)


def test_files_become_approved_declarations_with_event_snapshot_and_whole_history(place: District) -> None:
    batch = read(place, {"文化.xlsx": flat_workbook(3)})
    assert (batch.state, batch.new_count, batch.taken_new, batch.row_count) == (BatchState.READY, 3, 3, 45)
    assert not Declaration.objects.exists()
    batch = confirmed(place, batch)
    assert (batch.state, batch.created_count) == (BatchState.DONE, 3)
    assert whole() == (3, 45, 3, 3, 3)
    for declaration in Declaration.objects.of_year(2026).with_content():
        (event,) = declaration.events.all()
        assert declaration.status == Status.APPROVED
        assert declaration.snapshots.get().content == declaration.content
        assert declaration.imported_forms.get().content == declaration.content
        assert f"第 {batch.pk} 批" in event.reason
        assert batch.files.get().digest in event.reason
    call_command("verify_history", verbosity=0)


def test_a_second_confirmation_and_a_second_worker_do_nothing(place: District) -> None:
    batch = read(place, {"文化.xlsx": flat_workbook(2)})
    seen = batch.choices_version
    batch = confirmed(place, batch)
    before = whole()
    deciding.confirm(actor(place.administrator), batch, seen=seen)
    assert work(batch).state == BatchState.DONE
    assert whole() == before


def test_the_same_file_again_is_all_the_same_and_changes_nothing(place: District) -> None:
    confirmed(place, read(place, {"文化.xlsx": flat_workbook(2)}))
    again = read(place, {"文化.xlsx": flat_workbook(2)})
    assert (again.same_count, again.taken_count) == (2, 0)
    with pytest.raises(MoveNotAllowed, match="没有勾选"):
        deciding.confirm(actor(place.administrator), again, seen=again.choices_version)


def test_a_changed_form_is_shown_field_by_field_and_corrected_with_an_event_each(place: District) -> None:
    confirmed(place, read(place, {"a.txt": table(form(1))}))
    changed = form(1)
    for line in changed:
        line[HEAD.index("本年度项目金额(元)")] = line[HEAD.index("项目总金额(中期规划,元)")] = "312045"
    changed[3][HEAD.index("目标值")] = "≥99%"
    batch = read(place, {"b.txt": table(changed)})
    (one,) = batch.forms.all()
    assert one.result == Result.CHANGED
    assert {(told["label"], told["old"], told["new"]) for told in one.changes} == {
        ("项目总金额（中期规划）", "240,120.00", "312,045.00"),
        ("本年度项目金额", "240,120.00", "312,045.00"),
        ("舞台设备完好率", "≥98%", "≥99%"),
    }
    batch = confirmed(place, batch)
    declaration = Declaration.objects.with_content().get()
    assert (batch.corrected_count, declaration.version, declaration.submissions) == (1, 2, 2)
    assert declaration.year_amount == Decimal(312045)
    assert declaration.content.indicators[3].target == "≥99%"
    assert declaration.events.filter(version=2).count() == 3
    call_command("verify_history", verbosity=0)


def test_a_field_that_the_file_does_not_have_stays_as_it_is(place: District) -> None:
    confirmed(place, read(place, {"a.txt": table(form(1))}))
    column = HEAD.index("政策依据")
    lines = [[text for n, text in enumerate(row) if n != column] for row in (HEAD, *form(1, 年度目标="改了目标"))]
    batch = read(place, {"b.txt": "\n".join("\t".join(line) for line in lines).encode()})
    (one,) = batch.forms.all()
    assert [told["label"] for told in one.changes] == ["年度目标"]


def test_what_was_filled_in_and_approved_here_is_never_changed_by_a_file(place: District) -> None:
    approved = declared(place, Status.APPROVED)
    content = form(1, 项目编码=approved.code)
    batch = read(place, {"a.txt": table(content)}, year=2027)
    (one,) = batch.forms.all()
    assert one.result == Result.REFUSED
    assert "发起调整" in one.reason


def test_declarations_changed_since_the_preview_hold_the_whole_import_back(place: District) -> None:
    confirmed(place, read(place, {"a.txt": table(form(1), form(2))}))
    first = read(place, {"b.txt": table(form(1, 年度目标="第一次改"), form(3))})
    other = read(place, {"c.txt": table(form(1, 年度目标="别人先改"))})
    confirmed(place, other)
    before = whole()
    held = confirmed(place, first)
    assert held.state == BatchState.READY
    assert "没有导入任何申报" in held.message
    assert whole() == before
    stale = held.forms.get(outcome="stale")
    assert (stale.taken, stale.result, stale.seen_version) == (False, Result.CHANGED, 2)
    assert stale.changes[0]["old"] == "别人先改"
    done = confirmed(place, held)
    assert (done.state, done.created_count, done.corrected_count) == (BatchState.DONE, 1, 0)


def test_a_declaration_that_appeared_since_the_preview_is_not_brought_in_twice(place: District) -> None:
    first, second = read(place, {"a.txt": table(form(1))}), read(place, {"a.txt": table(form(1))})
    confirmed(place, first)
    held = confirmed(place, second)
    assert (held.state, held.same_count) == (BatchState.READY, 1)
    assert Declaration.objects.count() == 1


def test_an_import_is_taken_back_as_a_whole(place: District) -> None:
    before = whole()
    confirmed(place, read(place, {"a.txt": table(form(1))}))
    batch = confirmed(place, read(place, {"b.txt": table(form(1, 年度目标="改过的目标"), form(2))}))
    deciding.undo(actor(place.administrator), batch, "导错了文件")
    assert batch.state == BatchState.UNDONE
    declaration = Declaration.objects.with_content().get()
    assert "公益演出" in declaration.content.annual_goal
    assert (declaration.version, declaration.code[-1]) == (3, "1")
    call_command("verify_history", verbosity=0)
    with pytest.raises(MoveNotAllowed):
        deciding.undo(actor(place.administrator), batch, "再来一次")
    assert before == (0, 0, 0, 0, 0)
    assert "导错了文件" in batch.records.last().text  # type: ignore[union-attr]


def test_the_library_follows_what_an_import_corrects_and_takes_back(place: District) -> None:
    confirmed(place, read(place, {"a.txt": table(form(1))}))
    declaration = Declaration.objects.get()
    first = set(LibraryUse.objects.filter(source=declaration.pk).values_list("indicator__name", flat=True))
    renamed = table(form(1)).replace("公益演出场次".encode(), "街道巡演场次".encode())
    batch = confirmed(place, read(place, {"b.txt": renamed, "c.txt": table(form(2))}))
    second = set(LibraryUse.objects.filter(source=declaration.pk).values_list("indicator__name", flat=True))
    assert second == first - {"公益演出场次"} | {"街道巡演场次"}
    deciding.undo(actor(place.administrator), batch, "导错了文件")
    assert set(LibraryUse.objects.values_list("source", flat=True)) == {declaration.pk}
    assert set(LibraryUse.objects.values_list("indicator__name", flat=True)) == first
    assert LibraryIndicator.objects.get(name="街道巡演场次").used_count == 0


@pytest.mark.parametrize("how", ["corrected", "adjusted"])
def test_an_import_is_not_taken_back_once_something_of_it_was_changed(place: District, how: str) -> None:
    batch = confirmed(place, read(place, {"a.txt": table(form(1), form(2))}))
    if how == "corrected":
        confirmed(place, read(place, {"b.txt": table(form(2, 年度目标="后来改的"))}))
    else:
        actions.adjust(actor(place.declarant), Declaration.objects.first().pk, reason="年中调整")  # type: ignore[union-attr]
    before = whole()
    with pytest.raises(Stale, match="不能整批撤销"):
        deciding.undo(actor(place.administrator), batch, "")
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert whole() == before


def test_forms_with_one_code_are_shown_and_one_at_most_is_brought_in(place: District) -> None:
    code = form(1)[0][0]
    batch = read(place, {"a.txt": table(form(1), form(2, 项目编码=code), form(1))})
    assert (batch.new_count, batch.same_count, batch.taken_count) == (2, 1, 0)
    first, second, third = batch.forms.order_by("pk")
    assert "同一个编码" in first.reason
    assert "完全相同" in third.reason
    for chosen in (first, second):
        choosing.take(actor(place.administrator), batch, batch.forms.filter(pk=chosen.pk), taken=True)
        assert [one.pk for one in batch.forms.filter(taken=True)] == [chosen.pk]
    assert confirmed(place, batch).created_count == 1


def test_forms_of_one_name_without_a_code_are_a_question(place: District) -> None:
    same = [form(number, 项目编码="", 项目名称="同名项目") for number in (1, 2)]
    batch = read(place, {"a.txt": table(*same)})
    assert (batch.new_count, batch.taken_count, batch.forms.filter(duplicate=True).count()) == (2, 0, 2)
    choosing.take(actor(place.administrator), batch, batch.forms.all(), taken=True)
    assert confirmed(place, batch).created_count == 2
    third = read(place, {"b.txt": table(form(3, 项目编码="", 项目名称="同名项目"))})
    (one,) = third.forms.all()
    assert (one.result, one.question) == (Result.REFUSED, "match")
    choosing.choose_match(actor(place.administrator), third, one, Declaration.objects.first().pk)  # type: ignore[union-attr]
    third = work(third)
    assert results(third) == {"同名项目": Result.CHANGED}


def test_an_unknown_unit_is_chosen_once_and_remembered_on_the_record(place: District) -> None:
    batch = read(place, {"a.txt": table(form(1, 申请单位="评弹 小院"), form(2))})
    assert (batch.new_count, batch.refused_count) == (1, 1)
    choosing.choose_unit(actor(place.administrator), batch, "评弹 小院", place.unit, remember=True)
    batch = work(batch)
    assert (batch.new_count, batch.refused_count, batch.state) == (2, 0, BatchState.READY)
    assert UnitAlias.objects.get(unit=place.unit).name == "评弹 小院"
    assert "评弹 小院" in batch.records.last().text  # type: ignore[union-attr]
    again = read(place, {"b.txt": table(form(3, 申请单位="评弹小院"))})
    assert again.new_count == 1


def test_a_unit_chosen_for_this_import_only_is_no_alias(place: District) -> None:
    batch = read(place, {"a.txt": table(form(1, 申请单位="评弹小院"))})
    choosing.choose_unit(actor(place.administrator), batch, "评弹小院", place.unit, remember=False)
    assert work(batch).new_count == 1
    assert not UnitAlias.objects.filter(unit=place.unit).exists()


def test_unknown_units_are_made_departments_first(place: District) -> None:
    batch = read(place, {"a.txt": table(form(1, 申请单位="滨海区说书馆", 一级预算单位="滨海区说书局"))})
    made = choosing.create_units(actor(place.administrator), batch, [("滨海区说书馆", "滨海区说书局")])
    assert [(unit.name, unit.is_department) for unit in made] == [("滨海区说书局", True), ("滨海区说书馆", False)]
    assert made[1].parent == made[0]
    assert work(batch).new_count == 1


def test_forms_of_units_that_the_administrator_does_not_administer_are_refused(place: District) -> None:
    object.__setattr__(place, "administrator", person("zi", "子", (Role.ADMINISTRATOR, place.other_department)))
    batch = read(place, {"a.txt": table(form(1))})
    assert "不在您管理的单位范围内" in batch.forms.get().reason


def test_a_file_that_cannot_be_read_is_named_and_stops_no_other(place: District) -> None:
    batch = read(place, {"照片.jpg": b"\xff\xd8\xff" + bytes(100), "a.txt": table(form(1))})
    assert (batch.state, batch.new_count, batch.files_done) == (BatchState.READY, 1, 2)
    bad = batch.files.get(state=FileState.REFUSED)
    assert (bad.name, "图片" in bad.message) == ("照片.jpg", True)


def test_an_archive_is_unpacked_into_its_files(place: District) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("甲/a.txt", table(form(1)))
        archive.writestr("乙/b.txt", table(form(2)))
        archive.writestr("坏.docx", b"PK\x03\x04 broken")
    batch = read(place, {"去年.zip": out.getvalue(), "c.txt": table(form(3))})
    assert (batch.files_total, batch.files_done, batch.new_count) == (4, 4, 3)
    assert [file.shown_name for file in batch.files.all()] == [
        "去年.zip", "去年.zip › a.txt", "去年.zip › b.txt", "去年.zip › 坏.docx", "c.txt",
    ]  # fmt: skip


def test_a_cancelled_import_stops_its_worker_and_leaves_nothing(place: District) -> None:
    batch = upload(place, {"a.txt": table(form(1))})
    lease = claim(batch.pk)
    assert lease is not None
    deciding.cancel(actor(place.administrator), batch)
    with pytest.raises(LeaseLost):
        read_files(batch, lease)
    assert work(batch).state == BatchState.CANCELLED
    assert not batch.forms.exists()


def test_one_worker_at_a_time_until_its_lease_runs_out(place: District) -> None:
    batch = upload(place, {"a.txt": table(form(1))})
    first = claim(batch.pk)
    assert first is not None
    assert claim(batch.pk) is None
    ImportBatch.objects.filter(pk=batch.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert work(batch).state == BatchState.READY
    with pytest.raises(LeaseLost):
        first.hold(BatchState.READING)


def test_a_file_on_which_workers_die_is_skipped_and_named(place: District) -> None:
    batch = upload(place, {"毒.txt": table(form(1)), "a.txt": table(form(2))})
    ImportBatch.objects.filter(pk=batch.pk).update(attempts=MOST_ATTEMPTS - 2)
    batch = work(batch)
    assert batch.state == BatchState.READY
    assert batch.files.get(name="毒.txt").state == FileState.REFUSED
    assert results(batch) == {"第2号公共文化服务项目": Result.NEW}


def test_an_import_that_gets_nowhere_says_so_and_can_be_tried_again(place: District) -> None:
    batch = read(place, {"a.txt": table(form(1))})
    deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version)
    ImportBatch.objects.filter(pk=batch.pk).update(attempts=MOST_ATTEMPTS)
    batch = work(batch)
    assert batch.state == BatchState.FAILED
    assert "连续" in batch.message
    deciding.retry(actor(place.administrator), batch)
    assert work(batch).state == BatchState.READY


def test_a_stage_that_breaks_releases_the_import_for_the_next_worker(
    place: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = upload(place, {"a.txt": table(form(1))})

    def breaks(*parts: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr("declarations.importing.reading_files._keep_forms", breaks)
        with pytest.raises(OSError, match="gone"):
            job.run(batch.pk)
    assert work(batch).new_count == 1


@pytest.mark.parametrize("size", [0, 51 * 1024 * 1024])
def test_empty_and_huge_files_are_refused_before_anything_is_kept(place: District, size: int) -> None:
    with pytest.raises(BadInput):
        upload(place, {"a.txt": b"" if not size else bytes(size)})
    assert not ImportBatch.objects.exists()


def test_only_administrators_start_an_import(place: District) -> None:
    object.__setattr__(place, "administrator", place.auditor)
    with pytest.raises(NotPermitted):
        upload(place, {"a.txt": table(form(1))})


def test_what_a_year_or_a_choice_cannot_be_is_refused(place: District) -> None:
    with pytest.raises(BadInput, match="年度"):
        upload(place, {"a.txt": table(form(1))}, year=1999)
    batch = read(place, {"a.txt": table(form(1))})
    with pytest.raises(ActionRefused, match="又有变化"):
        deciding.confirm(actor(place.administrator), batch, seen=batch.choices_version + 1)


def test_every_state_can_be_left_or_is_an_end() -> None:
    ends = {BatchState.CANCELLED, BatchState.UNDONE}
    assert {move.source for move in BATCH_MOVES} == set(BatchState) - ends
    assert {move.target for move in BATCH_MOVES} == set(BatchState) - {BatchState.UPLOADED}
    pairs = [(move.step, move.source) for move in BATCH_MOVES]
    assert len(pairs) == len(set(pairs))
    assert {move.step for move in BATCH_MOVES if move.mover is Mover.WORKER} >= {Step.START, Step.COMMITTED}


def test_a_lease_knows_its_moves() -> None:
    with pytest.raises(ValueError, match="does not start"):
        Lease(0, "", 0).step(Step.UNDO, BatchState.READY)


def test_the_unit_of_the_workbooks_is_the_district_s(place: District) -> None:
    assert place.unit.name == UNIT
