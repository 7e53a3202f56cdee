"""Real sessions for these tests: the program in its own process, on the virtual sound card, watched by its lines."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from companion import resources
from tests.audio.rig import RATE, SoundRig

LONG_TALK = (
    """\
format: 1
id: long-talk
title: A long talk
summary: Says one sentence after the other, with hardly a breath between them.
people: 1
kind: settle
author: Test
license: CC0-1.0
steps:
"""
    + "".join(
        f"  - The river goes on past the old mill, and the {thing} lie open under a wide and quiet sky.\n"
        for thing in (
            "fields",
            "orchards",
            "gardens",
            "meadows",
            "hills",
            "woods",
            "farms",
            "valleys",
            "roads",
            "lanes",
        )
    )
    + "ending: [That was enough.]\n"
)


AS_THE_NARRATOR = 0.1
"""RMS (of full scale) of speech at the narrator's loudness, -20 LUFS, where `as_loud_as` measures it."""


class RunningSession:
    """`companion play FILE --plain` on a rig. Ends its process at the end of the `with`."""

    def __init__(self, rig: SoundRig, folder: Path, *arguments: str, exercise: str = LONG_TALK) -> None:
        file = folder / "exercise.yaml"
        file.write_text(exercise, encoding="utf-8")
        # The voice that is on every machine, so that the tests do not depend on the installed models.
        voice = () if "--voice" in arguments else ("--voice", "system")
        self._run(rig, folder, "play", str(file), "--plain", *voice, *arguments)

    terminal = False
    """True if somebody is at the keys, which are a terminal of their own."""

    def _run(self, rig: SoundRig, folder: Path, *arguments: str) -> None:
        environment = {
            **rig.environment,
            "COMPANION_HOME": str(folder / "home"),
            "COMPANION_MODELS": str(resources.models_dir()),
            "PYTHONUNBUFFERED": "1",
        }
        self.lines: list[str] = []
        self._news = threading.Condition()
        keys, typed = os.openpty() if self.terminal else (None, subprocess.PIPE)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "companion", *arguments],
            env=environment,
            stdin=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._keys = self._process.stdin if keys is None else os.fdopen(keys, "w", encoding="utf-8")
        if keys is not None:
            os.close(typed)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()

    def wait_for(self, words: str, timeout: float = 20.0, *, after: int = 0) -> str:
        """The first line that holds these words; AssertionError with everything said so far where none comes. `after`:
        the number of first lines that don't count."""
        deadline = time.monotonic() + timeout
        seen = after
        with self._news:
            while True:
                for line in self.lines[seen:]:
                    if words in line:
                        return line
                seen = len(self.lines)
                left = deadline - time.monotonic()
                if left <= 0 or not self._news.wait(left):
                    raise AssertionError(f"no line with {words!r} in {timeout} s:\n" + "\n".join(self.lines))

    def wait_for_more(self, seen: int, timeout: float = 20.0) -> None:
        """Waits until there are more than `seen` lines. Raises AssertionError after `timeout` seconds."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.lines) > seen, timeout):
                raise AssertionError(f"nothing more in {timeout} s:\n" + "\n".join(self.lines))

    def type(self, line: str) -> None:
        assert self._keys is not None
        self._keys.write(line + "\n")
        self._keys.flush()

    def leave(self) -> None:
        """End it by typed words, and see that it leaves as it should."""
        self.type("stop")
        self.wait_for("We’ve stopped.")
        self.type("end session")
        assert self.exit_code() == 0

    def exit_code(self, timeout: float = 60.0) -> int:
        return self._process.wait(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(5)


class RunningAtTerminal(RunningSession):
    """The same, with a terminal to type at: only there are two people asked for their own answers."""

    terminal = True


class RunningList(RunningSession):
    """`companion --plain`: the list, waiting for somebody to choose a number."""

    def __init__(self, rig: SoundRig, folder: Path, *arguments: str) -> None:
        self._run(rig, folder, "--plain", *arguments)


def quiet_room(seconds: float) -> NDArray[np.float32]:
    """A room where nothing happens, -66 dBFS, mono: a real microphone never delivers nothing but zeros."""
    return np.random.default_rng(7).normal(0, 0.0005, int(seconds * RATE)).astype(np.float32)


def as_loud_as(samples: NDArray[np.float32], rms: float) -> NDArray[np.float32]:
    """The same with the loud half of its 20 ms blocks at this RMS (of full scale), without clipping."""
    blocks = samples[: len(samples) // 960 * 960].reshape(-1, 960).astype(np.float64)
    powers = np.sort((blocks**2).mean(axis=1))
    loud = float(np.sqrt(powers[powers > powers[-1] / 100].mean()))
    return (samples * min(rms / loud, 0.99 / float(np.abs(samples).max()))).astype(np.float32)


def shared_voice() -> Path | None:
    """The folder of human recordings beside the checkout; None elsewhere."""
    folder = Path(os.environ.get("COMPANION_VOICE", Path(__file__).parents[3] / "shared" / "voice"))
    return folder if (folder / "manifest.csv").is_file() else None
