"""Reads an author's own recordings: WAV, FLAC, OGG or MP3 to a clip, in a helper process (`recording_helper`).

The caller has checked that the file may be read.
"""

from __future__ import annotations

import contextlib
import json
import struct
import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Final, Protocol

import numpy as np

from companion.children import child_command
from companion.errors import CannotSay
from companion.ports import Pcm
from companion.speech.helper import OUT_OF_REACH, Process, end

LONGEST_SECONDS: Final = 3600.0
"""Seconds of a recording at most."""
MOST_BYTES: Final = 230_400_000
"""Bytes that a recording may become, as float32: twenty minutes at 48 kHz, an hour at 16 kHz. A longer one is brought
down to fewer samples per second."""
_BLOCK_SECONDS: Final = 10.0
"""Seconds that the helper may take to start, and for each block: a hundred times as long as on an idle machine."""
_HINT: Final = "Use a WAV, FLAC, OGG or MP3 file of an hour at most."


class _NoWholeRecording(Exception):
    """The helper gave no whole recording."""


class Decoder(Process, Protocol):
    """A process that decodes one file."""

    @property
    def stdout(self) -> IO[bytes] | None: ...


Start = Callable[[IO[bytes], Sequence[str]], Decoder]
"""Starts the helper with an open file and its arguments."""


def started(source: IO[bytes], arguments: Sequence[str], command: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Starts the helper as a process of its own."""
    program = command or child_command("decoder")
    return subprocess.Popen(
        [*program, *arguments], stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **OUT_OF_REACH
    )


def read_recording(
    file: Path,
    *,
    first: float = LONGEST_SECONDS,
    any_kind: bool = False,
    start: Start = started,
    patience: float = _BLOCK_SECONDS,
    walls: Callable[[Iterable[str]], object] = tuple,
) -> Pcm:
    """Reads mono float32, at the file's own rate unless the file is long. Raises CannotSay if the file is missing, is
    not a sound file, is empty or too long, or makes the helper hang.

    Of a long file only the first seconds are read, if `first` says so. `any_kind`: also kinds that packs don't take,
    such as M4A, where PyAV is installed. `start` starts the helper, and `patience` is the seconds that it may take for
    each block (tests give others). `walls` is called with the names of the walls that the kernel put around the helper.
    """
    try:
        with file.open("rb") as source:
            also = ("any",) if any_kind else ()
            process = start(source, (str(LONGEST_SECONDS), str(first), str(MOST_BYTES), *also))
        alive = threading.Event()
        threading.Thread(target=_watch, args=(process, alive, patience), name="recording", daemon=True).start()
        try:
            assert process.stdout is not None
            with process.stdout as stdout:
                pcm, why = _received(stdout, alive, walls)
        finally:
            end(process)
            alive.set()
    except (_NoWholeRecording, MemoryError, OSError) as reason:
        raise CannotSay("I can't read this recording.", hint=_HINT, place=str(file)) from reason
    if why == "long":
        raise CannotSay("This recording is too long.", hint=_HINT, place=str(file))
    if pcm is None or not len(pcm.samples):
        raise CannotSay("This recording is empty.", hint=_HINT, place=str(file))
    return pcm


def _watch(process: Process, alive: threading.Event, patience: float) -> None:
    """Kills a helper that gives no sign of life for `patience` seconds."""
    while process.poll() is None:
        if not alive.wait(patience):
            process.kill()
            return
        alive.clear()


def _received(
    answers: IO[bytes], alive: threading.Event, walls: Callable[[Iterable[str]], object]
) -> tuple[Pcm | None, str]:
    """Returns the recording, or the reason why there is none. Sets `alive` at each block. Raises _NoWholeRecording."""
    answer: Any = None
    with contextlib.suppress(ValueError):
        answer = json.loads(answers.readline(4096))
    if not isinstance(answer, dict):
        raise _NoWholeRecording("no answer")
    if not answer.get("ok"):
        if answer.get("why") == "long":
            return None, "long"
        raise _NoWholeRecording(str(answer.get("why")))
    rate = answer.get("rate")
    if type(rate) is not int or rate <= 0:
        raise _NoWholeRecording("no rate")
    walls(map(str, answer.get("walls", ())))
    received = bytearray()
    while True:
        alive.set()
        head = answers.read(4)
        if len(head) < 4:
            raise _NoWholeRecording("no end")
        length = struct.unpack("<I", head)[0]
        if not length:
            break
        if len(received) + length > MOST_BYTES:
            return None, "long"  # its header was wrong about the length
        block = answers.read(length)
        if len(block) < length:
            raise _NoWholeRecording("no end")
        received += block
    if len(received) % 4:
        raise _NoWholeRecording("no whole samples")
    return Pcm(np.frombuffer(received, "<f4").astype(np.float32, copy=False), rate), ""
