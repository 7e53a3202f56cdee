"""The Textual app: which screen stands where, and how one leaves. Screens do everything else.

`run_screen` is the only thing wiring needs.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from companion.screen import theme
from companion.screen.seam import Left, Program, SessionHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
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

    def __init__(self, program: Program, play: str | None = None) -> None:
        super().__init__()
        self._program = program
        self._play = play
        """The exercise to begin with; None shows the list."""
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
            self.begin(self._play)
        else:
            from companion.screen.picker import Picker

            self.push_screen(Picker(self._program, self.begin))

    def begin(self, exercise_id: str) -> None:
        from companion.screen.session_screen import SessionScreen

        self.push_screen(SessionScreen(exercise_id, open=self._open, over=self._over, crisis=self._program.crisis))

    def _open(self, exercise_id: str) -> SessionHandle:
        self._session = self._program.open_session(exercise_id)
        return self._session

    def _over(self, outcome: Outcome | None) -> None:
        self.let_go()
        self.outcome = outcome
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


async def run_screen(program: Program, play: str | None = None) -> Left:
    """Show the list (or play one exercise) until the person leaves. Re-raises what crashed the app."""
    app = CompanionApp(program, play)
    try:
        await app.run_async()
    finally:
        await app.closed()
    if app.crash is not None:
        raise app.crash
    return Left(app.interrupted, app.outcome)
