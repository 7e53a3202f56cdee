"""The help card begins with what people need at once: stop, pause, go on, help."""

from __future__ import annotations

import pytest

from companion.screen import words
from companion.screen.overlay import help_card


def test_the_words_begin_with_stop_pause_going_on_and_help() -> None:
    (stop, _), (pause, waits), (help_me, _) = words.HELP_WORDS[:3]
    assert (stop, pause, help_me) == ("stop", "pause", "help")
    assert "continue" in waits


@pytest.mark.parametrize("rows", [[row[:2] for row in words.HELP_KEYS], words.HELP_BY_KEY], ids=["all", "five"])
def test_the_keys_begin_with_stop_pause_going_on_and_help(rows: list[tuple[str, str]]) -> None:
    (stop, _), (pause, waits), (crisis, _) = rows[:3]
    assert (stop.split()[0], pause, crisis) == ("Esc", "Space", "C")
    assert "continue" in waits or "go on" in waits


@pytest.mark.parametrize("listens", [True, False])
def test_where_words_are_heard_in_another_language_the_card_names_those_and_keys(listens: bool) -> None:
    apart = "J’écoute en anglais. Vous pouvez dire : stop, help, yellow."
    card = help_card(80, stop=None, crisis=lambda: None, listens=listens, heard_apart=apart)
    assert card._body[0].plain.startswith("Esc")
    assert (apart in [part.plain for part in card._body]) is listens
