"""A district in which every page of the site has something to show, and the addresses of those pages by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from declarations import actions, projects
from declarations.blank import new_key
from declarations.carrying import Choice, Part
from declarations.content import BudgetLine, PlanYear
from declarations.library import gathering
from declarations.models import Declaration, Evidence, ImportBatch, LevelOneProject
from declarations.models.imports import BatchKind
from declarations.workflow import Status
from indicators.models import LibraryIndicator
from tests.evidence.test_kinds import PDF
from tests.factories import District, actor, complete, declared, district, draft, open_year, stored
from tests.importing.conftest import confirmed, read
from tests.importing.test_batches import form, table
from tests.importing.test_lists import listed
from tests.importing.workbooks import DEPARTMENT, UNIT, flat_workbook

Args = Iterable[tuple[Any, ...]]
LINE = BudgetLine("场馆物业与安保服务", Decimal(1), "项", Decimal(48600), None, Decimal(12))


@dataclass(frozen=True)
class World:
    """What the pages are about; `drafts` can be written in, `settled` cannot."""

    place: District
    drafts: tuple[Declaration, ...]
    settled: tuple[Declaration, ...]
    evidence: Evidence
    level_one: LevelOneProject
    preview: ImportBatch
    done: ImportBatch
    people: ImportBatch

    @property
    def approved(self) -> Declaration:
        """An approved one of the year before the last."""
        return self.settled[-1]


def world() -> World:
    """Drafts blank, faulty, adjusting and from last year; one declaration in every state; three imports."""
    place = district()
    for unit, name in ((place.unit, UNIT), (place.department, DEPARTMENT)):
        unit.name = name
        unit.save()
    faulty = with_tables(place, complete(place, name="有提示的申报", policy_basis="三定方案"))
    evidence = actions.attach(actor(place.declarant), faulty.pk, "policy_basis", "合同.pdf", PDF)
    returned = declared(place, Status.RETURNED, name="被退回的申报")
    settled = [
        declared(place, status, name=f"{status.label}的申报")
        for status in (Status.DEPARTMENT_REVIEW, Status.FINANCE_REVIEW, Status.REJECTED, Status.APPROVED)
    ]
    drafts = (draft(place, name="空白的申报"), faulty, returned, adjusted(place), renewed(place, settled[-1]))
    gathering.gather.call([settled[-1].pk])
    done = confirmed(place, read(place, {"去年.xlsx": flat_workbook(2, rows=3)}))
    lines = table(form(1, rows=3), form(8, rows=3), form(9, rows=3, 申请单位="没有见过的单位"))
    preview = read(place, {"又一份.txt": lines, "坏.xlsx": b"PK\x03\x04"})
    list_of_people = f"用户名,姓名,单位,角色\ntb81,甲甲,{place.unit.code},填报人\n"
    people = confirmed(place, listed(place, BatchKind.PEOPLE, list_of_people))
    return World(place, drafts, tuple(settled), evidence, level_one(place, settled[-1]), preview, done, people)


def with_tables(place: District, declaration: Declaration) -> Declaration:
    """The declaration with a line of costs and a year of its plan, which give findings of their own."""
    content = replace(
        declaration.content,
        budget_lines=(replace(LINE, key=new_key()),),
        plan=(PlanYear(2027, Decimal(1596000), new_key()),),
    )
    actions.save(actor(place.declarant), declaration.pk, content, seen=declaration.version)
    return stored(declaration)


def adjusted(place: District) -> Declaration:
    """A draft that changes something of an approved declaration."""
    approved = declared(place, Status.APPROVED, name="调整中的申报")
    made = actions.adjust(actor(place.declarant), approved.pk, reason="调减")
    content = made.content.with_values({"annual_goal": "调整后的目标：演出20场。"})
    actions.save(actor(place.declarant), made.pk, content, seen=made.version)
    return stored(made)


def renewed(place: District, earlier: Declaration) -> Declaration:
    """A draft of the next year that starts from an approved declaration."""
    choices = dict.fromkeys(Part, Choice.KEEP)
    return actions.renew(actor(place.declarant), earlier.pk, open_year(2028), choices=choices).declaration


def level_one(place: District, declaration: Declaration) -> LevelOneProject:
    """A level-1 project of the department, with one project in it."""
    administrator = actor(place.administrator)
    made = projects.create(administrator, place.department, {"name": "公共文化服务", "code": "Y01", "note": "说明"})
    assert declaration.project_id is not None
    projects.add(administrator, made.pk, declaration.project_id)
    return made


def _once(_: World) -> Args:
    return [()]


def _one_of_each(world: World) -> Args:
    _, _, returned, adjusting, _ = world.drafts
    return [(each.pk,) for each in (returned, adjusting, *world.settled)]


def _drafts(world: World) -> Args:
    return [(each.pk,) for each in world.drafts]


def _faulty(world: World) -> Args:
    return [(world.drafts[1].pk,)]


def _approved(world: World) -> Args:
    return [(world.approved.pk,)]


def _level_one(world: World) -> Args:
    return [(world.level_one.pk,)]


def _preview(world: World) -> Args:
    return [(world.preview.pk,)]


# Every page that a person looks at, by the name of its address.
PAGES: Mapping[str, Callable[[World], Args]] = {
    "accounts:password_change": _once,
    "accounts:password_change_done": _once,
    "accounts:profile": _once,
    "workbench": _once,
    "declaration-list": _once,
    "declaration-detail": _one_of_each,
    "declaration-history": _faulty,
    "declaration-findings": _faulty,
    "declaration-create": _once,
    "declaration-edit": _drafts,
    "declaration-submit": lambda world: [(world.drafts[0].pk,), (world.drafts[1].pk,)],
    "declaration-discard": _faulty,
    "declaration-adjust": _approved,
    "declaration-evidence": _faulty,
    "declaration-hand-over": _faulty,
    "declaration-renewals": _once,
    "declaration-renew": _approved,
    "declaration-preview": lambda world: [(world.drafts[1].pk,), (world.approved.pk,)],
    "declaration-waivers": _faulty,
    "rule-catalogue": _once,
    "rule-settings": _once,
    "rule-setting": lambda _: [("text-missing",)],
    "review-queue": _once,
    "library": _once,
    "library-candidates": _once,
    "library-entry": lambda _: [(LibraryIndicator.objects.latest("pk").pk,)],
    "level-one-list": _once,
    "level-one-create": _once,
    "level-one": _level_one,
    "level-one-edit": _level_one,
    "blank-workbooks": _once,
    "import-list": _once,
    "import-new": _once,
    "import-reading": _once,
    "import-batch": lambda world: [(world.preview.pk,), (world.done.pk,), (world.people.pk,)],
    "import-form": lambda world: [(world.preview.pk, world.preview.forms.earliest("pk").pk)],
    "import-units": _preview,
    "import-confirm": _preview,
    "import-undo": lambda world: [(world.done.pk,)],
    "import-passwords": lambda world: [(world.people.pk,)],
}
# Addresses that show no page: documents, data, and what is only posted to.
NO_PAGES = frozenset(
    "health icon accounts:login accounts:logout accounts:keepalive target-reading declaration-save"
    " declaration-withdraw declaration-decide declaration-last-year evidence-download evidence-remove"
    " library-suggestions library-gather library-decide level-one-members declaration-list-flat declaration-pdf"
    " declaration-xlsx declaration-flat import-progress import-reasons import-marked import-take import-match"
    " import-fix import-cancel import-retry".split()
)
