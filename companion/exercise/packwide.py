"""What an exercise becomes, and what it is among the others of its pack: size without unrolling, includes, touch.

Pure. `crosscheck` looks across the fields of one file; here it is whole exercises.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from companion.exercise.crosscheck import Finding, did_you_mean
from companion.exercise.model import Exercise, step_kind
from companion.exercise.source import Path
from companion.exercise.speech_time import estimate

MOST_CUES = 5_000
"""After unrolling. A forty-minute exercise has some hundred."""
MOST_INCLUDED = 50
LONGEST_SESSION = 4 * 3600.0

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
    """What to say where an exercise would become too many cues or too long, counted without unrolling it.

    `includes` must hold no cycle; an id it lacks counts as nothing.
    """
    sizes: dict[str, _Size] = {}
    size = _size_of(exercise, exercise.steps, includes or {}, sizes)
    if size.cues > MOST_CUES:
        return Finding(
            ("steps",),
            f"With everything repeated these steps become more than {MOST_CUES:,} parts.",
            "Repeat less often, or fewer repeats inside repeats.",
        )
    if size.seconds > LONGEST_SESSION:
        return Finding(
            ("steps",),
            f"With everything repeated this takes about {round(size.seconds / 3600)} hours, and four are the most.",
            "Repeat less often, or shorten the silences.",
        )
    return None


def _size_of(
    exercise: Exercise, steps: Iterable[Any], includes: Mapping[str, Exercise], known: dict[str, _Size]
) -> _Size:
    total = _Size()
    for step in steps:
        total = total.plus(_step_size(exercise, step, includes, known))
    return total


def _step_size(exercise: Exercise, step: Any, includes: Mapping[str, Exercise], known: dict[str, _Size]) -> _Size:
    def span(value: float | str) -> float:
        if isinstance(value, float):
            return value
        return exercise.lengths[value].default if value in exercise.lengths else 0.0

    kind = step_kind(step)
    if kind == "line":
        return _Size(1 + step.count(". "), estimate(step))
    value = getattr(step, kind or "")
    if kind == "wait":
        return _Size(1, span(value))
    if kind == "breathe":
        return _Size(1, value.times * (value.in_ + value.hold + value.out + value.hold_out))
    if kind == "repeat":
        return _size_of(exercise, value.steps, includes, known).times(value.times)
    if kind == "turns":
        inner = _size_of(exercise, value.steps, includes, known)
        return _Size(inner.cues + 6, max(inner.seconds, span(value.length))).times(2)
    if kind == "touching":
        inner = _size_of(exercise, value.steps, includes, known)
        return inner.plus(_Size(_size_of(exercise, value.otherwise, includes, known).cues))
    if kind == "choose":
        options = [_size_of(exercise, option, includes, known) for option in value.options.values()]
        return _Size(2 + sum(option.cues + 1 for option in options), max((o.seconds for o in options), default=0.0))
    if kind == "ask":
        return _Size(4, span(value.for_) * (2 if value.each is not None else 1))
    if kind == "include":
        if value in includes and value not in known:
            known[value] = _size_of(includes[value], includes[value].steps, includes, known)
        return known.get(value, _Size())
    text = getattr(value, "ask", value)
    return _Size(2, estimate(text) if isinstance(text, str) else 0.0)


# ---- across the files of a pack ---------------------------------------------------------------------------------


def included(exercise: Exercise) -> list[tuple[Path, str, bool]]:
    """Every `include` of an exercise: its path, the id it names, and whether it stands inside turns."""
    return [
        found
        for name, steps in (
            ("steps", exercise.steps),
            ("something_else", exercise.something_else),
            ("ending", exercise.ending),
        )
        for found in _included(steps, (name,), in_turns=False)
    ]


def _included(steps: Iterable[Any], path: Path, *, in_turns: bool) -> Iterator[tuple[Path, str, bool]]:
    for index, step in enumerate(steps):
        here: Path = (*path, index)
        kind = step_kind(step)
        if kind == "include":
            yield (*here, "include"), step.include, in_turns
        elif kind in ("turns", "repeat", "touching"):
            inner = getattr(step, kind).steps
            yield from _included(inner, (*here, kind, "steps"), in_turns=in_turns or kind == "turns")
            if kind == "touching":
                yield from _included(step.touching.otherwise, (*here, kind, "otherwise"), in_turns=in_turns)
        elif kind == "choose":
            for name, option in step.choose.options.items():
                yield from _included(option, (*here, "choose", name), in_turns=in_turns)


def has_turns(steps: Iterable[Any]) -> bool:
    """Whether `turns` stand anywhere in these steps (includes not followed)."""
    for step in steps:
        kind = step_kind(step)
        if kind == "turns":
            return True
        if kind in ("repeat", "touching") and has_turns(getattr(step, kind).steps):
            return True
        if kind == "choose" and any(has_turns(option) for option in step.choose.options.values()):
            return True
    return False


def include_problems(exercise: Exercise, pack: Mapping[str, Exercise], broken: Collection[str] = ()) -> list[Finding]:
    """What is wrong with the includes of `exercise` among the exercises of its pack, by id (itself among them).

    `broken` are the names of files of the pack that could not be read.
    """
    found: list[Finding] = []
    for path, name, in_turns in included(exercise):
        if name not in pack and name in broken:
            found.append(Finding(path, f"'{name}' has mistakes of its own.", "Mend that exercise first."))
        elif name not in pack:
            others = [id for id in pack if id != exercise.id]
            found.append(
                Finding(
                    path,
                    f"There is no exercise '{name}' in this pack.",
                    did_you_mean(name, others) or "Write the id of another exercise in the same folder.",
                )
            )
        elif (way := _way_back(name, exercise.id, pack)) is not None:
            round_trip = " → ".join([exercise.id, *way])
            found.append(
                Finding(
                    path,
                    f"These exercises include each other without end: {round_trip}.",
                    "Take one of the includes out.",
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
                    path, f"'{name}' has turns of its own, and this is inside turns.", "Include it outside the turns."
                )
            )
    if len(_reached(exercise.id, pack)) > MOST_INCLUDED:
        path = included(exercise)[0][0]
        found.append(Finding(path, f"More than {MOST_INCLUDED} exercises are included here.", "Include fewer of them."))
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
            waiting += [name for _, name, _ in included(pack[here])]
    return seen


def _way_back(start: str, goal: str, pack: Mapping[str, Exercise], *, first: bool = False) -> list[str] | None:
    """The ids from `start` to `goal`, both included; None where no include leads there.

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
        ways += [[*way, name] for _, name, _ in included(pack[way[-1]])]
    return None


def touch_of(exercise: Exercise, includes: Mapping[str, Exercise]) -> tuple[str, ...]:
    """The areas of touch this exercise and those it includes ask for, as first written."""
    found: dict[str, str] = {}
    waiting, seen = [exercise], set[str]()
    while waiting:
        here = waiting.pop()
        if here.id in seen:
            continue
        seen.add(here.id)
        for area in here.touch:
            found.setdefault(area.casefold(), area)
        waiting += [includes[name] for _, name, _ in included(here) if name in includes]
    return tuple(found.values())
