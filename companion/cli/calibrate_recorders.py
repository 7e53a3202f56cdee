"""Where the words of `companion calibrate` come from: the microphone, or a folder of sound files. What was said is
given out, and kept nowhere.
"""

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
    from companion.hearing.calibration import Prompt

    Int16 = NDArray[np.int16]

_OPEN_SECONDS = 8.0
_QUIET_SECONDS = 2.0
_MOST_KEPT_FRAMES = 250
"""Of 20 ms: more than a microphone keeps (three seconds), and an end to it where ever more come."""


class Recorder(Protocol):
    """Where the words come from."""

    noise_dbfs: float

    def forget(self) -> None:
        """Whatever was said before now is no word."""

    def take(self, prompt: Prompt) -> Int16:
        """What was said; empty where nothing came."""


@contextmanager
def recorder_of(folder: Path | None, out: TextIO) -> Iterator[Recorder]:
    """The folder where one is given, else the microphone. Raises NoMicrophone, or CompanionError for no folder."""
    if folder is not None:
        yield FolderRecorder(folder)
        return
    with _microphone() as microphone:
        out.write("\nPlease be quiet for two seconds …\n")
        out.flush()
        yield LiveRecorder(microphone)


class FolderRecorder:
    """Sound files in place of people: PERSON-WORD-MANNER-TAKE.wav, such as 1-stop-soft-2.wav; a file that is not
    there is somebody who said nothing."""

    noise_dbfs = -75.0

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise CompanionError("there is no such folder", place=str(folder), hint="Give a folder of WAV files.")
        self._folder = folder

    def forget(self) -> None: ...

    def take(self, prompt: Prompt) -> Int16:
        import numpy as np

        from companion.hearing.hear import read_sound

        word = prompt.phrase.replace(" ", "_")
        file = self._folder / f"{prompt.person}-{word}-{prompt.manner}-{prompt.take}.wav"
        return read_sound(file) if file.is_file() else np.zeros(0, np.int16)


class LiveRecorder:
    """The microphone, and the room's noise at the beginning."""

    def __init__(self, microphone: Microphone) -> None:
        import numpy as np

        from companion.hearing.one_word import room_noise

        self._microphone = microphone
        frames: list[Int16] = []
        while sum(map(len, frames)) < _QUIET_SECONDS * 16000:
            frames.append(self._frame())
        if not np.any(np.concatenate(frames)):
            raise NoMicrophone(
                "The microphone delivers nothing but zeros.", hint="Is it muted? `companion doctor` says more."
            )
        self.noise_dbfs = room_noise(np.concatenate(frames))

    def forget(self) -> None:
        """The microphone keeps the oldest seconds that nobody read: two people who talk before they begin."""
        for _ in range(_MOST_KEPT_FRAMES):
            if self._microphone.read(0.0) is None:
                return

    def take(self, prompt: Prompt) -> Int16:
        from companion.hearing.one_word import OneWord

        word = OneWord(self.noise_dbfs)
        while not word.done:
            word.feed(self._frame())
        return word.samples

    def _frame(self) -> Int16:
        frame = self._microphone.read(_OPEN_SECONDS)
        if frame is None:
            raise NoMicrophone("The microphone delivers nothing.", hint="Run: companion doctor")
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
            raise NoMicrophone("The microphone does not answer.", hint="Run: companion doctor")
        if problems:
            # Here nothing takes it up again by itself, as a session does.
            raise NoMicrophone(
                problems[0].message,
                hint="Plug one in, or switch it on in the sound settings; then start `companion calibrate` again.",
            )
        yield microphone
    finally:
        microphone.close()
        system.close()
