"""Filters for the frame around every page."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def tally_of(tallies: Mapping[str, int] | str | None, url_name: str) -> int | None:
    """The number to show beside a link: a page may put `tallies`, {url name: number}, into its context."""
    return tallies.get(url_name) if isinstance(tallies, Mapping) else None
