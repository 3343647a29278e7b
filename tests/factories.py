"""An invented district for tests with a database: units, a person of each role, a year, declarations in every state.

    place = district()
    declaration = declared(place, Status.FINANCE_REVIEW, name="街道分馆建设")
    client.force_login(place.finance)

Declarations are made through the actions, so they have the events and counts that real ones have.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from declarations import actions
from declarations.content import DeclarationContent, Indicator
from declarations.models import Declaration, DeclarationYear
from declarations.workflow import Status
from indicators.models import TemplateRecord
from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Actor, Role

YEAR = 2027
TEMPLATE = "project-2024"
OPINION = "请补充测算依据。"

SignIn = Callable[[User], Client]  # the fixture `as_user`


@dataclass(frozen=True)
class District:
    """Units and people.

    `declarant` and `colleague` fill in for `unit`, `stranger` for a unit of the other department.
    """

    bureau: Unit
    department: Unit
    unit: Unit
    other_department: Unit
    other_unit: Unit
    year: DeclarationYear
    declarant: User
    colleague: User
    department_declarant: User
    reviewer: User
    finance: User
    administrator: User
    auditor: User
    stranger: User
    other_reviewer: User

    @property
    def template(self) -> TemplateRecord:
        """The template of the year."""
        return self.year.template


def unit(code: str, name: str, parent: Unit | None = None, *, is_department: bool = False) -> Unit:
    """A unit of the tree."""
    return Unit.objects.create(code=code, name=name, parent=parent, is_department=is_department or parent is None)


def person(username: str, name: str, *roles: tuple[Role, Unit], departments: tuple[Unit, ...] = ()) -> User:
    """A user with these roles; `departments` are those assigned to a finance reviewer."""
    user = User.objects.create_user(username=username, password="滨海-2027-口令", full_name=name)
    for role, where in roles:
        membership = Membership.objects.create(user=user, unit=where, role=role)
        if role is Role.FINANCE_REVIEWER:
            membership.departments.set(departments)
    return user


def open_year(year: int = YEAR, template: str = TEMPLATE) -> DeclarationYear:
    """A year that opened a month ago and closes in a month."""
    now = timezone.now()
    return DeclarationYear.objects.create(
        year=year,
        template=TemplateRecord.objects.get(code=template),
        opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=30),
        department_review_until=now + timedelta(days=40),
        finance_review_until=now + timedelta(days=50),
    )


def district(template: str = TEMPLATE) -> District:
    """The whole cast, in an open year."""
    bureau = unit("980", "滨海区财政局")
    department = unit("981", "滨海区文化广电旅游体育局", bureau, is_department=True)
    library = unit("981001", "滨海区文化馆", department)
    other_department = unit("982", "滨海区水务局", bureau, is_department=True)
    other_unit = unit("982001", "滨海区河道管理所", other_department)
    return District(
        bureau=bureau,
        department=department,
        unit=library,
        other_department=other_department,
        other_unit=other_unit,
        year=open_year(template=template),
        declarant=person("jia", "甲", (Role.DECLARANT, library)),
        colleague=person("yi", "乙", (Role.DECLARANT, library)),
        department_declarant=person("bing", "丙", (Role.DECLARANT, department)),
        reviewer=person("ding", "丁", (Role.DEPARTMENT_REVIEWER, department)),
        finance=person("wu", "戊", (Role.FINANCE_REVIEWER, bureau), departments=(department,)),
        administrator=person("ji", "己", (Role.ADMINISTRATOR, bureau)),
        auditor=person("geng", "庚", (Role.AUDITOR, bureau)),
        stranger=person("xin", "辛", (Role.DECLARANT, other_unit)),
        other_reviewer=person("ren", "壬", (Role.DEPARTMENT_REVIEWER, other_department)),
    )


def actor(user: User) -> Actor:
    """The person as actions want them."""
    return user.actor()


def draft(
    place: District, *, name: str = "公共文化场馆开放", by: User | None = None, where: Unit | None = None
) -> Declaration:
    """A blank draft that has nothing but a name."""
    return actions.create(actor(by or place.declarant), place.year, where or place.unit, name=name)


def filled(content: DeclarationContent, **values: Any) -> DeclarationContent:
    """`content` completed so that no rule complains; `values` are head fields that should be otherwise.

    What speaks of money follows `year_amount`.
    """
    year: Decimal = values.get("year_amount", Decimal(1596000))
    head: dict[str, Any] = {
        "period_years": 1,
        "project_type": "16 专项类项目",
        "is_new": False,
        "allocation_method": "因素法",
        "total_amount": year,
        "year_amount": year,
        "policy_basis": "《公共文化服务保障办法》第三十一条关于文化场馆免费开放的规定。",
        "calculation_basis": f"1.公益演出：24场×{year / 48:f}元={year / 2:f}元。\n2.场馆物业与安保：{year / 2:f}元。",
        "annual_goal": "全年开放场馆并举办公益演出24场，服务群众18万人次以上。",
    }
    rows = tuple(_filled_row(row, year) for row in content.indicators)
    return replace(content.with_values(head | values), indicators=rows)


_ROWS = {
    "数量": ("公益演出场次", "≥24场", "反映全年举办公益演出的次数"),
    "质量": ("舞台设备完好率", "≥98%", "完好设备台数占在用设备台数的比例"),
    "时效": ("演出计划完成时间", "2027年12月31日前", "全部场次在年底以前演完"),
    "成本": ("项目成本控制数", "≤{cost}万元", "实际支出不超过预算"),
    "经济": ("带动文创产品销售额", "≥120万元", "馆内文创商店全年销售收入"),
    "社会": ("服务群众人次", "≥18万人次", "到馆和流动服务人次合计"),
    "生态": ("可回收布景使用率", "≥80%", "可回收布景占全部布景的比例"),
    "可持续": ("在册文化志愿者人数", "≥260人", "年末在册的志愿者人数"),
    "服务对象": ("参与群众满意度", "≥92%", "满意问卷占有效问卷的比例"),
    "其他": ("演职人员满意度", "≥90%", "满意的演职人员占参与演职人员的比例"),
}


def _filled_row(row: Indicator, year: Decimal) -> Indicator:
    name, target, explanation = next(texts for start, texts in _ROWS.items() if row.level2.strip().startswith(start))
    return replace(row, name=name, target=target.format(cost=f"{year / 10_000:f}"), explanation=explanation)


def complete(place: District, *, by: User | None = None, where: Unit | None = None, **values: Any) -> Declaration:
    """A draft that may be submitted as it is."""
    author = by or place.declarant
    blank = draft(place, by=author, where=where, name=values.pop("name", "公共文化场馆开放"))
    actions.save(actor(author), blank.pk, filled(blank.content, **values), seen=blank.version)
    return stored(blank)


def stored(declaration: Declaration) -> Declaration:
    """The declaration as it stands in the database now."""
    return Declaration.objects.with_content().get(pk=declaration.pk)


def declared(place: District, status: Status | str, **values: Any) -> Declaration:
    """A declaration of `place.unit` that stands at `status`, brought there step by step."""
    declaration = complete(place, **values)
    steps = {
        Status.DRAFT: "",
        Status.DISCARDED: "discard",
        Status.DEPARTMENT_REVIEW: "submit",
        Status.RETURNED: "submit return",
        Status.REJECTED: "submit reject",
        Status.FINANCE_REVIEW: "submit pass_on",
        Status.APPROVED: "submit pass_on approve",
    }
    for step in steps[Status(status)].split():
        declaration = _take(place, declaration, step)
    return stored(declaration)


def _take(place: District, declaration: Declaration, step: str) -> Declaration:
    pk, seen = declaration.pk, declaration.version
    if step == "submit":
        return actions.submit(actor(place.declarant), pk, seen=seen)
    if step == "discard":
        return actions.discard(actor(place.declarant), pk, seen=seen)
    if step == "pass_on":
        return actions.pass_on(actor(place.reviewer), pk, seen=seen)
    if step == "approve":
        return actions.approve(actor(place.finance), pk, seen=seen)
    decide = actions.return_ if step == "return" else actions.reject
    return decide(actor(place.reviewer), pk, seen=seen, opinion=OPINION)
