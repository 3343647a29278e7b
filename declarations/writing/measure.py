"""How much room a text takes: widths in columns of half a Chinese character, lines in a cell."""

import re
import unicodedata

# What one cell of Excel can hold: characters as UTF-16 counts them, and digits of a number without rounding it.
CELL_LIMIT, NUMBER_DIGITS = 32_767, 15
_OPENING, _CLOSING = r"（〔［【《〈「『“‘(\[{", r"），。、；：！？〕］】》〉」』”’…％℃,.;:!?%)\]}"
# What stays on one line: a Latin word or one character, with the punctuation that belongs to it.
_TOKEN = re.compile(rf"[{_OPENING}]*(?:[!-~]+|.)[{_CLOSING}]*", re.DOTALL)

_BREAK_BEFORE = ("（", "指标", "目标")


def cell_length(text: str) -> int:
    """The length of `text` as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def text_width(text: str) -> int:
    """Columns of `text`: two for a full-width character (also for ≥ and its like), one for any other."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "FWA" else 1


def line_count(text: str, columns: int) -> int:
    """Lines that `text` takes in a cell `columns` wide, at least one; rather one too many than one too few."""
    paragraphs = text.split("\n")
    if all(text_width(paragraph) <= columns for paragraph in paragraphs):
        return len(paragraphs)
    # Where a text has to wrap, other fonts and rules of line breaking may wrap it a little earlier.
    return len(wrapped(text, columns - 1))


def wrapped(text: str, columns: int) -> list[str]:
    """The lines of `text` at `columns`: words stay whole where they fit, no line starts with a closing mark."""
    lines = []
    for paragraph in text.split("\n"):
        lines += _wrapped_paragraph(paragraph, max(columns, 2))
    return lines


def _wrapped_paragraph(paragraph: str, room: int) -> list[str]:
    lines, used = [""], 0
    for token in _TOKEN.findall(paragraph):
        width = text_width(token)
        if used and used + width > room:
            lines.append("")
            used = 0
        # A word longer than the line is cut anywhere.
        for piece in (token,) if width <= room else token:
            if used and used + text_width(piece) > room:
                lines.append("")
                used = 0
            lines[-1] += piece
            used += text_width(piece)
    return lines


def balanced(label: str, columns: int) -> str:
    """A label that needs several lines, with its line breaks set: before a bracket or 指标, else into equal lines."""
    if "\n" in label or text_width(label) <= columns:
        return label
    for mark in _BREAK_BEFORE:
        place = label.rfind(mark)
        if place > 0 and max(text_width(label[:place]), text_width(label[place:])) <= columns:
            return f"{label[:place]}\n{label[place:]}"
    count = len(wrapped(label, columns))
    rooms = range(text_width(label) // count, columns + 1)
    return next(("\n".join(lines) for room in rooms if len(lines := wrapped(label, room)) == count), label)
