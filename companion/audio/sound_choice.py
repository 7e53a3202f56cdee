"""The choice of sounds beside the voice: the breath's timbre, bells or none, a bed. It holds names, no samples."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from companion.audio.beds import BEDS, DEFAULT_VOLUME
from companion.audio.tones import SOFT, TIMBRES
from companion.errors import CompanionError
from companion.ports import Pcm

NONE = "none"


class UnknownSound(CompanionError):
    title = "No such sound"


@dataclass(frozen=True, slots=True)
class Sounds:
    """The chosen sounds."""

    tones: str = SOFT
    """One of `tones.TIMBRES`, or "none"."""
    bells: bool = True
    bed: str | Pcm | None = None
    """One of `beds.BEDS`, a sound of their own, or none."""
    bed_volume: float = DEFAULT_VOLUME
    """From 0 to 1."""


def check_tones(name: str) -> str:
    """Returns the timbre's name. Raises UnknownSound with the nearest one."""
    return _known(name, (*TIMBRES, NONE), "breath tone")


def check_bed(name: str) -> str:
    """Returns the bed's name, or "none". Raises UnknownSound with the nearest one."""
    return _known(name, (*BEDS, NONE), "bed")


def _known(name: str, names: Sequence[str], what: str) -> str:
    if name.casefold() in names:
        return name.casefold()
    near = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(names)}."
    raise UnknownSound(f"There is no {what} called “{name}”.", hint=hint)
