"""Reading and writing lines with one or two people, for `closeness_lines`. Must not import textual."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.seam import CrisisDesk


class Typist(Protocol):
    """Somebody at a terminal. Both functions return None where there is nothing more to come."""

    def ask(self, question: str) -> str | None:
        """Asks for a line that may be seen."""

    def secret(self, question: str) -> str | None:
        """Asks for a line that is not shown while it is typed, and is kept nowhere."""


class LeftEarly(Exception):
    """Raised where nothing more is typed, or no passphrase is given."""


class Talk:
    """Lines out, and lines in."""

    def __init__(
        self, typist: Typist, out: Callable[[str], None], wipe: Callable[[], None], crisis: CrisisDesk
    ) -> None:
        self.wipe = wipe
        """Takes everything from the terminal, where it can."""
        self._typist = typist
        self._out = out
        self._crisis = crisis

    def say(self, *lines: str) -> None:
        for line in lines:
            self._out(line)

    def say_all(self, lines: Iterable[str]) -> None:
        self.say(*lines)

    def ask(self, question: str) -> str | None:
        """Asks for a line that both may see; None where nothing more comes."""
        typed = self._typist.ask(question)
        return typed.strip() if typed is not None else None

    def private(self, question: str) -> str:
        """Asks for a line of one person's own, and makes it harmless. Raises LeftEarly."""
        typed = self._typist.secret(question)
        if typed is None:
            raise LeftEarly
        return words.harmless(typed)

    def passphrase(self, question: str) -> str:
        """Asks for a passphrase, and takes it as it is typed. Raises LeftEarly."""
        typed = self._typist.secret(question)
        if not typed:
            raise LeftEarly
        return typed

    def answer_other(self, said: str, help: Iterable[str] = ()) -> None:
        """Responds to a line that is not an answer to the question: "crisis", "help", or anything unexpected."""
        card = card_wording.typed(self._crisis, said)
        if card is not None:
            self.say(*card)
        elif said == "help":
            self.say(*help)
        else:
            self.say("Please type one of these.")

    def trouble(self, error: CompanionError) -> None:
        self.say(words.harmless(error.message))
        if error.hint:
            self.say(words.harmless(error.hint))
