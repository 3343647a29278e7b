"""The filter bar above the forms of an import; what it says stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from declarations.forms.parsing import clean_line
from declarations.models import ImportedForm
from declarations.models.imports import Result

TABS = (Result.NEW, Result.CHANGED, Result.SAME, Result.REFUSED)
MARKS: Mapping[str, tuple[str, Q]] = {
    "findings": ("有错误或提醒", Q(warning_count__gt=0) | Q(error_count__gt=0)),
    "notes": ("读取时有修复或疑点", Q(note_count__gt=0)),
    "duplicate": ("批内重复", Q(duplicate=True)),
    "question": ("等您选定", ~Q(question="")),
    "taken": ("已勾选", Q(taken=True)),
    "left": ("未勾选", Q(taken=False)),
    "stale": ("核对后有改动", Q(outcome="stale")),
}
LONGEST = 100


@dataclass(frozen=True)
class FormFilter:
    """The tab, a mark, and words of name, code, unit or file."""

    tab: str
    mark: str = ""
    words: str = ""

    @classmethod
    def of(cls, params: Mapping[str, str], default: str) -> FormFilter:
        """What an address asks for; nonsense filters nothing."""
        tab, mark = params.get("tab", ""), params.get("mark", "")
        words = clean_line(params.get("q", "").replace("\0", ""))[:LONGEST]
        return cls(tab if tab in TABS else default, mark if mark in MARKS else "", words)

    @property
    def is_narrow(self) -> bool:
        """Whether something beside the tab filters."""
        return bool(self.mark or self.words)

    @property
    def query(self) -> str:
        """The filter as an address, without the page."""
        given = {"tab": self.tab, "mark": self.mark, "q": self.words}
        return urlencode({key: value for key, value in given.items() if value})

    def apply(self, forms: QuerySet[ImportedForm]) -> QuerySet[ImportedForm]:
        """The forms that it lets through."""
        forms = forms.filter(result=self.tab)
        if self.mark:
            forms = forms.filter(MARKS[self.mark][1])
        for word in self.words.split():
            forms = forms.filter(
                Q(name__icontains=word)
                | Q(code__icontains=word)
                | Q(unit_printed__icontains=word)
                | Q(file__name__icontains=word)
            )
        return forms
