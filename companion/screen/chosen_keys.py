"""The keys that a person gives to actions in the settings, in place of the usual ones. Pure; no textual.

In a session a given key is turned into the usual one before anything else looks at it, as a learnt key is. So every
safeguard of the usual key guards the given one too. On the other pages it takes the place of a binding's key
(`bindings`, Textual's keymap). The keys of stop, and all others that keep people safe, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from companion.screen.learnt_keys.key_table import KEPT, LearntKeys
from companion.screen.learnt_keys.key_words import MEANS, label_of
from companion.tongue import follow

IN_SESSION: Final[Mapping[str, tuple[str, ...]]] = {
    "next": ("right", "n"),
    "back": ("left", "b"),
    "repeat": ("r",),
    "something_else": ("e",),
    "how_long": ("l",),
    "more_time": ("t",),
    "slower": ("[",),
    "faster": ("]",),
    "longer_silences": ("{",),
    "shorter_silences": ("}",),
    "louder": ("+", "="),
    "quieter": ("-",),
    "break": ("k",),
    "help": ("?",),
}
"""The actions of a session, each with its usual keys. A given key stands for the first one."""
ON_PAGES: Final[Mapping[str, str]] = {
    "settings": "f2",
    "palette": "ctrl+p",
    "filters": "tab",
    "favourite": "*",
    "home_help": "?",
}
"""The actions of the other pages, by the names of their bindings, each with its usual key."""
TITLES: Final[Mapping[str, str]] = {
    "next": "next",
    "back": "back",
    "repeat": "say it again",
    "something_else": "something else",
    "how_long": "how long",
    "more_time": "more time",
    "slower": "slower",
    "faster": "faster",
    "longer_silences": "longer silences",
    "shorter_silences": "shorter silences",
    "louder": "louder",
    "quieter": "quieter",
    "break": "I need a break",
    "help": "help",
    "settings": "settings",
    "palette": "find anything",
    "filters": "filters (first page)",
    "favourite": "favorite (first page)",
    "home_help": "help (first page)",
}
"""The names of all actions for people."""
_OF_PAGES: Final = frozenset(
    {"up", "down", "left", "right", "enter", "tab", "shift+tab", "backspace", "delete", "home"}
)
"""Keys that pages need: they move the choice, or edit what is typed."""

_UNKNOWN: Final = "There is no action called “{action}”, so its key means nothing."
_KEEPS: Final = "{key} always keeps its own meaning, so it can’t mean {title}."
_TWICE: Final = "{key} can’t mean both {first} and {title}, so it means {first}."
_TAKEN: Final = "{key} means {first} already, so it can’t mean {title}. Give {first} another key first."
_BUTTON: Final = "{key} is one of your buttons ({first}), so it can’t mean {title}."
_TYPED: Final = "You need {key} for typing on some pages, so choose a key such as F9 or Ctrl+K for {title}."


@dataclass(frozen=True, slots=True)
class ChosenKeys:
    """The keys that a person gave to actions and that are in effect."""

    given: Mapping[str, str] = field(default_factory=dict)
    """The key of each action that has another one than usual."""
    clashes: tuple[str, ...] = ()
    """A sentence about each key that has no effect."""

    @property
    def moved(self) -> Mapping[str, str]:
        """The usual key that each key of a session stands for; empty for one that means nothing any more."""
        in_session = {action: key for action, key in self.given.items() if action in IN_SESSION}
        left = {usual: "" for action in in_session for usual in IN_SESSION[action] if usual not in KEPT}
        return {**left, **{key: IN_SESSION[action][0] for action, key in in_session.items()}}

    @property
    def bindings(self) -> Mapping[str, str]:
        """The keymap of the other pages."""
        return {action: key for action, key in self.given.items() if action in ON_PAGES}


def chosen_keys(kept: Mapping[str, str], learnt: LearntKeys) -> ChosenKeys:
    """Reads the keys as the settings keep them, and leaves out every one that clashes, with a sentence about it."""
    given: dict[str, str] = {}
    clashes: list[str] = []
    for action, written in kept.items():
        key = written.lower()
        clash = _clash(action, key, kept, given, learnt)
        if clash:
            clashes.append(clash)
        else:
            given[action] = key
    return ChosenKeys(given, tuple(clashes))


def _clash(action: str, key: str, kept: Mapping[str, str], given: Mapping[str, str], learnt: LearntKeys) -> str:
    """Says why a key can't be given to an action; empty if it can."""
    if action not in TITLES:
        return _UNKNOWN.format(action=action)
    title, label = TITLES[action], label_of(key)
    if key in KEPT:
        return _KEEPS.format(key=label, title=title)
    if key in learnt.meanings:
        return _BUTTON.format(key=label, first=MEANS[learnt.meanings[key]], title=title)
    if (first := next((other for other, taken in given.items() if taken == key), "")) and _meet(first, action):
        return _TWICE.format(key=label, first=TITLES[first], title=title)
    usual = next((other for other in _usual_of(key) if other != action and _meet(other, action)), "")
    if usual and usual not in kept:
        return _TAKEN.format(key=label, first=TITLES[usual], title=title)
    if action in ON_PAGES and (len(key) == 1 or key in _OF_PAGES):
        return _TYPED.format(key=label, title=title)
    return ""


def _meet(one: str, other: str) -> bool:
    """Tells whether two actions are on the same page, so that a key can be only one of them."""
    return (one in IN_SESSION) is (other in IN_SESSION)


def _usual_of(key: str) -> list[str]:
    """Lists the actions that a key usually means."""
    return [action for action, keys in IN_SESSION.items() if key in keys] + [
        action for action, usual in ON_PAGES.items() if usual == key
    ]


follow(globals(), leave=frozenset({"IN_SESSION", "ON_PAGES"}))
