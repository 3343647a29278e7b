"""The heads of flat tables among the rows of a sheet, found without looking at every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from declarations.reading.blocks import Block
from declarations.reading.flat import FlatHead, head_of
from declarations.reading.grid import Row
from declarations.reading.vocabulary import vocabulary
from indicators.template import FormTemplate

_LONGEST = 40
_MOST_KEPT = 10_000
_BLANKS = frozenset(filter(str.isspace, map(chr, range(0x3001))))


class HeadFinder:
    """Finds heads by the texts that a head must have: the name or the target of an indicator."""

    def __init__(self, templates: Sequence[FormTemplate]) -> None:
        """Collect how such texts begin."""
        self._known = [vocabulary(template) for template in templates]
        self._starts = frozenset().union(*(words.head_starts for words in self._known))
        self._likely = self._starts | _BLANKS
        self._kept: dict[str, bool] = {}

    def candidates(self, block: Block) -> list[int]:
        """The positions of the rows of a loaded block that may be heads, in order."""
        found: set[int] = set()
        for column in block.columns:
            texts = {text for text in column.texts if text[:1] in self._likely}
            heads = {text for text in texts if self._may_head(text.strip())}
            if heads:
                found.update(n for n, text in enumerate(column.all) if text in heads)
        return sorted(found)

    def head(self, row: Row) -> FlatHead | None:
        """The head that a row is."""
        return head_of(row, self._known)

    def _may_head(self, text: str) -> bool:
        if text[:1] not in self._starts or len(text) > _LONGEST:
            return False
        if text not in self._kept:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            self._kept[text] = any(words.column(text) in {"name", "target"} for words in self._known)
        return self._kept[text]


def pieces(block: Block, heads: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches of a block between its heads, as (start, end)."""
    yield from zip([0, *(n + 1 for n in heads)], [*heads, block.height], strict=True)
