"""Offline recognition for `companion hear`: sends recordings through the same child process, grammar and spotter as a
session, faster than real time. Each file is a stream of its own, with half a second of quiet before it and a second and
a half after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.errors import NoModel
from companion.hearing.child import protocol
from companion.hearing.child.gate import Gate
from companion.hearing.child.protocol import Observation, grammar_message, observation
from companion.hearing.child.recogniser import Child
from companion.hearing.decide.spotter import Decision, Spotter
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import Grammar, build
from companion.hearing.words.vocabulary import Vocabulary
from companion.patience import START_PATIENCE
from companion.session.commands import Kind
from companion.session.effects import Listen
from companion.sound_format import RATE

BLOCK = 640
"""Samples in a block: 40 ms, as from the microphone."""
QUIET_BEFORE = 0.5
"""Seconds of silence before each file, in which the gate learns the noise."""
QUIET_AFTER = 1.5
"""Seconds of silence after each file: longer than any endpoint rule."""
ANSWER_PATIENCE = 10.0
"""Seconds without any answer after which the recogniser is given up."""
AHEAD = 32
"""Blocks that are sent ahead of their answers."""
ANSWERS = ("yes", "no", "ready")
"""Answers that are listened for in a file. Numbers and choices are not among them: outside their question they are
ordinary words."""


@dataclass(frozen=True, slots=True)
class HeardCommand:
    """A command that was recognised in a file."""

    file: str
    command: str
    at: float
    """Seconds in the file; slightly more than its length if the answer came after its end."""
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


class OfflineRecogniser:
    """A child process that is fed as fast as it decodes, without losing a block. It is for files; sessions use
    `Recogniser`."""

    def __init__(self, model: Path, child: Child | None = None, patience: float = ANSWER_PATIENCE) -> None:
        """`patience`: seconds without any answer after which the process is given up."""
        self._child = child or Child(model)
        self._patience = patience
        self._next(START_PATIENCE)  # {"ready": ...}
        self.dropped: dict[str, list[str]] = {}

    def listen(self, grammar: Grammar) -> None:
        """Sets the grammar for the next streams."""
        self._child.send(protocol.GRAMMAR, grammar_message(0, grammar.ears, grammar.wake_rule))
        self.dropped = self._next(self._patience)["dropped"]

    def observe(
        self, samples: NDArray[np.int16], block: int = BLOCK, narrator: Sequence[float | None] = ()
    ) -> Iterator[Observation]:
        """Decodes one stream from its beginning. Yields an observation for each block, then one for what was left.
        `narrator`: for each block the level before echo cancellation, as `Gate.open` takes it."""
        self._child.send(protocol.RESET)
        gate = Gate()
        waiting = 0
        for number, start in enumerate(range(0, len(samples), block)):
            part = samples[start : start + block]
            wanted = gate.open(part, narrator[number] if number < len(narrator) else None)
            self._child.send(protocol.SOUND if wanted else protocol.QUIET, part.tobytes())
            waiting += 1
            if waiting >= AHEAD:
                waiting -= 1
                yield observation(self._next(self._patience))
        self._child.send(protocol.FINISH)
        for _ in range(waiting + 1):
            yield observation(self._next(self._patience))

    def close(self) -> None:
        self._child.close()

    def _next(self, patience: float) -> dict[str, Any]:
        message = self._child.next_message(patience)
        if message is None:
            self._child.kill()
            raise NoModel(
                "the speech recognition didn't respond",
                hint="Try again. If it happens again, type: companion doctor",
            )
        return message


def hear(
    paths: Iterable[Path],
    model: Path,
    vocabulary: Vocabulary,
    allowed: Listen | None = None,
    *,
    read: Callable[[Path], NDArray[np.int16]],
) -> Iterator[HeardCommand]:
    """Yields every command that is recognised, file by file as they are done. `model` is a tuned model's folder.
    `allowed` is what means something; by default every command, and yes, no and ready. `read` reads a file as int16
    mono at 16 kHz; it reads all of them, and may raise, before the first one is listened to.
    """
    sounds = [(path, read(path)) for path in paths]
    if allowed is None:
        allowed = Listen(vocabulary.everything().kinds, ANSWERS)
    grammar = build(vocabulary, load_lexicon(vocabulary.lexicon), allowed)
    stream = OfflineRecogniser(model)
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
    """Puts the silences before and after a file."""
    before = np.zeros(int(QUIET_BEFORE * RATE), np.int16)
    after = np.zeros(int(QUIET_AFTER * RATE), np.int16)
    return np.concatenate([before, samples, after])
