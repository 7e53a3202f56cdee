"""Chromium without a window, steered through its DevTools: opens pages, presses keys, and tells what a page got.

The terminal of a page is painted, so its text is read from what came through the page's WebSocket.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from companion.screen.fresh_page import SECONDS

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0
"""Seconds that a page may take for anything: a start of the program on a busy machine takes ten."""
_ESCAPES = re.compile(r"\x1b\[[0-9;?<>$]*[A-Za-z]|\x1b.")
_CODES = {"Escape": 27, "Enter": 13, "ArrowDown": 40, "F2": 113, "F10": 121}


def path() -> str:
    """The program; the test is skipped where there is none."""
    found = next((found for name in NAMES if (found := shutil.which(name))), None)
    if found is None:
        pytest.skip("Chromium is not installed (Debian's package: chromium)")
    return found


class Page:
    """One tab."""

    def __init__(self, browser: Chromium, target: str, session: str) -> None:
        self._browser = browser
        self._target = target
        self._session = session
        self.painted = ""
        """All text that the program has painted, without its colours."""
        self.asked_for: list[str] = []
        """The address of every request, and of every WebSocket."""
        self.refused: list[str] = []
        """Everything that the browser complained about."""

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        return await self._browser.call(method, session=self._session, **parameters)

    async def type(self, text: str) -> None:
        await self.call("Input.insertText", text=text)

    async def press(self, key: str) -> None:
        """Presses a key; Enter only after the first moment of a page, in which it does nothing."""
        if key == "Enter":
            await asyncio.sleep(SECONDS + 0.3)
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            code = _CODES[key]
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    async def text(self) -> str:
        """The words of the page itself."""
        found = await self.call("Runtime.evaluate", expression="document.body.innerText")
        return str(found["result"].get("value", ""))

    async def until(self, seen: Callable[[str], bool] | str) -> None:
        """Waits until the program has painted this, or until its text is as it should be."""
        fits = seen if callable(seen) else lambda painted: seen in painted
        for _ in range(round(PATIENCE / 0.05)):
            if fits(self.painted):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never painted: {seen}; there is: {self.painted[-3000:]!r}")

    async def until_it_says(self, words: str) -> None:
        """Waits until the page itself says this."""
        for _ in range(round(PATIENCE / 0.1)):
            if words in await self.text():
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"the page never says {words!r}: {await self.text()!r}")

    async def picture(self) -> bytes:
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])

    async def close(self) -> None:
        await self._browser.call("Target.closeTarget", targetId=self._target)

    def told(self, method: str, what: dict[str, Any]) -> None:
        if method == "Network.webSocketFrameReceived":
            frame = what["response"]
            if frame["opcode"] == 2:
                self.painted += _ESCAPES.sub("", base64.b64decode(frame["payloadData"]).decode("utf-8", "replace"))
        elif method == "Network.requestWillBeSent":
            self.asked_for.append(what["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.asked_for.append(what["url"])
        elif method in {"Log.entryAdded", "Runtime.exceptionThrown"}:
            self.refused.append(str(what))


class Chromium:
    """The connection to the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}

    async def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        to = {"sessionId": session} if session else {}
        await self._socket.send_json({"id": number, "method": method, "params": parameters, **to})
        return await asyncio.wait_for(self._waiting[number], PATIENCE)

    async def listen(self) -> None:
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                waiting = self._waiting.pop(told["id"])
                if "error" in told:
                    waiting.set_exception(RuntimeError(str(told["error"])))
                else:
                    waiting.set_result(told["result"])
            elif (page := self._pages.get(told.get("sessionId", ""))) is not None:
                page.told(told["method"], told["params"])

    async def open(self, address: str) -> Page:
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        page = self._pages[session] = Page(self, target, session)
        for domain in ("Network", "Page", "Runtime", "Log"):
            await page.call(f"{domain}.enable")
        await page.call("Page.navigate", url=address)
        return page


@contextlib.asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Chromium]:
    """Starts Chromium with an empty profile in this folder, and ends it."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # root may not have one
    process = await asyncio.create_subprocess_exec(
        path(),
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "--window-size=1100,760",
        "--no-first-run",
        "--disable-dev-shm-usage",
        *sandbox,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        written = folder / "DevToolsActivePort"
        for _ in range(round(PATIENCE / 0.1)):
            if written.exists() and len(written.read_text(encoding="utf-8").splitlines()) == 2:
                break
            await asyncio.sleep(0.1)
        port, at = written.read_text(encoding="utf-8").splitlines()
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(f"ws://127.0.0.1:{port}{at}", max_msg_size=0) as socket,
        ):
            browser = Chromium(socket)
            listening = asyncio.create_task(browser.listen())
            try:
                yield browser
                with contextlib.suppress(ConnectionError):
                    await socket.send_json({"id": 0, "method": "Browser.close"})
            finally:
                listening.cancel()
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 10)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
