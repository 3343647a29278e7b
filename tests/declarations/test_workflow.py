"""The table of moves, read aloud."""

from itertools import product

import pytest

from declarations.permissions import Standing, allowed_moves, may_edit, refusal
from declarations.workflow import DECISIONS, FINAL, MOVES, Action, Move, Party, Status, move_for, moves_from
from perfgoals.accounts.roles import Actor, Grant, Role

UNIT, DEPARTMENT, OTHER = 1, 2, 3
PEOPLE = {
    Party.AUTHOR: Actor(11, "填报人", (Grant(Role.DECLARANT, UNIT, "/9/2/1/"),)),
    Party.DEPARTMENT: Actor(12, "部门审核人", (Grant(Role.DEPARTMENT_REVIEWER, DEPARTMENT, "/9/2/"),)),
    Party.FINANCE: Actor(13, "财政审核人", (Grant(Role.FINANCE_REVIEWER, 9, "/9/", frozenset({DEPARTMENT})),)),
}
STRANGERS = [
    Actor(21, "别的单位", (Grant(Role.DECLARANT, OTHER, "/9/3/"),)),
    Actor(22, "别的部门", (Grant(Role.DEPARTMENT_REVIEWER, OTHER, "/9/3/"),)),
    Actor(23, "管别的部门", (Grant(Role.FINANCE_REVIEWER, 9, "/9/", frozenset({OTHER})),)),
    Actor(24, "管理员", (Grant(Role.ADMINISTRATOR, 9, "/9/"),)),
    Actor(25, "审计员", (Grant(Role.AUDITOR, 9, "/9/"),)),
    Actor(26, "没有角色"),
]


def standing(status: str, *, own: bool = False, editors: frozenset[int] = frozenset()) -> Standing:
    return Standing(status, UNIT, UNIT if own else DEPARTMENT, editors)


def story(*actions: Action, own: bool = False) -> str:
    status: str = Status.DRAFT
    for action in actions:
        move = move_for(action, status, own_department=own)
        assert move is not None, f"{action} from {status}"
        status = move.target
    return status


def test_a_subordinate_unit_s_declaration_goes_through_the_department_to_finance() -> None:
    assert story(Action.SUBMIT) == Status.DEPARTMENT_REVIEW
    assert story(Action.SUBMIT, Action.PASS_ON, Action.APPROVE) == Status.APPROVED


def test_a_department_s_own_declaration_skips_the_department_review() -> None:
    assert story(Action.SUBMIT, own=True) == Status.FINANCE_REVIEW
    assert story(Action.SUBMIT, Action.APPROVE, own=True) == Status.APPROVED


def test_a_return_by_finance_goes_through_department_review_again() -> None:
    assert story(Action.SUBMIT, Action.PASS_ON, Action.RETURN, Action.SUBMIT) == Status.DEPARTMENT_REVIEW


def test_the_author_may_withdraw_only_while_nobody_has_decided() -> None:
    assert story(Action.SUBMIT, Action.WITHDRAW) == Status.DRAFT
    assert move_for(Action.WITHDRAW, story(Action.SUBMIT, Action.PASS_ON), own_department=False) is None
    assert story(Action.SUBMIT, Action.WITHDRAW, own=True) == Status.DRAFT


def test_an_approved_declaration_only_begets_an_adjustment_and_a_rejected_one_nothing() -> None:
    assert {move.action for move in moves_from(Status.APPROVED, own_department=False)} == {Action.ADJUST}
    assert moves_from(Status.REJECTED, own_department=False) == ()
    assert {Status.APPROVED, Status.REJECTED, Status.DISCARDED} == FINAL


def test_every_state_can_be_reached_and_no_move_is_ambiguous() -> None:
    assert {move.target for move in MOVES} | {Status.DRAFT} == set(Status)
    for status, own, action in product(Status, (True, False), Action):
        assert sum(move.action == action for move in moves_from(status, own_department=own)) <= 1


def test_every_decision_against_the_author_needs_an_opinion() -> None:
    assert {move.action for move in MOVES if move.needs_opinion} == {Action.RETURN, Action.REJECT}
    assert all(move.needs_opinion for move in MOVES if move.action in {Action.RETURN, Action.REJECT})


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.action}")
def test_only_the_party_of_the_table_may_make_a_move(move: Move) -> None:
    here = standing(move.source, own=bool(move.own_department))
    people = {**PEOPLE}
    if move.own_department:
        people[Party.FINANCE] = Actor(13, "财政", (Grant(Role.FINANCE_REVIEWER, 9, "/9/", frozenset({UNIT})),))
    for party, actor in people.items():
        assert (refusal(actor, move, here) is None) == (party is move.party)
    for stranger in STRANGERS:
        assert refusal(stranger, move, here)


@pytest.mark.parametrize("action", DECISIONS)
def test_a_reviewer_never_decides_on_a_declaration_that_they_edited(action: Action) -> None:
    for move in (move for move in MOVES if move.action == action):
        actor = PEOPLE[move.party]
        assert refusal(actor, move, standing(move.source)) is None
        assert "修改过" in (refusal(actor, move, standing(move.source, editors=frozenset({actor.user_id}))) or "")


def test_the_author_edits_drafts_and_returned_ones_only() -> None:
    editable = {status for status in Status if may_edit(PEOPLE[Party.AUTHOR], standing(status))}
    assert editable == {Status.DRAFT, Status.RETURNED}


def test_buttons_come_from_the_table() -> None:
    moves = allowed_moves(PEOPLE[Party.FINANCE], standing(Status.FINANCE_REVIEW))
    assert [move.action for move in moves] == [Action.APPROVE, Action.RETURN, Action.REJECT]
