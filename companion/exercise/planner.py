"""From an exercise to its plan: the sections, and the steps that take two people.

Pure. `plan.plan` is the way in; what a plan is and how it is read stands there. Every other step is unrolled in
`unrolling`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

from companion.exercise.model import Exercise, TouchingPart, Turning, step_kind
from companion.exercise.plan import (
    LONGEST_UNOFFERED,
    PATIENCE,
    SENTENCE_GAP,
    SHORTEST_SIGNED,
    SOUND_SECONDS,
    SWAP_REST,
    AgreeCue,
    AskChoiceCue,
    CheckCue,
    Choices,
    Jump,
    Measure,
    Option,
    Path,
    Plan,
    RestCue,
    Section,
    SoundCue,
    Turn,
    WaitCue,
    in_words,
    on_the_clock,
)
from companion.exercise.speech_time import sentences
from companion.exercise.unrolling import Unroller
from companion.session.phrases import Phrases


def make(
    exercise: Exercise, choices: Choices, phrases: Phrases, includes: Mapping[str, Exercise], measure: Measure
) -> Plan:
    """See `plan.plan`."""
    planner = _Planner(exercise, choices, phrases, includes, measure)
    planner.section(Section.MAIN, lambda: planner.main(exercise.steps))
    if exercise.ending:
        planner.section(Section.ENDING, lambda: planner.steps(exercise.ending, ("ending",)))
    else:
        planner.section(Section.ENDING, lambda: planner.lines(phrases.ending, "ending"))
    if exercise.something_else:
        planner.section(Section.SOMETHING_ELSE, lambda: planner.steps(exercise.something_else, ("something_else",)))
    else:
        planner.section(Section.SOMETHING_ELSE, lambda: planner.lines(phrases.something_else, "something_else"))
    wind_down = phrases.wind_down_two if exercise.people == 2 else phrases.wind_down_one
    planner.section(Section.WIND_DOWN, lambda: planner.lines(wind_down, "wind_down"))
    if exercise.people == 2 and any(isinstance(cue, AgreeCue) for cue in planner.cues):
        planner.section(Section.INSTEAD, lambda: planner.lines(phrases.instead, "instead"))
    if exercise.people == 2 and exercise.kind == "talk":
        planner.section(Section.BREAK, planner.break_)
    return Plan(
        id=exercise.id,
        title=exercise.title,
        kind=exercise.kind,
        people=exercise.people,
        language=exercise.language,
        cues=tuple(planner.cues),
        sections=planner.sections,
        turns=tuple(planner.turns),
        touch=planner.touch,
        crossed_out=planner.crossed_out,
        called=planner.called if exercise.people == 2 else ("", ""),
    )


class _Planner(Unroller):
    """The steps that take two people."""

    def main(self, steps: tuple[Any, ...]) -> None:
        """The exercise's own steps. Where they ask two people for touch, an agreement stands before it, always."""
        if self.touch and _comes_first(steps, self.includes) is not _First.AGREEMENT:
            self._agreement(self.phrases.agreement, ("phrases", "agreement"))
        self.steps(steps, ("steps",))

    def break_(self) -> None:
        """When to come back, the waiting, a bell."""
        phrases = self.phrases
        path: Path = ("phrases", "break")
        asked_words = self._ask(phrases.break_ask, path)
        asked, number = len(self.cues), self.step_number
        self._add(AskChoiceCue(path=path, seconds=PATIENCE, step=number, question=asked_words, options=(), default=""))
        options: list[Option] = []
        jumps: list[int] = []
        for name, seconds in phrases.break_lengths:
            options.append(Option(name=name, start=len(self.cues)))
            self._new_step()
            self._speak(phrases.break_until.format(length=in_words(seconds, phrases)), path)
            self._new_step()
            self._add(WaitCue(path=path, seconds=seconds, step=self.step_number))
            self._new_step()
            self._add(SoundCue(path=path, seconds=SOUND_SECONDS["bell"], step=self.step_number, name="bell"))
            jumps.append(len(self.cues))
            self._add(Jump(path=path, seconds=0.0, step=self.step_number, to=0))
        options.append(Option(name=phrases.break_other_day, start=len(self.cues), ends=True))
        for index in jumps:
            self.cues[index] = replace(self.cues[index], to=len(self.cues))  # type: ignore[call-arg]
        self.cues[asked] = replace(self.cues[asked], options=tuple(options), default=options[0].name)  # type: ignore[call-arg]
        self._new_step()
        self._speak(phrases.break_over, path)

    def _plan_turns(self, step: Any, path: Path) -> None:
        turning: Turning = step.turns
        outside = self.here
        sign = turning.sign or (self.phrases.sign_talk if self.talking else self.phrases.sign)
        for giver, receiver in ((self.first, self.second), (self.second, self.first)):
            if giver == self.second:
                self.here = replace(outside, roles=(giver, receiver))
                self._swap(turning.swap, path)
            number = len(self.turns)
            self.here = replace(outside, turn=number, roles=(giver, receiver), sign=sign)
            self.turns.append(Turn(self._called("giver"), self._called("receiver"), self._span(turning.length)))
            start, step_number, behind = len(self.cues), self.step_number, self.behind
            self._one_turn(turning, path)
            self._drop_needless_gaps(start)
            signed = self._has_room_for_a_sign(start)
            offer_after = self._offers(start, signed=signed)
            if signed or offer_after:
                # Planned once more, from where it began: only then is it known how much rest there is.
                del self.cues[start:]
                self.step_number, self.behind = step_number, behind
                self.here = replace(self.here, signed=signed, offer_after=offer_after)
                self._one_turn(turning, path)
        self.here = outside

    def _one_turn(self, turning: Turning, path: Path) -> None:
        start = len(self.cues)
        self.steps(turning.steps, (*path, "steps"))
        if not any(isinstance(cue, RestCue) for cue in self.cues[start:]):
            # Both get the same time even where the author forgot to say so.
            self._new_step()
            self._rest((*path, "steps"))

    def _has_room_for_a_sign(self, start: int) -> bool:
        long_enough = self.turns[-1].seconds >= SHORTEST_SIGNED
        return long_enough and self._spare(start) >= self._sign_takes() + self._sign_before() / 2

    def _sign_takes(self) -> float:
        return self._sign_before() + self.measure(self.here.sign, 1.0, 1)

    def _spare(self, start: int) -> float:
        """Seconds of rest in the turn that begins at `start`."""
        return self.turns[-1].seconds - sum(on_the_clock(self.cues[index]) for index in self._heard(start))

    def _offers(self, start: int, *, signed: bool) -> tuple[float, ...]:
        """Seconds of rest before each choice that is offered in the rest of a turn of touch.

        Whatever length the two have chosen: without this, a long turn would be long without one.
        """
        lines = self.phrases.still_free
        if not self.touch or not lines:
            return ()
        silent = self._silence_before_rest(start)
        spare = self._spare(start) - (self._sign_takes() if signed else 0.0)
        times = 0
        while (spare + silent) / (times + 1) > LONGEST_UNOFFERED:
            said = sentences(lines[times % len(lines)].text)
            spare -= sum(self.measure(each, 1.0, 1) for each in said) + SENTENCE_GAP * (len(said) - 1)
            times += 1
        each_after = max(0.0, spare + silent) / (times + 1)
        return tuple(each_after if index else max(0.0, each_after - silent) for index in range(times))

    def _silence_before_rest(self, start: int) -> float:
        """Seconds that the author has left silent right before the rest of the turn that begins at `start`."""
        silent = 0.0
        for cue in map(self.cues.__getitem__, self._heard(start)):
            if isinstance(cue, RestCue):
                break
            silent = silent + cue.seconds if isinstance(cue, WaitCue) else 0.0
        return silent

    def _swap(self, words: str | None, path: Path) -> None:
        """Between the two turns, and in neither."""
        self._new_step()
        default = self.phrases.swap_talk if self.talking else self.phrases.swap
        self._speak(words or default, (*path, "swap") if words else path)
        self._new_step()
        self._add(WaitCue(path=path, seconds=SWAP_REST, step=self.step_number))

    def _plan_touching(self, step: Any, path: Path) -> None:
        part: TouchingPart = step.touching
        outside = self.here
        known = {area.casefold(): area for area in self.touch}
        areas = frozenset(known.get(area.casefold(), area) for area in part.area)
        self.here = replace(outside, areas=outside.areas | areas)
        self.steps(part.steps, (*path, "steps"))
        self.here = replace(outside, instead_of=areas)
        self.steps(part.otherwise, (*path, "otherwise"))
        self.here = outside

    def _plan_agree(self, step: Any, path: Path) -> None:
        self._agreement(step.agree, path)

    def _agreement(self, words: str, path: Path) -> None:
        """The author's words, the areas and the clothes; then each of the two is asked."""
        # To be asked is no touch, also where they are asked anew: then one has said yes and the other not yet.
        self.behind = False
        question = self._ask(words, path)
        phrases = self.phrases
        areas_from = len(self.cues)
        if self.touch:
            self._speak(phrases.areas_asked.replace("{areas}", self._listed(self.touch)), path)
            if len(self.touch) > 1:
                self._speak(phrases.areas_choice, path)
            if self.crossed_out:
                out = [area for area in self.touch if area in self.crossed_out]
                self._speak(phrases.areas_left_out.replace("{areas}", self._listed(out)), path)
            self._speak(phrases.clothes_agreed if self.choices.clothes == "agreed" else phrases.clothes_on, path)
        # Whoever receives first is asked first: nobody says yes because the other already has.
        asked_from = len(self.cues)
        for who, asked in ((self.second, phrases.agree_first), (self.first, phrases.agree_second)):
            if self.two:
                self._speak(asked.replace("{name}", f"{{{who}}}"), path)
            self._add(
                AgreeCue(
                    path=path,
                    seconds=PATIENCE,
                    step=self.step_number,
                    turn=self.here.turn,
                    question=question,
                    who=who if self.two else "",
                    areas_from=areas_from,
                    asked_from=asked_from,
                )
            )
            if not self.two:
                return
        self.behind = bool(self.touch)

    def _listed(self, items: Iterable[str]) -> str:
        *most, last = items
        return f"{', '.join(most)} {self.phrases.list_and.strip()} {last}" if most else last

    def _plan_check(self, step: Any, path: Path) -> None:
        question = self._ask(step.check, path)
        giver, receiver = self.here.roles or (self.second, self.first)
        for who, asked in ((receiver, self.phrases.check_first), (giver, self.phrases.and_also)):
            if self.two:
                self._speak(asked.replace("{name}", f"{{{who}}}"), path)
            self._add(
                CheckCue(
                    path=path,
                    seconds=PATIENCE,
                    step=self.step_number,
                    turn=self.here.turn,
                    question=question,
                    who=who if self.two else "",
                )
            )
            if not self.two:
                return


class _First(Enum):
    AGREEMENT = "agreement"
    TOUCH = "touch"


def _comes_first(steps: Iterable[Any], includes: Mapping[str, Exercise], seen: tuple[str, ...] = ()) -> _First | None:
    """Whether an agreement or touch comes first on the way through these steps; where ways differ, touch."""
    for step in steps:
        kind = step_kind(step)
        found: _First | None = None
        if kind == "agree":
            found = _First.AGREEMENT
        elif kind in ("turns", "touching"):
            inner = getattr(step, kind).steps
            found = _comes_first(inner, includes, seen) or _First.TOUCH
        elif kind == "repeat":
            found = _comes_first(step.repeat.steps, includes, seen)
        elif kind == "choose":
            ways = {_comes_first(option, includes, seen) for option in step.choose.options.values()}
            found = _First.TOUCH if _First.TOUCH in ways else _First.AGREEMENT if ways == {_First.AGREEMENT} else None
        elif kind == "include" and step.include in includes and step.include not in seen:
            found = _comes_first(includes[step.include].steps, includes, (*seen, step.include))
        if found is not None:
            return found
    return None
