"""One ear: a vosk recogniser with one grammar, which may sleep through parts of the stream.

Runs in the recogniser's own process (`ear_cascade.py`), so only the standard library is imported; vosk comes as an
argument.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from companion.sound_format import RATE


def split_known(phrases: Iterable[str], known: Callable[[str], bool]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Separates phrases into (kept, dropped). A phrase with a word that is not in the model's vocabulary cannot be
    recognised, and vosk would ignore it without telling. `[unk]` is kept only if the model has it."""
    kept: list[str] = []
    dropped: list[str] = []
    for phrase in dict.fromkeys(phrases):
        (kept if all(known(word) for word in phrase.split()) else dropped).append(phrase)
    return tuple(kept), tuple(dropped)


class Ear:
    """A vosk recogniser with one grammar. Another grammar needs a new `Ear`: vosk aborts if a grammar is changed
    during an utterance."""

    def __init__(self, vosk: Any, model: Any, phrases: tuple[str, ...]) -> None:
        self.phrases = phrases
        self.awake = False
        self.upto = 0
        """Index of the first sample that this ear has not decoded yet."""
        self.ended = 0
        """Index of the sample at which its last utterance ended."""
        self.partial = ""
        self._recogniser = vosk.KaldiRecognizer(model, RATE, json.dumps(phrases, ensure_ascii=False))
        # Word times in final results; SetPartialWords would leave the partial results empty.
        self._recogniser.SetWords(True)
        self._heard = 0

    def hear(self, block: bytes, start: int) -> dict[str, Any] | None:
        """Decodes a block that begins at sample `start`. Returns a final result, or None; then `partial` is up to
        date."""
        self._slept = start - self._heard
        self._heard += len(block) // 2
        self.upto = start + len(block) // 2
        if self._recogniser.AcceptWaveform(block):
            self.partial, self.ended = "", self.upto
            return self._final(self._recogniser.Result())
        self.partial = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return None

    def end(self) -> dict[str, Any] | None:
        """Ends the utterance, even in the middle of speech. The recogniser keeps what it learnt about the room and the
        voices."""
        self.partial = ""
        return self._final(self._recogniser.Result()) if self._heard else None

    def finish(self) -> dict[str, Any] | None:
        """Ends the stream, so that its last few frames are decoded too."""
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
