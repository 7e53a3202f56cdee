"""What the rules share: what is checked, what they say, and ways through an exercise and its plan. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from companion.exercise.model import UNWAVED, Exercise, step_kind
from companion.exercise.plan import Cue, Plan, RestCue, SayCue, on_the_clock, timeline
from companion.exercise.problems import Severity
from companion.exercise.source import Path

CERTAIN = frozenset(UNWAVED)
"""What is seen for certain and may harm: `i_mean_it` does not wave it away."""


@dataclass(frozen=True, slots=True)
class Words:
    """What would steer the session if the narrator's own voice were heard, in small letters."""

    safety: frozenset[str] = frozenset()
    """Act anywhere in a sentence."""
    steering: frozenset[str] = frozenset()
    """Act where they are the whole of what is said."""


@dataclass(frozen=True, slots=True)
class Checked:
    exercise: Exercise
    plan: Plan
    """With the default lengths."""
    shortest: Plan
    """With the least that the listener may choose."""
    words: Words
    includes: Mapping[str, Exercise] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    rule: str
    severity: Severity
    path: Path
    """Where in the file, as in `Finding`."""
    message: str
    hint: str


Rule = Callable[[Checked], Iterator[Remark]]


def own_cues(plan: Plan) -> Iterator[Cue]:
    """The cues that this file answers for: neither the program's own words nor an included exercise's."""
    for cue in plan.cues:
        # An included exercise answers for itself: its path has a second list of steps under the include.
        if cue.path[0] != "phrases" and "include" not in cue.path:
            yield cue


def own_speech(plan: Plan) -> Iterator[SayCue]:
    return (cue for cue in own_cues(plan) if isinstance(cue, SayCue))


def with_crossed_out(plan: Plan, area: str) -> Iterator[tuple[float, Cue]]:
    """As `timeline`, with one more area crossed out at the agreement: in a turn its time goes to the rest."""
    out = plan.crossed_out | {area}
    heard = timeline(replace(plan, crossed_out=out))
    taken: dict[int, float] = {}
    for _, cue in heard:
        if cue.turn is not None:
            taken[cue.turn] = taken.get(cue.turn, 0.0) + on_the_clock(cue)
    at = 0.0
    for _, cue in heard:
        if isinstance(cue, RestCue) and cue.turn in taken:
            spare = plan.turns[cue.turn].seconds - taken.pop(cue.turn)
            cue = replace(cue, seconds=max(0.0, cue.seconds + spare))
        yield round(at, 3), cue
        at += cue.seconds


def step_lists(exercise: Exercise) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The three lists of an exercise by the key they stand under."""
    return ("steps", exercise.steps), ("something_else", exercise.something_else), ("ending", exercise.ending)


def within(steps: tuple[Any, ...], path: Path) -> Iterator[tuple[Path, Any]]:
    """Every step with its path, those inside other steps too; includes are not followed."""
    for index, step in enumerate(steps):
        here: Path = (*path, index)
        yield here, step
        for inside, name in inner_lists(step):
            yield from within(inside, (*here, *name))


def inner_lists(step: Any) -> Iterator[tuple[tuple[Any, ...], Path]]:
    """The lists of steps inside one step, each with its path from there."""
    kind = step_kind(step)
    if kind in ("repeat", "turns", "touching"):
        yield getattr(step, kind).steps, (kind, "steps")
    if kind == "touching":
        yield step.touching.otherwise, (kind, "otherwise")
    if kind == "choose":
        for name, option in step.choose.options.items():
            yield option, ("choose", name)


def texts(step: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """What one step itself says or asks, as the author wrote it, and its path."""
    kind = step_kind(step)
    if kind == "line":
        yield path, step
    elif kind in ("say", "agree", "check"):
        yield (*path, kind), getattr(step, kind)
    elif kind == "choose":
        yield (*path, kind, "ask"), step.choose.ask
    elif kind == "rate":
        yield (*path, kind), step.rate if isinstance(step.rate, str) else step.rate.ask
    elif kind == "turns":
        for name in ("swap", "sign"):
            if (words := getattr(step.turns, name)) is not None:
                yield (*path, kind, name), words
    elif kind == "ask":
        key = "each" if step.ask.each is not None else "say"
        yield (*path, kind, key), step.ask.each or step.ask.say or ""
