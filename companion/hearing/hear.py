"""`companion hear`: recordings through the real hearing path, faster than real time: the same child process, grammar
and spotter as a session has. Each file is a stream of its own, with half a second of quiet before it and a second and
a half after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.errors import CompanionError, NoModel
from companion.hearing.decoys import load_lexicon
from companion.hearing.gate import Gate
from companion.hearing.grammar import Grammar, build
from companion.hearing.recogniser import (
    RATE,
    START_PATIENCE,
    Child,
    Observation,
    grammar_message,
    observation,
)
from companion.hearing.spotter import Decision, Spotter, Verdict
from companion.hearing.vocabulary import Vocabulary
from companion.session.commands import Kind
from companion.session.effects import Listen

BLOCK = 640
"""Samples in a block: 40 ms, as from the microphone."""
QUIET_BEFORE = 0.5
QUIET_AFTER = 1.5
ANSWER_PATIENCE = 10.0
"""Seconds without any answer before the recogniser is given up."""
AHEAD = 32
"""Blocks under way at once."""
ANSWERS = ("yes", "no", "ready")
"""Answers listened for in a file. Numbers and choices are not: outside their question they are only words."""


@dataclass(frozen=True, slots=True)
class HeardCommand:
    file: str
    command: str
    at: float
    """Seconds in the file; a little more than its length where the answer came after its end."""
    on: str
    """"partial" or "final"."""
    phrase: str
    reason: str

    def as_json(self, *, explain: bool = False) -> str:
        line: dict[str, Any] = {
            "file": self.file,
            "command": self.command,
            "at": round(self.at, 3),
            "on": self.on,
        }
        if explain:
            line |= {"phrase": self.phrase, "reason": self.reason}
        return json.dumps(line, ensure_ascii=False)

    def as_text(self, *, explain: bool = False) -> str:
        why = f"  ({self.reason})" if explain else ""
        return f"{self.file}: {self.at:.2f} s  {self.command}  on {self.on}{why}"


class Stream:
    """A child process fed as fast as it can hear, without losing a block. For files; sessions use `Recogniser`."""

    def __init__(self, model: Path, child: Child | None = None) -> None:
        self._child = child or Child(model)
        self._next(START_PATIENCE)  # {"ready": ...}
        self.dropped: dict[str, list[str]] = {}

    def listen(self, grammar: Grammar) -> None:
        self._child.send(b"G", grammar_message(0, grammar.ears, grammar.rousing))
        self.dropped = self._next(ANSWER_PATIENCE)["dropped"]

    def observe(
        self, samples: NDArray[np.int16], block: int = BLOCK, narrator: Sequence[float | None] = ()
    ) -> Iterator[Observation]:
        """One stream from its beginning: an observation for each block, then one for what was left. `narrator`: for
        each block what the gate wants to know of an echo canceller before it (`Gate.open`)."""
        self._child.send(b"R")
        gate = Gate()
        waiting = 0
        for number, start in enumerate(range(0, len(samples), block)):
            part = samples[start : start + block]
            wanted = gate.open(part, narrator[number] if number < len(narrator) else None)
            self._child.send(b"A" if wanted else b"S", part.tobytes())
            waiting += 1
            if waiting >= AHEAD:
                waiting -= 1
                yield observation(self._next(ANSWER_PATIENCE))
        self._child.send(b"F")
        for _ in range(waiting + 1):
            yield observation(self._next(ANSWER_PATIENCE))

    def close(self) -> None:
        self._child.close()

    def _next(self, patience: float) -> dict[str, Any]:
        message = self._child.next_message(patience)
        if message is None:
            self._child.kill()
            raise NoModel(
                "the recogniser gave no answer",
                hint="Try again; if it happens again, run: companion doctor.",
            )
        return message


def hear(
    paths: Iterable[Path], model: Path, vocabulary: Vocabulary, allowed: Listen | None = None
) -> Iterator[HeardCommand]:
    """Every command heard, file by file as they are done. `model` is a tuned model's folder; `allowed` what means
    something (every command, and yes, no and ready, where left out).

    Raises CompanionError naming a file that cannot be read, before any file is heard.
    """
    sounds = [(path, read_sound(path)) for path in paths]
    if allowed is None:
        allowed = Listen(vocabulary.everything().kinds, ANSWERS)
    grammar = build(vocabulary, load_lexicon(vocabulary.lexicon), allowed)
    stream = Stream(model)
    try:
        stream.listen(grammar)
        for path, samples in sounds:
            spotter = Spotter(grammar)
            for seen in stream.observe(with_quiet(samples)):
                for verdict in spotter.feed(seen):
                    if isinstance(verdict, Decision):
                        yield heard_command(path, verdict)
    finally:
        stream.close()


def heard_command(path: Path, decision: Decision) -> HeardCommand:
    command = decision.command
    name = command.value if command.kind is Kind.ANSWER else str(command.kind)
    return HeardCommand(str(path), name, decision.at - QUIET_BEFORE, decision.on, decision.phrase, decision.reason)


def with_quiet(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    before = np.zeros(int(QUIET_BEFORE * RATE), np.int16)
    after = np.zeros(int(QUIET_AFTER * RATE), np.int16)
    return np.concatenate([before, samples, after])


def read_sound(path: Path) -> NDArray[np.int16]:
    """Any file soundfile can read, any rate, any number of channels, as int16 mono at 16 kHz."""
    import soundfile
    import soxr

    if not path.is_file():
        raise CompanionError("there is no such file", place=str(path), hint="Give the path of a recording.")
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except TypeError as problem:  # a .raw file: soundfile would have to be told its rate
        raise CompanionError(
            "this is bare samples, which do not say how fast they are to be played",
            place=str(path),
            hint="Give a WAV, FLAC or OGG file.",
        ) from problem
    except (soundfile.SoundFileError, OSError) as problem:
        raise CompanionError(
            f"this cannot be read as sound ({problem})",
            place=str(path),
            hint="Give a WAV, FLAC or OGG file.",
        ) from problem
    mono: NDArray[np.float32] = samples.mean(axis=1)
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE)
    return to_int16(mono)


def to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """Samples of -1 … 1 to int16."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)


def replay(observations: Iterable[Observation], spotter: Spotter) -> list[Verdict]:
    """What this spotter makes of a recorded log."""
    return [verdict for seen in observations for verdict in spotter.feed(seen)]
