"""A post that the page did not make: refused as a whole, nothing is stored."""

from __future__ import annotations

import pytest

from declarations.models import Event
from tests.editing.posting import form_data, row_key
from tests.factories import District, SignIn, complete, stored

NAMES = ("unit", "code", "status", "level2", "f-code", "f-applicant_unit", "f-status", "f-nosuchfield", "template_id")
COLUMNS = ("level1", "level2", "required", "position", "key")


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
@pytest.mark.parametrize("name", [*NAMES, *(f"ind-KEY-{column}" for column in COLUMNS)])
def test_an_input_that_the_page_does_not_have_refuses_the_whole_post(
    place: District, as_user: SignIn, name: str, htmx: dict[str, str]
) -> None:
    draft = complete(place)
    before, events = draft.content, Event.objects.count()
    data = form_data(draft, annual_goal="改过的目标") | {name.replace("KEY", row_key(draft)): "效益指标"}
    response = as_user(place.declarant).post(f"/declarations/{draft.pk}/save/", data, headers=htmx)
    assert response.status_code == 400
    assert "这一页没有的项目" in response.content.decode()
    assert (stored(draft).content, Event.objects.count()) == (before, events)


def test_what_the_page_sends_beside_the_cells_is_no_tampering(place: District, as_user: SignIn) -> None:
    draft = complete(place)
    data = form_data(draft, annual_goal="改过的目标") | {
        "csrfmiddlewaretoken": "x" * 64,
        "settled-annual_goal": str(draft.version),
        "removed": f"indicators[{row_key(draft, 1)}]",
        "add": "0",
        "then": "preview",
    }
    assert as_user(place.declarant).post(f"/declarations/{draft.pk}/save/", data).status_code == 302
    saved = stored(draft).content
    assert saved.annual_goal == "改过的目标"
    assert len(saved.indicators) == len(draft.content.indicators)
