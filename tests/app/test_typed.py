"""Typed lines: in the session's language, always in English, and a safety word anywhere in the line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from companion import tongue
from companion.app.typed import command_in
from companion.screen.plain import typed_commands
from companion.session.commands import Command, Kind
from tests.screen.fakes import speaking

STOP = Command(Kind.STOP)


@pytest.fixture
def french() -> Iterator[None]:
    tongue.speak("fr")
    yield
    tongue.speak("en")


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


@pytest.mark.parametrize("touching", [False, True])
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("rouge", Kind.STOP),
        ("arrête", Kind.STOP),
        ("arrete", Kind.STOP),
        ("arrêtez", Kind.STOP),
        ("arrêter", Kind.STOP),
        ("stop", Kind.STOP),
        ("red", Kind.STOP),
        ("oui, mais arrête", Kind.STOP),
        ("jaune", Kind.YELLOW),
        ("vert", Kind.RESUME),
        ("on continue", Kind.RESUME),
        ("continuer", Kind.RESUME),
        ("pause", Kind.PAUSE),
        ("aide", Kind.HELP_ME),
        ("autre chose", Kind.SOMETHING_ELSE),
        ("suivant", Kind.NEXT),
        ("fin de séance", Kind.END),
    ],
)
def test_the_words_that_french_screens_tell_people_are_understood_in_an_english_exercise(
    french: None, line: str, kind: Kind, touching: bool
) -> None:
    now = speaking(touching=touching)
    found = typed_commands.command_in(line, now, lambda typed: command_in(typed, "en", ""))
    assert found is not None
    assert found.kind is kind
