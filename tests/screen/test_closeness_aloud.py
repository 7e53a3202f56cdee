"""Yes, no, maybe read aloud: shared pages by themselves, a private list only after H, and never an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.app.two_halves import TwoHalves
from companion.closeness.comparing import A
from companion.screen import words
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.closeness_app import ClosenessApp
from companion.screen.closeness.closeness_pages import SharedPage
from companion.screen.closeness.closeness_voice import ClosenessVoice
from companion.screen.closeness.filling_screen import FillingScreen
from companion.screen.plain.closeness_lines import ClosenessLines
from companion.screen.plain.closeness_talk import Talk
from tests.closeness.desks import ANAS, BENS, Calendar, Typing, desk_in, fill
from tests.closeness.lists import BOTH_LISTS, DAY, LIST, MORE
from tests.screen.fakes import FakeCrisis
from tests.screen.test_closeness import SHOWN, press, settle, shown, typed
from tests.screen.test_page_voice import Reader

OPEN = ("f", typed(ANAS), "enter")
LOOK = ("b", "l", typed(ANAS), "enter", typed(BENS), "enter")
ANSWERED = ("not answered", "●", "only in the dark")


@pytest.fixture(autouse=True)
def no_pause_between_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FillingScreen, "SETTLES", 0.0)


@pytest.fixture
def desk(tmp_path: Path) -> TwoHalves:
    """Both have said yes to a wave, and Ana with a condition, on another day."""
    calendar = Calendar(DAY - 1)
    made = desk_in(tmp_path, calendar)
    fill(made, "a", wave="yes")
    fill(made, "b", wave="yes")
    part = made.open(A, ANAS)
    part.answers.condition("small/wave", "only in the dark")
    part.save()
    calendar.day = DAY
    return made


def read_on_screen(desk: TwoHalves, *keys: str) -> Reader:
    reader = Reader()

    async def run() -> None:
        app = ClosenessApp(desk, FakeCrisis(), reader=lambda: reader)
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, *keys)

    asyncio.run(asyncio.wait_for(run(), 60))
    return reader


def read_in_lines(desk: TwoHalves, *lines: str) -> tuple[Reader, list[str]]:
    reader, printed = Reader(), list[str]()
    voice = ClosenessVoice(reader)
    ClosenessLines(desk, Talk(Typing(lines), printed.append, lambda: None, FakeCrisis(), voice)).run()
    return reader, printed


def everything(reader: Reader) -> str:
    return "\n".join(line for sentences in reader.said for line in sentences)


# ---- shared pages ----------------------------------------------------------------------------------------------------


def test_shared_pages_are_read_and_say_when_the_screen_changes_hands(desk: TwoHalves) -> None:
    reader = read_on_screen(desk)
    assert say.INTRO[0] in reader.last
    assert "Press F for: Ana’s list, alone." in reader.last
    assert say.BEFORE_COMPARING[1] in read_on_screen(desk, "b").last
    assert say.HANDOVER.format(who="Ana") in read_on_screen(desk, "f").last
    assert say.HANDOVER_COMPARE.format(who="Ben") in read_on_screen(desk, "b", "l", typed(ANAS), "enter").last
    assert say.DELETE_SURE.format(who="Ana") in read_on_screen(desk, "d", "f").last


def test_h_reads_a_shared_page_once_more(desk: TwoHalves) -> None:
    reader = read_on_screen(desk, "h")
    assert len(reader.said) == 2
    assert reader.said[0] == reader.said[1]


def test_a_wrong_passphrase_is_said(desk: TwoHalves) -> None:
    assert "the right passphrase" in read_on_screen(desk, "f", typed("wrong"), "enter").last


def test_the_comparison_is_read_only_after_h(desk: TwoHalves) -> None:
    reader = read_on_screen(desk, *LOOK)
    assert reader.said[-1] == [say.SHARE_TITLE, say.SHARE_ALOUD]
    assert "a wave" not in everything(reader)
    reader = read_on_screen(desk, *LOOK, "h")
    assert "a wave" in reader.last
    assert say.NO_AGREEMENT in reader.last


# ---- a private list --------------------------------------------------------------------------------------------------


def test_of_a_list_only_how_to_hear_it_is_read_until_h(desk: TwoHalves) -> None:
    reader = read_on_screen(desk, *OPEN, "down", "y", "up", "l", "l", "space", "space")
    heard = everything(reader)
    assert reader.said[-1] == [words.EVENING_HEADPHONES.format(who="Ana")]
    assert not [text for text in SHOWN if text in heard]


def test_the_cautions_of_the_first_list_are_read_and_of_another_one_only_after_h(tmp_path: Path) -> None:
    begin = ("f", typed(ANAS), "enter", typed(ANAS), "enter")
    caution = "This list can bring up pain. You can leave it for another day."
    reader = read_on_screen(desk_in(tmp_path / "first", Calendar(), (MORE, LIST)), *begin)
    assert caution in reader.last
    assert reader.said[-1][-1] == words.EVENING_HEADPHONES.format(who="Ana")
    reader = read_on_screen(desk_in(tmp_path / "second", Calendar(), BOTH_LISTS), *begin, "a", "a")
    assert caution not in everything(reader)
    reader = read_on_screen(desk_in(tmp_path / "third", Calendar(), BOTH_LISTS), *begin, "h", "a", "a")
    assert caution in reader.last


def test_after_h_each_row_is_read_with_its_keys_and_never_its_answer(desk: TwoHalves) -> None:
    reader = read_on_screen(desk, *OPEN, "h", "down", "up", "up")
    heard = everything(reader)
    assert SHOWN[0] in heard
    assert "Press Y for: yes." in reader.last
    assert not [word for word in ANSWERED if word in heard]


@pytest.mark.parametrize("answers", ["yyyyy", "nnnnn", "ymnym"])
def test_the_same_is_heard_whatever_is_answered(answers: str, tmp_path: Path) -> None:
    heard = []
    for number, each in enumerate(("mmmmm", answers)):
        keys = ("f", typed(ANAS), "enter", typed(ANAS), "enter", "h", *each, "escape")
        heard.append(read_on_screen(desk_in(tmp_path / str(number), Calendar()), *keys).said)
    assert heard[0] == heard[1]


def test_space_silences_it_and_another_person_has_to_press_h_again(desk: TwoHalves) -> None:
    reader = read_on_screen(desk, *OPEN, "h", "space")
    assert reader.hushed >= 1
    said = len(read_on_screen(desk, *OPEN, "h").said)
    assert len(reader.said) == said
    reader = read_on_screen(desk, *OPEN, "h", "escape", "j", typed(BENS), "enter")
    assert reader.said[-1] == [words.EVENING_HEADPHONES.format(who="Ben")]


def test_without_a_voice_h_does_nothing(desk: TwoHalves) -> None:
    async def run() -> str:
        app = ClosenessApp(desk, FakeCrisis())
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, *OPEN)
            before = shown(pilot)
            assert say.ALOUD_KEY[1] not in before
            await press(pilot, "h")
            assert shown(pilot) == before
            return before

    assert "only for Ana" in asyncio.run(asyncio.wait_for(run(), 60))


# ---- plain lines -----------------------------------------------------------------------------------------------------


def test_plain_lines_read_shared_ones_and_a_list_only_after_h(desk: TwoHalves) -> None:
    reader, _ = read_in_lines(desk, "f", ANAS, "", "done", "q")
    heard = everything(reader)
    assert say.INTRO[0] in heard
    assert say.HANDOVER.format(who="Ana") in heard
    assert words.EVENING_HEADPHONES_TYPED.format(who="Ana") in heard
    assert not [text for text in SHOWN if text in heard]
    assert say.SAVED in heard
    reader, _ = read_in_lines(desk, "f", ANAS, "h", "", "done", "q")
    assert SHOWN[1] in everything(reader)


def test_plain_lines_never_read_an_answer(desk: TwoHalves) -> None:
    typed_lines = ("f", ANAS, "h", "first", "show", "limits", "1", "", "done", "q")
    reader, printed = read_in_lines(desk, *typed_lines)
    assert "yes" in printed
    assert any("only in the dark" in line for line in printed)
    heard = everything(reader)
    assert say.LIMITS_TITLE in heard
    assert "1: " in heard
    assert not [line for sentences in reader.said for line in sentences if line in ("yes", "no", "maybe")]
    assert not [word for word in (*ANSWERED, f": {say.SET}", f": {say.UNSET}") if word in heard]


def test_plain_lines_read_the_comparison_only_after_h(desk: TwoHalves) -> None:
    look = ("b", "look", ANAS, BENS)
    heard = everything(read_in_lines(desk, *look, "", "q")[0])
    assert say.SHARE_ALOUD_TYPED in heard
    assert "a wave" not in heard
    assert "a wave" in everything(read_in_lines(desk, *look, "h", "", "q")[0])


# ---- five wrong passphrases ------------------------------------------------------------------------------------------

WRONG = ("wrong", "Gravel seven teapot orbit", "gravel seven teapot", "lantern moss", "0")


def sealed_files(desk: TwoHalves, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.sealed")}


@pytest.mark.parametrize(
    ("before", "then"),
    [(("f",), FillingScreen), (("b", "l", typed(ANAS), "enter"), SharedPage)],
    ids=["own", "compare"],
)
def test_five_wrong_passphrases_open_nothing_change_nothing_and_lock_nobody_out(
    before: Sequence[str], then: type, desk: TwoHalves, tmp_path: Path
) -> None:
    right = ANAS if then is FillingScreen else BENS
    kept = sealed_files(desk, tmp_path)
    seen: list[str] = []

    async def walk(pilot: Pilot[None]) -> None:
        await press(pilot, *before)
        page = pilot.app.screen
        for wrong in WRONG:
            await press(pilot, typed(wrong), "enter")
            assert pilot.app.screen is page
            seen.append(shown(pilot))
        assert sealed_files(desk, tmp_path) == kept
        await press(pilot, typed(right), "enter")
        assert isinstance(pilot.app.screen, then), shown(pilot)

    async def run() -> None:
        app = ClosenessApp(desk, FakeCrisis())
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await walk(pilot)

    asyncio.run(asyncio.wait_for(run(), 60))
    assert len(set(seen)) == 1, "each wrong one is answered in the same words"
    assert not [text for text in SHOWN if any(text in screen for screen in seen)]


@pytest.mark.parametrize(("before", "right"), [(("f",), ANAS), (("b", "look", ANAS), BENS)], ids=["own", "compare"])
def test_nor_do_they_in_plain_lines(before: Sequence[str], right: str, desk: TwoHalves, tmp_path: Path) -> None:
    kept = sealed_files(desk, tmp_path)
    _, printed = read_in_lines(desk, *before, *WRONG)
    assert not [text for text in SHOWN if text in printed]
    assert sealed_files(desk, tmp_path) == kept
    _, printed = read_in_lines(desk, *before, *WRONG, right, "", "done", "q")
    assert any(text.strip() in SHOWN for text in printed)
