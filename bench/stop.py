"""Measures the time from the end of a spoken "stop" to silence at the loudspeaker, over the narrator, on the virtual
sound card, and from the decision to the first words that follow it.

In the same run it measures when plain vosk, waiting for final results, would have decided. It uses people's recordings
if they are here, otherwise synthesised ones, and prints which.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.figures import load, spread, table
from bench.hearing_document import keep_all

CLIPS = 20
REPLY = 4.0
"""Seconds after the decision in which the first words that follow it are looked for."""


def run(voice_folder: str = "") -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.audio.rig import why_not

    if reason := why_not():
        print(f"\nSpoken stop to silence: not measured: {reason}")
        return
    parser = argparse.ArgumentParser(prog="python -m bench stop")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="take the figures into this page of figures")
    options, _ = parser.parse_known_args()
    clips, what = _clips(voice_folder)
    rows: dict[str, tuple[str, str]] = {}
    for echo, how in ((False, "headphones"), (True, "the narrator's echo in the microphone, as loud as the word")):
        delays, decisions, replies, missed = [], [], [], 0
        for samples in clips:
            measured = _one(samples, echo=echo)
            if measured is None:
                missed += 1
            else:
                delays.append(measured[0])
                decisions.append(measured[1])
                replies += [measured[2]] if measured[2] is not None else []
        table(
            f'Spoken "stop" over the narrator, virtual sound card, {how} ({len(clips)} {what})',
            [
                ("end of the word to silence at the loudspeaker", spread(delays), "target 0.25 s"),
                ("end of the word to the decision on the screen", spread(decisions), ""),
                ("the decision to the first words after it", spread(replies), ""),
                ("not heard", f"{missed} of {len(clips)}", ""),
            ],
        )
        rows[f"end of “stop” to silence; to the command, virtual sound card, {how}"] = (
            "0.25 s",
            f"{len(clips) - missed} of {len(clips)} heard; {spread(delays)}; {spread(decisions)}; load {load():.0f}",
        )
    if options.write:
        keep_all(options.write, rows, "bench stop")
    plain = [delay for samples in clips if (delay := _plain_final(samples)) is not None]
    table(
        f"The same words in silence, by plain vosk ({len(clips)} {what})",
        [("end of the word to the final result", spread(plain), f"heard {len(plain)} of {len(clips)}")],
    )


def _clips(folder: str) -> tuple[list[NDArray[np.float32]], str]:
    """Returns recordings of "stop" by different speakers, at 48 kHz."""
    import csv

    import soundfile
    import soxr

    from tests.audio.rig import RATE
    from tests.audio.sessions import shared_voice

    root = Path(folder) if folder else shared_voice()
    if root is not None and (root / "manifest.csv").is_file():
        with (root / "manifest.csv").open(encoding="utf-8") as manifest:
            rows = [row for row in csv.DictReader(manifest) if row["kind"] == "command" and row["text"] == "stop"]
        speakers = {row["speaker"]: root / row["path"] for row in rows}
        chosen = sorted(speakers.values())[:: max(1, len(speakers) // CLIPS)][:CLIPS]
        sounds = [soundfile.read(path, dtype="float32") for path in chosen]
        return [np.asarray(soxr.resample(s, rate, RATE), np.float32) for s, rate in sounds], "human recordings"
    from companion.speech.system import SystemVoice

    voice = SystemVoice(part=2)
    try:
        sounds = [voice.render("stop", pace) for pace in (100, 115, 130, 145, 160)]
    finally:
        voice.close()
    return [np.asarray(soxr.resample(p.samples, p.rate, RATE), np.float32) for p in sounds], "synthesised"


def _end_of_word(samples: NDArray[np.float32]) -> float:
    """Finds the end of the word, in seconds: the last 20 ms within 30 dB of the loudest."""
    size = 960
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    level = np.sqrt((blocks**2).mean(axis=1))
    loud = np.flatnonzero(level > level.max() * 10 ** (-30 / 20))
    return float((int(loud[-1]) + 1) * size / 48000)


def _one(samples: NDArray[np.float32], *, echo: bool) -> tuple[float, float, float | None] | None:
    """Measures the seconds from the end of the word to silence and to the decision, and from there to the first words
    that follow; None if it was not heard, and in the last place if no words followed within `REPLY` seconds."""
    from tests.audio.rig import RATE, SoundRig
    from tests.audio.sessions import AS_THE_NARRATOR, RunningSession, as_loud_as, quiet_room

    if echo:
        samples = as_loud_as(samples, AS_THE_NARRATOR)
    samples = np.concatenate([np.zeros(RATE, np.float32), samples])  # time to begin to record it
    with (
        SoundRig(echo=echo) as rig,
        tempfile.TemporaryDirectory() as folder,
        RunningSession(rig, Path(folder)) as session,
    ):
        rig.play_into_microphone(quiet_room(40))
        session.wait_for("(listening)")
        narrator = rig.record_program()
        time.sleep(5.0 if echo else 1.5)  # the canceller first has to learn the echo
        said_at = time.monotonic()
        person = rig.speak(samples)
        try:
            session.wait_for("understood “stop”", timeout=len(samples) / RATE + 2)
        except AssertionError:
            return None
        decided_at = time.monotonic()
        time.sleep(REPLY + 0.2)
        began = person.snapshot().first_sound(after=said_at, threshold=0.01)
        if began is None:
            return None
        onset = float(np.flatnonzero(np.abs(samples) > 0.01)[0]) / RATE
        ended = began - onset + _end_of_word(samples)
        heard = narrator.snapshot().between(said_at, decided_at + 1.0)
        loud = np.flatnonzero(np.abs(heard) > 0.003)
        if not loud.size:
            return None
        reply = _first_after_silence(narrator.snapshot().between(decided_at, decided_at + REPLY))
        return said_at + int(loud[-1]) / RATE - ended, decided_at - ended, reply


def _first_after_silence(heard: NDArray[np.float32]) -> float | None:
    """Finds the seconds until the first sound that follows 0.3 s without one; None if there is none."""
    from tests.audio.rig import RATE

    loud = np.concatenate([[0], np.flatnonzero(np.abs(heard) > 0.003)])
    after = np.flatnonzero(np.diff(loud) > 0.3 * RATE)
    return float(loud[int(after[0]) + 1] / RATE) if after.size else None


def _plain_final(samples: NDArray[np.float32]) -> float | None:
    """Measures plain vosk on the same word in a quiet stream: seconds from its end to the final result."""
    import soxr
    from vosk import KaldiRecognizer, SetLogLevel

    SetLogLevel(-2)
    model = _model()
    recogniser: Any = KaldiRecognizer(model, 16000, json.dumps(["stop", "pause", "yellow", "next", "[unk]"]))
    clip = np.asarray(soxr.resample(samples, 48000, 16000), np.float32)
    stream = np.concatenate([np.zeros(8000, np.float32), clip, np.zeros(32000, np.float32)])
    pcm = (np.clip(stream, -1, 1) * 32767).astype(np.int16)
    for start in range(0, len(pcm), 640):
        final = recogniser.AcceptWaveform(pcm[start : start + 640].tobytes())
        if final and "stop" in json.loads(recogniser.Result())["text"].split():
            return (start + 640) / 16000 - 0.5 - _end_of_word(samples)
    return None


_MODELS: list[Any] = []


def _model() -> Any:
    from vosk import Model

    from companion.hearing.words import vocabulary
    from companion.weights.store import model_path

    if not _MODELS:
        _MODELS.append(Model(str(model_path(vocabulary.load().model))))
    return _MODELS[0]
