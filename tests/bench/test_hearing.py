"""The command line of the hearing's bench: its default conditions, and its list of those that it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bench.hearing import _options, heading, main, measure
from bench.hearing_conditions import NAMES, QUICK, Material
from bench.hearing_ears import Heard
from bench.hearing_scenes import Item, Sound
from bench.hearing_sound import Clip
from bench.speakers import Speaker
from companion.session.commands import Command, Kind
from tests.bench.grammars import bare


def material(*speakers: Speaker) -> Material:
    clips: dict[str, list[Clip]] = {kind: [] for kind in ("command", "other", "speech", "noise", "room")}
    return Material(clips, [], [], np.zeros(0, np.int16), list(speakers), ("stop",))


def speaker(kind: str) -> Speaker:
    return Speaker(f"{kind}/one", kind, lambda text: np.zeros(160, np.int16))


def test_everything_is_measured_where_nothing_is_said() -> None:
    options = _options([])
    assert (options.part, options.half) == (1, "report")
    assert options.only.split(",") == list(NAMES)


def test_quick_is_a_part() -> None:
    assert _options(["--quick"]).part == QUICK
    assert _options(["--part", "3"]).part == 3
    with pytest.raises(SystemExit):
        _options(["--quick", "--part", "3"])


def test_a_condition_that_there_is_not_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _options(["--only", "clean,deaf"])
    assert "no condition deaf" in capsys.readouterr().err


def test_without_recordings_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--voice", str(tmp_path), "--cache", str(tmp_path)]) == 0
    assert "--voice" in capsys.readouterr().out


def test_what_is_left_out_is_said_first() -> None:
    whole = "\n".join(heading(_options([]), material(*[speaker("kokoro")] * 28), "abc"))
    assert "every" not in whole
    assert "28 of kokoro" in whole
    few = "\n".join(heading(_options(["--quick", "--only", "clean"]), material(speaker("kokoro")), "abc"))
    assert f"every {QUICK}th recording" in few
    assert "all conditions but clean" in few
    assert "most of Kokoro's voices" in few


class Ears:
    """Hears nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool]] = []

    def missing(self, items: Iterable[Item], *, keywords: bool) -> float:
        return sum(item.work for item in items)

    def hear(self, items: Iterable[Item], *, keywords: bool) -> Iterator[tuple[Heard, float]]:
        items = list(items)
        self.asked.append((len(items), keywords))
        for item in items:
            yield Heard(Sound("kokoro: one", np.zeros(0, np.int16), "stop"), []), item.work


def test_every_condition_is_heard_once_and_judged_by_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    grammar = bare({"stop": Command(Kind.STOP)})
    ears = Ears()
    found = measure(_options(["--only", "synthetic,clean"]), material(speaker("kokoro")), grammar, ears)  # type: ignore[arg-type]
    assert list(found) == ["clean", "synthetic"]
    assert ears.asked == [(0, True), (1, True)]
    assert {len(outcomes) for outcomes in found["synthetic"].outcomes.values()} == {1}
    assert len(found["synthetic"].costs) == 1
    assert "hearing: " in capsys.readouterr().err
