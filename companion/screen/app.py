"""The Textual app: brings one screen after another to the front, and lets go of what a session used.

`run_screen` is all that the rest of the program calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from companion.exercise.same_elsewhere import is_same
from companion.screen import words
from companion.screen.job_control import has_job_control
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT
from companion.screen.messages import EscapeHeld
from companion.screen.seam import (
    RIGHT_NOW,
    YES_NO_MAYBE,
    Chosen,
    EveningHandle,
    HowLeft,
    ProgramHandle,
    SaysThings,
    SessionHandle,
    SettingValue,
)
from companion.screen.session_run import SessionRun
from companion.screen.terminal_app import TerminalApp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.command import Provider

    from companion.couple.evening.pages import Go
    from companion.errors import CompanionError
    from companion.screen.after.own_entry import EndedSession
    from companion.screen.evening.page_voice import PageVoice
    from companion.screen.home.exercise_order import ListedExercise
    from companion.screen.home.narrowing import Narrowing
    from companion.screen.home.search import SearchIndex
    from companion.session.effects import Outcome


def _exercises() -> type[Provider]:
    from companion.screen.palette import ExerciseProvider

    return ExerciseProvider


def _settings() -> type[Provider]:
    from companion.screen.palette import SettingProvider

    return SettingProvider


def _pages() -> type[Provider]:
    from companion.screen.palette import PageProvider

    return PageProvider


def _filters() -> type[Provider]:
    from companion.screen.palette import FilterProvider

    return FilterProvider


class CompanionApp(TerminalApp):
    """The Textual app of the whole program."""

    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False  # its binding is below, with a name by which its key can be changed
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {
        _exercises, _settings, _pages, _filters
    }  # fmt: skip
    CSS = """
    Screen { color: $foreground; }
    Select > SelectOverlay, Select > SelectOverlay:focus { border: round $accent; background: $surface; padding: 0 1; }
    Select > SelectOverlay:nocolor { border: round $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "close", show=False, priority=True),
        Binding("ctrl+z", "step_aside", show=False, priority=True),
        Binding("f2", "settings", "settings", key_display="F2", id="settings"),
        Binding("ctrl+p", "command_palette", "find", show=False, priority=True, id="palette"),
    ]

    def __init__(
        self,
        program: ProgramHandle,
        play: str | None = None,
        people: int = 1,
        *,
        theme: str = "",
        motion: str = "",
        letters: str = "",
    ) -> None:
        """`letters`: as in the settings; "usual" if nothing is set in large ones, "everywhere" if menus are, too."""
        super().__init__(theme, motion)
        self._large = letters != "usual"
        self.large_pages = letters == "everywhere"
        """The pages around a session stand in large letters, too, where they fit."""
        self.use_command_palette = True
        self._program = program
        self._play = play
        """The exercise to begin with; None shows the list."""
        self._people = people
        self.session_run = SessionRun(program)
        """The session that runs, with the pages around it."""
        self._learnt = NOTHING_LEARNT
        """The keys of other devices, read anew for each session."""
        self._home_screen: Screen[None] | None = None
        self._page_keys: dict[str, str] = {}
        """The keys of pages that the person gave in place of the usual ones, by action."""
        self.keys_taken = asyncio.Event()
        """Set once those keys have been read."""
        self.interrupted = False
        self.outcome: Outcome | None = None

    def on_mount(self) -> None:
        self.dress()
        self.call_after_refresh(self.run_worker, self._take_keys, exit_on_error=True)
        if self._play is not None:
            self.begin(self._play, self._people)
        else:
            self.push_screen(self._list())

    async def _take_keys(self) -> None:
        """Gives the pages the keys that the person chose. Called after the first frame, which needs none of them."""
        from companion.screen.home.home_screen import HomeScreen

        self._page_keys = dict(await asyncio.to_thread(self._program.keymap))
        self.set_keymap(self._page_keys)
        if isinstance(self._home_screen, HomeScreen):
            self._home_screen.given = self._page_keys
        self.keys_taken.set()

    def _list(self) -> Screen[None]:
        from companion.screen.home.home_screen import HomeScreen

        home = HomeScreen(
            self._program,
            self.begin,
            self.prepare,
            self.check_sound,
            self.show_journal,
            self.show_tour,
            self.show_download,
        )
        home.given = self._page_keys  # after an exercise that the program began with, they are known already
        self._home_screen = home
        return home

    def begin(self, exercise_id: str, people: int) -> None:
        """Begins an exercise: for one person at once, for two with the pages that come before it.

        TONIGHT in place of an exercise leads to the pages on which two people choose one; YES_NO_MAYBE to their lists.
        """
        if exercise_id == YES_NO_MAYBE:
            self._yes_no_maybe()
            return
        self.session_run.around = None
        self._learnt = self._program.learnt_keys()
        self.push_screen(self._evening(exercise_id) if people == 2 else self._session_screen(exercise_id, None))

    def on_escape_held(self, message: EscapeHeld) -> None:
        """Hushes the session while it is unknown whether Esc was pressed, so that a stop is silent at once."""
        from companion.screen.session.session_screen import SessionScreen

        if isinstance(self.screen, SessionScreen):
            self.screen.hush(message.on)

    def _yes_no_maybe(self) -> None:
        """Gives the terminal to the lists, and takes it back; where that can't be done, says the command to type."""
        from textual.app import SuspendNotSupported

        try:
            with self.suspend():
                self._program.yes_no_maybe()
        except SuspendNotSupported:
            if isinstance(self.screen, SaysThings):
                self.screen.say(words.YES_NO_MAYBE_TYPE)

    def prepare(self, exercise_id: str) -> None:
        """Shows the page before an exercise for one person; it leads on into it, or back."""
        self.push_screen(self._before(exercise_id))

    def _before(self, exercise_id: str) -> Screen[None]:
        from companion.screen.before.before_screen import BeforeScreen

        def begin(chosen: Chosen) -> None:
            self.session_run.around = None
            self._learnt = self._program.learnt_keys()
            self.switch_screen(self._session_screen(exercise_id, None, chosen=chosen))

        return BeforeScreen(
            make=lambda: self._program.prepare(exercise_id),
            begin=begin,
            back=self._back,
            crisis=self._program.crisis,
        )

    def _again(self, exercise_id: str) -> None:
        """Goes on from the page after an exercise to one for one person, in the same way as home does."""
        if is_same(exercise_id, RIGHT_NOW):
            self.session_run.around = None
            self._learnt = self._program.learnt_keys()
            self.switch_screen(self._session_screen(exercise_id, None))
        else:
            self.switch_screen(self._before(exercise_id))

    def show_journal(self) -> None:
        """Shows the journal above the present page, and leads back to that."""
        from companion.screen.journal.journal_screen import JournalScreen

        self.push_screen(JournalScreen(self._program, back=self.pop_screen))

    def check_sound(self) -> None:
        """Shows the sound check; it leads back to the list."""
        from companion.screen.sound_check.sound_check_screen import SoundCheckScreen

        self.push_screen(SoundCheckScreen(self._program.sound_check, back=self._back, crisis=self._program.crisis))

    def show_tour(self) -> None:
        """Shows the tour on a card; it leads back to the list."""
        from companion.screen.crisis.crisis_card import CrisisCard
        from companion.screen.tour.tour_card import TourCard

        def crisis() -> None:
            self.switch_screen(CrisisCard(self._program.crisis))

        self.push_screen(TourCard(crisis=crisis))

    def show_download(self) -> None:
        """Shows what could be downloaded, above home, and leads back to it."""
        from companion.screen.download.download_screen import DownloadScreen

        self.push_screen(DownloadScreen(self._program, back=self._lift))

    def action_settings(self, at: str = "") -> None:
        """Shows the settings; they lead back to the present page. `at`: the row that has the focus at the beginning."""
        from companion.screen.settings.settings_screen import SettingsScreen

        self.push_screen(
            SettingsScreen(self._program.settings, back=self._lift, crisis=self._program.crisis, wear=self._wear, at=at)
        )

    def find_with(self) -> SearchIndex | None:
        """Returns home's search, for the command palette; None while the exercises are being read."""
        from companion.screen.home.home_screen import HomeScreen

        return self._home_screen.browsing.index if isinstance(self._home_screen, HomeScreen) else None

    def home_filters(self) -> Narrowing | None:
        """Returns the filters of home's lists, for the command palette; None if home hasn't read the exercises yet."""
        from companion.screen.home.home_screen import HomeScreen

        home = self._home_screen
        return home.browsing.narrowing if isinstance(home, HomeScreen) and not home.browsing.loading else None

    def home_kinds(self) -> Sequence[str]:
        """Lists the kinds of the exercises, for the command palette."""
        from companion.screen.home.home_screen import HomeScreen

        return self._home_screen.browsing.kinds() if isinstance(self._home_screen, HomeScreen) else ()

    def narrow_home(self, narrowing: Narrowing) -> None:
        """Lists what passes these filters."""
        from companion.screen.home.home_screen import HomeScreen

        if isinstance(self._home_screen, HomeScreen):
            self._home_screen.narrow(narrowing)

    def journal_says(self) -> str:
        """Says in a few words whether a journal is on, for the command palette."""
        from companion.screen.journal.journal_state import words_of

        return words_of(self._program.journal)

    def choose(self, exercise: ListedExercise) -> None:
        """Leads to an exercise: to the page before it, or to the questions for two."""
        if exercise.people == 2:
            self.begin(exercise.id, 2)
        else:
            self.prepare(exercise.id)

    def _wear(self, name: str, value: SettingValue) -> None:
        """Shows a changed setting at once, if it is one of the screen's."""
        if name == "theme":
            self.dress(str(value))
        elif name == "letters":
            self._large, self.large_pages = value != "usual", value == "everywhere"
        elif name == "motion":
            self.animation_level = "full" if value else "none"
        elif name == "keys":
            self.run_worker(self._take_keys(), exit_on_error=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tells whether an action is possible now: settings only on home and on the page after an exercise, the palette
        only on home. In a session the session's screen takes every key."""
        if action == "settings":
            # The page after an exercise says it of itself: home's first frame doesn't wait for its module.
            return self.screen is self._home_screen or getattr(self.screen, "leads_to_settings", False) is True
        if action == "command_palette":
            return self.screen is self._home_screen
        return super().check_action(action, parameters)

    def _evening(self, exercise_id: str) -> Screen[None]:
        from companion.screen.evening.evening_screen import EveningScreen

        def done(around: EveningHandle | None, go: Go | None) -> None:
            self.session_run.around = around
            chosen = go.id if go is not None else ""
            self.switch_screen(self._session_screen(chosen or exercise_id, go))

        def instead(other: str) -> None:
            if not other:
                self._back()
            else:
                one = is_same(other, RIGHT_NOW)
                self.switch_screen(self._session_screen(other, None) if one else self._evening(other))

        def failed(error: CompanionError) -> None:
            self.switch_screen(self._session_screen(exercise_id, None, error))

        return EveningScreen(
            voice=self._page_voice(),
            make=lambda: self._program.evening(exercise_id),
            done=done,
            instead=instead,
            to_list=self._to_list,
            failed=failed,
            crisis=self._program.crisis,
            learnt=self._learnt,
        )

    def _page_voice(self) -> PageVoice | None:
        reader = self._program.page_reader()
        if reader is None:
            return None
        from companion.screen.evening.page_voice import PageVoice

        return PageVoice(reader)

    def _session_screen(
        self, exercise_id: str, go: Go | None, wrong: CompanionError | None = None, chosen: Chosen | None = None
    ) -> Screen[None]:
        """Makes the session's screen. `wrong`: the reason why it cannot begin, which the screen shows. `chosen`: what
        was chosen on the page before it; None if there was none."""
        from companion.screen.session.session_screen import SessionScreen

        return SessionScreen(
            exercise_id,
            open=lambda id: self._open(id, go, wrong, chosen),
            over=self._over,
            crisis=self._program.crisis,
            cautions_read=go is not None or chosen is not None,
            learnt=self._learnt,
            large=self._large,
        )

    def _open(
        self, exercise_id: str, go: Go | None, wrong: CompanionError | None, chosen: Chosen | None
    ) -> SessionHandle:
        if wrong is not None:
            raise wrong
        return self.session_run.open(exercise_id, go, chosen)

    def _over(self, outcome: Outcome | None) -> None:
        run = self.session_run
        played, pair = run.played_alone(), run.played_by_two()
        run.let_go()
        self.outcome = outcome
        after = run.after(outcome)
        for_two, run.around = run.around is not None, None
        if after is not None:
            from companion.screen.evening.evening_screen import EveningScreen

            self.switch_screen(
                EveningScreen(
                    voice=self._page_voice(),
                    asking=after,
                    done=lambda around, go: self._close(outcome, None, pair),
                    instead=lambda other: self._close(outcome, None, pair),
                    crisis=self._program.crisis,
                    learnt=self._learnt,
                )
            )
        else:
            self._close(outcome, None if for_two else played, pair)

    def _again_for_two(self, exercise_id: str) -> None:
        """Goes on to an exercise for two people, through the questions to both."""
        self.session_run.around = None
        self._learnt = self._program.learnt_keys()
        self.switch_screen(self._evening(exercise_id))

    def _close(self, outcome: Outcome | None, played: EndedSession | None, pair: str = "") -> None:
        """Shows the page after a session that was begun; otherwise goes straight back."""
        if outcome is not None:
            from companion.screen.after import after_words
            from companion.screen.after.after_screen import AfterScreen

            leads = after_words.CLOSE if self._play else after_words.HOME
            self.switch_screen(
                AfterScreen(
                    outcome,
                    played,
                    self._program,
                    home=self._home,
                    leads=leads,
                    again=self._again,
                    journal=self.show_journal,
                    pair=pair,
                    again_two=self._again_for_two,
                )
            )
        else:
            self._back()

    def _lift(self) -> None:
        """Takes away the page that lies above another one."""
        self.pop_screen()

    def _back(self) -> None:
        if self._play is not None:
            self.exit()
        else:
            self.pop_screen()

    def _home(self) -> None:
        """Goes back to home itself, whichever list was left for the session."""
        from companion.screen.home.home_screen import HomeScreen

        self._back()
        if isinstance(self.screen, HomeScreen):
            self.screen.go_home()

    def _to_list(self) -> None:
        """Goes back to the list; where one exercise was to be played there is none yet, so it is made."""
        if self._play is not None:
            self._play = None
            self.switch_screen(self._list())
        else:
            self.pop_screen()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent | events.AppFocus):
            self._program.stir()
        await super().on_event(event)

    @property
    def can_stand_still(self) -> bool:
        """True in a terminal of Linux or macOS, and not in a browser."""
        return self._driver is not None and self._driver.can_suspend

    async def action_step_aside(self) -> None:
        """Stops the process, as Ctrl+Z does in a shell, with the session paused and the microphone closed.

        `fg` brings it back. It says so if no shell could do that."""
        if not (self.can_stand_still and has_job_control()):
            if isinstance(self.screen, SaysThings):
                self.screen.say(words.NO_SHELL)
            return
        await self._program.step_aside()
        self.action_suspend_process()  # returns when the process goes on
        self._program.step_back()
        self.refresh(layout=True)

    def action_close(self) -> None:
        """Closes the program. `interrupted` becomes True if that ends a session."""
        self.interrupted = self.session_run.session is not None
        self.session_run.break_off()
        self.exit()

    def action_interrupt(self) -> None:
        self.interrupted = True
        self.session_run.break_off()
        self.exit()

    def on_exit_app(self) -> None:
        """Breaks the session off where the program is ended from outside: a page in a browser was closed, say."""
        self.session_run.break_off()


async def run_screen(
    program: ProgramHandle,
    play: str | None = None,
    people: int = 1,
    *,
    theme: str = "",
    motion: str = "",
    letters: str = "",
) -> HowLeft:
    """Shows the list, or plays one exercise, until they leave. Raises what crashed the app.

    `play`: the exercise's id; None for the list. `people`: one or two.
    """
    app = CompanionApp(program, play, people, theme=theme, motion=motion, letters=letters)
    try:
        await app.run_async()
    finally:
        await app.session_run.closed()
    if app.crash is not None:
        raise app.crash
    return HowLeft(app.interrupted, app.outcome)
