"""kill -9 of the real program in a terminal, at random moments of a first evening that ends without touch.

`test_kills.py` kills the machines at every kind of call; this one also has the screen, its threads and the start.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudoterminals on Windows; run it on Linux or macOS", allow_module_level=True)

from companion.couple import couple_file
from tests.screen.pty_program import PtyProgram, in_a_terminal

KILLS = 12
SEED = 1630
AT_A_TIME = 4
"""Programs that run at the same time: most of the time each waits for the next key."""
AFTER_RESULT = 3
"""Kills that come after the key that hands the second page on: the no is saved there."""
PROGRAM = ("play", "holding-hands", "--voice", "none", "--no-mic")
RESULT = "Let’s do something without touch."


def evening(program: PtyProgram) -> Iterator[str]:
    """Plays a first evening in which Ben would rather not be touched. Yields after each key what was pressed."""
    program.press_at("Before you begin", b"\r")
    yield "cautions"
    for asked, name in (("at the F key, on the left", b"Ana\r"), ("at the J key", b"Ben\r")):
        program.press_at(asked, name)
        yield asked
    for handover, who, key, touch in (
        ("Some questions for each of you, alone", "Ana", b"f", b"y"),
        ("Please give the screen to Ben", "Ben", b"j", b"n"),
    ):
        assert program.wait_for(handover)
        program.settle()
        # A page that has just come up doesn't take keys yet, and one "n" too many doesn't answer the next row.
        assert program.press_until(key, f"{who}, this page is yours.")
        yield handover
        assert program.press_until(b"n", "answered")
        yield f"{who}: safety"
        for answer in (b"2", b"n", touch, b"\r"):
            program.settle()
            program.press(answer)
            yield f"{who}: {answer!r}"
    assert program.wait_for(RESULT)
    yield "seen"


def file_in(home: Path) -> Path:
    return home / "couple.json"


def content(home: Path) -> bytes:
    file = file_in(home)
    return file.read_bytes() if file.exists() else b""


def undisturbed(home: Path) -> tuple[list[str], set[bytes]]:
    """Plays it to its end. Returns its steps, and every content that the file had."""
    states = {b""}
    with in_a_terminal(*PROGRAM, home=home) as program:
        steps = []
        for step in evening(program):
            steps.append(step)
            program.settle()
            states.add(content(home))
    return steps, states


def killed(home: Path, at: int, wait: float) -> str:
    """Kills the program `wait` seconds after its step number `at`. Returns the name of that step."""
    with in_a_terminal(*PROGRAM, home=home) as program:
        for number, step in enumerate(evening(program)):
            if number == at:
                time.sleep(wait)
                os.killpg(program.process.pid, signal.SIGKILL)
                program.process.wait(10)
                return step
    raise AssertionError("it ended before it was killed")


def test_the_real_program_killed_at_random_moments_keeps_a_no_and_no_answer(tmp_path: Path) -> None:
    steps, states = undisturbed(tmp_path / "undisturbed")
    assert len(states) >= 3, "names are saved, and the evening without touch"
    assert json.loads(max(states, key=len))["tonight"]["touch"] is False
    rng = Random(SEED)
    moments = [(rng.randrange(len(steps) - 2), rng.random() ** 3 / 2) for _ in range(KILLS - AFTER_RESULT)]
    moments += [(len(steps) - 2, rng.random() / 5), (len(steps) - 2, rng.random()), (len(steps) - 1, 0.0)]
    homes = [tmp_path / str(number) for number in range(KILLS)]

    def kill(number: int) -> str:
        return killed(homes[number], *moments[number])

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        done = list(pool.map(kill, range(KILLS)))
    for home, (_, wait), step in zip(homes, moments, done, strict=True):
        told = f"killed {wait:.3f} s after “{step}”"
        assert content(home) in states, f"{told}: the file is whole, and holds nothing else than it ever held"
        for path in home.rglob("*.tmp"):
            assert any(state.startswith(path.read_bytes()) for state in states), f"{told}: no answer in {path.name}"
        kept = couple_file.load(file_in(home))
        assert not kept.trouble, told
        if step == "seen":
            assert kept.kept.resting(couple_file.this_evening()), f"{told}: both had seen that there is no touch"
    assert done[-1] == "seen"
    with in_a_terminal(*PROGRAM, home=homes[-1]) as program:
        assert program.wait_for("no touch for the rest of tonight")
