"""The settings in plain mode: numbered lists, a choice by its number, and nothing deleted without a yes."""

from __future__ import annotations

import asyncio
import contextlib
import io

import pytest

from companion.screen import words
from companion.screen.plain.page_talk import LeftPage
from companion.screen.plain.printer import Printer
from companion.screen.plain.settings_lines import SettingsLines
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.settings import setting_rows as say
from tests.screen.fakes import FakeCrisis
from tests.screen.settings.fake_settings import FakeSettings


@pytest.fixture
def kept() -> FakeSettings:
    return FakeSettings()


async def talk(kept: FakeSettings, out: io.StringIO, *typed: str) -> None:
    lines = TypedLines(io.StringIO("".join(f"{line}\n" for line in typed)))
    lines.start()
    await asyncio.wait_for(SettingsLines(kept, Printer(out), lines, FakeCrisis()).run(), 20)


def said(kept: FakeSettings, *typed: str) -> str:
    """Types these lines, and returns everything that was written."""
    out = io.StringIO()
    with contextlib.suppress(LeftPage):
        asyncio.run(talk(kept, out, *typed))
    return " ".join(out.getvalue().split())


def test_it_begins_with_the_groups_and_goes_back_with_back(kept: FakeSettings) -> None:
    written = said(kept, "back")
    assert "1. Voice. 2. Sounds. 3. Listening. 4. Screen. 5. Privacy." in written
    assert kept.chosen == []


@pytest.mark.parametrize(("at", "first"), [("kept", ""), ("theme", "Colors.")])
def test_a_place_that_was_chosen_comes_first(kept: FakeSettings, at: str, first: str) -> None:
    out = io.StringIO()

    async def talked() -> None:
        lines = TypedLines(io.StringIO("back\nback\n"))
        lines.start()
        await SettingsLines(kept, Printer(out), lines, FakeCrisis()).run(at)

    with contextlib.suppress(LeftPage):
        asyncio.run(talked())
    rows = out.getvalue().splitlines()
    expected = first or (kept.kept()[0].title if kept.kept() else say.NOTHING_KEPT)
    assert expected in rows[1]


def test_a_choice_is_made_by_numbers_and_said(kept: FakeSettings) -> None:
    written = said(kept, "4", "1", "2", "back", "back")
    assert "1. Colors: night, the darkest (usual)." in written
    assert "2. day." in written
    assert "Saved. Colors: day." in written
    assert kept.chosen == ["theme=day"]


def test_a_switch_is_on_or_off(kept: FakeSettings) -> None:
    assert "Saved. Bells: off." in said(kept, "2", "3", "2")
    assert kept.chosen == ["bells=False"]


def test_a_long_list_has_nine_lines_and_more(kept: FakeSettings) -> None:
    kept.options = lambda name: [(f"country {n}", f"X{n}") for n in range(30)]  # type: ignore[method-assign,assignment]
    written = said(kept, "4", "4", "more", "12")
    assert "9. country 8." in written
    assert "“more” for 21 more" in written
    assert kept.chosen == ["region=X11"]


def test_the_voice_can_be_heard(kept: FakeSettings) -> None:
    assert "5. Hear the voice." in said(kept, "1", "5")
    assert kept.asked[:2] == ["settle", "hear"]


def test_a_stop_word_is_checked(kept: FakeSettings) -> None:
    written = said(kept, "3", "3", "yes", "3", "Pear")
    assert "means something else already" in written
    assert "Saved. Your own stop word: pear." in written
    assert kept.chosen == ["stop_word=pear"]


def test_nothing_is_deleted_without_a_yes(kept: FakeSettings) -> None:
    assert "Deleted" not in said(kept, "6", "1", "no", "back", "back")
    assert "Deleted. Your favorites." in said(kept, "6", "1", "yes")
    assert kept.asked.count("forget favourites") == 1


def test_what_is_deleted_elsewhere_asks_nothing(kept: FakeSettings) -> None:
    assert "Delete this?" not in said(kept, "6", "3", "back", "back")


@pytest.mark.parametrize("typed", [["quit"], ["1", "quit"], ["4", "1", "quit"], []])
def test_it_can_be_left_everywhere_and_ends_with_the_input(typed: list[str], kept: FakeSettings) -> None:
    said(kept, *typed)
    assert kept.chosen == []
    assert kept.asked[-1] == "hush"


def test_the_numbers_to_call_are_there_too(kept: FakeSettings) -> None:
    assert "Arcadia" in said(kept, "crisis", "back")


def test_help_list_and_home_are_words_there_too(kept: FakeSettings) -> None:
    assert words.PLAIN_EVERYWHERE in said(kept, "1", "help", "home")
    for word, to in (("list", "list"), ("home", "home"), ("quit", "out")):
        with pytest.raises(LeftPage) as left:
            asyncio.run(talk(kept, io.StringIO(), "1", word))
        assert left.value.to == to


def test_the_sentences_of_plain_text_can_be_chosen(kept: FakeSettings) -> None:
    said(kept, "4", "5", "2", "6", "1")
    assert kept.chosen == ["captions=start", "timestamps=True"]
