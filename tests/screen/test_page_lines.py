"""The keys that a page and the list name are those that work there."""

from __future__ import annotations

from dataclasses import replace

from companion.couple.evening.pages import Page, PageKind, PageOption
from companion.exercise.cautions import sorted_out
from companion.screen.crisis.crisis_key import naming
from companion.screen.evening.page_lines import esc_goes_back, fitted, foot
from companion.screen.evening.page_sheet import option_rows
from companion.screen.home.detail import detail
from companion.screen.home.exercise_order import listed
from tests.screen.fakes import FakeListing, FakeProgram

FEAR = "When you're alone, press C to find somebody who can help."


def test_the_list_names_its_own_key() -> None:
    program = FakeProgram()
    program.listings = (FakeListing("a", "A", "Press C.", "talk", 2, 9, cautions=(FEAR,)),)
    [exercise] = listed(program.entries())
    shown = "\n".join(text for text, _ in detail(exercise))
    assert "press C" not in shown.replace("Press", "press")
    assert "press ! to find somebody" in shown
    assert sorted_out((FEAR,)).own == exercise.cautions.own, "what a session says has changed too"


def test_a_page_with_a_line_names_the_key_at_its_foot_and_others_stay() -> None:
    entry, done = (Page("a", kind, "A", (FEAR,), small=FEAR) for kind in (PageKind.ENTRY, PageKind.DONE))
    assert ("F1", "crisis card") in foot(entry)
    assert "press F1 to find" in fitted(entry).small
    assert "press F1 to find" in fitted(entry).lines[0]
    assert fitted(done) == done
    assert ("C", "crisis card") in foot(done)


def test_esc_goes_back_where_the_page_says_so() -> None:
    starts = Page(
        "who_starts", PageKind.CHOICE, "A", options=(PageOption("f", "a", "Ana starts"),), back=True, enter="f"
    )
    assert esc_goes_back(starts)
    assert foot(starts)[:1] == [("Esc", "back")]
    assert ("Q", "leave") in foot(starts)
    assert option_rows(starts, 60)[0].plain.split() == ["F/Enter", "Ana", "starts"]
    assert not esc_goes_back(replace(starts, enter=""))
    assert ("Esc", "leave") in foot(replace(starts, enter=""))


def test_other_letters_stay_and_a_spelled_out_c_goes_with_it() -> None:
    assert naming("Press C, as in call, now. Press CTRL, or press R.", "!") == "Press !, now. Press CTRL, or press R."
