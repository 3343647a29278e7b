"""Two people in the same field: the second save is refused, both texts are shown, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from declarations.models import Declaration
from tests.editing.posting import Data, form_data, row_key
from tests.factories import District, SignIn, complete, stored

HTMX = {"HX-Request": "true"}
MINE, THEIRS = "全年举办演出24场。", "全年举办演出30场。"


def post(client: Client, declaration: Declaration, data: Data, *, htmx: bool = False) -> HttpResponse:
    response = client.post(f"/declarations/{declaration.pk}/save/", data, headers=HTMX if htmx else {})
    assert isinstance(response, HttpResponse)
    return response


def button(page: str, words: str) -> str:
    """The value of the button with these words."""
    found = re.search(rf'name="settle" value="([^"]+)"[^>]*>{words}<', page)
    assert found is not None
    return found[1]


@pytest.fixture
def declaration(place: District) -> Declaration:
    return complete(place)


@pytest.mark.parametrize("htmx", [True, False])
def test_the_second_of_two_tabs_is_refused_and_sees_both_texts(
    place: District, as_user: SignIn, declaration: Declaration, htmx: bool
) -> None:
    mine = form_data(declaration, annual_goal=MINE, policy_basis="《新办法》第二条的规定。")
    post(as_user(place.colleague), declaration, form_data(declaration, annual_goal=THEIRS))
    events = declaration.events.count()

    response = post(as_user(place.declarant), declaration, mine, htmx=htmx)
    page = response.content.decode()
    assert response.status_code == 409
    assert "24" in page
    assert "30" in page
    assert "用我写的" in page
    assert "用乙写的" in page
    assert stored(declaration).annual_goal == THEIRS
    assert stored(declaration).policy_basis == declaration.policy_basis
    assert declaration.events.count() == events
    if not htmx:
        assert MINE in page
        assert "《新办法》第二条的规定。" in page


@pytest.mark.parametrize(("words", "expected"), [("用我写的", MINE), ("用乙写的", THEIRS)])
def test_either_text_can_be_chosen_and_everything_else_typed_is_saved(
    place: District, as_user: SignIn, declaration: Declaration, words: str, expected: str
) -> None:
    mine = form_data(declaration, annual_goal=MINE, policy_basis="《新办法》第二条的规定。")
    post(as_user(place.colleague), declaration, form_data(declaration, annual_goal=THEIRS))
    client = as_user(place.declarant)
    page = post(client, declaration, mine).content.decode()

    response = post(client, declaration, mine | {"settle": button(page, words)})
    assert response.status_code == 302
    assert stored(declaration).annual_goal == expected
    assert stored(declaration).policy_basis == "《新办法》第二条的规定。"


def test_a_choice_is_remembered_while_another_field_waits(
    place: District, as_user: SignIn, declaration: Declaration
) -> None:
    mine = form_data(declaration, annual_goal=MINE, policy_basis="《甲的依据》第二条。")
    post(
        as_user(place.colleague),
        declaration,
        form_data(declaration, annual_goal=THEIRS, policy_basis="《乙的依据》第三条。"),
    )
    client = as_user(place.declarant)
    first = post(client, declaration, mine).content.decode()
    assert first.count("用我写的") == 2

    choice = button(first, "用我写的")
    version, _, path = choice.split(":", 2)
    second = post(client, declaration, mine | {"settle": choice}).content.decode()
    assert f'name="settled-{path}" value="{version}"' in second
    assert second.count("用我写的") == 1

    last = mine | {f"settled-{path}": version, "settle": button(second, "用我写的")}
    assert post(client, declaration, last).status_code == 302
    saved = stored(declaration)
    assert (saved.annual_goal, saved.policy_basis) == (MINE, "《甲的依据》第二条。")


def test_a_choice_is_asked_again_when_they_write_once_more(
    place: District, as_user: SignIn, declaration: Declaration
) -> None:
    mine = form_data(declaration, annual_goal=MINE)
    colleague, client = as_user(place.colleague), as_user(place.declarant)
    post(colleague, declaration, form_data(declaration, annual_goal=THEIRS))
    choice = button(post(client, declaration, mine).content.decode(), "用我写的")
    post(colleague, declaration, form_data(declaration, annual_goal="全年举办演出36场。"))
    response = post(client, declaration, mine | {"settle": choice})
    assert response.status_code == 409
    assert "36" in response.content.decode()
    assert stored(declaration).annual_goal == "全年举办演出36场。"


def test_a_row_that_they_removed_while_i_wrote_in_it(
    place: District, as_user: SignIn, declaration: Declaration
) -> None:
    key = row_key(declaration, 4)
    mine = form_data(declaration) | {f"ind-{key}-target": "≥150万元"}
    post(as_user(place.colleague), declaration, form_data(declaration) | {"remove": f"indicators[{key}]"})
    client = as_user(place.declarant)
    page = post(client, declaration, mine).content.decode()
    assert "（删除了这一行）" in page
    assert "≥150万元" in page
    post(client, declaration, mine | {"settle": button(page, "用我写的")})
    assert {row.key: row.target for row in stored(declaration).content.indicators}[key] == "≥150万元"


def test_a_row_that_i_removed_while_they_wrote_in_it(
    place: District, as_user: SignIn, declaration: Declaration
) -> None:
    key = row_key(declaration, 4)
    mine = form_data(declaration) | {"remove": f"indicators[{key}]"}
    theirs = form_data(declaration) | {f"ind-{key}-target": "≥150万元"}
    post(as_user(place.colleague), declaration, theirs)
    client = as_user(place.declarant)
    page = post(client, declaration, mine).content.decode()
    assert f'name="removed" value="indicators[{key}]"' in page
    kept = mine | {"removed": f"indicators[{key}]", "remove": "", "settle": button(page, "用乙写的")}
    kept.pop("remove")
    assert post(client, declaration, kept).status_code == 302
    assert {row.key: row.target for row in stored(declaration).content.indicators}[key] == "≥150万元"


def test_a_row_added_in_a_refused_save_is_no_trap(place: District, as_user: SignIn, declaration: Declaration) -> None:
    mine = form_data(declaration, annual_goal=MINE) | {"add": "0"}
    post(as_user(place.colleague), declaration, form_data(declaration, annual_goal=THEIRS))
    client = as_user(place.declarant)
    page = post(client, declaration, mine).content.decode()
    posted_again = dict(re.findall(r'name="(ind-[^"]+)"()', page))
    data = form_data(declaration, annual_goal=MINE) | {"version": str(declaration.version)} | posted_again
    assert post(client, declaration, data | {"settle": button(page, "用我写的")}).status_code == 302


def test_different_fields_of_one_row_are_put_together(
    place: District, as_user: SignIn, declaration: Declaration
) -> None:
    key = row_key(declaration)
    mine = form_data(declaration) | {f"ind-{key}-target": "≥30场"}
    theirs = form_data(declaration) | {f"ind-{key}-explanation": "反映全年演出的总次数"}
    post(as_user(place.colleague), declaration, theirs)
    assert post(as_user(place.declarant), declaration, mine).status_code == 302
    row = stored(declaration).content.indicators[0]
    assert (row.target, row.explanation) == ("≥30场", "反映全年演出的总次数")


def test_the_same_text_from_both_is_no_conflict(place: District, as_user: SignIn, declaration: Declaration) -> None:
    mine = form_data(declaration, annual_goal=MINE)
    post(as_user(place.colleague), declaration, mine)
    assert post(as_user(place.declarant), declaration, mine).status_code == 302
