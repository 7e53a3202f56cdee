"""The screen with a session that plays itself, to look at: `python -m tests.screen.demo`. No sound, no models."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

from companion.screen.app import run_screen
from companion.session.commands import Command, Kind
from companion.session.effects import BreathPart, Outcome
from companion.session.view import BreathView, Phase, View
from tests.screen.fakes import SPEAKING, FakeProgram, FakeSession, asking, silent, speaking

SCENES: list[tuple[float, View]] = [
    (5.0, SPEAKING),
    (6.0, silent(6.0)),
    *[
        (seconds, speaking(phase=Phase.BREATHING, breath=BreathView(part, 0.0, seconds, cycle, 3)))
        for cycle in (1, 2, 3)
        for part, seconds in ((BreathPart.IN, 4.0), (BreathPart.HOLD_IN, 2.0), (BreathPart.OUT, 6.0))
    ],
    (8.0, asking("choice", "Eyes open, or closed?", "open", "closed")),
    (8.0, asking("rate", "Right now, from zero to ten: how much is it?")),
    (4.0, speaking(words="That was enough.", coming="")),
]


class DemoSession(FakeSession):
    """Walks through SCENES by the clock. Any answer or "next" goes on; pause, stop and end do what they say."""

    def __init__(self) -> None:
        super().__init__()
        self._scene, self._since, self._held = 0, time.monotonic(), 0.0
        self._timer: asyncio.TimerHandle | None = None

    def view(self) -> View:
        now = time.monotonic()
        seconds, view = SCENES[self._scene]
        done = self._held or now - self._since
        elapsed = sum(length for length, _ in SCENES[: self._scene]) + done
        total = sum(length for length, _ in SCENES)
        left = seconds - done if view.phase is Phase.SILENT else None
        view = replace(view, now=now, elapsed=elapsed, total=total, left=total - elapsed, silence_left=left)
        if view.breath is not None:
            view = replace(view, breath=replace(view.breath, started=self._since))
        return replace(view, phase=Phase.PAUSED) if self._held else view

    def give(self, command: Command) -> None:
        super().give(command)
        if command.kind is Kind.PAUSE:
            self._held = time.monotonic() - self._since
        elif command.kind is Kind.RESUME and self._held:
            self._since, self._held = time.monotonic() - self._held, 0.0
        elif command.kind in {Kind.ANSWER, Kind.NEXT}:
            self._go(1)
        elif command.kind is Kind.BACK:
            self._go(-1)
        elif command.kind in {Kind.STOP, Kind.END}:
            self.finish(Outcome.STOPPED if command.kind is Kind.STOP else Outcome.ENDED)

    async def start(self) -> None:
        await super().start()
        self._go(0)

    async def close(self) -> None:
        await super().close()
        if self._timer is not None:
            self._timer.cancel()

    def _go(self, by: int) -> None:
        if self._scene + by >= len(SCENES):
            self.finish()
            return
        self._scene, self._since, self._held = max(0, self._scene + by), time.monotonic(), 0.0
        self._watch()

    def _watch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if not self._held and time.monotonic() - self._since >= SCENES[self._scene][0]:
            self._go(1)
        else:
            self._timer = asyncio.get_running_loop().call_later(0.05, self._watch)


@dataclass
class DemoProgram(FakeProgram):
    def open_session(self, exercise_id: str, go: object = None) -> FakeSession:
        return DemoSession()


if __name__ == "__main__":
    asyncio.run(run_screen(DemoProgram()))
