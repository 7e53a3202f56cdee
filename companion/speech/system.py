"""The system's own voice, through pyttsx3 in a helper process. It works everywhere and starts at once.

Nothing is played here. Used by one thread, except `warm_up` and `close`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import IO, Any, Final

import numpy as np

from companion.children import child_command
from companion.errors import CannotSay, NoVoice
from companion.exercise.language_names import language_name
from companion.patience import Patience, at_work
from companion.ports import Pcm
from companion.sound_format import FULL_SCALE
from companion.speech.helper import OUT_OF_REACH, HelperFailed, end, waited_for
from companion.speech.loudness import levelled, trimmed
from companion.speech.rests import joined, parts_at_rests, written_rest
from companion.speech.system_helper import NO_ROOM
from companion.speech.text import sayable

_REVISION: Final = 2
"""Number of the rendering: raised when the same text at the same pace would sound different, so that old cache entries
are not used."""

_READY_SECONDS: Final = 10.0
"""Seconds that the helper may take to start."""
_RENDER_SECONDS: Final = 8.0
"""Seconds that a text may take on a quick machine (`patience`), besides `_RENDER_SECONDS_A_WORD` for each word."""
_MOST_RENDER_SECONDS: Final = 30.0
"""The same on the slowest machine. No other voice is left if this one is given up."""
_RENDER_SECONDS_A_WORD: Final = 0.1
_MOST_BYTES: Final = 200_000_000
"""Bytes of one answer's sound, at most: over an hour."""
_MOST_RATE: Final = 200_000
"""Samples per second, at most."""
_REST_SECONDS: Final = 30.0
"""Seconds without another attempt after two helpers failed in a row: meanwhile the session goes on without a voice."""

# The real pace at pyttsx3's rates on espeak-ng 1.52 with voice en-gb-x-rp, measured over twenty sentences with trimmed
# ends: (real words a minute, rate). Its other English voices are within 3 %.
_ESPEAK_RATES: Final = (
    (112.0, 80), (119.4, 90), (132.7, 100), (146.0, 110), (159.1, 120), (173.5, 130), (187.1, 140), (213.7, 160),
    (240.1, 180), (265.5, 200), (318.1, 240),
)  # fmt: skip
# It goes no slower than rate 80; below that there are rests between the words: (real words a minute, espeak's word
# gap).
_ESPEAK_GAPS: Final = ((75.6, 8), (81.1, 6), (87.4, 4), (94.7, 2), (112.0, 0))

_ESPEAK_FACTORS: Final = {"fr": 1.14, "es": 1.02, "it": 1.06, "pt": 0.99}
"""The pace of espeak-ng in these languages at a rate that gives English a pace of 1: measured over eight sentences that
say the same in each, so that all of them take equally long."""

# The calmest voices of each engine, best first, by language: pairs, for the two parts.
_ESPEAK_VOICES: Final = {
    "en": (("gmw/en-gb-x-rp", "gmw/en-gb-x-rp+f3"), ("gmw/en", "gmw/en+f3"), ("gmw/en-us", "gmw/en-us+f3")),
    "fr": (("roa/fr", "roa/fr+f3"),),
    "es": (("roa/es", "roa/es+f3"),),
    "it": (("roa/it", "roa/it+f3"),),
    "pt": (("roa/pt-br", "roa/pt-br+f3"),),
    "de": (("gmw/de", "gmw/de+f3"),),
}

_INSTALL_HINT: Final = (
    "For somebody who knows this computer: pip install espeakng-loader pyttsx3, or install espeak-ng with the system's "
    "packages."
)

_ROOM_HINT: Final = "Free some space on this disk, and the voice comes back."


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
        missing: Callable[[], str] = str,
        render_seconds: float = _RENDER_SECONDS,
    ) -> None:
        """`missing` returns the advice for a computer that has no voice for this language."""
        self._language = language
        self._missing = missing
        self._part = part
        self._command = command or child_command("system-voice", driver)
        self._patience = Patience(
            time.monotonic(), least=render_seconds, most=_MOST_RENDER_SECONDS, start=_READY_SECONDS
        )
        self._lock = threading.Lock()
        self._helper: _HelperProcess | None = None
        self._rest_until = float("-inf")
        self._why = self._hint = ""
        self._closed = False
        self.walls: tuple[str, ...] = ()
        """The kernel's walls around the helper, once it has spoken."""

    @property
    def name(self) -> str:
        """Part of the cache's key, known before anything is started."""
        engine = "espeak" if sys.platform.startswith("linux") else sys.platform
        return f"system/{engine}/{self._language}/{self._part}/{_REVISION}"

    @property
    def language(self) -> str:
        return self._language

    def warm_up(self) -> None:
        """Starts the helper, so that the first sentence need not wait for it. Returns at once; any thread."""
        with contextlib.suppress(NoVoice):
            self._running()

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """Renders mono float32, with trimmed ends, at an even loudness. Raises CannotSay for this text, NoVoice for all
        of them."""
        said = sayable(text, self._language)
        if time.monotonic() < self._rest_until:
            raise NoVoice(self._why, hint=self._hint)
        parts = [self._part_of(part, words_per_minute) for part in parts_at_rests(said)]
        return joined(parts, written_rest(words_per_minute))

    def _part_of(self, said: str, words_per_minute: int) -> Pcm:
        for attempt in (1, 2):
            helper = self._running()
            try:
                pcm = self._render(helper, said, words_per_minute)
            except HelperFailed as why:
                self._end(helper)
                self._why = f"The system voice doesn't work ({why})."
                if attempt == 2:
                    self._rest_until = time.monotonic() + _REST_SECONDS
                    self._hint = _ROOM_HINT if NO_ROOM in str(why) else _INSTALL_HINT
                    raise NoVoice(self._why, hint=self._hint) from why
                continue
            if not len(pcm.samples):
                raise CannotSay("The system voice can't say this text.", hint="Write it in other words.")
            return pcm
        raise AssertionError("unreachable")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()

    def _render(self, helper: _HelperProcess, text: str, words_per_minute: int) -> Pcm:
        ready = helper.ready()
        factor = _ESPEAK_FACTORS.get(self._language, 1.0) if ready.driver == "espeak" else 1.0
        rate, gap = pace_for(round(words_per_minute / factor), ready.driver)
        voice = ready.choose(self._language, self._part)
        if voice is None:
            name = language_name(self._language)
            raise NoVoice(f"This computer has no voice for {name}, so please read along.", hint=self._missing())
        request = {"text": text, "rate": rate, "gap": gap, "voice": voice}
        answer, sound = helper.ask(request, _RENDER_SECONDS_A_WORD * len(text.split()))
        if answer.get("last"):
            self._replace(helper)
        if not answer.get("ok"):
            raise HelperFailed(str(answer.get("why", "no reason given")))
        self.walls = tuple(map(str, answer.get("walls", ())))
        samples = np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
        return levelled(trimmed(Pcm(samples, int(answer["rate"]))))

    def _running(self) -> _HelperProcess:
        with self._lock:
            if self._closed:
                raise NoVoice("The voice has been turned off.")
            if self._helper is None:
                self._helper = _HelperProcess(self._command, self._patience)
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
    """The answer of a helper that has started."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.driver = str(answer.get("driver", ""))
        self._voices: list[dict[str, Any]] = list(answer.get("voices", []))

    def choose(self, language: str, part: int) -> str | None:
        """Returns the id of the voice to use; None if no voice speaks the language.

        It is empty, for the engine's own default, where no voice tells its language and the text is English.
        """
        known = [str(voice["id"]) for voice in self._voices]
        base = language.split("-")[0].lower()
        if self.driver == "espeak":
            for pair in _ESPEAK_VOICES.get(base, ()):
                if pair[0] in known:
                    return pair[0] if part == 1 else pair[1]
        fitting = [str(voice["id"]) for voice in self._voices if _speaks(voice, base)]
        if not fitting:
            told = any(any(map(str, voice.get("languages", []))) for voice in self._voices)
            return "" if base == "en" and not told else None
        if self.driver == "espeak":
            return fitting[0] if part == 1 else f"{fitting[0]}+f3"
        return fitting[min(part, len(fitting)) - 1]


class _HelperProcess:
    """A running helper. Its answers are read by a thread of their own, so that every wait has an end."""

    def __init__(self, command: tuple[str, ...], patience: Patience) -> None:
        self._patience = patience
        self._started = time.monotonic()
        self._first_at = 0.0
        """Seconds on the clock when it answered for the first time; 0 until then."""
        try:
            self._process = subprocess.Popen(
                [part for part in command if part],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONIOENCODING": "utf-8"},
                **OUT_OF_REACH,
            )
        except OSError as reason:
            raise NoVoice("The voice didn't start.", hint=_INSTALL_HINT) from reason
        self._answers: queue.Queue[tuple[dict[str, Any], bytes] | None] = queue.Queue()
        self._ready: _Ready | None = None
        self._fault = ""
        """The reason why its answers are no longer read."""
        threading.Thread(target=self._read, name="voice-answers", daemon=True).start()

    def ready(self) -> _Ready:
        if self._ready is None:
            answer, _ = self._next(starting=True)
            self._patience.ready(time.monotonic(), self._first_at - self._started)
            if not answer.get("ready"):
                raise HelperFailed(str(answer.get("why", "it did not start")))
            self._ready = _Ready(answer)
        return self._ready

    def ask(self, request: dict[str, Any], more: float) -> tuple[dict[str, Any], bytes]:
        """Sends a text and returns the answer, which may take `more` seconds besides."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
        except (OSError, ValueError) as reason:
            raise HelperFailed("it ended") from reason
        return self._next(more=more)

    def end(self) -> None:
        """Kills the process, which has nothing to save."""
        end(self._process)

    def _next(self, *, starting: bool = False, more: float = 0.0) -> tuple[dict[str, Any], bytes]:
        works = partial(at_work, self._process.pid)
        answer = waited_for(self._answers, self._patience, works, starting=starting, more=more)
        if answer is None:
            raise HelperFailed(self._fault or "it ended")
        return answer

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        with stdout, contextlib.suppress(OSError):
            for line in stdout:
                self._first_at = self._first_at or time.monotonic()
                try:
                    self._answers.put(_read_answer(line, stdout))
                except ValueError:
                    self._fault = "it gave an answer that I can't read"
                    break
        self._answers.put(None)


def _read_answer(line: bytes, rest: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Returns an answer and its sound. Raises ValueError."""
    answer = json.loads(line)
    if not isinstance(answer, dict):
        raise ValueError("no object")
    size, rate = answer.get("bytes", 0), answer.get("rate", _MOST_RATE)
    if type(size) is not int or not 0 <= size <= _MOST_BYTES or type(rate) is not int or not 0 < rate <= _MOST_RATE:
        raise ValueError("no size of a sentence")
    sound = rest.read(size)
    if len(sound) != size or size % 2:
        raise ValueError("no whole samples")
    return answer, sound


def pace_for(words_per_minute: int, driver: str) -> tuple[int, int]:
    """Returns pyttsx3's rate and espeak's word gap for a real pace. espeak's were measured; other drivers' rates are
    taken as given."""
    if driver != "espeak":
        return max(40, min(400, words_per_minute)), 0
    speeds, rates = zip(*_ESPEAK_RATES, strict=True)
    slow_speeds, gaps = zip(*_ESPEAK_GAPS, strict=True)
    rate = round(float(np.interp(words_per_minute, speeds, rates)))
    return rate, round(float(np.interp(words_per_minute, slow_speeds, gaps)))


def _speaks(voice: dict[str, Any], language: str) -> bool:
    names = [str(name).lower().replace("_", "-") for name in voice.get("languages", [])]
    return any(name == language or name.startswith(f"{language}-") for name in names)
