"""The byways of a session: something else to do, or a break in a talk, and the way back in from there."""

from __future__ import annotations

from companion.exercise.phrases import Line
from companion.exercise.plan import Section
from companion.session.effects import NoticeKind, Outcome, Silence
from companion.session.parts.lines import Then
from companion.session.rules.letting_go import amid_touch, hands_back_due, hands_may_rest
from companion.session.rules.performer import Performer
from companion.session.session import Session


class Byways:
    """Leads aside and back. At the end of a byway the session asks whether to go back in, or to end."""

    def __init__(self, session: Session, performer: Performer) -> None:
        self._session = session
        self._performer = performer
        self._out = session.out
        self._clock = session.clock
        self._walk = session.walk
        self._lines = session.lines
        self._hold = session.hold
        self._way_back = session.way_back

    def something_else(self) -> None:
        """Leads outward, away from what the exercise asks for; the way back is to the step that it broke off.

        Each call offers another idea: the plan's own, then the program's in their order. After the last one it says
        that these were all, and begins again with the first.
        """
        self._lead_outward(None)

    def _lead_outward(self, first: Line | None) -> None:
        self._out.emit(Silence())
        self._way_back.leave(self._walk.step_start)
        ideas = self._ideas()
        self._lead_aside(Section.SOMETHING_ELSE, first=first, instead=ideas[self._way_back.next_idea(len(ideas))])

    def _ideas(self) -> tuple[tuple[Line, ...], ...]:
        """Returns the words of each something else, in order; none for the first, whose words the plan has."""
        phrases, plan = self._session.phrases, self._session.plan
        start = plan.cues[plan.sections[Section.SOMETHING_ELSE].start]
        authored = start.path[0] != "phrases"
        general = (phrases.something_else,) if authored else ()
        return (), *general, phrases.something_else_words, phrases.something_else_lines, phrases.something_else_all

    def coming_up(self) -> None:
        """Ends touch when tears, a flashback or numbness come up, and gives both people space.

        If the plan has no section for that, because it has no touch or because the exercise for it is missing, this
        leads to "something else"; amid touch, hands are called away first.
        """
        if Section.SPACE not in self._session.plan.sections:
            hands = Line(text=self._session.phrases.hands_away) if hands_may_rest(self._session) else None
            self._lead_outward(hands)
        elif self._walk.section is Section.SPACE:
            self._out.notice(NoticeKind.NOT_NOW)
        else:
            self._out.emit(Silence())
            self._session.consent.end_touch()
            self._performer.turn_to(Section.SPACE, Outcome.STOPPED, (), at=self._space_at())

    def _space_at(self) -> int | None:
        """Returns the first cue of the space after the words that take hands away; None if they have to be said,
        because touch may have begun."""
        if self._session.consent.begun or amid_touch(self._session):
            return None
        cues, start = self._session.plan.cues, self._session.plan.sections[Section.SPACE].start
        return next((at for at in range(start, len(cues)) if cues[at].step != cues[start].step), None)

    @property
    def has_break(self) -> bool:
        """True if a break can be taken: in a talk of two, while it goes on."""
        return Section.BREAK in self._session.plan.sections and self._walk.section in (Section.MAIN, Section.ENDING)

    def take_break(self) -> None:
        """Stops the clock of a talk. The two agree when to come back, and then the talk goes on where it broke off."""
        self._out.emit(Silence())
        moment = self._lines.broke_into or self._hold.moment or self._clock.moment
        # Words that broke into nothing stand before a cue: back to its beginning.
        before_cue = self._lines.active and self._lines.broke_into is None
        step = self._walk.at if before_cue else self._walk.step_start
        self._way_back.take_break(step, None if before_cue else (self._walk.at, moment))
        self._lead_aside(Section.BREAK, both=True)

    def _lead_aside(
        self, section: Section, *, first: Line | None = None, both: bool = False, instead: tuple[Line, ...] = ()
    ) -> None:
        """Leads to a byway. Going back in from there needs both of two with `both`, and in a yellow; hands are let go
        first. With `instead`, these words are said in place of the section's cues."""
        hands = (first,) if first is not None else hands_back_due(self._session)
        self._way_back.begin(needs_both=both or self._hold.both is not None)
        self._hold.forget_greens()
        self._session.narration.forget_last_said()
        self._session.drop_everything()
        if hands or instead:
            self._walk.go_to(section)
            self._lines.put((*hands, *instead), Then.SECTION_OVER if instead else Then.ARRIVE)
            self._performer.say_next_line()
        else:
            self._performer.enter_section(section)

    def go_back_in(self) -> None:
        """Leads back: from something else to the step that it broke off, from a break to the moment at which it
        began. No press from before this counts towards a yes there."""
        self._session.narration.quiet()
        self._session.drop_everything()
        self._session.keys.begin_anew()
        self._hold.forget_greens()
        step, amid = self._way_back.take()
        if amid is not None:
            index, moment = amid
            self._walk.return_into(index)
            self._performer.take_up(moment)
        elif step is not None:
            self._walk.enter(self._session.plan.section_of(step))
            self._performer.arrive(step)
        else:
            self._performer.enter_section(Section.MAIN)
