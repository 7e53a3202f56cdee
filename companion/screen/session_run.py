"""The session that runs on the screen, from the pages before it to those after it. No textual."""

from __future__ import annotations

import asyncio

from companion.screen.evening.touch_watch import TouchWatch
from companion.screen.seam import Chosen, EveningHandle, PagesHandle, ProgramHandle, SessionHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from companion.couple.evening.pages import Go
    from companion.screen.after.own_entry import EndedSession
    from companion.session.effects import Outcome

CLOSING_PATIENCE = 3.0
"""Seconds that a closed session has to let go of its devices before the program leaves without waiting for it."""


class SessionRun:
    """Opens one session after another, keeps what is known of the present one, and lets go of it."""

    def __init__(self, program: ProgramHandle) -> None:
        self._program = program
        self.around: EveningHandle | None = None
        """The pages around the session; None if two people were not asked, or one person does it."""
        self.session: SessionHandle | None = None
        """The session; None before it was opened, and once it was let go of."""
        self._watch = TouchWatch()
        self._id = ""
        self._how: int | None = None
        """The number from 0 to 10 that the person gave for how they were before the session; None if they gave none."""
        self._letting_go: set[asyncio.Task[None]] = set()

    def open(self, exercise_id: str, go: Go | None, chosen: Chosen | None) -> SessionHandle:
        """Opens a session of this exercise, and watches it. Raises CompanionError as `open_session` does."""
        self.session = self._program.open_session(exercise_id, go, chosen)
        self._id, self._how = exercise_id, chosen.how if chosen is not None else None
        self._watch = TouchWatch(self.around)
        self.session.subscribe(self._watch)
        return self.session

    def after(self, outcome: Outcome | None) -> PagesHandle | None:
        """Makes the pages after the session. None if no two people were asked anything before it."""
        return self.around.after(outcome, self._watch.touched) if self.around is not None else None

    def played_alone(self) -> EndedSession | None:
        """Tells which session one person has just had; None if none was begun, or two had it."""
        if self.session is None:
            return None
        from companion.screen.after.own_entry import EndedSession

        view = self.session.view()
        return None if any(view.called) else EndedSession(self._id, view.title, view.elapsed, self._how)

    def played_by_two(self) -> str:
        """Returns the id of the exercise that two people have just done; "" after any other."""
        return self._id if self.session is not None and any(self.session.view().called) else ""

    def let_go(self) -> None:
        """Begins to close the session, if there is one, and returns at once; `closed` waits until that is done."""
        if self.session is not None:
            self._letting_go.add(asyncio.create_task(self.session.close()))
            self.session = None

    def break_off(self) -> None:
        """Lets go of it where the program ends in the middle. Leaving like this amid touch counts as a stop."""
        if self.session is not None and self.around is not None and self._watch.touching_now:
            self.around.less(touch=False)
        self.let_go()

    async def closed(self) -> None:
        """Waits until every session is closed, or CLOSING_PATIENCE has passed."""
        self.let_go()
        if self._letting_go:
            await asyncio.wait(self._letting_go, timeout=CLOSING_PATIENCE)
