"""A private sound server for the tests that need real streams, and a post box to look into."""

from __future__ import annotations

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
