"""The helper process of the system voice: renders texts through pyttsx3. Lines of JSON come in; lines and sound go out.

Run as `companion --child system-voice [DRIVER]`; ends when its input ends. It is a process of its own because the
libraries below it may print, hang or crash. Once espeak-ng has its voice, the kernel lets this process open no file and
no connection (`companion.walls`, Linux only). Of the program it imports nothing else.

    In:  {"text": ..., "rate": 105, "gap": 0, "voice": "gmw/en-gb-x-rp" or ""}
         "gap": extra rest between words, for espeak alone, which by itself goes no slower than rate 80
    Out: {"ready": true, "driver": "espeak", "voices": [{"id": ..., "name": ..., "languages": [...]}]} once; then for
         each text {"ok": true, "rate": 22050, "bytes": 4000, "walls": [name, ...], "last": false}, followed by that
         many bytes of int16, little-endian, mono, or {"ok": false, "why": ..., "last": false}
         "walls": the kernel's walls around this process
         "last": this process will not speak another text
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import shutil
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import Any, BinaryIO

from companion.walls.kernel import close_process
from companion.walls.shield import shield_memory

FOLDER_PREFIX = "companion-voice-"
"""Beginning of the names of the temporary folders that this process may remove: its own, where a driver can only write
to a file, and those of older versions."""
NO_ROOM = "there is no room on the disk for its sound"
"""The reason why a driver that can only write to a file says nothing on a full disk."""
_SENTENCE_BYTES = 1_000_000
"""Bytes of a long sentence's sound: with less room than that, the disk counts as full."""
_FORGOTTEN_SECONDS = 3600.0
"""Seconds since a temporary folder was last used, after which it belongs to no running program."""

_ONE_TEXT_SECONDS = 20.0
"""Seconds after which espeak counts as stuck on a text."""
_SETTLE_SECONDS = 1.0
"""Seconds that espeak may take to apply a setting."""
_TRIES = 3
"""Attempts at a text whose file comes out empty."""
_FOREIGN_WORDS = "jazz, week-end, the"
"""English words that espeak-ng says in English amid other languages. It reads the English dictionary for that at the
first of them, and spells them out if it can't."""
_ENGLISH = "gmw/en"
"""Beginning of the names of espeak-ng's English voices."""
_ESPEAK_WORDGAP = 7
"""espeak's number of the word gap, a parameter that pyttsx3 does not pass on."""


def main() -> int:
    shield_memory()
    # The output of pyttsx3 ("Audio saved to") must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    driver = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        helper = Helper(driver)
    except Exception as reason:  # noqa: BLE001 - whatever a driver raises is the answer, and this process's end
        _answer(answers, {"ready": False, "why": f"{type(reason).__name__}: {reason}"})
        return 1
    _answer(answers, {"ready": True, "driver": helper.driver, "voices": helper.voices()})
    sweep()
    with contextlib.suppress(OSError):  # the answers are no longer read
        for line in sys.stdin.buffer:
            request = json.loads(line)
            last = helper.driver == "sapi5"  # it speaks only the first text of a process
            answer: dict[str, Any] = {"ok": False, "last": last}
            sound = b""
            try:
                helper.set(request["voice"], int(request["rate"]), int(request.get("gap", 0)))
                walls = helper.close_up()
                rate, sound = helper.say(request["text"])
                answer |= {"ok": True, "rate": rate, "bytes": len(sound), "walls": walls}
            except Exception as reason:  # noqa: BLE001 - the same
                answer["why"] = str(reason) if isinstance(reason, Unspoken) else f"{type(reason).__name__}: {reason}"
            _answer(answers, answer, sound)
            if last:
                break
    return 0


def sweep() -> None:
    """Removes the sound that an older version, or a helper that was killed, left in the temporary folder."""
    with contextlib.suppress(OSError):  # there may be no folder in which a file can be made
        for left in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
            with contextlib.suppress(OSError):
                found = left.lstat()
                ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
                if ours and not left.is_symlink() and time.time() - found.st_mtime > _FORGOTTEN_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)


class Unspoken(Exception):
    """A text that was not spoken, with the reason."""


class Helper:
    """pyttsx3 with workarounds for its faults. Raises whatever pyttsx3 raises when there is no engine."""

    def __init__(self, driver: str) -> None:
        if driver in ("", "espeak"):
            _load_bundled_espeak()
        import pyttsx3

        self._engine = pyttsx3.init(driver or None)
        self.driver = str(self._engine)
        self._finished: list[bool] = []
        self._errors: list[str] = []
        self._set: dict[str, object] = {}
        self._walls: tuple[str, ...] | None = None
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        if self.driver == "espeak":
            # pyttsx3 counts as busy until its first run, and that run returns before it has spoken; with a rate just
            # set it may even cancel itself. So the first run is a word that is discarded, and it is waited for.
            self._engine.save_to_file("ready", os.devnull)
            self._engine.runAndWait()
            self._await_finish(_SETTLE_SECONDS)
            self._settle()

    def voices(self) -> list[dict[str, Any]]:
        found = self._engine.getProperty("voices") or []
        return [{"id": str(v.id), "name": str(v.name), "languages": [str(x) for x in v.languages or []]} for v in found]

    def set(self, voice: str, rate: int, gap: int) -> None:
        """Sets how the next texts are spoken. Only changes are set, and each is waited for."""
        self._errors.clear()
        for name, value in (("voice", voice), ("rate", rate)):
            if value and self._set.get(name) != value:
                self._engine.setProperty(name, value)
                self._settle()
                self._set[name] = value
        if self.driver == "espeak" and self._set.get("gap") != gap:
            from pyttsx3.drivers import _espeak

            _espeak.SetParameter(_ESPEAK_WORDGAP, gap, 0)
            self._settle()
            self._set["gap"] = gap

    def close_up(self) -> tuple[str, ...]:
        """Has the kernel put walls around this process (a sandbox) once espeak has read its voice. Returns the names of
        the walls.

        With any other driver there are none, because it has to write files; the kernel of some systems has none at all.
        """
        if self._walls is None and self.driver == "espeak":
            if not str(self._set.get("voice", "")).startswith(_ENGLISH):
                self._say(_FOREIGN_WORDS)
            self._walls = close_process()
        elif self._walls is None:
            self._walls = ()
        return self._walls

    def say(self, text: str) -> tuple[int, bytes]:
        """Renders a text. Returns the samples per second, and int16 mono. Raises Unspoken."""
        for _ in range(_TRIES):
            # When a text begins, pyttsx3 cancels whatever espeak still does. With both cores busy that is sometimes the
            # text itself (one of 4,000), and its empty sound is reported as complete.
            rate, sound = self._say(text)
            if sound:
                break
        return rate, sound  # if there is none, the text really makes no sound

    def _say(self, text: str) -> tuple[int, bytes]:
        if self.driver != "espeak":
            return self._say_by_file(text)
        written = io.BytesIO()
        self._speak(text, written)
        written.seek(0)
        with wave.open(written) as sound:
            return sound.getframerate(), sound.readframes(sound.getnframes())

    def _say_by_file(self, text: str) -> tuple[int, bytes]:
        """Renders with a driver that can only write to a file; the file is there only for this moment."""
        import soundfile

        try:
            made = tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX)
        except OSError as reason:  # with a disk that is full, there is "no usable temporary directory"
            raise Unspoken(NO_ROOM) from reason
        with made as folder:
            file = Path(folder) / "1.wav"
            try:
                self._speak(text, str(file))
                if not file.exists():
                    raise Unspoken("no file was written")
                samples, rate = soundfile.read(str(file), dtype="int16", always_2d=True)
            except (Unspoken, soundfile.SoundFileError) as reason:
                raise (Unspoken(NO_ROOM) if shutil.disk_usage(folder).free < _SENTENCE_BYTES else reason) from reason
            return int(rate), samples[:, 0].astype("<i2").tobytes()

    def _speak(self, text: str, to: object) -> None:
        self._finished.clear()
        self._engine.save_to_file(text, to)
        self._engine.runAndWait()
        if self.driver == "espeak" and not self._await_finish(_ONE_TEXT_SECONDS):
            raise Unspoken("it did not finish")
        self._settle()  # its thread reports the end a moment before it has left pyttsx3
        if self._errors:
            self._set.clear()
            raise Unspoken(self._errors[0])

    def _settle(self) -> None:
        """Waits until espeak has taken over the settings: pyttsx3 cancels whatever still runs when it begins a text."""
        if self.driver != "espeak":
            return
        from pyttsx3.drivers import _espeak

        deadline = time.monotonic() + _SETTLE_SECONDS
        while _espeak.IsPlaying() and time.monotonic() < deadline:
            time.sleep(0.001)

    def _await_finish(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._finished and time.monotonic() < deadline:
            time.sleep(0.001)
        return bool(self._finished) and self._finished[0]

    def _on_finished(self, name: object, completed: bool) -> None:
        self._finished.append(completed)

    def _on_error(self, name: object, exception: object) -> None:
        self._errors.append(str(exception))


def _load_bundled_espeak() -> None:
    """Loads espeak-ng from the package that bundles it, if that is installed; otherwise the system's is found."""
    try:
        import espeakng_loader

        data, library = espeakng_loader.get_data_path(), espeakng_loader.get_library_path()
    except (ImportError, RuntimeError):
        return
    # Without its data espeak-ng ends the whole process.
    os.environ["ESPEAK_DATA_PATH"] = data
    try:
        ctypes.CDLL(library)
    except OSError:
        del os.environ["ESPEAK_DATA_PATH"]


def _answer(answers: BinaryIO | io.RawIOBase, value: dict[str, Any], more: bytes = b"") -> None:
    data = memoryview(json.dumps(value).encode() + b"\n" + more)
    while data:
        data = data[answers.write(data) or 0 :]
