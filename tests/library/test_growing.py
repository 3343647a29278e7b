"""How the library grows from approved declarations, and what an administrator decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from declarations import actions
from declarations.errors import BadInput, MoveNotAllowed, NotPermitted
from declarations.library import gathering, keeping
from declarations.workflow import Status
from indicators.models import EntryState, LibraryIndicator, LibraryRecord
from perfgoals.accounts.models import Membership
from perfgoals.accounts.roles import Role
from tests.factories import District, actor, complete, declared, person, stored

NAME = "在册文化志愿者人数"


def the_entry(name: str = NAME) -> LibraryIndicator:
    return LibraryIndicator.objects.get(name=name)


def test_an_approval_makes_candidates_with_unit_year_target_and_formula(place: District) -> None:
    declaration = declared(place, Status.APPROVED)
    entry = the_entry("参与群众满意度")
    assert entry.state == EntryState.ACCEPTED  # delivered with the product: only its use is new
    candidate = the_entry()
    assert (candidate.state, candidate.measure, candidate.used_count) == (EntryState.CANDIDATE, "人", 1)
    use = candidate.uses.get()
    assert (use.unit, use.year, use.target, use.source) == (place.unit, 2027, "≥260人", declaration.pk)


def test_what_is_not_approved_adds_nothing(place: District) -> None:
    declared(place, Status.FINANCE_REVIEW)
    declared(place, Status.REJECTED)
    assert not LibraryIndicator.objects.filter(name=NAME).exists()


def test_gathering_again_counts_nothing_twice(place: District) -> None:
    declaration = declared(place, Status.APPROVED)
    before = LibraryIndicator.objects.count()
    assert gathering.gather.call([declaration.pk]) == 0
    assert gathering.gather_everything.call() == 0
    assert (LibraryIndicator.objects.count(), the_entry().used_count) == (before, 1)


def test_two_declarations_with_one_indicator_are_two_uses(place: District) -> None:
    declared(place, Status.APPROVED, name="项目一")
    declared(place, Status.APPROVED, name="项目二")
    assert the_entry().used_count == 2
    assert the_entry().last_year == 2027


def test_an_approved_adjustment_takes_the_place_of_what_it_adjusts(place: District) -> None:
    original = declared(place, Status.APPROVED)
    adjustment = actions.adjust(actor(place.declarant), original.pk, reason="调整")
    content = stored(adjustment).content
    rows = tuple(replace(row, target=row.target.replace("260", "280")) for row in content.indicators)
    changed = replace(content, indicators=rows)
    actions.save(actor(place.declarant), adjustment.pk, changed, seen=adjustment.version)
    for step, who in (("submit", place.declarant), ("pass_on", place.reviewer), ("approve", place.finance)):
        getattr(actions, step)(actor(who), adjustment.pk, seen=stored(adjustment).version)
    assert [use.source for use in the_entry().uses.all()] == [adjustment.pk]
    assert the_entry().used_count == 1


def test_accepted_merged_retired_restored_each_on_the_record(place: District) -> None:
    declared(place, Status.APPROVED)
    admin = actor(place.administrator)
    entry = keeping.accept(admin, the_entry().pk)
    assert entry in LibraryIndicator.objects.usable()
    keeping.retire(admin, entry.pk, "与另一条重复")
    assert entry not in LibraryIndicator.objects.usable()
    keeping.restore(admin, entry.pk)
    keeping.edit(admin, entry.pk, {"example_target": "≥300人", "keywords": "惠民"})
    told = [(record.step, record.detail, record.by_name) for record in entry.records.order_by("pk")]
    assert [step for step, _, _ in told] == ["accept", "retire", "restore", "edit"]
    assert told[1][1] == "与另一条重复"
    assert "常用目标值：≥260人 → ≥300人" in told[3][1]
    assert {who for _, _, who in told} == {"己"}
    with pytest.raises(TypeError):
        LibraryRecord.objects.first().delete()  # type: ignore[union-attr]


def test_what_was_merged_counts_where_it_was_merged_to_also_later(place: District) -> None:
    declared(place, Status.APPROVED, name="项目一")
    admin = actor(place.administrator)
    into = LibraryIndicator.objects.create(
        level1="效益指标", level2="可持续影响指标", name="志愿者数", example_target="≥1场", explanation="x"
    )
    keeping.merge(admin, the_entry().pk, into.pk)
    declared(place, Status.APPROVED, name="项目二")
    into.refresh_from_db()
    assert (into.used_count, the_entry().used_count, the_entry().state) == (2, 0, EntryState.MERGED)
    assert [record.step for record in into.records.all()] == ["merge"]


@pytest.mark.parametrize("step", ["accept", "merge", "retire", "restore", "edit"])
@pytest.mark.parametrize("who", ["declarant", "reviewer", "finance", "auditor"])
def test_nobody_but_an_administrator_decides(place: District, who: str, step: str) -> None:
    declared(place, Status.APPROVED)
    pk, me = the_entry().pk, actor(getattr(place, who))
    steps: dict[str, Callable[[], object]] = {
        "accept": lambda: keeping.accept(me, pk),
        "merge": lambda: keeping.merge(me, pk, pk),
        "retire": lambda: keeping.retire(me, pk, "x"),
        "restore": lambda: keeping.restore(me, pk),
        "edit": lambda: keeping.edit(me, pk, {"name": "x"}),
    }
    with pytest.raises(NotPermitted):
        steps[step]()
    with pytest.raises(NotPermitted):
        keeping.accept_many(me, [pk])


def test_an_administrator_of_a_department_keeps_no_library_of_the_district(place: District) -> None:
    declared(place, Status.APPROVED)
    local = person("gui", "癸", (Role.ADMINISTRATOR, place.department))
    assert Membership.objects.filter(user=local).exists()
    with pytest.raises(NotPermitted):
        keeping.accept(actor(local), the_entry().pk)


def test_steps_out_of_turn_and_without_a_reason_are_refused(place: District) -> None:
    declared(place, Status.APPROVED)
    admin, pk = actor(place.administrator), the_entry().pk
    keeping.accept(admin, pk)
    with pytest.raises(MoveNotAllowed):
        keeping.accept(admin, pk)
    with pytest.raises(MoveNotAllowed):
        keeping.restore(admin, pk)
    with pytest.raises(BadInput):
        keeping.retire(admin, pk, "  ")
    with pytest.raises(BadInput):
        keeping.merge(admin, pk, pk)
    other = LibraryIndicator.objects.usable().filter(level2="可持续影响指标").exclude(pk=pk).first()
    assert other is not None
    with pytest.raises(BadInput):
        keeping.edit(admin, pk, {"name": other.name})
    assert [record.step for record in the_entry().records.all()] == ["accept"]


def test_names_alike_are_offered_for_merging_the_nearest_first(place: District) -> None:
    complete(place)
    for name in ("在册文化志愿者的人数", "文化馆数量", "河道长度"):
        LibraryIndicator.objects.create(
            level1="效益指标", level2="可持续影响指标", name=name, example_target="≥1场", explanation="x"
        )
    declared(place, Status.APPROVED)
    assert [each.name for each in keeping.alike(the_entry())][:1] == ["在册文化志愿者的人数"]
    assert "河道长度" not in [each.name for each in keeping.alike(the_entry())]
    assert [each.name for each in keeping.alike(the_entry(), "hdcd")] == ["河道长度"]


def test_a_name_that_grows_when_it_is_folded_is_gathered_like_any_other(place: District) -> None:
    draft = complete(place)
    rows = list(draft.content.indicators)
    rows[0] = replace(rows[0], name="㎏" * 60)
    changed = replace(draft.content, indicators=tuple(rows))
    actions.save(actor(place.declarant), draft.pk, changed, seen=draft.version)
    for step, who in (("submit", place.declarant), ("pass_on", place.reviewer), ("approve", place.finance)):
        getattr(actions, step)(actor(who), draft.pk, seen=stored(draft).version)
    assert the_entry("㎏" * 60).used_count == 1
