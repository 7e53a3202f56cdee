"""Evenings of two people at random, walked from one start of the program to the next, with an account of their own.

`python -m bench evenings` walks very many of them; `test_random_evenings.py` a few.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from companion.couple import couple_file
from companion.couple.around import Around, SavedPages, around
from companion.couple.around_tonight import AroundTonight, ReadyExercise, around_tonight
from companion.couple.evening.memory import Kept, Usual
from companion.couple.evening.pages import Go, Instead, Page, PageKind, Without
from companion.couple.page_words import load_evening
from companion.exercise.first_turn import first_turn
from companion.exercise.planner import plan
from companion.session import showing
from companion.session.parts.look_ahead import LookAhead
from tests.couple.evening.people import any_word
from tests.couple.evening_account import DAY, Account, Broken, Count, exercises, must
from tests.couple.evening_sessions import ENGLISH, Session

TEXTS = load_evening()
LONGEST_WALK = 400
"""Presses at the pages of one start of the program. People who press at random need about sixty."""


@dataclass(frozen=True)
class _Entry:
    id: str
    title: str
    people: int = 2
    minutes: float = 5.0
    kind: str = "together"
    broken: str = ""
    cautions: tuple[str, ...] = ()
    longest_way: float = 0.0


LIST = (
    _Entry("right-now", "Right now", 1, 1.0, "settle"),
    _Entry("side-by-side", "Side by side", cautions=("Sit down.",)),
    _Entry("fanos", "Daily check-in", minutes=10.0, kind="talk"),
)


FEWEST = {"our-hands": 5.0, "close": 12.0}
"""The ready agreements of *Tonight*, with the fewest minutes that they take."""


def walk(seed: int, home: Path, count: Count) -> None:
    """Walks one evening. Raises Broken. `home`: an empty folder of the couple's own."""
    os.environ["COMPANION_HOME"] = str(home)
    couple_file.forget()
    with _quicker():
        Evening(Random(seed), count).run()
    count.evenings += 1


_KNOWN: dict[bytes, Any] = {}


@contextmanager
def _quicker() -> Iterator[None]:
    """Lets the couple's file be understood once for the same bytes: it is read before every answer. Leaves out, too,
    what no rule asks for: the time that is left of a session, and the sentences that are rendered ahead. Together they
    were half of the work."""
    usual, left, coming, path = couple_file._read, showing._left, LookAhead._coming, couple_file.path
    file = path()

    def read(file: Path) -> Any:
        data = file.read_bytes()
        if data not in _KNOWN:
            if len(_KNOWN) > 5_000:
                _KNOWN.clear()
            _KNOWN[data] = usual(file)
        return _KNOWN[data]

    couple_file._read, couple_file.path = read, lambda: file
    showing._left, LookAhead._coming = lambda session, now: 0.0, lambda self: ()  # type: ignore[method-assign]
    try:
        yield
    finally:
        couple_file._read, couple_file.path = usual, path
        showing._left, LookAhead._coming = left, coming  # type: ignore[method-assign]


class Evening:
    """The starts of the program on one evening."""

    def __init__(self, rng: Random, count: Count) -> None:
        self.rng = rng
        self.count = count
        self.account = Account()
        self.likes_touch = rng.random() < 0.9
        self.usual: dict[str, Usual] = {}
        """The usual evenings that the two have kept since before this one."""
        if rng.random() < 0.35:
            self._keep_usual()

    def run(self) -> None:
        for _ in range(self.rng.randint(2, 4)):
            self.count.starts += 1
            self._start()
        self.count.closed += self.account.closed

    def _keep_usual(self) -> None:
        rng = self.rng
        for id, exercise in exercises().items():
            if rng.random() < 0.7:
                areas = frozenset(rng.sample(exercise.touch, rng.randint(1, len(exercise.touch))))
                self.usual[id] = Usual(areas, rng.choice([60.0, 120.0, 240.0, 360.0]))
        done = {id: DAY - rng.choice([1, 1, 1, 40]) for id in exercises()}
        checked = DAY - rng.choice([1, 1, 1, 40])
        kept = Kept(known=True, a="Ana", b="Ben", checked=checked, done=done, usual=self.usual)
        couple_file.save(kept, DAY)

    # -- one start of the program -----------------------------------------------------------------------------------

    def _start(self) -> None:
        rng, account = self.rng, self.account
        made: Around | AroundTonight
        id = rng.choice(sorted(exercises()))
        if rng.random() < 0.4:
            id, made = "", self._tonight()
        else:
            made = self._around(id)
        seen = Answers()
        self._press_through(made.before, seen)
        result = made.before.result
        kept = couple_file.load().kept.of_tonight(DAY)
        if seen.shared is not None:
            self._look_at(seen, id, seen.shared)
        must(not account.closed or not kept.touch, "a no that both have seen, or a stop, is in the file")
        must(account.gone <= kept.left_out or not kept.touch, "areas that are gone are in the file")
        if id and isinstance(result, Without) and result.page == "too_much" and not seen.given:
            must(not account.left(exercises()[id]), "what is no more than the touch that began stays possible")
        if not isinstance(result, Go):
            must(
                not isinstance(result, Instead) or result.id in {*exercises(), "right-now"}, "what is offered is there"
            )
            return
        chosen = result.id or id
        if chosen not in exercises():
            return
        must(not account.closed, "nothing leads to touch after a stop or a no")
        exercise, choices = exercises()[chosen], result.choices
        left = set(exercise.touch) - choices.crossed_out
        must(bool(left), "touch without an area")
        must(not left & account.gone, "areas only shrink")
        must(left <= account.left(exercise), "once touch has begun, nothing is added but something gentler")
        account.begin(left, exercise)
        must(not any(self._said_no(seen, area) for area in left), "only areas that both said yes to")
        for area in left & seen.named:
            must(seen.both(area, "yes"), "touch of an only area takes a yes of both")
        must(choices.lengths["turn"] <= account.most, "time only shrinks")
        must(choices.lengths["turn"] <= account.minutes * 30, "a turn is half of the time for the evening at most")
        must(choices.clothes == "on" or not account.dressed, "clothes only shrink")
        must(choices.clothes == "on" or seen.both("clothes", "agreed"), "clothes as agreed only if both said so")
        if result.id == "":
            must(len(seen.given) == 2, "both have answered this evening")
        if any(each.get(TEXTS.word("label_usual")) in ("same", "little") for each in seen.given.values()):
            usual = self.usual[chosen]
            must(left <= usual.areas, "an answer as usual asks for no other area")
            shortest = exercises()[chosen].lengths["turn"].from_
            must(
                choices.lengths["turn"] <= max(usual.seconds or 0, shortest), "an answer as usual asks for no more time"
            )
            must(choices.clothes == "on", "an answer as usual leaves clothes on")
            self.count.usual += 1
        account.most = min(account.most, choices.lengths["turn"])
        account.dressed |= choices.clothes == "on"
        if rng.random() < 0.05:
            return  # killed before the session began
        planned = plan(exercise, replace(choices, agreed=frozenset(choices.lengths)), ENGLISH)
        Session(rng, account, self.count, made, planned).run()

    def _around(self, id: str) -> Around:
        there = exercises()
        return around(
            there[id],
            list(there.values()),
            check_word=any_word,
            hear=lambda word, heard, deaf: None,
            reserved=("stop",),
            evening=lambda: DAY,
        )

    def _tonight(self) -> AroundTonight:
        ready = [ReadyExercise(exercises()[id], fewest + 3.0, fewest) for id, fewest in FEWEST.items()]
        first = lambda id: first_turn(exercises()[id]) if id in exercises() else ()  # noqa: E731
        return around_tonight(
            LIST, ready, first_turn=first, hear=lambda word, heard, deaf: None, reserved=("stop",), evening=lambda: DAY
        )

    # -- the pages --------------------------------------------------------------------------------------------------

    def _press_through(self, pages: SavedPages, seen: Answers) -> None:
        rng = self.rng
        renames = rng.random() < 0.1
        for _ in range(LONGEST_WALK):
            page = pages.page()
            if pages.result is not None:
                if isinstance(pages.result, Without):
                    seen.shared = seen.shared or page
                return
            if page.name in ("fits", "tonight_fits"):
                seen.shared = page
                seen.touch = page.name == "fits" or not couple_file.load().kept.resting(DAY)
            if rng.random() < 0.004:
                return  # killed here: nothing is said to the program
            if rng.random() < 0.003:
                pages.leave()
                continue
            if not self.account.closed and rng.random() < 0.001 and not couple_file.load().kept.resting(DAY):
                self._around("our-hands").less(touch=False)  # a no in another window
                self.account.closed = True
                pages.answer("x")
                must(isinstance(pages.result, Without), "a no in another window ends these pages at the next key")
                seen.shared = pages.page()
                continue
            if page.kind is PageKind.FORM:
                self._at_a_row(pages, page, seen)
            elif page.kind is PageKind.ENTRY:
                pages.answer(rng.choice(["Ana", "Ben", "Bob", "", "stop", "Ana " * 20]))
            elif page.name == "as_last_time":
                keys = [option.key for option in page.options if option.key != "n"]
                pages.answer("n" if renames else rng.choice(keys))
                renames = False
            elif rng.random() < 0.1:
                pages.answer(rng.choice(["zzz", "x", "9", "f", "j", "y"]))
            elif page.options:
                pages.answer(self._option(page))
            else:
                pages.answer("")
        raise Broken("pages without end")

    def _option(self, page: Page) -> str:
        rng = self.rng
        begins = [option.key for option in page.options if option.value in ("begin", *exercises())]
        if page.name in ("fits", "tonight_fits") and begins and rng.random() < 0.8:
            return rng.choice(begins)
        return rng.choice(page.options).key

    def _at_a_row(self, pages: SavedPages, page: Page, seen: Answers) -> None:
        rng = self.rng
        row = page.rows[page.at].label
        if rng.random() < 0.03:
            pages.move(rng.choice([-2, -1, 1]))
            return
        if rng.random() < 0.03:
            pages.turn(rng.choice([-1, 1]))
            if not (marked := pages.page().marked):
                return  # it was answered and covered before: one arrow too many changes nothing
            seen.give(page, next(option.value for option in page.options if option.text == marked))
            return
        open_ = [each.label for each in page.rows if each.state == TEXTS.word("form_open")]
        answered = row not in open_ and page.at == len(page.rows) - 1
        if (answered and rng.random() < 0.9) or (not open_ and rng.random() < 0.2):
            pages.answer("")
            return
        if rng.random() < 0.02:
            pages.answer("zzz")
            return
        wish = self._wish(row, page)
        option = next(each for each in page.options if each.value == wish)
        covered = page.rows[page.at].state == TEXTS.word("form_answered") and not page.marked
        pages.answer(option.key)
        if covered and pages.result is None and pages.page().note == TEXTS.word("form_anew"):
            return  # nothing that isn't visible changes at the first key
        seen.give(page, option.value)

    def _wish(self, row: str, page: Page) -> str:
        """Gives an answer, mostly one that lets the evening go on."""
        values = [option.value for option in page.options]
        calm = {"label_safety": "no", "label_drink": "no", "label_touch": "yes"}
        for label, value in calm.items():
            if row == TEXTS.word(label):
                return value if self.rng.random() < 0.97 else self.rng.choice(values)
        if row == TEXTS.word("label_number"):
            return str(self.rng.randint(0, 6)) if self.rng.random() < 0.98 else self.rng.choice(values)
        if "yes" in values and self.likes_touch:
            return "yes" if self.rng.random() < 0.85 else self.rng.choice(values)
        return self.rng.choice(values)

    def _said_no(self, seen: Answers, area: str) -> bool:
        label = TEXTS.word("label_area", area=area)
        return any(given.get(label) in ("no", "never") for given in seen.given.values())

    def _look_at(self, seen: Answers, id: str, page: Page) -> None:
        """Takes in what both of them see together now."""
        account, given = self.account, seen.given
        if page.name == "decided":
            must(account.closed, "an evening that is called over was over")
            return
        if page.name == "too_much":
            return
        closing = any(self._closes(each) for each in given.values())
        if page.name == "without":
            account.closed = True
            return
        if page.name == "tonight_fits":
            self._look_at_tonight(seen, page, closing=closing)
            return
        must(not account.closed, "touch is shown only before a stop or a no")
        must(not closing, "no touch where one of the two said something against it")
        for area in exercises()[id].touch:
            if self._said_no(seen, area):
                account.gone.add(area)
        kept = couple_file.load().kept.of_tonight(DAY)
        must(kept.left_out >= account.gone or not kept.touch, "areas only shrink")
        if not kept.touch:  # they chose something without touch on this page
            account.closed = True
            return
        account.gone |= kept.left_out
        account.dressed |= kept.clothes_on
        must(not account.dressed or kept.clothes_on, "clothes only shrink")
        chosen = [float(each["how long: turn"]) for each in given.values() if "how long: turn" in each]
        must((kept.seconds or 0) <= min([account.most, *chosen]), "time only shrinks, and the shorter of both counts")
        account.most = min(account.most, kept.seconds or float("inf"))

    def _look_at_tonight(self, seen: Answers, page: Page, *, closing: bool) -> None:
        account, given = self.account, seen.given
        offered = {option.value for option in page.options}
        touch = offered & set(exercises())
        must(not (account.closed and touch), "nothing leads to touch after a stop or a no")
        must(not (closing and touch), "no touch where one of the two said something against it")
        times = [float(each[TEXTS.word("label_time")]) for each in given.values()]
        must(not touch or min(times) * 60 >= 290, "touch needs a time")
        for kind, id in (("label_beside", "side-by-side"), ("label_talk", "fanos")):
            wanted = all(each[TEXTS.word(kind)] == "yes" for each in given.values())
            must(wanted or id not in offered, "only kinds that both said yes to")
        if account.closed:
            return
        rows = {id: set(exercises()[id].touch) & set(given["a"]) for id in FEWEST}
        asked = set[str]().union(*rows.values())
        for id, areas in rows.items():
            must(
                areas == account.left(exercises()[id]), "the rows ask for all touch that is still possible, and no more"
            )
        both = {area for area in asked if all(each[area] == "yes" for each in given.values())}
        in_time = {id for id, areas in rows.items() if areas and FEWEST[id] <= min(times)}
        wanted = {id for id in in_time if rows[id] & both and not closing}
        must(touch == wanted, "what both said yes to, in the time of both, is offered, and no other touch")
        account.minutes = min(account.minutes, *times)
        if closing or (asked and not both) or (in_time and not touch):
            account.closed = True
            must(not couple_file.load().kept.of_tonight(DAY).touch, "no agreement for both leaves no touch tonight")
        elif asked:
            offered_areas = set[str]().union(*(rows[id] & both for id in touch))
            account.gone |= set[str]().union(*(rows[id] for id in in_time)) - offered_areas
            account.dressed = True

    def _closes(self, given: Mapping[str, str]) -> bool:
        word = TEXTS.word
        return (
            given.get(word("label_safety"), "no") != "no"
            or int(given.get(word("label_number"), "0")) >= 7
            or given.get(word("label_drink"), "no") != "no"
            or given.get(word("label_touch"), "yes") == "no"
            or given.get(word("label_usual"), "same") == "no"
        )


@dataclass
class Answers:
    """The answers of the two on their pages, by person and label, and the page that both saw in the end."""

    given: dict[str, dict[str, str]] = field(default_factory=dict)
    shared: Page | None = None
    touch: bool = False
    named: set[str] = field(default_factory=set)
    """The only area that was left to be asked about, which the question about touch named."""

    def give(self, page: Page, value: str) -> None:
        row, given = page.rows[page.at].label, self.given.setdefault(page.who, {})
        given[row] = value
        areas = {area for each in exercises().values() for area in each.touch}
        if row == TEXTS.word("label_usual") and value == "all":
            for area in areas & set(given):
                del given[area]  # the arrow keys may have stood on "as usual" before
        if row == TEXTS.word("label_usual") and value != "all":
            asked = set(page.asked.rpartition(": ")[2].removesuffix("?").split(", "))
            must(bool(asked) and asked <= areas, "the question about a usual evening names its areas")
            given |= {area: "yes" if area in asked and value != "no" else "no" for area in areas}
        if row == TEXTS.word("label_touch") and areas.isdisjoint(each.label for each in page.rows):
            named = {area for area in areas if page.asked.endswith(f": {area}?")}
            must(len(named) == 1, "the only area is named in the question about touch")
            self.named |= named
            given |= dict.fromkeys(named, "no" if value == "no" else "yes")

    def both(self, label: str, value: str) -> bool:
        return len(self.given) == 2 and all(given.get(label) == value for given in self.given.values())
