"""From approved declarations to the library: who uses which indicator, and what is new is a candidate.

Everything here can be repeated: a declaration that was gathered before is gathered anew, and one that is gone by now
no longer counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django_tasks import task

from declarations.content import Indicator
from declarations.models import Declaration
from declarations.workflow import Status
from indicators import search
from indicators.models import EntryState, LibraryIndicator, LibraryUse
from indicators.template import FormTemplate, TemplateCategory

CHUNK = 200  # declarations of one transaction
LONGEST_LEVEL, LONGEST_NAME, LONGEST_TARGET, LONGEST_EXPLANATION = 50, 100, 100, 500
# Of two entries of one name, the one that is offered counts.
_RANK = {EntryState.ACCEPTED: 0, EntryState.MERGED: 1, EntryState.RETIRED: 2, EntryState.CANDIDATE: 3}
Key = tuple[str, str]


@dataclass(frozen=True)
class Found:
    """An indicator of an approved declaration."""

    declaration: Declaration
    category: TemplateCategory
    row: Indicator

    @property
    def key(self) -> Key:
        """Category and name, however they are spelt."""
        return search.category_key(self.category.level2)[:LONGEST_LEVEL], search.folded(self.row.name)[:LONGEST_NAME]


@task()
def gather(declaration_ids: list[int]) -> int:
    """Take these declarations into the library; returns how many candidates are new."""
    return sum(_gather(declaration_ids[start : start + CHUNK]) for start in range(0, len(declaration_ids), CHUNK))


@task()
def gather_everything() -> int:
    """Take every approved declaration into the library; returns how many candidates are new."""
    approved = Declaration.objects.current().filter(status=Status.APPROVED).order_by("pk")
    return int(gather.call(list(approved.values_list("pk", flat=True))))


def soon(declaration_ids: Sequence[int]) -> None:
    """Have these declarations gathered in the background; part of the transaction that changes what counts."""
    for start in range(0, len(declaration_ids), CHUNK):
        gather.enqueue(list(declaration_ids[start : start + CHUNK]))


@transaction.atomic
def _gather(ids: Sequence[int]) -> int:
    declarations = list(
        Declaration.objects.filter(pk__in=ids, status=Status.APPROVED)
        .with_content()
        .prefetch_related("template__fields", "template__columns", "template__categories")
    )
    found = _found(declarations)
    entries = _entries({each.key for each in found})
    fresh = _new_candidates([each for each in found if each.key not in entries])
    entries |= fresh
    replaced = [each.adjusts_id for each in declarations if each.adjusts_id is not None]
    earlier = LibraryUse.objects.filter(source__in=[*ids, *replaced])
    touched = set(earlier.values_list("indicator", flat=True))
    earlier.delete()
    uses = [_use(entries[each.key], each) for each in found]
    LibraryUse.objects.bulk_create(uses, ignore_conflicts=True, batch_size=1000)
    recount(touched | {use.indicator_id for use in uses})
    return len(fresh)


def _found(declarations: Iterable[Declaration]) -> list[Found]:
    templates: dict[int, FormTemplate] = {}
    found = []
    for declaration in declarations:
        template = templates.get(declaration.template_id) or declaration.template.value()
        templates[declaration.template_id] = template
        for _, row in declaration.content.real_indicators:
            category = template.category(row.level1, row.level2)
            name = row.name.strip()
            if category is not None and len(name) <= LONGEST_NAME and search.folded(name):
                found.append(Found(declaration, category, row))
    return found


def _entries(keys: Iterable[Key]) -> dict[Key, LibraryIndicator]:
    """The entry of each key that there is; what was merged stands for the one it was merged into."""
    wanted = set(keys)
    names, categories = {name for _, name in wanted}, {category for category, _ in wanted}
    there = LibraryIndicator.objects.filter(folded_name__in=names, category__in=categories)
    known: dict[Key, LibraryIndicator] = {}
    for entry in sorted(there.select_related("merged_into"), key=lambda each: -_RANK[EntryState(each.state)]):
        known[entry.category, entry.folded_name] = entry.merged_into or entry
    return {key: entry for key, entry in known.items() if key in wanted}


def _new_candidates(found: Iterable[Found]) -> dict[Key, LibraryIndicator]:
    made = {each.key: _candidate(each) for each in reversed(list(found))}
    for entry in made.values():
        entry.derive()
    # Another worker may have been faster with one of them: then that one counts.
    LibraryIndicator.objects.bulk_create(made.values(), batch_size=500, ignore_conflicts=True)
    stored = _entries(made)
    search.store([(entry.pk, entry.haystack, entry.category) for entry in stored.values()])
    return stored


def _candidate(found: Found) -> LibraryIndicator:
    return LibraryIndicator(
        level1=found.category.level1[:LONGEST_LEVEL],
        level2=found.category.level2[:LONGEST_LEVEL],
        name=found.row.name.strip(),
        example_target=found.row.target.strip()[:LONGEST_TARGET],
        explanation=found.row.explanation.strip()[:LONGEST_EXPLANATION],
        state=EntryState.CANDIDATE,
    )


def _use(entry: LibraryIndicator, found: Found) -> LibraryUse:
    declaration = found.declaration
    return LibraryUse(
        indicator=entry,
        unit_id=declaration.unit_id,
        year=declaration.year.year,
        target=found.row.target.strip()[:200],
        source=declaration.pk,
    )


def recount(keys: Iterable[int]) -> None:
    """Count the uses of these entries anew."""
    uses = LibraryUse.objects.filter(indicator=OuterRef("pk")).order_by().values("indicator")
    LibraryIndicator.objects.filter(pk__in=set(keys)).update(
        used_count=Coalesce(Subquery(uses.annotate(number=Count("pk")).values("number")), 0),
        last_year=Subquery(uses.annotate(latest=Max("year")).values("latest")),
    )
