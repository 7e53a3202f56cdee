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
    ("(answered)", ""),
    ("at the F key, on the left", "Ada"),
    ("at the J key, on the right", "Bo"),
    ("Are you afraid of your partner", "n"),
    ("from 0 to 10?", "3"),
    ("drowsy today?", "n"),
    ("Would you like this touch tonight: hands?", "y"),
    ("w: your own stop word: none", "w"),
    ("Your own stop word", WORD),
    ("(type f)", "f"),
    ("(type j)", "j"),
    ("(press Enter)", ""),
)
"""The answer that is typed on the page with these words."""
LISTENING = "(You can also say it. I’m listening.)"


def go_to_the_word(session: RunningAtTerminal) -> None:
    """Answers page after page until the program listens for the word."""
    page: list[str] = []
    for read in range(400):
        session.wait_for_more(read)
        line = session.lines[read]
        page.append(line)
        if line == LISTENING:
            return
        # The first question of a page says how to answer; those after it only wait.
        waits = line.startswith(("(type", "(please answer)", "(press Enter)"))
        if waits and not any(f"Say “{WORD}”" in each for each in page):
            answer = next((answer for words, answer in ANSWERS if any(words in each for each in page)), None)
            if answer is not None:
                session.type(answer)
                page = []
    raise AssertionError("the page of the word never came:\n" + "\n".join(session.lines))


def test_the_word_is_heard_on_its_page_and_then_stands_on_the_shared_one(rig: SoundRig, tmp_path: Path) -> None:
    rig.play_into_microphone(quiet_room(200))
    with RunningAtTerminal(rig, tmp_path, exercise=TOUCH) as session:
        go_to_the_word(session)
        for more in (2, 1, 0):  # a busy computer may miss a moment, and people say it again
            time.sleep(1.0)  # people read the page before they speak
            rig.play_into_microphone(said(WORD))
            try:
                session.wait_for(f"w: your own stop word: {WORD}", timeout=10)
                break
            except AssertionError:
                if not more:
                    raise
