"""The clock of a session: its phase, the deadline of that, and the time that the session has run.

It reads no real clock: each event comes with its time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.session.table import HELD, MOVES, RUNNING
from companion.session.view import Phase


@dataclass(frozen=True, slots=True)
class Timing:
    """The bounds, in seconds, on how late a deadline may be met. A rehearsal N times as fast multiplies both by N."""

    drift_within: float = 0.25
    """A deadline met up to this late counts as met in time: the next one counts from it, so that nothing drifts."""
    suspended_after: float = 2.0
    """A deadline met later than this tells that the machine was asleep: the session pauses, and never catches up."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An interrupted phase, with the time that was left of it."""

    phase: Phase
    left: float
    """Seconds left of the silence, or of the patience with a question."""
    span: float
    """Seconds it was to last as a whole."""

    def stretched(self, factor: float) -> Moment:
        return replace(self, left=self.left * factor, span=self.span * factor)


class PhaseClock:
    """Keeps the phase, its deadline and the running time. Every change of phase is held to `table.MOVES`."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._seen = 0.0
        """The time of the last event."""
        self.now = 0.0
        """The time that everything in this event counts from: the event's own, or that of the deadline it meets."""
        self.phase = Phase.READY
        self.deadline: float | None = None
        """The time at which the phase ends by itself; None if it does not."""
        self.span = 0.0
        """Seconds that the present silence, breath, sentence or patience lasts as a whole."""
        self.ran = 0.0
        """Seconds that the session has run up to the last event, holds left out."""
        self.reminded = False
        """True once the answer that is waited for has been asked for once more."""

    @property
    def running(self) -> bool:
        return self.phase in RUNNING

    @property
    def held(self) -> bool:
        return self.phase in HELD

    @property
    def finished(self) -> bool:
        return self.phase is Phase.FINISHED

    # -- time passes ----------------------------------------------------------------------------------------------

    def advance(self, now: float) -> float:
        """Goes on to the time of an event. Returns the seconds that the session ran since the one before it.

        Time never goes back. Time far beyond a missed deadline was the machine's sleep, and counts for nothing.
        """
        now = max(now, self._seen)
        spent = 0.0
        if self.running and self.deadline is not None:
            until = now if now <= self.deadline + self._timing.suspended_after else self.deadline
            spent = max(0.0, until - self._seen)
            self.ran += spent
        self._seen = self.now = now
        return spent

    @property
    def due(self) -> bool:
        """True once the deadline has come."""
        return self.deadline is not None and self.now >= self.deadline

    @property
    def overslept(self) -> bool:
        """True if a running session missed its deadline by so much that the machine must have been asleep."""
        return self.running and self.deadline is not None and self.now - self.deadline > self._timing.suspended_after

    def meet_deadline(self) -> None:
        """Takes the deadline as met. If it was met almost in time, what follows counts from the deadline itself."""
        assert self.deadline is not None
        if self.now - self.deadline <= self._timing.drift_within:
            self.now = self.deadline
        self.deadline = None

    # -- changes of phase and deadline ----------------------------------------------------------------------------

    def move(self, phase: Phase) -> None:
        """Changes the phase and nothing else."""
        assert phase in MOVES[self.phase], f"{self.phase} -> {phase}"
        self.phase = phase

    def run(self, phase: Phase, seconds: float, *, margin: float = 0.0) -> None:
        """Lets a phase run for `seconds` from now. `margin`: seconds it may take beyond them before it is given up."""
        self.move(phase)
        self.deadline = self.now + seconds + margin
        self.span = seconds

    def run_on(self, moment: Moment) -> None:
        """Lets an interrupted phase run for what was left of it."""
        self.move(moment.phase)
        self.deadline = self.now + moment.left
        self.span = moment.span

    def wait(self, seconds: float, *, margin: float = 0.0) -> None:
        """Sets the deadline to `seconds` from now, and the margin after that, in whatever phase this is."""
        self.deadline = self.now + seconds + margin

    def stop(self) -> None:
        """Takes the deadline away."""
        self.deadline = None

    def extend(self, seconds: float) -> None:
        """Puts the deadline off."""
        assert self.deadline is not None
        self.deadline += seconds

    def stretch(self, factor: float) -> None:
        """Makes what is left of the present phase longer or shorter by a factor."""
        assert self.deadline is not None
        self.span *= factor
        self.deadline = self.now + (self.deadline - self.now) * factor

    # -- patience with an answer ----------------------------------------------------------------------------------

    def renew_patience(self) -> None:
        """Notes that a new answer is waited for, so that people may be reminded once more before the session ends."""
        self.reminded = False

    def remind(self) -> None:
        """Notes that the answer is asked for once more. The next time it leads to an end."""
        self.reminded = True

    # -- how long -------------------------------------------------------------------------------------------------

    @property
    def left(self) -> float:
        """Seconds until the deadline; 0 if there is none."""
        return max(0.0, self.deadline - self.now) if self.deadline is not None else 0.0

    @property
    def moment(self) -> Moment:
        """The present phase, to be taken up again later."""
        return Moment(self.phase, self.left, self.span)

    def not_before(self, now: float) -> float:
        """Returns `now`, or the time of the last event where that is later."""
        return max(now, self._seen)

    def run_since(self, now: float) -> float:
        """Returns the seconds that the session has run from the last event to `now`."""
        return now - self._seen if self.running else 0.0
