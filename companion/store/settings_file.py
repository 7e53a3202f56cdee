"""The keys and values of `settings.json`. Imported only if there is such a file (see `checked`)."""

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
MOST_FAVOURITES = 200
"""Favourites that are kept: more than anybody looks through."""
KeyMeaning = Literal["stop", "pause", "yes-a", "yes-b", "next"]
"""The meanings that a key can be taught: those of `screen.learnt_keys.key_table.Meaning`, which this room must not
import. `tests/screen/learnt_keys/test_key_table.py` keeps the two equal."""


class SettingsFile(FileModel):
    """The fields of `settings.json`. `complaints` has the sentence for a damaged value of each field."""

    complaints: ClassVar[Mapping[str, str]] = {
        "region": "its country isn't a two-letter code",
        "stop_word": "its stop word isn't a word",
        "calibration": "what I learned about how you say the words is damaged",
        "sound_check_offered": "I can't tell if the sound check was offered",
        "speak_pages": "the setting for reading pages aloud is damaged",
        "favourites": "one of its favorites isn't the name of an exercise",
        "remember_last": "the setting for remembering your last exercise is damaged",
        "last": "its last exercise isn't the name of one",
        "buttons": "one of its buttons has no meaning that I know",
    }

    region: Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$", to_upper=True)] | None = None
    stop_word: Annotated[str, Field(max_length=LONGEST_WORD), AfterValidator(_printable)] | None = None
    calibration: dict[str, Any] | None = None
    speak_pages: bool = False
    sound_check_offered: bool = False
    favourites: Annotated[list[ExerciseName], Field(max_length=MOST_FAVOURITES)] = Field(default_factory=list)
    remember_last: bool = False
    last: ExerciseName | None = None
    buttons: dict[KeyName, KeyMeaning] = Field(default_factory=dict)
