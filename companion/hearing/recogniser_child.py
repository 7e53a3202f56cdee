"""The recogniser's own process: sound in by standard input, words out by standard output. Run by `recogniser.py`.

vosk can abort or crash its process, so it has one of its own. Once the model is loaded this process can open nothing
more: no file, no network (`shut_the_door`). It keeps at most a few seconds of sound, in memory, and writes none.

In, binary messages: one byte of kind, four bytes of length (little-endian), then the body.
    G  JSON {"id": n, "ears": {name: [phrase, ...]}}   from now on these recognisers; an unchanged one lives on
    A  int16 mono 16 kHz samples
    F  say what is left as final results (the end of a file)
    R  a new stream: forget everything, time starts at 0
    Q  quit
Out, one JSON object a line:
    {"ready": seconds to load}
    {"grammar": n, "dropped": {ear: [phrase, ...]}}    words that this model does not have
    {"at": end of the block in s of stream, "dbfs": its loudness, "partials": {ear: text}, "finals": {ear: {...}}}
        one for every A and F; `partials` holds every ear; finals {"text", "words": [[word, start, end], ...]}
"""

from __future__ import annotations

import json
import math
import os
import struct
import sys
import time
import types
from array import array
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

RATE = 16000
REPLAY_SECONDS = 3.0
"""A changed grammar hears the present utterance again, at most so much of it, so that no word falls between two."""
SILENCE_DBFS = -120.0
SHUT = frozenset({"open", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})
"""What this process may not do once the model is loaded (names of audit events), beside connections."""


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

    def __init__(self, vosk: Any, model: Any, phrases: tuple[str, ...], at: float) -> None:
        self.phrases = phrases
        self._recogniser = vosk.KaldiRecognizer(model, RATE, json.dumps(phrases, ensure_ascii=False))
        self._recogniser.SetWords(True)  # word times in final results; SetPartialWords would empty the partials
        self._began = at
        self._partial = ""

    def hear(self, block: bytes) -> tuple[str, dict[str, Any] | None]:
        """(partial text, final result or None) after this block."""
        if self._recogniser.AcceptWaveform(block):
            return "", self._final(self._recogniser.Result())
        return json.loads(self._recogniser.PartialResult()).get("partial", ""), None

    def finish(self) -> dict[str, Any] | None:
        return self._final(self._recogniser.FinalResult())

    def _final(self, result: str) -> dict[str, Any] | None:
        heard = json.loads(result)
        text = heard.get("text", "")
        if not text:
            return None
        words = [
            [word["word"], round(self._began + word["start"], 3), round(self._began + word["end"], 3)]
            for word in heard.get("result", ())
        ]
        return {"text": text, "words": words}


class Ears:
    """All recognisers over one stream of sound."""

    def __init__(self, vosk: Any, model: Any) -> None:
        self._vosk = vosk
        self._model = model
        self._ears: dict[str, Ear] = {}
        self._samples = 0
        self._recent: dict[str, deque[bytes]] = {}
        """Ear -> the blocks since its last final result."""

    @property
    def at(self) -> float:
        return self._samples / RATE

    def know(self, word: str) -> bool:
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def set(self, ears: dict[str, list[str]]) -> dict[str, list[str]]:
        """From now on these; the phrases that the model does not know come back."""
        dropped: dict[str, list[str]] = {}
        for name in [name for name in self._ears if name not in ears]:
            del self._ears[name], self._recent[name]
        for name, phrases in ears.items():
            kept, unknown = split_known(phrases, self.know)
            if unknown:
                dropped[name] = list(unknown)
            if not kept:  # an empty grammar crashes vosk
                self._ears.pop(name, None)
                continue
            if name not in self._ears or self._ears[name].phrases != kept:
                self._renew(name, kept)
        return dropped

    def reset(self) -> None:
        self._samples = 0
        self._recent.clear()
        for name, ear in list(self._ears.items()):
            self._renew(name, ear.phrases)

    def _renew(self, name: str, phrases: tuple[str, ...]) -> None:
        recent = self._recent.setdefault(name, deque())
        began = self.at - sum(len(block) for block in recent) / 2 / RATE
        self._ears[name] = Ear(self._vosk, self._model, phrases, began)
        for block in recent:
            self._ears[name].hear(block)

    def hear(self, block: bytes) -> dict[str, Any]:
        self._samples += len(block) // 2
        partials: dict[str, str] = {}
        finals: dict[str, Any] = {}
        for name, ear in self._ears.items():
            recent = self._recent[name]
            recent.append(block)
            while sum(map(len, recent)) / 2 / RATE > REPLAY_SECONDS:
                recent.popleft()
            partials[name], final = ear.hear(block)
            if final:
                finals[name] = final
                recent.clear()
            if not partials[name]:
                # Nothing begun: a new recogniser needs only a little run-up.
                while len(recent) > 1 and sum(map(len, recent)) / 2 / RATE > 0.3:
                    recent.popleft()
        return {"at": round(self.at, 4), "dbfs": loudness(block), "partials": partials, "finals": finals}

    def finish(self) -> dict[str, Any]:
        finals = {name: final for name, ear in self._ears.items() if (final := ear.finish())}
        self._recent.clear()
        for name, ear in list(self._ears.items()):
            self._renew(name, ear.phrases)
        partials = dict.fromkeys(self._ears, "")
        return {"at": round(self.at, 4), "dbfs": SILENCE_DBFS, "partials": partials, "finals": finals}


def loudness(block: bytes) -> float:
    """RMS of int16 samples, dBFS."""
    samples = array("h", block)
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return round(10 * math.log10(power / 32768**2), 1) if power else SILENCE_DBFS


def import_vosk() -> Any:
    # vosk imports its downloader with itself (half of its loading time). Nothing is ever downloaded here, so empty
    # modules take its place and no network code is in this process at all.
    for name in ("requests", "srt", "tqdm", "urllib.request"):
        module = types.ModuleType(name)
        vars(module).update(tqdm=object, urlretrieve=object)
        sys.modules.setdefault(name, module)
    import vosk

    vosk.SetLogLevel(-2)
    return vosk


def shut_the_door() -> None:
    """From now on this process can open no file and no connection, and write to none it did not have."""

    def refuse(event: str, _args: tuple[Any, ...]) -> None:
        if event in SHUT or event.startswith(("socket.", "subprocess.", "os.exec", "os.spawn")):
            raise PermissionError(f"the recogniser may not do this: {event}")

    sys.addaudithook(refuse)
    if sys.platform != "win32":
        import resource

        # The kernel's word on it, for the native library too: no file grows, no descriptor beyond the three pipes.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(source: BinaryIO, sink: BinaryIO, ears: Ears) -> None:
    def say(message: dict[str, Any]) -> None:
        sink.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        sink.flush()

    while len(head := source.read(5)) == 5:
        kind, length = head[:1], struct.unpack("<I", head[1:])[0]
        body = source.read(length)
        if len(body) < length:
            return
        if kind == b"A":
            say(ears.hear(body))
        elif kind == b"G":
            wanted = json.loads(body)
            say({"grammar": wanted["id"], "dropped": ears.set(wanted["ears"])})
        elif kind == b"F":
            say(ears.finish())
        elif kind == b"R":
            ears.reset()
        elif kind == b"Q":
            return


def main() -> int:
    began = time.monotonic()
    # The words go out on a copy of descriptor 1; what the native library prints itself goes where errors go.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    model_folder = sys.argv[1]
    vosk = import_vosk()
    model = vosk.Model(model_folder)
    ears = Ears(vosk, model)
    shut_the_door()  # before anybody is told that it is ready: what can hear can open nothing
    sink.write(json.dumps({"ready": round(time.monotonic() - began, 3)}).encode() + b"\n")
    sink.flush()
    serve(sys.stdin.buffer, sink, ears)
    sink.flush()
    # Skip tearing the model down: the process ends with it, and native destructors are where crashes hide.
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
