"""Who may do what: the only place where roles are compared. Pure: `visible_to` returns a `Q`, managers apply it."""

from dataclasses import dataclass

from django.db.models import Q

from declarations.workflow import DECISIONS, FINAL, Action, Move, Party, Status, moves_from
from perfgoals.accounts.roles import Actor, Role

NOBODY = Q(pk__in=())
_TOPMOST = 2  # slashes of the path of a unit without a parent, "/980/"
_PARTY_ROLES = {
    Party.AUTHOR: Role.DECLARANT,
    Party.DEPARTMENT: Role.DEPARTMENT_REVIEWER,
    Party.FINANCE: Role.FINANCE_REVIEWER,
}


@dataclass(frozen=True)
class Standing:
    """What permissions need to know of one declaration."""

    status: str
    unit_id: int
    department_id: int
    editor_ids: frozenset[int] = frozenset()
    submitted: bool = False  # ever

    @property
    def own_department(self) -> bool:
        """Whether the applicant unit is itself the 一级预算单位."""
        return self.unit_id == self.department_id


def visible_to(actor: Actor) -> Q:
    """The declarations that `actor` may see; drafts never submitted stay with their unit (and who reads everything)."""
    visible = NOBODY
    for grant in actor.grants:
        if grant.role == Role.DECLARANT:
            visible |= Q(unit_id=grant.unit_id)
        elif grant.role == Role.DEPARTMENT_REVIEWER:
            visible |= Q(department_id=grant.unit_id, submissions__gt=0)
        elif grant.role == Role.FINANCE_REVIEWER:
            visible |= Q(department_id__in=grant.department_ids, submissions__gt=0)
        else:
            visible |= Q(unit__path__startswith=grant.unit_path)
    return visible


def awaiting(actor: Actor) -> Q:
    """The declarations that wait for a decision of `actor`."""
    waiting = NOBODY
    for grant in actor.grants_of(Role.DEPARTMENT_REVIEWER):
        waiting |= Q(department_id=grant.unit_id, status=Status.DEPARTMENT_REVIEW)
    for grant in actor.grants_of(Role.FINANCE_REVIEWER):
        waiting |= Q(department_id__in=grant.department_ids, status=Status.FINANCE_REVIEW)
    return waiting


def units_in_sight(actor: Actor) -> Q:
    """The units whose declarations `actor` may come across: their own, those below, those of assigned departments."""
    within = NOBODY
    for grant in actor.grants:
        if grant.role == Role.FINANCE_REVIEWER:
            within |= Q(pk__in=grant.department_ids) | Q(parent_id__in=grant.department_ids)
        else:
            within |= Q(path__startswith=grant.unit_path)
    return within


def sees_unit(actor: Actor, unit_id: int, unit_path: str, parent_id: int | None) -> bool:
    """Whether a unit is in sight: `units_in_sight` for one that is loaded already."""
    return any(
        {unit_id, parent_id} & grant.department_ids
        if grant.role == Role.FINANCE_REVIEWER
        else unit_path.startswith(grant.unit_path)
        for grant in actor.grants
    )


def authored_by(actor: Actor) -> Q:
    """The declarations of the units for which `actor` fills in forms."""
    return Q(unit_id__in=actor.unit_ids(Role.DECLARANT))


def belongs_to(actor: Actor, party: Party, standing: Standing) -> bool:
    """Whether `actor` is of that party for this declaration."""
    grants = actor.grants_of(_PARTY_ROLES[party])
    if party is Party.AUTHOR:
        return any(grant.unit_id == standing.unit_id for grant in grants)
    if party is Party.DEPARTMENT:
        return any(grant.unit_id == standing.department_id for grant in grants)
    return any(standing.department_id in grant.department_ids for grant in grants)


def refusal(actor: Actor, move: Move, standing: Standing) -> str | None:
    """Why `actor` may not make this move, as a sentence; None when they may."""
    if not belongs_to(actor, move.party, standing):
        return f"您在这份申报上没有“{move.action.label}”的权限。"
    if move.action in DECISIONS and actor.user_id in standing.editor_ids:
        return "您修改过这份申报，不能再审核它，请由其他审核人决定。"
    return None


def allowed_moves(actor: Actor, standing: Standing) -> tuple[Move, ...]:
    """The moves that `actor` may make now, in the order of the table: the buttons of the page."""
    possible = moves_from(standing.status, own_department=standing.own_department, submitted=standing.submitted)
    return tuple(move for move in possible if refusal(actor, move, standing) is None)


def may_edit(actor: Actor, standing: Standing) -> bool:
    """Whether `actor` may change what the declaration says now."""
    return any(move.action is Action.SAVE for move in allowed_moves(actor, standing))


def may_create(actor: Actor, unit_id: int) -> bool:
    """Whether `actor` may start a declaration of that unit."""
    return unit_id in actor.unit_ids(Role.DECLARANT)


def may_waive(actor: Actor, unit_path: str, status: str) -> bool:
    """Whether `actor` may waive a rule for a declaration of a unit: administrators, until it is decided."""
    administers = any(unit_path.startswith(grant.unit_path) for grant in actor.grants_of(Role.ADMINISTRATOR))
    return administers and status not in FINAL


def may_set_rules(actor: Actor) -> bool:
    """Whether `actor` may set rules for everybody: administrators of the whole tree."""
    return any(grant.unit_path.strip("/").count("/") == 0 for grant in actor.grants_of(Role.ADMINISTRATOR))


def prepared_by(actor: Actor) -> Q:
    """The units for which `actor` may prepare declarations in a workbook: a declarant's own, an administrator's all."""
    units = Q(pk__in=actor.unit_ids(Role.DECLARANT))
    for grant in actor.grants_of(Role.ADMINISTRATOR):
        units |= Q(path__startswith=grant.unit_path)
    return units


def may_take_blank_for_any(actor: Actor) -> bool:
    """Whether `actor` may take a blank workbook that names no unit: administrators, who hand it on."""
    return bool(list(actor.grants_of(Role.ADMINISTRATOR)))


def may_import(actor: Actor, unit_path: str) -> bool:
    """Whether `actor` may bring in approved declarations of a unit: administrators, for their subtree."""
    return any(unit_path.startswith(grant.unit_path) for grant in actor.grants_of(Role.ADMINISTRATOR))


def may_keep_library(actor: Actor) -> bool:
    """Whether `actor` decides what the indicator library offers to all: administrators of the finance bureau."""
    return any(grant.unit_path.count("/") == _TOPMOST for grant in actor.grants_of(Role.ADMINISTRATOR))


def may_keep_projects(actor: Actor, unit_path: str) -> bool:
    """Whether `actor` makes and edits level-1 projects of a unit: administrators, for their subtree."""
    return any(unit_path.startswith(grant.unit_path) for grant in actor.grants_of(Role.ADMINISTRATOR))


def import_scope(actor: Actor) -> str | None:
    """The path of the units for which `actor` brings in files; None for who brings in none."""
    paths = sorted((grant.unit_path for grant in actor.grants_of(Role.ADMINISTRATOR)), key=len)
    return paths[0] if paths else None


def imports_visible_to(actor: Actor) -> Q:
    """The imports that `actor` may look at: administrators and auditors, those of their subtree."""
    visible = NOBODY
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        for grant in actor.grants_of(role):
            visible |= Q(scope__startswith=grant.unit_path)
    return visible


def may_run_import(actor: Actor, scope: str) -> bool:
    """Whether `actor` may decide on an import of that scope: administrators."""
    return may_import(actor, scope)
