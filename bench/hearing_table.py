"""The table of the benchmark: each figure beside its target and the two baselines, and whether the target was met.
Pure: measurements come in, rows go out; `hearing_report` prints them.

A row whose condition was not measured is left out, so a part of the run prints a part of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bench.hearing_baselines import COMPANION
from bench.hearing_conditions import Condition
from bench.hearing_ears import Cost
from bench.hearing_figures import Fires, Outcome, Tally, fires, merged, percentile, poisson, recall, wilson
from companion.session.commands import SAFETY_KINDS, Command, Kind

OTHER_WORDS = 3 / 696
"""False alarms for each word that is not a command, as a target."""


@dataclass(slots=True)
class Measured:
    """One condition, decoded and judged."""

    condition: Condition
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    """By system."""
    costs: list[Cost] = field(default_factory=list)
    judging: float = 0.0
    """Seconds of a core that the companion's policy took."""

    def tallies(self, who: str, meant: Mapping[str, Command]) -> dict[str, Tally]:
        return recall(self.outcomes.get(who, ()), meant)

    def fires(self, who: str) -> Fires:
        return fires(self.outcomes.get(who, ()))


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    numbers: dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Row:
    figure: str
    target: str
    """"" if there is none."""
    cells: dict[str, Cell]
    """By system; one without such a figure is left out."""
    met: bool | None = None


def share_cell(tally: Tally) -> Cell:
    low, high = wilson(tally.heard, tally.asked)
    share = tally.heard / tally.asked if tally.asked else None
    text = (
        "none"
        if share is None
        else f"{100 * share:.1f} % ({tally.heard}/{tally.asked}; {100 * low:.0f} to {100 * high:.0f})"
    )
    return Cell(text, {"heard": tally.heard, "asked": tally.asked, "share": share, "low": low, "high": high})


def delay_cell(values: list[float]) -> Cell:
    median, late = percentile(values, 0.5), percentile(values, 0.95)
    text = "-" if median is None or late is None else f"{median:.2f} / {late:.2f} s"
    return Cell(text, {"median": median, "late": late, "count": len(values)})


def rate_cell(count: int, hours: float) -> Cell:
    low, high = (bound / hours if hours else 0.0 for bound in poisson(count))
    rate = count / hours if hours else None
    text = "none" if rate is None else f"{count} in {hours:.2f} h ({rate:.1f}/h; {low:.1f} to {high:.1f})"
    return Cell(text, {"count": count, "hours": hours, "rate": rate, "low": low, "high": high})


def table(measured: Mapping[str, Measured], meant: Mapping[str, Command]) -> list[Row]:
    return list(_rows(measured, meant))


def _rows(measured: Mapping[str, Measured], meant: Mapping[str, Command]) -> Iterator[Row]:
    def word(condition: str, figure: str, target: float | None, *wanted: str) -> Iterator[Row]:
        yield from shares(condition, figure, target, lambda name: name in wanted)

    def shares(condition: str, figure: str, target: float | None, wanted: Callable[[str], bool]) -> Iterator[Row]:
        cells = {}
        for who, tally in taken(condition, wanted).items():
            cells[who] = share_cell(tally)
        if COMPANION in cells:
            share = cells[COMPANION].numbers["share"]
            met = None if target is None or share is None else share >= target
            yield Row(figure, "" if target is None else f"{100 * target:.0f} %", cells, met)

    def taken(condition: str, wanted: Callable[[str], bool]) -> dict[str, Tally]:
        if condition not in measured:
            return {}
        found = {}
        for who in measured[condition].outcomes:
            tallies = measured[condition].tallies(who, meant)
            tally = merged(tally for name, tally in tallies.items() if wanted(name))
            if tally.asked:
                found[who] = tally
        return found

    def delays(
        condition: str,
        figure: str,
        bounds: tuple[float, float | None],
        wanted: Callable[[str], bool],
        of: Callable[[Tally], list[float]],
    ) -> Iterator[Row]:
        cells = {who: delay_cell(of(tally)) for who, tally in taken(condition, wanted).items() if of(tally)}
        if COMPANION in cells:
            median, late = (cells[COMPANION].numbers[name] for name in ("median", "late"))
            met = median is not None and median < bounds[0]
            if bounds[1] is not None:
                met = met and late is not None and late < bounds[1]
            target = " / ".join(f"{bound:.2f}" for bound in bounds if bound is not None)
            yield Row(figure, f"{target} s", cells, met)

    def rates(condition: str, figure: str, target: float | None, count: Callable[[Fires], int]) -> Iterator[Row]:
        if condition in measured:
            cells = {}
            for who in measured[condition].outcomes:
                found = measured[condition].fires(who)
                cells[who] = rate_cell(count(found), found.hours)
            rate = cells[COMPANION].numbers["rate"]
            met = None if target is None or rate is None else rate <= target
            yield Row(figure, "" if target is None else f"{target:g} an hour", cells, met)

    def counts(condition: str, figure: str, target: str, met: Callable[[Fires], bool]) -> Iterator[Row]:
        if condition in measured:
            cells = {}
            for who in measured[condition].outcomes:
                found = measured[condition].fires(who)
                text = f"{found.safety + found.others} ({found.safety} of safety) in {found.sounds}"
                numbers = {"safety": found.safety, "others": found.others, "sounds": found.sounds, "hours": found.hours}
                cells[who] = Cell(text, dict(numbers))
            yield Row(figure, target, cells, met(measured[condition].fires(COMPANION)))

    def safety(name: str) -> bool:
        return name in meant and meant[name].kind in SAFETY_KINDS

    def answer(name: str) -> bool:
        return name in meant and meant[name].kind is Kind.ANSWER

    def steering(name: str) -> bool:
        return name in meant and not safety(name) and not answer(name)

    yield from word("clean", "“stop”, people, alone, clean", 0.97, "stop")
    yield from word("clean", "… of clips that are whole", 0.97, "stop (whole clips)")
    yield from word("noise10", "“stop”, people, noise at 10 dB", None, "stop")
    yield from word("noise5", "“stop”, people, noise at 5 dB", 0.88, "stop")
    yield from word("room", "“stop”, people, in a room at 2 m", 0.90, "stop")
    yield from word("narrator", "“stop”, people, over the narrator at 0 dB", 0.90, "stop")
    yield from word("narrator-same-word", "… who is saying “stop” all the time", None, "stop")
    yield from word("narrator-early", "… who began 2.5 to 6 s before", None, "stop")
    yield from word("narrator-early-same-word", "… and is saying “stop” all the time", None, "stop")
    yield from word("uncancelled", "… echo not cancelled", None, "stop")
    for one in ("stop", "pause", "red"):
        yield from word("synthetic-narrator", f"“{one}”, synthetic, over the narrator at 0 dB", 0.90, one)
    yield from word("clean-talk", "“stop”, people, alone, in a talk", 0.97, "stop")
    yield from word("clean", "“help”, people, alone, clean (few recordings)", None, "help")
    yield from word("apart", "“help”, more people (few recordings)", None, "help")
    yield from shares("apart", "safety words, more people (children, other first languages)", None, safety)
    yield from shares("apart", "other commands and answers, more people", None, lambda name: not safety(name))
    yield from shares("clean", "answers (yes, no), people, where asked", 0.95, answer)
    yield from shares("clean", "other commands, people", 0.95, lambda name: steering(name) or _rare(name, safety))
    yield from shares("synthetic", "safety words, synthetic, clean", 0.95, safety)
    yield from shares("synthetic", "other commands and answers, synthetic, clean", 0.95, lambda name: not safety(name))
    for name in ("noise10", "noise5", "room", "narrator", "uncancelled"):
        condition = f"synthetic-{name}"
        where = {"noise10": "noise at 10 dB", "noise5": "noise at 5 dB", "room": "in a room at 2 m"}.get(name)
        where = where or ("over the narrator" + (", echo not cancelled" if name == "uncancelled" else ""))
        yield from shares(condition, f"safety words, synthetic, {where}", None, safety)
    yield from rates("speech", "false safety fires, running speech", 0.5, lambda found: found.safety)
    yield from rates("speech", "false fires of any other command in it", 0.3, lambda found: found.others)
    yield from rates("speech-talk", "false safety fires, running speech, in a talk", 0.2, lambda found: found.safety)
    yield from rates("speech-talk", "false fires of any other command, in a talk", None, lambda found: found.others)
    yield from counts(
        "other",
        "false fires on other words, alone",
        "3 in 696",
        lambda found: (found.safety + found.others) <= OTHER_WORDS * found.sounds,
    )
    yield from counts("noise", "false fires on noise", "0", lambda found: not found.safety + found.others)
    yield from rates("talk", "false safety fires, people talking over the narrator", None, lambda found: found.safety)
    yield from rates("self", "narrator's self-triggers, two rooms", 0, lambda found: found.safety + found.others)
    silenced: Callable[[Tally], list[float]] = lambda tally: tally.silenced  # noqa: E731
    decided: Callable[[Tally], list[float]] = lambda tally: tally.decided  # noqa: E731
    for condition, where in (
        ("clean", "people, clean"),
        ("narrator", "people, over the narrator"),
        ("synthetic", "synthetic, clean"),
    ):
        yield from delays(condition, f"safety words to the hush, {where}", (0.06, 0.20), safety, silenced)
        yield from delays(condition, f"safety words to the decision, {where}", (0.25, 0.45), safety, decided)
    yield from delays("clean-talk", "“stop” to the decision, people, in a talk", (0.90, None), safety, decided)
    yield from delays("clean", "answers to the decision, people", (0.60, None), answer, decided)
    yield from delays("clean", "steering to the decision, people", (0.60, None), steering, decided)
    yield from delays("synthetic", "steering to the decision, synthetic", (0.60, None), steering, decided)
    for condition, where in (
        ("talk", "people talking over the narrator"),
        ("speech", "running speech"),
        ("self", "the narrator alone"),
    ):
        if condition in measured:
            yield idle(measured[condition].fires(COMPANION), where)
    for condition, where in (("talk", "somebody talking all the time"), ("self", "the narrator alone")):
        if condition in measured:
            yield from cost(measured[condition], where)


def _rare(name: str, safety: Callable[[str], bool]) -> bool:
    """Safety words that only a few people recorded."""
    return safety(name) and not name.startswith("stop")


def idle(found: Fires, where: str) -> Row:
    """Row for the hushes that no command followed."""
    count = len(found.hushes)
    longest = max(found.hushes, default=0.0)
    per_hour = count / found.hours if found.hours else 0.0
    text = f"{count} ({per_hour:.0f}/h), longest {longest:.2f} s, {found.too_long} over 0.6 s"
    numbers: dict[str, float | int | None] = {
        "count": count,
        "hours": found.hours,
        "rate": per_hour,
        "median": percentile(found.hushes, 0.5),
        "longest": longest,
        "too_long": found.too_long,
    }
    return Row(
        f"hushes for nothing, {where}", "each at most 0.6 s", {COMPANION: Cell(text, numbers)}, not found.too_long
    )


def cost(of: Measured, where: str) -> Iterator[Row]:
    """Row for the share of one core: the recogniser's process, gate and pipes, the canceller, the policy."""
    known = [one for one in of.costs if one.child is not None and one.sound]
    seconds = sum(one.sound for one in known)
    if not seconds:
        return
    every = sum(one.sound for one in of.costs)
    parts = {
        "recogniser": sum(one.child or 0.0 for one in known) / seconds,
        "canceller": sum(one.cancelling for one in known) / seconds,
        "gate": sum(one.parent for one in known) / seconds,
        "policy": of.judging / every,
    }
    whole = sum(parts.values())
    said = ", ".join(f"{name} {100 * share:.1f}" for name, share in parts.items())
    cell = Cell(f"{100 * whole:.1f} % ({said})", {"share": whole, **parts})
    yield Row(f"cost of hearing, of one core, {where}", "15 %", {COMPANION: cell}, whole < 0.15)


def by_engine(outcomes: Iterable[Outcome], meant: Mapping[str, Command]) -> dict[str, Tally]:
    """Rows for synthetic speakers by their engine, every word together."""
    by: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        engine, colon, _ = outcome.name.partition(": ")
        if colon:
            by.setdefault(engine, []).append(outcome)
    return {engine: merged(recall(some, meant).values()) for engine, some in by.items()}
