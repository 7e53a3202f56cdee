"""Walks every shipped exercise to its end with both partners, and measures a stop during everything that two people
do."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import percentile, table

SLOWEST = 20.0
STOP = 0.0001
"""Seconds that a stop may take in the engine, before the loudspeaker is told to be silent."""


def run() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from companion.authoring.checking import check_all

    started = time.perf_counter()
    check_all([Path(__file__).parents[1] / "exercises"])
    checked = time.perf_counter() - started
    started = time.perf_counter()
    runs, cues = _golden_runs()
    walked = time.perf_counter() - started
    rows = [
        ("companion check exercises/", f"{checked:.2f} s", "target under 1 s"),
        (f"a run of every exercise, each partner first ({runs} runs, {cues} cues)", f"{walked:.1f} s", "under 20 s"),
    ]
    stops = list(_stops())
    rows += [
        (
            f"a stop in the engine, amid {what}",
            f"median {percentile(times, 0.5) * 1e6:.0f} µs, 95 % {percentile(times, 0.95) * 1e6:.0f} µs",
            f"{len(times)} stops, target under {STOP * 1e6:.0f} µs",
        )
        for what, times in stops
    ]
    table("The exercises", rows)


def _golden_runs() -> tuple[int, int]:
    from companion.exercise.plan import Choices, Names
    from companion.exercise.planner import plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases
    from companion.session.commands import Kind
    from companion.session.view import Phase
    from tests.session.driver import Driver

    shelf = Shelf()
    runs = cues = 0
    for entry in shelf.entries():
        loaded = shelf.find(entry.id)
        for starts in ("a", "b")[: loaded.exercise.people]:
            choices = Choices(names=Names("Ada", "Bo", private=True), starts=starts)
            made = plan(loaded.exercise, choices, load_phrases(loaded.exercise.language), includes=loaded.includes)
            driver = Driver(made)
            driver.begin()
            while not driver.finished and driver.next_time() is not None:
                view = driver.engine.view(driver.now)
                if view.phase is Phase.ASKING and view.question is not None and view.question.who:
                    driver.give(Kind.SIGN, "held", by="ab"[made.called.index(view.question.who)])
                else:
                    driver.step()
            if not driver.finished:
                raise AssertionError(f"{entry.id} did not come to its end")
            runs += 1
            cues += len(made.cues)
    return runs, cues


def _stops() -> Iterator[tuple[str, list[float]]]:
    from companion.exercise.plan import Choices
    from companion.exercise.planner import plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases
    from companion.session.commands import Command, Kind
    from companion.session.events import Given
    from tests.session.driver import Driver

    shelf = Shelf()
    for what, kinds in (("one person's exercises", {"settle", "breath"}), ("two people's touch", {"touch"})):
        times = []
        for entry in (entry for entry in shelf.entries() if entry.kind in kinds):
            loaded = shelf.find(entry.id)
            made = plan(loaded.exercise, Choices(), load_phrases(loaded.exercise.language), includes=loaded.includes)
            for steps in range(0, 60, 3):
                driver = Driver(made, unattended=True)
                driver.begin()
                for _ in range(steps):
                    if not driver.finished:
                        driver.step()
                before = time.perf_counter()
                driver.engine.handle(Given(Command(Kind.STOP)), driver.now)
                times.append(time.perf_counter() - before)
        yield what, times
