"""Two people's own stop word, tried aloud on its page: real microphone, real model, the program's own questions."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.audio.rig import SoundRig
from tests.audio.sessions import RunningAtTerminal, quiet_room
from tests.audio.test_session_by_voice import said

pytestmark = pytest.mark.audio

TOUCH = """\
format: 1
id: one-hand
title: One hand
summary: A hand lies on a table.
people: 2
kind: touch
touch: [hands]
rung: 1
author: Test
license: CC0-1.0
steps:
  - agree: One hand on the other, for a breath.
  - Let one hand lie on the other.
ending: [That was enough.]
"""
WORD = "pineapple"
ANSWERS = (
    ("at the F key?", "Ada"),
    ("at the J key?", "Bo"),
    ("Who would like to start?", "f"),
    ("r: rather not say", "n"),
    ("from 0 to 10", "3"),
    ("w: your own stop word, none", "w"),
    ("A word of your own", WORD),
    ("(press Enter)", ""),
)
"""What is typed on the page that says this."""
LISTENING = "(I am listening for it.)"
CHANCE = "This happens every so often"


def at_the_word(session: RunningAtTerminal) -> bool:
    """Answers page after page until the program listens for the word. False where touch is left out by chance."""
    page: list[str] = []
    for read in range(400):
        session.wait_for_more(read)
        line = session.lines[read]
        page.append(line)
        if CHANCE in line or line == LISTENING:
            return line == LISTENING
        if line.startswith(("(type", "(press Enter)")) and not any(f"Say “{WORD}”" in each for each in page):
            session.type(next(answer for words, answer in ANSWERS if any(words in each for each in page)))
            page = []
    raise AssertionError("the page of the word never came:\n" + "\n".join(session.lines))


def test_the_word_is_heard_on_its_page_and_then_stands_on_tonights(rig: SoundRig, tmp_path: Path) -> None:
    rig.play_into_microphone(quiet_room(200))
    for evening in range(6):  # one in eight is without touch: six in a row are one in a quarter of a million
        folder = tmp_path / str(evening)
        folder.mkdir()
        with RunningAtTerminal(rig, folder, exercise=TOUCH) as session:
            if not at_the_word(session):
                continue
            time.sleep(1.0)  # nobody speaks before they have read the page
            rig.play_into_microphone(said(WORD))
            session.wait_for(f"w: your own stop word, {WORD}", timeout=10)
            return
    raise AssertionError("six evenings without touch")
