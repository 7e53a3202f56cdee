"""Sessions of touch in random evenings: two people give any command at any moment, and then perhaps only one does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from companion.couple import couple_file
from companion.couple.around import Around
from companion.couple.around_tonight import AroundTonight
from companion.exercise.plan import Plan
from companion.phrases import load_phrases
from companion.screen.evening.touch_watch import TouchWatch
from companion.session.commands import Command, Kind
from companion.session.effects import Outcome, Speak
from companion.session.engine import Engine
from companion.session.events import Given, LoudspeakerBack, LoudspeakerLost, Suspended
from companion.session.parts.phase_clock import Timing
from companion.session.table import HELD
from companion.session.view import Phase, View
from tests.couple.evening_account import DAY, Account, Count, must
from tests.session.driver import Driver
from tests.session.for_two import greens, touching_words

ENGLISH = load_phrases("en")
HANDS_AWAY = "Hands away."


class _EnglishDriver(Driver):
    def __post_init__(self) -> None:
        super().__post_init__()
        self.engine = Engine(self.plan, ENGLISH, timing=Timing())


class _Watch(TouchWatch):
    """Tells at once what the program tells as soon as its loop is free."""

    def _soon(self, save: Callable[[], None]) -> None:
        save()


class Session:
    """A session of touch in which two people do anything at any moment, and then perhaps only one of them."""

    OF_ONE = (
        *(Command(kind) for kind in Kind if kind not in (Kind.SIGN, Kind.ANSWER, Kind.STOP, Kind.END, Kind.RESUME)),
        Command(Kind.ANSWER, "nonsense"), Command(Kind.ANSWER, "no"), Command(Kind.ANSWER, "smaller"),
        *[Command(Kind.SIGN, value, "a") for value in ("", "held") for _ in range(6)],
    )  # fmt: skip
    """Commands that one person can give alone: keys, and words other than yes. A spoken yes could be anybody's."""
    OF_TWO = (
        *(Command(kind) for kind in Kind if kind not in (Kind.SIGN, Kind.STOP, Kind.END)),
        *[Command(Kind.SIGN, value, by) for by in ("a", "b", "") for value in ("", "held")],
        *(Command(Kind.ANSWER, value) for value in ("yes", "no", "hands", "forearms", "feet", "kissing", "nonsense")),
        *[Command(Kind.YELLOW)] * 3, Command(Kind.RESUME, "green"),
        Command(Kind.ANSWER, "hands away"), Command(Kind.ANSWER, "slower"),
    )  # fmt: skip

    def __init__(
        self, rng: Random, account: Account, count: Count, made: Around | AroundTonight, planned: Plan
    ) -> None:
        self.rng = rng
        self.account = account
        self.count = count
        self.made = made
        self.driver = _EnglishDriver(planned, sounding=self.rng.random() < 0.95)
        self.watch = _Watch(made)
        self.touch = touching_words(planned)
        self.said_yes: set[str] = set()
        self.first_press: dict[str, float] = {}
        self.last_press: tuple[str, float] | None = None
        self.agreement = ""
        """The words of the agreement at hand. Another one takes a yes of its own: so does a second turn."""
        self.asked_to_the_end = False
        """The agreement at hand has been read to its end: from there on a held key is a yes."""
        self.over = False
        self.alone = False
        """From here on only the person at F does anything."""
        self.shut = False
        """Alone at a moment at which touch needs both: nothing may lead to touch any more."""
        self.left: tuple[tuple[int, str], float] | None = None
        """A turn, and the time it had left."""
        self.skipping = False
        """The command at hand is "next"."""
        self.skipped = 0.0
        """Seconds of this turn that were skipped, and may come back."""
        self.touched = False
        self.seen: View | None = None

    def run(self) -> None:
        rng, driver = self.rng, self.driver
        self._watched(driver.begin)
        for _ in range(rng.randint(20, 90)):
            if driver.finished:
                break
            if not self.alone and rng.random() < 0.015:
                self._leave_alone()
            # Only now do keys count, so most evenings answer here: otherwise hardly any would come to touch.
            die = rng.random() if not self.asked_to_the_end or rng.random() < 0.1 else 0.7
            if die < 0.62:
                for _ in range(rng.randint(1, 6)):
                    if driver.next_time() is not None and not driver.finished:
                        self._watched(driver.step)
            elif die < 0.78 and not self.alone:
                for by in rng.sample("ab", 2):
                    self._give(Command(Kind.SIGN, "held", by=by))
                    driver.now += 0.31
            elif die < 0.80:
                event = rng.choice([Suspended(30.0), LoudspeakerLost(), LoudspeakerBack()])
                self._watched(partial(driver.feed, event))
            elif die < 0.806:
                self._give(Command(Kind.STOP))
            else:
                driver.now += rng.choice([0.0, 0.1, 0.4, 1.2, 3.0])
                self._give(rng.choice(self.OF_ONE if self.alone else self.OF_TWO))
        self._end()

    def _leave_alone(self) -> None:
        green = greens(self.driver)
        held = self._view().phase in (Phase.YELLOW, Phase.PAUSED) and self.touched
        if "b" in self.said_yes and not (held and not green):
            return  # the person who leaves has said yes already, and the yes of the other may still come
        if green:
            return  # somebody is green already; it might be the one who is not there
        self.alone = self.shut = True
        self.count.alone += 1

    def _end(self) -> None:
        rng, driver, made = self.rng, self.driver, self.made
        self.count.touched += self.touched
        if self.over:
            self.account.closed = True
            must(couple_file.load().kept.resting(DAY), "a stop and a no are kept at once")
        out = driver.engine.view(driver.now).outcome
        if driver.finished and out is not None and rng.random() < 0.95:
            after = made.after(out, self.watch.touched)
            must(after is None or out in (Outcome.COMPLETED, Outcome.ENDED), "nothing is asked after a stop")
            while after is not None and after.result is None:
                after.answer(rng.choice(["2", "9", "t", "f", "j", "", "", "zzz"]))
        kept = couple_file.load().kept.of_tonight(DAY)
        self.account.closed |= not kept.touch
        must(kept.left_out >= self.account.gone or not kept.touch, "areas only shrink")
        self.account.gone |= kept.left_out

    def _view(self) -> View:
        """Returns the view of this moment; computing it takes the most time of a walk."""
        now = self.driver.now
        if self.seen is None or self.seen.now != now:
            self.seen = self.driver.engine.view(now)
        return self.seen

    def _give(self, command: Command) -> None:
        driver, view = self.driver, self._view()
        if driver.finished:
            return
        question = view.question
        agreeing = question is not None and question.kind == "agree" and view.phase not in HELD
        amid = view.touching and self.touched
        if command.kind is Kind.STOP:
            self.over = True
            self.count.stops += 1
        if agreeing and command == Command(Kind.ANSWER, "no"):
            self.over = True
            self.count.noes += 1
        if command.kind is Kind.YELLOW and amid:
            self.count.yellows += 1
        no_burst = command.kind is Kind.SIGN and bool(command.by) and agreeing and self._is_no_burst(command.by)
        if no_burst and self.asked_to_the_end:
            first = self.first_press.setdefault(command.by, driver.now)
            if command.value == "held" or driver.now - first >= 1.0:
                self.said_yes.add(command.by)
        if agreeing and view.phase is not Phase.SPEAKING and command == Command(Kind.ANSWER, "yes"):
            assert question is not None
            self.said_yes.add("ab"[view.called.index(question.who)])
        if agreeing and question is not None and command.value in set(question.areas) - question.crossed_out:
            self.said_yes.clear()
            self.first_press.clear()
            self.asked_to_the_end = False
        before = len(driver.effects)
        self.skipping = command.kind is Kind.NEXT
        self._watched(lambda: driver.feed(Given(command)))
        self.skipping = False
        if command.kind is Kind.STOP and amid:
            said = driver.said(before)
            must(bool(said) and said[0].startswith(HANDS_AWAY), "hands away within the first sentence after a stop")

    def _is_no_burst(self, by: str) -> bool:
        before, now = self.last_press, self.driver.now
        if before is not None and before[0] != by and now - before[1] < 0.3:
            return False
        self.last_press = (by, now)
        return True

    def _watched(self, act: Callable[[], object]) -> None:
        driver = self.driver
        before = len(driver.effects)
        act()
        self.seen = None
        view = self._view()
        spoken = {effect.utterance.text for _, effect in driver.effects[before:] if isinstance(effect, Speak)}
        if spoken & self.touch:
            must(not self.over, "nothing leads to touch after a stop or a no")
            must(self.said_yes >= {"a", "b"}, "touch begins only with both")
            must(not self.shut, "one person's keys alone neither begin nor resume touch")
            self.touched = True
        agreeing = view.question is not None and view.question.kind == "agree"
        waits = agreeing and view.phase is Phase.ASKING
        if view.question is not None and agreeing and view.question.text != self.agreement:
            self.asked_to_the_end = False
            if waits:
                self.agreement = view.question.text
                self.said_yes.clear()
                self.first_press.clear()
        self.asked_to_the_end = agreeing and (self.asked_to_the_end or waits)
        self._no_longer_turn(view)
        self.watch.view_changed(view)
        if driver.finished and view.outcome is not None:
            self.watch.finished(view.outcome)

    def _no_longer_turn(self, view: View) -> None:
        """The time of a turn only runs down: the length was agreed on, so not even both can lengthen it. Time that was
        skipped in it may come back, with "back" or "more time"."""
        turn = view.turn
        if turn is None:
            self.left = None
            return
        key = (turn.number, turn.giver)
        if self.left is None or self.left[0] != key:
            self.left, self.skipped = (key, turn.left), 0.0
            return
        less = self.left[1] - turn.left
        if less < 0 or self.skipping:
            self.skipped += less
        must(self.skipped >= -0.01, "a turn of touch never grows past what both have seen")
        self.left = (key, turn.left)
