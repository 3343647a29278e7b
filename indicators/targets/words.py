"""The words of the grammar: comparator words, units, periods, acts and qualitative words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indicators.targets.vocabulary import Comparator

_MORE = ("大于", "高于", "超过", "多于", "超出", "长于", "晚于", "迟于")
_LESS = ("小于", "低于", "少于", "短于", "早于")
_NOT = ("不", "不得", "不应", "不能", "不可", "不宜", "不会", "未")
_OR_EQUAL = ("等于", "或等于", "或者等于")

BETTER_THAN = "优于"
TOLERANCE = "±"
ABOUT = "约"


def _prefix_marks() -> dict[str, Comparator]:
    """Return every printed word that may stand before a number, with its meaning."""
    marks = {mark: Comparator(mark) for mark in "≥≤><=≈"}
    marks |= {">=": Comparator.AT_LEAST, "<=": Comparator.AT_MOST}
    marks |= dict.fromkeys(_MORE, Comparator.MORE_THAN) | dict.fromkeys(_LESS, Comparator.LESS_THAN)
    marks |= {no + word: Comparator.AT_MOST for no in _NOT for word in (*_MORE, "超")}
    marks |= {no + word: Comparator.AT_LEAST for no in _NOT for word in (*_LESS, "下于")}
    marks |= {word + same: Comparator.AT_LEAST for word in _MORE for same in _OR_EQUAL}
    marks |= {word + same: Comparator.AT_MOST for word in _LESS for same in _OR_EQUAL}
    marks |= dict.fromkeys(("至少", "最少", "最低", "起码"), Comparator.AT_LEAST)
    marks |= dict.fromkeys(("至多", "最多", "最高"), Comparator.AT_MOST)
    marks |= dict.fromkeys(("不足", "不到", "不满", "未满"), Comparator.LESS_THAN)
    marks |= dict.fromkeys((ABOUT, "大约", "约为"), Comparator.ABOUT)
    marks |= dict.fromkeys(("达", "达到", "等于"), Comparator.EQUAL)
    # Whether "better" is more or less depends on the unit; the reader of the clause decides.
    return marks | {BETTER_THAN: Comparator.UNSAID}


PREFIX_MARKS = _prefix_marks()
SUFFIX_MARKS = {
    **{also + "以上": Comparator.AT_LEAST for also in ("", "及", "或", "含", "(含)")},
    **{also + "以下": Comparator.AT_MOST for also in ("", "及", "或", "含", "(含)")},
    **{also + "以内": Comparator.AT_MOST for also in ("", "含", "(含)")},
    "之内": Comparator.AT_MOST,
    "内": Comparator.AT_MOST,
    "左右": Comparator.ABOUT,
    "上下": Comparator.ABOUT,
    "之间": Comparator.UNSAID,
}
DATE_SUFFIX_MARKS = {
    **dict.fromkeys(("前", "之前", "以前", "内", "之内", "以内"), Comparator.AT_MOST),
    **dict.fromkeys(("之后", "以后"), Comparator.MORE_THAN),
    "起": Comparator.AT_LEAST,
}
DATE_MARKS = frozenset(mark for mark in PREFIX_MARKS if mark.endswith(("晚于", "迟于", "早于")))

CHANGE_UP = ("提升", "提高", "增长", "增加", "上升", "增强")
CHANGE_DOWN = ("下降", "降低", "减少", "缩短", "节约", "节省", "压减", "压缩", "下调")

MULTIPLIERS = {"百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}

PERCENT_UNITS = ("%", "‰")
POINT_UNITS = ("个百分点", "百分点")
MONEY_UNIT = "元"
LEVEL_UNIT = "级"
HOUR_UNITS = ("小时", "h", "H")
DAY_UNITS = ("天", "d")
DURATION_UNITS = (
    *("个工作日", "工作日", "个自然日", "自然日", "个日历天", "日历天", "个季度", "季度", "个星期", "星期", "周"),
    *("个月", "月", "年", "天", "日", "个小时", "小时", "分钟", "秒钟", "毫秒", "秒"),
)
LATIN_DURATION_UNITS = ("ms", "min", "s", "h")
LENGTH_UNITS = frozenset({"m", "cm", "mm", "km", "dm", "米", "厘米", "毫米", "分米", "公里", "千米", "微米"})

# A unit may go on after one of these words (个系统, 项服务); any other unit is three characters at most.
MEASURE_WORDS = tuple(
    "次 个 件 份 条 人 项 分 场 套 台 名 册 平方米 立方米 平方公里 辆 本 起 家 户 座 处 篇 部 张 期 批 班 只 "
    "头 棵 株 亩 公顷 公里 千米 米 厘米 毫米 吨 公斤 千克 克 升 度 宗 例 枚 块 幅 面 间 栋 幢 层 所 校 村 镇 "
    "支 组 队 对 双 艘 架 门 节 课时 学时 课 页 字 点 位 款 种 类 届 轮 遍 趟 回 站 路 线 段 口 根 盏 包 箱 "
    "袋 瓶 盒 桶 车 单 票 笔 倍 颗 片 卷 集 千瓦 兆 级 星 例次 m² m³ m2 m3 ㎡ ㎥ km m cm mm GB TB MB PB Mbps "
    "Gbps kW kWh".split()
)
# Words that are as often not a number (一起, 十分, 一期) are left out.
CHINESE_COUNT_UNITS = tuple(
    "次 个 项 套 场 份 人 名 台 件 条 本 册 家 篇 人次 场次 轮 座 支 级 "
    "年 天 周 个月 小时 分钟 个小时 个工作日 工作日 季度 个季度".split()
)
PLACEHOLDER_UNITS = (*MEASURE_WORDS, *DURATION_UNITS, *PERCENT_UNITS, *"元 万元 亿元 千元 场次".split())

PERIODS = tuple(
    "年度 半年 半月 季度 学期 工作日 星期 个月 小时 分钟 平方米 人次 社区 街道 单位 部门 公里 年 月 周 季 日 "
    "天 次 人 户 场 批 班 期 项 件 家 校 村 镇 辆 台 套 亩 个".split()
)
ACTS = tuple(
    "完成 完工 竣工 交付 上线 签订 到位 验收 提交 发放 支付 印发 结束 实施 投入 开展 启动 响应 到达 处理 "
    "修复 解决 办结 反馈 恢复 回复 处置 服务 覆盖 合格 通过 达标 落实 整改 保障".split()
)
QUALITATIVE_WORDS = tuple(
    "显著 明显 提升 提高 及时 按时 按期 准时 按月 按年 按季 解决 促进 标准 安全 通过 程度 良好 较好 优秀 "
    "优良 合格 达标 完成 增强 改善 加强 优化 完善 稳定 正常 满意 持续 长期 规范 充分 全面 减少 降低 推动 "
    "推进 维护 落实 有效 有所 基本 逐步 不断 保障 保证 确保".split()
)
QUALITATIVE_LETTERS = frozenset("优良好高中低是否有")
NOT_APPLICABLE_WORDS = frozenset({"不适用", "(不适用)", "N/A", "n/a", "NA", "n.a.", "不涉及"})
BLANK_WORDS = frozenset("无 暂无 没有 待定 待补充 待确定 待明确 待填 待填写 另定 TBD tbd".split())


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression part that matches any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
