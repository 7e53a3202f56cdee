"""The screen of `companion keys`: asks for each button, then shows what any key means until Esc.

Shows a lesson and passes keys on. It decides nothing, and opens no file. A learnt key goes to `keep` at once, so
leaving early loses nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen

from companion.screen import words
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.keycaps import fitting, name_of
from companion.screen.learnt_keys import lesson_words as say
from companion.screen.learnt_keys.key_table import LearntKeys, Meaning
from companion.screen.learnt_keys.key_words import label_of
from companion.screen.learnt_keys.lesson import Lesson
from companion.screen.seam import CrisisDesk
from companion.screen.terminal_app import TerminalApp
from companion.screen.widgets import Aside, Edges, SpokenWords, Text
from companion.tongue import said

ROWS_BESIDE = 12
"""Rows of the window that are not for tried keys: head and foot, the prompt, and the sentences around it."""

Keep = Callable[[LearntKeys], str]
"""Saves the keys, and returns the reason where they could not be saved, else ""."""


class LessonScreen(Screen[None]):
    """The one screen of the lesson: the prompt, the answer to the last press, and the keys."""

    DEFAULT_CSS = """
    LessonScreen { align-horizontal: center; padding: 1 3; background: $background; overflow: hidden; }
    LessonScreen > * { max-width: 90; }
    LessonScreen #head { color: $quiet; }
    LessonScreen #stage { height: 1fr; align: center middle; }
    LessonScreen #prompt { text-style: bold; }
    LessonScreen #devices { margin-top: 1; color: $quiet; }
    LessonScreen #tried { height: auto; margin-top: 1; text-align: center; }
    LessonScreen #said { margin-top: 1; color: $accent; }
    LessonScreen .empty { display: none; }
    LessonScreen #keys { color: $quiet; text-align: center; }
    LessonScreen.small { padding: 0 1; }
    LessonScreen.small #devices { display: none; }
    """

    def __init__(self, lesson: Lesson, keep: Keep, crisis: CrisisDesk, clock: Callable[[], float]) -> None:
        super().__init__()
        self._lesson = lesson
        self._keep = keep
        self._crisis = crisis
        self._clock = clock
        self._unsaved = ""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        with Vertical(id="stage"):
            yield SpokenWords(id="prompt")
            yield Aside(id="devices", rows=4)
            yield Text(id="tried")
            yield Aside(id="said", rows=5)
        yield Text(id="keys")

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < 60 or event.size.height < 18, "small")
        self.call_after_refresh(self._show)

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        name = name_of(event.key, event.character)
        if name == "c" and not self._lesson.question:
            self.app.push_screen(CrisisCard(self._crisis))
            return
        before = self._lesson.learnt
        self._lesson.press(name, self._clock())
        if self._lesson.learnt != before:
            why = self._keep(self._lesson.learnt)
            self._unsaved = say.NOT_SAVED.format(why=words.harmless(why)) if why else ""
        if self._lesson.over:
            self.app.exit()
        else:
            self._show()

    def _show(self) -> None:
        lesson = self._lesson
        meaning = lesson.meaning
        place = "" if meaning is None else said("{at} of {of}").format(at=lesson.number, of=len(Meaning))
        self.query_one("#head", Edges).show(say.TITLE, place)
        prompt = lesson.question or (say.TRIAL if meaning is None else say.PROMPTS[meaning])
        self.query_one("#prompt", SpokenWords).show(words.harmless(prompt), 6)
        self.query_one("#devices", Aside).show(_aside(lesson))
        tried = lesson.tried[-max(1, self.size.height - ROWS_BESIDE) :]
        shown = self.query_one("#tried", Text)
        shown.display = bool(tried)
        shown.show(("\n".join(map(words.harmless, tried)), ""))
        self.query_one("#said", Aside).show(words.harmless(" ".join(filter(None, (lesson.said, self._unsaved)))))
        foot = self.query_one("#keys", Text)
        foot.show(*fitting(_keys(lesson), foot.size.width or 74))


def _aside(lesson: Lesson) -> str:
    """Writes the quiet sentence below the prompt."""
    if lesson.meaning is None:
        return say.TRIAL_SAYS
    known = [label_of(key) for key in lesson.learnt.keys_for(lesson.meaning)]
    return words.harmless(say.so_far(known)) if known else say.DEVICES


def _keys(lesson: Lesson) -> list[list[tuple[str, str]]]:
    """Lists the keys that steer the lesson, and fewer of them for a narrow window."""
    crisis, leave = ("C", said("crisis card")), (said("Esc"), said("close"))
    if lesson.question:
        return [[("Y", said("yes")), ("N", said("no"))]]
    if lesson.meaning is None:
        return [[crisis, leave], [leave]]
    return [[say.SKIP, crisis, leave], [say.SKIP, leave]]


class LessonApp(TerminalApp):
    """The Textual app of `companion keys`."""

    TITLE = "Companion"
    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { color: $foreground; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "interrupt", show=False, priority=True),
    ]

    def __init__(
        self,
        lesson: Lesson,
        keep: Keep,
        crisis: CrisisDesk,
        clock: Callable[[], float] = time.monotonic,
        *,
        theme: str = "",
        motion: str = "",
    ) -> None:
        super().__init__(theme, motion)
        self._lesson = lesson
        self._keep = keep
        self._crisis = crisis
        self._clock = clock
        self.interrupted = False
        """It was left by Ctrl-C, so the exit code is 130."""

    def on_mount(self) -> None:
        self.dress()
        self.push_screen(LessonScreen(self._lesson, self._keep, self._crisis, self._clock))

    def action_interrupt(self) -> None:
        self.interrupted = True
        self.exit()
