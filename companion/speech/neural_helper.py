"""The helper process of the natural voices: takes one line of JSON and answers with one line of JSON and the samples.

Run as `companion --child natural-voice ENGINE FILE ...`; ends when its input ends. It is a process of its own
because onnxruntime, while loading and running, holds Python's lock for longer than the loudspeaker's callback can wait,
and because a fault in there takes the process with it. Once its voice is loaded, the kernel lets it open no file and no
connection (`companion.walls`, Linux only). Of the program it imports nothing else.

    piper MODEL.onnx
    kokoro MODEL.onnx STYLE.bin ACCENT    ACCENT: en-us, en-gb, fr, es, it or pt-br

    In:  {"text": ..., "scale": 1.4}       scale: how much longer than at the voice's own pace each sound is
    Out: {"ready": true, "rate": 22050, "walls": [name, ...]}    once, with the kernel's walls; then for each text
         {"busy": true}                    every 0.3 s while it works, which tells hanging from being slow
         {"ok": true, "bytes": 4000, "worked": 0.4}    worked: seconds of processor time that it took, all threads
                                           together; followed by that many bytes of float32, little-endian, mono
         {"ok": false, "why": ..., "text": true}    "text": this text cannot be spoken, but the voice works
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from companion.walls.kernel import close_process
from companion.walls.shield import shield_memory

BUSY_SECONDS = 0.3
"""Seconds between two signs of life."""
_PIPER_THREADS, _KOKORO_THREADS = 1, 2
"""Threads of onnxruntime. A second one gains piper a few hundredths of a second, and takes the recogniser's core."""
_ANY_WORDS = "Ready when you are."
"""A text that makes espeak-ng read its dictionary."""
_FOREIGN_WORDS = "jazz, week-end, the"
"""English words that espeak-ng says in English amid other languages. It reads the English dictionary for that at the
first of them, and spells them out if it can't."""
_NICER = 5
"""Added niceness after the first words, so that the recogniser goes first: later words are rendered ahead and have
time."""


class NoSound(Exception):
    """This text makes no sound in this voice."""


class Synthesiser(Protocol):
    """A speech engine."""

    rate: int

    def load_everything(self) -> None:
        """Reads every file that speaking needs: later none can be opened."""

    def say(self, text: str, scale: float) -> bytes:
        """Renders a text as float32, little-endian, mono. Raises NoSound."""


class Piper:
    """A piper voice. Without noise, so that the same text always sounds the same."""

    def __init__(self, model: str) -> None:
        import onnxruntime
        from piper import PiperVoice
        from piper.config import PiperConfig

        # Optimising this model takes 0.4 s, and makes it no faster.
        config = PiperConfig.from_dict(json.loads(Path(f"{model}.json").read_text(encoding="utf-8")))
        session = _Session(onnxruntime, model, threads=_PIPER_THREADS, optimised=False)
        self._voice = PiperVoice(config=config, session=session)
        self.rate = int(config.sample_rate)

    def load_everything(self) -> None:
        _set_espeak_voice_once()
        self._voice.phonemize(_ANY_WORDS)

    def say(self, text: str, scale: float) -> bytes:
        import numpy as np
        from piper import SynthesisConfig

        how = SynthesisConfig(length_scale=scale, noise_scale=0.0, noise_w_scale=0.0, normalize_audio=False)
        # Double square brackets would be taken for phonemes.
        text = text.replace("[[", "[ [").replace("]]", "] ]")
        chunks = [chunk.audio_float_array for chunk in self._voice.synthesize(text, how)]
        return _joined([np.asarray(chunk, "<f4") for chunk in chunks], self.rate)


class Kokoro:
    """Kokoro-82M with one of its voices."""

    rate = 24_000

    def __init__(self, model: str, style: str, accent: str = "en-us") -> None:
        import numpy as np
        import onnxruntime

        self._sounds: SoundsOfText = EnglishSounds(accent) if accent in _KOKORO_SPELLING else OtherSounds(accent)
        self._session = _Session(onnxruntime, model, threads=_KOKORO_THREADS, optimised=True)
        self._styles = np.fromfile(style, "<f4").reshape(-1, 1, 256)

    def load_everything(self) -> None:
        self._sounds.load_everything()

    def say(self, text: str, scale: float) -> bytes:
        import numpy as np

        parts = []
        for symbols in self._sounds.of(text):
            for start in range(0, len(symbols), _KOKORO_MOST):
                tokens = symbols[start : start + _KOKORO_MOST]
                inputs = {
                    "tokens": np.array([[0, *tokens, 0]], np.int64),
                    "style": self._styles[min(len(tokens), len(self._styles)) - 1],
                    "speed": np.array([1 / scale], np.float32),
                }
                parts.append(np.asarray(self._session.run(None, inputs)[0], "<f4").ravel())
        return _joined(parts, self.rate)


class SoundsOfText(Protocol):
    """Finds the sounds of a text."""

    def load_everything(self) -> None:
        """Reads every file that it needs."""

    def of(self, text: str) -> list[list[int]]:
        """Returns the sounds of each sentence with its punctuation, as numbers of the model's symbols."""


class EnglishSounds:
    """English, by piper's own copy of espeak-ng."""

    def __init__(self, accent: str) -> None:
        from piper.phonemize_espeak import EspeakPhonemizer

        self._accent = accent
        self._voice = _ESPEAK_VOICES[accent]
        self._phonemizer = EspeakPhonemizer()

    def load_everything(self) -> None:
        _set_espeak_voice_once()
        self._phonemizer.phonemize(self._voice, _ANY_WORDS)

    def of(self, text: str) -> list[list[int]]:
        found = self._phonemizer.phonemize(self._voice, text)
        return [kokoro_symbols("".join(sentence), self._accent) for sentence in found]


class OtherSounds:
    """French, Spanish, Italian and Portuguese, by espeak-ng 1.52.0, from the package that bundles it.

    The model was trained with this version's notation. Piper's newer copy has another one, above all for Portuguese.
    """

    def __init__(self, accent: str) -> None:
        import espeakng_loader

        self._espeak = ctypes.CDLL(espeakng_loader.get_library_path())
        self._espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._espeak.espeak_Initialize(_NO_SOUND, 0, espeakng_loader.get_data_path().encode(), _NO_EXIT) < 0:
            raise RuntimeError("espeak-ng doesn't start")
        if self._espeak.espeak_SetVoiceByName(accent.encode()) != 0:
            raise RuntimeError(f"espeak-ng doesn't know {accent}")

    def load_everything(self) -> None:
        self.of(_FOREIGN_WORDS)

    def of(self, text: str) -> list[list[int]]:
        # espeak-ng keeps no punctuation, and the model rests and asks by it.
        between = _PUNCTUATION.split(_SPARE_SPACE.sub("", text.replace("«", "“").replace("»", "”")))
        sounds = "".join(part if number % 2 else self._phonemes(part) for number, part in enumerate(between))
        return [_numbers(sounds)]

    def _phonemes(self, words: str) -> str:
        rest = ctypes.c_char_p(words.encode())
        found = []
        while rest.value is not None:
            sounds = self._espeak.espeak_TextToPhonemes(ctypes.byref(rest), _UTF_8, _IPA_TIED)
            found.append(_LANGUAGE_SWITCH.sub("", sounds.decode()))
        phonemes = " ".join(filter(None, found))
        for written, known in _KOKORO_TIED.items():
            phonemes = phonemes.replace(written, known)
        return phonemes


_NO_SOUND, _NO_EXIT, _UTF_8 = 1, 0x8000, 1
"""espeak-ng's numbers: sound is returned and not played; a fault doesn't end the process; texts are UTF-8."""
_IPA_TIED = 0x82 | ord("^") << 8
"""espeak-ng's number for the notation: IPA, with this sign between the letters of one sound."""
_PUNCTUATION = re.compile(r'(\s*[;:,.!?¡¿—…"“”()]+\s*)')
_SPARE_SPACE = re.compile(r"\s+(?=[;:,.!?”)])|(?<=[“(])\s+")
"""Spaces that French has before a colon and inside quotation marks."""
_LANGUAGE_SWITCH = re.compile(r"\([^)]*\)")
"""A mark of espeak-ng's around words of another language: "(en)"."""
_KOKORO_MOST = 510
"""Symbols that the model takes at once at most."""
_KOKORO_SYMBOLS = dict(
    zip(
        ';:,.!?—…"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾ'
        'ɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ',
        (
            *range(1, 7), *range(9, 26), 31, 33, 35, 36, 39, *range(41, 49), *range(50, 67), 67, 68, *range(69, 73), 75,
            76, 77, 78, 80, 81, 82, 83, 85, 86, 87, 90, 92, 99, 101, 102, 103, 110, 111, 112, 113, 114, 115, 116, 118,
            119, 120, 123, 125, 126, 128, 129, 130, 131, 132, 133, 135, 136, 138, 139, 140, 142, 143, 147, 148, 156,
            157, 158, 162, 164, 169, 171, 172, 173, 177,
        ),
        strict=True,
    )
)  # fmt: skip
_ESPEAK_VOICES = {"en-us": "en-us", "en-gb": "en-gb-x-rp"}
"""The voice of espeak-ng that knows the sounds of each accent."""
# The model was trained on another notation of English sounds than espeak-ng's (misaki's): one letter for a diphthong;
# length marks in British vowels, and none in American ones.
_KOKORO_SPELLING = {
    "en-us": (
        ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("oʊ", "O"), ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("əl", "ᵊl"),
        ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ɚ", "əɹ"), ("ɾ", "T"), ("ʔ", "t"), ("r", "ɹ"), ("x", "k"),
        ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("\u0303", ""), ("\u0329", ""), ("ː", ""),
    ),
    "en-gb": (
        ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("əʊ", "Q"), ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("əl", "ᵊl"),
        ("eə", "ɛː"), ("iə", "ɪə"), ("æ", "a"), ("ʔ", "t"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɐ", "ə"),
        ("ɬ", "l"), ("\u0303", ""), ("\u0329", ""),
    ),
}  # fmt: skip


_KOKORO_TIED = {
    "a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "ɔ^ɪ": "Y", "d^z": "ʣ", "d^ʒ": "ʤ", "s^s": "S",
    "t^s": "ʦ", "t^ʃ": "ʧ",
}  # fmt: skip
"""Sounds of two letters in espeak-ng's notation, and the one letter that the model knows for each."""


def kokoro_symbols(phonemes: str, accent: str = "en-us") -> list[int]:
    """Converts espeak-ng's phonemes of English to the numbers of the model's symbols; unknown ones are left out."""
    for written, known in _KOKORO_SPELLING[accent]:
        phonemes = phonemes.replace(written, known)
    return _numbers(phonemes)


def _numbers(symbols: str) -> list[int]:
    return [_KOKORO_SYMBOLS[each] for each in symbols if each in _KOKORO_SYMBOLS]


def _set_espeak_voice_once() -> None:
    """Lets piper set espeak-ng's voice only if it is another one: espeak-ng reads its dictionary each time."""
    from piper import espeakbridge

    set_voice = espeakbridge.set_voice
    present = ""

    def set_new(voice: str) -> None:
        nonlocal present
        if voice != present:
            set_voice(voice)
            present = voice

    espeakbridge.set_voice = set_new


class _Session:
    """An onnxruntime session that returns the memory of a sentence after each one."""

    def __init__(self, onnxruntime: Any, model: str, *, threads: int, optimised: bool) -> None:
        onnxruntime.disable_telemetry_events()  # on Windows the library traces its use; see `neural._PRIVATE`
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        # Planning which tensors may share memory takes 1.5 s for piper's model, and the sharing saves nothing.
        options.enable_mem_reuse = False
        options.enable_mem_pattern = False
        if not optimised:
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        # Threads that spin while they wait would take the other processes' cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._how = onnxruntime.RunOptions()
        self._how.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(self, outputs: Any, inputs: Any) -> Any:
        """Runs the model, as onnxruntime's own method does."""
        return self._session.run(outputs, inputs, self._how)


def _joined(parts: list[Any], rate: int) -> bytes:
    import numpy as np

    parts = [part for part in parts if len(part)]
    if not parts:
        raise NoSound
    rest = np.zeros(int(0.3 * rate), "<f4")
    spaced = [piece for part in parts for piece in (part, rest)][:-1]
    return np.concatenate(spaced).astype("<f4").tobytes()


def main() -> int:
    shield_memory()
    # The output of libraries must not mix with the answers.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    engine: Synthesiser
    try:
        engine = {"piper": Piper, "kokoro": Kokoro}[sys.argv[1]](*sys.argv[2:])
        engine.load_everything()
    except Exception as reason:  # noqa: BLE001 - whatever the libraries raise is the answer, and this process's end
        _answer(answers, {"ready": False, "why": _why(reason)})
        return 1
    _answer(answers, {"ready": True, "rate": engine.rate, "walls": close_process()})
    nice = getattr(os, "nice", None)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        done = threading.Event()
        busy = threading.Thread(target=_say_busy, args=(answers, done), daemon=True)
        busy.start()
        sound = b""
        began = time.process_time()
        try:
            sound = engine.say(request["text"], float(request["scale"]))
            answer: dict[str, Any] = {"ok": True, "bytes": len(sound), "worked": time.process_time() - began}
        except NoSound:
            answer = {"ok": False, "why": "it makes no sound", "text": True}
        except Exception as reason:  # noqa: BLE001 - the same
            answer = {"ok": False, "why": f"{type(reason).__name__}: {reason}"[:300], "text": False}
        done.set()
        busy.join()
        _answer(answers, answer, sound)
        if nice is not None:
            nice(_NICER)
            nice = None
    return 0


def _why(reason: Exception) -> str:
    """Words an error for the answer. onnxruntime's own message about a damaged file is long and of no use to people."""
    if type(reason).__module__.startswith("onnxruntime") and len(sys.argv) > 2:
        return f"{Path(sys.argv[2]).name} is damaged"
    return f"{type(reason).__name__}: {reason}"[:300]


def _say_busy(answers: BinaryIO, done: threading.Event) -> None:
    while not done.wait(BUSY_SECONDS):
        _answer(answers, {"busy": True})


def _answer(answers: Any, value: dict[str, Any], more: bytes = b"") -> None:
    data = memoryview(json.dumps(value).encode() + b"\n" + more)
    while data:
        data = data[answers.write(data) :]
