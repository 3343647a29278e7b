"""The head of an import: its four steps, how far it has come and how long it will still take. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from declarations.importflow import BatchState
from declarations.models import ImportBatch

STEPS = ("选择文件", "读取", "核对", "导入")
_AT = {
    BatchState.UPLOADED: 1,
    BatchState.READING: 1,
    BatchState.CHECKING: 2,
    BatchState.READY: 2,
    BatchState.COMMITTING: 3,
    BatchState.DONE: 4,
    BatchState.UNDONE: 4,
}
_LEAST_DONE, _LEAST_TIME = 0.02, timedelta(seconds=2)  # before that an estimate would be a guess


@dataclass(frozen=True)
class StepMark:
    """One of the four steps: its name, and whether it is done or under way."""

    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Progress:
    """What the page shows while the worker is at it: of bytes or forms. `most` is 0 while nobody can tell."""

    words: str
    done: int
    most: int
    remaining: str = ""

    @property
    def percent(self) -> str:
        """The share in per cent, for who does not see the bar; "" while nobody can tell."""
        return f"{self.done * 100 // self.most}%" if self.most else ""


def step_marks(batch: ImportBatch) -> list[StepMark]:
    """The steps of an import; one that ended early stands where it ended."""
    at = _AT.get(BatchState(batch.state), 2 if batch.ready_at else 1)
    return [StepMark(name, number < at, number == at) for number, name in enumerate(STEPS)]


def progress_of(batch: ImportBatch, now: datetime) -> Progress:
    """How far the worker has come."""
    state = BatchState(batch.state)
    forms = f"已读出 {batch.form_count:,} 份申报表、{batch.row_count:,} 行指标"
    if state is BatchState.UPLOADED:
        return Progress("等待后台开始读取", 0, 0)
    if state is BatchState.READING:
        words = f"正在读取文件 {batch.files_done} / {batch.files_total}，{forms}"
        remaining = _remaining(batch.stage_at, now, batch.work_done, batch.work_total)
        return Progress(words, batch.work_done, batch.work_total, remaining)
    if state is BatchState.CHECKING:
        words = f"正在核对 {batch.checked_count:,} / {batch.form_count:,} 份"
        remaining = _remaining(batch.stage_at, now, batch.checked_count, batch.form_count)
        return Progress(words, batch.checked_count, batch.form_count, remaining)
    return Progress(f"正在写入 {batch.taken_count:,} 份，全部写完才算数", 0, 0)


def _remaining(started: datetime | None, now: datetime, done: int, most: int) -> str:
    """The time that is left, in words, when what is done says how fast it goes."""
    if started is None or done >= most or done / most < _LEAST_DONE or now - started < _LEAST_TIME:
        return ""
    return f"约还需 {duration((now - started) / done * (most - done))}"


def duration(time: timedelta) -> str:
    """A stretch of time in words: 45 秒, 3 分钟."""
    seconds = max(1, round(time.total_seconds()))
    return f"{seconds} 秒" if seconds < 90 else f"{round(seconds / 60)} 分钟"


def took(batch: ImportBatch) -> str:
    """How long reading and checking took, in words; "" when it is not known."""
    if batch.started_at is None or batch.ready_at is None or batch.ready_at < batch.started_at:
        return ""
    return duration(batch.ready_at - batch.started_at)
