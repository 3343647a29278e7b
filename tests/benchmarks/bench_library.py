"""How fast an indicator is found among 100,000 by two characters, against a plain LIKE over the same table.

    pytest tests/benchmarks/bench_library.py --override-ini=addopts=--import-mode=importlib -m benchmark -s

On SQLite, and on PostgreSQL under bin/postgres-for-tests. Ways take turns within one run, so the ratios hold on a busy
machine; the reference reads of one row by its key say what the database itself takes for the shortest answer.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from indicators import search
from indicators.models import LibraryIndicator, LibraryUse
from perfgoals.accounts.models import Unit

ENTRIES = 100_000
ROUNDS = 40
WORDS = 4000  # two characters each; as in a language, few are in many names and most in few
CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
THINGS = "面积 次数 场次 人数 件数 合格率 完成率 覆盖率 满意度 达标率 金额 时间 比例 户数 份数 台数 项数".split()
LEVELS = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
)


def vocabulary() -> list[str]:
    """Invented words, the most used first."""
    chance = random.Random(2027)  # noqa: S311 - names for a measurement
    return ["".join(chance.sample(CHARACTERS, 2)) for _ in range(WORDS)]


def entries(words: list[str]) -> Iterator[LibraryIndicator]:
    """Invented indicators, each name once; the word of rank n is drawn in proportion to 1/n."""
    chance = random.Random(20271)  # noqa: S311 - names for a measurement
    weights = [1 / rank for rank in range(1, WORDS + 1)]
    drawn = iter(chance.choices(words, weights, k=3 * ENTRIES))
    for number in range(ENTRIES):
        name = f"{next(drawn)}{next(drawn)}{next(drawn)}{chance.choice(THINGS)}{number}"
        entry = LibraryIndicator(
            level1="产出指标",
            level2=LEVELS[number % len(LEVELS)],
            name=name,
            example_target=f"≥{chance.randint(1, 99)}次",
            explanation=f"反映{name}的情况",
            used_count=chance.randint(0, 300),
        )
        entry.derive()
        yield entry


def fill(words: list[str]) -> float:
    """Make the library; seconds that it took."""
    started = time.perf_counter()
    made = LibraryIndicator.objects.bulk_create(entries(words), batch_size=2000)
    search.store([(entry.pk, entry.haystack, entry.category) for entry in made])
    unit = Unit.objects.create(code="970", name="测速局", is_department=True)
    LibraryUse.objects.bulk_create(
        (LibraryUse(indicator=entry, unit=unit, year=2027, source=1) for entry in made[::50]), batch_size=5000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - started


def timed(call: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def plain(text: str) -> list[LibraryIndicator]:
    """The same question without an index of its own."""
    return list(LibraryIndicator.objects.usable().filter(name__icontains=text).order_by("-used_count")[:8])


@pytest.mark.benchmark
def test_two_characters_among_a_hundred_thousand(db: None) -> None:
    words = vocabulary()
    seconds = fill(words)
    unit = Unit.objects.get(code="970").pk
    keys = list(LibraryIndicator.objects.values_list("pk", flat=True)[:ROUNDS])
    ask = LibraryIndicator.objects.suggested
    # Another word every round, so that nothing is remembered: among the 40 most used, the middle, the rarest.
    common, usual, rare = words[:ROUNDS], words[400 : 400 + ROUNDS], words[-ROUNDS:]
    ways: dict[str, Callable[[int], object]] = {
        "one row by its key": lambda n: LibraryIndicator.objects.get(pk=keys[n]),
        "LIKE, a common word": lambda n: plain(common[n]),
        "LIKE, a usual word": lambda n: plain(usual[n]),
        "LIKE, a rare word": lambda n: plain(rare[n]),
        "suggestions, a common word": lambda n: ask(LEVELS[n % 8], common[n], unit_ids=[unit]),
        "suggestions, a usual word": lambda n: ask(LEVELS[n % 8], usual[n], unit_ids=[unit]),
        "suggestions, a rare word": lambda n: ask(LEVELS[n % 8], rare[n], unit_ids=[unit]),
        "suggestions, one character": lambda n: ask(LEVELS[n % 8], common[n][0], unit_ids=[unit]),
        "suggestions, three initials": lambda n: ask(
            LEVELS[n % 8], search.initials_of(usual[n] + common[n])[0][:3], unit_ids=[unit]
        ),
        "suggestions, nothing typed": lambda n: ask(LEVELS[n % 8], "", unit_ids=[unit]),
        "catalogue, a usual word": lambda n: list(
            LibraryIndicator.objects.usable().filter(search.condition(usual[n])).order_by("-used_count", "-pk")[:51]
        ),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, way in ways.items():
            took[name].append(timed(lambda way=way, number=number: way(number)))  # type: ignore[misc]
    middle = {name: statistics.median(found) for name, found in took.items()}
    like = middle["LIKE, a rare word"]
    sys.stdout.write(f"\n{connection.vendor}: {ENTRIES:,} entries written in {seconds:.0f} s\n")
    for name, found in middle.items():
        worst = sorted(took[name])[int(ROUNDS * 0.95)]
        sys.stdout.write(
            f"  {name:32} {found:8.2f} ms  p95 {worst:8.2f}   {like / found:6.1f} x faster than LIKE of a rare word\n"
        )
    assert middle["suggestions, a rare word"] < like
