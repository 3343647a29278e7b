"""Names in a post that the page cannot have: such a post was not made by the page, and nothing of it is taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from declarations.amounts import shorten
from declarations.content import DeclarationContent
from declarations.errors import BadInput
from declarations.forms.places import HEAD, PARTS
from declarations.forms.rows import cells_for
from indicators.template import FieldKind, FormTemplate

NOT_ON_THE_PAGE = "提交的内容里有这一页没有的项目“{}”，没有保存。请刷新页面后再填写。"
SETTLED, BOX = "settled-", "na-"
# What stands on the page beside the cells: see posted.py.
HELPERS = frozenset(
    "csrfmiddlewaretoken version add add-line add-plan remove removed duplicate move restore paste undo key after to"
    " sure settle then".split()
)


def refuse_strangers(template: FormTemplate, base: DeclarationContent, names: Iterable[str]) -> None:
    """BadInput when a name is that of no input: a field of the system, a column that nobody types into, anything else.

    Whose rows and categories the names speak of is judged where they are read.
    """
    buttons = set(_buttons_absent(template, base))
    for name in names:
        if name in buttons or not (name in HELPERS or name.startswith((SETTLED, BOX)) or _is_cell(template, name)):
            raise BadInput(NOT_ON_THE_PAGE.format(shorten(name)))


def _buttons_absent(template: FormTemplate, base: DeclarationContent) -> Iterator[str]:
    """The buttons of tables that the form does not have."""
    if not (template.has_budget_lines or base.budget_lines):
        yield "add-line"
    if not (template.has_yearly_plan or base.plan):
        yield "add-plan"


def _is_cell(template: FormTemplate, name: str) -> bool:
    start, _, rest = name.partition("-")
    if start == HEAD:
        field = template.field(rest)
        return field is not None and field.kind is not FieldKind.SYSTEM
    return start in PARTS and rest.rpartition("-")[2] in cells_for(template)[PARTS[start]]
