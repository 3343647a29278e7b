"""Which program made a PDF, where its habits matter to the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CHROMIUM = "Skia/PDF"  # what it signs its files with
_SHEETS = re.compile(r"^Calc$|Excel|表格|Spreadsheet")


@dataclass(frozen=True)
class Made:
    """`is_of_chromium`: letters have the names it gives them. `is_sheet`: rows do not grow with their texts."""

    is_of_chromium: bool = False
    is_sheet: bool = False


def made_by(metadata: Mapping[str, Any]) -> Made:
    """What the metadata of a file say."""
    return Made(_CHROMIUM in str(metadata.get("Producer")), bool(_SHEETS.search(str(metadata.get("Creator")))))
