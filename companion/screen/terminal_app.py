"""The base of the program's Textual apps: its colours, a bug that is kept instead of printed, a key that is pressed
twice, and a terminal that is read through `PatientDriver`, where the system has one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final, Protocol, runtime_checkable

from textual import _time, events
from textual.app import App
from textual.css.query import NoMatches
from textual.filter import LineFilter
from textual.screen import Screen
from textual.worker import WorkerFailed

from companion.screen.default_colours import DefaultColours
from companion.screen.fresh_page import SECONDS, FreshPage
from companion.screen.keycaps import SIGNS, name_of
from companion.screen.theme import NIGHT, THEMES
from companion.screen.unbroken_signs import keep_signs_with_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from textual.driver import Driver


_NO_COLOURS: Final = DefaultColours()


@runtime_checkable
class TakesClicks(Protocol):
    """A screen on which a click on a key is not always as good as the key."""

    def click_key(self, name: str) -> None:
        """Does what a click on the key of this name means."""


@runtime_checkable
class TakesAtOnce(Protocol):
    """A screen with keys that count however soon they come after the one before: those that stop."""

    def takes_at_once(self, name: str) -> bool:
        """Tells whether this key is one of them."""


@runtime_checkable
class HasPages(Protocol):
    """A screen that shows one page after another."""

    @property
    def page(self) -> object:
        """Something that differs from page to page."""


@runtime_checkable
class ReadFirst(Protocol):
    """A screen that has to be read first: an impatient second Enter must not close it."""

    @property
    def seconds_to_read(self) -> float:
        """The seconds in which Enter and Space do nothing on it."""


class TerminalApp(App[None]):
    """A Textual app in which an Esc is never the beginning of another key, and a key pressed twice chooses once."""

    def __init__(self, theme: str = "", motion: str = "") -> None:
        """`theme` and `motion` as in the settings: the name of the colours, and "off" if nothing may move by itself."""
        super().__init__()
        keep_signs_with_words()
        self.crash: Exception | None = None
        """A bug in this program, kept for the caller instead of being printed over the terminal."""
        self._wanted = theme
        self.fresh_page = FreshPage()
        """Tells which keys were meant for the page before."""
        self._page: tuple[object, object] | None = None
        """The screen and its page that the last key reached."""
        self._clicked: events.Key | None = None
        """The last key whose name was clicked. It counts at once: a hand finds it only on a page that is seen."""
        if motion == "off":
            self.animation_level = "none"

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._screen_came, immediate=True)

    def _screen_came(self, screen: Screen[object]) -> None:
        reading = screen.seconds_to_read if isinstance(screen, ReadFirst) else 0.0
        if self._page is not None or reading:  # the first page is what they started the program for
            self.fresh_page.came(_time.get_time(), reading)
            self._page = self._page_now()

    def _page_now(self) -> tuple[object, object]:
        screen = self.screen
        return screen, screen.page if isinstance(screen, HasPages) else None

    def until_key_counts(self, name: str) -> float:
        """Counts the seconds until this key counts on the page that is shown."""
        if self._page is not None and self._page_now() != self._page:
            return SECONDS
        return self.fresh_page.left(name, _time.get_time())

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or event.is_forwarded or self._counts(event):
            await super().on_event(event)

    def _counts(self, key: events.Key) -> bool:
        """Tells whether a key counts: not one that belongs to the page before this one."""
        if not self.screen_stack:
            return True
        # The time at which it was pressed: a slow machine may look at it only a second later.
        name, page, now = name_of(key.key, key.character), self._page_now(), key.time
        if self._page is not None and page != self._page:
            self.fresh_page.turned()  # a page of the same screen
        self._page = page
        counts = self.fresh_page.takes(name, now) or key is self._clicked or (name == "space" and self._types(key))
        return counts or any(isinstance(each, TakesAtOnce) and each.takes_at_once(name) for each in self.screen_stack)

    def _types(self, key: events.Key) -> bool:
        """Tells whether the line or the text that has the focus takes this key as a letter."""
        focused = self.screen.focused
        return focused is not None and focused.check_consume_key(key.key, key.character)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Returns the colours that only our own themes have, for the moment before one of them is applied."""
        return dict(NIGHT.variables)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Returns the changes to each line that is drawn: one that leaves all colours out, where none are wanted."""
        return [_NO_COLOURS] if self.no_color else super().get_line_filters()

    def dress(self, theme: str = "") -> None:
        """Applies this theme, or, if `theme` is empty, the one that was applied last; the night theme if there is none
        of this name."""
        for each in THEMES.values():
            self.register_theme(each)
        self._wanted = theme or self._wanted
        # Without colours all themes look the same, and `DefaultColours` knows the night theme.
        self.theme = self._wanted if self._wanted in THEMES and not self.no_color else NIGHT.name

    def action_press_cap(self, name: str) -> None:
        """Does what a key does, because its name on the screen was clicked."""
        if isinstance(self.screen, TakesClicks):
            self.screen.click_key(name)
        else:
            self._clicked = events.Key(name, name if len(name) == 1 else SIGNS.get(name))
            self.post_message(self._clicked)

    def simulate_key(self, key: str) -> None:
        """Does what a key does, because it was clicked at the foot of a page."""
        self._clicked = events.Key(key, None)
        self.post_message(self._clicked)

    def get_driver_class(self) -> type[Driver]:
        """Returns the driver; Textual's own on Windows, in a browser, and without a terminal."""
        usual = super().get_driver_class()
        if sys.platform == "win32":
            return usual
        from textual.drivers.linux_driver import LinuxDriver

        if usual is not LinuxDriver:
            return usual
        from companion.screen.patient_driver import PatientDriver

        return PatientDriver

    def _handle_exception(self, error: Exception) -> None:
        if self._exit and isinstance(_cause_of(error), NoMatches):
            return  # a page that was still being built when the program was closed looks for parts that are gone
        self.crash = self.crash or error
        super()._handle_exception(error)
        # The command line says it in a sentence and writes the log. A printed traceback could show private words.
        self._exit_renderables.clear()


def _cause_of(error: Exception) -> BaseException:
    """Returns the error of a worker that failed; otherwise the error itself."""
    return error.error if isinstance(error, WorkerFailed) else error
