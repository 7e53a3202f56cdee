"""Sentences in large letters: only in a large window, never cut, and not if somebody doesn't want them."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.screen.app import CompanionApp
from companion.screen.home.home_screen import HomeScreen
from companion.screen.session.large_letters import _broken, _font, large_lines, large_row
from tests.screen.conftest import still, text_of
from tests.screen.fakes import FakeProgram, FakeSession, asking, speaking

BLOCKS = frozenset("▀▄█")
SENTENCE = "Let your eyes rest on one thing."
WORDS = st.lists(st.text("abcdefgilmwüéWM’", min_size=1, max_size=20), min_size=1, max_size=30).map(" ".join)


@given(text=WORDS, width=st.integers(40, 200), rows=st.integers(1, 50))
def test_it_fits_into_its_room_or_is_left_to_the_usual_letters(text: str, width: int, rows: int) -> None:
    lines = large_lines(text, width, rows)
    assert len(lines) <= rows
    assert all(len(line) <= width for line in lines)
    assert not lines or any(BLOCKS & set(line) for line in lines)


@given(text=WORDS, width=st.integers(40, 200), size=st.sampled_from([9, 11]))
def test_no_word_is_lost_and_none_reaches_over_the_edge(text: str, width: int, size: int) -> None:
    font = _font(size)
    lines = _broken(text, width, font)
    too_wide = any(font.getlength(word) > width for word in text.split())
    assert " ".join(lines) == ("" if too_wide else " ".join(text.split()))
    assert all(font.getlength(line) <= width for line in lines)


def test_signs_that_may_not_be_in_the_font_are_left_to_the_usual_letters() -> None:
    assert large_lines("Ça va, Ølga? “Oui” – ‘non’ …", 160, 40)
    for text in ("", "深呼吸", "Привет", "Breathe \U0001f600", "one\u0301", "a\u00a0b \u2603"):
        assert large_lines(text, 160, 40) == ()


def shown(size: tuple[int, int], text: str = SENTENCE, letters: str = "", *, asked: bool = False) -> str:
    async def whole() -> str:
        view = asking("choice", text, "open", "closed") if asked else speaking(words=text)
        app = CompanionApp(FakeProgram(session=FakeSession(view)), "longer-exhale", letters=letters)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await still(pilot)
            found = text_of(app)
        await app.session_run.closed()
        return found

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("size", "letters", "large"),
    [
        ((120, 40), "", True),
        ((200, 60), "", True),
        ((120, 40), "usual", False),
        ((109, 40), "", False),
        ((120, 33), "", False),
        ((80, 24), "", False),
    ],
)
def test_the_window_and_the_settings_decide(size: tuple[int, int], letters: str, large: bool) -> None:
    found = shown(size, letters=letters)
    assert (BLOCKS & set(found) != set()) is large
    assert (SENTENCE in found) is not large
    assert "There is no need to do this well." in found  # the next one, as ever
    assert "Esc stop" in found.replace("\u00a0", " ")


@pytest.mark.parametrize("size", [(120, 40), (200, 60)])
def test_a_sentence_that_is_too_long_stands_whole_in_the_usual_letters(size: tuple[int, int]) -> None:
    long = " ".join(f"Let your eyes rest on thing number {number}." for number in range(40))
    found = " ".join(shown(size, long).split())
    assert long in found


def test_the_answers_to_a_question_are_there_as_well() -> None:
    found = shown((120, 40), "Would you like your eyes open, or closed?", asked=True)
    assert BLOCKS & set(found)
    assert "1 open" in found.replace("\u00a0", " ")
    assert "2 closed" in found.replace("\u00a0", " ")


def page(size: tuple[int, int], letters: str, *, after: bool = False) -> str:
    """The first page, or the one after an exercise."""

    async def whole() -> str:
        session = FakeSession()
        app = CompanionApp(FakeProgram(session=session), "longer-exhale" if after else None, letters=letters)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if after:
                session.finish()
                await app.workers.wait_for_complete()
            else:
                assert isinstance(app.screen, HomeScreen)
                await app.screen.loaded.wait()
            await pilot.pause()
            await pilot.pause()
            found = text_of(app)
            app.workers.cancel_all()
        await app.session_run.closed()
        return found

    return asyncio.run(whole())


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("size", "letters", "large"),
    [((200, 60), "everywhere", True), ((200, 60), "large", False), ((80, 24), "everywhere", False)],
)
def test_menus_are_large_only_where_that_was_chosen(
    size: tuple[int, int], letters: str, large: bool, after: bool
) -> None:
    found = page(size, letters, after=after)
    assert ("█▀" in found) is large
    assert (("Do it again" if after else "Settle me") in found) is not large
    assert "who to call" in found


def test_a_row_stands_at_the_left_edge_and_a_long_one_in_two_lines() -> None:
    short, long = large_row("5 An urge", 100, 14), large_row("3 I feel numb or far away", 100, 14)
    assert len(long) == 2 * len(short)
    assert all(min(len(line) - len(line.lstrip()) for line in lines if line) <= 1 for lines in (short, long))
