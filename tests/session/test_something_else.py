"""Something else, asked for again: each time something different, and at the end it is said that these were all."""

from __future__ import annotations

import pytest

from companion.phrases import languages, load_phrases
from companion.session.commands import Kind
from companion.session.view import Phase
from tests.session.builder import PHRASES, Builder
from tests.session.driver import Driver

GENERAL = PHRASES.something_else[0].text
WORDS = PHRASES.something_else_words[0].text
LINES = PHRASES.something_else_lines[0].text
ALL = PHRASES.something_else_all[0].text


def asked(times: int, between: float = 3.0) -> tuple[Driver, list[str]]:
    """Asks for something else this many times, and returns the first sentence after each."""
    driver = Driver(Builder().say("Rest now.").wait(300).plan())
    driver.begin()
    driver.run_for(1)
    firsts = []
    for _ in range(times):
        before = len(driver.effects)
        driver.give(Kind.SOMETHING_ELSE)
        firsts.append(driver.said(before)[0])
        driver.run_for(between)
    return driver, firsts


@pytest.mark.parametrize("between", [0.5, 3.0, 12.0], ids=["amid the sentence", "soon", "later"])
def test_each_time_it_is_something_different_and_after_all_the_first_again(between: float) -> None:
    _, firsts = asked(6, between)
    assert firsts == ["Look around.", GENERAL, WORDS, LINES, ALL, "Look around."]


@pytest.mark.parametrize("times", [2, 3, 4, 5])
def test_after_each_of_them_the_question_is_asked_and_leads_back(times: int) -> None:
    driver, _ = asked(times)
    driver.until(PHRASES.back_or_end)
    driver.run_for(4)
    assert driver.engine.view(driver.now).question.kind == "back-or-end"
    driver.give(Kind.NEXT)
    assert driver.said()[-1] == "Rest now."


def test_a_pause_amid_one_holds_it_and_next_leads_to_the_question() -> None:
    driver, _ = asked(3)
    driver.give(Kind.PAUSE)
    driver.run_for(30)
    assert driver.engine.view(driver.now).phase is Phase.PAUSED
    driver.give(Kind.RESUME)
    driver.give(Kind.NEXT)
    assert driver.said()[-1] == PHRASES.back_or_end


@pytest.mark.parametrize("language", languages())
def test_no_idea_of_the_program_begins_like_another(language: str) -> None:
    phrases = load_phrases(language)
    ideas = (phrases.something_else, phrases.something_else_words, phrases.something_else_lines)
    said = [line.text for idea in (*ideas, phrases.something_else_all) for line in idea if line.text]
    assert len(said) == len(set(said))
