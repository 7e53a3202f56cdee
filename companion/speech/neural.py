"""A natural voice: sends texts to a helper process (`neural_helper`) and makes its samples even, at the pace asked for.

This part is the same for every engine; `piper` and `kokoro` give the program, files and paces. Nothing is played here.
Used by one thread, except `warm_up` and `close`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import subprocess
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from companion.children import child_command
from companion.errors import CannotSay, NoVoice
from companion.exercise.speech_time import WORDS_PER_MINUTE, estimate, sentences
from companion.patience import Patience, at_work
from companion.ports import Pcm, Samples
from companion.speech.helper import OUT_OF_REACH, HelperFailed, end, waited_for
from companion.speech.loudness import levelled, trimmed
from companion.speech.rests import clauses, joined, parts_at_rests, rested, written_rest
from companion.speech.text import sayable

_READY_SECONDS: Final = 20.0
"""Seconds that the helper may take to load its model."""
_SIGN_SECONDS: Final = 1.4
"""Seconds without a sign of life after which a rendering helper counts as hanging, on a quick machine (`patience`). It
gives one every 0.3 s, and the next voice still needs half a second of the two that may pass in silence."""
RENDER_SECONDS: Final = 20.0
"""Seconds that a text may take, besides `_RENDER_SECONDS_A_WORD` for each word."""
_RENDER_SECONDS_A_WORD: Final = 1.5
_MOST_CHARACTERS: Final = 6000
"""Characters of a text that are rendered at most."""
_REST_SECONDS: Final = 0.35
"""Seconds between the pieces of a text that was cut: the rest after a sentence."""
_LONGEST_PIECE: Final = 120
"""Characters that are rendered in one piece. A second of sound takes a natural voice 35 MB for a moment, so this takes
about 250 MB."""
_SLOWEST: Final = 2.0
_FASTEST: Final = 0.6
"""Scales beyond `_FASTEST` and `_SLOWEST` do not sound like a person any more."""

Paces = Sequence[tuple[float, float]]
"""Pairs of (words a minute asked for, scale), the slowest first. Words a minute include the rests after sentences and
clauses, so the voice itself speaks faster than that, as people do."""

_CLAUSE_END = re.compile(r"[,;:—–](?=\s)")
_GAP = re.compile(r"\s(?=\S)")

_PRIVATE: Final = {"ORT_DISABLE_TELEMETRY": "1"}
"""Environment that keeps onnxruntime, 1.29 or later, from connecting and from making a number for the machine. It has
to be set before the library is loaded."""
_GIVE_BACK: Final = {"MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""Environment for glibc (others ignore it) that returns the memory of a long sentence to the system: a third of the
helper's memory."""


class NeuralVoice:
    """A `ports.Voice` on a helper process, which `warm_up()` or the first `render()` starts.

    `name` is part of the cache's key and so holds the model's revision: "piper/joe/3f2a/1". `command` starts the
    helper; `repair` is the advice if it does not work.
    """

    def __init__(
        self,
        name: str,
        command: tuple[str, ...],
        paces: Paces,
        *,
        repair: str,
        language: str = "en",
        ready_seconds: float = _READY_SECONDS,
        sign_seconds: float = _SIGN_SECONDS,
        render_seconds: float = RENDER_SECONDS,
    ) -> None:
        """`ready_seconds`, `sign_seconds` and `render_seconds` are described at the constants of these names."""
        self._name = name
        self._called = name.split("/")[1] if "/" in name else name
        self._command = command
        self._paces = paces
        self._repair = repair
        self._language = language
        self._patience = Patience(time.monotonic(), least=sign_seconds, start=ready_seconds)
        self._render_seconds = render_seconds
        self._lock = threading.Lock()
        self._helper: _Helper | None = None
        self._closed = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def language(self) -> str:
        return self._language

    def warm_up(self) -> None:
        """Starts the helper. Returns at once; any thread."""
        with contextlib.suppress(NoVoice):
            self._running()

    def wait_ready(self, seconds: float) -> bool:
        """Starts the helper if need be, and waits until it is ready or has failed, but at most until `seconds` after
        its start. Returns False if it is still starting."""
        helper = self._running()
        return helper.has_answered(max(0.0, helper.started + seconds - time.monotonic()))

    def render(self, text: str, words_per_minute: int) -> Pcm:
        """Renders mono float32, with trimmed ends, at an even loudness. Raises CannotSay for this text, NoVoice for all
        of them."""
        said = speakable(text, self._language)
        helper = self._running()
        try:
            rate = helper.ready()
            scale = scale_for(words_per_minute, self._paces)
            parts = [[Pcm(helper.say(piece, scale), rate) for piece in pieces(part)] for part in parts_at_rests(said)]
        except HelperFailed as why:
            self._end(helper)
            raise NoVoice(f"The voice {self._called} doesn't work ({why}).", hint=self._repair) from why
        spoken = [joined([trimmed(piece) for piece in part], _REST_SECONDS) for part in parts]
        pcm = levelled(trimmed(joined(spoken, written_rest(words_per_minute))))
        if not len(pcm.samples):
            raise CannotSay(f"The voice {self._called} can't say this text.", hint="Write it in other words.")
        return rested(pcm, estimate(said, words_per_minute / WORDS_PER_MINUTE), clauses(said))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()

    @property
    def walls(self) -> tuple[str, ...]:
        """The kernel's walls around the helper, once it has started."""
        helper = self._helper
        return helper.walls if helper is not None else ()

    @property
    def process_id(self) -> int | None:
        """The helper's process id while there is one; for benchmarks and tests."""
        helper = self._helper
        return helper.pid if helper is not None else None

    @property
    def worked(self) -> float:
        """Seconds of processor time that its helper took for all sentences so far; for benchmarks and set-up."""
        helper = self._helper
        return helper.worked if helper is not None else 0.0

    def _running(self) -> _Helper:
        with self._lock:
            if self._closed:
                raise NoVoice("The voice has been turned off.")
            if self._helper is None:
                try:
                    self._helper = _Helper(self._command, self._patience, self._render_seconds)
                except OSError as reason:
                    raise NoVoice("The voice didn't start.", hint=self._repair) from reason
            return self._helper

    def _end(self, helper: _Helper) -> None:
        with self._lock:
            if self._helper is helper:
                self._helper = None
        helper.end()


def helper_command(engine: str, *arguments: Path | str) -> tuple[str, ...]:
    return child_command("natural-voice", engine, *map(str, arguments))


def scale_for(words_per_minute: float, paces: Paces) -> float:
    """Returns the factor by which sounds are stretched. Beyond the table it is in proportion to the nearest end, within
    what still sounds like a person."""
    speeds, scales = zip(*paces, strict=True)
    if words_per_minute < speeds[0]:
        return float(min(_SLOWEST, scales[0] * speeds[0] / max(words_per_minute, 1)))
    if words_per_minute > speeds[-1]:
        return float(max(_FASTEST, scales[-1] * speeds[-1] / words_per_minute))
    return float(np.interp(words_per_minute, speeds, scales))


def speakable(text: str, language: str = "en") -> str:
    """Returns the part of a text that a voice for a language in Latin letters can speak. Raises CannotSay if the text
    is mostly in another script."""
    said = sayable(text, language)
    letters = [each for each in said if each.isalpha()]
    latin = sum(each < "\u0250" or "\u1e00" <= each < "\u1f00" for each in letters)
    if letters and latin * 2 < len(letters):
        raise CannotSay("This voice can't read the alphabet this text is in.", hint="Choose a voice for its language.")
    return said


def pieces(text: str) -> list[str]:
    """Cuts a text into sentences, and long ones into clauses, because a natural voice needs the more memory the longer
    the text is."""
    found = [part for each in sentences(text[:_MOST_CHARACTERS]) for part in _cut(each)]
    return [part for part in found if any(map(str.isalnum, part))]


def _cut(sentence: str) -> list[str]:
    """Halves a sentence that is too long, again and again: at the end of a clause near its middle, or else between
    words."""
    if len(sentence) <= _LONGEST_PIECE:
        return [sentence]
    middle = len(sentence) // 2
    inner = range(len(sentence) // 4, len(sentence) * 3 // 4)
    ends = [match.end() for match in _CLAUSE_END.finditer(sentence) if match.end() in inner]
    gaps = [match.start() for match in _GAP.finditer(sentence) if match.start() in inner]
    at = min(ends or gaps or [middle], key=lambda place: abs(place - middle))
    return [*_cut(sentence[:at].strip()), *_cut(sentence[at:].strip())]


class _Helper:
    """A running helper. Its answers are read by a thread of their own, so that every wait has an end."""

    def __init__(self, command: tuple[str, ...], patience: Patience, render_seconds: float) -> None:
        self._patience = patience
        self._render_seconds = render_seconds
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"} | _GIVE_BACK | _PRIVATE,
            **OUT_OF_REACH,
        )
        self.pid = self._process.pid
        self.started = time.monotonic()
        self._answers: queue.Queue[tuple[dict[str, Any], bytes] | None] = queue.Queue()
        self._rate = 0
        self.walls: tuple[str, ...] = ()
        self.worked = 0.0
        self._refusal = ""
        """The reason why it did not start."""
        self._first = threading.Event()
        """Set once it has answered for the first time, or has ended."""
        self._first_at = self.started
        """Seconds on the clock when it answered for the first time."""
        threading.Thread(target=self._read, name="voice-samples", daemon=True).start()

    def has_answered(self, seconds: float) -> bool:
        """Waits at most `seconds` for the helper's first answer, or its end. Tells whether the answer has come; `ready`
        reads it."""
        return self._first.wait(seconds)

    def ready(self) -> int:
        """Returns its rate in Hz, once it has started."""
        if self._refusal:
            raise HelperFailed(self._refusal)
        if not self._rate:
            answer, _ = self._next(starting=True)
            self._patience.ready(time.monotonic(), self._first_at - self.started)
            rate = answer.get("rate")
            if not answer.get("ready") or type(rate) is not int or not 4_000 <= rate <= 200_000:
                self._refusal = str(answer.get("why") or "it did not start")
                raise HelperFailed(self._refusal)
            self._rate = rate
            self.walls = tuple(map(str, answer.get("walls", ())))
        return self._rate

    def say(self, text: str, scale: float) -> Samples:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps({"text": text, "scale": round(scale, 4)}).encode() + b"\n")
            stdin.flush()
        except (OSError, ValueError) as reason:
            raise HelperFailed("it ended") from reason
        most = (self._render_seconds + _RENDER_SECONDS_A_WORD * len(text.split())) / _SIGN_SECONDS
        signs = 0
        while True:
            answer, sound = self._next()
            if answer.get("ok"):
                worked = answer.get("worked")
                self.worked += worked if isinstance(worked, float) else 0.0
                return np.nan_to_num(np.frombuffer(sound, "<f4").astype(np.float32))
            if not answer.get("busy"):
                break
            signs += 1
            if signs > most * 4:
                raise HelperFailed("it took too long")
        why = str(answer.get("why", "no reason given"))
        if answer.get("text"):
            raise CannotSay(f"The voice can't say this ({why}).", hint="Write it in other words.")
        raise HelperFailed(why)

    def end(self) -> None:
        """Kills the process, which has nothing to save."""
        end(self._process)

    def _next(self, *, starting: bool = False) -> tuple[dict[str, Any], bytes]:
        answer = waited_for(self._answers, self._patience, partial(at_work, self.pid), starting=starting)
        if answer is None:
            self._answers.put(None)
            raise HelperFailed("it ended")
        return answer

    def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        with stdout, contextlib.suppress(ValueError, OSError):
            for line in stdout:
                answer = json.loads(line)
                if not isinstance(answer, dict):
                    break
                size = answer.get("bytes", 0)
                if type(size) is not int or not 0 <= size <= 400_000_000:
                    break
                sound = stdout.read(size)
                if len(sound) != size or size % 4:
                    break
                if not self._first.is_set():
                    self._first_at = time.monotonic()
                self._answers.put((answer, sound))
                self._first.set()
        self._answers.put(None)
        self._first.set()
