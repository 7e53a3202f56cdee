"""Within an evening touch only becomes less: random evenings of two people, against an account of the rules of its own.

The account knows nothing of the program's. It keeps what the two have seen or said, and says what may still happen.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.couple import couple_file
from companion.couple.around import Around, around
from companion.couple.evening.pages import Go, PageKind, Without
from companion.exercise.model import Exercise
from companion.exercise.reading import read
from companion.session.effects import Outcome
from tests.couple.evening.people import OUR_HANDS, any_word, name_of

DAY = date(2026, 11, 22).toordinal()


def exercise(id: str, areas: str, turn: tuple[int, int, int], rung: int) -> Exercise:
    default, shortest, longest = turn
    text = OUR_HANDS.replace("id: our-hands", f"id: {id}").replace("touch: [hands]", f"touch: [{areas}]")
    text = text.replace("rung: 1", f"rung: {rung}").replace(
        "{default: 1 min, from: 1 min, to: 3 min}",
        f"{{default: {default} min, from: {shortest} min, to: {longest} min}}",
    )
    return read(text.encode(), f"{id}.yaml").exercise


EXERCISES = {
    each.id: each
    for each in (
        exercise("our-hands", "hands", (1, 1, 3), 1),
        exercise("up-to-the-elbow", "hands, forearms", (4, 2, 10), 2),
        exercise("two-feet", "feet", (3, 3, 6), 3),
    )
}


RUNGS = {"our-hands": 1, "up-to-the-elbow": 2, "two-feet": 3}
ARMS = {"hands", "forearms"}
"""The areas that may be added after touch further up the ladder."""


@contextmanager
def home() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("COMPANION_HOME")
        os.environ["COMPANION_HOME"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["COMPANION_HOME"]
            else:
                os.environ["COMPANION_HOME"] = before


@dataclass
class Account:
    """The touch that is still allowed on one day, after all that the two have seen and said."""

    day: int = 0
    closed: bool = False
    gone: set[str] = field(default_factory=set)
    begun: set[str] | None = None
    """The areas with which touch began the last time; None before that."""
    rung: int = 0
    """The lowest rung on which touch began."""
    dressed: bool = False
    most: float = float("inf")

    def on(self, day: int) -> None:
        if day != self.day:
            self.__init__(day)  # type: ignore[misc]


@dataclass(frozen=True)
class Person:
    safety: str
    number: int
    drink: str
    touch: str
    step: str
    no: frozenset[str]
    clothes: str
    longest: int
    """Which of the lengths, from the front."""


AREAS = st.frozensets(st.sampled_from(["hands", "forearms", "feet"]), max_size=2)
STEPS, CLOTHES, LENGTHS = st.sampled_from(["1", "2", "3"]), st.sampled_from(["o", "a"]), st.integers(0, 6)
ANYBODY = st.builds(
    Person,
    safety=st.sampled_from(["n", "y", "r"]),
    number=st.integers(0, 10),
    drink=st.sampled_from(["n", "y", "r"]),
    touch=st.sampled_from(["y", "a", "n"]),
    step=STEPS,
    no=AREAS,
    clothes=CLOTHES,
    longest=LENGTHS,
)
CALM = st.builds(
    Person,
    safety=st.just("n"),
    number=st.integers(0, 6),
    drink=st.just("n"),
    touch=st.just("y"),
    step=STEPS,
    no=st.just(frozenset()) | AREAS,
    clothes=CLOTHES,
    longest=LENGTHS,
)
PEOPLE = st.integers(1, 12).flatmap(lambda die: ANYBODY if die == 12 else CALM)
"""Mostly calm people, or hardly an evening would come to what is tested here."""


@dataclass(frozen=True)
class Sitting:
    """One start of the program."""

    exercise: str
    a: Person
    b: Person
    later: int
    """Days since the one before."""
    names: tuple[str, str] | None
    at_fits: str
    """The key on the shared page: begin, without touch, leave."""
    ending: str
    left_out: frozenset[str]
    """Areas that are left out aloud, at the agreement."""


SITTINGS = st.builds(
    Sitting,
    exercise=st.sampled_from(sorted(EXERCISES)),
    a=PEOPLE,
    b=PEOPLE,
    later=st.sampled_from([0, 0, 0, 0, 1]),
    names=st.none() | st.sampled_from([("Ana", "Ben"), ("Ana", "Bob"), ("", "")]),
    at_fits=st.sampled_from([*["begin"] * 8, "n", "leave"]),
    ending=st.sampled_from([*["to the end"] * 9, "ended", "crash", "stop", "stop before touch", "no"]),
    left_out=st.frozensets(st.sampled_from(["hands", "forearms", "feet"]), max_size=1),
)


def program(sitting: Sitting, day: int) -> Around:
    """The program, started anew: all it knows is in the file."""
    return around(
        EXERCISES[sitting.exercise],
        list(EXERCISES.values()),
        check_word=any_word,
        hear=lambda word, heard, deaf: None,
        reserved=(),
        evening=lambda: day,
    )


def answer_pages(made: Around, sitting: Sitting) -> bool:
    """Answers everything up to the shared page. True if it came; then `made` stands on it."""
    pages = made.before
    renamed = False
    for _ in range(300):
        if pages.result is not None:
            return False
        page = pages.page()
        if page.name == "fits":
            return True
        if page.kind is PageKind.FORM:
            answer_row(made, sitting)
        elif page.name == "as_last_time" and sitting.names is not None and not renamed:
            renamed = True
            pages.answer("n")
        elif page.name in ("name_a", "name_b"):
            names = sitting.names or ("Ana", "Ben")
            pages.answer(names[0 if page.name == "name_a" else 1])
        else:
            pages.answer({"who_starts": "f"}.get(page.name, page.options[0].key if page.options else ""))
    raise AssertionError("an evening without end")


def answer_row(made: Around, sitting: Sitting) -> None:
    page = made.before.page()
    person = sitting.a if page.who == "a" else sitting.b
    name = name_of(page.rows[page.at].label)
    kind, _, which = name.partition(":")
    answer = {
        "safety": person.safety,
        "number": str(person.number),
        "drink": person.drink,
        "touch": person.touch,
        "step": person.step,
        "area": "n" if which in person.no else "y",
        "clothes": person.clothes,
        "length": str(min(person.longest + 1, len(page.options))),
    }[kind]
    if kind == "touch" and any(page.asked.endswith(f": {area}?") for area in person.no):
        answer = "n"  # the only area, which has no row of its own
    last = page.at == len(page.rows) - 1
    made.before.answer(answer)
    if made.before.page().at == page.at and not last:
        made.before.move(1)  # there is no such answer tonight ("the next one"), so the row is left alone
    if last:
        made.before.answer("")


def says_no_touch(person: Person, asked_safety: bool) -> bool:
    return (asked_safety and person.safety in "yr") or person.number >= 7 or person.drink in "yr" or person.touch == "n"


@settings(max_examples=250)
@given(st.lists(SITTINGS, min_size=2, max_size=8))
def test_areas_time_and_clothes_only_shrink_and_a_no_holds_until_morning(sittings: list[Sitting]) -> None:
    account, day = Account(), DAY
    with home():
        for sitting in sittings:
            day += sitting.later
            account.on(day)
            one_sitting(sitting, day, account)


def one_sitting(sitting: Sitting, day: int, account: Account) -> None:
    made = program(sitting, day)
    asked = set(EXERCISES[sitting.exercise].touch)
    length = EXERCISES[sitting.exercise].lengths["turn"]
    if account.closed:
        assert isinstance(made.before.result, Without)
        assert made.before.result.page == "decided"
        return
    possible = asked - account.gone
    if account.begun is not None and not (RUNGS[sitting.exercise] < account.rung and asked <= ARMS | account.begun):
        possible &= account.begun
    if not possible or length.from_ > account.most:
        assert isinstance(made.before.result, Without)
        assert made.before.result.page == "too_much"
        assert not couple_file.load().kept.resting(day)
        return
    assert made.before.result is None
    pages = made.before
    came = answer_pages(made, sitting)
    safety = came and any("Are we safe enough" in line for line in pages.page().lines)
    if not came:
        assert isinstance(pages.result, Without)
        assert pages.result.page == "without"
        account.closed = True
        assert couple_file.load().kept.resting(day)
        return
    assert not says_no_touch(sitting.a, safety)
    assert not says_no_touch(sitting.b, safety)
    shown = couple_file.load().kept.of_tonight(day)
    assert shown.touch
    assert shown.left_out >= account.gone
    assert shown.clothes_on >= account.dressed
    assert (shown.seconds or 0) <= account.most
    account.gone |= shown.left_out
    account.dressed |= shown.clothes_on
    account.most = min(account.most, shown.seconds or float("inf"))
    if sitting.at_fits == "leave":
        pages.leave()
        return
    if sitting.at_fits == "n":
        pages.answer("n")
        account.closed = True
        return
    pages.answer("")
    go = pages.result
    assert isinstance(go, Go)
    chosen = go.choices
    left = asked - chosen.crossed_out
    assert left
    assert not left & account.gone
    assert left <= possible
    rung = RUNGS[sitting.exercise]
    account.rung = rung if account.begun is None else min(account.rung, rung)
    account.begun = set(left)
    assert not left & (sitting.a.no | sitting.b.no)
    assert chosen.lengths["turn"] <= account.most
    assert chosen.clothes == "on" or not account.dressed
    assert chosen.clothes == "on" or (sitting.a.clothes == sitting.b.clothes == "a")
    session(made, sitting, asked, account)


def session(made: Around, sitting: Sitting, asked: set[str], account: Account) -> None:
    out = sitting.left_out & asked
    if out:
        made.less(touch=True, left_out=out)
        account.gone |= out
        assert couple_file.load().kept.of_tonight(account.day).left_out >= account.gone
    match sitting.ending:
        case "to the end" | "ended":
            after = made.after(Outcome.COMPLETED if sitting.ending == "to the end" else Outcome.ENDED, True)
            assert after is not None
        case "stop" | "stop before touch":
            assert made.after(Outcome.STOPPED, sitting.ending == "stop") is None
            account.closed = True
        case "no":
            made.less(touch=False)
            assert made.after(Outcome.ENDED, False) is None
            account.closed = True
        case "crash":
            pass  # no answer was given, so the shared page still holds


def test_what_is_over_at_five_leaves_no_trace_in_the_file() -> None:
    calm = Person("n", 0, "n", "y", "1", frozenset(), "o", 6)
    sitting = Sitting("our-hands", calm, calm, 0, None, "begin", "stop", frozenset())
    with home():
        one_sitting(sitting, DAY, Account(DAY))
        assert "tonight" in couple_file.path().read_text(encoding="utf-8")
        program(sitting, DAY + 1).before.answer("o")
        assert "tonight" in couple_file.path().read_text(encoding="utf-8")  # nothing new was saved yet
        made = program(sitting, DAY + 1)
        assert answer_pages(made, sitting)
        assert date.fromordinal(DAY).isoformat() not in couple_file.path().read_text(encoding="utf-8")
