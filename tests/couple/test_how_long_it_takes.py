"""The effort of the pages for two people: keys, handovers and minutes, played key by key with shipped exercises."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from companion.app.ready_agreements import tonight
from companion.couple.around import Around, SavedPages, around, worth_offering
from companion.couple.evening.pages import Go, Page
from companion.exercise.plan import Choices, Names
from companion.exercise.planner import plan
from companion.exercise.speech_time import estimate, sentences
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.session.effects import Outcome
from tests.couple.evening.people import CALM, TEXTS, TODAY, any_word, kindly, row_name
from tests.session.driver import Driver
from tests.session.for_two import APART, hold_key, touching_words

WORDS_A_SECOND = 200 / 60
"""Words that a tired adult reads in a second. The usual figure for non-fiction is 238 a minute."""
SECONDS_A_KEY = 1.0
SECONDS_A_HANDOVER = 8.0
"""Seconds in which a screen goes from one person to another on the same sofa. A guess."""
AGREEING = 4
"""Keys at most that the agreement in the session takes: each of the two presses their own twice. A spoken yes takes
none. Their seconds are those of the session, which is played."""


@dataclass
class Counted:
    keys: int = 0
    """Keys pressed; the letters of names are not counted, the Enter after them is."""
    hands: list[str] = field(default_factory=list)
    """Those who had the screen to themselves, in order."""
    read: set[str] = field(default_factory=set)
    """Everything that had to be read, each text once: people skip the texts that they know from another evening."""
    words: int = 0

    @property
    def handovers(self) -> int:
        """Times that the screen went from one of them to the other."""
        return len(self.hands) - 1

    @property
    def seconds(self) -> float:
        return self.words / WORDS_A_SECOND + self.keys * SECONDS_A_KEY + self.handovers * SECONDS_A_HANDOVER


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def asked_around(shelf: Shelf, id: str, today: int) -> Around:
    exercise = shelf.find(id).exercise
    others = [shelf.find(entry.path).exercise for entry in shelf.entries() if worth_offering(entry)]
    return around(
        exercise,
        others,
        check_word=any_word,
        hear=lambda word, heard, deaf: None,
        reserved=(),
        cautions=exercise.cautions,
        evening=lambda: today,
    )


def texts_of(page: Page) -> list[str]:
    """Everything that one person reads on a page, who is at this row of it, by sentence."""
    options = " ".join(option.text for option in page.options if not option.text.isdecimal())
    texts = [page.title, *page.lines, page.asked, *page.hints, page.small]
    return [options, *(each.replace("’", "'") for text in texts for each in sentences(text))]


def play(pages: SavedPages, counted: Counted, known: set[str], *, keep: bool = False) -> None:
    """Answers all pages. `known`: what the two have read on other evenings, with who read it; a text of a page that is
    for both is read by both at once. `keep`: both choose to keep this evening as their usual one."""
    while pages.result is None:
        page = pages.page()
        for text in texts_of(page):
            if known.isdisjoint({mark := f"{page.who} {text}", f" {text}"}):
                known.add(mark)
                counted.words += len(text.split())
        if page.private and (not counted.hands or counted.hands[-1] != page.who):
            counted.hands.append(page.who)
        typed = {"name_a": "Ana", "name_b": "Ben"}.get(page.name)
        if keep and page.name == "fits":
            typed, keep = "u", False
        elif page.name == "both_usual":
            typed = "j" if page.note else "f"
        pages.answer(typed if typed is not None else kindly(page))
        counted.keys += 1
        assert counted.keys < 100


def one_evening(shelf: Shelf, id: str, today: int, known: set[str], *, keep: bool = False) -> tuple[Counted, Counted]:
    """Plays the pages before and after one evening with touch. Returns what each took."""
    made = asked_around(shelf, id, today)
    before, after = Counted(), Counted()
    play(made.before, before, known, keep=keep)
    assert isinstance(made.before.result, Go)
    pages = made.after(Outcome.COMPLETED, True)
    assert pages is not None
    play(pages, after, known)
    return before, after


def until_touch(shelf: Shelf, id: str, *, familiar: bool = False) -> float:
    """Seconds of the session until its first sentence of touch, played: each of the two holds their key down once the
    question has been said to its end, one after the other."""
    loaded = shelf.find(id)
    choices = Choices(names=Names("Ana", "Ben", private=True), familiar=familiar)
    made = plan(loaded.exercise, choices, load_phrases("en"), includes=loaded.includes)
    touching = touching_words(made)
    driver = Driver(made, clip_of=lambda said: estimate(said.text, said.pace))
    driver.begin()
    while driver.asked is None or driver.asked.kind != "agree":
        driver.step()
    for by in ("b", "a"):
        driver.run_for(APART)
        hold_key(driver, by)
    while driver.engine.view(driver.now).words not in touching:
        driver.step()
    return driver.now


def ten_evenings(shelf: Shelf, *, usual: bool) -> list[tuple[Counted, Counted]]:
    """Plays ten evenings. `usual`: on the second one both choose to keep it as their usual evening."""
    known: set[str] = set()
    return [one_evening(shelf, "holding-hands", TODAY + n, known, keep=usual and n == 1) for n in range(10)]


def test_keys_and_handovers_of_a_first_evening_and_of_the_tenth(shelf: Shelf) -> None:
    evenings = ten_evenings(shelf, usual=False)
    first, tenth = evenings[0][0], evenings[9][0]
    assert first.keys == 16
    assert first.keys + AGREEING <= 20
    assert tenth.keys == 12
    assert tenth.keys + AGREEING == 16
    for before, after in evenings:
        assert (before.hands, after.hands) == (["a", "b"], ["a", "b"])
        assert (before.handovers, after.handovers) == (1, 1)
        assert after.keys == 7


def test_keys_of_the_tenth_evening_where_both_keep_a_usual_one(shelf: Shelf) -> None:
    evenings = ten_evenings(shelf, usual=True)
    assert [before.keys for before, _ in evenings] == [16, 15, *[6] * 8]
    assert evenings[9][0].keys + AGREEING <= 10
    assert [before.handovers for before, _ in evenings] == [1] * 10


def test_minutes_of_a_first_evening_and_of_the_tenth(shelf: Shelf) -> None:
    """The pages take this long, if every word is read. The session's own introduction, which is the author's, is not
    counted."""
    evenings = ten_evenings(shelf, usual=False)
    assert evenings[0][0].seconds <= 154
    assert evenings[9][0].seconds <= 20
    assert ten_evenings(shelf, usual=True)[9][0].seconds <= 14


def test_after_a_month_safety_takes_one_more_key_from_each(shelf: Shelf) -> None:
    known: set[str] = set()
    keys = [one_evening(shelf, "holding-hands", TODAY + n, known)[0].keys for n in (0, 1, 29, 30, 31)]
    assert keys == [16, 12, 12, 14, 12]


def test_the_introduction_is_as_long_as_the_page_about_evenings_says(shelf: Shelf) -> None:
    assert 59 <= until_touch(shelf, "holding-hands") <= 64
    assert 38 <= until_touch(shelf, "holding-hands", familiar=True) <= 43


def test_the_whole_way_to_the_first_sentence_of_touch(shelf: Shelf) -> None:
    """From the list on, every word read that is new. The page about evenings has these figures."""
    whole, short = (until_touch(shelf, "holding-hands", familiar=each) for each in (False, True))
    pages = [before.seconds for before, _ in ten_evenings(shelf, usual=False)]
    usual = [before.seconds for before, _ in ten_evenings(shelf, usual=True)]
    assert pages[0] + whole <= 218
    assert pages[9] + whole <= 84
    assert pages[9] + short <= 62
    assert usual[9] + whole <= 78
    assert usual[9] + short <= 57


def tonight_pages(shelf: Shelf, today: int, known: set[str]) -> Counted:
    """Plays “tonight, the two of us” up to holding hands: everything is okay for both, for half an hour."""
    made = tonight(shelf.entries(), shelf.find, lambda word, heard, deaf: None, lambda: today)
    counted, pages = Counted(), made.before
    while pages.result is None:
        page = pages.page()
        for text in texts_of(page):
            if known.isdisjoint({mark := f"{page.who} {text}", f" {text}"}):
                known.add(mark)
                counted.words += len(text.split())
        if page.private and (not counted.hands or counted.hands[-1] != page.who):
            counted.hands.append(page.who)
        options = {option.value: option.key for option in page.options}
        answer = {"name_a": "Ana", "name_b": "Ben", "who_starts": "f", "handover": "f", "handover_second": "j"}.get(
            page.name, options.get("holding-hands", "")
        )
        if page.rows and any(row.state == TEXTS.word("form_open") for row in page.rows):
            answer = CALM.get(row_name(page), "") or options.get("30", "") or options["yes"]
        pages.answer(answer)
        counted.keys += 1
        assert counted.keys < 100
    assert isinstance(pages.result, Go)
    assert pages.result.id == "holding-hands"
    return counted


def test_tonight_takes_a_few_keys_more_because_every_row_has_to_be_answered(shelf: Shelf) -> None:
    known: set[str] = set()
    evenings = [tonight_pages(shelf, TODAY + n, known) for n in range(10)]
    assert (evenings[0].keys, evenings[9].keys) == (26, 23)
    assert [counted.handovers for counted in evenings] == [1] * 10
    assert evenings[0].seconds <= 238
    assert evenings[9].seconds <= 31
