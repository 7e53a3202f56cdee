"""A private sound server for the tests that need real streams, and a post box to look into."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from companion.audio.devices import portaudio, renew
from companion.ports import Report
from tests.audio.rig import SoundRig, why_not

Kind = TypeVar("Kind")


class PostBox:
    """Collects what is posted, with its time, and waits for what should come."""

    def __init__(self) -> None:
        self.posts: list[tuple[float, Report]] = []
        self._changed = threading.Condition()

    def __call__(self, report: Report) -> None:
        with self._changed:
            self.posts.append((time.monotonic(), report))
            self._changed.notify_all()

    def all(self, kind: type[Kind]) -> list[Kind]:
        with self._changed:
            return [report for _, report in self.posts if isinstance(report, kind)]

    def wait_for(self, what: Callable[[Report], bool] | Report, timeout: float = 10.0) -> float:
        """The time at which it was posted; fails the test when it does not come."""

        def found() -> float | None:
            for at, report in self.posts:
                if what(report) if callable(what) else report == what:
                    return at
            return None

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, timeout), f"never came; got {self.posts}"
            at = found()
        assert at is not None
        return at


@pytest.fixture(autouse=True, scope="session")
def what_c_libraries_say() -> None:
    """Their messages go through a pipe that is read slowly, for the rest of the run.

    A sound server that dies in the wrong moment leaves a PortAudio thread behind that writes hundreds of megabytes a
    second (see companion.audio.expendable). pytest keeps all of what descriptor 2 gets; so it is C's own `stderr` that
    is turned elsewhere, and Python's stays.
    """
    if not sys.platform.startswith("linux"):
        return
    reading, writing = os.pipe()
    libc = ctypes.CDLL(None)
    libc.fdopen.restype = ctypes.c_void_p
    ctypes.c_void_p.in_dll(libc, "stderr").value = libc.fdopen(writing, b"w")

    def drop() -> None:
        while os.read(reading, 4096):
            time.sleep(0.05)

    threading.Thread(target=drop, name="c-messages", daemon=True).start()


@pytest.fixture
def post() -> PostBox:
    return PostBox()


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundRig]:
    """A running private sound server that this process's PortAudio uses too."""
    yield from _running(monkeypatch, echo=False)


@pytest.fixture
def rig_with_echo(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundRig]:
    """The same, where the microphone hears the loudspeaker as loud as it is."""
    yield from _running(monkeypatch, echo=True)


def _running(monkeypatch: pytest.MonkeyPatch, *, echo: bool) -> Iterator[SoundRig]:
    reason = why_not()
    if reason:
        pytest.skip(f"no virtual sound card: {reason}")
    with SoundRig(echo=echo) as running:
        for name, value in running.changes.items():
            monkeypatch.setenv(name, value)
        renew(portaudio())
        yield running
    monkeypatch.undo()
    renew(portaudio())
