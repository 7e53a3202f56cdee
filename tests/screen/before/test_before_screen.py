"""The page before an exercise: its text, its choices, and every way on and back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot
from textual.widgets import Select

from companion.errors import UnknownExercise
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.home.home_screen import HomeScreen
from companion.screen.home.search_line import SearchLine
from companion.screen.seam import Chosen
from companion.screen.session.session_screen import SessionScreen
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram


async def page(pilot: Pilot[None], *keys: str) -> BeforeScreen:
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await home.loaded.wait()
    home.query_one(SearchLine).put("exhale")
    await pilot.pause()
    await pilot.press("enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, BeforeScreen)
    await pilot.press(*keys)
    await pilot.pause()
    return screen


def test_it_shows_what_it_is_what_to_mind_and_what_it_asks(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot)
        shown = " ".join(screen_text(pilot).split())
        for each in (
            "Longer exhale",
            "about 4 minutes",
            "In for four",
            "If counting makes you tense",
            words.ASKED["breath"],
        ):
            assert each in shown
        assert program.opened == []

    run(run_app(walk, play=None, size=(80, 30)))


def test_one_without_a_choice_of_length_says_so(run_app: RunApp, program: FakeProgram) -> None:
    program.prepared.lengths = {}

    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot)
        assert words.BEFORE_ONE_LENGTH in screen_text(pilot)

    run(run_app(walk, play=None, size=(80, 30)))


def test_enter_starts_with_the_usual_choice(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot, "enter")
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None))
    assert program.chosen == [Chosen({"rest": 180.0})]


def test_how_one_is_can_be_said_only_while_a_journal_is_on(run_app: RunApp, program: FakeProgram) -> None:
    async def without(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        assert not screen.query("#how")
        assert after_words.HOW not in screen_text(pilot)

    async def with_one(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        screen.query_one("#how", Select).value = 4
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(without, play=None, size=(80, 40)))
    program.prepared.asks_how = True
    run(run_app(with_one, play=None, size=(80, 40)))
    assert [chosen.how for chosen in program.chosen] == [4]


def test_a_longer_part_changes_the_total_and_is_taken_along(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        screen.query_one(".length", Select).value = 600.0
        screen.query_one("#bed", Select).value = "rain"
        screen.query_one("#bells", Select).value = False
        await pilot.pause()
        assert "about 11 minutes" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.chosen == [Chosen({"rest": 600.0}, "rain", False)]


def test_minus_and_plus_make_it_shorter_and_longer(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot)
        assert "- shorter" in screen_text(pilot)
        assert "about 4 minutes" in screen_text(pilot)
        await pilot.press("minus", "minus", "minus", "minus")
        await pilot.pause()
        assert "about 3 minutes" in screen_text(pilot)
        await pilot.press("plus", "plus", "plus", "plus", "plus", "plus", "plus", "plus")
        await pilot.pause()
        assert "about 11 minutes" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.chosen == [Chosen({"rest": 600.0})]


@pytest.mark.parametrize("size", [(40, 15), (80, 24)])
def test_the_length_is_in_sight_from_the_start(size: tuple[int, int], run_app: RunApp, program: FakeProgram) -> None:
    program.prepared.summary = "Very long. " * 60

    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot)
        assert "3 minutes" in screen_text(pilot)
        await pilot.click(".steps", offset=(0, 0))
        await pilot.pause()
        assert "3 minutes" not in screen_text(pilot).replace("about 3 minutes", "")

    run(run_app(walk, play=None, size=size))


@pytest.mark.parametrize("size", [(24, 10), (40, 15), (60, 20), (80, 24), (99, 30), (120, 40)])
def test_the_key_for_who_to_call_is_never_cut(size: tuple[int, int], run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot)
        for _ in range(200):
            if screen_text(pilot).splitlines()[-1].rstrip().endswith("C who to call"):
                return
            await pilot.pause(0.02)
        raise AssertionError(screen_text(pilot))

    run(run_app(walk, play=None, size=size))


def test_a_box_that_has_the_focus_takes_enter_itself(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot, "tab", "enter")
        assert screen.query_one(".length", Select).expanded
        await pilot.press("escape")
        await pilot.pause()
        assert not screen.query_one(".length", Select).expanded
        assert pilot.app.screen is screen

    run(run_app(walk, play=None))
    assert program.opened == []


def test_it_waits_until_one_is_settled(run_app: RunApp, program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        screen.query_one("#wait-for", Select).value = 3
        await pilot.press("enter")
        await pilot.pause()
        assert words.BEFORE_SETTLE in screen_text(pilot)
        assert program.opened == []
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert words.BEFORE_SETTLE not in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        screen._until = 0.0  # as the clock does
        screen._tick()
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None))
    assert program.chosen == [Chosen({"rest": 180.0}, wait=3)]


def test_while_it_waits_enter_starts_at_once(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        screen.query_one("#wait-for", Select).value = 5
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.opened == ["longer-exhale"]


@pytest.mark.parametrize("key", ["escape", "q"])
def test_it_leads_back(key: str, run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot, key)
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))
    assert program.opened == []


def test_an_exercise_that_cannot_be_read_says_why_and_leads_back(run_app: RunApp, program: FakeProgram) -> None:
    program.prepared.fails = UnknownExercise("There is no exercise “longer-exhale”.", hint="Put it back.")

    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot, "enter")
        assert "There is no exercise" in screen_text(pilot)
        assert "Put it back." in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))
    assert program.opened == []


def test_who_to_call(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await page(pilot, "c")
        assert isinstance(pilot.app.screen, CrisisCard)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_picture(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await page(pilot)
        await pilot.pause()

    walk: Callable[[Pilot[None]], Awaitable[None]] = before
    assert snap_compare(CompanionApp(FakeProgram()), run_before=walk, terminal_size=size)


def test_voice_breath_and_the_end_are_taken_along_and_counted(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        row = screen.query_one("#silence-bed").parent
        assert row is not None
        assert not row.display, "without a silence there is no sound to choose for it"
        for id, value in (("voice", "heart"), ("tones", "wind"), ("silence", 5), ("last-bell", True), ("bed", "rain")):
            screen.query_one(f"#{id}", Select).value = value
        await pilot.pause()
        await pilot.pause()
        assert row.display
        assert "about 9 minutes" in screen_text(pilot)
        assert program.prepared.spoken_with[-1] == "heart", "it starts while the page is read"
        screen.query_one("#silence-bed", Select).value = False
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    chosen = Chosen({"rest": 180.0}, "rain", voice="heart", tones="wind", silence=5, silence_bed=False, last_bell=True)
    assert program.chosen == [chosen]


def test_going_back_brings_the_usual_voice_back(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        screen.query_one("#voice", Select).value = "heart"
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.prepared.spoken_with[-2:] == ["heart", ""]


def test_without_a_breath_there_is_no_sound_for_it(run_app: RunApp, program: FakeProgram) -> None:
    program.prepared.tones = ()

    async def walk(pilot: Pilot[None]) -> None:
        screen = await page(pilot)
        assert not screen.query("#tones")
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.chosen == [Chosen({"rest": 180.0})]
