"""An observer that notes what a session came to: touch, a stop or a no, areas left out, a second turn. No textual.

A stop and a no are told the moment they are there, so that nothing that happens afterwards can lose them.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged
    from companion.screen.seam import EveningHandle
    from companion.session.effects import NoticeKind, Outcome
    from companion.session.view import View

# By value: the enums themselves are not imported, because the list is on screen sooner without them.
_UNDER_WAY = frozenset({"speaking", "silent", "breathing"})
_NO_MORE = frozenset({"wind-down", "instead"})
"""Sections that a session comes to after a stop, and after a no to an agreement."""
_NOT_A_NO = frozenset({"completed", "ended"})


class TouchWatch:
    """Watches a session as a `ports.Observer`, and shows nothing."""

    def __init__(self, around: EveningHandle | None = None) -> None:
        """`around`: remembers that there is less touch from now on; None if the two were not asked beforehand."""
        self._around = around
        self._touching = False
        self._touching_now = False
        self._no_more = False
        self._left_out: frozenset[str] = frozenset()
        self._took_turns = False

    @property
    def touched(self) -> bool:
        """True if they probably touched: both agreed, and the session went on from there."""
        return self._touching

    @property
    def touching_now(self) -> bool:
        """True while hands may be on somebody."""
        return self._touching_now

    def view_changed(self, view: View) -> None:
        self._touching = self._touching or (view.touching and view.phase.value in _UNDER_WAY)
        self._touching_now = view.touching
        if view.turn is not None and view.turn.number > 1:
            self._note_turns()
        question = view.question
        if question is not None and question.kind == "agree" and not question.crossed_out <= self._left_out:
            self._left_out |= question.crossed_out
            self._keep(touch=True)
        if view.section.value in _NO_MORE and not self._no_more:
            self._no_more = True
            self._keep(touch=False)

    def finished(self, outcome: Outcome) -> None:
        self._touching_now = False
        if outcome.value == "completed":
            self._note_turns()
        if outcome.value not in _NOT_A_NO and not self._no_more:
            self._no_more = True
            self._keep(touch=False)

    def _note_turns(self) -> None:
        """Saves, once, that the partner starts the next time. A talk without turns counts when it is completed."""
        around = self._around
        if around is not None and not self._took_turns:
            self._soon(around.took_turns)
        self._took_turns = True

    def _keep(self, *, touch: bool) -> None:
        """Saves that there is less touch tonight, once this step of the session is done: silence comes before a file is
        written."""
        around, left_out = self._around, self._left_out
        if around is not None:
            self._soon(lambda: around.less(touch=touch, left_out=left_out))

    def _soon(self, save: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_soon(save)

    def notice(self, kind: NoticeKind) -> None: ...

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...
