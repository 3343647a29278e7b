"""The side navigation: which pages somebody is offered. Offering is no permission; pages ask for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from perfgoals.accounts.roles import Actor, Role

REVIEWERS = frozenset({Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER})
EVERY_ROLE = frozenset(Role)


class NavLink(NamedTuple):
    """A link of the side navigation; `tally` is a number to show beside it, when the page knows one."""

    label: str
    url_name: str
    tally: int | None = None


class NavGroup(NamedTuple):
    """Links under one heading."""

    heading: str
    links: list[NavLink]


@dataclass(frozen=True)
class Entry:
    """A row of the table below: for whom the link is."""

    heading: str
    label: str
    url_name: str
    roles: frozenset[Role] = EVERY_ROLE
    staff_too: bool = False

    def is_for(self, actor: Actor, is_staff: bool) -> bool:
        """Whether this person is offered the link."""
        if self.staff_too and is_staff:
            return True
        return any(grant.role in self.roles for grant in actor.grants)


NAVIGATION = (
    Entry("申报", "工作台", "workbench"),
    Entry("申报", "待审核", "review-queue", REVIEWERS),
    Entry("申报", "全部申报", "declaration-list"),
    Entry("申报", "新建申报", "declaration-create", frozenset({Role.DECLARANT})),
    Entry("申报", "一级项目", "level-one-list"),
    Entry("资料", "指标库", "library"),
    Entry("资料", "审核规则", "rule-catalogue"),
    Entry("资料", "填报模板", "blank-workbooks", frozenset({Role.DECLARANT, Role.ADMINISTRATOR})),
    Entry("管理", "批量导入", "import-list", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    Entry("管理", "系统设置", "admin:index", frozenset({Role.ADMINISTRATOR}), staff_too=True),
)


def navigation_for(actor: Actor, *, is_staff: bool = False) -> list[NavGroup]:
    """The groups for this person, in the order of NAVIGATION; pages that do not exist are left out."""
    groups: dict[str, list[NavLink]] = {}
    for entry in NAVIGATION:
        if entry.is_for(actor, is_staff) and _resolves(entry.url_name):
            groups.setdefault(entry.heading, []).append(NavLink(entry.label, entry.url_name))
    return [NavGroup(heading, links) for heading, links in groups.items()]


def _resolves(url_name: str) -> bool:
    try:
        reverse(url_name)
    except NoReverseMatch:
        return False
    return True
