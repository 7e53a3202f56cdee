"""Measures the time from the beginning of a word to a softer loudspeaker, on the virtual sound card and with the real
program.

The program plays a bed: its loudness is steady, so the moment at which it falls can be measured. (The detector alone,
over speech and in rooms: `python -m bench.hearing_duck`.)
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.figures import percentile, table

WORDS = 24
EVERY = 3.0
"""Seconds from one word to the next."""
LEVEL = 0.1
"""RMS of a word's loudest tenth of a second: speech as loud as the narrator."""
ONSET_DB = 20.0
"""dB below its loudest 10 ms at which a word has begun; as in `hearing_duck`."""
SOFTER_DB = 5.0
"""dB by which a window of 10 ms has to be softer to count as ducked: half of the duck."""
SOON = (0.06, 0.08, 0.1)
LATEST = 0.6

RESTING = """\
format: 1
id: resting
title: Resting
summary: Nothing but a bed.
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
  - Rest.
  - wait: 5m
ending:
  - That was it.
"""


def run(voice_folder: str = "") -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.audio.rig import why_not

    if reason := why_not():
        print(f"\nA word to a softer loudspeaker: not measured: {reason}")
        return
    words, what = _words(voice_folder)
    for echo, how in ((False, "headphones"), (True, "its echo in the microphone")):
        delays = _delays(words, echo=echo)
        heard = [delay for delay in delays if delay is not None]
        soon = ", ".join(f"{sum(delay <= limit for delay in heard)} within {limit * 1000:.0f} ms" for limit in SOON)
        table(
            f"From the beginning of a word to a softer loudspeaker, virtual sound card, {how} ({len(words)} {what})",
            [
                ("softer by half of the duck", f"median {percentile(heard, 0.5) * 1000:.0f} ms, 95 % "
                 f"{percentile(heard, 0.95) * 1000:.0f} ms", "target 60 ms"),
                ("of all words", soon, f"never {len(delays) - len(heard)}"),
            ],
        )  # fmt: skip


def _words(folder: str) -> tuple[list[NDArray[np.float32]], str]:
    """Returns words at 48 kHz that are not commands; recordings of people are of different speakers."""
    import csv

    import soundfile
    import soxr

    from tests.audio.rig import RATE
    from tests.audio.sessions import shared_voice

    root = Path(folder) if folder else shared_voice()
    if root is not None and (root / "manifest.csv").is_file():
        with (root / "manifest.csv").open(encoding="utf-8") as manifest:
            rows = [row for row in csv.DictReader(manifest) if row["kind"] == "other"]
        speakers = {row["speaker"]: root / row["path"] for row in rows}
        chosen = sorted(speakers.values())[:: max(1, len(speakers) // WORDS)][:WORDS]
        sounds = [soundfile.read(path, dtype="float32") for path in chosen]
        return [np.asarray(soxr.resample(s, rate, RATE), np.float32) for s, rate in sounds], "words of people"
    from companion.speech.system import SystemVoice

    voice = SystemVoice(part=2)
    try:
        said = [voice.render(word, 130) for word in ("kitchen", "seven", "marigold", "window", "paper", "down")]
    finally:
        voice.close()
    return [np.asarray(soxr.resample(p.samples, p.rate, RATE), np.float32) for p in said], "synthesised words"


def _delays(words: list[NDArray[np.float32]], *, echo: bool) -> list[float | None]:
    from tests.audio.rig import RATE, SoundRig
    from tests.audio.sessions import RunningSession, quiet_room

    talk = np.zeros(int((len(words) * EVERY + 2) * RATE), np.float32)
    onsets = []
    for number, word in enumerate(words):
        begin = int((1 + number * EVERY) * RATE)
        loudest = np.sqrt(np.convolve(word**2, np.full(4800, 1 / 4800), "valid").max())
        whole = (word * (LEVEL / loudest))[: int((EVERY - 0.7) * RATE)]
        talk[begin : begin + len(whole)] = whole
        onsets.append((begin + _onset(whole)) / RATE)
    with (
        SoundRig(echo=echo) as rig,
        tempfile.TemporaryDirectory() as folder,
        RunningSession(rig, Path(folder), "--bed", "noise", "--bed-volume", "1", exercise=RESTING) as session,
    ):
        rig.play_into_microphone(quiet_room(len(talk) / RATE + 40))
        session.wait_for("(listening)")
        program = rig.record_program()
        time.sleep(8)
        said_at = time.monotonic()
        person = rig.speak(talk)
        time.sleep(len(talk) / RATE + 1)
        said, played = person.snapshot(), program.snapshot()
    first = said.first_sound(after=said_at, threshold=0.005)
    assert first is not None, "nobody was heard"
    shift = first - float(np.flatnonzero(np.abs(talk) > 0.005)[0]) / RATE
    window = RATE // 100
    level = np.sqrt(np.convolve(played.samples**2, np.full(window, 1 / window), "same"))
    delays: list[float | None] = []
    for onset in onsets:
        at = int((shift + onset - played.started) * RATE)
        usual = float(np.median(level[at - RATE // 2 : at]))
        softer = np.flatnonzero(level[at : at + int(LATEST * RATE)] < usual * 10 ** (-SOFTER_DB / 20))
        delays.append(int(softer[0]) / RATE if softer.size else None)
    return delays


def _onset(word: NDArray[np.float32]) -> int:
    parts = word[: len(word) // 480 * 480].reshape(-1, 480)
    level = np.sqrt((parts**2).mean(axis=1))
    return int(np.flatnonzero(level > level.max() * 10 ** (-ONSET_DB / 20))[0]) * 480
