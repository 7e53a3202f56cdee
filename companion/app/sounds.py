"""Makes the sounds beside the voice from their names on the command line.

Used by `adapters`, `cli.render` and the command line. Nothing is played here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.audio.sound_choice import Sounds
    from companion.ports import Pcm


def chosen_sounds(tones: str = "soft", bells: bool = True, bed: str = "none", volume: float | None = None) -> Sounds:
    """Makes the sounds that were asked for by name; `bed` may name a file. `volume`: the bed's, from 0 to 1; None for
    the usual one. Raises CompanionError for a name that isn't known."""
    from companion.audio.beds import DEFAULT_VOLUME
    from companion.audio.sound_choice import Sounds, check_tones

    if volume is not None and not 0 <= volume <= 1:
        raise CompanionError(f"The background sound can't be set to {volume:g}.", hint="Write a number from 0 to 1.")
    return Sounds(check_tones(tones), bells, _bed(bed), DEFAULT_VOLUME if volume is None else volume)


def _bed(name: str) -> str | Pcm | None:
    from companion.audio.beds import BEDS, LONGEST_SECONDS
    from companion.audio.sound_choice import NONE, check_bed

    file = Path(name)
    if name not in (NONE, *BEDS) and (file.suffix or file.exists()):
        from companion.speech.recordings import read_recording

        return read_recording(file, first=LONGEST_SECONDS)
    known = check_bed(name)
    return None if known == NONE else known
