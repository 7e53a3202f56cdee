"""The evening on the full screen: from the list through every page into a session, and what comes after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from companion import couple
from companion.errors import CompanionError
from companion.evening.before import Evening
from companion.evening.pages import Go, Option, Page, PageKind
from companion.evenings import Around, Asking
from companion.exercise.plan import Section
from companion.screen.app import CompanionApp
from companion.screen.closing import Closing
from companion.screen.crisis import CrisisCard
from companion.screen.evening_screen import EveningScreen
from companion.screen.evening_sheet import option_rows
from companion.screen.picker import Picker
from companion.screen.session_screen import SessionScreen
from companion.screen.watching import Watch
from companion.session.effects import Outcome
from companion.session.view import Phase, View
from tests.evening.people import HANDS, KNOWN, SURE, TEXTS, TODAY, UNLUCKY, any_word
from tests.screen.conftest import RunApp, text_of
from tests.screen.fakes import LISTINGS, FakeListing, FakeProgram, FakeSession, asking, speaking

TOUCH = FakeListing("hand-and-forearm", "Hand and forearm", "Slowly.", "touch", 2, 20)


@dataclass
class Ear:
    """A microphone that hears what the test says."""

    listening: bool = True
    word: str = ""
    heard: Callable[[], None] | None = None
    ended: int = 0

    def hear(self, word: str, heard: Callable[[], None]) -> Callable[[], None] | None:
        if not self.listening:
            return None
        self.word, self.heard = word, heard

        def end() -> None:
            self.ended += 1

        return end


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keys need not wait for a page to be read, and everything is kept in a folder of its own."""
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def evening(chance: float = SURE, ear: Ear | None = None, **kept: object) -> Around:
    machine = Evening(
        HANDS,
        replace(KNOWN, **kept),
        TEXTS,
        TODAY,
        chance=chance,
        check_word=any_word,
        reserved=("stop",),  # type: ignore[arg-type]
    )
    return Around(HANDS, TEXTS, Asking(machine, lambda: TODAY), (ear or Ear(False)).hear, lambda: TODAY)


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


async def both_alone(pilot: Pilot[None], a: str = "n", b: str = "n") -> None:
    await pilot.press("enter")
    for answer in (a, b):
        await pilot.press("enter", answer, "3", "enter", "enter")
    await pilot.press("enter")
    await pilot.pause()


def played(program: FakeProgram, walk: Callable[[Pilot[None]], object]) -> CompanionApp:
    """From the list, with the touch exercise chosen."""
    program.listings = (*LISTINGS, TOUCH)

    async def run() -> CompanionApp:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            assert isinstance(app.screen, Picker)
            await asyncio.wait_for(app.screen.loaded.wait(), 10)
            await pilot.press("end", "enter")
            await until(pilot, EveningScreen)
            await walk(pilot)  # type: ignore[misc]
        await app.closed()
        return app

    return asyncio.run(run())


def test_the_whole_evening_into_a_session_and_out_of_it(program: FakeProgram, session: FakeSession) -> None:
    program.around = evening()
    seen: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        keys = [
            "enter",
            "enter",
            "n",
            "3",
            "enter",
            "enter",
            "enter",
            "n",
            "1",
            "0",
            "enter",
            "enter",
            "enter",
            "1",
            "enter",
        ]
        for key in keys:
            seen.append(page_of(pilot))
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, SessionScreen)
        session.show(TOUCHING)
        session.finish(Outcome.COMPLETED)
        await until(pilot, EveningScreen)
        for key in ("enter", "g", "2", "enter", "enter", "enter", "g", "9", "enter", "enter", "enter"):
            seen.append(page_of(pilot))
            await pilot.press(key)
            await pilot.pause()
        await until(pilot, Closing)
        await pilot.press("enter")
        await until(pilot, Picker)

    played(program, walk)
    alone = ["tonight_only", "distress_before", "distress_before", "alone_end"]
    assert list(dict.fromkeys(seen)) == list(
        dict.fromkeys(
            [
                "as_last_time", "handover a", *(f"{page} a" for page in alone), "handover b",
                *(f"{page} b" for page in alone), "together", "tonight",
                "light a", "distress_after a", "ending a", "light b", "distress_after b", "ending b", "after_together",
            ]
        )
    )  # fmt: skip
    (go,) = program.gone
    assert isinstance(go, Go)
    assert go.choices.crossed_out == {"hands"}
    assert (go.before.a, go.before.b) == (3, 10)
    assert couple.load().kept.rungs[2] == TODAY


def test_one_person_is_never_asked_anything(program: FakeProgram) -> None:
    program.around = evening()

    async def walk() -> None:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, SessionScreen)
        await app.closed()

    asyncio.run(walk())
    assert program.opened == ["right-now"]
    assert program.gone == [None]


def test_the_evening_is_not_loaded_before_the_first_frame() -> None:
    import subprocess
    import sys

    code = (
        "import sys, companion.launch, companion.screen.app, companion.screen.picker; "
        "late = ('companion.evening', 'companion.couple', 'pydantic'); "
        "print([name for name in sys.modules if name.startswith(late)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("chance", "a", "b"), [(SURE, "y", "n"), (SURE, "n", "r"), (UNLUCKY, "n", "n")])
def test_without_touch_tonight_another_one_can_be_begun(
    program: FakeProgram, session: FakeSession, chance: float, a: str, b: str
) -> None:
    program.around = evening(chance)

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot, a, b)
        text = " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        assert TEXTS.word("neutral") in text
        program.around = None
        await pilot.press("2")
        await until(pilot, SessionScreen)

    played(program, walk)
    assert program.opened == ["side-by-side"]
    assert program.gone == [None]


def test_no_trace_of_one_persons_pages_is_on_the_next_one(program: FakeProgram) -> None:
    """Nor of what was pressed: the screens are the same whatever was answered."""
    screens = []
    for answer in ("y", "n", "r"):
        program.around = evening()
        shown: list[str] = []

        async def walk(pilot: Pilot[None], answer: str = answer, shown: list[str] = shown) -> None:
            for key in ("enter", "enter", answer, "7", "enter", "enter", "enter", "n", "3", "enter"):
                await pilot.press(key)
                await pilot.pause()
                shown.append(text_of(pilot.app))  # type: ignore[arg-type]
            await pilot.press("escape")

        played(program, walk)
        screens.append(shown)
    assert screens[0] == screens[1] == screens[2]


def test_esc_leads_back_to_the_list_from_every_page_and_keeps_nothing(program: FakeProgram) -> None:
    for presses in (0, 2, 7, 8):
        program.around = evening(checked=None)
        before = couple.load().kept

        async def walk(pilot: Pilot[None], presses: int = presses) -> None:
            for key in ("enter", "enter", *"nnnnn", "3")[:presses]:
                await pilot.press(key)
            await pilot.press("escape")
            await until(pilot, Picker)

        played(program, walk)
        assert couple.load().kept == before
    assert program.opened == []


def test_ctrl_c_on_a_private_page_leaves_at_once_and_keeps_nothing(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter", "enter", "y", "8", "ctrl+c")

    app = played(program, walk)
    assert app.interrupted
    assert not couple.path().exists()


def test_the_crisis_card_is_one_key_away_and_comes_back_to_the_same_page(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        for _ in range(4):
            page = page_of(pilot)
            await pilot.press("c")
            assert isinstance(pilot.app.screen, CrisisCard)
            await pilot.press("enter")
            assert page_of(pilot) == page
            await pilot.press({"tonight_only a": "n", "distress_before a": "3"}.get(page, "enter"), "enter")
        await pilot.press("escape")

    played(program, walk)


def test_a_key_held_down_answers_one_page_and_no_more(program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 1000.0)
    program.around = evening(checked=None)

    async def walk(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, EveningScreen)
        for page in ("as_last_time", "handover a", "fear a"):
            assert page_of(pilot) == page
            screen._since = -1000.0
            await pilot.press(*(["enter"] * 3 if page != "fear a" else ["n"] * 5))
        assert page_of(pilot) == "coercion a"
        await pilot.press("escape")

    played(program, walk)


def test_a_wrong_key_right_before_the_last_answer_does_no_harm(program: FakeProgram) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        await both_alone(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, EveningScreen)
        assert page_of(pilot) == "tonight"
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
        assert page_of(pilot) == "who_starts"
        await pilot.press("j")
        assert page_of(pilot) == "handover a"
        await pilot.press("escape")

    played(program, walk)
    assert (couple.load().kept.a, couple.load().kept.b) == ("Quincy", "Ben")


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
        assert page_of(pilot) == "tonight"
        assert "apricot" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("enter")
        await until(pilot, SessionScreen)

    played(program, walk)
    assert program.gone[0].stop_word == "apricot"
    assert ear.ended == listening


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
    watch = Watch()
    for view in views:
        watch.view_changed(view)
    assert watch.touched is touched


@pytest.mark.parametrize("ending", ["a stop", "a no"])
def test_after_a_stop_and_after_a_no_nothing_is_asked(program: FakeProgram, session: FakeSession, ending: str) -> None:
    program.around = evening()

    async def walk(pilot: Pilot[None]) -> None:
        await both_alone(pilot)
        await pilot.press("enter")
        await until(pilot, SessionScreen)
        session.show(speaking(section=Section.INSTEAD) if ending == "a no" else speaking())
        session.finish(Outcome.COMPLETED if ending == "a no" else Outcome.STOPPED)
        await until(pilot, Closing)

    played(program, walk)


def test_later_the_same_evening_the_common_result_stands_at_once(program: FakeProgram) -> None:
    program.around = evening(touch_from=TODAY + 1)

    async def walk(pilot: Pilot[None]) -> None:
        assert TEXTS.word("neutral") in " ".join(text_of(pilot.app).split())  # type: ignore[arg-type]
        await pilot.press("enter")
        await until(pilot, Picker)

    played(program, walk)


def test_an_exercise_that_cannot_be_found_is_said_by_the_session(program: FakeProgram, run_app: RunApp) -> None:
    async def run() -> None:
        app = CompanionApp(program, "missing", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, SessionScreen)
            await pilot.pause()
            await pilot.pause()
            assert "There is no exercise" in text_of(app)
        await app.closed()

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
            assert "Perhaps a nickname?" in text_of(app)
            await pilot.press("escape")
        await app.closed()

    asyncio.run(run())


def test_an_evening_that_cannot_be_begun_begins_no_session(program: FakeProgram) -> None:
    """Whatever it was that could not be read: nobody is led to touch unasked."""

    def refuse(exercise_id: str, *, attended: bool = True) -> Around | None:
        raise CompanionError("What they are asked cannot be read.", hint="Install it again.")

    program.evening = refuse  # type: ignore[method-assign]

    async def run() -> None:
        app = CompanionApp(program, "hand-and-forearm", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, SessionScreen)
            await pilot.pause()
            await pilot.pause()
            assert "What they are asked cannot be read." in text_of(app)
        await app.closed()

    asyncio.run(run())
    assert program.opened == []


LONG_OPTIONS = {
    "titles": tuple(
        Option(
            str(n), f"id{n}", f"A rather long title that an author has given to an exercise of their own, number {n}"
        )
        for n in range(1, 5)
    ),
    "states": (
        Option("1", "hands", "hands", "left out"),
        Option("2", "arms", "the forearms, from the wrist to the elbow, through clothes", "yes"),
        Option("3", "turn", "each turn", "two minutes and a half"),
        Option("o", "own", "A stop word of your own"),
        Option("x", "no", "Leave it at that"),
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
    lines = ("Either of you may cross something out, and needn't say why.", "What is left is asked once more, aloud.")
    page = Page("p", PageKind.CHOICE, "Tonight, as you both like it", lines, LONG_OPTIONS[name])
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
        await app.closed()

    asyncio.run(walk())
    assert seen


# ---- pictures -------------------------------------------------------------------------------------------------------

PICTURES = {
    "handover": ("enter",),
    "private": ("enter", "enter"),
    "number": ("enter", "enter", "n", "7"),
    "tonight": ("enter", "enter", "n", "3", "enter", "enter", "enter", "n", "3", "enter", "enter", "enter", "1"),
    "without": ("enter", "enter", "y", "3", "enter", "enter", "enter", "n", "3", "enter", "enter", "enter"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, snap_compare: Callable[..., bool]) -> None:
    app = CompanionApp(FakeProgram(around=evening()), "hand-and-forearm", 2)

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, EveningScreen)
        await pilot.press(*PICTURES[name])
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=(80, 24))


@pytest.mark.parametrize("size", [(60, 20), (48, 14)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_small_picture(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app = CompanionApp(FakeProgram(around=evening()), "hand-and-forearm", 2)

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, EveningScreen)
        await pilot.press(*PICTURES["tonight"])
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=size)
