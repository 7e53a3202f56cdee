"""The pages that home leads to besides exercises, and the words that find them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from companion.screen.home.typed_words import spoken
from companion.tongue import finds

PlaceName = Literal["crisis", "sound", "settings", "journal", "tour", "download", "all", "help", "quit"]


@dataclass(frozen=True, slots=True)
class Place:
    name: PlaceName
    text: str
    says: str
    """A few words beside it. Those of the journal depend on its state: see `Browsing.journal`."""
    found_by: frozenset[str]
    """Words that bring it to the top of what is found, one of them alone or among others."""
    alone: frozenset[str] = frozenset()
    """Words that do so only if nothing else was typed."""
    phrases: tuple[str, ...] = ()
    """Words next to each other that do so, anywhere among others."""
    at: str = ""
    """The row of the settings to which it leads."""


KEPT_ROWS: Final = "kept"
"""Stands for the part of the settings that lists everything that is saved."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


CRISIS: Final = Place(
    "crisis",
    "Who you can call",
    "emergency numbers and helplines",
    _words(
        "crisis emergency suicide suicidal die dying kill killing selfharm harm cutting overdose rape raped assault",
        "assaulted abuse abused abusive violent violence police ambulance hotline helpline 911 999 112 988 call",
        "danger unsafe phone hurt hurts hurting hit hits yelling shouting",
    ),
    frozenset({"c", "help", "someone", "somebody"}),
    (
        "talk to someone",
        "talk to somebody",
        "speak to someone",
        "speak to somebody",
        "need someone",
        "need somebody",
        "someone to talk",
        "somebody to talk",
        "a person to talk",
        "anyone to talk",
        "anybody to talk",
        "who can i talk",
        "who can i call",
        "talk to a person",
    ),
)
SOUND: Final = Place(
    "sound",
    "Sound check",
    "try the voice and your microphone",
    frozenset({"microphone", "mic", "loudspeaker", "headphones"}),
    frozenset({"s", "sound", "volume", "voice"}),
)
CALIBRATION: Final = Place(
    "sound",
    "Calibration",
    "I learn how you say the words",
    frozenset({"calibrate", "calibration"}),
)
SETTINGS: Final = Place(
    "settings",
    "Settings",
    "voice, sounds, colors, privacy",
    frozenset({"settings", "setting", "preferences", "options", "theme", "colors", "colours"}),
    frozenset({"voice", "volume"}),
)
KEPT: Final = Place(
    "settings",
    "Saved here",
    "what is saved about you, in the settings",
    frozenset({"privacy", "gdpr"}),
    frozenset({"saved", "save", "saves", "data", "secret", "stored"}),
    (
        "you save",
        "it save",
        "it saves",
        "is saved",
        "get saved",
        "gets saved",
        "you keep",
        "is kept",
        "you store",
        "is stored",
        "you record",
        "is recorded",
        "being recorded",
        "listening to me",
        "saved about me",
        "save about me",
        "keep about me",
        "kept about me",
        "know about me",
        "my data",
        "can read this",
        "can see this",
        "see what i",
        "who can see",
        "who can read",
    ),
    KEPT_ROWS,
)
LETTERS: Final = Place(
    "settings",
    "Large letters",
    "in the settings",
    _words("font zoom eyesight"),
    _words("letters letter text tiny large larger big bigger small glasses"),
    (
        "large letters",
        "larger letters",
        "bigger letters",
        "larger text",
        "bigger text",
        "make it bigger",
        "make it larger",
        "big letters",
        "large text",
        "big text",
        "large print",
        "too small",
        "so small",
        "size of",
        "text size",
        "letter size",
        "can't read",
        "cant read",
        "cannot read",
        "hard to read",
        "can't see",
        "cant see",
    ),
    "letters",
)
JOURNAL: Final = Place(
    "journal",
    "Your journal",
    "",
    frozenset({"journal", "diary", "password", "passphrase"}),
    frozenset({"j", "notes", "entries", "lock", "locked", "private"}),
)
FORGET: Final = Place(
    "settings",
    "Delete everything about me",
    "shows first what there is",
    frozenset({"erase"}),
    frozenset({"delete", "remove", "wipe"}),
    (
        "delete everything",
        "delete all",
        "delete my",
        "delete me",
        "forget me",
        "forget everything about me",
    ),
    "everything",
)
COLORS: Final = Place(
    "settings",
    "Colors",
    "in the settings",
    frozenset({"darker", "brighter"}),
    frozenset({"dark", "bright", "dim", "light"}),
    ("too bright", "too dark"),
    "theme",
)
VOLUME: Final = Place(
    "settings",
    "Volume",
    "in the settings",
    frozenset({"quieter", "louder"}),
    frozenset({"volume", "loud", "quiet"}),
    (
        "too loud",
        "too quiet",
        "can't hear",
        "cant hear",
        "cannot hear",
        "turn it up",
        "turn it down",
        "hard of hearing",
    ),
    "volume",
)
PACE: Final = Place(
    "settings",
    "Pace of the voice",
    "in the settings",
    frozenset(),
    frozenset({"slower", "faster", "pace", "speed"}),
    ("too fast", "too slow", "speak slower", "speak faster", "talk slower", "talk faster"),
    "pace",
)
TOUR: Final = Place(
    "tour",
    "A short tour",
    "two minutes",
    frozenset({"tour"}),
    frozenset({"introduction", "intro", "tutorial", "beginner", "new"}),
)
DOWNLOAD: Final = Place(
    "download",
    "Listening and a natural voice",
    "download what I need for them",
    frozenset({"download", "downloads", "downloading"}),
    frozenset({"install", "setup", "voices"}),
    ("natural voice", "speech recognition", "more voices", "other voices", "better voice", "another voice"),
)
HELP: Final = Place(
    "help",
    "What you can say and press",
    "the words and keys",
    frozenset({"keys", "commands", "shortcuts"}),
    frozenset({"h", "help"}),
)
QUIT: Final = Place(
    "quit",
    "Leave Companion",
    "",
    frozenset({"quit"}),
    _words("q exit leave close bye end logout"),
    (
        "turn it off",
        "turn this off",
        "close this",
        "close companion",
        "leave companion",
        "how do i leave",
        "how do i get out",
    ),
)
ALL: Final = Place(
    "all", "All exercises", "by pack", frozenset(), frozenset({"all", "list", "everything", "exercises"})
)
PLACES: Final = (
    CRISIS,
    SOUND,
    CALIBRATION,
    SETTINGS,
    JOURNAL,
    FORGET,
    KEPT,
    LETTERS,
    COLORS,
    VOLUME,
    PACE,
    TOUR,
    DOWNLOAD,
    ALL,
    HELP,
    QUIT,
)


_LONG_WORD: Final = 6
"""Letters of a word that may have one of them wrong, at least: shorter words are too much alike."""


def places_for(typed: str) -> list[Place]:
    """Finds the pages that are probably meant by the typed words. A long word may have one letter wrong."""
    sought = spoken(typed)
    if found := _places_of(sought):
        return found
    known = sorted(set().union(*(place.found_by for place in PLACES if place is not CRISIS)))
    return _places_of([word if word in _own() else _nearest(word, known) for word in sought])


def _own() -> frozenset[str]:
    """Returns the words of the chosen language that lead to a page: "quitter" isn't "quieter" with a wrong letter."""
    return frozenset[str]().union(*(finds(f"{place.name}{end}") for place in PLACES for end in ("", "_alone")))


def _nearest(word: str, known: Sequence[str]) -> str:
    """Returns the known word that differs from `word` in one letter; `word` itself if it's short or there is none."""
    if len(word) < _LONG_WORD:
        return word
    from rapidfuzz import process  # an exercise that is begun by its name needs none of it
    from rapidfuzz.distance import OSA

    found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=1)
    return word if found is None else found[0]


def _places_of(sought: Sequence[str]) -> list[Place]:
    first = {place.name: place for place in reversed(PLACES)}
    return [
        place
        for place in PLACES
        if not place.found_by.isdisjoint(sought)
        or (place is first[place.name] and not finds(place.name).isdisjoint(sought))
        or (len(sought) == 1 and sought[0] in place.alone)
        or (place is first[place.name] and len(sought) == 1 and sought[0] in finds(f"{place.name}_alone"))
        or any(f" {phrase} " in f" {' '.join(sought)} " for phrase in place.phrases)
    ]
