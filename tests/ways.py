"""Every way through an exercise: one for each combination of answers to its choices, as a script that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    Plan,
    RateCue,
    SayCue,
    Section,
    TalkCue,
)

MOST = 20_000
"""Ways that one exercise may have; more could not be read by anybody."""


@dataclass(frozen=True, slots=True)
class Way:
    answers: tuple[str, ...]
    """The answers, in order."""
    cues: tuple[Cue, ...]
    """The cues on the way, without jumps."""
    ended: bool
    """By an answer that ends the session."""

    def said(self, after: int = 0) -> str:
        return " ".join(cue.text for cue in self.cues[after:] if isinstance(cue, SayCue))


def ways(plan: Plan, section: Section = Section.MAIN) -> list[Way]:
    found = list(islice(_ways(plan, plan.sections[section].start, plan.sections[section].end), MOST + 1))
    assert len(found) <= MOST
    return found


def _ways(plan: Plan, start: int, end: int) -> Iterator[Way]:
    walks: list[tuple[int, tuple[str, ...], tuple[Cue, ...]]] = [(start, (), ())]
    while walks:
        at, answers, cues = walks.pop()
        while at < end:
            cue = plan.cues[at]
            assert len(cues) < 10 * len(plan.cues), "it goes round in a circle"
            if isinstance(cue, Jump):
                at = cue.to
                continue
            cues = (*cues, cue)
            if isinstance(cue, AskChoiceCue):
                for option in cue.options:
                    if option.ends:
                        yield Way((*answers, option.name), cues, ended=True)
                    else:
                        walks.append((option.start, (*answers, option.name), cues))
                break
            at += 1
        else:
            yield Way(answers, cues, ended=False)


def script(way: Way) -> str:
    """Returns the way as somebody hears it, a line for each sentence."""
    answers = iter(way.answers)
    lines = []
    for cue in way.cues:
        if isinstance(cue, SayCue):
            lines.append(cue.text)
        elif isinstance(cue, AskChoiceCue):
            lines.append(f"    > {next(answers)}")
        elif isinstance(cue, BreatheCue):
            lines.append(f"    (breathing: in {cue.in_:g} s, out {cue.out:g} s, {cue.times} times)")
        elif isinstance(cue, CheckCue | AgreeCue | RateCue | TalkCue):
            lines.append(f"    [{type(cue).__name__.removesuffix('Cue').lower()}]")
        elif cue.seconds >= 1:
            lines.append(f"    ({cue.seconds:.0f} s)")
    return "\n".join(lines) + "\n"
