"""The first words wherever touch ends that has begun: they tell both to let go."""

from __future__ import annotations

from itertools import takewhile

from companion.exercise.phrases import Line, Phrases
from companion.exercise.plan import Section
from companion.session.session import Session
from companion.session.view import Phase


def hands_back(phrases: Phrases) -> tuple[Line, ...]:
    """Returns the words that tell both to let go, and the silence after them."""
    first, *rest = phrases.ended_early_touch
    return (first, *takewhile(lambda line: not line.text, rest))


def hands_back_due(session: Session) -> tuple[Line, ...]:
    """Returns the words of `hands_back` if they are being said or about to be. If something breaks into them, it has to
    say them too."""
    lines = hands_back(session.phrases)
    words = lines[0].text
    saying = session.narration.saying
    being_said = (
        session.lines.active and session.clock.phase is Phase.SPEAKING and saying is not None and saying.text == words
    )
    return lines if being_said or session.lines.still_to_say(words) else ()


def hands_may_rest(session: Session) -> bool:
    """True if a yellow finds hands on somebody: in the touch that both have agreed to, or at a question amid it."""
    walk, cue = session.walk, session.walk.cue
    if session.plan.people != 2 or cue is None or session.way_back.to is not None or session.unattended:
        return False
    touched = session.consent.touched and walk.section is Section.MAIN
    return not session.consent.touch_over and (touched or (cue.touching and session.consent.may_touch))


def amid_touch(session: Session) -> bool:
    """True if hands may be on somebody: in touch, at a further agreement to touch, or on a byway that broke off either
    of these."""
    plan, way_back = session.plan, session.way_back
    at = session.walk.at if way_back.to is None else way_back.to
    if plan.people != 2 or at >= len(plan.cues):
        return False
    return plan.cues[at].touching or (session.consent.touched and plan.section_of(at) is Section.MAIN)
