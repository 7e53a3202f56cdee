"""A lone Esc among bytes that come together, apart, and late; and the same in a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import resources
from companion.screen.escape_keys import (
    LONGEST_SEQUENCE,
    LONGEST_WAIT,
    ONE_PRESS,
    Alt,
    Escape,
    EscapeKeys,
    EscapeState,
    Out,
    Whole,
)
from tests.shipped import FIRST_WORDS

SEQUENCES = [
    "\x1b[A",
    "\x1bOC",
    "\x1b[5~",
    "\x1b[15~",
    "\x1b[1;5D",
    "\x1b[27u",
    "\x1b[<0;10;5M",
    "\x1b[<35;100;50m",
    "\x1b[M !!",
    "\x1b[[A",
    "\x1b[?2026;2$y",
    "\x1b[I",
    "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "\x1b]0;title\x07",
    "\x1bP1+r\x1b\\",
    "\x1b[200~a paste with \x1b in it\x1b[201~",
]
APART = 0.15
"""Seconds between two bytes of a key over a slow line."""


def typed(*pieces: tuple[float, str], until: float = 10.0) -> list[Out]:
    """Feeds pieces at their times, and asks in between as the driver does."""
    keys, out, now = EscapeKeys(), [], 0.0
    for at, text in (*pieces, (until, "")):
        while keys.due_at is not None and keys.due_at <= at:
            now = max(now, keys.due_at)
            out += keys.late(now)
        now = at
        if text:
            out += keys.feed(text, at)
    return out


def text_of(out: list[Out]) -> str:
    return "".join(part.text for part in out if isinstance(part, Whole))


def presses(out: list[Out]) -> list[Out]:
    return [part for part in out if not isinstance(part, EscapeState)]


def apart(text: str, gap: float) -> list[tuple[float, str]]:
    return [(number * gap, character) for number, character in enumerate(text)]


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_sequence_is_passed_on_whole_if_it_comes_together(sequence: str) -> None:
    assert typed((0.0, sequence)) == [Whole(sequence)]


@pytest.mark.parametrize("sequence", [each for each in SEQUENCES if len(each) * APART < LONGEST_SEQUENCE])
def test_a_key_whose_bytes_come_apart_is_no_escape(sequence: str) -> None:
    out = typed(*apart(sequence, APART))
    assert presses(out) == [Whole(sequence)]
    assert out[0] is EscapeState.HELD, "the voice falls silent at once"
    assert EscapeState.LET_GO in out


def test_a_lone_escape_is_told_at_once_and_pressed_half_a_second_later() -> None:
    keys = EscapeKeys()
    assert keys.feed("\x1b", 5.0) == [EscapeState.HELD]
    assert keys.due_at == 5.0 + LONGEST_WAIT
    assert keys.late(5.49) == []
    assert keys.late(5.5) == [EscapeState.LET_GO, Escape()]
    assert keys.due_at is None


def test_a_second_escape_makes_the_first_one_certain_at_once() -> None:
    assert typed((0.0, "\x1b"), (0.2, "\x1b"))[:3] == [EscapeState.HELD, EscapeState.LET_GO, Escape()]
    assert presses(typed((0.0, "\x1b\x1b\x1b"))) == [Escape()] * 3


@pytest.mark.parametrize("later", ["s", "n", " ", "\r", "é"])
def test_a_key_pressed_after_an_escape_makes_it_certain_and_counts_too(later: str) -> None:
    assert presses(typed((0.0, "\x1b"), (0.1, later))) == [Escape(), Whole(later)]


@pytest.mark.parametrize("letter", ["s", "n", "é", "O", "["])
@pytest.mark.parametrize("split", [False, True])
def test_alt_with_a_letter_is_no_escape(letter: str, split: bool) -> None:
    pieces = ((0.0, "\x1b"), (ONE_PRESS / 2, letter)) if split else ((0.0, "\x1b" + letter),)
    assert presses(typed(*pieces)) == [Alt(letter)]


@pytest.mark.parametrize("never_ends", ["[", "O", "[1", "[<0;10"])
def test_an_escape_and_the_beginning_of_a_key_that_never_comes_is_an_escape(never_ends: str) -> None:
    assert presses(typed(*apart("\x1b" + never_ends, APART))) == [Escape()]


def test_bytes_that_trickle_for_ever_end_in_an_escape() -> None:
    keys = EscapeKeys()
    out = keys.feed("\x1b[", 0.0)
    for number in range(1, 40):
        out += keys.feed("1", number * 0.4)
    assert Escape() in out


@given(st.lists(st.sampled_from([*SEQUENCES[:12], "a", "é", " "]), max_size=6), st.data())
def test_cut_anywhere_nothing_is_lost_and_no_escape_is_made(keys: list[str], data: st.DataObject) -> None:
    text = "".join(keys)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=5)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    out = typed(*((number * APART, piece) for number, piece in enumerate(pieces)))
    assert text_of(out) == text
    assert Escape() not in out


# ---- in a real terminal


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
@pytest.mark.parametrize(
    ("sent", "stops"),
    [
        (["\x1b"], True),
        (["\x1b", "s"], True),
        (["\x1b", "[", "A"], False),
        (["\x1b", "O", "A"], False),
        (["\x1b", "[", "<", "35", ";4;", "5", "M"], False),
        (["\x1b[", "A"], False),
        (["\x1b,"], False),
        (["\x1bj"], False),
    ],
)
def test_only_a_lone_escape_stops_a_session(sent: list[str], stops: bool, tmp_path: Path) -> None:
    from tests.screen.pty_program import in_a_terminal

    models = str(resources.models_dir())
    with in_a_terminal(
        "play", "right-now", "--voice", "none", "--no-mic", home=tmp_path, COMPANION_MODELS=models
    ) as program:
        assert program.wait_for(FIRST_WORDS)
        for piece in sent:
            program.press(piece.encode())
            program.wait_for("never shown", APART)
        stopped = program.wait_for("after a stop", 3.0)
        assert stopped == stops
        if not stops:
            program.press(b"s")
            assert program.wait_for("after a stop")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
def test_a_program_whose_terminal_was_closed_ends(tmp_path: Path) -> None:
    import os

    from tests.screen.pty_program import in_a_terminal

    with in_a_terminal("keys", "--test", home=tmp_path) as program:
        assert program.wait_for("Try your buttons now.")
        os.dup2(os.open(os.devnull, os.O_RDWR), program._descriptor)  # the other end is closed by this
        program.process.wait(20)
