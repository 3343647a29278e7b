"""The order of the printed form. Pure."""

from dataclasses import replace

from declarations.content import DeclarationContent, Indicator
from indicators.template import FormTemplate


def in_form_order(content: DeclarationContent, template: FormTemplate) -> DeclarationContent:
    """`content` with its indicators by category as the form prints them, rows of one category in their order.

    Rows come and go in several hands at once; whoever brings one back cannot tell where it stood. Rows of a category
    that the form does not have come last.
    """
    places = {category: place for place, category in enumerate(template.categories)}

    def place(row: Indicator) -> int:
        category = template.category(row.level1, row.level2)
        return len(places) if category is None else places[category]

    return replace(content, indicators=tuple(sorted(content.indicators, key=place)))
