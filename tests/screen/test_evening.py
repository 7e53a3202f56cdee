"""The evening on the full screen: from the list through every page into a session, and what comes after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from companion.couple import couple_file
from companion.couple.around import Around, SavedPages
from companion.couple.evening.before import Evening
from companion.couple.evening.memory import Usual
from companion.couple.evening.pages import FormRow, Go, Page, PageKind, PageOption
from companion.couple.evening.standing_limits import LimitsAtHand, StandingLimits
from companion.couple.evening.tonight import Tonight
from companion.errors import CompanionError
from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.after.after_screen import AfterScreen
from companion.screen.app import CompanionApp
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.evening.form_rows import form_rows
from companion.screen.evening.page_sheet import option_rows
from companion.screen.evening.settling import Settling
from companion.screen.evening.touch_watch import TouchWatch
from companion.screen.home.home_screen import HomeScreen
from companion.screen.overlay import Overlay
from companion.screen.session.session_screen import SessionScreen
from companion.session.effects import Outcome
from companion.session.view import Phase, TurnView, View
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, any_word
from tests.screen.conftest import RunApp, text_of
from tests.screen.fakes import LISTINGS, FakeListing, FakeProgram, FakeSession, asking, speaking

TOUCH = FakeListing("hand-and-forearm", "Hand and forearm", "Slowly.", "touch", 2, 20)


@dataclass
class Ear:
    """A microphone that hears what the test says."""

    listening: bool = True
    word: str = ""
    heard: Callable[[], None] | None = None
    deaf: Callable[[], None] | None = None
    ended: int = 0

    def hear(self, word: str, heard: Callable[[], None], deaf: Callable[[], None]) -> Callable[[], None] | None:
        if not self.listening:
            return None
        self.word, self.heard, self.deaf = word, heard, deaf

        def end() -> None:
            self.ended += 1

        return end


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keys need not wait for a page to be read, and everything is kept in a folder of its own."""
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def evening(ear: Ear | None = None, **kept: object) -> Around:
    machine = Evening(
        HANDS,
        replace(KNOWN, **kept),  # type: ignore[arg-type]
        TEXTS,
        TODAY,
        check_word=any_word,
        reserved=("stop",),
    )
    return Around(HANDS, TEXTS, SavedPages(machine, lambda: TODAY), (ear or Ear(False)).hear, lambda: TODAY)


def page_of(pilot: Pilot[None]) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, EveningScreen), screen
    assert screen._shown is not None
    return f"{screen._shown.name} {screen._shown.who}".strip()


async def until(pilot: Pilot[None], kind: type[object]) -> None:
    for _ in range(100):
        await pilot.pause()
        screen = pilot.app.screen
        if isinstance(screen, kind) and not (isinstance(screen, EveningScreen) and screen._shown is None):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{kind.__name__} did not come; there is {pilot.app.screen}")


CALM = ("3", "n", "y", "y", "y", "enter")
"""The keys of one private page: how one feels, drink, touch, two areas, and handing on."""


async def both_alone(pilot: Pilot[None], a: tuple[str, ...] = CALM, b: tuple[str, ...] = CALM) -> None:
    await pilot.press("enter", "f", *a, "j", *b)
    await pilot.pause()


def played(program: FakeProgram, walk: Callable[[Pilot[None]], object]) -> CompanionApp:
    """From the list, with the touch exercise chosen."""
    program.listings = (*LISTINGS, TOUCH)

    async def run() -> CompanionApp:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            assert isinstance(app.screen, HomeScreen)
            await asyncio.wait_for(app.screen.loaded.wait(), 10)
            await pilot.press(*"forearm", "enter")
            await until(pilot, EveningScreen)
            await walk(pilot)  # type: ignore[misc]
        await app.session_run.closed()
        return app

    return asyncio.run(run())


def test_the_whole_evening_into_a_session_and_out_of_it(program: FakeProgram, session: FakeSession) -> None:
    program.around = evening()
    seen: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        for key in ("enter", "f", *CALM, "j", "6", "n", "a", "y", "n", "enter", "enter"):
            seen.append(page_of(pilot))
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, SessionScreen)
        session.show(TOUCHING)
        session.finish(Outcome.COMPLETED)
        await until(pilot, EveningScreen)
        for key in ("f", "2", "enter", "j", "9", "enter", "enter"):
            seen.append(page_of(pilot))
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, AfterScreen)
        await pilot.press("enter")
        await until(pilot, HomeScreen)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert pilot.app.screen.browsing.at_home  # not the search that led to the exercise

    played(program, walk)
    assert list(dict.fromkeys(seen)) == [
        "as_last_time", "handover", "private_first a", "handover_second", "private_second b", "fits",
        "handover_after", "after_first a", "after_second b", "after_together",
    ]  # fmt: skip
    (go,) = program.gone
    assert isinstance(go, Go)
    assert go.choices.crossed_out == {"forearms"}
    assert go.choices.lengths == {"turn": 60.0}
    assert couple_file.load().kept.done == {"hand-and-forearm": TODAY}


def test_arrows_move_between_rows_and_change_answers(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "f", "right", "right", "right", "right")
        await pilot.pause()
        assert "‹ 3 ›" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("enter")  # goes on from that row, because the others are not answered yet
        # A row that was answered is covered: the first key only says so, and the second one changes it.
        await pilot.press("right", "down", "n", "up", "y", "y", "y", "y", "enter")
        await pilot.pause()
        assert "‹" not in text_of(pilot.app)  # type: ignore[arg-type]
        assert page_of(pilot) == "handover_second"
        await pilot.press("j", *CALM, "enter")
        await until(pilot, SessionScreen)

    played(program, walk)
    assert len(program.gone) == 1


def test_a_page_that_is_not_answered_says_so_and_stays(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "f", "3", "enter")
        await pilot.pause()
        assert "“alcohol or drugs” is still open." in " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        assert page_of(pilot) == "private_first a"
        await pilot.press("escape")

    played(program, walk)


def test_one_person_is_never_asked_anything(program: FakeProgram) -> None:
    program.around = evening()

    async def walk() -> None:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, SessionScreen)
        await app.session_run.closed()

    asyncio.run(walk())
    assert program.opened == ["right-now"]
    assert program.gone == [None]


def test_the_evening_is_not_loaded_before_the_first_frame() -> None:
    import subprocess
    import sys

    code = (
        "import sys, companion.app.launch, companion.screen.app, companion.screen.home.home_screen; "
        "late = ('companion.couple.evening', 'companion.couple.couple_file', 'pydantic'); "
        "print([name for name in sys.modules if name.startswith(late)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("a", "b"), [(("8", *CALM[1:]), CALM), (CALM, ("3", "r", *CALM[2:])), (("t", "y", "n", *CALM[3:]), CALM)]
)
def test_without_touch_tonight_another_one_can_be_begun(
    program: FakeProgram, session: FakeSession, a: tuple[str, ...], b: tuple[str, ...]
) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot, a, b)
        text = " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        assert TEXTS.page("without").lines[0] in text
        program.around = None
        await pilot.press("2")
        await until(pilot, SessionScreen)

    played(program, walk)
    assert program.opened == ["side-by-side"]
    assert program.gone == [None]


def test_no_trace_of_one_persons_page_is_on_the_next_one_nor_on_their_own(program: FakeProgram) -> None:
    """The screens are the same whatever is answered, key by key."""
    screens = []
    for answers in ("n3nyynoy", "yt" + "rnnnay", "r0ya" + "ynon"):
        program.around = evening(checked=None)
        shown: list[str] = []

        async def walk(pilot: Pilot[None], answers: str = answers, shown: list[str] = shown) -> None:
            await pilot.press("enter", "f")
            for key in (*answers[:7], "1", "enter", "j", "down", "down", "up"):
                await pilot.press(key)
                await pilot.pause()
                shown.append(text_of(pilot.app))  # type: ignore[arg-type]
            await pilot.press("escape")

        played(program, walk)
        screens.append(shown)
    assert "only for Ben" in screens[0][-1]
    assert screens[0] == screens[1] == screens[2]


def test_on_a_usual_evening_enter_answers_nothing_and_is_not_among_the_keys(program: FakeProgram) -> None:
    program.around = evening(done={HANDS.id: TODAY - 1}, usual={HANDS.id: Usual(frozenset({"hands"}), 120.0)})

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "f")
        await pilot.pause()
        assert "Enter" not in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert page_of(pilot) == "private_first a"
        shown = " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        assert "Enter doesn’t answer this one." in shown
        await pilot.press("right")
        await pilot.pause()
        assert "Enter\u00a0done" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("y")
        await pilot.pause()
        assert page_of(pilot) == "handover_second"
        await pilot.press("escape")

    played(program, walk)


def test_esc_leads_back_to_the_list_from_every_page_and_keeps_nothing(program: FakeProgram) -> None:
    for presses in (0, 1, 2, 5, 7, 9, 11):
        program.around = evening(checked=None)
        before = couple_file.load().kept

        async def walk(pilot: Pilot[None], presses: int = presses) -> None:
            for key in ("enter", "f", "n", *CALM, "j", "n", "3", "n")[:presses]:
                await pilot.press(key)
            await pilot.press("escape")
            await until(pilot, HomeScreen)

        played(program, walk)
        assert couple_file.load().kept == before
    assert program.opened == []


def test_ctrl_c_on_a_private_page_leaves_at_once_and_keeps_nothing(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "f", "8", "y", "ctrl+c")

    app = played(program, walk)
    assert app.interrupted
    assert not couple_file.path().exists()


def test_the_crisis_card_is_one_key_away_and_comes_back_to_the_same_page(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        for key in ("f", *CALM, "j", *CALM):
            page = page_of(pilot)
            await pilot.press("c")
            assert isinstance(pilot.app.screen, CrisisCard)
            await pilot.press("enter")
            assert page_of(pilot) == page
            await pilot.press(key)
        assert page_of(pilot) == "fits"
        await pilot.press("escape")

    played(program, walk)


def test_a_key_held_down_answers_one_page_and_no_more(program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 1000.0)
    program.around = evening(checked=None)

    async def walk(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, EveningScreen)
        for page, keys in (
            ("as_last_time", ["enter"]),
            ("handover", ["f"]),
            ("private_first a", ["n", *CALM]),
            ("handover_second", ["j"]),
        ):
            assert page_of(pilot) == page
            screen._settling = Settling()
            await pilot.press(*keys, *keys, "down", "right")  # the second time they fall on the next page
        assert page_of(pilot) == "private_second b"
        assert screen._shown is not None
        assert screen._shown.at == 0
        assert screen._shown.marked == ""
        assert {row.state for row in screen._shown.rows} == {"please answer", "if you like"}
        await pilot.press("escape")

    played(program, walk)


def test_a_key_that_comes_too_soon_is_not_dropped_in_silence(
    program: FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 1000.0)
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, EveningScreen)
        screen._settling = Settling()
        await pilot.press("enter")
        screen._settling = Settling()
        await pilot.press("f")
        await pilot.pause()
        assert words.EVENING_SETTLES in text_of(pilot.app)  # type: ignore[arg-type]
        for key in ("3", "right", "down", "enter"):
            screen._said = ""
            await pilot.press(key)
            await pilot.pause()
            assert words.EVENING_TOO_SOON in text_of(pilot.app)  # type: ignore[arg-type]
        assert screen._shown is not None
        assert screen._shown.at == 0
        screen._settling = Settling()
        await pilot.press("3")
        await pilot.pause()
        assert screen._shown.at == 1
        assert words.EVENING_TOO_SOON not in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("escape")

    played(program, walk)


def test_a_wrong_key_right_before_the_last_answer_does_no_harm(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EveningScreen)
        assert page_of(pilot) == "fits"
        screen._answer("x")  # draws the page anew, and asks for its keys once it is drawn
        screen._answer("")
        assert screen._shown is not None
        await until(pilot, SessionScreen)
        screen._show_keys(screen._shown)  # late, when nothing of the page is there any more

    played(program, walk)
    assert len(program.gone) == 1


def test_names_are_typed_refused_and_corrected(program: FakeProgram) -> None:
    program.around = evening(known=False, a="", b="")

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(*"Quincy", "enter")
        assert page_of(pilot) == "name_b"
        await pilot.press(*"quincy", "enter")
        await pilot.pause()
        assert "both be called Quincy" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("up")
        assert page_of(pilot) == "name_a"
        assert pilot.app.screen.query_one(Input).value == "Quincy"
        await pilot.press("enter", *["backspace"] * 6, *"Ben", "enter")
        assert page_of(pilot) == "handover"
        await pilot.press("escape")

    played(program, walk)
    assert (couple_file.load().kept.a, couple_file.load().kept.b) == ("Quincy", "Ben")


def test_esc_in_a_line_to_type_leaves_only_that_line(program: FakeProgram) -> None:
    """At the box of the stop word, where it is tried, and at the second name; anywhere else it leaves the evening."""
    program.around = evening(known=False, a="", b="", checked=None)

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press(*"Ana", "enter")
        await pilot.pause()
        assert page_of(pilot) == "name_b"
        await pilot.press("escape")
        await pilot.pause()
        assert page_of(pilot) == "name_a"
        await pilot.press("enter", *"Ben", "enter", "f", "n", *CALM, "j", "n", *CALM)
        await pilot.pause()
        assert page_of(pilot) == "fits"
        await pilot.press("w", *"apr")
        await pilot.pause()
        assert page_of(pilot) == "stop_word"
        assert "Esc\u00a0back" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("escape")
        await pilot.pause()
        assert page_of(pilot) == "fits"
        await pilot.press("w", *"apricot", "enter")
        for _ in range(200):
            await pilot.pause()
            if page_of(pilot) == "try_word":
                break
            await asyncio.sleep(0.01)
        await pilot.press("escape")
        await pilot.pause()
        assert page_of(pilot) == "stop_word"
        await pilot.press("escape", "enter")
        await until(pilot, SessionScreen)

    played(program, walk)
    assert program.gone[0].stop_word == ""


@pytest.mark.parametrize("play", [None, "hand-and-forearm"], ids=["from the list", "named at the start"])
@pytest.mark.parametrize("key", ["enter", "escape"])
def test_back_to_the_list_leads_to_the_list_however_it_began(program: FakeProgram, play: str | None, key: str) -> None:
    program.listings = (*LISTINGS, TOUCH)
    program.around = evening()
    shown: list[bool] = []

    async def run() -> None:
        app = CompanionApp(program, play, 2 if play else 1)
        async with app.run_test(size=(80, 24)) as pilot:
            if play is None:
                assert isinstance(app.screen, HomeScreen)
                await asyncio.wait_for(app.screen.loaded.wait(), 10)
                await pilot.press(*"forearm", "enter")
            await until(pilot, EveningScreen)
            await both_alone(pilot, ("3", "y", *CALM[2:]))
            assert page_of(pilot) == "without"
            assert TEXTS.word("to_list") in text_of(app)
            await pilot.press(key)
            await pilot.pause()
            shown.append(isinstance(app.screen, HomeScreen))
        await app.session_run.closed()

    asyncio.run(run())
    # Esc leaves: a program that was asked for one exercise only then ends.
    assert shown == [key == "enter" or play is None]


def test_the_list_that_is_made_after_a_named_exercise_obeys_the_given_keys(program: FakeProgram) -> None:
    program.listings = (*LISTINGS, TOUCH)
    program.around = evening()
    program.own_keymap = {"home_help": "f9"}

    async def run() -> None:
        app = CompanionApp(program, "hand-and-forearm", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await asyncio.wait_for(app.keys_taken.wait(), 10)
            await until(pilot, EveningScreen)
            await both_alone(pilot, ("3", "y", *CALM[2:]))
            await pilot.press("enter")
            await pilot.pause()
            home = app.screen
            assert isinstance(home, HomeScreen)
            await asyncio.wait_for(home.loaded.wait(), 10)
            await pilot.press("question_mark")
            await pilot.pause()
            assert app.screen is home
            await pilot.press("f9")
            await pilot.pause()
            assert isinstance(app.screen, Overlay)
        await app.session_run.closed()

    asyncio.run(run())


@pytest.mark.parametrize("listening", [True, False])
def test_a_stop_word_is_said_or_typed_once(program: FakeProgram, listening: bool) -> None:
    ear = Ear(listening)
    program.around = evening(ear=ear)

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("w", *"apricot", "enter")
        for _ in range(200):
            await pilot.pause()
            if page_of(pilot) == "try_word":
                break
            await asyncio.sleep(0.01)
        if listening:
            assert ear.word == "apricot"
            assert ear.heard is not None
            ear.heard()
        else:
            await pilot.press(*"apricot", "enter")
        await pilot.pause()
        assert page_of(pilot) == "fits"
        assert "apricot" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("enter")
        await until(pilot, SessionScreen)

    played(program, walk)
    assert program.gone[0].stop_word == "apricot"
    assert ear.ended == listening


def test_where_it_turns_out_that_nobody_listens_the_page_says_so(program: FakeProgram) -> None:
    ear = Ear()
    program.around = evening(ear=ear)

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("w", *"apricot", "enter")
        for _ in range(200):
            await pilot.pause()
            if page_of(pilot) == "try_word":
                break
            await asyncio.sleep(0.01)
        assert words.EVENING_LISTENING in text_of(pilot.app)  # type: ignore[arg-type]
        assert ear.deaf is not None
        ear.deaf()
        await pilot.pause()
        text = text_of(pilot.app)  # type: ignore[arg-type]
        assert words.EVENING_NOT_LISTENING in text
        assert words.EVENING_LISTENING not in text
        await pilot.press(*"apricot", "enter")
        await pilot.pause()
        assert page_of(pilot) == "fits"

    played(program, walk)
    assert ear.ended == 1


AGREE = asking("agree", "Hands?", "yes", "no")
TOUCHING = replace(speaking(), touching=True)


@pytest.mark.parametrize(
    ("views", "touched"),
    [
        ([AGREE, speaking(section=Section.INSTEAD), speaking(section=Section.ENDING)], False),
        ([speaking()], False),
        ([speaking(), AGREE], False),
        ([AGREE, speaking(), AGREE, speaking(section=Section.ENDING)], False),
        ([AGREE, replace(TOUCHING, phase=Phase.PAUSED), speaking(section=Section.ENDING)], False),
        ([AGREE, TOUCHING], True),
        ([AGREE, TOUCHING, speaking(section=Section.INSTEAD)], True),
    ],
    ids=[
        "a no",
        "ended before they were asked",
        "ended while asked",
        "one yes only",
        "held before it began",
        "on the way",
        "a no to what came after",
    ],
)
def test_whether_they_came_to_touch(views: list[View], touched: bool) -> None:
    watch = TouchWatch()
    for view in views:
        watch.view_changed(view)
    assert watch.touched is touched


@pytest.mark.parametrize(
    ("turn", "outcome", "starts"),
    [
        (1, Outcome.ENDED, "a"),
        (1, Outcome.STOPPED, "a"),
        (2, Outcome.ENDED, "b"),
        (2, Outcome.STOPPED, "b"),
        (0, Outcome.ENDED, "a"),
        (0, Outcome.COMPLETED, "b"),
    ],
)
def test_whoever_did_not_get_their_turn_starts_the_next_time(
    program: FakeProgram, session: FakeSession, turn: int, outcome: Outcome, starts: str
) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("enter")
        await until(pilot, SessionScreen)
        session.show(speaking(turn=TurnView("Ana", "Ben", turn, 2, 100.0) if turn else None))
        await pilot.pause()
        session.finish(outcome)
        await pilot.pause()

    played(program, walk)
    assert couple_file.load().kept.starts == starts


@pytest.mark.parametrize("ending", ["a stop", "a no", "nobody waits for the end"])
def test_after_a_stop_and_after_a_no_nothing_is_asked_and_no_touch_begins_before_morning(
    program: FakeProgram, session: FakeSession, ending: str
) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("enter")
        await until(pilot, SessionScreen)
        assert not couple_file.load().kept.resting(TODAY)
        session.show(speaking(section=Section.INSTEAD if ending == "a no" else Section.WIND_DOWN))
        await pilot.pause()
        assert couple_file.load().kept.resting(TODAY)  # at once, whatever happens to the words that follow
        if ending == "nobody waits for the end":
            await pilot.press("ctrl+c")
            return
        session.finish(Outcome.ENDED if ending == "a no" else Outcome.STOPPED)
        await until(pilot, AfterScreen)

    played(program, walk)
    assert couple_file.load().kept.tonight == Tonight(TODAY, touch=False)


def test_who_leaves_with_ctrl_c_amid_touch_has_said_stop(program: FakeProgram, session: FakeSession) -> None:
    for amid in (False, True):
        couple_file.forget()
        program.around = evening()

        async def walk(pilot: Pilot[None], amid: bool = amid) -> None:
            await both_alone(pilot)
            await pilot.press("enter")
            await until(pilot, SessionScreen)
            session.show(TOUCHING if amid else speaking())
            await pilot.pause()
            await pilot.press("ctrl+c")

        played(program, walk)
        assert couple_file.load().kept.resting(TODAY) is amid


def test_what_is_left_out_at_the_agreement_stays_out_tonight(program: FakeProgram, session: FakeSession) -> None:
    program.around = evening()
    agree = asking("agree", "Hands?", "yes", "no")
    assert agree.question is not None

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("enter")
        await until(pilot, SessionScreen)
        for out in ({"forearms"}, set()):
            question = replace(agree.question, areas=HANDS.areas, crossed_out=frozenset(out))
            session.show(replace(agree, question=question))
            await pilot.pause()
        await pilot.press("ctrl+c")

    played(program, walk)
    assert couple_file.load().kept.of_tonight(TODAY).left_out == {"forearms"}


def test_later_the_same_evening_the_decision_stands_at_once(program: FakeProgram) -> None:
    program.around = evening(tonight=Tonight(TODAY, touch=False))

    async def walk(pilot: Pilot[None]) -> None:
        assert TEXTS.page("decided").title in " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        await pilot.press("enter")
        await until(pilot, HomeScreen)

    played(program, walk)


def test_a_gentler_exercise_is_begun_with_its_own_questions(program: FakeProgram) -> None:
    about = replace(HANDS, rung=9)
    machine = Evening(about, KNOWN, TEXTS, TODAY, check_word=any_word)
    first = Around(about, TEXTS, SavedPages(machine, lambda: TODAY), Ear(False).hear, lambda: TODAY)
    asked: list[str] = []

    def make(exercise_id: str, *, attended: bool = True) -> Around:
        asked.append(exercise_id)
        return first if len(asked) == 1 else evening()

    program.evening = make  # type: ignore[method-assign]

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("1")
        await pilot.pause()
        await until(pilot, EveningScreen)
        assert page_of(pilot) == "as_last_time"
        await pilot.press("escape")

    played(program, walk)
    assert asked == ["hand-and-forearm", "exploring-hands"]


def test_an_exercise_that_cannot_be_found_is_said_by_the_session(program: FakeProgram, run_app: RunApp) -> None:
    async def run() -> None:
        app = CompanionApp(program, "missing", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, SessionScreen)
            await pilot.pause()
            await pilot.pause()
            assert "There is no exercise" in text_of(app)
        await app.session_run.closed()

    asyncio.run(run())


def test_on_a_low_screen_what_is_typed_is_seen_and_why_it_is_not_taken(program: FakeProgram) -> None:
    program.around = evening(known=False, a="", b="")

    async def run() -> None:
        app = CompanionApp(program, "hand-and-forearm", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, EveningScreen)
            await pilot.resize_terminal(40, 10)
            await pilot.pause()
            await pilot.press(*"stop")
            await pilot.pause()
            assert "stop" in text_of(app)
            await pilot.press("enter")
            await pilot.pause()
            await pilot.pause()
            assert "That word controls the session," in text_of(app)
            assert "nickname?" in text_of(app)
            await pilot.press("escape")
        await app.session_run.closed()

    asyncio.run(run())


def test_an_evening_that_cannot_be_begun_begins_no_session(program: FakeProgram) -> None:
    """An error while the questions are read, of whatever kind, leads no couple to touch unasked."""

    def refuse(exercise_id: str, *, attended: bool = True) -> Around | None:
        raise CompanionError("What they are asked cannot be read.", hint="Please install it again.")

    program.evening = refuse  # type: ignore[method-assign]

    async def run() -> None:
        app = CompanionApp(program, "hand-and-forearm", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, SessionScreen)
            await pilot.pause()
            await pilot.pause()
            assert "What they are asked cannot be read." in text_of(app)
        await app.session_run.closed()

    asyncio.run(run())
    assert program.opened == []


LONG_OPTIONS = {
    "titles": tuple(
        PageOption(
            str(n), f"id{n}", f"A rather long title that an author has given to an exercise of their own, number {n}"
        )
        for n in range(1, 5)
    ),
    "states": (
        PageOption("1", "hands", "hands", "left out"),
        PageOption("2", "arms", "the forearms, from the wrist to the elbow, through clothes", "yes"),
        PageOption("3", "turn", "each turn", "two minutes and a half"),
        PageOption("o", "own", "A stop word of your own"),
        PageOption("x", "no", "Leave it at that"),
    ),
}


@pytest.mark.parametrize("width", [20, 38, 56, 74])
@pytest.mark.parametrize("name", LONG_OPTIONS)
def test_options_longer_than_a_line_go_on_in_rows_that_are_counted(name: str, width: int) -> None:
    options = LONG_OPTIONS[name]
    rows = [str(row) for row in option_rows(Page("p", PageKind.CHOICE, "Which?", options=options), width)]
    assert all(len(row.rstrip()) <= width for row in rows)
    shown = " ".join(" ".join(rows).replace(",", " ").split())
    for option in options:
        assert all(word in shown for word in f"{option.text} {option.state}".replace(",", " ").split())


@dataclass
class OnePage:
    """An evening that is one page and stays there."""

    shown: Page
    trouble: str = ""
    result: None = None

    def page(self) -> Page:
        return self.shown

    def answer(self, value: str) -> None: ...

    def back(self) -> None: ...

    def leave(self) -> None: ...


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (40, 24), (40, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", LONG_OPTIONS)
def test_every_option_comes_into_sight(name: str, size: tuple[int, int], program: FakeProgram) -> None:
    lines = (
        "Either of you can leave something out, without saying why.",
        "I’ll ask you both about the rest once more, out loud.",
    )
    page = Page("p", PageKind.CHOICE, "Tonight, the way you both want it", lines, LONG_OPTIONS[name])
    last = page.options[-1].text.split()[-1]
    seen = False

    async def walk() -> None:
        nonlocal seen
        app = CompanionApp(program, None)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            app.push_screen(
                EveningScreen(
                    asking=OnePage(page), done=lambda a, g: None, instead=lambda i: None, crisis=program.crisis
                )
            )
            await until(pilot, EveningScreen)
            for _ in range(20):
                await pilot.pause()
                seen = any(line.rstrip().endswith(last) for line in text_of(app).splitlines())
                if seen:
                    break
                await pilot.press("down")
        await app.session_run.closed()

    asyncio.run(walk())
    assert seen


# ---- pictures -------------------------------------------------------------------------------------------------------

PICTURES = {
    "start": (),
    "private": ("enter", "f", "n", "6"),
    "marked": ("enter", "f", "right", "right"),
    "handover": ("enter", "f", "n", *CALM, "enter"),
    "fits": ("enter", "f", "n", *CALM, "j", "n", *CALM),
    "without": ("enter", "f", "n", *CALM, "j", "y", *CALM),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, snap_compare: Callable[..., bool]) -> None:
    app = CompanionApp(FakeProgram(around=evening(checked=None)), "hand-and-forearm", 2)

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, EveningScreen)
        await pilot.press(*PICTURES[name])
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(60, 20), (48, 14)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_small_picture(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app = CompanionApp(FakeProgram(around=evening(checked=None)), "hand-and-forearm", 2)

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, EveningScreen)
        await pilot.press(*PICTURES["private"])
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=size)


@pytest.mark.parametrize("name", ["private_first", "after_first"])
def test_the_question_stands_still_when_a_row_is_answered(name: str) -> None:
    """A page that moves as the last row is answered could be seen from the side."""
    rows = tuple(FormRow(label, "please answer") for label in ("how you feel", "touch"))
    done = tuple(FormRow(row.label, "answered") for row in rows)
    places = set()
    for now in (rows, (done[0], rows[1]), done):
        page = Page(name, PageKind.FORM, "One?", rows=now, asked="Feet?", options=(PageOption("y", "yes", "yes"),))
        places.add(form_rows(page, 74)[0].plain.index("Feet?"))
    assert len(places) == 1


def test_a_passphrase_is_typed_unseen_and_a_wrong_one_is_not_typed_on_to(program: FakeProgram) -> None:
    """The limits of a list can be used on one's own page."""
    typed: list[tuple[str, str]] = []

    def unlock(who: str, passphrase: str) -> StandingLimits | None:
        typed.append((who, passphrase))
        return StandingLimits(frozenset({"forearms"})) if passphrase == "moss eleven q" else None

    limits = LimitsAtHand(frozenset("a"), unlock)
    machine = Evening(HANDS, KNOWN, TEXTS, TODAY, check_word=any_word, limits=limits)
    pages = SavedPages(machine, lambda: TODAY)
    program.around = Around(HANDS, TEXTS, pages, Ear(False).hear, lambda: TODAY)

    async def answered(pilot: Pilot[None]) -> None:
        for _ in range(200):
            await pilot.pause()
            screen = pilot.app.screen
            assert isinstance(screen, EveningScreen)
            if not screen._busy:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("no answer came")

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "f", *CALM[:-1], "down", "down", "u", "enter")
        await pilot.pause()
        assert page_of(pilot) == "passphrase a"
        await pilot.press(*"moss")
        await pilot.pause()
        assert "moss" not in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("enter")
        await answered(pilot)
        assert page_of(pilot) == "passphrase a"
        assert TEXTS.word("passphrase_wrong") in " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        assert pilot.app.screen.query_one(Input).value == ""
        await pilot.press("m", "o", "s", "s", "space", *"eleven", "space", "q", "enter")
        await answered(pilot)
        assert page_of(pilot) == "handover_second"
        await pilot.press("j", *CALM)
        await pilot.pause()
        assert "Touch: hands. Clothes stay on." in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("escape")

    played(program, walk)
    assert typed == [("a", "moss"), ("a", "moss eleven q")]
