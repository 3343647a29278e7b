"""Findings on documents that are not stored: each form judged as if it were entered today. Changes nothing.

What the site knows (units, ceilings, last year's forms, settings of rules) is gathered once for a whole document, in a
fixed number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from declarations.checking import Settings, rule_settings
from declarations.content import DeclarationContent
from declarations.models import Ceiling, Declaration
from declarations.reading import ReadForm
from declarations.rules import NotRun, Report, RuleContext, run
from declarations.workflow import Status
from perfgoals.accounts.models import Unit

UNITS = ("applicant_unit", "budget_unit", "supervising_unit")


@dataclass(frozen=True)
class Inspection:
    """What was found on each form, in order."""

    reports: tuple[Report, ...]

    @property
    def off(self) -> str:
        """Which rules administrators have turned off, as a sentence; "" when none is."""
        return next((report.notes[-1] for report in self.reports if report.off), "")

    @property
    def not_run(self) -> tuple[NotRun, ...]:
        """What kept rules from running on at least one form, each thing once."""
        return tuple({note.need: note for report in self.reports for note in report.not_run}.values())


def inspect(forms: Sequence[ReadForm], year: int) -> Inspection:
    """Hold every form against the rules of today as a declaration of `year`; nine queries at most, however many."""
    known = _Known.about([form.content for form in forms], year)
    return Inspection(tuple(run(form.content, known.context(form, year)) for form in forms))


@dataclass
class _Known:
    """What the site knows about the forms of one document; `units` is None when it knows none of their units."""

    units: dict[str, list[Unit]] | None
    settings: Settings
    ceilings: dict[int, Decimal] = field(default_factory=dict)
    committed: dict[int, list[Declaration]] = field(default_factory=dict)
    last_year: list[Declaration] = field(default_factory=list)

    @classmethod
    def about(cls, contents: Sequence[DeclarationContent], year: int) -> "_Known":
        units = Unit.objects.matching_each({content.get(key) for content in contents for key in UNITS} - {""})
        pks = {unit.pk for found in units.values() for unit in found}
        if not pks:  # a document of another place: its names say nothing about this one's directory
            return cls(None, rule_settings(), last_year=_approved(contents, set(), year - 1))
        ceilings = dict(Ceiling.objects.filter(year__year=year, unit__in=pks).values_list("unit", "amount"))
        committed = defaultdict(list)
        for declaration in Declaration.objects.of_year(year).filter(unit__in=ceilings).committed().for_list():
            committed[declaration.unit_id].append(declaration)
        return cls(units, rule_settings(), ceilings, committed, _approved(contents, pks, year - 1))

    def context(self, form: ReadForm, year: int) -> RuleContext:
        content = form.content
        unit = self._unit(content)
        return RuleContext(
            template=form.template,
            year=year,
            as_of=timezone.localdate(),
            last_year=self._before(content, unit),
            ceiling=self.ceilings.get(unit) if unit else None,
            ceiling_used=self._used(content, unit),
            settings=self.settings,
            unit_matches=None if self.units is None else {name: len(found) for name, found in self.units.items()},
        )

    def _unit(self, content: DeclarationContent) -> int | None:
        found = (self.units or {}).get(content.unit_printed, [])
        return found[0].pk if len(found) == 1 else None

    def _used(self, content: DeclarationContent, unit: int | None) -> Decimal:
        """Yuan that the unit's other declarations ask for; one that is this form does not count twice."""
        others = (one for one in self.committed.get(unit or 0, ()) if not _is_same(content, one))
        return sum((one.year_amount or Decimal(0) for one in others), Decimal(0))

    def _before(self, content: DeclarationContent, unit: int | None) -> DeclarationContent | None:
        """The same project's form of the year before: by its code, else by unit and name; None unless just one."""
        coded = [one for one in self.last_year if content.code and one.code == content.code]
        named = [one for one in self.last_year if unit and one.unit_id == unit and one.name == content.name]
        found = coded or named
        return found[0].content if len(found) == 1 else None


def _is_same(content: DeclarationContent, declaration: Declaration) -> bool:
    if content.code and declaration.code:
        return content.code == declaration.code
    return content.name == declaration.name


def _approved(contents: Iterable[DeclarationContent], units: set[int], year: int) -> list[Declaration]:
    """The approved declarations of that year which any of the forms may continue."""
    codes, names = {content.code for content in contents} - {""}, {content.name for content in contents} - {""}
    same = Q(code__in=codes) | Q(unit__in=units, name__in=names)
    return list(Declaration.objects.of_year(year).filter(same, status=Status.APPROVED).current().with_content())
