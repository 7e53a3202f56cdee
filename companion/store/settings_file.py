"""The keys and values of the settings file. Imported only if there is such a file (see `checked`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from companion.store.checked import FileModel

LONGEST_WORD = 64
"""Letters of a stop word at most: twice what `stop_word_check` allows, and it still fits on one line of 80 cells."""


def _printable(word: str) -> str:
    """Refuses a word that could neither be shown nor said."""
    if not (word.isprintable() and word.strip()):
        raise ValueError("not printable")
    return word


KeyName = Annotated[str, StringConstraints(pattern=r"^\S{1,40}$")]
"""The name of a key as a terminal gives it, such as "pagedown". Textual's longest name
for a key without modifiers, "right_square_bracket", has 20 letters; 40 leave room for "ctrl+" and the like."""
ExerciseName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
"""The id of an exercise, as `exercise.model.Name`."""
LONGEST_PATH = 4096
"""Characters of the path of a sound file: as many as Linux allows."""
ActionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
"""The name of an action that a key can be given to. `screen.chosen_keys` knows which there are, and says so."""
MOST_FAVOURITES = 200
"""Favourites that are kept: more than anybody looks through."""
KeyMeaning = Literal["stop", "pause", "yes-a", "yes-b", "next"]
"""The meanings that a key can be taught: those of `screen.learnt_keys.key_table.Meaning`, which this room must not
import. `tests/screen/learnt_keys/test_key_table.py` keeps the two equal."""


class SettingsFile(FileModel):
    """The fields of the settings file. `complaints` has the sentence for a damaged value of each field."""

    complaints: ClassVar[Mapping[str, str]] = {
        "region": "its country isn't a two-letter code",
        "stop_word": "its stop word isn't a word",
        "calibration": "what I learned about how you say the words is damaged",
        "sound_check_offered": "I can't tell if you have seen the sound check",
        "tour_offered": "I can't tell if you have heard of the tour",
        "hidden_offers": "I can't tell what the first page shouldn't suggest",
        "speak_pages": "the setting for reading pages aloud is damaged",
        "favourites": "one of its favorites isn't the name of an exercise",
        "remember_last": "the setting for remembering your last exercise is damaged",
        "last": "its last exercise isn't the name of one",
        "buttons": "one of its buttons has no meaning that I know",
        "voice": "its voice isn't the name of one",
        "pace": "its pace isn't a number from 0.6 to 1.5",
        "silences": "its silences aren't a number from 0.4 to 2.5",
        "volume": "its volume isn't a number from 0.15 to 1",
        "bed": "its background sound isn't the name of one",
        "bed_volume": "the volume of its background sound isn't a number from 0 to 1",
        "bells": "its bells are neither true nor false",
        "tones": "its breath tones aren't soft, strings, wind or none",
        "language": "its language isn't one that I understand",
        "microphone": "its microphone is neither true nor false",
        "theme": "its theme isn't night, day or contrast",
        "letters": "its letters aren't usual, large or everywhere",
        "captions": "its captions aren't start, after or off",
        "timestamps": "its timestamps are neither true nor false",
        "motion": "its motion is neither on nor off",
        "keys": "one of its keys belongs to nothing that I know",
    }

    region: Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$", to_upper=True)] | None = None
    stop_word: Annotated[str, Field(max_length=LONGEST_WORD), AfterValidator(_printable)] | None = None
    calibration: dict[str, Any] | None = None
    speak_pages: bool = False
    sound_check_offered: bool = False
    tour_offered: bool = False
    hidden_offers: Annotated[list[Literal["download", "tour", "sound-check", "calibration"]], Field(max_length=10)] = (
        Field(default_factory=list)
    )
    favourites: Annotated[list[ExerciseName], Field(max_length=MOST_FAVOURITES)] = Field(default_factory=list)
    remember_last: bool = False
    last: ExerciseName | None = None
    buttons: dict[KeyName, KeyMeaning] = Field(default_factory=dict)
    voice: Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,60}$")] | None = None
    pace: Annotated[float, Field(ge=0.6, le=1.5)] | None = None
    silences: Annotated[float, Field(ge=0.4, le=2.5)] | None = None
    volume: Annotated[float, Field(ge=0.15, le=1.0)] | None = None
    bed: Annotated[str, Field(max_length=LONGEST_PATH), AfterValidator(_printable)] | None = None
    bed_volume: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    bells: bool | None = None
    tones: Literal["soft", "strings", "wind", "none"] | None = None
    language: Literal["en", "fr"] | None = None
    microphone: bool | None = None
    theme: Literal["night", "day", "contrast"] | None = None
    motion: Literal["on", "off"] | None = None
    letters: Literal["large", "everywhere", "usual"] | None = None
    captions: Literal["start", "after", "off"] | None = None
    timestamps: bool | None = None
    keys: dict[ActionName, KeyName] = Field(default_factory=dict)
