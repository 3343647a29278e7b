"""The attached files as the pages list them: under the field that they prove. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from declarations.models.evidence import EVIDENCE_FIELDS
from indicators.template import FormTemplate


@dataclass(frozen=True)
class Shelf:
    """One field with its files."""

    key: str
    label: str
    files: tuple[Any, ...]


def shelves(template: FormTemplate, files: Iterable[Any]) -> list[Shelf]:
    """The fields of the form that take evidence, each with its files; a field that the form lost keeps its files."""
    files = list(files)
    found = []
    for key in EVIDENCE_FIELDS:
        field, own = template.field(key), tuple(file for file in files if file.field == key)
        if field is not None or own:
            found.append(Shelf(key, field.label if field else "其他", own))
    return found
