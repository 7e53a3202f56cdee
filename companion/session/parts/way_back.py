"""The way back from "something else" or from a break, to where the session left its plan."""

from __future__ import annotations

from companion.session.both import Both
from companion.session.parts.phase_clock import Moment


class WayBack:
    """Keeps the place to go back to, and whether one person or both have to want it."""

    def __init__(self) -> None:
        self.to: int | None = None
        """The cue to go back to; None if the session did not leave its plan."""
        self._amid: tuple[int, Moment] | None = None
        """After a break: the cue it broke into, and the very moment."""
        self._needs_both = False
        self.both: Both | None = None
        """Counts the yeses where both of two are needed to go back in; None if one is enough."""
        self.asking = False
        """True once the question whether to go back in, or to end, has been said, until it is answered or left."""

        self._ideas = 0
        """Times that something else was led to in this session."""

    # -- leaving the plan -----------------------------------------------------------------------------------------

    def leave(self, step: int) -> None:
        """Keeps the step to go back to. If the plan has been left already, it stays with the first."""
        if self.to is None:
            self.to = step

    def next_idea(self, count: int) -> int:
        """Takes the next of `count` ideas for something else, each in its turn, and after the last the first again."""
        self._ideas += 1
        return (self._ideas - 1) % count

    def take_break(self, step: int, amid: tuple[int, Moment] | None) -> None:
        """Keeps the step to go back to, and the cue and moment in it where it is to go on."""
        self.to = step
        self._amid = amid

    def begin(self, *, needs_both: bool) -> None:
        """Starts a byway. Once both are needed to go back, this stays so until they have gone back or it is over."""
        self._needs_both = self._needs_both or needs_both
        self.both = None

    # -- asking whether to go back --------------------------------------------------------------------------------

    def ask(self, *, into_touch: bool) -> None:
        """Begins to count who wants to go back, if both have to; into touch they always have to."""
        self.both = Both() if self._needs_both or into_touch else None

    def asked(self, now: float) -> None:
        """Opens the question: it has been said to its end."""
        self.asking = True
        if self.both is not None:
            self.both.asked(now)

    def close_question(self) -> None:
        self.asking = False

    # -- and then -------------------------------------------------------------------------------------------------

    def take(self) -> tuple[int | None, tuple[int, Moment] | None]:
        """Takes the way back: the step to go back to, and the moment in it after a break."""
        found = self.to, self._amid
        self.forget()
        return found

    def forget(self) -> None:
        """Gives up the way back."""
        self.to = None
        self._amid = None
        self._needs_both = False
        self.both = None
