"""Two processes that change the same things at once, each stopped and let go on at random moments."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bench.attack_home import BROKEN, LOST, REFUSED, SURVIVED, told
from bench.attack_packs import PACK, install, two_versions
from bench.attack_states import new_key, seen
from companion import resources
from companion.errors import CompanionError
from companion.packs.about import Version
from companion.packs.installed import Library
from companion.packs.keys import AuthorKey
from companion.packs.receipts import verify
from companion.packs.subscriptions import Subscriptions
from companion.packs.trust import Trust
from companion.store import settings

_TODAY = "2026-11-22"
_SECONDS = 60.0
"""Seconds that two processes may take together: a thousand times as long as on an idle machine."""
_RUNS = 0.004
"""Seconds for which both run, at most, before one of them is stopped."""
_STANDS = 0.012
"""Seconds for which one is stopped, at most: longer than most changes take, and than the pause between two tries for a
lock."""
_OTHER = "mornings"
_SHELF = "/packs/shared"
_FIRST_NUMBER = 10

Done = dict[str, list[str]]
"""The names and values of the changes that were made, by kind."""


class World:
    """The keys and packs of a campaign, and the home from which each attack begins."""

    def __init__(self, work: Path) -> None:
        self.versions = two_versions(work)
        self.others = two_versions(work, _OTHER, "Anna Example")
        install(self.versions[0])
        self.pack_key = Library().find(PACK).key
        self.keys = [[new_key() for _ in range(8)] for _ in range(2)]
        self.forgotten = [new_key(), new_key()]
        self.shelf_key = new_key()
        for number, key in enumerate(self.forgotten):
            Trust().accept_shelf(key, f"Forgotten {number}", _TODAY)
        Subscriptions().add(seen(_SHELF, self.shelf_key, _FIRST_NUMBER))
        settings.change(lambda _: settings.Settings(favourites=("first",), others={"newer": [1, 2]}))
        self.home = resources.data_dir()
        self._kept = work / "kept"
        shutil.copytree(self.home, self._kept)

    def anew(self) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(self._kept, self.home)


def interleavings(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Lets two processes change authors, packs with their receipts, shelves and settings at once.

    Each change that was reported as made has to be there afterwards, and no number may go back, at any moment.
    """
    world = World(work) if count else None
    for number in range(count):
        assert world is not None
        world.anew()
        reports = [work / f"report-{number}-{who}" for who in (0, 1)]
        seeds = [chance.randrange(2**32) for _ in (0, 1)]
        running = [_forked(world, who, seeds[who], reports[who]) for who in (0, 1)]
        trouble = _stop_and_go(running, chance)
        made: list[Done] = []
        refused = False
        for report in reports:
            lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
            report.unlink()
            done: Done = {}
            for kind, value, end in lines:
                if end == SURVIVED:
                    done.setdefault(kind, []).append(value)
                elif end == REFUSED:
                    refused = True
                else:
                    trouble.append((BROKEN, f"{kind} {value}: {end}"))
            if not lines or lines[-1][0] != "end":
                trouble.append((BROKEN, "a process did not come to its end"))
            made.append(done)
        trouble += [(LOST, each) for each in missing(world, made)]
        for kind, what in trouble:
            told(kind, f"seeds {seeds}: {what}")
        yield trouble[0][0] if trouble else REFUSED if refused else SURVIVED


def _stop_and_go(running: list[int], chance: random.Random) -> list[tuple[str, str]]:
    """Stops and continues the processes at random until both have ended. Returns what went wrong."""
    trouble: list[tuple[str, str]] = []
    highest: dict[str, int] = {}
    until = time.monotonic() + _SECONDS
    left = list(running)
    while left:
        time.sleep(chance.uniform(0, _RUNS))
        victim = chance.choice(left)
        os.kill(victim, signal.SIGSTOP)
        time.sleep(chance.uniform(0, _STANDS))
        for name, number in _numbers().items():
            if number < highest.get(name, 0):
                trouble.append((LOST, f"the number in {name} went back from {highest[name]} to {number}"))
            highest[name] = max(number, highest.get(name, 0))
        os.kill(victim, signal.SIGCONT)
        if time.monotonic() > until:
            trouble.append((BROKEN, "they did not come to an end"))
            for each in left:
                os.kill(each, signal.SIGKILL)
                os.waitpid(each, 0)
            return trouble
        left = [each for each in left if os.waitpid(each, os.WNOHANG)[0] == 0]
    return trouble


def _numbers() -> dict[str, int]:
    """Reads the numbers that must never go back."""
    found: dict[str, int] = {}
    for file in (resources.data_dir() / "authors.json", resources.data_dir() / "shelves" / "shelves.json"):
        with contextlib.suppress(FileNotFoundError):
            found[file.name] = int(json.loads(file.read_bytes())["number"])
    return found


# ---- the two processes --------------------------------------------------------------------------------------------


def _forked(world: World, who: int, seed: int, report: Path) -> int:
    pid = os.fork()
    if not pid:
        code = 1
        try:
            with report.open("w", encoding="utf-8", buffering=1) as out:
                _change(world, who, random.Random(seed), lambda *line: print(json.dumps(line), file=out))
            code = 0
        finally:
            os._exit(code)
    return pid


def _change(world: World, who: int, chance: random.Random, tell: Callable[..., None]) -> None:
    kinds = list(_changes(world, who))
    for step in range(chance.randint(3, 6)):
        kind, value, change = chance.choice(kinds)(step)
        try:
            change()
        except CompanionError as error:
            tell(kind, value, REFUSED if error.hint else f"without a hint: {error}")
        except Exception as error:  # noqa: BLE001 - any other error is what is looked for
            tell(kind, value, f"{type(error).__name__}: {error}")
        else:
            tell(kind, value, SURVIVED)
    tell("end", "", SURVIVED)


Change = tuple[str, str, Callable[[], object]]


def _changes(world: World, who: int) -> Iterator[Callable[[int], Change]]:
    """Yields makers of changes. Of things that both change, each keeps to its own values, so that all can be there."""

    def favourite(step: int) -> Change:
        name = f"mine-{'ab'[who]}-{step}"
        return "favourite", name, lambda: settings.change(lambda s: replace(s, favourites=(name, *s.favourites)))

    def button(step: int) -> Change:
        key = f"f{1 + who * 6 + step}"
        return "button", key, lambda: settings.change(lambda s: replace(s, buttons={**s.buttons, key: "pause"}))

    def setting(step: int) -> Change:
        if who:
            return "region", "IE", lambda: settings.change(lambda s: replace(s, region="IE"))
        return "stop word", "lantern", lambda: settings.change(lambda s: replace(s, stop_word="lantern"))

    def author(step: int) -> Change:
        key = world.keys[who][step]
        return "author", key.base64, lambda: Trust().accept_shelf(key, f"Author {who} {step}", _TODAY)

    def forget(step: int) -> Change:
        key = world.forgotten[who]

        def change() -> None:
            trust = Trust()
            if (known := trust.by_key(key)) is not None:
                trust.forget(known)

        return "forgotten", key.base64, change

    def pack(step: int) -> Change:
        # Both install both packs, in either version: the older one never in the place of the newer one.
        name, files = (PACK, world.versions) if (step + who) % 2 else (_OTHER, world.others)
        at = (step // 2) % 2
        return "pack", f"{name} {('1.0.0', '1.1.0')[at]}", lambda: _install_newer(files[at])

    def shelf(step: int) -> Change:
        number = _FIRST_NUMBER + 1 + 2 * step + who
        return "shelf", f"{_SHELF} {number}", lambda: Subscriptions().keep(seen(_SHELF, world.shelf_key, number))

    def own_shelf(step: int) -> Change:
        key = world.keys[who][step]
        return "shelf", f"/packs/{who}-{step} 1", lambda: Subscriptions().add(seen(f"/packs/{who}-{step}", key, 1))

    yield from (favourite, button, setting, author, forget, pack, pack, shelf, own_shelf)


def _install_newer(file: Path) -> None:
    from companion.packs.offering import Allowed, offered

    with offered(file, Library(), Trust(), source=str(file), allowed=Allowed()) as offer:
        offer.accept(_TODAY)


# ---- what has to be there -------------------------------------------------------------------------------------------


def missing(world: World, made: list[Done]) -> Iterator[str]:
    """Yields a line for each change that was reported as made, and is not there."""
    done: Done = {}
    for each in made:
        for kind, values in each.items():
            done.setdefault(kind, []).extend(values)
    loaded = settings.load()
    kept = loaded.settings
    if loaded.trouble or kept.others.get("newer") != [1, 2] or "first" not in kept.favourites:
        yield f"settings: {loaded}"
    gone = {
        "favourite": set(done.get("favourite", ())) - set(kept.favourites),
        "button": set(done.get("button", ())) - set(kept.buttons),
        "region": set(done.get("region", ())) - {kept.region},
        "stop word": set(done.get("stop word", ())) - {kept.stop_word},
    }
    authors = {author.key.base64 for author in Trust().authors}
    gone["author"] = set(done.get("author", ())) - authors
    gone["author who was known"] = {_base64(world.pack_key)} - authors
    gone["forgetting"] = set(done.get("forgotten", ())) & authors
    gone["author who was not forgotten"] = (
        {key.base64 for key in world.forgotten} - set(done.get("forgotten", ())) - authors
    )
    numbers = {shelf.address: shelf.number for shelf in Subscriptions().shelves}
    for value in done.get("shelf", ()):
        address, _, number = value.rpartition(" ")
        if numbers.get(address, 0) < int(number):
            gone.setdefault("shelf", set()).add(value)
    packs = {pack.manifest.id: pack for pack in Library().packs()}
    for value in (f"{PACK} 1.0.0", *done.get("pack", ())):
        name, _, version = value.partition(" ")
        if name not in packs or packs[name].version < Version.of(version):
            gone.setdefault("pack", set()).add(value)
    for pack in packs.values():
        gone[f"part of {pack.manifest.id}"] = set(verify(pack))
        if pack.key is not None and pack.key.base64 not in authors:
            gone.setdefault("author of a pack", set()).add(pack.manifest.id)
    gone["receipt"] = set(map(str, Library().unreadable()))
    yield from (f"{kind}: {sorted(map(str, what))}" for kind, what in gone.items() if what)


def _base64(key: AuthorKey | None) -> str:
    return key.base64 if key is not None else ""
