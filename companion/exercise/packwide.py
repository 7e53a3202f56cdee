"""Checks of whole exercises, alone and among the others of their pack: size, includes, former ids, touch.

Pure. `crosscheck` compares the fields of one file; this module compares whole exercises.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

from companion.exercise.crosscheck import Finding, did_you_mean
from companion.exercise.model import (
    Agree,
    Ask,
    Breathe,
    Check,
    Choose,
    Exercise,
    Include,
    Play,
    Rate,
    Repeat,
    Say,
    Sound,
    Step,
    Touching,
    Turns,
    Wait,
)
from companion.exercise.plan import RECORDING_SECONDS, SOUND_SECONDS
from companion.exercise.source import Path
from companion.exercise.speech_time import estimate
from companion.exercise.steps import Steps, step_lists, texts, within

MOST_CUES = 5_000
"""Cues of one exercise after unrolling, at most. Forty minutes take some hundred; this many would be a slip."""
MOST_INCLUDED = 50
"""Exercises that one may include, directly or through others: far more than any exercise has needed."""
LONGEST_SESSION = 4 * 3600.0
"""Seconds, as `scalars.LONGEST`."""

# ---- how much it becomes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Size:
    cues: float = 0
    seconds: float = 0.0

    def plus(self, other: _Size) -> _Size:
        return _Size(self.cues + other.cues, self.seconds + other.seconds)

    def times(self, number: int) -> _Size:
        return _Size(self.cues * number, self.seconds * number)


def too_much(exercise: Exercise, includes: Mapping[str, Exercise] | None = None) -> Finding | None:
    """Finds an exercise that would become too many cues or too long, counted without unrolling it.

    `includes` must hold no cycle; an id it lacks counts as nothing.
    """
    sizes: dict[str, _Size] = {}
    size = _size_of(exercise, exercise.steps, includes or {}, sizes)
    if size.cues > MOST_CUES:
        return Finding(
            ("steps",),
            f"With all repeats, these steps become more than {MOST_CUES:,} parts.",
            "Repeat less often, or use fewer repeats inside repeats.",
        )
    if size.seconds > LONGEST_SESSION:
        return Finding(
            ("steps",),
            f"With all repeats, this takes about {round(size.seconds / 3600)} hours. The limit is four.",
            "Repeat less often, or shorten the silences.",
        )
    return None


def _size_of(exercise: Exercise, steps: Steps, includes: Mapping[str, Exercise], known: dict[str, _Size]) -> _Size:
    total = _Size()
    for step in steps:
        total = total.plus(_step_size(exercise, step, includes, known))
    return total


def _step_size(exercise: Exercise, step: Step, includes: Mapping[str, Exercise], known: dict[str, _Size]) -> _Size:
    def span(value: float | str) -> float:
        if isinstance(value, float):
            return value
        return exercise.lengths[value].default if value in exercise.lengths else 0.0

    match step:
        case str():
            return _Size(1 + step.count(". "), estimate(step))
        case Say():
            return _Size(1 + step.say.count(". "), estimate(step.say))
        case Wait():
            return _Size(1, span(step.wait))
        case Breathe(breathe=breath):
            return _Size(1, breath.times * (breath.in_ + breath.hold + breath.out + breath.hold_out))
        case Repeat(repeat=repeating):
            return _size_of(exercise, repeating.steps, includes, known).times(repeating.times)
        case Turns(turns=turning):
            inner = _size_of(exercise, turning.steps, includes, known)
            return _Size(inner.cues + 6, max(inner.seconds, span(turning.length))).times(2)
        case Touching(touching=part):
            inner = _size_of(exercise, part.steps, includes, known)
            return inner.plus(_Size(_size_of(exercise, part.otherwise, includes, known).cues))
        case Choose(choose=choosing):
            options = [_size_of(exercise, option, includes, known) for option in choosing.options.values()]
            return _Size(2 + sum(option.cues + 1 for option in options), max((o.seconds for o in options), default=0.0))
        case Ask(ask=asking):
            return _Size(4, span(asking.for_) * (2 if asking.each is not None else 1))
        case Include(include=name):
            if name in includes and name not in known:
                known[name] = _size_of(includes[name], includes[name].steps, includes, known)
            return known.get(name, _Size())
        case Agree() | Check() | Rate():
            return _Size(2, sum(estimate(text) for _, text in texts(step, ())))
        case Sound(sound=bell):
            return _Size(1, SOUND_SECONDS[bell])
        case Play():
            return _Size(1, RECORDING_SECONDS)
        case _:
            assert_never(step)


# ---- across the files of a pack ---------------------------------------------------------------------------------


def by_any_id(exercises: Iterable[Exercise]) -> dict[str, Exercise]:
    """Maps ids to exercises: their present ids and those they had before.

    A present id wins over an old one, and the first of two that claim the same old one over the second.
    """
    named: dict[str, Exercise] = {}
    for exercise in (listed := list(exercises)):
        named.setdefault(exercise.id, exercise)
    for exercise in listed:
        for old in exercise.formerly:
            named.setdefault(old, exercise)
    return named


def formerly_problems(exercise: Exercise, present: Mapping[str, str], old: Mapping[str, str]) -> list[Finding]:
    """Finds what is wrong with the old ids of an exercise among the other exercises of its pack.

    `present` and `old` map the present and former ids of the others to the names of their files.
    """
    found: list[Finding] = []
    for index, id in enumerate(exercise.formerly):
        if id in present:
            message = f"'{id}' is the id of {present[id]}, so it would open that exercise."
            found.append(Finding(("formerly", index), message, "Remove it here."))
        elif id in old:
            message = f"'{id}' is also listed under 'formerly' in {old[id]}."
            found.append(Finding(("formerly", index), message, "Keep it only in the exercise it should open."))
    return found


def included(exercise: Exercise) -> list[tuple[Path, str, bool]]:
    """Returns every `include` of an exercise: its path, the id it names, and whether it stands inside turns."""
    return [
        ((*path, "include"), step.include, ("turns", "steps") in pairwise(path))
        for name, steps in step_lists(exercise)
        for path, step in within(steps, (name,))
        if isinstance(step, Include)
    ]


def has_turns(steps: Steps) -> bool:
    """Tells whether `turns` stand anywhere in these steps. Includes are not followed."""
    return any(isinstance(step, Turns) for _, step in within(steps, ()))


def include_problems(exercise: Exercise, pack: Mapping[str, Exercise], broken: Collection[str] = ()) -> list[Finding]:
    """Finds mistakes in the includes of `exercise`. `pack`: the exercises of its pack, itself among them, as
    `by_any_id` returns them.

    `broken` are the names of files of the pack that could not be read.
    """
    found: list[Finding] = []
    for path, name, in_turns in included(exercise):
        if name not in pack and name in broken:
            found.append(Finding(path, f"'{name}' has mistakes of its own.", "Fix that exercise first."))
        elif name not in pack:
            others = [id for id, other in pack.items() if other.id != exercise.id]
            found.append(
                Finding(
                    path,
                    f"There is no exercise '{name}' in this pack.",
                    did_you_mean(name, others) or "Write the id of another exercise in the same folder.",
                )
            )
        elif (way := _way_back(pack[name].id, exercise.id, pack)) is not None:
            round_trip = " → ".join([exercise.id, *way])
            found.append(
                Finding(
                    path,
                    f"These exercises include each other in a circle: {round_trip}.",
                    "Remove one of the includes.",
                )
            )
        elif pack[name].people > exercise.people:
            found.append(
                Finding(
                    path,
                    f"'{name}' is for two people, and this exercise is for one.",
                    "Include one that is for one person, or write people: 2 at the top.",
                )
            )
        elif in_turns and any(has_turns(pack[each].steps) for each in _reached(name, pack)):
            found.append(
                Finding(
                    path,
                    f"'{name}' has turns of its own, and it is included inside turns.",
                    "Include it outside of the turns.",
                )
            )
    if len(_reached(exercise.id, pack)) > MOST_INCLUDED:
        path = included(exercise)[0][0]
        found.append(Finding(path, f"This includes more than {MOST_INCLUDED} exercises.", "Include fewer of them."))
    if not found and not any(_way_back(each, each, pack, first=True) for each in _reached(exercise.id, pack)):
        big = too_much(exercise, pack)
        found += [big] if big is not None else []
    return found


def _reached(start: str, pack: Mapping[str, Exercise]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here in pack and here not in seen:
            seen.add(here)
            waiting += [pack[name].id for _, name, _ in included(pack[here]) if name in pack]
    return seen


def _way_back(start: str, goal: str, pack: Mapping[str, Exercise], *, first: bool = False) -> list[str] | None:
    """Finds the ids from `start` to `goal`, both included; None if no include leads there.

    `first`: a way of at least one include, for a start that is the goal itself.
    """
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        if way[-1] == goal and not (first and len(way) == 1):
            return way
        if way[-1] in seen or way[-1] not in pack:
            continue
        seen.add(way[-1])
        ways += [[*way, pack[name].id] for _, name, _ in included(pack[way[-1]]) if name in pack]
    return None


def touch_of(exercise: Exercise, includes: Mapping[str, Exercise]) -> tuple[str, ...]:
    """Returns the areas of touch that this exercise and those it includes ask for, as first written."""
    found: dict[str, str] = {}
    for each in with_included(exercise, includes):
        for area in each.touch:
            found.setdefault(area.casefold(), area)
    return tuple(found.values())


def cautions_of(exercise: Exercise, includes: Mapping[str, Exercise]) -> tuple[str, ...]:
    """The cautions of this exercise and of those it includes, each once."""
    return tuple(dict.fromkeys(line for each in with_included(exercise, includes) for line in each.cautions))


def with_included(exercise: Exercise, includes: Mapping[str, Exercise]) -> Iterator[Exercise]:
    """Yields the exercise itself, and then each exercise that it includes, directly or through another."""
    waiting, seen = [exercise], set[str]()
    while waiting:
        here = waiting.pop()
        if here.id in seen:
            continue
        seen.add(here.id)
        yield here
        waiting += [includes[name] for _, name, _ in included(here) if name in includes]
