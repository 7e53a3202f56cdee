"""The desk behind the C key: gives the card of the person's country, and changes the country.

The country is the person's choice, otherwise a guess from the locale. Files are read with the first question. No call
ever raises, because this card has to appear whatever happens.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from companion.crisis.card_model import NOWHERE, Card, Cards
from companion.errors import CompanionError

# The formats of addresses and money tell the country better than the language of the messages does.
_LOCALE = ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LC_MONETARY", "LC_TIME", "LC_MESSAGES", "LANG")
_TERRITORY = re.compile(r"[A-Za-z]{2,3}[_-]([A-Za-z]{2})(?:[.@]|\Z)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card to be shown."""

    card: Card
    guessed: bool = False
    """The region was not chosen; the computer's language suggests it."""
    notices: tuple[str, ...] = ()
    """Sentences about files that could not be read or written."""
    unsaved: bool = False
    """The region was chosen on the card, and holds until the program is closed. Nothing about it is in a file."""


def guess_region(env: Mapping[str, str], system: str | None = None) -> str | None:
    """Guesses the country from the locale, "GB" for en_GB.UTF-8. `system`: the locale if `env` has none."""
    for name in _LOCALE:
        if (found := _TERRITORY.match(env.get(name, ""))) is not None:
            return found[1].upper()
    found = _TERRITORY.match(system or "")
    return found[1].upper() if found else None


def _system_locale() -> str | None:
    """Finds the locale of Windows and macOS, which do not set environment variables."""
    import locale

    try:
        return locale.getlocale()[0]
    except ValueError:
        return None


class Desk:
    """Answers questions about cards. Made at once: files are loaded with the first question. Use it from one thread."""

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        self._env = os.environ if env is None else env
        self._cards: Cards | None = None
        self._region: str | None = None
        """The country the person chose; None if they chose none."""
        self._unsaved: str | None = None
        """The country that the person chose on the card, for this run; None if they chose none, or had it saved."""
        self._troubles: list[str] = []

    def show(self, region: str | None = None) -> Shown:
        """Finds the card of `region`, or of the person's own country."""
        cards = self._loaded()
        chosen = region or self._unsaved or self._region
        guess = None if chosen else guess_region(self._env, _system_locale())
        notices = tuple(text for text in (cards.trouble, *self._troubles) if text)
        unsaved = not region and self._unsaved is not None
        return Shown(cards.card_for(chosen or guess or NOWHERE), guess is not None, notices, unsaved)

    def regions(self) -> tuple[tuple[str, str], ...]:
        """Lists code and name of every country with a card, by name."""
        return self._loaded().regions()

    def find(self, text: str) -> str | None:
        """Finds the code of a country written as name or code; None if it is not known."""
        return self._loaded().find(text)

    def use(self, region: str) -> None:
        """Shows this country's card until the program is closed, and saves nothing: a country in a file tells a partner
        that this card was open."""
        self._loaded()
        self._unsaved = region if region != self._region else None

    def choose(self, region: str | None) -> None:
        """Keeps this country, for the next start too; None forgets it, and the country is guessed again.

        If it cannot be saved, the card says so.
        """
        from companion.store.settings import change

        self._loaded()
        self._region, self._unsaved = region, None
        try:
            self._troubles = [change(lambda kept: replace(kept, region=region))]
        except CompanionError as error:
            self._troubles = [f"{error.message} {error.hint}"]

    def reread(self) -> None:
        """Reads the files anew with the next question, because they were changed elsewhere. Forgets a country that was
        chosen only for this run."""
        self._cards = self._unsaved = None

    def _loaded(self) -> Cards:
        if self._cards is None:
            from companion.crisis.cards import load_cards
            from companion.store.settings import load

            self._cards = load_cards()
            loaded = load()
            self._region = loaded.settings.region
            self._troubles = [loaded.trouble]
        return self._cards
