"""The words of the sound check, laid out for any size: the word to say, the word heard, and advice if none was.

Pure; no textual, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from companion.screen import words
from companion.screen.flow import limited, wrap
from companion.screen.hearing_line import METER_CELLS, QUIETEST, ear_line, hears, meter
from companion.screen.keycaps import Part, fitting
from companion.tongue import said

WORDS = ("stop", "pause")
"""The words that everybody is asked to say, one after the other."""
CELLS = 20
"""Cells of the meter at most: wide, because here it is what people look at."""
WIDEST = 76
"""Cells of a line at most; longer ones are hard to read."""


class Trial:
    """Keeps account of the words to be tried aloud."""

    def __init__(self, own_word: str = "") -> None:
        own = words.harmless(own_word).casefold()
        self._wanted = [*WORDS, *([own] if own and own not in WORDS else [])]
        self.heard = ""
        """The last word that was understood."""
        self.taken_for = ""
        """The words that were heard last instead of a command."""
        self.patient = True
        """False once the word was waited for so long that advice is due."""

    @property
    def asked(self) -> str:
        """The word to say now; empty once all were heard."""
        return self._wanted[0] if self._wanted else ""

    def hear(self, text: str, meant: bool) -> None:
        text = words.harmless(text)
        if meant:
            self.heard, self.taken_for, self.patient = text, "", True
            self._wanted = [word for word in self._wanted if word != text.casefold()]
        else:
            self.taken_for = text

    def lose_patience(self) -> None:
        self.patient = False


@dataclass(frozen=True, slots=True)
class CheckView:
    """Everything that the screen shows."""

    trial: Trial
    sentence: str = ""
    voice: str = ""
    voices: Sequence[str] = ()
    """The names of the voices to choose from."""
    more_voices: bool = False
    volume: tuple[int, int] = (1, 1)
    saying: bool = False
    changed_volume: bool = False
    speaking: str = ""
    """A sentence about the voice, usually about a trouble with it."""
    ear: tuple[str, str] = words.HEARING["starting"]
    detail: str = ""
    """A sentence that says what to do for the hearing."""
    level: float = QUIETEST
    """Loudness at the microphone, dBFS."""
    missed: float = 0.0
    about: str = ""
    """A sentence about the calibration."""


_HEADINGS = 8
"""The rank of the headings, which are left out all together."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that are shown or left out together; the highest rank is left out first."""

    rank: int
    lines: list[list[Part]]


def page(shown: CheckView, width: int, height: int) -> list[list[Part]]:
    """Lays the page out in `height` lines of `width` cells at most; the least important lines are left out first."""
    blocks = _blocks(shown, max(1, min(width, WIDEST)))
    while sum(len(block.lines) for block in blocks) > height and len(blocks) > 1:
        last = max(range(len(blocks)), key=lambda number: (blocks[number].rank, number))
        heading = blocks[last].rank == _HEADINGS
        blocks = [b for n, b in enumerate(blocks) if n != last and not (heading and b.rank == _HEADINGS)]
    return [line for block in blocks for line in block.lines][:height]


def _blocks(shown: CheckView, width: int) -> list[_Block]:
    blank = _Block(9, [[]])
    about = shown.about or words.CHECK_CALIBRATE
    return [
        _heading(words.CHECK_VOICE),
        _Block(3, [_voice_line(shown)]),
        *_texts(4, shown.speaking, width, "$accent"),
        *([] if shown.speaking else _said(shown, width)),
        *_texts(5, words.CHECK_VOICES.format(names=", ".join(shown.voices)) if shown.voices else "", width, ""),
        *_texts(7, words.CHECK_MORE_VOICES if shown.more_voices else "", width, "$quiet"),
        *(_texts(6, words.CHECK_VOLUME_HERE, width, "$quiet") if shown.changed_volume else []),
        blank,
        _heading(words.CHECK_MICROPHONE),
        _Block(0, [_ear(shown, width)]),
        *_texts(2, shown.detail, width, "$accent"),
        *_tried(shown, width),
        blank,
        *_texts(6, words.CHECK_HEADPHONES, width, "$quiet"),
        blank,
        *_texts(2 if shown.about else 5, about, width, "$accent" if shown.about else "$quiet"),
    ]


def _ear(shown: CheckView, width: int) -> list[Part]:
    cells = METER_CELLS if shown.missed else min(CELLS, max(METER_CELLS, width - 45))
    return ear_line(shown.ear, meter(shown.level, cells), width, cells=cells, missed=shown.missed)


def _heading(text: str) -> _Block:
    return _Block(_HEADINGS, [[(text, "$accent 70%")]])


def _texts(rank: int, text: str, width: int, style: str) -> list[_Block]:
    rows = limited(wrap(text, width), 4, width)
    return [_Block(rank, [[(row, style)] for row in rows])] if rows else []


def _voice_line(shown: CheckView) -> list[Part]:
    step, steps = shown.volume
    name = words.harmless(shown.voice) or words.CHECK_SYSTEM_VOICE
    return [
        (name, "bold"),
        (f"   {words.CHECK_VOLUME} ", "$quiet"),
        ("▮" * step, "$accent"),
        ("▯" * (steps - step), "$faint"),
    ]


def _said(shown: CheckView, width: int) -> list[_Block]:
    return _texts(4, words.CHECK_SAYING.format(sentence=shown.sentence), width, "" if shown.saying else "$quiet")


def _tried(shown: CheckView, width: int) -> list[_Block]:
    """Writes the word to say, and the word heard; asks for no word while it cannot hear."""
    trial = shown.trial
    if not hears(shown.ear) and not trial.heard:
        return []
    blocks: list[_Block] = []
    if trial.heard:
        blocks.append(_Block(1, [[(words.CHECK_HEARD.format(word=trial.heard), "$accent")]]))
    if not trial.asked:
        blocks += _texts(1, words.CHECK_ALL, width, "")
    elif hears(shown.ear):
        blocks.append(_Block(0, [[(words.CHECK_SAY.format(word=trial.asked), "bold")]]))
    if hears(shown.ear) and trial.asked:
        if trial.taken_for:
            blocks += _texts(2, words.CHECK_TAKEN.format(word=trial.taken_for), width, "")
        if not trial.patient:
            blocks += _texts(2, words.CHECK_NOT_HEARD, width, "")
    return blocks


def keys(width: int, *, voices: bool = False) -> list[Part]:
    """Sets the keys of the sound check, as many as fit. `voices`: there are some to choose from."""
    say, volume, leave = ("R", said("say it again")), ("+ -", said("volume")), ("Esc", said("close"))
    again, learn = ("R", said("again")), ("1 2", said("learn"))
    voice = [("V", said("next voice"))] if voices else []
    full = [say, *voice, volume, ("1 2", said("learn my words")), ("C", said("crisis card")), leave]
    return fitting(
        [
            full,
            [again, *voice, volume, learn, ("C", said("crisis")), leave],
            [again, volume, learn, ("C", said("crisis")), leave],
            [again, volume, learn, leave],
            [again, leave],
            [leave],
        ],
        width,
    )


_WAITS: tuple[str, ...] = (" … ", " ... ")
"""The end of a line while its word is waited for."""


def word_of(text: str) -> str:
    """Finds the word that is waited for at the end of the lines so far; empty if there is none."""
    last = text.rpartition("\n")[2]
    return last.strip().removesuffix("…").removesuffix("...").strip() if last.endswith(_WAITS) else ""
