"""Home in plain lines: nine rows at most, numbers that count on, and one step back at a time."""

from __future__ import annotations

import pytest

from companion.screen import words
from companion.screen.home.browsing import Browsing
from companion.screen.home.exercise_order import ListedExercise, listed
from companion.screen.home.home_needs import NEEDS, NeedEntry
from companion.screen.home.places import CRISIS, JOURNAL, SOUND
from companion.screen.home.remembered import Remembered
from companion.screen.home.search import SearchIndex
from companion.screen.plain.home_lines import HomeLines
from companion.screen.plain.page_talk import MOST_ROWS
from tests.screen.fakes import LISTINGS, FakeListing

MANY = [
    FakeListing(f"one-{n}", f"Number {n} of them", "Something to do.", "settle", needs=("an urge",)) for n in range(30)
]


def home(listings: list[FakeListing] = MANY, kept: Remembered = Remembered()) -> HomeLines:  # noqa: B008
    exercises = listed(listings)
    return HomeLines(Browsing(exercises, SearchIndex(exercises), kept))


def numbered(lines: list[str]) -> list[int]:
    return [int(line.split(".")[0]) for line in lines if line.split(".")[0].isdecimal()]


def test_home_has_nine_rows_and_the_others_follow_with_more() -> None:
    shown = home()
    assert numbered(shown.lines()) == list(range(1, MOST_ROWS + 1))
    assert words.PLAIN_HOME_AND_MORE.format(n=4) in shown.lines()
    shown.take("more")
    assert numbered(shown.lines()) == [10, 11, 12, 13]
    assert not any(line.startswith("And ") for line in shown.lines())
    shown.take("more")
    assert numbered(shown.lines())[0] == 1


def test_two_hundred_favourites_come_in_pages() -> None:
    many = [FakeListing(f"one-{n}", f"Number {n}", "Something.", "settle") for n in range(200)]
    shown = home(many, Remembered(tuple(each.id for each in many)))
    seen: list[int] = []
    for _ in range(24):
        rows = numbered(shown.lines())
        assert 0 < len(rows) <= MOST_ROWS
        seen += rows
        shown.take("more")
    assert seen == list(range(1, 7 + 200 + 6 + 1))


def test_a_row_can_be_chosen_by_its_number_before_it_was_read_out() -> None:
    assert home().take("10") is SOUND
    assert home().take("9") is CRISIS
    assert home().take("14") is None


def test_enter_alone_settles_on_each_page_of_home_and_does_nothing_elsewhere() -> None:
    shown = home()
    assert shown.take("") == NEEDS[0]
    shown.take("more")
    assert shown.take("") == NEEDS[0]
    shown.take("5")
    assert shown.take("") is None


def test_back_goes_one_page_back_and_then_one_step_up() -> None:
    shown = home()
    shown.take("5")
    assert shown.lines()[0] == "An urge"
    shown.take("more")
    assert numbered(shown.lines())[0] == 10
    shown.take("back")
    assert numbered(shown.lines())[0] == 1
    shown.take("back")
    assert shown.lines()[0].endswith(words.HOME_QUESTION)


def test_a_heading_is_written_once_where_its_rows_begin() -> None:
    shown = home()
    shown.take("5")
    assert [line for line in shown.lines() if line.endswith(":")] == ["On your own:"]


def test_words_find_exercises_and_nothing_found_offers_the_needs() -> None:
    shown = home(list(LISTINGS))
    assert shown.take("exhale longer") is None
    assert "1. Longer exhale" in " ".join(shown.lines())
    assert shown.take("xyzzyx") is None
    assert shown.lines()[0] == words.HOME_NOTHING
    assert isinstance(shown.take("1"), NeedEntry)


def test_a_title_of_several_words_leads_to_its_exercise() -> None:
    chosen = home(list(LISTINGS)).take("five senses")
    assert isinstance(chosen, ListedExercise)
    assert chosen.id == "five-senses"


def test_one_word_searches_even_if_an_exercise_is_called_by_it() -> None:
    """ "feet" led two people into the pages before touch."""
    shown = home(
        [
            FakeListing("feet", "Feet", "A foot rub.", "touch", 2),
            FakeListing("floor", "Feet on the floor", "Press them down.", "settle"),
        ]
    )
    assert shown.take("feet") is None
    assert len(numbered(shown.lines())) == 2


def test_an_exercise_says_its_minutes_in_words_and_two_people_only_where_it_is_for_two() -> None:
    shown = home(list(LISTINGS))
    shown.take("list")
    said = "\n".join(shown.lines())
    assert "Side by side, 6 minutes, two people." in said
    assert "Right now, 1 minute. A steady voice" in said


@pytest.mark.parametrize("word", ["again", "repeat"])
def test_coming_back_is_short_and_the_list_can_be_heard_again(word: str) -> None:
    shown = home()
    assert shown.lines(again=True) == [words.PLAIN_HOME_AGAIN]
    assert shown.take(word) is None
    assert numbered(shown.lines())[0] == 1
    shown.take("5")
    assert shown.lines(again=True) == [words.PLAIN_LIST_AGAIN.format(title="An urge")]


def test_the_journal_says_its_state() -> None:
    shown = home()
    shown.tell_journal("on")
    shown.take("more")
    assert any(line.endswith(f"{JOURNAL.text}: on.") for line in shown.lines())
