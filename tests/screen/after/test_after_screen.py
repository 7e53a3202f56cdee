"""The page after an exercise: the ways on, the numbers side by side, the line for the journal, and nothing asked
after a stop."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.after.after_screen import AfterScreen, WaysOn
from companion.screen.after.similar import without_touch
from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.home.exercise_order import ListedExercise
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal.journal_screen import JournalScreen
from companion.screen.session.session_screen import SessionScreen
from companion.session.effects import Outcome
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSession, speaking

SESSION = speaking(title="Right now", elapsed=75.0)


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(SESSION)


@pytest.fixture
def keeping(program: FakeProgram) -> FakeProgram:
    """A program whose journal is on."""
    program.journal.switch_on()
    program.prepared.asks_how = True
    return program


async def after(
    pilot: Pilot[None], session: FakeSession, outcome: Outcome = Outcome.COMPLETED, *keys: str
) -> AfterScreen:
    """Plays an exercise from home to its end."""
    home = pilot.app.screen
    assert isinstance(home, HomeScreen)
    await asyncio.wait_for(home.loaded.wait(), 10)
    await pilot.press(*(keys or ("1",)))
    await pilot.pause()
    assert isinstance(pilot.app.screen, SessionScreen)
    session.finish(outcome)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, AfterScreen)
    await asyncio.wait_for(screen.loaded.wait(), 10)
    await pilot.pause()
    return screen


async def through_before(pilot: Pilot[None], number: str) -> None:
    """Chooses an exercise, and answers how it is on the page before it."""
    await pilot.press(*"five senses", "enter")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, BeforeScreen)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    screen.query_one("#how", Select).value = int(number)
    await pilot.press("enter")
    await pilot.pause()


@pytest.mark.parametrize("key", ["enter", "escape"])
def test_enter_and_escape_go_home(key: str, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_it_is_kind_and_counts_nothing(outcome: Outcome, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session, outcome)
        shown = screen_text(pilot)
        assert words.CLOSINGS[outcome][0] in " ".join(shown.split())
        assert not any(word in shown.lower() for word in ("streak", "in a row", "times", "well done", "great"))

    run(run_app(walk, play=None))


def test_what_the_ending_names_is_offered_right_below_home(
    run_app: RunApp, session: FakeSession, program: FakeProgram
) -> None:
    program.named = ("something else in quotes", "Five senses")

    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session)
        ways = screen.query_one(WaysOn)
        assert str(ways.get_option_at_index(1).prompt) == "Five senses"
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BeforeScreen)

    run(run_app(walk, play=None))


def test_the_settings_are_a_key_away_and_lead_back(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session)
        assert "F2 settings" in " ".join(screen_text(pilot).split())
        await pilot.press("f2")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        assert pilot.app.screen is not screen
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen

    run(run_app(walk, play=None))


def test_again_begins_it_again(run_app: RunApp, session: FakeSession, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)
        session.finish()
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen), "home lies right beneath"

    run(run_app(walk, play=None))
    assert program.opened == ["right-now", "right-now"]


def test_something_like_it_shows_the_page_before_it(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session)
        assert "Something like it: Five senses" in screen_text(pilot)
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BeforeScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        assert screen not in pilot.app.screen_stack

    run(run_app(walk, play=None))


def test_a_click_is_as_good_as_a_key(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session)
        await pilot.click(screen.query_one(OptionList), offset=(5, 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


def test_it_can_become_a_favourite_and_stop_being_one(
    run_app: RunApp, session: FakeSession, program: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press("asterisk")
        await pilot.pause()
        assert program.kept().favourites == ("right-now",)
        assert after_words.FAVOURITE_NOT in screen_text(pilot)
        await pilot.press("asterisk")
        await pilot.pause()
        assert program.kept().favourites == ()

    run(run_app(walk, play=None))


def test_while_the_journal_is_off_nothing_is_asked_and_nothing_written(
    run_app: RunApp, session: FakeSession, program: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        shown = screen_text(pilot)
        assert after_words.HOW not in shown
        assert after_words.WORDS not in shown
        await pilot.press("w", "7", "j", "escape")

    run(run_app(walk, play=None))
    assert program.journal.written == {}


def test_with_the_journal_on_an_entry_is_written_at_once(
    run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        (entry,) = keeping.journal.written[1]
        assert (entry.exercise, entry.title, entry.seconds) == ("right-now", "Right now", 75.0)
        assert (entry.before, entry.after, entry.words) == (None, None, "")
        assert after_words.HOW not in screen_text(pilot), "a number is asked only if one was asked before"
        assert after_words.KEPT in screen_text(pilot)

    run(run_app(walk, play=None))


def test_before_and_after_stand_side_by_side(run_app: RunApp, session: FakeSession, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)  # type: ignore[attr-defined]
        await through_before(pilot, "3")
        session.finish()
        await pilot.pause()
        assert after_words.HOW in screen_text(pilot)
        await pilot.press("6")
        await pilot.pause()
        assert "before: 3 · now: 6" in screen_text(pilot)
        await pilot.press("1", "0")
        await pilot.pause()
        assert "before: 3 · now: 10" in screen_text(pilot)

    run(run_app(walk, play=None))
    (entry,) = keeping.journal.written[1]
    assert (entry.before, entry.after) == (3, 10)
    assert keeping.chosen[-1].how == 3


@pytest.mark.parametrize("way", [("enter", "enter"), ("escape",), ("tab", "tab", "tab")], ids=str)
def test_own_words_are_kept_whichever_way_it_is_left(
    way: tuple[str, ...], run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session)
        await pilot.press("w", *"a, q and c")
        assert screen.query_one("#line", Input).value == "a, q and c", "the line eats its own keys"
        await pilot.press(*way)
        await pilot.pause()

    run(run_app(walk, play=None))
    assert [entry.words for entry in keeping.journal.written[1]] == ["a, q and c"]


def test_own_words_are_kept_at_control_c(run_app: RunApp, session: FakeSession, keeping: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press("w", *"quick", "ctrl+c")
        await pilot.pause()

    assert run(run_app(walk, play=None)).interrupted
    assert [entry.words for entry in keeping.journal.written[1]] == ["quick"]


def test_after_a_stop_nothing_is_asked_until_it_is_wanted(
    run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    keeping.journal_offered = True

    async def walk(pilot: Pilot[None]) -> None:
        await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)  # type: ignore[attr-defined]
        await through_before(pilot, "3")
        session.finish(Outcome.STOPPED)
        await pilot.pause()
        shown = screen_text(pilot)
        assert after_words.HOW not in shown
        assert after_words.WORDS not in shown
        assert "?" not in shown.split("Esc")[0]
        assert after_words.WRITE in shown
        await pilot.press("w", *"It was too much")
        await pilot.pause()
        assert after_words.HOW in screen_text(pilot)

    run(run_app(walk, play=None))
    (entry,) = keeping.journal.written[1]
    assert entry.words == "It was too much"


def test_the_journal_is_offered_once_and_quietly(run_app: RunApp, session: FakeSession, program: FakeProgram) -> None:
    program.journal_offered = True

    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session, Outcome.STOPPED)
        assert "journal" not in screen_text(pilot), "not after a stop"
        await pilot.press("escape")
        await pilot.pause()
        await after(pilot, session)
        assert "To read about it, press J." in " ".join(screen_text(pilot).split())
        await pilot.press("j")
        await pilot.pause()
        assert isinstance(pilot.app.screen, JournalScreen)
        await pilot.press("escape", "escape")
        await pilot.pause()
        await after(pilot, session)
        assert "press J" not in screen_text(pilot)

    run(run_app(walk, play=None))


def test_switched_on_from_here_it_takes_up_this_session(
    run_app: RunApp, session: FakeSession, program: FakeProgram
) -> None:
    program.journal_offered = True

    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press("j")
        await pilot.pause()
        program.journal.switch_on()
        await pilot.press("escape")
        await pilot.pause()
        shown = " ".join(screen_text(pilot).split())
        assert "It’s off" not in shown
        assert "This is in your journal." in shown
        await pilot.press("w", *"It was calm", "enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert [entry.words for entry in program.journal.written[1]] == ["It was calm"]


def test_an_entry_that_was_deleted_meanwhile_is_said_to_be_gone(
    run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press("j")
        await pilot.pause()
        keeping.journal.written[1].clear()
        await pilot.press("escape")
        await pilot.pause()
        assert "This isn’t in your journal any more." in " ".join(screen_text(pilot).split())
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert keeping.journal.written == {1: []}


def test_of_two_journals_one_is_chosen_and_none_is_written_before(
    run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    ben = keeping.journal.switch_on("Ben")

    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session)
        assert keeping.journal.written == {1: [], 2: []}
        screen.query_one("#whose", Select).value = ben.id
        await pilot.pause()
        assert len(keeping.journal.written[2]) == 1
        screen.query_one("#whose", Select).value = 1
        await pilot.pause()

    run(run_app(walk, play=None))
    assert [len(entries) for entries in keeping.journal.written.values()] == [1, 0]


def test_a_journal_that_cannot_be_written_is_said(run_app: RunApp, session: FakeSession, keeping: FakeProgram) -> None:
    keeping.journal.full = CompanionError("The disk is full.", hint="Free some space.")

    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        assert "The disk is full." in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


@pytest.mark.parametrize(
    ("outcome", "ways"),
    [
        (Outcome.COMPLETED, ["home", "again", "calm"]),
        (Outcome.ENDED, ["home", "again", "calm"]),
        (Outcome.DECLINED, ["home", "calm"]),
        (Outcome.STOPPED, ["home", "calm"]),
    ],
)
def test_two_people_may_go_on_but_never_to_what_one_of_them_stopped_or_refused(
    outcome: Outcome, ways: list[str], run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    session.shown = replace(SESSION, called=("Ana", "Ben"))

    async def walk(pilot: Pilot[None]) -> None:
        screen = await after(pilot, session, outcome)
        assert [option.id for option in screen.query_one(OptionList).options] == ways
        assert screen.query_one(OptionList).highlighted == 0
        assert after_words.WORDS not in screen_text(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert (pilot.app.screen is screen) is ("again" not in ways)

    run(run_app(walk, play=None))
    assert keeping.journal.written == {1: []}


@pytest.mark.parametrize(("presses", "exercise"), [(1, "right-now"), (2, "side-by-side")])
def test_both_are_asked_anew_before_they_go_on(
    presses: int, exercise: str, run_app: RunApp, session: FakeSession, program: FakeProgram
) -> None:
    session.shown = replace(SESSION, called=("Ana", "Ben"))
    asked: list[str] = []
    evening = program.evening

    def asking(exercise_id: str, *, attended: bool = True) -> Any:
        asked.append(exercise_id)
        return evening(exercise_id, attended=attended)

    program.evening = asking  # type: ignore[method-assign]

    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press(*["down"] * presses, "enter")
        await pilot.pause()
        assert asked == [exercise]

    run(run_app(walk, play=None))


def test_nothing_with_touch_or_talk_is_what_two_people_are_led_to() -> None:
    def one(id: str, kind: str, *, people: int = 2, asks: tuple[str, ...] = ()) -> ListedExercise:
        return ListedExercise(id, id, "", "", "", kind=kind, people=people, asks=asks)

    touch = one("touch", "touch", asks=("touch",))
    others = [one("talk", "talk"), one("alone", "together", people=1), one("near", "together", asks=("touch",))]
    assert without_touch("touch", [touch, *others]) is None
    assert without_touch("touch", [touch, *others, one("calm", "together")]) == one("calm", "together")


@pytest.mark.parametrize("size", [(1, 1), (20, 8), (40, 15), (300, 90)])
def test_any_size_can_be_used_and_left(
    size: tuple[int, int], run_app: RunApp, session: FakeSession, keeping: FakeProgram
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await after(pilot, session)
        await pilot.press("w", "x", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None, size=size))


# ---- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("outcome", ["completed", "stopped"])
def test_picture(outcome: str, size: tuple[int, int], snap_compare: object) -> None:
    assert _compare(snap_compare, outcome, size)


def test_picture_without_colour(snap_compare: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert _compare(snap_compare, "completed", (80, 24))


def _compare(snap_compare: object, outcome: str, size: tuple[int, int]) -> bool:
    session = FakeSession(SESSION)
    program = FakeProgram(session=session)
    program.journal.switch_on()
    program.prepared.asks_how = True

    async def before(pilot: Pilot[None]) -> None:
        await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)  # type: ignore[attr-defined]
        await through_before(pilot, "3")
        session.finish(Outcome(outcome))
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, AfterScreen)
        await asyncio.wait_for(screen.loaded.wait(), 10)
        if outcome == "completed":
            await pilot.press("5")
        await pilot.pause()

    return bool(snap_compare(CompanionApp(program), run_before=before, terminal_size=size))  # type: ignore[operator]
