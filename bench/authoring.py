"""Measures the author's tools: messages for files as therapists write them, the normaliser in front of every voice,
checking a thousand exercises, importing a long Word document, and the time from saving a long exercise until it is on
the screen. `bench transcripts` measures how much of the spoken words an independent recogniser understands."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import docx
import yaml

from bench import authoring_variants, figures
from companion import resources
from companion.authoring.check_report import as_lines
from companion.authoring.checking import check_all
from companion.authoring.drafting import Drafts
from companion.authoring.importing.document_reading import read_script
from companion.authoring.importing.draft_writing import AuthorAnswers, yaml_of
from companion.authoring.importing.scripting import draft_of
from companion.authoring.templates import TemplateAnswers
from companion.authoring.watching import Watch
from companion.exercise.script import script_of
from companion.packs.loading import read_file
from companion.screen.write.writing_app import DraftTimeline, WritingApp
from companion.speech.normalise import normalise
from tests.shipped import EXERCISES as SHIPPED

EXERCISES = 1_000
MINUTES = 40
PAGES = 40
IMPORTS = 10
GOLDEN = Path(__file__).parent.parent / "tests" / "speech" / "normalise" / "cases.yaml"
SENTENCES = 10_000
NORMALISED = 5
"""Runs over all sentences."""
SAVES = 20


def run() -> None:
    """Prints the table of these figures."""
    by_kind = authoring_variants.rows_by_kind()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        figures.table("files as therapists write them, by kind of mistake: score 3 (best) to 0", by_kind)
        rows = [
            *authoring_variants.rows(),
            _normalising(),
            _checking(folder / "packs"),
            _importing(folder),
            *_saving(folder),
            ("share of content words understood, by voice", "python -m bench transcripts", ""),
        ]
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
    return f"checking {EXERCISES:,} exercises", figure, _within(min(works), 4)


def _normalising() -> tuple[str, str, str]:
    """Normalises the sentences of the shipped exercises and those of the golden table, which have numbers, signs and
    abbreviations; each is a new one, so that none is remembered."""
    told = [*_shipped_sentences(), *_written_hard()]
    texts = [f"{told[number % len(told)]} {_letters(number)}." for number in range(SENTENCES)]
    normalise("Once, for its tables.")
    walls, works = [], []
    for _ in range(NORMALISED):
        normalise.cache_clear()
        wall, work = time.perf_counter(), time.process_time()
        for text in texts:
            normalise(text)
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    hard = len(_written_hard()) / len(told)
    name = f"normalising {SENTENCES:,} sentences, {hard:.0%} of them hard ones"
    return name, f"{min(walls):.2f} s best, {figures.percentile(walls, 0.5):.2f} s median", _within(min(works), 1)


def _within(seconds: float, target: float) -> str:
    missed = "" if seconds <= target else ": MISSED"
    return f"{seconds:.2f} s of processor; target {target:g} s{missed}"


def _shipped_sentences() -> list[str]:
    found: dict[str, None] = {}
    for file in SHIPPED:
        script, others = script_of(read_file(file).exercise)
        found |= dict.fromkeys(each.text for each in (*script, *others))
    return [*found]


def _written_hard() -> list[str]:
    """Returns the English texts of the golden table."""
    groups = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))["en"]
    return [written for cases in groups.values() for written, _ in cases]


def _letters(number: int) -> str:
    """Spells a number in letters, so that it is a word and nothing to normalise."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _make_its_own(file: Path, number: int) -> None:
    """Changes the sentences of a copy, so that no result of another copy can be used again."""
    word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    text = file.read_text(encoding="utf-8")
    heading, steps, body = text.partition("\nsteps:")
    file.write_text(heading + steps + re.sub(r" (the|a|it|your) ", rf" \1 x{word} ", body), encoding="utf-8")


def _importing(folder: Path) -> tuple[str, str, str]:
    """Imports a Word document, from the file to the text of the exercise."""
    file = folder / "long.docx"
    long_document(file)
    took, works = [], []
    for _ in range(IMPORTS):
        begun, work = time.perf_counter(), _work()
        draft = draft_of(read_script(file))
        yaml_of(draft, AuthorAnswers(TemplateAnswers(draft.title)), "long", file.name)
        took.append(time.perf_counter() - begun)
        works.append(_work() - work)
    name = f"importing a Word document of {PAGES} pages, {draft.lines} lines"
    return name, figures.spread(took), _within(min(works), 2)


def _work() -> float:
    """Returns the seconds of the processor that this process and those it has started have used so far."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def long_document(file: Path, pages: int = PAGES) -> None:
    """Writes a Word document of `pages` pages: headings, paragraphs in three runs, a list, and pauses in brackets."""
    script: Any = docx.Document()
    script.add_heading("A long script", 0)
    for page in range(pages):
        script.add_heading(f"Part {page + 1}", 1)
        for _ in range(7):
            paragraph = script.add_paragraph("Notice where your feet meet the floor, and let them be ")
            paragraph.add_run("as heavy").bold = True
            paragraph.add_run(" as they like. You can look around the room, or close your eyes for a while. " * 2)
            script.add_paragraph("(pause 20 seconds)")
            script.add_paragraph("Breathe out slowly, as if you were cooling soup.", "List Bullet")
    script.save(str(file))


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
