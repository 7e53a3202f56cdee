"""The options of a run: those of the command line, and where it gave none, the choices of the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from companion.app.options import Options
from companion.errors import CompanionError
from companion.tongue import said

if TYPE_CHECKING:
    from companion.store.settings import Settings

SETTABLE: Final = (
    "voice", "pace", "silences", "volume", "bed", "bed_volume", "bells", "tones", "language", "microphone", "captions",
    "timestamps",
)  # fmt: skip
"""The choices that the settings hold as well, by their names here and there."""
_VOICE_GONE: Final = "The voice {voice} from your settings isn't installed, so another one reads."
_BED_GONE: Final = "I can't play the background sound from your settings ({bed}), so there is none."


def settled(options: Options, kept: Settings) -> Options:
    """Takes each choice that the command line left open from the settings, if one was made there."""
    chosen = {name: value for name in SETTABLE if (value := getattr(kept, name)) is not None}
    return replace(options, **{name: value for name, value in chosen.items() if name not in options.given})


def usable(options: Options, flags: Options) -> tuple[Options, str]:
    """Replaces a voice or bed of the settings that isn't available any more by the one in `flags`, the options of the
    command line alone.

    Returns the options, and a sentence about it; empty if both are available. The command line's own were checked
    before.
    """
    trouble = []
    if options.voice not in (flags.voice, "none"):
        from companion.app.voices import check_voice

        try:
            check_voice(options.voice)
        except CompanionError:
            trouble.append(said(_VOICE_GONE).format(voice=options.voice))
            options = replace(options, voice=flags.voice)
    if options.bed != flags.bed:
        from companion.app.sounds import chosen_sounds

        try:
            chosen_sounds(options.tones, options.bells, options.bed, options.bed_volume)
        except CompanionError:
            trouble.append(said(_BED_GONE).format(bed=options.bed))
            options = replace(options, bed=flags.bed)
    return options, " ".join(trouble)
