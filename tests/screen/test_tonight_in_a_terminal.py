"""The two ways in for two people, in a real terminal: tonight, and the lists of yes, no, maybe and back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudoterminals on Windows; run it on Linux or macOS", allow_module_level=True)

from companion.errors import EXIT_GOOD
from tests.screen.pty_program import in_a_terminal

DOWN = b"\x1b[B"


def test_yes_no_maybe_runs_in_the_same_window_and_leads_back_to_the_list(tmp_path: Path) -> None:
    with in_a_terminal("--voice", "none", "--no-mic", home=tmp_path) as program:
        program.press_at("What do you need now?", b"6")
        program.press_at("Tonight, the two of us", DOWN)
        program.settle()
        program.press(b"\r")
        program.press_at("On your own, each of you goes through a list", b"\x1b")
        program.press_at("a calm voice beside you", b"\x1b")
        program.press_at("What do you need now?", b"\x11")
        assert program.exit_code() == EXIT_GOOD


def test_tonight_from_the_command_line_begins_what_fits_both(tmp_path: Path) -> None:
    with in_a_terminal("tonight", "--voice", "none", "--no-mic", home=tmp_path) as program:
        for asked, name in (("at the F key, on the left", b"Ana\r"), ("at the J key", b"Ben\r")):
            program.press_at(asked, name)
        for handover, who, key in (
            ("Some questions for each of you, alone", "Ana", b"f"),
            ("Please give the screen to Ben", "Ben", b"j"),
        ):
            assert program.wait_for(handover)
            program.settle()
            # A page that has just come up doesn't take keys yet, and one "n" too many doesn't answer the next row.
            assert program.press_until(key, f"{who}, this page is yours.")
            assert program.press_until(b"n", "answered")
            for key in (b"2", b"n", b"1", b"y", b"n", b"n", b"n", b"n", b"\r"):
                program.settle()
                program.press(key)
        assert program.wait_for("Everything here fits into your time.")
        assert program.press_until(b"1", "Before you begin")
        program.settle()
        program.press(b"\r")
        assert program.wait_for("Looking around together")
