"""The ways through a plan: which cue follows another, which sentences come soon, how long everything takes.

It knows no phase, no clock and no events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import assert_never

from companion.exercise.plan import (
    LEFT_OUT_AT_MOST,
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Cue,
    Jump,
    Plan,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    WaitCue,
    left_out,
    on_the_clock,
)
from companion.session.effects import Utterance

FAR = 40
"""Cues looked through for sentences to come. One that is further away can still be rendered in time."""


def utterance_of(cue: SayCue, speech_pace: float) -> Utterance:
    """Makes what the voice is asked for of a sentence. The pace is rounded, so that equal asks share one rendering."""
    return Utterance(cue.text, round(cue.pace * speech_pace, 2), cue.voice, cue.private, cue.language)


class Journey:
    """A plan as it can be gone through now: with the areas crossed out, the paces, and the lengths known so far."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.speech_pace = 1.0
        self.silence_pace = 1.0
        self.crossed_out = plan.crossed_out
        self._closes = Section.CLOSING in plan.sections
        """True while the silence and the bell that were chosen still follow the ending."""
        self._measured: dict[tuple[int, float], float] = {}
        self._after: list[float] | None = None
        self._took = self._should = 0.0
        """Seconds that the sentences said so far took, and those that the plan has for them at their pace."""

    # -- where ----------------------------------------------------------------------------------------------------

    def cue_at(self, index: int) -> Cue:
        """Returns the cue at `index`."""
        return self.plan.cues[index]

    def settle(self, index: int) -> int:
        """Follows jumps from `index`, and skips what is crossed out. The result may be one past the section's end."""
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
        """Returns the cue after `index` where questions get their default; it may be one past the section's end."""
        cue = self.plan.cues[index]
        if isinstance(cue, AskChoiceCue):
            return self.settle(next(o.start for o in cue.options if o.name == cue.default))
        return self.settle(index + 1)

    def next_stop(self, index: int) -> int:
        """Returns the cue that "next" leads to from `index`; it may be one past the section's end.

        It is the next sentence, or the question, breath, sound or rest (`RestCue`) that comes before it. Only silences
        between sentences are passed.
        """
        end = self.end_of(index)
        index = self.follower(index)
        while index < end and self.is_pause(index):
            index = self.follower(index)
        return index

    def is_pause(self, index: int) -> bool:
        """True if the cue at `index` is an ordinary silence. False for a rest, which fills a turn (`RestCue`), and for
        a break between two people."""
        cue = self.plan.cues[index]
        return isinstance(cue, WaitCue) and not cue.by_the_clock

    def asks_each(self, index: int) -> bool:
        """True if the cue at `index` is a consent, which may not be passed unanswered."""
        cue = self.plan.cues[index]
        return isinstance(cue, AgreeCue) or (isinstance(cue, CheckCue) and cue.touching)

    def reads_areas(self, index: int) -> bool:
        """True if the cue at `index` is one of those of an agreement that read the areas aloud, or ask the two people
        for their yes."""
        reading = self._reading_areas(index)
        return reading is not None and index >= reading

    def _reading_areas(self, index: int) -> int | None:
        """Returns the first cue that reads the areas of the agreement whose words stand at `index`; None elsewhere."""
        if self.plan.people != 2 or not self.plan.touch or not isinstance(self.plan.cues[index], SayCue):
            return None
        asked = self.asked_with(index)
        cue = self.plan.cues[asked] if asked is not None else None
        return cue.areas_from if isinstance(cue, AgreeCue) else None

    def begins_step(self, index: int) -> bool:
        """True if the cue at `index` is the first one of its step."""
        return index == 0 or self.plan.cues[index - 1].step != self.plan.cues[index].step

    def asked_with(self, index: int) -> int | None:
        """Returns the index of the next check or agreement in the step of the cue at `index`; None if there is none."""
        cues = self.plan.cues
        step = cues[index].step
        while index < len(cues) and cues[index].step == step:
            if isinstance(cues[index], CheckCue | AgreeCue):
                return index
            index += 1
        return None

    def asked_aloud(self, cue: AgreeCue, index: int) -> bool:
        """True if the agreement has been asked to its end when the cue at `index` begins: all that is agreed to, and
        the question to the first of the two."""
        return index >= self.first_asked(cue)

    def first_asked(self, cue: CheckCue | AgreeCue) -> int:
        """Returns the index of the check or agreement at which the first of the two is asked."""
        cues = self.plan.cues
        return next(at for at in range(cue.asked_from, len(cues)) if isinstance(cues[at], CheckCue | AgreeCue))

    def asked_by_name(self, cue: CheckCue | AgreeCue) -> str:
        """Returns the sentences that ask the person of this check or agreement by name; empty for one person."""
        if not cue.who:
            return ""
        found: list[str] = []
        for at in range(cue.asked_from, len(self.plan.cues)):
            here = self.plan.cues[at]
            if isinstance(here, SayCue):
                found.append(here.caption)
            elif isinstance(here, CheckCue | AgreeCue):
                if here.who == cue.who:
                    break
                found.clear()
        return " ".join(found)

    def last_asked(self, index: int) -> int:
        """Returns the index of the last check or agreement in the step of the cue at `index`. Raises ValueError if
        there is none."""
        cues, step = self.plan.cues, self.plan.cues[index].step
        same = (at for at in range(index, len(cues)) if cues[at].step == step)
        return max(at for at in same if isinstance(cues[at], CheckCue | AgreeCue))

    def last_words(self, section: Section) -> int:
        """Returns the first cue of the last step of a section that says something; its start where nothing is said."""
        stretch, cues = self.plan.sections[section], self.plan.cues
        said = [at for at in range(stretch.start, stretch.end) if isinstance(cues[at], SayCue)]
        return next((at for at in said if cues[at].step == cues[said[-1]].step), stretch.start)

    @property
    def all_crossed_out(self) -> bool:
        """True if there are areas of touch, and each is crossed out."""
        return bool(self.plan.touch) and self.crossed_out >= frozenset(self.plan.touch)

    def cross_out(self, area: str) -> None:
        """Crosses an area of touch out. Nothing takes it in again in this session."""
        self.crossed_out = self.crossed_out | {area}
        self._after = None

    def leave_closing_out(self) -> None:
        """Takes the silence and the bell after the ending away: it ends early."""
        self._closes = False
        self._after = None

    def next_area(self, index: int) -> int | None:
        """Returns the first cue of the next area of touch in the turn of the cue at `index`; None without another."""
        cue, end = self.plan.cues[index], self.end_of(index)
        for at in self.path_from(index):
            other = self.plan.cues[at]
            if other.turn != cue.turn or at >= end:
                return None
            if other.areas and not other.areas & cue.areas:
                return at
        return None

    def section_after(self, section: Section) -> Section | None:
        """Returns the section that follows by itself; None after the last one, and after a byway."""
        if section is Section.MAIN:
            return Section.ENDING
        return Section.CLOSING if section is Section.ENDING and self._closes else None

    def end_of(self, index: int) -> int:
        """Returns the end of the section that the cue at `index` is in."""
        return self.plan.sections[self.plan.section_of(index)].end

    def path_from(self, index: int) -> Iterator[int]:
        """Goes from `index` to its section's end, and through the sections that follow by themselves."""
        section: Section | None = self.plan.section_of(index)
        while section is not None:
            end = self.plan.sections[section].end
            while index < end:
                yield index
                index = self.follower(index)
            section = self.section_after(section)
            if section is not None:
                index = self.settle(self.plan.sections[section].start)

    # -- what is said soon ----------------------------------------------------------------------------------------

    def soon(self, index: int, count: int) -> tuple[Utterance, ...]:
        """Returns the next `count` sentences from `index` on. Of a question with options it includes the first sentence
        of each."""
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
        """Returns the caption of the sentence that "next" leads to from the cue at `index`.

        Empty if it leads to something else, if it depends on an answer that has not been given yet, and if "next" leads
        nowhere: at a consent and in a break.
        """
        cue = self.plan.cues[index]
        in_break = isinstance(cue, WaitCue) and cue.by_the_clock
        if in_break or isinstance(cue, AskChoiceCue) or self.asks_each(index) or self.reads_areas(index):
            return ""
        then = self.next_stop(index)
        if then >= self.end_of(index) and (after := self.section_after(self.plan.section_of(index))) is not None:
            return self.caption_of(self.settle(self.plan.sections[after].start))
        return self.caption_of(then) if then < self.end_of(index) else ""

    def caption_of(self, index: int) -> str:
        """Returns the words that are shown at the cue at `index`; empty if no sentence is said there."""
        cue = self.plan.cues[index] if index < len(self.plan.cues) else None
        return cue.caption if isinstance(cue, SayCue) else ""

    # -- how long -------------------------------------------------------------------------------------------------

    def measured(self, index: int, pace: float, seconds: float) -> None:
        """Records that the sentence at `index`, said at `pace`, really takes `seconds`."""
        if self._measured.get((index, pace)) != seconds:
            self._measured[(index, pace)] = seconds
            self._after = None
            cue = self.plan.cues[index]
            if isinstance(cue, SayCue):
                self._took += seconds
                self._should += max(0.0, cue.seconds - cue.gap) * cue.pace / pace

    def set_paces(self, speech: float, silence: float) -> None:
        """Takes the paces that a person has chosen."""
        self.speech_pace, self.silence_pace = speech, silence
        self._after = None

    def spoken_seconds(self, index: int) -> float:
        """Returns the seconds that saying the sentence at `index` takes at the present pace, its gap left out."""
        cue = self.plan.cues[index]
        assert isinstance(cue, SayCue)
        pace = round(cue.pace * self.speech_pace, 2)
        known = self._measured.get((index, pace))
        return known if known is not None else max(0.0, cue.seconds - cue.gap) / self.speech_pace

    def silence_pace_of(self, cue: Cue) -> float:
        """Returns the factor on the silence of a cue: the chosen pace; but 1 in a turn, because both turns have to last
        equally long, and 1 in a break, because its length was told."""
        fixed = cue.turn is not None or (isinstance(cue, WaitCue) and cue.by_the_clock)
        return 1.0 if fixed else self.silence_pace

    def gap_seconds(self, cue: SayCue) -> float:
        """Returns the seconds of silence after a sentence."""
        return cue.gap * self.silence_pace_of(cue)

    def seconds(self, index: int) -> float:
        """Returns the best estimate of the seconds that the cue at `index` takes at the present paces."""
        match cue := self.cue_at(index):
            case SayCue():
                return self.spoken_seconds(index) + self.gap_seconds(cue)
            case WaitCue():
                return cue.seconds * self.silence_pace_of(cue)
            case BreatheCue():
                return (cue.in_ + cue.hold + cue.out + cue.hold_out) * cue.times
            case Jump():
                return 0.0
            case RestCue() | SoundCue() | AskChoiceCue() | TalkCue() | CheckCue() | AgreeCue() | RateCue():
                return cue.seconds
            case _:
                assert_never(cue)

    def later_in_turn(self, index: int, *, with_it: bool = False) -> tuple[float, float]:
        """Returns the seconds that the turn still needs after the cue at `index`; with `with_it`, for that cue too.

        There are two numbers. The first is the speech at the planned pace, corrected by how fast this voice has been so
        far. The second is everything else. With `with_it` it leaves the turn's silence (`RestCue`) out, which is
        shortened if the speech needs the time.
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

    def rests_later(self, index: int) -> bool:
        """True if the turn of the cue at `index` has a rest there or after it."""
        turn = self.plan.cues[index].turn
        for here in self.path_from(index):
            if self.plan.cues[here].turn != turn:
                return False
            if isinstance(self.plan.cues[here], RestCue):
                return True
        return False

    def seconds_after(self, index: int) -> float:
        """Returns the seconds from the end of the cue at `index` to the session's end, or on a byway to the byway's."""
        if self._after is None:
            self._after = self._sums()
        return self._after[index]

    def _sums(self) -> list[float]:
        """Adds up the seconds after each cue: with the default answers, or by the longest way where these leave too
        much of it out, as in the length that was told before (`plan.usual_seconds`)."""
        usual, longest = self._sums_by(self._default_ways), self._sums_by(self._all_ways)
        pairs = zip(usual, longest, strict=True)
        return [most if each < (1 - LEFT_OUT_AT_MOST) * most else each for each, most in pairs]

    def _default_ways(self, index: int) -> list[int]:
        return [self.follower(index)]

    def _all_ways(self, index: int) -> list[int]:
        cue = self.plan.cues[index]
        options = cue.options if isinstance(cue, AskChoiceCue) else ()
        return [self.settle(option.start) for option in options] or [self.follower(index)]

    def _sums_by(self, ways: Callable[[int], list[int]]) -> list[float]:
        """Adds up by the longest of these ways from each cue. Jumps only lead forward: one pass from the back."""
        plan = self.plan
        after = [0.0] * len(plan.cues)

        def from_start(index: int, end: int) -> float:
            return self.seconds(index) + after[index] if index < end else 0.0

        byways = (section for section in plan.sections if section not in (Section.ENDING, Section.MAIN))
        for section in (*byways, Section.ENDING, Section.MAIN):
            stretch = plan.sections[section]
            next_one = self.section_after(section)
            follows = plan.sections[next_one] if next_one is not None else None
            then = from_start(self.settle(follows.start), follows.end) if follows is not None else 0.0
            for index in range(stretch.end - 1, stretch.start - 1, -1):
                after[index] = max(from_start(way, stretch.end) if way < stretch.end else then for way in ways(index))
        return after
