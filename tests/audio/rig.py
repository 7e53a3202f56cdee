"""A private sound server for tests and benchmarks: PulseAudio as an ordinary process with two null sinks and a way in.

Only what makes and measures sound from outside lives here; nothing of the program is imported. One null sink is the
loudspeaker (its monitor is what is heard), the monitor of the other is the microphone. Everything stays in a folder
of its own: the person's real sound server and settings are never touched. Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
"""Hz, of both sinks and of everything recorded."""

_LOUDSPEAKER = "loudspeaker"
_PROGRAM = "program"
"""Leads into the loudspeaker, block by block. The program's own sound can be recorded there, however often it opens its
stream anew."""
_MICROPHONE = "microphone"
_START_DEADLINE = 10.0

_ALSA_CONFIGURATION = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


class RigError(RuntimeError):
    """The virtual sound card would not start."""


def why_not() -> str:
    """Returns the reason why this machine cannot have a rig; empty if it can."""
    if not sys.platform.startswith("linux"):
        return "it runs on Linux only"
    for tool, package in (("pulseaudio", "pulseaudio"), ("pacat", "pulseaudio-utils"), ("pactl", "pulseaudio-utils")):
        if shutil.which(tool) is None:
            return f"{tool} is missing (Debian's package: {package})"
    if ctypes.util.find_library("portaudio") is None:
        return "the PortAudio library is missing (Debian's package: libportaudio2)"
    if not any(Path("/usr/lib").glob("**/alsa-lib/libasound_module_pcm_pulse.so")):
        return "ALSA's pulse plugin is missing (Debian's package: libasound2-plugins)"
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A recording: mono float32 at `RATE`, and the monotonic time of its first sample (good to about 20 ms)."""

    samples: NDArray[np.float32]
    started: float

    def since(self, moment: float) -> NDArray[np.float32]:
        """Returns the sound after this monotonic moment."""
        return self.samples[max(0, int((moment - self.started) * RATE)) :]

    def between(self, start: float, end: float) -> NDArray[np.float32]:
        first = max(0, int((start - self.started) * RATE))
        return self.samples[first : max(first, int((end - self.started) * RATE))]

    def first_sound(self, after: float = 0.0, threshold: float = 0.003) -> float | None:
        """The monotonic time of the first sample louder than the threshold at or after `after`."""
        offset = max(0, int((after - self.started) * RATE))
        loud = np.flatnonzero(np.abs(self.samples[offset:]) > threshold)
        return self.started + (offset + int(loud[0])) / RATE if loud.size else None

    def last_sound(self, threshold: float = 0.003) -> float | None:
        """The monotonic time of the last sample louder than the threshold."""
        loud = np.flatnonzero(np.abs(self.samples) > threshold)
        return self.started + int(loud[-1]) / RATE if loud.size else None


class Recorder:
    """A running recording of one source. `stop()` gives what was heard so far; `snapshot()` too, without stopping."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._chunks: list[bytes] = []
        self._bytes = 0
        self._started = float("inf")
        self._lock = threading.Lock()
        self._first = threading.Event()
        self._thread = threading.Thread(target=self._read, name="recorder", daemon=True)
        self._thread.start()

    def wait_until_running(self, timeout: float = 5.0) -> None:
        if not self._first.wait(timeout):
            raise RigError("nothing could be recorded from the virtual sound card")

    def snapshot(self) -> Recording:
        with self._lock:
            data, started = b"".join(self._chunks), self._started
        samples = np.frombuffer(data[: len(data) // 2 * 2], np.int16).astype(np.float32) / 32768
        return Recording(samples, started)

    def wait_for_sound(self, after: float, timeout: float = 5.0, threshold: float = 0.003) -> float:
        """The monotonic time of the first sound at or after `after`; raises RigError when none comes in time."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            heard = self.snapshot().first_sound(after, threshold)
            if heard is not None:
                return heard
            time.sleep(0.02)
        raise RigError(f"no sound within {timeout} s")

    def stop(self) -> Recording:
        _end(self._process)
        self._thread.join(2)
        return self.snapshot()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        fileno = stream.fileno()
        while chunk := os.read(fileno, 4096):
            arrived = time.monotonic()
            with self._lock:
                self._chunks.append(chunk)
                self._bytes += len(chunk)
                # The chunk that waited least in buffers gives the best guess of when the first sample was heard.
                self._started = min(self._started, arrived - self._bytes / 2 / RATE)
            self._first.set()


class SoundRig:
    """Starts and ends the server, plays into the microphone and records the loudspeaker. Use it in a `with`.

    `echo`: the microphone hears the loudspeaker too, as loud as it is. Then whoever speaks does so through the same
    sink, so that both are mixed sample by sample. (A loopback between two sinks resamples all the time to keep its
    delay, and no room makes such a sliding echo, so no canceller learns it.)
    """

    def __init__(self, *, echo: bool = False) -> None:
        self._heard_in = _LOUDSPEAKER if echo else _MICROPHONE
        """The sink whose monitor is the microphone."""
        self.folder = Path(tempfile.mkdtemp(prefix="companion-rig-"))
        runtime = self.folder / "run"
        home = self.folder / "home"
        for made in (runtime, home):
            made.mkdir(mode=0o700)
        self._alsa = self.folder / "alsa.conf"
        self._alsa.write_text(_ALSA_CONFIGURATION)
        self._socket = self.folder / "pulse.socket"
        self._runtime, self._home = runtime, home
        self._server: subprocess.Popen[bytes] | None = None
        self._others: list[subprocess.Popen[bytes]] = []

    @property
    def changes(self) -> dict[str, str]:
        """The environment variables a program needs, before it starts PortAudio, to hear and speak here."""
        return {
            "ALSA_CONFIG_PATH": str(self._alsa),
            "PULSE_RUNTIME_PATH": str(self._runtime),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_SINK": _PROGRAM,
            "PULSE_SOURCE": f"{self._heard_in}.monitor",
        }

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment for a program that is to use this sound card, with a home of its own."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PULSE_", "ALSA_", "DBUS_", "XDG_"))}
        return kept | self.changes | {"HOME": str(self._home), "XDG_RUNTIME_DIR": str(self._runtime)}

    def start(self) -> SoundRig:
        """Start the server; waits until it answers. Raises RigError."""
        self._socket.unlink(missing_ok=True)
        (self._runtime / "pid").unlink(missing_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit",
                    "--use-pid-file=no", "--high-priority=no", "--realtime=no", "--log-target=stderr",
                    "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
                    "-L", f"module-null-sink sink_name={_LOUDSPEAKER} rate={RATE} channels=1 norewinds=1",
                    "-L", f"module-null-sink sink_name={_MICROPHONE} rate={RATE} channels=1 norewinds=1",
                    "-L", f"module-remap-sink sink_name={_PROGRAM} master={_LOUDSPEAKER} rate={RATE} channels=1",
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._server_environment(),
            )  # fmt: skip
        deadline = time.monotonic() + _START_DEADLINE
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                reason = (self.folder / "server.log").read_text(errors="replace")[-400:]
                raise RigError(f"pulseaudio did not start: {reason}")
            time.sleep(0.05)
        for sink in (_LOUDSPEAKER, _MICROPHONE, _PROGRAM):
            self._keep_awake(sink)
        return self

    def kill_server(self) -> None:
        """The server dies at once, as when somebody pulls the plug."""
        if self._server is not None:
            self._server.kill()
            self._server.wait(5)
            self._server = None
        self._end_others()

    def close(self) -> None:
        """End everything this rig started and remove its folder."""
        self._end_others()
        if self._server is not None:
            _end(self._server)
            self._server = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def record_loudspeaker(self) -> Recorder:
        """Begin to record what comes out of the loudspeaker; with `echo`, people who speak are in it."""
        return self._record(f"{_LOUDSPEAKER}.monitor")

    def record_program(self) -> Recorder:
        """Begin to record what the program alone plays."""
        return self._record(f"{_PROGRAM}.monitor")

    def speak(self, samples: NDArray[Any], timeout: float = 10.0) -> Recorder:
        """Play them into the microphone, as a person would speak, and record that person alone. They need half a second
        of silence at their beginning: the recording begins after the playing."""
        before = max(self._players(), default=0)
        self.play_into_microphone(samples)
        deadline = time.monotonic() + timeout
        while not (found := [number for number in self._players() if number > before]):
            if time.monotonic() > deadline:
                raise RigError(f"nobody spoke within {timeout} s")
            time.sleep(0.05)
        return self._record(f"{self._heard_in}.monitor", f"--monitor-stream={max(found)}")

    def _players(self) -> list[int]:
        """The server's numbers of the streams that `play_into_microphone` has running."""
        done = subprocess.run(
            ["pactl", "list", "sink-inputs"],
            env=self.environment, capture_output=True, text=True, timeout=5, check=True,
        )  # fmt: skip
        return [int(each.split(maxsplit=1)[0]) for each in done.stdout.split("Sink Input #")[1:] if "pacat" in each]

    def listeners(self) -> int:
        """Counts the programs that record from the microphone now, without the rig's own."""
        done = subprocess.run(
            ["pactl", "list", "source-outputs"],
            env=self.environment, capture_output=True, text=True, timeout=5, check=True,
        )  # fmt: skip
        return sum("pacat" not in each for each in done.stdout.split("Source Output #")[1:])

    def record_microphone(self) -> Recorder:
        """Begin to record what the microphone hears: to learn when played-in sound really arrived."""
        return self._record(f"{self._heard_in}.monitor")

    def play_into_microphone(self, samples: NDArray[Any], rate: int = RATE) -> subprocess.Popen[bytes]:
        """Play mono samples (float -1 … 1 or int16) to the microphone; returns the running player, to be waited on."""
        if samples.dtype != np.int16:
            samples = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        process = self._tool(
            "pacat", "--raw", "--playback", "--latency-msec=20", f"--rate={rate}", "--channels=1",
            "--format=s16le", "-d", self._heard_in, stdin=subprocess.PIPE,
        )  # fmt: skip
        stdin = process.stdin
        assert stdin is not None
        threading.Thread(target=_feed, args=(stdin, samples.tobytes()), daemon=True).start()
        return process

    def __enter__(self) -> SoundRig:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _record(self, source: str, *more: str) -> Recorder:
        recorder = Recorder(
            self._tool(
                "pacat", "--raw", "--record", "--latency-msec=10", f"--rate={RATE}", "--channels=1",
                "--format=s16le", "-d", source, *more, stdout=subprocess.PIPE,
            )
        )  # fmt: skip
        recorder.wait_until_running()
        return recorder

    def _keep_awake(self, sink: str) -> None:
        with open("/dev/zero", "rb") as zeros:
            self._tool(
                "pacat", "--raw", "--playback", "--latency-msec=20", f"--rate={RATE}", "--channels=1",
                "--format=s16le", "-d", sink, stdin=zeros,
            )  # fmt: skip

    def _tool(self, *command: str, stdin: Any = subprocess.DEVNULL, stdout: Any = subprocess.DEVNULL) -> Any:
        process = subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=self.environment)
        self._others.append(process)
        return process

    def _answers(self) -> bool:
        if not self._socket.exists():
            return False
        done = subprocess.run(["pactl", "info"], env=self.environment, capture_output=True, timeout=5, check=False)
        return done.returncode == 0

    def _server_environment(self) -> dict[str, str]:
        return {k: v for k, v in self.environment.items() if k not in ("PULSE_SERVER", "PULSE_SINK", "PULSE_SOURCE")}

    def _end_others(self) -> None:
        for process in self._others:
            _end(process)
        self._others.clear()


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError):  # the player was ended before it had everything
        stdin.write(data)
        stdin.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(3)
