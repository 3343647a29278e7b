"""Running the rules on a stored declaration: gathers the context that rules may not query themselves."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from declarations.changes import keyed_path
from declarations.content import DeclarationContent
from declarations.models import Ceiling, Declaration, RuleLevel, RuleSetting, Waiver
from declarations.models.declaration import DeclarationQuerySet
from declarations.models.lines import fetch_rows
from declarations.rules import Report, RuleContext, Severity, run
from declarations.workflow import Status
from indicators.template import FormTemplate
from perfgoals.accounts.models import Unit

Settings = Mapping[str, Severity | None]
MOST_SETTLED = 256
_SETTLED: dict[tuple[int, str], DeclarationContent] = {}
_SETTINGS: dict[datetime, Settings] = {}
_LEVELS: Mapping[str, Severity | None] = {
    RuleLevel.WARNING: Severity.WARNING,
    RuleLevel.HINT: Severity.HINT,
    RuleLevel.OFF: None,
}


def rule_settings() -> Settings:
    """What administrators have set, as rules want it; one query."""
    return {code: _LEVELS[setting.level] for code, setting in RuleSetting.objects.in_force().items()}


def with_circumstances(rows: DeclarationQuerySet) -> DeclarationQuerySet:
    """The rows with what `context_for` would otherwise ask for one by one: it finds it as attributes."""
    here = {"year": OuterRef("year"), "unit": OuterRef("unit")}
    # What an adjustment adjusts gives way to it; a key that no row has stands for "adjusts nothing".
    others = Declaration.objects.filter(**here).exclude(pk=OuterRef("pk")).exclude(pk=Coalesce(OuterRef("adjusts"), 0))
    used = others.committed().order_by().values("year").annotate(total=Sum("year_amount")).values("total")
    return rows.annotate(
        ceiling_yuan=Subquery(Ceiling.objects.filter(**here).values("amount")[:1]),
        ceiling_used=Subquery(used),
        settings_at=Subquery(RuleSetting.objects.order_by("-pk").values("at")[:1]),
        has_waivers=Exists(Waiver.objects.filter(declaration=OuterRef("pk"))),
    )


def _settings_for(declaration: Declaration) -> Settings:
    """The settings in force; they are a record that only grows, so the moment of the last one stands for all."""
    if "settings_at" not in declaration.__dict__:
        return rule_settings()
    at = declaration.__dict__["settings_at"]
    if at is None:
        return {}
    if at not in _SETTINGS:
        _SETTINGS.clear()
        _SETTINGS[at] = rule_settings()
    return _SETTINGS[at]


def context_for(
    declaration: Declaration,
    content: DeclarationContent,
    template: FormTemplate,
    settings: Settings | None = None,
) -> RuleContext:
    """What the rules know beside the content: year, ceiling (yuan), last year's form, how the units match.

    `settings` spares a query where many declarations are checked.
    """
    ceiling, used = _ceiling(declaration)
    return RuleContext(
        template=template,
        year=declaration.year.year,
        as_of=timezone.localdate(declaration.first_submitted_at or declaration.submitted_at or timezone.now()),
        last_year=last_year(declaration, content),
        ceiling=ceiling,
        ceiling_used=(used if ceiling is not None else None) or Decimal(0),
        unit_matches=_unit_matches(declaration, content),
        settings=_settings_for(declaration) if settings is None else settings,
        waived={waiver.code: waiver.sentence for waiver in _waivers(declaration)},
    )


def _waivers(declaration: Declaration) -> list[Waiver]:
    has_some = declaration.pk and declaration.__dict__.get("has_waivers", True)
    return list(declaration.waivers.all()) if has_some else []


def check(
    declaration: Declaration,
    content: DeclarationContent,
    template: FormTemplate,
    settings: Settings | None = None,
) -> Report:
    """The findings on `content` as the declaration's."""
    context = context_for(declaration, content, template, settings)
    return run(content, context, on_import=declaration.status == Status.APPROVED)


def counts(report: Report) -> dict[str, int]:
    """The columns that lists show."""
    of = [finding.severity for finding in report.findings if not finding.waiver]
    return {
        "error_count": of.count(Severity.ERROR),
        "warning_count": of.count(Severity.WARNING),
        "hint_count": of.count(Severity.HINT),
    }


def last_year(declaration: Declaration, content: DeclarationContent) -> DeclarationContent | None:
    """What the same project's approved declaration of the year before said; None when there is none or not just one."""
    found = declaration_of_last_year(declaration, content)
    return settled_content(found) if found else None


def declaration_of_last_year(declaration: Declaration, content: DeclarationContent) -> Declaration | None:
    """The same project's approved declaration of the year before: by project, else by code, else by name."""
    before = Declaration.objects.filter(
        year__year=declaration.year.year - 1, unit=declaration.unit_id, status=Status.APPROVED
    ).current()
    project, code = declaration.project_id, content.code
    wanted = Q(name=content.name)
    if project is not None:
        wanted |= Q(project=project)
    if code:
        wanted |= Q(code=code)
    # A few columns: what it says is kept by settled_content.
    found = list(before.filter(wanted).only("project", "code", "history_head"))
    known = [each for each in found if (project and each.project_id == project) or (code and each.code == code)]
    # Two of one name are a question to the person, never a guess.
    fitting = known or found
    return fitting[0] if len(fitting) == 1 else None


def settled_content(declaration: Declaration) -> DeclarationContent:
    """What an approved declaration says (it never changes), kept by the head of its history; else two queries."""
    known = (declaration.pk, declaration.history_head)
    if known not in _SETTLED or not declaration.history_head:
        if len(_SETTLED) >= MOST_SETTLED:
            _SETTLED.clear()
        whole = Declaration.objects.for_one().get(pk=declaration.pk)
        fetch_rows(whole)
        _SETTLED[known] = whole.content
    return _SETTLED[known]


def _ceiling(declaration: Declaration) -> tuple[Decimal | None, Decimal | None]:
    """The unit's ceiling and what its other declarations take of it; no query after `with_circumstances`."""
    if "ceiling_yuan" in declaration.__dict__:
        return declaration.__dict__["ceiling_yuan"], declaration.__dict__["ceiling_used"]
    ceiling = Ceiling.objects.filter(year=declaration.year_id, unit=declaration.unit_id).first()
    if ceiling is None:
        return None, None
    others = Declaration.objects.filter(year=declaration.year_id, unit=declaration.unit_id).exclude(pk=declaration.pk)
    if declaration.adjusts_id is not None:  # its amount takes the place of what it adjusts
        others = others.exclude(pk=declaration.adjusts_id)
    return ceiling.amount, others.committed_yuan()


def _unit_matches(declaration: Declaration, content: DeclarationContent) -> dict[str, int]:
    """How many units each printed name fits; the declaration's own units fit without a query."""
    known = {declaration.unit.name: 1, declaration.department.name: 1}
    printed = {content.applicant_unit, content.budget_unit, content.supervising_unit} - {""}
    return {text: known.get(text) or len(Unit.objects.matching(text)) for text in printed}


def explained(declaration: Declaration, content: DeclarationContent, report: Report) -> dict[str, str]:
    """The author's sentence for each finding that has one, by `finding_key`."""
    texts = {(note.code, note.place): note.text for note in declaration.explanations.all()}
    keys = {finding_key(content, finding.code, finding.field): finding for finding in report.findings}
    return {key: texts[found] for key in keys if (found := tuple(key.split("@", 1))) in texts}


def record(content: DeclarationContent, report: Report, said: Mapping[str, str]) -> dict[str, Any]:
    """What is stored with a submission: the report, each finding with its `finding_key` and the author's sentence."""
    stored = report.to_json()
    for finding in stored["findings"]:
        key = finding_key(content, finding["code"], finding["field"])
        finding |= {"key": key, "explanation": said.get(key, "")}
    return stored


def finding_key(content: DeclarationContent, code: str, field: str) -> str:
    """A name of one finding that survives rows being added above it: code@path by row key."""
    return f"{code}@{keyed_path(content, field)}"
