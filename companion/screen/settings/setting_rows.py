"""The settings as rows under headings, with their words and the values that can be chosen. Pure; for screen and lines.

The names are those of the settings file. Values that only the program knows, such as the installed voices, come from
`seam.SettingsHandle.options`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from companion.screen import words
from companion.screen.seam import SettingValue
from companion.screen.window_size import LARGE_FROM
from companion.session.parts.dials import PACES, SILENCE_PACES, VOLUMES
from companion.tongue import follow, said

Option = tuple[str, SettingValue]
"""A value that can be chosen: its words, and the value."""


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting. Its words are in English; the properties have them in the language that was chosen."""

    name: str
    english: str
    """The title of the row, in English."""
    english_says: str
    """One sentence of help."""
    kind: Literal["choice", "switch", "word"] = "choice"
    english_options: tuple[Option, ...] = ()
    """The values of a choice, if they are always the same; empty if `seam.SettingsHandle.options` lists them. A text
    with {n} gets the value as a percentage, one with {place} and {of} its place in the list."""

    @property
    def title(self) -> str:
        return said(self.english)

    @property
    def says(self) -> str:
        return said(self.english_says)

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(
            (said(text).format(n=_percent(value), place=place, of=len(self.english_options)), value)
            for place, (text, value) in enumerate(self.english_options, 1)
        )


@dataclass(frozen=True, slots=True)
class SettingGroup:
    english: str
    """The heading of the group, in English."""
    rows: tuple[SettingRow, ...]

    @property
    def title(self) -> str:
        return said(self.english)


def _in_words(steps: tuple[float, ...], less: str, more: str) -> tuple[Option, ...]:
    """Names the steps of a dial in words, which say more by ear than a percentage does.

    `less` and `more`: the words for its two directions, such as "slower" and "faster"."""
    first, last = (f"{word.removesuffix('er')}est" for word in (less, more))
    down = (first, f"much {less}", less, f"a little {less}")
    up = (f"a little {more}", more, f"much {more}", last)
    return tuple(zip((*down, "usual", *up), steps, strict=True))


def _percent(value: SettingValue) -> int:
    return round(100 * value) if isinstance(value, float) else 0


GROUPS: Final = (
    SettingGroup(
        "Voice",
        (
            SettingRow("voice", "Voice", "The voice that reads to you."),
            SettingRow(
                "pace", "Pace", "How fast the voice speaks.", english_options=_in_words(PACES, "slower", "faster")
            ),
            SettingRow(
                "silences",
                "Silences",
                "How long the silences are.",
                english_options=_in_words(SILENCE_PACES, "shorter", "longer"),
            ),
            SettingRow(
                "volume",
                "Volume",
                "How loud everything is.",
                english_options=tuple(
                    ("{place} of {of} (usual)" if step == 0.8 else "{place} of {of}", step) for step in VOLUMES
                ),
            ),
        ),
    ),
    SettingGroup(
        "Sounds",
        (
            SettingRow("bed", "Sound in the silences", "A soft sound while the voice is quiet."),
            SettingRow(
                "bed_volume",
                "Its volume",
                "How loud that sound is.",
                english_options=tuple(
                    ("{place} of {of} (usual)" if number == 3 else "{place} of {of}", number / 5)
                    for number in range(1, 6)
                ),
            ),
            SettingRow("bells", "Bells", "A bell at the beginning and the end of a silence.", "switch"),
            SettingRow(
                "tones",
                "Sound for your breath",
                "The sound that guides your breath.",
                english_options=(("soft (usual)", "soft"), ("strings", "strings"), ("wind", "wind"), ("none", "none")),
            ),
        ),
    ),
    SettingGroup(
        "Listening",
        (
            SettingRow("microphone", "Microphone", "If it’s off, you use keys or typed words.", "switch"),
            SettingRow(
                "language",
                "Language",
                "Automatic: my words are in your computer’s language, and commands in that of each exercise. A change "
                "shows from the next start.",
            ),
            SettingRow(
                "stop_word",
                "Your own stop word",
                "It stops everything, like “stop”. Type it and press Enter.",
                "word",
            ),
            SettingRow(
                "sound_check_offered",
                "Don’t suggest the sound check",
                "The first page suggests it until you have opened it once.",
                "switch",
            ),
            SettingRow(
                "speak_pages",
                "Read pages aloud",
                "Read the pages for two aloud, your private ones only if you ask.",
                "switch",
            ),
        ),
    ),
    SettingGroup(
        "Screen",
        (
            SettingRow(
                "theme",
                "Colors",
                "Night is the darkest. In an exercise it also dims after a minute.",
                english_options=(
                    ("night, the darkest (usual)", "night"),
                    ("day", "day"),
                    ("high contrast", "contrast"),
                ),
            ),
            SettingRow(
                "letters",
                "Large letters",
                f"They need a large window: {LARGE_FROM[0]} letters wide and {LARGE_FROM[1]} lines high.",
                english_options=(
                    ("in an exercise (usual)", "large"),
                    ("on every page", "everywhere"),
                    ("never", "usual"),
                ),
            ),
            SettingRow(
                "motion", "Movement", "If it’s off, nothing moves by itself, and a breath is counted.", "switch"
            ),
            SettingRow("region", "Your country", "For the numbers of people you can call."),
            SettingRow(
                "captions",
                "Sentences in plain text",
                "With --plain, while a voice reads. A screen reader would speak written sentences over it.",
                english_options=(
                    ("only the voice (usual)", ""),
                    ("written as each one begins", "start"),
                    ("written in the next silence", "after"),
                ),
            ),
            SettingRow("timestamps", "Times in plain text", "The time before each line of a session.", "switch"),
        ),
    ),
    SettingGroup(
        "Privacy",
        (
            SettingRow(
                "remember_last",
                "Remember what I did last",
                "Your last exercise, your choices, and where you stopped. Anyone who uses this computer under your "
                "name can see them.",
                "switch",
            ),
        ),
    ),
)
ROWS: Final = {row.name: row for group in GROUPS for row in group.rows}
"""All rows by name."""
PRIVACY: Final = GROUPS[-1]
"""The group below which the things are listed that are saved, each with a way to delete it."""
EVERYTHING: Final = "everything"
"""The name of the saved thing that deletes all the others."""
LETTERS_FIT: Final = "This window is large enough for them."
LETTERS_DONT_FIT: Final = (
    "They need a bigger window. Press F11, or pull the window’s corner. Now it is {now}; from {wanted} on it works. Or "
    "press Ctrl and +, which makes all letters of this window larger."
)
LETTERS_DONT_FIT_SHORT: Final = "They need a bigger window: {wanted}. Now it is {now}. Or press Ctrl and +."
ON, OFF = "on", "off"

TITLE: Final = "Settings"
PRIVATE: Final = "saved on this computer only"
PRIVATE_IN: Final = "saved on this computer only, in {file}"
HEAR: Final = "Hear it"
DELETE: Final = "Delete"
DELETES: Final = "Press Enter to delete it. I ask first. It can’t be brought back."
DELETES_ALL: Final = (
    "Press Enter to delete all of what is below, and all settings. I ask first. Exercises and voices stay."
)
SAVED: Final = "Saved. {title}: {value}."
HELD: Final = "It counts from next time. This time, the choice made at the start counts."
KEYS: Final = "Keys"
HELP_KEYS: Final = (
    ("↑  ↓", "go to the next setting, or the one before"),
    ("←  →", "change it; it’s saved at once"),
    ("Enter", "opens the list of all its values, or presses its button"),
    ("G", "goes to the first setting; with Shift, to the last one"),
    ("!", "shows who you can call"),
    ("Esc", "goes back"),
)
PRESS_KEY: Final = "Press the new key for “{title}”."
PRESS_KEY_HINT: Final = "Esc leaves it as it is. Backspace brings the usual key back."
KEY_SAVED: Final = "Saved. {title}: {key}."
NOTHING_KEPT: Final = "Nothing is saved about you."
KEPT_HERE: Final = "Saved here"
ASK: Final = "Delete this? {title}."
ASK_HINT: Final = "It can’t be brought back."
YES, NO = "Delete it", "Keep it"
DELETED: Final = "Deleted. {title}."
ONE_MOMENT: Final = "Let me check this word …"
NO_WORD: Final = "none"
PLAIN_WORD: Final = "Type the word, or “none” for no word of your own, or “back”."
PLAIN_SURE: Final = "Type “yes” to delete it, or anything else to keep it."
PLAIN_DELETE: Final = "Saved things that can be deleted"
PLAIN_HEAR: Final = "Hear the voice"
PLAIN_HELP: Final = "Type the number of a setting, and then the number of what you’d like. It’s saved at once."


def about_letters(value: SettingValue, width: int, height: int, *, short: bool = False) -> str:
    """Says if large letters fit into a window of this size, and what to do if they don't; empty if none are wanted.
    `short`: there is room for one line or two."""
    if value == "usual":
        return ""
    if width >= LARGE_FROM[0] and height >= LARGE_FROM[1]:
        return LETTERS_FIT
    sizes = [(width, LARGE_FROM[0], said("{n} letters wide")), (height, LARGE_FROM[1], said("{n} lines high"))]
    lacking = [each for each in sizes if each[0] < each[1]]
    both = said(" and ")
    now = both.join(text.format(n=there) for there, _, text in lacking)
    wanted = both.join(text.format(n=needed) if short else str(needed) for _, needed, text in lacking)
    return (LETTERS_DONT_FIT_SHORT if short else LETTERS_DONT_FIT).format(now=now, wanted=wanted)


def spoken_value(row: SettingRow, value: SettingValue, options: tuple[Option, ...]) -> str:
    """Says a value in words. `options`: those of the row, or of the program."""
    if row.kind == "switch":
        return ON if value else OFF
    if row.kind == "word":
        return words.shown(value) or NO_WORD
    return next((text for text, known in options if known == value), words.shown(value))


follow(globals(), leave=frozenset({"EVERYTHING"}))
