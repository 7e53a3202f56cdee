"""Wiring of `companion render`: the exercise, the voices, the mixer and the file, put together.

Used by the command line only.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from companion import resources
from companion.errors import EXIT_GOOD

if TYPE_CHECKING:
    from companion.speech.pool import ClipPool

_MOST_HELPERS: Final = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    exercise: str
    output: Path
    cues: Path | None = None
    """Where the cue sheet goes."""
    subtitles: bool = True
    """Beside the sound file, with the suffix .vtt."""
    voice: str = "best"
    tones: str = "soft"
    """The breath's timbre, or "none"."""
    bells: bool = True
    bed: str = "none"
    """A bed's name, or a sound file of one's own."""
    bed_volume: float | None = None
    """From 0 to 1; None: the usual one."""
    lengths: Mapping[str, float] = field(default_factory=dict)
    """Seconds by the name of the exercise's length."""


def run_render(wanted: Wanted, out: TextIO | None = None) -> int:
    """Write the session; the exit code. Raises CompanionError; whatever happens, no half file is left."""
    from companion.audio.offline import OfflinePlayer
    from companion.exercise.plan import plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases
    from companion.rendering.files import RATE, SoundFile, check_target, kind_of, write_text
    from companion.rendering.performance import Performance
    from companion.rendering.progress import Progress, clock
    from companion.rendering.sheet import as_json, as_vtt
    from companion.rendering.tags import About
    from companion.sounding import chosen_sounds
    from companion.speech.recordings import read_recording
    from companion.wiring import choices_for

    out = out or sys.stdout
    kind_of(wanted.output)
    vtt = wanted.output.with_suffix(".vtt") if wanted.subtitles else None
    for target in (wanted.output, wanted.cues, vtt):
        if target is not None:
            check_target(target)
    sounds = chosen_sounds(wanted.tones, wanted.bells, wanted.bed, wanted.bed_volume)
    loaded = Shelf().find(wanted.exercise)
    phrases = load_phrases(loaded.exercise.language)
    made = plan(loaded.exercise, choices_for(loaded, wanted.lengths), phrases, includes=loaded.includes)
    notes: list[str] = []
    clips = _pool(wanted.voice, notes)

    performance = Performance(
        made,
        phrases,
        player_for=lambda post: OfflinePlayer(RATE, post, sounds),
        clip=clips.get,
        prepare=clips.prepare,
        recording=lambda name: read_recording(loaded.file.parent / name),
    )
    about = About(made.title, loaded.exercise.author, loaded.exercise.license, loaded.exercise.language)
    began = time.monotonic()
    try:
        with Progress(out) as progress, SoundFile(wanted.output, about=about) as file:
            for block in performance.blocks():
                file.write(block)
                progress.show(performance.done, performance.seconds)
            file.chapters = performance.chapters
        if vtt is not None:
            write_text(vtt, as_vtt(performance.heard, RATE))
        if wanted.cues is not None:
            write_text(wanted.cues, as_json(performance.heard, RATE, made.title, performance.chapters))
    finally:
        clips.close()
    took = time.monotonic() - began
    out.write(f"Written: {wanted.output} ({clock(performance.seconds)}, in {took:.1f} s)\n")
    for also in (vtt, wanted.cues):
        if also is not None:
            out.write(f"         {also}\n")
    for note in [*notes, *performance.notes]:
        out.write(f"Note: {note}\n")
    out.flush()
    return EXIT_GOOD


def _pool(voice: str, notes: list[str]) -> ClipPool:
    """Two helpers where there are two cores: one voice uses one. Not of Kokoro, which uses both and much memory."""
    from companion.speech.cache import ClipCache
    from companion.speech.clips import Clips
    from companion.speech.pool import ClipPool
    from companion.voicing import engine_of, make_voices

    def handed_over(message: str, hint: str) -> None:
        pool.one_voice()
        note = f"{message} {hint} Another voice went on."
        if note not in notes:
            notes.append(note)

    folder = resources.cache_dir() / "speech"
    helpers = 1 if engine_of(voice) == "kokoro" else min(_MOST_HELPERS, os.cpu_count() or 1)
    # Nothing is started yet: where all is in the cache, no voice is needed.
    made = [make_voices(voice, handed_over, patient=True) for _ in range(helpers)]
    pool = ClipPool([Clips(voices, cache=ClipCache(folder)) for voices in made])
    return pool
