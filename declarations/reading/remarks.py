"""Notes on what a form prints oddly and reading keeps as printed: a person should look at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from declarations.content import NOT_APPLICABLE, PARAGRAPH_FIELDS, DeclarationContent, Indicator
from declarations.reading.notes import Notebook
from declarations.reading.results import Place
from indicators.template import FormTemplate

_CODE_DIGITS = 21
_NUMBERED = r"(?:\d{1,2}\s*[.、．)）]|[一二三四五六七八九十]{1,3}\s*、|[(（][一二三四五六七八九十\d]{1,3}[)）])"
_LOST_BREAK = re.compile(rf"[^\s:：][^\S\n]+{_NUMBERED}(?!\d)")
_LOST_MARK = re.compile(rf"[\u4e00-\u9fff] +(?!{_NUMBERED})[\u4e00-\u9fff]")
_UNREADABLE = re.compile(r"[\ufffd□■]|(?<=[\u4e00-\u9fff])[？?](?=[\u4e00-\u9fff])")
_BARE_NUMBER = re.compile(r"(?:[≥≤≧≦><＞＜]|不低于|不高于)?\s*(\d{1,3}(?:\.\d+)?)")
_RATE = re.compile(r"(?:率|度|比例|程度)(?:[(（].*)?$")
_FORMULA = re.compile(r"100\s*[%％]|[(（]\s*[%％]\s*[)）]|[%％]")
_SUPERSCRIPT = re.compile(r"[mM米]\s+[²³]")
_QUOTES = '“”"＂'


def remark(
    content: DeclarationContent,
    template: FormTemplate,
    field_places: Mapping[str, Place],
    row_places: Sequence[Place],
    notes: Notebook,
    *,
    is_foreign: bool = False,
) -> None:
    """Write the remarks on `content` into `notes`, each with the place of its field or row.

    Of a foreign form nobody knows how its codes are built and which categories it prints.
    """
    if not is_foreign:
        _on_code(content, template, field_places, notes)
    for key in PARAGRAPH_FIELDS:
        text = str(content.get(key))
        for code in text_remarks(text):
            notes.add(code, key, field_places.get(key))
    for n, (row, place) in enumerate(zip(content.indicators, row_places, strict=True)):
        for key, code in row_remarks(row):
            notes.add(code, f"indicators[{n}].{key}", place, text=str(getattr(row, key)))
    if not is_foreign:
        _on_categories(content, template, notes)


def _on_code(content: DeclarationContent, template: FormTemplate, places: Mapping[str, Place], notes: Notebook) -> None:
    if template.has("code") and "code" in places and (said := code_remark(content.code)):
        code, details = said
        notes.add(code, "code", places["code"], **details)


def code_remark(printed: str) -> tuple[str, dict[str, int]] | None:
    """(code, details) of what is odd about a project code, or None."""
    if not printed:
        return "code_empty", {}
    return ("code_20_digits", {"count": len(printed)}) if len(printed) != _CODE_DIGITS else None


def text_remarks(text: str) -> Iterator[str]:
    """The codes of what is odd in a text of paragraphs."""
    if _LOST_BREAK.search(text):
        yield "line_breaks_became_spaces"
    if _LOST_MARK.search(text):
        yield "space_for_lost_punctuation"
    if _UNREADABLE.search(text):
        yield "unreadable_character"
    if _has_stray_quotes(text):
        yield "stray_quotes"


def row_remarks(row: Indicator) -> Iterator[tuple[str, str]]:
    """(column, code) of what is odd in a row."""
    yield from (("target", code) for code in _on_target(row))
    for key in ("name", "explanation"):
        text = str(getattr(row, key))
        if _UNREADABLE.search(text):
            yield key, "unreadable_character"
        if _has_stray_quotes(text):
            yield key, "stray_quotes"
    if re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", row.explanation):
        yield "explanation", "space_for_lost_punctuation"
    if row.is_real and row.explanation.endswith(NOT_APPLICABLE) and row.explanation != NOT_APPLICABLE:
        yield "explanation", "stray_text_in_cell"


def _on_target(row: Indicator) -> Iterator[str]:
    if _SUPERSCRIPT.search(row.target):
        yield "superscript_split"
    elif " " in row.target.strip():
        yield "space_inside_target"
    number = _BARE_NUMBER.fullmatch(row.target.strip())
    if not number or not (_RATE.search(row.name.strip()) or _FORMULA.search(row.explanation)):
        return
    if float(number[1]) > 1:
        yield "bare_number_for_percent"
    elif row.target.strip() == number[1] and number[1] != "0":
        yield "percent_as_number"


def _has_stray_quotes(text: str) -> bool:
    """Quotes that do not pair, or one pair round the whole text."""
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return True
    inner = text[1:-1]
    return len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES and not set(inner) & set(_QUOTES)


def _on_categories(content: DeclarationContent, template: FormTemplate, notes: Notebook) -> None:
    if content.indicators:
        level2s = (row.level2 for row in content.indicators)
        for code, text in category_remarks(level2s, template, marked=any(row.required for row in content.indicators)):
            notes.add(code, "indicators", text=text)


def category_remarks(level2s: Iterable[str], template: FormTemplate, *, marked: bool) -> Iterator[tuple[str, str]]:
    """(code, text): categories without a row, and a form without any printed mark."""
    printed = {category.level2 for level2 in level2s for category in template.categories_named(level2)}
    for category in template.categories:
        if category.level2 not in printed:
            yield "row_missing", f"{category.level1} {category.level2}"
    if any(category.required for category in template.categories) and not marked:
        yield "required_marks_absent", ""
