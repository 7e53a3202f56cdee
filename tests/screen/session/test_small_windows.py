"""In a small window a sentence is shown whole: the rest makes room for it, and what is longer still can be scrolled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from companion.exercise.plan import Choices
from companion.exercise.planner import plan
from companion.packs.loading import load
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.screen import words
from companion.session.view import Asked, Phase, Question, View
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeSession, paused, silent, speaking

EXERCISES = Path(__file__).parents[3] / "exercises"
SMALL = (40, 15)
NOTICE = "In a larger window"


@pytest.fixture(scope="module")
def longest(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The longest things that are said or asked in the shipped exercises, and the longest of the program's own."""
    phrases = load_phrases("en")
    texts = {phrases.help_words, phrases.yellow_two, phrases.something_else[0].text}
    for entry in Shelf([EXERCISES], tmp_path_factory.mktemp("list") / "list.json").entries():
        for cue in plan(load(EXERCISES / entry.path).exercise, Choices(), phrases).cues:
            texts |= {getattr(cue, name, "") for name in ("caption", "question")}
    return sorted(texts, key=len)[-12:]


AREAS = ("hands", "shoulders", "back", "hair", "cheeks", "feet", "belly")
OPTIONS = ("ten minutes", "twenty minutes", "an hour", "another day")


def asked(text: str, kind: str, options: tuple[str, ...] = (), **changes: Any) -> View:
    question = Question(kind, text, options, **changes)
    return speaking(phase=Phase.ASKING, words=text, question=question, called=("Ana", "Ben"))


def views(text: str) -> list[View]:
    return [
        speaking(words=text),
        silent(words=text),
        paused(words=text),
        asked(text, Asked.CHOICE, OPTIONS),
        asked(text, Asked.RATE),
        asked(text, Asked.AGREE, who="the two of you", areas=AREAS),
    ]


async def read(pilot: Pilot[None]) -> set[str]:
    """Everything that can be read, from the top of the sentence to its end."""
    lines: set[str] = set()
    await pilot.press("pageup", "pageup", "pageup", "pageup", "pageup")
    for _ in range(30):
        await pilot.pause()
        now = {line.strip(" ▁▂▃▄▅▆▇█▔▕▐") for line in screen_text(pilot).splitlines()}
        if now <= lines:
            break
        lines |= now
        await pilot.press("down")
    return lines


def test_the_longest_sentences_are_whole_at_40_by_15(run_app: RunApp, session: FakeSession, longest: list[str]) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for text in longest:
            for view in views(text):
                session.show(view)
                await pilot.pause()
                await pilot.pause()
                read_all = " ".join(sorted(await read(pilot)))
                missing = [word for word in words.shown(text).split() if word not in read_all]
                assert missing == [], (view.phase, view.question, screen_text(pilot))
                assert "…" not in read_all

    run(run_app(walk, size=SMALL))


def test_the_notice_about_the_window_gives_way_to_the_sentence(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert NOTICE in screen_text(pilot)
        session.show(speaking(words=" ".join(["somewhere in the room"] * 20)))
        await pilot.pause()
        await pilot.pause()
        assert NOTICE not in screen_text(pilot)
        session.show(speaking(words="Rest."))
        await pilot.pause()
        await pilot.pause()
        assert NOTICE in screen_text(pilot)

    run(run_app(walk, size=SMALL))
