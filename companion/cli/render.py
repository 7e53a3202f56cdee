"""Wiring of `companion render`: the exercise, the voices, the mixer and the file, put together.

Used by the command line only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from companion import resources
from companion.errors import EXIT_GOOD


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
    from companion.speech.cache import ClipCache
    from companion.speech.clips import Clips
    from companion.speech.recordings import read_recording
    from companion.voicing import make_voices
    from companion.wiring import choices_for

    out = out or sys.stdout
    kind_of(wanted.output)
    vtt = wanted.output.with_suffix(".vtt") if wanted.subtitles else None
    for target in (wanted.output, wanted.cues, vtt):
        if target is not None:
            check_target(target)
    loaded = Shelf().find(wanted.exercise)
    phrases = load_phrases(loaded.exercise.language)
    made = plan(loaded.exercise, choices_for(loaded, wanted.lengths), phrases, includes=loaded.includes)
    notes: list[str] = []
    voices = make_voices(wanted.voice, lambda message, hint: notes.append(f"{message} {hint} Another voice went on."))
    voices[1].warm_up()
    clips = Clips(voices, cache=ClipCache(resources.cache_dir() / "speech"))

    performance = Performance(
        made,
        phrases,
        player_for=lambda post: OfflinePlayer(RATE, post),
        clip=clips.get,
        recording=lambda name: read_recording(loaded.file.parent / name),
    )
    began = time.monotonic()
    try:
        with Progress(out) as progress, SoundFile(wanted.output, title=made.title) as file:
            for block in performance.blocks():
                file.write(block)
                progress.show(performance.done, performance.seconds)
        if vtt is not None:
            write_text(vtt, as_vtt(performance.heard, RATE))
        if wanted.cues is not None:
            write_text(wanted.cues, as_json(performance.heard, RATE, made.title))
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
