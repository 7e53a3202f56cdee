"""The words of the screens in another language: whole, with the same blanks, and English where one is missing."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion import phrases, tongue
from companion.app.options import Options
from companion.app.run_choices import RunChoices
from companion.couple.page_words import load_evening, parse_evening
from companion.exercise.same_elsewhere import _SAME, same_in
from companion.packs.loading import load
from companion.phrases import load_phrases, parse_phrases
from companion.phrases.translation_gaps import NAMES, TranslationGap, compared, entries, file_name, gaps
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.flow import wrap
from companion.screen.home.exercise_order import ListedExercise, listed
from companion.screen.home.home_needs import NEEDS, fitting
from companion.screen.home.places import places_for
from companion.screen.keycaps import foot_of, sentence_of
from companion.screen.plain.typed_commands import answers_of, command_in
from companion.session.commands import Command, Kind
from companion.session.view import Asked, Question
from tests.english_texts import FOLLOWERS, HEAD, as_yaml, english_texts
from tests.screen.fakes import FakeListing, asking
from tests.shipped import EXERCISES

FOLDER = Path(phrases.__file__).parent
SPOKEN = NAMES[:4]
"""The files with words that are heard."""
TRANSLATED = sorted({name.name.split(".")[-2] for name in FOLDER.glob("screens.*.yaml")} - {"en"})


@pytest.fixture
def french() -> Iterator[None]:
    """Speaks French for the length of a test."""
    for name in FOLLOWERS:  # a module that is imported in the meantime would take French words for the English ones
        importlib.import_module(name)
    tongue.speak("fr")
    yield
    tongue.speak("en")


def test_the_english_list_is_the_same_as_the_code() -> None:
    file = FOLDER / "screens.en.yaml"
    made = f"{HEAD}\n{as_yaml(english_texts())}"
    if os.environ.get("COMPANION_UPDATE_GOLDEN"):
        file.write_text(made, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_every_word_with_the_same_blanks(language: str) -> None:
    assert [str(gap) for gap in gaps(language)] == []
    assert not any(part(language) for part in (tongue.lacks_words, phrases.lacks_words))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", SPOKEN)
def test_no_sentence_of_what_is_heard_is_long(language: str, name: str) -> None:
    found = entries((FOLDER / file_name(name, language)).read_text("utf-8"), name)
    sentences = [
        sentence
        for key, entry in found.items()
        if key not in {"numbers", "language"}
        for sentence in re.split(r"(?<=[.?!])\s", entry.text)
    ]
    assert [sentence for sentence in sentences if len(re.findall(r"\w[\w’'-]*", sentence)) > 20] == []


def test_words_are_french_once_french_was_chosen(french: None) -> None:
    assert words.CRISIS_TITLE == "Qui vous pouvez appeler"
    assert words.CLOSINGS["stopped"][0].startswith("Nous nous sommes arrêtés")
    assert after_words.HOME == "Accueil"
    assert words.people(2) == "deux personnes"
    assert words.span(61) == "1 minute 1 seconde"
    assert tongue.said("something that no one translated") == "something that no one translated"


def test_words_are_english_again_after_that() -> None:
    tongue.speak("fr")
    tongue.speak("xx")
    assert tongue.spoken() == "en"
    assert words.CRISIS_TITLE == "Who you can call"


def test_values_that_are_no_words_stay(french: None) -> None:
    assert words.NAME == "Companion"
    assert frozenset({"off", "failed"}) <= words.NOT_LISTENING
    assert words.HEARING["off"][0] == "○"


def test_typed_words_are_understood_in_both_languages(french: None) -> None:
    assert [tongue.meant(word) for word in ("accueil", "home", "sommeil")] == ["home", "home", "sommeil"]


def test_french_words_lead_to_the_pages_of_the_program(french: None) -> None:
    found = [[place.name for place in places_for(typed)] for typed in ("je veux mourir", "micro", "suicide", "sommeil")]
    assert found == [["crisis"], ["sound"], ["crisis"], []]


def test_french_exercises_come_first_in_french(french: None) -> None:
    english, other = FakeListing("a", "A", "", "body"), FakeListing("b", "B", "", "body", language="fr")
    assert [each.id for each in listed([english, other])] == ["b", "a"]
    tongue.speak("en")
    assert [each.id for each in listed([other, english])] == ["a", "b"]


def test_french_keys_can_be_clicked() -> None:
    pressed = [style for _, style in sentence_of("Appuyez sur Entrée, ou sur la touche C.") if "@click" in style]
    assert pressed == ["@click=app.press_cap('enter')", "@click=app.press_cap('c')"]
    assert any("('escape')" in style for _, style in foot_of("Échap : retour"))


def test_no_line_begins_with_a_sign_that_french_sets_apart() -> None:
    lines = wrap("Voulez-vous finir ici ? Dites « retour » ou « fin » !", 22)
    assert not any(line.startswith(("?", "!", "»")) or line.endswith("«") for line in lines)


ENGLISH = 'yes: "yes"\nleft: "{n} left"\nkept: one\n'


def found(other: str) -> list[TranslationGap]:
    return list(compared(entries(ENGLISH, "en.yaml"), entries(other, "xx.yaml"), "en.yaml", "xx.yaml"))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("yes: oui\nleft: reste {n}\n", "xx.yaml: “kept” is missing. In en.yaml, line 3: “one”"),
        ("yes: oui\nleft: reste {n}\nkept: un\nold: x\n", "xx.yaml:4: “old” isn't in en.yaml."),
        ("yes: oui\nleft: reste\nkept: un\n", "xx.yaml:2: {n} is left out."),
        ("yes: oui\nleft: reste {n}\nkept: un {m}\n", "xx.yaml:3: I don't know {m} here. This text has none."),
        ("yes: oui\nleft: reste {n}{m}\nkept: un\n", "xx.yaml:2: I don't know {m} here. Use {n}."),
        ('yes: ""\nleft: reste {n}\nkept: un\n', "xx.yaml:1: “yes” is empty."),
    ],
)
def test_a_gap_is_named_with_its_line(other: str, told: str) -> None:
    (gap,) = found(other)
    assert str(gap).startswith(told)


def test_a_whole_translation_has_no_gap() -> None:
    assert found("yes: oui\nleft: reste {n}\nkept: un\n") == []


def test_half_a_translation_is_english_where_a_word_is_missing() -> None:
    half = parse_phrases("language: xx\nhands_away: Hände weg.\n", "xx.yaml", load_phrases())
    assert (half.hands_away, half.breath_in) == ("Hände weg.", load_phrases().breath_in)
    pages = parse_evening('pages: {}\nwords: {begin: "los"}\n', "evening.xx.yaml", load_evening())
    assert pages.word("begin") == "los"
    assert pages.page("after_together") == load_evening().page("after_together")


def test_it_is_said_once_before_a_session(french: None, monkeypatch: pytest.MonkeyPatch) -> None:
    choices = RunChoices(Options())
    assert words.PARTLY_ENGLISH not in choices.warnings()
    monkeypatch.setattr(phrases, "lacks_words", lambda language: language == "fr")
    assert choices.warnings() == [words.PARTLY_ENGLISH]


def test_the_exercises_that_are_the_same_in_another_language_are_there() -> None:
    files = {file.stem: file for file in EXERCISES}
    for language, same in _SAME.items():
        for english, other in same.items():
            one, translated = load(files[english]).exercise, load(files[other]).exercise
            assert (translated.language, translated.people, translated.kind) == (language, one.people, one.kind)
            assert same_in(language, english) == other
    assert same_in("en", "right-now") == "right-now"


def test_answers_are_told_and_typed_in_french(french: None) -> None:
    assert answers_of(Question(Asked.CHECK, "Ça va ?", ())) == (
        "(1. vert, pour continuer ; 2. jaune, pour ralentir ; 3. rouge, pour arrêter ; tapez le chiffre ou le mot)"
    )
    agree = Question(Asked.AGREE, "D’accord ?", ())
    assert answers_of(agree) == "(1. oui; 2. non; tapez le chiffre ou le mot)"
    view = asking("agree", "D’accord ?")
    for typed, answer in (("oui", "yes"), ("non", "no"), ("yes", "yes")):
        assert command_in(typed, view, lambda text: None) == Command(Kind.ANSWER, answer)


def test_exercises_in_french_fit_a_need_of_the_first_page(french: None) -> None:
    english = ListedExercise("a", "A", "", "", "English", needs=("can't sleep",))
    other = ListedExercise("b", "B", "", "", "Français", needs=("angoisse", "insomnie"), language="fr")
    ((_, fitting_ones),) = fitting(NEEDS[1], [english, other])
    assert [each.id for each in fitting_ones] == ["b", "a"]
