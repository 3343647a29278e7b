"""Our own flat tables, known by their first row: each cell is what its heading says, and nothing is repaired.

A table whose headings are exactly those of the column table (declarations/columns.py) was written by us, as an export
or as a template to fill in. Any other flat table goes to `flat`, which knows what damage looks like.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from declarations.columns import FlatTable, TableKind
from declarations.reading.documents import says_something
from declarations.reading.grid import Row
from declarations.reading.keptblocks import KeptBlocks
from declarations.reading.notes import Notebook
from declarations.reading.own_details import Detail, OwnDetails, Owner
from declarations.reading.own_form import careful_form
from declarations.reading.own_heads import own_head
from declarations.reading.own_quick import OwnQuickReader
from declarations.reading.own_rows import Collected, OwnRows, RowsSource, forms_of
from declarations.reading.results import Note, ReadForm, ReadingRefused
from indicators.template import FormTemplate

MOST_FORMS = 10_000


@dataclass(frozen=True)
class OwnTable:
    """A table of ours in a document: the rows below its heading.

    `coming`: its rows can be walked over once only, for they are still being read; `last`: no sheet is behind it.
    """

    template: FormTemplate
    table: FlatTable
    rows: OwnRows
    coming: bool = False
    last: bool = False

    @property
    def has_forms(self) -> bool:
        """Its rows are indicators, not 测算明细 or 分年度计划."""
        return self.table.kind is TableKind.INDICATORS

    def kept(self, stack: ExitStack) -> OwnTable:
        """The same table with its rows set aside until `stack` is closed, so that the next sheet can be read."""
        if not self.coming:
            return self
        return replace(self, rows=replace(self.rows, blocks=stack.enter_context(KeptBlocks(self.rows.blocks))))


def own_table(rows: Sequence[Row], templates: Sequence[FormTemplate]) -> OwnTable | None:
    """The table of ours that these rows hold; None when it is another."""
    head = own_head(rows, templates)
    if head is None:
        return None
    source = RowsSource(rows[head.position + 1 :])
    return OwnTable(head.template, head.table, OwnRows(source, tuple(source.blocks()), 0))


def read_own(tables: Sequence[OwnTable], name: str) -> Iterator[ReadForm | Note]:
    """The declarations of these tables one by one, then the notes on rows that belong to none.

    With 测算明细 or 分年度计划 the rows are walked over twice, for a row of those belongs to the one declaration with
    its number. ReadingRefused, after some declarations perhaps, when nothing is filled in, or there are more than
    `MOST_FORMS`.
    """
    loose = Notebook()
    mains = [each for each in tables if each.has_forms]
    details = OwnDetails([(each.table, each.rows) for each in tables if not each.has_forms])
    owners: list[Owner] = []
    if details.rows:
        owners = [Owner(form.number, form.says("name")) for own in mains for form in forms_of(own.rows, own.table)]
        _check(len(owners), name)
        details.give(owners, loose)
    yield from _read(mains, owners, loose, name)
    yield from loose.notes


def _read(mains: Sequence[OwnTable], owners: Sequence[Owner], loose: Notebook, name: str) -> Iterator[ReadForm]:
    count = filled = 0
    for own in mains:
        quick = OwnQuickReader(own.template, own.table, own.rows.source)
        for count, form in enumerate(forms_of(own.rows, own.table), start=count + 1):  # noqa: B020 - goes on counting
            if count > MOST_FORMS:
                continue
            read = _form(own, quick, form, owners[count - 1].details if owners else ())
            if says_something(read):
                filled += 1
                yield read
            else:
                loose.add("form_blank", place=read.place, text=own.template.title)
    _check(count, name)
    if not filled:
        raise ReadingRefused(f"“{name}”是空白表，只有字段名，还没有填写内容。请填好后再导入。", loose.notes)


def _form(own: OwnTable, quick: OwnQuickReader, form: Collected, details: Sequence[Detail]) -> ReadForm:
    """The declaration, at once where nothing about its cells has to be noted."""
    return quick.read(form, details) or careful_form(own.template, own.table, form, own.rows.source, details)


def _check(forms: int, name: str) -> None:
    if forms > MOST_FORMS:
        raise ReadingRefused(f"“{name}”里有 {forms} 份申报，一次最多读 {MOST_FORMS} 份。请分成几个文件。")
