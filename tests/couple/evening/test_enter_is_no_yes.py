"""Enter alone never says yes to touch: on no page of an evening, and not at the agreement in the session."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.couple.evening.memory import Kept, Usual
from companion.couple.evening.pages import OfferedExercise
from companion.screen.key_commands import command_for
from companion.screen.plain.typed_commands import command_in
from companion.session.view import Asked
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, evening, walk
from tests.session.for_two import at_the_agreement

DONE = replace(KNOWN, done={HANDS.id: TODAY - 1})
USUAL = replace(DONE, usual={HANDS.id: Usual(frozenset({"hands"}), 120.0)})
EVENINGS = {"first": Kept(), "later": KNOWN, "done before": DONE, "usual": USUAL}


@pytest.mark.parametrize("who", ["private_first", "private_second"])
@pytest.mark.parametrize("kept", EVENINGS.values(), ids=EVENINGS)
def test_no_private_page_is_left_with_enter_alone(kept: Kept, who: str) -> None:
    """The question about touch stands open until it is answered with a key of its own."""
    machine = walk(evening(kept=kept), until=who).machine
    for _ in range(40):
        machine.answer("", TODAY)
        assert (machine.page().name, machine.result) == (who, None)
    open_ = [row.label for row in machine.page().rows if row.state == TEXTS.word("form_open")]
    assert {TEXTS.word("label_touch"), TEXTS.word("label_usual")} & set(open_)


@pytest.mark.parametrize("kept", EVENINGS.values(), ids=EVENINGS)
def test_enter_alone_from_the_start_comes_to_no_private_page(kept: Kept) -> None:
    machine = evening(kept=kept)
    for _ in range(40):
        machine.answer("", TODAY)
    assert machine.page().name == "handover"


def test_what_takes_the_keys_of_both_takes_no_enter() -> None:
    up = replace(HANDS, touch=(OfferedExercise("hug", "A hug", 11, ("hug",), 60.0),))
    for key, kept in (("u", DONE), ("x", DONE)):
        machine = walk(evening(up, kept), {"step": "next"}, {"step": "next"}, until="fits").machine
        machine.answer(key, TODAY)
        name = machine.page().name
        assert name in ("both_usual", "both_next")
        for _ in range(10):
            machine.answer("", TODAY)
        assert (machine.page().name, machine.result) == (name, None)
        assert not any(option.state for option in machine.page().options)


def test_at_the_agreement_enter_means_nothing() -> None:
    driver = at_the_agreement()
    view = driver.engine.view(driver.now)
    assert view.question is not None
    assert view.question.kind == Asked.AGREE
    assert command_for("enter", view) is None
    assert command_in("", view, lambda text: None) is None
