"""The download inside the program: a real process fetches from a real server, and the program only reads its events."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from companion import resources
from companion.app.downloads import Downloads
from companion.app.options import Options
from companion.children import own_command
from companion.screen.seam import DownloadStage, DownloadState
from companion.speech.voice_chain import OFFERED
from companion.weights import store
from tests.other_catalog import HEARING, SPEAKING, entry_of, reading, write_catalog
from tests.webserver import Answer, Handler, Server, cut, ranged
from tests.weights.conftest import FILES, archive, models, server  # noqa: F401 - fixtures

WAIT = 60.0
"""Seconds for anything that another process does."""


@pytest.fixture
def catalog(tmp_path: Path, server: Server, archive: bytes, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    server.answers = [ranged(archive)]
    file = write_catalog(tmp_path, server.url, archive)
    for name, value in {**reading(file), "COMPANION_MODELS": str(models)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(resources, "catalog_path", lambda: file)
    return file


class Followed:
    """A download, and every state that it went through."""

    def __init__(self, options: Options | None = None) -> None:
        self.arrivals = 0
        self.states: list[DownloadState] = []
        self.downloads = Downloads(lambda: options or Options(), self._arrive)
        self.downloads.watch(lambda: self.states.append(self.downloads.state))

    def _arrive(self) -> None:
        self.arrivals += 1

    async def until(self, fits: Callable[[DownloadState], bool]) -> DownloadState:
        async with asyncio.timeout(WAIT):
            while not fits(self.downloads.state):
                await asyncio.sleep(0.02)
        return self.downloads.state

    async def ended(self) -> DownloadState:
        return await self.until(lambda state: state.stage not in (DownloadStage.IDLE, DownloadStage.RUNNING))


def slowly(data: bytes, first: int) -> Answer:
    """Sends `first` bytes in a second, and no more until the test is over."""

    def answer(request: Handler) -> None:
        request.send(200, b"", length=len(data))
        for at in range(0, first, first // 5):
            request.wfile.write(data[at : at + first // 5])
            request.wfile.flush()
            request.server.release.wait(0.2)
        request.server.release.wait(WAIT)

    return answer


def whole_models(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_it_fetches_what_is_missing_and_says_when_each_is_here(catalog: Path, models: Path) -> None:  # noqa: F811
    async def walk() -> Followed:
        followed = Followed()
        needs = followed.downloads.look()
        assert [part.name for part in needs.parts] == [HEARING, SPEAKING]
        assert needs.space > needs.on_disk > needs.size > 0
        assert needs.free > 0
        followed.downloads.begin()
        followed.downloads.begin()  # a second yes begins nothing
        await followed.ended()
        return followed

    followed = asyncio.run(walk())
    last = followed.states[-1]
    assert (last.stage, last.arrived) == (DownloadStage.DONE, frozenset({"hearing", "speaking"}))
    assert followed.arrivals == 2
    assert whole_models(models) == [SPEAKING, HEARING]
    assert followed.downloads.look().parts == ()
    done = [state.done for state in followed.states if state.stage is DownloadStage.RUNNING]
    assert done == sorted(done)
    assert all(state.done <= state.total for state in followed.states)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (Options(microphone=False), [SPEAKING]),
        (Options(voice="system"), [HEARING]),
        (Options(voice="none", microphone=False), []),
        (Options(language="fr"), [SPEAKING]),  # this catalog has no French
    ],
)
def test_only_what_this_person_uses_is_missing(catalog: Path, options: Options, wanted: list[str]) -> None:
    assert [part.name for part in Followed(options).downloads.look().parts] == wanted


MORE = "piper-more"


@pytest.fixture
def with_more(catalog: Path, server: Server, archive: bytes) -> Path:  # noqa: F811
    """The catalog, with a model of the more natural voices."""
    entry = entry_of(MORE, "more voices", "speaking", (server.url, archive), take="small-1", unpacked=1_000_000)
    catalog.write_text(catalog.read_text() + entry + f"    voice: {', '.join(OFFERED)}\n")
    return catalog


def test_more_natural_voices_are_fetched_only_where_they_are_asked_for(
    with_more: Path, models: Path, archive: bytes  # noqa: F811
) -> None:  # fmt: skip
    async def walk(*, more: bool) -> Followed:
        followed = Followed()
        followed.downloads.begin(more=more)
        await followed.ended()
        return followed

    asyncio.run(walk(more=False))
    assert whole_models(models) == [SPEAKING, HEARING]
    needs = Followed().downloads.look()
    assert needs.parts == ()
    assert needs.more is not None
    assert (needs.more.voice, needs.more.size) == (", ".join(OFFERED), len(archive))
    followed = asyncio.run(walk(more=True))
    assert (followed.states[-1].stage, followed.states[-1].arrived) == (DownloadStage.DONE, frozenset({"voices"}))
    assert followed.arrivals == 1
    assert MORE in whole_models(models)
    assert Followed().downloads.look().more is None


@pytest.mark.parametrize(("voice", "offered"), [("none", False), ("system", True), ("best", True)])
def test_more_natural_voices_are_offered_to_people_who_listen(with_more: Path, voice: str, offered: bool) -> None:
    assert (Followed(Options(voice=voice)).downloads.look().more is not None) is offered


def test_a_catalog_that_cannot_be_read_offers_nothing(catalog: Path) -> None:
    catalog.write_text("format: 9")
    assert Followed().downloads.look().parts == ()


def test_cancelled_in_the_middle_it_goes_on_there_the_next_time(
    catalog: Path, models: Path, server: Server, archive: bytes  # noqa: F811
) -> None:  # fmt: skip
    server.answers = [slowly(archive, 200_000)]

    async def walk() -> DownloadState:
        followed = Followed()
        followed.downloads.begin()
        await followed.until(lambda state: state.done > 0)
        followed.downloads.cancel()
        return await followed.ended()

    assert asyncio.run(walk()).stage is DownloadStage.CANCELLED
    assert whole_models(models) == []
    (part,) = models.glob(".*.part")
    kept = part.stat().st_size
    assert 0 < kept < len(archive)
    assert not [path for path in models.iterdir() if path.is_dir()], "what can't be continued is removed"
    server.answers = [ranged(archive)]

    async def again() -> DownloadState:
        followed = Followed()
        followed.downloads.begin()
        return await followed.ended()

    assert asyncio.run(again()).stage is DownloadStage.DONE
    assert f"bytes={kept}-" in [asked for _, asked in server.asked]


def test_the_program_that_closes_ends_it(catalog: Path, server: Server, archive: bytes, models: Path) -> None:  # noqa: F811
    server.answers = [slowly(archive, 200_000)]

    async def walk() -> None:
        followed = Followed()
        followed.downloads.begin()
        await followed.until(lambda state: state.done > 0)
        process = followed.downloads._process
        assert process is not None
        await asyncio.wait_for(followed.downloads.close(), WAIT)
        assert process.returncode is not None

    asyncio.run(walk())
    assert whole_models(models) == []


def test_a_yes_and_a_cancel_at_once_fetch_nothing(catalog: Path, server: Server, models: Path) -> None:  # noqa: F811
    async def walk() -> DownloadState:
        followed = Followed()
        followed.downloads.begin()
        followed.downloads.cancel()
        return await followed.ended()

    assert asyncio.run(walk()).stage is DownloadStage.CANCELLED
    assert server.asked == []


def ended_with(trouble: str) -> DownloadState:
    async def walk() -> DownloadState:
        followed = Followed()
        followed.downloads.begin()
        return await followed.ended()

    state = asyncio.run(walk())
    assert (state.stage, state.trouble) == (DownloadStage.FAILED, trouble)
    return state


def test_offline(tmp_path: Path, catalog: Path, archive: bytes) -> None:  # noqa: F811
    write_catalog(tmp_path, "http://127.0.0.1:9/nobody.zip", archive)
    ended_with("offline")


def test_a_broken_connection(catalog: Path, server: Server, archive: bytes, models: Path) -> None:  # noqa: F811
    server.answers = [cut(archive, 0)]
    state = ended_with("other")
    assert "the connection was lost before the end" in state.said
    assert whole_models(models) == []


def test_a_source_that_breaks_off_once_is_continued(catalog: Path, server: Server, archive: bytes) -> None:  # noqa: F811
    server.answers = [cut(archive, 100_000), ranged(archive)]

    async def walk() -> DownloadState:
        followed = Followed()
        followed.downloads.begin()
        return await followed.ended()

    assert asyncio.run(walk()).stage is DownloadStage.DONE


def test_too_little_room(tmp_path: Path, catalog: Path, server: Server, archive: bytes) -> None:  # noqa: F811
    write_catalog(tmp_path, server.url, archive, unpacked=10**18)
    ended_with("full")
    assert server.asked == []


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of a process's files; run it on Linux or macOS"
)
def test_a_disk_that_becomes_full(
    catalog: Path, models: Path, server: Server, archive: bytes, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    """A limit on the size of files stands for a full disk: both are errors of a write."""
    limited = catalog.parent / "reads-another" / "sitecustomize.py"
    limited.write_text(
        limited.read_text() + "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
    )
    ended_with("full")
    assert whole_models(models) == []


def test_a_folder_that_cannot_be_written(
    catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COMPANION_MODELS", str(tmp_path / "file" / "models"))
    ended_with("not-allowed")


@pytest.fixture
def running(catalog: Path, server: Server, archive: bytes) -> Iterator[subprocess.Popen[str]]:  # noqa: F811
    """`companion setup --events` in the middle of a download."""
    server.answers = [slowly(archive, 200_000)]
    process = subprocess.Popen(
        own_command("setup", "--events", HEARING), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert any('"done"' in line for line in process.stdout)
    yield process
    process.kill()
    process.wait(WAIT)


def test_it_ends_with_the_program_that_started_it(running: subprocess.Popen[str], models: Path) -> None:  # noqa: F811
    assert running.stdin is not None
    running.stdin.close()
    assert running.wait(WAIT) == 130
    assert whole_models(models) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal; run it on Linux or macOS")
def test_killed_in_the_middle_nothing_half_is_used_and_the_next_goes_on(
    running: subprocess.Popen[str], models: Path, server: Server, archive: bytes  # noqa: F811
) -> None:  # fmt: skip
    (part,) = models.glob(".*.part")
    deadline = time.monotonic() + WAIT
    while part.stat().st_size < 200_000 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.wait(WAIT)
    assert not store.is_fetched(HEARING, models)
    assert [part.name for part in Followed().downloads.look().parts] == [HEARING, SPEAKING]
    server.answers = [ranged(archive)]

    async def again() -> DownloadState:
        followed = Followed()
        followed.downloads.begin()
        return await followed.ended()

    assert asyncio.run(again()).stage is DownloadStage.DONE
    assert "bytes=200000-" in [asked for _, asked in server.asked]
    assert all((models / HEARING / name).read_bytes() == content for name, content in FILES.items())
