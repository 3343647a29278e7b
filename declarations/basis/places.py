"""Where the sentences, clauses and brackets of a folded text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left

LONGEST_CLAUSE = 120
_BREAKS = re.compile(r"[。;\n!?,(]")
WEAK_BREAKS = ",("  # end a clause, not a sentence


class Places:
    """A folded text and its breaks."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self._weak = [match.start() for match in _BREAKS.finditer(folded)]
        self._breaks = [at for at in self._weak if folded[at] not in WEAK_BREAKS]

    def sentence_start(self, at: int) -> int:
        """Where the sentence begins (after 。 ； or a new line)."""
        place = bisect_left(self._breaks, at)
        return self._breaks[place - 1] + 1 if place else 0

    def sentence_end(self, at: int) -> int:
        """Where it ends."""
        place = bisect_left(self._breaks, at)
        return self._breaks[place] if place < len(self._breaks) else len(self.folded)

    def clause_start(self, at: int) -> int:
        """Where the clause begins (also after ， and an opening bracket); not further back than one can overlook."""
        place = bisect_left(self._weak, at)
        return max(self._weak[place - 1] + 1 if place else 0, at - LONGEST_CLAUSE)

    def clause_end(self, at: int) -> int:
        """Where it ends."""
        place = bisect_left(self._weak, at)
        return self._weak[place] if place < len(self._weak) else len(self.folded)

    def bracket_before(self, at: int) -> int | None:
        """Where the bracket opens that `at` stands in, within its line."""
        line = max(self.folded.rfind("\n", 0, at), at - 4 * LONGEST_CLAUSE)
        depth = 0
        for place in range(at - 1, line, -1):
            depth += {")": 1, "(": -1}.get(self.folded[place], 0)
            if depth < 0:
                return place
        return None

    def closing(self, opened: int) -> int:
        """Where the bracket that opens at `opened` closes; the end of its line when it does not."""
        line = self.folded.find("\n", opened)
        stop = len(self.folded) if line < 0 else line
        stop = min(stop, opened + 4 * LONGEST_CLAUSE)
        depth = 0
        for place in range(opened, stop):
            depth += {"(": 1, ")": -1}.get(self.folded[place], 0)
            if depth == 0:
                return place
        return stop

    def paragraph_start(self, at: int) -> int:
        """Where the sentence begins behind 。 or a new line, whatever ； there are."""
        return max(self.folded.rfind(mark, 0, at) for mark in "。\n") + 1

    def paragraph_end(self, at: int) -> int:
        """Where the sentence ends at 。 or a new line, whatever ； there are."""
        ends = [place for mark in "。\n" if (place := self.folded.find(mark, at, at + 4 * LONGEST_CLAUSE)) >= 0]
        return min(ends, default=min(len(self.folded), at + 4 * LONGEST_CLAUSE))
