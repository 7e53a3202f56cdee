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

    # ---- said once in a session, where the microphone is no good
    caution_silent: str = "Nothing reaches me from the microphone. The keys still work."
    caution_too_quiet: str = "You reach me only faintly. The keys work too."
    caution_clipping: str = "The microphone is set too loud for me. The keys work too."

    # ---- two people. With defaults, so that a test may leave them out.
    instead: tuple[Line, ...] = (Line(text="Sit side by side for a while, and look around the room."),)
    """Something to do together without touch, after a "no" to it. Its last step is its ending, also said by itself."""
    ended_early_touch: tuple[Line, ...] = (Line(text="Hands come back to yourselves."), Line(text="That is all right."))
    """The same as `ended_early`, amid touch: first of all, let go."""
    check_first: str = "{name}?"
    and_also: str = "And {name}?"
    """Asks the second of two what the first was asked."""
    agree_first: str = "{name}, is that a yes for you?"
    agree_second: str = "And {name}, is it a yes for you?"
    agreement: str = "Before anything else, an agreement. Either of you can end it at any moment."
    """Where the author of a touch exercise wrote none."""
    areas_asked: str = "The touch in it is this: {areas}."
    """Reads the areas aloud before both are asked."""
    areas_choice: str = "To leave one out, say its name."
    """Where there is more than one."""
    areas_left_out: str = "Tonight without: {areas}."
    area_out: str = "Then without: {area}."
    """Somebody has just crossed it out, aloud."""
    area_in: str = "Then with it again: {area}."
    clothes_on: str = "Clothes stay on."
    clothes_agreed: str = "Clothes are as the two of you have agreed."
    list_and: str = " and "
    """Joins the last two of a list, with its spaces."""
    the_other_light: str = "Thank you. And the other of you?"
    """One of two has said green."""
    the_other_back: str = "Thank you. And the other of you, would you like to go back too?"
    both_or_end: str = "There is no hurry. When it is green for both of you, say so."
    """In a yellow, where for a while nothing came from one of two, or from both."""
    swap: str = "Now the other way round."
    swap_talk: str = "Now the other way round."
    sign: str = "Slowly, this turn comes to its end."
    still_free: tuple[Line, ...] = ()
    """Said now and then in the rest of a turn of touch, in turn: each offers a choice."""
    sign_talk: str = "About half a minute is left of this turn."
    break_ask: str = "The clock stands still. When would you like to come back?"
    break_lengths: tuple[tuple[str, float], ...] = (("ten minutes", 600.0), ("an hour", 3600.0))
    """What may be answered, and seconds; the first is taken where nobody answers."""
    break_other_day: str = "another day"
    """The answer that ends it for today."""
    break_until: str = "Then in {length}. You will hear a bell."
    break_over: str = "The time you agreed on has come."
