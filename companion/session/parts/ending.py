"""The outcome of a session, and the stop that led to it."""

from __future__ import annotations

from companion.session.effects import Outcome

SAME_STOP = 4.0
"""Seconds within which a further "stop" is the same one: people say it two or three times."""


class Ending:
    """Keeps the outcome of a session that has ended, and until then the outcome that follows if the present section is
    heard to its end."""

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self.coming = Outcome.COMPLETED
        """The outcome if the present section is heard to its end."""
        self._declined = False
        self._stopped = False
        self._stopped_at: float | None = None

    def decline(self) -> None:
        """Notes that somebody said no to an agreement. Only a stop is a graver outcome."""
        self._declined = True

    def lead_to(self, outcome: Outcome) -> None:
        self.coming = self._kept(outcome)

    def finish(self, outcome: Outcome) -> Outcome:
        """Ends the session. Returns the outcome, which may be a graver one than this."""
        self.outcome = self._kept(outcome)
        return self.outcome

    def _kept(self, outcome: Outcome) -> Outcome:
        """Returns the graver of this outcome and the earlier one, so that an early end undoes no stop and no no."""
        self._stopped = self._stopped or outcome is Outcome.STOPPED
        if self._stopped:
            return Outcome.STOPPED
        return Outcome.DECLINED if self._declined else outcome

    def stopped(self, now: float) -> None:
        """Notes the time of a "stop"."""
        self._stopped_at = now

    def another_stop(self, now: float) -> bool:
        """True if a "stop" said now is a second one, and not the first one said again within SAME_STOP seconds."""
        return self._stopped_at is not None and now - self._stopped_at > SAME_STOP
