"""Fits the cues of a whole section together: the gaps between them, and the rest that is left in each turn. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    RateCue,
    RestCue,
    SayCue,
    SoundCue,
    TalkCue,
    Turn,
    WaitCue,
    following,
    left_out,
    on_the_clock,
)


def _rests_by_itself(cue: Cue) -> bool:
    """Tells whether a sentence needs no gap before this cue."""
    match cue:
        case WaitCue() | RestCue() | BreatheCue() | AskChoiceCue() | TalkCue() | CheckCue() | AgreeCue() | RateCue():
            return True
        case SayCue() | SoundCue() | Jump():
            return False
        case _:
            assert_never(cue)


def heard(cues: Sequence[Cue], start: int, crossed_out: frozenset[str]) -> list[int]:
    """Returns the indices of the cues from `start` on that are heard with the default answer to every question."""
    found: list[int] = []
    index = start
    while index < len(cues):
        cue = cues[index]
        if left_out(cue, crossed_out):
            index += 1
            continue
        if not isinstance(cue, Jump):
            found.append(index)
        index = following(cue, index)
    return found


def drop_needless_gaps(cues: list[Cue], start: int) -> None:
    """Removes the gap after each sentence that a quiet cue follows. Changes `cues` in place, from index `start` on."""
    for index in range(start, len(cues) - 1):
        cue = cues[index]
        if isinstance(cue, SayCue) and cue.gap and _rests_by_itself(cues[index + 1]):
            cues[index] = replace(cue, seconds=cue.seconds - cue.gap, gap=0.0)


def fit_turns(cues: list[Cue], start: int, turns: Sequence[Turn], crossed_out: frozenset[str]) -> None:
    """Gives the first rest of each turn the time that the turn's other cues leave."""
    by_turn: dict[int, list[int]] = {}
    for index in heard(cues, start, crossed_out):
        turn = cues[index].turn
        if turn is not None:
            by_turn.setdefault(turn, []).append(index)
    for index in range(start, len(cues)):
        # A turn in an answer that isn't the default one: heard from its own beginning on.
        turn = cues[index].turn
        if turn is not None and turn not in by_turn:
            by_turn[turn] = [each for each in heard(cues, index, crossed_out) if cues[each].turn == turn]
    for turn, indices in by_turn.items():
        rests = [each for each in indices if isinstance(cues[each], RestCue)]
        if not rests:
            continue
        # A second rest, after the sign that the turn ends, has its length already.
        others = sum(on_the_clock(cues[each]) for each in indices if each != rests[0])
        left = max(0.0, turns[turn].seconds - others)
        cues[rests[0]] = replace(cues[rests[0]], seconds=left)
