"""Another command in this terminal: its exit code comes back, and an error is left on the screen until Enter."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from typing import Any

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


class TestCtrlC:
    def run(self, monkeypatch: pytest.MonkeyPatch, typed: Any) -> tuple[int, list[Any]]:
        calls: list[Any] = []

        def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
            # A child inherits ignored signals but not handlers, and Ctrl-C must end it.
            calls.extend([command, callable(signal.getsignal(signal.SIGINT))])
            return subprocess.CompletedProcess(command, 7)

        monkeypatch.setattr(subprocess, "run", run)
        monkeypatch.setattr(sys, "stdin", typed)
        before = signal.getsignal(signal.SIGINT)
        code = run_aside(["yes-no-maybe"], "Press Enter to go back.")
        assert signal.getsignal(signal.SIGINT) is before
        return code, calls

    def test_the_command_and_its_exit_code(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        class Typed:
            def readline(self) -> str:
                return "\n"

        code, calls = self.run(monkeypatch, Typed())
        assert code == 7
        assert calls == [[sys.executable, "-P", "-m", "companion", "yes-no-maybe"], True]
        assert "Press Enter to go back" in capsys.readouterr().out

    def test_ctrl_c_at_the_end_goes_back_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Typed:
            def readline(self) -> str:
                signal.raise_signal(signal.SIGINT)
                raise AssertionError("Ctrl-C was ignored")

        assert self.run(monkeypatch, Typed())[0] == 7
