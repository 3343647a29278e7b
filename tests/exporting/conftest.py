from __future__ import annotations

import pytest

from tests.factories import District, district


@pytest.fixture
def place(db: None) -> District:
    """The invented district with a person of every role."""
    return district()
