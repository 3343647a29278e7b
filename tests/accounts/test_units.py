"""The tree of units, and finding a unit by the name that a document prints."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from perfgoals.accounts.models import Unit, UnitAlias
from tests.accounts.conftest import District


def test_the_path_is_made_of_the_codes_from_the_root(district: District) -> None:
    assert district.hall.path == "/901/911/911001/"


def test_a_subtree_is_the_unit_and_what_stands_below_it(district: District) -> None:
    found = Unit.objects.in_subtree(district.culture.path)
    assert list(found) == [district.culture, district.hall]
    assert district.hall.in_subtree(district.culture.path)
    assert not district.hall.in_subtree(district.water.path)


def test_a_code_that_begins_like_another_is_no_part_of_its_subtree(district: District) -> None:
    other = Unit.objects.create(code="9111", name="云屏区文化站", parent=district.finance)
    assert other not in Unit.objects.in_subtree(district.culture.path)


def test_moving_a_unit_takes_everything_below_it_along(district: District) -> None:
    stage = Unit.objects.create(code="911001001", name="云屏区小剧场", parent=district.hall)
    district.culture.parent = district.water
    district.culture.save()
    district.hall.refresh_from_db()
    stage.refresh_from_db()
    assert district.hall.path == "/901/921/911/911001/"
    assert stage.path == "/901/921/911/911001/911001001/"


def test_a_new_code_moves_the_subtree_too_even_when_only_the_code_is_saved(district: District) -> None:
    district.culture.code = "912"
    district.culture.save(update_fields=["code"])
    district.hall.refresh_from_db()
    assert district.hall.path == "/901/912/911001/"


def test_moving_leaves_other_departments_where_they_are(district: District) -> None:
    district.culture.parent = district.water
    district.culture.save()
    district.water.refresh_from_db()
    assert district.water.path == "/901/921/"


def test_a_unit_cannot_stand_below_itself(district: District) -> None:
    district.culture.parent = district.hall
    with pytest.raises(ValidationError) as refused:
        district.culture.full_clean()
    assert refused.value.message_dict == {"parent": ["上级单位不能是本单位或它的下属单位（云屏区文化馆），请另选。"]}
    district.culture.parent = district.culture
    with pytest.raises(ValidationError):
        district.culture.save()


def test_a_unit_without_a_parent_has_to_be_a_department() -> None:
    with pytest.raises(ValidationError, match="须是一级预算单位"):
        Unit(code="990", name="云屏区档案馆").clean()


@pytest.mark.parametrize("code", ["9A1", "９０１", "901 ", "901\n"])
def test_a_code_is_digits_only(db: None, code: str) -> None:
    with pytest.raises(ValidationError, match="单位编码只能是数字"):
        Unit(code=code, name="云屏区档案馆", is_department=True).full_clean()


def test_a_unit_with_units_below_it_cannot_be_deleted(district: District) -> None:
    with pytest.raises(ProtectedError):
        district.culture.delete()


def test_the_department_is_the_unit_itself_or_the_nearest_above(district: District) -> None:
    stage = Unit.objects.create(code="911001001", name="云屏区小剧场", parent=district.hall)
    assert district.culture.department == district.culture
    assert stage.department == district.culture


def test_a_unit_is_found_by_name_and_by_alias_however_it_is_printed(district: District) -> None:
    UnitAlias.objects.create(unit=district.hall, name="区群众艺术馆(云屏)")
    assert Unit.objects.matching(" 云屏区文化馆 ") == [district.hall]
    assert Unit.objects.matching("区群众艺术馆（云屏）") == [district.hall]
    assert Unit.objects.matching("云屏区文化局（本级）") == [district.culture]


def test_a_name_that_nobody_bears_matches_nothing(district: District) -> None:
    assert Unit.objects.matching("云屏区文化") == []
    assert Unit.objects.matching(" \n") == []


def test_a_renamed_unit_is_found_by_its_new_name_only(district: District) -> None:
    district.hall.name = "云屏区群艺馆"
    district.hall.save(update_fields=["name"])
    assert Unit.objects.matching("云屏区群艺馆") == [district.hall]
    assert Unit.objects.matching("云屏区文化馆") == []


def test_two_units_of_one_name_are_both_told(district: District) -> None:
    twin = Unit.objects.create(code="921001", name="云屏区 文化馆", parent=district.water)
    assert Unit.objects.matching("云屏区文化馆") == [district.hall, twin]


def test_the_unit_that_is_printed_exactly_so_wins_over_its_own_level(district: District) -> None:
    own = Unit.objects.create(code="911000", name="云屏区文化局（本级）", parent=district.culture)
    assert Unit.objects.matching("云屏区文化局(本级)") == [own]
    assert Unit.objects.matching("云屏区文化局") == [district.culture]


def test_finding_a_unit_takes_two_queries_however_many_there_are(
    district: District, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        Unit.objects.matching("云屏区文化馆")


def test_no_two_units_are_printed_under_the_same_alias(district: District) -> None:
    UnitAlias.objects.create(unit=district.hall, name="区馆")
    with pytest.raises(IntegrityError):
        UnitAlias.objects.create(unit=district.water, name="区馆")


def test_the_delivered_units_have_paths_and_are_found_as_printed(db: None) -> None:
    hall = Unit.objects.get(code="031001")
    assert hall.path == "/001/031/031001/"
    assert hall.department.code == "031"
    assert Unit.objects.matching("区文广旅体局") == [hall.department]
    assert not Unit.objects.filter(path="").exists()


def test_every_delivered_name_means_one_unit(db: None) -> None:
    names = [*Unit.objects.values_list("name", flat=True), *UnitAlias.objects.values_list("name", flat=True)]
    assert [name for name in names if len(Unit.objects.matching(name)) != 1] == []
