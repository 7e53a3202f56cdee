"""Wiring of the sounds beside the voice: what the command line says, made into what a player takes.

Used by `wiring`, `cli.render` and the command line. Nothing is played here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from companion.bed import bed_runs
from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.audio.sounds import Sounds
    from companion.ports import Heard, HearingChanged, Level, Pcm, SpeakingChanged
    from companion.session.effects import NoticeKind, Outcome
    from companion.session.view import View


def chosen_sounds(tones: str = "soft", bells: bool = True, bed: str = "none", volume: float | None = None) -> Sounds:
    """What was asked for by name; `bed` may name a sound file. Raises CompanionError for what there is none of."""
    from companion.audio.beds import DEFAULT_VOLUME
    from companion.audio.sounds import Sounds, check_tones

    if volume is not None and not 0 <= volume <= 1:
        raise CompanionError(f"A bed cannot be {volume:g} loud.", hint="Write a number from 0 to 1.")
    return Sounds(check_tones(tones), bells, _bed(bed), DEFAULT_VOLUME if volume is None else volume)


def _bed(name: str) -> str | Pcm | None:
    from companion.audio.beds import BEDS
    from companion.audio.sounds import NONE, check_bed

    file = Path(name)
    if name not in (NONE, *BEDS) and (file.suffix or file.exists()):
        from companion.speech.recordings import read_recording

        return read_recording(file)
    known = check_bed(name)
    return None if known == NONE else known


class BedKeeper:
    """An Observer that lets the bed sound while the session runs, and fades it while it is held."""

    def __init__(self, run_bed: Callable[[bool], None]) -> None:
        self._run_bed = run_bed
        self._runs = False

    def view_changed(self, view: View) -> None:
        runs = bed_runs(view)
        if runs is not self._runs:
            self._runs = runs
            self._run_bed(runs)

    def notice(self, kind: NoticeKind) -> None: ...

    def hearing(self, changed: HearingChanged) -> None: ...

    def heard(self, heard: Heard) -> None: ...

    def level(self, level: Level) -> None: ...

    def speaking(self, changed: SpeakingChanged) -> None: ...

    def finished(self, outcome: Outcome) -> None:
        self._run_bed(False)
