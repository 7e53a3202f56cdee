"""Rules about fairness: both of the two get the same time. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from companion.exercise.check.base import Checked, Remark, Rule, step_lists, texts, within
from companion.exercise.model import step_kind
from companion.exercise.plan import RestCue, timeline
from companion.exercise.problems import Severity
from companion.exercise.scalars import spell_seconds
from companion.exercise.source import Path

_NAMED = re.compile(r"\{([ab])\}")


def turn_overruns(checked: Checked) -> Iterator[Remark]:
    """What is said in a turn must fit into the shortest turn there may be."""
    needed: dict[int, float] = {}
    paths: dict[int, Path] = {}
    for _, cue in timeline(checked.shortest):
        if cue.turn is not None and "turns" in cue.path and "include" not in cue.path:
            paths.setdefault(cue.turn, cue.path[: cue.path.index("turns") + 1])
            needed[cue.turn] = needed.get(cue.turn, 0.0) + (0.0 if isinstance(cue, RestCue) else cue.seconds)
    for turn, path in paths.items():
        length = checked.shortest.turns[turn].seconds
        if needed[turn] > length + 0.5:
            yield Remark(
                "turn-overrun",
                Severity.WARNING,
                (*path, "length"),
                f"A turn may be {spell_seconds(length)} long, and what is in it takes {spell_seconds(needed[turn])}.",
                "Give the turn more time (the 'from' of its length counts), or say less in it.",
            )


def unequal_turns(checked: Checked) -> Iterator[Remark]:
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
                        f"Inside turns {{{min(named)}}} is the same person both times.",
                        "Write {giver} and {receiver} here: they swap.",
                    )
                elif len(named) == 1 and step_kind(step) == "ask" and step.ask.each is None:
                    given[named.pop()] += _span(checked, step.ask.for_)
                    last = path
    if abs(given["a"] - given["b"]) > 1:
        yield Remark(
            "unequal-turns",
            Severity.WARNING,
            last,
            f"{{a}} is given {spell_seconds(given['a'])} to talk, and {{b}} {spell_seconds(given['b'])}.",
            "Give both the same; 'each' or 'turns' does it by itself.",
        )


def _span(checked: Checked, value: float | str) -> float:
    if isinstance(value, float):
        return value
    bounds = checked.exercise.lengths.get(value)
    return bounds.default if bounds is not None else 0.0


RULES: dict[str, Rule] = {"turn-overrun": turn_overruns, "unequal-turns": unequal_turns}
