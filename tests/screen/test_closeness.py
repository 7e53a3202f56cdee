"""Yes, no, maybe on the full screen: every key, the mouse, and what is left for the next pair of eyes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from companion.app.two_halves import OwnPart, TwoHalves
from companion.closeness.comparing import A, B
from companion.closeness.half import Limits
from companion.screen.closeness import closeness_words as say
from companion.screen.closeness.closeness_app import ClosenessApp
from companion.screen.closeness.closeness_pages import ChoicePage, PassphrasePage, SharedPage
from companion.screen.closeness.filling_screen import FillingScreen
from companion.screen.crisis.crisis_card import CrisisCard
from companion.store.sealed import NotSealed
from tests.closeness.desks import ANAS, BENS, Calendar, desk_in, fill
from tests.closeness.lists import BOTH_LISTS, DAY
from tests.screen.fakes import FakeCrisis

Walk = Callable[[Pilot[None]], Awaitable[None]]
SHOWN = ("a wave", "a message in the day", "holding hands", "washing the other's feet", "sex")
ANSWERS = ("●", "condition:")


@pytest.fixture(autouse=True)
def no_pause_between_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FillingScreen, "SETTLES", 0.0)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(DAY - 1)


@pytest.fixture
def desk(tmp_path: Path, calendar: Calendar) -> TwoHalves:
    return desk_in(tmp_path, calendar)


def shown(pilot: Pilot[None]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Presses keys. A text goes into the line that has the focus at once: key by key it would take seconds."""
    for key in keys:
        if key.startswith("“"):
            await pilot.pause()
            entry = pilot.app.focused
            assert isinstance(entry, Input)
            entry.insert_text_at_cursor(key.strip("“”"))
        else:
            await pilot.press(key)
    await settle(pilot)


def typed(text: str) -> str:
    return f"“{text}”"


def walk(
    desk: TwoHalves, *steps: Walk, size: tuple[int, int] = (80, 24), troubles: tuple[str, ...] = ()
) -> ClosenessApp:
    async def run() -> ClosenessApp:
        app = ClosenessApp(desk, FakeCrisis(), troubles)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            for step in steps:
                await step(pilot)
        return app

    return asyncio.run(asyncio.wait_for(run(), 60))


def pressing(*keys: str) -> Walk:
    async def step(pilot: Pilot[None]) -> None:
        await press(pilot, *keys)

    return step


BEGIN = pressing("f", typed(ANAS), "enter", typed(ANAS), "enter")
OPEN = pressing("f", typed(ANAS), "enter")


def keep(into: list[str]) -> Walk:
    async def step(pilot: Pilot[None]) -> None:
        into.append(shown(pilot))

    return step


def on(page: type) -> Walk:
    async def step(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app.screen, page), shown(pilot)
        assert len(pilot.app.screen_stack) == 2, "nothing lies beneath it"

    return step


def replies(desk: TwoHalves, who: str = A, passphrase: str = ANAS) -> dict[str, str | None]:
    return {row.text: row.reply for row in desk.open(who, passphrase).answers.rows()}


# ---- one person ------------------------------------------------------------------------------------------------------


def test_one_begins_a_list_answers_and_locks_it(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(
        desk, pressing("f"), keep(seen), pressing(typed(ANAS), "enter", typed(ANAS), "enter"), on(FillingScreen),
        pressing("y", "m", "n", "Y", "x"), keep(seen), pressing("escape"), on(ChoicePage), keep(seen),
    )  # fmt: skip
    assert replies(desk) == dict(zip(SHOWN, ["yes", "maybe", "no", "yes", None], strict=True))
    assert "If you forget it, nobody can open your list again." in " ".join(seen[0].split())
    assert say.SAVED in seen[2]
    assert say.PASS_ON in " ".join(seen[2].split())
    assert not any(text in seen[2] for text in SHOWN)


def test_the_screen_is_the_same_whatever_was_answered_but_for_the_chosen_row(desk: TwoHalves) -> None:
    screens: list[list[str]] = []
    for answers in (("y", "y", "y"), ("n", "m", "n"), ("m", "n", "y")):
        seen: list[str] = []
        if desk.is_there(A):
            desk.delete(A)
        steps: list[Walk] = []
        for key in answers:
            steps += [pressing(key), keep(seen)]
        walk(desk, BEGIN, *steps, pressing("escape"), keep(seen))
        screens.append(seen)
    assert screens[0] == screens[1] == screens[2]


def test_only_the_chosen_row_shows_its_answer(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes", message="maybe", hands="no")
    seen: list[str] = []
    walk(desk, OPEN, pressing("home"), keep(seen), pressing("down"), keep(seen), pressing("down"), keep(seen))
    assert [text.count("●") for text in seen] == [1, 1, 1]
    assert ["● Y yes" in seen[0], "● M maybe" in seen[1], "● N no" in seen[2]] == [True, True, True]


def test_a_list_is_opened_where_it_was_left_and_a_wrong_passphrase_opens_nothing(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes", message="no")
    seen: list[str] = []
    walk(
        desk, pressing("f", typed("not the passphrase"), "enter"), on(PassphrasePage), keep(seen),
        pressing(typed(ANAS), "enter"), keep(seen), pressing("m", "escape"),
    )  # fmt: skip
    assert "That isn't the right passphrase, or the file is damaged." in seen[0]
    assert "▌ holding hands" in seen[1]
    assert replies(desk)["holding hands"] == "maybe"


@pytest.mark.parametrize(
    "keys", [["escape"], [typed(ANAS), "escape"], [typed(ANAS), "enter", typed(BENS), "enter", "escape"]]
)
def test_leaving_before_there_is_a_passphrase_leaves_nothing(desk: TwoHalves, keys: list[str], tmp_path: Path) -> None:
    walk(desk, pressing("f", *keys), on(ChoicePage))
    assert list(tmp_path.iterdir()) == []


def test_a_weak_passphrase_and_two_that_differ_are_told(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(
        desk, pressing("f", typed("short"), "enter", typed("short"), "enter"), keep(seen),
        pressing(typed(ANAS), "enter", typed(BENS), "enter"), keep(seen),
    )  # fmt: skip
    assert "at least 12 characters" in " ".join(seen[0].split())
    assert say.PASSPHRASES_DIFFER in seen[1]
    assert not desk.is_there(A)


def test_a_passphrase_is_never_shown_kept_in_the_field_or_copied(desk: TwoHalves) -> None:
    async def look(pilot: Pilot[None]) -> None:
        assert ANAS.split()[0] not in shown(pilot)
        entry = pilot.app.screen.query_one("#typed-0", Input)
        entry.select_all()
        await pilot.press("ctrl+x")
        assert pilot.app.clipboard == ""
        assert entry.value == ANAS
        await press(pilot, "enter", typed(BENS), "enter")
        assert [each.value for each in pilot.app.screen.query(Input)] == ["", ""]

    walk(desk, pressing("f", typed(ANAS)), look)


def test_the_mouse_chooses_a_row_and_answers_it(desk: TwoHalves) -> None:
    async def click(pilot: Pilot[None]) -> None:
        listed = pilot.app.screen.query_one("#rows", OptionList)
        await pilot.click(listed, offset=(6, 4))
        await settle(pilot)
        assert "▌ holding hands" in shown(pilot)
        (maybe,) = [each for each in pilot.app.screen.query(Button) if each.name == "m"]
        await pilot.click(maybe)
        await settle(pilot)
        assert "▌ washing" in shown(pilot)

    walk(desk, BEGIN, click, pressing("escape"))
    assert replies(desk)["holding hands"] == "maybe"


def test_a_key_held_down_answers_one_item_only(desk: TwoHalves, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FillingScreen, "SETTLES", 1000.0)
    walk(desk, BEGIN, pressing("y", "y", "y", "y"), pressing("escape"))
    assert list(replies(desk).values()) == ["yes", None, None, None, None]


def test_conditions_own_items_and_limits(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(
        desk, BEGIN, pressing("y", "up", "t", typed("by day [b]"), "enter"), keep(seen), pressing("s"), keep(seen),
        pressing("o", typed("a long bath"), "enter", "m"), keep(seen),
        pressing("l", "y", "o", typed("hair"), "enter"), keep(seen), pressing("end", "2"), keep(seen),
        pressing("up", "y", "up", "n", "up", "up", "home", "down", "y", "l", "escape"),
    )  # fmt: skip
    assert "condition: by day [b] (only you see it)" in seen[0]
    assert "condition: by day [b] (your partner sees it" in seen[1]
    assert say.ALL_DONE in seen[2]
    assert "never touch: hair" in seen[3]
    assert "● 2 10 min" in seen[4]
    filling = desk.open(A, ANAS).answers
    assert filling.half.now.limits == Limits(never=("hands", "feet"), clothes_on=True, minutes=10)
    own = filling.rows()[-1]
    assert (own.text, own.reply) == ("a long bath", "maybe")
    wave = filling.row("small/wave")
    assert wave is not None
    assert (wave.condition, wave.shared) == ("by day [b]", True)


def test_typing_takes_every_letter_and_escape_takes_nothing(desk: TwoHalves) -> None:
    walk(
        desk,
        BEGIN,
        pressing("t", *"ynmcolsdpq", "escape", "o", *"yes", "escape", "t", typed("ynm"), "enter", "escape"),
    )
    rows = desk.open(A, ANAS).answers.rows()
    assert [row.reply for row in rows] == [None] * len(SHOWN)
    assert [row.condition for row in rows] == ["ynm", "", "", "", ""]


def test_an_own_item_is_deleted_only_on_purpose(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(
        desk, BEGIN, pressing("d", "d", "o", typed("a long bath"), "enter", "d"), keep(seen),
        pressing("up", "down", "d"), keep(seen), pressing("d"), keep(seen), pressing("escape"),
    )  # fmt: skip
    assert say.DROP_SURE in seen[0]
    assert "a long bath" in seen[1]
    assert "a long bath" not in seen[2]
    assert list(replies(desk)) == [*SHOWN]


def test_space_covers_everything_and_no_answer_is_taken_beneath(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(
        desk, BEGIN, pressing("y", "space"), keep(seen), pressing("y", "n", "t", "l", "o", "d", "down"), keep(seen),
        pressing("space", "m", "space", "escape"),
    )  # fmt: skip
    assert seen[0] == seen[1]
    assert say.COVERED in seen[0]
    assert not any(text in seen[0] for text in (*SHOWN, *ANSWERS, "from afar"))
    assert list(replies(desk).values()) == ["yes", "maybe", None, None, None]


def test_nobody_at_the_keys_locks_it(desk: TwoHalves) -> None:
    async def wait(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, FillingScreen)
        assert screen._idle is not None
        screen._lock()
        await settle(pilot)

    seen: list[str] = []
    walk(desk, BEGIN, pressing("y", "c"), on_top(CrisisCard), pressing("escape"), wait, on(ChoicePage), keep(seen))
    assert say.LOCKED.split(",")[0] in " ".join(seen[0].split())
    assert replies(desk)["a wave"] == "yes"


def on_top(page: type) -> Walk:
    async def step(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app.screen, page), shown(pilot)

    return step


def test_locking_also_takes_away_what_lies_over_the_list(desk: TwoHalves) -> None:
    for key in ("c", "p"):

        async def wait(pilot: Pilot[None]) -> None:
            (screen,) = [each for each in pilot.app.screen_stack if isinstance(each, FillingScreen)]
            screen._lock()
            await settle(pilot)

        walk(desk, BEGIN if not desk.is_there(A) else OPEN, pressing(key), wait, on(ChoicePage))


def test_changes_are_saved_while_it_is_open(desk: TwoHalves) -> None:
    async def save(pilot: Pilot[None]) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, FillingScreen)
        await screen._save_changes()
        assert replies(desk)["a wave"] == "yes"

    walk(desk, BEGIN, pressing("y"), save)


def test_a_list_that_cannot_be_saved_is_not_dropped(desk: TwoHalves, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    full = [True]
    save = OwnPart.save

    def saving(part: OwnPart) -> None:
        if full[0]:
            raise NotSealed("It couldn't be saved: the disk is full.", hint="Free some space, and try again.")
        save(part)

    async def free(pilot: Pilot[None]) -> None:
        full[0] = False

    async def fills_up(pilot: Pilot[None]) -> None:
        monkeypatch.setattr(OwnPart, "save", saving)

    walk(
        desk,
        BEGIN,
        fills_up,
        pressing("y", "escape"),
        on(FillingScreen),
        keep(seen),
        free,
        pressing("escape"),
        on(ChoicePage),
    )
    assert "the disk is full" in seen[0]
    assert "Press Esc to try once more." in " ".join(seen[0].split())
    assert replies(desk)["a wave"] == "yes"
    full[0] = True
    walk(desk, OPEN, pressing("n", "escape", "escape"), on(ChoicePage), keep(seen))
    assert say.SAVED not in seen[1]
    assert replies(desk)["a message in the day"] is None


def test_ctrl_c_saves_first_and_says_so_where_it_cannot(desk: TwoHalves, monkeypatch: pytest.MonkeyPatch) -> None:
    app = walk(desk, BEGIN, pressing("m", "ctrl+c"))
    assert app.interrupted
    assert app.unsaved is None
    assert replies(desk)["a wave"] == "maybe"

    def full(part: OwnPart) -> None:
        raise NotSealed("It couldn't be saved: the disk is full.")

    monkeypatch.setattr(OwnPart, "save", full)
    app = walk(desk, OPEN, pressing("m", "ctrl+q"))
    assert isinstance(app.unsaved, NotSealed)


def test_another_passphrase(desk: TwoHalves) -> None:
    seen: list[str] = []
    fill(desk, A, wave="yes")
    walk(
        desk, OPEN, pressing("p", "escape"), on(FillingScreen), pressing("p", typed(BENS), "enter", typed(BENS)),
        pressing("enter"), on(FillingScreen), keep(seen), pressing("n", "escape"), on(ChoicePage),
    )  # fmt: skip
    assert say.PASSPHRASE_CHANGED in seen[0]
    assert replies(desk, A, BENS)["a message in the day"] == "no"


def test_each_list_is_chosen_and_what_to_mind_is_shown_before_its_first_item(
    tmp_path: Path, calendar: Calendar
) -> None:
    desk = desk_in(tmp_path, calendar, BOTH_LISTS)
    seen: list[str] = []
    walk(
        desk, BEGIN, keep(seen), pressing("y", "end", "n"), keep(seen), pressing("a", "a"), keep(seen),
        pressing("enter"), keep(seen), pressing("m", "space"), keep(seen), pressing("m", *"aaaa"), on(FillingScreen),
        keep(seen),
        pressing("question_mark"), keep(seen),
        pressing("c"), on_top(CrisisCard), pressing("escape"), on(FillingScreen), pressing("escape"),
    )  # fmt: skip
    caution = "You can leave it for another day."
    assert ["▌ bathing" in text for text in seen] == [False, False, False, False, True, False, False]
    assert [caution in text for text in seen] == [False, False, True, False, False, False, True]
    assert not any("bathing" in text for text in seen[:4])
    assert "Press A for another list: More things." in " ".join(seen[1].split())
    assert say.COVERED in seen[3]
    assert (replies(desk)["a wave"], replies(desk)["bathing"]) == ("yes", "maybe")


def test_the_other_list_is_named_before_it_is_shown(tmp_path: Path, calendar: Calendar) -> None:
    """A list about sex must not open at one key, hit by chance. Any other key in between means staying."""
    desk = desk_in(tmp_path, calendar, BOTH_LISTS)
    seen: list[str] = []
    walk(desk, BEGIN, pressing("a"), keep(seen), pressing("down", "a"), keep(seen), pressing("space", "a"), keep(seen))
    for text in seen:
        assert "The next list is “More things”. Two more." in " ".join(text.split())
        assert not any(each in text for each in ("bathing", "one bed", "You can leave it for another day."))
    walk(desk, OPEN, pressing("a", "a", "enter", "space"), keep(seen))
    assert "bathing" in seen[-1]


def test_a_word_is_looked_for_from_the_chosen_row_on(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(
        desk, BEGIN, pressing("/", typed("HAND"), "enter"), keep(seen), pressing("y", "/"), keep(seen),
        pressing("enter"), keep(seen), pressing("/", *["backspace"] * 4, typed("xyzzy"), "enter"), keep(seen),
        pressing("escape"),
    )  # fmt: skip
    assert "▌ holding hands" in seen[0]
    assert "Enter\u00a0find" in seen[1]
    assert "▌ holding hands" in seen[2]  # all the way round
    assert say.NOT_FOUND in seen[3]
    assert replies(desk)["holding hands"] == "yes"


# ---- both ------------------------------------------------------------------------------------------------------------


def test_what_each_can_tell_is_said_before_any_passphrase_and_either_can_leave_it(desk: TwoHalves) -> None:
    fill(desk, A, wave="yes")
    fill(desk, B, wave="no")
    seen: list[str] = []
    walk(desk, pressing("b"), keep(seen), pressing("k"), on(ChoicePage), keep(seen))
    told = " ".join(seen[0].split())
    assert "if you said yes or maybe to something and it isn’t there, you’ll know that your partner hasn’t" in told
    assert "If something from last time is gone, and you changed nothing, you’ll know that your partner changed" in told
    assert "Your partner sees just as much about you." in told
    assert say.OWN_LIST.format(who="Ana") in seen[1]


def test_both_see_what_they_share_and_nothing_is_left_of_it(desk: TwoHalves, calendar: Calendar) -> None:
    fill(desk, A, wave="yes", hands="maybe", sex="yes")
    fill(desk, B, wave="yes", hands="yes", message="yes", sex="no")
    calendar.day = DAY
    seen: list[str] = []
    walk(
        desk, pressing("b", "l"), keep(seen), pressing(typed(ANAS), "enter"), on(PassphrasePage), keep(seen),
        pressing(typed("wrong"), "enter"), keep(seen), pressing(typed(BENS), "enter"), on(SharedPage), keep(seen),
        pressing("enter"), on(ChoicePage), keep(seen),
    )  # fmt: skip
    for between in (*seen[:3], seen[4]):
        assert not any(text in between for text in (*SHOWN, *ANSWERS))
    assert "Ana, please type your passphrase." in seen[0]
    assert "Ben, please type your passphrase." in seen[1]
    lines = [line.strip() for line in seen[3].splitlines() if line.strip()]
    assert lines[lines.index("What you have in common") :][:5] == [
        "What you have in common", "You both said yes", "a wave", "You both said yes or maybe", "holding hands",
    ]  # fmt: skip
    assert not any(text in seen[3] for text in ("a message", "sex"))


def test_where_nothing_is_shared_the_screen_is_the_same_whatever_the_reason(
    desk: TwoHalves, calendar: Calendar
) -> None:
    seen: list[str] = []
    for bens in ({"wave": "no"}, {}, {"sex": "yes", "message": "maybe"}):
        for who in (A, B):
            if desk.is_there(who):
                desk.delete(who)
        calendar.day = DAY - 1
        fill(desk, A, wave="yes")
        fill(desk, B, **bens)
        calendar.day = DAY
        walk(desk, pressing("b", "l", typed(ANAS), "enter", typed(BENS), "enter"), keep(seen))
    assert seen[0] == seen[1] == seen[2]
    assert say.NOTHING_SHARED.split(".")[0] in seen[0]


def test_no_comparison_without_both_lists_and_both_passphrases(desk: TwoHalves) -> None:
    seen: list[str] = []
    fill(desk, A, wave="yes")
    walk(desk, pressing("b"), on(ChoicePage), keep(seen))
    assert say.BOTH_NEEDED in " ".join(seen[0].split())
    fill(desk, B, wave="yes")

    async def forgotten(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, ClosenessApp)
        assert pilot.app._first is None

    walk(desk, pressing("b", "l", typed(ANAS), "enter", "escape"), on(ChoicePage), forgotten)
    walk(desk, pressing("b", "l", typed(BENS), "enter"), on(PassphrasePage))
    walk(desk, pressing("b", "l", typed(ANAS), "enter", typed(ANAS), "enter"), on(PassphrasePage))


def test_either_list_can_be_deleted_without_its_passphrase_and_only_on_purpose(desk: TwoHalves) -> None:
    seen: list[str] = []
    fill(desk, A, wave="yes")
    fill(desk, B, wave="yes")
    for keys in (["d", "k"], ["d", "escape"], ["d", "j", "k"], ["d", "j", "enter"], ["d", "j", "escape"]):
        walk(desk, pressing(*keys), on(ChoicePage), keep(seen))
        assert say.NOT_DELETED in seen[-1]
    walk(desk, pressing("d", "j"), keep(seen), pressing("x"), keep(seen), pressing("d", "j"), keep(seen))
    assert "No passphrase is needed for that." in " ".join(seen[-3].split())
    assert say.DELETED.format(who="Ben") in seen[-2]
    assert say.NO_LIST.format(who="Ben") in seen[-1]
    assert (desk.is_there(A), desk.is_there(B)) == (True, False)


def test_a_list_that_cannot_be_deleted_is_said(desk: TwoHalves, tmp_path: Path) -> None:
    (tmp_path / "b.sealed").mkdir()
    seen: list[str] = []
    walk(desk, pressing("d", "j", "x"), keep(seen))
    assert "I couldn't delete it" in seen[0]


# ---- everywhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "key"),
    [
        ([], "c"),
        (["f"], "f1"),
        (["d"], "c"),
        (["b"], "c"),
        (["b", "l"], "f1"),
        (["b", "l", typed(ANAS), "enter", typed(BENS), "enter"], "c"),
    ],
    ids=["front", "passphrase", "delete", "before", "compare", "shared"],
)
def test_the_crisis_card_is_a_key_away(desk: TwoHalves, way: list[str], key: str) -> None:
    fill(desk, A, wave="yes")
    fill(desk, B, wave="yes")
    walk(desk, pressing(*way, key), on_top(CrisisCard))


@pytest.mark.parametrize("size", [(80, 24), (40, 14), (120, 50)])
def test_the_keys_stand_at_the_foot_of_every_page(desk: TwoHalves, size: tuple[int, int]) -> None:
    seen: list[str] = []
    walk(
        desk,
        keep(seen),
        pressing("f"),
        keep(seen),
        pressing(typed(ANAS), "enter", typed(ANAS), "enter"),
        keep(seen),
        size=size,
    )
    filling = say.SMALL_KEYS if size[0] < 60 else [key for key in say.ITEM_KEYS if key[0] != "A"]
    for text, keys in zip(seen, (say.FRONT_KEYS, say.PASSPHRASE_KEYS, filling), strict=True):
        flat = " ".join(text.replace("\u00a0", " ").split())
        assert [key for key in keys if " ".join(key) not in flat] == []


def test_the_mouse_and_enter_choose_on_the_first_page(desk: TwoHalves) -> None:
    async def click(pilot: Pilot[None]) -> None:
        await pilot.click("#choices", offset=(4, 1))
        await settle(pilot)
        assert "Ben, this part is only for you." in shown(pilot)

    walk(desk, click, pressing("escape", "enter"), on(PassphrasePage))
    assert not walk(desk, pressing("end", "enter")).is_running
    assert not walk(desk, pressing("q")).interrupted


def test_troubles_with_lists_are_said_on_the_first_page(desk: TwoHalves) -> None:
    seen: list[str] = []
    walk(desk, keep(seen), troubles=("I can't use own.yaml: The file is empty. (own.yaml:1:1)",))
    assert "I can't use own.yaml: The file is empty. (own.yaml:1:1)" in seen[0]


def test_a_bug_of_ours_prints_nothing_of_what_is_open(desk: TwoHalves, capsys: pytest.CaptureFixture[str]) -> None:
    async def break_it(pilot: Pilot[None]) -> None:
        screen: Any = pilot.app.screen
        secret = "nobody's business"
        screen._filling.condition("small/wave", secret)
        screen._filling = None
        await pilot.press("y")

    apps: list[ClosenessApp] = []

    async def run() -> None:
        app = ClosenessApp(desk, FakeCrisis())
        apps.append(app)
        async with app.run_test() as pilot:
            await settle(pilot)
            await BEGIN(pilot)
            await break_it(pilot)

    with pytest.raises(AttributeError):
        asyncio.run(run())
    (app,) = apps
    assert isinstance(app.crash, AttributeError)
    said = capsys.readouterr()
    assert "business" not in said.out + said.err
    assert app._exit_renderables == []
