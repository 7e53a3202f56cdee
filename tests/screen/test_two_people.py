"""Two people on one screen: each has a key of their own, and nobody's yes can be the other's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.key_commands import command_for
from companion.screen.keycaps import pairs, rows_of, width_of
from companion.screen.plain.typed_commands import answers_of
from companion.screen.session.captions import areas_of, keys_of, question_of, state_of
from companion.session.commands import Command, Kind
from companion.session.effects import Notice, NoticeKind
from companion.session.events import Given
from companion.session.parts.own_keys import HELD as HOLDING
from companion.session.view import Phase, Question, TurnView, View
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeSession, asking, speaking
from tests.screen.test_plain import played, typed_in
from tests.session.driver import Driver
from tests.session.for_two import HANDS, agreed, at_the_agreement, hold_key, with_touch

NAMES = ("Ada", "Bo")
AGREE = Question("agree", "Hands.", ("yes", "no"), "Bo", ("hands", "forearms"), frozenset({"forearms"}))


def agreeing() -> View:
    return replace(asking("agree", "Hands.", "yes", "no"), question=AGREE, called=NAMES)


def checking() -> View:
    question = Question("check", "How is it?", ("green", "yellow", "red"), "Ada")
    return replace(asking("check", "How is it?"), question=question, called=NAMES)


def written(parts: list[tuple[str, str]]) -> str:
    return "".join(text for text, _ in parts).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "view", [agreeing(), checking(), replace(speaking(phase=Phase.YELLOW), called=NAMES, needs_both=True)]
)
def test_each_has_a_key_of_their_own(view: View) -> None:
    assert command_for("f", view) == Command(Kind.SIGN, by="a")
    assert command_for("j", view) == Command(Kind.SIGN, by="b")


def test_one_person_has_none() -> None:
    assert command_for("f", speaking()) is None
    assert command_for("j", speaking()) is None


def test_y_is_nobodys_yes_and_no_yellow_at_an_agreement_of_two() -> None:
    assert command_for("y", agreeing()) == Command(Kind.SIGN)
    assert command_for("n", agreeing()) == Command(Kind.ANSWER, "no")
    assert command_for("y", checking()) == Command(Kind.YELLOW)
    assert command_for("r", checking()) == Command(Kind.STOP)


def test_a_number_crosses_an_area_out() -> None:
    assert command_for("2", agreeing()) == Command(Kind.ANSWER, "forearms")
    assert areas_of(AGREE) == "To skip a place: 1 hands, 2 forearms (left out)"


def test_the_screen_says_whose_key_is_whose_and_who_is_asked() -> None:
    assert written(question_of(agreeing(), "")) == "F Ada      J Bo      N no, thanks"
    assert (
        state_of(agreeing(), resting=False)
        == "for yes, hear the question, then hold your own key; N is a no at any time"
    )
    assert written(question_of(checking(), "")).startswith("F Ada: green      J Bo: green")
    assert state_of(checking(), resting=False) == "this question is for Ada"


def by_key(driver: Driver, by: str) -> None:
    """Gives one person's yes, or green, as a key that is held says it."""
    hold_key(driver, by)
    assert NoticeKind.TAKEN in [effect.kind for _, effect in driver.effects if isinstance(effect, Notice)]


def asked_for_more_time(driver: Driver) -> None:
    driver.until(HANDS)
    driver.run_for(5)
    driver.give(Kind.MORE_TIME, "pressed")
    driver.run_for(4)


@pytest.mark.parametrize("by", ["a", "b"])
@pytest.mark.parametrize(
    ("begun", "comes"),
    [
        (at_the_agreement, lambda driver: None),
        (agreed, lambda driver: driver.until("Bo?")),
        (agreed, lambda driver: driver.give(Kind.YELLOW)),
        (agreed, lambda driver: driver.give(Kind.PAUSE)),
        (agreed, lambda driver: driver.give(Kind.HELP_ME)),
        (agreed, asked_for_more_time),
    ],
    ids=["agreement", "check", "yellow", "pause", "help", "more time"],
)
def test_nothing_on_the_screen_tells_of_one_persons_yes(
    begun: Callable[[], Driver], comes: Callable[[Driver], object], by: str
) -> None:
    """Not before the other has answered: "ready, and waiting for me" pushes."""
    shown: list[list[str]] = []
    for answers in (False, True):
        driver = begun()
        driver.run_for(2)
        comes(driver)
        driver.run_for(3)
        if answers:
            by_key(driver, by)
        else:
            driver.run_for(HOLDING)
        view = driver.engine.view(driver.now)
        asked = view.question
        shown.append(
            [
                state_of(view, resting=False),
                state_of(view, resting=True, listens=False),
                written(question_of(view, "")),
                written(keys_of(view, 100)),
                view.words,
                answers_of(asked, needs_both=view.needs_both) if asked is not None else "",
            ]
        )
    assert shown[0] == shown[1]
    assert not any(sign in line for line in shown[1] for sign in "✓●")


def test_the_sign_that_a_key_counts_names_nobody_and_waits_for_nobody() -> None:
    sign = words.NOTICES[NoticeKind.TAKEN]
    assert sign == "Okay, I’ve noted that. Take your time, both of you. Any answer is okay."
    assert not REPROACHES.search(sign)
    session = FakeSession(agreeing())
    session.script = [lambda: session.notice(NoticeKind.TAKEN), session.finish]
    assert f"({sign})" in played(session)


REPROACHES = re.compile(r"(?i)still|missing|waiting for|hasn’t|not yet|has to|must|only one|○|ready|\bAda\b|\bBo\b")


@pytest.mark.parametrize(
    ("needs_both", "listens", "says"),
    [
        (False, True, "Say “green” to go on"),
        (True, True, "I’ll only go on if you both say “green”. Ending here is just as good."),
        (True, False, "I’ll only go on if you each press your own key. Ending here is just as good."),
    ],
)
def test_yellow_says_how_to_go_on(needs_both: bool, listens: bool, says: str) -> None:
    view = replace(speaking(phase=Phase.YELLOW), needs_both=needs_both)
    assert says in state_of(view, resting=False, listens=listens)
    assert ("F J" in written(keys_of(view, 100))) == needs_both


YELLOW = replace(speaking(phase=Phase.YELLOW), called=NAMES, needs_both=True)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_how_to_go_on_is_whole_on_the_screen(size: tuple[int, int], run_app: RunApp, session: FakeSession) -> None:
    session.shown = replace(YELLOW, words="Hands still. Slower, or smaller?")

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.pause()
        seen = " ".join(screen_text(pilot).split())
        assert "I’ll only go on if you both say “green”. Ending here is just as good." in seen

    run(run_app(walk, size=size))


def test_plain_lines_say_the_same() -> None:
    yes = "(if you both say yes, one of you types f, and the other types j; if either of you says no, type: no"
    assert answers_of(AGREE) == f"{yes}; to skip a place: 1 hands, 2 forearms (left out))"
    green = "(to go on, one of you types f, and the other types j; to slow down, type yellow; to stop, type red)"
    assert answers_of(checking().question or AGREE) == green


HELD = replace(speaking(phase=Phase.YELLOW), called=NAMES, needs_both=True)
GO_BACK = replace(asking("back-or-end", "Go back in?", "continue", "end session"), called=NAMES, needs_both=True)


@pytest.mark.parametrize(
    ("view", "key"),
    [
        (HELD, "space"),
        (HELD, "g"),
        (replace(HELD, phase=Phase.PAUSED), "space"),
        (checking(), "g"),
        (GO_BACK, "1"),
        (GO_BACK, "b"),
        (GO_BACK, "left"),
    ],
)
def test_a_key_that_is_nobodys_counts_for_nobody(view: View, key: str) -> None:
    """Otherwise one person could press it twice, for both."""
    assert command_for(key, view) == Command(Kind.SIGN)


def test_going_back_in_is_each_persons_own_and_ending_is_anybodys() -> None:
    assert command_for("2", GO_BACK) == Command(Kind.ANSWER, "end session")
    assert written(question_of(GO_BACK, "")) == "F Ada: go back      J Bo: go back      2 end session"
    assert GO_BACK.question is not None
    assert (
        answers_of(GO_BACK.question, needs_both=True)
        == "(to go back, one of you types f, and the other types j; to end, type: end session)"
    )
    alone = replace(GO_BACK, needs_both=False)
    assert command_for("1", alone) == Command(Kind.ANSWER, "continue")
    assert "continue" in written(question_of(alone, ""))


HELPS = Question("what-helps", "Hands still. What would help?", ("hands away", "slower", "smaller", "another place"))
MORE = Question("more-time", "Would you both like more time?", ("yes", "no"))


def test_in_a_yellow_amid_touch_a_digit_says_what_would_help() -> None:
    view = replace(HELD, needs_both=True, question=HELPS)
    assert written(question_of(view, "")) == "1 hands away      2 slower      3 smaller      4 another place"
    assert [command_for(key, view) for key in "1234"] == [Command(Kind.ANSWER, option) for option in HELPS.options]
    assert command_for("s", view) == Command(Kind.STOP)
    assert command_for("f", view) == Command(Kind.SIGN, by="a")
    for line, command in (
        ("hands away", Command(Kind.ANSWER, "hands away")),
        ("4", Command(Kind.ANSWER, "another place")),
    ):
        assert typed_in(view, line)[0] == [command]
    assert typed_in(view, "stop")[0] == [Command(Kind.STOP)]


def test_plain_lines_name_what_would_help() -> None:
    session = FakeSession(speaking())
    session.script = [lambda: session.show(replace(HELD, needs_both=True, question=HELPS)), session.finish]
    assert "(1. hands away; 2. slower; 3. smaller; 4. another place; type the number or the word)" in played(session)


def test_more_time_is_asked_of_both_and_no_typed_word_is_anybodys() -> None:
    view = replace(speaking(phase=Phase.SILENT), question=MORE, called=NAMES, touching=True)
    assert written(question_of(view, "")) == "F Ada      J Bo      N no, thanks"
    assert state_of(view, resting=True) == "for more time, each press your own key"
    assert command_for("n", view) == Command(Kind.ANSWER, "no")
    assert command_for("y", view) == Command(Kind.SIGN)
    assert command_for("t", view) == Command(Kind.MORE_TIME, "pressed")
    lines = (
        ("yes", Command(Kind.SIGN)),
        ("no", Command(Kind.ANSWER, "no")),
        ("t", Command(Kind.MORE_TIME, "pressed")),
    )
    for line, command in lines:
        assert typed_in(view, line)[0] == [command]


def test_a_pause_over_a_yellow_shows_whose_keys_go_on() -> None:
    assert "F J" in written(keys_of(replace(HELD, phase=Phase.PAUSED), 100))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("2", Command(Kind.ANSWER, "forearms")),
        ("forearms", Command(Kind.ANSWER, "forearms")),
        ("n", Command(Kind.ANSWER, "no")),
        ("y", Command(Kind.SIGN)),
        ("j", Command(Kind.SIGN, "held", by="b")),
    ],
)
def test_what_plain_lines_offer_at_an_agreement_can_be_typed(line: str, command: Command) -> None:
    assert typed_in(agreeing(), line)[0] == [command]


def test_plain_lines_hold_what_is_said_over_a_yellow() -> None:
    session = FakeSession(speaking(words="A hand on a hand."))
    asked = replace(HELD, needs_both=True, words="Slower, or smaller?")
    session.script = [
        lambda: session.show(asked),
        lambda: session.show(replace(asked, needs_both=True, words="And the other of you?")),
        session.finish,
    ]
    written = played(session)
    assert written.count("A hand on a hand.") == 1
    assert (
        written.index("Slower, or smaller?")
        < written.index("the other types j")
        < written.index("And the other of you?")
    )


def test_whoever_has_no_name_is_shown_whole_and_a_long_name_ends_in_an_ellipsis():
    unnamed = replace(agreeing(), called=("the one giving", "the one receiving"))
    assert written(question_of(unnamed, "")) == "F the one giving      J the one receiving      N no, thanks"
    long = replace(agreeing(), called=("Maximiliana Alexandra", "Bo"))
    assert written(question_of(long, "")).startswith("F Maximiliana Alexa…      J Bo")


def at_a_check(moment: str) -> Driver:
    """A session of touch, its check at one of the moments at which somebody may say red."""
    driver = agreed()
    words = "How is it?"
    while driver.engine.view(driver.now).words != words:
        assert command_for("r", driver.engine.view(driver.now)) == Command(Kind.REPEAT)
        driver.step()
    if moment == "words":
        return driver
    while (question := driver.asked) is None or question.kind != "check":
        driver.step()
    if moment == "over":
        driver.give(Kind.HOW_LONG)
    elif moment == "again":
        driver.run_for(30.1)
    elif moment == "held":
        driver.give(Kind.PAUSE)
    elif moment == "yellow":
        driver.give(Kind.YELLOW)
    return driver


@pytest.mark.parametrize("moment", ["words", "asked", "over", "again", "held", "yellow"])
def test_r_is_red_all_through_a_check(moment: str) -> None:
    driver = at_a_check(moment)
    command = command_for("r", driver.engine.view(driver.now))
    assert command == Command(Kind.STOP)
    driver.feed(Given(command))
    assert driver.engine.view(driver.now).section is Section.WIND_DOWN


def test_r_is_repeat_again_after_a_check() -> None:
    driver = at_a_check("asked")
    while driver.engine.view(driver.now).checking:
        driver.give(Kind.RESUME, "green")
        driver.step()
    assert command_for("r", driver.engine.view(driver.now)) == Command(Kind.REPEAT)


LONG = ("Maximiliane-Charlotte Anna", "Bartholomew-Christopher Joh")
LONG_CHECK = Question(
    "check",
    "How is the weight of the hand for you now, and would you like it lighter, further off, or just as it is?",
    ("green", "yellow", "red"),
    LONG[0],
)
LONG_AGREE = Question(
    "agree",
    "Hands, forearms, shoulders and the back, through clothes, two turns of five minutes each, and either of you can "
    "end it at any moment.",
    ("yes", "no"),
    LONG[0],
    ("hands", "forearms", "shoulders and upper back", "lower back", "feet and ankles"),
    frozenset({"forearms"}),
)
LONG_BACK = Question(
    "back-or-end",
    "Would you like to go back to where we were, or end here? Say “go back” or “end session”.",
    ("continue", "end session"),
)
SEEN = {
    "check": (LONG_CHECK, False, ("F Maximil", "J Bartholomew-Chris…: green", "Y yellow, slower", "R red, stop")),
    "agree": (
        LONG_AGREE,
        False,
        ("J Bartholomew-Chris…", "N no, thanks", "1 hands", "3", "4 lower back", "5 feet and ankles"),
    ),
    "back-or-end": (LONG_BACK, True, ("F Maximil", "J Bartholomew-Chris…: go back", "2 end session")),
}


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 12), (40, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SEEN)
def test_in_a_low_window_the_answers_are_seen_whole_before_the_words(
    name: str, size: tuple[int, int], run_app: RunApp, session: FakeSession
) -> None:
    question, needs_both, answers = SEEN[name]
    turn = TurnView(*LONG, 1, 2, 130.0)
    view = asking(name, question.text, called=LONG, needs_both=needs_both, turn=turn)
    session.shown = replace(view, question=question)

    async def walk(pilot: Pilot[None]) -> None:
        for _ in range(3):
            await pilot.pause()
            session.show(session.shown)
        await pilot.pause()
        text = screen_text(pilot).replace("\u00a0", " ")
        for answer in (*answers, question.text.split()[0], "Esc stop"):
            assert answer in text, answer

    run(run_app(walk, size=size))


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 12), (40, 10)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_in_a_low_window_what_would_help_is_seen_whole(
    size: tuple[int, int], run_app: RunApp, session: FakeSession
) -> None:
    turn = TurnView(*LONG, 1, 2, 130.0)
    view = speaking(phase=Phase.YELLOW, called=LONG, needs_both=True, turn=turn, words=HELPS.text)
    session.shown = replace(view, question=HELPS)

    async def walk(pilot: Pilot[None]) -> None:
        for _ in range(3):
            await pilot.pause()
            session.show(session.shown)
        await pilot.pause()
        text = screen_text(pilot).replace("\u00a0", " ")
        for answer in ("1 hands away", "2 slower", "3 smaller", "4 another place", "Hands still.", "Esc stop"):
            assert answer in text, answer

    run(run_app(walk, size=size))


@given(st.lists(st.tuples(st.text("abc ", min_size=1, max_size=3), st.text("xyz ", min_size=1)), max_size=6))
def test_answers_are_never_lost_nor_longer_than_a_line(keys: list[tuple[str, str]]) -> None:
    keys = [(key.strip() or "k", meaning.strip() or "m") for key, meaning in keys]
    rows = rows_of(pairs(keys, "      ", "bold"), 20)
    assert all(width_of(row) <= 20 for row in rows)
    shown = "".join(written(row) for row in rows)
    assert "".join(shown.split()) == "".join("".join(key + meaning for key, meaning in keys).split())


def test_in_touch_the_foot_names_the_key_that_slows_down() -> None:
    touching = speaking(touching=True)
    assert "Y\xa0slow\xa0down" in "".join(part[0] for part in keys_of(touching, 120))
    # Two people who have simply had enough see a gentle end, too. With less room, slowing down comes first.
    assert "Q\xa0enough,\xa0end\xa0gently" in "".join(part[0] for part in keys_of(touching, 120))
    assert "Y\xa0slow\xa0down" in "".join(part[0] for part in keys_of(touching, 80))
    assert "Y\xa0slow\xa0down" not in "".join(part[0] for part in keys_of(speaking(), 120))


def test_a_single_area_has_no_key_that_leaves_it_out() -> None:
    """Leaving out the only area is a no, which has its own key."""
    assert areas_of(replace(AGREE, areas=("hands",))) == ""


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (30, 12)])
@pytest.mark.parametrize("exercise", ["holding-hands", "kiss-and-cuddle"])
def test_the_question_by_name_stays_on_the_screen_until_it_is_answered(
    exercise: str, size: tuple[int, int], run_app: RunApp, session: FakeSession
) -> None:
    plan = next(each for each in with_touch() if each.id == exercise)
    driver = at_the_agreement(plan)
    driver.until(f"And {NAMES[0]}, is it a yes for you?")
    driver.run_for(5)
    assert driver.asked is not None
    session.shown = driver.engine.view(driver.now)

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert f"And {NAMES[0]}, is it a yes for you?" in " ".join(screen_text(pilot).split())

    run(run_app(walk, size=size))
