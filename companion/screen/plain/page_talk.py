"""The talk on a page of plain mode: lists of nine rows, and the words that mean the same on every page.

On each page "help" says what can be typed, "back" goes one step back, "list" leads to all exercises, "home" to the
first page, "crisis" shows who can be called, and "quit" closes Companion. Must not import textual.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_commands import number_in
from companion.screen.plain.typed_lines import TypedLines
from companion.tongue import meant

if TYPE_CHECKING:
    from companion.screen.seam import CrisisDesk

MOST_ROWS: Final = 9
"""Rows of a list before "more": as many as can be kept in mind by ear."""
QUIT: Final = frozenset({"q", "quit", "exit", "leave"})
"""The words that close Companion wherever they are typed."""
OF_A_SESSION: Final = frozenset({"stop", "pause"})
"""Words that only a session obeys. People also type them when the session is already over."""
_HELP: Final = frozenset({"help", "?"})
_BACK: Final = frozenset({"back", ""})


class LeftPage(Exception):
    """The person goes from a page straight to home or to the list of exercises, or closes Companion."""

    def __init__(self, to: Literal["home", "list", "out"]) -> None:
        super().__init__(to)
        self.to = to


class PageTalk:
    """Asks on one page, and reads the answers."""

    def __init__(self, printer: Printer, lines: TypedLines, crisis: CrisisDesk, *helps: str) -> None:
        """`helps`: the sentences that "help" adds to the words of every page."""
        self.line = printer.line
        self._printer = printer
        self._lines = lines
        self._crisis = crisis
        self.helps: Sequence[str] = helps

    def all(self, sentences: Sequence[str]) -> None:
        for sentence in sentences:
            self.line(sentence)

    def crisis_lines(self, text: str) -> Sequence[str] | None:
        """Returns the lines of the crisis card, if the text asks for it."""
        return card_wording.typed(self._crisis, text)

    async def typed(self) -> str:
        """Reads a line, in small letters. Raises LeftPage if it leads elsewhere, or at the end of the input."""
        while not self._printer.gone.is_set():
            typed = await self._lines.next()
            if typed is None:
                break
            text = meant(words.typed(typed).strip())
            if text in QUIT:
                self._lines.end()
                break
            if text == "home":
                raise LeftPage("home")
            if text == "list":
                raise LeftPage("list")
            if text in _HELP:
                self.all([*self.helps, words.PLAIN_EVERYWHERE])
            elif (answer := card_wording.typed(self._crisis, text)) is not None:
                self.all(answer)
            else:
                return text
        raise LeftPage("out")

    async def words(self) -> str:
        """Reads a line of the person's own words, as they typed them. Raises LeftPage after "quit", or at the end."""
        while (typed := await self._lines.next()) is not None:
            text = meant(words.typed(typed).strip())
            if text in QUIT:
                self._lines.end()
                break
            if (answer := card_wording.typed(self._crisis, text)) is None:
                return typed
            self.all(answer)
        raise LeftPage("out")

    async def choose(self, rows: Sequence[str], end: str = "") -> int | None:
        """Shows numbered rows, nine at a time. Returns the place of the chosen one, None for "back".

        `end`: the line below the last rows; empty for the usual one.
        """
        first = 0
        self._show(rows, first, end)
        while True:
            text = await self.typed()
            number = number_in(text)
            if number is not None and 1 <= number <= len(rows):
                return number - 1
            if text == "more" and len(rows) > MOST_ROWS:
                first = first + MOST_ROWS if first + MOST_ROWS < len(rows) else 0
            elif text in _BACK:
                if not first:
                    return None
                first -= MOST_ROWS
            else:
                self.line(words.PLAIN_UNKNOWN if number is None else words.PLAIN_NO_SUCH.format(n=len(rows)))
                continue
            self._show(rows, first, end)

    def _show(self, rows: Sequence[str], first: int, end: str) -> None:
        for place, row in enumerate(rows[first : first + MOST_ROWS], first + 1):
            self.line(f"{place}. {row}{'' if row.endswith(('.', '?', '!')) else '.'}")
        left = len(rows) - first - MOST_ROWS
        self.line(words.PLAIN_CHOOSE_MORE.format(n=left) if left > 0 else end or words.PLAIN_CHOOSE)
