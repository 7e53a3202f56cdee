"""The question at hand: which it is, what would be understood as an answer, and what has a meaning at all just now."""

from __future__ import annotations

from typing import assert_never

from companion.exercise.phrases import Phrases
from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Jump,
    RateCue,
    RestCue,
    SayCue,
    Section,
    SoundCue,
    TalkCue,
    WaitCue,
)
from companion.session.both import Both
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from companion.session.parts.consent import Consent
from companion.session.parts.hold import Hold
from companion.session.parts.lines import Lines, Then
from companion.session.parts.phase_clock import PhaseClock
from companion.session.parts.walk import Walk
from companion.session.parts.way_back import WayBack
from companion.session.parts.wish import Wish
from companion.session.table import MEANT, WIND_DOWN_MEANT, resume_answers
from companion.session.view import Asked, Phase, Question

PEOPLE = "people"
"""The answer to a cry for help that shows people who can help."""
_RATINGS = tuple(str(number) for number in range(11))


def _offered(asked: Asked) -> tuple[str, ...]:
    """Returns the answers that the screen offers to be picked, for every question of this kind.

    A choice offers those that its author wrote, and a question in a hold those that fit what was held."""
    match asked:
        case Asked.CHECK:
            return "green", "yellow", "red"
        case Asked.BACK_OR_END:
            return "continue", "end session"
        case Asked.RATE:
            return _RATINGS
        case Asked.TALK:
            return ("ready",)
        case Asked.AGREE | Asked.MORE_TIME:
            return "yes", "no"
        case Asked.CHOICE | Asked.WHAT_HELPS | Asked.HELP:
            return ()
        case _:
            assert_never(asked)


class OpenQuestion:
    """The question, read from the parts that it depends on. It has no state of its own, and changes none."""

    def __init__(
        self,
        phrases: Phrases,
        walk: Walk,
        clock: PhaseClock,
        lines: Lines,
        hold: Hold,
        way_back: WayBack,
        consent: Consent,
        wish: Wish,
    ) -> None:
        self._phrases = phrases
        self._plan = walk.plan
        self._walk = walk
        self._clock = clock
        self._lines = lines
        self._hold = hold
        self._way_back = way_back
        self._consent = consent
        self._wish = wish

    @property
    def open(self) -> bool:
        """True while an answer is waited for, also while help or the time left is said over the question."""
        if self._clock.phase is Phase.ASKING:
            return True
        moment = self._lines.broke_into
        return self._clock.running and self._lines.active and moment is not None and moment.phase is Phase.ASKING

    @property
    def asked(self) -> Asked | None:
        """The kind of the question that the present cue asks; that of going back in comes before it."""
        if self._way_back.asking:
            return Asked.BACK_OR_END
        match cue := self._walk.cue:
            case AskChoiceCue():
                return Asked.CHOICE
            case CheckCue():
                return Asked.CHECK
            case AgreeCue():
                return Asked.AGREE
            case RateCue():
                return Asked.RATE
            case TalkCue():
                return Asked.TALK
            case SayCue() | WaitCue() | RestCue() | BreatheCue() | SoundCue() | Jump() | None:
                return None
            case _:
                assert_never(cue)

    @property
    def text(self) -> str:
        """The words of that question."""
        if self._way_back.asking:
            return self._phrases.back_or_end
        match cue := self._walk.cue:
            case AskChoiceCue() | CheckCue() | AgreeCue() | RateCue() | TalkCue():
                return cue.question
            case SayCue() | WaitCue() | RestCue() | BreatheCue() | SoundCue() | Jump() | None:
                return ""
            case _:
                assert_never(cue)

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that would be understood now."""
        if self.help:
            return (PEOPLE,)
        if self.what_helps:
            return self._helps if self._hold.offered else ()
        if self.more_time and self._wish.asked:
            return ("yes", "no")
        if not self.open:
            return ()
        if self._way_back.asking:
            return ("yes", "no")
        match cue := self._walk.cue:
            case AskChoiceCue(options=options):
                return tuple(option.name for option in options)
            case AgreeCue():
                return ("yes", "no", *(area.casefold() for area in self._plan.touch))
            case TalkCue():
                return ("ready",)
            case RateCue():
                return _RATINGS
            case CheckCue() | SayCue() | WaitCue() | RestCue() | BreatheCue() | SoundCue() | Jump() | None:
                return ()
            case _:
                assert_never(cue)

    @property
    def to_each(self) -> CheckCue | AgreeCue | None:
        """The check or agreement that two people are asked just now, from its first word on; if it has several
        questions, the next one. None if there is none, and while the program's own words come before it. While an
        unanswered question is said once more, it goes on being asked."""
        early = self._lines.active and self._lines.broke_into is None and self._lines.then is not Then.ASK_AGAIN
        if self._plan.people != 2 or not self._clock.running or self._way_back.asking or early:
            return None
        return self._asked_of_each

    @property
    def held_agreement(self) -> AgreeCue | None:
        """The agreement of two people that a hold broke into. A no to it counts in the hold as well."""
        if self._plan.people != 2 or not self._clock.held or self._way_back.asking:
            return None
        cue = self._asked_of_each
        return cue if isinstance(cue, AgreeCue) else None

    @property
    def _asked_of_each(self) -> CheckCue | AgreeCue | None:
        at = self._walk.journey.asked_with(self._walk.at) if self._walk.cue is not None else None
        cue = self._walk.journey.cue_at(at) if at is not None else None
        return cue if isinstance(cue, CheckCue | AgreeCue) and self._consent.asking == cue.step else None

    @property
    def help(self) -> bool:
        """True after a cry for help, until the session goes on or stops."""
        return self._clock.held and self._hold.for_help

    @property
    def what_helps(self) -> bool:
        """True in a yellow amid touch, while either of the two may say what would help."""
        return not self.help and self._clock.phase is Phase.YELLOW and self._hold.hands_until is not None

    @property
    def _helps(self) -> tuple[str, ...]:
        phrases = self._phrases
        here = (phrases.hands_off, phrases.slower)
        return (*here, phrases.smaller, phrases.elsewhere) if self._other_place else here

    @property
    def yellow_words(self) -> str:
        """The words of a yellow amid touch after the first ones, which name the answers that are offered."""
        return self._phrases.yellow_places if self._other_place else self._phrases.yellow_touch

    @property
    def _other_place(self) -> bool:
        """True if the touch of this turn has another place to go to. Without one, "smaller" would be the same as
        "hands away"."""
        cue, walk = self._walk.cue, self._walk
        return cue is not None and bool(cue.areas) and walk.journey.next_area(walk.at) is not None

    @property
    def more_time(self) -> bool:
        """True while both of the two are asked whether they would like more time."""
        if not self._clock.running or self.open or self.to_each is not None:
            return False
        return self._wish.is_open(self._walk.in_turn_or_cue, self._clock.now)

    @property
    def early_answers(self) -> tuple[str, ...]:
        """The answers that are taken from a key while the question is still being said, or is held: a no, and at an
        agreement the areas to leave out. A voice is not listened for then: the narrator says "no" as well, and in a
        pause people talk to each other."""
        if self.what_helps:
            return self._helps
        if self.more_time:
            return ("no",)
        if self._asks_back_again:
            return ("yes", "no", *_offered(Asked.BACK_OR_END))
        if self.open or not (self.held_agreement or isinstance(self.to_each, AgreeCue)):
            return ()
        return ("no", *(area.casefold() for area in self._plan.touch))

    @property
    def _asks_back_again(self) -> bool:
        """True while the question whether to go back in is said once more, after no answer."""
        return (
            self._clock.running and self._way_back.asking and self._lines.active and self._lines.then is Then.ASK_BACK
        )

    @property
    def greens(self) -> Both | None:
        """The count of two people's greens, where both are needed to go on or to go back in now."""
        if self._clock.held:
            return self._hold.both
        return self._way_back.both if self._way_back.asking else None

    def meant(self) -> Listen:
        """Returns all that has a meaning now. Safety words always have one while the session is on."""
        kinds = MEANT[self._clock.phase]
        if self._walk.section is Section.WIND_DOWN:
            kinds &= WIND_DOWN_MEANT
        answers = self.answers
        if self.open and (asked := self.asked) is not None and resume_answers(asked):
            kinds |= {Kind.RESUME}
        kinds = kinds | {Kind.ANSWER} if answers else kinds - {Kind.ANSWER}
        if self._own_keys_count:
            kinds |= {Kind.SIGN}
        return Listen(kinds, answers, self.talking)

    @property
    def talking(self) -> bool:
        """True while people have been asked to speak: in a turn of a talk, or until they say that they are ready."""
        cue, phase = self._walk.cue, self._clock.phase
        if isinstance(cue, TalkCue):
            return phase is Phase.ASKING
        in_turn = isinstance(cue, RestCue | WaitCue) and cue.turn is not None and not cue.touching
        return in_turn and self._plan.kind == "talk" and phase is Phase.SILENT

    def takes(self, command: Command) -> bool:
        """True if the command has a meaning now, or is an answer that may be pressed before it is listened for."""
        if command.kind is Kind.ANSWER and command.value in self.early_answers:
            return True
        return command.kind in self.meant().kinds

    @property
    def _own_keys_count(self) -> bool:
        """True if each of two people has something to answer for themselves."""
        if self._plan.people != 2:
            return False
        if self._clock.held:
            return self._hold.both is not None
        if self._way_back.asking:
            return self._way_back.both is not None
        return self.to_each is not None or self.more_time

    def view(self, now: float) -> Question | None:
        """Makes the question as a screen shows it. A question that both of two people have to answer is shown from its
        first word on. It stays while something is said over it, or while it is held."""
        if self.help:
            return Question(Asked.HELP, self._phrases.help_asked, ())
        if self.what_helps:
            text = f"{self._phrases.hands_still} {self.yellow_words}"
            return Question(Asked.WHAT_HELPS, text, self._helps)
        if self.more_time and self._wish.is_open(self._walk.in_turn_or_cue, now):
            return Question(Asked.MORE_TIME, self._phrases.more_time_ask, _offered(Asked.MORE_TIME))
        to_each = self.to_each or self.held_agreement
        if to_each is not None and not self.open:
            return self._view_to_each(Asked.CHECK if isinstance(to_each, CheckCue) else Asked.AGREE, to_each)
        again = self._asks_back_again
        asked = self.asked if self.open or again or self._hold.broke_into_question else None
        if asked is None or (self._lines.active and not (self.open or again)):
            return None
        cue = self._walk.cue
        options = _offered(asked)
        if asked is Asked.CHOICE and isinstance(cue, AskChoiceCue):
            options = tuple(option.name for option in cue.options)
        if self._way_back.asking or not isinstance(cue, CheckCue | AgreeCue):
            return Question(asked, self.text, options)
        return self._view_to_each(asked, cue)

    def _view_to_each(self, asked: Asked, cue: CheckCue | AgreeCue) -> Question:
        called = dict(zip("ab", self._plan.called, strict=True))
        areas = self._plan.touch if isinstance(cue, AgreeCue) else ()
        out = self._walk.journey.crossed_out
        named = self._walk.journey.asked_by_name(cue)
        return Question(asked, cue.question, _offered(asked), called.get(cue.who, ""), areas, out, named)
