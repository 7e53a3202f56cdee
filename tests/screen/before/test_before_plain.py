"""The page before an exercise in plain lines: read it, choose by number, and begin with Enter."""

from __future__ import annotations

import asyncio
import io

import pytest

from companion.errors import CompanionError
from companion.screen import words
from companion.screen.plain.before_lines import BeforeLines
from companion.screen.plain.evening_lines import play_plain
from companion.screen.plain.page_talk import LeftPage
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import AS_USUAL, Chosen, PlainLook
from tests.screen.fakes import FakeBefore, FakeProgram
from tests.screen.test_after_plain import Asked, Ending, typed
from tests.screen.test_voice_rests import Terminal


def asked(*lines: str, handle: FakeBefore | None = None) -> tuple[Chosen | None, str]:
    """Types these lines on the page. Returns the choice, and everything that was written."""
    out = io.StringIO()
    page = BeforeLines(handle or FakeBefore(), Printer(out), Asked(*lines), FakeProgram())
    return asyncio.run(asyncio.wait_for(page.run(), 20)), out.getvalue()


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram(session=Ending())


def test_it_says_what_it_is_what_to_mind_what_it_asks_and_how_long_it_takes() -> None:
    chosen, written = asked("")
    lines = written.splitlines()
    assert lines[:3] == ["Longer exhale.", FakeBefore.summary, f"{words.CAUTIONS_TITLE}:"]
    assert "If counting makes you tense, breathe as you like." in lines
    assert words.ASKED["breath"] in lines
    assert lines[-11:] == [
        words.PLAIN_BEGIN,
        "About 4 minutes in all.",
        "1. Each rest: 3 minutes.",
        f"2. {words.BEFORE_BED}: none.",
        "3. Bells: yes.",
        f"4. {words.BEFORE_START}: now.",
        f"5. {words.BEFORE_VOICE}: as in Settings.",
        f"6. {words.BEFORE_TONES}: as in Settings.",
        f"7. {words.BEFORE_SILENCE}: none.",
        f"8. {words.BEFORE_LAST_BELL}: no.",
        words.PLAIN_BEFORE,
    ]
    assert chosen == Chosen({"rest": 180.0})


def test_a_length_is_chosen_by_number_and_the_total_follows() -> None:
    chosen, written = asked("1", "1", "")
    assert chosen is not None
    assert chosen.lengths == {"rest": 120.0}
    assert "1. 2 minutes." in written
    assert written.index("About 4 minutes in all.") < written.index("About 3 minutes in all.")


def test_the_other_choices_are_made_in_the_same_way() -> None:
    handle = FakeBefore(asks_how=True)
    chosen, written = asked("2", "3", "3", "2", "5", "4", "", handle=handle)
    assert chosen is not None
    assert (chosen.bed, chosen.bells, chosen.how) == ("rain", False, 4)
    assert "5. How you are right now: 4." in written


def test_the_voice_the_sound_for_the_breath_and_the_end_are_chosen_too() -> None:
    handle = FakeBefore()
    # Line 8 is the sound in that silence, once there are both a silence and a sound.
    chosen, written = asked("5", "3", "6", "3", "7", "4", "2", "3", "8", "2", "9", "1", "", handle=handle)
    assert chosen == Chosen(
        {"rest": 180.0}, bed="rain", voice="heart", tones="wind", silence=5, silence_bed=False, last_bell=True
    )
    assert handle.spoken_with == ["heart"]
    assert "About 9 minutes in all." in written


def test_a_choice_of_last_time_is_shown_and_can_be_taken_back() -> None:
    chosen, written = asked("7", "1", "", handle=FakeBefore(chosen=Chosen({"rest": 180.0}, silence=5)))
    assert f"7. {words.BEFORE_SILENCE}: 5 minutes." in written
    assert chosen == Chosen({"rest": 180.0})


def test_nothing_changes_with_back_and_a_wrong_number_is_said() -> None:
    chosen, written = asked("1", "back", "9", "what", "")
    assert chosen == Chosen({"rest": 180.0})
    assert words.PLAIN_NO_SUCH.format(n=8) in written
    assert words.PLAIN_UNKNOWN in written


def test_back_begins_nothing() -> None:
    assert asked("back")[0] is None


@pytest.mark.parametrize(("word", "to"), [("list", "list"), ("home", "home"), ("quit", "out")])
def test_words_lead_elsewhere(word: str, to: str) -> None:
    with pytest.raises(LeftPage) as left:
        asked(word)
    assert left.value.to == to


def test_it_can_be_heard_again() -> None:
    written = asked("again", "")[1]
    assert written.count(FakeBefore.summary) == written.count(words.PLAIN_BEGIN) == 2


def test_help_and_the_crisis_card_are_there() -> None:
    written = asked("help", "crisis", "")[1]
    assert words.PLAIN_EVERYWHERE in written
    assert "Police, fire, ambulance" in written


def test_it_can_start_later_and_enter_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, written = asked("4", "3", "", "what", "")
    assert chosen is not None
    assert chosen.wait == 3
    assert words.PLAIN_SETTLE.format(wait="3 minutes") in written
    monkeypatch.setattr(BeforeLines, "MINUTE", 0.0)

    class Silent(TypedLines):
        """These lines, and then no more of them."""

        def __init__(self) -> None:
            super().__init__(None)
            for line in ("4", "2", ""):
                self.put(line)

    async def wait() -> Chosen | None:
        page = BeforeLines(FakeBefore(), Printer(io.StringIO()), Silent(), FakeProgram())
        return await asyncio.wait_for(page.run(), 20)

    chosen = asyncio.run(wait())
    assert chosen is not None
    assert chosen.wait == 1


def test_back_while_it_waits_leads_to_the_page() -> None:
    written = asked("4", "2", "", "back", "back")[1]
    assert written.count(words.PLAIN_BEFORE) == 3


# ---- from home -------------------------------------------------------------------------------------------------------


def test_a_number_and_enter_begin_an_exercise_with_what_was_chosen(program: FakeProgram) -> None:
    written = typed(program, "five senses", "", "", "five senses", "back", "quit")
    assert program.opened == ["five-senses"]
    assert written.count(words.PLAIN_BEGIN) == 1  # once in a run is enough
    assert program.chosen == [Chosen({"rest": 180.0})]


def test_settle_me_has_no_page(program: FakeProgram) -> None:
    assert words.PLAIN_BEFORE not in typed(program, "", "", "quit")
    assert program.chosen == [None]


def test_back_on_the_page_leads_home_and_list_to_the_list(program: FakeProgram) -> None:
    written = typed(program, "five senses", "back", "quit")
    assert words.PLAIN_HOME_AGAIN in written
    written = typed(program, "five senses", "list", "quit")
    assert "All exercises" in written
    assert program.opened == []


def test_quit_on_the_page_closes_companion(program: FakeProgram) -> None:
    written = typed(program, "five senses", "quit")
    assert words.PLAIN_HOME_AGAIN not in written
    assert program.opened == []


def test_an_exercise_that_cannot_be_read_says_so_and_home_goes_on(program: FakeProgram) -> None:
    program.prepared.fails = CompanionError("This exercise has a mistake.", hint="Mend it.")
    written = typed(program, "five senses", "quit")
    assert "This exercise has a mistake." in written
    assert program.opened == []


@pytest.mark.parametrize(
    ("out", "look", "page"),
    [(Terminal(), AS_USUAL, True), (Terminal(), PlainLook(captions="start"), False), (io.StringIO(), AS_USUAL, False)],
)
def test_an_exercise_named_at_the_start_has_a_page_only_where_a_voice_would_be_talked_over(
    program: FakeProgram, out: io.StringIO, look: PlainLook, page: bool
) -> None:
    program.look = look

    async def to_list() -> None:
        raise AssertionError("the list was not asked for")

    async def play() -> None:
        await play_plain(
            program, "five-senses", lambda line: None, out, Asked("", ""), None, attended=True, to_list=to_list
        )

    asyncio.run(asyncio.wait_for(play(), 20))
    assert (words.PLAIN_BEFORE.split(",")[0] in out.getvalue()) is page
    assert program.opened == ["five-senses"]
