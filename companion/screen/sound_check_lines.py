"""The sound check in words: what is asked, what was heard, what to do where nothing is; laid out for any size.

Pure; no textual, no clock. The screen of the same name shows it; the plain lines say it.
"""

from __future__ import annotations

from dataclasses import dataclass

from companion.screen import words
from companion.screen.ear import METER_CELLS, QUIETEST, ear_line, hears, meter
from companion.screen.flow import limited, wrap
from companion.screen.keycaps import Part, fitting

WORDS = ("stop", "pause")
"""What everybody is asked to say, one after the other."""
CELLS = 20
"""Of the level meter."""
WIDEST = 76


class Trial:
    """The words that are to be tried aloud, and how far that is."""

    def __init__(self, own_word: str = "") -> None:
        own = words.harmless(own_word).casefold()
        self._wanted = [*WORDS, *([own] if own and own not in WORDS else [])]
        self.heard = ""
        """What was understood last."""
        self.taken_for = ""
        """What was heard last instead of a command."""
        self.patient = True
        """Not so long that anything need be said about it."""

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
class Shown:
    """Everything the screen knows."""

    trial: Trial
    sentence: str = ""
    voice: str = ""
    volume: tuple[int, int] = (1, 1)
    saying: bool = False
    changed_volume: bool = False
    speaking: str = ""
    """What is wrong with the voice, or worth knowing of it."""
    ear: tuple[str, str] = words.HEARING["starting"]
    detail: str = ""
    """What to do about the ear."""
    level: float = QUIETEST
    """At the microphone, dBFS."""
    missed: float = 0.0
    about: str = ""
    """What is to be said of the calibration."""


_HEADINGS = 8
"""A rank: they go all at once."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Some lines that come or go together: the lower the rank, the longer they stay."""

    rank: int
    lines: list[list[Part]]


def page(shown: Shown, width: int, height: int) -> list[list[Part]]:
    """At most `height` lines of at most `width` cells: what matters least goes first."""
    blocks = _blocks(shown, max(1, min(width, WIDEST)))
    while sum(len(block.lines) for block in blocks) > height and len(blocks) > 1:
        last = max(range(len(blocks)), key=lambda number: (blocks[number].rank, number))
        heading = blocks[last].rank == _HEADINGS
        blocks = [b for n, b in enumerate(blocks) if n != last and not (heading and b.rank == _HEADINGS)]
    return [line for block in blocks for line in block.lines][:height]


def _blocks(shown: Shown, width: int) -> list[_Block]:
    blank = _Block(9, [[]])
    about = shown.about or words.CHECK_CALIBRATE
    return [
        _heading(words.CHECK_VOICE),
        _Block(3, [_voice_line(shown)]),
        *_texts(4, shown.speaking, width, "$accent"),
        *([] if shown.speaking else _said(shown, width)),
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


def _ear(shown: Shown, width: int) -> list[Part]:
    cells = METER_CELLS if shown.missed else min(CELLS, max(METER_CELLS, width - 45))
    return ear_line(shown.ear, meter(shown.level, cells), width, cells=cells, missed=shown.missed)


def _heading(text: str) -> _Block:
    return _Block(_HEADINGS, [[(text, "$accent 70%")]])


def _texts(rank: int, text: str, width: int, style: str) -> list[_Block]:
    rows = limited(wrap(text, width), 4, width)
    return [_Block(rank, [[(row, style)] for row in rows])] if rows else []


def _voice_line(shown: Shown) -> list[Part]:
    step, steps = shown.volume
    name = words.harmless(shown.voice) or words.CHECK_SYSTEM_VOICE
    return [
        (name, "bold"),
        (f"   {words.CHECK_VOLUME} ", "$quiet"),
        ("▮" * step, "$accent"),
        ("▯" * (steps - step), "$faint"),
    ]


def _said(shown: Shown, width: int) -> list[_Block]:
    return _texts(4, words.CHECK_SAYING.format(sentence=shown.sentence), width, "" if shown.saying else "$quiet")


def _tried(shown: Shown, width: int) -> list[_Block]:
    """What to say, and what came of it. Nobody is asked to speak to an ear that is not there."""
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


def keys(width: int) -> list[Part]:
    say, volume, leave = ("R", "say it again"), ("+ -", "volume"), ("Esc", "leave")
    full = [say, volume, ("1 2", "calibrate"), ("C", "crisis card"), leave]
    return fitting(
        [
            full,
            [("R", "again"), volume, ("1 2", "calibrate"), ("C", "crisis"), leave],
            [("R", "again"), volume, ("1 2", "calibrate"), leave],
            [("R", "again"), leave],
            [leave],
        ],
        width,
    )
