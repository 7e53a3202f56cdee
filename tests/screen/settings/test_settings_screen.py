"""The settings page: every change is kept at once and said, by keys and by mouse, and nothing is deleted unasked."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

import pytest
from textual import _time, events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button, Input, Select, Switch

from companion.errors import SettingsError
from companion.screen import words
from companion.screen.app import CompanionApp
from companion.screen.overlay import Overlay
from companion.screen.seam import KeptThing
from companion.screen.settings.setting_boxes import ForgetCard
from companion.screen.settings.setting_rows import (
    DELETES,
    DELETES_ALL,
    EVERYTHING,
    GROUPS,
    HELP_KEYS,
    KEPT_HERE,
    LETTERS_FIT,
    ROWS,
    about_letters,
)
from companion.screen.settings.settings_screen import SettingsScreen
from companion.screen.widgets import Aside
from tests.screen.conftest import Walk, run, screen_text
from tests.screen.fakes import FakeProgram
from tests.screen.settings.fake_settings import FAVOURITES, FakeSettings

Compare = Callable[..., bool]


async def opened(pilot: Pilot[None]) -> SettingsScreen:
    """Opens the settings from home by their key."""
    await pilot.pause()
    await pilot.press("f2")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    await asyncio.wait_for(screen.loaded.wait(), 10)
    await pilot.pause()
    return screen


def with_settings(program: FakeProgram, walk: Callable[[Pilot[None], SettingsScreen], Awaitable[None]]) -> CompanionApp:
    async def whole() -> CompanionApp:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await walk(pilot, await opened(pilot))
        await app.session_run.closed()
        return app

    return run(whole())


async def worked(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def focus(screen: SettingsScreen, name: str) -> None:
    screen.set_focus(screen.query_one(f"#set-{name}"))


@pytest.fixture
def kept(program: FakeProgram) -> FakeSettings:
    return program.own_settings


def test_every_row_is_there_with_its_present_value(program: FakeProgram, kept: FakeSettings) -> None:
    kept.values.update(voice="joe", bells=False, theme="day", stop_word="pineapple", pace=0.9)

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        for name in ROWS:
            box = screen.query_one(f"#set-{name}")
            assert isinstance(box, Select | Switch | Input)
            assert box.value == kept.values[name], name

    with_settings(program, walk)
    assert kept.chosen == []


@pytest.mark.parametrize("beats", range(0, 60, 2))
def test_it_can_be_closed_at_any_moment_while_it_is_built(program: FakeProgram, kept: FakeSettings, beats: int) -> None:
    """Ctrl+Q on the page while it was still empty ended Companion with a mistake: its boxes were gone before they were
    told that they were there."""

    async def whole() -> None:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            app.simulate_key("f2")
            for _ in range(beats):
                await asyncio.sleep(0)
            app.simulate_key("ctrl+q")
        await app.session_run.closed()

    run(whole())


def test_an_arrow_changes_a_choice_keeps_it_and_says_so(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "volume")
        await pilot.press("left")
        await worked(pilot)
        assert "Saved. Volume: 5 of 7." in screen_text(pilot)

    with_settings(program, walk)
    assert kept.chosen == ["volume=0.65"]


def test_the_arrows_lead_from_row_to_row_and_a_switch_turns(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "bed_volume")
        await pilot.press("down", "space")
        await worked(pilot)
        assert "Saved. Bells: off." in screen_text(pilot)
        await pilot.press("up", "right")
        await worked(pilot)

    with_settings(program, walk)
    assert kept.chosen == ["bells=False", "bed_volume=0.8"]


def test_what_was_saved_is_told_only_beside_its_own_row(program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "pace")
        await pilot.press("right")
        await worked(pilot)
        assert "Saved. Pace" in screen_text(pilot)
        await pilot.press("down")
        await worked(pilot)
        assert "Saved." not in screen_text(pilot)

    with_settings(program, walk)


def test_letters_move_as_in_other_programs_and_are_typed_into_a_word(program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        seen = []
        for key in ("j", "k", "G", "g", "slash"):
            await pilot.press(key)
            await worked(pilot)
            seen.append(screen.focused.id if screen.focused is not None else None)
        chain = [each.id for each in screen.focus_chain]
        assert seen == ["set-pace", "set-voice", chain[-1], "set-voice", "set-voice"]
        focus(screen, "stop_word")
        await pilot.press("j", "g")
        await worked(pilot)
        box = screen.focused
        assert isinstance(box, Input)
        assert box.value == "jg"

    with_settings(program, walk)


def test_the_page_says_in_which_file_it_is_saved(program: FakeProgram, kept: FakeSettings) -> None:
    kept.file = "~/somewhere/settings.toml"

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        assert "saved on this computer only, in ~/somewhere/settings.toml" in screen_text(pilot)

    with_settings(program, walk)


def test_beyond_the_end_of_a_choice_nothing_changes(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "theme")
        await pilot.press("left")
        await worked(pilot)

    with_settings(program, walk)
    assert kept.chosen == []


def test_a_theme_is_worn_at_once(program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "theme")
        await pilot.press("right")
        await worked(pilot)
        assert pilot.app.theme == "day"
        focus(screen, "motion")
        await pilot.press("space")
        await worked(pilot)
        assert pilot.app.animation_level == "none"

    with_settings(program, walk)


def test_a_choice_that_the_command_line_decides_says_so(program: FakeProgram, kept: FakeSettings) -> None:
    kept.flags.add("bed")

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "bed")
        await pilot.press("right")
        await worked(pilot)
        says = "It counts from next time. This time, the choice made at the start counts."
        assert says in " ".join(screen_text(pilot).split())

    with_settings(program, walk)


def test_a_stop_word_is_checked_before_it_is_kept(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "stop_word")
        await pilot.press(*"yes", "enter")
        await worked(pilot)
        assert "means something else already" in screen_text(pilot)
        assert kept.chosen == []
        await pilot.press("backspace", "backspace", "backspace", *"Pear", "enter")
        await worked(pilot)
        assert "Saved. Your own stop word: pear." in screen_text(pilot)

    with_settings(program, walk)
    assert kept.chosen == ["stop_word=pear"]


def test_what_can_not_be_saved_is_said_with_what_to_do(program: FakeProgram, kept: FakeSettings) -> None:
    kept.fails = SettingsError("Your choice couldn't be saved.", hint="Free some space.")

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "bells")
        await pilot.press("space")
        await worked(pilot)
        assert "Free some space." in screen_text(pilot)

    with_settings(program, walk)


def test_the_voice_is_heard_anew_after_it_was_changed(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "voice")
        await pilot.press("right")
        await worked(pilot)
        screen.set_focus(screen.query_one("#hear"))
        await pilot.press("enter")
        await worked(pilot)

    with_settings(program, walk)
    assert kept.asked == ["voice=joe", "settle", "settle", "hear"]


def test_nothing_is_deleted_without_a_yes(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        for keys in (("enter",), ("escape",), ("n",), ("right", "left", "enter")):
            screen.set_focus(screen.query_one("#delete-favourites"))
            await pilot.press("enter")
            assert isinstance(pilot.app.screen, ForgetCard)
            await pilot.press(*keys)
            await worked(pilot)
            assert pilot.app.screen is screen, keys
        assert FAVOURITES in kept.things
        screen.set_focus(screen.query_one("#delete-favourites"))
        await pilot.press("enter", "right", "enter")
        await worked(pilot)
        assert "Deleted. Your favorites." in screen_text(pilot)
        assert not screen.query("#delete-favourites")

    with_settings(program, walk)
    assert kept.asked.count("forget favourites") == 1


@pytest.mark.parametrize("slow", ["forget", "settle"])
def test_enter_twice_on_delete_it_changes_nothing_else(
    slow: str, program: FakeProgram, kept: FakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up: list[float] = []

    def hold_up(app: App[None]) -> None:
        """Holds the screen up, as deleting does on a slow machine; a second Enter and a third come meanwhile."""
        held_up.append(_time.get_time())
        if len(held_up) > 1:
            return
        time.sleep(1.0)
        for after in (0.2, 0.6):
            key = events.Key("enter", "\r")
            key.time = held_up[-1] + after
            app.post_message(key)

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        forget, settle = kept.forget, kept.settle

        def slowly_forgotten(name: str) -> None:
            forget(name)
            hold_up(pilot.app)

        async def slowly_settled() -> None:
            await settle()
            hold_up(pilot.app)

        monkeypatch.setattr(kept, slow, slowly_forgotten if slow == "forget" else slowly_settled)
        screen.set_focus(screen.query_one("#delete-favourites"))
        await pilot.press("enter", "right", "enter")
        await worked(pilot)
        assert pilot.app.screen is screen
        assert "Deleted. Your favorites." in screen_text(pilot)

    with_settings(program, walk)
    assert len(held_up) == 1, "a setting was changed, and settled"
    assert not kept.chosen


def test_a_key_is_given_by_pressing_it_and_taken_back(program: FakeProgram, kept: FakeSettings) -> None:
    async def press(pilot: Pilot[None], screen: SettingsScreen, key: str) -> None:
        screen.set_focus(screen.query_one("#key-louder"))
        await pilot.press("enter", key)
        await worked(pilot)

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        await press(pilot, screen, "f9")
        assert kept.given == {"louder": "f9"}
        assert "Saved. louder: F9." in screen_text(pilot)
        assert str(screen.query_one("#key-louder", Button).label) == "F9"
        await press(pilot, screen, "s")
        assert "S always keeps its own meaning" in screen_text(pilot)
        await press(pilot, screen, "escape")
        assert kept.given == {"louder": "f9"}
        await press(pilot, screen, "backspace")
        assert kept.given == {}

    with_settings(program, walk)


def test_a_thing_that_is_deleted_elsewhere_has_no_button(program: FakeProgram) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        assert not screen.query("#delete-yes-no-maybe")
        assert screen.query("#delete-couple")

    with_settings(program, walk)


def test_escape_leads_home_and_silences_the_sample(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is not screen
        await pilot.press(*"settings")
        await pilot.pause()
        await pilot.press("enter")
        await worked(pilot)
        assert isinstance(pilot.app.screen, SettingsScreen)

    with_settings(program, walk)
    assert kept.asked == ["hush"]


def test_everything_can_be_clicked(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        await pilot.click("#set-pace")
        await pilot.pause()
        box = screen.query_one("#set-pace", Select)
        assert box.expanded
        await pilot.press("up", "enter")
        await worked(pilot)
        assert kept.chosen == ["pace=0.9"]
        screen.query_one("#set-bells").scroll_visible(animate=False)
        await pilot.pause()
        await pilot.click("#set-bells")
        await worked(pilot)
        assert kept.chosen == ["pace=0.9", "bells=False"]

    with_settings(program, walk)


def test_a_damaged_file_is_said(program: FakeProgram, kept: FakeSettings) -> None:
    kept.trouble = "I can't use part of your settings (settings.toml: its pace isn't a number from 0.6 to 1.5)."

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        assert "its pace isn’t a number" in screen_text(pilot).replace("\n", " ")

    with_settings(program, walk)


def test_in_a_session_no_key_leads_to_the_settings(run_app: Callable[..., Awaitable[CompanionApp]]) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        before = pilot.app.screen
        await pilot.press("f2")
        await pilot.pause()
        assert pilot.app.screen is before

    named: Walk = walk
    run(run_app(named))


def test_every_setting_of_the_page_has_one_sentence_of_help() -> None:
    assert all(row.says.endswith(".") for group in GROUPS for row in group.rows)


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("look", ["night", "day", "contrast", "no-colour"])
def test_picture(
    look: str, size: tuple[int, int], snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, program: FakeProgram
) -> None:
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    theme = "night" if look == "no-colour" else look
    program.own_settings.values["theme"] = theme

    async def before(pilot: Pilot[None]) -> None:
        screen = await opened(pilot)
        focus(screen, "bed")
        await worked(pilot)

    assert snap_compare(CompanionApp(program, theme=theme), run_before=before, terminal_size=size)


def test_who_asks_on_home_what_is_saved_comes_to_the_list_of_it(program: FakeProgram, kept: FakeSettings) -> None:
    async def whole() -> CompanionApp:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await worked(pilot)
            await pilot.press(*"what do you save", "enter")
            await pilot.pause()
            screen = pilot.app.screen
            assert isinstance(screen, SettingsScreen)
            await asyncio.wait_for(screen.loaded.wait(), 10)
            await worked(pilot)
            assert screen.focused is screen.query_one("#set-remember_last")
            assert KEPT_HERE in screen_text(pilot)
        await app.session_run.closed()
        return app

    kept.things = [FAVOURITES]
    run(whole())


def test_large_letters_say_live_if_they_fit_and_what_to_do_if_not(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        def said() -> str:
            return " ".join(screen_text(pilot).split())

        await pilot.resize_terminal(100, 30)
        focus(screen, "letters")
        await pilot.pause()
        await pilot.press("right")
        await worked(pilot)
        assert kept.values["letters"] == "everywhere"
        assert "Now it is 100 letters wide and 30 lines high; from 110 and 34 on it works." in said()
        assert "Press F11, or pull the window’s corner." in said()
        assert "Ctrl and +" in said()
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert "Now it is 30 lines high; from 34 on it works." in said()
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert LETTERS_FIT in said()

    with_settings(program, walk)


def test_no_word_about_the_window_if_no_large_letters_are_wanted() -> None:
    assert about_letters("usual", 80, 24) == ""
    assert about_letters("large", 80, 24, short=True).startswith("They need a bigger window: 110 letters wide and 34")


def test_a_question_mark_shows_the_keys_of_this_page(program: FakeProgram, kept: FakeSettings) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        await pilot.press("?")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Overlay)
        assert all(meaning[:20] in screen_text(pilot) for _, meaning in HELP_KEYS)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen

    with_settings(program, walk)


def test_an_open_list_has_its_name_and_a_frame_and_the_other_rows_step_back(
    program: FakeProgram, kept: FakeSettings
) -> None:
    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        focus(screen, "pace")
        await pilot.press("enter")
        await pilot.pause()
        assert "╭─ Pace ─" in screen_text(pilot)
        assert screen.has_class("listing")
        await pilot.press("escape")
        await pilot.pause()
        assert not screen.has_class("listing")

    with_settings(program, walk)


def test_each_delete_says_what_happens_and_that_it_asks_first(program: FakeProgram, kept: FakeSettings) -> None:
    kept.things = [KeptThing(EVERYTHING, "everything about me", "all of what is below"), *kept.things]

    async def walk(pilot: Pilot[None], screen: SettingsScreen) -> None:
        says = screen.query_one("#says", Aside)
        for name, said in ((EVERYTHING, DELETES_ALL), ("favourites", DELETES)):
            screen.query_one(f"#delete-{name}").focus()
            await pilot.pause()
            assert says.rows(80) > 0
            assert all(word in screen_text(pilot) for word in said.split()), name

    with_settings(program, walk)


def test_while_it_is_being_read_it_says_so(program: FakeProgram, kept: FakeSettings) -> None:
    may_go_on = threading.Event()
    there = kept.kept

    def late() -> object:
        assert may_go_on.wait(30)
        return there()

    kept.kept = late  # type: ignore[method-assign, assignment]

    async def whole() -> None:
        app = CompanionApp(program)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("f2")
            await pilot.pause()
            try:
                assert words.ONE_MOMENT in screen_text(pilot)
            finally:
                may_go_on.set()
            screen = pilot.app.screen
            assert isinstance(screen, SettingsScreen)
            await asyncio.wait_for(screen.loaded.wait(), 10)
            await pilot.pause()
            assert words.ONE_MOMENT not in screen_text(pilot)
        await app.session_run.closed()

    run(whole())
