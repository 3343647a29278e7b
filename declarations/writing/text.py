"""Text as people paste it, turned into plain paragraphs: markup and control characters out, every visible word kept.

PDF and Excel print `paragraphs`, so whatever was pasted into a form comes out as text. Reading has its own, stricter
cleaning (declarations/reading/texts.py), which must say what it took away. Finance systems store goals as HTML of
their editor (`<p>`, `<ol style=…>`, `&lt;`).
"""

import re
from html.parser import HTMLParser

import nh3

# Elements after which a new paragraph starts. Everything else that is markup is taken out without a trace.
_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_INLINE = (
    "a abbr b big body br caption cite code col colgroup del em font head html i img input ins kbd label link "
    "mark meta q s samp small span strike strong sub sup tt u var"
).split()
# Blocks inside which a line break of the source is only a blank, as in a browser.
_FOLDING = (_BLOCKS | _CELLS) - {"pre", "ol", "ul", "table", "tbody", "thead", "tfoot", "tr", "hr"}

# Elements whose content nobody sees, and comments: taken out as a whole, if they are closed at all.
_UNSEEN = frozenset({"script", "style", "title"})

_ATTRIBUTE = r"""\s+[a-z_:][\w:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?"""
_NAMES = "|".join(sorted(_BLOCKS | _CELLS | _UNSEEN | set(_INLINE), key=len, reverse=True))
# What counts as markup: known elements, Office's o:p and its like, comments, declarations.
# Any other "<" is a sign of the text: "成本<5%".
_MARKUP = re.compile(
    rf"<(?P<end>/?)(?P<name>{_NAMES}|[a-z]+\d?:[a-z]+)(?:{_ATTRIBUTE})*\s*/?>"
    r"|<!(?P<comment>--)|<!\[[^<>]*\]>|<!doctype[^<>]*>|<\?xml[^<>]*>|<",
    re.IGNORECASE | re.ASCII,
)
_UNSEEN_END = re.compile(rf"</({'|'.join(sorted(_UNSEEN))})\b", re.IGNORECASE | re.ASCII)
_STRAY_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n]+")
_BETWEEN_WIDE = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])\n\s*(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])"
)

_NEWLINES = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters, halves of surrogate pairs, non-characters, direction overrides and invisible marks.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """`text` without control characters; every kind of line break becomes a newline, a tab a blank."""
    return _CONTROL.sub("", _NEWLINES.sub("\n", text)).replace("\t", " ").replace("\u00a0", " ")


def has_markup(text: str) -> bool:
    """Some of the text is an element or an entity of HTML; a lone `<` or `&` is a sign like any other."""
    return bool(_ENTITY.search(text)) or any(found[0] != "<" for found in _MARKUP.finditer(text))


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a typed or pasted text: no markup, entities decoded once, no blank paragraph.

    Visible numbers of an ordered list are kept ("1. …"); a `<` that opens no known element is text.
    """
    text = printable(text)
    if "<" in text or "&" in text:
        text = printable(_without_markup(text))
    return tuple(line for line in (line.strip() for line in text.split("\n")) if line)


def plain(text: str) -> str:
    """The paragraphs of `text`, one per line."""
    return "\n".join(paragraphs(text))


def _without_markup(text: str) -> str:
    escaped = _escape_signs(_STRAY_AMPERSAND.sub("&amp;", text))
    # nh3 parses as a browser does and hands back balanced markup of these elements only.
    tidy = nh3.clean(
        escaped,
        tags=set(_BLOCKS | _CELLS | {"br"}),
        clean_content_tags=set(_UNSEEN),
        attributes={"ol": {"start", "style"}, "li": {"value", "style"}},
        link_rel=None,
    )
    reader = _ParagraphReader()
    reader.feed(tidy)
    reader.close()
    return "".join(reader.pieces)


def _escape_signs(text: str) -> str:
    """`text` with every `<` escaped that is no markup, or that opens what is never closed and would hide the rest."""
    closed = dict.fromkeys(_UNSEEN, -1) | {"--": text.rfind("-->")}
    closed |= {found[1].lower(): found.start() for found in _UNSEEN_END.finditer(text)}

    def kept(found: re.Match[str]) -> str:
        opens = found["comment"] or ("" if found["end"] else (found["name"] or "").lower())
        hides_the_rest = opens in closed and closed[opens] < found.start()
        return found[0] if found[0] != "<" and not hides_the_rest else f"&lt;{found[0][1:]}"

    return _MARKUP.sub(kept, text)


class _ParagraphReader(HTMLParser):
    """Collects the text of balanced markup, with a newline wherever a browser would start a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._lists: list[int | None] = []  # next number of each open list; None for one without visible numbers
        self._folding = 0
        self._number = ""  # the number that the next text carries

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _CELLS:
            self.pieces.append(" ")
        elif tag in _BLOCKS or tag == "br":
            self.pieces.append("\n")
        if tag in {"ol", "ul"}:
            self._lists.append(_first_number(values) if tag == "ol" else None)
        elif tag == "li":
            self._number = self._next_number(values)
        self._folding += tag in _FOLDING

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        self._folding -= tag in _FOLDING

    def handle_data(self, data: str) -> None:
        if self._folding:
            data = _SPACES.sub(" ", _BETWEEN_WIDE.sub("", data))
        if self._number and data.strip():
            data, self._number = self._number + data.lstrip(), ""
        self.pieces.append(data)

    def _next_number(self, values: dict[str, str | None]) -> str:
        if not self._lists or self._lists[-1] is None:
            return ""
        number = _integer(values.get("value"), self._lists[-1])
        self._lists[-1] = number + 1
        return "" if _hides_numbers(values) else f"{number}. "


def _first_number(values: dict[str, str | None]) -> int | None:
    return None if _hides_numbers(values) else _integer(values.get("start"), 1)


def _hides_numbers(values: dict[str, str | None]) -> bool:
    return bool(re.search(r"list-style(?:-type)?\s*:[^;]*\bnone\b", values.get("style") or "", re.IGNORECASE))


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else default
