"""One session: its parts, put together. The rules in `rules/` work on them, and `showing` makes the view of them."""

from __future__ import annotations

from companion.exercise.phrases import Phrases
from companion.exercise.plan import AgreeCue, Plan, usual_seconds
from companion.session.parts.breath import Breath
from companion.session.parts.consent import Consent
from companion.session.parts.dials import Dials
from companion.session.parts.ending import Ending
from companion.session.parts.hold import Hold
from companion.session.parts.languages import languages_of
from companion.session.parts.lines import Lines
from companion.session.parts.look_ahead import LookAhead
from companion.session.parts.narration import Narration
from companion.session.parts.open_question import OpenQuestion
from companion.session.parts.outbox import Outbox
from companion.session.parts.own_keys import OwnKeys
from companion.session.parts.phase_clock import PhaseClock, Timing
from companion.session.parts.turn_clock import TurnClock
from companion.session.parts.walk import Walk
from companion.session.parts.warnings import Warnings, is_gentle, reminders_for
from companion.session.parts.way_back import WayBack
from companion.session.parts.wish import Wish
from companion.session.view import Phase


class Session:
    """One session. All that it remembers is in its parts."""

    def __init__(
        self, plan: Plan, phrases: Phrases, *, timing: Timing, unattended: bool, dials: Dials | None = None
    ) -> None:
        self.plan = plan
        self.phrases = phrases
        self.unattended = unattended
        """No person is there to answer (a rehearsal, a rendering): each question takes its default, or a yes."""
        self.out = Outbox()
        """The effects of the event being handled."""
        self.clock = PhaseClock(timing)
        """The phase, its deadline, and the running time."""
        self.dials = dials or Dials()
        """The paces and the volume."""
        self.walk = Walk(plan)
        """The place in the plan."""
        self.walk.journey.set_paces(self.dials.pace, self.dials.silence_pace)
        self.turns = TurnClock(self.walk, self.dials, unattended=unattended)
        """The seconds each turn has lasted, and is to last."""
        self.narration = Narration(self.out, self.clock, self.dials, languages_of(plan, phrases))
        """The sentence that is being said, and the clip whose end is waited for."""
        self.breath = Breath()
        """The breath that is being guided, and the part of it."""
        self.lines = Lines()
        """The program's own words, and what they broke into."""
        seconds, touch = usual_seconds(plan), bool(plan.touch)
        gentle = is_gentle(people=plan.people, touch=touch)
        self.warnings = Warnings(phrases, reminders_for(seconds, touch=touch), gentle=gentle)
        """The troubles of hearing and voice, and the times at which they have to be told."""
        self.hold = Hold(self.out, self.clock, self.narration, two=plan.people == 2)
        """The moment that a pause or a yellow broke into, and the greens that lift it."""
        self.wish = Wish()
        """The wish for more time of touch, and who has said yes to it."""
        self.way_back = WayBack()
        """The place to go back to after something else or a break."""
        self.keys = OwnKeys()
        """The presses of the two people's own keys."""
        self.consent = Consent()
        """The agreements of two people to touch, and their greens to the present check."""
        self.ending = Ending()
        """The outcome, and the one that is coming."""
        self.question = OpenQuestion(
            phrases, self.walk, self.clock, self.lines, self.hold, self.way_back, self.consent, self.wish
        )
        """The question at hand, and what would be understood."""
        self.ahead = LookAhead(self.out, self.walk, self.narration, phrases, self.warnings)
        """The sentences to render and the words to listen for."""

    def in_agreement(self, index: int) -> bool:
        """Tells whether the cue at `index` belongs to an agreement to touch."""
        asked = self.walk.journey.asked_with(index)
        return asked is not None and isinstance(self.plan.cues[asked], AgreeCue)

    @property
    def agreeing(self) -> bool:
        """True while an agreement to touch is read out. It is broken into by no warning."""
        return self.clock.phase in (Phase.SPEAKING, Phase.SILENT) and (
            self.walk.cue is not None and self.in_agreement(self.walk.at)
        )

    def drop_everything(self) -> None:
        """Forgets all that is under way, because the session goes on somewhere else or ends."""
        self.narration.drop()
        self.clock.stop()
        self.hold.forget_moment()
        self.lines.drop()
        self.way_back.close_question()
