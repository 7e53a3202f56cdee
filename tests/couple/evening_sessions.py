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
from tests.couple.fingers import Fingers
from tests.session.driver import Driver
from tests.session.for_two import greens, touching_words
from tests.session.second_account import Greens, Yeses

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
    BREAKS_IN = (
        *[Command(Kind.YELLOW)] * 3, *[Command(Kind.PAUSE)] * 2,
        *(Command(kind) for kind in (Kind.HELP_ME, Kind.CRISIS, Kind.BREAK, Kind.HELP, Kind.HOW_LONG, Kind.REPEAT)),
        *(Command(kind) for kind in (Kind.SOMETHING_ELSE, Kind.BACK, Kind.NEXT, Kind.COMING_UP)),
        Command(Kind.ANSWER, "hands"), Command(Kind.ANSWER, "forearms"), Command(Kind.ANSWER, "kissing"),
    )  # fmt: skip
    """Commands that break into a question."""
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
        self.fingers = Fingers(rng)
        self.types = rng.random() < 0.3
        """The two type letters on lines, as in plain text, instead of pressing keys."""
        self.yeses = Yeses(planned, ENGLISH)
        self.greens = Greens()
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
            if self.yeses.open:
                self._at_the_question()
            elif self._view().phase in HELD:
                self._in_a_hold()
            else:
                self._anywhere()
        self._end()

    def _at_the_question(self) -> None:
        """Only now do keys count as a yes, so most evenings answer here: otherwise hardly any would come to touch."""
        die = self.rng.random()
        if die < 0.5 and not self.alone:
            self._both(self.rng.uniform(0.9, 2.2))
        elif die < 0.7:
            self._brush()
        elif die < 0.82:
            self._break_in()
        elif die < 0.92:
            self._wait(self.rng.randint(1, 6))
        else:
            self._anywhere()

    def _in_a_hold(self) -> None:
        die = self.rng.random()
        if die < 0.4 and not self.alone:
            self._both(self.rng.choice([0.0, 0.0, 1.2, 3.0]))
        elif die < 0.5:
            self._brush()
        else:
            self._anywhere()

    def _anywhere(self) -> None:
        rng, driver = self.rng, self.driver
        die = rng.random()
        if die < 0.62:
            self._wait(rng.randint(1, 6))
        elif die < 0.70 and not self.alone:
            self._both(rng.choice([0.0, 1.2, 3.0]))
        elif die < 0.76:
            self._brush()
        elif die < 0.78:
            event = rng.choice([Suspended(30.0), LoudspeakerLost(), LoudspeakerBack()])
            self._watched(partial(driver.feed, event))
        elif die < 0.786:
            self._give(Command(Kind.STOP))
        else:
            self._let_pass(rng.choice([0.0, 0.1, 0.4, 1.2, 3.0]))
            self._give(rng.choice(self.OF_ONE if self.alone else self.OF_TWO))

    # -- what they do -----------------------------------------------------------------------------------------------

    def _wait(self, times: int) -> None:
        """Waits until that many things have happened by themselves."""
        for _ in range(times):
            repeat, coming = self.fingers.next_repeat(), self.driver.next_time()
            if self.driver.finished or (repeat is None and coming is None):
                return
            if repeat is not None and (coming is None or repeat < coming):
                self._repeat(repeat)
            else:
                self._watched(self.driver.step)

    def _go_on_for(self, seconds: float) -> None:
        """Waits that long, and everything happens in its time."""
        until = self.driver.now + seconds
        while not self.driver.finished:
            times = [each for each in (self.fingers.next_repeat(), self.driver.next_time()) if each is not None]
            if not times or min(times) > until:
                break
            self._wait(1)
        self.driver.now = max(until, self.driver.now)

    def _let_pass(self, seconds: float) -> None:
        """Lets time pass in which a busy machine tells of the keys, and of nothing else."""
        until = self.driver.now + seconds
        while (repeat := self.fingers.next_repeat()) is not None and repeat <= until and not self.driver.finished:
            self._repeat(repeat)
        self.driver.now = max(until, self.driver.now)

    def _repeat(self, at: float) -> None:
        self.driver.now = max(self.driver.now, at)
        by, down = self.fingers.repeat()
        self._give(Command(Kind.SIGN, by=by), down)

    def _both(self, seconds: float) -> None:
        """One after the other, the two press their own key for so long, or type their letter."""
        for by in self.rng.sample("ab", 2):
            self._press(by, seconds)
            self._go_on_for(0.31 if self.types else max(0.31, seconds + 0.01))

    def _brush(self) -> None:
        """Somebody comes upon a key, for a moment or for longer, and perhaps upon the other one, too."""
        rng = self.rng
        by = "a" if self.alone else rng.choice("ab")
        pass_by = rng.choice([self._go_on_for, self._let_pass])
        self._press(by, self._how_long())
        if not self.alone and rng.random() < 0.15:
            pass_by(rng.choice([0.0, 0.1, 0.29, 0.31, 0.5]))
            self._press("b" if by == "a" else "a", self._how_long())
        pass_by(rng.choice([0.0, 0.1, 0.4, 0.7, 1.01, 2.0]))

    def _how_long(self) -> float:
        rng = self.rng
        return rng.choice([0.0, 0.0, rng.uniform(0.05, 0.95), rng.uniform(1.0, 2.5), rng.uniform(2.0, 12.0)])

    def _press(self, by: str, seconds: float) -> None:
        driver, down = self.driver, self.yeses.moment
        if self.types:
            self._give(Command(Kind.SIGN, "held", by=by))
        elif self.fingers.press(by, driver.now, seconds, down):
            self._give(Command(Kind.SIGN, by=by), down)

    def _break_in(self) -> None:
        rng, driver = self.rng, self.driver
        if rng.random() < 0.2:
            event = rng.choice([Suspended(30.0), LoudspeakerLost()])
            self._watched(partial(driver.feed, event))
            if isinstance(event, LoudspeakerLost):
                self._go_on_for(rng.choice([0.0, 0.5, 3.0]))
                self._watched(partial(driver.feed, LoudspeakerBack()))
            return
        self._give(rng.choice(self.BREAKS_IN))
        self._go_on_for(rng.choice([0.0, 0.4, 2.0]))

    def _leave_alone(self) -> None:
        green = greens(self.driver)
        held = self._view().phase in (Phase.YELLOW, Phase.PAUSED) and self.touched
        if ("b" in self.yeses.given or self.yeses.agreed) and not (held and not green):
            return  # the person who leaves has said yes already, and the yes of the other may still come
        if green:
            return  # somebody is green already; it might be the one who is not there
        self.alone = self.shut = True
        self.fingers.let_go("b")
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

    def _give(self, command: Command, down: int | None = None) -> None:
        """Gives a command. `down`: the moment at which the key went down, if the terminal repeats it."""
        driver, view = self.driver, self._view()
        if driver.finished:
            return
        question = view.question
        agreeing = question is not None and question.kind == "agree"
        amid = view.touching and self.touched
        if command.kind is Kind.STOP:
            self.over = True
            self.count.stops += 1
        if command == Command(Kind.ANSWER, "no") and (agreeing or (amid and question is None)):
            self.over = True
            self.count.noes += 1
        if command.kind is Kind.YELLOW and amid:
            self.count.yellows += 1
        self._account_for(command, view, self.yeses.moment if down is None else down)
        if agreeing and question is not None and command.value in set(question.areas) - question.crossed_out:
            self.yeses.left_out()
        before = len(driver.effects)
        self.skipping = command.kind is Kind.NEXT
        self._watched(lambda: driver.feed(Given(command)))
        self.skipping = False
        if command.kind is Kind.STOP and amid:
            said = driver.said(before)
            must(bool(said) and said[0].startswith(HANDS_AWAY), "hands away within the first sentence after a stop")

    def _account_for(self, command: Command, view: View, down: int) -> None:
        yeses, held = self.yeses, view.phase in HELD
        if command.kind is Kind.SIGN and command.by:
            typed = command.value == "held"
            yeses.pressed(command.by, self.driver.now, down=down, typed=typed)
            self.greens.pressed(command.by, down=down, typed=typed)
        elif command == Command(Kind.ANSWER, "yes"):
            yeses.said_aloud(view)
        elif command.kind is Kind.RESUME and held:
            self.greens.said_aloud()
        elif command.kind in (Kind.YELLOW, Kind.PAUSE):
            self.greens.held_anew(yeses.moment)

    def _watched(self, act: Callable[[], object]) -> None:
        driver = self.driver
        before = len(driver.effects)
        act()
        self.seen = None
        view = self._view()
        spoken = {effect.utterance.text for _, effect in driver.effects[before:] if isinstance(effect, Speak)}
        if spoken & self.touch:
            must(not self.over, "nothing leads to touch after a stop or a no")
            must(self.yeses.agreed, "touch begins only with a yes of both, each given once the question was asked")
            must(not self.shut, "one person's keys alone neither begin nor resume touch")
            self.touched = True
        self.yeses.heard(view, spoken)
        must(self.greens.heard(view, self.yeses.moment), "touch goes on after a hold only with both")
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
