"""Calibration as a child: its lines come as they are written, Enter goes to it, and it can be broken off."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import pytest

from companion.app import calibrating
from companion.app.calibrating import Calibrating
from companion.errors import EXIT_INTERRUPTED

ASKS = """
import sys
print("ready?", flush=True)
sys.stdin.readline()
print("  stop … ", end="", flush=True)
sys.stdin.readline()
print("thank you", flush=True)
sys.exit(int(sys.argv[1]))
"""
FAILS = "import sys; sys.exit('There is no microphone.')"
NOISY = "import sys; print('ALSA lib: no such device', file=sys.stderr); print('thank you')"


def run(program: str, code: int, act: Callable[[Calibrating, str], None]) -> tuple[int, str]:
    """Runs a program in place of `companion calibrate`; `act` is called with everything that was told so far."""

    async def whole() -> tuple[int, str]:
        made = Calibrating(2, [sys.executable, "-c", program, str(code)])
        heard = ""

        def told(piece: str) -> None:
            nonlocal heard
            heard += piece
            act(made, heard)

        return await asyncio.wait_for(made.run(told), 60), heard

    return asyncio.run(whole())


def go_on(made: Calibrating, heard: str) -> None:
    if heard.endswith(("ready?\n", "… ")):
        made.go_on()


def test_its_lines_come_as_they_are_written_and_enter_goes_to_it() -> None:
    assert run(ASKS, 0, go_on) == (0, "ready?\n  stop … thank you\n")


def test_its_exit_code_is_told() -> None:
    assert run(ASKS, 1, go_on)[0] == 1


def test_an_error_is_among_its_lines() -> None:
    assert run(FAILS, 0, go_on) == (1, "There is no microphone.\n")


def test_messages_of_sound_libraries_are_not_told() -> None:
    assert run(NOISY, 0, go_on) == (0, "thank you\n")


def test_it_can_be_broken_off() -> None:
    code, heard = run(ASKS, 0, lambda made, heard: made.end())
    assert code == EXIT_INTERRUPTED
    assert "stop" not in heard


def test_broken_off_before_it_begins_it_never_does() -> None:
    made = Calibrating(2, [sys.executable, "-c", "print('here')"])
    made.end()
    heard: list[str] = []
    assert asyncio.run(made.run(heard.append)) == EXIT_INTERRUPTED
    assert heard == []


def test_a_task_that_is_cancelled_leaves_no_child_behind() -> None:
    async def whole() -> int | None:
        made = Calibrating(2, [sys.executable, "-c", ASKS, "0"])
        begun = asyncio.Event()
        task = asyncio.create_task(made.run(lambda piece: begun.set()))
        await asyncio.wait_for(begun.wait(), 60)
        task.cancel()
        await asyncio.wait([task])
        assert made._child is not None
        return made._child.returncode

    assert asyncio.run(whole()) is not None


DEAF_TO_ALL = """
import signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready?", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("program", [ASKS, DEAF_TO_ALL], ids=["obeys", "obeys nobody"])
def test_once_it_is_broken_off_nothing_of_it_is_left(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrating, "_END_SECONDS", 0.5)

    async def whole() -> int:
        made = Calibrating(1, [sys.executable, "-c", program, "0"])
        begun = asyncio.Event()
        running = asyncio.create_task(made.run(lambda piece: begun.set()))
        await begun.wait()
        await made.break_off()
        assert made._child is not None
        assert made._child.returncode is not None
        return await running

    assert asyncio.run(asyncio.wait_for(whole(), 60)) == EXIT_INTERRUPTED
