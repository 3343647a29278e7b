"""Invented 测算依据 of all kinds of departments, with amounts that each bears out and amounts that it contradicts."""

from __future__ import annotations

from tests.basis.departments import part1, part2, part3, part4, part5, part6
from tests.basis.departments.said import Said

ALL: tuple[Said, ...] = tuple(
    said for part in (part1, part2, part3, part4, part5, part6) for group in part.TEXTS for said in group
)

__all__ = ["ALL", "Said"]
