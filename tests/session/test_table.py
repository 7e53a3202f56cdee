"""The table of moves and the picture drawn of it in docs/architecture.md say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.session.commands import SAFETY_KINDS, Kind
from companion.session.table import HELD, MEANT, MOVES, RUNNING, WIND_DOWN_MEANT
from companion.session.view import Phase

DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"


def drawn() -> set[tuple[str, str]]:
    picture = DOCUMENT.read_text(encoding="utf-8").split("```mermaid")[1].split("```")[0]
    return set(re.findall(r"^\s*(\S+) --> ([^\s:]+)", picture, re.M))


def group(phase: Phase) -> str:
    return "running" if phase in RUNNING else str(phase)


def test_every_move_drawn_between_states_is_legal() -> None:
    for start, end in drawn():
        if "[*]" in (start, end):
            continue
        starts = RUNNING if start == "running" else {Phase(start)}
        ends = RUNNING if end == "running" else {Phase(end)}
        assert any(e in MOVES[s] for s in starts for e in ends), f"{start} --> {end}"


def test_every_legal_move_out_of_running_and_into_the_end_is_drawn() -> None:
    moves = {(group(s), group(e)) for s, ends in MOVES.items() for e in ends if group(s) != group(e)}
    held_to_held = {(str(s), str(e)) for s in HELD for e in HELD}
    assert moves - held_to_held <= drawn()


@pytest.mark.parametrize("phase", [p for p in Phase if p not in (Phase.READY, Phase.FINISHED)])
def test_safety_means_something_in_every_state_of_a_session(phase: Phase) -> None:
    assert MEANT[phase] >= SAFETY_KINDS


def test_after_a_stop_nothing_leads_back() -> None:
    assert not {Kind.BACK, Kind.SOMETHING_ELSE, Kind.ANSWER} & WIND_DOWN_MEANT
