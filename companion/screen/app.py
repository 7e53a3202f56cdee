"""The Textual app: which screen stands where, and how one leaves. Screens do everything else.

`run_screen` is the only thing wiring needs.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from companion.screen import theme
from companion.screen.seam import RIGHT_NOW, Around, Left, Program, SessionHandle
from companion.screen.watching import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from companion.errors import CompanionError
    from companion.evening.pages import Go
    from companion.session.effects import Outcome

CLOSING_PATIENCE = 3.0
"""Seconds a closed session may take to let go of its devices before the program leaves anyway."""


class CompanionApp(App[None]):
    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { color: $foreground; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True),
    ]

    def __init__(self, program: Program, play: str | None = None, people: int = 1) -> None:
        super().__init__()
        self._program = program
        self._play = play
        """The exercise to begin with; None shows the list."""
        self._people = people
        self._around: Around | None = None
        """The evening of the session that runs."""
        self._watch = Watch()
        self._session: SessionHandle | None = None
        self._letting_go: set[asyncio.Task[None]] = set()
        self.interrupted = False
        self.outcome: Outcome | None = None
        self.crash: Exception | None = None
        """A bug of ours, kept for the caller instead of being printed over the terminal."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"quiet": theme.QUIET, "faint": theme.FAINT}

    def on_mount(self) -> None:
        self.register_theme(theme.NIGHT)
        self.theme = theme.NIGHT.name
        if self._play is not None:
            self.begin(self._play, self._people)
        else:
            from companion.screen.picker import Picker

            self.push_screen(Picker(self._program, self.begin, self.check_sound))

    def begin(self, exercise_id: str, people: int) -> None:
        """An exercise for one begins at once; two people are asked first."""
        self._around = None
        self.push_screen(self._evening(exercise_id) if people == 2 else self._session_screen(exercise_id, None))

    def check_sound(self) -> None:
        """Voice and microphone, and back to the list."""
        from companion.screen.sound_check import SoundCheckScreen

        self.push_screen(SoundCheckScreen(self._program.sound_check, back=self._back, crisis=self._program.crisis))

    def _evening(self, exercise_id: str) -> Screen[None]:
        from companion.screen.evening_screen import EveningScreen

        def done(around: Around | None, go: Go | None) -> None:
            self._around = around
            self.switch_screen(self._session_screen(exercise_id, go))

        def instead(other: str) -> None:
            if not other:
                self._back()
            else:
                one = other == RIGHT_NOW
                self.switch_screen(self._session_screen(other, None) if one else self._evening(other))

        def failed(error: CompanionError) -> None:
            self.switch_screen(self._session_screen(exercise_id, None, error))

        return EveningScreen(
            make=lambda: self._program.evening(exercise_id),
            done=done,
            instead=instead,
            failed=failed,
            crisis=self._program.crisis,
        )

    def _session_screen(self, exercise_id: str, go: Go | None, wrong: CompanionError | None = None) -> Screen[None]:
        """`wrong`: it cannot be begun; the screen says why."""
        from companion.screen.session_screen import SessionScreen

        return SessionScreen(
            exercise_id, open=lambda id: self._open(id, go, wrong), over=self._over, crisis=self._program.crisis
        )

    def _open(self, exercise_id: str, go: Go | None, wrong: CompanionError | None) -> SessionHandle:
        if wrong is not None:
            raise wrong
        self._session = self._program.open_session(exercise_id, go)
        self._watch = Watch()
        self._session.subscribe(self._watch)
        return self._session

    def _over(self, outcome: Outcome | None) -> None:
        self.let_go()
        self.outcome = outcome
        after = self._around.after(outcome, self._watch.touched) if self._around is not None else None
        self._around = None
        if after is not None:
            from companion.screen.evening_screen import EveningScreen

            self.switch_screen(
                EveningScreen(
                    asking=after,
                    done=lambda around, go: self._close(outcome),
                    instead=lambda other: self._close(outcome),
                    crisis=self._program.crisis,
                )
            )
        else:
            self._close(outcome)

    def _close(self, outcome: Outcome | None) -> None:
        """One kind sentence, and the way back."""
        if outcome is not None:
            from companion.screen.closing import Closing

            leads = "ends" if self._play else "back to the list"
            self.switch_screen(Closing(outcome, back=self._back, leads=leads, crisis=self._program.crisis))
        else:
            self._back()

    def _back(self) -> None:
        if self._play is not None:
            self.exit()
        else:
            self.pop_screen()

    def let_go(self) -> None:
        """Close the session that runs, if any. Returns at once; `run_screen` waits for what is not done by then."""
        if self._session is not None:
            self._letting_go.add(asyncio.create_task(self._session.close()))
            self._session = None

    async def closed(self) -> None:
        """Every session has let go, or has had time enough."""
        self.let_go()
        if self._letting_go:
            await asyncio.wait(self._letting_go, timeout=CLOSING_PATIENCE)

    def action_interrupt(self) -> None:
        self.interrupted = True
        self.let_go()
        self.exit()

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)
        # The command line says it in a sentence and writes the log; a traceback helps nobody at midnight.
        self._exit_renderables.clear()


async def run_screen(program: Program, play: str | None = None, people: int = 1) -> Left:
    """Show the list (or play one exercise, for so many people) until they leave. Re-raises what crashed the app."""
    app = CompanionApp(program, play, people)
    try:
        await app.run_async()
    finally:
        await app.closed()
    if app.crash is not None:
        raise app.crash
    return Left(app.interrupted, app.outcome)
