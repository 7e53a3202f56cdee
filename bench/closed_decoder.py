"""A decoder behind its walls that serves many files: a fork of this process, which is closed before it reads the first.

It does what `companion.speech.recording_helper` does for one file. If it dies or hangs, that costs the file it was at,
and a new fork goes on with the next.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from companion.speech import recording_helper
from companion.speech.recordings import LONGEST_SECONDS, MOST_BYTES
from companion.walls.shield import shield_memory

_HANGS_SECONDS = 60.0
"""Seconds that one file may take: a thousand times as long as on an idle machine."""


@dataclass
class Decoded:
    """The answers of a decoder to one file, in the place of a `subprocess.Popen`."""

    stdout: IO[bytes]
    crash: int
    """The signal that ended the decoder at this file; 0 if none did."""
    stdin: None = None

    def poll(self) -> int:
        return -self.crash

    def kill(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int:
        return -self.crash


class ClosedDecoder:
    """Decodes files, some with each fork."""

    def __init__(self) -> None:
        recording_helper.load_everything()
        self.memory = 0
        """The most bytes of memory that a fork has had."""

    def decoded(self, files: Sequence[Path]) -> Iterator[Decoded]:
        """Yields the answers to each file. They are read as a helper's own are."""
        answers = [os.memfd_create("answers") for _ in files]
        crashes = [0] * len(files)
        at = 0
        while at < len(files):
            done, crashes_with = self._fork(files[at:], answers[at:])
            at += done
            if at < len(files):
                crashes[at] = crashes_with
                at += 1
        for descriptor, crash in zip(answers, crashes, strict=True):
            with os.fdopen(descriptor, "rb") as stdout:
                stdout.seek(0)
                yield Decoded(stdout, crash)

    def _fork(self, files: Sequence[Path], answers: Sequence[int]) -> tuple[int, int]:
        """Decodes in a fork. Returns the number of files that it has done, and the signal that ended it."""
        reads, writes = os.pipe()
        with contextlib.ExitStack() as stack:
            sources = [stack.enter_context(file.open("rb")) for file in files]
            pid = os.fork()
            if not pid:
                _decode(sources, answers, writes)
            os.close(writes)
        done = 0
        with os.fdopen(reads, "rb", buffering=0) as progress:
            while select.select([progress], [], [], _HANGS_SECONDS)[0]:
                if not (more := progress.read(4096)):
                    break
                done += len(more)
            else:
                os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
        self.memory = max(self.memory, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        return done, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _decode(sources: Sequence[BinaryIO], answers: Sequence[int], progress: int) -> None:
    """Decodes in this fork, and ends it."""
    try:
        shield_memory()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)  # the output of libraries goes nowhere
        os.dup2(null, 2)
        outputs = [os.fdopen(descriptor, "wb", buffering=0) for descriptor in answers]
        walls = recording_helper.close_up()
        for source, output in zip(sources, outputs, strict=True):
            with contextlib.suppress(Exception):  # the helper would end with it, in silence
                recording_helper.decode(source, output, walls, LONGEST_SECONDS, LONGEST_SECONDS, MOST_BYTES)
            os.write(progress, b".")
        os._exit(0)
    finally:
        os._exit(1)
