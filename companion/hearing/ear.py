"""One recogniser with one grammar over a part of the stream. Runs in the recogniser's own process (`ears.py`), so
nothing but the standard library is imported; vosk comes as an argument.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

RATE = 16000


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
