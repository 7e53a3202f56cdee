"""Cards of text that lie over any screen; here the help card and the cautions, in `crisis` the crisis card.

A card takes every key itself; none goes on to what lies beneath. Over a session S stops and, on the help card, Y slows
down. Esc or Enter closes the card, so that Esc pressed again stops the session. A key that was taught to stop does what
S does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from companion.exercise.cautions import Cautions
from companion.screen import words
from companion.screen.flow import wrap
from companion.screen.keycaps import Part, foot_of, name_of, row_of
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys
from companion.screen.widgets import KeyedText
from companion.tongue import said

WIDEST = 72
"""Cells of a card: lines of 64 cells, which are easy to read. A narrower screen is filled by it."""
_BESIDE, _ABOVE_AND_BELOW = 8, 6
"""Cells and rows of a card that are not its text: border, padding, and the line that says how to close it."""
_SCROLLS: dict[str, Callable[[Widget], None]] = {
    "up": lambda card: card.scroll_up(animate=False),
    "down": lambda card: card.scroll_down(animate=False),
    "pageup": lambda card: card.scroll_page_up(animate=False),
    "pagedown": lambda card: card.scroll_page_down(animate=False),
}


_SLOWS = frozenset({"y", "/"})
"""The keys that slow a session down, over it as in it."""


class Overlay(ModalScreen[None]):
    """A card with a title and some paragraphs."""

    DEFAULT_CSS = """
    Overlay { align: center middle; background: $background 60%; }
    Overlay #card {
        width: 72; max-width: 100%; height: auto; max-height: 100%;
        padding: 1 3; background: $surface; border: round $faint; overflow-y: auto; scrollbar-size: 0 0;
    }
    Overlay #card:nocolor { border: round $foreground; }
    Overlay.low #card { padding: 0 2; }
    Overlay.low .close { dock: bottom; margin: 0; background: $surface; }
    Overlay.low #room { height: 1; }
    Overlay .close { color: $quiet; margin-top: 1; text-align: center; }
    """

    scrolled: ClassVar[str] = "#card"
    """The part of the card that the arrow keys scroll."""

    def __init__(
        self,
        own: frozenset[str],
        title: str,
        body: tuple[Content, ...],
        *,
        stop: Callable[[], None] | None,
        crisis: Callable[[], None] | None,
        learnt: LearntKeys = NOTHING_LEARNT,
        hear: Callable[[], None] | None = None,
        slow: Callable[[], None] | None = None,
    ) -> None:
        """Makes the card. `own`: the keys that open it, and also close it.

        `stop` is called by S and by the `learnt` keys that stop; None if no session runs beneath. `crisis` is called
        by C and by !, and puts the crisis card in the place of this one; None if this is the crisis card. `hear` is
        called by H and has the card's words read aloud; None if they are not read. `slow` is called by Y, as in the
        session beneath; None if there is none.
        """
        super().__init__()
        self._own = own
        self._headline = title
        self._body = body
        self._stop = stop
        self._slow = slow
        self._crisis = crisis
        self._learnt = learnt
        self._hear = hear

    def compose(self) -> ComposeResult:
        width, height = self.app.size
        low = height < 22 or self._rows(min(WIDEST, width) - _BESIDE) > height - _ABOVE_AND_BELOW
        self.set_class(low, "low")
        with Vertical(id="card"):
            yield Static(Content.assemble((self._headline, "bold $accent")), markup=False)
            for part in self._body:
                yield Static("")
                yield KeyedText(part)
            if low:  # the foot stays in sight however far the rest is scrolled
                yield Static("", id="room")
            yield KeyedText(*foot_of(self._closing_line(self._close(low))), classes="close")

    def _close(self, low: bool) -> str:
        if self._stop is None:
            return words.CARD_MORE if low else words.CARD_CLOSE
        if self._hear is not None and self.app.size.width >= WIDEST:
            return words.HELP_MORE_OR_STOP if low else words.HELP_CLOSE_OR_STOP
        return words.CARD_MORE_OR_STOP if low else words.CARD_CLOSE_OR_STOP

    def _closing_line(self, line: str) -> str:
        """Writes the line that says how to close the card: with Esc, where Enter was taught to stop."""
        return (
            line.replace(said("Enter"), said("Esc")) if self._stop is not None and self._learnt.stops("enter") else line
        )

    def _rows(self, width: int) -> int:
        """Counts the lines of the title and the body, with the empty ones between them."""
        lines = [line for part in self._body for line in ("", *part.plain.split("\n"))]
        return 1 + sum(max(1, len(wrap(line, width))) for line in lines)

    def action_pick(self, name: str) -> None:
        """Closes the card and does what a key on it does, because it was clicked in the list of keys."""
        self.dismiss()
        self.app.call_later(self.app.run_action, f"press_cap('{name}')")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        name = name_of(event.key, event.character)
        if self._stop is not None and (name == "s" or self._learnt.stops(name)):
            self._stop()
            self.dismiss()
        elif self._slow is not None and name in _SLOWS:
            self._slow()
            self.dismiss()
        elif name in _SCROLLS:
            _SCROLLS[name](self.query_one(self.scrolled))
        elif name in self._own or name in {"enter", "escape"}:
            self.dismiss()
        elif name == "h" and self._hear is not None:
            self.dismiss()
            self._hear()
        elif name in {"c", "!"} and self._crisis is not None:
            self._crisis()


_PICK = "screen.pick"
"""The action of a key that is clicked in a card's list of keys."""


def help_card(
    width: int,
    *,
    stop: Callable[[], None] | None,
    crisis: Callable[[], None],
    learnt: LearntKeys = NOTHING_LEARNT,
    listens: bool = True,
    heard_apart: str = "",
    hear: Callable[[], None] | None = None,
    slow: Callable[[], None] | None = None,
    for_two: bool = False,
) -> Overlay:
    """Makes the card of what can be said and pressed in an exercise; one column if the screen is narrower than a card.

    `listens` is False if no word would be heard; then the card has keys in place of the five words. `heard_apart` names
    the words to say if they are in another language than the card, which then has keys too. `hear` has
    the words read aloud, `slow` does what Y does in the session. `for_two`: the keys that only two people need are
    shown as well.
    """
    pressed = [(_usual(key, learnt), meaning) for key, meaning in words.HELP_BY_KEY]
    named = listens and not heard_apart
    five = _five(words.HELP_WORDS, width, ": ") if named else _five(pressed, width, "  ")
    title = words.HELP_TITLE if named else words.HELP_TITLE_BY_KEY
    apart = (Content(heard_apart),) if listens and heard_apart else ()
    note = words.HELP_NOTE if hear is None or width >= WIDEST else f"{words.HELP_NOTE_NARROW} {words.HELP_NOTE}"
    keys = _all_keys(width, learnt, for_two=for_two)
    body = (five, *apart, *_own_buttons(learnt), keys, Content.assemble((note, "$quiet")))
    own = frozenset({"?", "f1"})
    return Overlay(own, title, body, stop=stop, crisis=crisis, learnt=learnt, hear=hear, slow=slow)


def guide_card(
    width: int, rows: Sequence[tuple[str, str]], *, crisis: Callable[[], None], during: bool = True
) -> Overlay:
    """Makes the card of a page outside of an exercise: the keys that matter there, and below them those of an exercise.

    `rows`: a key, or something to type, with its meaning. Without `during`, those of an exercise are left out.
    """
    body: tuple[Content, ...] = (_five(rows, width, "  "),)
    if during:
        heading = Content.assemble((words.HELP_DURING, "bold $accent"))
        body += (heading, _five(words.HELP_BY_KEY, width, "  ", ""), _all_keys(width, NOTHING_LEARNT, ""))
    return Overlay(frozenset({"?", "f1"}), words.HELP_HERE, body, stop=None, crisis=crisis)


def _five(rows: Sequence[tuple[str, str]], width: int, after: str, pick: str = _PICK) -> Content:
    """Sets the five words or keys that matter most. In a narrow window `after` stands behind each. `pick`: what a click
    calls."""
    first = 17 if width >= WIDEST else 0
    behind = "" if first else after
    return _lines([row_of(key, behind + meaning, (first, 0), ("bold", ""), pick) for key, meaning in rows])


def _lines(rows: Sequence[list[Part]]) -> Content:
    return Content("\n").join([Content.assemble(*row) for row in rows])


def _all_keys(width: int, learnt: LearntKeys, pick: str = _PICK, *, for_two: bool = True) -> Content:
    """Lists the keys of an exercise, in two columns where there is room."""
    listed = [*words.HELP_KEYS[:4], *([words.HELP_KEYS_FOR_TWO] if for_two else []), *words.HELP_KEYS[4:]]
    rows = [(_usual(a, learnt), b, _usual(c, learnt), d) for a, b, c, d in listed]
    if width >= WIDEST:
        quiet = ("$quiet", "$quiet")
        return _lines(
            [[*row_of(a, b, (9, 17), quiet, pick), *row_of(c, d, (13, 0), quiet, pick)] for a, b, c, d in rows]
        )
    pairs = [row[:2] for row in rows] + [row[2:] for row in rows]
    return _lines([row_of(key, meaning, (12, 0), ("$quiet", "$quiet"), pick) for key, meaning in pairs])


_NAMES = {"←": "left", "→": "right", "Space": "space"}
"""Keys of the help card whose names are not what they are called there."""


def _usual(keys: str, learnt: LearntKeys) -> str:
    """Leaves out the keys that mean something else now, and adds those that were given in the settings; a dash where
    none is left."""
    if not ((learnt.meanings or learnt.moved) and keys):
        return keys
    left: list[str] = []
    for key in keys.split():
        name = _NAMES.get(key, key.lower())
        if name not in learnt.meanings and learnt.moved.get(name, name):
            left.append(key)
        left += _given(name, learnt)
    return "  ".join(left) or "–"


def _given(usual: str, learnt: LearntKeys) -> list[str]:
    """Names the keys that were given in the settings to the action of this usual key."""
    keys = [key for key, known in learnt.moved.items() if known == usual]
    if not keys:
        return []
    from companion.screen.learnt_keys.key_words import label_of

    return [label_of(key) for key in keys]


def _own_buttons(learnt: LearntKeys) -> tuple[Content, ...]:
    """Lists the learnt keys, to stand above the usual ones."""
    if not learnt.meanings:
        return ()
    # Only here: the list of exercises shows a help card too, and has no learnt keys to name.
    from companion.screen.learnt_keys.key_words import listed

    return (Content(words.harmless(words.HELP_BUTTONS.format(keys="; ".join(listed(learnt))))),)


def cautions_card(
    cautions: Cautions,
    *,
    stop: Callable[[], None] | None,
    crisis: Callable[[], None],
    learnt: LearntKeys = NOTHING_LEARNT,
) -> Overlay:
    """Makes the card of all the cautions of an exercise, its own first."""
    body = [Content(words.shown(line)) for line in cautions.own]
    if cautions.standing:
        body.append(Content.assemble((words.shown(cautions.standing), "$quiet")))
    return Overlay(frozenset({"m"}), words.CAUTIONS_TITLE, tuple(body), stop=stop, crisis=crisis, learnt=learnt)
