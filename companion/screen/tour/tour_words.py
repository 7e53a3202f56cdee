"""The pages of the tour, for the screen and as lines of text. About two minutes to read, slowly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from companion.tongue import follow


@dataclass(frozen=True, slots=True)
class TourPage:
    """One page: its title and its paragraphs."""

    title: str
    says: tuple[str, ...]
    typed: tuple[str, ...] = ()
    """The paragraphs for somebody who types lines and presses no keys; empty if they are the same."""


PAGES: Final = (
    TourPage(
        "A short tour",
        (
            "Companion is a calm voice. It reads an exercise to you, with quiet in between. You can close your eyes.",
            "The first page asks what you need now. Press 1, and a calm minute begins at once. The other numbers show "
            "exercises that fit.",
        ),
        (
            "Companion is a calm voice. It reads an exercise to you, with quiet in between. You can close your eyes.",
            "The first page asks what you need now. Type 1, and a calm minute begins at once. The other numbers show "
            "exercises that fit.",
        ),
    ),
    TourPage(
        "Finding something",
        (
            "On the first page you can also type what you’re looking for, such as panic, sleep or a hug. Typing "
            "mistakes don’t matter.",
            "Enter chooses the bright line. The arrow keys move it, and you can click. Escape always goes back.",
        ),
        (
            "On the first page you can also type what you’re looking for, such as panic, sleep or a hug. Typing "
            "mistakes don’t matter.",
            "Press Enter after each line that you type. To go back, type: back",
        ),
    ),
    TourPage(
        "You can stop at any time",
        (
            "Say “stop”, or press Escape. The voice stops at once, and then helps you settle with a few calm words. "
            "You don’t need a reason.",
            "Say “pause”, or press the space bar, and I’ll wait as long as you like. The question mark shows what else "
            "you can say and press.",
        ),
        (
            "Say “stop”, or type it. The voice stops at once, and then helps you settle with a few calm words. You "
            "don’t need a reason.",
            "Say or type “pause”, and I’ll wait as long as you like. “Help” tells you what else you can say.",
        ),
    ),
    TourPage(
        "If you’re two",
        (
            "Some exercises are for two people. Before any touch, each of you answers a few questions alone. Then I "
            "ask "
            "you both, out loud. Touch begins only if you both say yes, and either of you can stop it at any time.",
        ),
    ),
    TourPage(
        "What I hear, and what I keep",
        (
            "The microphone is on during an exercise, and when you try it out. What it hears isn’t recorded, and it "
            "never leaves this computer.",
            "I write nothing down about what you do alone, unless you switch on the journal, or ask me to remember "
            "what you did last. I keep sentences I’ve read aloud (my voice, never yours), so they start sooner. "
            "They could show which exercises were played.",
            "If you’re two, I also keep your names, your touch exercises and their dates, touch you left out, and your "
            "stop word. In Settings you can see and delete all of it.",
        ),
    ),
    TourPage(
        "If it’s a hard night",
        (
            "I can’t call anyone for you, but I can show you who to call. On the first page, press the "
            "exclamation mark. Anywhere else, press C.",
            "If you’d like to try the voice and the microphone now, choose “Sound check” on the first page. To see "
            "this tour again, type: tour",
        ),
        (
            "I can’t call anyone for you, but I can show you who to call. Type: crisis",
            "To try the voice and the microphone, type: sound check. To read this again, type: tour",
        ),
    ),
)

OFFER: Final = "New here? For a tour of two minutes, type “tour” and press Enter."
KEYS: Final = "Enter: go on · any other key: close"
LAST_KEYS: Final = "Enter: close"
AT: Final = "{at} of {of}"


follow(globals())
