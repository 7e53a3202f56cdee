"""The scripts behind `make run` and `make test`, on systems where something is missing.

The system is played by small scripts on an otherwise nearly empty PATH; their arguments show what would happen.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = ["sh", "grep", "find", "ls", "env", "uname", "dirname", "echo", "touch", "cat"]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="these scripts install Debian's packages; run it on Linux"
)


class System:
    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.bin.mkdir()
        self.log.touch()
        for name in NEEDED:
            found = shutil.which(name)
            assert found
            (self.bin / name).symlink_to(found)
        self.command("ldconfig", "exit 0")
        self.command("id", "echo 0")

    def command(self, name: str, body: str) -> None:
        """A command that writes its arguments to the log and then does `body`."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\n[ {name} = apt-get ] && echo "{name} $*" >> {self.log}\n{body}\n')
        path.chmod(0o755)

    def run(self, script: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.bin / "sh"), script, *arguments],
            cwd=cwd,
            env={"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    @property
    def installed(self) -> list[str]:
        """The packages that apt-get was asked for, once for each call."""
        calls = [line for line in self.log.read_text().splitlines() if " install " in line]
        return [line.split("--no-install-recommends ")[1] for line in calls]


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path)


PORTAUDIO = "echo '	libportaudio.so.2 (libc6,x86-64) => /usr/lib/libportaudio.so.2'"


def test_nothing_missing_calls_nobody(system: System) -> None:
    system.command("ldconfig", PORTAUDIO)
    system.command("apt-get", "exit 1")
    done = system.run(".ci/system", "run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert system.log.read_text() == ""


def test_portaudio_is_installed(system: System) -> None:
    system.command("apt-get", "exit 0")
    done = system.run(".ci/system", "run")
    assert done.returncode == 0
    assert system.installed == ["libportaudio2"]
    assert "Installing from the system's packages: libportaudio2" in done.stderr


def test_the_tests_need_a_sound_server(system: System) -> None:
    system.command("apt-get", "exit 0")
    system.command("find", "exit 0")
    system.command("chromium", "exit 0")
    assert system.run(".ci/system", "test").returncode == 0
    assert system.installed == ["libportaudio2 pulseaudio pulseaudio-utils minisign ffmpeg fish libasound2-plugins"]


def test_package_lists_that_are_too_old(system: System) -> None:
    """The first install fails (a package that is gone); after an update it is tried again."""
    marker = system.log.with_name("updated")
    system.command("apt-get", f'case "$*" in *update*) touch {marker};; *) [ -e {marker} ];; esac')
    system.command("ls", "exit 0")
    assert system.run(".ci/system", "run").returncode == 0
    assert system.installed == ["libportaudio2", "libportaudio2"]


def test_an_install_that_fails_is_said(system: System) -> None:
    system.command("apt-get", "exit 100")
    done = system.run(".ci/system", "run")
    assert done.returncode == 1
    assert "Not installed: libportaudio2. apt-get could not install them" in done.stderr


def test_no_apt(system: System) -> None:
    done = system.run(".ci/system", "run")
    assert done.returncode == 1
    assert "Not installed: libportaudio2. This system has no apt-get" in done.stderr
    assert "look for the same libraries" in done.stderr


def test_neither_root_nor_sudo(system: System) -> None:
    system.command("apt-get", "exit 0")
    system.command("id", "echo 1000")
    done = system.run(".ci/system", "run")
    assert done.returncode == 1
    assert "Please install them as root" in done.stderr
    assert system.installed == []


def test_sudo_never_asks_for_a_password_without_a_terminal(system: System) -> None:
    system.command("apt-get", "exit 0")
    system.command("id", "echo 1000")
    system.command("sudo", '[ "$1" = -n ] || exit 9; shift; exec "$@"')
    assert system.run(".ci/system", "run").returncode == 0
    assert system.installed == ["libportaudio2"]


def test_python_that_is_too_old(system: System, tmp_path: Path) -> None:
    (tmp_path / "tree" / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "install", tmp_path / "tree" / ".ci")
    system.command("python3", 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac')
    done = system.run(".ci/install", ".", cwd=tmp_path / "tree")
    assert done.returncode == 1
    assert "Companion needs Python 3.11 or newer; this machine has Python 3.9.2." in done.stderr


def test_a_newer_python_beside_an_old_one_is_taken(system: System, tmp_path: Path) -> None:
    (tmp_path / "tree" / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "install", tmp_path / "tree" / ".ci")
    system.command("python3", "exit 1")
    system.command("python3.12", 'case "$*" in --version) echo "Python 3.12.1";; "-m venv"*) exit 1;; esac')
    done = system.run(".ci/install", ".", cwd=tmp_path / "tree")
    assert "Making .venv with Python 3.12.1." in done.stderr
    assert "apt-get install python3.12-venv" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(("wanted", "lock"), [(".", "run"), (".[dev]", "dev")])
@pytest.mark.parametrize("fails", ["", "build.txt", "lock", "-e"])
def test_packages_are_installed_by_hash_and_never_otherwise(
    system: System, tmp_path: Path, wanted: str, lock: str, fails: str
) -> None:
    """pip is played as well: it fails at one of the three steps, and is not called again."""
    tree = tmp_path / "tree"
    (tree / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "install", tree / ".ci")
    python = tree / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    failing = {"lock": f"{lock}.txt"}.get(fails, fails) or "nothing"
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *" install "*) echo "$*" >> {system.log};; esac\n'
        f'case "$*" in *{failing}*) exit 1;; esac\n'
    )
    python.chmod(0o755)
    done = system.run(".ci/install", wanted, cwd=tree)
    asked = system.log.read_text().splitlines()
    assert done.returncode == (1 if fails else 0)
    assert len(asked) == {"build.txt": 1, "lock": 2, "-e": 3, "": 3}[fails]
    assert all("--require-hashes" in line and ".ci/lock/" in line for line in asked[:2])
    assert all("--no-deps --no-build-isolation -e" in line for line in asked[2:])
