"""How long one PDF and one workbook take, and how the PDF compares with WeasyPrint alone on the same HTML.

    python tests/benchmarks/bench_writing.py [rounds]

Every round prints another form of about 1,900 characters and 20 indicators; both ways take turns in one process, so
the ratio holds on a busy machine too.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from weasyprint import CSS, HTML  # noqa: E402 - after the settings

from declarations.content import DeclarationContent, Indicator  # noqa: E402
from declarations.writing.pdf import declaration_html, declaration_pdf  # noqa: E402
from declarations.writing.workbook import declaration_workbook  # noqa: E402
from tests.writing.factories import INFO, PROJECT_FORM, project_content, sentences  # noqa: E402

STYLE = (ROOT / "templates/writing/declaration.css").read_text(encoding="utf-8")
ROUNDS = 20


def form(number: int) -> DeclarationContent:
    """A form of usual size; no two numbers give the same texts."""
    categories = [category for category in PROJECT_FORM.categories for _ in range(2)]
    return replace(
        project_content(),
        name=f"第{number}号公共文化服务项目",
        policy_basis=f"{number}号文件：{sentences(300)}",
        calculation_basis=f"{number}. {sentences(400)}",
        annual_goal=f"{number}年度：{sentences(300)}",
        long_term_goal=f"{number}期：{sentences(150)}",
        indicators=tuple(
            Indicator(
                each.level1, each.level2, each.required, f"{number}号指标{place}", f"≥{place + 1}项", sentences(24)
            )
            for place, each in enumerate(categories)
        ),
    )


def bare_pdf(html: str) -> bytes:
    """WeasyPrint as its manual begins: no shared fonts, no shared style sheet."""
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[CSS(string=STYLE)])
    return pdf


def timed(call: Callable[[], bytes]) -> tuple[float, int]:
    """Seconds that the call took, and the size of its result."""
    started = time.perf_counter()
    size = len(call())
    return time.perf_counter() - started, size


def main(rounds: int) -> None:
    """Measure and say the medians."""
    declaration_pdf(form(0), PROJECT_FORM, INFO)
    seconds: dict[str, list[float]] = {"ours": [], "bare": [], "sheet": []}
    size = 0
    for number in range(1, rounds + 1):
        content = form(number)
        html = declaration_html(content, PROJECT_FORM, INFO)
        seconds["bare"].append(timed(partial(bare_pdf, html))[0])
        ours, size = timed(partial(declaration_pdf, content, PROJECT_FORM, INFO))
        seconds["ours"].append(ours)
        seconds["sheet"].append(timed(partial(declaration_workbook, content, PROJECT_FORM, INFO))[0])
    middle = {name: statistics.median(found) for name, found in seconds.items()}
    sys.stdout.write(
        f"PDF of one declaration: {middle['ours']:.3f} s, {size / 1000:.0f} KB\n"
        f"WeasyPrint alone: {middle['bare']:.3f} s, ratio {middle['ours'] / middle['bare']:.2f} (median of {rounds})\n"
        f"Workbook of one declaration: {middle['sheet']:.4f} s\n"
    )


@pytest.mark.benchmark
def test_a_pdf_against_weasyprint_alone() -> None:
    main(ROUNDS)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
