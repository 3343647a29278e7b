"""Our own flat tables read as they come: the same declarations, notes and places as row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from declarations.columns import Column, ColumnKind, FlatTable, Part, TableKind, flat_tables, marked
from declarations.content import DeclarationContent, Indicator
from declarations.reading import Note, ReadForm, ReadingRefused, own, own_rows, read_document, stream_document, together
from declarations.reading.blocks import Block, block_of_rows
from declarations.reading.commas import own_table_of_commas
from declarations.reading.files import stream_document as streamed
from declarations.reading.flatstream import events_of_grid, events_of_sheet
from declarations.reading.grid import Grid
from declarations.reading.keptblocks import KeptBlocks
from declarations.reading.rawtables import RawTable
from declarations.reading.sheets import grid_of_sheet
from declarations.writing.flat import flat_csv, flat_workbook
from indicators.template import FormTemplate
from tests.reading.drawn_sheets import DrawnSheet
from tests.reading.factories import template, templates
from tests.reading.own_by_rows import OwnTable, own_table, read_by_rows
from tests.reading.test_flat_quick import DAMAGED, LONG, SHORT, TARGETS

NUMBERS = ("1", "2", "2", "3", "")
VALUES: dict[ColumnKind, st.SearchStrategy[str]] = {
    ColumnKind.LONG_TEXT: LONG,
    ColumnKind.CODE: st.sampled_from(["440399260021500600011", "'0012", ""]),
    ColumnKind.AMOUNT: st.sampled_from(["12.5", "1,234,500.00", "三万", "30万元", ""]),
    ColumnKind.NUMBER: st.sampled_from(["10", "10分", "多", ""]),
    ColumnKind.INTEGER: st.sampled_from(["2026", "3年", "三", ""]),
    ColumnKind.YES_NO: st.sampled_from(["是", "否", "也许"]),
    ColumnKind.DATE: st.sampled_from(["2026-01-01", "明年", ""]),
}


class Sheet(DrawnSheet):
    """A sheet for both readers."""

    def grid(self) -> Grid:
        return grid_of_sheet(self.table(), templates())

    def parts(self, size: int, *, last: bool) -> tuple[RawTable, Iterator[Block]]:
        """The sheet as the child sends it."""
        return RawTable(self.name, merges=self.merges, last=last), self.blocks(size)


def texts_of(column: Column) -> st.SearchStrategy[str]:
    if column.part is Part.NUMBER:
        return st.sampled_from(NUMBERS)
    if column.key in {"target", "level1", "level2"}:
        return TARGETS
    return VALUES.get(column.kind, SHORT)


@st.composite
def sheets(draw: st.DrawFn, form: FormTemplate, table: FlatTable) -> Sheet:
    """A table of ours: the head on each row or on the first, some cells odd."""
    rows: list[list[str]] = draw(st.sampled_from([[], [], [], [["2026年度"]], [[]]]))
    rows = [*map(list, rows), [*table.headings, *draw(st.sampled_from([[], ["", ""]]))]]
    start = len(rows)
    for _ in range(draw(st.integers(0, 4))):
        first = [draw(texts_of(column)) for column in table.columns]
        repeated = draw(st.booleans())
        for n in range(draw(st.integers(1, 4))):
            category = draw(st.sampled_from(form.categories))
            said = {"level1": category.level1, "level2": marked(category.level2, required=category.required)}
            row = [
                said.get(column.key) or draw(texts_of(column))
                if column.part is Part.ROW
                else text
                if n == 0 or repeated or column.part is Part.NUMBER
                else ""
                for column, text in zip(table.columns, first, strict=True)
            ]
            rows.append(row if draw(st.integers(0, 9)) else [*row, "批注"])
        if draw(st.integers(0, 5)) == 0:
            rows.append([])
    sheet = Sheet(rows, name=table.title[:31])
    _damage(draw, sheet, start, len(table.columns))
    return sheet


def _damage(draw: st.DrawFn, sheet: Sheet, start: int, width: int) -> None:
    if start == len(sheet.rows):
        return
    places = st.tuples(st.integers(start, len(sheet.rows) - 1), st.integers(0, width - 1))
    for r, c in draw(st.lists(places, max_size=4)):
        if c < len(sheet.rows[r]):
            sheet.rows[r][c] = draw(DAMAGED)
    for place in draw(st.sampled_from([[], [], [draw(places)]])):
        sheet.codes[place] = [("number_rounded", "0.9555")]
    kind = draw(st.integers(0, 9))
    r, c = draw(places)
    if kind in {0, 1, 2} and r + 1 < len(sheet.rows):
        sheet.merges = [(r, c, r + 1, c)]
    elif kind == 3 and c + 1 < width:
        sheet.merges = [(r, c, r, c + 1)]


@st.composite
def books(draw: st.DrawFn) -> list[Sheet]:
    """One or two tables of indicators, and those of 测算明细 and 分年度计划, in any order."""
    form = draw(st.sampled_from(templates()))
    main, budget, plan = flat_tables(form)
    tables = [main] + [main] * (draw(st.integers(0, 3)) == 0)
    tables += draw(st.sampled_from([[], [], [budget], [budget, plan]]))
    found = [draw(sheets(form, table)) for table in (draw(st.permutations(tables)) if len(tables) > 1 else tables)]
    for n, sheet in enumerate(found):
        sheet.name = sheet.name if n == 0 else f"{sheet.name[:28]}{n}"
    return found


def by_rows(book: list[Sheet]) -> list[Any]:
    """What the row by row reader says of the tables of a book."""
    tables = [table for sheet in book if (table := own_table(sheet.grid(), templates()))]
    return _said(tables)


def _said(tables: list[OwnTable]) -> list[Any]:
    try:
        document = read_by_rows(tables, "表")
    except ReadingRefused as problem:
        return [(str(problem), problem.notes)]
    return [*document.forms, *document.notes]


def streaming(book: list[Sheet], size: int) -> list[Any]:
    """What reading them as they come says."""
    parts = (
        events_of_sheet(*sheet.parts(size, last=n == len(book)), "表", templates())
        for n, sheet in enumerate(book, start=1)
    )
    found: list[Any] = []
    try:
        found.extend(together.together(parts, "表", str, alone=True))
    except ReadingRefused as problem:
        return [(str(problem), problem.notes)]
    return found


def _same(quick: list[Any], careful: list[Any]) -> None:
    """One by one, so that a failure shows the first that differs."""
    for mine, wanted in zip(quick, careful, strict=False):
        if isinstance(mine, ReadForm) and isinstance(wanted, ReadForm):
            assert mine.content == wanted.content
            assert mine.notes == wanted.notes
            assert (mine.places, mine.printed) == (wanted.places, wanted.printed)
        assert mine == wanted
    assert len(quick) == len(careful)


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
@given(books(), st.sampled_from([1, 3, 1000]))
def test_a_table_of_ours_block_by_block_gives_what_it_gives_row_by_row(book: list[Sheet], size: int) -> None:
    careful = by_rows(book)
    event(f"forms: {sum(isinstance(each, ReadForm) for each in careful)}")
    _same(streaming(book, size), careful)


@pytest.mark.parametrize("change", ["columns in another order", "one more column", "one column less"])
@pytest.mark.parametrize("form", [pytest.param(each, id=each.code) for each in templates()])
def test_a_table_of_ours_that_somebody_changed_is_read_as_anybodys(form: FormTemplate, change: str) -> None:
    rows = [list(flat_tables(form)[0].headings), *_rows(form, 3)]
    width = range(len(rows[0]))
    if change == "columns in another order":
        rows = [[row[n] for n in (*width[-3:], *width[:-3])] for row in rows]
    elif change == "one more column":
        rows = [[*row, "备注" if n == 0 else "已核"] for n, row in enumerate(rows)]
    else:
        rows = [row[1:] for row in rows]
    sheet = Sheet(rows)
    careful = list(events_of_grid(sheet.grid(), "表", templates()))
    quick = list(events_of_sheet(*sheet.parts(3, last=True), "表", templates()))
    assert not any(isinstance(each, own.OwnTable) for each in quick)
    assert quick == careful


def _rows(form: FormTemplate, forms: int) -> list[list[str]]:
    """The rows of declarations as we write them."""
    output = b"".join(flat_csv(_contents(form, forms), form))
    table = own_table_of_commas(output.decode("utf-8-sig"), templates())
    assert table
    return [[cell.text for cell in row.cells] for row in table.rows.all(range(forms * 100))]


def _contents(form: FormTemplate, forms: int) -> list[DeclarationContent]:
    rows = tuple(
        Indicator(each.level1, each.level2, each.required, f"讲座之{each.level2}", "≥12场", "按登记统计")
        for each in form.categories
    )
    return [
        DeclarationContent(form=form.title, indicators=rows).with_values(
            {"name": f"全民阅读{n}", "annual_goal": "办好讲座，一年三场。", "code": "4403992600215006000" + f"{n:02}"}
        )
        for n in range(forms)
    ]


def _workbook(forms: int) -> bytes:
    form = template("project-2024")
    output = BytesIO()
    flat_workbook([(content, form) for content in _contents(form, forms)], output)
    return output.getvalue()


def test_declarations_come_before_the_last_row_has_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    forms_of = own_rows.forms_of

    def noticed(*arguments: Any) -> Any:
        for form in forms_of(*arguments):
            taken.append(form.first)
            yield form

    monkeypatch.setattr(own, "forms_of", noticed)
    reading = stream_document(_workbook(400), "平面表.xlsx", templates())
    assert isinstance(next(reading), ReadForm)
    assert len(taken) == 1
    assert sum(isinstance(each, ReadForm) for each in reading) == 399


def test_clean_declarations_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _workbook(30)
    expected = read_document(data, "平面表.xlsx", templates())

    def not_needed(*arguments: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(own, "careful_form", not_needed)
    assert read_document(data, "平面表.xlsx", templates()) == expected
    assert len(expected.forms) == 30


def test_too_many_declarations_are_counted_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "MOST_FORMS", 20)
    read: list[ReadForm | Note] = []
    with pytest.raises(ReadingRefused, match="里有 30 份申报，一次最多读 20 份"):
        read.extend(streamed(_workbook(30), "平面表.xlsx", templates()))


@pytest.mark.parametrize("behind", [False, True], ids=["before the main sheet", "behind it"])
def test_details_find_their_declaration_wherever_their_sheet_stands(*, behind: bool) -> None:
    form = template("project-2024")
    book = openpyxl.load_workbook(BytesIO(_workbook(3)))
    plan = flat_tables(form)[2]
    sheet = book.create_sheet(plan.title, None if behind else 0)
    sheet.append(list(plan.headings))
    sheet.append([2, "", 2027, 12.5])
    output = BytesIO()
    book.save(output)
    read = read_document(output.getvalue(), "平面表.xlsx", templates())
    assert [len(each.content.plan) for each in read.forms] == [0, 1, 0]
    assert not read.notes


def test_rows_set_aside_come_back_as_they_were() -> None:
    blocks = [block_of_rows(n * 3, [["甲", "", "乙\n丙"], ["甲", "", ""], ["甲", "丁"]]) for n in range(3)]
    blocks[1].codes[4, 2] = [("number_rounded", "0.9555")]
    blocks.append(Block(9, [], {(12, 1): [("formula_not_computed", "")]}))
    with ExitStack() as stack:
        kept = stack.enter_context(KeptBlocks(blocks))
        assert list(kept) == list(kept) == blocks


def test_a_table_of_details_alone_has_no_declarations() -> None:
    plan = flat_tables(template("project-2024"))[2]
    assert plan.kind is TableKind.PLAN
    sheet = Sheet([list(plan.headings), ["1", "", "2027", "12.5"]], name=plan.title)
    (refusal,) = streaming([sheet], 1000)
    assert (refusal,) == tuple(by_rows([sheet]))
