"""Units (单位): a tree of codes, with every name under which a unit has been printed.

The root of the tree is the finance bureau, so that a role held there covers the whole district; below it stand the
departments (一级预算单位), and below these their subordinate units.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.db.models.signals import pre_save
from django.dispatch import receiver

from perfgoals.accounts.names import fold_spelling, fold_unit_name

DERIVED_FIELDS = ("path", "folded_name")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Look-ups on the tree and by printed name."""

    def get_by_natural_key(self, code: str) -> Unit:
        """The unit with this code."""
        return self.get(code=code)

    def in_subtree(self, path: str) -> UnitQuerySet:
        """The unit with this path and everything below it."""
        return self.filter(path__startswith=path)

    def departments(self) -> UnitQuerySet:
        """Only 一级预算单位."""
        return self.filter(is_department=True)

    def matching(self, printed: str) -> list[Unit]:
        """The units a printed name may mean: by name or alias, after folding (see `fold_unit_name`).

        More than one is a question to a person; a unit printed exactly so (with or without 本级) comes alone.
        """
        return self.matching_each([printed])[printed]

    def matching_each(self, printed: Iterable[str]) -> dict[str, list[Unit]]:
        """What each printed name may mean (see `matching`), in two queries however many names there are."""
        keys = {text: fold_unit_name(text) for text in printed}
        wanted = {key for key in keys.values() if key}
        named = self.filter(Q(folded_name__in=wanted) | Q(aliases__folded_name__in=wanted))
        units = list(named.distinct().order_by("path").prefetch_related("aliases")) if wanted else []
        return {text: _meant(text, [unit for unit in units if key in unit.name_keys()]) for text, key in keys.items()}


def _meant(printed: str, found: list[Unit]) -> list[Unit]:
    """Of units that share a folded name: those printed exactly so, else all."""
    exact = [unit for unit in found if fold_spelling(printed) in unit.spellings()]
    return exact or found


UnitManager = models.Manager.from_queryset(UnitQuerySet)


class Unit(models.Model):
    """A unit that fills in, reviews or decides."""

    code = models.CharField(
        "单位编码",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[0-9]+\Z", "单位编码只能是数字，例如 101 或 101003。")],
        help_text="一级预算单位 3 位，下属单位 6 位。",
    )
    name = models.CharField("单位名称", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    is_department = models.BooleanField("一级预算单位", default=False)
    is_active = models.BooleanField("启用", default=True, help_text="停用后，在本单位的角色不再生效。")
    path = models.CharField("编码路径", max_length=255, db_index=True, editable=False)
    folded_name = models.CharField("名称索引", max_length=100, db_index=True, editable=False)

    objects = UnitManager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the unit; when its code or parent changed, everything below it moves along."""
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED_FIELDS}
        with transaction.atomic():
            before = self._stored_path() if self.pk is not None else ""
            super().save(*args, **kwargs)
            if before and before != self.path:
                self._move_descendants(before)

    def natural_key(self) -> tuple[str]:
        """The code, by which fixtures name a unit."""
        return (self.code,)

    def clean(self) -> None:
        """Refuse a place in the tree that cannot be, with a sentence at the field."""
        self.derived_path()
        if self.parent_id is None and not self.is_department:
            raise ValidationError({"is_department": "没有上级单位的单位须是一级预算单位，请勾选，或选择上级单位。"})

    def derived_path(self) -> str:
        """The path that code and parent give, such as "/001/001003/"; refuses a parent below the unit itself."""
        parent = self.parent
        if parent is None:
            return f"/{self.code}/"
        if self.pk is not None and (parent.pk == self.pk or parent.in_subtree(self._stored_path())):
            raise ValidationError({"parent": f"上级单位不能是本单位或它的下属单位（{parent.name}），请另选。"})
        return f"{parent.path}{self.code}/"

    def _stored_path(self) -> str:
        stored = Unit.objects.filter(pk=self.pk).values_list("path", flat=True).first()
        return stored or self.path or f"/{self.code}/"

    def _move_descendants(self, before: str) -> None:
        rest = Substr("path", len(before) + 1)
        below = Unit.objects.in_subtree(before).exclude(pk=self.pk)
        below.update(path=Concat(Value(self.path), rest))

    def in_subtree(self, path: str) -> bool:
        """Whether this is the unit with that path, or one below it."""
        return self.path.startswith(path)

    @property
    def department(self) -> Unit:
        """The 一级预算单位 it belongs to: itself or the nearest one above (one query when it is not itself)."""
        if self.is_department:
            return self
        above = Unit.objects.departments().filter(code__in=self.path.strip("/").split("/"))
        return max(above, key=lambda unit: len(unit.path), default=self)

    def name_keys(self) -> set[str]:
        """The keys under which it is looked up."""
        return {self.folded_name, *(alias.folded_name for alias in self.aliases.all())}

    def spellings(self) -> set[str]:
        """Its name and other names, folded but with 本级 kept."""
        return {fold_spelling(name) for name in (self.name, *(alias.name for alias in self.aliases.all()))}


class UnitAliasManager(models.Manager["UnitAlias"]):
    """Fixtures name an alias by its text."""

    def get_by_natural_key(self, name: str) -> UnitAlias:
        """The alias with this text."""
        return self.get(name=name)


class UnitAlias(models.Model):
    """Another name under which a unit has been printed."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    name = models.CharField("曾用名或简称", max_length=100, unique=True)
    folded_name = models.CharField("名称索引", max_length=100, db_index=True, editable=False)

    objects = UnitAliasManager()

    class Meta:
        verbose_name = "单位别名"
        verbose_name_plural = "单位别名"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """The text, by which fixtures name an alias."""
        return (self.name,)


@receiver(pre_save, sender=Unit)
@receiver(pre_save, sender=UnitAlias)
def fill_derived_fields(instance: Unit | UnitAlias, **kwargs: Any) -> None:
    """Keep path and name keys in step. A signal, because loading a fixture goes round `save()`."""
    instance.folded_name = fold_unit_name(instance.name)
    if isinstance(instance, Unit):
        instance.path = instance.derived_path()
