"""The system's own voice, through pyttsx3 in a helper process: it works everywhere, and is there at once.

Rendering only; who plays it, and when, is not known here. Used by one thread, but for `warm_up` and `close`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from companion.errors import NoVoice
from companion.ports import Pcm
from companion.speech.helper import OUT_OF_REACH, HelperFailed, end
from companion.speech.loudness import levelled, trimmed
from companion.speech.system_helper import FOLDER_PREFIX
from companion.speech.text import CannotSay, sayable

_REVISION: Final = 2
"""Grows when the same text at the same pace would sound different, so that old cache entries are not used."""

_READY_SECONDS: Final = 10.0
_RENDER_SECONDS: Final = 8.0
_RENDER_SECONDS_A_WORD: Final = 0.1
_REST_SECONDS: Final = 30.0
"""After two helpers failed in a row, nothing is tried for so long: the session goes on without a voice meanwhile."""

# What pyttsx3's rate really gives on espeak-ng 1.52 with voice en-gb-x-rp, measured over twenty sentences with their
# ends trimmed: (real words a minute, rate). Its other English voices are within 3 %.
_ESPEAK_RATES: Final = (
    (112.0, 80), (119.4, 90), (132.7, 100), (146.0, 110), (159.1, 120), (173.5, 130), (187.1, 140), (213.7, 160),
    (240.1, 180), (265.5, 200), (318.1, 240),
)  # fmt: skip
# It goes no slower than rate 80; below that, rests between the words: (real words a minute, espeak's word gap).
_ESPEAK_GAPS: Final = ((75.6, 8), (81.1, 6), (87.4, 4), (94.7, 2), (112.0, 0))

# The calmest voices that come with each engine, best first, by language: two of them, for the two parts.
_ESPEAK_VOICES: Final = {
    "en": (("gmw/en-gb-x-rp", "gmw/en-gb-x-rp+f3"), ("gmw/en", "gmw/en+f3"), ("gmw/en-us", "gmw/en-us+f3")),
}

_INSTALL_HINT: Final = "Run: pip install espeakng-loader pyttsx3 (or install espeak-ng with your system's packages)."


class SystemVoice:
    """A `ports.Voice`. `part` 1 or 2 chooses between two voices of the language.

    `command` is the helper to run (tests give another). Nothing starts before `warm_up()` or the first `render()`.
    """

    def __init__(
        self,
        language: str = "en",
        part: int = 1,
        *,
        driver: str = "",
        command: tuple[str, ...] = (),
        render_seconds: float = _RENDER_SECONDS,
    ) -> None:
        self._language = language
        self._part = part
        self._command = command or (sys.executable, "-P", "-m", "companion.speech.system_helper", driver)
        self._render_seconds = render_seconds
        self._lock = threading.Lock()
        self._helper: _HelperProcess | None = None
        self._folder: Path | None = None
        self._count = 0
        self._rest_until = float("-inf")
        self._why = ""
        self._closed = False

    @property
    def name(self) -> str:
        """Part of the cache's key, known before anything is started."""
        engine = "espeak" if sys.platform.startswith("linux") else sys.platform
        return f"system/{engine}/{self._language}/{self._part}/{_REVISION}"

    def warm_up(self) -> None:
        """Start the helper, so that the first sentence need not wait for it. Returns at once; any thread."""
        with contextlib.suppress(NoVoice):
            self._running()

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """Mono float32, ends trimmed, at an even loudness. Raises CannotSay for this text, NoVoice for all of them."""
        said = sayable(text)
        if time.monotonic() < self._rest_until:
            raise NoVoice(self._why, hint=_INSTALL_HINT)
        for attempt in (1, 2):
            helper = self._running()
            try:
                pcm = self._render(helper, said, words_per_minute)
            except HelperFailed as why:
                self._end(helper)
                self._why = f"The system voice does not work ({why})."
                if attempt == 2:
                    self._rest_until = time.monotonic() + _REST_SECONDS
                    raise NoVoice(self._why, hint=_INSTALL_HINT) from why
                continue
            if not len(pcm.samples):
                raise CannotSay("The system voice makes no sound of this text.", hint="Write it in other words.")
            return pcm
        raise AssertionError("unreachable")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            helper, self._helper = self._helper, None
            folder, self._folder = self._folder, None
        if helper is not None:
            helper.end()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _render(self, helper: _HelperProcess, text: str, words_per_minute: int) -> Pcm:
        ready = helper.ready()
        with self._lock:
            if self._closed:
                raise HelperFailed("it was closed")
            if self._folder is None or not self._folder.is_dir():  # systems clear away what lies there for long
                try:
                    self._folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
                except OSError as why:  # a full or read-only disk
                    raise HelperFailed(f"there is no place for a temporary file: {why.strerror}") from why
            folder = self._folder
        self._count += 1
        file = folder / f"{self._count}.wav"
        rate, gap = pace_for(words_per_minute, ready.driver)
        request = {
            "text": text,
            "rate": rate,
            "gap": gap,
            "voice": ready.choose(self._language, self._part),
            "file": str(file),
        }
        try:
            answer = helper.ask(request, self._render_seconds + _RENDER_SECONDS_A_WORD * len(text.split()))
            if answer.get("last"):
                self._replace(helper)
            if not answer.get("ok"):
                raise HelperFailed(str(answer.get("why", "no reason given")))
            return levelled(trimmed(_read(file)))
        finally:
            with contextlib.suppress(OSError):  # on Windows a helper that hangs still has it open
                file.unlink(missing_ok=True)

    def _running(self) -> _HelperProcess:
        with self._lock:
            if self._closed:
                raise NoVoice("The voice was closed.")
            if self._helper is None:
                self._helper = _HelperProcess(self._command)
            return self._helper

    def _end(self, helper: _HelperProcess) -> None:
        with self._lock:
            if self._helper is helper:
                self._helper = None
        helper.end()

    def _replace(self, helper: _HelperProcess) -> None:
        self._end(helper)
        self.warm_up()


class _Ready:
    """What a helper said when it had started."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.driver = str(answer.get("driver", ""))
        self._voices: list[dict[str, Any]] = list(answer.get("voices", []))

    def choose(self, language: str, part: int) -> str:
        """The id of the voice to use; empty for the engine's own default."""
        known = [str(voice["id"]) for voice in self._voices]
        base = language.split("-")[0].lower()
        if self.driver == "espeak":
            for pair in _ESPEAK_VOICES.get(base, ()):
                if pair[0] in known:
                    return pair[0] if part == 1 else pair[1]
        fitting = [str(voice["id"]) for voice in self._voices if _speaks(voice, base)]
        if not fitting:
            return ""
        if self.driver == "espeak":
            return fitting[0] if part == 1 else f"{fitting[0]}+f3"
        return fitting[min(part, len(fitting)) - 1]


class _HelperProcess:
    """One running helper. Everything it says is read by a thread of its own, so that every wait has an end."""

    def __init__(self, command: tuple[str, ...]) -> None:
        try:
            self._process = subprocess.Popen(
                [part for part in command if part],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=os.environ | {"PYTHONIOENCODING": "utf-8"},
                **OUT_OF_REACH,
            )
        except OSError as reason:
            raise NoVoice("The voice's helper could not be started.", hint=_INSTALL_HINT) from reason
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._ready: _Ready | None = None
        threading.Thread(target=self._read, name="voice-answers", daemon=True).start()

    def ready(self) -> _Ready:
        if self._ready is None:
            answer = self._next(_READY_SECONDS)
            if not answer.get("ready"):
                raise HelperFailed(str(answer.get("why", "it did not start")))
            self._ready = _Ready(answer)
        return self._ready

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(request) + "\n")
            stdin.flush()
        except (OSError, ValueError) as reason:
            raise HelperFailed("it ended") from reason
        return self._next(seconds)

    def end(self) -> None:
        """Kill it; it has nothing to save."""
        end(self._process)

    def _next(self, seconds: float) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise HelperFailed("it does not answer") from None
        if line is None:
            raise HelperFailed("it ended")
        try:
            answer = json.loads(line)
        except ValueError as reason:
            raise HelperFailed("it talks nonsense") from reason
        if not isinstance(answer, dict):
            raise HelperFailed("it talks nonsense")
        return answer

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        # Loaded while the helper starts, so that the first sentence need not wait for it.
        with contextlib.suppress(ImportError, OSError):
            import soundfile  # noqa: F401
        with stdout, contextlib.suppress(ValueError):
            for line in stdout:
                self._answers.put(line)
        self._answers.put(None)


def pace_for(words_per_minute: int, driver: str) -> tuple[int, int]:
    """pyttsx3's rate and espeak's word gap for a real speed: measured for espeak; others are taken at their word."""
    if driver != "espeak":
        return max(40, min(400, words_per_minute)), 0
    speeds, rates = zip(*_ESPEAK_RATES, strict=True)
    slow_speeds, gaps = zip(*_ESPEAK_GAPS, strict=True)
    rate = round(float(np.interp(words_per_minute, speeds, rates)))
    return rate, round(float(np.interp(words_per_minute, slow_speeds, gaps)))


def _speaks(voice: dict[str, Any], language: str) -> bool:
    names = [str(name).lower().replace("_", "-") for name in voice.get("languages", [])]
    return any(name == language or name.startswith(f"{language}-") for name in names)


def _read(file: Path) -> Pcm:
    import soundfile

    try:
        samples, rate = soundfile.read(str(file), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as reason:
        raise HelperFailed("its file cannot be read") from reason
    return Pcm(np.ascontiguousarray(samples[:, 0]), int(rate))
