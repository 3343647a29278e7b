"""The rows of a flat table, as they come → its forms, each as soon as the next begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from declarations.reading.blocks import Block
from declarations.reading.documents import read_grid
from declarations.reading.flat import FlatForm, FlatHead, is_loose, parted, printed
from declarations.reading.flatprobe import LEVELS, Reader, tried
from declarations.reading.flatquick import PlainForm
from declarations.reading.flatrows import VALUE_KEYS
from declarations.reading.flatsource import FlatSource
from declarations.reading.grid import Grid, Row
from declarations.reading.results import WHOLE_DOCUMENT, Note, Place, ReadForm, ReadingRefused
from indicators.template import FormTemplate


@dataclass
class _Form:
    """The form whose rows are coming. `odd` when a row of it wants care."""

    reader: Reader
    plain: PlainForm
    unread: Sequence[str]
    parts: list[tuple[Block, range]] = field(default_factory=list)
    loose: list[Row] = field(default_factory=list)  # lines below the table whose last form this is
    odd: bool = False


class FlatForms:
    """The forms of one sheet or text with flat tables. Afterwards `notes` are those that belong to no form."""

    def __init__(
        self, source: FlatSource, above: Sequence[Row], shown: str, templates: tuple[FormTemplate, ...]
    ) -> None:
        """`above` are the rows above the first table; `shown` is the name of the file."""
        self._source = source
        self._templates = templates
        before, self._units = parted(above, templates)
        self._careful = _Careful(before, shown, templates)
        if above:
            self._careful.place_at(above[0].place)
        self._readers: dict[object, Reader] = {}
        self._reader: Reader | None = None
        self._first = True  # no form has begun under the present head
        self._form: _Form | None = None
        self._loose: list[Row] = []

    def enter(self, head: FlatHead) -> None:
        """A head: what follows are forms of its table."""
        self._end_table()
        self._careful.place_at(head.row.place)
        labels = tuple((n, cell.words) for n, cell in head.row.filled)
        key = (head.words.template.code, labels)
        if key not in self._readers:
            self._readers[key] = tried(head, self._units, self._templates)
        self._reader, self._first = self._readers[key].under(head), True

    def take(self, block: Block, start: int, end: int) -> Iterator[ReadForm]:
        """The rows of a loaded block between two positions, none of which is a head."""
        reader = self._reader
        if reader is None or start >= end:
            return
        blank = [""] * block.height
        columns = [column.all for column in block.columns]
        fields = [columns[n] if n < len(columns) else blank for n in reader.head.fields]
        where = {key: n for n, key in reader.head.columns.items() if n < len(columns)}
        cells = [columns[where[key]] if key in where else blank for key in (*LEVELS, *VALUE_KEYS)]
        reader.learn([block.columns[where[key]].texts if key in where else [""] for key in VALUE_KEYS[:3]])
        changes = {start}.union(
            *(block.columns[n].changes for n in reader.head.fields if n < len(columns)),
        )
        inside = sorted(n for n in changes if start <= n < end)
        names, targets = cells[2], cells[3]
        noted = {row - block.first for row, _ in block.codes}
        own = not self._source.shares([n for key, n in where.items() if key in {"name", "target"}])
        for a, b in pairwise([*inside, end]):
            texts = [column[a] for column in fields]
            texts = [text.strip() for text in texts] if any(texts) else texts
            if own and all(names[a:b]) and all(targets[a:b]):
                yield from self._take_run(reader, block, range(a, b), texts)
                self._add_rows(cells, block, range(a, b), noted)
                continue
            for n in range(a, b):
                if own and names[n] and targets[n]:
                    yield from self._take_run(reader, block, range(n, n + 1), texts)
                    self._add_rows(cells, block, range(n, n + 1), noted)
                elif any(column[n] for column in columns):
                    yield from self._take_odd(reader, block, n, texts)

    def _take_run(self, reader: Reader, block: Block, rows: range, texts: list[str]) -> Iterator[ReadForm]:
        """Rows with the same head, which go on with the form above or begin the next."""
        number = block.first + rows[0]
        form = self._form
        if form is None or self._first or _differs(texts, form.plain.texts):
            yield from self._leave()
            unread = reader.head.unread if self._first else ()
            form = self._form = _Form(reader, PlainForm(texts, [number] * len(texts)), unread)
            self._first = False
        elif "" in form.plain.texts:
            for n, text in enumerate(form.plain.texts):
                if not text:
                    form.plain.texts[n], form.plain.numbers[n] = texts[n], number
        form.parts.append((block, rows))

    def _add_rows(self, cells: Sequence[Sequence[str]], block: Block, rows: range, noted: set[int]) -> None:
        """The indicators of rows that have just been taken."""
        form = self._form
        if form is None:
            return
        plain = form.plain
        plain.rows.extend(range(block.first + rows.start, block.first + rows.stop))
        for kept, column in zip(plain.cells, cells, strict=True):
            kept.extend(column[rows.start : rows.stop])
        if "" in plain.texts:
            last = block.first + rows[-1]
            plain.numbers = [n if text else last for text, n in zip(plain.texts, plain.numbers, strict=True)]
        if noted and not noted.isdisjoint(rows):
            form.odd = True

    def _take_odd(self, reader: Reader, block: Block, n: int, texts: list[str]) -> Iterator[ReadForm]:
        """A row without a name or without a target."""
        row = self._source.exact(block, block.first + n)
        if is_loose(row, first=self._first):
            self._loose.append(row)
            return
        yield from self._take_run(reader, block, range(n, n + 1), texts)
        if self._form:
            self._form.odd = True

    def _end_table(self) -> None:
        """The lines that belong to no form stand below the last one."""
        (self._form.loose if self._form else self._careful.pending).extend(self._loose)
        self._loose = []

    def close(self) -> Iterator[ReadForm]:
        """The last form. Raises ReadingRefused when there was none at all."""
        self._end_table()
        yield from self._leave()
        yield from self._careful.flush()
        self._careful.check()

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that belong to no form, in the order of the careful reader."""
        return self._careful.ordered_notes

    @property
    def place(self) -> Place:
        """Where the rows begin, for the note that there is no form."""
        return self._careful.place

    def _leave(self) -> Iterator[ReadForm]:
        """Read the form that has ended."""
        form, self._form = self._form, None
        if form is None:
            return
        if not (form.odd or form.loose or self._careful.pending) and self._is_regular(form):
            read = form.reader.read(form.plain, form.unread, self._careful.count + 1, self._source)
            if read:
                height = len(form.plain.texts) - len(form.plain.absent) + len(form.plain.rows)
                self._careful.passed(read, 2 + len(self._units) + height)
                yield read
                return
        head = form.reader.head
        flat = FlatForm()
        for block, rows in form.parts:
            for n in rows:
                flat.take(head, self._source.exact(block, block.first + n))
        yield from self._careful.read([*printed(head, flat, self._units, form.unread), *form.loose])

    def _is_regular(self, form: _Form) -> bool:
        """Every field has a cell on the first row or on none at all; notes where blank ones stand."""
        plain = form.plain
        if form.reader.fields_stand_first or ("" not in plain.texts and len({*plain.numbers}) == 1):
            return True
        rows = [(block, block.first + n) for block, part in form.parts for n in part]
        widths = [(number, self._source.width(block, number)) for block, number in rows]
        for n, column in enumerate(form.reader.head.fields):
            numbers = [number for number, width in widths if width > column]
            if numbers and numbers[0] != rows[0][1]:
                return False
            if not numbers:
                plain.absent.add(n)
            elif not plain.texts[n]:
                plain.numbers[n] = numbers[-1]
        return True


def _differs(texts: Sequence[str], above: Sequence[str]) -> bool:
    """Some field says something else than the form above; blank says the same."""
    return any(texts) and texts != above and any(a and a != b for a, b in zip(texts, above, strict=True))


class _Careful:
    """Reads forms that want care as printed ones, and knows how many rows all forms would have if printed."""

    def __init__(self, before: list[Row], shown: str, templates: tuple[FormTemplate, ...]) -> None:
        self._shown = shown
        self._templates = templates
        blank = all(row.is_blank for row in before)
        self.pending: list[Row] = [] if blank else before
        self.count = len(before) if blank else 0
        self._notes: list[Note] = []
        self._refusal: ReadingRefused | None = None
        self._forms = 0
        self._before = before
        self._place = before[0].place if before else None
        self._beside: Place | None = None

    @property
    def place(self) -> Place:
        """That of the first row."""
        return self._place or self._beside or WHOLE_DOCUMENT

    def place_at(self, place: Place) -> None:
        """The place to name when there is no row at all."""
        self._beside = self._beside or place

    def passed(self, form: ReadForm, height: int) -> None:
        """A form was read at once."""
        self._forms += 1
        self.count += height

    def read(self, rows: list[Row]) -> Iterator[ReadForm]:
        """The form of printed rows. One that ends in a lone text waits for the next: together they may be a title."""
        self.pending += rows
        if rows and not rows[-1].only:
            yield from self.flush()

    def flush(self) -> Iterator[ReadForm]:
        """Read what waits."""
        rows, self.pending = self.pending, []
        if not rows:
            return
        self._place = self._place or rows[0].place
        try:
            document = read_grid(Grid(tuple(rows)), self._shown, self._templates)
        except ReadingRefused as problem:
            self._refusal = self._refusal or problem
            self._notes += problem.notes[:-1]
        else:
            self._forms += len(document.forms)
            self._notes += document.notes
            for form in document.forms:
                yield form if form.place.line else replace(form, line=form.line + self.count)
        self.count += len(rows)

    def check(self) -> None:
        """Raise the reason why there was no form."""
        if self._forms:
            return
        if self._refusal is None:
            read_grid(Grid(tuple(self._before)), self._shown, self._templates)
        if self._refusal:
            raise ReadingRefused(str(self._refusal), self.ordered_notes)

    @property
    def ordered_notes(self) -> tuple[Note, ...]:
        """Blank forms are noted behind everything else, and lines in their order."""
        notes = sorted(self._notes, key=lambda note: note.code == "form_blank")
        return tuple(dict.fromkeys(sorted(notes, key=lambda note: note.place.line or 0)))
