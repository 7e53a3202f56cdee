"""Downloads for the packs' command line: a small file if it changed, a known file, a file that the person named.

Addresses are https, or http on this machine; anything else is refused before a connection is opened. Every failure is a
FetchFailed in words for people. The content of files is not looked at here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from companion.errors import FetchFailed
from companion.fetch.connection import NoSuchPart, NotModified, Response, SourceFailed, is_safe, open_url
from companion.fetch.download import Report, TooMuch, download, next_block, pour

SMALL_SECONDS = 60.0
"""Seconds for one small file, from its first byte to its last."""
TRIES = 5
_LONGEST_TAG = 1_000
_TAGS = {"etag": ("ETag", "If-None-Match"), "modified": ("Last-Modified", "If-Modified-Since")}


def checked(url: str) -> str:
    """Returns an address in the form to be asked. Raises FetchFailed for an unsafe or invalid one."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise FetchFailed("This isn't a web address.", place=url[:200], hint=_WRITE_IT) from None
    if parts.username or parts.password:
        raise FetchFailed("I can't use an address with a password in it.", hint=_WRITE_IT)
    if not is_safe(url):
        plain = parts.scheme == "http"
        raise FetchFailed(
            "This address begins with http:, which isn't secure: someone could change the file on its way to you."
            if plain
            else "I can't download from this address.",
            place=url[:200],
            hint="Write https: instead of http: and try again." if plain else _WRITE_IT,
        )
    # Python refuses spaces and letters outside ASCII in an address; browsers turn them into %20 and so on.
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")


_WRITE_IT = "It should look like https://example.org/packs/. If unsure, ask the person who gave it to you."


class Web:
    """The files below one address. Each call opens at most a few connections, and keeps none open."""

    def __init__(self, base: str, report: Report = lambda done, total: None) -> None:
        """`base` is a folder's address; a missing slash at its end is added."""
        self.base = checked(base if base.endswith("/") else f"{base}/")
        self._report = report

    def small(self, name: str, most: int, tags: Mapping[str, str]) -> tuple[bytes, dict[str, str]] | None:
        """Fetches a file of at most `most` bytes, and the tags to ask with next time.

        None if it is unchanged since.
        """
        url = urljoin(self.base, quote(name))
        headers = {header: tags[key] for key, (_, header) in _TAGS.items() if tags.get(key)}
        with _in_words(url):
            try:
                response = open_url(url, headers)
            except NotModified:
                if headers:
                    return None
                raise
            with closing(response):
                if response.status != 200:
                    raise SourceFailed(f"it didn't send the file (code {response.status})")
                return _read(response, most), _tags(response)

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        """Fetches a file of known size and hash, continuing after the bytes in `part`. Raises FetchFailed or
        OSError."""
        url = urljoin(self.base, quote(name))
        with _in_words(url, lambda: part.exists() and part.stat().st_size > 0):
            download(url, part, size=size, sha256=sha256, report=self._report)


def fetch_named(
    url: str, folder: Path, most: int, report: Report = lambda done, total: None, name: str = "download"
) -> Path:
    """Fetches a file of unknown size and hash into `folder`, continuing where an earlier try broke off.

    Only the server says whether the file is complete, so the caller has to check it. The caller also removes it. Raises
    FetchFailed or OSError.
    """
    url = checked(url)
    stem = hashlib.sha256(url.encode()).hexdigest()[:20]
    part, told = folder / f"{stem}.part", folder / f"{stem}.json"
    with _in_words(url, lambda: _earlier(part, told)[0] > 0):
        anew = False
        for last in [False] * (TRIES - 1) + [True]:
            before = part.stat().st_size if part.exists() and not anew else 0
            try:
                if _go_on(url, part, told, most, report, anew=anew):
                    break
            except NoSuchPart:
                if last or not before:
                    raise
                # The beginning cannot be continued, so the whole file is asked for. It stays until that comes.
                anew = True
                continue
            if last or part.stat().st_size <= before:
                raise SourceFailed("the connection was lost before the end")
            anew = False
    told.unlink(missing_ok=True)
    return part.replace(folder / f"{stem}.{name}")


def _go_on(url: str, part: Path, told: Path, most: int, report: Report, *, anew: bool) -> bool:
    """Opens one connection. Tells whether the file is whole now. `anew` asks for all of it."""
    have, condition, total = (0, "", None) if anew else _earlier(part, told)
    headers = {"Range": f"bytes={have}-", "If-Range": condition} if have else {}
    with closing(open_url(url, headers)) as response:
        have, total = _start(response, have, total)
        if total is not None and total > most:
            raise SourceFailed(f"the file is too large ({total / 1e6:.0f} MB; at most {most / 1e6:.0f} MB are allowed)")
        if not have:
            told.write_text(json.dumps({"tag": _strong(response), "total": total}), encoding="utf-8")
        try:
            have = pour(
                response,
                part,
                have=have,
                most=most if total is None else total,
                report=lambda done: report(done, total or done),
            )
        except TooMuch:
            _forget(part, told)
            raise SourceFailed("it sent more than it should") from None
    return total is None or have == total


def _earlier(part: Path, told: Path) -> tuple[int, str, int | None]:
    """Returns the bytes that an earlier try left, the server's name for the file, and its size; 0 if they cannot be
    used."""
    try:
        have = part.stat().st_size
        kept = json.loads(told.read_text(encoding="utf-8"))
        tag, total = kept["tag"], kept["total"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0, "", None
    usable = isinstance(tag, str) and tag and _harmless(tag) and type(total) is int and have < total
    if not usable:
        return 0, "", None
    return have, tag, total


def _start(response: Response, have: int, total: int | None) -> tuple[int, int | None]:
    """Returns the offset that the body starts at, and the whole file's size, if the server gives it."""
    if response.status == 206:
        said = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", "").strip())
        if said and int(said[1]) == have and int(said[2]) == total:
            return have, total
        raise NoSuchPart("it sent the wrong part of the file")
    if response.status != 200:
        raise SourceFailed(f"it didn't send the file (code {response.status})")
    length = response.headers.get("Content-Length", "").strip()
    return 0, int(length) if length.isdecimal() and len(length) < 16 else None


def _strong(response: Response) -> str:
    """Finds the value for If-Range: a strong ETag, or the date. Empty if there is neither."""
    tag = str(response.headers.get("ETag", ""))
    if not tag or tag.startswith("W/"):
        tag = str(response.headers.get("Last-Modified", ""))
    return tag if _harmless(tag) else ""


def _tags(response: Response) -> dict[str, str]:
    found = {key: str(response.headers.get(header, "")) for key, (header, _) in _TAGS.items()}
    return {key: value for key, value in found.items() if value and _harmless(value)}


def _harmless(value: str) -> bool:
    """Tells whether a tag can be sent back in a header: it holds only printable ASCII."""
    return len(value) <= _LONGEST_TAG and value.isascii() and value.isprintable()


def _read(response: Response, most: int) -> bytes:
    until = time.monotonic() + SMALL_SECONDS
    length = response.headers.get("Content-Length", "").strip()
    data = bytearray()
    response.end_within(SMALL_SECONDS)
    while block := next_block(response):
        data += block
        if len(data) > most:
            raise SourceFailed("it sent more than it should")
        if time.monotonic() > until:
            raise SourceFailed("it is too slow")
    if length.isdecimal() and len(data) != int(length):
        raise SourceFailed("the connection was lost before the end")
    return bytes(data)


def _forget(*files: Path) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


@contextlib.contextmanager
def _in_words(url: str, kept: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Raises FetchFailed in the place of SourceFailed. `kept` tells whether the next try can go on with a part."""
    try:
        yield
    except SourceFailed as why:
        hint = "Check the address and your connection, then try again."
        raise FetchFailed(
            f"The download failed: {why}.",
            place=url,
            hint=f"{hint} It continues where it left off." if kept() else hint,
        ) from why
