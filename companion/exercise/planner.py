"""Unrolling an exercise into the cues of a plan: one method for each kind of step.

Pure. `plan.plan` is the way in; what a plan is and how it is read stands there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from companion.exercise.model import REST, Asking, Breathing, Choosing, Exercise, LengthRange, Turning, step_kind
from companion.exercise.plan import (
    PACES,
    PATIENCE,
    RECORDING_SECONDS,
    SENTENCE_GAP,
    SOUND_SECONDS,
    STEP_GAP,
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Choices,
    Cue,
    Jump,
    Measure,
    Names,
    Option,
    Path,
    Plan,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    Stretch,
    TalkCue,
    Turn,
    WaitCue,
    following,
    in_words,
)
from companion.exercise.speech_time import sentences
from companion.session.phrases import Line, Phrases


def make(
    exercise: Exercise, choices: Choices, phrases: Phrases, includes: Mapping[str, Exercise], measure: Measure
) -> Plan:
    """See `plan.plan`."""
    planner = _Planner(exercise, choices, phrases, includes, measure)
    planner.section(Section.MAIN, lambda: planner.steps(exercise.steps, ("steps",)))
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
    return Plan(
        id=exercise.id,
        title=exercise.title,
        kind=exercise.kind,
        people=exercise.people,
        language=exercise.language,
        cues=tuple(planner.cues),
        sections=planner.sections,
        turns=tuple(planner.turns),
    )


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Cues that rest by themselves: no gap is needed before them.
_QUIET: tuple[type[Cue], ...] = (WaitCue, RestCue, BreatheCue, AskChoiceCue, TalkCue, CheckCue, AgreeCue, RateCue)


@dataclass(frozen=True, slots=True)
class _Here:
    """What stands around a step while it is planned."""

    lengths: Mapping[str, LengthRange]
    turn: int | None = None
    roles: tuple[str, str] | None = None
    """Giver and receiver, "a" or "b", while in a turn."""
    including: tuple[str, ...] = ()
    """The exercises whose steps these are, outermost first: a cycle ends here."""


class _Planner:
    """Builds the list. Every method appends to `cues`; nothing is ever inserted, so indices stay true."""

    def __init__(
        self,
        exercise: Exercise,
        choices: Choices,
        phrases: Phrases,
        includes: Mapping[str, Exercise],
        measure: Measure,
    ) -> None:
        self.choices = choices
        self.phrases = phrases
        self.includes = includes
        self.measure = measure
        self.cues: list[Cue] = []
        self.turns: list[Turn] = []
        self.sections: dict[Section, Stretch] = {}
        self.step_number = 0
        self.here = _Here(exercise.lengths, including=(exercise.id,))
        talking = exercise.kind == "talk"
        self.parts = (
            (phrases.the_speaker, phrases.the_listener) if talking else (phrases.the_giver, phrases.the_receiver)
        )

    def section(self, name: Section, build: Callable[[], None]) -> None:
        start = len(self.cues)
        build()
        self._drop_needless_gaps(start)
        self._fit_turns(start)
        self.sections[name] = Stretch(start, len(self.cues))

    def lines(self, lines: Iterable[Line], name: str) -> None:
        """The program's own words, where the author gave none."""
        for index, line in enumerate(lines):
            path: Path = ("phrases", name, index)
            self.step_number += 1
            if line.text:
                self._speak(line.text, path)
            else:
                self._add(WaitCue(path=path, seconds=line.wait, step=self.step_number))

    def steps(self, steps: Iterable[Any], path: Path) -> None:
        for index, step in enumerate(steps):
            kind = step_kind(step)
            here: Path = (*path, index)
            if kind == "line":
                self._new_step()
                self._speak(step, here)
            elif kind is not None:
                getattr(self, f"_plan_{kind}")(step, (*here, kind))

    # ---- one method for each kind of step -----------------------------------------------------------------------

    def _plan_say(self, step: Any, path: Path) -> None:
        self._new_step()
        self._speak(step.say, path, caption=step.caption or "", pace=PACES[step.pace], voice=step.voice)

    def _plan_wait(self, step: Any, path: Path) -> None:
        self._new_step()
        if step.wait == REST:
            self._add(RestCue(path=path, seconds=0.0, step=self.step_number, turn=self.here.turn))
        else:
            self._add(WaitCue(path=path, seconds=self._span(step.wait), step=self.step_number, turn=self.here.turn))

    def _plan_breathe(self, step: Any, path: Path) -> None:
        self._new_step()
        breath: Breathing = step.breathe
        self._add(
            BreatheCue(
                path=path,
                seconds=breath.times * (breath.in_ + breath.hold + breath.out + breath.hold_out),
                step=self.step_number,
                turn=self.here.turn,
                in_=breath.in_,
                hold=breath.hold,
                out=breath.out,
                hold_out=breath.hold_out,
                times=breath.times,
            )
        )

    def _plan_turns(self, step: Any, path: Path) -> None:
        turning: Turning = step.turns
        first, second = ("b", "a") if self.choices.starts == "b" else ("a", "b")
        outside = self.here
        for giver, receiver in ((first, second), (second, first)):
            number = len(self.turns)
            seconds = self._span(turning.length)
            self.here = replace(outside, turn=number, roles=(giver, receiver))
            self.turns.append(Turn(self._called("giver"), self._called("receiver"), seconds))
            start = len(self.cues)
            self.steps(turning.steps, (*path, "steps"))
            if not any(isinstance(cue, RestCue) for cue in self.cues[start:]):
                # Both get the same time even where the author forgot to say so.
                self._new_step()
                self._add(RestCue(path=(*path, "steps"), seconds=0.0, step=self.step_number, turn=number))
        self.here = outside

    def _plan_agree(self, step: Any, path: Path) -> None:
        question = self._ask(step.agree, path)
        self._add(AgreeCue(path=path, seconds=PATIENCE, step=self.step_number, turn=self.here.turn, question=question))

    def _plan_check(self, step: Any, path: Path) -> None:
        question = self._ask(step.check, path)
        self._add(CheckCue(path=path, seconds=PATIENCE, step=self.step_number, turn=self.here.turn, question=question))

    def _plan_choose(self, step: Any, path: Path) -> None:
        choosing: Choosing = step.choose
        question = self._ask(choosing.ask, (*path, "ask"))
        asked, number, turn = len(self.cues), self.step_number, self.here.turn
        self._add(
            AskChoiceCue(path=path, seconds=PATIENCE, step=number, turn=turn, question=question, options=(), default="")
        )
        options: list[Option] = []
        jumps: list[int] = []
        for name, steps in choosing.options.items():
            options.append(Option(name=name.casefold(), start=len(self.cues)))
            self.steps(steps, (*path, name))
            jumps.append(len(self.cues))
            self._add(Jump(path=(*path, name), seconds=0.0, step=self.step_number, turn=turn, to=0))
        for index in jumps:
            self.cues[index] = replace(self.cues[index], to=len(self.cues))  # type: ignore[call-arg]
        self.cues[asked] = replace(
            self.cues[asked],
            options=tuple(options),
            default=choosing.default.casefold(),  # type: ignore[call-arg]
        )

    def _plan_ask(self, step: Any, path: Path) -> None:
        asking: Asking = step.ask
        seconds = self._span(asking.for_)
        text, key, people = (asking.each, "each", 2) if asking.each is not None else (asking.say or "", "say", 1)
        question = self._ask(text, (*path, key))
        for person in range(people):
            if person:
                self._speak(self.phrases.the_other or text, (*path, key))
            self._add(
                TalkCue(path=path, seconds=seconds, step=self.step_number, turn=self.here.turn, question=question)
            )

    def _plan_rate(self, step: Any, path: Path) -> None:
        rating = step.rate
        text, name = (rating, "now") if isinstance(rating, str) else (rating.ask, rating.name)
        question = self._ask(text, path)
        self._add(
            RateCue(
                path=path, seconds=PATIENCE, step=self.step_number, turn=self.here.turn, question=question, name=name
            )
        )

    def _plan_repeat(self, step: Any, path: Path) -> None:
        for _ in range(step.repeat.times):
            self.steps(step.repeat.steps, (*path, "steps"))

    def _plan_sound(self, step: Any, path: Path) -> None:
        self._new_step()
        self._add(
            SoundCue(
                path=path,
                seconds=SOUND_SECONDS.get(step.sound, 4.0),
                step=self.step_number,
                turn=self.here.turn,
                name=step.sound,
            )
        )

    def _plan_play(self, step: Any, path: Path) -> None:
        self._new_step()
        file, caption = (step.play, "") if isinstance(step.play, str) else (step.play.file, step.play.caption or "")
        self._add(
            SoundCue(
                path=path,
                seconds=RECORDING_SECONDS,
                step=self.step_number,
                turn=self.here.turn,
                name="",
                file=file,
                caption=self._fill(caption)[0],
            )
        )

    def _plan_include(self, step: Any, path: Path) -> None:
        other = self.includes.get(step.include)
        if other is None or other.id in self.here.including:
            return
        outside = self.here
        self.here = replace(outside, lengths=other.lengths, including=(*outside.including, other.id))
        # The path is the include's own and then the other file's, so that nobody takes it for a line of this one.
        self.steps(other.steps, (*path, other.id, "steps"))
        self.here = outside

    # ---- speech -------------------------------------------------------------------------------------------------

    def _new_step(self) -> None:
        self.step_number += 1

    def _add(self, cue: Cue) -> None:
        self.cues.append(cue)

    def _ask(self, text: str, path: Path) -> str:
        """Begins a step with its question; what it is with its names filled in."""
        self._new_step()
        self._speak(text, path)
        return self._fill(text)[0]

    def _speak(self, text: str, path: Path, *, caption: str = "", pace: float = 1.0, voice: int = 1) -> None:
        # Cut first, filled then: a name with a full stop in it ends no sentence, and only what holds a name is private.
        shown, _ = self._fill(caption)
        said = sentences(text)
        for index, sentence in enumerate(said):
            gap = STEP_GAP if index == len(said) - 1 else SENTENCE_GAP
            filled, private = self._fill(sentence)
            self._add(
                SayCue(
                    path=path,
                    seconds=self.measure(filled, pace, voice) + gap,
                    step=self.step_number,
                    turn=self.here.turn,
                    text=filled,
                    caption=shown or filled,
                    pace=pace,
                    voice=voice,
                    private=private,
                    gap=gap,
                )
            )

    def _fill(self, text: str) -> tuple[str, bool]:
        """`text` with names and lengths in it, and whether it now holds a person's own name."""
        private = False

        def value(match: re.Match[str]) -> str:
            nonlocal private
            name = match[1]
            if name in self.here.lengths:
                return in_words(self._span(name), self.phrases)
            if name in ("giver", "receiver", "other", "a", "b"):
                private = private or self.choices.names.private
                return self._called(name)
            return match[0]

        filled = _PLACEHOLDER.sub(value, text)
        return (filled[:1].upper() + filled[1:] if text.startswith("{") else filled), private

    def _called(self, name: str) -> str:
        """What to call somebody: a name, or their part where they gave none."""
        names = self.choices.names
        giver, receiver = self.here.roles or ("a", "b")
        person = {"giver": giver, "receiver": receiver, "other": receiver}.get(name, name)
        if names == Names():
            # Without names the part is the name: it goes with the giving, not with the person.
            return self.parts[0] if person == giver else self.parts[1]
        return names.a if person == "a" else names.b

    def _span(self, value: float | str) -> float:
        if isinstance(value, float):
            return value
        bounds = self.here.lengths.get(value)
        if bounds is None:
            return 0.0
        return min(max(self.choices.lengths.get(value, bounds.default), bounds.from_), bounds.to)

    # ---- once a section is whole ----------------------------------------------------------------------------------

    def _drop_needless_gaps(self, start: int) -> None:
        for index in range(start, len(self.cues) - 1):
            cue = self.cues[index]
            if isinstance(cue, SayCue) and cue.gap and isinstance(self.cues[index + 1], _QUIET):
                self.cues[index] = replace(cue, seconds=cue.seconds - cue.gap, gap=0.0)

    def _fit_turns(self, start: int) -> None:
        """Gives each rest what its turn leaves it, and tells it what comes after it."""
        by_turn: dict[int, list[int]] = {}
        index = start
        while index < len(self.cues):
            cue = self.cues[index]
            if cue.turn is not None and not isinstance(cue, Jump):
                by_turn.setdefault(cue.turn, []).append(index)
            index = following(cue, index)
        for turn, indices in by_turn.items():
            rest = next((each for each in indices if isinstance(self.cues[each], RestCue)), None)
            if rest is None:
                continue
            others = sum(self.cues[each].seconds for each in indices if each != rest)
            reserve = sum(self.cues[each].seconds for each in indices if each > rest)
            left = max(0.0, self.turns[turn].seconds - others)
            self.cues[rest] = replace(self.cues[rest], seconds=left, reserve=reserve)  # type: ignore[call-arg]
