"""Reading and writing lines with one or two people, for `closeness_lines`. Must not import textual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.closeness_voice import ClosenessVoice
from companion.screen.crisis import card_wording
from companion.screen.seam import CrisisDesk
from companion.tongue import meant, said


class Typist(Protocol):
    """Somebody at a terminal. Both functions return None if there is nothing more to come."""

    def ask(self, question: str) -> str | None:
        """Asks for a line that may be seen."""

    def secret(self, question: str) -> str | None:
        """Asks for a line that is not shown while it is typed, and is kept nowhere."""


class LeftEarly(Exception):
    """Raised where nothing more is typed, or no passphrase is given."""


class Talk:
    """Lines out, and lines in."""

    def __init__(
        self,
        typist: Typist,
        out: Callable[[str], None],
        wipe: Callable[[], None],
        crisis: CrisisDesk,
        voice: ClosenessVoice | None = None,
    ) -> None:
        """`voice` reads the lines aloud."""
        self.wipe = wipe
        """Takes everything from the terminal, where it can."""
        self._typist = typist
        self._out = out
        self._crisis = crisis
        self._voice = voice or ClosenessVoice()
        self._lines: list[str] = []
        """The lines since the last question, or before it if nothing has come since."""
        self._answered = False
        self._alone = ""
        """A sentence that stands for private lines until H is typed; empty while both may hear everything."""
        self._headphones = False

    def say(self, *lines: str) -> None:
        self._fresh().extend(lines)
        self.say_unheard(*lines)

    def say_unheard(self, *lines: str) -> None:
        """Says lines that are never read aloud, such as an answer."""
        for line in lines:
            self._out(line)

    def say_state(self, what: str, state: str) -> None:
        """Says a line that ends in a person's own answer, which is never read aloud."""
        self._fresh().append(what)
        self.say_unheard(said("{name}: {value}").format(name=what, value=state))

    def say_all(self, lines: Iterable[str]) -> None:
        self.say(*lines)

    @contextmanager
    def alone(self, instead: str) -> Iterator[None]:
        """Keeps the lines within from being read aloud until H is typed. `instead` is read once in their place."""
        self._voice.hush()
        self._fresh().clear()
        self._alone, self._headphones = instead, False
        if self._voice.there:
            self._voice.read([instead])
        try:
            yield
        finally:
            self._alone, self._headphones = "", False
            self._lines.clear()
            self._voice.hush()

    def ask(self, question: str) -> str | None:
        """Asks for a line that both may see; None if nothing more comes."""
        typed = self._asked(self._typist.ask, question)
        return typed.strip() if typed is not None else None

    def private(self, question: str) -> str:
        """Asks for a line of one person's own, and makes it harmless. Raises LeftEarly."""
        typed = self._asked(self._typist.secret, question)
        if typed is None:
            raise LeftEarly
        return words.harmless(typed)

    def _asked(self, ask: Callable[[str], str | None], question: str) -> str | None:
        """Reads what is new aloud, and asks. H is taken as the wish to hear it (again)."""
        self._read(question)
        while True:
            typed = ask(question)
            if not self._voice.there or typed is None or typed.strip().casefold() != "h":
                self._answered = True
                return typed
            self._headphones = True
            self._voice.hush()
            self._read(question)

    def _read(self, question: str) -> None:
        if self._lines and (self._headphones or not self._alone):
            self._voice.turn([*self._lines, question.strip("> ")])

    def _fresh(self) -> list[str]:
        """Returns the list of the lines that are new."""
        if self._answered:
            self._lines.clear()
            self._answered = False
        return self._lines

    def passphrase(self, question: str) -> str:
        """Asks for a passphrase, and takes it as it is typed. Raises LeftEarly."""
        self._read(question)
        self._answered = True
        typed = self._typist.secret(question)
        if not typed:
            raise LeftEarly
        return typed

    def answer_other(self, said: str, help: Iterable[str] = ()) -> None:
        """Responds to a line that is not an answer to the question: "crisis", "help", or anything unexpected."""
        card = card_wording.typed(self._crisis, said)
        if card is not None:
            self.say(*card)
        elif meant(said) == "help":
            self.say(*help)
        else:
            self.say(say.NOT_THESE)

    def trouble(self, error: CompanionError) -> None:
        self.say(words.harmless(error.message))
        if error.hint:
            self.say(words.harmless(error.hint))
