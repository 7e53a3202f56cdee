"""Typed lines: in the session's language, always in English, and a safety word anywhere in the line."""

from __future__ import annotations

import pytest

from companion.app.typed import command_in
from companion.session.commands import Command, Kind

STOP = Command(Kind.STOP)


@pytest.mark.parametrize(
    ("line", "language", "meant"),
    [
        ("stop", "en", STOP),
        ("please stop", "en", STOP),
        ("arrête", "fr", STOP),
        ("arrête", "en", None),
        ("stop", "fr", STOP),
        ("next", "fr", Command(Kind.NEXT)),
        ("stop", "", STOP),
        ("how_long", "en", Command(Kind.HOW_LONG)),
        ("the weather", "en", None),
        ("pause and stop", "en", STOP),
    ],
)
def test_a_typed_line(line: str, language: str, meant: Command | None) -> None:
    assert command_in(line, language, "") == meant


def test_two_peoples_own_word_is_understood_in_every_language() -> None:
    assert command_in("apricot", "fr", "apricot") == STOP
    assert command_in("apricot, please", "en", "apricot") == STOP
    assert command_in("apricot", "en", "") is None
