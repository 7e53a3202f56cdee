"""The walk along the plan: the section and the cue that the session is at, and the cues that it has passed through."""

from __future__ import annotations

from companion.exercise.plan import AgreeCue, CheckCue, Cue, Plan, Section
from companion.session.journey import Journey


class Walk:
    """The place of the session in its plan. `journey` knows the ways that lead from there."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.journey = Journey(plan)
        self.section = Section.MAIN
        self.at = self.start_of(Section.MAIN)
        """Index of the present cue. One past the end of the plan where everything in its section is crossed out."""
        self.reached = self.at
        """First cue of the step of the main section that began last: another session can go on from there."""
        self._passed: list[int] = []
        """The cues of this section that the session has passed through, the present one last: the way of "back".
        Silences between sentences are left out, and a question to each of two people is there once, with its first
        cue."""

    @property
    def cue(self) -> Cue | None:
        return self.journey.cue_at(self.at) if self.at < len(self.plan.cues) else None

    @property
    def at_question_to_each(self) -> bool:
        """True if the present cue is a check or an agreement, which somebody owes an answer to."""
        return isinstance(self.cue, CheckCue | AgreeCue)

    @property
    def in_turn_or_cue(self) -> tuple[str, int]:
        """Names the place that a wish for more time is for: ("turn", number) in a turn, otherwise ("cue", index)."""
        turn = self.cue.turn if self.cue is not None else None
        return ("cue", self.at) if turn is None else ("turn", turn)

    @property
    def step_start(self) -> int:
        """The first cue of the present step that the session has passed through; if it has passed none, the present
        cue."""
        cue = self.cue
        same = (index for index in self._passed if cue is not None and self.plan.cues[index].step == cue.step)
        return next(same, self.at)

    def start_of(self, section: Section) -> int:
        """Returns the first cue of a section, past what is crossed out, and past an introduction that both know."""
        start = self.plan.sections[section].start
        return self.journey.settle(max(start, self.plan.begins_at) if section is Section.MAIN else start)

    def end_of(self, section: Section) -> int:
        """Returns the index one past the last cue of a section."""
        return self.plan.sections[section].end

    # -- going ----------------------------------------------------------------------------------------------------

    def enter(self, section: Section) -> int:
        """Changes to another section, with no way back from it. Returns the index of its first cue, without going
        there."""
        self.section = section
        self._passed = []
        return self.start_of(section)

    def go_to(self, section: Section, at: int | None = None) -> None:
        """Goes to another section, before its first cue or the one `at`, with no way back from there."""
        start = self.enter(section)
        self.at = start if at is None else at

    def stand_before(self, index: int) -> None:
        """Goes to a cue of this section that does not begin yet."""
        self.at = index

    def begin(self, index: int) -> None:
        """Goes to a cue of this section that begins now. It is kept for the way back, unless it is a mere silence."""
        self.at = index
        if self.section is Section.MAIN:
            self._reach(index)
        if not self.journey.is_pause(index) and not self._at_last_passed(index):
            self._passed.append(index)

    def _reach(self, index: int) -> None:
        """Records the first cue of the step that begins."""
        steps = self.plan.cues
        if index < self.reached or self.reached >= len(steps) or steps[index].step != steps[self.reached].step:
            self.reached = index

    def _at_last_passed(self, index: int) -> bool:
        """True for the last cue of `_passed`; if that is a question to each of two people, for all its cues."""
        if not self._passed:
            return False
        last, cues = self._passed[-1], self.plan.cues
        if cues[last].step != cues[index].step:
            return False
        return index == last or (self.plan.people == 2 and self.journey.asked_with(index) is not None)

    def return_into(self, index: int) -> None:
        """Goes back into the midst of a cue of any section: it has begun already."""
        self.section = self.plan.section_of(index)
        self.at = index
        self._passed = [index]

    def go_back(self) -> tuple[int, bool]:
        """Removes the present cue and the one before it from the history. In a silence, the sentence before it counts
        as the one before.

        Returns the one before and True; if there is none, the present one and False.
        """
        silent = self.cue is not None and self.journey.is_pause(self.at)
        here = self._passed.pop() if self._passed and not silent else self.at
        return (self._passed.pop(), True) if self._passed else (here, False)
