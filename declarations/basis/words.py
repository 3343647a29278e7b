"""The words by which people say what an amount is: patterns for folded text."""

from __future__ import annotations

import re


class Cue:
    """A pattern that is only searched for in a text that has one of the words or characters it cannot do without."""

    def __init__(self, pattern: str, signs: str) -> None:
        self.pattern, self.signs = re.compile(pattern), tuple(signs.split())

    def is_in(self, text: str) -> bool:
        """Whether the text says so."""
        for sign in self.signs:
            if sign in text:
                return self.pattern.search(text) is not None
        return False


def _any(words: str) -> str:
    """One of the words, the longest first; each may itself be a pattern."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


# Between a cue and the amount it speaks of there may be a few words, but no break and no other figure.
_NEAR = r"[^,;。\n()\d]{0,8}$"
_FILLER = _any("为 是 约 大约 需 应 支付 预算 预计 人民币 金额 经费 费用 资金") + r"|[:￥ ]"
_THEN = rf"(?:{_FILLER})*$"

# --- totals ---
SUM = re.compile(
    rf"{_any('合计 共计 总计 小计 累计 合共 总共 一共 共需 需共 总和 (?<![公中])共(?=[需计支付约为是:人￥]|$)')}"
    rf"(?:{_FILLER})*[^,;。\n()\d]{{0,6}}$"
)
EQUALS = Cue(
    rf"{_any('即 也就是 折合 = ≈ ,为')}(?:为|是|约|人民币|支付|[: ])*$",
    "即 也 折 = ≈ 为",
)
AGAIN = Cue(
    r"大写[:为]? *(?:人民币)?:?$",
    "大",
)
_ESTIMATED = r"(?:经?(?:初步)?(?:测算|预计|估算)[,:]?)?"
_SUMS_UP = "以上 上述 综上 综合 总计 合计 共计 总共 各项"
# How a sentence begins that may speak of the whole list, and one that surely does.
WHOLE = re.compile(
    rf" *(?:{_any(_SUMS_UP)}|{_ESTIMATED}[本该]?项目(?:总|合计|共计|经费合计|资金合计)"
    rf"|(?:本年度?|全年|今年|(?:19|20)\d\d年度?){_any('预计 预算 资金 经费 项目')}?(?:总|共|合计))"
)
CLAUSE_ABOVE = re.compile(r",(?= ?(?:以上|上述)[^,;。\n\d]{0,8}[合共总]?[计共为])")
SUMS_UP = re.compile(rf" *(?:{_any(_SUMS_UP)}|[^,。]{{0,6}}项目(?:合计|共计))")
FIRM_TOTAL = Cue(
    rf"(?:^|[^同服务期]){_any('项目 预算 投资')}总{_any('额 金额 预算 投资 经费 费用 价')}{_THEN}",
    "总",
)

# --- contracts, budgets, payments ---
_CONTRACT = rf"合同(?:[^,;。\n()\d]{{0,4}}{_any('金?额 总?价款? 费用? 经费')})?"
_NAMED_PRICE = rf"{_any('协议 中标 成交 审[定核] 结算 招标')}{_any('金?额 价格? 限价')}"
BASE = re.compile(
    rf"(?:{_CONTRACT}|{_NAMED_PRICE}|总{_any('金额 额 价款? 预算 费用 造价 经费 合同')}|工程价款?"
    rf"|建设费用?|项目金额|费用?标准"
    rf"|{_any('控制价 概算 总?投资 有效价 报价 原值 限价 市场价 询价 参考价')}"
    rf"|(?:每年|年均|一年)[^,;。\n()\d]{{0,6}}{_any('费用? 经费 租金 金额')}){_THEN}"
)
BUDGET = re.compile(rf"{_any('预算 测算 预计 预估 估算 暂估 拟 计划 申请 申报 资金 安排')}{_NEAR}")
BUDGET_BEHIND = re.compile(rf"[^,;。\n]{{0,2}}{_any('申报 申请 列入 安排 编列 计列 编报')}")
PAY = re.compile(
    _any(
        "支付 付款 首款 首期 首付 预付 尾款 进度款 余款 [一二三四五六七八九]期 期款 笔款项? 质保金 保证金 拨付 结算款"
        " 剩余 待付 未付 应付 需付 资金需求 资金预算 资金需要 需求 需要 需"
    )
    + _NEAR
)

# --- history, allotments, changes ---
UNPAID = Cue(
    _any("未支付 未付 待支付 待付 尚需 仍需 还需 剩余 尾款 结转 应付"),
    "未 待 尚 仍 还 剩 尾 结 应",
)
PAID = Cue(
    rf"已经?(?:完成)?{_any('支付 付 拨付? 支出 执行 使用 下达 安排 列支 结算 发放 投入')}"
    rf"|{_any('支付了 往年 历年 上年 去年 上一?年度 以前年度 此前 截至 截止')}",
    "已 往 历 上 去 了 以 此 截",
)
PAID_BEHIND = re.compile(
    rf"\)?[^,;。\n\d(]{{0,4}}已(?:于|经|在)?[^,;。\n(]{{0,12}}?{_any('支付 付 拨 支出 下达')}| ?及?以上"
)
COMPARED = Cue(
    rf"{_any('较 比 同比 环比')}[^,;。\n]{{0,14}}{_any('增 减 多 少 升 降 提高 节约 节省')}[^,;。\n]{{0,3}}$"
    r"|增幅|^[^,;。]{0,2}增加[^,;。]{0,2}$",
    "较 比 增",
)
ALLOTTED = Cue(
    rf"财政[^,;。\n]{{0,6}}{_any('下达 批复 安排 核定')}|下达[^,;。\n]{{0,4}}{_any('预算 资金 指标 金额 经费 数 额')}"
    rf"|控制数|批复{_any('的?预算 金额 数')}",
    "财 达 控 批",
)
_CHANGES = "核减 扣减 减少 扣除 减免 抵扣 结余 调减 压减 核增 追加 调增 调剂 冲抵 抵减 结转"
REDUCED = Cue(_any(_CHANGES), _CHANGES)
OPEN = Cue(
    _any("上浮 下浮 浮动 应付未付 待定 另行 以?实际情况 不等 优惠 折扣 汇率 涨幅 增幅 增长 递增"),
    "浮 应付 待定 另行 实际情况 不等 优惠 折扣 汇率 涨幅 增",
)
MEASURED = Cue(
    rf"[按以据][^,;。\n]{{0,14}}实际[^,;。\n]{{0,14}}{_any('结算 为准 支付 计')}|{_any('据实 按实 实报实销')}",
    "实际 按实 据实 实报",
)

# --- how exactly an amount is meant ---
MOST = Cue(
    _any("不超过? 不高于 不大于 不得超过? 上限 最高 最多 控制在 限额 封顶 ≤ <") + r"[^,;。\n\d]{0,6}$",
    "不 上 最 控 限 封 ≤ <",
)
MOST_BEHIND = re.compile(r" ?(?:以内|以下|之内|内(?!容))")
ABOUT = Cue(
    rf"{_any('约 近 大概 大致 预估 暂估')}(?:为|需|支付|共|合?计|人民币|[:￥ ])*$",
    "约 近 概 致 估",
)
ABOUT_BEHIND = re.compile(r" ?(?:左右|上下|余|多)")

# --- prices ---
PRICE = Cue(
    rf"(?:每[^,;。\n()\d]{{0,16}}|各$|{_any('单价 人均 户均 次均 件均 均价 价格一般 标准 费率')})[^,;。\n()\d]{{0,6}}$",
    "每 各 价 均 准 率",
)
PRICE_SIGNS = frozenset("每各价均准率月日")
MONTHLY = re.compile(rf"(?<!个)(?<!\d)(?P<unit>[月日]){_any('租金? 工资 薪 服务费 费用? 均')}[^,;。\n\d]{{0,6}}$")
EACH = re.compile(r"每一?(?P<unit>人次|个?月|季度|[^,;。\n\d ]{1,2}?)(?=每|[^,;。\n\d]{0,10}$)")
PART = re.compile(r"其中|包括|包含|内含|分别为|含(?![有税])")
SIZES = re.compile(r"[米㎡寸升克吨度]|mm|cm|m2|㎜|㎝")

# --- years ---
# A year tells when money is paid if what follows it is about paying, not a name.
_WHEN = _any("年 度 全年 内 底 初 前 上半 下半 [1-4一二三四]季 期间 及以后") + r"|\d{1,2}月(?:\d{1,2}日)?|[-~至 ]"
_PAYING = _any(
    "将 拟 预 需 须 应 已 可 再 还 共 计划 按 根据 参照 参考 依据 结合 该 此 相关 本项 支付 支出 付 拨 结算 安排 申请"
    " 申报 预算 资金 经费 费用 开支 下达 财政 执行 实际 继续 续签 采购 购买 租 开展 实施 完成 投入 使用 合计 总 约"
    " 测算 估算 新合同 原合同 项目(?:支付|资金|预算|经费|金额)"
)
PAYING = re.compile(rf"(?:{_WHEN})*(?:{_PAYING}|[:(,]|$)")
SIGNED = re.compile(r"(?:年|度| )*(?:已?签|\d{0,2}月?签)")
YEAR_NAMED = re.compile(r"(?:19|20)\d\d ?年度?")
REFERRED = re.compile(_any("按照? 参照 参考 同 比 较 以 根据 依据 结合") + " ?$")
THIS_YEAR = Cue(
    _any("本年度? 今年 当年 年度内 年内 本次申[请报] 本期"),
    "年 本 今 当",
)
# How a clause begins that goes on with what the clause before it said.
CONTINUES = re.compile(
    rf" *(?:[\d￥(]|{_any('即 为 约 共 合计 总计 需 预计 支付 付 按 应 计 总 首 尾 第 剩余 其余 预算 经费 费用')}"
    rf"|{_any('金额 资金 拟 最高 [一二三四]期 小计 申请 执行 支出 实际 决算 结余 和 及 以及 另')})"
)

# --- shares ---
SHARE = re.compile(_any("支付 付 款 拨 结算 质保 比例 剩余 费用的 金额的 合同的? 总价 总额"))
NO_SHARE = re.compile(_any("税 费率 管理费 上浮 下浮 浮动 增长 折 率(?!为) 占 预备费 利润 以上 达到 服务费按"))
OTHER_BASE = re.compile(
    _any(r"剩余 余款 其余 财政 20\d\d年(?!度?(?:预计|计划|拟|需)?[支首预付]) 该笔 此笔 其中 上[一述] 年度费用 月")
)
QUALITY = re.compile(_any("率 满意 覆盖 达到 合格 进度 程度 执行 完成 占"))
PAID_SHARE = re.compile(r"支付|拨付|付款|付$")
UP_TO = re.compile(r"(?:支?付|拨付)[^,;。\n\d]{0,6}[至到]|累计(?:支付|付款)")
STATED_BEHIND = re.compile(r"[^,;。\n\d%)]{0,6}(?:,[^,;。\n\d%)]{0,10})?:?[^,;。\n\d%)]{0,6}$")
