"""The download in plain lines: offered, begun, followed, cancelled, and told at home when it ends meanwhile."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable

import pytest

from companion.screen.download import download_words
from companion.screen.plain.exercise_lines import run_plain_program
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import DownloadStage
from tests.screen.fakes import BOTH_MISSING, MORE_VOICES, FakeDownloads, FakeProgram
from tests.screen.test_plain import parse

FIRST = download_words.first_offer(BOTH_MISSING, plain=True)


@pytest.fixture
def program() -> FakeProgram:
    made = FakeProgram(offers=["download"])
    made.downloads.needs = BOTH_MISSING
    return made


@pytest.fixture
def downloads(program: FakeProgram) -> FakeDownloads:
    return program.downloads


class AskedLines(TypedLines):
    """Typed lines that know whether the program waits for the next one."""

    asks = False

    def start(self) -> None:
        """Reads nothing: the test alone types."""

    async def next(self) -> str | None:
        self.asks = True
        try:
            return await super().next()
        finally:
            self.asks = False

    @property
    def wanted(self) -> bool:
        return (self.asks and not self._kept) or self._on_line is not None


def shown(program: FakeProgram, *steps: str | Callable[[], None], attended: bool = True) -> str:
    """Runs plain mode; each step is typed, or happens, once the program waits for a line. Returns what was written."""
    out = io.StringIO()

    async def walk() -> None:
        lines = AskedLines(None)
        running = asyncio.ensure_future(
            run_plain_program(program, parse, out, io.StringIO(), attended=attended, lines=lines)
        )
        for step in steps:
            await until(lambda: lines.wanted)
            if isinstance(step, str):
                lines.put(step)
            else:
                before = out.tell()
                step()
                await still(out, before)
        await until(lambda: lines.wanted or running.done())
        lines.end()
        await asyncio.wait_for(running, 10)

    asyncio.run(walk())
    return out.getvalue()


def test_more_natural_voices_are_offered_where_nothing_is_missing(program: FakeProgram) -> None:
    program.downloads.needs = MORE_VOICES
    out = shown(program, "download", "2", lambda: program.downloads.finish())
    assert "You can also have more natural voices: sarah, emma and michael." in out
    assert "The more natural voices are here." in out
    assert program.downloads.asked == ["begin with more"]


async def until(fits: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not fits():
            await asyncio.sleep(0.002)


async def still(out: io.StringIO, before: int) -> None:
    """Lets what has happened be told: until nothing more is written for a tenth of a second."""
    same = 0
    while same < 20:
        await asyncio.sleep(0.005)
        same = same + 1 if out.tell() == before else 0
        before = out.tell()


def test_it_is_offered_in_one_line_at_the_start(program: FakeProgram, downloads: FakeDownloads) -> None:
    text = shown(program)
    assert text.count(FIRST) == 1
    assert "Listening and a natural voice: download what I need for them." in shown(program, "more")
    assert downloads.asked == []
    assert FIRST not in shown(program, attended=False), "nobody is there to say yes"
    program.offers = []
    assert "download" not in shown(program)


def test_yes_and_its_progress(program: FakeProgram, downloads: FakeDownloads) -> None:
    text = shown(
        program,
        "download",
        "1",
        lambda: downloads.become(done=34_000_000, seconds_left=130.0),
        lambda: downloads.become(done=35_000_000, seconds_left=129.0),
        lambda: downloads.become(done=60_000_000, seconds_left=55.0),
        downloads.finish,
    )
    assert "For that I have to download 100 MB, once." in text
    assert "1. Download it now." in text
    assert [line for line in text.splitlines() if "percent" in line] == [
        "30 percent. 34 of 100 MB, about 2 min left.",
        "60 percent. 60 of 100 MB, about a minute left.",
    ]
    assert "It’s all here. I can listen now, and read with a natural voice." in text
    assert text.rstrip().endswith("For other things, type help."), "it leads home"
    assert downloads.asked == ["begin"]


@pytest.mark.parametrize("no", ["2", "back", ""])
def test_no(program: FakeProgram, downloads: FakeDownloads, no: str) -> None:
    shown(program, "download", no)
    assert downloads.asked == []
    assert program.offers == ["download"]


def test_not_any_more(program: FakeProgram, downloads: FakeDownloads) -> None:
    shown(program, "download", "3")
    assert (downloads.asked, program.offers) == ([], [])


def test_cancel(program: FakeProgram, downloads: FakeDownloads) -> None:
    assert download_words.CANCELLED in shown(program, "download", "1", "cancel")
    assert downloads.asked == ["begin", "cancel"]


def test_back_lets_it_go_on_and_home_says_how_it_ended(program: FakeProgram, downloads: FakeDownloads) -> None:
    text = shown(program, "download", "1", "back", downloads.finish)
    assert text.rstrip().endswith("It’s all here. I can listen now, and read with a natural voice.")
    assert text.count("It’s all here") == 1


def test_nothing_is_written_into_a_session(program: FakeProgram, downloads: FakeDownloads) -> None:
    text = shown(program, "download", "1", "back", "1", downloads.finish, program.session.finish)
    assert text.count("It’s all here") == 1
    assert text.index("It’s all here") > text.index("That’s the end of this exercise.")


def test_coming_back_to_a_running_one(program: FakeProgram, downloads: FakeDownloads) -> None:
    text = shown(program, "download", "1", "back", "download", "cancel")
    assert text.count(download_words.PLAIN_RUNNING) == 2
    assert downloads.asked == ["begin", "cancel"]


def test_a_failure(program: FakeProgram, downloads: FakeDownloads) -> None:
    def fail() -> None:
        downloads.become(stage=DownloadStage.FAILED, trouble="offline")

    text = shown(program, "download", "1", fail)
    assert "I can’t reach the internet right now. You can try again when you’re online." in text
    assert "Everything else works as before." in text


def test_help_crisis_and_quit_on_the_page(program: FakeProgram, downloads: FakeDownloads) -> None:
    text = shown(program, "download", "help", "crisis", "1", "crisis", "quit")
    assert download_words.PLAIN_HELP in text
    assert text.count("Who you can call") >= 2
    assert downloads.asked == ["begin"]
