"""How long reading takes beside the libraries that only open the same files, and how much memory it needs.

    python tests/benchmarks/bench_reading.py [forms]

Flat workbooks of 10,000 forms (150,000 rows, 19 columns), invented here, against calamine alone: a process of its own
that opens the file and walks over all rows, its start included. Ours is counted from the call to the last form, the
start of the child process included; the modules are loaded before, as in a worker. A layout workbook of 1,000 forms
against openpyxl merely opening it; the published samples, where they are, against Python's start with Django's set-up.
Both sides take turns, the best of each counts. What the machine has to do besides slows down ours more, which runs as
two processes at once: the processor time of each side is told beside it, and how busy the machine is. Our own export
of as many forms is read as it comes; so are those with further sheets, which have to be set aside first.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from declarations.content import BudgetLine, DeclarationContent, Indicator, PlanYear  # noqa: E402 - after the path
from declarations.writing.flat import flat_workbook as flat_export  # noqa: E402
from tests.reading.builders import sheet_of  # noqa: E402
from tests.reading.factories import template  # noqa: E402

FORMS, ROWS_OF_A_FORM, LAYOUTS, ROUNDS = 10_000, 15, 1_000, 3
FORM = template("project-2024")
LONG = {"policy_basis", "calculation_basis", "annual_goal", "long_term_goal"}
WHAT = "全民阅读 社区治理 道路养护 档案整理 公园绿化 校舍维修 防汛物资 就业培训 养老服务 垃圾分类".split()
DO = "推进 完善 开展 落实 保障 组织 加强 提升 规范 实施".split()
THING = "服务体系 日常巡查 设备更新 人员培训 宣传活动 信息平台 安全检查 质量评估 场地维护 资料归档".split()

BARE = """
import resource, sys
from io import BytesIO
from pathlib import Path
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(BytesIO(Path(sys.argv[1]).read_bytes()))
for name in book.sheet_names:
    rows = sum(1 for row in book.get_sheet_by_name(name).iter_rows())
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime)
"""
OURS = """
import json, resource, sys, time
from pathlib import Path
from declarations.reading import ReadForm, stream_document
from tests.reading.factories import templates
known, started, before = templates(), time.perf_counter(), time.process_time()
forms = rows = 0
for read in stream_document(Path(sys.argv[1]), "a.xlsx", known):
    forms += 1
    rows += len(read.content.indicators)
seconds = time.perf_counter() - started
peak = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([seconds, *peak, forms, rows, time.process_time() - before, used.ru_utime + used.ru_stime]))
"""
OPENPYXL = "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1])"
SETUP = "import django; django.setup()"


def say(text: str) -> None:
    """One line of the result."""
    sys.stdout.write(f"{text}\n")


def run(code: str, *arguments: str) -> tuple[float, str]:
    """Seconds that a new Python process with this code takes, and what it prints."""
    return timed(sys.executable, "-c", code, *arguments)


def timed(*command: str, **environment: str) -> tuple[float, str]:
    """Seconds that a command takes, and what it prints."""
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "perfgoals.settings", **environment}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return time.perf_counter() - started, done.stdout


# --- invented forms ---------------------------------------------------------------------------------------------------


def sentences(pick: random.Random, length: int) -> str:
    """So many characters or a few more, in whole sentences."""
    text = ""
    while len(text) < length:
        text += f"{pick.choice(DO)}{pick.choice(WHAT)}{pick.choice(THING)}，年内完成{pick.randint(2, 900)}项。"
    return text


def head(pick: random.Random, number: int) -> dict[str, str]:
    """What a form says in its head, by field."""
    return {
        "code": f"44039926{number % 90 + 10}15006{number:08d}"[:21],
        "name": f"{pick.choice(WHAT)}{pick.choice(THING)}项目（{number}号）",
        "applicant_unit": f"{pick.choice(WHAT)}中心",
        "budget_unit": f"{pick.choice(WHAT)}局",
        "period_years": str(pick.randint(1, 3)),
        "project_type": pick.choice(["15 履职类(运转)项目", "02 基本建设项目"]),
        "is_new": pick.choice("是否"),
        "allocation_method": "因素法",
        "total_amount": f"{pick.randint(10**6, 10**10) / 100:,.2f}",
        "year_amount": f"{pick.randint(10**6, 10**9) / 100:,.2f}",
        "policy_basis": sentences(pick, 300),
        "calculation_basis": sentences(pick, 400),
        "annual_goal": sentences(pick, 300),
        "long_term_goal": sentences(pick, 150),
    }


def indicators(pick: random.Random) -> Iterator[list[str]]:
    """The rows of a form."""
    for n in range(ROWS_OF_A_FORM):
        category = FORM.categories[n * len(FORM.categories) // ROWS_OF_A_FORM]
        name = f"{pick.choice(WHAT)}{pick.choice(THING)}{pick.choice(['完成率', '达标率', '次数', '人次'])}"
        target = f"{pick.randint(60, 100)}%" if name.endswith("率") else f"≥{pick.randint(2, 5000)}次"
        level2 = f"*{category.level2}" if category.required else category.level2
        yield [category.level1, level2, name, target, f"反映{name}，第{pick.randint(1, 400)}号口径"]


def flat_workbook(path: Path, forms: int, *, formats: bool, repeated: bool = True) -> None:
    """A heading, and a row for each indicator: short fields on every row, long ones on the first of a form.

    `formats`: amounts are numbers under #,##0.00 and percentages are numbers under 0%. `repeated`: without it, all
    fields stand on the first row of a form only.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        amount = book.add_format({"num_format": "#,##0.00"})
        percent = book.add_format({"num_format": "0%"})
        page = book.add_worksheet("汇总")
        labels = [*(field.label_in(FORM.amount_unit) for field in FORM.fields), *(c.label for c in FORM.columns)]
        page.write_row(0, 0, labels)
        line = 0
        for number in range(forms):
            pick = random.Random(number)  # noqa: S311 - no secret
            values = head(pick, number)
            for n, cells in enumerate(indicators(pick)):
                line += 1
                fields = [
                    values[field.key] if n == 0 or (repeated and field.key not in LONG) else "" for field in FORM.fields
                ]
                for column, text in enumerate([*fields, *cells]):
                    if formats and text.endswith(("%", ".00", ".50")) and len(text) < 20:
                        is_percent = text.endswith("%")
                        figure = float(text.rstrip("%").replace(",", "")) / (100 if is_percent else 1)
                        page.write_number(line, column, figure, percent if is_percent else amount)
                    elif text:
                        page.write_string(line, column, text)


def content(number: int) -> DeclarationContent:
    """A form as a value."""
    pick = random.Random(number)  # noqa: S311 - no secret
    texts = {key: text for key, text in head(pick, number).items() if key in LONG | {"code", "name"}}
    rows = (
        Indicator(level1, level2.lstrip("*"), level2.startswith("*"), name, target, explanation)
        for level1, level2, name, target, explanation in indicators(pick)
    )
    return DeclarationContent(form=FORM.title, indicators=tuple(rows)).with_values(texts)


def own_content(number: int) -> DeclarationContent:
    """A form as a value, its amounts and all."""
    texts = head(random.Random(number), number)  # noqa: S311 - no secret
    values: dict[str, Any] = {
        key: Decimal(text.replace(",", "")) for key, text in texts.items() if key.endswith("_amount")
    }
    values |= {"period_years": int(texts["period_years"]), "is_new": texts["is_new"] == "是"}
    return content(number).with_values({**texts, **values})


def own_workbook(path: Path, forms: int, *, details: bool = False, repeated: bool = False) -> None:
    """Our own export; `details`: each form has rows of 测算明细 and 分年度计划; `repeated`: all fields on every row."""
    lines = (BudgetLine("讲座", Decimal(12), "场", Decimal("3000.01")), BudgetLine("展览", Decimal(2), "次"))
    plan = (PlanYear(2026, Decimal("12000.5")), PlanYear(2027, None))
    every = (own_content(number) for number in range(forms))
    said = (replace(each, budget_lines=lines, plan=plan) if details else each for each in every)
    with path.open("wb") as output:
        flat_export(((each, FORM) for each in said), output, repeat_head=repeated)


def layout_workbook(path: Path, forms: int) -> None:
    """The printed layout with its borders, one form a sheet, cells merged as on paper."""
    with xlsxwriter.Workbook(str(path)) as book:
        border = book.add_format({"border": 1, "text_wrap": True})
        for number in range(1, forms + 1):
            page = book.add_worksheet(str(number))
            for block in sheet_of(content(number), FORM).blocks:
                bounds = (block.top, block.left, block.bottom, block.right)
                if bounds[:2] != bounds[2:]:
                    page.merge_range(*bounds, "", border)
                page.write_string(block.top, block.left, block.text, border)


def built(kind: str, path: Path, forms: int) -> Path:
    """The workbook, built by a process of its own: what a process has once needed counts for those that it starts."""
    timed(sys.executable, str(Path(__file__).resolve()), "build", kind, str(path), str(forms))
    return path


BUILDERS: dict[str, Callable[[Path, int], None]] = {
    "texts": partial(flat_workbook, formats=False),
    "texts, heads on first rows only": partial(flat_workbook, formats=False, repeated=False),
    "number formats": partial(flat_workbook, formats=True),
    "our own export": own_workbook,
    "our own export with further sheets": partial(own_workbook, details=True),
    "our own export, heads on every row": partial(own_workbook, repeated=True),
    "layout": layout_workbook,
}


# --- measurements -----------------------------------------------------------------------------------------------------


def ours(path: Path) -> dict[str, float]:
    """What one reading of a file took."""
    names = ("seconds", "parent", "child", "forms", "rows", "parent_cpu", "child_cpu")
    return dict(zip(names, json.loads(run(OURS, str(path))[1]), strict=True))


def flat(kind: str, forms: int) -> tuple[float, float]:
    """(ratio to bare calamine, peak MB of the child) of a flat workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = built(kind, Path(folder) / "flat.xlsx", forms)
        bare: list[float] = []
        bare_cpu: list[float] = []
        rounds: list[dict[str, float]] = []
        for _ in range(ROUNDS):
            seconds, said = run(BARE, str(path))
            bare.append(seconds)
            bare_cpu.append(float(said))
            rounds.append(ours(path))
    assert {(read["forms"], read["rows"]) for read in rounds} == {(forms, forms * ROWS_OF_A_FORM)}
    best = min(read["seconds"] for read in rounds)
    child, parent = (max(read[who] for read in rounds) for who in ("child", "parent"))
    say(f"Flat workbook of {forms} forms, {kind}: {best:.2f} s; calamine alone {min(bare):.2f} s")
    say(f"  ratio {best / min(bare):.2f} (best of {ROUNDS}); peak memory {child:.0f} MB child, {parent:.0f} MB parent")
    parent_cpu, child_cpu = (min(read[f"{who}_cpu"] for read in rounds) for who in ("parent", "child"))
    say(
        f"  processor time: {child_cpu:.2f} s child, {parent_cpu:.2f} s parent, calamine {min(bare_cpu):.2f} s "
        f"(child {child_cpu / min(bare_cpu):.2f} times); load average {os.getloadavg()[0]:.1f}"
    )
    return best / min(bare), child


def layout(forms: int) -> float:
    """The time of reading a layout workbook : openpyxl opening it."""
    with tempfile.TemporaryDirectory() as folder:
        path = built("layout", Path(folder) / "layout.xlsx", forms)
        opened = min(run(OPENPYXL, str(path))[0] for _ in range(2))
        rounds = [ours(path) for _ in range(2)]
    read = min(rounds, key=lambda each: each["seconds"])
    assert read["forms"] == forms
    say(
        f"Layout workbook of {forms} forms: {read['seconds'] / forms * 1000:.1f} ms a form; "
        f"openpyxl merely opening it {opened / forms * 1000:.1f} ms; "
        f"peak memory {read['child']:.0f} MB child, {read['parent']:.0f} MB parent"
    )
    return float(read["seconds"] / opened)


def samples(folder: Path) -> float:
    """The time of `read_declarations` on the four samples : Python's start with Django's set-up."""
    files = sorted(str(path) for path in (folder / "samples").glob("*.txt"))
    with tempfile.TemporaryDirectory() as data:
        timed(sys.executable, "manage.py", "bootstrap", DATA_DIR=data)
        command = (sys.executable, "manage.py", "read_declarations", *files)
        rounds = [
            (timed(*command, DATA_DIR=data)[0], timed(sys.executable, "-c", SETUP, DATA_DIR=data)[0])
            for _ in range(2 * ROUNDS)
        ]
    read, setup = (min(found) for found in zip(*rounds, strict=True))
    say(f"{len(files)} samples: {read:.2f} s; Python and Django's set-up {setup:.2f} s; ratio {read / setup:.2f}")
    return float(read / setup)


@pytest.mark.benchmark
@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("texts", 2.0),
        ("texts, heads on first rows only", 2.0),
        ("number formats", 5.0),
        ("our own export", 5.0),  # its numbers have formats
        ("our own export with further sheets", 5.0),
        ("our own export, heads on every row", 5.0),
    ],
)
def test_a_flat_workbook_against_calamine_alone(kind: str, most: float) -> None:
    ratio, memory = flat(kind, FORMS)
    assert ratio <= most
    assert memory < 700


@pytest.mark.benchmark
def test_a_layout_workbook_against_openpyxl_opening_it() -> None:
    assert layout(LAYOUTS) < 1


@pytest.mark.benchmark
def test_the_samples_against_the_start_of_django(shared: Path) -> None:
    assert samples(shared) <= 3


def main(forms: int) -> None:
    """Measure everything and say it."""
    for kind in list(BUILDERS)[:-1]:
        flat(kind, forms)
    layout(max(forms // 10, 1))
    if (ROOT.parent / "shared").is_dir():
        samples(ROOT.parent / "shared")


if __name__ == "__main__":
    if sys.argv[1:2] == ["build"]:
        BUILDERS[sys.argv[2]](Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else FORMS)
