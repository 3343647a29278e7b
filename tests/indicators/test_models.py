from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from indicators.fields import LinesField
from indicators.loading import load_review_sheet, load_template, load_templates
from indicators.models import (
    CategoryRecord,
    LibraryIndicator,
    LibraryRecord,
    LibraryUse,
    RubricGrade,
    RubricGroup,
    RubricItem,
    TemplateColumnRecord,
    TemplateFieldRecord,
    TemplateRecord,
)
from indicators.rubric import Outcome
from indicators.template import FieldKind, TemplateCategory
from perfgoals.accounts.models import User
from tests.indicators.admin_forms import posted

pytestmark = pytest.mark.django_db

# What is delivered; the uses and records of the library grow in the database.
GROWN = {LibraryUse, LibraryRecord}
ALL_MODELS = [model for model in apps.get_app_config("indicators").get_models() if model not in GROWN]


@pytest.fixture
def city() -> TemplateRecord:
    """A city's own form, nearly empty."""
    record = TemplateRecord.objects.create(code="city", title="本市项目申报表")
    TemplateFieldRecord.objects.create(template=record, key="name", label="项目名称", row=1)
    for order, key in enumerate(("level1", "level2", "name", "target")):
        TemplateColumnRecord.objects.create(template=record, key=key, label=f"列{order}", width=25, order=order)
    CategoryRecord.objects.create(template=record, level1="产出", level2="甲", order=1)
    return record


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin", password="not-a-secret-1", full_name="管理员甲"))
    return client


# --- values -----------------------------------------------------------------------------------------------------


def test_all_templates_are_loaded_in_four_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(4):
        assert len(load_templates()) >= 3


def test_one_template_is_loaded_in_four_queries(
    city: TemplateRecord, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        loaded = load_template(city.pk)
    assert loaded == load_template("city") == city.value()


def test_the_value_of_a_row_in_hand_takes_three_queries(
    city: TemplateRecord, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record = TemplateRecord.objects.get(pk=city.pk)
    with django_assert_num_queries(3):
        record.value()


def test_a_template_switched_off_is_not_offered_but_can_be_loaded(city: TemplateRecord) -> None:
    TemplateRecord.objects.filter(pk=city.pk).update(is_active=False)
    assert "city" not in {template.code for template in load_templates()}
    assert load_template("city").title == "本市项目申报表"


def test_a_template_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(TemplateRecord.DoesNotExist):
        load_template("nowhere")


def test_fields_come_by_row_and_place_in_the_row(city: TemplateRecord) -> None:
    for key, row, order in (("third", 2, 1), ("second", 1, 2), ("fourth", 2, 2)):
        TemplateFieldRecord.objects.create(template=city, key=key, label=key, row=row, order=order)
    assert [[field.key for field in line] for line in city.value().head_rows] == [
        ["name", "second"],
        ["third", "fourth"],
    ]


def test_a_level_1_stays_in_one_piece_when_the_numbers_interleave(city: TemplateRecord) -> None:
    CategoryRecord.objects.create(template=city, level1="效益", level2="丙", order=2)
    CategoryRecord.objects.create(template=city, level1="产出", level2="乙", order=3)
    levels = [(level1, [each.level2 for each in group]) for level1, group in city.value().levels()]
    assert levels == [("产出", ["甲", "乙"]), ("效益", ["丙"])]


def test_the_review_sheet_is_loaded_in_three_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        sheet = load_review_sheet()
    assert len(sheet.items) == 8


@pytest.mark.parametrize(
    ("points", "name", "outcome"),
    [
        ("100", "优", Outcome.APPROVE),
        ("90", "优", Outcome.APPROVE),
        ("89.99", "良", Outcome.APPROVE),
        ("80", "良", Outcome.APPROVE),
        ("79.5", "中", Outcome.RETURN),
        ("60", "中", Outcome.RETURN),
        ("59.99", "差", Outcome.STOP),
        ("0", "差", Outcome.STOP),
    ],
)
def test_points_give_a_grade_and_the_grade_says_what_may_be_decided(points: str, name: str, outcome: Outcome) -> None:
    grade = load_review_sheet().grade(Decimal(points))
    assert grade is not None
    assert (grade.name, grade.outcome) == (name, outcome)


def test_fewer_points_than_the_lowest_grade_give_none() -> None:
    RubricGrade.objects.filter(name="差").delete()
    assert load_review_sheet().grade(10) is None


# --- natural keys -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_row_is_found_again_by_its_natural_key(model: Any) -> None:
    rows = list(model.objects.all())
    assert rows
    for row in rows:
        assert model.objects.get_by_natural_key(*row.natural_key()) == row


# --- what is refused --------------------------------------------------------------------------------------------


def field(template: TemplateRecord, **values: Any) -> TemplateFieldRecord:
    return TemplateFieldRecord(template=template, **{"key": "leader", "label": "负责人", "row": 2, **values})


@pytest.mark.parametrize(
    ("values", "place", "said"),
    [
        ({"key": "year_amount", "kind": "text"}, "kind", "字段 year_amount 的填写方式只能是：金额。"),
        ({"key": "fund_purpose", "kind": "money"}, "kind", "单行文字、选项"),
        ({"kind": "money"}, "kind", "单行文字、多行文字、选项"),
        ({"key": "extra"}, "key", "系统保留"),
        ({"key": "负责人"}, "key", "小写字母"),
        ({"kind": "choice"}, "choices", "至少要有一个选项"),
        ({"choices": ["是"]}, "choices", "不需要选项"),
        ({"key": "is_new", "kind": "boolean", "max_length": 10}, "max_length", "只有文字类字段"),
        ({"max_length": 0}, "max_length", "应大于 0"),
        ({"printed_label": "金额（{单位}）"}, "printed_label", "{unit}"),
        ({"printed_label": "金额（{"}, "printed_label", "{unit}"),
        ({"spellings": ["一", "一"]}, "spellings", "重复"),
        ({"spellings": [""]}, "spellings", "列表"),
        ({"spellings": "一"}, "spellings", "列表"),
    ],
)
def test_a_field_that_cannot_work_is_refused_at_its_place(
    city: TemplateRecord, values: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        field(city, **values).full_clean()
    assert said in "".join(refused.value.message_dict[place])


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "choice", "choices": ["甲", "乙"]},
        {"key": "fund_purpose", "kind": "text"},
        {"key": "year_amount", "kind": "money", "printed_label": "金额（{unit}）"},
        {"kind": "long_text", "max_length": 500},
    ],
)
def test_a_field_that_works_is_accepted(city: TemplateRecord, values: dict[str, Any]) -> None:
    field(city, **values).full_clean()


def test_a_level_2_is_unique_within_its_level_1_only(city: TemplateRecord) -> None:
    CategoryRecord(template=city, level1="效益", level2="甲").full_clean()
    with pytest.raises(ValidationError, match="同一一级指标下已有这个二级指标"):
        CategoryRecord(template=city, level1="产出", level2="甲").full_clean()


@pytest.mark.parametrize(
    ("scheme", "total", "said"),
    [
        ("产出指标五十", "90", "看不懂“产出指标五十”"),
        ("产出 50，效益 30", "90", "合计 80，权重合计是 90"),
        ("产出 50，效益 40", None, "权重合计没有填写"),
    ],
)
def test_a_weight_scheme_that_does_not_fit_is_refused(scheme: str, total: str | None, said: str) -> None:
    record = TemplateRecord(code="w", title="权重表", total_weight=total and Decimal(total), weight_schemes=[scheme])
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert said in "".join(refused.value.message_dict["weight_schemes"])


def again(record: models.Model) -> None:
    record.pk = None
    record._state.adding = True
    record.save()


Breach = Callable[[TemplateRecord], object]
BREACHES: dict[str, Breach] = {
    "two templates of one code": lambda city: TemplateRecord.objects.create(code=city.code, title="另一张"),
    "weights without a total": lambda city: TemplateRecord.objects.create(code="w", title="权重表", has_weights=True),
    "an unknown unit of amounts": lambda city: TemplateRecord.objects.create(code="u", title="表", amount_unit="分"),
    "names of no length": lambda city: TemplateRecord.objects.create(code="n", title="表", name_max_length=0),
    "a field twice": lambda city: again(city.fields.get()),
    "an unknown kind": lambda city: city.fields.update(kind="number"),
    "an unknown requirement": lambda city: city.fields.update(required="sometimes"),
    "a limit of no characters": lambda city: city.fields.update(max_length=0),
    "a reserved key": lambda city: city.fields.update(key="indicators"),
    "a column twice": lambda city: again(city.columns.get(key="name")),
    "an unknown column": lambda city: city.columns.filter(key="name").update(key="colour"),
    "a column wider than the table": lambda city: city.columns.update(width=101),
    "a category twice": lambda city: again(city.categories.get()),
    "a category without a name": lambda city: city.categories.update(level2=""),
    "a category of no weight": lambda city: city.categories.update(weight=0),
    "an unknown measure": lambda city: city.categories.update(measures="weather"),
    "an item without points": lambda city: RubricItem.objects.update(points=0),
    "a group of a code twice": lambda city: again(RubricGroup.objects.all()[0]),
    "a grade above 100 points": lambda city: RubricGrade.objects.filter(name="优").update(minimum=101),
    "a grade with an unknown outcome": lambda city: RubricGrade.objects.update(outcome="maybe"),
    "an indicator of the library twice": lambda city: again(LibraryIndicator.objects.all()[0]),
}


@pytest.mark.parametrize("breach", BREACHES.values(), ids=BREACHES.keys())
def test_the_database_refuses(city: TemplateRecord, breach: Breach) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        breach(city)


# --- lists edited as lines --------------------------------------------------------------------------------------


def test_lines_become_a_list_without_blanks_and_repetitions() -> None:
    assert LinesField(required=False).clean(" 甲 \r\n\r\n乙\n甲\n") == ["甲", "乙"]
    assert LinesField(required=False).clean("") == []


def test_a_list_is_shown_as_lines_and_has_changed_only_when_its_texts_differ() -> None:
    lines = LinesField(required=False)
    assert lines.prepare_value(["甲", "乙"]) == "甲\n乙"
    assert not lines.has_changed(["甲", "乙"], "甲\r\n乙\r\n")
    assert lines.has_changed(["甲", "乙"], "乙\n甲")


# --- the library ------------------------------------------------------------------------------------------------


def test_the_library_suggests_by_category_under_any_spelling_and_by_every_word() -> None:
    for level2, name in (("数量指标", "甲类场次"), ("数量", "乙类场次"), ("质量指标", "甲类合格率")):
        LibraryIndicator.objects.create(
            level1="产出指标", level2=level2, name=name, example_target="1场", explanation="测试", keywords="独有 词语"
        )
    category = TemplateCategory("产出目标", "数量", spellings=("数量指标",))
    suggested = LibraryIndicator.objects.suggestions
    assert {each.name for each in suggested(category, "独有")} == {"甲类场次", "乙类场次"}
    assert {each.name for each in suggested(category, "独有 甲类")} == {"甲类场次"}
    assert suggested(category).count() > 2


# --- the administration -----------------------------------------------------------------------------------------

REGISTERED: list[type[models.Model]] = [TemplateRecord, RubricGroup, RubricGrade, LibraryIndicator]


def admin_url(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:indicators_{model._meta.model_name}_{page}", args=args)


def errors_in(response: HttpResponseBase) -> str:
    return getattr(response, "content", b"").decode() if response.status_code == 200 else ""


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_list_can_be_opened_and_searched(admin: Client, model: type[models.Model]) -> None:
    assert admin.get(admin_url(model, "changelist")).status_code == 200
    assert admin.get(admin_url(model, "changelist"), {"q": "指标"}).status_code == 200
    assert admin.get(admin_url(model, "add")).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_every_row_can_be_opened_and_saved_unchanged(admin: Client, model: type[models.Model]) -> None:
    before = [load_templates(), load_review_sheet(), list(LibraryIndicator.objects.values())]
    for row in model._default_manager.all()[:5]:
        url = admin_url(model, "change", row.pk)
        response = admin.post(url, posted(admin.get(url).context))
        assert response.status_code == 302, errors_in(response)
    assert [load_templates(), load_review_sheet(), list(LibraryIndicator.objects.values())] == before


def test_a_city_makes_its_own_form_out_of_a_known_one(admin: Client) -> None:
    known = TemplateRecord.objects.get(code="project-2024")
    url = admin_url(TemplateRecord, "change", known.pk)
    data = posted(admin.get(url).context) | {"code": "city-2027", "title": "本市申报表", "_saveasnew": "1"}
    assert admin.post(url, data).status_code == 302
    made, source = load_template("city-2027"), load_template("project-2024")
    assert (made.title, source.title) == ("本市申报表", "二级项目支出绩效目标申报表")
    assert (made.fields, made.columns, made.categories) == (source.fields, source.columns, source.categories)


def test_a_field_of_a_citys_own_is_added_without_code(admin: Client, city: TemplateRecord) -> None:
    url = admin_url(TemplateRecord, "change", city.pk)
    added = {"key": "leader", "label": "项目负责人", "kind": "text", "row": "2", "order": "1", "required": "always"}
    data = posted(admin.get(url).context) | {"fields-TOTAL_FORMS": "2", "fields-1-template": str(city.pk)}
    data |= {f"fields-1-{name}": value for name, value in added.items()} | {"fields-1-spellings": "负责人\n项目主管"}
    response = admin.post(url, data)
    assert response.status_code == 302, errors_in(response)
    leader = city.value().field("leader")
    assert leader is not None
    assert (leader.kind, leader.spellings) == (FieldKind.TEXT, ("负责人", "项目主管"))


def test_two_categories_that_cannot_be_told_apart_are_refused(admin: Client, city: TemplateRecord) -> None:
    CategoryRecord.objects.create(template=city, level1="产出", level2="乙", order=2)
    url = admin_url(TemplateRecord, "change", city.pk)
    data = posted(admin.get(url).context) | {"categories-1-spellings": "甲"}
    response = admin.post(url, data)
    assert "“产出”下的“甲”与“乙”有相同的写法" in errors_in(response)
    assert city.categories.get(level2="乙").spellings == []


def test_a_deleted_row_no_longer_stands_in_the_way(admin: Client, city: TemplateRecord) -> None:
    CategoryRecord.objects.create(template=city, level1="产出", level2="乙", order=2)
    url = admin_url(TemplateRecord, "change", city.pk)
    data = posted(admin.get(url).context) | {"categories-0-DELETE": "on", "categories-1-spellings": "甲"}
    response = admin.post(url, data)
    assert response.status_code == 302, errors_in(response)
    assert [each.level2 for each in city.categories.all()] == ["乙"]


def test_what_the_template_as_a_whole_lacks_is_said_after_saving(admin: Client, city: TemplateRecord) -> None:
    url = admin_url(TemplateRecord, "change", city.pk)
    data = posted(admin.get(url).context) | {"columns-0-width": "5"}
    page = admin.post(url, data, follow=True).content.decode()
    assert "指标表各列宽度合计 80%，应为 100%，请调整。" in page


def test_the_points_of_a_group_are_shown_in_the_list(admin: Client) -> None:
    page = admin.get(admin_url(RubricGroup, "changelist")).content.decode()
    for name, points in (("完整性", 20), ("相关性", 30), ("适当性", 30), ("可行性", 20)):
        assert name in page
        assert f'<td class="field-points">{points}</td>' in page
