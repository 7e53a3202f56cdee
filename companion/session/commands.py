"""The commands that a person can give a session: keys, spoken words, typed lines and tests all make the same ones.

Here they only have their meaning. Their words are in hearing/words/languages/*.yaml, and their keys in
screen/key_commands.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    STOP = "stop"
    HELP_ME = "help_me"
    """A cry for help: everything is silent and held, hands go away, and both are asked what they would like."""
    PAUSE = "pause"
    YELLOW = "yellow"
    RESUME = "resume"
    NEXT = "next"
    BACK = "back"
    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    QUIETER = "quieter"
    LONGER_SILENCES = "longer_silences"
    SHORTER_SILENCES = "shorter_silences"
    MORE_TIME = "more_time"
    SOMETHING_ELSE = "something_else"
    COMING_UP = "coming_up"
    """Something is coming up: tears, a flashback, numbness. Amid touch it ends the touch, and gives space."""
    HOW_LONG = "how_long"
    ANSWER = "answer"
    HELP = "help"
    """Asks what can be said, or which keys there are."""
    CRISIS = "crisis"
    BREAK = "break"
    """Stops the clock of a talk, and asks for a time to come back. Elsewhere it is a pause."""
    SIGN = "sign"
    """The own key of one of two people: their "yes" to an agreement, their "green" at a check or in a hold. At an
    agreement it is held for a second (`parts/own_keys`)."""
    END = "end"


HELD = "held"
PRESSED = "pressed"


class Tier(StrEnum):
    """The evidence that a spoken command needs (see hearing/decide/spotter.py)."""

    SAFETY = "safety"
    """Acts while the person is still speaking, in a sentence or alone, as soon as two kinds of evidence agree."""
    STEERING = "steering"
    """Acts when the whole utterance is the command."""
    ANSWER = "answer"
    """Acts like steering, and only where something was asked."""


SAFETY_KINDS = frozenset({Kind.STOP, Kind.HELP_ME, Kind.PAUSE, Kind.YELLOW})


def tier_of(kind: Kind) -> Tier:
    """Returns the tier of a command: safety for stop, help, pause and yellow, a tier of their own for answers."""
    if kind in SAFETY_KINDS:
        return Tier.SAFETY
    return Tier.ANSWER if kind is Kind.ANSWER else Tier.STEERING


@dataclass(frozen=True, slots=True)
class Command:
    kind: Kind
    value: str = ""
    """For ANSWER: "yes", "no", "ready", a number from "0" to "10", or a choice or an area by name. For a spoken light:
    "green". For SIGN: HELD if it counts as a key held down, because it was typed as a line of its own. For MORE_TIME
    amid touch: PRESSED if it came by a key or a typed line, which count for neither of the two."""
    by: str = ""
    """The person who gave it, "a" or "b", if that is known from their own key. A voice could be either's."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else str(self.kind)
