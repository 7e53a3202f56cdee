"""Finding one's way in a plan: what follows, what is one step on, what will be said soon, how long it will take.

Pure functions and one small cache over a Plan; knows no phase, no clock and no events.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    Plan,
    RestCue,
    SayCue,
    Section,
    WaitCue,
    left_out,
    on_the_clock,
)
from companion.session.effects import Utterance

FAR = 40
"""Cues looked through for sentences to come; what is further away is rendered in time all the same."""


def utterance_of(cue: SayCue, speech_pace: float) -> Utterance:
    """What the voice is asked for; the pace rounded, so that equal asks share one rendering."""
    return Utterance(cue.text, round(cue.pace * speech_pace, 2), cue.voice, cue.private)


class Journey:
    """A plan with the lengths known so far, seen from any of its cues."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.speech_pace = 1.0
        self.silence_pace = 1.0
        self.crossed_out = plan.crossed_out
        self._measured: dict[tuple[int, float], float] = {}
        self._after: list[float] | None = None
        self._took = self._should = 0.0
        """Seconds that the sentences so far took, and should have taken by the plan at their pace."""

    # -- where ----------------------------------------------------------------------------------------------------

    def settle(self, index: int) -> int:
        """`index`, or where the jumps there lead, past what is crossed out. May be one past the section's end."""
        cues = self.plan.cues
        while index < len(cues):
            cue = cues[index]
            if left_out(cue, self.crossed_out):
                index += 1
            elif isinstance(cue, Jump):
                index = cue.to
            else:
                break
        return index

    def follower(self, index: int) -> int:
        """The cue after `index` on the default path, possibly one past the section's end."""
        cue = self.plan.cues[index]
        if isinstance(cue, AskChoiceCue):
            return self.settle(next(o.start for o in cue.options if o.name == cue.default))
        return self.settle(index + 1)

    def next_step(self, index: int) -> int:
        """First cue of the step after that of `index`, possibly one past the section's end.

        A question is part of its step, so from its words this leads to where its default leads. An agreement, and a
        check amid touch, are never passed: from their words this leads to the asking, and from the author's words
        of an agreement to the areas, which are read aloud to the two whatever they skip.
        """
        reading = self._reading_areas(index)
        if reading is not None:
            return max(index, reading)
        end, step = self.end_of(index), self.plan.cues[index].step
        while index < end and self.plan.cues[index].step == step:
            index = self.follower(index)
            if index < end and self.asks_each(index):
                return index
        return index

    def asks_each(self, index: int) -> bool:
        """Whether nobody may walk past the cue at `index`."""
        cue = self.plan.cues[index]
        return isinstance(cue, AgreeCue) or (isinstance(cue, CheckCue) and cue.touching)

    def reads_areas(self, index: int) -> bool:
        """Whether the cue at `index` is among those that read the areas of an agreement aloud, or ask the two."""
        reading = self._reading_areas(index)
        return reading is not None and index >= reading

    def _reading_areas(self, index: int) -> int | None:
        """Where the areas are read that belong to the agreement whose words stand at `index`; None elsewhere."""
        cues = self.plan.cues
        if self.plan.people != 2 or not self.plan.touch or not isinstance(cues[index], SayCue):
            return None
        step = cues[index].step
        while index < len(cues) and cues[index].step == step:
            cue = cues[index]
            if isinstance(cue, AgreeCue):
                return cue.areas_from
            index += 1
        return None

    def last_words(self, section: Section) -> int:
        """First cue of the last step of a section that says something; its start where nothing is said."""
        stretch, cues = self.plan.sections[section], self.plan.cues
        said = [at for at in range(stretch.start, stretch.end) if isinstance(cues[at], SayCue)]
        return next((at for at in said if cues[at].step == cues[said[-1]].step), stretch.start)

    def cross_out(self, area: str) -> bool:
        """Cross it out, or take it in again. Whether it is crossed out now."""
        self.crossed_out = self.crossed_out ^ {area}
        self._after = None
        return area in self.crossed_out

    def end_of(self, index: int) -> int:
        return self.plan.sections[self.plan.section_of(index)].end

    def path_from(self, index: int) -> Iterator[int]:
        """Indices from `index` to its section's end, then (after the main part) those of the ending."""
        section = self.plan.section_of(index)
        end = self.plan.sections[section].end
        while index < end:
            yield index
            index = self.follower(index)
        if section is Section.MAIN:
            ending = self.plan.sections[Section.ENDING]
            index = self.settle(ending.start)
            while index < ending.end:
                yield index
                index = self.follower(index)

    # -- what is said soon ----------------------------------------------------------------------------------------

    def soon(self, index: int, count: int) -> tuple[Utterance, ...]:
        """The next `count` sentences from `index` on, and the first of each option of a question among them."""
        found: list[Utterance] = []
        for here in islice(self.path_from(index), FAR):
            cue = self.plan.cues[here]
            if isinstance(cue, SayCue):
                found.append(utterance_of(cue, self.speech_pace))
            elif isinstance(cue, AskChoiceCue):
                firsts = (self.plan.cues[self.settle(o.start)] for o in cue.options if o.start < len(self.plan.cues))
                found += [utterance_of(first, self.speech_pace) for first in firsts if isinstance(first, SayCue)]
            if len(found) >= count:
                break
        return tuple(dict.fromkeys(found))

    def coming(self, index: int) -> str:
        """The caption of the next sentence after the cue at `index`; empty where there is none, or where it depends on
        an answer that nobody has given yet."""
        here = index
        path = self.path_from(index)
        next(path, None)
        for then in path:
            if isinstance(self.plan.cues[here], AskChoiceCue):
                break
            if isinstance(cue := self.plan.cues[then], SayCue):
                return cue.caption
            here = then
        return ""

    # -- how long -------------------------------------------------------------------------------------------------

    def measured(self, index: int, pace: float, seconds: float) -> None:
        """The sentence at `index`, said at `pace`, really takes `seconds`."""
        if self._measured.get((index, pace)) != seconds:
            self._measured[(index, pace)] = seconds
            self._after = None
            cue = self.plan.cues[index]
            if isinstance(cue, SayCue):
                self._took += seconds
                self._should += max(0.0, cue.seconds - cue.gap) * cue.pace / pace

    def set_paces(self, speech: float, silence: float) -> None:
        self.speech_pace, self.silence_pace = speech, silence
        self._after = None

    def spoken_seconds(self, index: int) -> float:
        """How long saying the sentence at `index` takes at the present pace, its gap left out."""
        cue = self.plan.cues[index]
        assert isinstance(cue, SayCue)
        pace = round(cue.pace * self.speech_pace, 2)
        known = self._measured.get((index, pace))
        return known if known is not None else max(0.0, cue.seconds - cue.gap) / self.speech_pace

    def silence_pace_of(self, cue: Cue) -> float:
        """Within a turn silences keep the author's length: changed in one of two turns, it would be the longer one."""
        return self.silence_pace if cue.turn is None else 1.0

    def gap_seconds(self, cue: SayCue) -> float:
        return cue.gap * self.silence_pace_of(cue)

    def seconds(self, index: int) -> float:
        """Best knowledge of how long the cue at `index` takes now, at the present paces."""
        cue: Cue = self.plan.cues[index]
        if isinstance(cue, SayCue):
            return self.spoken_seconds(index) + self.gap_seconds(cue)
        if isinstance(cue, WaitCue):
            return cue.seconds * self.silence_pace_of(cue)
        if isinstance(cue, BreatheCue):
            return (cue.in_ + cue.hold + cue.out + cue.hold_out) * cue.times
        if isinstance(cue, RestCue | Jump):
            return cue.seconds if isinstance(cue, RestCue) else 0.0
        return cue.seconds

    def later_in_turn(self, index: int, *, with_it: bool = False) -> tuple[float, float]:
        """What the turn's clock still counts after the cue at `index` (or from it on).

        Seconds of speech at the planned pace (by how long this voice took so far), and of everything else but the
        rest that gives way to it.
        """
        turn = self.plan.cues[index].turn
        spoken = still = 0.0
        for here in self.path_from(index):
            cue = self.plan.cues[here]
            if cue.turn != turn:
                break
            if here == index and not with_it:
                continue
            if isinstance(cue, SayCue):
                spoken += max(0.0, cue.seconds - cue.gap)
                still += cue.gap
            elif with_it and isinstance(cue, RestCue):
                continue
            else:
                still += on_the_clock(cue)
        voice = self._took / self._should if self._should else 1.0
        return spoken * voice, still

    def seconds_after(self, index: int) -> float:
        """Seconds from the end of the cue at `index` to the session's end (or its section's, off the main way)."""
        if self._after is None:
            self._after = self._sums()
        return self._after[index]

    def _sums(self) -> list[float]:
        """For each cue the seconds after it. Jumps only lead forward, so one pass from the back will do."""
        plan = self.plan
        after = [0.0] * len(plan.cues)
        ending = plan.sections[Section.ENDING]

        def from_start(index: int, end: int) -> float:
            return self.seconds(index) + after[index] if index < end else 0.0

        byways = (section for section in plan.sections if section not in (Section.ENDING, Section.MAIN))
        for section in (Section.ENDING, *byways, Section.MAIN):
            stretch = plan.sections[section]
            then = from_start(self.settle(ending.start), ending.end) if section is Section.MAIN else 0.0
            for index in range(stretch.end - 1, stretch.start - 1, -1):
                follower = self.follower(index)
                after[index] = from_start(follower, stretch.end) if follower < stretch.end else then
        return after
