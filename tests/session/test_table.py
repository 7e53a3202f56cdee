"""The table of moves and the picture of it in docs/architecture.md say the same, and each move in it can happen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion.exercise.plan import BreatheCue, Cue, RestCue, SayCue, Section, Stretch, TalkCue
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.events import Begin, Event, Given, LoudspeakerLost
from companion.session.parts.phase_clock import PhaseClock, Timing
from companion.session.table import HELD, MEANT, MOVES, RUNNING, WIND_DOWN_MEANT
from companion.session.view import Phase
from tests.session.builder import Builder
from tests.session.driver import Driver

DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"


def drawn() -> set[tuple[str, str]]:
    picture = DOCUMENT.read_text(encoding="utf-8").split("```mermaid")[1].split("```")[0]
    return set(re.findall(r"^\s*(\S+) --> ([^\s:]+)", picture, re.M))


def group(phase: Phase) -> str:
    return "running" if phase in RUNNING else str(phase)


def legal() -> set[tuple[Phase, Phase]]:
    return {(start, end) for start, ends in MOVES.items() for end in ends}


def test_every_move_drawn_between_states_is_legal() -> None:
    for start, end in drawn():
        if "[*]" in (start, end):
            continue
        starts = RUNNING if start == "running" else {Phase(start)}
        ends = RUNNING if end == "running" else {Phase(end)}
        assert any(e in MOVES[s] for s in starts for e in ends), f"{start} --> {end}"


def test_every_legal_move_from_one_state_to_another_is_drawn() -> None:
    within_running = {(str(s), str(e)) for s, e in legal() if s in RUNNING and e in RUNNING and s is not e}
    others = {(group(s), group(e)) for s, e in legal() if group(s) != group(e)}
    assert {pair for pair in drawn() if "[*]" not in pair} == within_running | others


# ---- each move, made to happen ---------------------------------------------------------------------------------------


def cue_of(phase: Phase, step: int) -> Cue:
    """A cue that a session is in this phase for."""
    common: dict[str, Any] = {"path": (), "seconds": 12.0, "step": step}
    match phase:
        case Phase.SPEAKING:
            return SayCue(text="Here.", caption="Here.", **common)
        case Phase.SILENT:
            return RestCue(**common)  # a mere silence between two sentences would be passed by "next"
        case Phase.BREATHING:
            return BreatheCue(in_=2, hold=0, out=2, hold_out=0, times=3, **common)
        case _:
            return TalkCue(question="And?", **common)


def session_of(*phases: Phase, then: tuple[Phase, ...] = ()) -> Driver:
    """A session of one cue for each of these phases, and an ending of those; it has not begun."""
    builder = Builder()
    builder.cues += [cue_of(phase, step) for step, phase in enumerate(phases, 100)]
    plan = builder.plan()
    if not then:
        return Driver(plan)
    start, at = plan.sections[Section.MAIN].end, len(plan.cues)
    assert start < at
    cues = (*plan.cues, *(cue_of(phase, step) for step, phase in enumerate(then, 200)))
    return Driver(replace(plan, cues=cues, sections={**plan.sections, Section.ENDING: Stretch(at, len(cues))}))


def standing_in(phase: Phase, *after: Phase) -> Driver:
    """A session that stands in this phase; held ones hold the first cue of `after`."""
    if phase is Phase.READY:
        return session_of(*after)
    # A session never begins with a question, so a silence comes first.
    driver = session_of(Phase.SILENT, *([phase] if phase in RUNNING else []), *after)
    driver.begin()
    driver.give(Kind.NEXT)
    driver.hold(phase)
    return driver


def about_to(start: Phase, end: Phase) -> tuple[Driver, Event]:
    """A session that stands in `start`, and an event that moves it to `end`."""
    if end is Phase.PAUSED:
        return standing_in(start, Phase.SILENT), Given(Command(Kind.PAUSE))
    if end is Phase.YELLOW:
        return standing_in(start, Phase.SILENT), Given(Command(Kind.YELLOW))
    if end is Phase.LOST:
        return standing_in(start, Phase.SILENT), LoudspeakerLost()
    if end is Phase.FINISHED and start is not Phase.READY:
        driver = session_of(Phase.SILENT, then=(start if start in RUNNING else Phase.SILENT,))
        driver.begin()
        driver.give(Kind.NEXT)
        driver.hold(start)
        return driver, Given(Command(Kind.END))
    if start is Phase.READY:
        return standing_in(start, end), Begin() if end in RUNNING else Given(Command(Kind.END))
    return standing_in(start, end), Given(Command(Kind.RESUME if start in HELD else Kind.NEXT))


@pytest.mark.parametrize(("start", "end"), sorted(legal()))
def test_every_legal_move_can_happen(start: Phase, end: Phase) -> None:
    driver, event = about_to(start, end)
    driver.now += 0.5
    before = driver.engine.view(driver.now).phase
    driver.feed(event)
    assert (before, driver.engine.view(driver.now).phase) == (start, end)


@pytest.mark.parametrize(
    ("start", "end"), sorted((s, e) for s in Phase for e in Phase if e not in MOVES[s] and s is not Phase.READY)
)
def test_no_other_move_is_made(start: Phase, end: Phase) -> None:
    clock = PhaseClock(Timing())
    for phase in (Phase.SPEAKING, start):
        clock.move(phase)
    with pytest.raises(AssertionError):
        clock.move(end)
    assert clock.phase is start


def test_a_session_neither_begins_with_a_question_nor_held() -> None:
    for end in (Phase.READY, Phase.ASKING, *HELD):
        with pytest.raises(AssertionError):
            PhaseClock(Timing()).move(end)


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.READY, Phase.FINISHED)])
def test_safety_means_something_in_every_state_of_a_session(phase: Phase) -> None:
    assert MEANT[phase] >= SAFETY_KINDS


def test_after_a_stop_nothing_leads_back() -> None:
    assert not {Kind.BACK, Kind.SOMETHING_ELSE, Kind.ANSWER} & WIND_DOWN_MEANT
