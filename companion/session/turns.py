"""The clock of a turn: what it counts, what is left of it, and how both of two turns come to last the same.

Pure, as all of `session`. Cues are begun elsewhere (`performing`).
"""

from __future__ import annotations

from math import ceil

from companion.exercise.plan import AgreeCue, CheckCue, RestCue
from companion.session.effects import Notice, NoticeKind
from companion.session.state import PACES, State

EARLIER = 1.05
ROOM = 1.0
"""So many times as long, and so many seconds more, the speech after a turn's rest is taken to be: no voice is as
planned to the second, and neither turn may become the longer one for it."""


class Turns(State):
    def _turn_length(self, turn: int) -> float:
        """Of two turns the second is as long as the first became (by going back in it, say)."""
        length = self.plan.turns[turn].seconds + self._turn_extra.get(turn, 0.0)
        return max(length, self._turn_spent.get(turn - 1, 0.0)) if turn % 2 else length

    def _turn_left(self, turn: int) -> float:
        return self._turn_length(turn) - self._turn_spent.get(turn, 0.0)

    def _turn_of(self, index: int) -> int | None:
        cues = self.plan.cues
        return cues[index].turn if index < len(cues) else None

    def _rest_left(self, cue: RestCue) -> float:
        if cue.turn is None:
            return cue.seconds
        spoken, still = self._journey.later_in_turn(self._at)
        said = spoken / PACES[self._speech]
        if said and not self._unattended:
            # Rather a little early than late: what is then left of the turn is silence at its end.
            said = EARLIER * said + ROOM
        return max(0.0, self._turn_left(cue.turn) - still - said)

    def _wait_left(self, index: int) -> float:
        """Of the author's silence there: in a second turn it gives way, as its rest does, to what was said again."""
        seconds, turn = self._journey.seconds(index), self.plan.cues[index].turn
        if turn is None or turn % 2 == 0:
            return seconds
        return max(0.0, min(seconds, seconds + self._to_spare(index, turn)))

    def _to_spare(self, index: int, turn: int) -> float:
        """What is left of a turn once all from the cue at `index` on has had its time, but the rest."""
        spoken, still = self._journey.later_in_turn(index, with_it=True)
        return self._turn_left(turn) - still - spoken / PACES[self._speech]

    def _pace_of(self, index: int) -> float:
        """The pace chosen; in a turn no slower than what is to be said in it still has time for.

        Both get the same time, however late in the second turn one of them asks for slower speech.
        """
        pace, cue = PACES[self._speech], self.plan.cues[index]
        if cue.turn is None or pace >= 1.0:
            return pace
        spoken, still = self._journey.later_in_turn(index, with_it=True)
        left = self._turn_left(cue.turn) - still
        fits = ceil(100 * spoken / left) / 100 if left > 0 else 1.0
        return max(pace, min(fits, 1.0))

    def _count_skipped_rest(self, now: float) -> None:
        """What is left out of a turn's rest does not come back in the rest after its sign."""
        cue = self._cue()
        if isinstance(cue, RestCue) and cue.turn is not None:
            left = self._held.left if self._held is not None else max(0.0, (self._deadline or now) - now)
            self._turn_spent[cue.turn] = self._turn_spent.get(cue.turn, 0.0) + left
            before = self._rests_skipped.get(self._at, (cue.turn, 0.0))[1]
            self._rests_skipped[self._at] = (cue.turn, before + left)

    def _give_back_rests(self, index: int) -> None:
        """Going back to the cue at `index`: what was left out of the rests from there on is to be had again."""
        for rest in [rest for rest in self._rests_skipped if rest >= index]:
            turn, seconds = self._rests_skipped.pop(rest)
            self._turn_spent[turn] -= seconds

    def _may_last_longer(self) -> bool:
        """Whether what is going on may be given more time; where not, it is said.

        In a second turn neither its rest nor its silences are: what they have is kept for what has to be said again, so
        that nobody's turn becomes the longer one.
        """
        cue = self._cue()
        if cue is None or cue.turn is None or cue.turn % 2 == 0 or isinstance(cue, CheckCue | AgreeCue):
            return True
        self._emit(Notice(NoticeKind.NOT_NOW))
        return False

    def _grow_turn(self, turn: int) -> None:
        """Both turns grow alike; in the second one it is too late for that, and neither is given more."""
        if turn % 2:
            self._emit(Notice(NoticeKind.NOT_NOW))
            return
        more = self._turn_length(turn) / 2
        for each in (turn, turn + 1):
            self._turn_extra[each] = self._turn_extra.get(each, 0.0) + more
        assert self._deadline is not None
        self._deadline += more
