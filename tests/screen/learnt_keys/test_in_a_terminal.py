"""Learnt keys in a real terminal: the bytes that presenters, remotes and pedals make it send, and a stop that stops."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudoterminals on Windows; run it on Linux or macOS", allow_module_level=True)

from companion import resources
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED
from companion.store import toml_file
from tests.screen.pty_program import in_a_terminal
from tests.shipped import FIRST_WORDS

PAGE_UP, PAGE_DOWN, F5 = b"\x1b[5~", b"\x1b[6~", b"\x1b[15~"
SENT = {
    "Page Up": PAGE_UP,
    "Page Down": PAGE_DOWN,
    "F5": F5,
    "Period": b".",
    "B": b"b",
    "Enter": b"\r",
    "→": b"\x1b[C",
    "Tab": b"\t",
    "Home": b"\x1b[H",
    "Play/Pause": b"\x1b[57430u",
    "Volume Up": b"\x1b[57439u",
    "Shift+Page Down": b"\x1b[6;2~",
    "Ctrl+Page Down": b"\x1b[6;5~",
    "F6": b"\x1b[17~",
}
"""Keys by their names, and the bytes that a terminal sends for them; media keys as kitty, foot and others send them."""


def test_every_kind_of_button_is_named_when_it_is_tried(tmp_path: Path) -> None:
    with in_a_terminal("keys", "--test", home=tmp_path) as program:
        assert program.wait_for("Try your buttons now.")
        for name, sent in SENT.items():
            program.press(sent)
            assert program.wait_for(f"{name}: "), name
        program.press(b"\x1b")
        assert program.exit_code() == EXIT_GOOD
    assert not (tmp_path / "settings.toml").exists()


def test_buttons_are_learnt_saved_and_tried(tmp_path: Path) -> None:
    with in_a_terminal("keys", home=tmp_path) as program:
        assert program.wait_for("Press the button that should mean stop.")
        program.press(PAGE_DOWN)
        assert program.wait_for("That was Page Down.")
        assert program.press_until(PAGE_DOWN, "Page Down now means stop.")
        program.settle()
        program.press(b"\x1b[C")
        program.press_at("Should it mean pause and continue instead?", b"n")
        program.press_at("Press another button", F5)
        assert program.wait_for("That was F5.")
        assert program.press_until(F5, "F5 now means pause and continue.")
        for step in ("4 of 5", "5 of 5", "Try your buttons now."):
            assert program.press_until(b"n", step)
        program.press(PAGE_DOWN)
        assert program.wait_for("Page Down: stop")
        program.press(b"\x1b")
        assert program.wait_for("F5: pause and continue")  # printed after the screen, so it stays
        assert program.exit_code() == EXIT_GOOD
    assert toml_file.read(tmp_path / "settings.toml") == {"buttons": {"pagedown": "stop", "f5": "pause"}}


def test_ctrl_c_keeps_what_was_learnt(tmp_path: Path) -> None:
    with in_a_terminal("keys", home=tmp_path) as program:
        assert program.wait_for("Press the button that should mean stop.")
        program.press(b".")
        assert program.wait_for("That was Period.")
        assert program.press_until(b".", "Period now means stop.")
        program.press(b"\x03")
        assert program.exit_code() == EXIT_INTERRUPTED
    assert toml_file.read(tmp_path / "settings.toml") == {"buttons": {".": "stop"}}


@pytest.mark.parametrize(("key", "sent"), [("pagedown", PAGE_DOWN), (".", b"."), ("f5", F5), ("enter", b"\r")])
def test_a_button_stops_a_session(key: str, sent: bytes, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f'[buttons]\n"{key}" = "stop"\n', encoding="utf-8")
    models = str(resources.models_dir())
    with in_a_terminal(
        "play", "right-now", "--voice", "none", "--no-mic", home=tmp_path, COMPANION_MODELS=models
    ) as program:
        assert program.wait_for(FIRST_WORDS)
        program.press(sent)
        assert program.wait_for("after a stop")
