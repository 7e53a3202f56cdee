"""Choices offered in the silence that fills a turn of touch: however long the turn, none is further off than a
minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from companion.exercise.check import english
from companion.exercise.plan import (
    LONGEST_UNOFFERED,
    Choices,
    Plan,
    RestCue,
    SayCue,
    WaitCue,
    on_the_clock,
    timeline,
)
from companion.exercise.planner import plan
from companion.exercise.reading import read_exercise
from companion.exercise.speech_time import sentences
from companion.phrases import load_phrases
from tests.exercise.conftest import HEAD

PHRASES = load_phrases("en")
OFFERS = [line.text for line in PHRASES.still_free]
BEGINNINGS = [sentences(line)[0] for line in OFFERS]
STEPS = """steps:
  - agree: Two turns of {turn}.
  - turns:
      length: turn
      steps:
        - Begin, if you like.
        - wait: rest
        - Let that be the end of it.
ending: [Done.]
"""


def planned(seconds: float, touch: str = "kind: touch\ntouch: [hands]\n", quiet: float = 0) -> Plan:
    text = HEAD.format(people=2).replace("kind: settle\n", touch).replace("to: 10 min", "to: 60 min")
    steps = STEPS.replace("        - wait: rest", f"        - wait: {quiet}s\n        - wait: rest") if quiet else STEPS
    return plan(read_exercise(text + steps, "built.yaml"), Choices(lengths={"turn": seconds}), PHRASES)


def offered(made: Plan) -> list[str]:
    """The first sentences of what is offered in the first turn."""
    heard = [cue for _, cue in timeline(made) if isinstance(cue, SayCue) and cue.turn == 0]
    return [cue.text for cue in heard if cue.text in BEGINNINGS]


def test_each_of_them_offers_a_choice() -> None:
    assert len(OFFERS) >= 3
    assert all(english.offers_a_choice(line) for line in OFFERS)
    assert english.offers_a_choice(PHRASES.sign)


@given(some.floats(60, 3600))
def test_no_silence_in_a_turn_of_touch_is_long(seconds: float) -> None:
    made = planned(seconds)
    silences = [cue.seconds for _, cue in timeline(made) if isinstance(cue, WaitCue | RestCue)]
    assert max(silences) <= LONGEST_UNOFFERED + 0.1
    for turn in (0, 1):
        assert sum(cue.seconds for _, cue in timeline(made) if cue.turn == turn) == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize("quiet", [10, 30, 47, 60])
def test_a_silence_before_the_rest_counts_with_it(quiet: int) -> None:
    made = planned(300, quiet=quiet)
    silent = longest = 0.0
    for _, cue in timeline(made):
        silent = silent + cue.seconds if isinstance(cue, WaitCue | RestCue) else 0.0
        longest = max(longest, silent)
    assert longest <= max(LONGEST_UNOFFERED, quiet) + 0.1


def test_they_are_said_one_after_the_other() -> None:
    said = offered(planned(900))
    assert len(said) > len(BEGINNINGS)
    assert said == [BEGINNINGS[index % len(BEGINNINGS)] for index in range(len(said))]


def test_a_short_rest_is_left_in_peace() -> None:
    assert offered(planned(60)) == []


def test_where_nobody_touches_silence_may_be_longer() -> None:
    assert offered(planned(900, "kind: talk\n")) == []


def test_the_rest_still_gives_way_first() -> None:
    """The last rest gives the time that the turn lost elsewhere, so the agreed length stays."""
    made = planned(600)
    turn = [cue for _, cue in timeline(made) if cue.turn == 0]
    assert sum(on_the_clock(cue) for cue in turn) == pytest.approx(made.turns[0].seconds, abs=0.1)
