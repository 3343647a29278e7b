"""The difference between two contents, field by field, and the merge of two people's changes. Pure.

A field path names a place: "name", "extra[contact]", "indicators[k3f9a2].target" (by the row's key) or
"indicators[k3f9a2]" for a row that came or went. "indicators[]" is the order of the rows: a list of their keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from declarations.content import HEAD_FIELDS, ROW_FIELDS, DeclarationContent


@dataclass(frozen=True)
class Change:
    """One field that differs. `old` is None for what came, `new` is None for what went."""

    field: str
    old: Any
    new: Any


def differences(old: DeclarationContent, new: DeclarationContent) -> tuple[Change, ...]:
    """Every field of `new` that is not as in `old`, in form order; rows are matched by key."""
    changes = [Change(key, getattr(old, key), getattr(new, key)) for key in HEAD_FIELDS]
    was, now = dict(old.extra), dict(new.extra)
    changes += [Change(f"extra[{key}]", was.get(key, ""), now.get(key, "")) for key in sorted(was.keys() | now.keys())]
    for part in ROW_FIELDS:
        changes += _row_differences(part, getattr(old, part), getattr(new, part))
    return tuple(change for change in changes if change.old != change.new)


def _row_differences(part: str, old: Iterable[Any], new: Iterable[Any]) -> list[Change]:
    was, now = {row.key: row for row in old}, {row.key: row for row in new}
    changes = []
    for key, row in now.items():
        if was.get(key) == row:
            continue
        if key in was:
            changes += _cell_differences(f"{part}[{key}]", was[key], row)
        else:
            changes.append(Change(f"{part}[{key}]", None, asdict(row)))
    changes += [Change(f"{part}[{key}]", asdict(row), None) for key, row in was.items() if key not in now]
    return changes


def _cell_differences(path: str, old: Any, new: Any) -> list[Change]:
    columns = [spec.name for spec in fields(old) if spec.name != "key"]
    return [Change(f"{path}.{name}", getattr(old, name), getattr(new, name)) for name in columns]


def reordering(old: DeclarationContent, new: DeclarationContent) -> tuple[Change, ...]:
    """The parts whose rows stand in another order, looking only at rows that both have."""
    changes = []
    for part in ROW_FIELDS:
        was, now = ([row.key for row in getattr(content, part)] for content in (old, new))
        if [key for key in was if key in now] != [key for key in now if key in was]:
            changes.append(Change(f"{part}[]", was, now))
    return tuple(changes)


def apply(content: DeclarationContent, changes: Iterable[Change]) -> DeclarationContent:
    """`content` with every change made; a changed cell of a row that is gone is left out.

    A new order of rows is taken over for those that are there.
    """
    head: dict[str, Any] = {}
    extra = dict(content.extra)
    rows = {part: {row.key: row for row in getattr(content, part)} for part in ROW_FIELDS}
    for change in changes:
        part, key, column = split_path(change.field)
        if part in ROW_FIELDS and not key:
            rows[part] = {row.key: row for row in _in_order(list(rows[part].values()), change.new or [])}
        elif part in ROW_FIELDS:
            _apply_to_rows(rows[part], part, key, column, change.new)
        elif part == "extra":
            extra[key] = change.new or ""
        else:
            head[part] = change.new
    ordered: dict[str, Any] = {part: tuple(found.values()) for part, found in rows.items()}
    kept = tuple(sorted((key, text) for key, text in extra.items() if text))
    return replace(content, **head, **ordered, extra=kept)


def _apply_to_rows(rows: dict[str, Any], part: str, key: str, column: str, new: Any) -> None:
    if column:
        if key in rows:
            rows[key] = replace(rows[key], **{column: new})
    elif new is None:
        rows.pop(key, None)
    else:
        rows[key] = ROW_FIELDS[part](**new)


def split_path(path: str) -> tuple[str, str, str]:
    """("indicators", "k3f9", "target") of "indicators[k3f9].target"; the parts that a path lacks are ""."""
    part, _, rest = path.partition("[")
    key, _, column = rest.partition("]")
    return part, key, column.removeprefix(".")


def arrange(content: DeclarationContent, like: DeclarationContent) -> DeclarationContent:
    """`content` with its rows in the order of `like`; rows that `like` lacks keep their place after their neighbour."""
    arranged: Mapping[str, Any] = {
        part: _in_order(list(getattr(content, part)), [row.key for row in getattr(like, part)]) for part in ROW_FIELDS
    }
    return replace(content, **arranged)


def _in_order(rows: list[Any], wanted: list[str]) -> tuple[Any, ...]:
    known = {row.key: row for row in rows}
    result = [known[key] for key in wanted if key in known]
    placed = {row.key for row in result}
    for place, row in enumerate(rows):
        if row.key not in placed:
            before = {earlier.key for earlier in rows[:place]}
            after = max((n + 1 for n, there in enumerate(result) if there.key in before), default=0)
            result.insert(after, row)
            placed.add(row.key)
    return tuple(result)


def keyed_path(content: DeclarationContent, path: str) -> str:
    """A finding's path "indicators[3].target" as a field path by row key, "indicators[k3f9].target"."""
    part, index, column = split_path(path)
    if part not in ROW_FIELDS or not index.isdigit() or int(index) >= len(getattr(content, part)):
        return path
    key = getattr(content, part)[int(index)].key
    return f"{part}[{key}].{column}" if column else f"{part}[{key}]"
