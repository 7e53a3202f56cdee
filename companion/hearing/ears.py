"""The ears in the recogniser's own process: which of them hears which sound, and when each sleeps. Runs in the child
(`recogniser_child.py`), so nothing but the standard library is imported; vosk comes as an argument.

One ear is always awake and wakes the others where it hears something worth a second opinion. Where that was a phrase
of safety, the same second of sound is *weighed* as well: a fresh recogniser with the last ear's grammar says by how
much the phrase alone is likelier than anything else that it knows.
"""

from __future__ import annotations

import json
import math
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

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
WEIGHED_AFTER = (0.16, 0.36)
"""Seconds after the first ear had a phrase at which it is weighed: once the word is over, and with what follows."""
WEIGHED_BEFORE = 1.2
"""Seconds before it that are weighed too: the longest word, and the quiet before it."""
EXPECTED = 300
"""How many times likelier than any other word a phrase is that the first ear heard, before it is weighed."""
READINGS = 10
"""So many of the likeliest readings are compared; those far behind (the model's `lattice-beam`) are none at all."""
CERTAIN = 20.0
"""The odds where every reading holds the phrase; where none does, the same below nought."""
PATIENCE = 1.0
"""Seconds for which a woken ear stays awake after the utterance's end; in noise it takes it for speech for ever."""
SILENCE_DBFS = -120.0


def split_known(phrases: Iterable[str], known: Callable[[str], bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(kept, dropped): a phrase with a word the model has never heard of cannot be heard, and would be dropped by vosk
    without a word. `[unk]` stays only where the model has it."""
    kept: list[str] = []
    dropped: list[str] = []
    for phrase in dict.fromkeys(phrases):
        (kept if all(known(word) for word in phrase.split()) else dropped).append(phrase)
    return tuple(kept), tuple(dropped)


class Ear:
    """One recogniser with one grammar. Made anew instead of changed: changing a grammar in mid-utterance aborts."""

    def __init__(self, vosk: Any, model: Any, phrases: tuple[str, ...]) -> None:
        self.phrases = phrases
        self.awake = False
        self.upto = 0
        """Samples of the stream that it need not hear again …"""
        self.ended = 0
        """… and where its last utterance ended."""
        self.partial = ""
        self._recogniser = vosk.KaldiRecognizer(model, RATE, json.dumps(phrases, ensure_ascii=False))
        self._recogniser.SetWords(True)  # word times in final results; SetPartialWords would empty the partials
        self._heard = 0

    def hear(self, block: bytes, start: int) -> dict[str, Any] | None:
        """A block of the stream that begins at sample `start`: a final result, or None and `partial` is new."""
        self._slept = start - self._heard
        self._heard += len(block) // 2
        self.upto = start + len(block) // 2
        if self._recogniser.AcceptWaveform(block):
            self.partial, self.ended = "", self.upto
            return self._final(self._recogniser.Result())
        self.partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return None

    def end(self) -> dict[str, Any] | None:
        """The utterance is over, whatever the recogniser thinks; what it learnt of the room and the voices stays."""
        self.partial = ""
        return self._final(self._recogniser.Result()) if self._heard else None

    def finish(self) -> dict[str, Any] | None:
        """The stream is over: the last few frames count too."""
        self.partial = ""
        return self._final(self._recogniser.FinalResult()) if self._heard else None

    def _final(self, result: str) -> dict[str, Any] | None:
        heard = json.loads(result)
        text = heard.get("text", "")
        if not text:
            return None
        slept = self._slept / RATE
        words = [
            [word["word"], round(slept + word["start"], 3), round(slept + word["end"], 3)]
            for word in heard.get("result", ())
        ]
        return {"text": text, "words": words}


@dataclass(frozen=True)
class Rousing:
    """Which ear wakes the others, and with what. Without a first ear all are always awake."""

    first: str = ""
    anywhere: tuple[str, ...] = ()
    alone: frozenset[str] = frozenset()

    def wakes(self, text: str) -> bool:
        if not self.first:
            return True
        said = f" {text} "
        by_itself = text.removeprefix("[unk] ").removesuffix(" [unk]")  # a breath before it, a click behind it
        return by_itself in self.alone or any(f" {phrase} " in said for phrase in self.anywhere)


@dataclass(frozen=True)
class Weighing:
    """A phrase to be weighed."""

    phrase: str
    since: int
    """The first sample that counts …"""
    due: int
    """… and the one up to which it is waited for."""


def odds(readings: Iterable[tuple[float, str]], phrase: str) -> float:
    """By how much the likeliest reading that is the phrase alone, once or more often, is likelier than the likeliest
    other one (log-likelihoods). In a sentence a reading with the phrase somewhere in it is found too easily."""
    having: list[float] = []
    others: list[float] = []
    for likelihood, text in readings:
        alone = bool(text) and not f" {text} ".replace(f" {phrase}", "").strip()
        (having if alone else others).append(likelihood)
    if not having:
        return -CERTAIN
    return max(-CERTAIN, min(CERTAIN, max(having) - max(others))) if others else CERTAIN


class Ears:
    """All recognisers over one stream of sound."""

    def __init__(self, vosk: Any, model: Any) -> None:
        self._vosk = vosk
        self._model = model
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
        self._samples = self._began = self._turned = 0
        self._spoke = -RATE * 60
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
        if weighed := self._weigh():
            answer["weighed"] = weighed
        return answer

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
                since = self._samples - int(WEIGHED_BEFORE * RATE)
                self._weighings += [
                    Weighing(phrase, since, self._samples + int(after * RATE)) for after in WEIGHED_AFTER
                ]
            self._counted[phrase] = count

    def _weigh(self) -> dict[str, float]:
        """What is due, phrase -> odds. One reading of the sound does for all."""
        due = [one for one in self._weighings if one.due <= self._samples]
        if not due:
            return {}
        self._weighings = [one for one in self._weighings if one.due > self._samples]
        *_, judge = self._ears.values()
        # Said more often, a phrase is expected more: otherwise a safety word is one among sixteen hundred.
        grammar = [*judge.phrases, *(one.phrase for one in due for _ in range(EXPECTED))]
        recogniser = self._vosk.KaldiRecognizer(self._model, RATE, json.dumps(grammar, ensure_ascii=False))
        recogniser.SetMaxAlternatives(READINGS)
        since = min(one.since for one in due)
        for start, block in self._blocks:
            if start >= since:
                recogniser.AcceptWaveform(block)
        alternatives = json.loads(recogniser.FinalResult()).get("alternatives", ())
        readings = [(one["confidence"], one["text"]) for one in alternatives]
        return {one.phrase: round(odds(readings, one.phrase), 2) for one in due}

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
