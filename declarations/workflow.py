"""States, actions and the one table of allowed moves. Pure: imports nothing of ours.

Source: the review procedure of 财预〔2015〕88号. Buttons, permissions, docs and tests are drawn from MOVES.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Status(TextChoices):
    """Where a declaration stands."""

    DRAFT = "draft", "草稿"
    DEPARTMENT_REVIEW = "department_review", "待部门审核"
    FINANCE_REVIEW = "finance_review", "待财政审核"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批复"
    REJECTED = "rejected", "不予通过"
    DISCARDED = "discarded", "已作废"


class Action(TextChoices):
    """What may be done to a declaration; each is one function of declarations/actions."""

    CREATE = "create", "新建"
    IMPORT = "import", "导入"
    SAVE = "save", "修改"
    ATTACH = "attach", "添加附件"
    DETACH = "detach", "移除附件"
    HAND_OVER = "hand_over", "移交"
    DISCARD = "discard", "作废草稿"
    SUBMIT = "submit", "提交审核"
    WITHDRAW = "withdraw", "撤回"
    PASS_ON = "pass_on", "通过"
    RETURN = "return", "退回修改"
    REJECT = "reject", "不予通过"
    APPROVE = "approve", "批复"
    ADJUST = "adjust", "发起调整"
    WAIVE = "waive", "豁免规则"
    UNWAIVE = "unwaive", "取消豁免"


class Party(StrEnum):
    """Who a move belongs to; permissions.py says which roles make up a party."""

    AUTHOR = "author"  # 填报人 of the applicant unit
    DEPARTMENT = "department"  # 部门审核人 of its 一级预算单位
    FINANCE = "finance"  # 财政审核人 to whom that department is assigned


@dataclass(frozen=True)
class Move:
    """`party` may take a declaration from `source` to `target` by `action`.

    `own_department`: only when the applicant unit is (True) or is not (False) itself the 一级预算单位; None: always.
    `never_submitted`: only while nobody but the author's unit has ever had it before them.
    """

    action: Action
    source: Status
    target: Status
    party: Party
    needs_opinion: bool = False
    own_department: bool | None = None
    never_submitted: bool = False
    follows: str = ""  # what follows, told before the decision is confirmed


MOVES: tuple[Move, ...] = (
    Move(Action.SAVE, Status.DRAFT, Status.DRAFT, Party.AUTHOR),
    Move(Action.SAVE, Status.RETURNED, Status.RETURNED, Party.AUTHOR),
    Move(Action.ATTACH, Status.DRAFT, Status.DRAFT, Party.AUTHOR),
    Move(Action.ATTACH, Status.RETURNED, Status.RETURNED, Party.AUTHOR),
    Move(Action.DETACH, Status.DRAFT, Status.DRAFT, Party.AUTHOR),
    Move(Action.DETACH, Status.RETURNED, Status.RETURNED, Party.AUTHOR),
    Move(Action.HAND_OVER, Status.DRAFT, Status.DRAFT, Party.AUTHOR),
    Move(Action.HAND_OVER, Status.RETURNED, Status.RETURNED, Party.AUTHOR),
    Move(
        Action.DISCARD,
        Status.DRAFT,
        Status.DISCARDED,
        Party.AUTHOR,
        never_submitted=True,
        follows="草稿不再出现在工作台，也不能再修改或提交；内容和历史仍可按状态“已作废”查到。",
    ),
    Move(
        Action.SUBMIT,
        Status.DRAFT,
        Status.DEPARTMENT_REVIEW,
        Party.AUTHOR,
        own_department=False,
        follows="转到一级预算单位审核；审核人决定之前可以撤回。",
    ),
    Move(
        Action.SUBMIT,
        Status.DRAFT,
        Status.FINANCE_REVIEW,
        Party.AUTHOR,
        own_department=True,
        follows="本单位就是一级预算单位，直接转到财政审核；审核人决定之前可以撤回。",
    ),
    Move(
        Action.SUBMIT,
        Status.RETURNED,
        Status.DEPARTMENT_REVIEW,
        Party.AUTHOR,
        own_department=False,
        follows="重新转到一级预算单位审核；审核人决定之前可以撤回。",
    ),
    Move(
        Action.SUBMIT,
        Status.RETURNED,
        Status.FINANCE_REVIEW,
        Party.AUTHOR,
        own_department=True,
        follows="重新转到财政审核；审核人决定之前可以撤回。",
    ),
    Move(
        Action.WITHDRAW,
        Status.DEPARTMENT_REVIEW,
        Status.DRAFT,
        Party.AUTHOR,
        own_department=False,
        follows="回到草稿，可以继续修改；改好后须重新提交。",
    ),
    Move(
        Action.WITHDRAW,
        Status.FINANCE_REVIEW,
        Status.DRAFT,
        Party.AUTHOR,
        own_department=True,
        follows="回到草稿，可以继续修改；改好后须重新提交。",
    ),
    Move(
        Action.PASS_ON,
        Status.DEPARTMENT_REVIEW,
        Status.FINANCE_REVIEW,
        Party.DEPARTMENT,
        own_department=False,
        follows="转到财政审核，填报人不能再撤回。",
    ),
    Move(
        Action.RETURN,
        Status.DEPARTMENT_REVIEW,
        Status.RETURNED,
        Party.DEPARTMENT,
        needs_opinion=True,
        own_department=False,
        follows="填报人看到意见，修改后可以再次提交，再次提交仍先到部门审核。",
    ),
    Move(
        Action.REJECT,
        Status.DEPARTMENT_REVIEW,
        Status.REJECTED,
        Party.DEPARTMENT,
        needs_opinion=True,
        own_department=False,
        follows="这是最终决定，本申报不能再修改或提交；意见会告知填报人。",
    ),
    Move(
        Action.APPROVE,
        Status.FINANCE_REVIEW,
        Status.APPROVED,
        Party.FINANCE,
        follows="批复后内容不再改动；如需变动，由填报人发起调整。",
    ),
    Move(
        Action.RETURN,
        Status.FINANCE_REVIEW,
        Status.RETURNED,
        Party.FINANCE,
        needs_opinion=True,
        own_department=False,
        follows="填报人看到意见，修改后再次提交，并重新经过部门审核。",
    ),
    Move(
        Action.RETURN,
        Status.FINANCE_REVIEW,
        Status.RETURNED,
        Party.FINANCE,
        needs_opinion=True,
        own_department=True,
        follows="填报人看到意见，修改后可以再次提交。",
    ),
    Move(
        Action.REJECT,
        Status.FINANCE_REVIEW,
        Status.REJECTED,
        Party.FINANCE,
        needs_opinion=True,
        follows="这是最终决定，本申报不能再修改或提交；意见会告知填报人。",
    ),
    Move(
        Action.ADJUST,
        Status.APPROVED,
        Status.APPROVED,
        Party.AUTHOR,
        follows="以已批复的内容新建一份调整草稿；原表保持不变。",
    ),
)

EDITABLE = frozenset(move.source for move in MOVES if move.action is Action.SAVE)
IN_REVIEW = frozenset({Status.DEPARTMENT_REVIEW, Status.FINANCE_REVIEW})
FINAL = frozenset({Status.APPROVED, Status.REJECTED, Status.DISCARDED})
# An adjustment that ended so is none: another one may be started.
CAME_TO_NOTHING = frozenset({Status.REJECTED, Status.DISCARDED})
DECISIONS = (Action.REJECT, Action.RETURN, Action.PASS_ON, Action.APPROVE)


def moves_from(status: str, *, own_department: bool, submitted: bool = False) -> tuple[Move, ...]:
    """Every move that the table allows from `status`, whoever asks; `submitted` says whether it ever was."""
    return tuple(
        move
        for move in MOVES
        if move.source == status
        and (move.own_department is None or move.own_department == own_department)
        and not (move.never_submitted and submitted)
    )


def move_for(action: str, status: str, *, own_department: bool, submitted: bool = False) -> Move | None:
    """The move that `action` makes from `status`, or None when the table has none."""
    moves = moves_from(status, own_department=own_department, submitted=submitted)
    return next((move for move in moves if move.action == action), None)
