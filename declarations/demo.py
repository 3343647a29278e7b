"""A demo year: people of every role and declarations in every state, made through the ordinary actions.

The year before has approved declarations, so that what carries over from it can be seen: last year's targets beside
this year's, what differs, and the indicators that the library has grown from.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from declarations import actions, checking, projects
from declarations.carrying import Choice, Part
from declarations.content import ROW_FIELDS, DeclarationContent
from declarations.errors import HasErrors
from declarations.models import Ceiling, Declaration, DeclarationYear
from declarations.workflow import Action, Status
from indicators.models import TemplateRecord
from perfgoals.accounts.actors import actor_for
from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Actor, Role

YEAR = 2027
EARLIER = YEAR - 1
PASSWORD = "Yanshi-2027"  # noqa: S105 - the demo's sign-in, printed on purpose; load_demo is no part of bootstrap
_NAMES = (
    "林晓 陈静 黄志强 周敏 吴海涛 郑洁 何伟 罗琳 梁建国 宋颖 许文 邓丽 曹磊 彭程 萧然 田野 董芳 潘越 袁媛 蒋平".split()
)
_TWO_AT_WORK = "031001"
# The level-1 project of the demo, and the unit whose projects belong to it.
_LEVEL_ONE = {
    "unit": "031",
    "name": "公共文化服务体系建设",
    "code": "Y031-01",
    "note": "文化馆、图书馆的年度服务项目。",
}
# What makes a row the same one in two contents: it keeps its key then.
_SAME_ROW = {"indicators": ("level2", "name"), "budget_lines": ("item",), "plan": ("year",)}
# Which actions take a demo declaration from a draft to its state.
_PATHS: dict[str, tuple[Action, ...]] = {
    "draft": (),
    "department_review": (Action.SUBMIT,),
    "finance_review": (Action.SUBMIT, Action.PASS_ON),
    "returned": (Action.SUBMIT, Action.RETURN),
    "rejected": (Action.SUBMIT, Action.PASS_ON, Action.REJECT),
    "approved": (Action.SUBMIT, Action.PASS_ON, Action.APPROVE),
    "adjustment": (Action.SUBMIT, Action.PASS_ON, Action.APPROVE, Action.ADJUST),
}


@dataclass(frozen=True)
class SignIn:
    """One demo person, for the list that is printed."""

    username: str
    name: str
    role: str
    unit: str


def load() -> list[SignIn]:
    """Make what is missing of the demo and return who can sign in; safe to run again."""
    people = list(_people())
    year = _year(YEAR)
    if not year.declarations.exists():
        _declare_earlier()
        for case in _cases():
            _declare(year, case)
        ceilings(year)
        _level_one()
    return people


def _cases(folder: str = "") -> Iterator[dict[str, Any]]:
    for path in sorted(Path(settings.BASE_DIR, "fixtures", "demo", folder).glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        yield from data if isinstance(data, list) else [data]


def _declare_earlier() -> None:
    """The approved declarations of the year before, which was open only for them."""
    year = _year(EARLIER)
    if year.declarations.exists():
        return
    for case in _cases("earlier"):
        _declare(year, case)
    for name in ("opens_at", "closes_at", "department_review_until", "finance_review_until"):
        setattr(year, name, getattr(year, name) - timedelta(days=365))
    year.save()


def _level_one() -> None:
    """A level-1 project with the projects of the units below it."""
    unit = Unit.objects.get(code=_LEVEL_ONE["unit"])
    administrator = actor_for(User.objects.get(username="admin"))
    found = projects.create(administrator, unit, _LEVEL_ONE)
    for project in projects.candidates(found, "", limit=20):
        projects.add(administrator, found.pk, project.pk)


def _year(number: int) -> DeclarationYear:
    """A demo year, open for some weeks from whenever the demo is started."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    dates = {
        "closes_at": now.replace(hour=18) + timedelta(days=20),
        "department_review_until": now.replace(hour=18) + timedelta(days=28),
        "finance_review_until": now.replace(hour=18) + timedelta(days=42),
    }
    template = TemplateRecord.objects.order_by("pk").first()
    defaults = {"template": template, "opens_at": now - timedelta(days=30), **dates}
    year, _ = DeclarationYear.objects.get_or_create(year=number, defaults=defaults)
    if number == YEAR and year.closes_at < timezone.now():
        DeclarationYear.objects.filter(pk=year.pk).update(**dates)
    return year


def _people() -> Iterator[SignIn]:
    """A declarant for every unit that fills in, a reviewer for every department, and the finance bureau's people."""
    root = Unit.objects.filter(parent=None).order_by("path").first()
    if root is None:
        return
    names = iter(_NAMES * 5)
    departments = list(Unit.objects.departments().exclude(pk=root.pk))
    filling = {case["unit"] for case in _cases()}
    for unit in Unit.objects.filter(code__in=filling):
        yield _person(f"tb{unit.code}", next(names), unit, Role.DECLARANT)
    for unit in departments:
        yield _person(f"bm{unit.code}", next(names), unit, Role.DEPARTMENT_REVIEWER)
    half = (len(departments) + 1) // 2
    yield _person("cz01", next(names), root, Role.FINANCE_REVIEWER, departments[:half])
    yield _person("cz02", next(names), root, Role.FINANCE_REVIEWER, [*departments[half:], root])
    yield _person("admin", next(names), root, Role.ADMINISTRATOR, superuser=True)
    yield _person("sj01", next(names), root, Role.AUDITOR)
    # A colleague, for what two people of one unit do: fill in together, hand over.
    yield _person(f"tb{_TWO_AT_WORK}b", "陆遥", Unit.objects.get(code=_TWO_AT_WORK), Role.DECLARANT)


def _person(
    username: str, name: str, unit: Unit, role: Role, departments: list[Unit] | None = None, *, superuser: bool = False
) -> SignIn:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, full_name=name, is_staff=superuser, is_superuser=superuser)
        user.set_password(PASSWORD)
        user.save()
    membership, _ = Membership.objects.get_or_create(user=user, unit=unit, role=role)
    if departments:
        membership.departments.set(departments)
    return SignIn(username, user.full_name, Role(role).label, unit.name)


def _declare(year: DeclarationYear, case: dict[str, Any]) -> None:
    """Take one demo declaration to its state, each step by the person whose step it is."""
    unit = Unit.objects.get(code=case["unit"])
    content = DeclarationContent.from_json(case["content"])
    declarant = actor_for(User.objects.get(username=f"tb{unit.code}"))
    declaration = _begin(declarant, year, unit, content)
    saved = actions.save(declarant, declaration.pk, _with_keys(content, declaration), seen=declaration.version)
    declaration = saved.declaration
    for action in _steps(case):
        declaration = _step(declaration, action, case)
    if case.get("adjusted"):
        laid_over = DeclarationContent.from_json(case["content"] | case["adjusted"])
        actions.save(declarant, declaration.pk, _with_keys(laid_over, declaration), seen=declaration.version)


def _begin(declarant: Actor, year: DeclarationYear, unit: Unit, content: DeclarationContent) -> Declaration:
    """A new draft: from last year's declaration of that name where there is one."""
    earlier = Declaration.objects.filter(unit=unit, name=content.name, year__year=year.year - 1).first()
    if earlier is not None:
        return actions.renew(declarant, earlier.pk, year, choices=dict.fromkeys(Part, Choice.KEEP)).declaration
    template = next(record for record in TemplateRecord.objects.all() if record.title == content.form)
    return actions.create(declarant, year, unit, name=content.name, template=template)


def _steps(case: dict[str, Any]) -> tuple[Action, ...]:
    """The actions of the state; a return by the finance bureau comes after the department has passed it on."""
    steps = _PATHS[case["state"]]
    if case["state"] == "returned" and case.get("decided_by") == "finance":
        return (Action.SUBMIT, Action.PASS_ON, Action.RETURN)
    return steps


def _with_keys(content: DeclarationContent, declaration: Declaration) -> DeclarationContent:
    """What is saved over a stored declaration: its code, and the keys of the rows that it has already."""
    current = Declaration.objects.with_content().get(pk=declaration.pk).content
    rows: dict[str, Any] = {}
    for part in ROW_FIELDS:
        name = attrgetter(*_SAME_ROW[part])
        keys = {name(row): row.key for row in getattr(current, part)}
        rows[part] = tuple(replace(row, key=keys.pop(name(row), "")) for row in getattr(content, part))
    return replace(content, code=current.code, **rows)


def _step(declaration: Declaration, action: Action, case: dict[str, Any]) -> Declaration:
    declarant = actor_for(User.objects.get(username=f"tb{declaration.unit.code}"))
    if action == Action.SUBMIT:
        return _submit(declaration, declarant)
    if action == Action.ADJUST:
        return actions.adjust(declarant, declaration.pk, reason=case["reason"])
    if action == Action.PASS_ON and declaration.unit_id == declaration.department_id:
        return declaration
    reviewer = actor_for(_reviewer(declaration))
    opinion = case["opinion"] if action in (Action.RETURN, Action.REJECT) else ""
    return actions.decide(reviewer, declaration.pk, action, seen=declaration.version, opinion=opinion)


def _submit(declaration: Declaration, declarant: Actor) -> Declaration:
    """Submit with a sentence on every warning that stays."""
    try:
        return actions.submit(declarant, declaration.pk, seen=declaration.version)
    except HasErrors as stopped:
        content = Declaration.objects.with_content().get(pk=declaration.pk).content
        said = {
            checking.finding_key(content, each.code, each.field): "已与业务科室核对，按实际情况填写。"
            for each in stopped.findings
        }
        return actions.submit(declarant, declaration.pk, seen=declaration.version, explanations=said)


def _reviewer(declaration: Declaration) -> User:
    """Whose turn it is: the department's reviewer, or the finance reviewer of that department."""
    if declaration.status == Status.DEPARTMENT_REVIEW:
        return User.objects.get(username=f"bm{declaration.department.code}")
    return User.objects.get(
        memberships__role=Role.FINANCE_REVIEWER,
        memberships__departments=declaration.department,
        username__startswith="cz",
    )


def ceilings(year: DeclarationYear) -> None:
    """A ceiling for every unit that declares: somewhat above what it asks for."""
    for unit in Unit.objects.filter(declarations__year=year).distinct():
        asked = sum((d.year_amount or Decimal(0)) for d in unit.declarations.filter(year=year, revision=0))
        amount = (asked * Decimal("1.08")).quantize(Decimal("1E4"))
        Ceiling.objects.get_or_create(year=year, unit=unit, defaults={"amount": amount})
