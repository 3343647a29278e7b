"""What a reviewer is asked before a decision: the question, what follows, phrases for the opinion. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from declarations.reviewing.remarks import Remark
from declarations.rules import Severity
from declarations.workflow import DECISIONS, Action, Move

# One click each; the reviewer may change them before sending.
PHRASES: Mapping[Action, tuple[str, ...]] = MappingProxyType(
    {
        Action.RETURN: (
            "目标值不可衡量，请写明数量、比例或时间。",
            "目标值低于上年，请说明原因。",
            "指标解释与指标不符，请改正。",
            "请补充测算依据，写明数量、单价和金额。",
            "年度目标与指标不对应，请核对。",
        ),
        Action.REJECT: ("不属于本单位职责范围。", "与已有项目重复。", "立项依据不充分。"),
        Action.PASS_ON: ("同意。", "目标明确、指标可衡量，同意。"),
        Action.APPROVE: ("同意。", "目标明确、指标可衡量，同意。"),
    }
)
QUOTED = 4  # findings offered as phrases where an opinion is needed
_QUESTIONS = {
    Action.RETURN: "退回《{}》？",
    Action.REJECT: "不予通过《{}》？",
    Action.PASS_ON: "通过《{}》？",
    Action.APPROVE: "批复《{}》？",
}
_AGREED = {Action.PASS_ON: "通过，转财政审核"}
_DONE = {
    Action.RETURN: "《{}》已退回修改。",
    Action.REJECT: "《{}》不予通过。",
    Action.PASS_ON: "《{}》已通过，转到财政审核。",
    Action.APPROVE: "《{}》已批复。",
}


@dataclass(frozen=True)
class Phrase:
    """Words for a button, and the sentence that it adds to the opinion."""

    words: str
    text: str


@dataclass(frozen=True)
class Asked:
    """The decision in question: the opinion typed for it so far, what is wrong with it, whether it is open."""

    action: str = ""
    opinion: str = ""
    problem: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Question:
    """One decision that may be taken now, with everything its dialog says."""

    action: Action
    title: str
    words: str  # on the button of the bar
    agreed: str  # on the button of the dialog
    follows: tuple[str, ...]
    needs_opinion: bool
    phrases: tuple[Phrase, ...]
    opinion: str  # typed so far
    is_open: bool = False
    problem: str = ""

    @property
    def tone(self) -> str:
        """CSS class of its button."""
        return {Action.REJECT: "button-danger", Action.RETURN: ""}.get(self.action, "button-primary")


def questions(title: str, moves: Sequence[Move], remarks: Sequence[Remark], asked: Asked) -> list[Question]:
    """The decisions among `moves` in the order of the bar."""
    by_action = {move.action: move for move in moves}
    return [
        Question(
            action=action,
            title=_QUESTIONS[action].format(title),
            words=action.label,
            agreed=_AGREED.get(action, action.label),
            follows=tuple(_follows(by_action[action], remarks)),
            needs_opinion=by_action[action].needs_opinion,
            phrases=_phrases(by_action[action], remarks),
            opinion=_brought_along(by_action, action, asked),
            is_open=asked.is_open and action == asked.action,
            problem=asked.problem if action == asked.action else "",
        )
        for action in DECISIONS
        if action in by_action
    ]


def _brought_along(by_action: Mapping[Action, Move], action: Action, asked: Asked) -> str:
    """The opinion typed for this decision, or for another one that needs a reason as this does: never into a yes."""
    both_need_it = by_action[action].needs_opinion and any(
        move.needs_opinion for other, move in by_action.items() if other == asked.action
    )
    return asked.opinion if action == asked.action or both_need_it else ""


def _follows(move: Move, remarks: Sequence[Remark]) -> list[str]:
    """What the table says, and with a yes what is still remarked on."""
    if move.needs_opinion or not remarks:
        return [move.follows]
    open_ones = [remark for remark in remarks if not remark.mark.waiver]
    silent = sum(not remark.explanation for remark in open_ones if remark.mark.severity is not Severity.HINT)
    rest = f"，其中 {silent} 条填报人没有说明" if silent else ""
    return [move.follows, f"审核提示还有 {len(open_ones)} 条{rest}。"] if open_ones else [move.follows]


def _phrases(move: Move, remarks: Sequence[Remark]) -> tuple[Phrase, ...]:
    ready = [Phrase(text.rstrip("。"), text) for text in PHRASES[move.action]]
    open_marks = [remark.mark for remark in remarks if not remark.mark.waiver] if move.needs_opinion else []
    quoted = [Phrase(mark.label, mark.message) for mark in open_marks]
    return (*ready, *quoted[:QUOTED])


def done(action: str, title: str) -> str:
    """What was done, for the message on the next page."""
    return _DONE[Action(action)].format(title)
