"""Sentences that fit the terminal."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.errors import EXIT_YOURS
from companion.fitting import fitted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")


def test_sentences_are_broken_between_words() -> None:
    text = (
        "    Your key signs the packs that you give out. A passphrase locks it, so that no one else can use it.\nShort."
    )
    lines = fitted(text, Terminal()).split("\n")
    assert all(len(line) < 60 for line in lines)
    assert all(line.startswith("    ") for line in lines[:-1])
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())


@pytest.mark.parametrize("line", [f"  companion pack sign {'a' * 80}.zip --yes", f"/tmp/{'long-' * 20}name.zip"])
def test_what_may_be_copied_stays_whole(line: str) -> None:
    assert fitted(line, Terminal()) == line


def test_a_file_gets_the_lines_as_they_are() -> None:
    line = "word " * 40
    assert fitted(line, io.StringIO()) == line


@pytest.mark.parametrize(
    "changes",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C"}, {"LC_ALL": "", "LANG": "POSIX"}],
)
def test_an_error_can_be_read_whatever_the_terminal_can_show(changes: dict[str, str], tmp_path: Path) -> None:
    """Its quotes were written as \\u201c."""
    done = subprocess.run(
        [sys.executable, "-m", "companion", "play", "right-now", "--voice", "né–né"],
        env={**os.environ, "COMPANION_HOME": str(tmp_path), "PYTHONUTF8": "", **changes},
        capture_output=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    said = done.stderr.decode("latin-1" if changes.get("PYTHONIOENCODING") == "latin-1" else "ascii")
    assert done.returncode == EXIT_YOURS
    assert "\\" not in said
    assert 'There is no voice called "n' in said


@pytest.mark.parametrize("columns", range(21, 60))
def test_no_line_ends_between_a_french_sign_and_its_word(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    text = "Comment ça va pour vous ? Dites « vert », ou « fin de séance » : nous finissons ici ; merci !"
    lines = fitted(text, Terminal()).split("\n")
    assert all(line[0] not in "?!:;»" and line[-1] != "«" for line in lines)
    assert " ".join(lines) == text
