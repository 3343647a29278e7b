"""Units as a list: code, name, the unit above, whether it is a 一级预算单位, other names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError

from declarations.importing.lists.kind import AT_ONCE, Entry, Finding, Known, ListKind, judged, valid
from declarations.models.bulk import reserve
from declarations.reading.lists import ListColumn
from perfgoals.accounts.models import Unit, UnitAlias
from perfgoals.accounts.names import fold_unit_name

COLUMNS = (
    ListColumn("code", "单位编码", ("编码", "预算单位编码"), required=True),
    ListColumn("name", "单位名称", ("名称", "预算单位名称"), required=True),
    ListColumn("parent", "上级单位编码", ("上级单位", "主管部门编码", "上级编码")),
    ListColumn("is_department", "一级预算单位", ("是否一级预算单位",)),
    ListColumn("aliases", "别名", ("曾用名", "简称", "曾用名或简称")),
)
_CODE = re.compile(r"[0-9]{1,12}")
_WRITTEN = ("name", "parent", "is_department", "path", "folded_name")
_BETWEEN = re.compile(r"[、,，;；/]+")


def _aliases(entry: Entry) -> list[str]:
    return [name.strip() for name in _BETWEEN.split(entry.get("aliases")) if name.strip()]


def _parent_code(known: Known, entry: Entry) -> str:
    """The code that is given; else the longest known one that the unit's own begins with, else the top."""
    code, given = entry.get("code"), entry.get("parent")
    if given:
        return given
    starts = (code[:length] for length in range(len(code) - 1, 0, -1))
    within = (start for start in starts if start in known.codes or known.units.coded(start))
    return next(within, known.batch.scope.strip("/").split("/")[-1])


def _is_department(entry: Entry, parent: Unit | None) -> bool:
    """What the list says; where it says nothing, a unit right below the top of the tree is one."""
    return (
        entry.says_yes("is_department") if entry.get("is_department") else parent is not None and not parent.parent_id
    )


def judge(known: Known, entry: Entry) -> Finding:
    """What bringing in a unit would do."""
    stored = known.units.coded(entry.get("code"))
    parent_code = _parent_code(known, entry)
    parent = known.units.coded(parent_code)
    problems = list(_problems(known, entry, stored, parent, parent_code))
    if problems or stored is None:
        return judged(problems, is_new=True, changes=())
    there = {alias.name for alias in stored.aliases.all()}
    above = stored.parent.code if stored.parent else ""
    more = [name for name in _aliases(entry) if name not in there]
    changes = [("单位名称", stored.name, entry.get("name"))]
    if entry.get("parent"):
        changes.append(("上级单位编码", above, entry.get("parent")))
    if entry.get("is_department"):
        changes.append(("一级预算单位", _word(stored.is_department), _word(entry.says_yes("is_department"))))
    changes += [("别名", "", name) for name in more]
    return judged((), is_new=False, changes=changes)


def _word(value: bool) -> str:
    return "是" if value else "否"


def _problems(known: Known, entry: Entry, stored: Unit | None, parent: Unit | None, parent_code: str) -> Iterator[str]:
    if not _CODE.fullmatch(entry.get("code")):
        yield f"单位编码“{entry.get('code')}”不对，只能是数字，例如 101 或 101003"
    if not entry.get("name"):
        yield "没有单位名称"
    if parent is None and parent_code not in known.codes and not (stored and stored.parent_id is None):
        yield f"上级单位“{parent_code}”不在单位表里，也不在本批里"
    if (stored and not known.may_touch(stored)) or (parent and not known.may_touch(parent)):
        yield "不在您管理的单位范围内"


def write(known: Known, entries: Sequence[Entry]) -> None:
    """Store the units, those above first, and whatever moves along below them; some statements for all.

    ValidationError, naming the unit, when one cannot be stored.
    """
    tree = {unit.code: unit for unit in known.units.all}
    before = {unit.pk: (unit.path, unit.parent_id) for unit in tree.values()}
    touched: dict[str, Unit] = {}
    for entry in sorted(entries, key=lambda each: (len(each.get("code")), each.get("code"))):
        touched[entry.get("code")] = _filled_in(tree, known, entry)
    fresh = [unit for unit in touched.values() if unit.pk is None]
    for unit, pk in zip(fresh, reserve(Unit, len(fresh)), strict=True):
        unit.pk = pk
    for unit in tree.values():
        unit.parent = unit.parent  # again: the one above may have its key only now
        unit.path, unit.folded_name = _path(unit), fold_unit_name(unit.name)
    for unit in touched.values():
        valid(unit, f"单位“{unit.code} {unit.name}”")
    moved = [unit for unit in tree.values() if before.get(unit.pk, ("", None)) != (unit.path, unit.parent_id)]
    changed = {unit.pk: unit for unit in (*touched.values(), *moved) if unit.pk in before}
    Unit.objects.bulk_create(fresh, batch_size=AT_ONCE)
    Unit.objects.bulk_update(changed.values(), _WRITTEN, batch_size=AT_ONCE)
    _write_aliases(tree, entries)


def _filled_in(tree: dict[str, Unit], known: Known, entry: Entry) -> Unit:
    """The unit of an entry with what it says; it stands in the tree from now on, so that those below find it."""
    code = entry.get("code")
    unit, parent = tree.setdefault(code, Unit(code=code)), tree.get(_parent_code(known, entry))
    unit.name = entry.get("name")
    if unit.pk is None or entry.get("parent"):
        unit.parent = parent
    if unit.pk is None or entry.get("is_department"):
        unit.is_department = _is_department(entry, parent)
    return unit


def _path(unit: Unit) -> str:
    """The path by the tree in memory."""
    codes, above = [unit.code], unit.parent
    while above is not None:
        if above.code in codes:
            raise ValidationError(f"单位“{unit.code} {unit.name}”的上级单位不能是本单位或它的下属单位，请改正。")
        codes.append(above.code)
        above = above.parent
    return f"/{'/'.join(reversed(codes))}/"


def _write_aliases(tree: dict[str, Unit], entries: Sequence[Entry]) -> None:
    aliases = {name: tree[entry.get("code")] for entry in entries for name in _aliases(entry)}
    rows = [UnitAlias(unit=unit, name=name, folded_name=fold_unit_name(name)) for name, unit in aliases.items()]
    for row in rows:
        valid(row, f"别名“{row.name}”")
    UnitAlias.objects.bulk_create(
        rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=("name",), update_fields=("unit",)
    )


UNITS = ListKind(
    COLUMNS,
    titles=lambda entry: (entry.get("code"), entry.get("name"), entry.get("parent")),
    names=lambda known, entry: entry.get("code"),
    gather=lambda known: None,
    judge=judge,
    write=write,
)
