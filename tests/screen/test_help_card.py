"""The help card begins with what people need at once: stop, pause, go on, help."""

from __future__ import annotations

import pytest

from companion.screen import words


def test_the_words_begin_with_stop_pause_going_on_and_help() -> None:
    (stop, _), (pause, waits), (help_me, _) = words.HELP_WORDS[:3]
    assert (stop, pause, help_me) == ("stop", "pause", "help")
    assert "continue" in waits


@pytest.mark.parametrize("rows", [[row[:2] for row in words.HELP_KEYS], words.HELP_BY_KEY], ids=["all", "five"])
def test_the_keys_begin_with_stop_pause_going_on_and_help(rows: list[tuple[str, str]]) -> None:
    (stop, _), (pause, waits), (crisis, _) = rows[:3]
    assert (stop.split()[0], pause, crisis) == ("Esc", "Space", "C")
    assert "continue" in waits or "go on" in waits
