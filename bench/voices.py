"""Measures the installed voices: time to the first sound, work, pace, loudness, memory, and naturalness.

    python -m bench voices                     every installed voice
    python -m bench voices --only=sarah,joe    these

Each figure comes from a process that was just started, and never from the cache. Kokoro's voices are measured with the
form of their model that is used here; the last table has one of them with both forms. In every language the sentences
say the same, and the words of the English ones are counted.

Naturalness needs a predictor, such as NISQA-TTS. It isn't part of this project, because its weights may be used for
non-commercial purposes only. COMPANION_NATURALNESS names a command that takes WAV files and prints a number from 1 to 5
for each, one a line.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import soundfile

from bench.figures import percentile, table
from bench.voice_sentences import FIRST, SAME, SENTENCES
from companion.app.voices import known_voices, kokoro_here, kokoro_standing, make_voice
from companion.errors import CompanionError
from companion.exercise.language_names import language_name
from companion.exercise.plan import SENTENCE_GAP, STEP_GAP
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.ports import Pcm
from companion.session.effects import Utterance
from companion.speech import kokoro_forms
from companion.speech.cache import ClipCache
from companion.speech.clips import Clips
from companion.speech.kokoro import kokoro_voice
from companion.speech.loudness import lufs
from companion.speech.neural import NeuralVoice
from companion.speech.voice_chain import Known

PREDICTOR = "COMPANION_NATURALNESS"
"""The environment variable with the predictor's command."""
NO_PREDICTOR = f"–: no predictor is at hand ({PREDICTOR} can name one)"
_PREDICTOR_SECONDS = 600.0
_RENDER_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one voice."""

    language: str
    cold: float
    """Seconds until the first clip, with nothing started."""
    warm: float
    ahead: float
    """Seconds until the first clip where it was rendered ahead."""
    waits: Sequence[float]
    spoken: float
    """Seconds of sound."""
    work: float
    """Seconds of processor time a second of speech; 0 if the voice does not tell."""
    loud: Sequence[float]
    memory: str
    naturalness: str

    @property
    def factor(self) -> float:
        return sum(self.waits) / self.spoken


def run() -> None:
    only = next((each.partition("=")[2].split(",") for each in sys.argv if each.startswith("--only=")), None)
    overview: list[tuple[str, str, str]] = []
    for known in known_voices():
        if known.installed and (only is None or known.name in only):
            try:
                found = measured(make_voice(known))
            except CompanionError as why:
                print(f"\nvoice {known.name}: {why}")
                continue
            table(f"voice {known.name}, {language_name(found.language)}", _rows(found))
            overview.append((known.name, _line(found), found.naturalness))
    if overview:
        table("voices: factor, work, memory, first sound (cold, warm, rendered ahead), naturalness", overview)
    here = kokoro_here()
    if here is not None and (only is None or here.name in only):
        table(f"the forms of Kokoro's model, with {here.name}", _form_rows(here))
        print(f"  {kokoro_standing()}")


def measured(voice: Any) -> Measured:
    """Measures a voice that was not started yet, with sentences in its language, and closes it."""
    first, sentences = FIRST[voice.language], SENTENCES[voice.language][:SAME]
    try:
        began = time.monotonic()
        voice.render(first, WORDS_PER_MINUTE)
        cold = time.monotonic() - began
        work = getattr(voice, "worked", 0.0)
        waits: list[float] = []
        said: list[Pcm] = []
        for sentence in sentences:
            began = time.monotonic()
            said.append(voice.render(sentence, WORDS_PER_MINUTE))
            waits.append(time.monotonic() - began)
        work = getattr(voice, "worked", 0.0) - work
        began = time.monotonic()
        voice.render(first, WORDS_PER_MINUTE)
        warm = time.monotonic() - began
        memory = _megabytes(getattr(voice, "process_id", None))
        ahead = _rendered_ahead(voice, first)
    finally:
        voice.close()
    spoken = sum(pcm.seconds for pcm in said)
    return Measured(
        voice.language,
        cold,
        warm,
        ahead,
        waits,
        spoken,
        work / spoken,
        [lufs(pcm) for pcm in said],
        memory,
        naturalness(said),
    )


def naturalness(said: Sequence[Pcm]) -> str:
    """Has the predictor judge these clips. Returns their mean, or a dash with the reason."""
    command = os.environ.get(PREDICTOR, "")
    if not command:
        return NO_PREDICTOR
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.wav" for number in range(len(said))]
        for file, pcm in zip(files, said, strict=True):
            soundfile.write(file, pcm.samples, pcm.rate)
        try:
            done = subprocess.run(
                [*shlex.split(command), *map(str, files)],
                capture_output=True,
                text=True,
                check=True,
                timeout=_PREDICTOR_SECONDS,
            )
            numbers = [float(line) for line in done.stdout.split()]
        except (OSError, ValueError, subprocess.SubprocessError) as why:
            return f"–: the predictor failed ({str(why).splitlines()[0]})"
    if len(numbers) != len(said):
        return f"–: the predictor gave {len(numbers)} numbers for {len(said)} sentences"
    return f"{sum(numbers) / len(numbers):.2f}"


def _rendered_ahead(voice: Any, first: str) -> float:
    """Returns the seconds that a clip takes which was rendered before."""
    with tempfile.TemporaryDirectory() as folder:
        utterance = Utterance(first, language=voice.language)
        Clips({1: voice}, cache=ClipCache(Path(folder))).get(utterance)
        later = Clips({1: voice}, cache=ClipCache(Path(folder)))
        began = time.monotonic()
        later.get(utterance)
        return time.monotonic() - began


def _line(found: Measured) -> str:
    return (
        f"{found.factor:.2f}  {found.work:.2f}  {found.memory}  "
        f"{found.cold:.2f} s, {found.warm:.2f} s, {found.ahead:.3f} s"
    )


def _rows(found: Measured) -> list[tuple[str, str, str]]:
    first, sentences = FIRST[found.language], SENTENCES[found.language][:SAME]
    words = sum(len(sentence.split()) for sentence in SENTENCES["en"][:SAME])
    waits, spoken, loud = found.waits, found.spoken, found.loud
    return [
        ("first clip, nothing started", f"{found.cold:.2f} s", ""),
        (f"first clip, started ({len(first.split())} words)", f"{found.warm:.2f} s", "0.4 s is wanted of piper"),
        ("first clip, rendered ahead", f"{found.ahead:.3f} s", "0.4 s is wanted"),
        ("a sentence", f"median {percentile(waits, 0.5):.2f} s, longest {max(waits):.2f} s", ""),
        ("real-time factor, by the clock", f"{found.factor:.2f}", f"{kokoro_forms.SLOWEST} is wanted"),
        ("processor time for a second of speech", f"{found.work:.2f} s", "" if found.work else "it doesn't tell"),
        ("words a minute, without the rests between sentences", f"{words / spoken * 60:.0f}", ""),
        (
            "words a minute, with them",
            f"{words / (spoken + len(sentences) * (SENTENCE_GAP + STEP_GAP) / 2) * 60:.0f}",
            f"{WORDS_PER_MINUTE} asked for",
        ),
        ("loudness", f"{min(loud):.1f} to {max(loud):.1f} LUFS", "-20 is wanted"),
        ("largest memory of its process", found.memory, ""),
        ("naturalness (1 to 5)", found.naturalness, ""),
    ]


def _form_rows(here: Known) -> list[tuple[str, str, str]]:
    rows = []
    assert here.folder is not None
    for name in (kokoro_forms.MODEL, kokoro_forms.QUICK_MODEL):
        file = here.folder / name
        if not file.is_file():
            rows.append((name, "not made yet: companion setup", ""))
            continue
        try:
            found = measured(_patient(here, here.folder, file))
        except CompanionError as why:
            rows.append((name, str(why), ""))
        else:
            rows.append((name, _line(found), f"{file.stat().st_size / 1e6:.0f} MB on the disk"))
    return rows


def _patient(here: Known, folder: Path, model: Path) -> NeuralVoice:
    """Makes the voice with this form of its model, which may take as long as it needs."""
    return kokoro_voice(here.name, folder, revision=here.revision, model=model, render_seconds=_RENDER_SECONDS)


def _megabytes(process: int | None) -> str:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return "not known here"
    return f"{int(status.partition('VmHWM:')[2].split()[0]) / 1000:.0f} MB"
