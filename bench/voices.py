"""The voices that are here: how soon they speak, how fast, how loud, how large; and how long a file takes.

Each figure of a voice is from a process of its own that was just started; nothing comes from the cache but where it
says so.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from pathlib import Path

from bench.figures import percentile, table
from companion import resources
from companion.errors import CompanionError
from companion.speech.loudness import lufs
from companion.speech.voices import Known
from companion.voicing import WORDS_PER_MINUTE, known_voices, make_voice

FIRST = "This minute is yours."
SENTENCES = (
    "Let your hands rest in your lap, and notice where they touch.",
    "You do not have to do anything about what you notice.",
    "Look up, and find three things in the room that are the same colour.",
    "Feel your feet on the floor.",
    "If you would rather not, move your hand away.",
    "Underneath you is something that carries you, all by itself.",
    "There is plenty of time to go and find it.",
    "Something near you, and something further off.",
)
SESSION = "two-perspectives"
"""Twenty-four minutes as planned."""


def run() -> None:
    for known in known_voices():
        if known.installed:
            try:
                table(f"voice {known.name}", _figures(known))
            except CompanionError as why:
                print(f"\nvoice {known.name}: {why}")
    _files()


def _figures(known: Known) -> list[tuple[str, str, str]]:
    voice = make_voice(known)
    try:
        began = time.monotonic()
        voice.render(FIRST, WORDS_PER_MINUTE)
        cold = time.monotonic() - began
        waits: list[float] = []
        spoken = 0.0
        loud: list[float] = []
        for sentence in SENTENCES:
            began = time.monotonic()
            pcm = voice.render(sentence, WORDS_PER_MINUTE)
            waits.append(time.monotonic() - began)
            spoken += pcm.seconds
            loud.append(lufs(pcm))
        began = time.monotonic()
        voice.render(FIRST, WORDS_PER_MINUTE)
        warm = time.monotonic() - began
        size = _megabytes(getattr(voice, "process_id", None))
    finally:
        voice.close()
    words = sum(len(sentence.split()) for sentence in SENTENCES)
    return [
        ("first clip, nothing started", f"{cold:.2f} s", ""),
        (f"first clip, started ({len(FIRST.split())} words)", f"{warm:.2f} s", "0.4 s is wanted of piper"),
        ("a sentence", f"median {percentile(waits, 0.5):.2f} s, longest {max(waits):.2f} s", ""),
        ("real-time factor", f"{sum(waits) / spoken:.2f}", ""),
        ("words a minute", f"{words / spoken * 60:.0f}", f"{WORDS_PER_MINUTE} asked for"),
        ("loudness", f"{min(loud):.1f} to {max(loud):.1f} LUFS", "-20 is wanted"),
        ("largest memory of its process", size, ""),
    ]


def _megabytes(process: int | None) -> str:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return "not known here"
    return f"{int(status.partition('VmHWM:')[2].split()[0]) / 1000:.0f} MB"


def _files() -> None:
    """A long session to a file, with the best quick voice that is here; then from the cache."""
    from companion.render_command import Wanted, run_render

    voice = next(known.name for known in known_voices() if known.installed and known.engine != "kokoro")
    models, before = resources.models_dir(), dict(os.environ)
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"COMPANION_HOME": folder, "COMPANION_MODELS": str(models)}
        try:
            for what, suffix, wanted in (
                ("FLAC, nothing cached", "flac", "15 s are wanted of piper"),
                ("FLAC, all cached", "flac", "5 s are wanted"),
                ("MP3, all cached", "mp3", ""),
                ("Opus, all cached", "opus", ""),
            ):
                began = time.monotonic()
                run_render(Wanted(SESSION, Path(folder) / f"s.{suffix}", voice=voice), io.StringIO())
                rows.append((what, f"{time.monotonic() - began:.1f} s", wanted))
        finally:
            os.environ.clear()
            os.environ.update(before)
    table(f"a session of 24 minutes to a file, voice {voice}", rows)
