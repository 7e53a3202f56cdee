"""The clocks of turns, which make both turns of a pair last equally long.

Turns stand in pairs. The second of a pair takes its length from the first, and gives way where words are said again in
it, so that neither turn is the longer one.
"""

from __future__ import annotations

from math import ceil

from companion.exercise.plan import RestCue, on_the_clock
from companion.session.parts.dials import Dials
from companion.session.parts.walk import Walk

_VOICE_FACTOR = 1.05
_VOICE_SECONDS = 1.0
"""The speech after a turn's rest is expected to take `_VOICE_FACTOR` times its estimate, and these seconds more. No
voice keeps to its estimate to the second. The time left over is silence at the end of the turn, and no turn runs over.
"""


def is_second(turn: int) -> bool:
    """True for the second of a pair: turns 0 and 1 are a pair, 2 and 3 the next."""
    return turn % 2 == 1


class TurnClock:
    """Keeps the seconds that each turn has lasted, the ones added to it, and the rests that were skipped in it."""

    def __init__(self, walk: Walk, dials: Dials, *, unattended: bool) -> None:
        self._journey = walk.journey
        self._turns = walk.plan.turns
        self._dials = dials
        self._unattended = unattended
        self._spent: dict[int, float] = {}
        self._extra: dict[int, float] = {}
        self._skipped: dict[int, tuple[int, float]] = {}
        """By the index of a rest: its turn, and the seconds of it that were skipped."""

    # -- the clock itself -----------------------------------------------------------------------------------------

    def count(self, turn: int, seconds: float) -> None:
        """Lets a turn's clock run on."""
        self._spent[turn] = self._spent.get(turn, 0.0) + seconds

    def length(self, turn: int) -> float:
        """Returns the seconds the turn is to last. A second turn lasts as long as the first did, if that is more."""
        length = self._turns[turn].seconds + self._extra.get(turn, 0.0)
        return max(length, self._spent.get(turn - 1, 0.0)) if is_second(turn) else length

    def left(self, turn: int, running: float = 0.0) -> float:
        """Returns the seconds left of the turn. `running`: seconds of it that have not been counted yet."""
        return self.length(turn) - (self._spent.get(turn, 0.0) + running)

    # -- more time ------------------------------------------------------------------------------------------------

    def room(self, index: int, left: float) -> float:
        """Returns the seconds by which the cue at `index` may last longer, with `left` seconds of it to go.

        They come from the rest that its turn still has after it, from rests that were skipped, and from what there is
        up to the longest that the turn may last.
        """
        turn = self._turn_at(index)
        return self._spare(index, left) + self.growth(turn)

    def lengthen(self, index: int, more: float, left: float) -> None:
        """Lets the cue at `index` last `more` seconds longer, within its room. If the rests (`RestCue`) left in the
        turn are too short for that, rests that were skipped give the time; if they are too short as well, both turns of
        the pair become longer."""
        self.grow(self._turn_at(index), max(0.0, more - self._spare(index, left)))

    def growth(self, turn: int) -> float:
        """Returns the seconds by which the turn may grow: those that were skipped in it, and those up to its longest
        length."""
        return self._skipped_in(turn) + self._growth(turn)

    def grow(self, turn: int, more: float) -> None:
        """Makes a turn longer, within its growth. Skipped time is given back first; only time beyond that makes the
        second turn of the pair longer too."""
        back = min(more, self._skipped_in(turn))
        self._give_back(turn, back)
        longer = min(more - back, self._growth(turn))
        for each in (turn, turn + 1):
            self._extra[each] = self._extra.get(each, 0.0) + longer

    def _turn_at(self, index: int) -> int:
        turn = self._journey.cue_at(index).turn
        assert turn is not None, "only a turn has a clock"
        return turn

    def _spare(self, index: int, left: float) -> float:
        """Returns the seconds of rest in the turn after the cue at `index`; none where that is the rest itself."""
        cue = self._journey.cue_at(index)
        if isinstance(cue, RestCue):
            return 0.0
        spoken, still = self._journey.later_in_turn(index, with_it=True)
        after = still - on_the_clock(cue) + self._said(spoken)
        return max(0.0, self.left(self._turn_at(index)) - left - after)

    def _skipped_in(self, turn: int) -> float:
        return sum(seconds for of, seconds in self._skipped.values() if of == turn)

    def _give_back(self, turn: int, seconds: float) -> None:
        """Makes `seconds` of skipped rests unspent again."""
        self._spent[turn] = self._spent.get(turn, 0.0) - seconds
        for rest, (of, skipped) in list(self._skipped.items()):
            if of == turn:
                part = min(seconds, skipped)
                self._skipped[rest] = (turn, skipped - part)
                seconds -= part

    def _growth(self, turn: int) -> float:
        return max(0.0, self._turns[turn].longest - self.length(turn))

    # -- skipping and going back ----------------------------------------------------------------------------------

    def skip_rest(self, index: int, left: float) -> None:
        """Counts the `left` seconds of a rest that was skipped as spent; otherwise the next rest of the turn would be
        longer by them."""
        turn = self._journey.cue_at(index).turn
        if turn is None:
            return
        self.count(turn, left)
        before = self._skipped.get(index, (turn, 0.0))[1]
        self._skipped[index] = (turn, before + left)

    def give_back_rests(self, index: int) -> None:
        """Undoes `skip_rest` for all rests from `index` on, because the session goes back to there."""
        for rest in [rest for rest in self._skipped if rest >= index]:
            turn, seconds = self._skipped.pop(rest)
            self._spent[turn] -= seconds

    # -- what a turn's length means for its cues ------------------------------------------------------------------

    def rest_seconds(self, cue: RestCue, index: int) -> float:
        """Returns the seconds of a rest: all that is left of the turn, less what comes after the rest."""
        if cue.turn is None:
            return cue.seconds
        spoken, still = self._journey.later_in_turn(index)
        return max(0.0, self.left(cue.turn) - still - self._said(spoken))

    def _said(self, spoken: float) -> float:
        """Returns the seconds that speech may take whose planned length is `spoken`."""
        said = spoken / self._dials.pace
        return _VOICE_FACTOR * said + _VOICE_SECONDS if said and not self._unattended else said

    def wait_seconds(self, index: int) -> float:
        """Returns the seconds of the author's silence at `index`. In a second turn it gives way to repeated words."""
        seconds, turn = self._journey.seconds(index), self._journey.cue_at(index).turn
        if turn is None or not is_second(turn):
            return seconds
        spoken, still = self._journey.later_in_turn(index, with_it=True)
        to_spare = self.left(turn) - still - spoken / self._dials.pace
        return max(0.0, min(seconds, seconds + to_spare))

    def pace_at(self, index: int) -> float:
        """Returns the pace for the sentence at `index`: the chosen one, but no slower than its turn has time for."""
        pace, turn = self._dials.pace, self._journey.cue_at(index).turn
        if turn is None or pace >= 1.0:
            return pace
        spoken, still = self._journey.later_in_turn(index, with_it=True)
        left = self.left(turn) - still
        fits = ceil(100 * spoken / left) / 100 if left > 0 else 1.0
        return max(pace, min(fits, 1.0))
