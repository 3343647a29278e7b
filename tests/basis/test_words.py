"""The vocabulary: a cue is never missed because of the words that are looked for first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.basis import words
from declarations.basis.words import Cue

CUES = {name: cue for name, cue in vars(words).items() if isinstance(cue, Cue)}


def characters(cue: Cue) -> str:
    """Everything that stands in the pattern, and a little more."""
    return "".join(sorted(set(cue.pattern.pattern) - set(r"\^$(){}[]|*+"))) + "12万元"


@pytest.mark.parametrize("name", sorted(CUES))
@given(data=st.data())
def test_a_cue_is_found_with_its_signs_wherever_its_pattern_is(name: str, data: st.DataObject) -> None:
    cue = CUES[name]
    text = data.draw(st.one_of(st.from_regex(cue.pattern), st.text(alphabet=characters(cue), max_size=12)))
    assert cue.is_in(text) == (cue.pattern.search(text) is not None)
