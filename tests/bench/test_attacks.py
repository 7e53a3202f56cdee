"""A few attacks of each kind; `python -m bench attacks` makes thousands."""

from __future__ import annotations

import pytest

from bench import attacks
from companion.packs.installed import Library

FEW = {"packs": 30, "states": 60, "sounds": 4, "kills": 2}


def test_nothing_is_lost_leaked_or_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert attacks.run([part for name, count in FEW.items() for part in (f"--{name}", str(count))]) == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading.split() == ["tried", *attacks.ENDS]
    counted = {name: list(map(int, counts)) for name, *counts in map(str.split, lines)}
    assert {name: counts[0] for name, counts in counted.items()} == FEW
    assert all(counts[3:] == [0, 0, 0] for counts in counted.values())


def test_a_pack_that_is_gone_is_counted_as_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    install = attacks.install

    def careless(file: attacks.Path, done: object = None) -> None:
        if file.name == "attack.zip":
            (pack,) = Library().packs()
            next(pack.folder.glob("*.yaml")).write_text("gone", encoding="utf-8")
            raise attacks.CompanionError("Refused, and broken all the same.")
        install(file)

    monkeypatch.setattr(attacks, "install", careless)
    assert attacks.run(["--packs", "1", "--states", "0", "--sounds", "0", "--kills", "0"]) == 1
    assert capsys.readouterr().out.splitlines()[1].split() == ["packs", "1", "0", "0", "1", "0", "0"]
