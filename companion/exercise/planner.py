"""Makes the plan of an exercise: its sections, and the steps that take two people. Pure.

The function `plan` is all that others call. The plan as a value is in the module `plan`; every step that does not take
two people is unrolled in `unrolling`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from companion.exercise.cue_timing import drop_needless_gaps
from companion.exercise.model import (
    Agree,
    Ask,
    Choose,
    Exercise,
    Include,
    Step,
    Touching,
    TouchingPart,
    Turning,
    Turns,
)
from companion.exercise.phrases import Line, Phrases
from companion.exercise.plan import (
    BREAK_PATIENCE,
    FINDING_A_TIME,
    LAST_BELL,
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
    Cue,
    Jump,
    Measure,
    Option,
    Path,
    Plan,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    Turn,
    WaitCue,
    in_words,
    on_the_clock,
)
from companion.exercise.recorded_sentences import NOTHING, Recordings
from companion.exercise.speech_time import estimate, sentences
from companion.exercise.steps import Steps, children
from companion.exercise.unrolling import Unroller


def plan(
    exercise: Exercise,
    choices: Choices,
    phrases: Phrases,
    *,
    includes: Mapping[str, Exercise] | None = None,
    aftercare: Aftercare | None = None,
    measure: Measure = estimate,
    recordings: Recordings = NOTHING,
) -> Plan:
    """Makes the cues of a session, in the order main, ending, something else, wind-down.

    `includes` are the exercises of the same pack by id; one that is not there, or that includes itself, adds nothing
    (`packwide.include_problems` says so to the author). `aftercare` is used where two people touch. `recordings` have
    the real lengths of what the author recorded. Never raises on an exercise that `reading` accepted.
    """
    planner = _Planner(exercise, choices, phrases, includes or {}, measure, recordings)
    planner.section(Section.MAIN, lambda: planner.main(exercise.steps))
    if exercise.ending:
        planner.section(Section.ENDING, lambda: planner.steps(exercise.ending, ("ending",)))
    else:
        planner.section(Section.ENDING, lambda: planner.lines(phrases.ending, "ending"))
    if exercise.something_else:
        planner.section(Section.SOMETHING_ELSE, lambda: planner.steps(exercise.something_else, ("something_else",)))
    else:
        planner.section(Section.SOMETHING_ELSE, lambda: planner.lines(phrases.something_else, "something_else"))
    care = aftercare if aftercare is not None and planner.touch else Aftercare()
    planner.section(Section.WIND_DOWN, lambda: planner.wind_down(care.stopped))
    if exercise.people == 2 and any(isinstance(cue, AgreeCue) for cue in planner.cues):
        planner.section(Section.INSTEAD, planner.instead)
    if exercise.people == 2 and exercise.kind == "talk":
        planner.section(Section.BREAK, planner.break_)
    if care.coming_up is not None:
        planner.section(Section.SPACE, lambda: planner.space(care.coming_up))
    if choices.closing:
        planner.section(Section.CLOSING, planner.closing)
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
        before_touch=planner.before_touch,
        begins_at=after_introduction(planner.cues) if choices.familiar else 0,
        closing_bed=choices.closing.bed,
    )


def after_introduction(cues: Sequence[Cue]) -> int:
    """Finds the first words of the agreement before touch. Returns 0 if there is no introduction that can be skipped.

    An introduction in which the two are asked something, or do something, is never skipped: their answers belong to the
    agreement.
    """
    first = next((index for index, cue in enumerate(cues) if isinstance(cue, AgreeCue)), None)
    if first is None:
        return 0
    start = next(index for index, cue in enumerate(cues) if cue.step == cues[first].step)
    return start if all(isinstance(cue, SayCue | WaitCue) for cue in cues[:start]) else 0


@dataclass(frozen=True, slots=True)
class Aftercare:
    """The exercises for when touch is broken off, in the language of the session. None if there is none."""

    stopped: Exercise | None = None
    """For both, after a stop."""
    coming_up: Exercise | None = None
    """For both, when tears, a flashback or numbness come."""


class _Planner(Unroller):
    """The steps that take two people."""

    before_touch = 0
    """Index of the first cue after a stop that came before any touch; 0 without touch."""

    def wind_down(self, stopped: Exercise | None) -> None:
        """Adds the words after a stop. In touch, the exercise `stopped` begins automatically, so that the two need not
        look for it."""
        phrases = self.phrases
        if not self.two:
            self.lines(phrases.wind_down_one, "wind_down_one")
            return
        if self.touch and phrases.wind_down_touch:
            self.lines(phrases.wind_down_touch, "wind_down_touch")
        else:
            self.lines(phrases.wind_down_two, "wind_down_two")
        if stopped is None:
            self.lines(phrases.settle_two, "settle_two")
        else:
            self._whole(stopped)
        if self.touch:
            self._wind_down_before_touch()

    def _wind_down_before_touch(self) -> None:
        """Adds the words after a stop that came before any touch, behind the others, which end before them."""
        end = len(self.cues)
        self._new_step()
        past = Jump(path=("phrases", "wind_down_before"), seconds=0.0, step=self.step_number, to=end)
        self._add(past)
        self.before_touch = len(self.cues)
        self.lines(self.phrases.wind_down_before, "wind_down_before")
        self.lines(self.phrases.settle_two, "settle_two")
        self.cues[end] = replace(past, to=len(self.cues))

    def space(self, coming_up: Exercise | None) -> None:
        """Adds the words that end touch, and the exercise that follows "something's coming up"."""
        self.lines((Line(text=self.phrases.hands_away),), "hands_away")
        if coming_up is not None:
            self._whole(coming_up)

    def _whole(self, other: Exercise) -> None:
        """Adds all of another exercise, with its ending and its own lengths."""
        outside = self.here
        self.enter(other)
        self.steps(other.steps, ("aftercare", other.id, "steps"))
        self.steps(other.ending, ("aftercare", other.id, "ending"))
        self.here = outside

    def main(self, steps: Steps) -> None:
        """Adds the exercise's own steps.

        If they ask two people for touch, an agreement always comes first. In a talk of two it is the question if now is
        a good time, or one of the author's own.
        """
        if self.two and not self.filling.callable:
            self._decide_who_begins(steps)
        asks_time = self.two and self.talking and bool(self.phrases.good_time)
        if asks_time and not _asks_first(steps, self.includes):
            self._plan_agreement(self.phrases.good_time, ("phrases", "good_time"))
        if self.touch and _comes_first(steps, self.includes) is not _First.AGREEMENT:
            self._plan_agreement(self.phrases.agreement, ("phrases", "agreement"))
        self.steps(steps, ("steps",))

    def _decide_who_begins(self, steps: Steps) -> None:
        """Adds the words that let the two decide who begins, where they are addressed by their part in a turn."""
        words = self.phrases.parts_talk if self.talking else self.phrases.parts
        if not words or not _addresses_each(steps, self.includes):
            return
        self._new_step()
        self._speak(words, ("phrases", "parts"))
        self._new_step()
        self._add(WaitCue(path=("phrases", "parts"), seconds=SWAP_REST, step=self.step_number))

    def instead(self) -> None:
        """Adds what comes after a no: without touch something kind to do, before a talk a better time to agree on."""
        phrases = self.phrases
        if self.touch:
            self.lines(phrases.instead, "instead")
            return
        path: Path = ("phrases", "not_now")
        question = self._ask(phrases.not_now_ask, path)
        self._add(TalkCue(path=path, seconds=FINDING_A_TIME, step=self.step_number, question=question))
        self.lines(phrases.not_now, "not_now")

    def break_(self) -> None:
        """Adds the section of a break: the question when to come back, the waiting, a bell."""
        phrases = self.phrases
        path: Path = ("phrases", "break")
        asked_words = self._ask(phrases.break_ask, path)
        asked, number = len(self.cues), self.step_number
        self._add(
            AskChoiceCue(path=path, seconds=BREAK_PATIENCE, step=number, question=asked_words, options=(), default="")
        )
        options: list[Option] = []
        jumps: list[int] = []
        for name, seconds in phrases.break_lengths:
            options.append(Option(name=name, start=len(self.cues)))
            self._new_step()
            self._speak(phrases.break_until.format(length=in_words(seconds, phrases)), path)
            self._new_step()
            self._add(WaitCue(path=path, seconds=seconds, step=self.step_number, by_the_clock=True))
            self._new_step()
            self._add(SoundCue(path=path, seconds=SOUND_SECONDS["bell"], step=self.step_number, name="bell"))
            jumps.append(len(self.cues))
            self._add(Jump(path=path, seconds=0.0, step=self.step_number, to=0))
        options.append(Option(name=phrases.break_other_day, start=len(self.cues), ends=True))
        self._end_choice(asked, options, options[0].name, jumps)
        self._new_step()
        self._speak(phrases.break_over, path)

    def closing(self) -> None:
        """Adds the silence and the bell that were chosen for the end, after words that say how long it is."""
        chosen, path = self.choices.closing, ("phrases", "closing_rest")
        if chosen.seconds > 0:
            self._new_step()
            self._speak(self.phrases.closing_rest.format(length=in_words(chosen.seconds, self.phrases)), path)
            if chosen.bell:
                self._speak(self.phrases.closing_bell, path)
            self._new_step()
            self._add(WaitCue(path=path, seconds=chosen.seconds, step=self.step_number, by_the_clock=True))
        if chosen.bell:
            self._new_step()
            seconds = SOUND_SECONDS[LAST_BELL]
            self._add(SoundCue(path=path, seconds=seconds, step=self.step_number, name=LAST_BELL))

    def _plan_turns(self, turning: Turning, path: Path) -> None:
        if self.talking and not self.turns and self.phrases.talk_stop:
            self._new_step()
            self._speak(self.phrases.talk_stop, ("phrases", "talk_stop"))
        self._tell_keys()
        outside = self.here
        sign = turning.sign or (self.phrases.sign_talk if self.talking else self.phrases.sign)
        for giver, receiver in ((self.first, self.second), (self.second, self.first)):
            if giver == self.second:
                self.here = replace(outside, roles=(giver, receiver))
                self._swap(turning.swap, path)
            number = len(self.turns)
            self.here = replace(outside, turn=number, roles=(giver, receiver), sign=sign)
            seconds, longest = self._span(turning.length), self._longest(turning.length)
            self.turns.append(Turn(self._called("giver"), self._called("receiver"), seconds, longest))
            start, step_number, behind = len(self.cues), self.step_number, self.behind
            self._one_turn(turning, path)
            drop_needless_gaps(self.cues, start)
            signed = self._has_room_for_a_sign(start)
            offer_after = self._offers(start, signed=signed)
            if signed or offer_after:
                # Planned once more from its beginning, because only now the length of its rest is known.
                del self.cues[start:]
                self.step_number, self.behind = step_number, behind
                self.here = replace(self.here, signed=signed, offer_after=offer_after)
                self._one_turn(turning, path)
        self.here = outside

    def _one_turn(self, turning: Turning, path: Path) -> None:
        start = len(self.cues)
        self.steps(turning.steps, (*path, "steps"))
        if not any(isinstance(cue, RestCue) for cue in self.cues[start:]):
            # Both get the same time even if the author forgot to say so.
            self._new_step()
            self._rest((*path, "steps"))

    def _has_room_for_a_sign(self, start: int) -> bool:
        long_enough = self.turns[-1].seconds >= SHORTEST_SIGNED
        return long_enough and self._spare(start) >= self._sign_takes() + self._sign_before() / 2

    def _sign_takes(self) -> float:
        return self._sign_before() + self.measure(self.here.sign, 1.0, 1)

    def _spare(self, start: int) -> float:
        """Returns the seconds of rest in the turn that begins at `start`."""
        return self.turns[-1].seconds - sum(on_the_clock(self.cues[index]) for index in self._heard(start))

    def _offers(self, start: int, *, signed: bool) -> tuple[float, ...]:
        """Returns the seconds of silence before each choice that is offered while a rest (`RestCue`) fills a turn of
        touch.

        Without these, a long turn of touch would pass without a single choice.
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
        """Returns the seconds that the author left silent before the rest (`RestCue`) of the turn that begins at
        `start`."""
        silent = 0.0
        for cue in map(self.cues.__getitem__, self._heard(start)):
            if isinstance(cue, RestCue):
                break
            silent = silent + cue.seconds if isinstance(cue, WaitCue) else 0.0
        return silent

    def _swap(self, words: str | None, path: Path) -> None:
        """Adds the words between the two turns, which belong to neither."""
        self._new_step()
        default = self.phrases.swap_talk if self.talking else self.phrases.swap
        self._speak(words or default, (*path, "swap") if words else path)
        self._new_step()
        self._add(WaitCue(path=path, seconds=SWAP_REST, step=self.step_number))
        if self.touch and self.behind and self.phrases.agree_again:
            # The yes before the first turn was not about the other way around.
            self._plan_agreement(self.phrases.agree_again, ("phrases", "agree_again"), again=True)

    def _plan_touching(self, part: TouchingPart, path: Path) -> None:
        outside = self.here
        known = {area.casefold(): area for area in self.touch}
        areas = frozenset(known.get(area.casefold(), area) for area in part.area)
        self.here = replace(outside, areas=outside.areas | areas)
        self.steps(part.steps, (*path, "steps"))
        self.here = replace(outside, instead_of=areas)
        self.steps(part.otherwise, (*path, "otherwise"))
        self.here = outside

    def _plan_agreement(self, words: str, path: Path, *, again: bool = False) -> None:
        """Adds the author's words, the areas and the clothes; then the question to each of the two. `again`: nothing
        has changed since the last time, so neither areas nor clothes are said once more."""
        # Asking is not touch, even when both are asked again after one of them has said yes.
        self.behind = False
        question = self._ask(words, path)
        self.depends = True  # on what was answered before the session, and on the answer now
        phrases = self.phrases
        areas_from = len(self.cues)
        if self.touch and not again:
            self._speak(phrases.areas_asked.replace("{areas}", self._listed(self.touch)), path, own=True)
            if len(self.touch) > 1 and phrases.areas_choice:
                self._speak(phrases.areas_choice, path)
            if self.crossed_out:
                out = [area for area in self.touch if area in self.crossed_out]
                self._speak(phrases.areas_left_out.replace("{areas}", self._listed(out)), path, own=True)
            self._speak(phrases.clothes_agreed if self.choices.clothes == "agreed" else phrases.clothes_on, path)
        how = phrases.agree_how if self.filling.named else phrases.agree_how_unnamed
        if self.two and how:
            self._speak(how, path)
            self.keys_told = True  # it names them
        # The person who receives first is asked first, so that they don't say yes because the other already has.
        asked_from = len(self.cues)
        for who, asked in ((self.second, phrases.agree_first), (self.first, phrases.agree_second)):
            if self.two:
                self._speak(asked.replace("{name}", f"{{{who}}}"), path, own=True)
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

    def _plan_check(self, words: str, path: Path) -> None:
        self._tell_keys()
        question = self._ask(words, path)
        asked_from = len(self.cues)
        giver, receiver = self.here.roles or (self.second, self.first)
        phrases = self.phrases
        asks = (phrases.check_first, phrases.and_also)
        if self.two and not self.filling.callable:
            asks = (phrases.one_first, phrases.the_other)
        for who, asked in zip((receiver, giver), asks, strict=True):
            if self.two:
                self._speak(asked.replace("{name}", f"{{{who}}}"), path, own=True)
            self._add(
                CheckCue(
                    path=path,
                    seconds=PATIENCE,
                    step=self.step_number,
                    turn=self.here.turn,
                    question=question,
                    who=who if self.two else "",
                    asked_from=asked_from,
                )
            )
            if not self.two:
                return


def _addresses_each(steps: Iterable[Step], includes: Mapping[str, Exercise], seen: tuple[str, ...] = ()) -> bool:
    """Tells whether the two take turns, or are each asked to agree, anywhere in these steps."""
    for step in steps:
        if isinstance(step, Agree | Turns):
            return True
        if isinstance(step, Include):
            inside = includes[step.include].steps if step.include in includes and step.include not in seen else ()
            if _addresses_each(inside, includes, (*seen, step.include)):
                return True
        elif any(_addresses_each(within, includes, seen) for _, within in children(step)):
            return True
    return False


def _asks_first(steps: Iterable[Step], includes: Mapping[str, Exercise], seen: tuple[str, ...] = ()) -> bool | None:
    """Tells whether an agreement or a choice comes before anybody's time to talk; None if neither comes."""
    for step in steps:
        found: bool | None = None
        if isinstance(step, Agree | Choose):
            found = True
        elif isinstance(step, Ask | Turns):
            found = False
        elif isinstance(step, Include) and step.include in includes and step.include not in seen:
            found = _asks_first(includes[step.include].steps, includes, (*seen, step.include))
        else:
            ways = (_asks_first(inside, includes, seen) for _, inside in children(step))
            found = next((way for way in ways if way is not None), None)
        if found is not None:
            return found
    return None


class _First(Enum):
    AGREEMENT = "agreement"
    TOUCH = "touch"


def _comes_first(steps: Iterable[Step], includes: Mapping[str, Exercise], seen: tuple[str, ...] = ()) -> _First | None:
    """Tells whether an agreement or touch comes first on the way through these steps; if ways differ, touch."""
    for step in steps:
        ways = [_comes_first(inside, includes, seen) for _, inside in children(step)]
        found: _First | None = None
        if isinstance(step, Agree):
            found = _First.AGREEMENT
        elif isinstance(step, Turns | Touching):
            found = ways[0] or _First.TOUCH
        elif isinstance(step, Include) and step.include in includes and step.include not in seen:
            found = _comes_first(includes[step.include].steps, includes, (*seen, step.include))
        elif _First.TOUCH in ways:
            found = _First.TOUCH
        elif ways and None not in ways:
            found = _First.AGREEMENT
        if found is not None:
            return found
    return None
