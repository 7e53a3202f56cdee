"""The crisis card and its list of countries, on the screen and in lines: never in the way of a stop."""

from __future__ import annotations

import asyncio
import io

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from companion.crisis.card_model import Card as CrisisNumbers
from companion.crisis.card_model import CrisisContact, Need, Origin
from companion.crisis.cards import load_cards
from companion.crisis.desk import Shown
from companion.screen import words
from companion.screen.crisis.card_wording import day, hanging, lines_of, missing, typed
from companion.screen.crisis.crisis_card import CrisisCard, RegionList
from companion.screen.crisis.type_ahead import fitting
from companion.screen.home.home_screen import HomeScreen
from companion.screen.plain.printer import Printer
from companion.screen.plain.session_lines import PlainSession
from companion.screen.session.session_screen import SessionScreen
from companion.session.commands import Kind
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeCrisis, FakeProgram, FakeSession

HOW = "How to choose another country."


def test_the_numbers_of_the_country_are_there_with_who_answers(run_app: RunApp, program: FakeProgram) -> None:
    program.crisis.guessed = True

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        seen = " ".join(screen_text(pilot).replace("│", " ").split())
        for wanted in (
            "From this computer’s settings, I’m guessing Arcadia. If that’s wrong, press O",
            "This program can’t call anyone for you.",
            "If anyone is in danger, or hurt: 011",
            "Police, fire, ambulance",
            "0 116 123 The Listeners (day and night)",
            "text HELLO to 50808",
            "checked on 22 November 2026",
            "O another country",
        ):
            assert wanted in seen, wanted

    run(run_app(walk, size=(80, 32)))


def test_r_changes_the_country(run_app: RunApp, program: FakeProgram, session: FakeSession) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "o")
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
    assert (program.crisis.used, program.crisis.chosen) == (["XB"], [])
    assert session.kinds() == [Kind.CRISIS]


def test_a_country_chosen_on_the_card_is_saved_only_with_k(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("exclamation_mark", "k")
        await pilot.pause()
        assert program.crisis.chosen == [], "there is nothing to save yet"
        await pilot.press("o", "down", "enter")
        await pilot.pause()
        assert words.CRISIS_KEEP in " ".join(screen_text(pilot).replace("│", " ").split())
        assert program.crisis.chosen == []
        await pilot.press("k")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert words.CRISIS_SAVED in screen_text(pilot)
        assert "press K" not in screen_text(pilot)

    run(run_app(walk, play=None))
    assert (program.crisis.used, program.crisis.chosen) == (["XB"], ["XB"])


def test_another_country_leads_to_how_to_find_help(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("exclamation_mark", "o", "end", "enter")
        await pilot.pause()
        assert "I don’t have numbers for your country yet. Please try this:" in screen_text(pilot)
        assert "findahelpline.com" in screen_text(pilot)

    run(run_app(walk, play=None))
    assert (program.crisis.used, program.crisis.chosen) == (["ZZ"], [])


def test_the_list_is_left_without_a_choice(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("exclamation_mark", "o", "down", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))
    assert (program.crisis.used, program.crisis.chosen) == ([], [])


@pytest.mark.parametrize("keys", [("escape", "s"), ("escape", "escape", "escape")])
def test_from_the_list_of_countries_esc_leads_out_to_a_stop(
    keys: tuple[str, ...], run_app: RunApp, session: FakeSession
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "o", "down", *keys)
        await pilot.pause()
        assert session.kinds() == [Kind.CRISIS, Kind.STOP]
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk))


def test_letters_lead_to_the_country_that_begins_with_them(run_app: RunApp, program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c", "o")
        for key, there, shown in (
            ("s", "Bohemia by the Sea", "You typed: s"),
            ("backspace", "Bohemia by the Sea", ""),
            ("a", "Arcadia", "You typed: a"),
            ("n", "Another country", "You typed: an"),
            ("down", "Another country", ""),
            ("b", "Bohemia by the Sea", "You typed: b"),
            ("x", "Bohemia by the Sea", "I can’t find “bx”. Press Backspace to try again."),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert f"▌ {there}" in screen_text(pilot)
            assert shown in screen_text(pilot)
            assert shown or "You typed" not in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RegionList), "a country that wasn't typed was chosen"
        await pilot.press("backspace", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)

    run(run_app(walk))
    assert (program.crisis.used, program.crisis.chosen) == (["XB"], [])


def test_the_beginning_of_every_name_leads_to_it() -> None:
    names = [name for _, name in load_cards().regions()]
    for at, name in enumerate(names):
        assert fitting(names, name) == at
    assert fitting(names, "ire") == names.index("Ireland")
    assert fitting(names, "kingdom") == names.index("United Kingdom")
    assert fitting(["Österreich", "Côte d’Ivoire"], "cote") == 1
    assert fitting(names, "q") is None
    assert fitting(names, " ") is None


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (48, 12), (30, 10)], ids=str)
def test_every_line_can_be_read_and_the_foot_stands(
    size: tuple[int, int], run_app: RunApp, program: FakeProgram
) -> None:
    program.crisis.notices = ("There is a mistake in your own file: crisis.yaml:3:5.",)
    seen: set[str] = set()

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        before = ""
        while (text := screen_text(pilot)) != before:
            assert "Enter: close" in text
            seen.update(text.split())
            before = text
            await pilot.press("down")
            await pilot.pause()

    run(run_app(walk, size=size))
    for wanted in ("anyone", "Listeners", "50808", "2000", "Northern", "file:", "November", "“I’m"):
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
    lines = lines_of(FakeCrisis(guessed=True, notices=("Something is wrong.",)).show(), HOW)
    assert lines[:5] == [
        words.CRISIS_TITLE + ":",
        f"{words.CRISIS_NOBODY} {words.CRISIS_PEOPLE}",
        "I don’t know your country. From this computer’s settings, I’m guessing Arcadia.",
        HOW,
        "Something is wrong.",
    ]
    assert "011: Police, fire, ambulance." in lines
    assert "text HELLO to 50808: Text a listener." in lines
    assert (
        lines[-2] == "These numbers are from public websites, checked on 22 November 2026. "
        "If one doesn’t work, please try the next."
    )
    assert lines.count(HOW) == 1


def test_a_country_that_was_chosen_is_named_and_how_to_change_it_comes_near_the_end() -> None:
    lines = lines_of(FakeCrisis().show(), HOW)
    assert lines[2] == "Country: Arcadia."
    assert lines[-2] == HOW


@pytest.mark.parametrize("guessed", [True, False])
def test_the_emergency_number_is_on_the_last_lines_of_a_terminal_too(guessed: bool) -> None:
    """The card is longer than 24 lines in most countries, so its first ones have scrolled away."""
    assert lines_of(FakeCrisis(guessed=guessed).show(), HOW)[-1] == f"{words.CRISIS_NEEDS['emergency']}: 011."


def test_a_card_says_what_it_has_no_line_for_and_how_to_find_one() -> None:
    lines = lines_of(FakeCrisis("XB").show(), HOW)
    assert (
        "I don’t have a special number for sexual assault, violence at home, addiction or worries about "
        "your own behavior yet. "
        "You can ask any of the people on this page, or look at findahelpline.com."
    ) in lines
    assert lines[-3] == "These numbers are from your own file."
    arcadia = lines_of(FakeCrisis("XA").show(), HOW)
    assert any("for sexual assault, addiction or worries about your own behavior yet." in line for line in arcadia)


def full_card() -> CrisisNumbers:
    entries = (
        CrisisContact(Need.EMERGENCY, "Police", "011"),
        CrisisContact(Need.ADDICTION, "Groups", web="groups.example"),
        CrisisContact(Need.WORRIED, "Anger line", "3"),
        CrisisContact(Need.ABUSE, "Shelter", "4", also=(Need.ASSAULT, Need.WORRIED)),
        CrisisContact(Need.ASSAULT, "Rape crisis", chat="chat.example"),
        CrisisContact(Need.CRISIS, "Listeners", "1", text="2"),
    )
    return CrisisNumbers("XX", "Everywhere", entries, Origin.OWN)


def test_every_kind_has_its_place_whatever_the_order_in_the_file() -> None:
    lines = lines_of(Shown(full_card()), HOW)
    assert lines[3:-4] == [
        words.CRISIS_NEEDS["emergency"] + ":",
        "011: Police.",
        words.CRISIS_NEEDS["crisis"] + ":",
        "1: Listeners (or text 2).",
        words.CRISIS_NEEDS["assault"] + ":",
        "chat at chat.example: Rape crisis.",
        "4: Shelter.",
        words.CRISIS_NEEDS["abuse"] + ":",
        "4: Shelter.",
        words.CRISIS_NEEDS["addiction"] + ":",
        "groups.example: Groups.",
        words.CRISIS_NEEDS["worried"] + ":",
        "3: Anger line.",
        "4: Shelter.",
    ]
    assert missing(Shown(full_card())) == ""


@pytest.mark.parametrize("size", [(80, 40), (48, 20)], ids=str)
def test_services_for_worries_about_oneself_come_last_and_only_when_asked_for(
    size: tuple[int, int], run_app: RunApp, program: FakeProgram
) -> None:
    program.crisis.cards = load_cards()
    program.crisis.region = "GB"

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("c")
        await pilot.pause()
        card = pilot.app.screen
        assert isinstance(card, CrisisCard)
        shown = "".join(str(each.render()) for each in card.query(Static))
        assert "Stop It Now" not in shown
        assert words.CRISIS_NEEDS["worried"] in shown
        await pilot.press("w")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        shown = "".join(str(each.render()) for each in card.query(Static))
        assert shown.index(words.CRISIS_NEEDS["addiction"]) < shown.index("Stop It Now")
        assert "Stop It Now" in screen_text(pilot)

    run(run_app(walk, size=size))


def test_every_kind_has_a_heading_and_a_name() -> None:
    assert set(words.CRISIS_NEEDS) == set(Need)
    assert set(words.CRISIS_KINDS) == set(Need) - {Need.EMERGENCY, Need.CRISIS}


@pytest.mark.parametrize("size", [(80, 24), (48, 14)], ids=str)
def test_the_longest_card_can_be_read_to_its_end(size: tuple[int, int], run_app: RunApp, program: FakeProgram) -> None:
    program.crisis.cards = load_cards()
    program.crisis.region = "GB"
    pages: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        await pilot.press("exclamation_mark", "w")
        await pilot.app.workers.wait_for_complete()
        await pilot.press(*["pageup"] * 12)
        await pilot.pause()
        while not pages or screen_text(pilot) != pages[-1]:
            pages.append(screen_text(pilot))
            await pilot.press("down")
            await pilot.pause()

    run(run_app(walk, size=size, play=None))
    assert "999" in pages[0]
    assert all("Enter: close" in page for page in pages)
    seen = {word for page in pages for word in page.split()}
    for entry in program.crisis.cards.card_for("GB").entries:
        assert set(entry.reach.split()) <= seen, entry.reach
    assert "next." in pages[-1]


def test_a_country_without_numbers_says_how_to_find_them() -> None:
    lines = lines_of(FakeCrisis("BR").show(), HOW)
    assert words.CRISIS_NONE in lines
    assert words.CRISIS_FIND[0] in lines
    assert not any("Checked on" in line for line in lines)


def test_a_file_of_ones_own_cannot_reach_the_terminal() -> None:
    entry = CrisisContact(Need.CRISIS, "Red\x1b[31m\nline", "1\x07")
    shown = Shown(CrisisNumbers("XX", "X\x1b]0;y\x07", (entry,), Origin.OWN))
    assert not any(ord(letter) < 32 or letter == "\x7f" for line in lines_of(shown, HOW) for letter in line)


def test_typing_crisis_region_changes_it() -> None:
    desk = FakeCrisis()
    answer = typed(desk, "crisis region bohemia by the sea")
    assert answer is not None
    assert "9 116 123: The Listeners (day and night)." in answer
    assert (desk.used, desk.chosen) == (["XB"], [])


def test_typing_crisis_keep_saves_it() -> None:
    desk = FakeCrisis()
    assert words.CRISIS_KEEP_TYPE in (typed(desk, "crisis region xb") or [])
    assert typed(desk, "crisis keep") == [words.CRISIS_SAVED]
    assert desk.chosen == ["XB"]
    assert words.CRISIS_KEEP_TYPE not in (typed(desk, "crisis keep") or []), "there is nothing more to save"
    assert desk.chosen == ["XB"]


@pytest.mark.parametrize("text", ["crisis region", "crisis regions"])
def test_without_a_name_the_countries_are_listed(text: str) -> None:
    desk = FakeCrisis()
    assert typed(desk, text) == ["Which country are you in? Arcadia, Bohemia by the Sea."]
    assert desk.chosen == []


def test_a_country_that_is_not_known_is_asked_again() -> None:
    desk = FakeCrisis()
    answer = typed(desk, "crisis region narnia")
    assert answer == [
        "I don’t know that country. Please type one of these names, or a code of two letters such as IE: "
        "Arcadia, Bohemia by the Sea."
    ]
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
    assert (desk.used, desk.chosen) == (["XB"], [])
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


def test_the_line_to_talk_to_comes_first_for_a_person_who_may_want_to_die() -> None:
    lines = lines_of(FakeCrisis().show(), HOW, "crisis")
    headings = [line for line in lines if line.rstrip(":") in words.CRISIS_NEEDS.values()]
    assert headings[0] == f"{words.CRISIS_NEEDS['crisis']}:"
    assert headings[1] == f"{words.CRISIS_NEEDS['emergency']}:"
    assert lines[-2].startswith(words.CRISIS_NEEDS["crisis"])
    assert lines[-1] == f"{words.CRISIS_NEEDS['emergency']}: 011."
