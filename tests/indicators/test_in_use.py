"""A template that a declaration is filled in on, in the administration: what is printed stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from declarations.models import Declaration
from declarations.workflow import Status
from declarations.writing.layout import declaration_layout
from indicators.loading import load_template
from indicators.models import TemplateRecord
from perfgoals.accounts.models import User
from tests.factories import TEMPLATE, declared, district
from tests.indicators.admin_forms import posted

pytestmark = pytest.mark.django_db

COPY = "保存为新的"
_UNTOUCHED: dict[str, dict[str, Any]] = {}


@pytest.fixture
def approved() -> Declaration:
    return declared(district(), Status.APPROVED)


@pytest.fixture
def admin(client: Client, approved: Declaration) -> Client:
    client.force_login(User.objects.create_superuser("root", password="not-a-secret-1", full_name="管理员甲"))
    return client


def address(page: str = "change", code: str = TEMPLATE) -> str:
    return reverse(f"admin:indicators_templaterecord_{page}", args=[TemplateRecord.objects.get(code=code).pk])


def untouched(admin: Client) -> dict[str, Any]:
    """What the page of the template posts when nothing on it is changed: the same for each of these tests."""
    page = address()
    if page not in _UNTOUCHED:
        _UNTOUCHED[page] = posted(admin.get(page).context)
    return _UNTOUCHED[page]


def saved(admin: Client, changes: dict[str, Any]) -> str:
    """The page that comes back with its complaints, "" when everything was saved."""
    response = admin.post(address(), untouched(admin) | changes)
    return response.content.decode() if response.status_code == 200 else ""


def place(inline: str, **values: str) -> str:
    """The prefix of the row with these values on the page, such as "fields-3"."""
    rows = list(getattr(TemplateRecord.objects.get(code=TEMPLATE), inline).all())
    return f"{inline}-{next(n for n, row in enumerate(rows) if all(getattr(row, k) == v for k, v in values.items()))}"


def printed(declaration: Declaration) -> Any:
    return declaration_layout(declaration.content, load_template(TEMPLATE))


def test_the_page_of_a_template_in_use_says_what_can_no_longer_be_changed(admin: Client) -> None:
    assert "已有申报使用这张表样" in admin.get(address()).content.decode()
    assert "已有申报使用这张表样" not in admin.get(address(code="project-2021")).content.decode()


def test_it_can_still_be_saved_as_it_is(admin: Client) -> None:
    assert saved(admin, {}) == ""


@pytest.mark.parametrize(
    ("inline", "row"),
    [("fields", {"key": "annual_goal"}), ("columns", {"key": "target"}), ("categories", {"level2": "数量指标"})],
)
def test_no_field_column_or_category_is_deleted(
    admin: Client, approved: Declaration, inline: str, row: dict[str, str]
) -> None:
    before = printed(approved)
    page = saved(admin, {f"{place(inline, **row)}-DELETE": "on"})
    assert "不能删除" in page
    assert COPY in page
    assert printed(approved) == before


@pytest.mark.parametrize(
    ("inline", "row", "change"),
    [
        ("fields", {"key": "annual_goal"}, {"key": "yearly_goal"}),
        ("fields", {"key": "annual_goal"}, {"label": "本年目标"}),
        ("fields", {"key": "year_amount"}, {"printed_label": "本年金额"}),
        ("fields", {"key": "annual_goal"}, {"row": "99"}),
        ("columns", {"key": "target"}, {"label": "指标值"}),
        ("columns", {"key": "explanation"}, {"key": "weight"}),
        ("categories", {"level2": "数量指标"}, {"level2": "规模指标"}),
        ("categories", {"level2": "数量指标"}, {"level1": "成果指标"}),
        ("categories", {"level2": "数量指标"}, {"required": ""}),
    ],
)
def test_nothing_that_is_printed_is_renamed_or_moved(
    admin: Client, approved: Declaration, inline: str, row: dict[str, str], change: dict[str, str]
) -> None:
    before, start = printed(approved), place(inline, **row)
    page = saved(admin, {f"{start}-{name}": value for name, value in change.items()})
    assert "这一项不能改" in page
    assert COPY in page
    assert printed(approved) == before


@pytest.mark.parametrize("change", [{"title": "另一个标题"}, {"amount_unit": "万元"}, {"code": "other"}])
def test_title_unit_and_code_stay(admin: Client, change: dict[str, str]) -> None:
    assert "这一项不能改" in saved(admin, change)


@pytest.mark.parametrize(
    ("inline", "values"),
    [
        (
            "fields",
            {"key": "leader", "label": "负责人", "kind": "text", "row": "99", "order": "0", "required": "never"},
        ),
        ("categories", {"level1": "产出指标", "level2": "安全指标", "order": "99"}),
    ],
)
def test_nothing_is_added_to_approved_paper(admin: Client, inline: str, values: dict[str, str]) -> None:
    template = TemplateRecord.objects.get(code=TEMPLATE)
    count = getattr(template, inline).count()
    added = {f"{inline}-{count}-{name}": value for name, value in values.items()}
    added |= {f"{inline}-TOTAL_FORMS": str(count + 1), f"{inline}-{count}-template": str(template.pk)}
    assert "不能增加" in saved(admin, added)
    assert getattr(template, inline).count() == count


def test_spellings_help_texts_choices_and_limits_may_change(admin: Client, approved: Declaration) -> None:
    before = printed(approved)
    goal, kind, quantity = (
        place("fields", key="annual_goal"),
        place("fields", key="project_type"),
        place("categories", level2="数量指标"),
    )
    changes = {
        f"{goal}-help_text": "写明年底要达到的效果。",
        f"{goal}-max_length": "1500",
        f"{goal}-spellings": "年度总目标\n本年度目标",
        f"{kind}-choices": "16 专项类项目\n99 其他",
        f"{quantity}-measures": "",
        "name_max_length": "80",
    }
    assert saved(admin, changes) == ""
    template = load_template(TEMPLATE)
    goal_field = template.field("annual_goal")
    assert goal_field is not None
    assert (goal_field.max_length, template.name_max_length) == (1500, 80)
    assert printed(approved) == before


def test_a_category_gains_spellings_but_loses_none(admin: Client) -> None:
    field = f"{place('categories', level2='数量指标')}-spellings"
    before = load_template(TEMPLATE).categories_named("数量指标")[0].spellings
    assert saved(admin, {field: "\n".join([*before, "数量目标", "产出数量"])}) == ""
    page = saved(admin, {field: "\n".join([*before, "产出数量"])})
    assert "不能去掉：数量目标" in page
    assert COPY in page


def test_a_copy_may_be_anything(admin: Client, approved: Declaration) -> None:
    before = printed(approved)
    data = untouched(admin) | {"code": "city-2028", "title": "本市申报表", "_saveasnew": "1"}
    data |= {
        f"{place('fields', key='annual_goal')}-label": "本年目标",
        f"{place('categories', level2='数量指标')}-DELETE": "on",
    }
    assert admin.post(address(), data).status_code == 302
    made = load_template("city-2028")
    goal = made.field("annual_goal")
    assert goal is not None
    assert goal.label == "本年目标"
    assert "数量指标" not in {category.level2 for category in made.categories}
    assert printed(approved) == before


def test_a_template_in_use_cannot_be_deleted(admin: Client) -> None:
    used = TemplateRecord.objects.get(code=TEMPLATE)
    assert admin.post(address("delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [str(used.pk)], "post": "yes"}
    admin.post(reverse("admin:indicators_templaterecord_changelist"), data)
    assert TemplateRecord.objects.filter(pk=used.pk).exists()


def test_a_template_that_nobody_uses_can_be_deleted(admin: Client) -> None:
    spare = TemplateRecord.objects.create(code="spare", title="备用表")
    assert admin.post(address("delete", "spare"), {"post": "yes"}).status_code == 302
    assert not TemplateRecord.objects.filter(pk=spare.pk).exists()
