"""Checks that a voice can be understood: transcribes every spoken sentence of the shipped exercises.

Each sentence is rendered by a voice and transcribed by a recogniser that has no part in the program (Moonshine's
tiny English model, which the development package `moonshine-voice` carries). A sentence is printed if its
transcript lacks a content word, or has another in its place. The recogniser makes mistakes of its own: a line that
is printed is a line to listen to, no verdict.

    python -m bench transcripts              the default voice, every exercise
    python -m bench.transcripts --voice system exercises/touch
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import soxr

from bench.figures import table
from companion import resources
from companion.app.voices import known_voices, make_voice
from companion.exercise.item_lists import is_item_list
from companion.exercise.plan import Choices, SayCue
from companion.exercise.planner import plan
from companion.exercise.speech_time import WORDS_PER_MINUTE
from companion.hearing.words.decoys import Lexicon, frequent_words, load_lexicon
from companion.packs.loading import load
from companion.phrases import load_phrases
from companion.ports import Pcm, Voice
from companion.sound_format import RATE
from companion.speech.normalise import normalise

LEXICON = "en.lexicon.gz"
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
    parser.add_argument("places", nargs="*", type=Path, help="exercises or folders (default: all that ship)")
    asked = parser.parse_args(argv)
    installed = {known.name: known for known in known_voices() if known.installed}
    name = asked.voice or next(iter(installed))
    if name not in installed:
        parser.error(f"the voice {name!r} is not installed; there are {', '.join(installed)}")
    sentences = list(spoken(files_of(asked.places or [resources.shipped_exercises()])))
    voice = make_voice(installed[name])
    try:
        misheard = []
        for one in transcribed(sentences, voice):
            misheard.append(one)
            print(f"{one.sentence.exercise}: {one.sentence.text}")
            print(f"    {one.transcript}    ({', '.join(one.lacking)})", flush=True)
    finally:
        voice.close()
    words = sum(len(content_words(normalise(sentence.text).text)) for sentence in sentences)
    lost = sum(len(one.lacking) for one in misheard)
    table(
        f"transcripts of the voice {name}",
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


def spoken(files: Iterable[Path]) -> Iterator[Sentence]:
    """Yields each different sentence of these English exercises once, without those that hold names."""
    seen: set[str] = set()
    for file in files:
        loaded = load(file)
        if loaded.exercise.language != "en":
            continue
        made = plan(loaded.exercise, Choices(), load_phrases("en"), includes=loaded.includes)
        for cue in made.cues:
            if isinstance(cue, SayCue) and cue.text not in seen:
                seen.add(cue.text)
                yield Sentence(cue.text, loaded.exercise.id)


def transcribed(sentences: Iterable[Sentence], voice: Voice) -> Iterator[Misheard]:
    """Yields the sentences whose transcript differs in a content word."""
    from moonshine_voice import ModelArch, get_model_path
    from moonshine_voice.transcriber import Transcriber

    lexicon = load_lexicon(LEXICON)
    # Its speech detector would cut soft beginnings off, and a rendered sentence is speech from end to end.
    options = {"vad_threshold": 0}
    with Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY, options=options) as transcriber:
        for sentence in sentences:
            heard = transcriber.transcribe_without_streaming(
                _samples(voice.render(sentence.text, WORDS_PER_MINUTE)), RATE
            )
            transcript = " ".join(line.text for line in heard.lines).strip()
            if lacking := missing(normalise(sentence.text).text, transcript, lexicon):
                yield Misheard(sentence, transcript, lacking)


def _samples(pcm: Pcm) -> list[float]:
    """Returns the recogniser's rate, and the silence around a sentence that a session has: without it ends are lost."""
    rest = [0.0] * round(REST * RATE)
    return [*rest, *map(float, soxr.resample(pcm.samples, pcm.rate, RATE)), *rest]


def content_words(text: str) -> list[str]:
    """Returns the words of a text that carry its meaning, in order. "Isn't" and "not" do, "they're" does not."""
    common = frequent_words(LEXICON, FUNCTION_WORDS)
    return [word for word in _words(text) if _negates(word) or ("'" not in word and word not in common)]


def missing(said: str, transcript: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Returns the content words of what was said that the transcript lacks, homophones and word joints aside."""
    own = set(_words(said))
    heard = Counter("not" if word.endswith("n't") and word not in own else word for word in _words(transcript))
    known = set(heard)
    joined = "".join(_words(transcript))
    lacking = []
    for word in content_words(said):
        same = _homophones(word, lexicon) & heard.keys()
        if same:
            heard[next(iter(same))] -= 1
            heard += Counter()
        elif word in known or word.replace("'", "") not in joined:
            lacking.append(word)
    return tuple(lacking)


def _negates(word: str) -> bool:
    return word == "not" or word.endswith("n't")


def _words(text: str) -> list[str]:
    plain = text.casefold().replace("’", "'").replace("-", " ")
    found = [_NUMBERS.get(word, word) for word in re.findall(r"[a-z0-9']+", plain)]
    return [_AS_WRITTEN.get(word, word) for word in found]


def _homophones(word: str, lexicon: Lexicon) -> set[str]:
    ways = lexicon.words.get(word, ())
    return {word, *(other for way in ways for other in lexicon.spoken.get(way, ()))}


if __name__ == "__main__":
    sys.exit(main())
