"""The walk along the plan: the section and the cue the session is at, and the steps it has come through."""

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
        self._steps: list[int] = []
        """First cues of the steps come through in this section, the present one last: the way "back" takes."""

    @property
    def cue(self) -> Cue | None:
        return self.journey.cue_at(self.at) if self.at < len(self.plan.cues) else None

    @property
    def at_question_to_each(self) -> bool:
        """True if the present cue is a check or an agreement, which somebody owes an answer to."""
        return isinstance(self.cue, CheckCue | AgreeCue)

    @property
    def in_turn_or_cue(self) -> tuple[str, int]:
        """The turn it is in, or outside of turns the cue. A wish for more time is for this."""
        turn = self.cue.turn if self.cue is not None else None
        return ("cue", self.at) if turn is None else ("turn", turn)

    @property
    def step_start(self) -> int:
        """The first cue of the present step; the present cue where no step has begun yet."""
        return self._steps[-1] if self._steps else self.at

    def start_of(self, section: Section) -> int:
        """Returns the first cue of a section, past what is crossed out, and past an introduction that both know."""
        start = self.plan.sections[section].start
        return self.journey.settle(max(start, self.plan.begins_at) if section is Section.MAIN else start)

    def end_of(self, section: Section) -> int:
        """Returns the index one past the last cue of a section."""
        return self.plan.sections[section].end

    # -- going ----------------------------------------------------------------------------------------------------

    def enter(self, section: Section) -> int:
        """Changes to another section, with no way back from it. Returns its first cue, which is not gone to yet."""
        self.section = section
        self._steps = []
        return self.start_of(section)

    def go_to(self, section: Section, at: int | None = None) -> None:
        """Goes to another section, before its first cue or the one `at`, with no way back from there."""
        start = self.enter(section)
        self.at = start if at is None else at

    def stand_before(self, index: int) -> None:
        """Goes to a cue of this section that does not begin yet."""
        self.at = index

    def begin(self, index: int) -> None:
        """Goes to a cue of this section that begins now. A step that begins with it is kept for the way back."""
        self.at = index
        last = self._steps[-1] if self._steps else None
        if last is None or self.plan.cues[last].step != self.plan.cues[index].step or index < last:
            self._steps.append(index)
        if self.section is Section.MAIN:
            self.reached = self._steps[-1]

    def return_into(self, index: int) -> None:
        """Goes back into the midst of a cue of any section: it has begun already."""
        self.section = self.plan.section_of(index)
        self.at = index
        self._steps = [index]

    def step_back(self) -> tuple[int, bool]:
        """Takes the present step and the one before it off the way.

        Returns the first cue of the earlier one and True; if there is none, that of the present one and False.
        """
        here = self._steps.pop() if self._steps else self.at
        return (self._steps.pop(), True) if self._steps else (here, False)
