"""Natural keys: fixtures name rows by what they are, not by numbers that differ from database to database."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

M = TypeVar("M", bound="NaturalKeyModel")


class NaturalKeyManager(models.Manager[M]):
    """Finds a row by its natural key."""

    def get_by_natural_key(self, *values: Any) -> M:
        """The row whose `natural_fields` have these values."""
        return self.get(**dict(zip(self.model.natural_fields, values, strict=True)))


class NaturalKeyModel(models.Model):
    """A row known by its `natural_fields`, which may reach through a foreign key ("template__code")."""

    natural_fields: ClassVar[tuple[str, ...]] = ("code",)

    objects: ClassVar[NaturalKeyManager[Self]] = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        """The values of `natural_fields`, by which fixtures name the row."""
        return tuple(attrgetter(path.replace("__", "."))(self) for path in self.natural_fields)
