"""What the packs' command line asks of the web: a small file if it changed, a known file, a file somebody named.

Addresses are https, or http on this machine; anything else is refused before a connection is opened. Every failure is
a FetchFailed in words for people. What the files mean is not known here.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from companion.errors import FetchFailed
from companion.fetch.connection import NotModified, Response, SourceFailed, is_safe, open_url
from companion.fetch.download import Report, download

SMALL_SECONDS = 60.0
"""For one small file, from its first byte to its last."""
TRIES = 5
_BLOCK = 1 << 16
_LONGEST_TAG = 1_000
_TAGS = {"etag": ("ETag", "If-None-Match"), "modified": ("Last-Modified", "If-Modified-Since")}


def checked(url: str) -> str:
    """The address, if it may be asked. Raises FetchFailed."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise FetchFailed("This is no address.", place=url[:200], hint=_WRITE_IT) from None
    if parts.username or parts.password:
        raise FetchFailed("An address with a password in it is not taken.", hint=_WRITE_IT)
    if not is_safe(url):
        plain = parts.scheme == "http"
        raise FetchFailed(
            "This address begins with http:, so anybody on the way could change what it sends."
            if plain
            else "This is no address that Companion can fetch from.",
            place=url[:200],
            hint="Write https: instead of http: and try again." if plain else _WRITE_IT,
        )
    # Python refuses spaces and letters outside ASCII in an address; browsers turn them into %20 and so on.
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")


_WRITE_IT = "Write it like https://example.org/packs/"


class Web:
    """The files below one address. Each call opens at most a few connections, and keeps none open."""

    def __init__(self, base: str, report: Report = lambda done, total: None) -> None:
        """`base` is a folder's address; a missing slash at its end is added."""
        self.base = checked(base if base.endswith("/") else f"{base}/")
        self._report = report

    def small(self, name: str, most: int, tags: Mapping[str, str]) -> tuple[bytes, dict[str, str]] | None:
        """A file of at most `most` bytes, and the tags to ask with next time; None where it is unchanged since."""
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
                    raise SourceFailed(f"it answered {response.status}")
                return _read(response, most), _tags(response)

    def file(self, name: str, part: Path, size: int, sha256: str) -> None:
        """A file of known size and hash, going on with what is in `part`. Raises FetchFailed or OSError."""
        url = urljoin(self.base, quote(name))
        with _in_words(url):
            download(url, part, size=size, sha256=sha256, report=self._report)


def fetch_named(
    url: str, folder: Path, most: int, report: Report = lambda done, total: None, name: str = "download"
) -> Path:
    """A file whose size and hash nobody told, into `folder`; taken up again where an earlier try broke off.

    What is whole is decided by the server's own word, so the caller has to check what came. The caller removes it.
    Raises FetchFailed or OSError.
    """
    url = checked(url)
    stem = hashlib.sha256(url.encode()).hexdigest()[:20]
    part, told = folder / f"{stem}.part", folder / f"{stem}.json"
    with _in_words(url):
        for last in [False] * (TRIES - 1) + [True]:
            before = part.stat().st_size if part.exists() else 0
            if _go_on(url, part, told, most, report):
                break
            if last or part.stat().st_size <= before:
                raise SourceFailed("the connection broke off before the end")
    told.unlink(missing_ok=True)
    return part.replace(folder / f"{stem}.{name}")


def _go_on(url: str, part: Path, told: Path, most: int, report: Report) -> bool:
    """One connection. Whether the file is whole now."""
    have, condition, total = _earlier(part, told)
    headers = {"Range": f"bytes={have}-", "If-Range": condition} if have else {}
    with closing(open_url(url, headers)) as response:
        have, total = _start(response, have, total)
        if total is not None and total > most:
            raise SourceFailed(f"the file is too large ({total / 1e6:.0f} MB, where {most / 1e6:.0f} are the most)")
        if not have:
            told.write_text(json.dumps({"tag": _strong(response), "total": total}), encoding="utf-8")
        with part.open("r+b" if have else "wb") as file:
            file.truncate(have)
            file.seek(have)
            since, then = time.monotonic(), have
            while block := _block(response):
                have += len(block)
                if have > most or (total is not None and have > total):
                    _forget(part, told)
                    raise SourceFailed("it sends more than it should")
                file.write(block)
                report(have, total or have)
                if time.monotonic() - since > 30:
                    if (have - then) / 30 < 2_000:
                        raise SourceFailed("it is too slow to be worth waiting for")
                    since, then = time.monotonic(), have
    return total is None or have == total


def _earlier(part: Path, told: Path) -> tuple[int, str, int | None]:
    """How much an earlier try left, what the server called the file then, and its size; 0 where it is of no use."""
    try:
        have = part.stat().st_size
        kept = json.loads(told.read_text(encoding="utf-8"))
        tag, total = kept["tag"], kept["total"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0, "", None
    if not (isinstance(tag, str) and tag and isinstance(total, int) and have < total):
        return 0, "", None
    return have, tag, total


def _start(response: Response, have: int, total: int | None) -> tuple[int, int | None]:
    """The offset that the body starts at, and the whole file's size where the server says it."""
    if response.status == 206 and have:
        said = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", "").strip())
        if said and int(said[1]) == have and int(said[2]) == total:
            return have, total
        raise SourceFailed("it answered with another part of the file than was asked for")
    if response.status != 200:
        raise SourceFailed(f"it answered {response.status}")
    length = response.headers.get("Content-Length", "").strip()
    return 0, int(length) if length.isdecimal() and len(length) < 16 else None


def _strong(response: Response) -> str:
    """What If-Range may be asked with: a strong ETag, or the date. Empty where there is neither."""
    tag = str(response.headers.get("ETag", ""))
    if not tag or tag.startswith("W/"):
        tag = str(response.headers.get("Last-Modified", ""))
    return tag if _harmless(tag) else ""


def _tags(response: Response) -> dict[str, str]:
    found = {key: str(response.headers.get(header, "")) for key, (header, _) in _TAGS.items()}
    return {key: value for key, value in found.items() if value and _harmless(value)}


def _harmless(value: str) -> bool:
    """Sent back in a header one day, so nothing but printable ASCII."""
    return len(value) <= _LONGEST_TAG and value.isascii() and value.isprintable()


def _read(response: Response, most: int) -> bytes:
    until = time.monotonic() + SMALL_SECONDS
    length = response.headers.get("Content-Length", "").strip()
    data = bytearray()
    while block := _block(response):
        data += block
        if len(data) > most:
            raise SourceFailed("it sends more than it should")
        if time.monotonic() > until:
            raise SourceFailed("it is too slow to be worth waiting for")
    if length.isdecimal() and len(data) != int(length):
        raise SourceFailed("the connection broke off before the end")
    return bytes(data)


def _block(response: Response) -> bytes:
    """The next bytes; none at the end, and none where the connection breaks: sizes tell which it was."""
    try:
        return response.read1(_BLOCK)
    except (OSError, http.client.HTTPException):
        return b""


def _forget(*files: Path) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


@contextlib.contextmanager
def _in_words(url: str) -> Iterator[None]:
    try:
        yield
    except SourceFailed as why:
        raise FetchFailed(
            f"It could not be fetched: {why}.",
            place=url,
            hint="Look at the address and at your connection, and try again; what has come already is kept.",
        ) from why
