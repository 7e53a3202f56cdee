"""Loads the cards that came with the program, and those of the person's own file, which come first.

Opens two files and nothing else. If one of them is missing or broken, there are still cards.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from companion import resources
from companion.crisis.card_file import parse_cards
from companion.crisis.card_model import Card, Cards, Origin
from companion.errors import CompanionError

SHIPPED = "cards.yaml"


def shipped_text() -> str:
    """Reads the file that came with the program. Raises OSError if it is gone."""
    return files("companion.crisis").joinpath(SHIPPED).read_text(encoding="utf-8")


def load_cards(own: Path | None = None) -> Cards:
    """Loads the cards. `own`: the person's file, by default the one in their data folder.

    A region that stands in both files is taken whole from the person's own. Never raises; `trouble` tells any mistake.
    """
    own = own or resources.own_crisis_file()
    trouble: list[str] = []
    cards: dict[str, Card] = {}
    try:
        cards.update(parse_cards(shipped_text(), SHIPPED))
    except (OSError, CompanionError) as error:
        trouble.append(
            "I can't open the list of helplines right now. If anyone is in danger, call your emergency number: 112, "
            f"911, 999 or 000. To get the list back, install Companion again later ({error})."
        )
    try:
        cards.update(parse_cards(own.read_bytes(), str(own), Origin.OWN))
    except FileNotFoundError:
        pass  # most people have none
    except OSError as error:
        trouble.append(f"{_INSTEAD} I can't open your own file ({own}: {error.strerror}).")
    except CompanionError as error:
        trouble.append(f"{_INSTEAD} There is a mistake in your own file: {error.place}: {error.message} {error.hint}")
    return Cards(cards, " ".join(trouble))


_INSTEAD = "These are the numbers that came with Companion."
