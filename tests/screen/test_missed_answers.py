"""An answer that comes while its question is held, or too late, is never silent; and it answers nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from companion.app.typed import command_in as command_of
from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.key_commands import answer_for, command_for
from companion.screen.missed_answers import JUST_CLOSED, JUST_OVER, MissedAnswers, answers_by_key, still_held
from companion.screen.plain.typed_commands import command_in, takes
from companion.session.commands import Command, Kind
from companion.session.effects import NoticeKind
from companion.session.view import Phase, Question, View
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeSession, asking, paused, speaking

AGREEMENT = speaking(
    phase=Phase.ASKING,
    question=Question("agree", "Hands?", ("yes", "no"), who="Ana", areas=("Hands", "back")),
    called=("Ana", "Ben"),
)
QUESTIONS = {
    "choice": (asking("choice", "Eyes open, or closed?", "open", "closed"), "2"),
    "rate": (asking("rate", "How much is it?"), "7"),
    "back-or-end": (asking("back-or-end", "Back in, or end?", "continue", "end session"), "1"),
}


def parse(line: str) -> Command | None:
    return command_of(line, "en", "")


def held(view: View, phase: Phase = Phase.PAUSED) -> View:
    return replace(view, phase=phase, now=view.now + 3)


def over(view: View, after: float = 3.0) -> View:
    return replace(speaking(), now=view.now + after)


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.YELLOW, Phase.LOST])
@pytest.mark.parametrize(("view", "key"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_key_for_a_held_question_says_how_to_go_on_and_answers_nothing(view: View, key: str, phase: Phase) -> None:
    missed, now = MissedAnswers(), held(view, phase)
    assert command_for(key, now) is None
    assert missed.says(now, answers_by_key(key)) == words.QUESTION_HELD[phase.value]
    assert missed.says(now, answers_by_key("ä")) == ""


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.YELLOW, Phase.LOST])
@pytest.mark.parametrize(("key", "value"), [("n", "no"), ("1", "hands"), ("2", "back")])
def test_a_no_at_an_agreement_of_two_counts_while_it_is_held(key: str, value: str, phase: Phase) -> None:
    assert command_for(key, held(AGREEMENT, phase)) == Command(Kind.ANSWER, value)


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.YELLOW, Phase.LOST])
@pytest.mark.parametrize(("line", "value"), [("no", "no"), ("n", "no"), ("1", "hands"), ("back", "back")])
def test_so_does_a_typed_one(line: str, value: str, phase: Phase) -> None:
    command = command_in(line, held(AGREEMENT, phase), parse)
    assert command == Command(Kind.ANSWER, value)
    assert takes(command, held(AGREEMENT, phase)), "or it would be told that it can't be answered yet"


@pytest.mark.parametrize("line", ["yes", "f"])
def test_a_typed_yes_does_not(line: str) -> None:
    now = held(AGREEMENT)
    command = command_in(line, now, parse)
    assert command is None or command.by or not takes(command, now)


@pytest.mark.parametrize(("view", "key"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_late_key_says_that_the_question_is_over_for_a_while(view: View, key: str) -> None:
    missed = MissedAnswers()
    missed.watch(view)
    missed.watch(over(view, 0.0))
    assert missed.says(over(view), answers_by_key("ä")) == ""
    assert missed.says(over(view), answers_by_key(key)) == words.QUESTION_OVER
    assert missed.says(over(view, JUST_OVER + 1), answers_by_key(key)) == ""


def test_after_a_stop_no_question_is_mentioned() -> None:
    view, key = QUESTIONS["choice"]
    missed = MissedAnswers()
    missed.watch(view)
    assert missed.says(replace(over(view), section=Section.WIND_DOWN), answers_by_key(key)) == ""


def test_two_people_go_on_together_before_either_answers() -> None:
    view = replace(asking("choice", "Who begins?", "Ana", "Ben"), called=("Ana", "Ben"), needs_both=True)
    assert MissedAnswers().says(held(view), answers_by_key("1")) == words.QUESTION_HELD_BY_TWO


def test_where_nothing_was_asked_a_number_stays_unknown() -> None:
    assert MissedAnswers().says(speaking(), answers_by_key("1")) == ""


def test_the_screen_says_it(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        view, key = QUESTIONS["choice"]
        for later, says in ((held(view), words.QUESTION_HELD["paused"]), (over(view), words.QUESTION_OVER)):
            session.show(view)
            await pilot.pause()
            session.show(later)
            await pilot.pause()
            await pilot.press(key)
            await pilot.pause()
            assert says in " ".join(screen_text(pilot.app).split())
            assert session.given == []

    run(run_app(walk))


@pytest.mark.parametrize(
    ("view", "says"),
    [
        (paused(), words.STILL_PAUSED),
        (paused(needs_both=True), words.STILL_PAUSED_FOR_TWO),
        (speaking(phase=Phase.YELLOW), words.STILL_SLOW),
        (speaking(), ""),
    ],
)
def test_a_closed_crisis_card_says_that_the_session_is_held(
    view: View, says: str, run_app: RunApp, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        session.show(view)
        await pilot.press("enter")
        await pilot.pause()
        shown = " ".join(screen_text(pilot.app).split())
        assert says in shown
        assert says or words.STILL_PAUSED not in shown

    assert still_held(view) == says
    run(run_app(walk))


def test_what_means_nothing_after_a_stop_says_how_to_leave(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.show(speaking(section=Section.WIND_DOWN, words="We’ve stopped."))
        await pilot.pause()
        session.notice(NoticeKind.NOT_NOW)
        await pilot.pause()
        assert words.STOPPED_NOT_NOW.format(key="Enter") in " ".join(screen_text(pilot.app).split())

    run(run_app(walk))


def test_a_question_of_one_with_a_name_is_a_question() -> None:
    question = Question("agree", "Hands?", ("yes", "no"), who="Ana")
    view = speaking(phase=Phase.PAUSED, question=question, called=("Ana", "Ben"))
    assert MissedAnswers().says(view, lambda asked: True) == words.QUESTION_HELD_BY_TWO


# ---- a late no to touch ---------------------------------------------------------------------------------------------

NO = Command(Kind.ANSWER, "no")
MORE = speaking(phase=Phase.SILENT, question=Question("more-time", "More?", ("yes", "no")), called=("Ana", "Ben"))
CHECK = speaking(phase=Phase.ASKING, question=Question("check", "How?", ("green",), who="Ana"), called=("Ana", "Ben"))


def amid_touch(asked: View, after: float = 3.0) -> View:
    return replace(over(asked, after), touching=True, called=("Ana", "Ben"))


@pytest.mark.parametrize(
    ("asked", "key", "after", "command", "touching"),
    [
        *(
            (AGREEMENT, key, after, command, touching)
            for touching in (True, False)
            for key, after, command in (
                ("1", 3.0, Command(Kind.ANSWER, "hands")),
                ("2", JUST_OVER - 1, Command(Kind.ANSWER, "back")),
                ("n", JUST_CLOSED, Command(Kind.YELLOW)),
                # Amid touch it is a no at any time.
                ("n", JUST_CLOSED + 1, Command(Kind.YELLOW if touching else Kind.NEXT)),
            )
        ),
        # Without touch, a check can be about anything.
        (CHECK, "r", JUST_CLOSED, Command(Kind.YELLOW), True),
        (CHECK, "r", JUST_OVER + 1, Command(Kind.YELLOW), True),
        (MORE, "n", JUST_CLOSED, Command(Kind.YELLOW), True),
    ],
)
def test_a_late_key_for_a_no_reaches_the_session(
    asked: View, key: str, after: float, command: Command, touching: bool, run_app: RunApp, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for shown in (asked, amid_touch(asked, 0.0), amid_touch(asked, after)):
            session.show(replace(shown, touching=touching and shown is not asked))
            await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert session.given == [command]
        shown = " ".join(screen_text(pilot.app).split())
        assert words.QUESTION_OVER not in shown
        assert (words.LATE_NO in shown) == (command.kind is Kind.YELLOW)

    run(run_app(walk))


def test_a_no_is_late_from_the_end_of_the_question_on_and_not_from_the_last_look_at_it() -> None:
    missed = MissedAnswers()
    missed.watch(AGREEMENT)
    missed.watch(amid_touch(AGREEMENT, 30.0))  # somebody thought for half a minute, and said yes
    late = amid_touch(AGREEMENT, 30.0 + JUST_CLOSED)
    assert missed.late_no(late, "n", lambda asked: NO) == Command(Kind.YELLOW)
    assert missed.late_no(late, "no", lambda asked: NO) == NO


def test_a_no_that_is_held_down_neither_slows_down_nor_goes_on(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        for asked in (MORE, AGREEMENT):
            session.given.clear()
            session.show(asked)
            await pilot.pause()
            await pilot.press("n")
            for repeat in range(20):
                session.show(amid_touch(asked, 0.5 + repeat / 30))
                await pilot.press("n")
            assert session.given == [NO]
            session.show(amid_touch(asked, 3.0))
            await pilot.press("n")
            assert session.given == [NO, Command(Kind.YELLOW)]

    run(run_app(walk))


def test_a_late_no_that_is_held_down_does_not_go_on_within_the_yellow(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        session.show(AGREEMENT)
        await pilot.pause()
        session.show(amid_touch(AGREEMENT, 1.0))
        await pilot.press("n")
        for repeat in range(20):
            session.show(replace(amid_touch(AGREEMENT, 1.5 + repeat / 30), phase=Phase.YELLOW))
            await pilot.press("n")
        assert session.given == [Command(Kind.YELLOW)]

    run(run_app(walk))


def test_a_late_yes_or_an_answer_to_something_else_is_no_late_no() -> None:
    missed = MissedAnswers()
    missed.watch(AGREEMENT)
    for command in (Command(Kind.ANSWER, "yes"), Command(Kind.SIGN, by="a"), Command(Kind.NEXT), None):
        assert missed.late_no(amid_touch(AGREEMENT), "x", lambda asked, command=command: command) is None
    assert missed.late_no(replace(amid_touch(AGREEMENT), section=Section.INSTEAD), "x", lambda asked: NO) is None
    assert missed.late_no(amid_touch(AGREEMENT), "no", lambda asked: NO) == NO


@pytest.mark.parametrize("key", ["n", "r"])
@pytest.mark.parametrize("phase", [Phase.SPEAKING, Phase.SILENT, Phase.PAUSED])
def test_amid_touch_n_and_r_slow_down_even_if_nothing_was_asked(key: str, phase: Phase) -> None:
    view = replace(speaking(phase=phase), touching=True, called=("Ana", "Ben"))
    missed = MissedAnswers()
    assert missed.late_no(view, key, lambda asked: answer_for(key, asked)) == Command(Kind.YELLOW)
    assert missed.late_no(view, key, lambda asked: command_in(key, asked, parse)) == Command(Kind.YELLOW), "typed"
    alone = replace(view, called=("", ""))
    assert missed.late_no(alone, key, lambda asked: answer_for(key, asked)) is None
