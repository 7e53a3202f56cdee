"""The sentences of a lesson. Text and pure functions only; the names of keys come ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from companion.screen.learnt_keys.key_table import Meaning
from companion.screen.learnt_keys.key_words import MEANS, joined
from companion.tongue import follow, said

TITLE: Final = "Your buttons"
PROMPTS: Final = {
    Meaning.STOP: "Press the button that should mean stop.",
    Meaning.PAUSE: "Press the button for pause and continue.",
    Meaning.YES_A: "Press the button for yes, for the person with the F key.",
    Meaning.YES_B: "Press the button for yes, for the person with the J key.",
    Meaning.NEXT: "Press the button for the next step.",
}
DEVICES: Final = (
    "Anything that sends keys works: a second keyboard, a clicker for slides, a remote, a foot pedal. "
    "If a press changes nothing here, your computer keeps that button for itself."
)
TRIAL: Final = "Try your buttons now."
TRIAL_SAYS: Final = "Press any button or key. I’ll show what it means in a session. Nothing else happens."
ONE_KEYBOARD: Final = "I can’t tell two keyboards apart, so the same key on your keyboard means this too."
PRESS_ANOTHER: Final = "Okay. Press another button, or N to skip this one."
YES_OR_NO: Final = "Please press Y for yes or N for no."
SEVERAL_KEYS: Final = "That button sends several keys at once, so I can’t use it. Please press another one."
ESCAPE_STOPS: Final = "Esc always stops, so a button that sends Esc already works. To close this page, press Esc again."
SKIP: Final = ("N", "skip")
NOT_SAVED: Final = "This works only until you close this page, because it couldn’t be saved: {why}"

NONE_LEARNT: Final = "You haven’t set up any buttons. To begin, type: companion keys"
USUAL_KEYS: Final = "Esc and S always stop. The usual keys keep working."
FORGOTTEN: Final = "I’ve forgotten your buttons. Esc and S still stop, as always."
LOST: Final = "If you had set up buttons, some of them no longer work. To set them up again, type: companion keys"
LEFT_OUT: Final = "{keys} can’t be used, because a key that keeps you safe always keeps its meaning."
NO_SINGLE_KEYS: Final = (
    "Here I only see what you type after you press Enter, not single keys, so I can’t learn a button."
)
NO_SINGLE_KEYS_HINT: Final = (
    "In the window where you start Companion, type `companion keys`, without --plain and with nothing after it. "
    "Your buttons then work in the full screen."
)


def so_far(names: Sequence[str]) -> str:
    """Names the buttons that have this meaning already, on the page that asks for one."""
    text = (
        said("{keys} already means this. Press another button to add it, or N to leave it like this.")
        if len(names) == 1
        else said("{keys} already mean this. Press another button to add it, or N to leave it like this.")
    )
    return text.format(keys=joined(names))


def already(name: str, meaning: Meaning) -> str:
    return said("{key} already means {meaning}, so that button works. Press another one, or N to go on.").format(
        key=name, meaning=MEANS[meaning]
    )


def kept(name: str, now: str) -> str:
    """Says why a key cannot be used. `now`: its meaning, empty if it ends the program."""
    return said("I can’t use {key}. It always keeps its own meaning ({now}). Please press another button.").format(
        key=name, now=now
    )


def instead(name: str, now: str, meaning: Meaning) -> str:
    told = said("{key} means “{now}” now. Should it mean {meaning} instead?").format(
        key=name, now=now, meaning=MEANS[meaning]
    )
    more = said("On the pages before a session, Enter still goes on.") if name == said("Enter") else ""
    less = said("You can then pause only by voice, or with another button.") if name == said("Space") else ""
    return " ".join(filter(None, (told, more, less)))


def once_more(name: str) -> str:
    return said("That was {key}. Press the same button once more.").format(key=name)


def two_keys(names: Sequence[str]) -> str:
    return said(
        "I got two keys, {keys}. A button may send a second key when it’s held down. Press it once and let go, or use "
        "another button."
    ).format(keys=joined(names))


def both(names: Sequence[str]) -> str:
    return said("That button sends two keys, {keys}. Should both mean stop?").format(keys=joined(names))


def learnt(names: Sequence[str], meaning: Meaning, usual: Sequence[bool]) -> str:
    """Confirms what was learnt. `usual`: which of the names always had a meaning."""
    text = said("{keys} now means {meaning}.") if len(names) == 1 else said("{keys} now mean {meaning}.")
    told = text.format(keys=joined(names), meaning=MEANS[meaning])
    return told if all(usual) else f"{told} {ONE_KEYBOARD}"


def tried(name: str, now: str) -> str:
    return said("{key}: {meaning}").format(key=name, meaning=now or said("does nothing in a session"))


def in_plain(keys: Sequence[str]) -> str:
    """Says, before a session in plain lines, that the learnt keys do nothing there."""
    told = said("Your buttons don’t work in plain text ({keys}). Type stop and press Enter instead.")
    return told.format(keys="; ".join(keys))


follow(globals())
