"""With NO_COLOR, only the terminal's own two colours are shown; attributes tell what colours told."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot
from textual.widgets import Input

from companion.screen.app import CompanionApp
from companion.screen.default_colours import without_colour
from companion.screen.theme import NIGHT, THEMES
from tests.screen.conftest import RunApp, run
from tests.screen.fakes import FakeProgram, FakeSession, asking, breathing


def segments(app: CompanionApp) -> list[Segment]:
    return [each for strip in app.screen._compositor.render_strips() for each in strip if each.style is not None]


def coloured(app: CompanionApp) -> list[Segment]:
    """Returns what is shown in a colour that isn't the terminal's own."""
    shown = ((each, (each.style.color, each.style.bgcolor)) for each in segments(app) if each.style is not None)
    return [each for each, colours in shown if not all(colour is None or colour.is_default for colour in colours)]


@pytest.mark.parametrize(
    ("play", "keys"),
    [
        (None, ()),
        (None, ("2",)),
        (None, ("exclamation_mark",)),
        (None, ("ctrl+p",)),
        (None, (*tuple("settings"), "enter")),
        ("longer-exhale", ()),
        ("longer-exhale", ("c",)),
        ("longer-exhale", ("question_mark",)),
    ],
    ids=["home", "a list", "crisis", "palette", "settings", "breathing", "crisis in a session", "help"],
)
def test_no_page_has_a_colour(
    play: str | None,
    keys: tuple[str, ...],
    run_app: RunApp,
    session: FakeSession,
    program: FakeProgram,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session.shown = breathing(done=0.6)

    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CompanionApp)
        await pilot.press(*keys)
        await pilot.pause(0.3)
        assert coloured(pilot.app) == []

    run(run_app(walk, play=play))


def test_the_chosen_row_is_reversed_and_the_search_has_a_frame(
    run_app: RunApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CompanionApp)
        await pilot.press("2")
        await pilot.pause(0.3)
        assert any(each.style is not None and each.style.reverse and each.text.strip() for each in segments(pilot.app))
        assert pilot.app.screen.query(Input)

    run(run_app(walk, play=None))


@pytest.mark.parametrize("name", THEMES)
def test_whatever_the_theme(name: str, program: FakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = CompanionApp(program, theme=name)
    app.dress()
    assert app.theme == NIGHT.name


@pytest.mark.parametrize(
    ("ground", "attribute"),
    [("background", ""), ("surface", ""), ("faint", "underline"), ("quiet", "reverse"), ("bar", "reverse")],
)
def test_a_field_is_underlined_and_a_bar_reversed(ground: str, attribute: str) -> None:
    colours = {"background": NIGHT.background, "surface": NIGHT.surface, **NIGHT.variables}
    style = without_colour(Style(color="#ffffff", bgcolor=Color.parse(colours[ground] or ""), bold=True))
    assert style.color is not None
    assert style.color.is_default
    assert style.bold
    assert [name for name in ("underline", "reverse") if getattr(style, name)] == ([attribute] if attribute else [])


def test_what_is_reversed_already_stays_so_once() -> None:
    style = without_colour(Style(color="#ffffff", bgcolor=Color.parse(NIGHT.variables["bar"]), reverse=True))
    assert style.reverse
    assert not style.underline


def test_a_question_without_colours(run_app: RunApp, session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session.shown = asking("choice", "Open, or closed?", "open", "closed")

    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, CompanionApp)
        assert coloured(pilot.app) == []

    run(run_app(walk))
