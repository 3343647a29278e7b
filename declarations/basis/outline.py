"""The enumeration of a text: 一、 （一） 1. （1） ① as a tree of items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from declarations.basis.numerals import read_chinese

MOST_ITEMS = 200


class Style(IntEnum):
    """How an item is marked."""

    CHINESE = 0  # 一、
    CHINESE_BRACKETED = 1  # （一）
    DIGIT = 2  # 1. 1、
    DIGIT_BRACKETED = 3  # （1） 1）
    CIRCLED = 4  # ①
    SPOKEN = 5  # 一是


@dataclass
class Node:
    """One item: its mark, its text up to `end`, and the items within it."""

    style: Style | None
    number: int
    mark: int  # where the mark starts
    start: int  # where the text behind the mark starts
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def own_end(self) -> int:
        """Where its own text ends: before its first sub-item."""
        return self.children[0].mark if self.children else self.end


_CN = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARKS = re.compile(
    rf"(?=[(\d一二三四五六七八九十{_CIRCLED}])(?:\((?P<s1>{_CN})\)[、.:]?|\((?P<s3>\d{{1,2}})\)[、.]?|(?P<s4>[{_CIRCLED}])[、.]?"
    rf"|(?P<s0>{_CN})[、.](?!{_CN}[、.期标号])|(?P<s5>[一二三四五六七八九十])是"
    r"|(?<![\d.])(?P<s3b>\d{1,2})\)[、.]?|(?<![\d.,])(?P<s2>\d{1,2})[、.](?P<glued>(?=\d))?)"
)
_DECIMAL = re.compile(r"\d+ ?(?:[亿万千百]?元|[万亿%])|\d+[*+=]|\d+$")
_ANYWHERE = {Style.CHINESE_BRACKETED, Style.DIGIT_BRACKETED, Style.CIRCLED}
_BOUNDARY = "。;:\n!?)"


def outline(text: str) -> Node:
    """The tree of a folded text; a text without an enumeration is one node without children."""
    root = Node(None, 0, 0, 0, len(text))
    path = [root]
    for style, number, mark, start in _marks(text):
        level = _level(path, style, number)
        if level is None or len(root.children) > MOST_ITEMS:
            continue
        for node in path[level:]:
            node.end = mark
        del path[level:]
        node = Node(style, number, mark, start, len(text))
        path[-1].children.append(node)
        path.append(node)
    _drop_single(root)
    return root


def _level(path: list[Node], style: Style, number: int) -> int | None:
    """How many ancestors the item has: it goes on a list that is open, or starts one within the last item."""
    for level in range(len(path) - 1, 0, -1):
        if path[level].style is style:
            if number == path[level].number + 1:
                return level
            if number != 1:
                return None
            return None if level == len(path) - 1 else len(path)
    return len(path) if number == 1 else None


def _drop_single(node: Node) -> None:
    """A list of one item is no list: its mark stays as text of the item above."""
    while len(node.children) == 1:
        node.children = node.children[0].children
    for child in node.children:
        _drop_single(child)


def _marks(text: str) -> Iterator[tuple[Style, int, int, int]]:
    for match in _MARKS.finditer(text):
        name = match.lastgroup if match.lastgroup != "glued" else "s2"
        style = Style(int((name or "s0")[1]))
        if not _stands_well(text, match, style):
            continue
        yield style, _value(match[name or "s0"]), match.start(), match.end()


def _stands_well(text: str, match: re.Match[str], style: Style) -> bool:
    before = text[max(0, match.start() - 3) : match.start()]
    bare = before.rstrip(" ")
    at_boundary = not bare or bare[-1] in _BOUNDARY or before.endswith(" ") or (style in _ANYWHERE)
    if style in (Style.CHINESE, Style.CHINESE_BRACKETED) or (style is Style.SPOKEN):
        at_boundary = at_boundary or bare.endswith(",")
    if not at_boundary:
        return False
    return match["glued"] is None or _DECIMAL.match(text, match.end()) is None


def _value(printed: str) -> int:
    if printed in _CIRCLED:
        return _CIRCLED.index(printed) + 1
    chinese = read_chinese(printed)
    return int(chinese) if chinese is not None else int(printed)
