"""The themes: everything that is read has the contrast that WCAG 2.2 asks for, in each of them."""

from __future__ import annotations

import asyncio

import pytest
from textual.color import Color
from textual.theme import Theme

from companion.screen.app import CompanionApp
from companion.screen.session.breathing_disc import BreathingDisc
from companion.screen.theme import NIGHT, THEMES
from companion.store.settings_file import SettingsFile
from tests.screen.fakes import FakeProgram, FakeSession, breathing

TEXT, SHAPE = 4.5, 3.0
"""The least contrasts of WCAG 2.2 AA: for text, and for the parts of a screen that have to be seen."""


def luminance(color: Color) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted(luminance(Color.parse(each)) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def colors(theme: Theme) -> dict[str, str]:
    named = {name: getattr(theme, name) for name in ("background", "foreground", "surface", "accent")}
    return {**named, **theme.variables}


def test_the_contrast_of_two_known_colours_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", ["background", "surface"])
@pytest.mark.parametrize("text", ["foreground", "quiet", "accent"])
def test_all_text_can_be_read(text: str, ground: str, name: str) -> None:
    found = colors(THEMES[name])
    assert contrast(found[text], found[ground]) >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_the_chosen_row_can_be_seen_and_read(name: str) -> None:
    found = colors(THEMES[name])
    assert contrast(found["bar"], found["background"]) >= SHAPE
    assert contrast(found["on-bar"], found["bar"]) >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_the_words_on_a_button_that_has_the_focus_can_be_read(name: str) -> None:
    found = colors(THEMES[name])
    assert contrast(found["accent"], found["background"]) >= TEXT


def test_the_high_contrast_is_high() -> None:
    found = colors(THEMES["contrast"])
    assert min(contrast(found[text], found["background"]) for text in ("foreground", "quiet", "accent")) >= 7
    assert contrast(found["faint"], found["background"]) >= SHAPE


def test_each_theme_has_all_the_colours_of_its_own() -> None:
    assert all(theme.variables.keys() == NIGHT.variables.keys() for theme in THEMES.values())


@pytest.mark.parametrize(("name", "worn"), [*((name, name) for name in THEMES), ("", "night"), ("mauve", "night")])
def test_the_app_wears_the_theme_of_the_settings(name: str, worn: str) -> None:
    async def whole() -> str:
        app = CompanionApp(FakeProgram(), theme=name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            return app.theme

    assert asyncio.run(whole()) == worn


@pytest.mark.parametrize(("motion", "still"), [("off", True), ("on", False), ("", False)])
def test_without_motion_a_breath_is_counted(motion: str, still: bool) -> None:
    session = FakeSession(breathing())

    async def whole() -> bool:
        app = CompanionApp(FakeProgram(session=session), "longer-exhale", motion=motion)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            found = app.screen.query_one(BreathingDisc).still
        await app.session_run.closed()
        return found

    assert asyncio.run(whole()) is still


def test_the_settings_take_the_names_of_the_themes_and_no_other() -> None:
    assert all(SettingsFile.model_validate({"theme": name}).theme == name for name in THEMES)
    assert "theme" not in SettingsFile.model_validate({}).model_dump(exclude_none=True)
