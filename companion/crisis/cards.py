"""The cards there are: those that came with the program, and over them those of the person's own file.

Opens two files and nothing else. A file that is missing or broken never leaves anybody without a card.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from companion import resources
from companion.crisis.model import Card, Cards, Origin
from companion.crisis.reading import parse_cards
from companion.errors import CompanionError

SHIPPED = "cards.yaml"


def shipped_text() -> str:
    """The file that came with the program. Raises OSError where it is gone."""
    return files("companion.crisis").joinpath(SHIPPED).read_text(encoding="utf-8")


def load_cards(own: Path | None = None) -> Cards:
    """`own` is the person's file, by default the one in their data folder. Never raises: `trouble` says what is wrong.

    A region that stands in both is taken whole from the person's own.
    """
    own = own or resources.own_crisis_file()
    trouble: list[str] = []
    cards: dict[str, Card] = {}
    try:
        cards.update(parse_cards(shipped_text(), SHIPPED))
    except (OSError, CompanionError) as error:
        trouble.append(f"The numbers that came with Companion cannot be read ({error}). Install it again.")
    try:
        cards.update(parse_cards(own.read_bytes(), str(own), Origin.OWN))
    except FileNotFoundError:
        pass  # most people have none
    except OSError as error:
        trouble.append(f"Your own file cannot be opened ({own}: {error.strerror}). {_INSTEAD}")
    except CompanionError as error:
        trouble.append(f"Your own file has a mistake: {error.place}: {error.message} {error.hint} {_INSTEAD}")
    return Cards(cards, " ".join(trouble))


_INSTEAD = "Here are the numbers that came with Companion."
