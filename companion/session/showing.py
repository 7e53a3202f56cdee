"""Shows a session as it is at one moment, worked out from its parts. Nothing here changes any of them."""

from __future__ import annotations

from companion.exercise.plan import BreatheCue, CheckCue, SayCue, Section
from companion.exercise.time_left import told
from companion.session.parts.lines import Then
from companion.session.session import Session
from companion.session.table import RUNNING
from companion.session.view import BreathView, Phase, TurnView, View


def view(session: Session, now: float) -> View:
    """Makes everything that a screen shows at `now`."""
    clock, walk, dials = session.clock, session.walk, session.dials
    now = clock.not_before(now)
    cue = walk.cue
    left = _left(session, now)
    elapsed = clock.ran + clock.run_since(now)
    return View(
        now=now,
        phase=clock.phase,
        section=walk.section,
        title=session.phrases.title_smaller if walk.journey.crossed_out else session.plan.title,
        words=session.narration.words,
        coming=coming if (coming := _coming(session)) != session.narration.words else "",
        elapsed=elapsed,
        total=elapsed + left,
        left=left,
        silence_left=_silence_left(session, now),
        breath=_breath(session),
        turn=_turn(session, now),
        question=session.question.view(now),
        allowed=session.ahead.listening or session.question.meant(),
        speech_pace=dials.pace,
        silence_pace=dials.silence_pace,
        volume=dials.volume,
        outcome=session.ending.outcome,
        called=session.plan.called,
        needs_both=session.question.greens is not None,
        checking=_checking(session),
        agreeing=session.agreeing,
        touching=cue is not None and cue.touching and session.consent.may_touch,
        broken_off=_broken_off(session),
        caption_stays=_caption_stays(session),
        bed=_has_bed(session),
        said_over=max(0.0, session.narration.over_until - now) if clock.held else 0.0,
    )


def _has_bed(session: Session) -> bool:
    """True while the background sound may play: not after a stop, and in the silence after the ending as chosen."""
    section = session.walk.section
    if section is Section.CLOSING and not session.plan.closing_bed:
        return False
    return session.clock.phase in RUNNING and section is not Section.WIND_DOWN


def time_left_in_words(session: Session) -> str:
    """Answers "how long": the minutes left, as they are said."""
    phrases = session.phrases
    return told(
        _left(session, session.clock.now),
        nearly=phrases.nearly_done,
        under_a_minute=phrases.under_minute_left,
        a_minute=phrases.minute_left,
        minutes=lambda number: phrases.time_left.format(minutes=phrases.minutes_many.format(n=number)),
    )


def _coming(session: Session) -> str:
    """Returns the sentence that "next" leads to, as it is shown; empty if it leads to none, or to nothing.

    It is empty, too, while a hold needs both people: "next:" would promise what one of them may not want.
    """
    walk, lines, journey = session.walk, session.lines, session.walk.journey
    if session.clock.held and session.hold.both is not None:
        return ""
    if session.clock.phase is Phase.FINISHED or walk.cue is None or session.way_back.asking:
        return ""
    if not lines.active:
        return journey.coming(walk.at)
    if lines.before_others or lines.then not in (Then.ARRIVE, Then.RETURN):
        return ""
    if lines.broke_into is None:
        return journey.caption_of(journey.settle(walk.at))
    return journey.caption_of(walk.at) if lines.broke_into.phase is Phase.SPEAKING else ""


def _left(session: Session, now: float) -> float:
    """Returns the seconds left of the session, or of the byway that it is on."""
    phase, walk = session.clock.phase, session.walk
    if phase is Phase.FINISHED or walk.cue is None:
        return 0.0
    of_cue = walk.journey.seconds(walk.at) if phase is Phase.READY else _left_of_cue(session, now)
    return of_cue + walk.journey.seconds_after(walk.at)


def _left_of_cue(session: Session, now: float) -> float:
    clock, walk, lines, hold = session.clock, session.walk, session.lines, session.hold
    cue = walk.cue
    whole = walk.journey.seconds(walk.at)
    if lines.active:
        moment = lines.broke_into
        return moment.left if moment is not None and moment.phase is Phase.SILENT else whole
    phase = clock.phase
    left = max(0.0, clock.deadline - now) if clock.deadline is not None else whole
    if hold.moment is not None:
        phase, left = hold.moment.phase, hold.moment.left
    if phase is Phase.SPEAKING and isinstance(cue, SayCue):
        # The deadline holds a margin that is not planned for.
        return min(left, walk.journey.spoken_seconds(walk.at)) + walk.journey.gap_seconds(cue)
    if phase is Phase.BREATHING and isinstance(cue, BreatheCue):
        return session.breath.left(cue, left)
    return min(left, whole) if phase is Phase.SPEAKING else left


def _silence_left(session: Session, now: float) -> float | None:
    """Returns the seconds left of a silence of the exercise's; None in the short gap that belongs to a sentence."""
    clock, moment = session.clock, session.hold.moment
    if session.lines.active or session.narration.in_gap:
        return None
    if clock.phase is Phase.SILENT and clock.deadline is not None:
        return max(0.0, clock.deadline - now)
    return moment.left if moment is not None and moment.phase is Phase.SILENT else None


def _breath(session: Session) -> BreathView | None:
    cue = session.walk.cue
    if session.clock.phase is not Phase.BREATHING or not isinstance(cue, BreatheCue):
        return None
    return session.breath.view(cue)


def _turn(session: Session, now: float) -> TurnView | None:
    cue = session.walk.cue
    if cue is None or cue.turn is None or session.clock.phase is Phase.FINISHED:
        return None
    turn = session.plan.turns[cue.turn]
    stands = session.lines.active or (session.clock.phase is Phase.ASKING and session.walk.at_question_to_each)
    running = 0.0 if stands else session.clock.run_since(now)
    left = max(0.0, session.turns.left(cue.turn, running))
    return TurnView(turn.giver, turn.receiver, cue.turn % 2 + 1, 2, left)


def _broken_off(session: Session) -> bool:
    """True if the words that are being said broke into a sentence: of the exercise's, or of the program's own."""
    lines = session.lines
    return lines.active and (
        lines.before_others or (lines.broke_into is not None and lines.broke_into.phase is Phase.SPEAKING)
    )


def _caption_stays(session: Session) -> bool:
    """True if an author wrote one caption for several sentences, and this isn't the first of them."""
    cue, at = session.walk.cue, session.walk.at
    if session.lines.active or at == 0 or not isinstance(cue, SayCue) or cue.caption == cue.text:
        return False
    before = session.plan.cues[at - 1]
    return isinstance(before, SayCue) and (before.step, before.caption) == (cue.step, cue.caption)


def _checking(session: Session) -> bool:
    """True if the present step asks a check, now or after the words that are being said."""
    walk, cue = session.walk, session.walk.cue
    if cue is None or session.way_back.asking or session.clock.phase is Phase.FINISHED:
        return False
    for later in session.plan.cues[walk.at :]:
        if later.step != cue.step:
            return False
        if isinstance(later, CheckCue):
            return True
    return False
