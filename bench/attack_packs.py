"""Attacks by packs: changed ones are installed over the good one that they were."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench.attack_home import LEAKED, LOST, REFUSED, ended, stamps, told
from bench.fuzz import bytes_changed, directory_changed, flipped, parts_changed
from bench.small_packs import exercise_text, pack_text
from companion import resources
from companion.packs.building import build
from companion.packs.installed import Library
from companion.packs.keys import make_key, open_key
from companion.packs.offering import Allowed, offered
from companion.packs.receipts import verify
from companion.packs.signing import sign_pack
from companion.packs.trust import Trust

PACK = "evenings"
"""The id of the pack that is attacked."""
PASSPHRASE = "for attacks only"
_TODAY = "2026-11-22"
_READ_WHOLE_EVERY = 500
"""Attacks after which the pack's files are hashed, whether or not their stamps have changed."""


def packs(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Installs changed packs over the good one that they were.

    A refusal has to leave every file below `work` as it was, by its stamps. After anything else, and now and then, the
    pack is read whole.
    """
    first, second = two_versions(work)
    install(second)  # which shows that it can be installed as it is
    Library().remove(PACK)
    install(first)
    good, key = second.read_bytes(), Library().find(PACK).key
    with zipfile.ZipFile(second) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: bytes_changed(good, chance),
        lambda: flipped(good, chance),
        lambda: directory_changed(good, chance),
        lambda: _other_parts(parts, chance),
    )
    attack = work / "attack.zip"
    home, kept = resources.data_dir(), work / "kept"
    shutil.copytree(home, kept)
    everywhere, beside = stamps(work, but=attack.name), _beside(work, attack)
    for number in range(count):
        attack.write_bytes(chance.choice(ways)())
        end = ended(lambda: install(attack))
        now = stamps(work, but=attack.name)
        if end != REFUSED or now != everywhere or number % _READ_WHOLE_EVERY == 0:
            end = _looked_at_whole(work, attack, end, beside, key, changed=now != everywhere)
        if end != REFUSED:
            shutil.rmtree(home)
            shutil.copytree(kept, home)
            everywhere = stamps(work, but=attack.name)
        yield end


def _other_parts(parts: Mapping[str, bytes], chance: random.Random) -> bytes:
    """Makes a zip of the pack's files in which at least one is not as it was."""
    while True:
        made = parts_changed(parts, chance)
        with zipfile.ZipFile(io.BytesIO(made)) as box:
            if sorted(box.namelist()) != sorted(parts) or any(box.read(name) != parts[name] for name in parts):
                return made


def _looked_at_whole(
    work: Path, attack: Path, end: str, beside: dict[str, bytes], key: object, *, changed: bool
) -> str:
    found = Library().find(PACK)
    if _beside(work, attack) != beside or found.key != key or (end == REFUSED and changed):
        told(LEAKED, f"after {end}: {sorted(map(str, work.rglob('*')))[:40]}")
        return LEAKED
    if wrong := verify(found):
        told(LOST, f"after {end}: {wrong}")
        return LOST
    return end


def install(file: Path) -> None:
    """Installs a pack as somebody does who agrees to everything but another key. Raises CompanionError."""
    with offered(file, Library(), Trust(), source=str(file), allowed=Allowed(older=True, new_key=False)) as offer:
        offer.accept(_TODAY)


def two_versions(work: Path, id: str = PACK, author: str = "Anna Example") -> tuple[Path, Path]:
    """Builds and signs two versions of one small pack with a key of its own."""
    keys = work / f"keys-{id}"
    make_key(PASSPHRASE, keys)
    secret = open_key(PASSPHRASE, keys / "author.key")
    folder = work / f"folder-{id}"
    folder.mkdir()
    for name in ("one-minute", "two-minutes"):
        (folder / f"{name}.yaml").write_text(exercise_text(name, author=author), encoding="utf-8")
    made = []
    for version in ("1.0.0", "1.1.0"):
        (folder / "pack.yaml").write_text(pack_text(id, version, author), encoding="utf-8")
        made.append(build(folder, work / f"offered-{id}-{version}", lambda folder: None).file)
        sign_pack(made[-1], secret)
    return made[0], made[1]


def _beside(work: Path, attack: Path) -> dict[str, bytes]:
    """Reads all files that are neither in the program's home nor the attack."""
    return {
        str(path.relative_to(work)): path.read_bytes()
        for path in work.rglob("*")
        if path.is_file() and path != attack and path.relative_to(work).parts[0] != "home"
    }
