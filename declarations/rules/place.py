"""Where a field stands in the form, so that findings can be read from top to bottom."""

import re

from declarations.content import HEAD_FIELDS
from indicators.template import FormTemplate

_ROW = re.compile(r"(?P<table>\w+)\[(?P<number>\d+)\](?:\.(?P<column>\w+))?")
TABLES = ("plan", "budget_lines", "indicators")  # in the order in which a form prints them
COLUMNS = ("level1", "level2", "name", "target", "explanation", "weight")

Place = tuple[int, int, int]


def place_in_form(field: str, template: FormTemplate) -> Place:
    """A key to sort by: the head in the template's order, then the tables row by row, a whole table before its rows."""
    row = _ROW.fullmatch(field)
    if row:
        column = row["column"]
        return 1 + TABLES.index(row["table"]), int(row["number"]), COLUMNS.index(column) if column in COLUMNS else -1
    if field in TABLES:
        return 1 + TABLES.index(field), -1, -1
    return 0, _place_in_head(field, template), 0


def _place_in_head(key: str, template: FormTemplate) -> int:
    keys = [field.key for field in template.fields]
    if key in keys:
        return keys.index(key)
    return len(keys) + (HEAD_FIELDS.index(key) if key in HEAD_FIELDS else len(HEAD_FIELDS))
