"""The screen of `companion record`: what each key does, what is said of each flaw, and a picture."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from companion.errors import CompanionError
from companion.ports import Flaw
from companion.screen.record import recording_words as say
from companion.screen.record.recording_app import LevelMeter, RecordingApp, RecordingLine, TakeReport
from companion.screen.widgets import Aside, Edges, SpokenWords, Text
from tests.screen.test_writing import until

LINES = [
    RecordingLine("Feel your feet on the floor.", 13, 2.4),
    RecordingLine("With or without shoes, both are fine.", 13),
    RecordingLine("Press your feet down, and let go.", 15, None, "Press your feet down."),
    RecordingLine("Let's leave it here.", 20),
]


class FakeDesk:
    """Keeps what the screen asks for."""

    def __init__(self) -> None:
        self.lines = [*LINES]
        self.trouble = self.unheard = ""
        self.ready = True
        self.log: list[str] = []
        self.next = TakeReport(True)
        self.error: CompanionError | None = None
        self.ended: Callable[[], None] = lambda: None
        self.db = -30.0

    def level(self) -> float:
        return self.db

    def seconds(self) -> float:
        return 3.0

    def begin(self) -> None:
        self.log.append("begin")

    def finish(self, index: int) -> TakeReport:
        self.log.append(f"finish {index}")
        if self.error is not None:
            raise self.error
        if self.next.saved:
            self.lines[index] = replace(self.lines[index], seconds=2.0, was="")
        return self.next

    def drop(self) -> None:
        self.log.append("drop")

    def hear(self, index: int, ended: Callable[[], None], *, old: bool = False) -> None:
        self.log.append(f"hear {index}{' old' if old else ''}")
        self.ended = ended

    def quiet(self) -> None:
        self.log.append("quiet")

    def keep_old(self, index: int) -> None:
        self.log.append(f"keep {index}")
        self.lines[index] = replace(self.lines[index], seconds=1.0, was="")


def run(desk: FakeDesk, *keys: str, size: tuple[int, int] = (80, 24)) -> RecordingApp:
    app = RecordingApp("Feet", desk)

    async def press() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            app.seen = (  # type: ignore[attr-defined]
                " ".join(str(app.query_one("#state", Aside).render()).split()),
                str(app.query_one("#head", Edges).render()),
                str(app.query_one("#words", SpokenWords).render()),
                str(app.query_one("#keys", Text).render()),
                str(app.query_one(LevelMeter).render()),
            )

    asyncio.run(press())
    if app.crash is not None:
        raise app.crash
    return app


def state(app: RecordingApp) -> str:
    return app.seen[0]  # type: ignore[attr-defined, no-any-return]


def test_it_begins_at_the_first_sentence_that_is_not_recorded() -> None:
    app = run(FakeDesk())
    _, head, words, keys, _ = app.seen  # type: ignore[attr-defined]
    assert "2 of 4, line 13" in head
    assert "1 of 4 recorded" in head
    assert "With or without shoes" in words
    assert state(app) == say.BEGIN
    assert "Space" in keys


def test_space_records_and_ends_and_enter_ends_and_goes_on() -> None:
    desk = FakeDesk()
    app = run(desk, "space", "space")
    assert desk.log == ["begin", "finish 1"]
    assert state(app) == say.GOOD
    desk = FakeDesk()
    app = run(desk, "space", "enter")
    assert desk.log == ["begin", "finish 1", "quiet"]
    assert "Press your feet down, and let go." in app.seen[2]  # type: ignore[attr-defined]


@pytest.mark.parametrize("flaw", list(Flaw))
def test_a_flaw_is_said_with_what_to_do_and_the_sentence_stays(flaw: Flaw) -> None:
    desk = FakeDesk()
    desk.next = TakeReport(flaw not in (Flaw.SILENT, Flaw.NO_VOICE), flaw)
    app = run(desk, "space", "enter", size=(120, 40))
    assert state(app) == say.FLAWS[flaw]
    assert "With or without shoes" in app.seen[2]  # type: ignore[attr-defined]


def test_a_microphone_that_went_away_and_a_full_disk_are_said() -> None:
    desk = FakeDesk()
    desk.next = TakeReport(False, broken=True)
    assert state(run(desk, "space", "space")) == say.BROKEN
    desk = FakeDesk()
    desk.error = CompanionError("This recording can't be saved: the disk may be full.", hint="Make room.")
    assert "can’t be saved: the disk may be full. Make room." in state(run(desk, "space", "space"))


def test_escape_drops_what_is_being_recorded_and_q_does_not_lose_it() -> None:
    desk = FakeDesk()
    app = run(desk, "space", "q", "left", "h", "escape")
    assert desk.log == ["begin", "drop"]
    assert state(app) == say.DROPPED


def test_h_plays_a_recorded_sentence_and_its_end_is_noticed() -> None:
    desk = FakeDesk()
    app = run(desk, "home", "h")
    assert desk.log[-1] == "hear 0"
    assert state(app) == say.PLAYING
    desk = FakeDesk()
    run(desk, "h")
    assert desk.log == []  # nothing is recorded there


def test_a_changed_sentence_says_the_old_words_and_can_keep_them() -> None:
    desk = FakeDesk()
    app = run(desk, "right", size=(120, 40))
    assert "“Press your feet down.”" in state(app)
    assert "hear\u00a0the\u00a0old" in app.seen[3].replace(" ", "\u00a0")  # type: ignore[attr-defined]
    run(desk, "right", "o", "k")
    assert desk.log[-2:] == ["hear 2 old", "keep 2"]


def test_without_a_microphone_it_says_so_and_how_to_go_on() -> None:
    desk = FakeDesk()
    desk.ready, desk.trouble = False, "There is no microphone. Plug one in."
    app = run(desk, "space", size=(120, 40))
    assert desk.log == []
    assert "There is no microphone." in state(app)
    assert "--list" in state(app)


def test_the_meter_says_too_loud_in_words() -> None:
    desk = FakeDesk()
    desk.db = -3.0
    assert say.TOO_LOUD in run(desk, "space").seen[4]  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
def test_it_works_in_any_window(size: tuple[int, int]) -> None:
    app = run(FakeDesk(), "space", "space", size=size)
    assert state(app)


def test_picture(snap_compare: Callable[..., bool]) -> None:
    desk = FakeDesk()
    assert snap_compare(RecordingApp("Feel your feet", desk), terminal_size=(80, 24), press=["space"])


def test_a_click_on_a_key_does_what_the_key_does() -> None:
    desk = FakeDesk()
    app = RecordingApp("Feet", desk)

    async def clicks() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            for label in ("Space", "Esc", "Enter"):
                shown = app.query_one("#keys", Text)
                await until(pilot, lambda: label in str(shown.render()) and shown.region.height == 1)  # noqa: B023
                left = (shown.size.width - len(str(shown.render()))) // 2
                await pilot.click("#keys", offset=(left + str(shown.render()).index(label) + 1, 0))
                await pilot.pause()

    asyncio.run(clicks())
    assert app.crash is None
    assert desk.log == ["begin", "drop", "quiet"]
