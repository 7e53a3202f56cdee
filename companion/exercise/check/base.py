"""The values that every rule is given, and the ways through an exercise. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from companion.exercise.model import Exercise
from companion.exercise.plan import (
    AskChoiceCue,
    Cue,
    Jump,
    Plan,
    RestCue,
    SayCue,
    Section,
    following,
    left_out,
    on_the_clock,
    timeline,
)
from companion.exercise.problems import Remark
from companion.exercise.say_as import SayAs
from companion.exercise.source import Path
from companion.exercise.speech_time import sentences
from companion.exercise.steps import step_lists, texts, within

if TYPE_CHECKING:
    from companion.exercise.check.voice import VoiceWords


@dataclass(frozen=True, slots=True)
class Words:
    """Words, in small letters, that would steer the session if the hearing took them from the narrator's own voice."""

    stops: frozenset[str] = frozenset()
    """Words that end the session from anywhere in a sentence."""


@dataclass(frozen=True, eq=False)
class Checked:
    """All that the rules know of one exercise. Compared by identity, so that a rule can
    cache what it found for one."""

    exercise: Exercise
    plan: Plan
    """The plan with the default lengths."""
    shortest: Plan
    """The plan with the shortest lengths that a person may choose."""
    words: Words
    includes: Mapping[str, Exercise] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    """The needs to choose from."""
    voice: VoiceWords | None = None
    """The words of its language that the rules of `voice` look for; None if they have none."""
    common: Collection[str] = ()
    """The words of its language that most people know; none if there is no list of them."""
    pronounced: Collection[str] = ()
    """The words of its language that voices know how to say, in small letters; none if there is no list of them."""
    say_as: SayAs = ()
    """The words for which the author has written how they are said."""

    @cached_property
    def authored(self) -> tuple[tuple[Path, str], ...]:
        """Every sentence that the author has the narrator say, with its path, as `spoken` gives it."""
        return tuple(_authored(self.exercise))

    @cached_property
    def counts(self) -> Mapping[Path, int]:
        """The number of the author's sentences under each path."""
        return Counter(path for path, _ in self.authored)


Rule = Callable[[Checked], Iterator[Remark]]


def with_crossed_out(plan: Plan, area: str) -> Iterator[tuple[float, Cue]]:
    """Yields the `timeline` with one more area crossed out at the agreement: in a turn its time goes to the rest."""
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


def _authored(exercise: Exercise) -> Iterator[tuple[Path, str]]:
    for name, steps in step_lists(exercise):
        for path, step in within(steps, (name,)):
            for place, text in texts(step, path):
                yield from ((place, sentence) for sentence in spoken(text))


def spoken(text: str) -> list[str]:
    """Returns the sentences of a text as it is written, names in braces and all, with straight apostrophes."""
    return sentences(straight(text))


def straight(text: str) -> str:
    """Makes apostrophes straight."""
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


Way = list[tuple[float, Cue]]
"""Cues in the order in which they are heard, each with its start in seconds."""


def ways(plan: Plan) -> Iterator[Way]:
    """Yields the session with default answers, then the "something else", then each other answer by itself."""
    yield timeline(plan)
    yield timeline(plan, Section.SOMETHING_ELSE)
    for cue in plan.cues:
        if isinstance(cue, AskChoiceCue) and cue.path[0] != "phrases":
            for index, option in enumerate(cue.options):
                if option.name != cue.default:
                    later = cue.options[index + 1].start if index + 1 < len(cue.options) else None
                    yield _answer(plan, option.start, later)


def _answer(plan: Plan, start: int, later: int | None) -> Way:
    """Follows one answer up to the cue `later`, where the next answer begins, or up to the end of all answers."""
    found: Way = []
    at, index = 0.0, start
    while index < len(plan.cues) and index != later:
        cue = plan.cues[index]
        if isinstance(cue, Jump) and cue.path == plan.cues[start].path[: len(cue.path)]:
            break
        if left_out(cue, plan.crossed_out):
            index += 1
            continue
        if not isinstance(cue, Jump):
            found.append((round(at, 3), cue))
            at += cue.seconds
        index = following(cue, index)
    return found


def heard(checked: Checked, way: Way) -> Iterator[tuple[float, Path, str]]:
    """Yields the author's own sentences on this way: start, path, and the sentence as it is heard.

    The program's own words follow the author's under the same path, at an agreement or a check.
    """
    number = checked.counts
    step, said = -1, 0
    for at, cue in way:
        if isinstance(cue, SayCue) and cue.path in number:
            step, said = cue.step, said + 1 if cue.step == step else 1
            if said <= number[cue.path]:
                yield at, cue.path, straight(cue.text)
