"""The page's server: the guard, one page at a time, and the end of the program with its page."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from companion.browser import page_server, shown_app
from companion.browser.page_guard import LOOPBACK
from companion.browser.page_server import serve
from companion.browser.shown_app import DRIVER, ShownApp
from companion.errors import CompanionError

FAKE = str(Path(__file__).with_name("fake_program.py"))
NOTHING = (404, "There is nothing here.")


class Visit:
    """A server under test, and ways to ask it."""

    def __init__(self, address: str, notes: Path, until: asyncio.Event) -> None:
        self.url = URL(address)
        self.notes = notes
        self.until = until

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.url.port}"

    def browser(self) -> aiohttp.ClientSession:
        """A browser of its own, which keeps its cookies."""
        return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def ask(
        self, browser: aiohttp.ClientSession, path: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        async with browser.get(URL(f"{self.url}{path}", encoded=True), headers=headers) as answer:
            return answer.status, await answer.text()

    def connect(self, browser: aiohttp.ClientSession, **headers: str) -> aiohttp.client._WSRequestContextManager:
        return browser.ws_connect(
            f"{self.url}ws?width=100&height=30", headers={"Origin": self.origin, **headers}, autoclose=True
        )

    def told(self) -> list[str]:
        """Lists everything that the program has noted so far."""
        return self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else []

    async def until_told(self, what: str) -> None:
        for _ in range(600):
            if what in self.told():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never told {what!r}; it was told {self.told()}")


@asynccontextmanager
async def served(tmp_path: Path, behaves: str = "kind") -> AsyncIterator[Visit]:
    until = asyncio.Event()
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    notes = tmp_path / "notes"
    program = [sys.executable, FAKE, behaves, str(notes)]
    serving = asyncio.create_task(serve(program, 0, ready=ready.set_result, until=until))
    try:
        yield Visit(await ready, notes, until)
    finally:
        until.set()
        await serving


def run(tmp_path: Path, walk: Callable[[Visit], Awaitable[None]], behaves: str = "kind") -> list[str]:
    """Runs the server through this walk, and ends it. Returns what the program was told."""

    async def whole() -> list[str]:
        async with served(tmp_path, behaves) as visit:
            await walk(visit)
        return visit.told()

    return asyncio.run(asyncio.wait_for(whole(), 60))


async def words(socket: aiohttp.ClientWebSocketResponse) -> str:
    return str((await socket.receive_bytes(timeout=20)).decode())


# ---- the guard


def test_nothing_answers_without_the_token(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        token = visit.url.parts[1]
        other_end = "B" if token.endswith("A") else "A"
        async with visit.browser() as browser:
            for path in (
                "",
                "ws",
                "static/js/textual.js",
                token[:-1],
                f"{token[:-1]}{other_end}/",
                f"%2F{token}/",
                f"x/{token}/",
            ):
                async with browser.get(URL(f"{visit.origin}/{path}", encoded=True)) as answer:
                    assert (answer.status, await answer.text()) == NOTHING, path
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await browser.ws_connect(f"{visit.origin}/ws", headers={"Origin": visit.origin})

    assert run(tmp_path, walk) == []


@pytest.mark.parametrize("host", ["rebound.example", "rebound.example:{port}", "localhost:{port}", "127.0.0.1"])
def test_another_name_for_this_computer_does_not_answer(host: str, tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            named = {"Host": host.format(port=visit.url.port)}
            assert await visit.ask(browser, headers=named) == NOTHING
            assert (await visit.ask(browser))[0] == 200
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await visit.connect(browser, **named)

    assert run(tmp_path, walk) == []


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://localhost:{port}"]
)
def test_the_page_of_another_site_gets_nothing(origin: str, tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            foreign = {"Origin": origin.format(port=visit.url.port)}
            assert await visit.ask(browser, headers=foreign) == NOTHING
            assert (await visit.ask(browser))[0] == 200
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await visit.connect(browser, **foreign)
            with pytest.raises(aiohttp.WSServerHandshakeError):  # none at all: no browser
                await browser.ws_connect(f"{visit.url}ws")

    assert run(tmp_path, walk) == []


def test_only_the_first_browser_can_use_the_address(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as first, visit.browser() as second:
            assert (await visit.ask(first))[0] == 200
            status, text = await visit.ask(second)
            assert (status, "Another browser uses this address" in text) == (403, True)
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await visit.connect(second)
            assert (await visit.ask(first))[0] == 200

    assert run(tmp_path, walk) == []


def test_the_address_is_another_one_each_time_and_of_this_computer_alone(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        assert visit.url.host == LOOPBACK
        assert len(visit.url.parts[1]) >= 43  # 32 random bytes
        addresses.add(visit.url.parts[1])

    addresses: set[str] = set()
    for _ in range(2):
        run(tmp_path, walk)
    assert len(addresses) == 2


def test_the_page_loads_nothing_from_elsewhere_and_is_kept_nowhere(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser, browser.get(visit.url) as answer:
            text = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self';")
            assert f"connect-src ws://{LOOPBACK}:{visit.url.port};" in policy
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "http" not in text.replace("http-equiv", "")
            assert "sound and the microphone are those of this computer" in " ".join(text.split())
            for each in ("static/js/textual.js", "static/css/xterm.css", "own/page.css", "own/page.js"):
                assert each in text
                assert (await visit.ask(browser, each))[0] == 200, each
            assert (await visit.ask(browser, "static/"))[0] == 403  # no list of files

    run(tmp_path, walk)


# ---- one page, and its end


def test_the_page_shows_the_program_and_passes_keys_on(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            async with visit.connect(browser) as socket:
                assert await words(socket) == "What do you need now?"
                await socket.send_json(["stdin", "1"])
                assert await words(socket) == "You pressed 1"

    assert run(tmp_path, walk) == [f"began 100x30 {DRIVER}", "key 1", "quit"]


def test_a_second_page_is_told_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_server, "RELOAD_PATIENCE", 0.1)

    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            async with visit.connect(browser) as socket:
                await words(socket)
                status, text = await visit.ask(browser)
                assert (status, "Companion is open already" in text) == (409, True)
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await visit.connect(browser)
                await socket.send_json(["stdin", "2"])
                assert await words(socket) == "You pressed 2"
            await visit.until_told("quit")
            assert (await visit.ask(browser))[0] == 200
            async with visit.connect(browser) as socket:
                assert await words(socket) == "What do you need now?"

    assert [line.split()[0] for line in run(tmp_path, walk)] == ["began", "key", "quit", "began", "quit"]


def test_a_page_that_is_loaded_anew_is_not_in_its_own_way(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            socket = await visit.connect(browser)
            await words(socket)
            again = asyncio.create_task(visit.ask(browser))
            await asyncio.sleep(0.2)
            await socket.close()
            assert (await again)[0] == 200

    run(tmp_path, walk)


def test_the_end_of_the_server_ends_the_program_kindly(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            socket = await visit.connect(browser)
            await words(socket)
            visit.until.set()
            assert (await asyncio.wait_for(socket.receive(), 20)).type is aiohttp.WSMsgType.CLOSE

    assert run(tmp_path, walk)[-1] == "quit"


def test_a_program_that_can_not_start_closes_its_page(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            async with visit.connect(browser) as socket:
                assert (await asyncio.wait_for(socket.receive(), 20)).type is aiohttp.WSMsgType.CLOSE

    assert run(tmp_path, walk, "dying") == []
    assert "it has no terminal" in capfd.readouterr().out


def test_a_program_that_ended_before_it_was_listened_to_closes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    opens = ShownApp._open_app_process

    async def opens_and_waits(app: ShownApp, width: int, height: int) -> Process:
        process = await opens(app, width, height)
        assert process.stdout is not None
        while not process.stdout.at_eof():
            await asyncio.sleep(0.01)
        return process

    monkeypatch.setattr(ShownApp, "_open_app_process", opens_and_waits)

    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            async with visit.connect(browser) as socket:
                assert (await asyncio.wait_for(socket.receive(), 20)).type is aiohttp.WSMsgType.CLOSE

    assert run(tmp_path, walk, "dying") == []
    assert "it has no terminal" in capfd.readouterr().out


def test_a_program_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_app, "ENDING_PATIENCE", 0.5)

    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            async with visit.connect(browser) as socket:
                await words(socket)

    assert run(tmp_path, walk, "stubborn")[-1] == "quit"  # and `run` returns


def test_a_frozen_page_does_not_hold_up_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page takes nothing any more, but its connection stays. A program that waited for it would obey no "stop"."""
    monkeypatch.setattr(shown_app, "FROZEN_AFTER", 0.3)

    async def walk(visit: Visit) -> None:
        async with visit.browser() as browser:
            await visit.ask(browser)
            socket = await visit.connect(browser)  # nothing is received from here on
            await visit.until_told("quit")
            await socket.close()

    run(tmp_path, walk, "chatty")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    async def walk(visit: Visit) -> None:
        assert visit.url.port is not None
        with pytest.raises(CompanionError, match="another program uses it already") as raised:
            await serve([sys.executable], visit.url.port, ready=lambda address: None, until=asyncio.Event())
        assert "Leave out --port" in raised.value.hint

    run(tmp_path, walk)
