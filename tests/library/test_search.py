"""Finding entries of the library by characters and by the initials of their pinyin."""

from __future__ import annotations

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from indicators import search
from indicators.models import EntryState, LibraryIndicator, LibraryUse
from indicators.usual import formula_in, parts_of_target
from perfgoals.accounts.models import Unit


def entry(name: str, level2: str = "数量指标", **values: object) -> LibraryIndicator:
    plain = {"level1": "测试", "example_target": "≥24场", "explanation": "反映次数"}
    return LibraryIndicator.objects.create(name=name, level2=level2, **plain | values)


def names(text: str, category: str = "") -> set[str]:
    found = LibraryIndicator.objects.filter(search.condition(text, category), industry="测试")
    return {each.name for each in found}


@pytest.fixture
def some(db: None) -> None:
    for name in ("公益演出场次", "演出出席率", "流动书车到达次数", "ＡＩ平台 调用次数"):
        entry(name, industry="测试", keywords="独家")


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("演出", {"公益演出场次", "演出出席率"}),
        ("益", {"公益演出场次"}),
        ("gyyc", {"公益演出场次"}),
        ("YCCX", {"演出出席率"}),
        ("益演", {"公益演出场次"}),
        ("公益场次", set()),
        ("演出 场次", {"公益演出场次"}),
        ("出演", set()),
        ("ai平台", {"ＡＩ平台 调用次数"}),
        ("ai", {"ＡＩ平台 调用次数"}),
        ("独家 书车", {"流动书车到达次数"}),
        ('\'; DROP TABLE "x" OR * NEAR(', set()),
        ("龘龘", set()),
    ],
)
def test_what_is_typed_finds_what_has_it(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.usefixtures("some")
def test_the_category_narrows_and_is_known_under_every_forms_name() -> None:
    entry("质量的演出", "质量指标", industry="测试")
    assert names("演出", search.category_key("质量")) == {"质量的演出"}
    assert search.category_key("数量指标") == search.category_key("数量") == search.category_key("*数量指标")


@pytest.mark.django_db
def test_a_changed_name_is_found_and_the_old_one_no_more() -> None:
    changed = entry("旧的名称", industry="测试")
    changed.name = "新的叫法"
    changed.save()
    assert names("叫法") == {"新的叫法"}
    assert names("旧的") == set()
    changed.delete()
    assert names("叫法") == set()


@pytest.mark.django_db
def test_a_blank_question_asks_for_nothing_in_particular() -> None:
    assert search.condition("  ，。") == Q()


def test_a_character_with_two_readings_is_found_by_both() -> None:
    assert {"hdcd", "hdzd"} <= set(search.initials_of("河道长度"))
    assert search.initials_of("公益演出场次")[0] == "gyyccc"
    assert len(search.initials_of("重长行乐参差" * 5)) <= 17


@given(st.text(max_size=30))
def test_every_text_is_indexed_by_tokens_that_need_no_quoting(text: str) -> None:
    tokens = search.grams_of(" ".join(search.words_of(text)), "数量")
    assert all(token.isascii() and token.isalnum() for token in tokens)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\x00", "%", "_", "\\", "' OR 1=1", "\ud800", "a" * 500, "演" * 500, "* & | !", "😀"])
def test_no_question_breaks_the_index(text: str) -> None:
    list(LibraryIndicator.objects.filter(search.condition(text.encode("utf-8", "replace").decode())))


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("≥24场", ("≥", "场")),
        ("≤160万元", ("≤", "万元")),
        ("100%", ("", "%")),
        ("2027年12月20日前", ("", "")),
        ("≥3次，每次不少于20人", ("", "")),
        ("及时", ("", "")),
        ("", ("", "")),
    ],
)
def test_mark_and_unit_stand_around_the_number(target: str, parts: tuple[str, str]) -> None:
    assert parts_of_target(target) == parts


def test_a_formula_is_the_fraction_in_an_explanation() -> None:
    assert formula_in("反映质量，合格件数/抽查件数×100%，按月抽查。") == "合格件数/抽查件数×100%"
    assert formula_in("年末在册的人数") == ""


@pytest.mark.django_db
def test_own_units_entries_stand_first_then_the_most_used() -> None:
    own, other = (Unit.objects.create(code=code, name=code, is_department=True) for code in ("971", "972"))
    rare, much, mine = entry("测速甲次数"), entry("测速乙次数"), entry("测速丙次数")
    for used, unit in ((much, other), (mine, own)):
        LibraryUse.objects.create(indicator=used, unit=unit, year=2027, source=used.pk)
    LibraryIndicator.objects.filter(pk=much.pk).update(used_count=9)
    suggested = LibraryIndicator.objects.suggested("数量", "测速", unit_ids=[own.pk])
    assert [each.name for each in suggested] == [mine.name, much.name, rare.name]
    assert [each.is_own for each in suggested] == [True, False, False]


@pytest.mark.django_db
def test_only_what_is_in_the_library_is_offered_and_other_categories_only_when_there_is_nothing_else() -> None:
    entry("测速候选次数", state=EntryState.CANDIDATE)
    entry("测速停用次数", state=EntryState.RETIRED)
    entry("测速合格率", "质量指标")
    suggested = LibraryIndicator.objects.suggested
    assert [each.name for each in suggested("数量指标", "测速")] == ["测速合格率"]
    entry("测速在库次数")
    assert [each.name for each in suggested("数量指标", "测速")] == ["测速在库次数"]
