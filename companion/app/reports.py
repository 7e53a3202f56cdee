"""Passes every report of a device (voice, loudspeaker, hearing) to the session or page that shows it now.

It keeps the state of hearing and speaking, merges the reports of voice and loudspeaker, and counts the sound that a
busy machine missed. It decides nothing about a session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from companion.ports import Heard, Hearing, HearingChanged, Report, Speaking, SpeakingChanged

MISSED_WORTH: Final = 0.2
"""Seconds of missed sound that are reported together. A busy moment loses many pieces of 0.04 s, and each alone would
redraw the screen."""

DEAF: Final = frozenset({Hearing.OFF, Hearing.NO_MICROPHONE, Hearing.NO_MODEL, Hearing.DIGITAL_SILENCE, Hearing.FAILED})
"""The states in which no word will be heard. A recogniser that is still starting is not among them, because it will
soon hear."""

_WORSE: Final = (Speaking.READY, Speaking.NO_LOUDSPEAKER, Speaking.NO_VOICE, Speaking.OFF)
"""The states from the best to the worst. If voice and loudspeaker are in different states, people are told the worse
one. OFF comes last, because people who turned the voice off read, and need no loudspeaker."""

Receiver = Callable[[Report], None]
"""The `feed` of a session, of the sound check, or of a word that is waited for. Called on the loop's thread."""


class Reports:
    """Passes each report to one receiver at a time, on the loop's thread, in the order in which they were posted.

    Threads: `post` and `post_of_loudspeaker` may be called from any thread, `missed` from one thread at a time (the
    hearing thread), and all three return at once. Everything else belongs to the loop's thread.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._receiver: Receiver | None = None
        self._hearing: HearingChanged | None = None
        self._voice = self._loudspeaker = SpeakingChanged(Speaking.READY)
        self._speaking: SpeakingChanged | None = None
        self._warning = ""
        self._missed = 0.0
        """Seconds of sound missed since the present receiver came."""
        self._untold = 0.0
        """Seconds missed and not told yet; the hearing thread's own."""
        self._closed = False
        """Set on any thread, and never taken back: then nothing arrives any more."""

    # -- from other threads ---------------------------------------------------------------------------------------

    def post(self, report: Report) -> None:
        """Passes on a report of the voice or the hearing."""
        self._soon(self._arrive, report)

    def post_of_loudspeaker(self, report: Report) -> None:
        """Passes on a report of the loudspeaker, which may work or fail independently of the voice."""
        self._soon(self._arrive_of_loudspeaker, report)

    def missed(self, seconds: float) -> None:
        """Counts sound that was not decoded because the machine was too busy."""
        self._untold += seconds
        if self._untold >= MISSED_WORTH:
            untold, self._untold = self._untold, 0.0
            self._soon(self._count_missed, untold)

    def close(self) -> None:
        """Lets nothing arrive from now on. May be called on any thread."""
        self._closed = True

    # -- on the loop's thread -------------------------------------------------------------------------------------

    def line(self) -> ReportChannel:
        """Makes the channel on which one listener reports. It can be cut when another listener takes its place."""
        return ReportChannel(self._soon, self._arrive)

    def tell(self, receiver: Receiver) -> None:
        """Passes everything to this receiver from now on. The missed sound is counted from here."""
        self._receiver = receiver
        self._missed = 0.0
        if self._hearing is not None:
            self._hearing = replace(self._hearing, missed=0.0)

    def leave(self, receiver: Receiver) -> bool:
        """Passes nothing more to this receiver. False if another one has taken its place, which stays."""
        if self._receiver != receiver:
            return False
        self._receiver = None
        return True

    def standing(self) -> list[Report]:
        """Returns the state of hearing and speaking, for a receiver that comes later than the last change."""
        hearing = self._hearing and self._warned(self._hearing)
        return [report for report in (hearing, self._speaking) if report is not None]

    @property
    def deaf(self) -> bool:
        """Tells whether it is certain that no word will be heard."""
        return self._hearing is not None and self._hearing.hearing in DEAF

    def hearing_is(self, changed: HearingChanged) -> None:
        """Passes on the state of the hearing at once, before everything that is posted already."""
        self._hearing = replace(changed, missed=self._missed)
        self._pass_on(self._warned(self._hearing))

    def warn(self, sentence: str) -> None:
        """Adds a sentence to each report about the hearing from now on; an empty one takes it back."""
        self._warning = sentence

    def _soon(self, act: Callable[[Any], None], what: object) -> None:
        if not self._closed:
            try:
                self._loop.call_soon_threadsafe(act, what)
            except RuntimeError:  # the loop has ended, so there is no receiver any more
                self._closed = True

    def _arrive(self, report: Report) -> None:
        if isinstance(report, HearingChanged):
            self.hearing_is(report)
        elif isinstance(report, SpeakingChanged):
            self._voice = report
            self._speak_state()
        else:
            self._pass_on(report)

    def _arrive_of_loudspeaker(self, report: Report) -> None:
        if isinstance(report, SpeakingChanged):
            self._loudspeaker = report
            self._speak_state()
        else:
            self._pass_on(report)

    def _speak_state(self) -> None:
        # If both are equally bad, the voice's words are used: they may say that another voice goes on.
        self._speaking = max(self._voice, self._loudspeaker, key=lambda changed: _WORSE.index(changed.speaking))
        self._pass_on(self._speaking)

    def _count_missed(self, seconds: float) -> None:
        self._missed += seconds
        if self._hearing is not None:
            self.hearing_is(self._hearing)

    def _warned(self, report: HearingChanged) -> HearingChanged:
        return replace(report, detail=f"{report.detail} {self._warning}".strip()) if self._warning else report

    def _pass_on(self, report: Report) -> None:
        if self._receiver is not None and not self._closed:
            self._receiver(report)


class ReportChannel:
    """The channel on which one listener reports. `post` may be called from any thread; `cut` belongs to the loop's
    thread."""

    def __init__(self, soon: Callable[[Receiver, Report], None], arrive: Receiver) -> None:
        """Calls `arrive` through `soon`, which brings a call onto the loop's thread."""
        self._soon = soon
        self._arrive_there = arrive
        self._whole = True

    def post(self, report: Report) -> None:
        """Passes on a report of this listener."""
        self._soon(self._arrive, report)

    def cut(self) -> None:
        """Lets nothing of this listener arrive any more, not even a report that is on its way."""
        self._whole = False

    def _arrive(self, report: Report) -> None:
        if self._whole:
            self._arrive_there(report)


class AwaitedWord:
    """One word that is waited for outside a session. Everything happens on the loop's thread."""

    def __init__(self, word: str, heard: Callable[[], None], deaf: Callable[[], None]) -> None:
        """Calls `heard` each time the word was understood, and `deaf` if it turns out that nothing listens."""
        self._word = word.casefold()
        self._heard = heard
        self._deaf = deaf

    def feed(self, report: Report) -> None:
        """Takes a report, as a `Receiver`."""
        if isinstance(report, Heard):
            if report.meant and report.text.casefold() == self._word:
                self._heard()
        elif isinstance(report, HearingChanged) and report.hearing in DEAF:
            self._deaf()
