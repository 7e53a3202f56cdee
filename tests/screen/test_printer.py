"""The lines of plain mode: broken between words in a terminal, and left alone for a file or another program."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading

import pytest

from companion.screen import words
from companion.screen.plain.printer import Printer


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", ["24", "40", "80"])
def test_lines_are_broken_between_words_at_the_width_of_the_terminal(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = Terminal()
    Printer(out).line(words.PLAIN_HOME)
    lines = out.getvalue().splitlines()
    assert all(len(line) < int(columns) for line in lines)
    assert " ".join(lines) == words.PLAIN_HOME


def test_a_line_for_another_program_stays_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = io.StringIO()
    Printer(out).line(words.PLAIN_HOME)
    assert out.getvalue() == f"{words.PLAIN_HOME}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
def test_a_terminal_that_does_not_know_its_width_has_eighty_columns() -> None:
    """A new pseudo-terminal says that it has no columns."""
    code = (
        "import sys; from companion.screen import words; from companion.screen.plain.printer import Printer; "
        "Printer(sys.stdout).line(words.PLAIN_HOME)"
    )
    ours, theirs = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    read: list[bytes] = []

    def drain() -> None:
        try:
            while piece := os.read(ours, 4096):
                read.append(piece)
        except OSError:
            return  # the other end was closed

    reading = threading.Thread(target=drain)
    reading.start()
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=theirs, stdin=theirs, env=environment, timeout=60, check=False
    )
    os.close(theirs)
    reading.join(10)
    os.close(ours)
    assert done.returncode == 0
    lines = b"".join(read).decode().splitlines()
    assert max(map(len, lines)) in range(60, 80)
    assert len(lines) > 1
