"""What a rule says about one place of a declaration."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops submission, a warning asks for a correction or one sentence."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def weight(self) -> int:
        """How heavy it is: an error 2, a warning 1, a hint 0."""
        return _WEIGHTS[self]

    def at_most(self, other: "Severity | None") -> "Severity":
        """The lighter of the two; itself when there is no other."""
        return other if other is not None and other.weight < self.weight else self

    @property
    def word(self) -> str:
        """The Chinese word shown to people."""
        return _WORDS[self]


_WEIGHTS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.HINT: 0}
_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.HINT: "建议"}


@dataclass(frozen=True)
class Finding:
    """One fault at one place.

    `field` is a key of the content ("year_amount", "indicators", "plan") or a row or cell of it, counted from 0
    ("budget_lines[0]", "plan[1].amount", "indicators[3].target"). `basis` names the regulation or form note.
    `waiver` is why, and by whom, the rule is waived for this declaration; the finding is then shown and asks nothing.
    """

    code: str
    severity: Severity
    field: str
    message: str
    basis: str
    waiver: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it stops a submission."""
        return self.severity is Severity.ERROR and not self.waiver

    @property
    def is_warning(self) -> bool:
        """Whether it asks for a correction or a sentence."""
        return self.severity is Severity.WARNING and not self.waiver

    def to_json(self) -> dict[str, str]:
        """The finding as JSON values; "waiver" only where there is one."""
        said = {
            "code": self.code,
            "severity": self.severity.value,
            "field": self.field,
            "message": self.message,
            "basis": self.basis,
        }
        return said | {"waiver": self.waiver} if self.waiver else said
