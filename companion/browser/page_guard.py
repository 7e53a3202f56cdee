"""The guard in front of the page: it lets in only the browser that first opened the address with the token.

Every other request gets one and the same answer, which tells nothing. DNS rebinding doesn't help a page of another
site, because the Host header has to name this very address.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

LOOPBACK: Final = "127.0.0.1"
"""The only address that is listened on: nothing outside of this computer can reach it."""
TOKEN_BYTES: Final = 32
"""Random bytes in the token, and in the cookie: 256 bits can't be guessed."""
_COOKIE: Final = "companion"
_NOTHING: Final = "There is nothing here."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageGuard:
    """The address of one run, and who may ask there."""

    def __init__(self) -> None:
        self.token: Final = secrets.token_urlsafe(TOKEN_BYTES)
        self._key: Final = secrets.token_urlsafe(TOKEN_BYTES)
        """The value of the cookie of the one browser that may use the page."""
        self._taken = False
        """True once a browser has got the cookie."""
        self.port = 0
        """The port that is listened on; 0 before it is known."""

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def prefix(self) -> str:
        """The path under which everything is."""
        return f"/{self.token}"

    @property
    def address(self) -> str:
        return f"{self.origin}{self.prefix}/"

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Passes on what may come in, and gives everything else the same answer; aiohttp's middleware."""
        if not self.knows(request):
            return web.Response(status=404, text=_NOTHING)
        return await handler(request)

    def knows(self, request: web.Request) -> bool:
        """Tells whether the request has the token, asks for this very address, and comes from no other site's page."""
        given = request.path.split("/")[1]
        right = secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode())
        elsewhere = request.headers.get("Origin", self.origin) != self.origin
        return right and request.host == f"{LOOPBACK}:{self.port}" and not elsewhere

    def is_ours(self, request: web.Request) -> bool:
        """Tells whether it comes from the browser that opened the page first."""
        given = request.cookies.get(_COOKIE, "")
        return secrets.compare_digest(given.encode("utf-8", "replace"), self._key.encode())

    def lets_in(self, request: web.Request) -> bool:
        """Tells whether this browser may have the page: the first one that asks, and no other after it."""
        return self.is_ours(request) or not self._taken

    def take_in(self, response: web.StreamResponse) -> None:
        """Gives the browser the cookie by which it is known from now on."""
        self._taken = True
        response.set_cookie(_COOKIE, self._key, path=f"{self.prefix}/", httponly=True, samesite="Strict")

    async def add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Adds the headers by which a browser loads nothing from elsewhere, and keeps and passes on nothing."""
        response.headers.update(
            {
                "Content-Security-Policy": (
                    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
                    f"img-src 'self' data:; connect-src ws://{LOOPBACK}:{self.port}; "
                    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                ),
                "Cache-Control": "no-store",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            }
        )
