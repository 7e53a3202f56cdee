"""Which words two people may take for their own "stop"."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from bench.espeak import say
from bench.sound_files import read_sound
from companion.errors import NoModel, SettingsError
from companion.hearing.replay import hear
from companion.hearing.words.decoys import load_lexicon
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, build
from companion.hearing.words.model_words import known_words
from companion.hearing.words.stop_word_check import Reason, check, joined, to_ask
from companion.hearing.words.vocabulary import Vocabulary, load
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from tests.hearing.fakes import FakeChild

ENGLISH = load("en")
LEXICON = load_lexicon(ENGLISH.lexicon)
NOTHING = Listen(frozenset())


def all_known(word: str) -> bool:
    return True


@pytest.mark.parametrize("word", ["Pineapple", " banana! ", "mercy", "lighthouse", "sphinx", "pineapple pizza"])
def test_a_clear_rare_word_will_do(word: str) -> None:
    found = check(word, ENGLISH, LEXICON, all_known)
    assert found.good
    assert (found.message, found.hint, found.suggestions) == ("", "", ())


@pytest.mark.parametrize(
    ("word", "reason", "says"),
    [
        ("", Reason.NO_WORD, "letters"),
        ("?!", Reason.NO_WORD, "letters"),
        ("12", Reason.NO_WORD, "digits"),
        ("take your hand away now", Reason.TOO_LONG, "5 words"),
        ("x" * 5000, Reason.TOO_LONG, "too long"),
        ("autobiographical imagination", Reason.TOO_LONG, "too long"),
        ("Stop", Reason.ALREADY, "“stop” already stops everything"),
        ("red light", Reason.ALREADY, "“red” already stops everything"),
        ("wait", Reason.TAKEN, "does something else"),
        ("no", Reason.TAKEN, "does something else"),
        ("know", Reason.EVERYDAY, "by accident"),
        ("i love you", Reason.EVERYDAY, "by accident"),
        ("halt", Reason.TOO_SHORT, "too short"),
        ("chess", Reason.SOUNDS_LIKE, "“yes”"),
        ("nope", Reason.SOUNDS_LIKE, "“no”"),
        ("mellow", Reason.SOUNDS_LIKE, "“yellow”"),
        ("waiter", Reason.SOUNDS_LIKE, "“wait”"),
        ("paws", Reason.SOUNDS_LIKE, "“pause”"),
        ("pineapple yellow", Reason.SOUNDS_LIKE, "“yellow”"),
        ("thyme", Reason.SOUNDS_LIKE, "“time”"),
        ("purple", Reason.SOUNDS_LIKE, "“people”"),
        ("frog", Reason.TOO_SHORT, "too short"),
        ("basta", Reason.UNKNOWN, "I don't know how"),
    ],
)
def test_a_word_that_will_not_do_is_refused_with_three_that_will(word: str, reason: Reason, says: str) -> None:
    found = check(word, ENGLISH, LEXICON, all_known)
    assert found.reason is reason
    assert says in found.message
    assert len(found.message) < 150
    assert len(found.suggestions) == 3
    assert all(f"“{one}”" in found.hint for one in found.suggestions)


def test_a_word_that_the_model_does_not_know_is_refused() -> None:
    found = check("pineapple", ENGLISH, LEXICON, lambda word: word != "pineapple")
    assert found.reason is Reason.UNKNOWN
    assert "never hear it" in found.message
    assert "pineapple" not in found.suggestions


def test_the_nearest_spelling_is_suggested_first() -> None:
    assert check("pinapple", ENGLISH, LEXICON, lambda word: word != "pinapple").suggestions[0] == "pineapple"


def test_where_nothing_can_be_suggested_nothing_is() -> None:
    found = check("wait", ENGLISH, LEXICON, lambda word: False)
    assert (found.suggestions, found.hint) == ((), "")


@given(st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer_and_what_is_good_changes_no_other_command(word: str) -> None:
    found = check(word, ENGLISH, LEXICON, all_known)
    if found.good:
        assert found.word not in ENGLISH.commands
        assert found.word not in ENGLISH.answers
    else:
        assert found.message


@pytest.mark.parametrize("word", ENGLISH.stop_words)
def test_everything_that_is_suggested_will_do(word: str) -> None:
    assert check(word, ENGLISH, LEXICON, all_known).good


def test_it_joins_the_vocabulary_with_decoys_of_its_own() -> None:
    words = joined("Mercy", ENGLISH, LEXICON, all_known)
    grammar = build(words, LEXICON, NOTHING)
    assert grammar.meant["mercy"] == Command(Kind.STOP)
    assert {"murphy", "messy"} <= set(grammar.ears[STRICT])
    assert all("mercy" in grammar.ears[ear] for ear in (JUMPY, WARY, STRICT))
    assert "mercy" not in grammar.decoys.frequent
    assert grammar.stands_apart("mercy")
    assert "percy" not in build(ENGLISH, LEXICON, NOTHING).ears[STRICT]


def test_it_does_not_join_where_it_will_not_do() -> None:
    with pytest.raises(SettingsError, match="sounds too much like “yes”") as error:
        joined("chess", ENGLISH, LEXICON, all_known)
    assert "pineapple" in error.value.hint
    assert joined("stop", ENGLISH, LEXICON, all_known) is ENGLISH


def test_the_model_is_asked_about_the_word_and_what_might_be_suggested() -> None:
    asked = to_ask("Pink Quokka", ENGLISH)
    assert {"pink", "quokka", "lighthouse"} <= asked


def test_a_recogniser_without_an_answer_is_an_error() -> None:

    class Dead(FakeChild):
        def next_message(self, patience: float) -> None:
            return None

    with pytest.raises(NoModel):
        known_words(Path(), ["pineapple"], start=Dead)  # type: ignore[arg-type]


# ---- the real model


def test_the_real_model_says_what_it_knows(tuned: Path, english: Vocabulary) -> None:
    known = known_words(tuned, [*english.stop_words, "quokka", "pinapple"])
    assert known == set(english.stop_words)


def test_their_own_word_is_heard_as_stop(tuned: Path, english: Vocabulary, tmp_path: Path) -> None:
    files = []
    for word in ("pineapple", "mercy", "stop"):
        files.append(tmp_path / f"{word}.wav")
        soundfile.write(files[-1], say(word, words_per_minute=140), 16000)
    words = english.with_stop_word("pineapple").with_stop_word("mercy")
    found = [(Path(one.file).stem, one.command) for one in hear(files, tuned, words, read=read_sound)]
    assert found == [("pineapple", "stop"), ("mercy", "stop"), ("stop", "stop")]
    assert [one.command for one in hear(files[:1], tuned, english, read=read_sound)] == []
