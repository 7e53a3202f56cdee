"""Two people's own word for "stop", and what else is listened for: vocabulary, model and checks put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from companion import resources
from companion.errors import NoModel

if TYPE_CHECKING:
    from companion.hearing.stop_word import Checked
    from companion.hearing.vocabulary import Vocabulary


ENGLISH: Final = "en"


def spoken_in(language: str) -> str:
    """The language in which somebody who hears this one is listened to: their own, or English where it is not known."""
    from companion.hearing import vocabulary

    return language if language in vocabulary.languages() else ENGLISH


def own_vocabulary(stop_word: str, language: str = ENGLISH) -> Vocabulary:
    """The words that are listened for, with two people's own one for "stop" where they have one. Raises SettingsError
    for a language that nothing listens to."""
    from companion.hearing import vocabulary

    return vocabulary.load(language or ENGLISH).with_stop_word(stop_word)


def check_stop_word(word: str, language: str = "en") -> Checked:
    """Whether `word` will do; takes as long as loading the model, half a second. Raises NoModel where there is none."""
    from companion.hearing import stop_word, vocabulary
    from companion.hearing.decoys import load_lexicon
    from companion.hearing.model import tuned_model
    from companion.hearing.model_words import known_words
    from companion.weights.store import model_path

    words = vocabulary.load(language)
    model = tuned_model(model_path(words.model), resources.cache_dir() / "models")
    known = known_words(model, stop_word.to_ask(word, words))
    return stop_word.check(word, words, load_lexicon(words.lexicon), known.__contains__)


def check_own_word(word: str) -> Checked:
    """Whether two people's own word can be listened for; where nothing listens, whether it can be typed."""
    from companion.hearing import stop_word, vocabulary
    from companion.hearing.decoys import load_lexicon

    try:
        return check_stop_word(word)
    except NoModel:
        words = vocabulary.load()
        return stop_word.check(word, words, load_lexicon(words.lexicon), lambda part: True)


def command_words(language: str) -> frozenset[str]:
    """Single words that stop or steer a session, or answer it: nobody can be called that."""
    from companion.hearing import vocabulary

    words = vocabulary.load(spoken_in(language))
    return frozenset(phrase for phrase in words.phrases(words.everything()) if " " not in phrase)
