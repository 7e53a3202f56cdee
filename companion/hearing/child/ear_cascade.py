"""The cascade of ears in the recogniser's own process: several recognisers with different grammars over one stream, and
the rules by which they sleep and wake.

The first ear is always awake. It wakes the others if it reports a phrase that needs a second opinion. For a safety
phrase, the last second of sound is also *weighed* (`weighing.py`) with the last ear's grammar. A keyword network
(`keyword_net.py`) listens beside the ears; if it suspects its word, the word is weighed too.

Only the standard library is imported here; vosk and the network come as arguments.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from companion.hearing.child.ear import Ear, split_known
from companion.hearing.child.protocol import ALL_AWAKE, WakeRule
from companion.hearing.child.weighing import WEIGHED_AFTER, WEIGHED_BEFORE, Weighing, expecting, weigh
from companion.sound_format import RATE, SILENT_DBFS, dbfs, power_of_bytes

REPLAY_SECONDS = 3.0
"""Seconds of sound kept in memory, from which an ear that wakes, or whose grammar changed, hears the present utterance.
Longer than a command and the words around it."""
RUN_UP = 0.8
"""Seconds before the first ear's first word at which an utterance is taken to begin: a word is recognised that much
later than it begins."""
BETWEEN = 0.2
"""Seconds of sound, just before the end of an utterance is reported, that may already belong to the next utterance."""
PRE_ROLL = 0.5
"""Seconds before the gate opened that are decoded as well: a soft beginning of a word, and the quiet that vosk needs
before it."""
EAGER = 1.5
"""Seconds at the beginning of an utterance in which all ears are awake. A word said alone lies within them, so the
others sleep only in longer talk and in noise that goes on. An ear that heard too little of the room and the voices
recognises fewer words."""
PATIENCE = 1.0
"""Seconds after the last waking phrase for which a woken ear stays awake. Without an end it would stay awake in noise,
which it takes for speech."""
SCORED_EVERY = 1280
"""Samples between two scores of the keyword network: 80 ms, its own step."""
TOLD = -1.0
"""Lowest score (log-odds) that is reported. Nothing in the policy asks for less."""
SUSPECTED = 0.0
"""Lowest score (log-odds) at which the network's word is weighed. In talk that happens about a hundred times an
hour."""
SUSPECTED_AFTER = (0.08, 0.24)
"""Seconds from that score to each of the two weighings: the end of the word, and the sound after it."""
SUSPECTED_AGAIN = 0.8
"""Seconds in which a score that stays high counts as the same word, and is not weighed again."""


class Net(Protocol):
    """A keyword network for one word."""

    phrase: str

    def score(self, sound: bytes, upto: int) -> float: ...


class EarCascade:
    """All ears over one stream of sound."""

    def __init__(self, vosk: Any, model: Any, net: Net | None = None) -> None:
        self._vosk = vosk
        self._model = model
        self._net = net
        self._ears: dict[str, Ear] = {}
        self._wake_rule = ALL_AWAKE
        self._samples = 0
        self._blocks: deque[tuple[int, bytes]] = deque()
        """The last seconds: (index of the first sample, sound)."""
        self._began = 0
        """Index of the sample where the present utterance began, its run-up included."""
        self._turned = 0
        """Index of the sample where the gate opened, or where the first ear's last utterance ended."""
        self._spoke = -RATE * 60
        """Index of the sample up to which the first ear had a phrase that wakes the others."""
        self._open = False
        self._counted: dict[str, int] = {}
        """Phrase -> how often it stands in the first ear's present result."""
        self._weighings: list[Weighing] = []
        self._scored = 0
        """Index of the sample up to which the network has scored."""
        self._suspected = -RATE * 60
        """Index of the sample at which the network last suspected its word."""

    @property
    def at(self) -> float:
        """Seconds of sound so far."""
        return self._samples / RATE

    def know(self, word: str) -> bool:
        """Tells whether the model knows this word."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def set(self, ears: dict[str, list[str]], wake_rule: WakeRule = ALL_AWAKE) -> dict[str, list[str]]:
        """Replaces the grammars. Returns, for each ear, the phrases that the model does not know."""
        dropped: dict[str, list[str]] = {}
        self._wake_rule = wake_rule
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
        """Forgets the stream: another one begins, with the same grammars."""
        self._samples = self._began = self._turned = self._scored = 0
        self._spoke = self._suspected = -RATE * 60
        self._blocks.clear()
        self._counted.clear()
        self._weighings.clear()
        self._open = False
        for name, ear in list(self._ears.items()):
            self._ears[name] = Ear(self._vosk, self._model, ear.phrases)

    def hear(self, block: bytes, *, decode: bool = True) -> dict[str, Any]:
        """Takes the next block and returns the whole answer to it. With `decode=False` the block holds no speech: the
        utterance under way is ended."""
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
        level = round(dbfs(power_of_bytes(block)), 1)
        answer = {"at": round(self.at, 4), "dbfs": level, "partials": partials, "finals": finals}
        if decode and self._net is not None and self._net.phrase in self._wake_rule.keywords:
            answer |= self._score_keyword(self._net)
        return answer | self._weigh()

    def finish(self) -> dict[str, Any]:
        """Ends the stream and returns the final results that are left."""
        finals = self._fall_asleep(Ear.finish)
        partials = dict.fromkeys(self._ears, "")
        return {"at": round(self.at, 4), "dbfs": SILENT_DBFS, "partials": partials, "finals": finals}

    def _decode(self, finals: dict[str, Any]) -> None:
        lead = self._wake_rule.first if self._wake_rule.first in self._ears else next(iter(self._ears), "")
        if not lead:
            return
        first = self._ears[lead]
        self._follow(lead, first, finals)
        said = finals.get(lead, {}).get("text", "") or first.partial
        if self._wake_rule.wakes(said):
            self._spoke = self._samples
        eager = self._samples - self._turned <= EAGER * RATE
        wanted = eager or self._samples - self._spoke <= PATIENCE * RATE
        for name, ear in self._ears.items():
            if ear is first:
                continue
            if wanted:
                self._follow(name, ear, finals)
            elif ear.awake:
                # This may be the middle of somebody's talk. Woken again, the ear hears it once more, but no utterance
                # twice.
                ear.end()
                ear.awake, ear.upto = False, max(self._began, ear.ended)
        if not first.partial and said:
            # The next utterance begins here.
            self._turned = self._samples
            self._began = self._samples - int(BETWEEN * RATE)
        elif not first.partial:
            self._began = max(self._began, self._samples - int(RUN_UP * RATE))

    def _note(self, finals: dict[str, Any]) -> None:
        """Marks each safety phrase that is new in the first ear's result, so that it is weighed."""
        first = self._wake_rule.first
        if first not in self._ears:
            return
        said = f" {finals.get(first, {}).get('text', '') or self._ears[first].partial} "
        for phrase in self._wake_rule.anywhere:
            count = said.count(f" {phrase} ")
            if count > self._counted.get(phrase, 0):
                self._expect(phrase, WEIGHED_AFTER)
            self._counted[phrase] = count

    def _score_keyword(self, net: Net) -> dict[str, Any]:
        """Returns the network's score of the last second, if one is due and high enough."""
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
        return {"keyword_scores": {net.phrase: round(score, 2)}}

    def _expect(self, phrase: str, after: tuple[float, ...]) -> None:
        since = self._samples - int(WEIGHED_BEFORE * RATE)
        self._weighings += [Weighing(phrase, since, self._samples + int(one * RATE)) for one in after]

    def _weigh(self) -> dict[str, Any]:
        """Weighs the phrases that are due. Returns phrase -> odds."""
        due = [one for one in self._weighings if one.due <= self._samples]
        if not due:
            return {}
        self._weighings = [one for one in self._weighings if one.due > self._samples]
        *_, judge = self._ears.values()
        weighed: dict[str, float] = {}
        unexplained = False
        # Phrases that were noticed at different times are weighed apart.
        for since in sorted({one.since for one in due}):
            some = [one for one in due if one.since == since]
            grammar = json.dumps(expecting(judge.phrases, some), ensure_ascii=False)
            found = weigh(self._vosk.KaldiRecognizer(self._model, RATE, grammar), self._blocks, some)
            weighed |= {phrase: max(odds, weighed.get(phrase, odds)) for phrase, odds in found.odds.items()}
            unexplained = unexplained or found.unexplained
        return {"weighed": weighed} | ({"unexplained": True} if unexplained else {})

    def _follow(self, name: str, ear: Ear, finals: dict[str, Any]) -> None:
        """Lets this ear decode the newest block, and the part of the present utterance that it slept through."""
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
