"""Attacks what a stranger can reach, and counts how it ends: `python -m bench attacks [--packs N] [--states N]
[--sounds N] [--kills N]`.

Changed packs are installed over a good one, saved files are damaged, sound files are damaged and decoded, and an update
is killed at a random moment. Each attack ends in one of five ways. *Refused* and *survived* (nothing was wrong with it,
or it did no harm) are good. *Lost* (an installed pack or a saved value is gone), *leaked* (a file lies elsewhere, or a
changed pack counts as signed) and *broken* (an error without a message to a person) have to be 0.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.fuzz import bytes_changed, flipped
from companion import resources
from companion.couple import couple_file
from companion.errors import CompanionError
from companion.packs.building import build
from companion.packs.installed import Library
from companion.packs.keys import make_key, open_key
from companion.packs.offering import Allowed, offered
from companion.packs.receipts import verify
from companion.packs.signing import sign_pack
from companion.packs.trust import Trust
from companion.speech.recordings import read_recording
from companion.store import settings

REFUSED, SURVIVED, LOST, LEAKED, BROKEN = "refused", "survived", "lost", "leaked", "broken"
ENDS = (REFUSED, SURVIVED, LOST, LEAKED, BROKEN)
USUAL = {"packs": 2_000, "states": 2_000, "sounds": 60, "kills": 40}
"""Attacks of each kind if no number was given: a few minutes on two cores."""
MOST_MEMORY = 300_000_000
"""Bytes of memory that decoding any small file may take, in this process and in its helper."""
_PASSPHRASE = "for attacks only"
_TODAY = "2026-11-22"
_INSTALL = "import sys; from pathlib import Path; from bench.attacks import install; install(Path(sys.argv[1]), print)"


def run(argv: list[str] | None = None) -> int:
    """Runs the campaigns and prints their counts. Returns 1 if anything was lost, leaked or broken."""
    parser = argparse.ArgumentParser(prog="python -m bench attacks")
    parser.add_argument("--seed", type=int, default=1)
    for name, count in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=count, metavar="N")
    asked, _ = parser.parse_known_args(argv)
    warnings.simplefilter("ignore")  # zipfile warns about the broken names that are written here
    print(f"  {'':<8}{'tried':>9}" + "".join(f"{end:>10}" for end in ENDS))
    bad = 0
    for name, campaign in CAMPAIGNS.items():
        with _own_home() as work:
            found = Counter(campaign(work, vars(asked)[name], random.Random(asked.seed)))
        print(f"  {name:<8}{found.total():>9}" + "".join(f"{found[end]:>10}" for end in ENDS), flush=True)
        bad += found[LOST] + found[LEAKED] + found[BROKEN]
    return int(bad > 0)


def packs(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Installs changed packs over the good one that they were."""
    first, second = _two_versions(work)
    install(second)  # which shows that it can be installed as it is
    Library().remove("evenings")
    install(first)
    good, key = second.read_bytes(), Library().find("evenings").key
    attack = work / "attack.zip"
    beside = _files(work, but=("home", attack.name))
    for _ in range(count):
        attack.write_bytes(chance.choice((bytes_changed, flipped))(good, chance))
        before = Library().find("evenings").manifest.version
        end = _ended(lambda: install(attack))
        found = Library().find("evenings")
        if _files(work, but=("home", attack.name)) != beside or found.key != key:
            end = LEAKED
        elif verify(found) or (end == REFUSED and found.manifest.version != before):
            end = LOST
        if end != REFUSED:
            Library().remove("evenings")
            install(first)
        yield end


def states(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Damages the settings and the couple's file, and reads and saves them."""
    settings.change(lambda _: settings.Settings("IE", stop_word="lighthouse", buttons={"f5": "pause"}))
    couple_file.path().write_text('{"names": ["Ana", "Ben"], "starts": "a"}', encoding="utf-8")
    saves: list[tuple[Path, Callable[[], object]]] = [
        (settings.path(), lambda: settings.change(lambda kept: kept)),
        (couple_file.path(), lambda: couple_file.save(couple_file.load().kept, 739_000)),
    ]
    good = {path: path.read_bytes() for path, _ in saves}
    for number in range(count):
        path, save = saves[number % len(saves)]
        for left in path.parent.glob(f"{path.name}.broken*"):
            left.unlink()
        damaged = bytes_changed(good[path], chance)
        path.write_bytes(damaged)
        end = _ended(save)
        kept = [left.read_bytes() for left in path.parent.glob(f"{path.name}.broken*")]
        # Each value is still there, or the damaged file is kept beside with it.
        words = [word for word in (b"lighthouse", b"Ana", b"Ben", b"pause") if word in damaged]
        if end == SURVIVED and any(not any(word in each for each in [path.read_bytes(), *kept]) for word in words):
            end = LOST
        yield end


def sounds(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Decodes damaged sound files. One that takes too much memory counts as broken."""
    import soundfile

    most = max(MOST_MEMORY, _memory())  # a process that did other things before may have had more already
    tone = (0.3 * np.sin(np.arange(24_000) / 9)).astype(np.float32)
    good = {}
    for suffix in ("wav", "flac", "ogg", "mp3"):
        written = io.BytesIO()
        soundfile.write(written, np.stack([tone, tone], axis=1), 24_000, format=suffix.upper())
        good[suffix] = written.getvalue()
    for number in range(count):
        suffix = list(good)[number % len(good)]
        file = work / f"attack.{suffix}"
        data = good[suffix]
        # Most of what can go wrong is in the beginning.
        in_the_beginning = chance.random() < 0.7
        file.write_bytes(bytes_changed(data[:200], chance) + data[200:] if in_the_beginning else flipped(data, chance))
        end = _ended(lambda file=file: read_recording(file))  # type: ignore[misc]
        yield BROKEN if _memory() > most else end


def kills(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Kills an update at a random moment. The pack has to be there afterwards, whole, in one of the two versions."""
    first, second = _two_versions(work)
    install(first)
    begun = time.monotonic()
    _in_process(second).communicate()
    longest = time.monotonic() - begun
    for _ in range(count):
        Library().remove("evenings")
        install(first)
        process = _in_process(second)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=chance.uniform(0.3, 1.0) * longest)
        process.kill()
        process.communicate()
        try:
            found = Library().find("evenings")
            yield LOST if verify(found) else SURVIVED
        except CompanionError:
            yield LOST


CAMPAIGNS: dict[str, Callable[[Path, int, random.Random], Iterator[str]]] = {
    "packs": packs, "states": states, "sounds": sounds, "kills": kills,
}  # fmt: skip


def install(file: Path, done: Callable[[str], object] = lambda version: None) -> None:
    """Installs a pack as somebody does who agrees to everything but another key. Raises CompanionError."""
    with offered(file, Library(), Trust(), source=str(file), allowed=Allowed(older=True, new_key=False)) as offer:
        offer.accept(_TODAY)
    done(Library().find("evenings").manifest.version)


def _ended(attack: Callable[[], object]) -> str:
    try:
        attack()
    except CompanionError:
        return REFUSED
    except Exception as error:  # noqa: BLE001 - any other error is what is looked for
        print(f"  broken: {type(error).__name__}: {error}"[:200], file=sys.stderr)
        return BROKEN
    return SURVIVED


@contextlib.contextmanager
def _own_home() -> Iterator[Path]:
    """Yields a folder in which the program has its home, for as long as a campaign lasts."""
    before = os.environ.get("COMPANION_HOME")
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as work:
        os.environ["COMPANION_HOME"] = str(Path(work) / "home")
        resources.made(resources.data_dir())
        try:
            yield Path(work)
        finally:
            if before is None:
                del os.environ["COMPANION_HOME"]
            else:
                os.environ["COMPANION_HOME"] = before


def _two_versions(work: Path) -> tuple[Path, Path]:
    """Builds and signs two versions of one pack."""
    make_key(_PASSPHRASE, work / "keys")
    secret = open_key(_PASSPHRASE, work / "keys" / "author.key")
    folder = work / "folder"
    folder.mkdir()
    source = resources.shipped_exercises() / "together"
    for file in source.glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    about = (source / "pack.yaml").read_text(encoding="utf-8").replace("id: together", "id: evenings")
    lines = [line for line in about.splitlines() if not line.startswith("version:")]
    made = []
    for version in ("1.0.0", "1.1.0"):
        (folder / "pack.yaml").write_text("\n".join([*lines, f"version: {version}", ""]), encoding="utf-8")
        made.append(build(folder, work / f"offered-{version}", lambda folder: None).file)
        sign_pack(made[-1], secret)
    return made[0], made[1]


def _in_process(file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _INSTALL, str(file)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _files(folder: Path, but: tuple[str, ...]) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in but
    }


def _memory() -> int:
    """The most bytes that this process, and any helper of it, has had."""
    unit = 1 if sys.platform == "darwin" else 1024
    return max(resource.getrusage(each).ru_maxrss for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * unit
