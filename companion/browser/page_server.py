"""The program in a browser: a server on this computer alone, which shows it on one page at a time.

textual-serve brings the page's terminal and connects it with the program. We add the page around it, the guard in front
of everything, and the end: closing the page ends the program.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

from companion.browser.page_guard import LOOPBACK, PageGuard
from companion.browser.shown_app import ShownApp
from companion.errors import CompanionError, told_by_system

HEARTBEAT: Final = 15.0
"""Seconds between two questions whether the page is still there; without an answer it counts as closed."""
RELOAD_PATIENCE: Final = 1.5
"""Seconds in which a page that is loaded anew waits for its own old connection to end: loading takes a few tenths."""
_BUSY, _OTHER_BROWSER = 409, 403
"""The HTTP states of the two pages that say why there is no other one."""


class PageServer(Server):
    """Shows the program on one page at a time."""

    def __init__(self, arguments: Sequence[str], pages: Path) -> None:
        """`arguments` start the program; `pages` is the folder of this room's own pages."""
        super().__init__(arguments[0], host=LOOPBACK, title="Companion", templates_path=pages)
        self.guard = PageGuard()
        self._arguments = arguments
        self._pages = pages
        self._open: web.WebSocketResponse | None = None
        """The connection of the page that is open."""
        self._one_at_a_time = asyncio.Lock()
        """Held while the program of a page runs, or ends."""

    async def _make_app(self) -> web.Application:
        """Makes the server: the guard, and behind it everything under the token."""
        inner = web.Application()
        aiohttp_jinja2.setup(inner, loader=jinja2.FileSystemLoader(self._pages), autoescape=True)
        inner.add_routes(
            [
                web.get("/", self.show_page, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.static("/static", self.statics_path, name="static"),
                web.static("/own", self._pages, name="own"),
            ]
        )
        outer = web.Application(middlewares=[self.guard.guard])
        outer.on_response_prepare.append(self.guard.add_headers)
        outer.on_shutdown.append(self.on_shutdown)
        outer.add_subapp(f"{self.guard.prefix}/", inner)
        return outer

    async def show_page(self, request: web.Request) -> web.StreamResponse:
        """Shows the program's page, or a page that says why it can't be opened here."""
        if not self.guard.lets_in(request):
            return self._render("other_browser.html", request, _OTHER_BROWSER)
        if not await self._free():
            return self._render("busy.html", request, _BUSY)
        response = self._render("program.html", request)
        self.guard.take_in(response)
        return response

    def _render(self, name: str, request: web.Request, status: int = 200) -> web.Response:
        base = f"{self.guard.prefix}/"
        context: dict[str, Any] = {
            "base": base,
            "websocket": f"ws://{LOOPBACK}:{self.guard.port}{base}ws",
            "font_size": min(60, max(8, to_int(request.query.get("fontsize", "18"), 18))),
        }
        return aiohttp_jinja2.render_template(name, request, context, status=status)

    async def _free(self) -> bool:
        """Tells whether no other page shows the program. A page that is loaded anew is given time to let go."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RELOAD_PATIENCE):
                while self._is_open():
                    await asyncio.sleep(0.05)
        return not self._is_open()

    def _is_open(self) -> bool:
        return self._open is not None and not self._open.closed

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Runs the program for a page, until one of the two ends."""
        if not self.guard.is_ours(request) or "Origin" not in request.headers or self._is_open():
            raise web.HTTPForbidden
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT)
        self._open = websocket
        await websocket.prepare(request)
        async with self._one_at_a_time:  # the program of the page before this one may still be ending
            shown = ShownApp(
                self._arguments,
                write_bytes=websocket.send_bytes,
                write_str=websocket.send_str,
                close=lambda: _closed(websocket),
            )
            width, height = (to_int(request.query.get(name, ""), usual) for name, usual in _USUAL_SIZE)
            try:
                await shown.start(width, height)
                await self._process_messages(websocket, shown)
            finally:
                if self._open is websocket:
                    self._open = None
                await shown.stop()
        return websocket

    async def on_shutdown(self, app: web.Application) -> None:
        """Closes the page, which ends the program."""
        if self._open is not None:
            await self._open.close()
        async with self._one_at_a_time:
            pass  # it has ended


_USUAL_SIZE: Final = (("width", 80), ("height", 24))
"""Cells and rows of the terminal on a page that does not say how large it is."""


async def _closed(websocket: web.WebSocketResponse) -> None:
    await websocket.close()


async def serve(arguments: Sequence[str], port: int, *, ready: Callable[[str], None], until: asyncio.Event) -> None:
    """Serves the program to the browser until the event `until` is set. Calls `ready` with the address once it can be
    opened.

    `arguments` start the program; a `port` of 0 lets the system choose one. Raises CompanionError if the port can't be
    opened.
    """
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # its errors hold addresses with the token
    with as_file(files("companion.browser") / "pages") as pages:
        server = PageServer(arguments, pages)
        runner = web.AppRunner(await server._make_app(), access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, LOOPBACK, port).start()
            server.guard.port = runner.addresses[0][1]
            ready(server.guard.address)
            await until.wait()
        except OSError as error:
            raise _no_port(port, error) from error
        finally:
            await runner.cleanup()


def _no_port(port: int, error: OSError) -> CompanionError:
    taken = error.errno == errno.EADDRINUSE
    why = "another program uses it already" if taken else told_by_system(error)
    return CompanionError(f"I can't use port {port}: {why}.", hint="Leave out --port, and I'll find one that is free.")
