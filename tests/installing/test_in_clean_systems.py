"""The wheel and the package for Debian in clean systems: installed, started, heard without a network, and removed.

`make test-installing` runs each test in a process of its own, two at the same time. It makes what they share before
them: COMPANION_DEB is the package, and COMPANION_BASES the folder with a clean Debian of each suite. A test that is run
by hand makes both itself.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion import __version__
from tests.audio.rig import RATE, SoundRig
from tests.audio.rig import why_not as why_no_sound
from tests.installing.clean_system import GIVEN, HOME, CleanSystem, clean_system, installs, make_base, why_not
from tests.screen.pty_program import PtyProgram
from tests.shipped import FIRST_WORDS, LAST_WORDS

ROOT = Path(__file__).parents[2]
SUITES = ("bookworm", "trixie")
"""Debian 12 and 13. Ubuntu's packages come from another place than Debian's, so Ubuntu 24.04 was only tried by hand, on
2026-11-30: with its base in COMPANION_BASES, both tests passed."""
DEB = f"companion_{__version__}.deb"
COMPANION = f"{HOME}/.local/bin/companion"
"""The command as pipx installs it."""
TOOLS = ("pipx", "uv", "twine", "readme-renderer[md]")
"""Programs that install a wheel for a person, and the one that checks the page which a registry would show of it."""
UV = {"UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy", "UV_TOOL_BIN_DIR": f"{HOME}/by-uv"}
"""The system's own Python, and a place of its own for the command: pipx would have to replace it otherwise."""

pytestmark = [pytest.mark.timeout(3000), pytest.mark.skipif(bool(why_not()), reason=why_not() or "never")]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if given := os.environ.get("COMPANION_DEB"):
        return Path(given)
    environment = {**os.environ, "PYTHON": sys.executable}
    built = tmp_path_factory.mktemp("package") / DEB
    command = ["sh", ".ci/deb/build", "quick", str(built)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(ROOT)]
    subprocess.run(command, check=True, timeout=300)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module", params=SUITES)
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if kept := os.environ.get("COMPANION_BASES"):
        place = Path(kept) / request.param
        return place if place.exists() else make_base(request.param, Path(kept))
    return make_base(request.param, tmp_path_factory.mktemp("base"))


@pytest.fixture
def rig() -> Iterator[SoundRig]:
    if reason := why_no_sound():
        pytest.skip(reason)
    with SoundRig() as made:
        made.folder.chmod(0o755)  # the person there is nobody here
        yield made


def hear_right_now(system: CleanSystem, rig: SoundRig, program: str) -> None:
    """Plays the one-minute exercise to its end, without a network, and listens to it."""
    loudspeaker = rig.record_loudspeaker()
    done = system.run(program, "play", "right-now", "--plain")
    heard = loudspeaker.stop().samples
    assert FIRST_WORDS in done.stdout, done.stdout + done.stderr
    assert LAST_WORDS in done.stdout
    assert "Traceback" not in done.stderr
    seconds = [heard[at : at + RATE] for at in range(0, len(heard), RATE)]
    loud = [float(np.sqrt(np.mean(each**2))) > 0.003 for each in seconds]
    assert sum(loud) > 15, f"{sum(loud)} of {len(loud)} seconds have a sound"  # a third of the exercise is speech


def hear_a_little(system: CleanSystem, rig: SoundRig, program: str) -> None:
    """Begins the same exercise, types "stop" once it is heard, and waits for its last words."""
    loudspeaker = rig.record_loudspeaker()
    started = time.monotonic()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    process = system.start(program, "play", "right-now", "--plain", **pipes)
    try:
        loudspeaker.wait_for_sound(after=started, timeout=60.0)
        said, _ = process.communicate("stop\n", timeout=120.0)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)
    assert FIRST_WORDS in said
    assert "We’ve stopped." in said
    assert process.returncode == 0


@contextlib.contextmanager
def in_a_terminal(system: CleanSystem, *command: str) -> Iterator[PtyProgram]:
    """Runs a command of the system in a terminal with all colours."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        system.command(*command), env=system.environment(COLORTERM="truecolor"), stdin=theirs, stdout=theirs,
        stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield PtyProgram(ours, process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(10)
        os.close(ours)


def first_page(system: CleanSystem, *command: str) -> int:
    """Starts a command in a terminal, waits for the first page, and closes it with Ctrl+Q. Returns the exit code."""
    with in_a_terminal(system, *command) as program:
        assert program.wait_for("What do you need now?", 60.0), "no first page"
        program.settle()
        program.press(b"\x11")
        return program.exit_code()


def test_the_package_for_debian(base: Path, package: Path, rig: SoundRig, tmp_path: Path) -> None:
    with clean_system(base, tmp_path / "clean", {DEB: package}, rig.folder) as system:
        before = system.files()
        system.run(*installs(f"{GIVEN}/{DEB}"), root=True, network=True)
        assert system.run("companion", "--version").stdout.startswith(f"companion {__version__}\n")
        assert "right-now" in system.run("companion", "list").stdout
        hear_right_now(system, rig, "companion")
        told = system.run("companion", "doctor", code=None).stdout
        assert "“joe” can read to you." in told
        assert "The speech recognition understands a spoken “stop”." in told
        assert "The parts that listen, speak and read sound files can't open" in told
        assert first_page(system, "/opt/companion/start") == 0
        its_menu_entry(system)
        its_editor_has_colours(system)
        own = system.own_files()
        assert own, "the cache and the logs are the person's own files"
        system.run("apt-get", "-qq", "purge", "-y", "companion", root=True)
        system.run("apt-get", "-qq", "autoremove", "--purge", "-y", root=True)
        assert system.files() - before == set()
        assert system.own_files() == own


def its_editor_has_colours(system: CleanSystem) -> None:
    """The editor sets the names of an exercise's parts in the accent of the night theme: it can tell what they are."""
    system.run("sh", "-c", f"printf '# Mine.\\ntitle: An evening\\n' > {HOME}/evening.yaml")
    with in_a_terminal(system, "companion", "write", f"{HOME}/evening.yaml") as program:
        assert program.wait_for("An evening", 60.0), "no editor"
        program.settle()
        assert re.search(rb"\x1b\[38;2;20[67];152;98;[0-9;]*mtitle", program.written), program.written[-3000:]


def its_menu_entry(system: CleanSystem) -> None:
    """The menu entry opens the terminal that is there, and says what is missing if there is none."""
    entry = system.run("cat", "/usr/share/applications/companion.desktop").stdout
    assert "\nExec=/opt/companion/start\n" in entry
    entry = system.run("cat", "/usr/share/applications/companion-pack.desktop").stdout
    assert "\nExec=/opt/companion/start %f\n" in entry
    kind = system.run("cat", "/usr/share/mime/packages/companion.xml").stdout
    assert "MimeType=application/vnd.companion.pack+zip;" in entry
    assert 'type="application/vnd.companion.pack+zip"' in kind
    for icon in ("scalable/apps/companion.svg", "256x256/apps/companion.png"):
        system.run("test", "-s", f"/usr/share/icons/hicolor/{icon}")
    assert "I can't find a terminal" in system.run("/opt/companion/start", code=1).stderr
    for terminal, asked in (
        ("xterm", "-e /opt/companion/start"),
        ("x-terminal-emulator", "-e /opt/companion/start"),
        ("xdg-terminal-exec", "/opt/companion/start"),
    ):
        system.write(f"/usr/local/bin/{terminal}", f'#!/bin/sh\necho "{terminal}: $*"\n')
        assert system.run("/opt/companion/start").stdout == f"{terminal}: {asked}\n"
        pack = f"{HOME}/my evenings-1.0.0.companion.zip"
        assert system.run("/opt/companion/start", pack).stdout == f"{terminal}: {asked} {pack}\n"
    for terminal in ("xterm", "x-terminal-emulator", "xdg-terminal-exec"):
        system.remove(f"/usr/local/bin/{terminal}")


def test_the_wheel(base: Path, wheel: Path, rig: SoundRig, tmp_path: Path) -> None:
    """Installed by each of the two programs that its page names; the second one removes nothing of the first's."""
    with clean_system(base, tmp_path / "clean", {wheel.name: wheel}, rig.folder) as system:
        needs = ("python3", "python3-venv", "libportaudio2")
        system.run(*installs(*needs), root=True, network=True)
        for tool in ("git", "make", "gcc", "npm"):
            system.run("sh", "-c", f"! command -v {tool}")
        tools = f"{HOME}/tools"
        system.run("python3", "-m", "venv", tools)
        pip = (f"{tools}/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        system.run(*pip, *TOOLS, network=True)
        system.run(f"{tools}/bin/twine", "check", "--strict", f"{GIVEN}/{wheel.name}")
        system.run(f"{tools}/bin/uv", "tool", "install", "--quiet", f"{GIVEN}/{wheel.name}", network=True, **UV)
        it_starts(system, f"{UV['UV_TOOL_BIN_DIR']}/companion")
        system.run(f"{tools}/bin/pipx", "install", "--quiet", f"{GIVEN}/{wheel.name}", network=True)
        it_starts(system, COMPANION)
        assert "examples:" in system.run(COMPANION, "--help").stdout
        assert "right-now" in system.run(COMPANION, "list").stdout
        hear_a_little(system, rig, COMPANION)
        assert first_page(system, COMPANION) == 0
        failed = system.run(COMPANION, "setup", code=1)
        assert "Check your connection" in failed.stderr
        assert "Traceback" not in failed.stderr
        system.run(COMPANION, "setup", network=True)
        told = system.run(COMPANION, "doctor", code=None).stdout
        assert "“joe” can read to you." in told
        assert "The speech recognition understands a spoken “stop”." in told
        system.run(f"{tools}/bin/pipx", "uninstall", "companion-aloud")
        system.run("test", "!", "-e", COMPANION)


def it_starts(system: CleanSystem, program: str) -> None:
    """Starts what a person has installed for themselves, and plays the one-minute exercise at sixty times the speed."""
    assert system.run(program, "--version").stdout.startswith(f"companion {__version__}\n")
    assert LAST_WORDS in system.run(program, "play", "right-now", "--plain", "--speed", "60").stdout
