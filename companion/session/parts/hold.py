"""The hold of a session that stands still: in a pause, in a yellow, or because the loudspeaker is gone."""

from __future__ import annotations

from typing import assert_never

from companion.session.both import Both
from companion.session.effects import Silence, Utterance
from companion.session.events import ClipEnded, ClipFailed, ClipHeldBack, ClipStarted
from companion.session.parts.narration import END_MARGIN, START_MARGIN, Narration, estimated
from companion.session.parts.outbox import Outbox
from companion.session.parts.phase_clock import Moment, PhaseClock
from companion.session.table import YELLOW_PATIENCE
from companion.session.view import Phase


class Hold:
    """Keeps the phase that a hold broke into, and the greens that lift it. The session does not wait for the end of
    words that are said during a hold."""

    def __init__(self, out: Outbox, clock: PhaseClock, narration: Narration, *, two: bool) -> None:
        self._out = out
        self._clock = clock
        self._narration = narration
        self._two = two
        self.moment: Moment | None = None
        """The phase that the hold broke into; None if the present cue begins anew after it."""
        self.both: Both | None = None
        """Counts the greens where both of two people are needed to lift the hold; None if one is enough."""
        self._asking_other: int | None = None
        """The clip that asks the other for the second green."""
        self._next: tuple[int, Utterance, Utterance] | None = None
        """A clip, its words, and what is said after it."""
        self.hands_until: float | None = None
        """In a hold amid touch: the time until which hands may rest where they are. In a yellow the two may say until
        then what would help. None elsewhere."""
        self.offered = False
        """True once it has been said what could help, so that a voice may answer."""
        self.for_help = False
        """True after a cry for help: it was asked whether to go on, to stop, or to see people who can help."""

    # -- standing still -------------------------------------------------------------------------------------------

    def begin(self, phase: Phase, *, quiet: bool = True) -> None:
        """Stands still in `phase`. If the session was held already, it keeps the phase that was broken into first.

        `quiet`: silences whatever sounds. Greens given earlier don't count any more: they were for the earlier hold. In
        a yellow of two people, the time that they have for their greens begins.
        """
        self._next = None
        if self._clock.running:
            self.moment = self._clock.moment
            self.hands_off()
            self.for_help = False
        if self.both is not None:
            self.both = Both()
        if quiet:
            self._out.emit(Silence())
        self._narration.wait_for_nothing()
        self._clock.stop()
        if phase is Phase.YELLOW and self._two:
            self._clock.renew_patience()
            self._clock.wait(YELLOW_PATIENCE)
        self._clock.move(phase)

    def begin_again(self, phase: Phase, both: bool) -> None:
        """Stands still at another place of the plan, without a word; `both`: two greens are needed, as before. Hands
        are called away no later than before."""
        self.both = Both() if both else None
        until, offered, for_help = self.hands_until, self.offered, self.for_help
        self.begin(phase, quiet=False)
        self.hands_until, self.offered, self.for_help = until, offered, for_help
        if (phase is Phase.YELLOW and self._two) or until is not None:
            self.wait(YELLOW_PATIENCE)

    def need_both(self) -> None:
        """Lets only both of the two lift this hold, and counts their greens from none."""
        self.both = Both()

    def hands_still(self, until: float) -> None:
        """Notes that hands may rest where they are until the time `until`. In a hold that follows another one, the time
        stays as it was."""
        if self.hands_until is None:
            self.hands_until, self.offered = until, False

    def ask_for_help(self) -> None:
        """Notes that somebody cried for help. The question that follows is not yet said to its end."""
        self.for_help, self.offered = True, False

    def forget_help(self) -> None:
        """Notes that something else is asked now."""
        self.for_help = False

    def hands_off(self) -> None:
        """Notes that no hands rest on anybody, as far as is known."""
        self.hands_until = None

    def wait(self, seconds: float) -> None:
        """Waits `seconds` for a green, but no longer than hands may rest where they are."""
        if self.hands_until is not None:
            seconds = max(0.0, min(seconds, self.hands_until - self._clock.now))
        self._clock.wait(seconds)

    def lift(self) -> Moment | None:
        """Ends the hold, and silences what was being said meanwhile. Returns the phase that it broke into."""
        self.both = self._next = None
        self.for_help = False
        self.hands_off()
        self._clock.stop()
        moment, self.moment = self.moment, None
        self._out.emit(Silence())
        return moment

    def forget_greens(self) -> None:
        self.both = None

    def forget_moment(self) -> None:
        self.moment = None

    def stretch(self, factor: float) -> None:
        """Makes the silence that the hold broke into longer or shorter by a factor; nothing else."""
        if self.moment is not None and self.moment.phase is Phase.SILENT:
            self.moment = self.moment.stretched(factor)

    @property
    def broke_into_question(self) -> bool:
        return self.moment is not None and self.moment.phase is Phase.ASKING

    # -- what is said meanwhile -----------------------------------------------------------------------------------

    def say(self, utterance: Utterance, then: Utterance | None = None) -> int:
        """Says something over the hold, and `then` after it: a short sentence sounds sooner by itself. Returns the
        first clip's id."""
        self._asking_other = None
        id = self._narration.say_over(utterance)
        self._next = (id, utterance, then) if then is not None else None
        return id

    def ask_other(self, question: str) -> None:
        """Asks the partner for the second green. Nothing spoken before its last word counts as theirs.

        If no voice can ask, the question is shown for as long as saying it would take.
        """
        assert self.both is not None
        asking = self._narration.own(question)
        self._asking_other = self.say(asking)
        margin = 0.0 if self._narration.lost else START_MARGIN
        self.both.ask_other(self._clock.now + estimated(asking) + margin)

    def clip_reported(self, event: ClipStarted | ClipHeldBack | ClipEnded | ClipFailed, question: str) -> None:
        """Handles a report about the clip that asks the partner `question`; ignores the reports about other clips."""
        if isinstance(event, ClipEnded | ClipFailed):
            if self._next is not None and self._next[0] == event.id:
                _, first, then = self._next
                self.say(then)
                self._narration.show(f"{first.text} {then.text}")
                return
            self.offered = True
        if event.id != self._asking_other or self.both is None:
            return
        now = self._clock.now
        match event:
            case ClipStarted(_, seconds) | ClipHeldBack(_, seconds):
                self.both.ask_other(now + seconds + END_MARGIN)
            case ClipFailed():
                self.both.ask_other(now + estimated(self._narration.own(question)))
            case ClipEnded():
                self.both.asked(now)
            case _:
                assert_never(event)
