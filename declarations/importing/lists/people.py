"""People as a list: user name, name, telephone, and a role in a unit; somebody with two roles has two rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from declarations.importing.lists.kind import AT_ONCE, Entry, Finding, Known, ListKind, judged, valid
from declarations.reading.lists import ListColumn
from perfgoals.accounts.models import Membership, Unit, User
from perfgoals.accounts.roles import Role

COLUMNS = (
    ListColumn("username", "用户名", ("账号", "登录名"), required=True),
    ListColumn("full_name", "姓名", required=True),
    ListColumn("phone", "联系电话", ("电话", "手机")),
    ListColumn("unit", "单位", ("单位编码", "单位名称", "所在单位"), required=True),
    ListColumn("role", "角色", required=True),
    ListColumn("departments", "分管的一级预算单位", ("分管单位", "分管部门")),
)
_USERNAME = re.compile(r"[\w.@+-]{1,150}")
_BETWEEN = re.compile(r"[、,，;；/\s]+")


def _role(entry: Entry) -> Role | None:
    return next((role for role in Role if entry.get("role") in (role.value, str(role.label))), None)


def _username(entry: Entry) -> str:
    """The user name as accounts have it: full-width letters are the plain ones."""
    return User.normalize_username(entry.get("username"))


def _departments(known: Known, entry: Entry) -> list[Unit | None]:
    return [known.unit(text) for text in _BETWEEN.split(entry.get("departments")) if text]


def gather(known: Known) -> None:
    """All people with their roles, four queries."""
    people = User.objects.prefetch_related("memberships__unit", "memberships__departments")
    known.more["people"] = {user.username: user for user in people}


def judge(known: Known, entry: Entry) -> Finding:
    """What bringing in a person would do."""
    unit, role = known.unit(entry.get("unit")), _role(entry)
    user: User | None = known.more["people"].get(_username(entry))
    problems = list(_problems(known, entry, user, unit, role))
    if problems or user is None or unit is None or role is None:
        return judged(problems, is_new=True, changes=())
    held = [one for one in user.memberships.all() if (one.unit_id, one.role) == (unit.pk, role.value)]
    changes = [("姓名", user.full_name, entry.get("full_name"))]
    if entry.get("phone"):
        changes.append(("联系电话", user.phone, entry.get("phone")))
    if not held:
        changes.append(("角色", "", f"{unit.name} {role.label}"))
    there = {department.pk for one in held for department in one.departments.all()}
    more = [found.name for found in _departments(known, entry) if found and found.pk not in there]
    changes += [("分管的一级预算单位", "", name) for name in more]
    return judged((), is_new=False, changes=changes)


def _is_within(known: Known, user: User) -> bool:
    """Whoever may change this account in the administration may change it by a list, and nobody else."""
    return not user.is_superuser and all(known.may_touch(held.unit) for held in user.memberships.all())


def _problems(known: Known, entry: Entry, stored: User | None, unit: Unit | None, role: Role | None) -> Iterator[str]:
    if not _USERNAME.fullmatch(_username(entry)):
        yield f"用户名“{entry.get('username')}”不对，只能用字母、数字、汉字和 . @ + - _"
    if not entry.get("full_name"):
        yield "没有姓名"
    if stored and not _is_within(known, stored):
        yield f"账号“{entry.get('username')}”已有，它的角色不全在您管理的单位范围内，请由上级管理员导入"
    if role is None:
        yield f"角色“{entry.get('role')}”不认识，可以是{'、'.join(str(each.label) for each in Role)}"
    if unit is None:
        yield f"单位“{entry.get('unit')}”不在单位表里，或对得上不止一个；可以写单位编码"
    elif not known.may_touch(unit):
        yield f"“{unit.name}”不在您管理的单位范围内"
    elif role is Role.FINANCE_REVIEWER and unit.parent_id is not None:
        yield "财政审核人的单位须是财政部门（最上级单位）"
    elif role is Role.DEPARTMENT_REVIEWER and not unit.is_department:
        yield "部门审核人的单位须是一级预算单位"
    if None in _departments(known, entry):
        yield f"分管的单位“{entry.get('departments')}”里有不在单位表里的"


def write(known: Known, entries: Sequence[Entry]) -> None:
    """Store people and roles, some statements for all; ValidationError when one cannot be stored.

    A new account has no password: an administrator hands one out (`perfgoals.accounts.first_passwords`).
    """
    people: dict[str, User] = known.more["people"]
    fresh: dict[str, User] = {}
    changed: dict[str, User] = {}
    for entry in entries:
        user = people.get(_username(entry)) or fresh.get(_username(entry))
        if user is None:
            user = fresh[_username(entry)] = _new_account(_username(entry))
        elif user.pk is not None:
            changed[user.username] = user
        user.full_name = entry.get("full_name")
        user.phone = entry.get("phone") or user.phone
    for user in (*fresh.values(), *changed.values()):
        valid(user, f"用户“{user.username}”")
    User.objects.bulk_create(fresh.values(), batch_size=AT_ONCE)
    User.objects.bulk_update(changed.values(), ("full_name", "phone"), batch_size=AT_ONCE)
    _write_roles(known, entries, people | fresh)


def _new_account(username: str) -> User:
    user = User(username=username, must_change_password=True)
    user.set_unusable_password()
    return user


def _write_roles(known: Known, entries: Sequence[Entry], people: Mapping[str, User]) -> None:
    stored = Membership.objects.filter(user__in=[people[_username(entry)] for entry in entries])
    held = {(one.user_id, one.unit_id, one.role): one for one in stored}
    missing: dict[tuple[int, int, str], Membership] = {}
    named: list[tuple[tuple[int, int, str], list[Unit]]] = []
    for entry in entries:
        user, unit, role = people[_username(entry)], known.unit(entry.get("unit")), _role(entry)
        if unit is None or role is None:
            continue
        key = (user.pk, unit.pk, role.value)
        if key not in held:
            missing[key] = Membership(user=user, unit=unit, role=role)
            missing[key].clean()
        named.append((key, [found for found in _departments(known, entry) if found]))
    Membership.objects.bulk_create(missing.values(), batch_size=AT_ONCE)
    held |= missing
    joined = Membership.departments.through
    pairs = {(held[key].pk, department.pk) for key, departments in named for department in departments}
    rows = [joined(membership_id=membership, unit_id=unit) for membership, unit in sorted(pairs)]
    joined._default_manager.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)


PEOPLE = ListKind(
    COLUMNS,
    titles=lambda entry: (entry.get("username"), entry.get("full_name"), entry.get("unit")),
    names=lambda known, entry: (_username(entry), getattr(known.unit(entry.get("unit")), "pk", 0), _role(entry)),
    gather=gather,
    judge=judge,
    write=write,
)
