"""What holds for any text: right sums are never called wrong, one wrong figure is found exactly, nothing crashes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declarations.basis import Reading, Verdict, read
from declarations.basis.figures import MOST_FIGURES
from declarations.basis.reading import LONGEST

YEAR = 2026
CHINESE = "一二三四五六七八九十"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
NAMES = (
    "书车租赁",
    "图书采购",
    "讲座与展览",
    "2025年度设备维保",
    "《年鉴（2025）》印刷",
    "宣传",
    "物业管理费",
    "专家咨询费",
    "数据库订阅",
    "其他费用",
)


@dataclass(frozen=True)
class Style:
    """How the items of a list are marked, joined and priced."""

    marks: tuple[str, ...]
    between: str
    joiner: str
    unit: str


MARKS = (
    tuple(f"{n + 1}." for n in range(10)),
    tuple(f"{n + 1}、" for n in range(10)),
    tuple(f"{n}、" for n in CHINESE),
    tuple(f"（{n}）" for n in CHINESE),
    tuple(f"（{n + 1}）" for n in range(10)),
    tuple(f"{n + 1}）" for n in range(10)),
    tuple(CIRCLED),
)
styles = st.builds(
    Style,
    st.sampled_from(MARKS),
    st.sampled_from(["。", "；", "\n", "。\n", "； ", "。 "]),
    st.sampled_from(["：", "", "为", "共计", "预计", "需", "经费合计", "费用"]),
    st.sampled_from(["元", "万元", "万"]),
)
PLAIN_STYLE = Style(MARKS[0], "。", "：", "元")
fen = st.integers(100_000, 900_000_000)
lists = st.lists(fen, min_size=2, max_size=10)


def printed(fen_: int, unit: str) -> str:
    yuan = Decimal(fen_) / 100
    return f"{yuan:,.2f}元" if unit == "元" else f"{yuan / 10_000:.6f}{unit}"


def listed(amounts: list[int], style: Style) -> str:
    items = [
        f"{style.marks[n]}{NAMES[n]}{style.joiner}{printed(amount, style.unit)}" for n, amount in enumerate(amounts)
    ]
    return style.between.join(items) + "。"


def told(text: str, year: Decimal, whole: Decimal | None = None) -> Reading:
    return read(text, year=YEAR, year_amount=year, total_amount=whole, period_years=1)


@given(lists, styles)
def test_a_list_that_adds_up_agrees_in_every_style(amounts: list[int], style: Style) -> None:
    found = told(listed(amounts, style), Decimal(sum(amounts)) / 100)
    assert found.verdict is Verdict.AGREES, (listed(amounts, style), found)
    assert found.sum == Decimal(sum(amounts)) / 100


@given(lists, styles, st.integers(1, 50_000_000))
def test_one_wrong_figure_is_found_with_exactly_its_difference(amounts: list[int], style: Style, more: int) -> None:
    wrong = [amounts[0] + 100 + more, *amounts[1:]]
    found = told(listed(wrong, style), Decimal(sum(amounts)) / 100)
    assert found.verdict is Verdict.DIFFERS, (listed(wrong, style), found)
    assert found.difference == Decimal(100 + more) / 100


@given(lists, styles, st.sampled_from(["以上合计", "总计", "共计", "以上各项合计"]))
def test_a_total_behind_the_list_changes_nothing(amounts: list[int], style: Style, words: str) -> None:
    text = f"{listed(amounts, style)}\n{words}{printed(sum(amounts), style.unit)}。"
    found = told(text, Decimal(sum(amounts)) / 100)
    assert found.verdict is Verdict.AGREES, (text, found)


@given(st.lists(lists, min_size=2, max_size=4), st.sampled_from(["", "：", "{}元："]))
def test_lists_within_a_list_add_up(groups: list[list[int]], heading: str) -> None:
    parts = [
        f"{CHINESE[n]}、{NAMES[n]}{heading.format(f'{Decimal(sum(group)) / 100:.2f}')}\n{listed(group, PLAIN_STYLE)}"
        for n, group in enumerate(groups)
    ]
    whole = sum(map(sum, groups))
    found = told("\n".join(parts), Decimal(whole) / 100)
    assert (found.verdict, found.sum) == (Verdict.AGREES, Decimal(whole) / 100), "\n".join(parts)


prices, counts = st.integers(1, 99_999), st.integers(1, 500)


@given(st.lists(st.tuples(prices, counts), min_size=1, max_size=6), st.sampled_from(["×", "*", "x", "＊"]))
def test_written_products_are_taken_at_their_word(lines: list[tuple[int, int]], sign: str) -> None:
    texts = [
        f"{n + 1}.{NAMES[n]}：{price}元{sign}{count}次={price * count}元" for n, (price, count) in enumerate(lines)
    ]
    text = "；".join(texts) if len(texts) > 1 else texts[0][2:]
    whole = sum(price * count for price, count in lines)
    found = told(text, Decimal(whole))
    assert (found.verdict, found.sum, found.misstatements) == (Verdict.AGREES, Decimal(whole), ()), text


@given(prices, counts, st.integers(1, 10_000))
def test_a_wrong_product_is_named_with_what_it_should_be(price: int, count: int, more: int) -> None:
    text = f"书车租赁：{price}元×{count}次={price * count + more}元"
    (slip,) = told(text, Decimal(price * count)).misstatements
    assert (slip.stated, slip.computed) == (Decimal(price * count + more), Decimal(price * count))


@given(st.integers(10, 9_999), st.integers(1, 99))
def test_a_share_is_worked_out(tens: int, percent: int) -> None:
    text = f"合同总额{tens}万元，2026年支付{percent}%，2027年支付{100 - percent}%。"
    found = told(text, Decimal(tens) * 100 * percent)
    assert (found.verdict, found.sum) == (Verdict.AGREES, Decimal(tens) * 100 * percent), text


WORDS = (
    "约3万元 30% 2026年 2025年 已支付2万元 其中1万元 （含税） 共计5万元 每人200元 12个月 3人 合同金额10万元"
    " 1. 2. 一、 二、 （一） ① × * = + （ ） 《 》 即 ， 。 ； 万元 元 % 财政下达3万元 核减 不超过 支付 首款"
    " 尾款 叁拾万元整 1,200.50元 0元 ￥5 5-6万元 单价 合计"
).split()
amounts_in_words = st.sampled_from([*WORDS, "\n", " "])
anything = st.one_of(st.text(max_size=80), st.lists(amounts_in_words, max_size=40).map("".join))


@given(anything, st.sampled_from([None, YEAR]))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_and_every_place_lies_in_it(text: str, year: int | None) -> None:
    found = read(text, year=year, year_amount=Decimal(50_000), total_amount=Decimal(90_000), period_years=3)
    places = [span for item in found.items for span in item.spans] + [slip.span for slip in found.misstatements]
    assert all(0 <= span.start < span.end <= len(text) for span in places)
    assert (found.verdict is Verdict.UNCLEAR) == bool(found.reason)
    if found.verdict is Verdict.DIFFERS:
        assert found.sum is not None
        assert found.difference
        assert found.items
    if found.items and found.verdict is Verdict.AGREES:
        assert sum(item.yuan for item in found.items) == found.sum


@given(st.lists(amounts_in_words, max_size=40).map("".join))
def test_without_amounts_on_the_form_nothing_is_held_against_it(text: str) -> None:
    assert read(text, year=YEAR).verdict is Verdict.UNCLEAR


@given(anything, st.text(alphabet="　 \n", max_size=3))
def test_blanks_around_a_text_change_no_verdict(text: str, blanks: str) -> None:
    before = told(text, Decimal(50_000), Decimal(90_000))
    after = told(f"{blanks}{text}{blanks}", Decimal(50_000), Decimal(90_000))
    assert (before.verdict, before.sum) == (after.verdict, after.sum)


def test_what_nobody_wrote_as_sentences_is_not_read() -> None:
    assert told("展览5万元，" * (MOST_FIGURES + 1), Decimal(1)).reason == "数字太多，没有核对"
    assert told("展览5万元。" + "一" * LONGEST, Decimal(1)).reason == "文字太长，没有核对"
