"""How pages are answered: matching what was pressed or typed to an option, a number; and what every part can do.

Pure. Whatever is given, nothing here raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from companion.evening.pages import A, Option, Page
from companion.evening.texts import Texts


class Part(Protocol):
    """Some pages in a row. Where `done`, its last page still stands, and answers change nothing."""

    @property
    def done(self) -> bool: ...

    def page(self) -> Page: ...

    def answer(self, value: str) -> None: ...

    def back(self) -> None:
        """To the page before, where there is one to go back to."""


def chosen(value: str, options: Sequence[Option]) -> str | None:
    """The value of the option that was meant, by its key, its value or its words; None where none was."""
    said = value.strip().casefold() or "enter"
    for option in options:
        if said in (option.key, option.value.casefold(), option.text.casefold()):
            return option.value
    return None


def number(value: str) -> str | None:
    """ "0" … "10", or None."""
    said = value.strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= 4 and int(said) <= 10):
        return None
    return str(int(said))


def labels(texts: Texts, a: str, b: str) -> Callable[[str], str]:
    """What "a" and "b" are called on a page: by name, or by where their key is."""

    def label(who: str) -> str:
        return (a or texts.word("at_f")) if who == A else (b or texts.word("at_j"))

    return label
