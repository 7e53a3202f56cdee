"""The words of the screens in another language: whole, with the same blanks, and English where one is missing."""

from __future__ import annotations

import importlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from companion import phrases, tongue
from companion.app.language_note import with_note
from companion.app.options import Options
from companion.app.run_choices import RunChoices
from companion.app.search_vocabulary import load_search_words
from companion.cli import main
from companion.couple.page_words import load_evening, pages_around, parse_evening
from companion.errors import UnknownExercise
from companion.exercise.plan import in_words
from companion.exercise.same_elsewhere import _SAME, same_in
from companion.journal.journal_entry import JournalEntry
from companion.journal.weeks import average_in_words
from companion.packs.loading import load
from companion.phrases import load_phrases, parse_phrases
from companion.phrases.topics import load_topics
from companion.phrases.translation_gaps import NAMES, TranslationGap, compared, entries, file_name, gaps
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.flow import wrap
from companion.screen.home.exercise_order import ListedExercise, listed
from companion.screen.home.home_needs import NEEDS, fitting
from companion.screen.home.places import places_for
from companion.screen.home.topic_finder import TopicFinder
from companion.screen.keycaps import foot_of, sentence_of
from companion.screen.plain.journal_lines import week_lines
from companion.screen.plain.typed_commands import answers_of, command_in
from companion.session.commands import Command, Kind
from companion.session.view import Asked, Question
from companion.store import settings
from tests.english_texts import (
    AREAS_HEAD,
    ERRORS_HEAD,
    FOLLOWERS,
    HEAD,
    ITEMS_HEAD,
    as_yaml,
    english_areas,
    english_errors,
    english_items,
    english_texts,
)
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


@pytest.mark.parametrize(
    ("name", "head", "collected"),
    [
        ("screens", HEAD, english_texts),
        ("items", ITEMS_HEAD, english_items),
        ("areas", AREAS_HEAD, english_areas),
        ("errors", ERRORS_HEAD, english_errors),
    ],
    ids=["screens", "items", "areas", "errors"],
)
def test_the_english_list_is_the_same_as_the_program(
    name: str, head: str, collected: Callable[[], dict[str, list[str]]]
) -> None:
    file = FOLDER / f"{name}.en.yaml"
    made = f"{head}\n{as_yaml(collected())}"
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
    assert words.CLOSINGS["stopped"][0].startswith("J’ai tout arrêté")
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
    assert [tongue.meant(word) for word in ("accueil", "home", "arrête", "sommeil")] == [
        "home",
        "home",
        "stop",
        "sommeil",
    ]


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


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr_CA@euro"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "../fr"}, "en"),
        ({"LANG": "frr_DE"}, "en"),
    ],
)
def test_a_first_start_is_in_the_language_of_the_computer(environment: dict[str, str], language: str) -> None:
    assert tongue.of_computer(environment) == language


def test_only_a_whole_translation_is_taken_from_the_computer() -> None:
    assert {language for language in TRANSLATED if not gaps(language)} == tongue.WHOLE


@pytest.mark.parametrize(
    ("given", "kept", "language"), [("", "", "fr"), ("en", "", "en"), ("", "en", "en"), ("fr", "en", "fr")]
)
def test_a_choice_of_the_person_wins(
    given: str, kept: str, language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    if kept:
        settings.change(lambda now: replace(now, language=kept))
    try:
        assert main(["crisis", "--list"] if not given else ["--language", given, "crisis", "--list"]) == 0
        assert tongue.spoken() == language
    finally:
        tongue.speak("en")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"needs", "also_said"}])
def test_a_text_that_is_missing_is_named_in_each_file(name: str, tmp_path: Path) -> None:
    """A translator hears of every text, whichever list it belongs to."""
    for each in NAMES:
        shutil.copy(FOLDER / file_name(each, "fr"), tmp_path)
    file = tmp_path / file_name(name, "fr")
    words = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    if name == "topics":
        gone = words["topics"].pop()["name"]
    elif name == "evening":
        gone, _ = words["words"].popitem()
    else:
        gone, _ = words.popitem()
    file.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), "utf-8")
    (gap,) = gaps("fr", tmp_path)
    assert gap.place == file.name
    assert str(gone)[:40] in gap.message.replace("words.", "")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda topics: topics.insert(0, topics.pop()), "stands in another place"),
        (lambda topics: topics[0].pop("call"), "needs the same “call”"),
        (lambda topics: topics[0].pop("first"), "has no “first”"),
        (lambda topics: topics[0].update(name="another"), "There is no topic “another”"),
    ],
)
def test_topics_are_compared_by_their_names(change: Callable[[Any], object], told: str, tmp_path: Path) -> None:
    for each in NAMES:
        shutil.copy(FOLDER / file_name(each, "fr"), tmp_path)
    file = tmp_path / "topics.fr.yaml"
    words = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    change(words["topics"])
    file.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), "utf-8")
    assert any(told in str(gap) for gap in gaps("fr", tmp_path))


def test_french_topics_name_exercises_that_are_there_for_one_person() -> None:
    by_id = {file.stem: file for file in EXERCISES}
    english = {topic.name for topic in load_topics("en").topics}
    for topic in load_topics("fr").topics:
        assert topic.name in english
        assert len(topic.first) >= 5, topic.name
        assert all(load(by_id[id]).exercise.people == 1 for id in topic.first), topic.name
        assert len(topic.says) <= 110, topic.name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("je veux mourir", "not wanting to live"),
        ("j'en ai marre de vivre", "not wanting to live"),
        ("mon mari est mort", "a death"),
        ("elle m'a quitté", "the end of a relationship"),
        ("mon mari m'a trompée", "having been betrayed"),
        ("j'ai trompé ma femme", "having hurt one’s partner"),
        ("il me frappe", "violence"),
        ("il a une arme", "violence"),
        ("mon mari a un couteau", "violence"),
        ("i want to die", "not wanting to live"),
        ("je suis si seule", "being lonely"),
        ("sommeil", None),
    ],
)
def test_what_is_typed_about_a_life_in_french_is_understood(typed: str, name: str | None, french: None) -> None:
    found = TopicFinder(load_search_words("fr")).topic(f"{typed} ")
    assert (None if found is None else found.name) == name
    assert found is None or found.says in {topic.says for topic in load_topics("fr").topics}


def test_answers_and_limits_mean_the_same_in_each_language(french: None) -> None:
    assert tongue.said_item("A short hug") == "Se serrer dans les bras, un instant"
    assert tongue.said_item("something of one's own") == "something of one's own"
    assert tongue.said_area("hands") == "les mains"
    assert [tongue.meant_area(typed) for typed in ("Les mains", "mains", "hands", "le nez")] == [
        *("hands", "hands", "hands", "le nez")
    ]
    typed = ("main", "la main", "tete", "épaules", "epaules", "l'épaule", "genoux", "les avant bras", "Mes pieds")
    assert [tongue.meant_area(each) for each in typed] == [
        *("hands", "hands", "head", "shoulders", "shoulders", "shoulders", "lap", "forearms", "feet")
    ]
    assert tongue.knows_area("lap")
    assert not tongue.knows_area("le nez")
    assert {"head", "la tête"} <= tongue.same_areas({"tete"})  # typed before, and kept like that
    assert {"hands", "mains", "les mains"} <= tongue.same_areas({"Hands"})
    assert {"hands", "mains"} <= tongue.same_areas({"mains"})
    assert tongue.same_areas({"nose"}) == {"nose"}


def test_an_english_area_may_be_one_of_several_too() -> None:
    assert [tongue.meant_area(each) for each in ("hand", "the head", "My Back", "nose")] == [
        *("hands", "head", "back", "nose")
    ]


def test_errors_are_told_in_the_language_that_was_chosen(french: None) -> None:
    error = UnknownExercise("There is no exercise 'x {y}'.", hint="Choose another one.")
    assert (error.title, error.message) == ("Cet exercice n’existe pas", "Il n’y a pas d’exercice « x {y} ».")
    assert error.hint == "Choisissez-en un autre."
    assert UnknownExercise("An error of authors").message == "An error of authors"
    window = "Open a new terminal window, and type: companion yes-no-maybe"
    both = UnknownExercise("x", hint=f"{window} Just to try it out quickly, add --speed 20.").hint
    assert both == f"{tongue.told(window)} Juste pour l’essayer rapidement, ajoutez --speed 20."
    assert "Ouvrez une nouvelle fenêtre" in both
    tongue.speak("en")
    assert UnknownExercise("There is no exercise 'x'.").message == "There is no exercise 'x'."


def test_an_average_is_written_without_a_tenth_that_is_zero(french: None) -> None:
    week = [JournalEntry("2026-11-23", before=3, after=5), JournalEntry("2026-11-24", before=4, after=5)]
    assert (average_in_words(5.04), average_in_words(5.04, short=True)) == ("5,0", "5")
    (told,) = week_lines(week)[1:]
    assert "3,5" in told
    assert "5,0" not in told
    tongue.speak("en")
    (told,) = week_lines(week)[1:]
    assert "3.5" in told
    assert "5.0" not in told


def test_pages_around_an_english_exercise_are_french_and_say_what_is_spoken(french: None) -> None:
    english, other = (load(file).exercise for file in EXERCISES if file.stem in {"side-by-side", "cote-a-cote"})
    if english.language != "en":
        english, other = other, english
    assert (pages_around("en"), pages_around("fr")) == ("fr", "fr")
    (note,) = with_note((), english, Options())
    assert note.startswith("Cet exercice est lu en anglais. Dites « stop » et les autres commandes en anglais")
    assert not any("Cet exercice est lu" in each for each in with_note((), other, Options()))
    assert load_evening("fr").area("hands") == "les mains"
    tongue.speak("en")
    assert (pages_around("en"), pages_around("fr"), pages_around("xx")) == ("en", "fr", "en")
    assert with_note((), english, Options()) == ()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (1260, "vingt-et-une minutes"),
        (1881, "trente-et-une minutes et vingt-et-une secondes"),
        (5460, "une heure et trente-et-une minutes"),
    ],
)
def test_french_numbers_before_hours_minutes_and_seconds_are_feminine(seconds: float, told: str) -> None:
    assert in_words(seconds, load_phrases("fr")) == told


def test_french_apostrophes_are_curly_where_they_are_read_and_straight_where_they_are_heard() -> None:
    read = [other for name in ("screens", "errors", "items", "areas") for other in tongue._words(name, "fr").values()]
    read += [entry.text for entry in entries((FOLDER / "evening.fr.yaml").read_text("utf-8"), "evening").values()]
    read += [topic.says for topic in load_topics("fr").topics]
    assert [text for text in read if re.search(r"\w'\w", text)] == []
    for name in SPOKEN:
        heard = entries((FOLDER / file_name(name, "fr")).read_text("utf-8"), name)
        assert [entry.text for entry in heard.values() if "’" in entry.text] == []
