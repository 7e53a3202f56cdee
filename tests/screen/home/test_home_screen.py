"""Home on the screen: by keys, by typing and by mouse, in every size."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import takewhile
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select, Static
from textual.widgets._footer import FooterKey

from companion.app.search_vocabulary import load_search_words
from companion.errors import SettingsError
from companion.exercise.search_words import SearchWords
from companion.screen import words
from companion.screen.after.after_screen import AfterScreen
from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.home.choice_list import ChoiceList
from companion.screen.home.exercise_order import ListedExercise
from companion.screen.home.home_needs import EVERYTHING
from companion.screen.home.home_screen import HomeScreen
from companion.screen.home.places import CRISIS
from companion.screen.home.remembered import Remembered
from companion.screen.home.search_line import SearchLine
from companion.screen.overlay import Overlay
from companion.screen.seam import GO_ON, TONIGHT
from companion.screen.session.session_screen import SessionScreen
from companion.screen.sound_check.sound_check_screen import SoundCheckScreen
from companion.session.effects import Outcome
from tests.screen.conftest import RunApp, pass_by, run, screen_text
from tests.screen.fakes import LISTINGS, FakeListing, FakeProgram, FakeSession

NIGHT = FakeListing(
    "night", "Rest at night", "Lying down.", "body", 1, 12, needs=("can't sleep",), pack_title="In the night"
)
BEDTIME = FakeListing("bedtime", "Before bed", "For two.", "touch", 2, 20, needs=("can't sleep",), pack_title="Touch")
SLOW = FakeListing(
    "slow", "Slow breath", "Out longer.", "breath", 1, 4, needs=("panic", "can't sleep"), author="Ana Lee"
)


@pytest.fixture(autouse=True)
def some(program: FakeProgram) -> None:
    program.listings = (*LISTINGS, SLOW, BEDTIME, NIGHT)


async def until(pilot: Pilot[None], done: Callable[[], bool]) -> None:
    for _ in range(200):
        if done():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come")


async def home(pilot: Pilot[None], *keys: str) -> HomeScreen:
    screen = pilot.app.screen
    assert isinstance(screen, HomeScreen)
    await asyncio.wait_for(screen.loaded.wait(), 10)
    await pilot.pause()
    typed = "".join(takewhile(lambda key: len(key) == 1 and not key.isdecimal(), keys))
    if len(typed) > 1:
        # At once: pressed one by one, each letter waits until the computer is idle.
        screen.query_one(SearchLine).put(typed)
        await pilot.pause()
        keys = keys[len(typed) :]
    await pilot.press(*keys)
    await pilot.pause()
    return screen


def test_the_needs_are_there_before_anything_was_read(run_app: RunApp, program: FakeProgram) -> None:
    def read() -> None:
        raise AssertionError("the first frame reads exercises")

    async def walk() -> None:
        screen = HomeScreen(program, lambda id, people: None)
        screen._read = read  # type: ignore[method-assign, assignment]
        screen.call_after_refresh = lambda *a, **k: True  # type: ignore[method-assign]
        app = CompanionApp(program, "longer-exhale")
        async with app.run_test(size=(80, 24)) as pilot:
            app.push_screen(screen)
            await pilot.pause()
            screen._show()
            await pilot.pause()
            assert "What do you need now?" in screen_text(pilot)
            assert "7  My own practice" in screen_text(pilot)

    asyncio.run(walk())


def test_danger_shows_who_to_call_before_the_exercises_are_read(run_app: RunApp, program: FakeProgram) -> None:
    program.known = load_search_words("en")
    may_go_on = threading.Event()

    async def walk() -> None:
        screen = HomeScreen(program, lambda id, people: None)
        read = screen._read

        def late(known: SearchWords) -> object:
            assert may_go_on.wait(60)
            return read(known)

        screen._read = late  # type: ignore[method-assign, assignment]
        app = CompanionApp(program, "longer-exhale")
        async with app.run_test(size=(80, 24)) as pilot:
            app.push_screen(screen)
            await pilot.pause()
            screen.query_one(SearchLine).put("i want to dir")
            try:
                for _ in range(600):
                    if screen.browsing.topics is not None:
                        break
                    await pilot.pause(0.05)
                await pilot.pause()
                assert screen.browsing.loading
                assert "I’m so sorry that it’s this hard." in screen_text(pilot)
                assert screen.query_one(ChoiceList).row is CRISIS
            finally:
                may_go_on.set()
            await screen.loaded.wait()

    asyncio.run(walk())


@pytest.mark.parametrize("keys", [("1",), ("enter",)])
def test_one_key_settles_me(keys: tuple[str, ...], run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None))
    assert program.opened == ["right-now"]


def test_home_is_at_rest_while_it_is_shown_and_from_each_typed_letter_on(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot)
        assert program.rests == [True]
        await home(pilot, "s")
        assert program.rests == [True, True]
        await pilot.press("escape")
        await pilot.pause()
        program.rests.clear()
        await pilot.press("f2")
        await pilot.pause()
        assert program.rests == [False]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        await pilot.pause()
        assert program.rests == [False, True]

    run(run_app(walk, play=None))


def test_a_need_lists_what_fits_esc_leads_back_and_control_q_out(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "2")
        shown = screen_text(pilot)
        assert shown.index("On your own") < shown.index("Rest at night") < shown.index("Slow breath")
        assert shown.index("Slow breath") < shown.index("For the two of you") < shown.index("Before bed")
        await pilot.press("escape")
        await pilot.pause()
        assert "What do you need now?" in screen_text(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running

    assert not run(run_app(walk, play=None)).interrupted


def test_a_number_chooses_in_the_list_of_exercises_too(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "2")
        shown = [line.strip() for line in screen_text(pilot).splitlines()]
        assert any(line.startswith("1  Rest at night") for line in shown)
        assert any(line.startswith("2  Slow breath") for line in shown)
        assert any(line.startswith("3  Before bed") for line in shown)
        await pilot.press("2")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, BeforeScreen)

    run(run_app(walk, play=None, size=(80, 30)))


def test_a_number_that_no_line_has_does_nothing(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2", "9")
        assert pilot.app.screen is screen
        assert screen.query_one(Input).value == ""
        assert "I can’t sleep" in screen_text(pilot)

    run(run_app(walk, play=None))


def test_only_nine_have_a_number(run_app: RunApp, program: FakeProgram) -> None:
    program.listings = [replace(NIGHT, id=f"n{n}", title=f"Night {n}.") for n in range(1, 13)]

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "2")
        shown = [line.strip() for line in screen_text(pilot).splitlines()]
        assert any(line.startswith("9  Night 9.") for line in shown)
        assert any(line.startswith("Night 10.") for line in shown)

    run(run_app(walk, play=None, size=(80, 50)))


def test_the_eighth_number_is_the_exercise_of_last_time(run_app: RunApp, program: FakeProgram) -> None:
    program.remembered = Remembered(last="night")

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot)
        assert any(line.strip().startswith("8  Rest at night") for line in screen_text(pilot).splitlines())
        await pilot.press("8")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, BeforeScreen)

    run(run_app(walk, play=None, size=(80, 40)))


def test_an_exercise_that_was_left_goes_on_at_one_key(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot)
        assert "Continue:" not in screen_text(pilot)
        program.remembered = Remembered(left="night", left_seconds=250.0)
        screen = await home(pilot, "1")
        program.session.finish(Outcome.STOPPED)
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: "8  Continue: Rest at night, 4 min left" in screen_text(pilot))
        assert pilot.app.screen is screen
        await pilot.press("8")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None, size=(80, 40)))
    assert program.opened == ["right-now", GO_ON]


def test_the_line_for_going_on_says_how_long_it_is_remembered(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for stays in (False, True):
            program.remembered = Remembered(left="night", left_seconds=250.0, left_stays=stays)
            screen = await home(pilot)
            screen.on_screen_resume()
            await until(pilot, lambda: "Continue: Rest at night" in screen_text(pilot))
            await pilot.pause()
            assert ("only until you close Companion" in screen_text(pilot)) is not stays

    run(run_app(walk, play=None, size=(80, 40)))


def test_back_from_another_page_typing_begins_another_search(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, *"slow", "enter")
        assert pilot.app.screen is not screen
        await pilot.press("escape")
        await pilot.pause()
        assert screen.query_one(SearchLine).value == "slow"
        await pilot.press(*"rest")
        await pilot.pause()
        assert screen.query_one(SearchLine).value == "rest"
        await pilot.press("?")
        await pilot.pause()
        await pilot.press("escape", "x")
        await pilot.pause()
        assert screen.query_one(SearchLine).value == "restx", "a card is no other page"

    run(run_app(walk, play=None))


def test_beside_a_need_stands_what_it_leads_to(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "down")
        about = str(screen.query_one("#about", Static).render())
        assert "I can’t sleep" in about
        assert "· Slow breath" in about

    run(run_app(walk, play=None, size=(120, 40)))


def test_all_exercises_begin_with_those_for_one_person(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, *"everything", "enter")
        assert screen.browsing.need is EVERYTHING
        packs = [[row for row in part.rows if isinstance(row, ListedExercise)] for part in screen.browsing.sections()]
        only_two = [all(row.people == 2 for row in pack) for pack in packs]
        assert only_two == sorted(only_two)
        assert only_two[-1]
        assert packs[-1][0].id == TONIGHT

    run(run_app(walk, play=None))


def test_a_description_that_is_read_to_its_end_names_no_key_for_more(run_app: RunApp, program: FakeProgram) -> None:
    program.listings = (FakeListing("long", "Long", "A long text. " * 60, "breath", 1, 4),)

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"long")
        assert "PgDn  more" in screen_text(pilot)
        for _ in range(6):
            await pilot.press("pagedown")
        await pilot.pause()
        assert "more" not in screen_text(pilot).splitlines()[-4] + screen_text(pilot).splitlines()[-3]
        assert "PgUp  back up" in screen_text(pilot)

    run(run_app(walk, play=None, size=(120, 30)))


def test_what_is_pointed_out_goes_away_once_an_exercise_was_begun(run_app: RunApp, program: FakeProgram) -> None:
    program.offers = ["tour"]

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot)
        assert words.OFFERS["tour"] in " ".join(screen_text(pilot).split())
        await pilot.press("1")
        await pilot.pause()
        program.session.finish(Outcome.COMPLETED)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert words.HOME_QUESTION in screen_text(pilot)
        assert words.OFFERS["tour"] not in " ".join(screen_text(pilot).split())

    run(run_app(walk, play=None))


def test_a_number_within_a_search_is_a_part_of_it(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, *"re", "2")
        assert screen.query_one(Input).value == "re2"

    run(run_app(walk, play=None))


@pytest.mark.parametrize("keys", [(), ("2",), tuple("rest")], ids=["needs", "list", "found"])
@pytest.mark.parametrize("size", [(15, 8), (24, 10), (40, 15), (60, 20), (80, 24), (99, 30), (120, 40)])
def test_the_key_for_who_to_call_is_never_cut(size: tuple[int, int], keys: tuple[str, ...], run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *keys)
        await until(pilot, lambda: screen_text(pilot).splitlines()[-1].rstrip().endswith("! who to call"))

    run(run_app(walk, play=None, size=size))


def test_help_names_what_helps_here_before_the_keys_of_an_exercise(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "question_mark")
        shown = screen_text(pilot)
        places = [shown.index(meaning) for _, meaning in words.HELP_AT_HOME]
        assert places == sorted(places)
        assert places[-1] < shown.index(words.HELP_DURING)

    run(run_app(walk, play=None, size=(80, 45)))


def test_enter_twice_begins_with_the_page_between(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "2", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, BeforeScreen)
        assert program.opened == []
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None))
    assert program.opened == ["night"]


def test_keys_close_behind_each_other_reach_the_next_screen(
    run_app: RunApp, program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed: list[type[object]] = []
    push = CompanionApp.push_screen

    def pushes(app: CompanionApp, screen: Any, *rest: Any, **options: Any) -> Any:
        pushed.append(type(screen))
        return push(app, screen, *rest, **options)

    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2")
        assert isinstance(pilot.app, CompanionApp)
        await pass_by(pilot.app.until_key_counts("enter"))  # in the first moment of a list, Enter does nothing
        monkeypatch.setattr(CompanionApp, "push_screen", pushes)
        for key in ("enter", "q"):  # home would search for a Q; the page behind it goes back
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: bool(pushed) and pilot.app.screen is screen)
        await pilot.pause()
        assert pushed == [BeforeScreen]
        assert screen.query_one(Input).value == ""
        assert "I can’t sleep" in screen_text(pilot)

    run(run_app(walk, play=None))
    assert program.opened == []


def test_an_exercise_for_two_leads_to_its_pages(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"before bed", "enter")
        assert isinstance(pilot.app.screen, EveningScreen | SessionScreen)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("typed", ["night", "nigth", "lying", "exhale", "ana"])
def test_typing_anywhere_searches_everything(typed: str, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *typed)
        title = {"exhale": "Longer exhale", "ana": "Slow breath"}.get(typed, "Rest at night")
        assert title in screen_text(pilot)
        assert "Five senses" not in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == ""
        assert "What do you need now?" in screen_text(pilot)

    run(run_app(walk, play=None))


def test_words_that_begin_like_a_key_are_words(run_app: RunApp, program: FakeProgram) -> None:
    """S, Q and C were keys of the old list: somebody who types "sleep" or "quiet" must stay here."""

    async def walk(pilot: Pilot[None]) -> None:
        for word in ("sleep", "quiet", "calm"):
            await home(pilot, *word)
            assert pilot.app.screen.query_one(Input).value == word
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "")

    run(run_app(walk, play=None))
    assert program.checked.asked == []


def test_a_letter_alone_and_enter_leads_to_the_page_it_stands_for(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "c", "enter")
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("escape")
        await home(pilot, "escape", "s", "enter")
        assert isinstance(pilot.app.screen, SoundCheckScreen)

    run(run_app(walk, play=None))


def test_who_talks_of_dying_sees_first_who_to_call(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"i want to die", "enter")
        assert isinstance(pilot.app.screen, CrisisCard)

    run(run_app(walk, play=None))


def test_nothing_found_is_no_dead_end(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"zzzzz")
        assert words.HOME_NOTHING in screen_text(pilot)
        assert "Settle me" in screen_text(pilot)
        await pilot.press("1")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.opened == ["right-now"]


def test_filters_by_keys_and_typing_goes_on_from_there(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2", "tab", "enter", "down", "down", "enter")
        assert screen.browsing.narrowing.people == 2
        assert "Before bed" in screen_text(pilot)
        assert "Rest at night" not in screen_text(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert screen.query_one(Input).value == "a"
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert not screen.browsing.narrowing
        assert all(not box.value for box in screen.query(Select))

    run(run_app(walk, play=None))


def test_a_list_can_be_narrowed_to_a_kind(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2")
        kinds = [getattr(row, "kind", "") for section in screen.browsing.sections() for row in section.rows]
        screen.query_one("#kind", Select).value = kinds[0]
        await pilot.pause()
        await pilot.pause()
        shown = [row for section in screen.browsing.sections() for row in section.rows]
        assert {getattr(row, "kind", "") for row in shown} == {kinds[0]}

    run(run_app(walk, play=None))


def test_a_filter_with_nothing_behind_it_says_so(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2")
        screen.query_one("#minutes", Select).value = 5
        screen.query_one("#people", Select).value = 2
        await pilot.pause()
        await pilot.pause()
        assert words.HOME_NONE_FITS in " ".join(screen_text(pilot).split())

    run(run_app(walk, play=None))


def test_a_favourite_is_kept_and_stands_on_home(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"rest", "asterisk")
        assert "Anyone who opens Companion" in " ".join(screen_text(pilot).split())
        assert "★ Rest at night" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "Your favorites" in screen_text(pilot)
        assert program.remembered.favourites == ("night",)
        await home(pilot, *"rest", "asterisk")

    run(run_app(walk, play=None, size=(80, 40)))
    assert program.remembered.favourites == ()


def test_favourites_are_found_by_their_name(run_app: RunApp, program: FakeProgram) -> None:
    program.remembered = Remembered(favourites=("night",))

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"favorite")
        shown = screen_text(pilot)
        assert words.HOME_NOTHING not in shown
        assert shown.index("Your favorites") < shown.index("★ Rest at night")

    run(run_app(walk, play=None))


def test_a_description_beside_the_list_is_scrolled_by_the_page_keys(run_app: RunApp, program: FakeProgram) -> None:
    lines = tuple(f"Line {n}." for n in range(60))
    program.listings = (*LISTINGS, FakeListing("long", "Zebra", "Long.", "settle", 1, 9, cautions=lines))

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"zebra")
        await pilot.pause()
        assert words.DETAIL_SCROLLS[False, True] in screen_text(pilot)
        assert "Line 59." not in screen_text(pilot)
        await pilot.press(*["pagedown"] * 4)
        await pilot.pause()
        assert "Line 59." in screen_text(pilot)

    run(run_app(walk, play=None, size=(120, 40)))


def test_nothing_of_two_people_becomes_a_favourite(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"before bed", "asterisk")
        assert words.FAVOURITE_NOT_FOR_TWO in " ".join(screen_text(pilot).split())

    run(run_app(walk, play=None))
    assert program.remembered.favourites == ()


def test_a_favourite_that_cannot_be_saved_says_so(run_app: RunApp, program: FakeProgram) -> None:
    program.full = SettingsError("Your choice couldn't be saved.")

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, *"rest", "asterisk")
        assert "couldn’t be saved" in screen_text(pilot)
        assert "★" not in screen_text(pilot)

    run(run_app(walk, play=None))


def test_last_time_stands_on_home_unless_it_is_gone_or_for_two(run_app: RunApp, program: FakeProgram) -> None:
    program.remembered = Remembered(favourites=("gone", "bedtime"), last="night")

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot)
        assert "Last time" in screen_text(pilot)
        assert "Rest at night" in screen_text(pilot)
        assert "Your favorites" not in screen_text(pilot)

    run(run_app(walk, play=None, size=(80, 40)))


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((99, 30), False), ((100, 30), True)])
def test_the_detail_is_beside_the_list_or_on_a_key(size: tuple[int, int], beside: bool, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, *"rest")
        assert ("Lying down." in screen_text(pilot).replace("Lying down.", "", 1)) is beside
        await pilot.press("right")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Overlay) is not beside
        if not beside:
            await pilot.press("left")
            await pilot.pause()
        assert pilot.app.screen is screen

    run(run_app(walk, play=None, size=size))


def test_by_mouse_alone(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    """A click on a need, on an exercise, on a key at the foot, on Start."""

    async def on(pilot: Pilot[None], text: str) -> None:
        lines = screen_text(pilot).splitlines()
        row = next(number for number, line in enumerate(lines) if text in line)
        await pilot.click(offset=(lines[row].index(text) + 1, row))
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot)
        await on(pilot, "I can’t sleep")
        await on(pilot, "Slow breath")
        assert isinstance(pilot.app.screen, BeforeScreen)
        await until(pilot, lambda: any(key.key_display == "Esc" for key in pilot.app.screen.query(FooterKey)))
        key = next(key for key in pilot.app.screen.query(FooterKey) if key.key_display == "Esc")
        key.post_message(events.MouseDown(key, 1, 0, 0, 0, 1, False, False, False))
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        assert isinstance(pilot.app.screen, HomeScreen)
        await on(pilot, "Slow breath")
        await pilot.click("#begin")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)
        session.finish(Outcome.COMPLETED)
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.opened == ["slow"]


def test_the_wheel_scrolls_the_list(run_app: RunApp, program: FakeProgram) -> None:
    program.listings = [replace(NIGHT, id=f"n{n}", title=f"Night {n}") for n in range(40)]

    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2")
        choices = screen.query_one(OptionList)
        before = choices.scroll_offset.y
        choices.post_message(events.MouseScrollDown(choices, 5, 5, 0, 1, 0, False, False, False))
        for _ in range(10):
            await pilot.pause(0.05)
        assert choices.scroll_offset.y > before

    run(run_app(walk, play=None))


def test_every_row_of_a_long_list_comes_into_sight(run_app: RunApp, program: FakeProgram) -> None:
    program.listings = [replace(NIGHT, id=f"n{n}", title=f"Night {n}.") for n in range(15)]

    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "2")
        for number in range(15):
            assert f"Night {number}." in screen_text(pilot)
            await pilot.press("down")
            await pilot.pause()

    run(run_app(walk, play=None))


def test_of_very_many_the_rest_is_named(run_app: RunApp, program: FakeProgram) -> None:
    program.listings = [replace(NIGHT, id=f"n{n}", title=f"Night {n}.") for n in range(230)]

    async def walk(pilot: Pilot[None]) -> None:
        screen = await home(pilot, "2")
        assert screen.browsing.left_out() == 30
        assert screen.query_one(OptionList).option_count == 202  # with the heading, and the line about the others

    run(run_app(walk, play=None))


def test_esc_leads_home_from_the_closing(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "1")
        session.finish(Outcome.COMPLETED)
        await pilot.pause()
        assert isinstance(pilot.app.screen, AfterScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("size", [(1, 1), (10, 4), (20, 8), (40, 15), (300, 90)])
def test_any_size_can_be_used_and_left(size: tuple[int, int], run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await home(pilot, "2", *"rest", "escape", "escape", "1")
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None, size=size))
    assert program.opened == ["right-now"]


# ---- pictures -------------------------------------------------------------------------------------------------------

SCENES = {"needs": (), "need": ("2", "down"), "found": tuple("night"), "nothing": tuple("zzz")}
SIZES = [(80, 24), (40, 15), (120, 40), (200, 60)]


def showing(*keys: str) -> tuple[CompanionApp, Callable[[Pilot[None]], Awaitable[None]]]:
    program = FakeProgram(listings=(*LISTINGS, SLOW, BEDTIME, NIGHT), remembered=Remembered(("longer-exhale",)))

    async def before(pilot: Pilot[None]) -> None:
        await home(pilot, *keys)

    return CompanionApp(program), before


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCENES)
def test_picture(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app, before = showing(*SCENES[name])
    assert snap_compare(app, run_before=before, terminal_size=size)


def test_picture_without_colour(snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app, before = showing("2")
    assert snap_compare(app, run_before=before, terminal_size=(80, 24))
