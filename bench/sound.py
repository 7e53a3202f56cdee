"""Measures the sound: the processor time of mixing, gaps, the start of a voice, and the time to write a file.

`--minutes=30`: the length of the session beside a busy recogniser, in real time (5 by default).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import percentile, spread, table
from companion import resources
from companion.app.voices import known_voices

RATE = 48_000
SESSION = "two-perspectives"
"""The exercise that is written to a file: twenty-four minutes by plan."""


def run() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--minutes", type=float, default=5.0)
    minutes = parser.parse_known_args()[0].minutes
    sys.path.insert(0, str(Path(__file__).parents[1]))
    table("Mixing at 48 kHz", _mixing())
    for voice in [known.name for known in known_voices() if known.installed and known.engine != "kokoro"]:
        _files(voice)
    from tests.audio.rig import why_not

    if reason := why_not():
        print(f"\nFirst sound, memory and underruns: not measured: {reason}")
        return
    for voice in [known.name for known in known_voices() if known.installed and known.engine != "kokoro"]:
        table(f"A session read by {voice}, nothing cached", _starts(voice))
    table(f"A session of {minutes:g} minutes beside a busy recogniser", _underruns(minutes))


# ---- mixing -----------------------------------------------------------------------------------------------------


def _mixing() -> list[tuple[str, str, str]]:
    """Measures the processor time of the callback's work for ten minutes of sound, in blocks of 10 ms."""
    return [
        ("a voice", _cost(bed=False), "target under 3 % of a core"),
        ("a voice, a breath tone and a bed", _cost(bed=True), "the same"),
    ]


def _cost(*, bed: bool) -> str:
    from companion.audio.beds import bed as loop
    from companion.audio.mixer import Mixer
    from companion.audio.tones import breath
    from companion.session.effects import BreathPart

    mixer = Mixer(RATE, post=lambda _: None)
    voice = (0.2 * np.sin(np.arange(5 * RATE) / 30)).astype(np.float32)
    tone = breath(BreathPart.IN, 5.0, RATE)
    if bed:
        mixer.bed.set(loop("rain", RATE), 0.6)
        mixer.bed.run(True)
    block = np.zeros(RATE // 100, np.float32)
    spent, blocks = 0.0, 60_000
    for number in range(blocks):
        if number % 500 == 0:
            mixer.play(number, voice, 0)
            if bed:
                mixer.tone(tone, 0)
        began = time.thread_time()
        mixer.mix(block)
        spent += time.thread_time() - began
    return f"{spent / (blocks / 100):.2%} of a core"


# ---- starting ---------------------------------------------------------------------------------------------------


def _starts(voice: str) -> list[tuple[str, str, str]]:
    from bench.session import _memory
    from tests.audio.rig import SoundRig
    from tests.audio.sessions import RunningList, RunningSession, quiet_room

    sounds, ready, chosen, memory = [], [], [], []
    for _ in range(3):
        with SoundRig() as rig, tempfile.TemporaryDirectory() as folder:
            loudspeaker = rig.record_loudspeaker()
            rig.play_into_microphone(quiet_room(60))
            with tempfile.TemporaryDirectory() as other, RunningList(rig, Path(other), "--voice", voice) as program:
                time.sleep(4)
                began = time.monotonic()
                program.type("1")
                chosen.append(loudspeaker.wait_for_sound(after=began, timeout=20) - began)
            began = time.monotonic()
            with RunningSession(rig, Path(folder), "--voice", voice) as session:
                sounds.append(loudspeaker.wait_for_sound(after=began, timeout=20) - began)
                session.wait_for("(listening)")
                ready.append(time.monotonic() - began)
                most = 0.0
                until = time.monotonic() + 8
                while time.monotonic() < until:
                    with contextlib.suppress(ProcessLookupError):  # a helper ended meanwhile
                        most = max(most, _memory(session.pid))
                    time.sleep(0.2)
                memory.append(most)
    return [
        ("first sound, from choosing in the list", spread(chosen), "target 0.4 s"),
        ("first sound, from starting the program", spread(sounds), ""),
        ("ready to listen, from starting the program", spread(ready), ""),
        ("memory, all processes, at the most", f"{max(memory):.0f} MB", "target 400 MB"),
    ]


# ---- a session --------------------------------------------------------------------------------------------------


def _underruns(minutes: float) -> list[tuple[str, str, str]]:
    """Counts gaps of the player with voice, tones and a bed, while somebody talks into the microphone all the time."""
    from companion.audio.capture import Microphone
    from companion.audio.devices import AudioSystem, portaudio, renew
    from companion.audio.loopback import Loopback
    from companion.audio.output import LoudspeakerPlayer
    from companion.audio.sound_choice import Sounds
    from companion.hearing.listener import VoiceListener
    from companion.hearing.words import vocabulary
    from companion.session.effects import BreathPart, Listen
    from companion.speech.system import SystemVoice
    from companion.weights.store import model_path
    from tests.audio.rig import SoundRig

    voice = SystemVoice()
    sentence = voice.render("The river goes on past the old mill, and the fields lie open under a wide sky.", 130)
    voice.close()
    talk = np.interp(np.arange(int(sentence.seconds * RATE)) / RATE * sentence.rate, np.arange(len(sentence.samples)),
                     sentence.samples)  # fmt: skip
    words = vocabulary.load()
    before = {name: os.environ.get(name) for name in SoundRig().changes}
    with SoundRig() as rig, tempfile.TemporaryDirectory() as folder:
        os.environ.update(rig.changes)
        renew(portaudio())
        loopback = Loopback()
        system = AudioSystem()
        lates: list[float] = []
        player = LoudspeakerPlayer(
            lambda _: None, system, tap_for=_timed(loopback.tap, lates), sounds=Sounds(bed="rain")
        )
        microphone = Microphone(system, on_open=lambda: None, on_missing=lambda _: None, on_lost=lambda _: None)
        listener = VoiceListener(
            microphone, lambda _: None, words, model_path(words.model), Path(folder), reference=loopback
        )
        listener.microphone_open()
        listener.listen(Listen(frozenset()))
        player.run_bed(True)
        time.sleep(5)
        player.underflows, until, number = 0, time.monotonic() + minutes * 60, 0
        lates.clear()
        cpu = time.process_time()
        began = time.monotonic()
        try:
            while time.monotonic() < until:
                number += 1
                rig.play_into_microphone(talk)
                player.play(number, sentence, player.generation())
                for part in (BreathPart.IN, BreathPart.OUT):
                    player.breath(part, 3.0)
                    threading.Event().wait(3.0)
            spent = (time.process_time() - cpu) / (time.monotonic() - began)
        finally:
            listener.close()
            microphone.close()
            player.close()
            system.close()
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
    return [
        ("underruns that the device reported", f"{player.underflows}", "target 0"),
        ("blocks of the microphone that were lost", f"{microphone.dropped + microphone.overflows}", ""),
        ("from one block to the next, beyond its length", f"99.9 % {percentile(lates, 0.999) * 1000:.0f} ms, "
         f"longest {max(lates, default=0) * 1000:.0f} ms", f"{player.latency * 1000:.0f} ms are in store"),
        ("this process: sound, capture, echo, spotter", f"{spent:.1%} of a core", ""),
    ]  # fmt: skip


def _timed(tap_for: Any, lates: list[float]) -> Any:
    """Makes taps that note the delay of each block."""

    def made(rate: int) -> Any:
        tap = tap_for(rate)
        last = [0.0]

        def timed(block: Any, frame: int, at: float) -> None:
            now = time.monotonic()
            if last[0]:
                lates.append(max(0.0, now - last[0] - len(block) / rate))
            last[0] = now
            tap(block, frame, at)

        return timed

    return made


# ---- files ------------------------------------------------------------------------------------------------------


def _files(voice: str) -> None:
    """Measures writing a long session to a file, without and with the cache, and compares its last sound with the cue
    sheet."""
    from companion.cli.render import Wanted, run_render

    models, before = resources.models_dir(), dict(os.environ)
    rows: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"COMPANION_HOME": folder, "COMPANION_MODELS": str(models)}
        sheet = Path(folder) / "sheet.json"
        try:
            for what, suffix, bed, wanted in (
                ("FLAC, nothing cached", "flac", "none", "15 s are wanted of piper"),
                ("FLAC, all cached", "flac", "none", "5 s are wanted"),
                ("FLAC with rain, all cached", "flac", "rain", ""),
                ("MP3, all cached", "mp3", "none", ""),
                ("OGG, all cached", "ogg", "none", ""),
                ("Opus, all cached", "opus", "none", ""),
                ("Opus with rain, all cached", "opus", "rain", ""),
                ("WAV, all cached", "wav", "none", ""),
            ):
                began, cpu = time.monotonic(), _processor()
                file = Path(folder) / f"s.{suffix}"
                run_render(Wanted(SESSION, file, cues=sheet, voice=voice, bed=bed), io.StringIO())
                figure = f"{time.monotonic() - began:.1f} s (processor time {_processor() - cpu:.1f} s)"
                rows.append((what, figure, wanted))
            rows.append(("last sound in the file against the sheet", _drift(Path(folder) / "s.wav", sheet), "target 0"))
        finally:
            os.environ.clear()
            os.environ.update(before)
    table(f"a session of 24 minutes to a file, voice {voice}", rows)


def _drift(file: Path, sheet: Path) -> str:
    """Measures by how much the end of the last sentence is off the cue sheet, to the sample."""
    import soundfile

    samples, rate = soundfile.read(str(file), dtype="int16")
    cues = json.loads(sheet.read_text(encoding="utf-8"))["cues"]
    last = next(cue for cue in reversed(cues) if cue["kind"] in ("speech", "sound"))
    heard = np.flatnonzero(samples)
    # Clips fade within their last 4 ms, so the audible sound ends there or a little earlier, and never later.
    beyond = (int(heard[-1]) + 1 - last["end_frame"]) / rate
    return f"{beyond * 1000:+.1f} ms (the end of the last clip is faded)"


def _processor() -> float:
    """Returns the processor seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
