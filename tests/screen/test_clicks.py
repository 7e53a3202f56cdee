"""A click on anything that looks like a key does what the key does, on every screen.

The keys are looked for in what is drawn, and not in the code that draws them.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot

from companion.couple.evening.pages import FormRow, Page, PageKind, PageOption
from companion.exercise.plan import Section
from companion.screen import words
from companion.screen.after.after_screen import AfterScreen
from companion.screen.app import CompanionApp
from companion.screen.before.before_screen import BeforeScreen
from companion.screen.crisis.crisis_card import CrisisCard, RegionList
from companion.screen.download.download_screen import DownloadScreen
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.journal.journal_screen import JournalScreen
from companion.screen.session.session_screen import SessionScreen
from companion.screen.settings.settings_screen import SettingsScreen
from companion.screen.stray_no import NO
from companion.session.commands import Command, Kind
from companion.session.view import Asked, Phase, Question, View
from tests.screen.conftest import RunApp, pass_by, run, text_of
from tests.screen.fakes import SPEAKING, FakeProgram, FakeSession, asking, paused, silent, speaking
from tests.screen.test_whose_key_it_is import OneAround, OnePage, at_the_page

NAMED = {
    "Esc": "escape", "Enter": "enter", "Space": "space", "Tab": "tab", "←": "left", "→": "right", "↑": "up",
    "↓": "down", "PgUp": "pageup", "PgDn": "pagedown", "F1": "f1", "F2": "f2", "+": "plus", "-": "minus",
    "?": "question_mark", "!": "exclamation_mark", "/": "slash", "*": "asterisk", "any other key": "x",
}  # fmt: skip
"""The names for a pilot of the keys whose labels differ from them."""
LABEL = r"(?:Esc|Enter|Space|Tab|PgUp|PgDn|F1|F2|any other key|10|[A-Z0-9?!*/+←→↑↓-])"
MEANING = r": (?:close|stop|select|back|go on|hear it)| (?:more|choose|country|another)"
IN_A_FOOT = re.compile(rf"(?<![\w“])({LABEL}(?: ?{LABEL})*)(?={MEANING})")
BY_THEMSELVES = re.compile(rf" *{LABEL}(?: {LABEL})* *")
SIZE = (80, 24)
CALLED = ("Ana", "Ben")


@dataclass
class Cap:
    """A key as it is drawn, and its place on the screen."""

    label: str
    x: int
    y: int

    @property
    def pressed(self) -> list[str]:
        if self.label == "10":
            return ["1", "0"]
        return [NAMED.get(self.label, self.label.lower())]


def caps(app: App[None]) -> list[Cap]:
    """Finds the keys that are drawn: in bold letters, or in a foot such as "Enter: close"."""
    found: list[Cap] = []
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x, line = 0, ""
        for segment in strip:
            if segment.style is not None and segment.style.bold and BY_THEMSELVES.fullmatch(segment.text):
                found += [Cap(each[0], x + each.start(), y) for each in re.finditer(LABEL, segment.text)]
            x += segment.cell_length
            line += segment.text
        for foot in IN_A_FOOT.finditer(line):
            found += [Cap(each[0], foot.start() + each.start(), y) for each in re.finditer(LABEL, foot[1])]
    places = {(cap.x, cap.y): cap for cap in found if in_front(app, cap.x, cap.y)}
    return list(places.values())


def in_front(app: App[None], x: int, y: int) -> bool:
    """True unless a card lies over the screen and this is beside it."""
    card = next(iter(app.screen.query("#card")), None)
    return card is None or card.region.contains(x, y)


async def click(pilot: Pilot[None], x: int, y: int) -> None:
    """Clicks as a terminal does: the button goes down and up, and Textual makes a click of it."""
    for kind in (events.MouseDown, events.MouseUp):
        pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()


Opens = Callable[[Pilot[None]], Awaitable[object]]


@dataclass
class Scene:
    """One screen with all that it is made of, and the way to it."""

    view: View = SPEAKING
    page: Page | None = None
    play: str | None = "longer-exhale"
    opens: Opens | None = None
    front: type[object] = SessionScreen
    without: str = ""
    """Labels of keys that are not compared here, because a click on them does something else on purpose."""


def pressing(*keys: str) -> Opens:
    async def opens(pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await pilot.pause()

    return opens


async def at_home(pilot: Pilot[None]) -> None:
    assert isinstance(pilot.app.screen, HomeScreen)
    await pilot.app.screen.loaded.wait()
    await pilot.pause()


def from_home(*keys: str) -> Opens:
    async def opens(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await pressing(*keys)(pilot)

    return opens


async def waiting(pilot: Pilot[None]) -> None:
    """The page that waits before an exercise."""
    assert isinstance(pilot.app, CompanionApp)
    await at_home(pilot)
    pilot.app.prepare("longer-exhale")
    for _ in range(50):
        await pilot.pause()
        if isinstance(pilot.app.screen, BeforeScreen) and pilot.app.screen.query("#wait-for"):
            break
    await pilot.pause()


async def over(pilot: Pilot[None]) -> None:
    """The page after a session."""
    assert isinstance(pilot.app, CompanionApp)
    session = pilot.app.session_run.session
    assert isinstance(session, FakeSession)
    session.finish()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def over_and(*keys: str) -> Opens:
    async def opens(pilot: Pilot[None]) -> None:
        await over(pilot)
        await pressing(*keys)(pilot)

    return opens


def before_and(*keys: str) -> Opens:
    async def opens(pilot: Pilot[None]) -> None:
        await waiting(pilot)
        await pressing("escape", *keys)(pilot)

    return opens


async def with_entries(pilot: Pilot[None]) -> None:
    """A journal that is on, with an entry that has the focus."""
    await from_home(*"journal", "enter", "enter", "down", "enter")(pilot)
    await pilot.app.workers.wait_for_complete()
    await pressing(*"A line", "enter")(pilot)


def of_two(kind: str, **changes: object) -> View:
    question = Question(kind, "How is this for you?", ("back", "end"), who="the two of you")
    return speaking(phase=Phase.ASKING, question=question, called=CALLED, **changes)


OPTIONS = (PageOption("y", "yes", "yes"), PageOption("n", "no", "no"), PageOption("s", "skip this one", "skip"))
SCENES = {
    "speaking": Scene(),
    "silent": Scene(silent()),
    "paused": Scene(paused()),
    "yellow": Scene(speaking(phase=Phase.YELLOW)),
    "wind-down": Scene(speaking(section=Section.WIND_DOWN)),
    "check": Scene(asking(Asked.CHECK, "How is this for you?")),
    "rate": Scene(asking(Asked.RATE, "How strong is it?")),
    "choice": Scene(asking(Asked.CHOICE, "What next?", "once more", "that’s enough")),
    "ready": Scene(asking(Asked.TALK, "Take your time.")),
    "agree": Scene(asking(Asked.AGREE, "Would you like that?")),
    "help": Scene(paused(question=Question(Asked.HELP, "Go on, or stop?", ()))),
    "agree, two": Scene(of_two(Asked.AGREE), without="FJ"),
    "check, two": Scene(of_two(Asked.CHECK, checking=True), without="FJ"),
    "yellow, two": Scene(speaking(phase=Phase.YELLOW, called=CALLED, needs_both=True), without="FJ"),
    "help card": Scene(opens=pressing("question_mark"), front=object),
    "cautions": Scene(opens=pressing("m"), front=object),
    "crisis card": Scene(opens=pressing("c"), front=CrisisCard),
    "countries": Scene(opens=pressing("c", "o"), front=RegionList),
    "after": Scene(opens=over, front=AfterScreen),
    "help after": Scene(opens=over_and("question_mark"), front=object),
    "settings": Scene(play=None, opens=from_home("f2"), front=SettingsScreen),
    "help in the settings": Scene(play=None, opens=from_home("f2", "f1"), front=object),
    "journal": Scene(play=None, opens=from_home(*"journal", "enter"), front=JournalScreen),
    "journal, on": Scene(play=None, opens=with_entries, front=JournalScreen),
    "help in the journal": Scene(play=None, opens=from_home(*"journal", "enter", "question_mark"), front=object),
    "help before": Scene(play=None, opens=before_and("question_mark"), front=object),
    "home": Scene(play=None, opens=from_home(), front=HomeScreen),
    "help at home": Scene(play=None, opens=from_home("question_mark"), front=object),
    "sound check": Scene(play=None, opens=from_home("s", "enter"), front=object),
    "tour": Scene(play=None, opens=from_home("t", "o", "u", "r", "enter"), front=object),
    "download": Scene(play=None, opens=from_home(*"download", "enter"), front=DownloadScreen),
    "before": Scene(play=None, opens=waiting, front=BeforeScreen),
    "choice page": Scene(
        play=None, page=Page("one", PageKind.CHOICE, "One?", options=OPTIONS, back=True), front=EveningScreen
    ),
    "form": Scene(
        play=None,
        page=Page(
            "form", PageKind.FORM, "Some questions", options=OPTIONS, back=True, asked="Feet?",
            rows=(FormRow("feet", "please answer"), FormRow("hands", "please answer")),
        ),
        front=EveningScreen,
    ),
    "entry": Scene(play=None, page=Page("word", PageKind.ENTRY, "Which word?", back=True), front=EveningScreen),
}  # fmt: skip
SHOWS = {
    "speaking": "Space Esc ← → E ? C",
    "check": "G Y R",
    "rate": "0 1 2 3 4 5 6 7 8 9 10",
    "choice": "1 2",
    "agree, two": "F J N",
    "help card": "Enter H S",
    "crisis card": "O Enter S",
    "countries": "↑ ↓ Enter Esc",
    "sound check": "R + - 1 2 C Esc",
    "tour": "Enter",
    "after": "Enter Esc C ? *",
    "download": "Enter Esc C",
    "settings": "← → Enter Esc ↑ ↓ !",
    "journal": "Enter Tab Esc C",
    "journal, on": "Tab Esc",
    "form": "Y N S Enter C",
    "choice page": "Y N S B C Esc",
}
"""Keys that have to be found on some of the screens, so that the search for them can't find nothing."""


LISTS_KEYS = {"help card", "help at home", "help after", "help in the settings", "help in the journal", "help before"}
"""Cards that list keys of the screen beneath: a click on one of those does it there. The card's own are in its foot."""


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)


def seen_after(scene: Scene, act: Callable[[Pilot[None]], Awaitable[None]]) -> tuple[object, ...]:
    """Opens the scene, acts, and returns everything that may have come of it."""
    session = FakeSession(scene.view)
    session.cautions = ("Not reviewed by a clinician. It doesn't replace therapy.", "Never through pain.")
    program = FakeProgram(session=session)
    page = OnePage(scene.page) if scene.page is not None else None
    if page is not None:
        program.around = OneAround(page)
    came: list[object] = []

    async def walk() -> None:
        app = CompanionApp(program, scene.play)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            if page is not None:
                await at_the_page(pilot)
            elif scene.opens is not None:
                await scene.opens(pilot)
            await pilot.pause()
            assert isinstance(app.screen, scene.front), app.screen
            session.given.clear()
            await act(pilot)
            await pass_by(1.2)  # a 1 waits for a 0
            came.extend(
                [
                    type(app.screen).__name__,
                    list(session.given),
                    list(page.given) if page is not None else [],
                    list(program.checked.asked),
                    program.checked.step,
                    text_of(app) if app.is_running else "",
                ]
            )
            app.workers.cancel_all()
        await app.session_run.closed()

    run(walk())
    return tuple(came)


@pytest.mark.parametrize("name", ["agree, two", "check, two", "yellow, two"])
@pytest.mark.parametrize("label", ["F", "J"])
def test_a_click_on_ones_own_key_is_no_yes_and_says_so(name: str, label: str) -> None:
    scene = SCENES[name]
    cap = next(cap for cap in found_in(scene) if cap.label == label)

    async def clicked(pilot: Pilot[None]) -> None:
        await click(pilot, cap.x, cap.y)
        await pass_by(1.1)  # a key held for a second would be a yes
        await click(pilot, cap.x, cap.y)

    _, given, *_, seen = seen_after(scene, clicked)
    assert given == []
    told = words.CLICKED_OWN_HELD if name == "agree, two" else words.CLICKED_OWN
    assert told in " ".join(str(seen).split())


def test_a_click_on_no_counts_at_once_even_right_after_next(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("n")
        session.show(of_two(Asked.AGREE))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(pilot.app, CompanionApp)
        cap = next(cap for cap in caps(pilot.app) if cap.label == "N")
        await click(pilot, cap.x, cap.y)

    run(run_app(walk, size=SIZE))
    assert session.given == [Command(Kind.NEXT), NO]


def test_a_row_of_a_form_a_country_and_a_key_of_the_help_card_can_be_clicked() -> None:
    async def on(pilot: Pilot[None], text: str) -> None:
        assert isinstance(pilot.app, CompanionApp)
        lines = text_of(pilot.app).splitlines()
        places = [(line.index(text) + 1, y) for y, line in enumerate(lines) if text in line]
        await click(pilot, *next(place for place in places if in_front(pilot.app, *place)))

    assert seen_after(SCENES["form"], lambda pilot: on(pilot, "hands"))[2] == ["move"]
    front, *_, seen = seen_after(SCENES["countries"], lambda pilot: on(pilot, "Arcadia"))
    assert front == "CrisisCard"
    assert "Arcadia" in str(seen)
    front, given, *_ = seen_after(SCENES["help card"], lambda pilot: on(pilot, "slower"))
    assert (front, given) == ("SessionScreen", [Command(Kind.SLOWER)])


def found_in(scene: Scene) -> list[Cap]:
    found: list[Cap] = []

    async def look(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CompanionApp)
        found.extend(caps(pilot.app))

    seen_after(scene, look)
    return found


@pytest.mark.parametrize("name", SCENES)
def test_a_click_on_each_key_does_what_the_key_does(name: str) -> None:
    scene = SCENES[name]
    drawn = found_in(scene)
    assert {cap.label for cap in drawn} >= set(SHOWS.get(name, "").split())
    for cap in drawn:
        if cap.label in scene.without and len(cap.label) == 1:
            continue
        if name in LISTS_KEYS and cap.y != max(each.y for each in drawn):
            continue

        async def press(pilot: Pilot[None], cap: Cap = cap) -> None:
            await pilot.press(*cap.pressed)

        async def clicked(pilot: Pilot[None], cap: Cap = cap) -> None:
            await click(pilot, cap.x, cap.y)

        assert seen_after(scene, clicked) == seen_after(scene, press), cap
