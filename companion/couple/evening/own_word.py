"""Two people's own stop word: the page on which it is written, and the one on which it is tried once. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from companion.couple.evening.names import tidy
from companion.couple.evening.pages import Page, PageKind
from companion.couple.evening.texts import Texts


class Verdict(Protocol):
    """The result of checking a stop word, as the hearing gives it."""

    @property
    def word(self) -> str: ...

    @property
    def good(self) -> bool: ...

    @property
    def message(self) -> str: ...

    @property
    def hint(self) -> str: ...


CheckWord = Callable[[str], Verdict]


class OwnWord:
    """The pages of the stop word. When it is `done`, `word` is theirs from now on."""

    def __init__(self, word: str, texts: Texts, check: CheckWord) -> None:
        self._texts = texts
        self._check = check
        self._trying = ""
        self._note = ""
        self.word = word
        self.done = False

    def page(self) -> Page:
        name = "try_word" if self._trying else "stop_word"
        text = self._texts.page(name, word=self._trying)
        return Page(
            name,
            PageKind.ENTRY,
            text.title,
            text.lines,
            note=self._note,
            back=True,
            value="" if self._trying else self.word,
            aloud=self._trying,
            slow=not self._trying,
        )

    def answer(self, value: str) -> None:
        if self.done:
            return
        self._note = ""
        if self._trying:
            self._tried(tidy(value))
        else:
            self._write(tidy(value))

    def back(self) -> None:
        self._note = ""
        if self._trying:
            self._trying = ""
        else:
            self.done = True

    def _write(self, word: str) -> None:
        if not word:
            self.word, self.done = "", True
            return
        found = self._check(word)
        if found.good:
            self._trying = found.word
        else:
            self._note = f"{found.message} {found.hint}".strip()

    def _tried(self, said: str) -> None:
        if said.casefold() == self._trying.casefold():
            self.word, self.done = self._trying, True
        elif said:
            self._note = self._texts.word("word_not_heard", word=self._trying)
        else:
            self.done = True  # not heard once, it might not be heard when it matters
