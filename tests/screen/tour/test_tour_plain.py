"""The tour as lines of text."""

from __future__ import annotations

import asyncio
import io

from companion.screen import words
from companion.screen.plain.exercise_lines import run_plain_program
from companion.screen.plain.tour_lines import GO_ON
from companion.screen.tour import tour_words
from companion.screen.tour.tour_words import PAGES
from tests.screen.fakes import FakeProgram
from tests.screen.test_plain import parse


def told(typed: str, program: FakeProgram | None = None) -> str:
    out = io.StringIO()
    program = program or FakeProgram()
    asyncio.run(asyncio.wait_for(run_plain_program(program, parse, out, io.StringIO(typed), attended=True), 20))
    return out.getvalue()


def test_enter_leads_through_it_and_then_home() -> None:
    written = told("tour\n" + "\n" * (len(PAGES) - 1) + "quit\n")
    places = [written.index(f"{page.title}.\n") for page in PAGES]
    assert places == sorted(places)
    assert written.count(GO_ON) == len(PAGES) - 1
    for page in PAGES:
        for sentence in page.typed or page.says:
            assert sentence in written
    assert words.PLAIN_HOME_AGAIN in written


def test_anything_typed_leaves_it_and_crisis_is_answered() -> None:
    for typed in ("back", "no", "stop"):
        written = told(f"tour\n\n{typed}\nquit\n")
        assert PAGES[2].title not in written
        assert words.PLAIN_HOME_AGAIN in written
    assert "Police, fire, ambulance" in told("tour\ncrisis\nquit\n")


def test_no_key_is_named_where_lines_are_typed() -> None:
    said = " ".join(" ".join(page.typed or page.says) for page in PAGES)
    for key in ("Escape", "Press 1", "arrow", "click", "space bar", "exclamation"):
        assert key not in said


def test_it_is_offered_in_the_first_run_and_only_to_somebody() -> None:
    program = FakeProgram(first_run=True)
    assert tour_words.OFFER in told("quit\n", program)
    assert tour_words.OFFER not in told("quit\n")
    out = io.StringIO()
    asyncio.run(asyncio.wait_for(run_plain_program(program, parse, out, io.StringIO("quit\n")), 20))
    assert tour_words.OFFER not in out.getvalue()
