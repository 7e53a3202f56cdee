"""The pages of “yes, no, maybe” around the private list: the first page, the passphrase, deleting, what both share.

None of them shows an answer, except on the items to which both said yes or maybe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from companion.screen import words
from companion.screen.closeness import closeness_voice
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.closeness_voice import ClosenessVoice
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.keycaps import name_of, pairs
from companion.screen.passphrase_entry import PassphraseEntry
from companion.screen.seam import CrisisDesk, OwnPartHandle
from companion.screen.widgets import AnswerKeys, Edges


class ClosenessPage(Screen[None]):
    """The frame of these pages: a line at the top, the page, and the keys at the foot."""

    DEFAULT_CSS = """
    ClosenessPage { align-horizontal: center; padding: 1 3; background: $background; overflow: hidden; }
    ClosenessPage > * { max-width: 90; }
    ClosenessPage #head { color: $quiet; margin-bottom: 1; }
    ClosenessPage #stage { height: 1fr; scrollbar-size: 0 0; }
    ClosenessPage #keys { color: $quiet; margin-top: 1; }
    ClosenessPage #note { color: $accent; height: auto; }
    ClosenessPage .apart { margin-bottom: 1; }
    ClosenessPage OptionList, ClosenessPage OptionList:focus {
        background: $background; background-tint: $background; border: none; padding: 0; scrollbar-size: 0 0;
    }
    ClosenessPage Input { width: 60; max-width: 100%; margin-left: 2; background: $faint; }
    ClosenessPage.small { padding: 0 1; }
    ClosenessPage.small #head, ClosenessPage.small #keys, ClosenessPage.small .apart { margin: 0; }
    """
    keys: ClassVar[Sequence[tuple[str, str]]] = ()
    reads: ClassVar[bool] = True
    """H reads the page, where pages are read aloud."""

    def __init__(self, crisis: CrisisDesk, whose: str = "") -> None:
        super().__init__()
        self._crisis = crisis
        self._whose = whose
        self.voice = ClosenessVoice()
        """Reads it aloud; the app gives it another one, where pages are read."""

    def compose(self) -> ComposeResult:
        yield Edges(id="head")
        yield from self.stage()
        yield Static("", id="note", markup=False)
        yield AnswerKeys(id="keys")

    def stage(self) -> ComposeResult:
        """Makes the page itself."""
        yield VerticalScroll(id="stage")

    def on_mount(self) -> None:
        # Textual calls this after the `on_mount` of a page that has one of its own.
        self.query_one("#head", Edges).show(words.harmless(self.headline()), self._whose)

    def headline(self) -> str:
        return say.TITLE

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < 60 or event.size.height < 20, "small")
        self.show_keys()

    def foot(self) -> Sequence[tuple[str, str]]:
        """Lists the keys and their meanings that stand at the foot now."""
        return self.keys

    def aloud(self) -> list[str]:
        """Lists the sentences that everybody in the room may hear, as soon as the page is there."""
        return []

    def show_keys(self) -> None:
        keys = [*self.foot(), *([say.ALOUD_KEY] if self.voice.there and self.reads else [])]
        self.query_one("#keys", AnswerKeys).show(pairs(keys, "   ", "bold $foreground"))

    def say(self, text: str) -> None:
        """Shows a sentence above the keys; an empty one takes it away."""
        self.query_one("#note", Static).update(words.harmless(text))

    def show_crisis(self) -> None:
        self.app.push_screen(CrisisCard(self._crisis))


class ChoicePage(ClosenessPage):
    """A page with some sentences and a list to choose from."""

    def __init__(
        self,
        crisis: CrisisDesk,
        lines: Sequence[str],
        choices: Sequence[tuple[str, str]],
        chosen: Callable[[str], None],
        note: str = "",
        keys: Sequence[tuple[str, str]] = say.CHOICE_KEYS,
    ) -> None:
        """`choices`: a key and its words each. `chosen` is called with a key, or with "" where they leave."""
        super().__init__(crisis)
        self._foot = keys
        self._lines = lines
        self._choices = choices
        self._chosen = chosen
        self._note = note

    def stage(self) -> ComposeResult:
        with VerticalScroll(id="stage", can_focus=False):
            for line in self._lines:
                yield Static(words.harmless(line), markup=False, classes="apart")
            yield OptionList(
                *(Option(f"{key.upper()}  {words.harmless(text)}", id=key) for key, text in self._choices),
                id="choices",
                markup=False,
            )

    def on_mount(self) -> None:
        self.query_one("#choices").focus()
        self.say(self._note)

    def foot(self) -> Sequence[tuple[str, str]]:
        return self._foot

    def aloud(self) -> list[str]:
        return closeness_voice.choices(self._lines, self._note, self._choices)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option.id or "")

    def on_key(self, event: events.Key) -> None:
        name = name_of(event.key, event.character)
        if name in {key for key, _ in self._choices}:
            event.stop()
            self._take(name)
        elif name in {"q", "escape"}:
            event.stop()
            self._take("")
        elif name in {"c", "f1"}:
            event.stop()
            self.show_crisis()
        elif name == "h":
            event.stop()
            self.voice.read(self.aloud())

    def _take(self, key: str) -> None:
        if self.is_active:
            self._chosen(key)


class PassphrasePage(ClosenessPage):
    """A page that asks one person for their passphrase, or for a new one twice."""

    keys = say.PASSPHRASE_KEYS
    reads = False

    def __init__(
        self,
        crisis: CrisisDesk,
        whose: str,
        lines: Sequence[str],
        use: Callable[[str], OwnPartHandle | None],
        done: Callable[[OwnPartHandle | None], None],
        leave: Callable[[], None],
        *,
        new: bool,
    ) -> None:
        """`use` takes the passphrase on a worker thread. `done` gets its result; its errors are shown."""
        super().__init__(crisis, whose)
        self._lines = lines
        self._use = use
        self._done = done
        self._leave = leave
        self._new = new

    def stage(self) -> ComposeResult:
        with VerticalScroll(id="stage", can_focus=False):
            for line in self._lines:
                yield Static(words.harmless(line), markup=False, classes="apart")
            asks = [say.PASSPHRASE_ASK.strip(), say.PASSPHRASE_AGAIN.strip()][: 1 + self._new]
            yield PassphraseEntry(asks, use=self._use, done=self._done, say=self.say)

    @property
    def _entry(self) -> PassphraseEntry[OwnPartHandle | None]:
        return self.query_one(PassphraseEntry)

    def on_mount(self) -> None:
        self._entry.begin()

    def aloud(self) -> list[str]:
        return [*self._lines, say.PASSPHRASE_ASK, words.EVENING_TYPE_ALOUD]

    def say(self, text: str) -> None:
        super().say(text)
        if text:
            self.voice.read([text])

    def on_key(self, event: events.Key) -> None:
        name = name_of(event.key, None)
        if name == "escape" and not self._entry.busy:
            event.stop()
            self._entry.clear()
            self._entry.busy = True  # nothing more is taken
            self._leave()
        elif name == "f1":
            event.stop()
            self.show_crisis()


class SharedPage(ClosenessPage):
    """The comparison, for both."""

    keys = say.SHARED_KEYS

    def __init__(self, crisis: CrisisDesk, lines: Sequence[str], leave: Callable[[], None]) -> None:
        super().__init__(crisis, words.EVENING_BOTH)
        self._lines = lines
        self._leave = leave

    def stage(self) -> ComposeResult:
        with VerticalScroll(id="stage"):
            yield Static("\n".join([say.SHARE_TITLE, *self._lines]), markup=False)

    def on_mount(self) -> None:
        self.query_one("#stage").focus()

    def aloud(self) -> list[str]:
        return [say.SHARE_TITLE, say.SHARE_ALOUD]

    def on_key(self, event: events.Key) -> None:
        name = name_of(event.key, event.character)
        if name in {"enter", "escape", "q"} and self.is_active:
            event.stop()
            self._leave()
        elif name == "h":
            event.stop()
            self.voice.read([say.SHARE_TITLE, *self._lines])
        elif name in {"c", "f1"}:
            event.stop()
            self.show_crisis()
