"""The sound probes of `companion doctor`: each device is really opened, and a failure comes with advice.

Recordings are discarded. Every probe ends, whatever the devices do.
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
from companion.audio.capture import Microphone
from companion.audio.devices import AudioSystem, portaudio, way_on
from companion.audio.output import LoudspeakerPlayer
from companion.errors import CompanionError, NoLoudspeaker, NoMicrophone
from companion.ports import Report, Speaking, SpeakingChanged
from companion.session.events import ClipEnded
from companion.sound_format import RATE, level_dbfs

_OPEN_SECONDS: Final = 8.0
_TOO_QUIET_DBFS: Final = -75.0
"""Level below which a microphone is reported as very quiet."""

_MUTED_HINTS: Final = {
    "darwin": (
        "Open System Settings, Privacy & Security, Microphone. Switch on the program that this window "
        "belongs to, such as Terminal."
    ),
    "win32": "Allow the microphone for desktop apps: Settings, Privacy, Microphone. Check that it is not muted.",
}
_MUTED_HINT: Final = "In your sound settings, check that the microphone isn't muted and that the right one is selected."


@dataclass(frozen=True, slots=True)
class Probe:
    """The result of one probe."""

    name: str
    ok: bool
    detail: str
    """The finding, in one sentence."""
    hint: str = ""
    """The next step; empty if all is well."""
    doubtful: bool = False
    """It works, but not well."""

    @property
    def sign(self) -> str:
        """One word for the result."""
        if not self.ok:
            return "PROBLEM"
        if self.doubtful:
            return "not well"
        return "–" if self.detail.startswith("not ") else "good"


def probe_loudspeaker() -> Probe:
    """Plays a bell on the default loudspeaker; takes about four seconds."""
    name = "Speaker"
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
            return Probe(name, False, f"{device} isn't responding.", "Restart the computer.")
        if missing:
            return Probe(name, False, missing[0], way_on("Plug one in, or choose another one in your sound settings."))
        player.play_sound(1, tones.BELL)
        if not ended.wait(_OPEN_SECONDS):
            return Probe(
                name, False, f"{device} opened, but won't play any sound.", "Choose another one in your sound settings."
            )
        detail = f"{device}: played a bell (delay: {player.latency:.2f} seconds)."
        return heard_bell(detail, player.underflows)
    finally:
        player.close()
        system.close()


def heard_bell(detail: str, underflows: int) -> Probe:
    """Judges a bell that was played to its end. Each of the `underflows` was a gap in the sound."""
    if underflows == 0:
        return Probe("Speaker", True, detail)
    hint = "The sound stuttered. Close some other programs, and then run companion doctor once more."
    return Probe("Speaker", True, detail, hint, doubtful=True)


def probe_microphone(seconds: float = 1.0) -> Probe:
    """Listens to the default microphone for that many seconds and reports how loud it was. The recording is
    discarded."""
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
            return Probe(name, False, f"{device} isn't responding.", "Restart the computer.")
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
        return Probe(
            name, False, f"{device} opened, but no sound comes from it.", "Choose another one in your sound settings."
        )
    if not np.any(samples):
        hint = _MUTED_HINTS.get(sys.platform, _MUTED_HINT)
        return Probe(name, False, f"{device} gives only silence. Is it muted?", hint)
    level = level_dbfs(samples)
    if level < _TOO_QUIET_DBFS:
        return Probe(name, True, f"{device}: very quiet ({level:.0f} dB).", "Turn it up in your sound settings.")
    return Probe(name, True, f"{device}: {level:.0f} dB.")


def _describe(kind: str, error: type[CompanionError]) -> str:
    """Returns the default device's name. Raises `error` if there is none."""
    what = "speaker" if kind == "output" else "microphone"

    def asked() -> str:
        module = portaudio(error)
        try:
            return str(module.query_devices(kind=kind)["name"])
        except (module.PortAudioError, ValueError) as reason:
            hint = way_on("Plug one in, or switch it on in your sound settings.")
            raise error(f"There is no {what}.", hint=hint) from reason

    try:
        return expendable.Call(asked, (CompanionError,)).result(_OPEN_SECONDS)
    except expendable.NeverCameBack:
        raise error("Sound on this computer isn't responding.", hint="Restart the computer, then try again.") from None
