"""A clean Debian in a folder (mmdebstrap), in which the program is installed and started as people would do it.

It needs root, mmdebstrap and overlay file systems; `why_not` says which of them is missing. Each `CleanSystem` begins
with the same small base, whatever was done in another one. Everything is mounted in a namespace of one command, so
nothing stays mounted. The mirror, the certificates and the names of the network are those of this machine. Shared
memory is not: JACK's library keeps a database there, and another system's version of it ends programs of this one.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

PERSON: Final = "person"
"""The one who uses the program there; they have no rights beyond their own folder."""
HOME: Final = f"/home/{PERSON}"
GIVEN: Final = "/mnt"
"""The folder there in which they find the files that they were given."""
OF_DESKTOPS: Final = ("ca-certificates", "libasound2-plugins")
"""Packages that a computer with a desktop has, so that nothing is learnt from installing them."""
BASE_SECONDS: Final = 600
COMMAND_SECONDS: Final = 600

_CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
_THEIR_CERTIFICATES: Final = "/etc/ssl/this-machine.crt"
_VIRTUAL: Final = ("dev", "proc", "sys", "run", "tmp", "mnt")

_INSIDE: Final = """\
mount -t overlay overlay -o "lowerdir=$BASE,upperdir=$LAYER/upper,workdir=$LAYER/work" "$LAYER/root"
cd "$LAYER/root"
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount --bind "$GIVEN" mnt
if [ -n "$SOUND" ]; then mkdir run/sound; mount --bind "$SOUND" run/sound; fi
exec "$@"
"""


def why_not() -> str:
    """Returns the reason why there can be no clean system here; empty if there can."""
    if not sys.platform.startswith("linux"):
        return "a clean Debian can only be made on Linux; run it there"
    if os.geteuid() != 0:
        return "only root can make a clean Debian in a folder; run it as root"
    for tool, package in (("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux"), ("chroot", "coreutils")):
        if shutil.which(tool) is None:
            return f"{tool} is missing (Debian's package: {package})"
    if not mirror():
        return "this system's list has no source of Debian's packages; run it on Debian"
    tried = subprocess.run(["unshare", "--mount", "--net", "true"], capture_output=True, text=True, check=False)
    return f"this system allows no namespaces; run it as root: {tried.stderr.strip()}" if tried.returncode else ""


def mirror() -> str:
    """Returns the address of Debian's packages that this machine uses; empty if it has none."""
    if shutil.which("apt-get") is None:
        return ""
    command = ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.findall(r"^Debian (\S+/debian/?)$", done.stdout, re.M)
    return found[0] if found else ""


def make_base(suite: str, folder: Path) -> Path:
    """Makes a minimal Debian of this suite, with a person in it. Takes about half a minute.

    It knows Debian's packages already, and has what every desktop has: the way from ALSA to its sound server.
    """
    base = folder / suite
    include = ("--variant=minbase", f"--include={','.join(OF_DESKTOPS)}")
    # Nothing in here has to outlive a loss of power.
    quickly = ("--dpkgopt=force-unsafe-io", "--skip=cleanup/apt", "--mode=root", "--quiet")
    settings = [f"--aptopt={each}" for each in Path("/etc/apt/apt.conf.d").glob("*registry*")]
    command = ["mmdebstrap", *include, *quickly, *settings, suite, str(base), mirror()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BASE_SECONDS, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    subprocess.run(["chroot", str(base), "useradd", "--create-home", PERSON], check=True, timeout=60)
    for file in ("/etc/resolv.conf", "/etc/hosts"):
        shutil.copy(file, f"{base}{file}")
    if _CERTIFICATES.exists():
        shutil.copy(_CERTIFICATES, f"{base}{_THEIR_CERTIFICATES}")
    return base


class CleanSystem:
    """One installation of Debian. `given` is a folder whose files the person gets, `sound` a folder with the socket of
    a sound server."""

    def __init__(self, base: Path, layer: Path, given: Path, sound: Path | None = None) -> None:
        self._base, self._layer, self._given, self._sound = base, layer, given, sound
        self.upper = layer / "upper"
        """Everything that has changed since the base."""
        for name in ("upper", "work", "root"):
            (layer / name).mkdir(parents=True)

    def command(self, *command: str, root: bool = False, network: bool = False) -> list[str]:
        """Returns the command line, for this machine, of a command in the system."""
        user = [] if root else [f"--userspec={PERSON}:{PERSON}"]
        inside = ["chroot", *user, str(self._layer / "root"), *command]
        spaces = ["--mount", *([] if network else ["--net"])]
        return ["unshare", *spaces, "sh", "-euc", _INSIDE, "sh", *inside]

    def environment(self, **more: str) -> dict[str, str]:
        """Returns the environment of a command in the system."""
        there = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": HOME,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "DEBIAN_FRONTEND": "noninteractive",
            "BASE": str(self._base),
            "LAYER": str(self._layer),
            "GIVEN": str(self._given),
            "SOUND": str(self._sound or ""),
        }
        if _CERTIFICATES.exists():
            there |= dict.fromkeys(("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"), _THEIR_CERTIFICATES)
        if self._sound is not None:
            there |= {
                "PULSE_SERVER": "unix:/run/sound/pulse.socket",
                "ALSA_CONFIG_PATH": "/run/sound/alsa.conf",
                "PULSE_SINK": "program",
                "PULSE_SOURCE": "microphone.monitor",
            }
        return there | more

    def run(
        self, *command: str, root: bool = False, network: bool = False, code: int | None = 0, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command there without input, by default as the person and without a network. `code`: the exit code
        that it has to have; None for any."""
        done = subprocess.run(
            self.command(*command, root=root, network=network),
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if code is not None:
            said = f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
            assert done.returncode == code, f"exit code {done.returncode}: {said}"
        return done

    def start(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        """Starts a command there as the person, without a network. The caller ends it."""
        return subprocess.Popen(self.command(*command), env=self.environment(), text=True, encoding="utf-8", **options)

    def write(self, place: str, text: str, *, mode: int = 0o755) -> None:
        """Puts a file of root's into the system."""
        file = Path(f"{self.upper}{place}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)

    def remove(self, place: str) -> None:
        Path(f"{self.upper}{place}").unlink()

    def files(self) -> set[str]:
        """Lists every file and folder of the system but those of the person, and what package managers write down."""
        skip = " -o ".join(f"-path /{name}" for name in (*_VIRTUAL, "home", "var", "root"))
        done = self.run("sh", "-c", f"find / -xdev \\( {skip} \\) -prune -o -print", root=True)
        return set(done.stdout.splitlines())

    def own_files(self) -> set[str]:
        """Lists the person's own files."""
        return set(self.run("find", HOME, "-type", "f").stdout.splitlines())


@contextlib.contextmanager
def clean_system(
    base: Path, folder: Path, given: Mapping[str, Path], sound: Path | None = None
) -> Iterator[CleanSystem]:
    """Makes a system out of `base`, in `folder`, with these files for the person; removes it afterwards."""
    theirs = folder / "given"
    theirs.mkdir(parents=True)
    for name, file in given.items():
        shutil.copy(file, theirs / name)
    for path in (folder, theirs):
        path.chmod(0o755)
    try:
        yield CleanSystem(base, folder / "system", theirs, sound)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installs(*packages: str) -> Sequence[str]:
    """Returns apt's command that installs packages, or files of packages, without what they only recommend."""
    return ("apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages)


if __name__ == "__main__":
    # Without arguments: says why there can be no clean system, or ends with 0. With a suite and a folder: makes a base.
    if reason := why_not():
        sys.exit(f"No clean system can be made here: {reason}.")
    if sys.argv[1:]:
        make_base(sys.argv[1], Path(sys.argv[2]).resolve())
