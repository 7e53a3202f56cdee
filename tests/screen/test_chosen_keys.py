"""The keys that people give to actions: they do what the usual ones do, and none that keeps people safe is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.screen.app import CompanionApp
from companion.screen.chosen_keys import IN_SESSION, ON_PAGES, TITLES, chosen_keys
from companion.screen.home.home_screen import HomeScreen
from companion.screen.key_commands import command_for, usual_kind
from companion.screen.learnt_keys.key_table import KEPT, NOTHING_LEARNT, LearntKeys, learnt_from
from companion.screen.overlay import Overlay, help_card
from companion.screen.session.captions import keys_of
from companion.session.commands import Command, Kind
from tests.screen.conftest import still, text_of
from tests.screen.fakes import SPEAKING, FakeProgram, asking

KINDS = {
    "next": Kind.NEXT,
    "back": Kind.BACK,
    "repeat": Kind.REPEAT,
    "something_else": Kind.SOMETHING_ELSE,
    "how_long": Kind.HOW_LONG,
    "more_time": Kind.MORE_TIME,
    "slower": Kind.SLOWER,
    "faster": Kind.FASTER,
    "longer_silences": Kind.LONGER_SILENCES,
    "shorter_silences": Kind.SHORTER_SILENCES,
    "louder": Kind.LOUDER,
    "quieter": Kind.QUIETER,
    "break": Kind.BREAK,
    "help": Kind.HELP,
}

TWO = replace(SPEAKING, called=("Ada", "Bo"))
"""A session of two, in which every key means something."""


def pressed(key: str, kept: dict[str, str], learnt: LearntKeys = NOTHING_LEARNT) -> Command | None:
    usual = LearntKeys(learnt.meanings, chosen_keys(kept, learnt).moved).usual(key)
    return command_for(usual, TWO)


def test_every_action_has_a_name_and_its_usual_keys_mean_it() -> None:
    assert TITLES.keys() == IN_SESSION.keys() | ON_PAGES.keys()
    assert KINDS.keys() == IN_SESSION.keys()
    for action, keys in IN_SESSION.items():
        assert {usual_kind(key) for key in keys} == {KINDS[action]}


@pytest.mark.parametrize("action", IN_SESSION)
def test_a_given_key_does_what_the_usual_one_did(action: str) -> None:
    assert pressed("x", {action: "x"}) == Command(KINDS[action])
    assert pressed("f9", {action: "f9"}) == Command(KINDS[action])


def test_the_usual_key_means_nothing_any_more_unless_it_keeps_people_safe() -> None:
    assert pressed("l", {"how_long": "x"}) is None
    assert pressed("right", {"next": "x"}) is None
    # N is also the no to a question, and E leads out.
    assert pressed("n", {"next": "x"}) == Command(Kind.NEXT)
    assert pressed("e", {"something_else": "x"}) == Command(Kind.SOMETHING_ELSE)


def test_two_actions_can_change_their_keys_with_each_other() -> None:
    kept = {"louder": "-", "quieter": "+"}
    assert chosen_keys(kept, NOTHING_LEARNT).clashes == ()
    assert (pressed("-", kept), pressed("+", kept)) == (Command(Kind.LOUDER), Command(Kind.QUIETER))


@pytest.mark.parametrize("key", sorted(KEPT))
def test_a_key_that_keeps_people_safe_can_not_be_given_away(key: str) -> None:
    found = chosen_keys({"louder": key}, NOTHING_LEARNT)
    assert found.given == {}
    (clash,) = found.clashes
    assert clash.endswith("so it can’t mean louder.")


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"dance": "x"}, "There is no action called “dance”, so its key means nothing."),
        ({"louder": "escape"}, "Esc always keeps its own meaning, so it can’t mean louder."),
        ({"louder": "x", "quieter": "x"}, "X can’t mean both louder and quieter, so it means louder."),
        ({"louder": "l"}, "L means how long already, so it can’t mean louder. Give how long another key first."),
        ({"louder": "f5"}, "F5 is one of your buttons (pause and continue), so it can’t mean louder."),
        ({"settings": "x"}, "You need X for typing on some pages, so choose a key such as F9 or Ctrl+K for settings."),
        (
            {"settings": "enter"},
            "You need Enter for typing on some pages, so choose a key such as F9 or Ctrl+K for settings.",
        ),
    ],
)
def test_a_clash_is_one_sentence_and_the_other_keys_hold(kept: dict[str, str], said: str) -> None:
    learnt = learnt_from({"f5": "pause"})
    found = chosen_keys({**kept, "how_long": "f7"} if "l" not in kept.values() else kept, learnt)
    assert found.clashes == (said,)
    assert "how_long" in found.given or "l" in kept.values()


def test_a_key_of_a_page_and_one_of_a_session_may_be_the_same() -> None:
    assert chosen_keys({"settings": "f9", "louder": "f9"}, NOTHING_LEARNT).clashes == ()


def test_the_keys_of_pages_are_a_keymap() -> None:
    found = chosen_keys({"settings": "f9", "palette": "ctrl+k", "louder": "x"}, NOTHING_LEARNT)
    assert found.bindings == {"settings": "f9", "palette": "ctrl+k"}


def test_the_first_page_obeys_its_given_keys_and_no_longer_the_usual_ones() -> None:
    program = FakeProgram(own_keymap={"favourite": "f8", "home_help": "f9"})

    async def test() -> None:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            home = app.screen
            assert isinstance(home, HomeScreen)
            await asyncio.wait_for(home.loaded.wait(), 10)
            await asyncio.wait_for(app.keys_taken.wait(), 10)
            await pilot.press("asterisk", "question_mark", "f1")
            await pilot.pause()
            assert app.screen is home
            assert program.remembered.favourites == ()
            await pilot.press("f8", "f9")
            await pilot.pause()
            assert program.remembered.favourites == ("right-now",)
            assert isinstance(app.screen, Overlay)

    asyncio.run(test())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_first_page_names_the_key_and_the_line_of_the_settings(size: tuple[int, int]) -> None:
    async def test() -> None:
        app = CompanionApp(FakeProgram())
        async with app.run_test(size=size) as pilot:
            home = app.screen
            assert isinstance(home, HomeScreen)
            await asyncio.wait_for(home.loaded.wait(), 10)
            await still(pilot)
            shown = text_of(app)
            assert "F2 settings" in shown.splitlines()[-1]
            assert "! who to call" in shown.splitlines()[-1]
            assert "Settings " in shown

    asyncio.run(test())


def test_a_letter_is_the_same_in_capitals() -> None:
    assert pressed("x", {"louder": "X"}) == Command(Kind.LOUDER)


def test_a_taught_button_comes_before_a_given_key() -> None:
    learnt = learnt_from({"x": "stop"})
    assert pressed("x", {"louder": "x"}, learnt) == Command(Kind.STOP)


def test_the_help_card_shows_the_keys_that_hold() -> None:
    moved = LearntKeys({}, chosen_keys({"louder": "f9", "next": "x", "how_long": "f8"}, NOTHING_LEARNT).moved)
    card = help_card(80, stop=None, crisis=lambda: None, learnt=moved)
    keys = card._body[1].plain
    assert "F9  -" in keys
    assert "←  X  B  N" in keys
    assert "F8       how long" in keys


def test_the_foot_of_a_session_names_no_key_that_means_nothing() -> None:
    moved = LearntKeys({}, chosen_keys({"next": "f9"}, NOTHING_LEARNT).moved)
    foot = "".join(text for text, _ in keys_of(SPEAKING, 80, moved))
    assert "→" not in foot
    assert "← N" in foot


ANY_KEY = st.sampled_from([*sorted(KEPT), *"abdhilmoptuvwx[]{}+-=", "right", "left", "f5", "f9", "enter", "ctrl+k"])


@given(kept=st.dictionaries(st.sampled_from(sorted(TITLES)), ANY_KEY))
def test_whatever_is_given_no_key_loses_what_keeps_people_safe(kept: dict[str, str]) -> None:
    moved = LearntKeys({}, chosen_keys(kept, NOTHING_LEARNT).moved)
    assert all(moved.usual(key) == key for key in KEPT)
    question = asking("check", "How is this?", "green", "yellow", "red")
    for key in KEPT:
        for view in (SPEAKING, question):
            assert command_for(moved.usual(key), view) == command_for(key, view)
