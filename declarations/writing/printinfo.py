"""What a printed declaration says about itself beside its content: year, state, version, print time, history."""

from dataclasses import dataclass

SHORT_HEAD = 12


@dataclass(frozen=True)
class PrintInfo:
    """The circumstances of one printout, all as text ready to print.

    `history_head` is the hash of the last event of the declaration's chain, "" while there is none.
    """

    year: int
    status: str
    printed_at: str
    history_head: str = ""
    version: str = ""  # 第 2 次提交, 调整 1
    late: bool = False
    approved: bool = False

    @property
    def year_line(self) -> str:
        """The line under the title."""
        return f"（{self.year} 年度）"

    @property
    def state_line(self) -> str:
        """State, version and late mark in one line."""
        return " · ".join(part for part in (self.status, self.version, "逾期提交" if self.late else "") if part)

    @property
    def mark(self) -> str:
        """What is printed across a declaration that is not approved."""
        return "" if self.approved else "草稿"

    @property
    def history_line(self) -> str:
        """The first digits of the history's hash; the whole of it is in the metadata of the file."""
        return f"变更记录 {self.history_head[:SHORT_HEAD]}" if self.history_head else ""

    @property
    def printed_line(self) -> str:
        """When it was printed."""
        return f"打印时间 {self.printed_at}"
