"""Printed unit names and the units they mean, looked up in memory for a whole import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfgoals.accounts.models import Unit
from perfgoals.accounts.names import fold_spelling, fold_unit_name


@dataclass(frozen=True)
class Matched:
    """What a printed name fits: one unit, or none or several and the reason in Chinese."""

    unit: Unit | None
    count: int
    reason: str = ""


class UnitIndex:
    """All units by every name under which they are known, and what the administrator chose for this import."""

    def __init__(self, chosen: Mapping[str, int] | None = None) -> None:
        """Two queries. `chosen`: folded printed name → key of the unit that it means here."""
        units = list(Unit.objects.select_related("parent").prefetch_related("aliases").order_by("path"))
        self._by_key = {unit.pk: unit for unit in units}
        self._by_code = {unit.code: unit for unit in units}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in units:
            for name in {unit.folded_name, *(alias.folded_name for alias in unit.aliases.all())}:
                self._by_name.setdefault(name, []).append(unit)
        self._chosen = dict(chosen or {})
        self._matched: dict[str, list[Unit]] = {}

    @property
    def all(self) -> list[Unit]:
        """Every unit, each with the one above it as the same object, those above first."""
        for unit in self._by_key.values():
            if unit.parent_id is not None:
                unit.parent = self._by_key[unit.parent_id]
        return list(self._by_key.values())

    def coded(self, code: str) -> Unit | None:
        """The unit with that code."""
        return self._by_code.get(code.strip())

    def matching(self, printed: str) -> list[Unit]:
        """The units that a printed name fits, as `Unit.objects.matching` finds them; what was chosen comes first."""
        if printed not in self._matched:
            self._matched[printed] = self._look_up(printed)
        return self._matched[printed]

    def _look_up(self, printed: str) -> list[Unit]:
        key = fold_unit_name(printed)
        if not key:
            return []
        chosen = self._by_key.get(self._chosen.get(key, 0))
        if chosen is not None:
            return [chosen]
        found = self._by_name.get(key, [])
        return [unit for unit in found if fold_spelling(printed) in unit.spellings()] or found

    def match(self, printed: str, label: str) -> Matched:
        """The one unit that a printed name means, or why there is none."""
        found = self.matching(printed)
        if len(found) == 1:
            return Matched(found[0], 1)
        if not printed.strip():
            return Matched(None, 0, f"没有印{label}，不知道归哪个单位。请在文件里补上后重新上传。")
        if found:
            names = "、".join(unit.name for unit in found)
            return Matched(None, len(found), f"{label}“{printed}”对得上 {len(found)} 个单位：{names}。请选定一个。")
        return Matched(None, 0, f"{label}“{printed}”不在单位表里。请选定它是哪个单位，或新建单位。")

    def department_of(self, unit: Unit) -> Unit:
        """The 一级预算单位 of a unit: itself or the nearest one above; without a query."""
        if unit.is_department:
            return unit
        above = [self._by_code[code] for code in unit.path.strip("/").split("/") if code in self._by_code]
        return max((one for one in above if one.is_department), key=lambda one: len(one.path), default=unit)
