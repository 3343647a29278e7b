"""What a reviewer decides: pass on, return, reject, approve."""

from declarations.actions.door import author_of, commit, expect_version, in_one_go, load, permit
from declarations.errors import MoveNotAllowed, OpinionMissing
from declarations.history import Entry
from declarations.library import gathering
from declarations.models import Declaration, Review
from declarations.models.event import Source
from declarations.workflow import DECISIONS, FINAL, Action, Status
from perfgoals.accounts.roles import Actor


def decide(actor: Actor, declaration_id: int, action: str, *, seen: int, opinion: str = "") -> Declaration:
    """Take one of the DECISIONS on what was seen at version `seen`; OpinionMissing where the table wants one."""
    if action not in DECISIONS:
        raise MoveNotAllowed("没有这样的审核决定。")
    return in_one_go(lambda: _decide(actor, declaration_id, Action(action), seen, opinion.strip()))


def _decide(actor: Actor, declaration_id: int, action: Action, seen: int, opinion: str) -> Declaration:
    declaration = load(declaration_id)
    move = permit(actor, declaration, action)
    expect_version(declaration, seen)
    if move.needs_opinion and not opinion:
        raise OpinionMissing(f"“{action.label}”须写明审核意见，填报人会看到它。")
    author = author_of(actor, Source.FORM)
    entry = Entry(action, old={"status": declaration.status}, new={"status": str(move.target)}, reason=opinion)
    decided_at = author.at if move.target in FINAL else None
    commit(declaration, [entry], author, status=move.target, decided_at=decided_at)
    Review.objects.create(
        declaration=declaration,
        submission=declaration.submissions,
        stage=move.source,
        decision=action,
        opinion=opinion,
        reviewer_id=actor.user_id,
        reviewer_name=actor.name,
        at=author.at,
    )
    if move.target == Status.APPROVED:
        gathering.soon([declaration.pk])
    return declaration


def pass_on(actor: Actor, declaration_id: int, *, seen: int, opinion: str = "") -> Declaration:
    """The department passes the declaration on to the finance bureau."""
    return decide(actor, declaration_id, Action.PASS_ON, seen=seen, opinion=opinion)


def return_(actor: Actor, declaration_id: int, *, seen: int, opinion: str) -> Declaration:
    """Back to the author with an opinion."""
    return decide(actor, declaration_id, Action.RETURN, seen=seen, opinion=opinion)


def reject(actor: Actor, declaration_id: int, *, seen: int, opinion: str) -> Declaration:
    """The final no."""
    return decide(actor, declaration_id, Action.REJECT, seen=seen, opinion=opinion)


def approve(actor: Actor, declaration_id: int, *, seen: int, opinion: str = "") -> Declaration:
    """The finance bureau's yes; what the declaration says never changes again."""
    return decide(actor, declaration_id, Action.APPROVE, seen=seen, opinion=opinion)
