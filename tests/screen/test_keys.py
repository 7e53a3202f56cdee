"""The table of keys, as a pure function of key and view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercise.plan import Section
from companion.screen.key_commands import GREEN, KEY_REPEATS, Keyboard, command_for, option_keys
from companion.screen.keycaps import name_of
from companion.screen.session.captions import coming_of, question_of
from companion.session.commands import Command, Kind
from companion.session.view import Phase, Question, View
from tests.screen.fakes import asking, breathing, paused, silent, speaking

EVERYWHERE = [
    ("escape", Kind.STOP),
    ("s", Kind.STOP),
    ("q", Kind.END),
    ("c", Kind.CRISIS),
    ("?", Kind.HELP),
    ("f1", Kind.HELP),
    ("l", Kind.HOW_LONG),
    ("t", Kind.MORE_TIME),
    ("[", Kind.SLOWER),
    ("]", Kind.FASTER),
    ("{", Kind.LONGER_SILENCES),
    ("}", Kind.SHORTER_SILENCES),
    ("+", Kind.LOUDER),
    ("=", Kind.LOUDER),
    ("-", Kind.QUIETER),
    ("left", Kind.BACK),
    ("right", Kind.NEXT),
    ("z", Kind.COMING_UP),
]
LETTERS = [
    ("y", Kind.YELLOW), ("n", Kind.NEXT), ("b", Kind.BACK), ("r", Kind.REPEAT), ("e", Kind.SOMETHING_ELSE),
]  # fmt: skip
VIEWS = {
    "speaking": speaking(),
    "silent": silent(),
    "breathing": breathing(),
    "paused": paused(),
    "yellow": speaking(phase=Phase.YELLOW),
    "lost": speaking(phase=Phase.LOST),
    "choice": asking("choice", "Eyes open, or closed?", "open", "closed"),
    "check": asking("check", "How is this for you?"),
    "agree": asking("agree", "Hands, and only hands.", "yes", "no"),
    "rate": asking("rate", "How much is it?"),
    "talk": asking("talk", "Say one thing you noticed."),
    "back-or-end": asking("back-or-end", "Back in, or end?", "continue", "end session"),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize(("key", "kind"), EVERYWHERE)
def test_means_the_same_everywhere(key: str, kind: Kind, view: View) -> None:
    assert command_for(key, view) == Command(kind)


@pytest.mark.parametrize("name", ["speaking", "silent", "breathing", "paused"])
@pytest.mark.parametrize(("key", "kind"), LETTERS)
def test_letters_steer_where_nothing_is_asked(key: str, kind: Kind, name: str) -> None:
    assert command_for(key, VIEWS[name]) == Command(kind)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("speaking", Kind.PAUSE),
        ("silent", Kind.PAUSE),
        ("breathing", Kind.PAUSE),
        ("rate", Kind.PAUSE),
        ("paused", Kind.RESUME),
        ("yellow", Kind.RESUME),
        ("lost", Kind.RESUME),
    ],
)
def test_space_pauses_what_runs_and_resumes_what_is_held(name: str, kind: Kind) -> None:
    assert command_for("space", VIEWS[name]) == Command(kind)


@pytest.mark.parametrize(
    ("name", "key", "command"),
    [
        ("choice", "1", Command(Kind.ANSWER, "open")),
        ("choice", "2", Command(Kind.ANSWER, "closed")),
        ("choice", "o", Command(Kind.ANSWER, "open")),
        ("choice", "c", Command(Kind.CRISIS)),
        ("choice", "3", None),
        ("agree", "y", Command(Kind.ANSWER, "yes")),
        ("agree", "n", Command(Kind.ANSWER, "no")),
        ("check", "g", GREEN),
        ("check", "y", Command(Kind.YELLOW)),
        ("check", "r", Command(Kind.STOP)),
        ("rate", "0", Command(Kind.ANSWER, "0")),
        ("rate", "7", Command(Kind.ANSWER, "7")),
        ("talk", "enter", Command(Kind.ANSWER, "ready")),
        ("talk", "g", Command(Kind.ANSWER, "ready")),
        ("talk", "r", Command(Kind.REPEAT)),
        ("back-or-end", "1", Command(Kind.ANSWER, "continue")),
        ("back-or-end", "2", Command(Kind.ANSWER, "end session")),
        ("back-or-end", "e", Command(Kind.SOMETHING_ELSE)),
        ("yellow", "g", GREEN),
        ("speaking", "g", None),
        ("speaking", "enter", None),
        ("speaking", "7", None),
    ],
)
def test_answers_where_something_is_asked(name: str, key: str, command: Command | None) -> None:
    assert command_for(key, VIEWS[name]) == command


def test_answers_are_no_answers_while_a_question_is_held() -> None:
    view = asking("agree", "Hands, and only hands.", "yes", "no")
    held = paused(question=view.question)
    assert command_for("n", held) == Command(Kind.NEXT)
    assert command_for("y", held) == Command(Kind.YELLOW)


@pytest.mark.parametrize("phase", [Phase.SPEAKING, Phase.SILENT])
@pytest.mark.parametrize(
    ("name", "key", "command"),
    [
        ("check", "g", GREEN),
        ("agree", "n", Command(Kind.ANSWER, "no")),
        ("rate", "7", Command(Kind.ANSWER, "7")),
        ("talk", "enter", Command(Kind.ANSWER, "ready")),
        ("choice", "2", Command(Kind.ANSWER, "closed")),
    ],
)
def test_a_question_is_answered_while_help_is_said_over_it(name: str, key: str, command: Command, phase: Phase) -> None:
    view = replace(VIEWS[name], phase=phase, words="About three minutes are left.")
    assert command_for(key, view) == command
    assert question_of(view, "") == question_of(VIEWS[name], "")


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in {Phase.READY, Phase.FINISHED}])
def test_r_at_a_check_is_red_and_never_a_repetition(phase: Phase) -> None:
    assert command_for("r", replace(VIEWS["check"], phase=phase)) == Command(Kind.STOP)
    assert command_for("r", speaking(phase=phase, checking=True)) == Command(Kind.STOP)


@given(st.lists(st.text(min_size=1, max_size=8), max_size=9, unique=True))
def test_an_author_cannot_take_a_safety_key(options: list[str]) -> None:
    keys = option_keys(Question("choice", "?", tuple(option for option in options if option != "yes")))
    assert not keys.keys() & {"s", "y", "q", "c", "e", "f", "j", "z", "escape", "space", "?"}
    assert set(keys.values()) <= set(options)


def test_options_with_one_initial_are_told_apart_by_number() -> None:
    assert option_keys(Question("choice", "?", ("hand", "heart"))) == {"1": "hand", "2": "heart"}


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("A", "A", "a"),
        ("question_mark", "?", "?"),
        ("escape", "\x1b", "escape"),
        ("space", " ", "space"),
        ("f1", None, "f1"),
    ],
)
def test_names_of_keys(key: str, character: str | None, name: str) -> None:
    assert name_of(key, character) == name


class TestOneOrTen:
    rate = VIEWS["rate"]

    def test_one_waits(self) -> None:
        keyboard = Keyboard()
        assert keyboard.press("1", self.rate) is None
        assert keyboard.held == "1"

    @pytest.mark.parametrize(
        ("then", "command"),
        [
            ("0", Command(Kind.ANSWER, "10")),
            ("enter", Command(Kind.ANSWER, "1")),
            ("5", Command(Kind.ANSWER, "5")),
            ("escape", Command(Kind.STOP)),
        ],
    )
    def test_what_follows_decides(self, then: str, command: Command) -> None:
        keyboard = Keyboard()
        keyboard.press("1", self.rate)
        assert keyboard.press(then, self.rate) == command
        assert keyboard.held == ""

    def test_nothing_follows(self) -> None:
        keyboard = Keyboard()
        keyboard.press("1", self.rate)
        assert keyboard.lapse(self.rate) == Command(Kind.ANSWER, "1")
        assert keyboard.lapse(self.rate) is None

    def test_the_question_is_gone_by_then(self) -> None:
        keyboard = Keyboard()
        keyboard.press("1", self.rate)
        assert keyboard.lapse(speaking()) is None


class TestSpace:
    """Space pauses and goes on; it must never go on by mistake."""

    def test_held_down_it_pauses_and_no_more(self) -> None:
        keyboard = Keyboard()
        assert keyboard.press("space", replace(speaking(), now=10.0)) == Command(Kind.PAUSE)
        for repeat in range(1, 100):
            assert keyboard.press("space", replace(VIEWS["paused"], now=10.0 + repeat * 0.03)) is None

    def test_a_pause_said_and_pressed_at_once_stays_a_pause(self) -> None:
        keyboard = Keyboard()
        keyboard.watch(replace(VIEWS["paused"], now=20.0))
        assert keyboard.press("space", replace(VIEWS["paused"], now=20.4)) is None

    def test_later_it_goes_on(self) -> None:
        keyboard = Keyboard()
        keyboard.watch(replace(VIEWS["paused"], now=20.0))
        assert keyboard.press("space", replace(VIEWS["paused"], now=22.0)) == Command(Kind.RESUME)


@pytest.mark.parametrize("key", ["alt+e", "alt+enter", "alt+space", "alt+j", "alt+n", "alt+,"])
@pytest.mark.parametrize("view", VIEWS.values(), ids=list(VIEWS))
def test_alt_with_a_key_is_no_escape_and_no_other_key(key: str, view: View) -> None:
    assert Keyboard().press(name_of(key, key[-1]), view) is None


@pytest.mark.parametrize("key", ["alt+s", "alt+S", "alt+shift+s"])
def test_alt_with_s_stops_since_it_may_be_an_escape_and_an_s(key: str) -> None:
    assert Keyboard().press(name_of(key, None), speaking()) == Command(Kind.STOP)


@pytest.mark.parametrize("made", [speaking, silent, paused])
def test_after_a_stop_the_screen_says_how_to_leave_and_enter_does(made: Callable[..., View]) -> None:
    view = replace(made(), section=Section.WIND_DOWN)
    assert coming_of(view) == "To leave now, press Enter."
    assert command_for("enter", view) == Command(Kind.END)
    assert command_for("escape", view) == Command(Kind.STOP)
    goes_on = Command(Kind.RESUME) if view.phase is Phase.PAUSED else None
    assert command_for("enter", replace(view, section=Section.MAIN)) == goes_on


def test_enter_goes_on_from_a_pause_where_one_person_is_asked_nothing() -> None:
    keyboard, view = Keyboard(), paused(now=41.0)
    assert keyboard.press("enter", view) is None, "it was meant for what stood there before"
    assert keyboard.press("enter", replace(view, now=43.0)) == Command(Kind.RESUME)


@pytest.mark.parametrize(
    "view",
    [
        paused(needs_both=True, called=("Ana", "Ben")),
        replace(asking("talk", "What would help tonight?"), phase=Phase.PAUSED),
        replace(asking("agree", "Is that all right?"), phase=Phase.PAUSED),
        replace(speaking(), phase=Phase.YELLOW),
        replace(speaking(), phase=Phase.LOST),
    ],
    ids=["two people", "a talk", "an agreement", "yellow", "no speaker"],
)
def test_enter_goes_on_from_no_other_hold(view: View) -> None:
    assert command_for("enter", view) is None


def test_a_space_that_is_held_down_on_a_pause_goes_on_and_does_not_pause_again() -> None:
    keyboard = Keyboard()
    keyboard.watch(paused(now=10.0))
    assert keyboard.press("space", paused(now=41.0)) == Command(Kind.RESUME)
    repeats = [41.0 + KEY_REPEATS - 0.1 + 0.03 * n for n in range(60)]
    assert not any(keyboard.press("space", speaking(now=now)) for now in repeats)
    fresh = repeats[-1] + KEY_REPEATS
    assert keyboard.press("space", speaking(now=fresh)) == Command(Kind.PAUSE)
    assert not any(keyboard.press("space", paused(now=fresh + 0.4 + 0.03 * n)) for n in range(60))
    assert keyboard.press("space", paused(now=fresh + 5.0)) == Command(Kind.RESUME)


def test_a_space_pauses_at_once_whatever_else_let_the_session_go_on() -> None:
    keyboard = Keyboard()
    assert keyboard.press("space", speaking(now=40.0)) == Command(Kind.PAUSE)
    assert keyboard.press("space", speaking(now=40.3)) == Command(Kind.PAUSE), "somebody said continue"
    keyboard.watch(paused(now=10.0))
    assert keyboard.press("enter", paused(now=50.0)) == Command(Kind.RESUME)
    assert keyboard.press("space", speaking(now=50.2)) == Command(Kind.PAUSE)
