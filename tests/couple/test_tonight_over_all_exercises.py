"""“Tonight, the two of us” with all exercises that ship: every length on its pages fits what it is offered for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product

import pytest

from companion.app.ready_agreements import tonight
from companion.couple.around_tonight import AroundTonight
from companion.couple.evening.pages import Page, PageKind
from companion.couple.evening.wishes import TIMES
from companion.exercise.plan import Choices, longest_seconds, planned_seconds
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from tests.couple.evening.people import TEXTS, TODAY

_TOLD = re.compile(r", (\d+) minutes$")
CALM = {"label_safety": "n", "label_number": "2", "label_drink": "n"}


@pytest.fixture(autouse=True)
def home(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def answered(made: AroundTonight, time: str, wishes: Mapping[str, str]) -> Page:
    """Answers up to the shared page. `wishes`: answers by the label of the row; "y" where none is given."""
    own = {TEXTS.word(label): key for label, key in CALM.items()} | {TEXTS.word("label_time"): time}
    pages = made.before
    for _ in range(80):
        page = pages.page()
        if page.name == "tonight_fits":
            return page
        if page.kind is PageKind.FORM:
            label = page.rows[page.at].label
            done = all(row.state == TEXTS.word("form_answered") for row in page.rows)
            pages.answer("" if done else {**own, **wishes}.get(label, "y"))
        else:
            pages.answer(page.options[0].key if page.options else "")
    raise AssertionError("an evening without end")


def opened(shelf: Shelf) -> AroundTonight:
    return tonight(shelf.entries(), shelf.find, lambda word, heard, deaf: None, lambda: TODAY)


@pytest.mark.parametrize("most", TIMES)
@pytest.mark.parametrize("wishes", list(product("yn", repeat=2)), ids="".join)
def test_everything_on_the_page_fits_into_the_time_that_it_names(
    most: int, wishes: tuple[str, str], shelf: Shelf
) -> None:
    """The page tells no more minutes, and no exercise takes more, with its own lengths and with every answer in it."""
    own = dict(zip((TEXTS.word("label_beside"), TEXTS.word("label_talk")), wishes, strict=True))
    made = opened(shelf)
    page = answered(made, str(TIMES.index(most) + 1), own)
    offers = [option for option in page.options if option.key.isdecimal()]
    assert offers
    for option in offers:
        told = _TOLD.search(option.text)
        assert told is not None
        assert int(told[1]) <= most
        loaded = shelf.find(option.value)
        lengths = {}
        if loaded.exercise.touch and round(next(e.minutes for e in shelf.entries() if e.id == option.value)) > most:
            lengths = {name: each.from_ for name, each in loaded.exercise.lengths.items()}
        planned = plan(loaded.exercise, Choices(lengths=lengths), load_phrases("en"), includes=loaded.includes)
        assert round(longest_seconds(planned) / 60, 1) <= most + 0.5, (
            f"{option.value} may take longer than {most} minutes"
        )
        assert planned_seconds(planned) / 60 <= most + 0.5


@pytest.mark.parametrize("most", TIMES)
def test_each_time_has_something_side_by_side_and_a_talk(most: int, shelf: Shelf) -> None:
    made = opened(shelf)
    values = {option.value for option in answered(made, str(TIMES.index(most) + 1), {}).options}
    assert values & {each.id for each in made.there.beside}
    assert values & {each.id for each in made.there.talk}


def test_the_times_are_named_as_long_as_they_are() -> None:
    named = {5: "five minutes", 15: "a quarter of an hour", 30: "half an hour", 60: "an hour"}
    assert {most: TEXTS.word(f"time_{most}") for most in TIMES} == named
