"""The N that comes too late: it was meant as "next", and would be a no to a question that has just begun. Pure.

Outside of questions the key N goes to the next sentence. A person who moves on with it presses it once too often, and
the question that comes instead of a sentence must not be answered by that: a no to touch holds until five in the
morning. Only such an N is left out, and only for a moment. A no by word, spoken or typed, always counts at once.
"""

from __future__ import annotations

from companion.session.commands import Command, Kind
from companion.session.view import View

TOO_SOON = 2.0
"""Seconds after the first word of a question in which an N may still be meant as "next": it takes about two seconds to
see that something is asked. Any longer, and a real no would seem not to be heard."""
MOVING_ON = 15.0
"""Seconds before the question in which N was last pressed as "next". A person who moves on with N presses it more often
than that, and a person who doesn't must not wait with their no."""
REPEATED = 0.12
"""Seconds between two presses that only a keyboard makes, because the key is held down: no finger is so quick."""

NO = Command(Kind.ANSWER, "no")


class StrayNo:
    """Remembers the N that went on to the next sentence, and the time at which the present question began."""

    def __init__(self) -> None:
        self._went_on_at = float("-inf")
        self._pressed_at = float("-inf")
        self._held_down = False
        """The key N has been held down since it went on, as far as can be told."""
        self._question: tuple[str, str] | None = None
        self._began_at = float("-inf")

    def watch(self, view: View) -> None:
        """Notes when a question begins; has to be called with every view that is shown."""
        question = (view.question.kind, view.question.text) if view.question is not None else None
        if question != self._question:
            self._question, self._began_at = question, view.now

    def left_out(self, name: str, command: Command | None, view: View) -> bool:
        """True if this press of a key is a no that was meant as "next". `command`: what the key means now."""
        self.watch(view)
        if name != "n":
            self._held_down = False
            return False
        self._held_down = self._held_down and view.now - self._pressed_at < REPEATED
        self._pressed_at = view.now
        if command is not None and command.kind is Kind.NEXT:
            self._went_on_at, self._held_down = view.now, True
        if command != NO:
            return False
        too_soon = view.now - self._began_at < TOO_SOON and self._began_at - self._went_on_at < MOVING_ON
        return too_soon or self._held_down
