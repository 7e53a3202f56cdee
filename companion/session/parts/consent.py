"""The consent of two people: their yes to the touch of this session, and their green to the present check."""

from __future__ import annotations

from companion.exercise.plan import AgreeCue, CheckCue, Cue
from companion.session.both import SAME_BREATH

_BOTH = frozenset({"a", "b"})


class Consent:
    """Keeps yeses and greens by person, "a" and "b" ("" for the only one), and whether there has been touch."""

    def __init__(self) -> None:
        self._agreed = False
        """Both have said yes to the touch, and it has not been asked about again since."""
        self._answers: set[str] = set()
        """The people who have answered the present check or agreement with green or yes."""
        self.touched = False
        """True once a step of touch has begun, so that hands may be on somebody."""
        self.begun = False
        """True from the first step of touch on, to the end of the session."""
        self.asking: int | None = None
        """The step of the present check or agreement; None before the first one."""
        self.touch_over = False
        """True after a red or a no: nothing leads to touch again in this session."""
        self.asked_again = False
        """True once the present check or agreement was not answered by both, and is asked once more."""
        self._other_pressed_at = float("-inf")
        """The time at which one of the two last pressed their own key while the other was asked."""

    # -- touch ----------------------------------------------------------------------------------------------------

    @property
    def may_touch(self) -> bool:
        return not self.touch_over and self._agreed

    def begin(self, cue: Cue) -> None:
        """Notes that a cue begins, which may be one of touch."""
        self.touched = self.touched or cue.touching
        self.begun = self.begun or cue.touching

    def end_touch(self) -> None:
        """Ends all touch for this session."""
        self.touch_over = True

    def hands_back(self) -> None:
        """Notes that the two are told to let go."""
        self.touched = False

    # -- answers to a question that each of the two is asked ------------------------------------------------------

    def ask_anew(self, cue: CheckCue | AgreeCue) -> None:
        """Begins a question: forgets the answers to the one before it. Both may answer from its first word on."""
        self.asking, self.asked_again = cue.step, False
        self._answers.clear()

    def ask_again(self) -> None:
        """Notes that both are asked once more by name, also the one who has answered: it tells nothing of either."""
        self.asked_again = True

    def asked(self, cue: CheckCue | AgreeCue) -> None:
        """Notes that somebody is being asked. From here on an earlier agreement does not count any more."""
        if isinstance(cue, AgreeCue):
            self._agreed = False

    def give(self, cue: CheckCue | AgreeCue, who: str) -> None:
        """Records that the person `who` has answered the question with yes or green."""
        if self.asking != cue.step:
            self.ask_anew(cue)  # an answer to one question does not answer another
        self._answers.add(who)
        if isinstance(cue, AgreeCue) and self.both_gave:
            self._agreed = True

    def has_given(self, who: str) -> bool:
        return who in self._answers

    @property
    def both_gave(self) -> bool:
        return self._answers >= _BOTH

    def all_green(self) -> None:
        """Records both people's green to the present check, because both have lifted a yellow that was said at it."""
        self._answers |= _BOTH

    def withdraw(self) -> None:
        """Takes both agreements back, because the thing that they agreed to has changed."""
        self._agreed = False
        self._answers.clear()

    # -- whose voice ----------------------------------------------------------------------------------------------

    def other_pressed(self, now: float) -> None:
        """Notes that the one of the two who is not asked has pressed their own key."""
        self._other_pressed_at = now

    def is_the_others(self, now: float) -> bool:
        """True if a yes spoken now belongs to the person who pressed that key, and not to the one who is asked."""
        return now - self._other_pressed_at < SAME_BREATH
