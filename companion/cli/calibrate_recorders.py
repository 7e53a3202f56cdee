"""The sources of the words for `companion calibrate`: the microphone, or a folder of sound files. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from companion.errors import CompanionError, NoMicrophone

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from companion.audio.capture import Microphone
    from companion.hearing.words.calibration import Prompt

    Int16 = NDArray[np.int16]

_OPEN_SECONDS = 8.0
"""Seconds that a microphone has to open, or to deliver sound; one on Bluetooth takes some of them."""
_QUIET_SECONDS = 2.0
"""Seconds of the room's noise measured before the first word."""
_MOST_KEPT_FRAMES = 250
"""Frames of 20 ms thrown away at most: more than a microphone keeps (three seconds), so that it ends."""


class Recorder(Protocol):
    """A source of words."""

    noise_dbfs: float

    def forget(self) -> None:
        """Throws away all sound from before now."""

    def take(self, prompt: Prompt) -> Int16:
        """Records one word; empty if nothing came."""


@contextmanager
def recorder_of(folder: Path | None, out: TextIO) -> Iterator[Recorder]:
    """Opens the folder, or else the microphone. Raises NoMicrophone, or CompanionError for a missing folder."""
    if folder is not None:
        yield FolderRecorder(folder)
        return
    with _microphone() as microphone:
        out.write("\nPlease be quiet for two seconds …\n")
        out.flush()
        yield LiveRecorder(microphone)


class FolderRecorder:
    """Reads sound files in place of people: PERSON-WORD-MANNER-TAKE.wav, such as 1-stop-soft-2.wav. A missing file
    counts as silence."""

    noise_dbfs = -75.0

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise CompanionError(
                "I can't find that folder",
                place=str(folder),
                hint="Check its name. It should hold sound files ending in .wav.",
            )
        self._folder = folder

    def forget(self) -> None: ...

    def take(self, prompt: Prompt) -> Int16:
        import numpy as np

        from companion.app.sound_files import read_sound

        word = prompt.phrase.replace(" ", "_")
        file = self._folder / f"{prompt.person}-{word}-{prompt.manner}-{prompt.take}.wav"
        return read_sound(file) if file.is_file() else np.zeros(0, np.int16)


class LiveRecorder:
    """Records from the microphone, and measures the room's noise at the beginning."""

    def __init__(self, microphone: Microphone) -> None:
        import numpy as np

        from companion.hearing.words.endpointer import room_noise
        from companion.sound_format import RATE

        self._microphone = microphone
        frames: list[Int16] = []
        while sum(map(len, frames)) < _QUIET_SECONDS * RATE:
            frames.append(self._frame())
        if not np.any(np.concatenate(frames)):
            raise NoMicrophone(
                "The microphone gives only silence.", hint="Is it muted? To find out, type: companion doctor"
            )
        self.noise_dbfs = room_noise(np.concatenate(frames))

    def forget(self) -> None:
        """Reads and drops what the microphone kept: two people may have talked before they began."""
        for _ in range(_MOST_KEPT_FRAMES):
            if self._microphone.read(0.0) is None:
                return

    def take(self, prompt: Prompt) -> Int16:
        from companion.hearing.words.endpointer import Endpointer

        word = Endpointer(self.noise_dbfs)
        while not word.done:
            word.feed(self._frame())
        return word.samples

    def _frame(self) -> Int16:
        frame = self._microphone.read(_OPEN_SECONDS)
        if frame is None:
            raise NoMicrophone(
                "I can't hear anything from the microphone.", hint="To find out why, type: companion doctor"
            )
        return frame.samples


@contextmanager
def _microphone() -> Iterator[Microphone]:
    import threading

    from companion.audio.capture import Microphone
    from companion.audio.devices import AudioSystem

    answered = threading.Event()
    problems: list[CompanionError] = []

    def problem(why: CompanionError) -> None:
        problems.append(why)
        answered.set()

    system = AudioSystem()
    microphone = Microphone(system, on_open=answered.set, on_missing=problem, on_lost=problem)
    try:
        if not answered.wait(_OPEN_SECONDS):
            raise NoMicrophone("The microphone isn't responding.", hint="To find out why, type: companion doctor")
        if problems:
            # Unlike a session, this does not open the microphone again by itself.
            raise NoMicrophone(
                problems[0].message,
                hint="Plug one in, or switch it on in your sound settings. Then type `companion calibrate` again.",
            )
        yield microphone
    finally:
        microphone.close()
        system.close()
