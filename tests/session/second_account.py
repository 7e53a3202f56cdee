"""The second account of two people's yeses and greens. It knows only what the two hear, see and press.

A yes by key takes presses of that key that span a second, with no long gap between them. All of them come after the
question was asked to its end, and none from a key that has been down since before the question: since before its first
word, or since before a hold within it. A green by key takes one press of a key that has not been down since before the
hold.

Times are told by their order: a key that went down before something happened went down in an earlier moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from companion.exercise.phrases import Phrases
from companion.exercise.plan import AgreeCue, Plan, SayCue
from companion.session.table import HELD
from companion.session.view import Asked, Phase, View

SECONDS = 1.0
"""Seconds that the presses of a key have to span."""
APART = 5.0
"""Seconds between two presses that are too far apart for one yes."""
ONE_HAND = 0.3
"""Seconds after a press within which one hand may have pressed the other key, too."""


@dataclass(frozen=True)
class _Sentences:
    """Sentences of all agreements of a plan, before the first of the two is asked. The very last one isn't among them:
    somebody may have it said again while the question is open. Nor is the first: an unanswered question begins with
    it, too."""

    first: frozenset[str]
    anew: frozenset[str]
    """Sentences that are said only if both are asked anew."""
    before: frozenset[str]
    """Sentences that tell that the question isn't yet asked to its end."""


def _sentences(plan: Plan) -> _Sentences:
    firsts, anew, before = set[str](), set[str](), set[str]()
    agreements = {cue.step: (at, cue) for at, cue in reversed([*enumerate(plan.cues)]) if isinstance(cue, AgreeCue)}
    for step, (end, asked) in agreements.items():
        says = [
            (at, cue.text) for at, cue in enumerate(plan.cues[:end]) if cue.step == step and isinstance(cue, SayCue)
        ]
        firsts |= {text for _, text in says[:1]}
        between = [(at, text) for at, text in says[1:-1] if text != asked.question]
        anew |= {text for at, text in between if at < asked.asked_from}
        before |= {text for _, text in between}
    return _Sentences(frozenset(firsts), frozenset(anew - firsts), frozenset(before - firsts))


class Yeses:
    """The yeses to the question at hand, and whether both have agreed."""

    def __init__(self, plan: Plan, phrases: Phrases) -> None:
        self.moment = 0
        """Number of things that have happened so far. A key that goes down keeps it."""
        self.given: set[str] = set()
        """People whose yes to the question at hand may count."""
        self.agreed = False
        """Both have said yes, and have not been asked again since."""
        self.open = False
        """The question has been asked to its end, and can be seen."""
        self._sentences = _sentences(plan)
        self._unanswered = phrases.unanswered
        self._question = ""
        self._shown = False
        self._since = 0
        """Moment at which this question was begun, or taken up after a hold."""
        self._once_more = False
        """The question wasn't answered, and is being said once more."""
        self._held = self._open_before = False
        self._presses: dict[str, tuple[float, float]] = {}
        """The first and the last press of each key that may be part of a yes."""
        self._last: tuple[str, float] | None = None

    # -- what the two do ------------------------------------------------------------------------------------------

    def pressed(self, by: str, now: float, *, down: int, typed: bool) -> None:
        """Takes in that the key of one of the two is pressed, or repeated. `down`: the moment at which it went down;
        `typed`: it is a letter on a line of its own, which is a yes at once."""
        if not self._shown or self._held or self._may_be_one_hand(by, now) or not self.open:
            return
        if typed or (down >= self._since and self._has_lasted(by, now)):
            self._give(by)

    def _has_lasted(self, by: str, now: float) -> bool:
        first, last = self._presses.get(by, (now, now))
        self._presses[by] = (first if now - last <= APART else now), now
        return now - self._presses[by][0] >= SECONDS

    def _may_be_one_hand(self, by: str, now: float) -> bool:
        before = self._last
        if before is not None and before[0] != by and now - before[1] < ONE_HAND:
            return True
        self._last = (by, now)
        return False

    def said_aloud(self, view: View) -> None:
        """Takes in a spoken yes: it is that of the one who is being asked."""
        if self.open and not self._held and view.question is not None and view.question.who:
            self._give("ab"[view.called.index(view.question.who)])

    def left_out(self) -> None:
        """Takes in that an area is being left out: both are asked anew."""
        self.given.clear()
        self.agreed = self._once_more = self._open_before = False
        self._close()
        self._since = self.moment + 1

    def _give(self, by: str) -> None:
        self.given.add(by)
        self.agreed = self.agreed or self.given >= {"a", "b"}

    # -- what the two hear and see --------------------------------------------------------------------------------

    def heard(self, view: View, spoken: set[str]) -> None:
        """Takes in what is shown after anything has happened, and the sentences that have begun to be said."""
        self.moment += 1
        if view.phase in HELD:
            self._hold()
            return
        lifted, self._held = self._held, False
        question = view.question
        if question is None or question.kind != Asked.AGREE:
            self._shown = False
            self._close()
            return
        if lifted:
            self._since, self.open = self.moment, self._open_before
        self._asked(view, question.text, spoken)

    def _hold(self) -> None:
        if not self._held:
            self._held, self._open_before = True, self.open and not self._once_more
            self._close()

    def _asked(self, view: View, question: str, spoken: set[str]) -> None:
        if question != self._question:
            self._question, self._once_more = question, False
            self.given.clear()
        if not self._shown and spoken & self._sentences.first and not self._once_more:
            self._since = self.moment
        self._shown = True
        if spoken & self._sentences.anew:
            self.given.clear()
            self._once_more = False
        if spoken & self._sentences.before or (self._once_more and spoken - {self._unanswered, question}):
            self._close()
        if self._unanswered in spoken and not self._once_more:
            self._once_more = True
            self._presses.clear()
        if view.phase is Phase.ASKING:
            self._ask()

    def _ask(self) -> None:
        """The question has been asked to its end, and an answer is waited for."""
        if not self.open or self._once_more:
            self._presses.clear()
        self.open, self._once_more = True, False
        self.agreed = self.given >= {"a", "b"}

    def _close(self) -> None:
        self.open = False
        self._presses.clear()


class Greens:
    """The greens that lift a hold for which both are needed."""

    def __init__(self) -> None:
        self._since: int | None = None
        """Moment at which the hold began that takes both; None while there is none."""
        self._lost = False
        self._given: set[str] = set()
        self._spoken = 0

    def pressed(self, by: str, *, down: int, typed: bool) -> None:
        """Takes in that the key of one of the two is pressed, or repeated."""
        if self._since is not None and (typed or down >= self._since):
            self._given.add(by)

    def said_aloud(self) -> None:
        """Takes in a spoken green, of either of the two."""
        self._spoken += 1

    def held_anew(self, moment: int) -> None:
        """Takes in a yellow or a pause: greens that were given before are not for it."""
        if self._since is not None:
            self._begin(moment + 1)

    def _begin(self, moment: int) -> None:
        self._since = moment
        self._given.clear()
        self._spoken = 0

    def heard(self, view: View, moment: int) -> bool:
        """Takes in what is shown. Returns False if the session went on in touch, and not both have said green."""
        if view.phase in HELD:
            self._lost = view.phase is Phase.LOST
            if self._since is None and view.needs_both:
                self._begin(moment)
            return True
        before, self._since = self._since, None
        return before is None or self._lost or not view.touching or len(self._given) + self._spoken >= 2
