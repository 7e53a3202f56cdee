"""Unrolling the steps of an exercise into cues: one method for each kind of step, but those of two people.

Pure. `planner` adds what takes two and makes the plan; `plan.plan` is the way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from companion.exercise.model import (
    REST,
    Asking,
    Breathing,
    Choosing,
    Exercise,
    LengthRange,
    step_kind,
)
from companion.exercise.packwide import touch_of
from companion.exercise.plan import (
    PACES,
    PATIENCE,
    RECORDING_SECONDS,
    SENTENCE_GAP,
    SIGN_BEFORE,
    SIGN_BEFORE_TALK,
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
    left_out,
    on_the_clock,
)
from companion.exercise.speech_time import sentences
from companion.session.phrases import Line, Phrases

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
    signed: bool = False
    """This turn has room for a sign before its end."""
    sign: str = ""
    offer_after: tuple[float, ...] = ()
    """The rest of this turn is broken by offered choices: seconds of rest before each."""
    areas: frozenset[str] = frozenset()
    instead_of: frozenset[str] = frozenset()
    including: tuple[str, ...] = ()
    """The exercises whose steps these are, outermost first: a cycle ends here."""


class Unroller:
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
        self.behind = False
        """What is planned now comes after an agreement of two people to touch, whichever way was taken to it."""
        self.byway = False
        """Not the main part: nobody need have come past an agreement to hear it."""
        self.here = _Here(exercise.lengths, including=(exercise.id,))
        self.talking = exercise.kind == "talk"
        self.parts = (
            (phrases.the_speaker, phrases.the_listener) if self.talking else (phrases.the_giver, phrases.the_receiver)
        )
        self.two = exercise.people == 2
        self.touch = touch_of(exercise, includes) if self.two else ()
        self.crossed_out = frozenset(area for area in self.touch if area in choices.crossed_out)
        first, second = ("b", "a") if choices.starts == "b" else ("a", "b")
        self.first, self.second = first, second
        self.called = (self._called("a"), self._called("b"))

    def section(self, name: Section, build: Callable[[], None]) -> None:
        start = len(self.cues)
        self.byway = name is not Section.MAIN
        self.behind = False  # an agreement inside one section is none to what any other leads to
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
            self._rest(path)
        else:
            self._add(WaitCue(path=path, seconds=self._span(step.wait), step=self.step_number, turn=self.here.turn))

    def _rest(self, path: Path) -> None:
        """What is left of the turn: offered choices in it, and a sign that it ends after it, where there is room."""
        turn = self.here.turn
        for index, seconds in enumerate(self.here.offer_after):
            self._add(WaitCue(path=path, seconds=seconds, step=self.step_number, turn=turn))
            self._new_step()
            self._speak(self.phrases.still_free[index % len(self.phrases.still_free)].text, path)
            self._new_step()
        self._add(RestCue(path=path, seconds=0.0, step=self.step_number, turn=turn))
        if self.here.signed:
            self._new_step()
            self._speak(self.here.sign, path)
            self._new_step()
            self._add(RestCue(path=path, seconds=self._sign_before(), step=self.step_number, turn=turn))

    def _sign_before(self) -> float:
        return SIGN_BEFORE_TALK if self.talking else SIGN_BEFORE

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

    def _heard(self, start: int) -> list[int]:
        """Indices from `start` on, where every question gets its default answer."""
        found: list[int] = []
        index = start
        while index < len(self.cues):
            cue = self.cues[index]
            if left_out(cue, self.crossed_out):
                index += 1
                continue
            if not isinstance(cue, Jump):
                found.append(index)
            index = following(cue, index)
        return found

    def _plan_choose(self, step: Any, path: Path) -> None:
        choosing: Choosing = step.choose
        question = self._ask(choosing.ask, (*path, "ask"))
        asked, number, turn = len(self.cues), self.step_number, self.here.turn
        self._add(
            AskChoiceCue(path=path, seconds=PATIENCE, step=number, turn=turn, question=question, options=(), default="")
        )
        options: list[Option] = []
        jumps: list[int] = []
        before, after = self.behind, True
        for name, steps in choosing.options.items():
            options.append(Option(name=name.casefold(), start=len(self.cues)))
            self.behind = before
            self.steps(steps, (*path, name))
            after = after and self.behind
            jumps.append(len(self.cues))
            self._add(Jump(path=(*path, name), seconds=0.0, step=self.step_number, turn=turn, to=0))
        self.behind = after
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
        here = self.here
        if here.areas or here.instead_of or self.behind:
            touching = self.behind or (self.two and self.byway and bool(here.areas))
            cue = replace(cue, areas=here.areas, instead_of=here.instead_of, touching=touching)
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
        giver, receiver = self.here.roles or (self.first, self.second)
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
        """Gives each rest what its turn leaves it."""
        by_turn: dict[int, list[int]] = {}
        for index in self._heard(start):
            turn = self.cues[index].turn
            if turn is not None:
                by_turn.setdefault(turn, []).append(index)
        for turn, indices in by_turn.items():
            rests = [each for each in indices if isinstance(self.cues[each], RestCue)]
            if not rests:
                continue
            # A second rest, after the sign that the turn ends, has its length already.
            others = sum(on_the_clock(self.cues[each]) for each in indices if each != rests[0])
            left = max(0.0, self.turns[turn].seconds - others)
            self.cues[rests[0]] = replace(self.cues[rests[0]], seconds=left)
