"""Rules about turns: both of the two get the same time, and nothing is said twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.exercise.check import english
from companion.exercise.check.base import Checked, Rule, with_crossed_out
from companion.exercise.model import Ask, Turns
from companion.exercise.plan import RestCue, on_the_clock, timeline
from companion.exercise.problems import Remark, Severity
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path
from companion.exercise.steps import step_lists, texts, within

_NAMED = re.compile(r"\{([ab])\}")


def turn_overruns(checked: Checked) -> Iterator[Remark]:
    """Finds a turn in which more is said than fits into the shortest length that it may have."""
    told: set[Path] = set()
    for out in ("", *checked.shortest.touch):
        heard = with_crossed_out(checked.shortest, out) if out else timeline(checked.shortest)
        needed: dict[int, float] = {}
        paths: dict[int, Path] = {}
        for _, cue in heard:
            if cue.turn is not None and "turns" in cue.path and "include" not in cue.path:
                paths.setdefault(cue.turn, cue.path[: cue.path.index("turns") + 1])
                needed[cue.turn] = needed.get(cue.turn, 0.0) + (0.0 if isinstance(cue, RestCue) else on_the_clock(cue))
        for turn, path in paths.items():
            length = checked.shortest.turns[turn].seconds
            if needed[turn] <= length + 0.5 or path in told:
                continue
            told.add(path)
            where = f" where '{out}' is crossed out" if out else ""
            takes = spell_seconds(needed[turn])
            yield Remark(
                "turn-overrun",
                Severity.WARNING,
                (*path, "length"),
                f"A turn may be {spell_seconds(length)} long, but its steps take {takes}{where}.",
                "Give the turn more time (its shortest length, 'from', counts), or say less.",
            )


def unequal_turns(checked: Checked) -> Iterator[Remark]:
    """Finds turns in which one of the two is named, and time to talk that is not the same for both."""
    exercise = checked.exercise
    if exercise.people != 2:
        return
    given: dict[str, float] = {"a": 0.0, "b": 0.0}
    last: Path = ()
    for name, steps in step_lists(exercise):
        for path, step in within(steps, (name,)):
            for place, text in texts(step, path):
                named = set(_NAMED.findall(text))
                if named and "turns" in path:
                    yield Remark(
                        "unequal-turns",
                        Severity.WARNING,
                        place,
                        f"Inside 'turns', {{{min(named)}}} is the same person in both turns.",
                        "Write {giver} and {receiver} here, because they swap.",
                    )
                elif len(named) == 1 and isinstance(step, Ask) and step.ask.each is None:
                    given[named.pop()] += _span(checked, step.ask.for_)
                    last = path
    if abs(given["a"] - given["b"]) > 1:
        yield Remark(
            "unequal-turns",
            Severity.WARNING,
            last,
            f"{{a}} is given {spell_seconds(given['a'])} to talk, and {{b}} {spell_seconds(given['b'])}.",
            "Give both the same time. 'each' and 'turns' do this for you.",
        )


def said_twice(checked: Checked) -> Iterator[Remark]:
    """Finds a line that the program says by itself: the sign before a turn ends, and the words between two turns."""
    exercise = checked.exercise
    if exercise.language != "en":
        return
    for path, step in within(exercise.steps, ("steps",)):
        if not isinstance(step, Turns):
            continue
        for inner, inside in within(step.turns.steps, (*path, "turns", "steps")):
            for place, text in texts(inside, inner):
                key = english.says_of_a_turn(text)
                if key is not None:
                    yield Remark(
                        "said-twice",
                        Severity.WARNING,
                        place,
                        "Companion already says when a turn is nearly over and when to swap.",
                        f"Remove it, or write it as '{key}' beside the 'length' of the turns.",
                    )


def _span(checked: Checked, value: float | str) -> float:
    if isinstance(value, float):
        return value
    bounds = checked.exercise.lengths.get(value)
    return bounds.default if bounds is not None else 0.0


RULES: dict[str, Rule] = {"turn-overrun": turn_overruns, "unequal-turns": unequal_turns, "said-twice": said_twice}
