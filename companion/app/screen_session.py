"""One running session as a screen sees it, beginning with the present state of hearing and speaking."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from companion.ports import HearingChanged, SpeakingChanged

if TYPE_CHECKING:
    from companion.app.conductor import Conductor
    from companion.ports import Observer, Report
    from companion.session.commands import Command
    from companion.session.view import View


class ScreenSession:
    """One session for a screen (`screen.seam.SessionHandle`). All calls are made on the loop's thread."""

    def __init__(
        self,
        conductor: Conductor,
        standing: Callable[[], list[Report]],
        cautions: tuple[str, ...],
        heard_apart: str = "",
    ) -> None:
        """`standing` returns the present state of hearing and speaking."""
        self._conductor = conductor
        self._standing = standing
        self.cautions = cautions
        self.heard_apart = heard_apart

    def view(self) -> View:
        return self._conductor.view()

    def give(self, command: Command) -> None:
        self._conductor.give(command)

    def hush(self, on: bool) -> None:
        self._conductor.hush(on)

    def subscribe(self, observer: Observer) -> None:
        """Shows the session to this observer, beginning with the state of hearing and speaking."""
        self._conductor.subscribe(observer)
        for report in self._standing():
            if isinstance(report, HearingChanged):
                observer.hearing(report)
            elif isinstance(report, SpeakingChanged):
                observer.speaking(report)

    async def start(self) -> None:
        self._conductor.begin(self._standing())

    async def close(self) -> None:
        self._conductor.close()
