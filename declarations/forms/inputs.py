"""The attributes of a cell's input as one string: a page has hundreds, and a template asks for each by name."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CLASS = "cell"


def attributes(
    *, name: str, label: str, note: str, state: str, figures: bool = False, more: Mapping[str, str] | None = None
) -> SafeString:
    """Class, id, name and what assistive technology is told; `state` is "error", "warning" or "".

    Every value is escaped here.
    """
    kinds = [CLASS, *(["num"] if figures else []), *(["cell-warned"] if state == "warning" else [])]
    found = {
        "class": " ".join(kinds),
        "id": name,
        "name": name,
        "aria-label": label,
        "aria-describedby": note,
        **({"aria-invalid": "true"} if state == "error" else {}),
        **(more or {}),
    }
    return mark_safe("".join(f' {key}="{escape(value)}"' for key, value in found.items()))  # noqa: S308 - all escaped
