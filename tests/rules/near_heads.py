"""Heads and cells that are a fault, next to those that only look like one: (code, field, faulty, harmless).

Each value is put into the field of GOOD, or of GOOD_2021 for fields that only this form prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.rules.factories import GOOD

Values = Sequence[Any]


def yuan(*printed: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, printed))


HEADS: tuple[tuple[str, str, Values, Values], ...] = (
    ("name-missing", "name", ("", "　", " \n"), ("书", "2026年书车", "（一）书车", "A", "书车 项目")),
    (
        "name-too-long",
        "name",
        ("书" * 41, "书车运行" * 11, "书" * 200),
        ("书" * 39, "书" * 40 + "\n", "　" + "书" * 40, "a" * 40, "书车（2026年）"),
    ),
    (
        "code-malformed",
        "code",
        ("4403992602115003000", "4403992602115003000171", "44039926021150030001-", "项目编码", "４４０３９９"),
        (
            "440399 260211500300017",
            " 440399260211500300017\n",
            "",
            "440399260211500300017",
            "４４０３９９２６０２１１５００３０００１７",
        ),
    ),
    (
        "code-type-differs",
        "project_type",
        ("31 履职类项目", "16 专项类项目", "31履职类", "１６ 专项类"),
        ("15 履职类（运转）项目", "15", "履职类", "150 其他", "１５ 履职类", ""),
    ),
    (
        "code-year-late",
        "code",
        ("440399270211500300017", "440399300211500300017", "440399990211500300017"),
        ("440399260211500300017", "440399250211500300017", "440399200211500300017", "", "4403"),
    ),
    (
        "goal-copied",
        "long_term_goal",
        (GOOD.annual_goal, GOOD.annual_goal.replace("，", ","), f" {GOOD.annual_goal}\n"),
        (f"{GOOD.annual_goal}三年内全覆盖。", "三年内全覆盖。", "", GOOD.annual_goal[:-2], f"目标：{GOOD.annual_goal}"),
    ),
    (
        "basis-too-thin",
        "policy_basis",
        ("三定方案", "职责", "根据工作需要", "详见附件", "无文件"),
        ("三定方案第3条", "《三定方案》", "滨府〔2020〕1号", "区政府常务会议的决定", "", "12.5万"),
    ),
    (
        "stale-year",
        "annual_goal",
        ("组织开展2024年宣传工作", "实施2023年度项目", "推进2022年改造", "举办2025年阅读节", "开展好2024年活动。"),
        (
            "根据2024年规划，推进项目实施",
            "2025年已完成立项，今年开展施工",
            "推进2021-2026年规划实施",
            "开展2025年度决算审计",
            "落实2025年政府工作报告任务",
            "实施2025年签订的合同",
            "推进2025年结转项目",
            "推进2024年立项的工程",
            "开展2027年预算编制",
        ),
    ),
    (
        "year-amount-exceeds-total",
        "year_amount",
        yuan("1500000.01", "1500001", "2000000"),
        (*yuan("1500000", "1500000.00", "1499999.99", "1"), None),
    ),
    ("amount-not-positive", "year_amount", yuan("0", "-1", "-0.01"), (*yuan("0.01", "1", "480000", "1E3"), None)),
    (
        "amount-too-large",
        "total_amount",
        yuan("1E13", "85290000000000", "10000000000000.00"),
        (*yuan("9999999999999.99", "1E12", "480000", "0"), None),
    ),
    (
        "amount-too-precise",
        "year_amount",
        yuan("1.234", "480000.001", "0.005"),
        yuan("1.23", "480000.000", "480000.10", "480000.1000", "4.8E5"),
    ),
    (
        "funding-sum-differs",
        "other_funds",
        (*yuan("100001", "0", "99999.99"), None),
        yuan("100000", "100000.00", "1E5", "100000.0", "1.0E5"),
    ),
    (
        "part-exceeds-year-amount",
        "service_procurement",
        yuan("900000.01", "1000000", "9000000"),
        (*yuan("900000", "0", "899999.99", "900000.00"), None),
    ),
    (
        "procurement-items-missing",
        "procurement_items",
        ("", "无", "不适用", "/", "-"),
        ("书架", "A05010301 书架", "办公家具、书架", "空调", "无线话筒"),
    ),
)

# (code, number of the row of GOOD, column, faulty, harmless)
CELLS: tuple[tuple[str, int, str, Values, Values], ...] = (
    (
        "explanation-missing",
        1,
        "explanation",
        ("", " ", "无", "不适用", "/", "—", "N/A", "(不适用)"),
        ("合格册数/总册数", "计划", "行业标准", "无故障运行时间", "不适用于旧书"),
    ),
    ("target-missing", 1, "target", ("", "　", "不适用", "N/A", "不涉及"), ("1", "0", "**", "优", "无", "100%")),
    (
        "category-unknown",
        1,
        "level2",
        ("数量目标", "创新", "质量指标2", "效益"),
        ("质量指标", " 质量指标", "*质量指标", "质量指标：", "质 量 指 标", "+质量指标"),
    ),
    ("required-category-empty", 2, "name", ("", "不适用", "无", "—"), ("完成时间", "响应", "无障碍通行", "不间断运行")),
    (
        "indicator-name-missing",
        1,
        "name",
        ("", " ", "无", "不适用", "-"),
        ("合格率", "无差错", "完好", "不合格率", "Ａ"),
    ),
    (
        "indicator-name-too-long",
        1,
        "name",
        ("率" * 101, "合格率" * 40, "a" * 200),
        ("率" * 100, "率", " " + "率" * 100, "a" * 100, ""),
    ),
)
