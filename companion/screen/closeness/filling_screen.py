"""One person's private list on the full screen: the items, one answer at a time, and their limits.

The list shows no answer. Only the chosen row's answer is shown, beneath it, and Space covers everything.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input, OptionList

from companion.closeness.half import LONGEST_CONDITION
from companion.closeness.items import ItemList
from companion.errors import CompanionError
from companion.exercise.cautions import sorted_out
from companion.screen import words
from companion.screen.closeness import closeness_voice
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.closeness_pages import ClosenessPage
from companion.screen.closeness.part_saver import PartSaver
from companion.screen.closeness.private_rows import PrivateRow, found_after, give, item_rows, limit_rows
from companion.screen.closeness.row_detail import RowDetail
from companion.screen.closeness.row_list import RowList
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.keycaps import name_of, sentence_of
from companion.screen.overlay import cautions_card
from companion.screen.seam import CrisisDesk, OwnPartHandle
from companion.screen.uncopied_input import UncopiedInput
from companion.screen.widgets import Edges, KeyedText
from companion.tongue import knows_area, meant_area, said_item

SAVED_EVERY = 20.0
"""Seconds between two savings of what was changed. Each takes a second of both processors."""
LOCKED_AFTER = 300.0
"""Seconds without a key or a click until the list is locked: somebody has gone away from the screen."""


_MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


class FillingScreen(ClosenessPage):
    """The screen of one person's half (their answers in “yes, no, maybe”), opened with their passphrase."""

    DEFAULT_CSS = """
    FillingScreen #rows { height: 1fr; min-height: 2; }
    FillingScreen.small #detail { min-height: 0; margin-top: 0; }
    FillingScreen.small #about, FillingScreen.small #note { max-height: 2; }
    FillingScreen #entry { display: none; }
    FillingScreen.typing #entry { display: block; }
    FillingScreen.typing #answers { display: none; }
    FillingScreen #cover {
        display: none; height: 1fr; content-align: center middle; text-align: center; color: $quiet;
    }
    FillingScreen.covered #cover { display: block; }
    FillingScreen.covered #rows, FillingScreen.covered #detail, FillingScreen.covered #note { display: none; }
    """
    SETTLES: ClassVar[float] = 0.15
    """Seconds after an answer in which no other one is taken: a key held down would answer the whole list."""

    def __init__(
        self,
        crisis: CrisisDesk,
        part: OwnPartHandle,
        whose: str,
        done: Callable[[str], None],
        new_passphrase: Callable[[Callable[[], None]], None],
        *,
        called: str = "",
    ) -> None:
        """`done` is called once, with a sentence. `new_passphrase` shows the page for it, and calls back after it.
        `called`: the name of the person whose list it is."""
        super().__init__(crisis, whose)
        self._part = part
        self._filling = part.answers
        self._done = done
        self._new_passphrase = new_passphrase
        self._list = 0
        """The place of the list that is gone through now."""
        self._limits = False
        self._entering = ""
        """The kind of text that is being typed: a key of `ENTRY_HINTS`; empty if none is."""
        self._answered_at = -math.inf
        self._dropping = ""
        self._going_on = False
        """A was pressed once, and the next list was named."""
        self._sought = ""
        """The word that was looked for last."""
        self._saver = PartSaver(part)
        self._called = called
        self._headphones = False
        """H was pressed, so the rows of this list are read aloud."""
        self._note = ""
        self._failed = False
        self._gone = False
        self._idle: Timer | None = None

    def stage(self) -> ComposeResult:
        yield RowList(id="rows")
        yield RowDetail(id="detail")
        yield UncopiedInput(id="entry", max_length=LONGEST_CONDITION, compact=True)
        yield KeyedText(*sentence_of(say.COVERED), id="cover")

    def on_mount(self) -> None:
        self.set_interval(SAVED_EVERY, self._save_changes)
        self._idle = self.set_timer(LOCKED_AFTER, self._lock)
        self._begin_list()
        self.say(words.TOO_SMALL if self.has_class("small") else say.PRIVATE[0])

    # ---- aloud --------------------------------------------------------------------------------------------------

    def aloud(self) -> list[str]:
        return [words.EVENING_HEADPHONES.format(who=self._called)]

    def say(self, text: str) -> None:
        super().say(text)
        self._note = text
        if text and self._headphones and not self.has_class("covered"):
            self.voice.turn([text])

    def _row_aloud(self) -> list[str]:
        row, rows = self._row(), self._all()
        if row is None or not self._headphones or self._entering or self.has_class("covered"):
            return []
        return closeness_voice.row(row, rows.index(row) + 1, len(rows), self._note)

    def _hear(self) -> None:
        """Takes H as the word that the person of this list wears headphones, and reads the row."""
        self._headphones = self.voice.there
        if sentences := self._row_aloud():
            self.voice.read([self.headline(), *sentences])

    # ---- lists --------------------------------------------------------------------------------------------------

    @property
    def _listed(self) -> ItemList:
        return self._filling.lists[self._list]

    def headline(self) -> str:
        return said_item(self._listed.title)

    def _begin_list(self) -> None:
        """Goes to the first item of this list that has no answer. The cautions come first if no item has one.

        The list is covered then, also after they were read: somebody may want to leave it for another day, unread.
        """
        self._limits = False
        self.query_one("#head", Edges).show(words.harmless(self.headline()), self._whose)
        self._fill(next((row.key for row in self._filling.rows(self._listed) if row.reply is None), ""))
        first = bool(self._listed.cautions) and not self._filling.is_begun(self._listed)
        self.set_class(first, "covered")
        self.show_keys()
        if first:
            self._show_cautions()

    def _next_list(self) -> ItemList:
        return self._filling.lists[(self._list + 1) % len(self._filling.lists)]

    def _show_cautions(self) -> None:
        cautions = sorted_out([said_item(each) for each in self._listed.cautions])
        if cautions:
            if self._headphones or self._list == 0:  # the first list is everybody's first one, and tells nothing
                last = [] if self._headphones else self.aloud()
                self.voice.read([*cautions.own, cautions.standing, *last])
            self.app.push_screen(cautions_card(cautions, stop=None, crisis=self._crisis_instead))

    def _crisis_instead(self) -> None:
        self.app.switch_screen(CrisisCard(self._crisis))

    # ---- showing ------------------------------------------------------------------------------------------------

    def _all(self) -> list[PrivateRow]:
        return limit_rows(self._filling) if self._limits else item_rows(self._filling, self._listed)

    def _row(self) -> PrivateRow | None:
        chosen = self.query_one(RowList).chosen
        return next((row for row in self._all() if row.key == chosen), None)

    def _fill(self, chosen: str = "") -> None:
        """Lists the rows anew, and goes to the one with this key, or to the first."""
        listed = self.query_one(RowList)
        listed.fill(self._all(), chosen)
        listed.focus()
        self._show()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._dropping, self._going_on = "", False
        self.query_one(RowList).show_choice()
        self._show()

    def _show(self) -> None:
        row = self._row()
        if row is None:
            return
        self.query_one("#detail", RowDetail).show(row)
        self.show_keys()
        self.voice.turn(self._row_aloud())

    def on_row_detail_grown(self) -> None:
        # A longer text below leaves the list fewer lines.
        self.call_after_refresh(self.query_one(RowList).scroll_to_highlight)

    def foot(self) -> Sequence[tuple[str, str]]:
        if self._entering:
            return say.FIND_KEYS if self._entering == "find" else say.ENTRY_KEYS
        keys = say.LIMIT_KEYS if self._limits else say.ITEM_KEYS
        if self.has_class("covered"):
            keys = say.COVERED_KEYS
        elif self.has_class("small"):
            keys = say.SMALL_KEYS
        return keys if len(self._filling.lists) > 1 else [key for key in keys if key[0] != "A"]

    # ---- keys ---------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown) and self._idle is not None:
            self._idle.reset()
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        name = name_of(event.key, event.character)
        if self._entering:
            if name == "escape":
                event.stop()
                self._end_entry()
            return
        if name in _MOVES and not self.has_class("covered"):
            return  # the list's own
        event.stop()
        if name == "escape":
            self.run_worker(self._leave(say.SAVED), exclusive=True, group="leaving")
        elif name in {"c", "f1"}:
            self.show_crisis()
        elif name in {"space", " "}:
            self.toggle_class("covered")
            self.show_keys()
            self.voice.hush()
            self.voice.turn(self._row_aloud())
        elif name == "a" and len(self._filling.lists) > 1:
            self._other_list()
        elif name == "h" and self.voice.there:
            self._hear()
        elif not self.has_class("covered"):
            self._press(name)
        if self._going_on and name != "a":
            self._going_on = False
            self.query_one("#cover", KeyedText).say(say.COVERED)

    def _other_list(self) -> None:
        """Names the next list, and goes there when asked once more: somebody may not want to read that one now."""
        following = self._next_list()
        cover = self.query_one("#cover", KeyedText)
        if self._going_on:
            self._going_on = False
            self._list = (self._list + 1) % len(self._filling.lists)
            self.say("")
            cover.say(say.COVERED)
            self._begin_list()
        else:
            self._going_on = True
            named = say.another_list(said_item(following.title), said_item(following.gist or ""))
            self.say(named)
            cover.say(f"{say.COVERED}\n\n{words.harmless(named)}")

    def _press(self, name: str) -> None:
        row = self._row()
        if name == "l":
            self._limits = not self._limits
            self._fill()
            self.say("")
        elif name == "?":
            self._show_cautions()
        elif name in {"/", "slash"}:
            self._enter("find", self._sought)
        elif name == "o":
            self._enter("area" if self._limits else "own")
        elif self._limits or row is None:
            self._answer(name)
        elif name == "t":
            self._enter("condition", self._condition(row))
        elif name == "s":
            self._share(row)
        elif name == "d" and row.own:
            self._drop(row)
        elif name == "p":
            self._new_passphrase(self._passphrase_changed)
        else:
            self._answer(name)

    def on_row_detail_clicked(self, message: RowDetail.Clicked) -> None:
        self._answer(message.key)

    def _answer(self, key: str) -> None:
        row = self._row()
        now = time.monotonic()
        if row is None or now - self._answered_at < self.SETTLES or not give(self._filling, row, key):
            return
        self._answered_at = now
        self.say("")
        if row.limit or key == "x":
            self._show()
            return
        rows = self._all()
        at = next(place for place, each in enumerate(rows) if each.key == row.key)
        if at + 1 < len(rows):
            self.query_one(RowList).go_to(rows[at + 1].key)
        else:
            another = (
                say.ANOTHER_LIST.format(title=said_item(self._next_list().title))
                if len(self._filling.lists) > 1
                else ""
            )
            self.say(f"{say.ALL_DONE} {another}")
            self._show()

    def _condition(self, row: PrivateRow) -> str:
        found = self._filling.row(row.key)
        return found.condition if found is not None else ""

    def _share(self, row: PrivateRow) -> None:
        found = self._filling.row(row.key)
        if found is not None and found.condition:
            self._filling.share(row.key, not found.shared)
            self._show()

    def _drop(self, row: PrivateRow) -> None:
        if self._dropping != row.key:
            self._dropping = row.key
            self.say(say.DROP_SURE)
            return
        self._dropping = ""
        self._filling.drop_own(row.key)
        self.say("")
        self._fill()

    def _passphrase_changed(self) -> None:
        self.say(say.PASSPHRASE_CHANGED)

    # ---- typing -------------------------------------------------------------------------------------------------

    def _enter(self, what: str, value: str = "") -> None:
        self._entering = what
        self.add_class("typing")
        self.say(say.ENTRY_HINTS[what])
        entry = self.query_one("#entry", Input)
        entry.value = value
        entry.focus()
        self.show_keys()

    def _end_entry(self) -> None:
        self._entering = ""
        self.remove_class("typing")
        self.query_one("#entry", Input).value = ""
        self.say("")
        self.query_one(RowList).focus()
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        what, text, row = self._entering, event.value, self._row()
        self._end_entry()
        if what == "condition" and row is not None:
            self._filling.condition(row.key, text)
            self._show()
        elif what == "find":
            self._sought = text
            found = found_after(self._all(), row.key if row is not None else "", text)
            if found:
                self.query_one(RowList).go_to(found)
            elif text.strip():
                self.say(say.NOT_FOUND)
        elif what == "area":
            area = meant_area(text)
            unknown = bool(text.strip()) and area not in self._filling.areas and not knows_area(area)
            self._filling.never(area, True)
            self._fill(row.key if row is not None else "")
            if unknown:
                self.say(say.AREA_UNKNOWN.format(area=words.harmless(text.strip())))
        elif what == "own" and text.strip():
            key = self._filling.add_own(text)
            if key:
                self._fill(key)
            else:
                self.say(say.OWN_FULL)

    # ---- saving -------------------------------------------------------------------------------------------------

    async def _save_changes(self) -> None:
        """Saves if something was changed. An error is said, and the next time it is tried again."""
        if self._saver.changed and not self._gone:
            try:
                await self._saver.save()
            except CompanionError as error:
                self.say(f"{error.message} {error.hint}")

    def _lock(self) -> None:
        if not self._gone:
            self.add_class("covered")
            self.run_worker(self._leave(say.LOCKED), exclusive=True, group="leaving")

    async def _leave(self, sentence: str) -> None:
        """Saves and leaves. It stays if that fails; asked once more, it leaves without saving."""
        if self._gone:
            return
        self.say(say.ONE_MOMENT)
        try:
            await self._saver.save()
        except CompanionError as error:
            if not self._failed:
                self._failed = True
                self.remove_class("covered")
                self.say(f"{error.message} {error.hint} {say.NOT_SAVED}")
                return
            sentence = ""
        self._gone = True
        self._done(sentence)

    async def save_now(self) -> None:
        """Saves before the program ends. Raises CompanionError."""
        if not self._gone:
            self._gone = True
            await self._saver.save()
