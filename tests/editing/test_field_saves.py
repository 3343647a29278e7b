"""One field or one button a post, as the page sends them by itself."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from declarations.models import Declaration, Event
from tests.editing.posting import row_key
from tests.factories import District, SignIn, complete, stored

HTMX = {"HX-Request": "true"}


@pytest.fixture
def declaration(place: District) -> Declaration:
    return complete(place)


def told(page: str, name: str) -> Any:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found is not None
    return json.loads(unescape(found[1]))


def send(client: Any, declaration: Declaration, **data: str) -> Any:
    posted = {"version": declaration.version, **data}
    return client.post(f"/declarations/{declaration.pk}/save/", posted, headers=HTMX)


def test_one_field_is_one_event_and_everything_else_stays(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    send(as_user(place.declarant), declaration, **{"f-annual_goal": "甲写的。"})
    now = stored(declaration)
    assert now.content == declaration.content.with_values({"annual_goal": "甲写的。"})
    last = now.events.order_by("number").last()
    assert last is not None
    assert (last.field, last.version) == ("annual_goal", declaration.version + 1)


def test_the_same_post_twice_is_one_event(place: District, declaration: Declaration, as_user: SignIn) -> None:
    client = as_user(place.declarant)
    first = send(client, declaration, **{"f-annual_goal": "甲写的。"})
    events = Event.objects.count()
    again = send(client, declaration, **{"f-annual_goal": "甲写的。"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert Event.objects.count() == events
    for data in (
        {"add": "0", "key": "aaaaaaaaaa"},
        {"duplicate": f"indicators[{row_key(declaration)}]", "key": "bbbbbbbbbb"},
        {"remove": f"indicators[{row_key(declaration, 1)}]"},
    ):
        before = stored(declaration)
        for _ in range(2):
            assert send(client, before, **data).status_code == 200
        assert stored(declaration).version == before.version + 1, data


def test_a_field_that_somebody_else_changed_is_refused_with_both_texts_and_others_are_not(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    send(as_user(place.colleague), declaration, **{"f-annual_goal": "乙写的。"})
    mine = as_user(place.declarant)
    refused = send(mine, declaration, **{"f-annual_goal": "甲写的。"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert 'data-conflict="note-annual_goal"' in page
    assert "甲写的。" in re.sub("<[^>]+>", "", page)
    assert "乙写的。" in re.sub("<[^>]+>", "", page)
    other = send(mine, declaration, **{"f-policy_basis": "《办法》第三条。"})
    assert other.status_code == 200
    assert told(other.content.decode(), "theirs") == {"f-annual_goal": "乙写的。"}
    found = re.search(r'name="settle" value="([^"]+:mine:annual_goal)"', page)
    assert found is not None
    send(mine, declaration, **{"f-annual_goal": "甲写的。", "settle": found[1]})
    assert stored(declaration).annual_goal == "甲写的。"


def test_a_row_is_brought_back_as_it_was(place: District, declaration: Declaration, as_user: SignIn) -> None:
    client, key = as_user(place.declarant), row_key(declaration, 1)
    before = declaration.content.indicators
    send(client, declaration, remove=f"indicators[{key}]")
    page = send(client, stored(declaration), restore=f"indicators[{key}]", after=row_key(declaration)).content.decode()
    assert stored(declaration).content.indicators == before
    assert f'data-fresh="ind-{key}-name"' in page


def test_a_row_of_another_declaration_is_not_brought_back(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    client, other = as_user(place.declarant), complete(place, name="另一份")
    send(client, other, remove=f"indicators[{row_key(other)}]")
    refused = send(client, declaration, restore=f"indicators[{row_key(other)}]")
    assert refused.status_code == 400
    assert "找不到这一行原来的内容" in refused.content.decode()


def test_a_pasted_block_is_told_with_what_found_no_place(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    block = {"at": f"ind-{row_key(declaration)}-explanation", "block": [["说明", "多出来的"]], "keys": []}
    page = send(as_user(place.declarant), declaration, paste=json.dumps(block)).content.decode()
    version = declaration.version + 1
    assert told(page, "pasted") == {"cells": 1, "rows": 0, "rest": [["第 1 行右边", "多出来的"]], "version": version}
    assert told(page, "own") == {f"ind-{row_key(declaration)}-explanation": "说明"}


def pasted(client: Any, declaration: Declaration) -> int:
    """Two rows over the first of their category; the version that this has made."""
    block = {
        "at": f"ind-{row_key(declaration)}-name",
        "block": [["新的一行", "≥1场"], ["第二行", "≥2场"]],
        "keys": ["cccccccccc", "dddddddddd"],
    }
    page = send(client, declaration, paste=json.dumps(block)).content.decode()
    return int(told(page, "pasted")["version"])


def test_a_paste_is_taken_back_as_a_whole_however_often_it_is_asked_for(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    client = as_user(place.declarant)
    made = pasted(client, declaration)
    assert len(stored(declaration).content.indicators) == len(declaration.content.indicators) + 1
    for _ in range(2):
        page = send(client, declaration, version=str(made), undo="1").content.decode()
        assert stored(declaration).content == declaration.content
    assert told(page, "pasted")["kept"] > 0


def test_what_was_changed_after_a_paste_stays_when_it_is_taken_back(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    client, target = as_user(place.declarant), f"ind-{row_key(declaration)}-target"
    made = pasted(client, declaration)
    send(as_user(place.colleague), stored(declaration), **{target: "≥9场"})
    page = send(client, declaration, version=str(made), undo="1").content.decode()
    now = stored(declaration).content.indicators
    assert (now[0].name, now[0].target) == (declaration.content.indicators[0].name, "≥9场")
    assert len(now) == len(declaration.content.indicators)
    assert told(page, "pasted")["kept"] == 1


def test_nobody_takes_back_what_another_person_pasted(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    made = pasted(as_user(place.declarant), declaration)
    before = stored(declaration).content
    send(as_user(place.colleague), declaration, version=str(made), undo="1")
    assert stored(declaration).content == before


def test_what_one_person_typed_is_not_sent_as_another(
    place: District, declaration: Declaration, as_user: SignIn
) -> None:
    data = {"version": declaration.version, "f-annual_goal": "甲写的。"}
    headers = HTMX | {"X-Author": str(place.declarant.pk)}
    address = f"/declarations/{declaration.pk}/save/"
    assert as_user(place.colleague).post(address, data, headers=headers).status_code == 401
    assert stored(declaration).version == declaration.version
    assert as_user(place.declarant).post(address, data, headers=headers).status_code == 200
