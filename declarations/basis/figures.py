"""The figures of a text: money, percentages, counts, years; each with its place, its value and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from declarations.basis.numerals import CHARACTERS, CHINESE, last_place, read_chinese

MOST_FIGURES = 400  # in one text; a longer one is a table nobody wrote as sentences


class Kind(StrEnum):
    """What a figure is."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"  # without a unit
    YEAR = "year"
    RANGE = "range"  # from … to …: money or a percentage that is not one value


class Figure(NamedTuple):
    """A number in the text. `value` is yuan for money, 0.3 for 30%; `step` is what one unit of its last digit is worth.

    `per` holds the units of a price (元/人·月 → 人, 月), or the one unit of a count. `loose`: 余, 多 behind the number.
    """

    start: int
    end: int
    kind: Kind
    value: Decimal
    step: Decimal
    per: tuple[str, ...] = ()
    loose: bool = False
    factor: Decimal = Decimal(1)  # yuan in one printed unit: 10 000 for 万元

    @property
    def printed(self) -> Decimal:
        """The number as it is printed, without its unit."""
        return self.value / self.factor


UNITS = (
    # of time and people
    "个月 月 年 季度 季 学期 周 天 日 课时 学时 小时 人次 人天 人月 人份 工日 人 名 位 次 期 批次 批 班 节 轮 场"
    # of things
    " 条 台 套 个 项 份 件 张 户 辆 册 本 点 栋 座 处 家 间 车次 车 盒 箱 支 把 块 株 棵"
    " 千字 字 页 篇 部 路 口 架次 架 门 单 宗 案 例 只"
    " 面 幅 组 对 瓶 桶 袋 卷 副 双 床 桌 餐 顿 趟 房 包 枚 粒 棚 头 匹 片 根 颗 盏 具 樘 扇 艘 起 笔 航次 标段"
    " 接入点 信息点 机柜 系统 端口 线路 链路 村 社区 街道 所 学校"
    # of measure
    " 平方米 平米 ㎡ 平方公里 公顷 亩 立方米 公里 千米 米 公斤 吨 升 方 度 兆 核"
).split()
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d{1,15})(?:\.\d{1,8})?(?!\.?\d)"
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_DATE = re.compile(
    r"(?:(?:19|20)\d\d *[年.-] *)?\d{1,2} *月 *\d{1,2} *日|(?:19|20)\d\d *年 *\d{1,2}(?: *[-~至] *\d{1,2})? *月"
    r"|\d{1,2} *月? *[-~至] *\d{1,2} *月"
)
_MONTH = re.compile(r"\d{1,2} *月(?=[底份初末]|上旬|中旬|下旬|前|到期|至|止|起|开始|签订|完成)")
_YEAR = re.compile(r"((?:19|20)\d\d) *(?:年|(?=[-~至/、和] *(?:20)?\d\d *年))|(?<=[-~至])(\d\d)(?= *年)")
_START = re.compile(rf"(?<![\d.A-Za-z_])(?<![A-Za-z]-)(?:[￥] *)?{_NUMBER}|{CHINESE}(?=(?:元|圆))")
_MONEY = re.compile(
    r" {0,2}(?P<scale>亿|千万|百万|十万|万|千|百)? ?(?P<loose>[多余来])?(?:元|圆)"
    rf"| {{0,2}}(?P<bare>亿|千万|百万|万)(?P<more>[多余来])?(?! ?(?:{_UNIT}|[美港欧英日]元?|步|用户|居民))"
)
_PER = re.compile(rf" ?/ ?(?:每|1|一)?个?(?:{_UNIT})(?: ?[·./*] ?每?个?(?:{_UNIT}))*|每(?:{_UNIT})(?:每(?:{_UNIT}))*")
_PER_UNIT = re.compile(_UNIT)
_COUNT = re.compile(rf" ?(?P<loose>[多余来])?(?:个(?=(?:{_UNIT})))?(?P<unit>{_UNIT})")
_SCALED_COUNT = re.compile(rf" ?(?P<scale>亿|千万|百万|十万|万|千|百)?(?P<loose>[多余来])?(?P<unit>{_UNIT})")
_PERCENT = re.compile(r" ?%")
_HUNDREDTHS = re.compile(rf"百分之 ?({_NUMBER}|[{CHARACTERS}]{{1,4}})")
_RANGE = re.compile(
    rf"{_NUMBER} ?(?:万元|亿元|元|万|%)? ?(?:[-~]|至|到) ?\+?{_NUMBER} ?(?:%|亿元|亿|千?百?万?元|万)(?! ?[*=/])"
)
_CODE_BEHIND = re.compile(r"[A-Za-z_]|版|号|级|\.\d")


# What a figure may begin with, looked for first: most characters of a text begin none.
_SIGN = re.compile(rf"[\d￥{CHARACTERS}](?:(?<=[\d￥])|(?<=百)分之|[{CHARACTERS}])")
_ANY = re.compile(rf"百分之|{_START.pattern}")
_MONEY_SIGNS = frozenset(" 元圆亿千百十万多余来")
_UNIT_SIGNS = frozenset(" 亿千百十万多余来" + "".join(unit[0] for unit in UNITS))
_PRICE_SIGNS = frozenset(" /每")
_TIME_SIGNS = frozenset("年月-~至 ")
_YEAR_SIGNS = frozenset("./、和")  # behind the number of a year only
_RANGE_SIGNS = frozenset("-~至到")


def figures_of(text: str) -> list[Figure]:
    """The figures of a folded text without names, in order; at most MOST_FIGURES."""
    found: list[Figure] = []
    for figure in _scan(text):
        found.append(figure)
        if len(found) > MOST_FIGURES:
            break
    return found


def _scan(text: str) -> Iterator[Figure]:
    at = 0
    while (sign := _SIGN.search(text, at)) is not None:
        start = sign.start()
        match = _ANY.match(text, start)
        if match is None:
            at = start + 1
            continue
        figure, at = _figure_at(text, start, match)
        if figure is not None:
            yield figure


def _figure_at(text: str, start: int, match: re.Match[str]) -> tuple[Figure | None, int]:
    """The figure that starts here, if it is one, and where to go on."""
    printed = match.group()
    if printed == "百分之":
        part = _HUNDREDTHS.match(text, start)
        if part is None:
            return None, match.end()
        number = _number(part[1])
        return Figure(start, part.end(), Kind.PERCENT, number / 100, _step(part[1]) / 100), part.end()
    follows = text[match.end() : match.end() + 4]
    sign = follows[:1]
    if sign in _TIME_SIGNS or ((sign in _YEAR_SIGNS or "." in printed) and printed.startswith(("19", "20"))):
        if (date := _DATE.match(text, start) or _MONTH.match(text, start)) is not None:
            year = _YEAR.match(text, start)
            return (_year(year) if year else None), date.end()
        if (year := _YEAR.match(text, start)) is not None:
            return _year(year), max(year.end(), start + 2)
    if not _RANGE_SIGNS.isdisjoint(follows):
        reach = _RANGE.match(text, start)
        if reach is not None:
            return Figure(start, reach.end(), Kind.RANGE, Decimal(0), Decimal(1)), reach.end()
    return _plain(text, start, match.end(), printed)


def _year(match: re.Match[str]) -> Figure:
    digits = match[1] or f"20{match[2]}"
    return Figure(match.start(), match.end(), Kind.YEAR, Decimal(digits), Decimal(1))


def _plain(text: str, start: int, end: int, printed: str) -> tuple[Figure, int]:
    is_money = printed[0] == "￥"
    number = printed.lstrip("￥ ") if is_money else printed
    value, step = _number(number), _step(number)
    sign = text[end : end + 1]
    if sign in _MONEY_SIGNS and (money := _MONEY.match(text, end)) is not None:
        return _money(text, start, money, value, step)
    if is_money:
        return Figure(start, end, Kind.MONEY, value, step), end
    if (sign == "%" or sign == " ") and (percent := _PERCENT.match(text, end)) is not None:
        return Figure(start, percent.end(), Kind.PERCENT, value / 100, step / 100), percent.end()
    if sign not in _UNIT_SIGNS:
        return Figure(start, end, Kind.NUMBER, value, step), end
    if (count := _COUNT.match(text, end) or _SCALED_COUNT.match(text, end)) is not None:
        factor = _SCALES[count.groupdict().get("scale") or ""]
        figure = Figure(
            start,
            count.end(),
            Kind.COUNT,
            value * factor,
            step * factor,
            (count["unit"],),
            bool(count["loose"]),
            Decimal(factor),
        )
        return figure, count.end()
    return Figure(start, end, Kind.NUMBER, value, step), end


def _money(text: str, start: int, money: re.Match[str], value: Decimal, step: Decimal) -> tuple[Figure, int]:
    factor = _SCALES[money["scale"] or money["bare"] or ""]
    end = money.end()
    price = _PER.match(text, end) if text[end : end + 1] in _PRICE_SIGNS else None
    per = tuple(_PER_UNIT.findall(price.group())) if price else ()
    end = price.end() if price else end
    loose = bool(money["loose"] or money["more"])
    return Figure(start, end, Kind.MONEY, value * factor, step * factor, per, loose, Decimal(factor)), end


def _number(printed: str) -> Decimal:
    chinese = None if printed[0].isdigit() else read_chinese(printed)
    return chinese if chinese is not None else Decimal(printed.replace(",", "").replace("，", ""))


def _step(printed: str) -> Decimal:
    if not printed[0].isdigit():
        return last_place(printed)
    return _STEPS[len(printed.partition(".")[2])]


_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(9))
