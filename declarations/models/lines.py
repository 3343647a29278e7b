"""The rows of a declaration: indicators, budget lines, yearly plan; stored and restored without loss."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models.functions import Cast

from declarations.content import ROW_FIELDS, BudgetLine, DeclarationContent, Indicator, PlanYear
from declarations.models.declaration import Declaration
from declarations.numbers import ExactDecimalField


class Row(models.Model):
    """What every kind of row has: a key that follows it through edits, and its place."""

    key = models.CharField("行标识", max_length=16)
    position = models.PositiveIntegerField("行号")

    class Meta:
        abstract = True
        ordering = ("position",)

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns that say something, in the order of the model."""
        skipped = {"id", "declaration", "key", "position"}
        return tuple(field.name for field in cls._meta.concrete_fields if field.name not in skipped)


class IndicatorRow(Row):
    """One row of the indicator table, as printed."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="indicator_rows")
    level1 = models.TextField("一级指标", blank=True)
    level2 = models.TextField("二级指标", blank=True)
    required = models.BooleanField("必填标记", default=False)
    name = models.TextField("三级指标", blank=True)
    target = models.TextField("目标值", blank=True)
    explanation = models.TextField("指标解释", blank=True)
    weight = ExactDecimalField("权重", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "指标"
        constraints = (
            models.UniqueConstraint(fields=("declaration", "key"), name="one_indicator_per_key"),
            models.UniqueConstraint(fields=("declaration", "position"), name="one_indicator_per_position"),
        )

    def __str__(self) -> str:
        return f"{self.level2} {self.name} {self.target}"

    def value(self) -> Indicator:
        """The row as a value."""
        return Indicator(
            level1=self.level1,
            level2=self.level2,
            required=self.required,
            name=self.name,
            target=self.target,
            explanation=self.explanation,
            weight=self.weight,
            key=self.key,
        )


class BudgetRow(Row):
    """One row of 测算明细; price in yuan, share in per cent."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="budget_rows")
    item = models.TextField("支出事项", blank=True)
    quantity = ExactDecimalField("数量", null=True, blank=True)
    unit = models.TextField("单位", blank=True)
    price = ExactDecimalField("单价", null=True, blank=True)
    months = ExactDecimalField("月数", null=True, blank=True)
    share = ExactDecimalField("比例", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "测算明细"
        constraints = (
            models.UniqueConstraint(fields=("declaration", "key"), name="one_budget_line_per_key"),
            models.UniqueConstraint(fields=("declaration", "position"), name="one_budget_line_per_position"),
        )

    def __str__(self) -> str:
        return self.item

    def value(self) -> BudgetLine:
        """The row as a value."""
        return BudgetLine(
            item=self.item,
            quantity=self.quantity,
            unit=self.unit,
            price=self.price,
            months=self.months,
            share=self.share,
            key=self.key,
        )


class PlanRow(Row):
    """One row of 分年度计划; amount in yuan."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="plan_rows")
    year = models.IntegerField("年度", null=True, blank=True)
    amount = ExactDecimalField("金额", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "分年度计划"
        constraints = (
            models.UniqueConstraint(fields=("declaration", "key"), name="one_plan_year_per_key"),
            models.UniqueConstraint(fields=("declaration", "position"), name="one_plan_year_per_position"),
        )

    def __str__(self) -> str:
        return f"{self.year}"

    def value(self) -> PlanYear:
        """The row as a value."""
        return PlanYear(year=self.year, amount=self.amount, key=self.key)


_KINDS: tuple[tuple[str, type[IndicatorRow | BudgetRow | PlanRow]], ...] = (
    ("indicators", IndicatorRow),
    ("budget_lines", BudgetRow),
    ("plan", PlanRow),
)
_RELATED = {"indicators": "indicator_rows", "budget_lines": "budget_rows", "plan": "plan_rows"}
_WIDTH = 1 + max(len(kind.columns()) for _, kind in _KINDS)


def rows_of(declaration_id: int, content: DeclarationContent) -> dict[type[models.Model], list[Any]]:
    """Unsaved rows of each kind for `content`, in order."""
    return {kind: _rows(kind, declaration_id, getattr(content, part)) for part, kind in _KINDS}


def fetch_rows(declaration: Declaration) -> None:
    """Fetch the rows of every kind in one query; `declaration.content` then asks for nothing more."""
    packed = [_packed(kind, declaration.pk) for _, kind in _KINDS]
    found: dict[str, list[tuple[str | None, ...]]] = {part: [] for part, _ in _KINDS}
    for part, _, *cells in sorted(packed[0].union(*packed[1:], all=True), key=lambda row: row[:2]):
        found[part].append(tuple(cells))
    for part, kind in _KINDS:
        rows = kind._default_manager.all()
        rows._result_cache = [_unpacked(kind, cells) for cells in found[part]]
        cache = declaration.__dict__.setdefault("_prefetched_objects_cache", {})  # where Django looks first
        cache[_RELATED[part]] = rows


def _packed(kind: type[Any], declaration_id: int) -> models.QuerySet[Any, Any]:
    """The rows of one kind as (part, position, key, texts …), with as many texts for every kind."""
    part = next(name for name, each in _KINDS if each is kind)
    names = ("key", *kind.columns())
    cells = {f"cell{number}": Cast(name, models.TextField()) for number, name in enumerate(names)}
    blanks = {f"cell{number}": models.Value(None, models.TextField()) for number in range(len(names), _WIDTH)}
    rows = kind._default_manager.filter(declaration_id=declaration_id).order_by()
    told = rows.annotate(part=models.Value(part, models.TextField()), **cells, **blanks)
    packed: models.QuerySet[Any, Any] = told.values_list(
        "part", "position", *(f"cell{number}" for number in range(_WIDTH))
    )
    return packed


def _unpacked(kind: type[Any], cells: tuple[str | None, ...]) -> Any:
    """The row of those texts; booleans are "1" on SQLite and "true" on PostgreSQL."""
    row = kind()
    for name, text in zip(("key", *kind.columns()), cells, strict=False):
        field = kind._meta.get_field(name)
        if isinstance(field, models.BooleanField):
            setattr(row, name, text in {"1", "true"})
        elif isinstance(field, ExactDecimalField):
            setattr(row, name, None if text is None else Decimal(text))
        else:
            setattr(row, name, field.to_python(text))
    return row


def row_values(
    declaration_ids: Sequence[int], contents: Sequence[DeclarationContent]
) -> Iterator[tuple[type[Row], list[Any], Iterator[tuple[Any, ...]]]]:
    """(kind, fields, values in their order) of the rows of many contents; `bulk.insert_values` writes them."""
    for part, kind in _KINDS:
        names = tuple(ROW_FIELDS[part].__dataclass_fields__)
        fields = [kind._meta.get_field(name) for name in ("declaration", "position", *names)]
        of = attrgetter(*names)
        yield (
            kind,
            fields,
            (
                (pk, position, *of(value))
                for pk, content in zip(declaration_ids, contents, strict=True)
                for position, value in enumerate(getattr(content, part))
            ),
        )


def store_rows(declaration_id: int, content: DeclarationContent) -> None:
    """Store the rows of a declaration that has none yet."""
    for kind, rows in rows_of(declaration_id, content).items():
        kind._default_manager.bulk_create(rows)


def replace_rows(declaration_id: int, old: DeclarationContent, new: DeclarationContent) -> None:
    """Store the rows of `new` where they differ from `old`: changed cells in place, else the part written anew."""
    for part, kind in _KINDS:
        was, now = getattr(old, part), getattr(new, part)
        if was == now and [row.key for row in was] == [row.key for row in now]:
            continue
        if [row.key for row in was] == [row.key for row in now]:
            _update_changed(kind, declaration_id, was, now)
        else:
            kind.objects.filter(declaration_id=declaration_id).delete()
            kind.objects.bulk_create(_rows(kind, declaration_id, now))


def _rows(kind: type[Any], declaration_id: int, values: Sequence[Indicator | BudgetLine | PlanYear]) -> list[Any]:
    return [
        kind(declaration_id=declaration_id, position=position, **vars_of(value))
        for position, value in enumerate(values)
    ]


def _update_changed(kind: type[Any], declaration_id: int, was: Sequence[Any], now: Sequence[Any]) -> None:
    for before, after in zip(was, now, strict=True):
        if before != after:
            cells = vars_of(after)
            kind.objects.filter(declaration_id=declaration_id, key=cells.pop("key")).update(**cells)


def vars_of(value: Indicator | BudgetLine | PlanYear) -> dict[str, Any]:
    """The columns of a row value, key included, cached properties left out."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}
