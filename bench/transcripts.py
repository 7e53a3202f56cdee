"""Checks that a voice can be understood: transcribes every spoken sentence of the shipped exercises.

Each sentence is rendered by a voice and transcribed by a recogniser that has no part in the program: for English it is
Moonshine's tiny model, which the development package `moonshine-voice` carries; for French it is vosk's small model
with all of its words, if it is installed. For other languages none is at hand. A sentence is printed if its transcript
lacks a content word, or has another in its place. The recogniser makes mistakes of its own: a line that is printed is a
line to listen to, no verdict.

    python -m bench transcripts              the default voice, every exercise
    python -m bench.transcripts --voice system exercises/touch
    python -m bench.transcripts --voice siwis          French exercises, and the sentences that voices are measured with
    python -m bench.transcripts --voice system --language fr
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from bench.figures import table
from bench.voice_sentences import SENTENCES
from companion import resources
from companion.app.voices import known_voices, make_voice
from companion.exercise.item_lists import is_item_list
from companion.exercise.language_names import language_name
from companion.exercise.plan import Choices, SayCue
from companion.exercise.planner import plan
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.hearing.words.decoys import Lexicon, frequent_words, load_lexicon
from companion.packs.loading import load
from companion.phrases import load_phrases
from companion.ports import Pcm, Voice
from companion.sound_format import RATE
from companion.speech.normalise import normalise
from companion.weights.store import model_path

LEXICON = "en.lexicon.gz"
LEXICONS = {"en": LEXICON, "fr": "fr.lexicon.gz"}
"""The languages for which there is a recogniser, and their lists of words."""
FRENCH_EARS = "vosk-model-small-fr-0.22"
FUNCTION_WORDS = 120
"""Most frequent words that count as function words ("the", "of"): a transcript may differ in them."""
REST = 0.5
"""Seconds of silence before and after a sentence."""
_NUMBERS = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine", "10": "ten", "12": "twelve", "15": "fifteen", "20": "twenty", "30": "thirty",
    "40": "forty", "60": "sixty",
}  # fmt: skip
_AS_WRITTEN = {"cloze": "close", "yooz": "use", "excuze": "excuse", "drowzy": "drowsy"}
"""Words that the spoken text spells as voices need it, and how a recognizer writes them."""


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    exercise: str
    """The first exercise that says it."""


@dataclass(frozen=True, slots=True)
class Misheard:
    sentence: Sentence
    transcript: str
    lacking: tuple[str, ...]


def run() -> int:
    """Transcribes all shipped exercises by the best voice that is installed."""
    return main([])


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.transcripts", description=__doc__.partition("\n")[0])
    parser.add_argument("--voice", default="", help="the voice's name (default: the best one installed)")
    parser.add_argument("--language", default="", help="the language that the system's voice reads (default: en)")
    parser.add_argument("places", nargs="*", type=Path, help="exercises or folders (default: all that ship)")
    asked = parser.parse_args(argv)
    installed = {known.name: known for known in known_voices() if known.installed}
    name = asked.voice or next(iter(installed))
    if name not in installed:
        parser.error(f"the voice {name!r} is not installed; there are {', '.join(installed)}")
    language = installed[name].language or asked.language or "en"
    if language not in LEXICONS:
        print(f"No recogniser for {language_name(language)} is at hand, so the voice {name} can't be transcribed.")
        return 0
    sentences = list(spoken(files_of(asked.places or [resources.shipped_exercises()]), language))
    if language != "en" and not asked.places:
        sentences += [Sentence(each, "measured") for each in SENTENCES[language]]
    voice = make_voice(installed[name], language=language)
    try:
        misheard = []
        for one in transcribed(sentences, voice):
            misheard.append(one)
            print(f"{one.sentence.exercise}: {one.sentence.text}")
            print(f"    {one.transcript}    ({', '.join(one.lacking)})", flush=True)
    finally:
        voice.close()
    words = sum(len(content_words(normalise(sentence.text, language).text, language)) for sentence in sentences)
    lost = sum(len(one.lacking) for one in misheard)
    table(
        f"transcripts of the voice {name}, {language_name(language)}",
        [
            ("sentences", str(len(sentences)), ""),
            ("with a content word that was heard otherwise", str(len(misheard)), ""),
            ("content words understood", f"{100 * (1 - lost / words):.1f} %", f"of {words}"),
        ],
    )
    return 0


def files_of(places: Iterable[Path]) -> list[Path]:
    """Lists the exercises at these places, sorted. Lists of kinds of closeness have nothing to say."""
    found = [file for place in places for file in ([place] if place.is_file() else place.rglob("*.yaml"))]
    return sorted(file for file in found if file.name != "pack.yaml" and not is_item_list(file.read_bytes()))


def spoken(files: Iterable[Path], language: str = "en") -> Iterator[Sentence]:
    """Yields each different sentence of the exercises in this language once, without those that hold names."""
    seen: set[str] = set()
    for file in files:
        loaded = load(file)
        if loaded.exercise.language != language:
            continue
        made = plan(loaded.exercise, Choices(), load_phrases(language), includes=loaded.includes)
        for cue in made.cues:
            if isinstance(cue, SayCue) and cue.language == language and cue.text not in seen:
                seen.add(cue.text)
                yield Sentence(cue.text, loaded.exercise.id)


def transcribed(sentences: Iterable[Sentence], voice: Voice) -> Iterator[Misheard]:
    """Yields the sentences whose transcript differs in a content word."""
    language = voice.language
    lexicon = load_lexicon(LEXICONS[language])
    with {"en": _moonshine, "fr": _vosk}[language]() as transcript_of:
        for sentence in sentences:
            transcript = transcript_of(voice.render(sentence.text, WORDS_PER_MINUTE))
            if lacking := missing(normalise(sentence.text, language).text, transcript, lexicon, language):
                yield Misheard(sentence, transcript, lacking)


Transcribe = Callable[[Pcm], str]


@contextmanager
def _moonshine() -> Iterator[Transcribe]:
    from moonshine_voice import ModelArch, get_model_path
    from moonshine_voice.transcriber import Transcriber

    # Its speech detector would cut soft beginnings off, and a rendered sentence is speech from end to end.
    options = {"vad_threshold": 0}
    with Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY, options=options) as transcriber:
        yield lambda pcm: " ".join(
            line.text for line in transcriber.transcribe_without_streaming(_samples(pcm), RATE).lines
        ).strip()


@contextmanager
def _vosk() -> Iterator[Transcribe]:
    from vosk import KaldiRecognizer, Model, SetLogLevel

    SetLogLevel(-2)
    model = Model(str(model_path(FRENCH_EARS)))

    def transcript_of(pcm: Pcm) -> str:
        recogniser = KaldiRecognizer(model, RATE)
        sound = np.clip(np.asarray(_samples(pcm)) * 32767, -32768, 32767).astype("<i2").tobytes()
        texts = []
        for start in range(0, len(sound), 8000):
            if recogniser.AcceptWaveform(sound[start : start + 8000]):
                texts.append(json.loads(recogniser.Result())["text"])
        texts.append(json.loads(recogniser.FinalResult())["text"])
        return " ".join(filter(None, texts))

    yield transcript_of


def _samples(pcm: Pcm) -> list[float]:
    """Returns the recogniser's rate, and the silence around a sentence that a session has: without it ends are lost."""
    rest = [0.0] * round(REST * RATE)
    return [*rest, *map(float, soxr.resample(pcm.samples, pcm.rate, RATE)), *rest]


def content_words(text: str, language: str = "en") -> list[str]:
    """Returns the words of a text that carry its meaning, in order. "Isn't" and "not" do, "they're" does not."""
    common = frequent_words(LEXICONS[language], FUNCTION_WORDS)
    return [word for word in _words(text, language) if _negates(word) or ("'" not in word and word not in common)]


def missing(said: str, transcript: str, lexicon: Lexicon, language: str = "en") -> tuple[str, ...]:
    """Returns the content words of what was said that the transcript lacks, homophones and word joints aside."""
    own = set(_words(said, language))
    found = _words(transcript, language)
    heard = Counter("not" if word.endswith("n't") and word not in own else word for word in found)
    known = set(heard)
    joined = "".join(found)
    lacking = []
    for word in content_words(said, language):
        same = _homophones(word, lexicon) & heard.keys()
        if same:
            heard[next(iter(same))] -= 1
            heard += Counter()
        elif word in known or word.replace("'", "") not in joined:
            lacking.append(word)
    return tuple(lacking)


def _negates(word: str) -> bool:
    return word == "not" or word.endswith("n't")


def _words(text: str, language: str = "en") -> list[str]:
    plain = text.casefold().replace("’", "'").replace("-", " ")
    if language != "en":
        return [word for word in re.findall(r"[^\W\d_]+", plain) if len(word) > 1]  # no "l" of "l'air"
    found = [_NUMBERS.get(word, word) for word in re.findall(r"[a-z0-9']+", plain)]
    return [_AS_WRITTEN.get(word, word) for word in found]


def _homophones(word: str, lexicon: Lexicon) -> set[str]:
    ways = lexicon.words.get(word, ())
    return {word, *(other for way in ways for other in lexicon.spoken.get(way, ()))}


if __name__ == "__main__":
    sys.exit(main())
