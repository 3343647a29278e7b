"""What a text says that cannot be, whatever the form's amounts are; and its harmless neighbours."""

from __future__ import annotations

from decimal import Decimal

import pytest

from declarations.basis import read

WRONG = (
    ("yearly costs times years", "综合服务合同每年98.5万元，三年共计895.5万元。", "written", "8955000", "2955000"),
    ("printed with the year", "每年服务费98.5万元/年，3年合计395.5万元。", "written", "3955000", "2955000"),
    ("more than is left", "合同金额288000元，已支付144000元，2026年支付剩余款项244000元。", "left", "244000", "144000"),
    (
        "more than is left of two payments",
        "合同金额28.8万元，2024年已支付10.0万元，2025年已支付10.0万元，2026年支付剩余9.8万元。",
        "left",
        "98000",
        "88000",
    ),
    (
        "the second share of a contract",
        "合同金额113万元，2026年支付70%，即79.1万元，2027年支付尾款30%，即93.9万元。",
        "share",
        "939000",
        "339000",
    ),
    (
        "a total that 约 does not excuse",
        "租车费约12万元、购书费8.5万元、宣传费0.5万元，共计51万元。",
        "parts",
        "510000",
        "210000",
    ),
)
RIGHT = (
    "综合服务合同每年98.5万元，三年共计295.5万元。",
    "每年服务费98.5万元/年，3年合计295.5万元。",
    "每年98.5万元，两年后调整，三年共计300万元。",
    "每年约98万元，三年共计300万元。",
    "合同金额288000元，已支付144000元，2026年支付剩余款项144000元。",
    "合同金额288000元，已支付100000元，2026年支付剩余款项中的88000元。",
    "2025年合同50万元，已支付30万元，2026年支付剩余20万元及新合同首款30万元。",
    "合同金额113万元，2026年支付70%，即79.1万元，2027年支付尾款30%，即33.9万元。",
    "租车费约12万元、购书费8.5万元、宣传费0.5万元，共计22万元。",
    "1.5万元×8+2.3万元=14.3万元",
    "驻场服务(1.5*5+2.3)*8=784000元",
    "合同48*50%=240000元",
)


@pytest.mark.parametrize(("what", "text", "kind", "stated", "computed"), WRONG, ids=[case[0] for case in WRONG])
def test_what_cannot_be_is_named_with_both_figures(what: str, text: str, kind: str, stated: str, computed: str) -> None:
    (slip,) = read(text, year=2026, year_amount=Decimal(1)).misstatements
    assert (slip.kind, slip.stated, slip.computed) == (kind, Decimal(stated), Decimal(computed)), what


@pytest.mark.parametrize("text", RIGHT)
def test_what_may_well_be_is_left_alone(text: str) -> None:
    assert read(text, year=2026, year_amount=Decimal(1)).misstatements == ()
