"""Measures the search of home: the processor time for each key that is typed, among 10,000 exercises."""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.figures import spread, table
from companion import resources
from companion.app.search_vocabulary import load_search_words
from companion.packs.shelf import Shelf
from companion.screen.home.browsing import MOST_SHOWN, Browsing
from companion.screen.home.exercise_order import ListedExercise, listed
from companion.screen.home.search import SearchIndex

MANY = 10_000
WORDS = 8_000
"""Made-up words, of which each exercise has a dozen beside its own: about as many as the texts of that many authors
have."""
TYPED = (
    "i can't sleep at night",
    "my husband died",
    "panick atack",
    "a long hug for the two of us",
    "shame",
    "insomnia",
    "zzzz",
)


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shipped = listed(Shelf([resources.shipped_exercises()], Path(folder) / "list.json").entries())
    known = load_search_words("en")
    rows = []
    for exercises in (shipped, _many(shipped)):
        started = time.process_time()
        index = SearchIndex(exercises, known)
        made = time.process_time() - started
        times = [_key(Browsing(exercises, index), typed[:end]) for typed in TYPED for end in range(1, len(typed) + 1)]
        longest = f"longest {max(times) * 1000:.0f} ms, target 50"
        rows.append((f"{len(exercises)} exercises, one key", spread(times), longest))
        rows.append((f"{len(exercises)} exercises, the index", f"{made:.2f} s", "made once, after the first frame"))
    table("The search", rows)


def _key(browsing: Browsing, typed: str) -> float:
    """Measures the seconds from a key to the rows that are to be shown."""
    browsing.typed = typed
    started = time.process_time()
    browsing.title()
    sections = browsing.sections()
    browsing.left_out()
    taken = time.process_time() - started
    assert sum(len(section.rows) for section in sections) <= MOST_SHOWN + 5
    return taken


def _many(shipped: list[ListedExercise]) -> list[ListedExercise]:
    chance = random.Random(11)
    syllables = ("ba", "ro", "mi", "te", "lun", "sor", "ka", "fe", "gri", "do", "stra", "ple")
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(WORDS)]
    times = MANY // len(shipped) + 1
    return [
        replace(
            each,
            id=f"{each.id}-{number}",
            title=f"{each.title} {chance.choice(words)}",
            summary=f"{each.summary} {' '.join(chance.choices(words, k=12))}",
        )
        for number in range(times)
        for each in shipped
    ][:MANY]
