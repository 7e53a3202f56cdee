"""The words that are listened for, with two people's own word for "stop": its check against vocabulary and model."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from companion import resources
from companion.errors import NoModel
from companion.tongue import said, told

if TYPE_CHECKING:
    from companion.hearing.words.stop_word_check import StopWordCheck
    from companion.hearing.words.vocabulary import Vocabulary


ENGLISH: Final = "en"
"""The language that is listened to if nothing else is known."""


def spoken_in(language: str) -> str:
    """Returns the language of the spoken commands for an exercise in this language: the same, or English if there is no
    vocabulary for it."""
    from companion.hearing.words import vocabulary

    return language if language in vocabulary.languages() else ENGLISH


@lru_cache(maxsize=8)  # a language's file takes a moment to read, and every typed line asks; a few stop words are tried
def own_vocabulary(stop_word: str, language: str = ENGLISH) -> Vocabulary:
    """Returns the words that are listened for, with two people's own word for "stop" if they have one.

    Raises SettingsError for a language without a vocabulary.
    """
    from companion.hearing.words import vocabulary

    return vocabulary.load(language or ENGLISH).with_stop_word(stop_word)


def check_stop_word(word: str, language: str = ENGLISH) -> StopWordCheck:
    """Checks whether `word` can be a stop word. Loads the model, which takes half a second. Raises NoModel if there is
    none."""
    from companion.hearing.child.tuned_model import tuned_model
    from companion.hearing.words import stop_word_check, vocabulary
    from companion.hearing.words.decoys import load_lexicon
    from companion.hearing.words.model_words import known_words
    from companion.weights.store import model_path

    words = vocabulary.load(language)
    model = tuned_model(model_path(words.model), resources.OwnPlace.TUNED_MODELS.path())
    known = known_words(model, stop_word_check.to_ask(word, words))
    return _told(stop_word_check.check(word, words, load_lexicon(words.lexicon), known.__contains__))


def check_own_word(word: str, language: str = ENGLISH) -> StopWordCheck:
    """Tells whether two people's own word can be listened for or, without spoken commands, whether it can be typed."""
    from companion.hearing.words import stop_word_check, vocabulary
    from companion.hearing.words.decoys import load_lexicon

    try:
        return check_stop_word(word, language)
    except NoModel:
        words = vocabulary.load(language)
        return _told(stop_word_check.check(word, words, load_lexicon(words.lexicon), lambda part: True))


def _told(found: StopWordCheck) -> StopWordCheck:
    """Translates the message and the hint of a check into the language of the program."""
    return replace(found, message=told(found.message), hint=told(found.hint).replace(" or ", said(" or ")))


def command_words(language: str) -> frozenset[str]:
    """Returns the single words that stop or steer a session, or answer it. None of them can be a person's name."""
    from companion.hearing.words import vocabulary

    words = vocabulary.load(spoken_in(language))
    return frozenset(phrase for phrase in words.phrases(words.everything()) if " " not in phrase)
