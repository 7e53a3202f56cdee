"""The program's own words in a session, as opposed to the author's: filled from companion/phrases/<language>.yaml.

Values only, and no words: they have one source, the language's file. The core never reads a file; `companion.phrases`
does, and hands these in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace


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
    """After a stop, two people: the first words. `settle_two` follows."""
    something_else: tuple[Line, ...]
    """Outward grounding if the exercise has none of its own."""
    something_else_words: tuple[Line, ...]
    something_else_lines: tuple[Line, ...]
    """Two more, said when something else is asked for again: nothing about the body, no touch, eyes open."""
    something_else_all: tuple[Line, ...]
    """Said after the last idea of something else: that these were all, and how to see whom one can call."""
    back_or_end: str
    """Asked after something else: go back in, or end?"""
    ending: tuple[Line, ...]
    """Used if the exercise has no ending of its own."""
    ended_early: tuple[Line, ...]
    """Said after "end session", or after a question that got no answer."""
    closing_rest: str
    """Said before the silence that was chosen for the end: how long it is."""
    closing_bell: str
    """Added if a bell ends it."""
    yellow_one: str
    yellow_two: str
    """Asked when yellow holds everything."""
    help_asked: str
    """Asked after a cry for help: go on, stop, or see people who can help?"""
    help_words: str
    """The five words that matter."""
    time_left: str
    """"About {minutes} left." """
    minute_left: str
    """From 50 to 90 seconds left."""
    under_minute_left: str
    """From 20 to 50 seconds left."""
    nearly_done: str
    """Less than 20 seconds left."""
    unanswered: str
    """Asked once more, after a question that needs an answer got none."""
    declined: tuple[Line, ...]
    """After a "no" to an agreement."""
    breath_in: str
    breath_hold: str
    breath_out: str
    minutes_one: str
    minutes_many: str
    """"{n} minutes" """
    # The words for lengths of time.
    seconds_one: str
    seconds_many: str
    hours_one: str
    hours_many: str
    and_: str
    """Joins two parts of a length: "one minute and thirty seconds"."""
    half_one: str
    half_many: str
    """"{n} and a half minutes" """
    about: str
    """Before a length that was rounded."""
    numbers: tuple[str, ...]
    """Words for 0, 1, 2 …; digits beyond them."""
    talk_stop: str
    """Said before the first turn of a talk: how to stop it by voice. Inside a sentence, no word counts."""
    the_other: str
    """Said between two people's time to talk, if both answer the same question, where there are neither names nor
    keys to call them by."""
    one_first: str
    """Said after such a question, before the first of them answers."""
    name_first: str
    name_next: str
    """The same two with a name, or with a key."""
    whose_keys: str
    """Said to two people without names before they are first called by their keys. An agreement says it anyway."""
    parts: str
    parts_talk: str
    """Said at the beginning where there are neither names nor keys: the two decide who begins."""
    the_giver: str
    the_receiver: str
    """Names for the two if they gave none."""
    the_speaker: str
    the_listener: str
    """The same in talk exercises, where the giver of a turn speaks and the receiver listens."""
    person_f: str
    person_j: str
    """Names for the two by their keys: the person at F, and the one at J. Empty if there are no keys; then their parts
    in the turn name them."""

    # ---- said when the microphone cannot be relied on
    caution_silent: str
    caution_no_microphone: str
    caution_not_listening: str
    caution_no_model: str
    caution_off: str
    caution_keys: str
    """Said instead of these in a short exercise for one person that began without hearing."""
    caution_still: str
    """Said instead of these while the trouble lasts."""
    hearing_back: str
    voice_back: str
    """Said after a time in which no voice could speak, and only tones warned."""
    caution_too_quiet: str
    caution_clipping: str

    # ---- two people
    wind_down_touch: tuple[Line, ...]
    """The same in an exercise of touch: first of all, hands away; a sentence for each of the two."""
    wind_down_before: tuple[Line, ...]
    """The same in an exercise of touch, but before any touch began: nothing about hands. `settle_two` follows."""
    settle_two: tuple[Line, ...]
    """Said after these where there is no exercise for it."""
    hands_away: str
    """Said first where touch ends because something is coming up."""
    instead: tuple[Line, ...]
    """Something to do together without touch, after a "no" to touch. Its last step is its ending, also said by
    itself."""
    ended_early_touch: tuple[Line, ...]
    """The same as `ended_early`, amid touch: first of all, let go."""
    check_first: str
    and_also: str
    """Asks the second of two people the same question."""
    agree_first: str
    agree_second: str
    agree_how: str
    """Says before both are asked how each can answer by key: {a} holds F, {b} holds J, and N is a no of either."""
    agree_how_unnamed: str
    """The same if the two gave no names."""
    agree_again: str
    """Asked of both before the second turn of touch. Left empty, the second turn is asked about with the first."""
    agreement: str
    """Asked if the author of a touch exercise wrote no agreement."""
    areas_asked: str
    """Reads the areas aloud before both are asked."""
    areas_choice: str
    """Added if there is more than one."""
    areas_left_out: str
    area_out: str
    """Said after somebody has crossed it out aloud."""
    clothes_on: str
    clothes_agreed: str
    title_smaller: str
    """Shown in the place of an exercise's title once an area is left out: a title may name the area."""
    list_and: str
    """Joins the last two of a list, with its spaces."""
    the_other_light: str
    """Said after one of two has said green."""
    the_other_back: str
    hands_still: str
    """The first words of a yellow amid touch."""
    yellow_touch: str
    """Said after them: saying nothing is enough. It also names `hands_off` and `slower`."""
    yellow_places: str
    """The same where the touch of this turn also has another place: names all four answers below."""
    smaller: str
    slower: str
    elsewhere: str
    hands_off: str
    smaller_said: str
    slower_said: str
    elsewhere_said: str
    hands_away_now: str
    hands_away_then: str
    """Said when that was chosen, or when for a minute it was not green for both."""
    more_time_ask: str
    """Asks both, after one of them asked for more time amid touch by a key."""
    more_time_other: str
    """Asks the other of the two, after a voice asked for more time amid touch."""
    more_time_yes: str
    more_time_no: str
    both_or_end: str
    """Said during a yellow after a while without an answer from one of two people, or from both."""
    swap: str
    swap_talk: str
    sign: str
    still_free: tuple[Line, ...]
    """Said now and then in the silence that fills a turn of touch, one after the other: each offers a choice."""
    good_time: str
    """Asked of both before a talk that does not ask first."""
    not_now_said: str
    """After a no to an agreement without touch."""
    not_now_ask: str
    """Followed by time to agree on that, and by `not_now`, whose last step is its ending."""
    not_now: tuple[Line, ...]
    sign_talk: str
    break_ask: str
    break_lengths: tuple[tuple[str, float], ...]
    """The answers, and seconds for each; the first is taken if no answer comes."""
    break_other_day: str
    """The answer that ends it for today."""
    break_until: str
    break_over: str

    def without_keys(self) -> Phrases:
        """Returns the same words for a sound file, which has no keys and hears nothing: without those about keys, and
        without those about what to say to the program in a talk or to leave an area out."""
        heard = replace(self, talk_stop="", areas_choice="")
        return replace(heard, agree_how="", agree_how_unnamed="", person_f="", person_j="")


def texts_of(phrases: Phrases) -> frozenset[str]:
    """Returns all that the program may say by itself, as it is written: not filled, without the names of answers."""
    found: set[str] = set()
    for field in fields(Phrases):
        value = getattr(phrases, field.name)
        found.update([value] if isinstance(value, str) else texts_in(value))
    return frozenset(found) - {"", phrases.language}


def texts_in(lines: Iterable[object]) -> list[str]:
    """Returns the sentences among these lines; none if they aren't lines, but names of answers or numbers."""
    return [each.text for each in lines if isinstance(each, Line) and each.text]


@dataclass(frozen=True, slots=True)
class PartlyEnglish(Phrases):
    """The words of a language that isn't translated to its end: the missing ones are English."""

    english: frozenset[str] = frozenset()
    """The texts that are English, as they are written."""


def language_of_words(phrases: Phrases) -> Callable[[str], str]:
    """Makes the function that returns the language of one of these texts, written or filled."""
    if not isinstance(phrases, PartlyEnglish):
        return lambda text: phrases.language
    english = phrases.english
    filled = [re.compile(_BLANK.sub(".+", re.escape(each))) for each in english if "{" in each]
    return lambda text: "en" if text in english or any(each.fullmatch(text) for each in filled) else phrases.language


_BLANK = re.compile(r"\\\{\w+\\\}")
"""A blank in a text, such as "{minutes}", once its signs are escaped."""
