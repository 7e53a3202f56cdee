"""The ears in the recogniser's own process: which of them hears which sound, and when each sleeps. Runs in the child
(`recogniser_child.py`), so nothing but the standard library is imported; vosk comes as an argument.

One ear is always awake and wakes the others where it hears something worth a second opinion. Where that was a phrase
of safety, the same second of sound is *weighed* as well (`weighing.py`), with the last ear's grammar. A keyword network
(`keyword_net.py`; it comes as an argument too) listens beside them, and has its word weighed where it suspects it.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from companion.hearing.ear import Ear, split_known
from companion.hearing.weighing import WEIGHED_AFTER, WEIGHED_BEFORE, Weighing, expecting, weigh

RATE = 16000
REPLAY_SECONDS = 3.0
"""An ear that wakes, or whose grammar changed, hears the present utterance from memory, at most so much of it."""
RUN_UP = 0.8
"""Seconds before the first ear had anything to say: a word begins so much before it is recognised."""
BETWEEN = 0.2
"""Seconds before the end of one utterance was noticed that may belong to the next."""
PRE_ROLL = 0.5
"""Seconds before the gate opened that are decoded too: a soft beginning, and the quiet that vosk wants before it."""
EAGER = 1.5
"""Seconds at an utterance's beginning that every ear hears: words said alone lie within them. Only in longer talk, and
in noise that goes on, do they sleep. (An ear that heard too little of the room and the voices hears fewer words.)"""
PATIENCE = 1.0
"""Seconds for which a woken ear stays awake after the utterance's end; in noise it takes it for speech for ever."""
SCORED_EVERY = 1280
"""Samples between two scores of the keyword network."""
TOLD = -1.0
"""A score under this is not worth telling."""
SUSPECTED = 0.0
"""Log-odds from which the network's word is weighed: a hundred times in an hour of talk …"""
SUSPECTED_AFTER = (0.08, 0.24)
"""… so many seconds later …"""
SUSPECTED_AGAIN = 0.8
"""… and not again for so long."""
SILENCE_DBFS = -120.0


class Net(Protocol):
    """A keyword network for one word."""

    phrase: str

    def score(self, sound: bytes, upto: int) -> float: ...


@dataclass(frozen=True)
class Rousing:
    """Which ear wakes the others, and with what. Without a first ear all are always awake."""

    first: str = ""
    anywhere: tuple[str, ...] = ()
    alone: frozenset[str] = frozenset()
    likened: tuple[str, ...] = ()
    """Phrases that a keyword network may listen for."""

    def wakes(self, text: str) -> bool:
        if not self.first:
            return True
        said = f" {text} "
        by_itself = text.removeprefix("[unk] ").removesuffix(" [unk]")  # a breath before it, a click behind it
        return by_itself in self.alone or any(f" {phrase} " in said for phrase in self.anywhere)


class Ears:
    """All recognisers over one stream of sound."""

    def __init__(self, vosk: Any, model: Any, net: Net | None = None) -> None:
        self._vosk = vosk
        self._model = model
        self._net = net
        self._ears: dict[str, Ear] = {}
        self._rousing = Rousing()
        self._samples = 0
        self._blocks: deque[tuple[int, bytes]] = deque()
        """The last seconds: (first sample, sound)."""
        self._began = 0
        """The sample where the utterance under way began, with its run-up."""
        self._turned = 0
        """The sample where the gate opened, or the first ear's last utterance ended."""
        self._spoke = -RATE * 60
        """The sample up to which the first ear had something that wakes the others."""
        self._open = False
        self._counted: dict[str, int] = {}
        """Phrase -> how often it stands in the first ear's result."""
        self._weighings: list[Weighing] = []
        self._scored = 0
        """The sample up to which the network listened …"""
        self._suspected = -RATE * 60
        """… and where it last suspected its word."""

    @property
    def at(self) -> float:
        return self._samples / RATE

    def know(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def set(self, ears: dict[str, list[str]], rousing: Rousing = Rousing()) -> dict[str, list[str]]:
        """From now on these; the phrases that the model does not know come back."""
        dropped: dict[str, list[str]] = {}
        self._rousing = rousing
        for name in [name for name in self._ears if name not in ears]:
            del self._ears[name]
        for name, phrases in ears.items():
            kept, unknown = split_known(phrases, self.know)
            if unknown:
                dropped[name] = list(unknown)
            if not kept:  # an empty grammar crashes vosk
                self._ears.pop(name, None)
                continue
            old = self._ears.get(name)
            if old is not None and old.phrases == kept:
                continue
            self._ears[name] = Ear(self._vosk, self._model, kept)
            if old is not None and old.awake:
                self._wake(self._ears[name], self._began)
        return dropped

    def reset(self) -> None:
        self._samples = self._began = self._turned = self._scored = 0
        self._spoke = self._suspected = -RATE * 60
        self._blocks.clear()
        self._counted.clear()
        self._weighings.clear()
        self._open = False
        for name, ear in list(self._ears.items()):
            self._ears[name] = Ear(self._vosk, self._model, ear.phrases)

    def hear(self, block: bytes, *, decode: bool = True) -> dict[str, Any]:
        """Every ear's part of one answer. Without `decode` nobody speaks: what was under way is over."""
        start = self._samples
        self._samples += len(block) // 2
        self._blocks.append((start, block))
        while self._samples - self._blocks[0][0] > REPLAY_SECONDS * RATE:
            self._blocks.popleft()
        finals: dict[str, Any] = {}
        if decode:
            if not self._open:
                self._open = True
                self._turned = start
                self._began = max(self._began, start - int(PRE_ROLL * RATE))
            self._decode(finals)
            self._note(finals)
        elif self._open:
            finals = self._fall_asleep(Ear.end)
        partials = {name: ear.partial for name, ear in self._ears.items()}
        answer = {"at": round(self.at, 4), "dbfs": loudness(block), "partials": partials, "finals": finals}
        if decode and self._net is not None and self._net.phrase in self._rousing.likened:
            answer |= self._liken(self._net)
        return answer | self._weigh()

    def finish(self) -> dict[str, Any]:
        finals = self._fall_asleep(Ear.finish)
        partials = dict.fromkeys(self._ears, "")
        return {"at": round(self.at, 4), "dbfs": SILENCE_DBFS, "partials": partials, "finals": finals}

    def _decode(self, finals: dict[str, Any]) -> None:
        lead = self._rousing.first if self._rousing.first in self._ears else next(iter(self._ears), "")
        if not lead:
            return
        first = self._ears[lead]
        self._follow(lead, first, finals)
        said = finals.get(lead, {}).get("text", "") or first.partial
        if self._rousing.wakes(said):
            self._spoke = self._samples
        eager = self._samples - self._turned <= EAGER * RATE
        wanted = eager or self._samples - self._spoke <= PATIENCE * RATE
        for name, ear in self._ears.items():
            if ear is first:
                continue
            if wanted:
                self._follow(name, ear, finals)
            elif ear.awake:
                # In the middle of talk, perhaps: woken again, it hears that once more, but no utterance twice.
                ear.end()
                ear.awake, ear.upto = False, max(self._began, ear.ended)
        if not first.partial and said:
            # The next utterance begins here.
            self._turned = self._samples
            self._began = self._samples - int(BETWEEN * RATE)
        elif not first.partial:
            self._began = max(self._began, self._samples - int(RUN_UP * RATE))

    def _note(self, finals: dict[str, Any]) -> None:
        """A phrase of safety that the first ear has now and had not before is to be weighed."""
        first = self._rousing.first
        if first not in self._ears:
            return
        said = f" {finals.get(first, {}).get('text', '') or self._ears[first].partial} "
        for phrase in self._rousing.anywhere:
            count = said.count(f" {phrase} ")
            if count > self._counted.get(phrase, 0):
                self._expect(phrase, WEIGHED_AFTER)
            self._counted[phrase] = count

    def _liken(self, net: Net) -> dict[str, Any]:
        """How much the last second sounds like the network's word, where it is time to say so."""
        if self._samples - self._scored < SCORED_EVERY:
            return {}
        self._scored = self._samples
        score = net.score(b"".join(block for _, block in self._blocks), self._samples)
        if score < TOLD:
            return {}
        if score >= SUSPECTED:
            new = self._samples - self._suspected > SUSPECTED_AGAIN * RATE
            self._suspected = self._samples
            if new:
                self._expect(net.phrase, SUSPECTED_AFTER)
        return {"likeness": {net.phrase: round(score, 2)}}

    def _expect(self, phrase: str, after: tuple[float, ...]) -> None:
        since = self._samples - int(WEIGHED_BEFORE * RATE)
        self._weighings += [Weighing(phrase, since, self._samples + int(one * RATE)) for one in after]

    def _weigh(self) -> dict[str, Any]:
        """What is due: phrase -> odds."""
        due = [one for one in self._weighings if one.due <= self._samples]
        if not due:
            return {}
        self._weighings = [one for one in self._weighings if one.due > self._samples]
        *_, judge = self._ears.values()
        weighed: dict[str, float] = {}
        unexplained = False
        for since in sorted({one.since for one in due}):  # what was noticed apart is read apart
            some = [one for one in due if one.since == since]
            grammar = json.dumps(expecting(judge.phrases, some), ensure_ascii=False)
            found = weigh(self._vosk.KaldiRecognizer(self._model, RATE, grammar), self._blocks, some)
            weighed |= {phrase: max(odds, weighed.get(phrase, odds)) for phrase, odds in found.odds.items()}
            unexplained = unexplained or found.unexplained
        return {"weighed": weighed} | ({"unexplained": True} if unexplained else {})

    def _follow(self, name: str, ear: Ear, finals: dict[str, Any]) -> None:
        """This ear hears what it has not heard yet."""
        start, block = self._blocks[-1]
        final = ear.hear(block, start) if ear.awake else self._wake(ear, max(ear.upto, self._began))
        if final:
            finals[name] = final

    def _wake(self, ear: Ear, since: int) -> dict[str, Any] | None:
        ear.awake = True
        final = None
        for start, block in self._blocks:
            if start >= since:
                final = ear.hear(block, start) or final
        return final

    def _fall_asleep(self, end: Callable[[Ear], dict[str, Any] | None]) -> dict[str, Any]:
        finals = {}
        for name, ear in self._ears.items():
            if ear.awake and (final := end(ear)):
                finals[name] = final
            ear.awake = False
        self._open = False
        self._began = self._samples
        return finals


def loudness(block: bytes) -> float:
    """RMS of int16 samples, dBFS."""
    samples = array("h", block)
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return round(10 * math.log10(power / 32768**2), 1) if power else SILENCE_DBFS
