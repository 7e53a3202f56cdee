"""Shows recordings that are to be brought in as a table: each with its length, beside its sentence. Pure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from companion.app.bringing_recordings import Bringing, BringOrder, Incoming
from companion.ports import Flaw
from companion.screen.flow import shortened

OTHER = "o"
"""The answer that asks for the other order."""
_FLAWS = {
    Flaw.SILENT: "There is only silence in it.",
    Flaw.NO_VOICE: "I can't hear a voice in it.",
    Flaw.CLIPPED: "It was too loud in places, so it crackles.",
    Flaw.TOO_QUIET: "It was very quiet, so the room may be heard too.",
    Flaw.HUM: "There is a hum in it.",
    Flaw.NOISE: "The room was noisy.",
}
_FILE_CELLS = 22
_LEAST_SENTENCE_CELLS = 20
_USUAL_COLUMNS = 100
"""Columns of a line where there is no terminal."""
_MANY_DOUBTFUL = 3
"""If at least one of this many recordings doesn't fit its sentence, somebody is asked first."""


class BringingTable:
    """One way to give recordings to sentences, in lines for a person, and the question about it."""

    def __init__(self, way: Bringing, before: Mapping[str, float], file: Path, *, other_way: bool) -> None:
        """`before`: the seconds of the present recordings by the key of their sentence. `file`: the exercise's own.
        `other_way`: whether there is another order to choose."""
        self._way = way
        self._before = before
        self._file = file
        self._other = other_way
        self._replaced = sum(each.sentence.key in before for each in way.takes)

    @property
    def has_to_ask(self) -> bool:
        """Tells whether somebody has to see this before anything is changed."""
        many_doubtful = self._way.doubtful * _MANY_DOUBTFUL >= len(self._way.takes)
        return not self._way.sure or self._replaced > 0 or many_doubtful

    def lines(self, out: TextIO) -> Iterator[str]:
        """Writes the table, and below it what would change."""
        columns = shutil.get_terminal_size().columns if out.isatty() else _USUAL_COLUMNS
        if not self._way.sure:
            yield "The names of these files don't say which sentence each of them is. I would take them in this order,"
            yield "by their times:" if self._way.order is BringOrder.TIMES else "by their names:"
        named = any(each.file for each in self._way.takes)
        lengths = f"{'new':>7} {'now':>7} {'usual':>7}" if self._replaced else f"{'long':>7} {'usual':>7}"
        yield f"{'':6}{'file'.ljust(_FILE_CELLS + 1) if named else ''}{lengths}  sentence"
        for each in self._way.takes:
            yield self._row(each, named, columns)
        if (doubtful := self._way.doubtful) == 1:
            yield "! One recording doesn't fit its sentence: it is much longer or shorter than usual."
        elif doubtful:
            yield f"! {doubtful} recordings don't fit their sentences: they are much longer or shorter than usual."
        if self._replaced == 1:
            yield "One of these sentences has a recording already. The new one would take its place."
            yield f"You could have the old one back: companion record {self._file} --undo"
        elif self._replaced:
            yield f"{self._replaced} of these sentences have a recording already. The new ones would take their place."
            yield f"You could have the old ones back: companion record {self._file} --undo"

    def _row(self, take: Incoming, named: bool, columns: int) -> str:
        mark = "!" if take.doubtful else " "
        start = f"{take.number:>4}{mark} "
        if named:
            start += f"{shortened(take.file, _FILE_CELLS):{_FILE_CELLS}} "
        start += f"{_seconds(take.pcm.seconds):>7} "
        if self._replaced:
            was = self._before.get(take.sentence.key)
            start += f"{_seconds(was) if was is not None else '–':>7} "
        start += f"{_seconds(take.expected):>7}  "
        return start + shortened(take.sentence.text, max(_LEAST_SENTENCE_CELLS, columns - len(start) - 1))

    @property
    def question(self) -> str:
        """The question. Enter alone means no."""
        if self._other:
            other = "names" if self._way.order is BringOrder.TIMES else "times"
            return (
                f"Take them like this? Y: yes. {OTHER.upper()}: show them by their {other}. Enter: no. [y/{OTHER}/N] "
            )
        return "Replace them? [y/N] " if self._replaced else "Take them like this? [y/N] "


def remarks(take: Incoming) -> list[str]:
    """Says what somebody should know about a recording that was brought in."""
    found = [_FLAWS[take.flaw]] if take.flaw is not None else []
    if take.doubtful:
        why = "it may be another one" if take.file else "it may have been cut in the wrong place"
        found.append(f"Please listen to it. It's longer or shorter than this sentence should be, so {why}.")
    return found


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)}:{int(seconds % 60):02} m"
