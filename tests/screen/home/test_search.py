"""The search: the exercises for typed words, in their order, also with typing mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import resources
from companion.app.search_vocabulary import load_search_words
from companion.exercise.search_words import SearchWords
from companion.packs.shelf import Shelf
from companion.screen.home.exercise_order import ListedExercise, listed
from companion.screen.home.narrowing import Narrowing
from companion.screen.home.places import (
    COLORS,
    CRISIS,
    FORGET,
    HELP,
    JOURNAL,
    PACE,
    QUIT,
    SOUND,
    VOLUME,
    places_for,
)
from companion.screen.home.search import SearchIndex
from companion.screen.home.typed_words import spoken
from companion.screen.settings.setting_rows import ROWS


def exercise(id: str, title: str = "", **others: object) -> ListedExercise:
    return ListedExercise(id, title or id, "", "", "", **others)  # type: ignore[arg-type]


def found(typed: str, *exercises: ListedExercise) -> list[str]:
    return [each.id for each in SearchIndex(exercises, SearchWords({"can't sleep": ("insomnia",)})).find(typed)]


def test_titles_before_needs_before_gist_before_author() -> None:
    some = (
        exercise("d", "x", author="Sleep"),
        exercise("c", "x", gist="sleep"),
        exercise("b", "x", needs=("can't sleep",)),
        exercise("a", "Sleep"),
        exercise("e", "x"),
    )
    assert found("sleep", *some) == ["a", "b", "c", "d"]


def test_all_words_count_and_where_none_has_all_those_with_the_most() -> None:
    some = exercise("a", "A long hug"), exercise("b", "A long breath")
    assert found("long hug", *some) == ["a"]
    assert found("long kiss", *some) == ["a", "b"]
    assert found("kiss", *some) == []


@pytest.mark.parametrize(
    "typed", ["sleep", "SLEEP", "slee", "slepe", "sleeep", "sleepless", "i can’t sleep", "insomnia"]
)
def test_forgiven(typed: str) -> None:
    assert found(typed, exercise("a", "x", needs=("can't sleep",)), exercise("b", "y")) == ["a"]


def test_a_word_within_another_is_found_last() -> None:
    some = exercise("a", "When I feel ashamed"), exercise("b", "Shame")
    assert found("shame", *some) == ["b", "a"]


def test_a_short_word_is_not_taken_for_another() -> None:
    assert found("no", exercise("a", "now"), exercise("b", "not")) == ["a", "b"]  # beginnings, not mistakes
    assert found("hag", exercise("a", "hug")) == []


def test_of_equal_ones_those_for_one_person_come_first() -> None:
    alike = [exercise(id, "Hug", people=people) for id, people in (("a", 2), ("b", 1), ("c", 2), ("d", 1))]
    assert found("hug", *alike) == ["b", "d", "a", "c"]


def test_one_letter_looks_at_titles_alone() -> None:
    assert found("h", exercise("a", "x", gist="hug"), exercise("b", "A hug")) == ["b"]


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    some = (exercise("a", "A long hug", needs=("touch",)), exercise("b", "Café — 4-7-8"))
    assert set(found(typed, *some)) <= {"a", "b"}
    places_for(typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sleep", "rest-without-sleep"),
        ("insomnia", "rest-without-sleep"),
        ("shame", "staying-with-shame"),
        ("porn", None),
        ("hug", "butterfly-hug"),
        ("relapse", "after-a-slip"),
        ("cheated", None),
        ("anxiety", None),
        ("craving", None),
        ("fight", "after-a-fight"),
        ("panick atack", None),
        ("breathe", None),
        ("kissing", "kiss-and-cuddle"),
        ("my head wont stop", "spinning-thought"),
        ("i cant stop thinking", "spinning-thought"),
        ("I’m scared", "five-senses"),
        ("i am afraid", "staying-with-fear"),
    ],
)
def test_people_find_what_they_mean(typed: str, first: str | None, index: SearchIndex) -> None:
    some = index.find(typed)
    assert some
    if first is not None:
        assert some[0].id == first


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    shelf = Shelf([resources.shipped_exercises()], tmp_path_factory.mktemp("cache") / "list.json")
    return SearchIndex(listed(shelf.entries()), load_search_words("en"))


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("i want to die", [CRISIS]),
        ("Suicide", [CRISIS]),
        ("help", [CRISIS, HELP]),
        ("help me sleep", []),
        ("s", [SOUND]),
        ("sl", []),
        ("q", [QUIT]),
        ("quick calm", []),
        ("c", [CRISIS]),
        ("can't sleep", []),
        ("", []),
        ("delete everything", [FORGET]),
        ("Forget me", [FORGET]),
        ("I want to forget", []),
        ("password", [JOURNAL]),
        ("passphrase", [JOURNAL]),
        ("lock", [JOURNAL]),
        ("darker", [COLORS]),
        ("quieter", [VOLUME]),
        ("too fast", [PACE]),
        ("it all went too far", []),
        ("kournal", [JOURNAL]),
        ("volme", []),
    ],
)
def test_pages_that_words_lead_to(typed: str, places: list[object]) -> None:
    assert places_for(typed) == places


def test_a_page_in_the_settings_leads_to_a_row_that_is_there() -> None:
    rows = {place.at for place in (FORGET, COLORS, VOLUME, PACE)}
    assert rows == {"everything", "theme", "volume", "pace"}
    assert rows - {"everything"} <= ROWS.keys()


def test_words_are_compared_without_case_and_with_straight_apostrophes() -> None:
    assert spoken("I CAN’T, “sleep”; 4-7-8!") == ["i", "can't", "sleep", "4", "7", "8"]


def test_filters() -> None:
    one = exercise("a", minutes=10.4, people=1)
    two = exercise("b", minutes=10.6, people=2)
    groups = [("A", [one, two]), ("B", [two])]
    assert Narrowing().of(groups) == groups
    assert Narrowing(people=1).of(groups) == [("A", [one])]
    assert Narrowing(minutes=10).of(groups) == [("A", [one])]
    assert Narrowing(pack="other").of(groups) == []
    assert not Narrowing()
    assert Narrowing(minutes=5)
