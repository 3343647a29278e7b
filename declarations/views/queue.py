"""What waits for a reviewer, the oldest submission first: the list, and the way from one item to the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declarations.filters import DeclarationFilter
from declarations.models import Declaration
from declarations.models.declaration import DeclarationQuerySet
from declarations.permissions import awaiting
from declarations.views.paging import Order, page_of, read_moment
from perfgoals.accounts.http import AuthedRequest
from perfgoals.accounts.models import Unit
from perfgoals.accounts.roles import Actor

OLDEST_FIRST = Order("submitted_at", False, read_moment)
ASKABLE = ("unit", "q")


@dataclass(frozen=True)
class Queue:
    """The queue of one person, narrowed down to what was asked for: {"unit": key, "q": words}."""

    actor: Actor
    asked: dict[str, str]

    @classmethod
    def asked_for(cls, actor: Actor, params: QueryDict) -> Queue:
        """The queue that an address or a posted form names."""
        asked = {name: params.get(name, "").strip() for name in ASKABLE}
        return cls(actor, {name: value for name, value in asked.items() if value})

    @property
    def query(self) -> str:
        """What to append to an address to stay in this queue: "?unit=…&q=…", or ""."""
        return f"?{self._params.urlencode()}" if self.asked else ""

    @property
    def _params(self) -> QueryDict:
        params = QueryDict(mutable=True)
        params.update(self.asked)
        return params

    @cached_property
    def everything(self) -> DeclarationQuerySet:
        """All that waits for this person, whatever was asked for."""
        return Declaration.objects.matching(awaiting(self.actor))

    @cached_property
    def filter(self) -> DeclarationFilter:
        """The filter bar: the units that have something waiting, and words of the name or code (one query)."""
        waiting = Unit.objects.filter(pk__in=self.everything.order_by().values("unit")).order_by("path")
        units = [(str(pk), name) for pk, name in waiting.values_list("pk", "name")]
        return DeclarationFilter(self._params, self.everything, years=(), units=units, types=())

    @cached_property
    def rows(self) -> DeclarationQuerySet:
        """What waits and was asked for."""
        found: DeclarationQuerySet = self.filter.qs if self.asked else self.everything
        return found

    @cached_property
    def _ids(self) -> list[int]:
        return list(self.rows.order_by(OLDEST_FIRST.field, "pk").values_list("pk", flat=True))

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._ids)

    def place_of(self, pk: int) -> int:
        """Where that declaration stands, counted from 1; 0 when it does not wait here."""
        return self._ids.index(pk) + 1 if pk in self._ids else 0

    def before(self, pk: int) -> str:
        """Address of the item before it, "" for the first."""
        place = self.place_of(pk)
        return self._address(self._ids[place - 2]) if place > 1 else ""

    def after(self, pk: int) -> str:
        """Address of the item behind it, "" for the last."""
        place = self.place_of(pk)
        return self._address(self._ids[place]) if 0 < place < self.count else ""

    def next_once_decided(self, pk: int) -> str:
        """Where to go on when that one is decided: the one behind it, else the first left; "" when none is left."""
        rest = [waiting for waiting in self._ids if waiting != pk]
        following = rest[max(self.place_of(pk) - 1, 0) :] or rest
        return self._address(following[0]) if following else ""

    @property
    def address(self) -> str:
        """The list of this queue."""
        return f"{reverse('review-queue')}{self.query}"

    def _address(self, pk: int) -> str:
        return f"{reverse('declaration-detail', args=[pk])}{self.query}"


@require_safe
@never_cache
def queue(request: AuthedRequest) -> HttpResponse:
    """The list of what waits for this person."""
    mine = Queue.asked_for(request.actor, request.GET)
    waiting = mine.everything.count()
    context = {
        "queue": mine,
        "page": page_of(mine.rows.for_list(), request.GET, OLDEST_FIRST),
        "waiting": waiting,
        "tallies": {"review-queue": waiting},
    }
    return render(request, "reviewing/queue.html", context)
