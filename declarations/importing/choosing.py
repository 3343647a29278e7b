"""What the administrator chooses in the preview: which forms to take, which unit a name means, which form is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, QuerySet

from declarations.errors import BadInput, MoveNotAllowed
from declarations.importflow import BatchState, Step
from declarations.importing.counts import counted
from declarations.importing.deciding import move, permit
from declarations.importing.records import note
from declarations.models import Declaration, ImportBatch, ImportedForm
from declarations.models.imports import Result
from declarations.permissions import may_import
from declarations.tasks import wake
from perfgoals.accounts.models import Unit, UnitAlias
from perfgoals.accounts.names import fold_unit_name
from perfgoals.accounts.roles import Actor

TAKEABLE = (Result.NEW, Result.CHANGED)


def take(actor: Actor, batch: ImportBatch, forms: QuerySet[ImportedForm], *, taken: bool) -> int:
    """Take these forms of the batch, or leave them out; returns how many are takeable among them.

    Of forms with one code only one can be taken: the one that was ticked last, the others are left out.
    """
    permit(actor, batch)

    def choose() -> int:
        chosen = forms.filter(batch=batch, result__in=TAKEABLE)
        if not taken:
            return chosen.update(taken=False)
        count = chosen.exclude(duplicate=True).update(taken=True)
        for twin in chosen.filter(duplicate=True).order_by("pk"):
            if twin.code:
                batch.forms.filter(identity=twin.identity).update(taken=False)
            count += batch.forms.filter(pk=twin.pk).update(taken=True)
        return count

    return _while_ready(batch, choose)


def _while_ready(batch: ImportBatch, choose: Callable[[], int]) -> int:
    """Change what is chosen while the import waits for its person, and count again."""
    with transaction.atomic():
        ready = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.READY)
        if ready.update(choices_version=F("choices_version") + 1) != 1:
            raise MoveNotAllowed("这批导入已不在核对阶段，勾选没有改变。")
        count = choose()
        ImportBatch.objects.filter(pk=batch.pk).update(**counted(batch))
    batch.refresh_from_db()
    return count


def choose_unit(actor: Actor, batch: ImportBatch, printed: str, unit: Unit, *, remember: bool) -> None:
    """Say which unit a printed name means, in this import or (as an alias) for ever; its forms are checked again."""
    permit(actor, batch)
    if not may_import(actor, unit.path):
        raise BadInput(f"“{unit.name}”不在您管理的单位范围内。")
    with transaction.atomic():
        if remember:
            _remember(printed, unit)
        choices = batch.unit_choices | {fold_unit_name(printed): unit.pk}
        said = f"“{printed}”按“{unit.name}”导入" + ("，并登记为它的别名。" if remember else "（仅本批）。")
        _check_again(actor, batch, [printed], said, unit_choices=choices)


def _remember(printed: str, unit: Unit) -> None:
    known = UnitAlias.objects.filter(name=printed.strip()).select_related("unit").first()
    if known is not None and known.unit_id != unit.pk:
        raise BadInput(f"“{printed}”已经登记为“{known.unit.name}”的别名。请先在单位设置里改正，或只用于本批。")
    if known is None and printed.strip() != unit.name:
        UnitAlias.objects.create(unit=unit, name=printed.strip()[:100])


def create_units(actor: Actor, batch: ImportBatch, names: Sequence[tuple[str, str]]) -> list[Unit]:
    """Make the units that the forms print and nobody knows: (unit, its department) each; departments come first.

    A department goes below the unit that the administrator administers, a subordinate unit below its department.
    """
    permit(actor, batch)
    made: list[Unit] = []
    with transaction.atomic():
        top = Unit.objects.get(path=batch.scope)
        for unit, department in names:
            own = department or unit
            parent = _known(own) or _make(own, top, made, is_department=True)
            if unit and not Unit.objects.matching(unit):
                _make(unit, parent, made, is_department=False)
        said = (
            "新建单位：" + "、".join(f"{unit.code} {unit.name}" for unit in made) + "。"
            if made
            else "没有需要新建的单位。"
        )
        _check_again(actor, batch, [name for pair in names for name in pair if name], said)
    return made


def _known(printed: str) -> Unit | None:
    found = Unit.objects.matching(printed)
    return found[0] if found else None


def _make(printed: str, parent: Unit, made: list[Unit], *, is_department: bool) -> Unit:
    name = "".join(printed.split())
    unit = Unit(
        code=free_code(None if is_department else parent), name=name, parent=parent, is_department=is_department
    )
    try:
        unit.full_clean()
    except ValidationError as problem:
        raise BadInput(f"“{printed}”不能建成单位：{' '.join(problem.messages)}") from problem
    unit.save()
    made.append(unit)
    return unit


def free_code(parent: Unit | None) -> str:
    """The next code: three digits for a department, the department's and three more below it."""
    prefix = parent.code if parent else ""
    length = len(prefix) + 3
    siblings = Unit.objects.filter(code__startswith=prefix, code__regex=rf"^\d{{{length}}}$")
    last = siblings.aggregate(last=Max("code"))["last"]
    return f"{prefix}{int(last[-3:]) + 1 if last else 1:03d}"


def choose_match(actor: Actor, batch: ImportBatch, form: ImportedForm, declaration_id: int) -> None:
    """Say which stored declaration a form means, 0 for none: it is a new one. The form is checked again."""
    if declaration_id and not Declaration.objects.filter(pk=declaration_id, unit=form.unit).exists():
        raise BadInput("选的申报不在系统里，或不是这个单位的。")
    with transaction.atomic():
        batch.forms.filter(pk=form.pk).update(chosen_match=declaration_id)
        said = f"《{form.title}》作为新的申报导入。" if not declaration_id else f"《{form.title}》对应已有的申报。"
        _check_again(actor, batch, [], said, forms=batch.forms.filter(pk=form.pk))


def _check_again(
    actor: Actor,
    batch: ImportBatch,
    printed: Sequence[str],
    said: str,
    forms: QuerySet[ImportedForm] | None = None,
    **columns: object,
) -> None:
    """Let the forms that print these names be checked anew; what was chosen on the others stays."""
    move(actor, batch, Step.RECHECK, attempts=0, choices_version=F("choices_version") + 1, **columns)
    if forms is None:
        forms = _printing(batch, printed)
    forms.update(result=Result.PENDING)
    note(batch, actor, said)
    transaction.on_commit(lambda: wake(batch))


def _printing(batch: ImportBatch, names: Sequence[str]) -> QuerySet[ImportedForm]:
    """The forms that print one of these names in any spelling, as unit or as department."""
    keys = {fold_unit_name(name) for name in names}
    pairs = batch.forms.values_list("unit_printed", "department_printed").distinct().order_by()
    texts = {text for pair in pairs for text in pair if text and fold_unit_name(text) in keys}
    return batch.forms.filter(unit_printed__in=texts) | batch.forms.filter(department_printed__in=texts)
