"""The answers that people give: a word, a number, or one of two people's own keys."""

from __future__ import annotations

from typing import assert_never

from companion.exercise.plan import (
    AgreeCue,
    AskChoiceCue,
    BreatheCue,
    CheckCue,
    Jump,
    RateCue,
    RestCue,
    SayCue,
    SoundCue,
    TalkCue,
    WaitCue,
)
from companion.session.effects import NoticeKind
from companion.session.parts.open_question import PEOPLE
from companion.session.rules.lights import Lights
from companion.session.rules.more_time import MoreTime
from companion.session.rules.performer import Performer
from companion.session.rules.questions import Questions
from companion.session.rules.ways_out import WaysOut
from companion.session.rules.what_helps import WhatHelps
from companion.session.session import Session

_BACK_OR_END = {"continue": "yes", "end session": "no"}
"""The answers that the screen offers there to be picked, and their meaning."""


class Answers:
    """Takes an answer to whichever question is open."""

    def __init__(
        self,
        session: Session,
        performer: Performer,
        ways_out: WaysOut,
        questions: Questions,
        lights: Lights,
        more_time: MoreTime,
        what_helps: WhatHelps,
    ) -> None:
        self._session = session
        self._performer = performer
        self._ways_out = ways_out
        self._questions = questions
        self._lights = lights
        self._more_time = more_time
        self._what_helps = what_helps
        self._walk = session.walk

    def answer(self, value: str) -> None:
        """Takes a word or a number. If it is not among the answers, the only effect is the notice that it doesn't do
        anything now."""
        going_back = self._session.way_back.asking
        if going_back:
            value = _BACK_OR_END.get(value, value)
        cue = self._session.question.to_each or self._session.question.held_agreement
        if self._session.question.help and value == PEOPLE:
            self._session.out.notice(NoticeKind.CRISIS_CARD)
        elif self._session.question.what_helps and value in self._session.question.early_answers:
            self._what_helps.choose(value)
        elif self._session.question.more_time and value in ("yes", "no"):
            if value == "yes":
                self._more_time.yes("")
            else:
                self._more_time.no()
        elif isinstance(cue, AgreeCue) and value in self._session.question.early_answers:
            self._questions.agreement(cue, value)
        elif value not in (*self._session.question.answers, *self._session.question.early_answers):
            self._session.out.notice(NoticeKind.NOT_NOW)
        elif going_back and value == "yes":
            self._lights.green("")
        elif isinstance(at := self._walk.cue, AgreeCue) and not going_back:
            self._questions.agreement(at, value)
        else:
            self._performer.drop_lines()
            if going_back:
                self._ways_out.end_kindly()
            else:
                self._answer_cue(value)

    def _answer_cue(self, value: str) -> None:
        match cue := self._walk.cue:
            case AskChoiceCue(options=options):
                option = next(option for option in options if option.name == value)
                if option.ends:
                    self._ways_out.end_kindly()
                else:
                    self._session.narration.quiet()
                    self._performer.arrive(option.start)
            case RateCue() | TalkCue():
                self._performer.leave()
            case AgreeCue() | CheckCue() | SayCue() | WaitCue() | RestCue() | BreatheCue() | SoundCue() | Jump() | None:
                raise AssertionError(f"nothing was asked that could be answered by {value!r}")
            case _:
                assert_never(cue)

    def own_key(self, by: str, *, held: bool) -> None:
        """Takes the key of one of two people: their yes to whatever is theirs to say yes to now. `held`: this press
        counts as a key held down."""
        if by not in ("a", "b"):
            self._session.out.notice(NoticeKind.NOT_NOW)
            return
        keys, now = self._session.keys, self._session.clock.now
        fresh, cue = keys.is_fresh(by, now), self._session.question.to_each
        if not keys.counts(by, now):
            return  # one hand pressed both keys
        if isinstance(cue, AgreeCue):
            self._questions.own_key(cue, by, held=held, fresh=fresh)
        elif not fresh and not held:
            return  # held down since an earlier question, which it was meant for
        elif self._session.clock.held or self._session.way_back.asking:
            self._lights.green(by)
        elif cue is not None:
            self._questions.own_key(cue, by, held=held, fresh=fresh)
        elif self._session.question.more_time:
            self._more_time.yes(by)
