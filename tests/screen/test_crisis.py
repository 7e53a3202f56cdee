"""The crisis card and its list of countries, on the screen and in lines: never in the way of a stop."""

from __future__ import annotations

import asyncio
import io

import pytest
from textual.pilot import Pilot

from companion.crisis.desk import Shown
from companion.crisis.model import Card as CrisisNumbers
from companion.crisis.model import Entry, Need, Origin
from companion.screen import words
from companion.screen.crisis import CrisisCard, RegionList
from companion.screen.crisis_lines import day, hanging, lines_of, typed
from companion.screen.picker import Picker
from companion.screen.plain import PlainSession, Printer
from companion.screen.session_screen import SessionScreen
from companion.session.commands import Kind
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeCrisis, FakeProgram, FakeSession


def test_the_numbers_of_the_country_are_there_with_who_answers(run_app: RunApp, program: FakeProgram) -> None:
    program.crisis.guessed = True

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        seen = screen_text(pilot)
        for wanted in (
            "Arcadia (a guess)",
            "This program calls nobody.",
            "In danger, or somebody is hurt: 011",
            "Police, fire, ambulance",
            "0 116 123        The Listeners (day and night)",
            "text HELLO to 50808",
            "0808 2000 247    Domestic and Sexual Abuse Helpline",
            "Read on 22 November 2026",
            "R another country",
        ):
            assert wanted in seen, wanted

    run(run_app(walk))


def test_r_changes_the_country(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RegionList)
        assert "▌ Arcadia" in screen_text(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        assert "Bohemia by the Sea" in screen_text(pilot)
        assert "9 116 123" in screen_text(pilot)
        assert "Arcadia" not in screen_text(pilot)

    run(run_app(walk))
    assert program.crisis.chosen == ["XB"]
    assert session.kinds() == [Kind.CRISIS]


def test_another_country_leads_to_how_to_find_help(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "r", "end", "enter")
        await pilot.pause()
        assert "Companion has no numbers for your country." in screen_text(pilot)
        assert "call your local" in screen_text(pilot)

    run(run_app(walk, play=None))
    assert program.crisis.chosen == ["ZZ"]


@pytest.mark.parametrize("key", ["c", "r", "escape"])
def test_the_list_is_left_without_a_choice(key: str, run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "r", key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Picker)

    run(run_app(walk, play=None))
    assert program.crisis.chosen == []


@pytest.mark.parametrize("key", ["escape", "s"])
def test_stop_is_not_swallowed_by_the_list_of_countries(key: str, run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "r", "down", key)
        await pilot.pause()
        assert session.kinds() == [Kind.CRISIS, Kind.STOP]
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk))


def test_other_keys_reach_the_session_through_the_list(run_app: RunApp, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "r", "y", "space")
        await pilot.pause()
        assert session.kinds() == [Kind.CRISIS, Kind.YELLOW, Kind.PAUSE]
        assert isinstance(pilot.app.screen, RegionList)

    run(run_app(walk))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (48, 12), (30, 10)], ids=str)
def test_every_line_can_be_read_and_the_foot_stands(
    size: tuple[int, int], run_app: RunApp, program: FakeProgram
) -> None:
    program.crisis.notices = ("Your own file has a mistake: crisis.yaml:3:5.",)
    seen: set[str] = set()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        before = ""
        while (text := screen_text(pilot)) != before:
            assert "Enter close" in text
            seen.update(text.split())
            before = text
            await pilot.press("down")
            await pilot.pause()

    run(run_app(walk, size=size))
    for wanted in ("nobody.", "Listeners", "50808", "2000", "Northern", "mistake:", "November", "“I"):
        assert wanted in seen, wanted


def test_what_does_not_fit_is_announced(run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        assert "↑ ↓ more" in screen_text(pilot)

    run(run_app(walk, size=(60, 14)))

    async def roomy(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        assert "↑ ↓ more" not in screen_text(pilot)

    run(run_app(roomy, size=(100, 40)))


# -- in lines ---------------------------------------------------------------------------------------------------------


def test_lines_begin_with_what_is_dialled() -> None:
    lines = lines_of(FakeCrisis(guessed=True, notices=("Something is wrong.",)).show())
    assert lines[:4] == [words.CRISIS_TITLE + ":", words.CRISIS_NOBODY, "Arcadia (a guess).", "Something is wrong."]
    assert "011: Police, fire, ambulance." in lines
    assert "text HELLO to 50808: Text a listener." in lines
    assert lines[-1] == "Read on 22 November 2026; numbers may have changed since."


def test_a_country_without_an_abuse_line_says_how_to_find_one() -> None:
    lines = lines_of(FakeCrisis("XB").show())
    assert words.CRISIS_FIND_ABUSE in lines
    assert lines[-1] == "From your own file."


def test_a_country_without_numbers_says_how_to_find_them() -> None:
    lines = lines_of(FakeCrisis("BR").show())
    assert words.CRISIS_NONE in lines
    assert words.CRISIS_FIND[0] in lines
    assert not any("Read on" in line for line in lines)


def test_a_file_of_ones_own_cannot_reach_the_terminal() -> None:
    entry = Entry(Need.CRISIS, "Red\x1b[31m\nline", "1\x07")
    shown = Shown(CrisisNumbers("XX", "X\x1b]0;y\x07", (entry,), Origin.OWN))
    assert not any(ord(letter) < 32 or letter == "\x7f" for line in lines_of(shown) for letter in line)


def test_typing_crisis_region_changes_it() -> None:
    desk = FakeCrisis()
    answer = typed(desk, "crisis region bohemia by the sea")
    assert answer is not None
    assert "9 116 123: The Listeners (day and night)." in answer
    assert desk.chosen == ["XB"]


@pytest.mark.parametrize("text", ["crisis region", "crisis regions"])
def test_without_a_name_the_countries_are_listed(text: str) -> None:
    desk = FakeCrisis()
    assert typed(desk, text) == ["Which country are you in? Arcadia, Bohemia by the Sea."]
    assert desk.chosen == []


def test_a_country_that_is_not_known_is_asked_again() -> None:
    desk = FakeCrisis()
    answer = typed(desk, "crisis region narnia")
    assert answer == ["That country is not known here. Type one of: Arcadia, Bohemia by the Sea; or its two letters."]
    assert desk.chosen == []


@pytest.mark.parametrize("text", ["", "stop", "cold", "crisis card", "crises"])
def test_other_words_are_none_of_its_business(text: str) -> None:
    assert typed(FakeCrisis(), text) is None


def test_in_a_plain_session_the_country_can_be_changed_and_stop_still_stops() -> None:
    session, desk, out = FakeSession(), FakeCrisis(), io.StringIO()

    async def walk() -> None:
        from companion.session.commands import Command

        plain = PlainSession(session, lambda text: Command(Kind.STOP) if text == "stop" else None, Printer(out), desk)
        plain.typed("crisis region xb")
        plain.typed("stop")

    asyncio.run(walk())
    assert desk.chosen == ["XB"]
    assert "9 116 123: The Listeners" in out.getvalue()
    assert session.kinds() == [Kind.STOP]


@pytest.mark.parametrize(
    ("read", "said"),
    [("2026-11-22", "22 November 2026"), ("2026-01-01", "1 January 2026"), ("2026-13-01", "2026-13-01"), ("", "")],
)
def test_a_day_in_words(read: str, said: str) -> None:
    assert day(read) == said


def test_the_text_hangs_beside_its_number() -> None:
    assert hanging("112", "one two three", 6, 30) == [("112   ", "one two three")]
    assert hanging("112", "one two three four five six", 6, 26) == [
        ("112   ", "one two three four"),
        ("      ", "five six"),
    ]
    assert hanging("0808 2000", "somebody", 6, 30) == [("0808 2000", ""), ("      ", "somebody")]
    assert hanging("112", "one two", 17, 20) == [("112", ""), ("", "  one two")]
