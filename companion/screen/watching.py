"""Somebody who watches a session to know afterwards whether it came to its touch. Shows nothing; no textual."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged
    from companion.session.effects import NoticeKind, Outcome
    from companion.session.view import View

# By value: the enums themselves are not imported, for the list is on screen sooner without them.
_UNDER_WAY = frozenset({"speaking", "silent", "breathing"})


class Watch:
    """An Observer (`ports.Observer`)."""

    def __init__(self) -> None:
        self._touching = False

    @property
    def touched(self) -> bool:
        """Whether it is likely that they came to touch each other: both agreed, and it went on from there."""
        return self._touching

    def view_changed(self, view: View) -> None:
        self._touching = self._touching or (view.touching and view.phase.value in _UNDER_WAY)

    def notice(self, kind: NoticeKind) -> None: ...

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def finished(self, outcome: Outcome) -> None: ...
