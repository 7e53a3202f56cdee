"""A few attacks of each kind; `python -m bench attacks` makes thousands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import attack_home, attack_interleavings, attack_packs, attack_servers, attacks
from bench.attack_home import BROKEN, LEAKED, LOST, REFUSED, SURVIVED
from companion.errors import CompanionError
from companion.packs.installed import Library
from companion.packs.trust import Trust
from companion.store import settings

FEW = {"packs": 40, "states": 60, "sounds": 60, "yaml": 60, "kills": 8, "interleavings": 3, "servers": 8}


def counted(lines: list[str]) -> dict[str, list[int]]:
    return {name: list(map(int, counts)) for name, *counts in map(str.split, lines)}


@pytest.mark.parametrize("name", FEW)
def test_nothing_is_lost_leaked_or_broken(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if not attacks.possible(name):
        pytest.skip("there is no fork on Windows; run it on Linux or macOS")
    ended = attacks.run(["--only", f"--{name}", str(FEW[name])])
    printed = capsys.readouterr()
    heading, *lines = printed.out.splitlines()
    assert heading.split() == ["tried", *attack_home.ENDS, "seconds"]
    ((tried, *ends, _),) = counted(lines).values()
    assert tried == FEW[name]
    assert ends[2:] == [0, 0, 0], printed.err
    assert ended == 0


def test_every_campaign_has_a_module_and_a_few_here() -> None:
    assert attacks.USUAL.keys() == attacks.MODULES.keys() == FEW.keys()


def ends_of(name: str, work: Path, count: int = 1) -> list[str]:
    return list(attacks.campaign(name)(work, count, random.Random(1)))


def test_a_pack_that_is_gone_is_counted_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    install = attack_packs.install

    def careless(file: Path) -> None:
        if file.name == "attack.zip":
            (pack,) = Library().packs()
            next(pack.folder.glob("*.yaml")).write_text("gone", encoding="utf-8")
            return
        install(file)

    monkeypatch.setattr(attack_packs, "install", careless)
    with attack_home.own_home() as work:
        assert ends_of("packs", work) == [LOST]


def test_a_file_that_a_refused_pack_leaves_is_counted_as_leaked(monkeypatch: pytest.MonkeyPatch) -> None:
    install = attack_packs.install

    def careless(file: Path) -> None:
        if file.name == "attack.zip":
            (Library().root / "left.txt").write_text("left", encoding="utf-8")
            raise CompanionError("Refused, and written all the same.")
        install(file)

    monkeypatch.setattr(attack_packs, "install", careless)
    with attack_home.own_home() as work:
        assert ends_of("packs", work) == [LEAKED]


def test_a_setting_that_a_second_window_overwrites_is_counted_as_lost() -> None:
    if not attacks.possible("interleavings"):
        pytest.skip("there is no fork on Windows; run it on Linux or macOS")
    with attack_home.own_home() as work:
        world = attack_interleavings.World(work)
        assert list(attack_interleavings.missing(world, [])) == []
        known = Trust().authors[0]
        done = {"favourite": ["one-minute"], "author": ["another key"], "forgotten": [known.key.base64]}
        settings.change(lambda _: settings.Settings())
        said = "\n".join(attack_interleavings.missing(world, [done, {"shelf": ["/packs/shared 11"]}]))
    for what in ("settings", "favourite", "author", "forgetting", "shelf"):
        assert what in said


def test_what_a_server_smuggles_in_is_counted_as_leaked(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(url: str, right: object, into: Path, got: list[bytes], chance: object) -> None:
        got.append(b"anything")

    monkeypatch.setattr(attack_servers, "_ATTACKS", (careless,))
    with attack_home.own_home() as work:
        assert ends_of("servers", work) == [LEAKED]


def test_slow_and_unexpected_are_counted_as_broken() -> None:
    def fails() -> None:
        raise KeyError("x")

    assert attack_home.ended(fails) == BROKEN
    assert attack_home.ended_within(lambda: sum(range(100_000)), 0.0) == BROKEN
    assert attack_home.ended_within(lambda: None, 60.0) == SURVIVED

    def refuses() -> None:
        raise CompanionError("No.")

    assert attack_home.ended(refuses) == REFUSED
