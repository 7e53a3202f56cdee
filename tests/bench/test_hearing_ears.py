"""Streams are heard once and in order, and an interrupted run goes on where it was. Nothing is recognised here: the
recogniser is a child that only knows how long it has listened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bench import hearing_ears
from bench.hearing_cache import Store
from bench.hearing_ears import Ears, Heard, cpu_seconds
from bench.hearing_scenes import Item, Sound
from tests.bench.grammars import bare


class Pair:
    """In place of a recogniser's process and a keyword spotter."""

    heard: list[str]

    def __init__(self, *_: object) -> None:
        pass

    def hear(self, sound: Sound) -> Heard:
        self.heard.append(sound.name)
        return Heard(sound, [])

    def spot(self, sound: Sound) -> list[tuple[float, str]]:
        return [(0.0, "x")]

    def close(self) -> None:
        pass


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(Pair, "heard", names, raising=False)
    monkeypatch.setattr(hearing_ears, "_Pair", Pair)
    return names


@pytest.fixture
def store(tmp_path: Path) -> Store:
    model = tmp_path / "model"
    (model / "conf").mkdir(parents=True)
    (model / "conf" / "model.conf").write_text("", encoding="utf-8")
    return Store(tmp_path, model, bare({}), [])


def ears(store: Store, jobs: int = 1) -> Ears:
    return Ears(Path("model"), bare({}), store, keywords=True, jobs=jobs)


def items(*names: str) -> list[Item]:
    return [Item(name, 2.0, lambda name=name: Sound(name, np.zeros(0, np.int16))) for name in names]


@pytest.mark.parametrize("jobs", [1, 3])
def test_streams_come_in_order_whoever_heard_them(store: Store, heard: list[str], jobs: int) -> None:
    found = [one.sound.name for one, _ in ears(store, jobs).hear(items(*"abcdefg"))]
    assert found == list("abcdefg")
    assert sorted(heard) == list("abcdefg")


def test_an_interrupted_run_goes_on_where_it_was(store: Store, heard: list[str]) -> None:
    first = ears(store)
    under_way: Iterator[tuple[Heard, float]] = first.hear(items(*"abcd"))
    next(under_way)
    next(under_way)
    under_way.close()
    first.close()
    before = list(heard)
    assert "d" not in before
    second = ears(store)
    missing = second.missing(items(*"abcd"))
    done = [(one.sound.name, work) for one, work in second.hear(items(*"abcd"))]
    assert [name for name, _ in done] == list("abcd")
    assert sum(work for _, work in done) == missing == 2.0 * (4 - len(before))
    assert sorted(heard) == list("abcd")


def test_a_run_with_the_keywords_hears_nothing_again_that_one_without_them_heard(
    store: Store, heard: list[str]
) -> None:
    ((without, _),) = ears(store).hear(items("a"), keywords=False)
    assert ears(store).missing(items("a"), keywords=False) == 0.0
    assert ears(store).missing(items("a")) == 2.0
    ((with_them, _),) = ears(store).hear(items("a"))
    ((again, work),) = ears(store).hear(items("a"))
    assert (without.keywords, with_them.keywords, again.keywords) == ([], [(0.0, "x")], [(0.0, "x")])
    assert heard == ["a"]
    assert work == 0.0


def test_the_cost_of_a_process_that_is_gone_is_not_known() -> None:
    assert cpu_seconds(2**22 + 1) is None
