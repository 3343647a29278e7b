"""Texts as they come out of old documents → plain text: paragraphs by newlines, no HTML, no stray blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_BLOCKS = "p|div|br|hr|ol|ul|li|dl|dt|dd|table|thead|tbody|tr|td|th|h[1-6]|blockquote|pre|section|article|center"
_INLINE = "span|strong|b|em|i|u|s|font|a|sub|sup|small|big|strike|del|ins|label|mark|img|col|colgroup|o:p|st1:[a-z]+"
# Only names that HTML knows: "<1", "≤" and "a<b" are text. The attributes of a tag hold no angle brackets.
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
# What a browser does not show: from the one to the other.
_UNSHOWN = (
    (re.compile(r"<script\b", re.IGNORECASE), re.compile(r"</script[^<>]*>", re.IGNORECASE)),
    (re.compile(r"<style\b", re.IGNORECASE), re.compile(r"</style[^<>]*>", re.IGNORECASE)),
    (re.compile(r"<!--"), re.compile(r"-->")),
)
_PAIRED = re.compile(r"<(/?)(p|div|ol|ul|li|span|table|tr|td|strong|b|em|i|u|font)(?=[\s>])[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,10}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_UNPRINTABLE = dict.fromkeys([*range(9), *range(11, 32), 0x7F, 0x200B, 0xFEFF])

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_STRAY_BLANK = re.compile(rf"(?<=[{_CJK}“”‘’])[ \u3000\u00a0]+|[ \u3000\u00a0]+(?=[{_CJK}“”‘’(（])")
_LONGEST_SHORT_TEXT = 200
_SENTENCE_END = tuple("。；;！？!?：:")


@dataclass(frozen=True)
class PlainText:
    """A cleaned text, and the codes of what was cleaned away."""

    text: str
    codes: tuple[str, ...] = ()


def plain_text(printed: str) -> PlainText:
    """`printed` with HTML turned into paragraphs and entities into characters; nothing else is changed."""
    codes = []
    text = printed
    if _has_tags(text):
        codes.append("html_tags")
        if _has_unclosed_tags(text):
            codes.append("html_unclosed_tag")
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", _shown(text)))
    if _ENTITY.search(text):
        codes.append("html_entities")
        text = _ENTITY.sub(lambda found: unescape(found[0]), text).translate(_UNPRINTABLE)
    lines = (line.strip() for line in text.splitlines())
    return PlainText("\n".join(line for line in lines if line), tuple(codes))


def without_stray_blanks(text: str) -> str:
    """A short text (a unit, a category) without blanks beside Chinese characters."""
    return _STRAY_BLANK.sub("", text) if len(text) <= _LONGEST_SHORT_TEXT else text


def joined(pieces: list[str]) -> str:
    """The lines of one cell: a line that ends a sentence ends a paragraph, any other runs on."""
    parts: list[str] = []
    for piece in filter(None, (piece.strip() for piece in pieces)):
        if parts:
            parts.append("\n" if parts[-1].endswith(_SENTENCE_END) else _between(parts[-1], piece))
        parts.append(piece)
    return "".join(parts)


def run_on(*pieces: str) -> str:
    """The parts of a broken word or name put together again."""
    parts: list[str] = []
    for piece in filter(None, pieces):
        parts.extend([_between(parts[-1], piece), piece] if parts else [piece])
    return "".join(parts)


def _between(first: str, rest: str) -> str:
    """A blank between two Latin words, or a word and a number; nothing inside a number or beside Chinese."""
    are_words = first[-1].isascii() and rest[0].isascii() and first[-1].isalnum() and rest[0].isalnum()
    return " " if are_words and not (first[-1].isdigit() and rest[0].isdigit()) else ""


def _has_tags(text: str) -> bool:
    return "<" in text and any(
        tags.search(text) for tags in (_BLOCK_TAG, _INLINE_TAG, *(begin for begin, _ in _UNSHOWN))
    )


def _shown(text: str) -> str:
    """`text` without scripts, style sheets and comments that are closed."""
    for begin, end in _UNSHOWN:
        kept, position = [], 0
        while (opened := begin.search(text, position)) and (closed := end.search(text, opened.end())):
            kept.append(text[position : opened.start()])
            position = closed.end()
        text = "".join([*kept, text[position:]])
    return text


def _has_unclosed_tags(text: str) -> bool:
    open_tags: dict[str, int] = {}
    for closing, name in _PAIRED.findall(text):
        open_tags[name.lower()] = open_tags.get(name.lower(), 0) + (-1 if closing else 1)
    return any(open_tags.values())
