"""The question after a cry for help, on the screen and in plain lines: its words, its keys, and what may be typed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.app.typed import command_in as by_vocabulary
from companion.screen.key_commands import GREEN, NOBODYS, command_for
from companion.screen.plain.typed_commands import answers_of, command_in
from companion.screen.session.captions import question_of
from companion.session.commands import Command, Kind
from companion.session.view import Asked, Question, View
from tests.screen.fakes import FakeSession, paused, speaking
from tests.screen.test_plain import played

WORDS = "I've paused. Would you like to go on, stop, or see people who can help?"
ONE = replace(paused(), words=WORDS, question=Question(str(Asked.HELP), WORDS, ()))
TWO = replace(ONE, called=("Ada", "Bo"), needs_both=True)


@pytest.mark.parametrize("view", [ONE, TWO], ids=["one", "two"])
def test_the_usual_keys_answer_it(view: View) -> None:
    assert command_for("g", view) == (GREEN if view is ONE else NOBODYS)
    assert command_for("s", view) == Command(Kind.STOP)
    assert command_for("c", view) == Command(Kind.CRISIS)
    assert command_for("1", view) is None
    assert command_for("f", TWO) == Command(Kind.SIGN, by="a")


def test_the_screen_names_them() -> None:
    shown = "".join(part[0] for part in question_of(ONE, "")).replace("\xa0", " ")
    assert "G" in shown
    assert "people who can help" in shown
    shown = "".join(part[0] for part in question_of(TWO, "")).replace("\xa0", " ")
    assert "Ada: go on" in shown
    assert "Bo: go on" in shown


def test_plain_lines_say_what_may_be_typed() -> None:
    session = FakeSession(speaking(now=0.0))
    session.script = [lambda: session.show(ONE), lambda: session.show(replace(ONE, now=9.0)), session.finish]
    written = played(session)
    assert written.count("Would you like to go on, stop, or see people who can help?") == 1
    assert written.count("(1. continue; 2. stop; 3. people, to see who can help; type the number or the word)") == 1
    assert "one of you types f, and the other types j" in answers_of(TWO.question or ONE.question, needs_both=True)  # type: ignore[arg-type]


def test_a_pause_that_becomes_a_cry_for_help_is_written_too() -> None:
    session = FakeSession(speaking(now=0.0))
    session.script = [lambda: session.show(paused()), lambda: session.show(ONE), session.finish]
    assert "3. people" in played(session)


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("help", Kind.HELP_ME, ""),
        ("please help me", Kind.HELP_ME, ""),
        ("stop, help", Kind.STOP, ""),
        ("people", Kind.ANSWER, "people"),
        ("continue", Kind.RESUME, ""),
        ("?", Kind.HELP, ""),
    ],
)
def test_what_is_typed_is_understood(line: str, kind: Kind, value: str) -> None:
    found = command_in(line, ONE, lambda text: by_vocabulary(text, "en", ""))
    assert found == Command(kind, value)


def test_a_typed_go_on_counts_for_neither_of_two() -> None:
    assert command_in("continue", TWO, lambda text: by_vocabulary(text, "en", "")) == NOBODYS
