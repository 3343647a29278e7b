"""Lines that belong to the page and not to the form: page numbers, signatures, footnotes, totals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from declarations.reading.grid import Row
from declarations.reading.values import unit_line

_PAGE_MARK = re.compile(
    r"[-—–_]+\s*\d{1,4}\s*[-—–_]+|第\s*\d{1,4}\s*页.{0,12}|共\s*\d{1,4}\s*页|[Pp]age\s*\d{1,4}.{0,12}"
)
_YEAR_LINE = re.compile(r"[(（]?\s*20\d\d\s*年度?\s*[)）]?")
_NUMBER_OF_TABLE = re.compile(
    r"(?:附件|附表|附|表)\s*(?:[\d一二三四五六七八九十]{1,3}(?:[-－—.]\d{1,3})*)?\s*[:：、.]?|表\s*号\s*[:：].{0,12}"
)
_CAPTION = re.compile(
    r"(?:[(（]?[\d一二三四五六七八九十]{1,2}[)）]?\s*[、.．]?\s*)?"
    r"(?:本|年度|项目|具体|主要|预期|中期|绩效目标)*绩效(?:目标)?指标(?:体系|内容|情况|设置|设定|明细|一览|如下)?表?\s*[:：]?"
)
_FOOTER = re.compile(
    r"(?:填报|填表|制表|经办|审核|复核|负责|联系|主管|单位负责|项目负责|分管|财务)"
    r"(?:人|单位|领导|电话|方式|部门|日期|时间)?(?:签字|签名|签章)?\s*[:：].*"
    r"|[合总小]\s*计|(?:联系)?电话\s*[:：].*|(?:备注|注|说明|填表说明|填报说明)\s*\d?\s*[:：].*|(?:填报|填表|打印|导出)(?:日期|时间)\s*[:：]?.*",
    re.DOTALL,
)


def is_page_mark(text: str) -> bool:
    """A page number: — 3 —, 第 3 页 共 9 页. A bare number may be a value."""
    return bool(_PAGE_MARK.fullmatch(text.strip()))


def is_year_line(text: str) -> bool:
    """The line under a title that says for which year the form is: （2026 年度）."""
    return bool(_YEAR_LINE.fullmatch(text.strip()))


def is_over_title(row: Row) -> bool:
    """A line that stands over a title and belongs to it: 附件2, （2026年度）, 单位：万元."""
    texts = [cell.words for _, cell in row.filled]
    return bool(texts) and all(
        _NUMBER_OF_TABLE.fullmatch(text) or is_year_line(text) or unit_line(text) is not None for text in texts
    )


def is_caption(text: str) -> bool:
    """The line over an indicator table that says what follows: 二、绩效指标."""
    return bool(_CAPTION.fullmatch("".join(text.split())))


def is_footer(text: str) -> bool:
    """The first cell of a line that is printed under a table: who filled it in, a footnote, a total."""
    return bool(_FOOTER.fullmatch(text.strip()))


def is_repeated(row: Row, rows: Sequence[Row]) -> bool:
    """The cells of `row` are those of the first line of several cells among `rows`, on another page."""
    first = next((row for row in rows if len(row.filled) > 1), None)
    is_elsewhere = first is not None and row.place.page not in {None, first.place.page}
    return is_elsewhere and first is not None and len(row.filled) > 1 and row.texts == first.texts
