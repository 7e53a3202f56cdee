"""The download on the screen: it is offered on home, shown on its page, goes on beside everything else, and home says
how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from companion.errors import CompanionError
from companion.screen.app import CompanionApp
from companion.screen.download import download_words
from companion.screen.download.download_screen import DownloadScreen
from companion.screen.home.home_screen import HomeScreen
from companion.screen.seam import DownloadNeeds, DownloadStage, DownloadState
from companion.screen.session.session_screen import SessionScreen
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import ALL_OFFERED, BOTH_MISSING, MORE_VOICES, FakeDownloads, FakeProgram, FakeSession

Compare = Callable[..., bool]


def seen(pilot: Pilot[None]) -> str:
    """The text of the screen on one line."""
    return " ".join(screen_text(pilot).split())


@pytest.fixture
def downloads(program: FakeProgram) -> FakeDownloads:
    program.offers = ["download", "tour"]
    program.downloads.needs = BOTH_MISSING
    return program.downloads


async def at_home(pilot: Pilot[None]) -> None:
    assert isinstance(pilot.app.screen, HomeScreen)
    await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)
    await pilot.pause()


async def quiet(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def to_the_page(pilot: Pilot[None]) -> None:
    await at_home(pilot)
    await pilot.press(*"download", "enter")
    await quiet(pilot)
    assert isinstance(pilot.app.screen, DownloadScreen)


def test_home_offers_it_in_whole_sentences_once_and_then_in_one_line(
    program: FakeProgram, downloads: FakeDownloads, run_app: RunApp
) -> None:
    program.download_first = True

    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        assert download_words.first_offer(BOTH_MISSING) in seen(pilot)
        await pilot.press("z")
        await pilot.press("escape")
        await pilot.pause()
        assert download_words.first_offer(BOTH_MISSING) not in seen(pilot)
        offers = "“download” so that I can listen, and read with a natural voice (100 MB), or “tour” to be shown around"
        assert offers in seen(pilot)

    run(run_app(walk, play=None, size=(80, 30)))
    assert downloads.asked == [], "nothing is fetched without a yes"


def test_a_minute_can_be_begun_while_it_is_offered(
    program: FakeProgram, downloads: FakeDownloads, run_app: RunApp
) -> None:
    program.download_first = True

    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)

    run(run_app(walk, play=None))


def test_a_small_window_says_it_in_a_few_words(program: FakeProgram, downloads: FakeDownloads, run_app: RunApp) -> None:
    program.download_first = True

    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        assert "To let me listen, and for a natural voice, type “download”." in seen(pilot)

    run(run_app(walk, play=None, size=(40, 15)))


def test_without_anything_missing_nothing_is_offered(program: FakeProgram, run_app: RunApp) -> None:
    program.download_first = True

    async def walk(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        assert "download" not in seen(pilot)
        await pilot.press(*"download", "enter")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, DownloadScreen)
        assert download_words.ALL_HERE in seen(pilot)
        await pilot.press("enter")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None))
    assert program.downloads.asked == []


def test_the_page_says_everything_before_a_yes(downloads: FakeDownloads, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        for part in ("100 MB, once", "Speech recognition: 41 MB", "the voice “joe”: 58 MB", "up to 154 MB", "20 GB"):
            assert part in seen(pilot)
        assert "Nothing that you say or do here is sent." in seen(pilot)

    run(run_app(walk, play=None))
    assert downloads.asked == []


def test_too_little_room_is_said_before_a_yes(downloads: FakeDownloads, run_app: RunApp) -> None:
    downloads.needs = replace(BOTH_MISSING, free=40_000_000)

    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        assert "There isn’t enough space on the disk: I need 265 MB, and 40 MB are free." in seen(pilot)

    run(run_app(walk, play=None))


def test_no_and_not_any_more(program: FakeProgram, downloads: FakeDownloads, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("down", "enter")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert program.offers == ["download", "tour"]
        await to_the_page(pilot)
        await pilot.press("down", "down", "enter")
        await quiet(pilot)
        assert program.offers == ["tour"]
        assert "download" not in seen(pilot)

    run(run_app(walk, play=None))
    assert downloads.asked == []


def test_a_choice_that_cannot_be_saved_is_said(
    program: FakeProgram, downloads: FakeDownloads, run_app: RunApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(names: object) -> None:
        raise CompanionError("The disk is full.")

    monkeypatch.setattr(program, "hide_offers", full)

    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("down", "down", "enter")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, DownloadScreen)
        assert "The disk is full." in seen(pilot)

    run(run_app(walk, play=None))


def test_more_natural_voices_are_offered_beside_it(downloads: FakeDownloads, run_app: RunApp) -> None:
    downloads.needs = ALL_OFFERED

    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        assert "You can also have more natural voices: sarah, emma and michael. They are 90 MB to download" in seen(
            pilot
        )
        await pilot.press("down", "enter")
        await pilot.pause()
        assert downloads.asked == ["begin with more"]
        downloads.become(done=34_000_000, seconds_left=130.0, now="voices")
        await pilot.pause()
        assert "Now: the more natural voices" in seen(pilot)
        assert "34 of 190 MB, about 2 min left" in seen(pilot)
        downloads.become(stage=DownloadStage.FAILED, trouble="offline", arrived=frozenset({"hearing", "speaking"}))
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert downloads.asked == ["begin with more", "begin with more"], "it tries the same again"

    run(run_app(walk, play=None, size=(80, 30)))


def test_more_natural_voices_are_offered_where_nothing_is_missing(program: FakeProgram, run_app: RunApp) -> None:
    program.downloads.needs = MORE_VOICES

    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        assert download_words.ALL_HERE in seen(pilot)
        assert "up to 187 MB on the disk" in seen(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        program.downloads.finish()
        await pilot.pause()
        assert "The more natural voices are here. You can choose one in Settings, under Voice." in seen(pilot)

    run(run_app(walk, play=None))
    assert program.downloads.asked == ["begin with more"]


def test_too_little_room_for_more_natural_voices(program: FakeProgram, run_app: RunApp) -> None:
    program.downloads.needs = replace(MORE_VOICES, free=40_000_000)

    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        assert "There isn’t enough space on the disk: I need 300 MB, and 40 MB are free." in seen(pilot)

    run(run_app(walk, play=None))


def test_progress_and_the_end_on_the_page(downloads: FakeDownloads, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert downloads.asked == ["begin"]
        downloads.become(done=34_000_000, seconds_left=130.0, now="hearing", said="Downloading ears.")
        await pilot.pause()
        assert "Now: speech recognition" in seen(pilot)
        assert "34 of 100 MB, about 2 min left" in seen(pilot)
        assert "Downloading ears." in seen(pilot)
        downloads.finish()
        await pilot.pause()
        assert "It’s all here. I can listen now, and read with a natural voice." in seen(pilot)
        await pilot.press("enter")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "It’s all here" not in seen(pilot), "it was said on the page"

    run(run_app(walk, play=None))


def test_it_goes_on_beside_a_session_and_home_says_how_it_ended(
    program: FakeProgram, downloads: FakeDownloads, session: FakeSession, run_app: RunApp
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("enter")
        downloads.become(done=34_000_000, seconds_left=130.0)
        await pilot.press("escape")
        await quiet(pilot)
        assert "I’m downloading: 34 of 100 MB, about 2 min left." in seen(pilot)
        downloads.become(done=50_000_000, seconds_left=50.0)
        await pilot.pause()
        assert "50 of 100 MB, about a minute left" in seen(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SessionScreen)
        program.offers = ["tour"]
        downloads.finish()
        await pilot.pause()
        assert "It’s all here" not in seen(pilot), "nothing disturbs a session"
        session.finish()
        await quiet(pilot)
        await pilot.press("enter")
        await quiet(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "It’s all here. I can listen now, and read with a natural voice." in seen(pilot)
        assert "“download”" not in seen(pilot)
        assert downloads.asked == ["begin"]

    run(run_app(walk, play=None))


def test_it_ends_while_home_is_shown(program: FakeProgram, downloads: FakeDownloads, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("enter", "escape")
        await quiet(pilot)
        program.offers = ["tour"]
        downloads.finish()
        await quiet(pilot)
        assert "It’s all here. I can listen now, and read with a natural voice." in seen(pilot)

    run(run_app(walk, play=None))


def test_cancel_and_try_again(downloads: FakeDownloads, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert download_words.CANCELLED in seen(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert downloads.asked == ["begin", "cancel", "begin"]

    run(run_app(walk, play=None))


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ("offline", "I can’t reach the internet right now. You can try again when you’re online."),
        ("full", "There isn’t enough space on the disk. Free some space, and try again."),
        (
            "not-allowed",
            "I’m not allowed to save anything in /home/ana/models.",
        ),
        ("other", "The download didn’t work this time. You can try again later."),
    ],
)
def test_each_failure_is_one_kind_sentence_with_a_way_on(
    trouble: str, says: str, downloads: FakeDownloads, run_app: RunApp
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("enter")
        downloads.become(stage=DownloadStage.FAILED, trouble=trouble, said="ears: it broke")
        await pilot.pause()
        assert says in seen(pilot)
        assert "Everything else works as before." in seen(pilot)
        assert ("For somebody who helps you: ears: it broke" in seen(pilot)) is (trouble == "other")
        assert download_words.AGAIN in seen(pilot)

    run(run_app(walk, play=None))


def test_what_came_before_a_failure_is_said(downloads: FakeDownloads, run_app: RunApp) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await to_the_page(pilot)
        await pilot.press("enter")
        downloads.become(stage=DownloadStage.FAILED, trouble="offline", arrived=frozenset({"hearing"}))
        await pilot.pause()
        assert "I can listen now." in seen(pilot)

    run(run_app(walk, play=None))


def test_every_way_it_can_end_has_words() -> None:
    for needs in (BOTH_MISSING, replace(BOTH_MISSING, parts=BOTH_MISSING.parts[:1]),
                  replace(BOTH_MISSING, parts=BOTH_MISSING.parts[1:])):  # fmt: skip
        uses = frozenset(part.use for part in needs.parts)
        assert all(download_words.about(needs))
        assert download_words.first_offer(needs)
        assert download_words.first_offer(needs, short=True)
        assert download_words.offer(needs)
        assert download_words.ended(DownloadState(DownloadStage.DONE, arrived=uses))
    assert download_words.about(DownloadNeeds()) == [download_words.ALL_HERE]
    assert download_words.ended(DownloadState(DownloadStage.RUNNING)) == ""


SIZES = ((80, 24), (40, 15), (120, 40))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", ["home", "offered", "more", "running", "running-home", "done", "offline"])
def test_picture(scene: str, size: tuple[int, int], snap_compare: Compare) -> None:
    program = FakeProgram(offers=["download", "tour"], download_first=scene == "home")
    needs = {"offered": ALL_OFFERED, "more": MORE_VOICES}
    program.downloads.needs = needs.get(scene, BOTH_MISSING)
    downloads = program.downloads

    async def before(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        if scene == "home":
            return
        await to_the_page(pilot)
        if scene in needs:
            return
        await pilot.press("enter")
        downloads.become(
            done=34_000_000, seconds_left=130.0, now="hearing",
            said="Downloading spoken commands, English from alphacephei.com (41 MB).",
        )  # fmt: skip
        if scene == "done":
            downloads.finish()
        elif scene == "offline":
            downloads.become(stage=DownloadStage.FAILED, trouble="offline")
        elif scene == "running-home":
            await pilot.press("escape")
        await quiet(pilot)

    assert snap_compare(CompanionApp(program), run_before=before, terminal_size=size)


def test_the_picture_in_the_docs_is_the_page() -> None:
    """docs/download.svg is a copy of a snapshot; after a change of the page: copy it anew."""
    here = Path(__file__).parent
    snapshot = here / "__snapshots__" / "test_download_screen" / "test_picture[offered-80x24].svg"
    picture = here.parents[2] / "docs" / "download.svg"
    assert picture.read_bytes() == snapshot.read_bytes(), f"copy {snapshot.name} to docs/download.svg"


def test_picture_without_colour(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    test_picture("running", (80, 24), snap_compare)
