"""Pages read aloud: shared ones by themselves, private ones only after H, and never an answer."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from companion.couple.around import Around, SavedPages
from companion.couple.evening.after import After
from companion.couple.evening.before import Evening
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import Page, PageKind
from companion.screen.app import CompanionApp
from companion.screen.evening.evening_screen import EveningScreen
from companion.screen.evening.page_voice import PageVoice
from companion.screen.plain.evening_lines import play_plain
from companion.screen.session.session_screen import SessionScreen
from tests.couple.evening.people import HANDS, KNOWN, TEXTS, TODAY, any_word, evening, kindly, move
from tests.screen.conftest import text_of
from tests.screen.fakes import FakeProgram
from tests.screen.test_evening import CALM, until
from tests.screen.test_evening_plain import Typed, both, program
from tests.screen.test_plain import parse


@dataclass
class Reader:
    """A voice that keeps what it is asked to read."""

    said: list[list[str]] = field(default_factory=list)
    hushed: int = 0

    def read(self, sentences: Sequence[str]) -> None:
        self.said.append(list(sentences))

    def hush(self) -> None:
        self.hushed += 1

    @property
    def last(self) -> str:
        return " ".join(self.said[-1])


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(EveningScreen, "SETTLES", 0.0)
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def around() -> Around:
    machine = Evening(HANDS, KNOWN, TEXTS, TODAY, check_word=any_word)
    return Around(HANDS, TEXTS, SavedPages(machine, lambda: TODAY), lambda word, heard, deaf: None, lambda: TODAY)


def test_shared_pages_are_read_and_say_their_keys_and_that_the_screen_changes_hands() -> None:
    reader = Reader()
    voice, machine = PageVoice(reader), evening()
    voice.turn(machine.page())
    assert "F is for Ana. J is for Ben." in reader.last
    assert "Press Enter for: continue." in reader.last
    machine.answer("", TODAY)
    voice.turn(machine.page())
    assert "Ana, press F when only you can see the screen. Ben, please look away." in reader.last
    while machine.page().name != "handover_second":
        machine.answer(kindly(machine.page()), TODAY)
        voice.turn(machine.page())
    assert "Please give the screen to Ben." in reader.last
    assert "Press J for: ready." in reader.last
    while machine.page().name != "fits":
        machine.answer(kindly(machine.page()), TODAY)
        voice.turn(machine.page())
    assert "Touch: hands, forearms. Clothes stay on. Each turn: 3 min." in reader.last
    assert "Press N for: something without touch." in reader.last


def test_a_private_page_is_read_only_after_h_row_by_row_and_the_other_asks_again() -> None:
    reader = Reader()
    voice, machine = PageVoice(reader), evening()
    machine.answer("", TODAY)
    machine.answer("f", TODAY)
    voice.turn(machine.page())
    assert "If Ana is wearing headphones, press H" in reader.last
    assert "distressed" not in reader.last
    machine.answer("9", TODAY)
    voice.turn(machine.page())
    assert len(reader.said) == 1
    voice.again()
    assert "Any alcohol, drugs, or medicine that makes you drowsy today?" in reader.last
    assert "press C for help" in reader.last
    machine.answer("n", TODAY)
    voice.turn(machine.page())
    assert reader.last.startswith("3 of 7, please answer. Would you like touch tonight?")
    for answer in ("y", "y", "y", "", "j"):
        machine.answer(answer, TODAY)
    voice.turn(machine.page())
    assert "If Ben is wearing headphones" in reader.last
    machine.answer("3", TODAY)
    voice.turn(machine.page())
    assert "If Ben is wearing headphones" in reader.last


MOVES = st.lists(
    st.sampled_from(["n", "y", "r", "a", "0", "3", "t", "1", "UP", "DOWN", "LEFT", "RIGHT", "", "H"]), max_size=40
)


@given(MOVES, st.sampled_from([KNOWN, Kept(known=True, a="Ana", b="Ben", done={"feet": 3})]))
def test_without_headphones_nothing_private_is_ever_said(moves: list[str], kept: Kept) -> None:
    reader = Reader()
    voice, machine = PageVoice(reader), evening(kept=kept)
    secret: set[str] = set()
    for answer in ("", "f", *moves):
        if machine.result is not None or answer == "H":
            continue
        move(machine, answer)
        page = machine.page()
        if page.kind is PageKind.FORM:
            secret |= {page.asked, *page.hints, page.marked} - {""}
        voice.turn(page)
    assert not secret & {each for said in reader.said for each in said}


@given(MOVES)
def test_with_headphones_no_answer_is_said_but_the_one_the_arrows_stand_on(moves: list[str]) -> None:
    reader = Reader()
    voice, machine = PageVoice(reader), evening()
    machine.answer("", TODAY)
    machine.answer("f", TODAY)
    voice.turn(machine.page())
    for answer in moves:
        page, before = machine.page(), len(reader.said)
        if page.kind is not PageKind.FORM:
            break
        if answer == "H":
            voice.again()
        else:
            move(machine, answer)
            voice.turn(machine.page())
        allowed = allowed_on(page) | allowed_on(machine.page())
        assert all(set(said) <= allowed for said in reader.said[before:])


def allowed_on(page: Page) -> set[str]:
    """Every sentence that a page may say, whatever was answered on it."""
    from companion.screen.evening import page_speech

    whole = {*page_speech.shared(page), page.small}
    if page.kind is PageKind.FORM:
        whole |= {*page_speech.row(page), *page_speech.foot(page)}
    return whole


def test_afterwards_the_words_about_a_number_are_for_headphones_only() -> None:
    reader = Reader()
    voice, machine = PageVoice(reader), After(KNOWN, TEXTS)
    machine.answer("f", TODAY)
    voice.turn(machine.page())
    machine.answer("9", TODAY)
    voice.turn(machine.page())
    assert TEXTS.word("after_told") not in " ".join(map(" ".join, reader.said))
    voice.again()
    assert TEXTS.word("after_told") in reader.last
    machine.answer("1", TODAY)
    voice.turn(machine.page())
    assert TEXTS.word("form_anew") in reader.last, "the first key in an answered row changes nothing"
    assert TEXTS.word("after_told") not in reader.last, "it was said, and is still true"


def test_the_own_word_is_not_said_while_it_is_listened_for() -> None:
    reader = Reader()
    page = Page("try_word", PageKind.ENTRY, "Say “apricot” once, or type it.", ("That way you’ve both heard it.",))
    PageVoice(reader).turn(Page(**{**{f: getattr(page, f) for f in page.__slots__}, "aloud": "apricot"}))
    assert "apricot" not in reader.last


def test_on_the_full_screen_h_is_offered_and_reads() -> None:
    reader = Reader()
    made = FakeProgram(around=around(), reader=reader)

    async def run() -> None:
        app = CompanionApp(made, "hand-and-forearm", 2)
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, EveningScreen)
            await walk(pilot)
        await app.session_run.closed()

    async def walk(pilot: Pilot[None]) -> None:
        assert "H\u00a0hear" in text_of(pilot.app)  # type: ignore[arg-type]
        await pilot.press("enter", "f", "h")
        await pilot.pause()
        assert "How distressed are you now, from 0 to 10?" in reader.last
        await pilot.press(*CALM, "j", *CALM)
        await pilot.pause()
        assert "Here’s what fits tonight for both of you." in reader.last
        before = reader.hushed
        await pilot.press("enter")
        await until(pilot, SessionScreen)
        assert reader.hushed > before

    asyncio.run(run())


def test_in_plain_lines_h_is_typed() -> None:
    reader = Reader()
    made = program(around())
    made.reader = reader
    typed = both().replace("\n3\n", "\nh\n3\n", 1) + "\n" + "f\n2\n\nj\n2\n\n\n"

    async def run() -> None:
        lines = Typed(typed)
        await asyncio.wait_for(
            play_plain(made, "hand-and-forearm", parse, io.StringIO(), lines, None, attended=True), 20
        )

    asyncio.run(run())
    said = [" ".join(each) for each in reader.said]
    assert any("If Ana is wearing headphones, type H, then press Enter" in each for each in said)
    assert any("How distressed are you" in each for each in said)
    assert said[-1].startswith("Thank you, both of you.")
    assert reader.hushed >= 2
