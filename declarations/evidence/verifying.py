"""Whether the attached files are those that the record tells of, unchanged."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from declarations.evidence import store
from declarations.models import Declaration, Event
from declarations.workflow import Action

Told = tuple[str, str, str]  # field, name, SHA-256


def faults(declaration: Declaration, events: Iterable[Event]) -> Iterator[str]:
    """What is wrong with the files of one declaration, as Chinese sentences; nothing when all is well."""
    expected, files = _expected(events), [each for each in declaration.evidence.all() if not each.is_removed]
    listed = Counter(_told(each.told()) for each in files)
    for _, name, _ in expected - listed:
        yield f"附件“{name}”记在历史里，现在的附件里却没有。"
    for _, name, _ in listed - expected:
        yield f"附件“{name}”没有记在历史里，可能绕过系统添加过。"
    for each in files:
        try:
            with store.open_file(each.key) as file:
                same = hashlib.sha256(file.read()).hexdigest() == each.digest
        except FileNotFoundError:
            yield f"附件“{each.name}”的文件不在了。"
        else:
            if not same:
                yield f"附件“{each.name}”的文件与登记的校验值不符，可能被改动过。"


def _expected(events: Iterable[Event]) -> Counter[Told]:
    """What the events leave attached."""
    expected: Counter[Told] = Counter()
    for event in events:
        new, old = (said if isinstance(said, dict) else {} for said in (event.new, event.old))
        if event.action == Action.ATTACH:
            expected[_told(new["evidence"])] += 1
        elif event.action == Action.DETACH:
            expected[_told(old["evidence"])] -= 1
        elif event.action == Action.ADJUST:
            expected.update(_told(each) for each in new.get("files", ()))
    return +expected


def _told(said: dict[str, Any]) -> Told:
    return str(said["field"]), str(said["name"]), str(said["sha256"])
