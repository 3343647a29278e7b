"""The questions before a draft is started from last year's: what to take over, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from declarations.amounts import shorten
from declarations.carrying import Choice, Part, part_of
from declarations.content import DeclarationContent
from declarations.errors import BadInput
from declarations.forms.parsing import cell_of
from declarations.forms.progress import section_of
from indicators.template import FieldKind, FormTemplate

EXCERPT = 36  # characters
# Per section: what the second choice means. A section of amounts alone has no words to keep.
WORDS = {
    Part.BASICS: "沿用文字，期限和日期重填",
    Part.BASIS: "沿用文字，数量和金额留空重填",
    Part.GOALS: "沿用文字，数量留空重填",
    Part.INDICATORS: "沿用指标名称和解释，目标值重填",
}
FIRST = {
    Part.BASICS: Choice.KEEP,
    Part.AMOUNTS: Choice.CLEAR,
    Part.BASIS: Choice.WORDS,
    Part.GOALS: Choice.WORDS,
    Part.INDICATORS: Choice.WORDS,
}


@dataclass(frozen=True)
class Option:
    """One answer; `value` is what is posted."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """One section: what last year's form says there, in short, and the answers."""

    name: str
    label: str
    said: str
    options: tuple[Option, ...]


def questions(template: FormTemplate, earlier: DeclarationContent) -> Iterator[Question]:
    """A question for every section that the new form has, in form order."""
    labels: dict[Part, str] = {}
    for field in template.fields:
        if field.kind is not FieldKind.SYSTEM:
            labels.setdefault(part_of(field), section_of(template, field))
    for part in Part:
        label = "绩效指标" if part is Part.INDICATORS else labels.get(part)
        if label:
            yield Question(str(part), label, _said(template, earlier, part), tuple(_options(part)))


def _options(part: Part) -> Iterator[Option]:
    labels = {
        Choice.KEEP: "全部沿用",
        **({Choice.WORDS: WORDS[part]} if part in WORDS else {}),
        Choice.CLEAR: "清空重填",
    }
    for choice, label in labels.items():
        yield Option(str(choice), label, choice is FIRST[part])


def _said(template: FormTemplate, earlier: DeclarationContent, part: Part) -> str:
    if part is Part.INDICATORS:
        return f"{len(earlier.real_indicators)} 条指标"
    texts = []
    for field in template.fields:
        if part_of(field) is part and field.kind is not FieldKind.SYSTEM:
            shown = " ".join(cell_of(field.kind, template.amount_unit).show(earlier.get(field.key)).split())
            texts += [f"{field.label} {shown if len(shown) <= EXCERPT else shown[:EXCERPT] + '…'}"] if shown else []
    return "；".join(texts) or "上年没有填写"


def read_choices(post: Mapping[str, str]) -> dict[Part, Choice]:
    """The posted answers; BadInput for one that the page does not offer."""
    chosen = {}
    for part in Part:
        answer = post.get(str(part), str(FIRST[part]))
        if answer not in {option.value for option in _options(part)}:
            raise BadInput(f"没有“{shorten(answer)}”这个选择，请刷新页面后再选。")
        chosen[part] = Choice(answer)
    return chosen
