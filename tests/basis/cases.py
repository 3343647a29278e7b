"""Invented 测算依据 and what a careful reader makes of them: AGREES and DIFFERS with the sum in yuan, or cannot tell.

`year` and `total` are the form's amounts in yuan; the declaration is of 2026.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from declarations.basis import Verdict

AGREES, DIFFERS, UNCLEAR = Verdict.AGREES, Verdict.DIFFERS, Verdict.UNCLEAR


@dataclass(frozen=True)
class Case:
    """A text, the form's amounts, and the verdict; `sum` where there is one."""

    what: str
    text: str
    year: Decimal
    total: Decimal
    verdict: Verdict
    sum: Decimal | None = None
    years: int = 3


def agrees(what: str, text: str, year: str, total: str = "99999999", *, sum_is: str = "", years: int = 3) -> Case:
    return Case(what, text, Decimal(year), Decimal(total), AGREES, Decimal(sum_is or year), years)


def differs(what: str, text: str, sum_is: str, year: str, total: str = "99999999", *, years: int = 3) -> Case:
    return Case(what, text, Decimal(year), Decimal(total), DIFFERS, Decimal(sum_is), years)


def unclear(what: str, text: str, year: str, total: str = "99999999", *, years: int = 3) -> Case:
    return Case(what, text, Decimal(year), Decimal(total), UNCLEAR, None, years)


LISTS = (
    agrees("digits and a point", "1.书车租赁费：120000元。2.图书采购费：80000元。3.宣传费：5000元。", "205000"),
    differs(
        "one of them wrong", "1.书车租赁费：120000元。2.图书采购费：80000元。3.宣传费：5000元。", "205000", "215000"
    ),
    agrees("Chinese numbers", "一、书车租赁费12万元。二、图书采购费8.5万元。三、宣传费0.5万元。", "210000"),
    differs(
        "Chinese numbers, wrong", "一、书车租赁费12万元。二、图书采购费8.5万元。三、宣传费0.5万元。", "210000", "260000"
    ),
    agrees("digits and 、 on lines", "1、书车租赁费12.0万元\n2、图书采购费8.5万元\n3、宣传费0.5万元", "210000"),
    agrees("brackets", "（一）书车租赁12.0万元；（二）图书采购8.5万元；（三）宣传0.5万元。", "210000"),
    agrees("circles", "测算如下：①书车租赁12.0万元；②图书采购8.5万元；③宣传0.5万元。", "210000"),
    differs("circles, wrong", "测算如下：①书车租赁12.0万元；②图书采购8.5万元；③宣传0.5万元。", "210000", "300000"),
    agrees("digits with a bracket", "1）书车租赁12.0万元 2）图书采购8.5万元 3）宣传0.5万元", "210000"),
    agrees("spoken", "一是书车租赁12.0万元；二是图书采购8.5万元；三是宣传0.5万元。", "210000"),
    agrees("full width", "１．书车租赁１２００００元；２．图书采购８５０００元。", "205000"),
    agrees("thousands separators", "1.书车租赁120,000.00元；2.图书采购85,000.50元。", "205000.50"),
    agrees("mixed units", "1.书车租赁12万元；2.图书采购85000元；3.数据库订阅0.002亿元。", "405000"),
    agrees("万 without 元", "一、租赁费共计12.75万。二、采购费共计8.25万。", "210000"),
    agrees("equals the total", "1.书车租赁12.0万元；2.图书采购8.5万元。", "100000", "205000", sum_is="205000"),
    agrees(
        "one year of three equal ones", "1.书车租赁12.0万元；2.图书采购8.5万元。", "210000", "615000", sum_is="205000"
    ),
    agrees(
        "numbers in names",
        "1.2024年展览尾款：3.5万元。2.2025年展览二期款：4.5万元。3.《年鉴（2025）》印刷：2.0万元。",
        "100000",
    ),
    agrees("rounded addends", "1.书车租赁12.3万元；2.图书采购8.5万元。", "208300", sum_is="208000"),
    differs("beyond rounding", "1.书车租赁12.3万元；2.图书采购8.5万元。", "208000", "209100"),
    agrees(
        "two levels",
        "一、阅读服务\n（一）书车租赁：12.0万元。\n（二）图书采购：8.5万元。\n二、宣传\n（一）海报：0.5万元。\n（二）讲座：1.0万元。",
        "220000",
    ),
    differs(
        "two levels, wrong",
        "一、阅读服务\n（一）书车租赁：12.0万元。\n（二）图书采购：8.5万元。\n二、宣传\n（一）海报：0.5万元。\n（二）讲座：1.0万元。",
        "220000",
        "250000",
    ),
    agrees(
        "headings with amounts",
        "一、阅读服务205000元（一）书车租赁12万元；（二）图书采购8.5万元。二、宣传15000元 1.海报5000元 2.讲座10000元",
        "220000",
    ),
    agrees(
        "heading, then how it was estimated",
        "一、书车租赁120000元 参照往年租车费用，预计2026年相关支出约为12万元。"
        "二、图书采购85000元 2024年支出79344元，2025年支出81844元。",
        "205000",
    ),
    agrees(
        "total in front", "本项目预算共计21万元，其中：1.书车租赁12万元；2.图书采购8.5万元；3.宣传0.5万元。", "210000"
    ),
    agrees("total behind", "1.书车租赁12万元；2.图书采购8.5万元；3.宣传0.5万元。以上合计21万元。", "210000"),
    differs(
        "total behind, all else",
        "1.书车租赁12万元。2.图书采购8.5万元。3.宣传0.5万元。以上合计21万元。",
        "210000",
        "270000",
    ),
    differs(
        "a total that the items do not make",
        "1.书车租赁120000元。2.图书采购85000元。3.宣传5000元。\n合计：230000元。",
        "210000",
        "230000",
    ),
    unclear(
        "a total in front that the items do not make",
        "本项目预算共计21万元，其中：1.书车租赁12万元；2.图书采购5.5万元。",
        "210000",
    ),
    unclear("an item without an amount", "1.书车租赁12万元；2.图书采购按实际需要；3.宣传0.5万元。", "210000"),
    unclear("an item said to be about", "1.书车租赁约12万元；2.图书采购8.5万元。", "212000"),
    differs("even so far too much", "1.书车租赁约12万元；2.图书采购8.5万元。", "205000", "290000"),
    agrees("about, and it agrees", "1.书车租赁约12万元；2.图书采购约8.5万元。", "205000"),
    unclear("a limit leaves room below", "1.书车租赁不超过12万元；2.图书采购8.5万元。", "180000"),
    differs("but none above", "1.书车租赁不超过12万元；2.图书采购8.5万元。", "205000", "260000"),
    agrees(
        "a restating line is no item",
        "1.书车租赁12.0万元；2.图书采购8.5万元；3.2026年财政实际下达预算为20.5万元。",
        "205000",
    ),
    differs(
        "nor an excuse", "1.书车租赁12.0万元；2.图书采购8.5万元；3.2026年财政实际下达预算为15万元。", "205000", "150000"
    ),
    unclear("something cut", "1.书车租赁12.0万元；2.图书采购8.5万元，2026年核减该项目；3.宣传3万元。", "185000"),
    agrees(
        "something cut, and so it agrees",
        "1.书车租赁12.00万元；2.图书采购8.50万元，2026年核减该项目；3.宣传3.00万元。",
        "150000",
    ),
    unclear("markup", "1.书车租赁12万元，按上年上浮10%；2.图书采购8.5万元。", "217000"),
)

PAYMENTS = (
    agrees("share of a total", "项目总额49.45万元，本年度计划支付70%。", "346150"),
    differs("share of a total, wrong", "项目总额49.45万元，本年度计划支付70%。", "346150", "360000"),
    agrees(
        "share and what it comes to",
        "合同金额113万元，2026年支付70%，即79.1万元；2027年支付30%，即33.9万元。",
        "791000",
    ),
    differs(
        "the same, wrong", "合同金额113万元，2026年支付70%，即79.1万元；2027年支付30%，即33.9万元。", "791000", "820000"
    ),
    agrees("paid before", "合同金额288000元，2025年已支付144000元，2026年支付剩余款项144000元。", "144000"),
    agrees(
        "the rest", "设备改造合同金额98438.42元，目前已支付进度款93516.50元，现需支付剩余5%，为4921.92元。", "4921.92"
    ),
    agrees("two stages", "2026年支付首款30%：6万元，尾款70%：14万元。", "200000"),
    agrees("two contracts", "A合同总额100万元，2026年支付40%；B合同总额50万元，2026年支付20%。", "500000"),
    differs(
        "two contracts, wrong", "A合同总额100万元，2026年支付40%；B合同总额50万元，2026年支付20%。", "500000", "600000"
    ),
    agrees("百分之", "合同总价80万元，2026年支付百分之三十。", "240000"),
    agrees("half-width percent sign", "合同价为80万元,2026年支付首付款30%.", "240000"),
    differs("the year's payment", "预计项目总额772.18万元，2026年支付85.7925万元。", "857925", "900000"),
    agrees(
        "the total at least",
        "根据合同，项目总金额5985471元，按付款条件申请本年度预算。",
        "1646004",
        "5985471",
        sum_is="5985471",
    ),
    differs("a total that is neither", "经市场询价，项目总预算25万元。", "250000", "300000", "300000", years=1),
    unclear("a contract says nothing of the year", "根据合同，合同金额为300万元，服务期三年。", "950000"),
    unclear(
        "yearly costs of contracts",
        "1.网络运维合同，每年运维费185.6万元/年；2.驻场服务合同，每年381.4万元/年。",
        "5000000",
    ),
    unclear("share of something not said", "书架采购88075元，桌椅采购352235元，2026年需支付30%。", "200000"),
    unclear("up to a share", "合同金额100万元，2025年支付30%，2026年支付至80%。", "450000"),
    agrees(
        "several contracts in a list",
        "一、书车维保（延续）\n合同总金额10.4265万元，2025年支付90%，即9.38385万元；2026年支付10%，即1.04265万元。\n"
        "二、驻馆服务（延续）\n合同总金额186万元，2026年需支付合同费用的20%。\n"
        "三、新书加工\n项目预算20万元，预计2026年支付100%。\n"
        "四、自助机采购\n自助机34.7万元，门禁12.3万元。本项目总预算47万元，预计2026年支付50%；2027年支付50%。",
        "817426.5",
    ),
    differs(
        "several contracts in a list, wrong",
        "一、书车维保\n合同总金额10万元，2025年支付90%，即9万元；2026年支付10%，即1万元。\n二、驻馆服务\n合同总金额186万元，2026年需支付合同费用的20%。",
        "382000",
        "500000",
    ),
    agrees(
        "old contract and new",
        "1.维保合同于2026年3月到期，2026年预算94.8万元（其中原合同需支付37.92万元，新合同拟支付56.88万元）。2.网站运维5万元。",
        "998000",
    ),
    agrees(
        "one year among three",
        "1.会议保障：2024年预测经费152万元；2025年预测经费108万元；2026年预测经费186万元。2.其他14万元。",
        "2000000",
    ),
    agrees(
        "what remains and what is new",
        "1.2024-2025年线路租用费131.21万元；剩余未支付金额52.47万元；2026年租用120个点，共108万元；上述合计160.47万元。2.其他9.53万元",
        "1700000",
    ),
    agrees(
        "subtotals in items",
        "（一）支付手语翻译尾款1.5万元，以及2026年首期款1.5万元，合计3万元。（二）支付预约平台尾款7.5万元。",
        "105000",
    ),
    agrees(
        "two lines",
        "依据上一轮采购，2026年需支付11个月费用，预计为47.7万元。\n依据续签合同，2026年需支付1个月费用，预算为4.3万元。",
        "520000",
    ),
    agrees("this year", "合同三年共计295.5万元。本年度项目金额列出为98.5万元。", "985000"),
    unclear(
        "paid on measured work",
        "1.链路租赁，每年费用预计60万元，按实际开通数结算，2026年支付75%。2.设备维保5万元。",
        "520000",
    ),
)

PRODUCTS = (
    agrees("written", "劳务费：12人×3000元/月×12个月=432000元。", "432000"),
    agrees("asterisk", "1.劳务费12人*3000元*12月=43.2万元；2.培训费200人*500元=10万元", "532000"),
    differs("asterisk, wrong", "1.劳务费12人*3000元*12月=43.2万元；2.培训费200人*500元=10万元", "532000", "600000"),
    agrees("the letter x", "培训费200人x500元/人=100000元", "100000"),
    agrees("without a result", "布线按195元/条×800条测算。", "156000"),
    agrees("result in front", "预计总价156,000元（195元/条×800条）。", "156000"),
    agrees("brackets", "驻场服务(1.5*5+2.3)*8=78.4万元", "784000"),
    agrees("in words", "书车运行 12 个月，每月 2.5 万元；新购图书 4,500 册，每册 40 元。", "480000"),
    differs("in words, wrong", "书车运行 12 个月，每月 2.5 万元；新购图书 4,500 册，每册 40 元。", "480000", "530000"),
    agrees("per person and month", "聘用管理员6名，每人每月4500元，共12个月。", "324000"),
    unclear("no number of months", "聘用管理员6名，每人每月4500元。", "354000"),
    agrees(
        "prices beside the result", "3个二级系统，每个系统测评费4万元，1个三级系统，测评费5万元，合计17万元。", "170000"
    ),
    unclear("two counts of one unit", "车辆11辆，其中小车5辆，每辆每年3万元。", "340000"),
    agrees("a sum written out", "合同款37.92万元+56.88万元=94.8万元", "948000"),
    agrees("a price is no item", "1.短信每条0.05元，预算36万元。2.邮件1.0万元。", "370000"),
)

RUNNING = (
    agrees("two costs in a sentence", "按照58名人员测算工资835.5万元，以及工会经费17.4万元。", "8529000"),
    differs(
        "two costs in a sentence, wrong", "按照58名人员测算工资835.5万元，以及工会经费17.4万元。", "8529000", "9000000"
    ),
    agrees("three joined by 、", "租车费12万元、购书费8.5万元、宣传费0.5万元，共计21万元。", "210000"),
    differs(
        "a total, all in one sentence", "租车费12万元、购书费8.5万元、宣传费0.5万元，共计21万元。", "210000", "310000"
    ),
    agrees("capital numerals repeat", "项目总预算300000元（大写：叁拾万元整）。", "300000"),
    agrees("only capital numerals", "经费预算叁拾贰万伍仟元整。", "325000"),
    agrees("Chinese numerals", "全年经费预算为三十二万五千元。", "325000"),
    unclear("nothing but words", "根据往年执行情况测算。", "100000"),
    unclear("only a count", "18个机房需要整改，共3460米。", "100000"),
    unclear("history only", "2024年执行数35万元，2025年执行数38万元。", "400000"),
    unclear("a range", "每块电池一般在1200-1500元，共352块。", "500000"),
    unclear("foreign money", "订阅数据库3万美元。", "210000"),
    unclear(
        "many things", "根据深府〔2017〕201号文，参照2025年合同金额48万元，财政下达30万元，另结余2万元。", "530000"
    ),
    agrees("document numbers are no money", "根据粤财〔2019〕100号和《标准（2020版）》，预算12.5万元。", "125000"),
    unclear("a bare amount in the form's unit unknown", "设备费 30 2 60", "600000"),
    unclear("nothing", "", "100000"),
)

STYLES = (
    agrees(
        "three years of one contract",
        "项目总额98万元，分三年支付，2025年支付40%，2026年支付30%，2027年支付30%。",
        "294000",
    ),
    agrees("quarters", "每季度支付30万元，全年120万元。", "1200000"),
    agrees("rent by the month", "月租金2万元，全年24万元；物业费每月0.5万元，全年6万元。", "300000"),
    agrees("per head and year", "人员经费：8人，年人均12万元，计96万元。", "960000"),
    agrees("more than last year", "2026年预算50万元，较上年增加5万元（增长11%）。", "500000"),
    agrees("last year's execution", "2025年预算48万元，执行45万元，执行率93.75%。2026年申请50万元。", "500000"),
    agrees("tender price", "最高限价100万元，中标价92万元，2026年支付中标价的60%，即55.2万元。", "552000"),
    agrees(
        "investment plan",
        "项目概算总投资3000万元，其中建安费2400万元，二类费300万元，预备费300万元。截至2025年底累计下达投资2000万元，2026年计划安排500万元。",
        "5000000",
    ),
    agrees("square metres and months", "按照1元/平方米·月×5000平方米×12个月计算，约6万元。", "60000"),
    agrees(
        "training and travel", "培训费：550元/人/天×100人×2天=11万元；差旅费：10人×2000元=2万元；合计13万元。", "130000"
    ),
    agrees("sources", "市级财政30万元，区级财政70万元，共100万元。", "1000000"),
    agrees("a part in brackets", "1.A项目30万元（其中市级资金10万元）；2.B项目20万元。", "500000"),
    agrees(
        "three levels",
        "一、人员经费：（1）工资：5人×8000元×12月=48万元；（2）社保：5人×1500元×12月=9万元。二、公用经费：3万元。",
        "600000",
    ),
    agrees(
        "circles below brackets",
        "（1）设备购置费：①电脑10台×5000元=5万元；②打印机2台×3000元=0.6万元。（2）维护费1.4万元。",
        "70000",
    ),
    agrees("a year to a line", "2026年：30万元；2027年：40万元；2028年：30万元；合计100万元。", "300000"),
    agrees(
        "the same each year",
        "本项目为延续性项目，2024-2026年每年预算均为50万元，三年共150万元。",
        "500000",
        "1500000",
        sum_is="1500000",
    ),
    agrees("a list behind one year", "2026年拟安排工作经费5万元、会议费3万元、培训费2万元。", "100000"),
    differs(
        "a list behind one year, wrong", "2026年拟安排工作经费5万元、会议费3万元、培训费2万元。", "100000", "150000"
    ),
    agrees("used for", "安排30万元用于展览，20万元用于讲座，10万元用于宣传。", "600000"),
    agrees("rent by area", "租金100元/㎡/月，面积500㎡，全年60万元。", "600000"),
    agrees(
        "second year of a contract",
        "合同约定每年35.8万元，合同期三年（2025-2027），2026年支付第二年服务费35.8万元。",
        "358000",
    ),
    agrees("four quarters", "第一季度10万元，第二季度10万元，第三季度10万元，第四季度10万元。", "400000"),
    agrees("starts with a decimal", "1.5万元×10场=15万元。", "150000"),
    agrees("half years", "一、2026年1-6月：10万元；二、2026年7-12月：12万元。", "220000"),
    agrees("a sum in brackets", "100人×（餐费50元+交通费30元）×2天=1.6万元", "16000"),
    agrees("without tax", "项目费用35.6万元（不含税33.58万元，税费2.02万元）。", "356000"),
    agrees("wages and a bonus", "15000元/月*12月*3人+年终奖3*20000元=60万元", "600000"),
    agrees("retention money", "质保金5%即2.5万元；尾款20%即10万元。", "125000"),
    agrees(
        "stages, one paid",
        "首付款30%（15万元）已于2025年支付，2026年支付进度款50%（25万元）和尾款20%（10万元）。",
        "350000",
    ),
    agrees("contract, paid, rest", "合同金额50万元（已支付30万元），2026年支付余款20万元。", "200000"),
    agrees("share without paying", "项目总金额为120万元，建设期2年，2026年按50%申报，为60万元。", "600000"),
    agrees("less retention", "合同金额50万元，2026年按合同金额的95%支付（5%质保金），即47.5万元。", "475000"),
    agrees("of which this year", "合同总价200万元，其中2026年需支付80万元。", "800000"),
    differs("of which this year, wrong", "合同总价200万元，其中2026年需支付80万元。", "800000", "950000"),
    agrees("asked of the district", "市级补助30万元、区级配套20万元，本年度申请区级资金20万元。", "200000"),
    unclear("borne by two", "预算100万元，由区财政负担60%，街道负担40%。", "600000"),
    unclear("borne by two, in money", "总费用100万元，其中市级财政承担30万元，区级财政承担70万元。", "700000"),
    agrees("less what is left", "共需资金120万元，扣除上年结余20万元，本年申请100万元。", "1000000"),
    agrees(
        "history in front of a list", "2025年度预算执行30万元。2026年计划如下：1.展览10万元；2.讲座15万元。", "250000"
    ),
    agrees("history behind a list", "1.展览10万元；2.讲座15万元。2025年同类项目支出24万元。", "250000"),
    agrees("another one", "按照人均公用经费1.8万元×20人=36万元计算，另有专项20万元，共56万元。", "560000"),
    agrees("prizes", "一等奖1名5000元，二等奖2名各3000元，三等奖3名各1000元，合计1.4万元。", "14000"),
    agrees("a threshold", "100万元以上项目须公开招标，本项目预算80万元。", "800000"),
    agrees("average of years", "项目周期3年，总预算600万元，年均200万元。", "2000000", "6000000", sum_is="6000000"),
    agrees("spaces everywhere", "1 . 书车租赁 12 万元 ； 2 . 图书采购 8.5 万元 。", "205000"),
    agrees("brackets with a point", "（一）、书车租赁12万元 （二）、图书采购8.5万元", "205000"),
    unclear(
        "only a table",
        "序号 项目 数量 单价（元） 金额（元） 1 电脑 10 5000 50000 2 打印机 2 3000 6000 合计 56000",
        "56000",
    ),
)

CASES = (*LISTS, *PAYMENTS, *PRODUCTS, *RUNNING, *STYLES)
