"""“Tonight, the two of us”: what fits the smaller of both is offered, and nothing tells whose answer was smaller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product

import pytest

from companion.closeness.half import MINUTES
from companion.couple.evening.lengths import Length
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Go, Instead, Left, OfferedExercise, Page, PageKind, Without
from companion.couple.evening.standing_limits import StandingLimits
from companion.couple.evening.tonights_exercises import Suggestion, TonightsExercises
from companion.couple.evening.way_in import WayIn
from companion.couple.evening.wishes import TIME, Agreement, within
from companion.exercise.cautions import Cautions
from companion.exercise.first_turn import Addressed
from tests.couple.evening.people import KNOWN, TEXTS, TODAY

HANDS = OfferedExercise("holding-hands", "Holding hands", 1, ("hands",), 180.0)
KISS = OfferedExercise("kiss-and-cuddle", "A cuddle or a kiss", 14, ("cuddling", "kissing"), 270.0)
THERE = TonightsExercises(
    alone=(Suggestion("right-now", "One minute", 1.0, 1),),
    beside=(Suggestion("side-by-side", "Side by side", 9.0), Suggestion("looking", "Looking around", 5.4)),
    talk=(Suggestion("fanos", "Daily check-in", 10.0), Suggestion("after-a-fight", "After a fight", 5.0)),
    agreements=(Agreement(HANDS, 16.0, 12.0), Agreement(KISS, 22.0, 21.0)),
    without=(OfferedExercise("right-now", "One minute"),),
    cautions={"kiss-and-cuddle": Cautions(("No sex.",))},
    lengths={"holding-hands": {"turn": Length(300, 180, 900)}, "kiss-and-cuddle": {"turn": Length(300, 270, 600)}},
    areas={"holding-hands": ("hands",), "kiss-and-cuddle": ("cuddling", "kissing")},
)
YES = {
    "safety": "n", "number": "2", "drink": "n", "time": "4", "beside": "y", "talk": "y",
    "hands": "y", "cuddling": "y", "kissing": "y",
}  # fmt: skip
CLOSING = (
    {"safety": "y"}, {"safety": "r"}, {"number": "7"}, {"number": "t"}, {"drink": "y"}, {"drink": "r"},
    {"hands": "n", "cuddling": "n", "kissing": "n"},
)  # fmt: skip
"""Answers that leave no touch."""
_LABELS = {TEXTS.word(f"label_{name}"): name for name in ("safety", "number", "drink", "time", "beside", "talk")}


@dataclass
class Played:
    machine: WayIn
    shown: list[Page] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """The person who pressed each key: "a" or "b" on their own page, "" on a shared one."""

    @property
    def offers(self) -> list[str]:
        return [option.value for option in self.machine.page().options if option.value]


def row_of(page: Page) -> str:
    label = page.rows[page.at].label
    return _LABELS.get(label, label)


def played(
    a: Mapping[str, str] | None = None,
    b: Mapping[str, str] | None = None,
    kept: Kept = KNOWN,
    *,
    there: TonightsExercises = THERE,
    today: int = TODAY,
    until: str = "tonight_fits",
) -> Played:
    """Plays up to the shared page, or to the page `until`."""
    own = {"a": {**YES, **(a or {})}, "b": {**YES, **(b or {})}}
    made = Played(WayIn(there, kept, TEXTS, today, reserved={"stop"}))
    for _ in range(80):
        page = made.machine.page()
        made.shown.append(page)
        if made.machine.result is not None or page.name == until:
            return made
        if page.kind is PageKind.FORM:
            ready = all(row.state == TEXTS.word("form_answered") for row in page.rows)
            made.machine.answer("" if ready else own[page.who][row_of(page)], today)
        else:
            given = {"name_a": "Ana", "name_b": "Ben", "who_starts": "f", "handover": "f", "handover_second": "j"}
            made.machine.answer(given.get(page.name) or page.options[0].key, today)
        made.keys.append(page.who)
    raise AssertionError("an evening without end")


def choose(made: Played, id: str) -> None:
    option = next(option for option in made.machine.page().options if option.value == id)
    made.machine.answer(option.key, TODAY)


def test_things_without_touch_stand_first_and_touch_is_there_where_both_would_like_it() -> None:
    assert played().offers == ["side-by-side", "looking", "fanos", "after-a-fight", "holding-hands", "kiss-and-cuddle"]


def test_the_shorter_time_counts() -> None:
    for a, b in (("1", "4"), ("4", "1"), ("1", "1")):
        made = played({"time": a}, {"time": b})
        assert made.offers == ["looking", "after-a-fight"]
        page = made.machine.page()
        assert not any(TEXTS.word(f"time_{most}") in line for most in (5, 15, 30, 60) for line in page.lines)
    assert not played({"time": "1"}).machine.kept.resting(TODAY), "there was no no to touch"


@pytest.mark.parametrize(
    ("row", "gone"), [("beside", {"side-by-side", "looking"}), ("talk", {"fanos", "after-a-fight"})]
)
def test_a_kind_that_one_does_not_want_is_not_offered(row: str, gone: set[str]) -> None:
    everything = set(played().offers)
    for a, b in (({row: "n"}, {}), ({}, {row: "n"})):
        assert set(played(a, b).offers) == everything - gone


def test_something_without_touch_is_always_offered() -> None:
    made = played({"beside": "n"}, {"talk": "n"})
    assert made.offers == ["right-now", "holding-hands", "kiss-and-cuddle"]
    choose(made, "right-now")
    assert made.machine.result == Instead("right-now")


def test_a_no_to_a_part_costs_that_part_and_nothing_else() -> None:
    """A no to the kiss that cost both of them the cuddle would push towards a yes to the kiss."""
    for row, left in (("kissing", "cuddling"), ("cuddling", "kissing")):
        seen = set()
        for a, b in (({row: "n"}, {}), ({}, {row: "n"}), ({row: "n"}, {row: "n"})):
            made = played(a, b)
            offers = [option.text for option in made.machine.page().options if option.value == "kiss-and-cuddle"]
            assert len(offers) == 1
            assert offers[0].startswith(f"Only {left},")
            seen.add(repr((made.machine.page(), made.machine.kept)))
            choose(made, "kiss-and-cuddle")
            made.machine.answer("", TODAY)  # its cautions
            go = made.machine.result
            assert isinstance(go, Go)
            assert go.choices.crossed_out == {row}
        assert len(seen) == 1, "the page and the file are the same whoever of the two left it out"


def test_what_was_not_offered_earlier_tonight_is_not_asked_about_again() -> None:
    for kissing, cuddling in (("n", "y"), ("y", "n"), ("n", "n")):
        earlier = played({"kissing": kissing, "cuddling": cuddling})
        out = {area for area, answer in (("kissing", kissing), ("cuddling", cuddling)) if answer == "n"}
        assert earlier.machine.kept.of_tonight(TODAY).left_out == out
        made = played(kept=earlier.machine.kept)
        rows = {row.label for page in made.shown for row in page.rows}
        assert rows & {"hands", "cuddling", "kissing"} == {"hands", "cuddling", "kissing"} - out
        choose(made, "holding-hands")
        go = made.machine.result
        assert isinstance(go, Go)
        assert (go.id, go.choices.crossed_out, go.choices.clothes) == ("holding-hands", frozenset(), "on")
        assert go.choices.names.a == "Ana"


def test_who_said_yes_to_everything_sees_only_which_areas_both_said_yes_to() -> None:
    """The page, and the file, for each pair of answers to the rows about touch. The other answers show nowhere."""
    seen: dict[frozenset[str], set[str]] = {}
    for hands, cuddling, kissing, other in product("yn", "yn", "yn", ({}, {"drink": "n"}, {"number": "6"})):
        made = played({}, {"hands": hands, "cuddling": cuddling, "kissing": kissing, **other})
        both = frozenset(area for area, answer in (("h", hands), ("c", cuddling), ("k", kissing)) if answer == "y")
        seen.setdefault(both, set()).add(repr((made.machine.page(), made.machine.kept)))
    assert len(seen) == 8
    assert all(len(looks) == 1 for looks in seen.values())


def test_where_no_area_is_left_it_looks_like_any_evening_without_touch() -> None:
    nearly = played({"hands": "n", "cuddling": "n"}, {"kissing": "n"}).machine
    closed = played({"number": "8"}).machine
    assert (nearly.page(), nearly.kept) == (closed.page(), closed.kept)


def test_where_there_is_no_time_for_touch_the_answers_about_it_show_nowhere() -> None:
    """Five minutes are too short for either agreement, so neither the page nor the file says who wanted one."""
    looks = set()
    for row in ("hands", "cuddling", "kissing", "none"):
        made = played({"time": "1"}, {row: "n"})
        looks.add(repr((made.machine.page(), made.machine.kept)))
    assert len(looks) == 1


@pytest.mark.parametrize("safety", [True, False])
def test_every_way_to_a_tonight_without_touch_looks_the_same_and_holds(safety: bool) -> None:
    kept = replace(KNOWN, checked=None) if safety else KNOWN
    seen = set()
    for closing, first in product(CLOSING, (True, False)):
        if "safety" in closing and not safety:
            continue
        made = played(closing if first else {}, {} if first else closing, kept)
        seen.add((repr(made.machine.page()), repr(made.machine.kept), tuple(made.keys)))
        assert made.machine.kept.resting(TODAY)
        assert made.machine.kept.checked is None
        again = played(kept=made.machine.kept)
        assert again.offers == ["side-by-side", "looking", "fanos", "after-a-fight"]
        assert all(row.label not in ("hands", "kissing") for page in again.shown for row in page.rows)
    assert len(seen) == 1


def test_every_private_page_takes_the_same_keys_whatever_is_answered() -> None:
    smaller = {"number": "t", "drink": "r", "time": "1", "beside": "n", "talk": "n", "hands": "n", "kissing": "n"}
    assert len({tuple(played(a, b).keys) for a, b in product(({}, smaller), repeat=2)}) == 1


def test_which_of_the_two_chose_the_smaller_thing_shows_nowhere() -> None:
    for smaller in (
        {"time": "2"},
        {"time": "3"},
        {"talk": "n"},
        {"kissing": "n"},
        {"time": "1", "beside": "n", "hands": "n"},
        *CLOSING,
    ):
        one, other = played(smaller, {}), played({}, smaller)
        assert (one.machine.page(), one.machine.kept) == (other.machine.page(), other.machine.kept)
        assert [page for page in one.shown if page.private] == [page for page in other.shown if page.private]


def test_answering_again_on_the_same_evening_makes_nothing_larger() -> None:
    first = played({"time": "3"}, {"kissing": "n"}).machine
    again = played({"time": "3"}, {"time": "3"}, first.kept)
    assert "hands" in [row.label for page in again.shown for row in page.rows]
    assert "kissing" not in [row.label for page in again.shown for row in page.rows]
    rows = [page for page in again.shown if page.rows and row_of(page) == "time"]
    assert [option.text for option in rows[0].options] == [TEXTS.word(f"time_{most}") for most in (5, 15, 30)]
    offers = [option.text for option in again.machine.page().options if option.value == "kiss-and-cuddle"]
    assert [text.split(",")[0] for text in offers] == ["Only cuddling"]


def test_a_length_that_was_agreed_before_is_not_passed() -> None:
    shorter = KNOWN.decided(("hands",), ("hands",), "on", {"turn": 200.0}, {"turn": Length(300, 180, 900)}, TODAY)
    made = played(kept=shorter)
    choose(made, "holding-hands")
    assert isinstance(made.machine.result, Go)
    assert made.machine.result.choices.lengths == {"turn": 200.0}
    assert "kiss-and-cuddle" not in made.offers, "its shortest turn is longer"


def test_time_for_tonight_holds_for_exercises_from_the_list_too() -> None:
    kept = played({"time": "1"}).machine.kept
    assert not kept.of_tonight(TODAY).allows(HANDS)
    assert kept.of_tonight(TODAY).most == 150
    assert kept.of_tonight(TODAY + 1).allows(HANDS)


@pytest.mark.parametrize(
    ("limit", "time"), [(5, 5), (10, 5), (15, 15), (20, 15), (30, 30), (45, 30), (60, 60), (None, 60)]
)
def test_a_standing_limit_becomes_the_longest_time_of_the_page_that_fits_into_it(limit: int | None, time: int) -> None:
    """Only times of the page: any other would show that a limit was used, and which."""
    assert within({TIME: "60"}, StandingLimits(minutes=limit)) == {TIME: str(time)}
    assert limit is None or limit in MINUTES


def test_a_quarter_of_an_hour_is_time_for_holding_hands_at_its_shortest() -> None:
    made = played({"time": "2"})
    assert made.offers == ["side-by-side", "looking", "fanos", "after-a-fight", "holding-hands"]


def test_an_exercise_whose_longer_way_takes_too_long_is_not_offered() -> None:
    longer = replace(THERE, talk=(Suggestion("fanos", "Daily check-in", 10.0, longest=16.0),))
    assert "fanos" not in played({"time": "2"}, there=longer).offers
    assert "fanos" in played({"time": "3"}, there=longer).offers


def test_the_first_private_page_waits_for_its_person_on_every_evening() -> None:
    for kept in (Kept(), KNOWN, KNOWN.without_touch(TODAY), KNOWN.for_minutes(15, TODAY)):
        made = played({"time": "1"}, {"time": "1"}, kept)
        names = [page.name for page in made.shown]
        assert names[names.index("private_first") - 1] == "handover"


def test_a_no_in_another_window_ends_it() -> None:
    made = played(until="private_second")
    made.machine.heard_of(KNOWN.without_touch(TODAY), TODAY)
    assert made.machine.result == Without("decided", THERE.without)
    made.machine.answer("y", TODAY)
    assert made.machine.page().name == "decided"


def test_on_the_shared_page_a_no_in_another_window_leaves_no_touch_to_be_chosen() -> None:
    made = played()
    made.machine.heard_of(KNOWN.without_touch(TODAY), TODAY)
    assert isinstance(made.machine.result, Without)


PRACTICE = Suggestion("no-without-touch", "Saying no, without touch", 13.0)


@pytest.mark.parametrize("safety", [False, True])
def test_practicing_a_no_stands_beside_touch_the_same_for_everybody(safety: bool) -> None:
    kept = replace(KNOWN, checked=None) if safety else KNOWN
    made = played(there=replace(THERE, practice=PRACTICE), kept=kept)
    assert "no-without-touch" in made.offers
    made.machine.answer("p", TODAY)
    assert made.machine.result == Instead("no-without-touch")
    assert not made.machine.kept.resting(TODAY)


@pytest.mark.parametrize("smaller", [{"hands": "n", "cuddling": "n", "kissing": "n"}, {"time": "1"}])
def test_it_is_not_offered_without_touch_or_time(smaller: Mapping[str, str]) -> None:
    assert "no-without-touch" not in played(b=smaller, there=replace(THERE, practice=PRACTICE)).offers


def test_leaving_keeps_nothing() -> None:
    for until in ("private_first", "private_second"):
        made = played({"time": "1"}, until=until)
        made.machine.leave()
        assert made.machine.kept == KNOWN
        assert made.machine.result == Left()


def test_new_people_are_asked_for_their_names_first() -> None:
    made = played(kept=Kept())
    names = list(dict.fromkeys(page.name for page in made.shown))
    assert names == [
        "name_a", "name_b", "handover", "private_first", "handover_second", "private_second", "tonight_fits",
    ]  # fmt: skip


FIRST = {
    "holding-hands": (
        Addressed("giver", "{giver}, hold out a hand, if you'd like to."),
        Addressed("receiver", "{receiver}, you choose."),
    ),
    "fanos": (Addressed("giver", "{giver}, how do you feel?"), Addressed("receiver", "{receiver}, just listen.")),
}  # fmt: skip
WITH_TURNS = replace(THERE, first_turn=lambda id: FIRST.get(id, ()))


@pytest.mark.parametrize("kept", [Kept(), KNOWN], ids=["first", "later"])
@pytest.mark.parametrize(("id", "says"), [("holding-hands", "hold out a hand"), ("fanos", "how do you feel?")])
def test_after_the_choice_a_page_says_who_does_what_and_either_can_turn_it_around(
    id: str, says: str, kept: Kept
) -> None:
    made = played(kept=kept, there=WITH_TURNS)
    assert not any("Ana" in line for line in made.machine.page().lines)
    choose(made, id)
    for giver in ("Ana", "Ben", "Ana"):
        assert f"{giver}, {says}" in made.machine.page().lines[-1]
        made.machine.answer("o", TODAY)
    made.machine.answer("zzz", TODAY)
    made.machine.answer("", TODAY)
    assert isinstance(made.machine.result, Go)
    assert made.machine.result.choices.starts == "b"


def test_after_a_no_one_of_them_is_chosen_and_not_named_beforehand() -> None:
    made = played({"number": "8"}, there=WITH_TURNS)
    choose(made, "fanos")
    assert "If Ana starts" in made.machine.page().lines[-1]
    made.machine.answer("", TODAY)
    assert made.machine.result is None
    made.machine.answer("j", TODAY)
    assert isinstance(made.machine.result, Go)
    assert made.machine.result.choices.starts == "b"


def test_back_from_the_cautions_leads_to_the_shared_page() -> None:
    made = played()
    choose(made, "kiss-and-cuddle")
    made.machine.back()
    assert made.machine.page().name == "tonight_fits"
    made.machine.answer("nonsense", TODAY)
    assert made.machine.result is None
    made.machine.answer("", TODAY)
    assert made.machine.result == Left()


def test_what_was_left_out_earlier_tonight_is_on_no_page_any_more() -> None:
    """The title of the agreement would go on naming the kiss that somebody said no to."""
    kept = KNOWN.leaving_out(("kissing",), TODAY)
    shown = played(kept=kept).shown
    said = [text for page in shown for text in (page.title, *page.lines, page.asked, *page.hints)]
    offers = [option.text for option in shown[-1].options]
    assert any("Only cuddling" in text for text in offers)
    assert not [text for text in (*said, *offers) if "kiss" in text.casefold()]


def test_the_time_is_not_named_and_it_was_said_before_that_the_shorter_one_counts() -> None:
    """“Everything here fits into a quarter of an hour” tells whoever said an hour whose limit it was."""
    shown = played({"time": "2"}, {"time": "4"}).shown
    hints = [hint for page in shown if page.asked == TEXTS.page("row_time").title for hint in page.hints]
    assert set(hints) == {"The shorter time counts."}
    assert not [page for page in shown if page.name == "tonight_fits" for line in page.lines if "quarter" in line]


def test_once_there_is_no_touch_tonight_the_page_before_the_questions_says_that_none_is_about_it() -> None:
    said = TEXTS.word("no_touch_asked")
    for kept, told in ((KNOWN, False), (KNOWN.without_touch(TODAY), True)):
        first = next(page for page in played(kept=kept).shown if page.name == "handover")
        assert (said in first.lines) is told


def test_every_page_with_what_fits_says_in_the_same_words_that_there_can_be_many_reasons() -> None:
    for own in ({}, *CLOSING, {"kissing": "n"}, {"time": "1"}):
        assert played(own).machine.page().lines[-1] == TEXTS.word("reasons")
