"""The states of an import and the one table of moves between them. Pure: imports nothing of ours."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class BatchState(TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "等待读取"
    READING = "reading", "正在读取"
    CHECKING = "checking", "正在核对"
    READY = "ready", "待确认"
    COMMITTING = "committing", "正在导入"
    DONE = "done", "已导入"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已放弃"
    UNDONE = "undone", "已撤销"


class Step(TextChoices):
    """What moves an import from one state to the next."""

    START = "start", "开始读取"
    READ = "read", "读取完毕"
    CHECKED = "checked", "核对完毕"
    RECHECK = "recheck", "重新核对"
    CONFIRM = "confirm", "确认导入"
    COMMITTED = "committed", "导入完成"
    HOLD_BACK = "hold_back", "退回核对"
    FAIL = "fail", "中止"
    REPLACE = "replace", "换文件"
    RETRY = "retry", "重试"
    CANCEL = "cancel", "放弃"
    EXPIRE = "expire", "过期放弃"
    UNDO = "undo", "撤销导入"


class Mover(StrEnum):
    """Who takes a step."""

    PERSON = "person"  # the administrator, by a button
    WORKER = "worker"  # the background process, which holds the lease


@dataclass(frozen=True)
class BatchMove:
    """`mover` may take an import from `source` to `target` by `step`."""

    step: Step
    source: BatchState
    target: BatchState
    mover: Mover


BATCH_MOVES: tuple[BatchMove, ...] = (
    BatchMove(Step.START, BatchState.UPLOADED, BatchState.READING, Mover.WORKER),
    BatchMove(Step.READ, BatchState.READING, BatchState.CHECKING, Mover.WORKER),
    BatchMove(Step.CHECKED, BatchState.CHECKING, BatchState.READY, Mover.WORKER),
    BatchMove(Step.RECHECK, BatchState.READY, BatchState.CHECKING, Mover.PERSON),
    BatchMove(Step.CONFIRM, BatchState.READY, BatchState.COMMITTING, Mover.PERSON),
    BatchMove(Step.COMMITTED, BatchState.COMMITTING, BatchState.DONE, Mover.WORKER),
    # Something was changed since it was shown: nothing is written, the person looks again.
    BatchMove(Step.HOLD_BACK, BatchState.COMMITTING, BatchState.CHECKING, Mover.WORKER),
    BatchMove(Step.FAIL, BatchState.UPLOADED, BatchState.FAILED, Mover.WORKER),
    BatchMove(Step.FAIL, BatchState.READING, BatchState.FAILED, Mover.WORKER),
    BatchMove(Step.FAIL, BatchState.CHECKING, BatchState.FAILED, Mover.WORKER),
    BatchMove(Step.FAIL, BatchState.COMMITTING, BatchState.FAILED, Mover.WORKER),
    BatchMove(Step.REPLACE, BatchState.READY, BatchState.READING, Mover.PERSON),
    BatchMove(Step.RETRY, BatchState.FAILED, BatchState.READING, Mover.PERSON),
    BatchMove(Step.CANCEL, BatchState.UPLOADED, BatchState.CANCELLED, Mover.PERSON),
    BatchMove(Step.CANCEL, BatchState.READING, BatchState.CANCELLED, Mover.PERSON),
    BatchMove(Step.CANCEL, BatchState.CHECKING, BatchState.CANCELLED, Mover.PERSON),
    BatchMove(Step.CANCEL, BatchState.READY, BatchState.CANCELLED, Mover.PERSON),
    BatchMove(Step.CANCEL, BatchState.FAILED, BatchState.CANCELLED, Mover.PERSON),
    # Nobody went on with it for a long time (importing/cleaning.py).
    BatchMove(Step.EXPIRE, BatchState.READY, BatchState.CANCELLED, Mover.WORKER),
    BatchMove(Step.EXPIRE, BatchState.FAILED, BatchState.CANCELLED, Mover.WORKER),
    BatchMove(Step.UNDO, BatchState.DONE, BatchState.UNDONE, Mover.PERSON),
)

# The worker has something to do: whoever finds such an import without a living worker wakes one.
AT_WORK = (BatchState.UPLOADED, BatchState.READING, BatchState.CHECKING, BatchState.COMMITTING)


def batch_move(step: Step, source: str) -> BatchMove | None:
    """The move that `step` makes from `source`, or None when the table has none."""
    return next((move for move in BATCH_MOVES if move.step == step and move.source == source), None)


def batch_steps(source: str) -> frozenset[Step]:
    """What a person may do with an import that stands at `source`: the buttons of its page."""
    return frozenset(move.step for move in BATCH_MOVES if move.source == source and move.mover is Mover.PERSON)
