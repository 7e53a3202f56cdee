"""Kills of the program at a random moment, amid a change of what it keeps."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench.attack_home import LOST, SURVIVED, told
from bench.attack_packs import PACK, install, two_versions
from bench.attack_states import new_key, seen
from bench.tracing import Tracer
from companion import resources
from companion.couple import couple_file
from companion.errors import CompanionError
from companion.packs.installed import Library
from companion.packs.receipts import verify
from companion.packs.shelf import Shelf
from companion.packs.subscriptions import Subscriptions
from companion.packs.trust import Trust
from companion.store import settings

_TODAY = "2026-11-22"


@dataclass(frozen=True)
class _Victim:
    """A change that is broken off, and the look at what is left."""

    prepare: Callable[[], object]
    change: Callable[[], object]
    whole: Callable[[], bool]
    """Tells whether everything is as it was before, or as it should be."""


def kills(work: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Kills a change in the midst. Afterwards everything has to be as before it, or as after it.

    On Linux the kill comes at a random system call, in every second attack at one that changes the disk; where no
    process may be traced, at a random time.
    """
    victims, kept = list(_victims(work)), work / "kept"
    shutil.copytree(resources.data_dir(), kept)
    calls: dict[int, tuple[int, int]] = {}
    tracer = Tracer() if count else None
    for number in range(count):
        # An update is what takes longest and matters most.
        which = number // 2 % len(victims) if number % 2 else 0
        victim = victims[which]
        victim.prepare()
        if tracer is not None and tracer.works:
            if which not in calls:
                calls[which] = tracer.count(partial(_run, victim.change))
                victim.prepare()
            every, changing = calls[which]
            if chance.random() < 0.5:
                tracer.run(partial(_run, victim.change), kill_at=chance.randrange(every))
            else:
                tracer.run(partial(_run, victim.change), kill_at_change=chance.randrange(changing))
        else:
            _killed_in_time(partial(_run, victim.change), chance)
        try:
            if victim.whole():
                yield SURVIVED
                continue
            told(LOST, f"victim {which}")
        except (CompanionError, OSError) as error:
            told(LOST, f"victim {which}: {error}")
        yield LOST
        shutil.rmtree(resources.data_dir())
        shutil.copytree(kept, resources.data_dir())
    if count:
        told("kills", f"at random {'system calls' if tracer is not None and tracer.works else 'times'}: {calls}")


def _run(change: Callable[[], object]) -> int:
    change()
    return 0


def _killed_in_time(work: Callable[[], int], chance: random.Random) -> None:
    pid = os.fork()
    if not pid:
        with contextlib.suppress(BaseException):
            work()
        os._exit(0)
    time.sleep(chance.uniform(0, 0.05))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _victims(work: Path) -> Iterator[_Victim]:
    first, second = two_versions(work)
    install(first)
    key = Library().find(PACK).key
    exercises = {entry.id for entry in Shelf([resources.own_exercises()]).entries()}

    def back_to_the_first() -> None:
        for left in resources.own_exercises().glob(".incoming-*"):
            shutil.rmtree(left)  # they are swept after a day
        there = Library().of(PACK)
        if not there or there[0].manifest.version != "1.0.0":
            install(first)

    def pack_is_whole() -> bool:
        listed = [entry for entry in Shelf([resources.own_exercises()]).entries() if entry.pack == PACK]
        found = Library().find(PACK)
        trusted = {author.key for author in Trust().authors}
        return (
            {entry.id for entry in listed if not entry.broken} == exercises
            and verify(found) == []
            and found.key == key
            and key in trusted
            and not Library().unreadable()
        )

    yield _Victim(back_to_the_first, lambda: install(second), pack_is_whole)

    def removed_or_whole() -> bool:
        there = Library().of(PACK)
        return not there or verify(there[0]) == []

    yield _Victim(back_to_the_first, lambda: Library().remove(PACK), removed_or_whole)
    before = settings.Settings("IE", stop_word="lighthouse", favourites=("one", "two"))
    after = replace(before, favourites=("three", "one", "two"))

    def settings_are_whole() -> bool:
        loaded = settings.load()
        return not loaded.trouble and loaded.settings in (before, after)

    yield _Victim(
        lambda: settings.change(lambda _: before), lambda: settings.change(lambda _: after), settings_are_whole
    )

    def couple_is_whole() -> bool:
        loaded = couple_file.load()
        return not loaded.trouble and (loaded.kept.a, loaded.kept.b) in (("Ana", "Ben"), ("Ana", "Ben B."))

    couple = couple_file.load().kept
    yield _Victim(
        lambda: couple_file.save(replace(couple, a="Ana", b="Ben"), 739_000),
        lambda: couple_file.save(replace(couple, a="Ana", b="Ben B."), 739_000),
        couple_is_whole,
    )
    may, numbers = new_key(), [0, 0]

    def another_number() -> None:
        numbers[0] = next((each.number for each in Subscriptions().shelves), 0)
        numbers[1] = numbers[0] + 1
        if not numbers[0]:
            Subscriptions().add(seen("/packs/may", may, 1))
            another_number()

    def shelf_is_whole() -> bool:
        (shelf,) = Subscriptions().shelves
        return shelf.key == may and shelf.number in numbers

    yield _Victim(another_number, lambda: Subscriptions().add(seen("/packs/may", may, numbers[1])), shelf_is_whole)
    stranger = new_key()

    def forgotten() -> None:
        if (known := Trust().by_key(stranger)) is not None:
            Trust().forget(known)

    yield _Victim(
        forgotten,
        lambda: Trust().accept_shelf(stranger, "Somebody Else", _TODAY),
        lambda: {author.key for author in Trust().authors} - {stranger} == {key},
    )
