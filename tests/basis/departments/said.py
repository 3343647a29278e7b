"""How a text is written down: with the amounts that it bears out or contradicts."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from declarations.basis import Verdict


class Said(NamedTuple):
    """A text, 本年度项目金额 and 项目总金额 in yuan, the years of the project, and the verdict."""

    text: str
    year: Decimal
    total: Decimal
    years: int
    verdict: Verdict


def texts(text: str, *amounts: tuple[str, str, int, Verdict]) -> list[Said]:
    return [Said(text, Decimal(year), Decimal(total), years, verdict) for year, total, years, verdict in amounts]


YES, NO, OPEN = Verdict.AGREES, Verdict.DIFFERS, Verdict.UNCLEAR
