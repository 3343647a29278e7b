"""What administrators decide about rules, on the record: a rule set lighter for all, a rule waived for one form."""

from django.db import IntegrityError, transaction

from declarations import checking
from declarations.actions.door import author_of, commit, in_one_go, load
from declarations.errors import BadInput, MoveNotAllowed, NotPermitted, OpinionMissing, Stale
from declarations.history import Entry
from declarations.models import Declaration, RuleLevel, RuleSetting, Waiver
from declarations.models.event import Source
from declarations.permissions import may_set_rules, may_waive
from declarations.rules import RULES, Rule, Severity
from declarations.workflow import FINAL, Action
from perfgoals.accounts.roles import Actor

_WEIGHTS = {RuleLevel.WARNING: Severity.WARNING.weight, RuleLevel.HINT: Severity.HINT.weight, RuleLevel.OFF: -1}


def levels_for(rule: Rule) -> list[RuleLevel]:
    """How a rule may be set: as usual, or lighter than it is."""
    return [level for level in RuleLevel if _WEIGHTS.get(level, rule.severity.weight - 1) < rule.severity.weight]


def set_rule(actor: Actor, code: str, level: str, *, reason: str, seen: int) -> RuleSetting:
    """Set a rule for everybody, from now on, or back to its own severity.

    `seen` is how often it had been set when the person looked (Stale when more often by now). Refuses a level that is
    not lighter than the rule (BadInput), no change (MoveNotAllowed), no reason (OpinionMissing).
    """
    if not may_set_rules(actor):
        raise NotPermitted("只有全区的管理员可以设置规则。")
    rule = _rule(code)
    if level not in levels_for(rule):
        raise BadInput(f"“{rule.title}”是{rule.severity.word}，只能照常、减轻或停用。")
    last = RuleSetting.objects.filter(code=code).order_by("-number").first()
    if (last.number if last else 0) != seen:
        raise Stale(f"“{rule.title}”刚刚有人设置过，请看过最新的设置再决定。")
    if level == (last.level if last else RuleLevel.OWN):
        raise MoveNotAllowed(f"“{rule.title}”已经是“{RuleLevel(level).label}”。")
    author = author_of(actor, Source.FORM)
    try:
        with transaction.atomic():
            return RuleSetting.objects.create(
                code=code,
                level=level,
                reason=_reason(reason, "设置规则"),
                by_id=author.user_id,
                by_name=author.name,
                at=author.at,
                number=seen + 1,
            )
    except IntegrityError as taken:  # a double click, or another administrator in the same moment
        raise Stale(f"“{rule.title}”刚刚有人设置过，请看过最新的设置再决定。") from taken


def waive(actor: Actor, declaration_id: int, code: str, *, reason: str) -> Declaration:
    """Waive one rule for one declaration: its findings stay in sight and ask nothing any more."""
    return in_one_go(lambda: _waive(actor, declaration_id, _rule(code), _reason(reason, "豁免")))


def _waive(actor: Actor, declaration_id: int, rule: Rule, reason: str) -> Declaration:
    declaration = _administered(actor, declaration_id)
    if declaration.waivers.filter(code=rule.code).exists():
        raise MoveNotAllowed(f"“{rule.title}”在这份申报上已经豁免。")
    author = author_of(actor, Source.FORM)
    waiver = Waiver(
        declaration=declaration,
        code=rule.code,
        reason=reason,
        by_id=author.user_id,
        by_name=author.name,
        at=author.at,
    )
    entry = Entry(Action.WAIVE, new={"rule": rule.code, "title": rule.title}, reason=reason)
    commit(declaration, [entry], author)
    waiver.save()
    return _recounted(declaration)


def unwaive(actor: Actor, declaration_id: int, code: str, *, reason: str) -> Declaration:
    """Take a waiver back; the record of it stays in the history."""
    return in_one_go(lambda: _unwaive(actor, declaration_id, code, _reason(reason, "取消豁免")))


def _unwaive(actor: Actor, declaration_id: int, code: str, reason: str) -> Declaration:
    declaration = _administered(actor, declaration_id)
    waiver = declaration.waivers.filter(code=code).first()
    if waiver is None:
        raise MoveNotAllowed("这条规则在这份申报上没有豁免，可能刚刚已经取消。")
    title = next((rule.title for rule in RULES if rule.code == code), code)
    entry = Entry(Action.UNWAIVE, old={"rule": code, "title": title}, reason=reason)
    commit(declaration, [entry], author_of(actor, Source.FORM))
    waiver.delete()
    return _recounted(declaration)


def _administered(actor: Actor, declaration_id: int) -> Declaration:
    declaration = load(declaration_id)
    if may_waive(actor, declaration.unit.path, declaration.status):
        return declaration
    if declaration.state in FINAL and may_waive(actor, declaration.unit.path, ""):
        raise MoveNotAllowed(f"《{declaration.title}》已是“{declaration.state.label}”，不能再豁免规则或取消豁免。")
    raise NotPermitted("只有本单位或上级的管理员可以豁免规则。")


def _recounted(declaration: Declaration) -> Declaration:
    """The declaration with the counts that lists show, renewed without an event of their own."""
    report = checking.check(declaration, declaration.content, declaration.template.value())
    Declaration.objects.filter(pk=declaration.pk).update(**checking.counts(report))
    return declaration


def _rule(code: str) -> Rule:
    found = next((rule for rule in RULES if rule.code == code), None)
    if found is None:
        raise BadInput("没有这条规则。")
    return found


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise OpinionMissing(f"{what}须写明原因，会记入档案。")
    return reason.strip()
