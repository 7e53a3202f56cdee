"""Sentences that fit the terminal."""

from __future__ import annotations

import io

import pytest

from companion.cli.fitting import fitted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")


def test_sentences_are_broken_between_words() -> None:
    text = "    Your key signs the packs that you give out. A passphrase locks it, so that nobody else can.\nShort."
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
