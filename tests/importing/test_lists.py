"""Units, people and ceilings come in the way forms do: preview, confirmation, all or nothing."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from declarations.errors import MoveNotAllowed
from declarations.importflow import BatchState
from declarations.importing import deciding, uploading
from declarations.importing.uploading import Upload
from declarations.models import Ceiling, ImportBatch
from declarations.models.imports import BatchKind, Result
from perfgoals.accounts.models import Membership, Unit, UnitAlias, User
from perfgoals.accounts.roles import Role
from tests.factories import District, actor
from tests.importing.conftest import confirmed, work
from tests.importing.workbooks import UNIT


def listed(place: District, kind: BatchKind, text: str, name: str = "清单.csv") -> ImportBatch:
    data = text.encode()
    if name.endswith("xlsx"):
        book = openpyxl.Workbook()
        for line in text.splitlines():
            assert book.active is not None
            book.active.append(line.split(","))
        out = BytesIO()
        book.save(out)
        data = out.getvalue()
    return work(uploading.start(actor(place.administrator), [Upload(name, len(data), [data])], year=2027, kind=kind))


def results(batch: ImportBatch) -> list[str]:
    return [str(one.result) for one in batch.forms.order_by("pk")]


@pytest.mark.parametrize("name", ["单位.csv", "单位.xlsx"])
def test_units_come_in_with_those_above_first_and_their_other_names(place: District, name: str) -> None:
    text = (
        "序号,单位编码,单位名称,一级预算单位,别名\n"
        "1,985001,滨海区说书馆,否,说书馆、区说书馆\n"
        "2,985,滨海区说书局,是,\n"
        f"3,{place.unit.code},{place.unit.name},否,\n"
        "4,98x,坏编码,否,\n"
        "5,985002,,否,\n"
    )
    batch = listed(place, BatchKind.UNITS, text, name)
    assert results(batch) == [Result.NEW, Result.NEW, Result.SAME, Result.REFUSED, Result.REFUSED]
    assert not Unit.objects.filter(code="985").exists()
    done = confirmed(place, batch)
    assert (done.state, done.created_count, done.message) == (BatchState.DONE, 2, "")
    made = Unit.objects.get(code="985001")
    assert made.parent is not None
    assert (made.parent.code, made.parent.parent, made.parent.is_department) == ("985", place.bureau, True)
    assert {alias.name for alias in made.aliases.all()} == {"说书馆", "区说书馆"}
    assert results(listed(place, BatchKind.UNITS, text, name))[:3] == [Result.SAME] * 3


def test_a_unit_of_another_name_is_a_change_that_is_shown(place: District) -> None:
    batch = listed(place, BatchKind.UNITS, f"单位编码\t单位名称\n{place.unit.code}\t滨海区新评弹团\n", "a.txt")
    (one,) = batch.forms.all()
    assert one.changes == [{"label": "单位名称", "old": place.unit.name, "new": "滨海区新评弹团"}]
    confirmed(place, batch)
    place.unit.refresh_from_db()
    assert place.unit.name == "滨海区新评弹团"


def test_units_outside_the_administrator_s_own_are_refused(place: District) -> None:
    Membership.objects.filter(user=place.administrator).update(unit=place.other_department)
    batch = listed(place, BatchKind.UNITS, f"单位编码,单位名称\n{place.unit.code},改名\n")
    assert "不在您管理的单位范围内" in batch.forms.get().reason


def test_people_come_in_with_their_roles_and_without_a_password(place: District) -> None:
    text = (
        "用户名,姓名,单位编码,角色,分管的一级预算单位\n"
        f"tb9,新来的,{place.unit.code},填报人,\n"
        f"tb9,新来的,{place.department.name},部门审核人,\n"
        f"cz9,财政的,{place.bureau.code},财政审核人,{place.department.code}、{place.other_department.code}\n"
        f"jia,甲,{place.unit.name},填报人,\n"
        f"x1,错角色,{place.unit.code},皇帝,\n"
        f"x2,错位置,{place.unit.code},财政审核人,\n"
        "x3,错单位,999999,填报人,\n"
    )
    batch = listed(place, BatchKind.PEOPLE, text)
    assert results(batch) == [Result.NEW] * 3 + [Result.SAME] + [Result.REFUSED] * 3
    confirmed(place, batch)
    new, finance = User.objects.get(username="tb9"), User.objects.get(username="cz9")
    assert (new.full_name, new.must_change_password, new.has_usable_password()) == ("新来的", True, False)
    assert {one.role for one in new.memberships.all()} == {Role.DECLARANT, Role.DEPARTMENT_REVIEWER}
    assert set(finance.memberships.get().departments.all()) == {place.department, place.other_department}
    assert not User.objects.filter(username__in=("x1", "x2", "x3")).exists()


@pytest.mark.parametrize(("heading", "amount"), [("控制数（万元）", "1,234.5"), ("控制数(元)", "12345000")])
def test_ceilings_come_in_in_the_unit_of_their_heading(place: District, heading: str, amount: str) -> None:
    text = f"单位\t{heading}\n{place.unit.name}\t{amount}\n不认识的\t5\n{place.other_unit.code}\t很多\n"
    batch = listed(place, BatchKind.CEILINGS, text, "控制数.txt")
    assert results(batch) == [Result.NEW, Result.REFUSED, Result.REFUSED]
    confirmed(place, batch)
    assert Ceiling.objects.get(unit=place.unit).amount == Decimal(12345000)
    again = listed(place, BatchKind.CEILINGS, text.replace(amount, "7"), "控制数.txt")
    assert again.forms.first().changes[0]["old"] == "12,345,000.00"  # type: ignore[union-attr]


def test_an_entry_that_stands_twice_comes_in_once(place: District) -> None:
    line = f"{place.unit.name},5\n"
    batch = listed(place, BatchKind.CEILINGS, f"单位,控制数\n{line}{line}")
    assert (batch.new_count, batch.same_count) == (1, 1)
    assert "已有同一条" in batch.forms.get(duplicate=True).reason


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_written(place: District) -> None:
    batch = listed(place, BatchKind.CEILINGS, f"单位,控制数\n{place.unit.name},5\n{place.other_unit.code},6\n")
    Ceiling.objects.create(year=place.year, unit=place.unit, amount=1)
    held = confirmed(place, batch)
    assert (held.state, held.taken_count) == (BatchState.READY, 1)
    assert Ceiling.objects.count() == 1


def test_a_unit_that_cannot_be_stored_fails_the_whole_list_with_the_reason(place: District) -> None:
    UnitAlias.objects.create(unit=place.other_unit, name="老名")
    batch = listed(place, BatchKind.UNITS, f"单位编码,单位名称\n986,{'长' * 120}\n987,短\n")
    failed = confirmed(place, batch)
    assert failed.state == BatchState.FAILED
    assert "没有导入任何" in failed.message
    assert not Unit.objects.filter(code__in=("986", "987")).exists()


@pytest.mark.parametrize(
    ("name", "data"), [("a.pdf", b"%PDF-1.4 x"), ("a.txt", b"nothing here"), ("a.xlsx", b"PK\x03\x04")]
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(place: District, name: str, data: bytes) -> None:
    sent = [Upload(name, len(data), [data])]
    batch = work(uploading.start(actor(place.administrator), sent, year=2027, kind=BatchKind.UNITS))
    assert batch.files.get().message
    assert batch.form_count == 0


def test_lists_are_not_taken_back_as_a_whole(place: District) -> None:
    batch = confirmed(place, listed(place, BatchKind.CEILINGS, f"单位,控制数\n{place.unit.name},5\n"))
    with pytest.raises(MoveNotAllowed):
        deciding.undo(actor(place.administrator), batch, "")


def test_the_pages_of_a_list_speak_of_entries(admin: Client, place: District) -> None:
    text = f"单位,控制数\n{place.unit.name},5\n"
    batch = listed(place, BatchKind.CEILINGS, text)
    html = admin.get(batch.get_absolute_url()).content.decode()
    assert "导入 1 条" in html
    one = batch.forms.get()
    assert place.unit.name in admin.get(f"{batch.get_absolute_url()}?open={one.pk}").content.decode()
    assert "撤销这批" not in admin.get(confirmed(place, batch).get_absolute_url()).content.decode()


def line_of(kind: BatchKind, place: District, number: int) -> str:
    return {
        BatchKind.UNITS: f"9850{number:02d},滨海区第{number}书场,第{number}书场",
        BatchKind.PEOPLE: f"p{number},第{number}人,{place.unit.code},填报人,{place.department.code}",
        BatchKind.CEILINGS: f"9850{number:02d},{number}",
    }[kind]


HEADS = {
    BatchKind.UNITS: "单位编码,单位名称,别名\n985,滨海区说书局,\n",
    BatchKind.PEOPLE: "用户名,姓名,单位,角色,分管单位\n",
    BatchKind.CEILINGS: "单位,控制数\n",
}


@pytest.mark.parametrize("kind", list(HEADS))
def test_a_list_of_forty_entries_asks_the_database_as_often_as_one_of_four(place: District, kind: BatchKind) -> None:
    if kind == BatchKind.CEILINGS:
        for number in range(50):
            Unit.objects.create(code=f"9850{number:02d}", name=f"第{number}书场", parent=place.department)
    asked = []
    for first, last in ((0, 4), (4, 44)):
        text = HEADS[kind] + "\n".join(line_of(kind, place, number) for number in range(first, last))
        sent = [Upload("清单.csv", len(text.encode()), [text.encode()])]
        batch = uploading.start(actor(place.administrator), sent, year=2027, kind=kind)
        with CaptureQueriesContext(connection) as queries:
            batch = confirmed(place, work(batch))
        assert (batch.state, batch.message) == (BatchState.DONE, "")
        assert batch.created_count >= last - first
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    assert asked[0] < 90


def test_a_unit_that_moves_takes_along_what_stands_below_it(place: District) -> None:
    below = Unit.objects.create(code="983001001", name="说书馆分馆", parent=place.unit)
    text = f"单位编码,单位名称,上级单位编码\n{place.unit.code},{place.unit.name},{place.other_department.code}\n"
    confirmed(place, listed(place, BatchKind.UNITS, text))
    for unit in (place.unit, below):
        unit.refresh_from_db()
    assert place.unit.path == f"{place.other_department.path}{place.unit.code}/"
    assert below.path == f"{place.unit.path}{below.code}/"


def test_a_unit_cannot_be_brought_in_below_itself(place: District) -> None:
    below = Unit.objects.create(code="983001001", name="说书馆分馆", parent=place.unit)
    text = f"单位编码,单位名称,上级单位编码\n{place.unit.code},改名,{below.code}\n"
    failed = confirmed(place, listed(place, BatchKind.UNITS, text))
    assert failed.state == BatchState.FAILED
    assert "不能是本单位或它的下属单位" in failed.message


def test_an_alias_that_another_unit_had_goes_to_the_one_that_the_list_names(place: District) -> None:
    UnitAlias.objects.create(unit=place.other_unit, name="老书场")
    confirmed(place, listed(place, BatchKind.UNITS, f"单位编码,单位名称,别名\n{place.unit.code},{UNIT},老书场\n"))
    alias = UnitAlias.objects.get(name="老书场")
    assert (alias.unit, alias.folded_name) == (place.unit, "老书场")


def test_nobody_changes_the_account_of_somebody_from_elsewhere_by_a_list(place: District) -> None:
    Membership.objects.filter(user=place.administrator).update(unit=place.department)
    outsider = place.finance
    text = f"用户名,姓名,单位,角色\n{outsider.username},改名,{place.unit.code},填报人\n"
    batch = listed(place, BatchKind.PEOPLE, text)
    assert "不全在您管理的单位范围内" in batch.forms.get().reason


def test_full_width_user_names_are_the_plain_ones(place: District) -> None:
    text = f"用户名,姓名,单位,角色\nｎｅｗ１,某人,{place.unit.code},填报人\n"
    confirmed(place, listed(place, BatchKind.PEOPLE, text))
    assert User.objects.filter(username="new1").exists()
    assert results(listed(place, BatchKind.PEOPLE, text)) == [Result.SAME]


@pytest.mark.parametrize(
    ("kind", "head", "one", "other"),
    [
        (BatchKind.CEILINGS, "单位,控制数", "{unit},5", "{name},6"),
        (BatchKind.UNITS, "单位编码,单位名称", "985,说书局", "985,评书局"),
        (BatchKind.PEOPLE, "用户名,姓名,单位,角色", "x9,甲,{unit},填报人", "x9,乙,{name},填报人"),
    ],
)
def test_entries_that_contradict_each_other_are_refused_and_named(
    place: District, kind: BatchKind, head: str, one: str, other: str
) -> None:
    lines = [line.format(unit=place.unit.code, name=place.unit.name) for line in (one, other)]
    batch = listed(place, kind, "\n".join([head, *lines]))
    assert results(batch) == [Result.REFUSED] * 2
    assert all("第 2 行、第 3 行 说的是同一条" in form.reason for form in batch.forms.all())
