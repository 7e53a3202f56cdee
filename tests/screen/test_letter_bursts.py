"""Words that are typed into a session: their letters aren't taken for commands, and a stop counts at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from companion.screen import words
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, Meaning
from companion.screen.letter_bursts import LETTERS, OVER, WITHIN, LetterBursts
from companion.session.commands import Kind
from tests.screen.conftest import RunApp, pass_by, press_at_once, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSession, asking


def counted(text: str, apart: float) -> str:
    typed = LetterBursts()
    return "".join(key for n, key in enumerate(text) if typed.counts(key, n * apart))


@pytest.mark.parametrize(
    ("text", "apart", "counts"),
    [
        ("help", 0.2, "hel"),
        ("iwanttotalk", 0.3, "iwa"),
        ("i want to talk", 0.2, "i wa  "),
        ("help", 0.6, "help"),
        ("rrrrrrrr", 0.03, "rrrrrrrr"),
        ("fjfjfjfj", 0.1, "fjfjfjfj"),
        ("rlrlrlbb", 0.1, "rlrlrlbb"),
        ("12345", 0.1, "12345"),
    ],
)
def test_a_letter_counts_unless_it_is_amid_words(text: str, apart: float, counts: str) -> None:
    assert counted(text, apart) == counts


def test_words_are_noticed_once_and_are_over_after_a_moment() -> None:
    typed = LetterBursts()
    noticed = []
    for n, key in enumerate("anybody"):
        typed.counts(key, 0.1 * n)
        noticed.append(typed.begun)
    assert noticed == [False, False, False, True, False, False, False]
    assert not typed.counts("enter", 0.9)
    assert typed.counts("enter", 0.6 + OVER)
    assert typed.counts("c", 0.6 + WITHIN)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "r", "f", "j", "space", "escape", "1"]), st.floats(0, 2))))
def test_every_key_counts_as_long_as_few_letters_come(presses: list[tuple[str, float]]) -> None:
    typed, now = LetterBursts(), 0.0
    for key, rest in presses:  # three letters at most
        now += rest
        assert typed.counts(key, now)


@given(st.lists(st.tuples(st.sampled_from([*"helpiwantoktz", "space", "escape", "f", "j"]), st.floats(0, 2))))
def test_only_letters_and_enter_are_left_out_and_a_rest_ends_it(presses: list[tuple[str, float]]) -> None:
    typed, now, pressed = LetterBursts(), 0.0, set[str]()
    for key, rest in presses:
        now += rest
        counts = typed.counts(key, now)
        pressed.add(key)
        assert counts or (len(key) == 1 and key not in "fj" and len(pressed) >= LETTERS)
        assert counts or rest < WITHIN


@pytest.mark.parametrize("again", ["e", "eq"])
@pytest.mark.parametrize("apart", [0.75, 0.9])
def test_a_key_that_is_pressed_again_and_again_counts_in_the_end(again: str, apart: float) -> None:
    typed = LetterBursts()
    for n, key in enumerate("ahlpm"):
        typed.counts(key, 0.15 * n)
    presses = [typed.counts(again[n % len(again)], 1.0 + n * apart) for n in range(8)]
    assert not presses[0]
    assert all(presses[3:])


def test_a_key_that_is_pressed_fast_again_and_again_counts_in_the_end() -> None:
    typed = LetterBursts()
    for n, key in enumerate("ahlpm"):
        typed.counts(key, 0.15 * n)
    assert any(typed.counts("e", 0.8 + n * 0.4) for n in range(8))


# ---- in a session -------------------------------------------------------------------------------------------------


def test_words_typed_into_a_session_are_not_obeyed_letter_by_letter(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, *"iwanttotalk", "enter")
        assert session.given == []
        assert words.TYPED_WORDS.split(".")[0] in screen_text(pilot)
        await pass_by(WITHIN)
        await press_at_once(pilot, "n")
        assert session.kinds() == [Kind.NEXT]

    run(run_app(walk))


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("s", Kind.STOP),
        ("y", Kind.YELLOW),
        ("space", Kind.PAUSE),
        ("c", Kind.CRISIS),
        ("z", Kind.COMING_UP),
    ],
)
def test_what_keeps_people_safe_counts_amid_words(key: str, kind: Kind, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, *"iwantt", key)
        assert session.kinds() == [kind]

    run(run_app(walk))


def test_a_no_counts_amid_words(run_app: RunApp, session: FakeSession) -> None:
    session.shown = asking("agree", "Is that all right for you?")

    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, *"iwatn")
        assert session.given[-1].value == "no"

    run(run_app(walk))


def test_learnt_keys_are_no_words(program: FakeProgram, session: FakeSession, run_app: RunApp) -> None:
    for key in "uvwx":
        program.learnt = program.learnt.with_key(key, Meaning.NEXT)
    assert program.learnt != NOTHING_LEARNT

    async def walk(pilot: Pilot[None]) -> None:
        await press_at_once(pilot, *"uvwxuvwx")
        assert session.kinds() == [Kind.NEXT] * 8

    run(run_app(walk))
