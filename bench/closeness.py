"""Measures how long a comparison of two lists of yes, no, maybe takes once both passphrases have been entered.

The keys are derived before that, which takes about a second each and is meant to be slow. The most that a couple can
have is 200 items in all lists and 20 of their own; the comparison of 300 is measured with lists made for it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.figures import percentile, table

RUNS = 200
TARGET = 0.050
"""Seconds that a comparison may take: too short to be noticed, or to tell anything about the lists."""


def run() -> int:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    rows, failed = [], 0
    for items, own, what in ((200, 20, "200 items and 20 of their own, the most there can be"), (300, 0, "300 items")):
        comparing, reading = _measured(items, own)
        failed = failed or int(percentile(comparing, 0.95) > TARGET)
        rows += [
            (f"comparing {what}", _figure(comparing), f"target under {TARGET * 1000:.0f} ms"),
            ("  and reading both lists from their bytes", _figure(reading), ""),
        ]
    table("Yes, no, maybe", rows)
    return failed


def _figure(times: list[float]) -> str:
    return f"median {percentile(times, 0.5) * 1e3:.1f} ms, 95 % {percentile(times, 0.95) * 1e3:.1f} ms"


def _measured(items: int, own: int) -> tuple[list[float], list[float]]:
    """Returns the seconds of comparisons, and of comparisons with reading both halves. Every item is answered."""
    from companion.closeness.comparing import compare
    from companion.closeness.half import Reply, from_bytes, to_bytes
    from companion.closeness.items import Item, ItemList
    from companion.closeness.own_answers import OwnAnswers
    from tests.closeness.lists import DAY, LIST, empty

    each = items // 2
    lists = [
        LIST.model_copy(
            update={
                "id": name,
                "items": tuple(
                    Item(
                        id=f"item-{n}",
                        text=f"{name} {n}",
                        about="One of you does it.",
                        group="a group",
                        touch=("arms",),
                    )
                    for n in range(each)
                ),
            }
        )
        for name in ("first", "second")
    ]
    assert all(isinstance(listed, ItemList) for listed in lists)
    sealed = []
    for who in range(2):
        filling = OwnAnswers(empty(DAY - 1), lists, lambda: DAY - 1)
        for listed in lists:
            for n, item in enumerate(listed.items):
                filling.reply(f"{listed.id}/{item.id}", (Reply.YES, Reply.MAYBE, Reply.NO)[(n + who) % 3])
                filling.condition(f"{listed.id}/{item.id}", "only with the light on")
                filling.share(f"{listed.id}/{item.id}", True)
        for n in range(own):
            key = filling.add_own(f"something of our own {n}")
            filling.reply(key, Reply.YES)
        sealed.append(to_bytes(filling.half))
    comparing, reading = [], []
    for _ in range(RUNS):
        before = time.perf_counter()
        a, b = (from_bytes(data) for data in sealed)
        opened = time.perf_counter()
        found = compare(a, b, lists, DAY)
        after = time.perf_counter()
        assert len(found.both_yes) + len(found.yes_or_maybe) >= items // 4
        comparing.append(after - opened)
        reading.append(after - before)
    return comparing, reading
