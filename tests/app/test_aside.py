"""Another command in this terminal: its exit code comes back, and an error is left on the screen until Enter."""

from __future__ import annotations

import io
import signal
import sys

import pytest

from companion.app.aside import run_aside


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    lines = io.StringIO("\n\n")
    monkeypatch.setattr(sys, "stdin", lines)
    return lines


def test_after_success_it_goes_back_at_once_where_it_is_told_to(typed: io.StringIO) -> None:
    assert run_aside(["--version"], "Press Enter.", always=False) == 0
    assert typed.tell() == 0


def test_after_an_error_it_waits_so_that_the_message_can_be_read(
    typed: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert run_aside(["play", "no-such-exercise", "--plain"], "Press Enter.", always=False) == 1
    assert typed.tell() == 1
    assert "Press Enter. " in capfd.readouterr().out
    assert signal.getsignal(signal.SIGINT) is before


def test_otherwise_it_always_waits(typed: io.StringIO) -> None:
    assert run_aside(["--version"], "Press Enter.") == 0
    assert typed.tell() == 1
