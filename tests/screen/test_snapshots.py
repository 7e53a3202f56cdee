"""Pictures of every screen at 80×24, kept as SVG. `pytest --snapshot-update` makes them anew; look at them then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from companion.closeness.comparing import A, B
from companion.ports import Heard, Hearing, HearingChanged, Level
from companion.screen.app import CompanionApp
from companion.screen.closeness.closeness_app import ClosenessApp
from companion.screen.closeness.filling_screen import FillingScreen
from companion.screen.learnt_keys.key_table import learnt_from
from companion.screen.learnt_keys.lesson import Lesson
from companion.screen.learnt_keys.lesson_app import LessonApp
from companion.session.effects import BreathPart, NoticeKind, Outcome
from companion.session.view import Phase, View
from tests.closeness.desks import ANAS, BENS, Calendar, desk_in, fill
from tests.closeness.lists import DAY
from tests.screen.fakes import (
    FakeCrisis,
    FakeProgram,
    FakeSession,
    asking,
    breathing,
    paused,
    silent,
    speaking,
    turning,
)
from tests.screen.learnt_keys.test_lesson_app import Clock

Compare = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]


def showing(
    view: View, *, hearing: HearingChanged | None = None, heard: Heard | None = None, keys: tuple[str, ...] = ()
) -> tuple[CompanionApp, Before]:
    """An app that plays a session standing still at `view`, and what brings it there."""
    session = FakeSession(view)
    app = CompanionApp(FakeProgram(session=session), "longer-exhale")

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for observer in session.observers:
            observer.hearing(hearing or HearingChanged(Hearing.LISTENING))
            observer.level(Level(-30.0))
            if heard is not None:
                observer.heard(heard)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    return app, before


SCENES: dict[str, tuple[View, tuple[str, ...]]] = {
    "speaking": (speaking(), ()),
    "silent": (silent(22.0), ()),
    "breathing-mid-in": (breathing(BreathPart.IN, 0.5), ()),
    "breathing-hold": (breathing(BreathPart.HOLD_IN, 0.5), ()),
    "breathing-late-out": (breathing(BreathPart.OUT, 0.8, 6.0), ()),
    "choice": (asking("choice", "Would you like your eyes open, or closed?", "open", "closed"), ()),
    "check": (asking("check", "How is this for you?"), ()),
    "rate": (asking("rate", "Right now, from zero to ten: how much is it?"), ()),
    "paused": (paused(), ()),
    "yellow": (speaking(phase=Phase.YELLOW, words="Everything holds. Slower, smaller, or somewhere else?"), ()),
    "lost": (speaking(phase=Phase.LOST), ()),
    "turn": (turning(), ()),
    "crisis": (speaking(), ("c",)),
    "country": (speaking(), ("c", "o")),
    "help": (speaking(), ("question_mark",)),
    "long": (speaking(words="Let your eyes rest on something that does not move, " * 9 + "and stay."), ()),
}


@pytest.mark.parametrize("name", SCENES)
def test_scene(name: str, snap_compare: Compare) -> None:
    view, keys = SCENES[name]
    app, before = showing(view, keys=keys, heard=Heard("pause", True) if name == "paused" else None)
    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


def test_no_microphone(snap_compare: Compare) -> None:
    trouble = HearingChanged(Hearing.NO_MICROPHONE, "Plug one in, or go on with the keys.")
    app, before = showing(speaking(), hearing=trouble)
    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(60, 20), (48, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["speaking", "breathing-mid-in", "choice", "help", "crisis"])
def test_small(name: str, size: tuple[int, int], snap_compare: Compare) -> None:
    view, keys = SCENES[name]
    app, before = showing(view, keys=keys)
    assert snap_compare(app, run_before=before, terminal_size=size)


@pytest.mark.parametrize("name", ["speaking", "breathing-mid-in", "paused", "crisis"])
def test_no_colour(name: str, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    view, keys = SCENES[name]
    app, before = showing(view, keys=keys)
    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


def test_no_animations(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    app, before = showing(breathing(done=0.6))
    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


@pytest.mark.parametrize("outcome", list(Outcome), ids=str)
def test_closing(outcome: Outcome, snap_compare: Compare) -> None:
    session = FakeSession()
    app = CompanionApp(FakeProgram(session=session), "longer-exhale")

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        session.finish(outcome)
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


def test_notice(snap_compare: Compare) -> None:
    app, before = showing(speaking())

    async def then(pilot: Pilot[None]) -> None:
        await before(pilot)
        assert isinstance(pilot.app, CompanionApp)
        session = pilot.app.session_run.session
        assert isinstance(session, FakeSession)
        session.notice(NoticeKind.PAUSED_BY_SUSPEND)
        await pilot.pause()

    assert snap_compare(app, run_before=then, terminal_size=(80, 24))


def test_the_picture_in_the_readme_is_the_screen() -> None:
    """docs/session.svg is a copy of a snapshot; after a change of the screen: copy it anew."""
    here = Path(__file__).parent
    snapshot = here / "__snapshots__" / "test_snapshots" / "test_scene[breathing-mid-in].svg"
    picture = here.parents[1] / "docs" / "session.svg"
    assert picture.read_bytes() == snapshot.read_bytes(), f"copy {snapshot.name} to docs/session.svg"


def test_the_picture_of_home_in_the_readme_is_the_screen() -> None:
    """docs/home.svg is a copy of a snapshot, too."""
    here = Path(__file__).parent
    snapshot = here / "home" / "__snapshots__" / "test_home_screen" / "test_picture[needs-80x24].svg"
    picture = here.parents[1] / "docs" / "home.svg"
    assert picture.read_bytes() == snapshot.read_bytes(), f"copy {snapshot.name} to docs/home.svg"


CLOSENESS: dict[str, list[str]] = {
    "front": [],
    "new-passphrase": ["j"],
    "list": ["f", "", "m", "up", "t", "only in the evening", "s"],
    "limits": ["f", "", "l", "y"],
    "covered": ["f", "", "space"],
    "before": ["b"],
    "shared": ["b", "l", "", ""],
    "delete": ["d", "f"],
}
"""Keys that lead to each page of yes, no, maybe; "" stands for a passphrase, and a longer text is entered."""


@pytest.mark.parametrize("name", CLOSENESS)
def test_closeness(name: str, snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FillingScreen, "SETTLES", 0.0)
    calendar = Calendar(DAY - 1)
    desk = desk_in(tmp_path, calendar)
    fill(desk, A, wave="yes", hands="yes", feet="maybe")
    if name != "new-passphrase":
        fill(desk, B, wave="yes", hands="maybe", sex="yes")
    calendar.day = DAY

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        passphrases = [ANAS, BENS]
        for key in CLOSENESS[name]:
            if key == "" or " " in key:
                entry = pilot.app.focused
                assert isinstance(entry, Input)
                entry.insert_text_at_cursor(key or passphrases.pop(0))
                await pilot.press("enter")
            else:
                await pilot.press(key)
            await pilot.pause()
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()

    app = ClosenessApp(desk, FakeProgram(session=FakeSession()).crisis)
    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


def test_a_session_with_learnt_buttons(snap_compare: Compare) -> None:
    program = FakeProgram(learnt=learnt_from({"pagedown": "stop", "f5": "pause"}))
    app = CompanionApp(program, "longer-exhale")

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        for observer in program.session.observers:
            observer.hearing(HearingChanged(Hearing.LISTENING))
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


LESSONS: dict[str, tuple[str, ...]] = {
    "first": (),
    "once": ("pagedown",),
    "learnt": ("pagedown", "pagedown"),
    "instead": ("right",),
    "trial": ("n", "n", "n", "n", "n", "pagedown", "space", "f6"),
}


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_of_buttons(name: str, snap_compare: Compare) -> None:
    learnt = learnt_from({"pagedown": "stop"} if name == "trial" else {})
    app = LessonApp(Lesson(learnt), lambda keys: "", FakeCrisis(), Clock())

    async def before(pilot: Pilot[None]) -> None:
        await pilot.press(*LESSONS[name])
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=(80, 24))
