"""Invented forms by the thousand as one flat workbook: a row an indicator, the head of its form beside it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

HEAD = (
    "项目编码 项目名称 申请单位 一级预算单位 实施期限 项目类型 是否新增项目 分配方式 "
    "项目总金额(中期规划,元) 本年度项目金额(元) 政策依据 测算依据 年度目标 长期目标 "
    "一级指标 二级指标 三级指标 目标值 指标解释"
).split()
UNIT, DEPARTMENT = "滨海区评弹团", "滨海区曲艺局"
ROWS = (
    ("产出指标", "*数量指标", "公益演出场次", "≥{n}场", "反映全年第{k}组公益演出的场次"),
    ("产出指标", "*数量指标", "流动服务点次", "≥{n}次", "反映流动文化车进社区的次数"),
    ("产出指标", "*数量指标", "数字资源更新条数", "≥{n}条", "反映全年新增数字资源的数量"),
    ("产出指标", "*质量指标", "舞台设备完好率", "≥98%", "完好设备台数占在用设备台数的比例"),
    ("产出指标", "*质量指标", "资源抽检合格率", "≥95%", "抽检合格条数占抽检条数的比例"),
    ("产出指标", "*时效指标", "演出计划完成时间", "{year}年12月31日前", "全部场次在年底以前演完"),
    ("产出指标", "*时效指标", "设备报修响应时间", "≤24小时", "从报修到到场的时间"),
    ("产出指标", "*成本指标", "项目成本控制数", "≤{cost}万元", "实际支出不超过预算"),
    ("效益指标", "经济效益指标", "带动文创产品销售额", "≥{n}万元", "馆内文创商店全年销售收入"),
    ("效益指标", "*社会效益指标", "服务群众人次", "≥{n}万人次", "到馆和流动服务人次合计"),
    ("效益指标", "*社会效益指标", "志愿服务时长", "≥{n}小时", "在册志愿者全年服务时长"),
    ("效益指标", "生态效益指标", "可回收布景使用率", "≥80%", "可回收布景占全部布景的比例"),
    ("效益指标", "可持续影响指标", "在册文化志愿者人数", "≥{n}人", "年末在册的志愿者人数"),
    ("满意度指标", "*服务对象满意度指标", "参与群众满意度", "≥92%", "满意问卷占有效问卷的比例"),
    ("满意度指标", "其他满意度指标", "演职人员满意度", "≥90%", "满意的演职人员占参与演职人员的比例"),
)


def code_of(number: int, year: int) -> str:
    """A project code of 21 digits."""
    return f"440399{year % 100:02d}981" + "16" + "001" + f"{number:05d}"


def head_of(number: int, *, year: int = 2026, unit: str = UNIT, department: str = DEPARTMENT) -> list[Any]:
    """The head of the form of that number; no two numbers say the same."""
    yuan = 240_000 + number * 120
    return [
        code_of(number, year),
        f"第{number}号公共文化服务项目",
        unit,
        department,
        "1",
        "16 专项类项目",
        "否",
        "因素法",
        f"{yuan}.00",
        f"{yuan}.00",
        f"《公共文化服务保障办法》第三十一条关于文化场馆免费开放的规定，{number}号任务分工。",
        f"1.公益演出：24场×{yuan / 48:.2f}元={yuan / 2:.2f}元。2.场馆物业与安保：{yuan / 2:.2f}元。",
        f"全年开放场馆并举办公益演出{number % 90 + 10}场，服务群众18万人次以上。",
        "",
    ]


def rows_of(number: int, *, rows: int = 15, **head: Any) -> list[list[Any]]:
    """The lines of the form of that number in a flat table."""
    start, year = head_of(number, **head), head.get("year", 2026)
    words = {"n": number % 90 + 10, "k": number, "year": year, "cost": f"{(240_000 + number * 120) / 10_000:.3f}"}
    return [[*start, *(text.format(**words) for text in ROWS[n % len(ROWS)])] for n in range(rows)]


def flat_workbook(forms: int, *, first: int = 1, rows: int = 15, **head: Any) -> bytes:
    """A workbook of `forms` forms with `rows` indicators each."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("绩效目标")
    sheet.write_row(0, 0, HEAD)
    line = 1
    for number in range(first, first + forms):
        for row in rows_of(number, rows=rows, **head):
            sheet.write_row(line, 0, row)
            line += 1
    book.close()
    return out.getvalue()
