"""What is stored around the forms of an import, gathered in a few queries for hundreds of forms at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import Q, Sum

from declarations.content import DeclarationContent
from declarations.models import Ceiling, Declaration
from declarations.workflow import IN_REVIEW, Status

Identity = tuple[str, ...]


def squeezed(name: str) -> str:
    """A project name without blanks: two spellings of one name."""
    return "".join(name.split())


def identity(content: DeclarationContent, unit_id: int) -> Identity:
    """What names a declaration within a year: its code; without one the unit and the project name."""
    return ("code", content.code) if content.code else ("name", str(unit_id), squeezed(content.name))


class Stored:
    """The declarations of one year that the forms at hand may mean, with content. Six queries, however many forms."""

    def __init__(self, year: int, wanted: Sequence[tuple[DeclarationContent, int]]) -> None:
        """`wanted`: what each form says and the key of its unit."""
        self._by_code: dict[str, list[Declaration]] = defaultdict(list)
        self._by_name: dict[tuple[int, str], list[Declaration]] = defaultdict(list)
        found = Declaration.objects.of_year(year).filter(revision=0).filter(_may_mean(wanted))
        for declaration in found.with_content().prefetch_related("adjustments").order_by("pk"):
            if declaration.code:
                self._by_code[declaration.code].append(declaration)
            self._by_name[declaration.unit_id, squeezed(declaration.name)].append(declaration)

    def meant_by(self, content: DeclarationContent, unit_id: int) -> list[Declaration]:
        """Those of the same code; else those of the unit with the same name, one of the two being without a code."""
        same_code = self._by_code.get(content.code, []) if content.code else []
        if same_code:
            return same_code
        named = self._by_name.get((unit_id, squeezed(content.name)), [])
        return [one for one in named if not (content.code and one.code)]


class LastYear:
    """What the same projects declared the year before. Four queries, however many forms."""

    def __init__(self, year: int, wanted: Sequence[tuple[DeclarationContent, int]]) -> None:
        """As for `Stored`."""
        self._by_code: dict[tuple[int, str], list[Declaration]] = defaultdict(list)
        self._by_name: dict[tuple[int, str], list[Declaration]] = defaultdict(list)
        before = Declaration.objects.of_year(year - 1).filter(status=Status.APPROVED).current()
        for declaration in before.filter(_may_mean(wanted)).with_content():
            if declaration.code:
                self._by_code[declaration.unit_id, declaration.code].append(declaration)
            self._by_name[declaration.unit_id, declaration.name].append(declaration)

    def of(self, content: DeclarationContent, unit_id: int) -> DeclarationContent | None:
        """The one approved declaration of the year before, as `checking.last_year` finds it."""
        found = self._by_code.get((unit_id, content.code), []) if content.code else []
        found = found or self._by_name.get((unit_id, content.name), [])
        return found[0].content if len(found) == 1 else None


def _may_mean(wanted: Sequence[tuple[DeclarationContent, int]]) -> Q:
    codes = {content.code for content, _ in wanted} - {""}
    units = {unit_id for _, unit_id in wanted}
    names = {content.name for content, _ in wanted} | {squeezed(content.name) for content, _ in wanted}
    return Q(code__in=codes) | Q(unit_id__in=units, name__in=names)


class Ceilings:
    """The ceilings of a year and what is committed against them, in yuan. Two queries."""

    def __init__(self, year: int) -> None:
        """All units at once: there are hundreds, not thousands."""
        self._ceilings = dict(Ceiling.objects.filter(year__year=year).values_list("unit_id", "amount"))
        self._used: dict[int, Decimal] = {}
        if self._ceilings:
            counted = Declaration.objects.of_year(year).filter(status__in={*IN_REVIEW, Status.APPROVED})
            counted = counted.exclude(adjustments__status__in={*IN_REVIEW, Status.APPROVED})
            totals = counted.order_by().values_list("unit_id").annotate(total=Sum("year_amount"))
            self._used = {unit_id: total or Decimal(0) for unit_id, total in totals}

    def of(self, unit_id: int, but: Iterable[Declaration] = ()) -> tuple[Decimal | None, Decimal]:
        """The ceiling of a unit (None: none) and what its other declarations ask for, without `but`."""
        ceiling = self._ceilings.get(unit_id)
        if ceiling is None:
            return None, Decimal(0)
        own = sum((one.year_amount or Decimal(0) for one in but if one.unit_id == unit_id), Decimal(0))
        return ceiling, self._used.get(unit_id, Decimal(0)) - own
