"""What a screen asks for when somebody presses C: the card of their country, and how to change the country.

Reads files when first asked, and again only to change them; decides the region: the person's choice, else a guess from
the locale. No answer here ever raises, for this is the one card that has to be there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from companion.crisis.model import NOWHERE, Card, Cards
from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.settings import Settings

# Where one is shows in how addresses and money are written, sooner than in the language of the messages.
_LOCALE = ("LC_ALL", "LC_TELEPHONE", "LC_ADDRESS", "LC_MONETARY", "LC_TIME", "LC_MESSAGES", "LANG")
_TERRITORY = re.compile(r"[A-Za-z]{2,3}[_-]([A-Za-z]{2})(?:[.@]|\Z)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as it is shown now."""

    card: Card
    guessed: bool = False
    """Nobody chose this region: the computer's language suggests it."""
    notices: tuple[str, ...] = ()
    """What could not be read or kept, a sentence each."""


def guess_region(env: Mapping[str, str], system: str | None = None) -> str | None:
    """The country in a locale, "GB" for en_GB.UTF-8; `system` is the system's own where `env` says nothing."""
    for name in _LOCALE:
        if (found := _TERRITORY.match(env.get(name, ""))) is not None:
            return found[1].upper()
    found = _TERRITORY.match(system or "")
    return found[1].upper() if found else None


def _system_locale() -> str | None:
    """What Windows and macOS say without environment variables."""
    import locale

    try:
        return locale.getlocale()[0]
    except ValueError:
        return None


class Desk:
    """Made in no time; files, and what reads them, are loaded with the first question. Use it from one thread."""

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        self._env = os.environ if env is None else env
        self._cards: Cards | None = None
        self._settings: Settings | None = None
        self._troubles: list[str] = []

    def show(self, region: str | None = None) -> Shown:
        """The card of `region`, or of the person's own country."""
        cards, kept = self._loaded()
        chosen = region or kept.region
        guess = None if chosen else guess_region(self._env, _system_locale())
        notices = tuple(text for text in (cards.trouble, *self._troubles) if text)
        return Shown(cards.card_for(chosen or guess or NOWHERE), guess is not None, notices)

    def regions(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every country with a card, by name."""
        return self._loaded()[0].regions()

    def find(self, text: str) -> str | None:
        """The code of a country that somebody wrote; None where it is no country we can tell."""
        return self._loaded()[0].find(text)

    def choose(self, region: str) -> None:
        """From now on this one, also next time. Where that cannot be kept, the card says so."""
        from companion.settings import load, save

        self._loaded()
        # Read again: since this desk was first asked, two people may have chosen a stop word, or calibrated.
        self._settings = replace(load().settings, region=region)
        try:
            self._troubles = [save(self._settings)]
        except CompanionError as error:
            self._troubles = [f"{error.message} {error.hint}"]

    def _loaded(self) -> tuple[Cards, Settings]:
        if self._cards is None or self._settings is None:
            from companion.crisis.cards import load_cards
            from companion.settings import load

            self._cards = load_cards()
            loaded = load()
            self._settings = loaded.settings
            self._troubles = [loaded.trouble]
        return self._cards, self._settings
