"""A closing line of one person's own after touch, for their locked journal. Pure.

It is offered on their private page, to a person whose journal is on and locked. A line is written only once they have
typed the passphrase of that journal: somebody else could have made a journal with their name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.couple.evening.page_answers import Labels
from companion.couple.evening.pages import A, B, Page, PageKind
from companion.couple.evening.texts import Texts

WriteLine = Callable[[str, str], str | None]
"""Writes a line into the journal that a passphrase opens: takes the line and the passphrase, and may need a second.
Returns what went wrong in a sentence, "" if the line was written, and None if the passphrase opens nothing."""
OwnLines = Callable[[str], WriteLine | None]
"""Finds, by a person's name, how their line is written. None for a person without a journal that is on and locked."""


def no_lines(name: str) -> WriteLine | None:
    """Returns None for every name: no line can be written."""
    return None


class OwnLine:
    """The page with the line, and the one that asks for the passphrase. An empty answer leaves it out."""

    def __init__(self, who: str, write: WriteLine, texts: Texts, label: Labels) -> None:
        self._who = who
        self._write = write
        self._texts = texts
        self._label = label
        self._line = ""
        self._note = ""
        self.done = False

    def page(self) -> Page:
        called, other = self._label(self._who), self._label(B if self._who == A else A)
        name = "own_line_passphrase" if self._line else "own_line"
        text = self._texts.page(name, who=called, other=other)
        page = Page(name, PageKind.ENTRY, text.title, text.lines, note=self._note)
        return replace(page, private=True, who=self._who, called=called, slow=bool(self._line), help=True)

    def answer(self, value: str) -> None:
        self._note = ""
        if not value.strip():
            self._line, self.done = "", True
        elif not self._line:
            self._line = value
        else:
            wrong = self._write(self._line, value)
            if wrong is None:
                self._note = self._texts.word("own_line_wrong")
            elif wrong:
                self._note = wrong
            else:
                self._line, self.done = "", True
