"""A locked journal in a real terminal: nothing of it stays in the window once it is closed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudoterminals on Windows; run it on Linux or macOS", allow_module_level=True)

from companion.errors import EXIT_GOOD
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from tests.screen.pty_program import in_a_terminal

PASSPHRASE = "four grey owls singing"
WORDS = "Nobody else may read it"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a locked journal, which has more entries than a window has lines."""
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    owner = JournalBook().switch_on("", PASSPHRASE)
    for number in range(30):
        JournalBook().add(owner, JournalEntry("2026-11-30", words=f"{WORDS} {number}."))
    return tmp_path


def test_opened_in_the_program_it_is_gone_after_it(home: Path) -> None:
    with in_a_terminal("--voice", "none", "--no-mic", home=home) as program:
        program.press_at("What do you need now?", b"journal\r")
        program.press_at("To read it, press O.", b"o")
        program.press_at("Open your journal", PASSPHRASE.encode() + b"\r")
        program.press_at(f"{WORDS} 29.", b"\x03")
        program.exit_code()
        assert "Nobody" not in program.left_in_the_window()
        assert "owls" not in program.left_in_the_window()


def test_listed_by_the_command_it_is_gone_after_it(home: Path) -> None:
    with in_a_terminal("journal", home=home) as program:
        program.press_at("Your passphrase:", PASSPHRASE.encode() + b"\r")
        assert program.wait_for("Press Enter for more.")
        program.press(b"\r")
        program.press_at(f"{WORDS} 29.", b"\r")
        assert program.exit_code() == EXIT_GOOD
        left = program.left_in_the_window()
        assert "Thisjournalislocked." in left, "so the window was read"
        assert "Nobody" not in left
        assert "owls" not in left
