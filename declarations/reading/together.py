"""What the sheets of a workbook or the files of an archive hold, put together to one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from declarations.reading.flatstream import Event, Refused
from declarations.reading.own import OwnTable, read_own
from declarations.reading.results import Note, ReadForm, ReadingRefused


def together(
    parts: Iterable[Iterator[Event]], shown: str, message: Callable[[Refused], str], *, alone: bool
) -> Iterator[ReadForm | Note]:
    """The forms of all parts, those of our own flat tables last; then their notes.

    ReadingRefused with the reason of the first part when none gave a form. `alone`: the only part with text says
    itself why it is refused.
    """
    with ExitStack() as stack:
        yield from _Together(shown, message, stack).read(parts, alone=alone)


@dataclass
class _Together:
    shown: str
    message: Callable[[Refused], str]
    stack: ExitStack  # of the tables that are set aside
    notes: list[Note] = field(default_factory=list)
    refusals: list[ReadingRefused] = field(default_factory=list)
    own: list[OwnTable] = field(default_factory=list)
    with_text: int = 0
    forms: int = 0

    def read(self, parts: Iterable[Iterator[Event]], *, alone: bool) -> Iterator[ReadForm | Note]:
        """See `together`."""
        yield from self._take(parts)
        if alone and not self.with_text:
            raise ReadingRefused(f"“{self.shown}”里没有文字，是空文件，或者内容都是图片。请换一个文件。")
        if alone and self.with_text == 1 and self.refusals:
            raise self.refusals[0]
        yield from self._read_own()
        if not self.forms:
            more = len(self.refusals) - 1
            others = f"另外 {more} 部分也没有读到申报表。" if more else ""
            raise ReadingRefused(f"“{self.shown}”里没有读到申报表：{self.refusals[0]}{others}", tuple(self.notes))
        yield from self.notes

    def _take(self, parts: Iterable[Iterator[Event]]) -> Iterator[ReadForm]:
        """The forms as they come; ends early at a table of ours that is read as it comes, for it is the last."""
        for part in parts:
            filled = False
            for event in part:
                self.with_text += not filled
                filled = True
                if isinstance(event, ReadForm):
                    self.forms += 1
                    yield event
                elif isinstance(event, Note):
                    self.notes.append(event)
                elif isinstance(event, Refused):
                    self.refusals.append(event.problem)
                    self.notes.append(Note("part_not_read", "", self.message(event), event.place))
                elif self._take_own(event):
                    return

    def _take_own(self, table: OwnTable) -> bool:
        """Whether the table can be read as it comes: all others are here, and none has rows that belong to forms."""
        at_once = table.coming and table.last and all(each.has_forms for each in (*self.own, table))
        self.own.append(table if at_once else table.kept(self.stack))
        return at_once

    def _read_own(self) -> Iterator[ReadForm]:
        """The forms of our own tables; their notes come first."""
        notes: list[Note] = []
        for read in read_own(self.own, self.shown) if self.own else ():
            if isinstance(read, Note):
                notes.append(read)
            else:
                self.forms += 1
                yield read
        self.notes[:0] = notes
