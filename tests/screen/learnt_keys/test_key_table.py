"""The table of learnt keys: no mapping in the file takes a key away that keeps people safe."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.couple.evening.pages import FormRow, Page, PageKind, PageOption
from companion.screen.evening.page_lines import foot, leaves
from companion.screen.key_commands import Keyboard
from companion.screen.learnt_keys.key_table import KEPT, NOTHING_LEARNT, USUAL, LearntKeys, Meaning, learnt_from
from companion.session.commands import Command, Kind
from companion.session.view import Phase, View
from companion.store.settings_file import KeyMeaning
from tests.screen.fakes import asking, breathing, paused, silent, speaking

TWO = ("Ada", "Bo")
VIEWS = {
    "speaking": speaking(),
    "silent": silent(),
    "breathing": breathing(),
    "paused": paused(),
    "yellow": speaking(phase=Phase.YELLOW),
    "lost": speaking(phase=Phase.LOST),
    "choice": asking("choice", "Eyes open, or closed?", "open", "closed", "next"),
    "check": asking("check", "How is this for you?", called=TWO, checking=True),
    "agree": asking("agree", "Hands, and only hands.", "yes", "no"),
    "agree, each": replace(
        asking("agree", "Hands?", "yes", "no", called=TWO),
        question=replace(asking("agree", "Hands?", "yes", "no").question, who="Ada"),  # type: ignore[type-var]
    ),
    "rate": asking("rate", "How much is it?"),
    "talk": asking("talk", "Say one thing you noticed."),
    "back-or-end": asking("back-or-end", "Back in, or end?", "continue", "end session", needs_both=True, called=TWO),
}
SAFE = ["escape", "s", "n", "y", "r", "f", "j", "c", "e", "q", "k", "g", "z", *string.digits, "f1", "ctrl+c"]
"""Keys that do what they did, whatever was learnt. Written out here, so that one that leaves the table is missed."""
KEYS = st.one_of(
    st.sampled_from([*SAFE, "space", "pagedown", "pageup", "left", "right", "b", ".", "enter", "f5", "t", "?", "["]),
    st.text(min_size=1, max_size=12),
)
MAPPINGS = st.dictionaries(KEYS, st.sampled_from([*map(str, Meaning), "green", ""]), max_size=20)


def pressed(key: str, view: View, learnt: LearntKeys) -> Command | None:
    """Does what the screen of a session does with a key."""
    keyboard = Keyboard()
    keyboard.watch(replace(view, now=view.now - 30.0))  # held for long already, where it is held
    return keyboard.press(learnt.usual(key), view)


@pytest.mark.parametrize("meaning", Meaning)
@pytest.mark.parametrize("key", SAFE)
def test_no_safe_key_can_be_taught_anything(key: str, meaning: Meaning) -> None:
    assert learnt_from({key: str(meaning)}) == NOTHING_LEARNT
    with pytest.raises(ValueError, match=re.escape(key)):
        NOTHING_LEARNT.with_key(key, meaning)


@given(kept=MAPPINGS, view=st.sampled_from([*VIEWS.values()]), key=st.sampled_from(SAFE))
def test_whatever_was_learnt_the_safe_keys_do_what_they_did(kept: dict[str, str], view: View, key: str) -> None:
    assert pressed(key, view, learnt_from(kept)) == pressed(key, view, NOTHING_LEARNT)


@given(kept=MAPPINGS, view=st.sampled_from([*VIEWS.values()]))
def test_escape_and_s_stop_whatever_was_learnt(kept: dict[str, str], view: View) -> None:
    learnt = learnt_from(kept)
    assert {pressed(key, view, learnt) for key in ("escape", "s")} == {Command(Kind.STOP)}


@given(
    taught=st.lists(st.tuples(KEYS, st.sampled_from(Meaning)), max_size=12),
    view=st.sampled_from([*VIEWS.values()]),
    key=st.sampled_from(SAFE),
)
def test_a_lesson_cannot_take_them_either(taught: list[tuple[str, Meaning]], view: View, key: str) -> None:
    learnt = NOTHING_LEARNT
    for name, meaning in taught:
        try:
            learnt = learnt.with_key(name, meaning)
        except ValueError:
            assert name in KEPT
    assert pressed(key, view, learnt) == pressed(key, view, NOTHING_LEARNT)


@given(kept=MAPPINGS, view=st.sampled_from([*VIEWS.values()]))
def test_a_learnt_key_does_what_the_usual_one_does(kept: dict[str, str], view: View) -> None:
    learnt = learnt_from(kept)
    for key, meaning in learnt.meanings.items():
        assert pressed(key, view, learnt) == pressed(USUAL[meaning], view, NOTHING_LEARNT)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("key", ["pagedown", ".", "enter", "b", "f5", "media_play_pause", "space", "right", "t"])
def test_a_learnt_stop_stops_at_every_moment(key: str, view: View) -> None:
    assert pressed(key, view, NOTHING_LEARNT.with_key(key, Meaning.STOP)) == Command(Kind.STOP)


def test_a_learnt_yes_is_the_yes_of_one_person() -> None:
    learnt = NOTHING_LEARNT.with_key("pageup", Meaning.YES_A).with_key("pagedown", Meaning.YES_B)
    view = VIEWS["agree, each"]
    assert pressed("pageup", view, learnt) == Command(Kind.SIGN, by="a")
    assert pressed("pagedown", view, learnt) == Command(Kind.SIGN, by="b")


def test_a_learnt_next_is_no_answer_at_an_agreement() -> None:
    learnt = NOTHING_LEARNT.with_key("pagedown", Meaning.NEXT)
    assert pressed("pagedown", VIEWS["agree"], learnt) == Command(Kind.NEXT)  # the session says: not now


def test_space_may_become_stop_and_nothing_else() -> None:
    assert NOTHING_LEARNT.with_key("space", Meaning.STOP).stops("space")
    for meaning in set(Meaning) - {Meaning.STOP}:
        with pytest.raises(ValueError, match="space"):
            NOTHING_LEARNT.with_key("space", meaning)


def test_pausing_still_works_by_a_button_where_space_was_taught_to_stop() -> None:
    learnt = learnt_from({"space": "stop", "f5": "pause"})
    assert pressed("f5", VIEWS["speaking"], learnt) == Command(Kind.PAUSE)
    assert pressed("f5", VIEWS["paused"], learnt) == Command(Kind.RESUME)


def test_the_settings_know_the_same_meanings() -> None:
    assert set(get_args(KeyMeaning)) == {str(meaning) for meaning in Meaning}


def test_keys_are_listed_by_their_meaning() -> None:
    learnt = learnt_from({"pagedown": "stop", "f5": "pause", ".": "stop"})
    assert learnt.keys_for(Meaning.STOP) == ("pagedown", ".")
    assert learnt.keys_for(Meaning.NEXT) == ()


PAGES = {
    PageKind.CHOICE: Page("one", PageKind.CHOICE, "Now?", options=(PageOption("y", "yes", "Yes"),), back=True),
    PageKind.ENTRY: Page("name", PageKind.ENTRY, "Your name?", back=True),
    PageKind.FORM: Page(
        "private",
        PageKind.FORM,
        "Only for you.",
        options=(PageOption("h", "hands", "Hands"),),
        rows=(FormRow("hands", ""),),
    ),
    PageKind.HANDOVER: Page("over", PageKind.HANDOVER, "Pass it on."),
    PageKind.DONE: Page("done", PageKind.DONE, "That’s all."),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_learnt_stop_leaves_the_pages_before_a_session(page: Page) -> None:
    learnt = NOTHING_LEARNT.with_key("pagedown", Meaning.STOP).with_key("f5", Meaning.PAUSE)
    assert leaves("pagedown", page, learnt)
    assert not leaves("f5", page, learnt)
    assert not leaves("pageup", page, learnt)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_keeps_the_keys_that_answer_it(page: Page) -> None:
    learnt = NOTHING_LEARNT
    for key in ("enter", "h", "b", "backspace"):
        learnt = learnt.with_key(key, Meaning.STOP)
    assert not leaves("enter", page, learnt)
    assert leaves("h", page, learnt) == (page.kind not in {PageKind.FORM, PageKind.ENTRY})
    assert leaves("b", page, learnt) == (page.kind is not PageKind.ENTRY)
    assert leaves("backspace", page, learnt) == (page.kind not in {PageKind.FORM, PageKind.ENTRY})


def test_while_a_page_is_made_a_learnt_stop_leaves_too() -> None:
    assert leaves("enter", None, NOTHING_LEARNT.with_key("enter", Meaning.STOP))


def test_the_foot_of_a_page_names_only_keys_that_do_it() -> None:
    learnt = NOTHING_LEARNT.with_key("b", Meaning.STOP).with_key("pagedown", Meaning.STOP)
    assert ("←", "back") in foot(PAGES[PageKind.CHOICE], learnt)
    assert foot(PAGES[PageKind.CHOICE], learnt)[-1] == ("Esc/B", "leave")
    assert foot(PAGES[PageKind.ENTRY], learnt)[-1] == ("Page Down", "leave")
    assert ("Esc", "back") in foot(PAGES[PageKind.ENTRY], learnt)
    assert foot(PAGES[PageKind.CHOICE]) == foot(PAGES[PageKind.CHOICE], NOTHING_LEARNT)
