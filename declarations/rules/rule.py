"""`Rule`: one check with its code, its sentence, its example and its source; and the decorator that makes one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from declarations.content import DeclarationContent
from declarations.rules.context import RuleContext
from declarations.rules.finding import Finding, Severity


class Fault(NamedTuple):
    """What a check yields: the place, the sentence, and a severity where this place differs from the rule's own."""

    field: str
    message: str
    severity: Severity | None = None


Check = Callable[[DeclarationContent, RuleContext], Iterable[Fault]]


@dataclass(frozen=True)
class Rule:
    """One rule. `title`, `basis` and `example` are Chinese; `needs` are attributes of the context.

    `valid_from`: declarations whose day (`RuleContext.as_of`) is earlier are not held against it.
    `on_import`: False where an import shows the same as a state of its preview instead of a finding.
    `severity_note`: in words, where and why a finding of this rule is milder.
    """

    code: str
    severity: Severity
    title: str
    basis: str
    example: str
    check: Check = field(repr=False)
    needs: tuple[str, ...] = ()
    valid_from: date | None = None
    on_import: bool = True
    severity_note: str = ""

    def applies_on(self, day: date | None) -> bool:
        """Whether the rule was already valid on that day; None is today or later."""
        return self.valid_from is None or day is None or self.valid_from <= day

    def missing(self, context: RuleContext) -> tuple[str, ...]:
        """The attributes it needs and the context does not have."""
        return tuple(need for need in self.needs if not context.has(need))

    def findings(self, content: DeclarationContent, context: RuleContext, *, on_import: bool = False) -> list[Finding]:
        """What the rule says of this declaration. On import an error is a warning."""
        return [self.finding(fault, context, on_import=on_import) for fault in self.check(content, context)]

    def finding(self, fault: Fault, context: RuleContext, *, on_import: bool = False) -> Finding:
        """One fault as a finding of this rule, as light as the administrator has set it."""
        severity = (fault.severity or self.severity).at_most(context.settings.get(self.code))
        if on_import:
            severity = severity.at_most(Severity.WARNING)
        return Finding(self.code, severity, fault.field, fault.message, self.basis, context.waived.get(self.code, ""))


def rule(
    code: str,
    severity: Severity,
    title: str,
    *,
    basis: str,
    example: str,
    needs: tuple[str, ...] = (),
    valid_from: date | None = None,
    on_import: bool = True,
    severity_note: str = "",
) -> Callable[[Check], Rule]:
    """Turn the check below into a `Rule`."""

    def make(check: Check) -> Rule:
        return Rule(
            code=code,
            severity=severity,
            title=title,
            basis=basis,
            example=example,
            check=check,
            needs=needs,
            valid_from=valid_from,
            on_import=on_import,
            severity_note=severity_note,
        )

    return make
