"""Measures the author's tools: messages for files as therapists write them, checking a thousand exercises, and the time
from saving a long one until it is on the screen."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from bench import authoring_variants, figures
from companion import resources
from companion.authoring.check_report import as_lines
from companion.authoring.checking import check_all
from companion.authoring.drafting import Drafts
from companion.authoring.watching import Watch
from companion.screen.write.writing_app import DraftTimeline, WritingApp

EXERCISES = 1_000
MINUTES = 40
SAVES = 20


def run() -> None:
    """Prints the table of these figures."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = [*authoring_variants.rows(), _checking(Path(scratch) / "packs"), *_saving(Path(scratch))]
    figures.table("authors", rows)


def _checking(folder: Path) -> tuple[str, str, str]:
    """Checks copies of the shipped packs, as many as are needed, each in a folder of its own."""
    count = 0
    packs = [pack for pack in sorted(resources.shipped_exercises().iterdir()) if pack.is_dir()]
    while count < EXERCISES:
        for pack in packs:
            copy = folder / f"{pack.name}-{count}"
            shutil.copytree(pack, copy)
            for file in copy.glob("*.yaml"):
                _make_its_own(file, count)
            count += sum(file.name != "pack.yaml" for file in pack.glob("*.yaml"))
    walls, works = [], []
    for _ in range(3):
        wall, work = time.perf_counter(), time.process_time()
        report = check_all([folder])
        as_lines(report)
        walls.append((time.perf_counter() - wall) * EXERCISES / len(report.files))
        works.append((time.process_time() - work) * EXERCISES / len(report.files))
    figure = f"{min(walls):.2f} s best, {figures.percentile(walls, 0.5):.2f} s median"
    return f"checking {EXERCISES:,} exercises", figure, f"{min(works):.2f} s of processor; target 4 s"


def _make_its_own(file: Path, number: int) -> None:
    """Changes the sentences of a copy, so that no result of another copy can be used again."""
    word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    text = file.read_text(encoding="utf-8")
    heading, steps, body = text.partition("\nsteps:")
    file.write_text(heading + steps + re.sub(r" (the|a|it|your) ", rf" \1 x{word} ", body), encoding="utf-8")


def long_exercise(minutes: float = MINUTES) -> str:
    """Writes an exercise of about this length, in the manner of the shipped ones: two sentences and a silence, again
    and again."""
    heading = (resources.shipped_exercises() / "body" / "choice-based-scan.yaml").read_text(encoding="utf-8")
    heading = heading.partition("\nsteps:")[0]
    steps = [
        f"  - If you like, notice where you are now, for the {_nth(number)} time. Or look around the room instead.\n"
        "  - wait: 8s\n"
        for number in range(round(minutes * 60 / 18))
    ]
    return f"{heading}\nsteps:\n{''.join(steps)}ending:\n  - That was it.\n"


def _nth(number: int) -> str:
    return f"{number}{'th' if 10 <= number % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _saving(folder: Path) -> list[tuple[str, str, str]]:
    file = folder / "long.yaml"
    text = long_exercise()
    file.write_text(text, encoding="utf-8")
    drafts = Drafts(file)
    draft = drafts.look()
    assert draft.usable, draft.problems
    assert draft.figures is not None
    looks = []
    for _ in range(SAVES):
        begun = time.perf_counter()
        drafts.look()
        looks.append(time.perf_counter() - begun)
    saves = asyncio.run(_saves(file, text))
    size = f"{draft.figures.seconds / 60:.0f} minutes, {len(draft.lines)} lines"
    return [
        (f"reading and checking {size}", figures.spread(looks), ""),
        ("from the save until it is drawn", figures.spread(saves), "target 0.2 s"),
    ]


async def _saves(file: Path, text: str) -> list[float]:
    """Measures saves. The editor puts a new file in the old one's place; it counts as drawn once the new sentence is
    the chosen one."""
    app = WritingApp(file.name, Drafts(file).look, Watch(file).look, None)
    took = []
    async with app.run_test(size=(80, 24)):
        timeline = app.query_one(DraftTimeline)
        while not timeline.lines:
            await asyncio.sleep(0.01)
        for number in range(SAVES):
            new = f"Here is a new sentence, number {number}."
            beside = file.with_suffix(".new")
            beside.write_text(text.replace("  - wait: 8s\n", f"  - wait: 8s\n  - {new}\n", 1), encoding="utf-8")
            drawn = asyncio.Event()
            render = timeline.render

            def watched(new: str = new, drawn: asyncio.Event = drawn, render: object = render) -> object:
                assert callable(render)
                content = render()
                if new in str(content):
                    drawn.set()
                return content

            timeline.render = watched  # type: ignore[method-assign,assignment]
            begun = time.perf_counter()
            os.replace(beside, file)
            await asyncio.wait_for(drawn.wait(), 10)
            took.append(time.perf_counter() - begun)
            timeline.render = render  # type: ignore[method-assign]
            await asyncio.sleep(0.013 * (number % 5))
    return took
