"""The words for keys and their meanings: on a lesson's page, at a session's foot, in `companion keys --show`. Pure.

Takes the present meaning of a key from the table of a session's keys, so there is no second list to keep true.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.screen.key_commands import usual_kind
from companion.screen.learnt_keys.key_table import LearntKeys, Meaning
from companion.session.commands import Kind
from companion.tongue import follow, said

MEANS: Final = {
    Meaning.STOP: "stop",
    Meaning.PAUSE: "pause and continue",
    Meaning.YES_A: "yes, for the person with the F key",
    Meaning.YES_B: "yes, for the person with the J key",
    Meaning.NEXT: "next",
}
_LABELS: Final = {
    "escape": "Esc",
    "pagedown": "Page Down",
    "pageup": "Page Up",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    ".": "Period",
    ",": "Comma",
    "kp_begin": "Keypad 5",
    "decimal": "Keypad period",
    "raise_volume": "Volume Up",
    "lower_volume": "Volume Down",
    "mute_volume": "Mute",
    "media_play_pause": "Play/Pause",
    "media_track_next": "Next Track",
    "media_track_previous": "Previous Track",
}
_KINDS: Final = {
    Kind.STOP: "stop",
    Kind.YELLOW: "yellow",
    Kind.NEXT: "next",
    Kind.BACK: "back",
    Kind.REPEAT: "say it again",
    Kind.SLOWER: "slower",
    Kind.FASTER: "faster",
    Kind.LOUDER: "louder",
    Kind.QUIETER: "quieter",
    Kind.LONGER_SILENCES: "longer silences",
    Kind.SHORTER_SILENCES: "shorter silences",
    Kind.MORE_TIME: "more time",
    Kind.SOMETHING_ELSE: "something else",
    Kind.COMING_UP: "something’s coming up (a strong feeling or memory)",
    Kind.HOW_LONG: "how long",
    Kind.HELP: "help",
    Kind.CRISIS: "crisis card",
    Kind.BREAK: "I need a break",
    Kind.END: "end session",
}
"""The meaning of each usual key, by the command it gives."""
_OTHERS: Final = {
    "n": "next, or no when you’re asked",
    "y": "yellow; or yes, when I ask you something (it never counts as a yes to touch)",
    "r": "say it again, or red when you’re asked how this is",
    "space": MEANS[Meaning.PAUSE],
    "f": MEANS[Meaning.YES_A],
    "j": MEANS[Meaning.YES_B],
    "g": "green",
    "f1": "help, or the crisis card while you type",
    "m": "please mind",
    "enter": "ready, when you’ve finished talking",
    "up": "scroll up",
    "down": "scroll down",
    "pageup": "scroll up",
    "pagedown": "scroll down",
}
"""The meanings that depend on the moment, or that the session's table does not have."""


def label_of(key: str) -> str:
    """Names a key as people know it: "Page Down", "F5", "B", "Ctrl+B"."""
    if key in _LABELS:
        return _LABELS[key]
    *held, last = key.split("+") if len(key) > 1 else [key]
    last = _LABELS.get(last) or said(last.upper() if len(last) == 1 else " ".join(last.split("_")).title())
    return "+".join([*(each.title() for each in held), last])


def usually(key: str) -> str:
    """Says what a key does in a session before anything is taught; empty if it does nothing."""
    if key.isdecimal() and len(key) == 1:
        return said("an answer, when you’re asked")
    if key in _OTHERS:
        return _OTHERS[key]
    kind = usual_kind(key)
    return "" if kind is None else _KINDS[kind]


def meaning_now(key: str, learnt: LearntKeys) -> str:
    """Says what a key does in a session now; empty if it does nothing."""
    meaning = learnt.meanings.get(key)
    return usually(key) if meaning is None else MEANS[meaning]


def listed(learnt: LearntKeys) -> list[str]:
    """Lists the learnt keys, a line each: "Page Down: stop". Stop stands first."""
    return [
        said("{key}: {meaning}").format(key=label_of(key), meaning=MEANS[meaning])
        for meaning in Meaning
        for key in learnt.keys_for(meaning)
    ]


def joined(labels: Iterable[str]) -> str:
    """Joins names in a sentence: "Page Down", "F5 and Esc"."""
    *first, end = labels
    return f"{', '.join(first)}{said(' and ')}{end}" if first else end


def beside(usual: str, meaning: Meaning, learnt: LearntKeys) -> str:
    """Writes the usual key with the first learnt one beside it: "Esc/Page Down"."""
    keys = learnt.keys_for(meaning)
    return f"{usual}/{label_of(keys[0])}" if keys else usual


follow(globals())
