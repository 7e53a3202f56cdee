"""`companion preview`: a plan as a timeline of text: start, length and words of every cue, and the total.

Pure: plan in, lines out.
"""

from __future__ import annotations

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
    planned_seconds,
)
from companion.exercise.scalars import spell_seconds

_INDENT = "    "
_HEADINGS = {
    Section.MAIN: "",
    Section.ENDING: "Ending",
    Section.SOMETHING_ELSE: "Something else (from any step)",
    Section.WIND_DOWN: "After a stop",
}


def preview(plan: Plan, *, everything: bool = False) -> list[str]:
    """Lines of start, length and text. Every answer of a choice is shown, indented; the clock goes by the default.

    `everything` adds what is heard only after "something else" and after a stop.
    """
    lines = [f"{plan.title} ({plan.id})", ""]
    at = 0.0
    for section in Section:
        stretch = plan.sections[section]
        aside = section in (Section.SOMETHING_ELSE, Section.WIND_DOWN)
        if aside and not everything:
            continue
        if _HEADINGS[section] and stretch.start < stretch.end:
            lines += ["", _HEADINGS[section]]
        end = _stretch(plan, stretch.start, stretch.end, 0.0 if aside else at, "", lines)
        at = at if aside else end
    total = _clock(planned_seconds(plan))
    lines += ["", f"Total {total}, by the default answers and lengths. Spoken lengths are estimates."]
    return lines


def _stretch(plan: Plan, start: int, end: int, at: float, indent: str, lines: list[str]) -> float:
    """Writes the cues from `start` to `end`, and gives the time after them."""
    index = start
    turn: int | None = None
    while index < end:
        cue = plan.cues[index]
        if cue.turn is not None and cue.turn != turn and not indent:
            who = plan.turns[cue.turn]
            lines.append(f"{'':14}turn of {spell_seconds(who.seconds)}: {who.giver} and {who.receiver}")
        turn = cue.turn
        lines.append(f"{_clock(at):>7} {_length(cue.seconds):>6}{indent}{describe(cue)}")
        at += cue.seconds
        index += 1
        if isinstance(cue, AskChoiceCue):
            index, at = _options(plan, cue, index, at, indent, lines)
    return at


def _options(plan: Plan, cue: AskChoiceCue, index: int, at: float, indent: str, lines: list[str]) -> tuple[int, float]:
    """Writes each answer's steps; gives the index after all of them, and the time after the default one."""
    after = at
    ends = [option.start - 1 for option in cue.options[1:]]
    # Each answer ends in a jump to the cue after them all; the last one's jump stands right before that cue.
    jumps = [other for end in ends if isinstance(other := plan.cues[end], Jump)]
    ends.append(jumps[0].to - 1 if jumps else index)
    for option, end in zip(cue.options, ends, strict=True):
        default = option.name == cue.default
        lines.append(f"{'':14}{indent}{_INDENT}{option.name}{' (default)' if default else ''}:")
        at_end = _stretch(plan, option.start, end, at, indent + _INDENT * 2, lines)
        after = at_end if default else after
    return ends[-1] + 1, after


def describe(cue: Cue) -> str:
    """One cue in words."""
    match cue:
        case SayCue():
            pace = {0.85: " [slow]", 1.15: " [quick]"}.get(cue.pace, "")
            voice = " [voice 2]" if cue.voice == 2 else ""
            return f"  {cue.text}{pace}{voice}"
        case RestCue():
            return "  (the rest of the turn)"
        case WaitCue():
            return "  (silence)"
        case BreatheCue():
            parts = [("in", cue.in_), ("hold", cue.hold), ("out", cue.out), ("hold", cue.hold_out)]
            shape = ", ".join(f"{name} {seconds:g}s" for name, seconds in parts if seconds)
            return f"  (breath: {shape}; {cue.times} times)"
        case SoundCue():
            what = f"recording {cue.file}" if cue.file else cue.name
            return f"  ({what}){f' {cue.caption}' if cue.caption else ''}"
        case AskChoiceCue():
            return f"  (asks for: {', '.join(option.name for option in cue.options)})"
        case TalkCue():
            return "  (time to talk)"
        case CheckCue():
            return "  (asks for: green, yellow, red)"
        case AgreeCue():
            return "  (asks for: yes, no)"
        case RateCue():
            return f"  (asks for: a number from 0 to 10, kept as '{cue.name}')"
    return "  (goes on)"


def _clock(seconds: float) -> str:
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes}:{left:02d}"


def _length(seconds: float) -> str:
    return f"{seconds:.1f}"
