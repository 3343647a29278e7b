"""What a rule says about one place of a declaration."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops submission, a warning asks for a correction or one sentence."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def word(self) -> str:
        """The Chinese word shown to people."""
        return _WORDS[self]


_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.HINT: "建议"}


@dataclass(frozen=True)
class Finding:
    """One fault at one place.

    `field` is a key of the content ("year_amount", "indicators", "plan") or a row or cell of it, counted from 0
    ("budget_lines[0]", "plan[1].amount", "indicators[3].target"). `basis` names the regulation or form note.
    """

    code: str
    severity: Severity
    field: str
    message: str
    basis: str

    def to_json(self) -> dict[str, str]:
        """The finding as JSON values."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "field": self.field,
            "message": self.message,
            "basis": self.basis,
        }
