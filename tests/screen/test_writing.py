"""The view beside the editor: its text after each save, the chosen sentence, and the keys that say it aloud."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from companion.authoring.draft import Draft
from companion.authoring.drafting import Drafts
from companion.authoring.watching import Seen
from companion.errors import UnknownExercise
from companion.exercise.plan import SayCue
from companion.screen.widgets import Edges, Text
from companion.screen.write.writing_app import GONE, DraftTimeline, WritingApp


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @functools.wraps(test)
    def run(*args: Any, **more: Any) -> None:
        asyncio.run(test(*args, **more))

    return run


TEXT = """format: 1
id: feet-first
title: Feet first
summary: A minute and a half with the floor under you.
people: 1
kind: settle
cautions: [Not reviewed by a clinician. It doesn't replace therapy.]
sources: [My own]
author: Dr May Example
license: CC-BY-4.0
steps:
  - Let your feet find the floor. Shoes or no shoes, both are fine, and so is a thick carpet, or a blanket.
  - wait: 15s
  - choose:
      ask: Eyes open, or closed?
      open: [Let your eyes rest on something that does not move.]
      closed: [Let them close. They can open whenever you like.]
      default: open
  - wait: 20s
ending:
  - That was it. The floor stays where it is.
"""
BROKEN = TEXT.replace("wait: 15s", "wiat: 15s").replace("people: 1", "people: 3")


class Narrator:
    def __init__(self, trouble: str = "") -> None:
        self.said: list[str] = []
        self._trouble = trouble

    def say(self, cue: SayCue, tell: Callable[[str], None]) -> None:
        self.said.append(cue.text)
        tell(self._trouble)


class Desk:
    """A file that is saved when a test says so."""

    def __init__(self, text: str = TEXT) -> None:
        self._drafts = Drafts(Path("feet-first.yaml"))
        self._seen = [Seen.SAVED]
        self.text: str | None = text

    def save(self, text: str | None) -> None:
        self.text = text
        self._seen.append(Seen.SAVED)

    def take_away(self) -> None:
        self._seen.append(Seen.GONE)

    def watch(self) -> Seen:
        return self._seen.pop(0) if self._seen else Seen.NOTHING

    def look(self) -> Draft:
        if self.text is None:
            raise UnknownExercise("I can't open this file.", hint="Check that you have permission to read it.")
        return self._drafts.of(self.text.encode())


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Let the app go on until something is true; fails after some hundred rounds of its loop."""
    for _ in range(400):
        await pilot.pause(0.01)
        if true():
            return
    raise AssertionError("it never came to that")


def app_of(desk: Desk, narrator: Narrator | None = None) -> WritingApp:
    return WritingApp("feet-first.yaml", desk.look, desk.watch, narrator)


def shown(app: WritingApp, id: str) -> str:
    widget = app.query_one(f"#{id}")
    return str(widget.render()) if isinstance(widget, Text | Edges) else ""


def chosen(app: WritingApp) -> str:
    line = app.query_one(DraftTimeline).line
    return line.row.text if line is not None else ""


@in_a_loop
async def test_a_save_is_shown_and_what_is_new_is_chosen() -> None:
    desk = Desk()
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) == "Let your feet find the floor.")
        assert "ready to use" in shown(app, "head")
        assert "a minute" in shown(app, "figures")
        assert not app.query_one("#problems").display
        desk.save(TEXT.replace("Let them close.", "Let them fall shut."))
        await until(pilot, lambda: chosen(app) == "Let them fall shut.")


@in_a_loop
async def test_mistakes_are_shown_above_the_timeline_as_it_was() -> None:
    desk = Desk()
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        desk.save(BROKEN)
        await until(pilot, lambda: "2 mistakes to fix" in shown(app, "head"))
        assert "There is no step called 'wiat'." in shown(app, "problems")
        assert "Did you mean 'wait'?" in shown(app, "problems")
        assert "how it was before the mistake" in shown(app, "figures")
        assert chosen(app) == "Let your feet find the floor."
        desk.save(TEXT)
        await until(pilot, lambda: "ready to use" in shown(app, "head"))


@in_a_loop
async def test_a_file_full_of_mistakes_leaves_room_for_the_rest() -> None:
    desk = Desk(TEXT.replace("  - wait: 15s\n", "  - wiat: 15s\n" * 40))
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "more" in shown(app, "problems"))
        assert app.query_one("#problems").size.height <= 12
        assert app.query_one("#keys").size.height == 1


@in_a_loop
async def test_the_chosen_sentence_is_said() -> None:
    narrator = Narrator()
    app = app_of(Desk(), narrator)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        await pilot.press("space", "down", "enter", "end", "space", "home", "up", "space")
        assert [text.split()[0] for text in narrator.said] == ["Let", "Shoes", "The", "Let"]


@in_a_loop
async def test_only_what_is_said_can_be_chosen() -> None:
    app = app_of(Desk())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        texts = []
        for _ in range(12):
            texts.append(chosen(app))
            await pilot.press("down")
        assert len(dict.fromkeys(texts)) == 8
        assert not any(text.startswith("(") for text in texts)
        assert texts[-1] == "The floor stays where it is."


@in_a_loop
async def test_what_went_wrong_with_the_voice_is_shown() -> None:
    app = app_of(Desk(), Narrator("There is no speaker."))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        await pilot.press("space")
        await until(pilot, lambda: "There is no speaker." in shown(app, "notice"))


@in_a_loop
async def test_without_a_narrator_the_key_is_not_offered() -> None:
    app = app_of(Desk())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        await pilot.press("space")
        assert "hear" not in shown(app, "keys")


@in_a_loop
async def test_a_file_that_goes_away_and_one_that_may_not_be_read() -> None:
    desk = Desk()
    app = app_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        desk.take_away()
        await until(pilot, lambda: GONE.split()[-1] in shown(app, "notice"))
        assert chosen(app) != ""
        desk.save(None)
        await until(pilot, lambda: "permission to read" in shown(app, "notice"))
        desk.save(TEXT)
        await until(pilot, lambda: shown(app, "notice").strip() == "")


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+c"])
@in_a_loop
async def test_leaving(key: str) -> None:
    app = app_of(Desk())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
    assert app.interrupted is (key == "ctrl+c")


@pytest.mark.parametrize("size", [(20, 5), (40, 10), (80, 24), (200, 60)])
@in_a_loop
async def test_every_size(size: tuple[int, int]) -> None:
    desk = Desk()
    app = app_of(desk, Narrator())
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: chosen(app) != "")
        await pilot.press("end", "home", "pagedown", "pageup")
        desk.save(BROKEN)
        await until(pilot, lambda: "mistakes" in shown(app, "head"))
    assert app.crash is None


@pytest.mark.parametrize("scene", ["good", "broken", "said"])
def test_how_it_looks(scene: str, snap_compare: Callable[..., bool]) -> None:
    desk = Desk()
    app = app_of(
        desk,
        Narrator(
            "I can't find a speaker, so you won't hear anything. Run: companion doctor" if scene == "said" else ""
        ),
    )

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: chosen(app) != "")
        if scene == "broken":
            desk.save(BROKEN)
            await until(pilot, lambda: "mistakes" in shown(app, "head"))
        await pilot.press("down", *(["space"] if scene == "said" else []))
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=(80, 24))
