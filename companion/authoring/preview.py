"""Turns a plan into a timeline: start, length and words of every cue, as rows, and as lines for `companion preview`.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    Plan,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    WaitCue,
    left_out,
    planned_seconds,
)
from companion.exercise.scalars import spell_seconds

_INDENT = "    "
_HEADINGS = {
    Section.MAIN: "",
    Section.ENDING: "Ending",
    Section.SOMETHING_ELSE: "Something else (from any step)",
    Section.INSTEAD: "After a no",
    Section.BREAK: "A break",
    Section.WIND_DOWN: "After a stop",
    Section.CLOSING: "After the ending",
}
_HEARD = (Section.MAIN, Section.ENDING)
"""The sections that every session goes through; the others are heard only after a command."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a timeline."""

    text: str
    depth: int = 0
    """Steps of indentation: one for an answer, two for the cues inside it."""
    cue: Cue | None = None
    """The cue; None for headings, answers and turns."""
    at: float | None = None
    """Seconds from the start; None if it is heard only after something is crossed out, or if there is no cue."""
    heading: bool = False


def rows(plan: Plan, *, everything: bool = False) -> list[Row]:
    """Makes the timeline. Every answer of a choice is shown, indented; times are those of the default answer.

    `everything` adds the sections that are heard only after "something else", a no, a break or a stop.
    """
    found: list[Row] = []
    at = 0.0
    for section, stretch in plan.sections.items():
        aside = section not in _HEARD
        if aside and not everything:
            continue
        heading = _HEADINGS.get(section, str(section))
        if heading and stretch.start < stretch.end:
            found.append(Row(heading, heading=True))
        end = _stretch(plan, stretch.start, stretch.end, 0.0 if aside else at, 0, found)
        at = at if aside else end
    return found


def preview(plan: Plan, *, everything: bool = False, recorded: bool = False) -> list[str]:
    """Writes the timeline as lines of start, length and text, with the total. `recorded`: some lengths are real."""
    lines = [f"{plan.title} ({plan.id})", ""]
    for row in rows(plan, everything=everything):
        indent = _INDENT * row.depth
        if row.heading:
            lines += ["", row.text]
        elif row.cue is None:
            lines.append(f"{'':14}{indent}{row.text}")
        else:
            start = clock(row.at) if row.at is not None else ""
            lines.append(f"{start:>7} {row.cue.seconds:>6.1f}{indent}  {row.text}")
    total = clock(planned_seconds(plan))
    estimates = "Speaking times are estimates" + (", except for what was recorded." if recorded else ".")
    return [*lines, "", f"Total {total}, with the default answers and lengths. {estimates}"]


def _stretch(plan: Plan, start: int, end: int, at: float, depth: int, found: list[Row]) -> float:
    """Adds the cues from `start` to `end`, and returns the time after them."""
    index = start
    turn: int | None = None
    while index < end:
        cue = plan.cues[index]
        if cue.turn is not None and cue.turn != turn and not depth:
            who = plan.turns[cue.turn]
            found.append(Row(f"turn of {spell_seconds(who.seconds)}: {who.giver} and {who.receiver}"))
        turn = cue.turn
        if left_out(cue, plan.crossed_out):
            where = f"(where {' or '.join(sorted(cue.instead_of))} is crossed out) " if cue.instead_of else ""
            found.append(Row(where + describe(cue), depth, cue))
            index += 1
            continue
        found.append(Row(describe(cue), depth, cue, at))
        at += cue.seconds
        index += 1
        if isinstance(cue, AskChoiceCue):
            index, at = _options(plan, cue, index, at, depth, found)
    return at


def _options(plan: Plan, cue: AskChoiceCue, index: int, at: float, depth: int, found: list[Row]) -> tuple[int, float]:
    """Adds each answer's steps. Returns the index after all of them, and the time after the default one."""
    after = at
    ends = [option.start - 1 for option in cue.options[1:]]
    # Each answer ends in a jump to the cue after them all; the last one's jump stands right before that cue.
    jumps = [other for end in ends if isinstance(other := plan.cues[end], Jump)]
    ends.append(jumps[0].to - 1 if jumps else index)
    for option, end in zip(cue.options, ends, strict=True):
        default = option.name == cue.default
        found.append(Row(f"{option.name}{' (default)' if default else ''}:", depth + 1))
        at_end = _stretch(plan, option.start, end, at, depth + 2, found)
        after = at_end if default else after
    return ends[-1] + 1, after


def describe(cue: Cue) -> str:
    """Describes a cue in words."""
    match cue:
        case SayCue():
            pace = {0.85: " [slow]", 1.15: " [quick]"}.get(cue.pace, "")
            voice = " [voice 2]" if cue.voice == 2 else ""
            return f"{cue.text}{pace}{voice}"
        case RestCue():
            return "(the rest of the turn)"
        case WaitCue():
            return "(silence)"
        case BreatheCue():
            parts = [("in", cue.in_), ("hold", cue.hold), ("out", cue.out), ("hold", cue.hold_out)]
            shape = ", ".join(f"{name} {seconds:g}s" for name, seconds in parts if seconds)
            return f"(breath: {shape}; {cue.times} times)"
        case SoundCue():
            what = f"recording {cue.file}" if cue.file else cue.name
            return f"({what}){f' {cue.caption}' if cue.caption else ''}"
        case AskChoiceCue():
            return f"(asks for: {', '.join(option.name for option in cue.options)})"
        case TalkCue():
            return "(time to talk)"
        case CheckCue():
            return "(asks for: green, yellow, red)"
        case AgreeCue():
            return "(asks for: yes, no)"
        case RateCue():
            return f"(asks for: a number from 0 to 10, kept as '{cue.name}')"
        case Jump():
            return "(goes on)"
        case _:
            assert_never(cue)


def clock(seconds: float) -> str:
    """Writes a time as "7:05"."""
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes}:{left:02d}"
