"""What `companion doctor` tries of the sound: each device is really opened, and what fails says what to do.

Nothing recorded is kept. Every probe has an end, whatever the devices do.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from companion.audio import expendable, tones
from companion.audio.capture import RATE, Microphone
from companion.audio.devices import AudioSystem, portaudio
from companion.audio.levels import dbfs
from companion.audio.output import LoudspeakerPlayer
from companion.errors import CompanionError, NoLoudspeaker, NoMicrophone
from companion.ports import Report, Speaking, SpeakingChanged
from companion.session.events import ClipEnded

_OPEN_SECONDS: Final = 8.0
_TOO_QUIET_DBFS: Final = -75.0

_MUTED_HINTS: Final = {
    "darwin": "Allow the microphone for your terminal: System Settings, Privacy & Security, Microphone.",
    "win32": "Allow the microphone for desktop apps: Settings, Privacy, Microphone. Check that it is not muted.",
}
_MUTED_HINT: Final = "Check that the microphone is not muted, and that the right one is chosen in the sound settings."


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that was tried."""

    name: str
    ok: bool
    detail: str
    """What was found, one sentence."""
    hint: str = ""
    """What to do next; empty where all is well."""


def probe_loudspeaker() -> Probe:
    """Play a bell on the default loudspeaker; takes about four seconds."""
    name = "Loudspeaker"
    ready, ended = threading.Event(), threading.Event()
    missing: list[str] = []

    def post(report: Report) -> None:
        if isinstance(report, ClipEnded):
            ended.set()
        elif isinstance(report, SpeakingChanged):
            if report.speaking is Speaking.NO_LOUDSPEAKER:
                missing.append(report.detail)
            ready.set()

    try:
        device = _describe("output", NoLoudspeaker)
    except CompanionError as why:
        return Probe(name, False, why.message, why.hint)
    system = AudioSystem()
    player = LoudspeakerPlayer(post, system)
    try:
        if not ready.wait(_OPEN_SECONDS):
            return Probe(name, False, f"{device} does not answer.", "Restart the sound server, or the computer.")
        if missing:
            return Probe(name, False, missing[0], "Plug one in, or choose another in the sound settings.")
        player.play_sound(1, tones.BELL)
        if not ended.wait(_OPEN_SECONDS):
            return Probe(name, False, f"{device} opened, but takes no sound.", "Try another in the sound settings.")
        detail = f"{device}: a bell was played, {player.latency * 1000:.0f} ms behind."
        return Probe(name, True, detail, "" if player.underflows == 0 else "It stuttered: close other programs.")
    finally:
        player.close()
        system.close()


def probe_microphone(seconds: float = 1.0) -> Probe:
    """Listen to the default microphone for so long, and say how loud it was. What was heard is thrown away."""
    name = "Microphone"
    answered = threading.Event()
    problems: list[CompanionError] = []

    def on_problem(why: CompanionError) -> None:
        problems.append(why)
        answered.set()

    try:
        device = _describe("input", NoMicrophone)
    except CompanionError as why:
        return Probe(name, False, why.message, why.hint)
    system = AudioSystem()
    microphone = Microphone(system, on_open=answered.set, on_missing=on_problem, on_lost=on_problem)
    try:
        if not answered.wait(_OPEN_SECONDS):
            return Probe(name, False, f"{device} does not answer.", "Restart the sound server, or the computer.")
        if problems:
            return Probe(name, False, problems[0].message, problems[0].hint)
        return _judged(name, device, _heard(microphone, seconds))
    finally:
        microphone.close()
        system.close()


def _heard(microphone: Microphone, seconds: float) -> NDArray[np.int16]:
    frames: list[NDArray[np.int16]] = []
    wanted = int(seconds * RATE)
    deadline = time.monotonic() + seconds + _OPEN_SECONDS
    while sum(len(frame) for frame in frames) < wanted and time.monotonic() < deadline:
        heard = microphone.read(0.5)
        if heard is not None:
            frames.append(heard.samples)
    return np.concatenate([np.zeros(0, np.int16), *frames])


def _judged(name: str, device: str, samples: NDArray[np.int16]) -> Probe:
    if not len(samples):
        return Probe(name, False, f"{device} opened, but delivers nothing.", "Try another in the sound settings.")
    if not np.any(samples):
        hint = _MUTED_HINTS.get(sys.platform, _MUTED_HINT)
        return Probe(name, False, f"{device} delivers digital silence: nothing but zeros.", hint)
    level = dbfs(samples)
    if level < _TOO_QUIET_DBFS:
        return Probe(name, True, f"{device}: very quiet ({level:.0f} dB).", "Turn its level up in the sound settings.")
    return Probe(name, True, f"{device}: {level:.0f} dB.")


def _describe(kind: str, error: type[CompanionError]) -> str:
    """The default device's name. Raises `error`."""
    what = "loudspeaker" if kind == "output" else "microphone"

    def asked() -> str:
        module = portaudio(error)
        try:
            return str(module.query_devices(kind=kind)["name"])
        except (module.PortAudioError, ValueError) as reason:
            raise error(f"There is no {what}.", hint="Plug one in, or switch it on in the sound settings.") from reason

    try:
        return expendable.Call(asked, (CompanionError,)).result(_OPEN_SECONDS)
    except expendable.NeverCameBack:
        raise error(
            "The sound server does not answer.", hint="Start it again, or restart the computer, and try once more."
        ) from None
