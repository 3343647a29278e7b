"""What a rule may know besides the declaration itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from declarations.content import DeclarationContent
from declarations.rules.finding import Severity
from indicators.template import FormTemplate


@dataclass(frozen=True)
class RuleContext:
    """The surroundings of one declaration; None means "not known", and rules that need it do not run.

    `as_of` is the day whose rules apply (the day of the first submission); None applies all. `ceiling` (控制数) and
    `ceiling_used` are yuan, the latter what the unit's other submitted and approved declarations of the year ask for.
    `unit_matches` counts, for each printed unit text, the known units it fits; a text that is not in it fits none.
    `settings` are an administrator's, by code: the severity at most, or None for a rule that is off. `waived` are the
    rules waived for this declaration, by code, with the sentence that says why and by whom.
    """

    template: FormTemplate
    year: int | None = None
    as_of: date | None = None
    last_year: DeclarationContent | None = None
    ceiling: Decimal | None = None
    ceiling_used: Decimal = Decimal(0)
    unit_matches: Mapping[str, int] | None = None
    settings: Mapping[str, Severity | None] = field(default_factory=dict)
    waived: Mapping[str, str] = field(default_factory=dict)

    def is_off(self, code: str) -> bool:
        """Whether an administrator has turned the rule off."""
        return code in self.settings and self.settings[code] is None

    def has(self, need: str) -> bool:
        """Whether the attribute that a rule needs is known."""
        return getattr(self, need) is not None


# Why a rule did not run: the absent attribute of the context in words.
ABSENT: Mapping[str, str] = MappingProxyType(
    {
        "year": "没有给出申报年度",
        "last_year": "没有同一项目上一年度的申报表",
        "ceiling": "申请单位本年度没有设定控制数",
        "unit_matches": "单位名录还没有建立，或者没有这里的任何一个单位",
    }
)

# What a rule needs besides the declaration, in words.
NEEDS: Mapping[str, str] = MappingProxyType(
    {"year": "申报年度", "last_year": "上一年度的申报表", "ceiling": "单位控制数", "unit_matches": "单位名录"}
)
