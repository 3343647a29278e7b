"""Every published target value with what it says, by shape: the facts that tests/indicators/test_targets.py holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from indicators.targets import Comparator, Kind, Shape

# Words as printed, longest first, and the comparator they state.
PRINTED_MARKS = {
    "不少于": "≥",
    "不小于": "≥",
    "不低于": "≥",
    "至少": "≥",
    "大于": ">",
    "低于": "<",
    "约": "≈",
    "≧": "≥",
    "≥": "≥",
    "≤": "≤",
    "＞": ">",
    ">": ">",
    "<": "<",
}


class Published(NamedTuple):
    """One published value and its reading."""

    printed: str
    shape: Shape
    kind: Kind
    comparator: Comparator
    value: Decimal | None
    unit: str
    period: str = ""


def rows(text: str, shape: Shape, kind: Kind, unit: str = "", said: str = "") -> Iterator[Published]:
    """Read a list `printed:value[:unit[:period]]`; the comparator is the printed mark's, or else `said`."""
    for entry in text.split("|"):
        printed, value, own_unit, period, *_ = [*entry.split(":"), "", "", ""]
        stripped = printed.strip()
        mark = next((sign for word, sign in PRINTED_MARKS.items() if stripped.startswith(word)), said)
        number = Decimal(value) if value else None
        yield Published(stripped, shape, kind, Comparator(mark), number, own_unit or unit, period)


def words(text: str, shape: Shape, kind: Kind) -> Iterator[Published]:
    """Read a list of values that have no number."""
    for printed in text.split("|"):
        yield Published(printed, shape, kind, Comparator.UNSAID, None, "")


PUBLISHED = (
    *words("", Shape.EMPTY, Kind.EMPTY),
    *words("不适用", Shape.NOT_APPLICABLE, Kind.NOT_APPLICABLE),
    *rows("7*24小时:7:小时", Shape.AVAILABILITY, Kind.AVAILABILITY),
    *rows(
        "2024年12月31日前|2025年12月31日前|2025年10月31日前|2025年12月前完成施工|2025年2月28日之前|2025年12月之前|"
        "2025年9月底之前|2025年11月底前签订合同|2025年7月底前签订合同|2021年12月前",
        Shape.DATE_DEADLINE,
        Kind.DATE,
        said="≤",
    ),
    *rows("2024年12月31日|2025年12月31日|2025年7月|2024年12月18日", Shape.DATE_BARE, Kind.DATE),
    *rows("100%:100|95%:95|80%:80|90%:90|5%:5|98%:98|70%:70", Shape.PERCENT, Kind.PERCENT, "%", "="),
    *rows(
        "≥90%:90|≥95%:95|≤100%:100|≥80%:80|≥99%:99|≤1%:1|≥60%:60|≤2%:2|>95%:95|＞95%:95|≤60%:60|≤50%:50|≤30%:30|"
        "> 95%:95|≥ 98%:98|≥90 %:90|>90%:90|大于80%:80|大于90%:90|≥10%:10|≥92%:92|≥5%:5|≥85%:85|≥100%:100|≥20%:20|"
        "＞90%:90|≧95%:95|≥1%:1|低于3%:3",
        Shape.OPERATOR_PERCENT,
        Kind.PERCENT,
        "%",
    ),
    *rows("95%以上:95|97%以上:97|97%以上;:97|90%以上:90", Shape.PERCENT_SUFFIX, Kind.PERCENT, "%", "≥"),
    *rows("±30%以内:-30", Shape.TOLERANCE, Kind.RANGE, "%", "≤"),
    *rows("提升20%:20|提高10%:10", Shape.CHANGE_PERCENT, Kind.CHANGE, "%"),
    *rows("好评率100%:100|信息通报率达100%:100", Shape.LABEL_PERCENT, Kind.PERCENT, "%", "="),
    *rows(
        "采集率达97%以上,信息准确率达97%以上,未注销率低于3%;:97|采集率达95%以上,准确率达90%以上,注销率达95%以上;:95",
        Shape.COMPOUND,
        Kind.PERCENT,
        "%",
        "≥",
    ),
    *rows("采集率达100%,准确率达98%以上;:100", Shape.COMPOUND, Kind.PERCENT, "%", "="),
    *rows(
        "≤2023452.00元:2023452.00|≤1684050.00元:1684050.00|≤6471317.62元:6471317.62|≤1996800元:1996800|"
        "≤1464520.00元:1464520.00|≤600万元:600|≤760万元:760|≤25万元:25|≤15万元:15|≤129万元:129|＞10万元:10",
        Shape.OPERATOR_MONEY,
        Kind.MONEY,
        "元",
    ),
    *rows(
        "≤2小时:2:小时|≤24小时:24:小时|≥2年:2:年|≤2天:2:天|≤5分钟:5:分钟|≤7个工作日:7:个工作日|≥350天:350:天|"
        "≤0.1秒:0.1:秒|≥1个月:1:个月|≤30分钟:30:分钟",
        Shape.OPERATOR_DURATION,
        Kind.DURATION,
    ),
    *rows(
        "24小时内:24:小时|30分钟内:30:分钟|30日内完成:30:日|1小时内响应:1:小时|24小时之内:24:小时|30天内:30:天|"
        "5个工作日内:5:个工作日",
        Shape.DURATION_WITHIN,
        Kind.DURATION,
        said="≤",
    ),
    *rows("30天:30:天|1年:1:年|5个月:5:个月", Shape.DURATION_BARE, Kind.DURATION),
    *rows(
        "1578个/月:1578:个:月|约260件/年:260:件:年|4次/年:4:次:年|≥300人/次:300:人:次|至少2次/周:2:次:周|2次/周:2:次:周",
        Shape.RATE,
        Kind.RATE,
    ),
    *rows(
        "≥90:90|≥3:3|≧90:90|≥1:1|≥2:2|≥4:4|≤1:1|≤380:380|≤80:80|≥33:33|≤800:800|>80:80|<1:1|约487:487|≤18:18|≤7:7|"
        "≥5:5|≥10:10|≥500:500|≥92:92|≥0:0",
        Shape.OPERATOR_BARE_NUMBER,
        Kind.NUMBER,
    ),
    *rows("0.05:0.05", Shape.BARE_DECIMAL, Kind.NUMBER),
    *rows(
        "1:1|2:2|4:4|3:3|12:12|5:5|616:616|392:392|0:0|1015:1015|153:153|150000:150000|2500:2500|150:150|17:17|"
        "300000:300000|6:6|15:15|37:37|38:38",
        Shape.BARE_INTEGER,
        Kind.NUMBER,
    ),
    *rows(
        "≥5次:5:次|≥1次:1:次|≥153个系统:153:个系统|≥1500件:1500:件|不小于100个:100:个|≥100000次:100000:次|"
        "≥50000件:50000:件|≥700份:700:份|≥365条:365:条|≥365次:365:次|≥10000条:10000:条|≥300场:300:场|≥24次:24:次|"
        "≥1000人:1000:人|≥2500套:2500:套|≥2500件:2500:件|≤30人:30:人|≤2000万条:2000:条|≥5个:5:个|≥4个:4:个|≥7项:7:项|"
        "不少于3个:3:个|不小于50个:50:个|不少于100个:100:个|不少于8项:8:项|不少于1个:1:个|不少于5份:5:份|≥90分:90:分|"
        "≧90分:90:分|≧120次:120:次|≥85份:85:份|≥1份:1:份|≥100次:100:次|≤1次:1:次|≤2个:2:个|≤2次:2:次",
        Shape.OPERATOR_NUMBER_UNIT,
        Kind.NUMBER,
    ),
    *rows(
        "1套:1:套|1项:1:项|5个:5:个|3台:3:台|11辆:11:辆|1300m ²:1300:m²|1500册:1500:册|300册:300:册|4场:4:场|"
        "90本:90:本|10次:10:次|15个:15:个|58人:58:人|93套:93:套|14个:14:个|230个:230:个|200台:200:台|556台:556:台|7个:7:个|"
        "240个:240:个|6次:6:次|6套:6:套|2名:2:名|2次:2:次|0套:0:套|1次:1:次|27套:27:套|10名:10:名|5名:5:名|2台:2:台|"
        "4台:4:台|6场:6:场|0起:0:起|2个:2:个|80分:80:分|26万平方米:26:平方米|10万平方米:10:平方米|17人:17:人",
        Shape.NUMBER_UNIT,
        Kind.NUMBER,
    ),
    *rows("不低于二级:2:级", Shape.LEVEL, Kind.LEVEL),
    *rows("空间分辨率优于0.1m:0.1:m|空间分辨率优于1m:1:m", Shape.NUMBER_IN_PHRASE, Kind.NUMBER, said="≤"),
    *words(
        "显著|提升|及时|得到提升|显著提升|重点解决|有效促进|达到行业一等品标准|按月发放|安全|厘米级|通过|达到良好程度|提高|"
        "有效保障",
        Shape.QUALITATIVE_WORD,
        Kind.QUALITATIVE,
    ),
    *words("数据产品成果满足交易等要求|龙华区", Shape.FREE_PHRASE, Kind.PHRASE),
)
