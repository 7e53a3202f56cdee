"""What the program itself says in a session, as opposed to the author: filled from companion/phrases/<language>.yaml.

Values only. The core never reads a file; wiring does, and hands these in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence the program says, or a silence: exactly one of the two is set."""

    text: str = ""
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Phrases:
    language: str
    wind_down_one: tuple[Line, ...]
    """After a stop, one person."""
    wind_down_two: tuple[Line, ...]
    """After a stop, two people: separate and settle."""
    something_else: tuple[Line, ...]
    """Outward grounding where the exercise has none of its own."""
    back_or_end: str
    """Asked after something else: go back in, or end?"""
    ending: tuple[Line, ...]
    """Where the exercise has no ending of its own."""
    ended_early: tuple[Line, ...]
    """After "end session", or when nobody answered."""
    yellow_one: str
    yellow_two: str
    """Asked when yellow holds everything."""
    help_words: str
    """The five words that matter."""
    time_left: str
    """"About {minutes} left." """
    minute_left: str
    """Under two minutes left."""
    unanswered: str
    """Asked once more where nobody answered a question that needs an answer."""
    declined: tuple[Line, ...]
    """After a "no" to an agreement."""
    breath_in: str
    breath_hold: str
    breath_out: str
    minutes_one: str
    minutes_many: str
    """"{n} minutes" """
    # What lengths of time are called when they are said. With defaults, so that a test may leave them out.
    seconds_one: str = "one second"
    seconds_many: str = "{n} seconds"
    hours_one: str = "one hour"
    hours_many: str = "{n} hours"
    and_: str = "{first} and {second}"
    """Joins two parts of a length: "one minute and thirty seconds"."""
    numbers: tuple[str, ...] = ()
    """Words for 0, 1, 2 …; digits beyond them."""
    the_other: str = ""
    """Said between two people's time to talk, where both answer the same question."""
    the_giver: str = "the one giving"
    the_receiver: str = "the one receiving"
    """What the two are called where they gave no names."""
    the_speaker: str = "the one speaking"
    the_listener: str = "the one listening"
    """The same in talk exercises, where what is given is time and what is received is said."""
