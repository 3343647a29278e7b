"""Decimals in the database: exact ones as text, and a rounded copy for lists to filter and add up.

SQLite keeps a decimal column as a floating-point number of 15 digits, which would change what somebody typed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

FEN = Decimal("0.01")
TOO_LARGE_TO_LIST = Decimal(10) ** 16


def listed(yuan: Decimal | None) -> Decimal | None:
    """`yuan` to the fen for a decimal column; None where there is none, or one too large for any list."""
    if yuan is None or abs(yuan) >= TOO_LARGE_TO_LIST:
        return None
    return yuan.quantize(FEN)


class ExactDecimalField(models.TextField[Decimal | None, Decimal | None]):
    """A decimal stored as the digits it was given, on every database; not for filters or sums."""

    def from_db_value(self, value: str | None, *args: Any) -> Decimal | None:
        """The decimal of the stored digits."""
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:
        """The digits to store, without an exponent."""
        return None if value is None else format(value, "f")
