"""How long the rules take on a declaration, and how that compares with loading it from the database: `make bench`.

10 000 declarations of usual size, no two with the same texts; loading and checking take turns in one process, chunk
by chunk, so the ratio holds on a busy machine too. Every rule runs: year, last year's form, ceiling and units are
known. Loaded one by one, as each page and each action does, is what checking is held to; loaded by the hundred, as a
nightly check of everything does, is told beside it. Each of the three starts with nothing left to collect.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import cycle, islice

import pytest
from django.db import connection, reset_queries
from django.utils import timezone

from declarations.blank import with_keys
from declarations.content import DeclarationContent, Indicator
from declarations.models import Declaration
from declarations.models.lines import rows_of
from declarations.rules import RuleContext, run
from declarations.workflow import Status
from indicators.template import FormTemplate
from tests.factories import District, district

COUNT = 10_000
CHUNK = 500
LIMIT = 1.0  # checking costs less than loading

# (level 2 starts with, name, target, explanation); {n} makes every declaration another one. Two targets of twelve are
# met for the first time, as among published forms.
ROWS = (
    ("数量", "第{n}批公益演出场次", "≥{n}场", "反映第{n}批全年举办公益演出的次数"),
    ("数量", "流动服务车下乡里程", "3600公里", "考察流动服务车全年下乡的里程，以行车记录为准"),
    ("数量", "采购图书册数", "≥{n}册", "反映全年采购图书的册数"),
    ("质量", "舞台设备完好率", "≥98%", "舞台设备完好率=完好设备台数/在用设备台数*100%"),
    ("质量", "{n}号工程验收合格率", "100%", "考察工程是否合格，验收合格率=合格项目数/验收项目总数*100%"),
    ("时效", "演出计划完成时间", "2027年12月31日前", "全部场次在年底以前演完"),
    ("时效", "报修响应时间", "≤30分钟", "考察从报修到到场的时间"),
    ("成本", "项目成本控制数", "≤{cost}万元", "实际支出不超过预算"),
    ("经济", "不适用", "不适用", "不适用"),
    ("社会", "服务群众人次", "≥18万人次", "到馆和流动服务人次合计"),
    ("社会", "对公共文化服务水平的提升程度", "显著", "考察公共文化服务水平是否提升"),
    ("生态", "不适用", "不适用", "不适用"),
    ("可持续", "在册文化志愿者人数", "≥260人", "年末在册的志愿者人数"),
    ("服务对象", "参与群众满意度", "≥92%", "满意问卷占有效问卷的比例"),
    ("其他", "不适用", "不适用", "不适用"),
)
SENTENCES = (
    "根据《公共文化服务保障办法》第三十一条关于文化场馆免费开放的规定，每年{n}月起组织实施。",
    "通过本项目的实施，保障第{n}分馆和流动服务点正常开放，全年举办公益演出、讲座和展览，服务群众。",
    "按照年度工作计划和经费管理办法，分期采购、按合同验收，确保资金使用规范、安全、有效。",
)


def text(number: int, length: int) -> str:
    """About `length` characters of a form's text."""
    sentences = cycle(sentence.format(n=number) for sentence in SENTENCES)
    return "\n".join(islice(sentences, max(1, length // 45)))


def form(number: int, template: FormTemplate) -> DeclarationContent:
    """The content of one declaration: about 1 400 characters in the head, 15 rows of which 12 promise something."""
    year = Decimal(96_000 + number * 48)  # so that the price of a performance ends with the yuan
    return with_keys(
        DeclarationContent(
            form=template.title,
            code=f"440399270011600{number:06d}",
            name=f"第{number}号公共文化场馆开放",
            applicant_unit="滨海区文化馆",
            budget_unit="滨海区文化广电旅游体育局",
            period_years=3,
            project_type="16 专项类项目",
            is_new=False,
            allocation_method="因素法",
            total_amount=year * 3,
            year_amount=year,
            policy_basis=text(number, 300),
            calculation_basis=(
                f"1.公益演出：24场×{year / 48:f}元={year / 2:f}元。\n2.场馆物业与安保：{year / 2:f}元。\n"
                + text(number, 200)
            ),
            annual_goal=f"全年开放{number}个场馆。" + text(number + 1, 300),
            long_term_goal=text(number + 2, 300),
            indicators=tuple(_rows(number, year, template)),
        )
    )


def _rows(number: int, year: Decimal, template: FormTemplate) -> Iterator[Indicator]:
    for start, name, target, explanation in ROWS:
        category = next(one for one in template.categories if one.level2.startswith(start))
        words = {"n": number + 1, "cost": f"{year / 10_000:f}"}
        yield Indicator(
            category.level1,
            category.level2,
            category.required,
            name.format(**words),
            target.format(**words),
            explanation.format(**words),
        )


def store(place: District, count: int) -> None:
    """That many declarations and their rows, without their history."""
    template = place.template.value()
    for start in range(0, count, CHUNK):
        contents = [form(number, template) for number in range(start, min(start + CHUNK, count))]
        stored = Declaration.objects.bulk_create(
            Declaration(
                year=place.year,
                template=place.template,
                unit=place.unit,
                department=place.department,
                status=Status.FINANCE_REVIEW,
                updated_at=timezone.now(),
                **Declaration.head_values(content),
            )
            for content in contents
        )
        rows = [rows_of(one.pk, content) for one, content in zip(stored, contents, strict=True)]
        for kind in rows[0]:
            kind._default_manager.bulk_create([row for each in rows for row in each[kind]])


class Clock:
    """Seconds spent in its blocks together."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count this block; what others left to collect is not its cost."""
        gc.collect()
        started = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - started


def measure(template: FormTemplate) -> tuple[Clock, Clock, Clock, int]:
    """Loading one by one, loading in bulk and checking every declaration, and how many there are."""
    singly, in_bulk, checking = Clock(), Clock(), Clock()
    before = form(0, template)
    base = RuleContext(
        template=template,
        year=2027,
        as_of=timezone.localdate(),
        ceiling=Decimal(10) ** 12,
        unit_matches={"滨海区文化馆": 1, "滨海区文化广电旅游体育局": 1},
    )
    keys = list(Declaration.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        with singly.running():
            for key in chunk:
                assert Declaration.objects.with_content().get(pk=key).content
        with in_bulk.running():
            contents = [one.content for one in Declaration.objects.filter(pk__in=chunk).with_content()]
        # Of its own rows, so that what it parses is not parsed already.
        last_years = [replace(before, name=content.name, indicators=before.indicators) for content in contents]
        with checking.running():
            for content, last_year in zip(contents, last_years, strict=True):
                run(content, replace(base, last_year=last_year))
        reset_queries()
    return singly, in_bulk, checking, len(keys)


@pytest.mark.benchmark
@pytest.mark.django_db
def test_checking_costs_less_than_loading() -> None:
    place = district()
    store(place, COUNT)
    *clocks, count = measure(place.template.value())
    singly, in_bulk, checking = (clock.seconds / count * 1000 for clock in clocks)
    sys.stdout.write(
        f"{count:,} declarations on {connection.vendor}, ms each: checking {checking:.3f}; loading one by one "
        f"{singly:.3f}, ratio {checking / singly:.2f}; loading {CHUNK} at a time {in_bulk:.3f}, "
        f"ratio {checking / in_bulk:.2f}\n"
    )
    assert checking < LIMIT * singly
