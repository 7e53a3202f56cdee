"""Answers to pages: matches a key or a typed line to an option. Also the base of every part of an evening.

Pure. Nothing here raises, whatever the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from companion.couple.evening.pages import A, Page, PageOption
from companion.couple.evening.texts import Texts

Labels = Callable[[str], str]
"""Gives the name of "a" or "b" as it stands on a page."""


class Part(Protocol):
    """Several pages in a row. When it is `done`, its last page still stands, and answers change nothing."""

    @property
    def done(self) -> bool: ...

    def page(self) -> Page: ...

    def answer(self, value: str) -> None: ...

    def back(self) -> None:
        """Goes back to the page before, if there is one."""


def chosen(value: str, options: Sequence[PageOption]) -> str | None:
    """Finds the option that was meant, by its key, its value or its words. Returns its value, or None."""
    said = value.strip().casefold() or "enter"
    for spelled in (_key, _value, _text):
        for option in options:
            if said == spelled(option):
                return option.value
    return None


def _key(option: PageOption) -> str:
    return option.key


def _value(option: PageOption) -> str:
    return option.value.casefold()


def _text(option: PageOption) -> str:
    return option.text.casefold()


def labels(texts: Texts, a: str, b: str) -> Labels:
    """Names "a" and "b" as on a page: by their names, or by the place of their keys."""

    def label(who: str) -> str:
        return (a or texts.word("at_f")) if who == A else (b or texts.word("at_j"))

    return label
