"""The app under Pilot: keys become commands at once, screens follow one another, leaving lets go."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from enum import StrEnum

import pytest
from textual import events
from textual.pilot import Pilot

from companion.errors import NoVoice, UnknownExercise
from companion.ports import Heard, Hearing, HearingChanged, Level, Speaking, SpeakingChanged
from companion.screen import words
from companion.screen.after.after_screen import AfterScreen
from companion.screen.app import CompanionApp
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.hearing_line import ear_line
from companion.screen.home.home_screen import HomeScreen
from companion.screen.letter_bursts import WITHIN
from companion.screen.messages import EscapeHeld
from companion.screen.overlay import Overlay
from companion.screen.seam import RIGHT_NOW
from companion.screen.session.hearing_display import HearingDisplay
from companion.screen.session.session_screen import SessionScreen
from companion.session.commands import Command, Kind
from companion.session.effects import NoticeKind, Outcome
from companion.session.view import Phase, TurnView
from tests.screen.conftest import RunApp, pass_by, run, screen_text
from tests.screen.fakes import (
    FakeListing,
    FakeProgram,
    FakeSession,
    asking,
    breathing,
    paused,
    silent,
    speaking,
)

TABLE = {
    "escape": Kind.STOP, "s": Kind.STOP, "space": Kind.PAUSE, "y": Kind.YELLOW, "n": Kind.NEXT, "right": Kind.NEXT,
    "b": Kind.BACK, "left": Kind.BACK, "r": Kind.REPEAT, "left_square_bracket": Kind.SLOWER,
    "right_square_bracket": Kind.FASTER, "plus": Kind.LOUDER, "minus": Kind.QUIETER,
    "left_curly_bracket": Kind.LONGER_SILENCES, "right_curly_bracket": Kind.SHORTER_SILENCES, "t": Kind.MORE_TIME,
    "e": Kind.SOMETHING_ELSE, "l": Kind.HOW_LONG, "c": Kind.CRISIS, "q": Kind.END, "S": Kind.STOP,
}  # fmt: skip


def test_every_key_is_a_command_at_once(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for key, kind in TABLE.items():
            session.given.clear()
            await pilot.press(key)
            assert session.kinds() == [kind], key
            await pass_by(WITHIN)  # any faster, and the letters would be words
            if kind is Kind.CRISIS:
                await pilot.press("enter")

    run(run_app(walk))


@pytest.mark.parametrize("key", ["question_mark", "f1"])
def test_help_is_a_card_at_once_and_a_command_only_from_there(key: str, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(key)
        assert isinstance(pilot.app.screen, Overlay)
        assert session.given == []
        await pilot.press("h")
        assert session.kinds() == [Kind.HELP]

    run(run_app(walk))


def test_the_voice_falls_silent_while_an_escape_is_uncertain(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for on in (True, False):
            pilot.app.post_message(EscapeHeld(on))
            await pilot.pause()
        assert session.hushes == [True, False]
        assert session.given == []

    run(run_app(walk))


def test_one_key_from_opening_to_right_now(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None))
    assert program.opened == ["right-now"]
    assert session.started == 1


def test_enter_works_before_the_list_is_there(program: FakeProgram, run_app: RunApp) -> None:
    program.listings = ()

    async def walk(pilot: Pilot[None]) -> None:
        assert "Settle me" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.opened == ["right-now"]


async def at_once(pilot: Pilot[None], *keys: str) -> None:
    """Pressed one behind the other, faster than anything can be shown."""
    for key in keys:
        pilot.app.post_message(events.Key(key, None))
    for _ in range(5):
        await pilot.pause()


def test_enter_pressed_twice_begins_one_session_and_stays_in_it(
    run_app: RunApp, program: FakeProgram, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await at_once(pilot, "enter", "enter", "enter")
        assert isinstance(pilot.app.screen, SessionScreen)
        await pilot.press("escape")

    run(run_app(walk, play=None))
    assert (program.opened, session.started, session.kinds()) == (["right-now"], 1, [Kind.STOP])


async def taken(pilot: Pilot[None]) -> tuple[HomeScreen, SessionScreen]:
    """The list, and the session's screen that was just chosen in it and has not opened anything yet."""
    await loaded(pilot)
    picker = pilot.app.screen
    assert isinstance(picker, HomeScreen)
    picker._choose(picker._row())
    screen = pilot.app.screen
    assert isinstance(screen, SessionScreen)
    return picker, screen


@pytest.mark.parametrize("key", ["escape", "s", "q"])
def test_what_is_left_before_it_is_open_never_begins(
    key: str, run_app: RunApp, program: FakeProgram, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        picker, screen = await taken(pilot)
        screen.press(key)
        await screen._begin()  # as the worker does that was asked for before the key came
        await at_once(pilot)
        assert pilot.app.screen is picker

    run(run_app(walk, play=None))
    assert (program.opened, session.started) == ([], 0)


def test_an_escape_close_behind_the_enter_reaches_the_session(
    run_app: RunApp, program: FakeProgram, session: FakeSession
) -> None:
    """It finds either a session that is not open yet, which then never begins, or one that runs, which stops."""

    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await at_once(pilot, "enter", "escape")

    run(run_app(walk, play=None))
    assert len(program.opened) == session.started == len(session.kinds())


def test_enter_before_it_is_open_leads_nowhere(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        _, screen = await taken(pilot)
        screen.press("enter")
        await at_once(pilot)
        assert pilot.app.screen is screen

    run(run_app(walk, play=None))
    assert session.started == 1


@pytest.mark.parametrize("wrong", [None, NoVoice("There isn't a voice.")])
def test_a_session_that_is_over_while_it_begins_is_closed(
    wrong: Exception | None, run_app: RunApp, session: FakeSession
) -> None:
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def slowly() -> None:
        begun.set()
        await go_on.wait()
        if wrong is not None:
            raise wrong

    session.start = slowly  # type: ignore[method-assign]

    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await pilot.press("enter")
        await asyncio.wait_for(begun.wait(), 10)
        await pilot.press("escape")
        session.finish(Outcome.STOPPED)
        await at_once(pilot)
        assert isinstance(pilot.app.screen, AfterScreen)
        go_on.set()
        await at_once(pilot)
        assert isinstance(pilot.app.screen, AfterScreen)

    assert run(run_app(walk, play=None)).crash is None
    assert session.kinds() == [Kind.STOP]
    assert session.closed == 1


async def loaded(pilot: Pilot[None]) -> None:
    picker = pilot.app.screen
    assert isinstance(picker, HomeScreen)
    await asyncio.wait_for(picker.loaded.wait(), 10)
    await pilot.pause()


def test_a_list_that_cannot_be_read_says_why(run_app: RunApp, program: FakeProgram) -> None:
    program.fails = UnknownExercise("The folder is gone.", hint="Put it back.")

    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        assert "The folder is gone." in screen_text(pilot)
        assert "Put it back." in screen_text(pilot)

    run(run_app(walk, play=None))


def test_the_list_comes_before_the_slow_parts(run_app: RunApp, program: FakeProgram) -> None:
    program.readable = threading.Event()

    async def walk(pilot: Pilot[None]) -> None:
        assert words.HOME_QUESTION in screen_text(pilot)
        await pilot.pause()
        assert not program.warmed
        program.readable.set()
        await loaded(pilot)
        assert program.warmed

    run(run_app(walk, play=None))


def test_the_slow_parts_start_if_the_list_cannot_be_read(run_app: RunApp, program: FakeProgram) -> None:
    program.fails = UnknownExercise("The folder is gone.")

    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        assert program.warmed

    run(run_app(walk, play=None))


def test_an_enter_before_the_list_is_there_begins_right_now(run_app: RunApp, program: FakeProgram) -> None:
    program.readable = threading.Event()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        assert program.opened == [RIGHT_NOW]
        program.readable.set()

    run(run_app(walk, play=None))


def test_a_broken_exercise_is_not_started(run_app: RunApp, program: FakeProgram) -> None:
    program.listings = [FakeListing("dusty", "Dusty", "", "body", broken="line 3: unknown step")]

    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await pilot.press(*"dusty", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "line 3: unknown step" in screen_text(pilot)

    run(run_app(walk, play=None))
    assert program.opened == []


@pytest.mark.parametrize("keys", [("ctrl+q",), ("q", "enter")])
def test_home_is_left(keys: tuple[str, ...], run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        assert not pilot.app.is_running

    assert not run(run_app(walk, play=None)).interrupted


@pytest.mark.parametrize(
    "keys",
    [
        ("escape",),
        ("escape",) * 4,
        ("x", "escape", "escape"),
        ("ctrl+p", "escape"),
        ("ctrl+p", "escape", "escape"),
        ("question_mark", "escape", "escape"),
        ("2", "escape", "escape"),
        ("tab", "escape"),
    ],
    ids=["once", "often", "search", "palette", "palette twice", "help", "list", "tab"],
)
def test_escape_never_closes_the_program_on_home(keys: tuple[str, ...], run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        assert pilot.app.is_running
        assert isinstance(pilot.app.screen, HomeScreen)
        if keys == ("escape",):
            assert words.HOME_STAYS in " ".join(screen_text(pilot.app).split())

    run(run_app(walk, play=None))


def test_an_exercise_that_does_not_open_says_so_and_leads_back(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert "There is no exercise “missing”." in screen_text(pilot)
        assert "`companion list` shows them all." in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert not pilot.app.is_running

    run(run_app(walk, play="missing"))


def test_a_session_that_does_not_start_says_so_and_lets_go(run_app: RunApp, session: FakeSession) -> None:
    session.fails = NoVoice("No voice is installed.", hint="Run `companion setup`.")

    async def walk(pilot: Pilot[None]) -> None:
        assert "No voice is installed." in screen_text(pilot)
        await pilot.press("escape")

    run(run_app(walk))
    assert session.given == []
    assert session.closed == 1


@pytest.mark.parametrize("outcome", list(Outcome))
def test_finished_leads_to_a_kind_sentence_and_back_to_the_list(
    outcome: Outcome, run_app: RunApp, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await pilot.pause()
        session.finish(outcome)
        await pilot.pause()
        assert isinstance(pilot.app.screen, AfterScreen)
        assert session.closed == 1
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    assert run(run_app(walk, play=None)).outcome is outcome


def test_one_exercise_played_ends_the_program(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.finish(Outcome.COMPLETED)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert not pilot.app.is_running

    assert run(run_app(walk)).outcome is Outcome.COMPLETED


def test_control_c_ends_at_once(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert not pilot.app.is_running

    assert run(run_app(walk)).interrupted
    assert session.closed == 1
    assert session.given == []


def test_space_goes_on_from_a_pause(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        held = paused()
        session.show(held)
        await pilot.pause()
        session.show(replace(held, now=held.now + 2.0))  # Space just after a hold is the same Space
        await pilot.press("space")
        assert session.given == [Command(Kind.RESUME)]

    run(run_app(walk))


def test_a_ten_is_two_keys(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.show(asking("rate", "How much is it?"))
        await pilot.press("1")
        assert session.given == []
        assert "If you mean 10, press 0" in screen_text(pilot)
        await pilot.press("0")
        assert session.given == [Command(Kind.ANSWER, "10")]

    run(run_app(walk))


class TestCards:
    @pytest.mark.parametrize(("key", "closes"), [("c", "escape"), ("question_mark", "question_mark")])
    def test_they_open_over_a_session_and_close_again(
        self, key: str, closes: str, run_app: RunApp, session: FakeSession
    ) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(pilot.app.screen, Overlay)
            await pilot.press(closes)
            await pilot.pause()
            assert isinstance(pilot.app.screen, SessionScreen)
            assert session.kinds() == ([Kind.CRISIS] if key == "c" else []), "the words were said after the card"

        run(run_app(walk))

    def test_the_words_of_the_help_card_are_said_if_that_is_asked_for_on_it(
        self, run_app: RunApp, session: FakeSession
    ) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await pilot.press("question_mark")
            await pilot.pause()
            seen = " ".join(screen_text(pilot).split())
            assert all(said in seen for said in ("H: hear it", "S: stop", "Esc only closes."))
            await pilot.press("h")
            await pilot.pause()
            assert isinstance(pilot.app.screen, SessionScreen)
            assert session.kinds() == [Kind.HELP]

        run(run_app(walk))

    def test_where_words_are_heard_in_another_language_keys_are_named_and_the_words_that_count(
        self, run_app: RunApp, session: FakeSession
    ) -> None:
        session.heard_apart = "I’m listening in French. You can say: stop, aide, jaune."

        async def walk(pilot: Pilot[None]) -> None:
            session.show(speaking(phase=Phase.YELLOW))
            await pilot.pause()
            assert "To continue, press G." in screen_text(pilot)
            assert "“green”" not in screen_text(pilot)
            await pilot.press("question_mark")
            await pilot.pause()
            seen = " ".join(screen_text(pilot).split())
            assert session.heard_apart in seen
            assert "something else  " not in seen

        run(run_app(walk))

    @pytest.mark.parametrize(("a", "b", "c", "d"), [*words.HELP_KEYS, words.HELP_KEYS_FOR_TWO])
    def test_the_columns_of_the_help_card_hold_their_words(self, a: str, b: str, c: str, d: str) -> None:
        assert len(a) < 9
        assert len(b) < 17
        assert len(c) < 13
        assert len(d) <= 64 - 9 - 17 - 13

    def test_what_does_not_fit_can_be_scrolled(self, run_app: RunApp) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await pilot.press("question_mark")
            await pilot.pause()
            assert words.HELP_NOTE.split(", ")[-1] not in screen_text(pilot)
            assert "Enter: close" in screen_text(pilot)  # the line about closing and scrolling is always there
            await pilot.press(*["pagedown"] * 6)
            await pilot.pause()
            assert words.HELP_NOTE.split(", ")[0] in " ".join(screen_text(pilot).replace("│", " ").split())
            assert "Enter: close" in screen_text(pilot)

        run(run_app(walk, size=(48, 12)))

    @pytest.mark.parametrize("keys", [("s",), ("S",), ("escape", "escape")])
    def test_stop_is_never_swallowed_by_a_card(
        self, keys: tuple[str, ...], run_app: RunApp, session: FakeSession
    ) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await pilot.press("c", *keys)
            await pilot.pause()
            assert session.kinds() == [Kind.CRISIS, Kind.STOP]
            assert isinstance(pilot.app.screen, SessionScreen)

        run(run_app(walk))

    def test_the_voice_can_open_the_crisis_card(self, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            session.notice(NoticeKind.CRISIS_CARD)
            await pilot.pause()
            assert "This program can’t call anyone for you." in screen_text(pilot)

        run(run_app(walk))

    def test_a_session_that_ends_under_a_card_waits_for_it(self, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await pilot.press("c")
            session.finish(Outcome.ENDED)
            await pilot.pause()
            assert isinstance(pilot.app.screen, Overlay)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(pilot.app.screen, AfterScreen)

        run(run_app(walk))

    @pytest.mark.parametrize("key", ["exclamation_mark", "question_mark", "f1"])
    def test_over_the_list_escape_closes_them(self, key: str, run_app: RunApp) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(pilot.app.screen, Overlay)
            await pilot.press("escape")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HomeScreen)

        run(run_app(walk, play=None))

    def test_over_the_closing_too(self, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            session.finish()
            await pilot.pause()
            await pilot.press("c")
            await pilot.pause()
            assert "This program can’t call anyone for you." in screen_text(pilot)

        run(run_app(walk))


class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("report", "seen"),
        [
            (HearingChanged(Hearing.LISTENING), "● listening"),
            (HearingChanged(Hearing.OFF), "○ microphone off"),
            (HearingChanged(Hearing.NO_MICROPHONE, "Plug one in."), "Plug one in."),
            (HearingChanged(Hearing.DIGITAL_SILENCE, "Is it muted?"), "no sound from the microphone"),
        ],
    )
    def test_hearing(self, report: HearingChanged, seen: str, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            for observer in session.observers:
                observer.hearing(report)
            await pilot.pause()
            assert seen in screen_text(pilot)

        run(run_app(walk))

    def test_what_was_heard_and_how_loud(self, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            for observer in session.observers:
                observer.hearing(HearingChanged(Hearing.LISTENING))
                observer.level(Level(-15.0))
                observer.heard(Heard("pause", True))
            await pilot.pause()
            assert "▮▮▮▮▮" in screen_text(pilot)
            assert "understood “pause”" in screen_text(pilot)
            for observer in session.observers:
                observer.heard(Heard("a red [b]car[/b]", False))
            await pilot.pause()
            assert "heard “a red [b]car[/b]”" in screen_text(pilot)

        run(run_app(walk))

    def test_no_loudspeaker(self, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            for observer in session.observers:
                observer.speaking(SpeakingChanged(Speaking.NO_LOUDSPEAKER))
            await pilot.pause()
            assert "I can’t find a speaker. You can read the words here." in screen_text(pilot)

        run(run_app(walk))

    def test_words_follow_the_view(self, run_app: RunApp, session: FakeSession) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            session.show(speaking(words="Feel your feet."))
            await pilot.pause()
            assert "Feel your feet." in screen_text(pilot)
            session.show(silent(22.0))
            await pilot.pause()
            assert "quiet, 20 seconds" in screen_text(pilot)
            session.show(silent(1.0))
            await pilot.pause()
            assert "quiet, 5 seconds" in screen_text(pilot)
            session.show(speaking(words="A breath between sentences."))
            await pilot.pause()
            session.show(silent(1.0, words="A breath between sentences."))
            await pilot.pause()
            assert "quiet" not in screen_text(pilot)
            session.show(speaking(phase=Phase.LOST))
            await pilot.pause()
            assert "No speakers or headphones. Press Space to go on without them." in screen_text(pilot)

        run(run_app(walk))

    def test_without_animations_a_breath_is_counted(
        self, run_app: RunApp, session: FakeSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")

        async def walk(pilot: Pilot[None]) -> None:
            session.show(breathing(done=0.6))
            await pilot.pause()
            assert "● ● ● ○" in screen_text(pilot)
            assert "▀" not in screen_text(pilot)

        run(run_app(walk))


HOSTILE = "One [/x] two [red]three[/red] \x1b[31mfour\x1b]0;title\x07 [b"
HARMLESS = "One [/x] two [red]three[/red] four [b"


@pytest.mark.parametrize("phase", [Phase.SPEAKING, Phase.PAUSED])
def test_brackets_are_shown_and_escapes_do_nothing(phase: Phase, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.show(speaking(phase=phase, words=HOSTILE, title=HOSTILE, coming=HOSTILE))
        await pilot.pause()
        shown = " ".join(screen_text(pilot).split())
        assert shown.count(HARMLESS) == 3
        assert "\x1b" not in shown

    run(run_app(walk))


def test_brackets_in_questions_and_in_the_list(run_app: RunApp, session: FakeSession, program: FakeProgram) -> None:
    program.listings = [FakeListing("x", HOSTILE, HOSTILE, "body")]

    async def walk(pilot: Pilot[None]) -> None:
        await loaded(pilot)
        await pilot.press("7")
        await pilot.pause()
        assert " ".join(screen_text(pilot).split()).count(HARMLESS) == 2
        session.shown = asking("choice", HOSTILE, "[/x]", "[red]")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert HARMLESS in " ".join(screen_text(pilot).split())
        assert "1\u00a0[/x]" in screen_text(pilot)
        assert "2\u00a0[red]" in screen_text(pilot)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("size", [(20, 5), (59, 15), (60, 16), (200, 60), (1, 1)])
@pytest.mark.parametrize("long", [False, True])
def test_every_size_shows_something_and_keeps_its_keys(
    size: tuple[int, int], long: bool, run_app: RunApp, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.show(speaking(words="Ein sehr langes Wort " * 150 if long else "Here."))
        session.show(breathing())
        await pilot.press("escape")
        assert session.kinds() == [Kind.STOP]
        if size != (1, 1):
            shown = "".join(screen_text(pilot).split())
            small = size[0] < 60 or size[1] < 16
            assert ("Inalargerwindow" in shown) == (small and size[1] > 5)  # in five rows the words come first

    run(run_app(walk, size=size))


def test_a_bug_in_a_screen_is_kept_for_the_caller(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: HomeScreen) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(HomeScreen, "on_mount", broken)

    async def crash() -> None:
        app = CompanionApp(program)
        await app.run_async(headless=True)
        assert isinstance(app.crash, ZeroDivisionError)

    asyncio.run(crash())
    assert "Traceback" not in capsys.readouterr().err


def test_c_on_the_help_card_shows_the_crisis_card_on_the_list(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)

    run(run_app(walk, play=None))


def test_c_on_the_help_card_shows_the_crisis_card_in_a_session(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        assert Command(Kind.CRISIS) in session.given

    run(run_app(walk))


def test_y_on_the_help_card_slows_the_session_down(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)
        assert Command(Kind.YELLOW) in session.given

    run(run_app(walk))


def test_sound_that_a_busy_machine_missed_is_shown_for_a_while(run_app: RunApp, session: FakeSession) -> None:
    line = "listening; I missed a moment. If you spoke, please say it again"

    async def walk(pilot: Pilot[None]) -> None:
        for observer in session.observers:
            observer.hearing(HearingChanged(Hearing.LISTENING))
            observer.hearing(HearingChanged(Hearing.LISTENING, missed=1.24))
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, SessionScreen)
        assert line in screen_text(pilot)
        shown = screen.query_one(HearingDisplay)
        assert "missed" in shown._clocks
        shown._unmiss()  # as the clock does
        await pilot.pause()
        assert "missed" not in screen_text(pilot)
        for observer in session.observers:
            observer.hearing(HearingChanged(Hearing.LISTENING, missed=1.24))  # nothing more was missed
        await pilot.pause()
        assert "missed" not in screen_text(pilot)

    run(run_app(walk))


@pytest.mark.parametrize(
    ("sentences", "kinds"),
    [(words.NOTICES, NoticeKind), (words.HEARING, Hearing), (words.SPEAKING, Speaking), (words.CLOSINGS, Outcome)],
    ids=["notices", "hearing", "speaking", "closings"],
)
def test_everything_that_can_be_told_has_its_words(sentences: dict[str, object], kinds: type[StrEnum]) -> None:
    assert set(sentences) == {kind.value for kind in kinds}


def test_the_ear_line_fits_or_gives_way() -> None:
    ear, heard = words.HEARING["listening"], [("   understood ", ""), ("“something else”", "")]
    full = "".join(text for text, _ in ear_line(ear, 3, 110, missed=2.0, more=heard))
    assert (
        full == "● listening; I missed a moment. If you spoke, please say it again  ▮▮▮▯▯   understood “something else”"
    )
    less = "".join(text for text, _ in ear_line(ear, 3, 74, missed=2.0, more=heard))
    assert less == "● listening; I missed a moment  ▮▮▮▯▯   understood “something else”"


@pytest.mark.parametrize("size", [(60, 16), (80, 21)])
def test_answers_stay_in_sight_on_a_low_screen_whatever_is_wrong(
    run_app: RunApp, session: FakeSession, size: tuple[int, int]
) -> None:
    session.shown = asking(
        "choice",
        "Okay, let's take a break. When would you like to come back to this? In twenty minutes, in ten minutes, "
        "in an hour, or on another day? If I don't hear an answer, I'll make it twenty minutes.",
        "twenty minutes",
        "ten minutes",
        "an hour",
        "another day",
    )

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.pause()
        wrong = SpeakingChanged(Speaking.NO_LOUDSPEAKER, "Plug it in. " * 12)
        for observer in session.observers:
            observer.speaking(wrong)
        for _ in range(3):
            await pilot.pause()
        assert all(option in screen_text(pilot) for option in ("1\u00a0twenty", "2\u00a0ten", "3\u00a0an\u00a0hour"))
        session.show(speaking())
        for _ in range(3):
            await pilot.pause()
        assert "I can’t find a speaker" in screen_text(pilot)

    run(run_app(walk, size=size))


def test_who_gives_and_who_receives_is_never_cut_off_at_80_columns(run_app: RunApp, session: FakeSession) -> None:
    session.shown = speaking(turn=TurnView("the one giving", "the one receiving", 1, 2, 360.0))

    async def walk(pilot: Pilot[None]) -> None:
        for _ in range(3):
            await pilot.pause()
        assert "the one giving gives, the one receiving receives" in screen_text(pilot)
        assert "about 6 min left" in screen_text(pilot)

    run(run_app(walk))


def test_a_key_and_the_mouse_tell_that_somebody_is_there(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        before = program.stirred
        await pilot.press("down")
        assert program.stirred > before
        before = program.stirred
        await pilot.hover(offset=(5, 5))
        assert program.stirred > before

    run(run_app(walk, play=None))
