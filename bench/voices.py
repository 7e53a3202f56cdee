"""Measures the installed voices: time to the first sound, pace, loudness, memory.

Each figure comes from a process that was just started, and never from the cache.
"""

from __future__ import annotations

import time
from pathlib import Path

from bench.figures import percentile, table
from companion.app.voices import known_voices, make_voice
from companion.errors import CompanionError
from companion.exercise.plan import SENTENCE_GAP, STEP_GAP
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.speech.loudness import lufs
from companion.speech.voice_chain import Known

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


def run() -> None:
    for known in known_voices():
        if known.installed:
            try:
                table(f"voice {known.name}", _figures(known))
            except CompanionError as why:
                print(f"\nvoice {known.name}: {why}")


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
        ("words a minute, without the rests between sentences", f"{words / spoken * 60:.0f}", ""),
        (
            "words a minute, with them",
            f"{words / (spoken + len(SENTENCES) * (SENTENCE_GAP + STEP_GAP) / 2) * 60:.0f}",
            f"{WORDS_PER_MINUTE} asked for",
        ),
        ("loudness", f"{min(loud):.1f} to {max(loud):.1f} LUFS", "-20 is wanted"),
        ("largest memory of its process", size, ""),
    ]


def _megabytes(process: int | None) -> str:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return "not known here"
    return f"{int(status.partition('VmHWM:')[2].split()[0]) / 1000:.0f} MB"
