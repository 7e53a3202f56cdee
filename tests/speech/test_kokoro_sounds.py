"""The sounds of each language, from espeak-ng's notation to the symbols that Kokoro's model was trained on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.voice_sentences import SENTENCES
from companion.app.voices import known_voices
from companion.speech.kokoro import accent_of
from companion.speech.neural_helper import _KOKORO_SYMBOLS

SYMBOLS = {number: symbol for symbol, number in _KOKORO_SYMBOLS.items()}
ACCENTS = {"fr": "fr", "es": "es", "it": "it", "pt": "pt-br"}
_HEAR = """
import json, sys
from companion.speech.neural_helper import OtherSounds
from companion.walls.kernel import close_process
accent, closed, texts = json.loads(sys.argv[1])
sounds = OtherSounds(accent)
sounds.load_everything()
if closed:
    close_process()
print(json.dumps([sum(sounds.of(text), []) for text in texts]))
"""


def heard(accent: str, *texts: str, closed: bool = False) -> list[str]:
    """Returns the model's symbols for each text, found in a process of their own: espeak-ng has one state for all."""
    asked = json.dumps([accent, closed, texts])
    done = subprocess.run([sys.executable, "-c", _HEAR, asked], capture_output=True, text=True, timeout=60, check=True)
    return ["".join(SYMBOLS[number] for number in numbers) for numbers in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("accent", "text", "said"),
    [
        ("fr", "Un bon vin blanc.", "œ\u0303 bˈɔ\u0303 vˈɛ\u0303 blˈɑ\u0303."),
        ("fr", "le jazz, « le travail »", "lə ʤˈaz, “lə tʁavˈaj”"),
        ("es", "Hay mucha gente.", "ˈI mˈuʧa xˈɛnte."),
        ("it", "la pizza, un passo, oggi", "la pˈiʦːa, ʊn pˈaSo, ˈɔʤːɪ"),
        ("pt-br", "Não, tia, bem.", "nˈɐ\u0303ʊ\u0303, ʧˈiæ, bˈAŋ."),
    ],
)
def test_each_language_has_the_sounds_that_the_model_was_trained_on(accent: str, text: str, said: str) -> None:
    assert heard(accent, text) == [said]


@pytest.mark.parametrize(("language", "accent"), ACCENTS.items())
def test_ordinary_sentences_keep_a_sound_for_each_word_and_their_punctuation(language: str, accent: str) -> None:
    for text, sounds in zip(SENTENCES[language], heard(accent, *SENTENCES[language]), strict=True):
        assert sounds.endswith(text[-1])
        assert sounds.count(",") == text.count(",")
        assert len(sounds.split()) > 0.6 * len(text.split())  # some words are said together: "a la"
        assert len([each for each in sounds if each.isalpha()]) > 0.6 * len([each for each in text if each.isalpha()])


def test_english_words_amid_french_are_not_spelled_out_behind_the_walls() -> None:
    (closed,) = heard("fr", "Le week-end et le feedback.", closed=True)
    assert closed == heard("fr", "Le week-end et le feedback.")[0]
    assert "dubl" not in closed  # the French letter w


def test_every_voice_has_the_sounds_of_its_language() -> None:
    found = {
        (voice.language, accent_of(voice.name, voice.language)) for voice in known_voices() if voice.engine == "kokoro"
    }
    assert found == {*ACCENTS.items(), ("en", "en-us"), ("en", "en-gb")}
