"""What a person can tell the session: the one vocabulary that keys, spoken words, typed lines and tests share.

Words and keys for these live elsewhere (hearing/languages/*.yaml, screen/keys.py); here is only the meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    STOP = "stop"
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
    HOW_LONG = "how_long"
    ANSWER = "answer"
    HELP = "help"
    CRISIS = "crisis"
    BREAK = "break"
    """Stops the clock of a talk, and agrees a time to come back; elsewhere a pause."""
    SIGN = "sign"
    """Somebody's own key: their "yes" to an agreement, their "green" at a check or after yellow. Never spoken."""
    END = "end"


class Tier(StrEnum):
    """How much evidence a spoken command needs (see hearing/spotter.py)."""

    SAFETY = "safety"
    """Acts on the first stable partial, in a sentence or alone."""
    STEERING = "steering"
    """Acts when the whole utterance is the command."""
    ANSWER = "answer"
    """As steering, and only where something was asked."""


SAFETY_KINDS = frozenset({Kind.STOP, Kind.PAUSE, Kind.YELLOW})


def tier_of(kind: Kind) -> Tier:
    """The tier of a command: stop, pause and yellow are safety; answers are their own; the rest steers."""
    if kind in SAFETY_KINDS:
        return Tier.SAFETY
    return Tier.ANSWER if kind is Kind.ANSWER else Tier.STEERING


@dataclass(frozen=True, slots=True)
class Command:
    kind: Kind
    value: str = ""
    """For ANSWER: "yes", "no", "ready", "0" … "10", a choice or an area by name. For RESUME by light: "green"."""
    by: str = ""
    """Whose it is, "a" or "b", where that is known: a key of their own. A voice could be either's."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else str(self.kind)
