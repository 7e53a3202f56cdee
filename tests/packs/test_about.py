"""pack.yaml: versions as people write them, and every mistake with its line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import resources
from companion.exercise.problems import ExerciseMistakes, Mistaken
from companion.packs.about import About, Version, read_about

GOOD = """id: calm
version: 1.10
title: Calm down
author: Anna Example
license: CC-BY-4.0
"""


def test_what_stands_there() -> None:
    about = read_about(GOOD + "needs: 0.2\ncautions: [Mind your step.]\n", "pack.yaml")
    assert about == About(
        id="calm",
        version="1.10",
        title="Calm down",
        author="Anna Example",
        license="CC-BY-4.0",
        needs="0.2",
        cautions=("Mind your step.",),
    )


def test_the_packs_that_ship_need_only_a_version() -> None:
    for file in resources.shipped_exercises().glob("*/pack.yaml"):
        text = "\n".join(
            line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("version:")
        )
        assert read_about(f"{text}\nversion: 1.0.0\n", str(file)).id == file.parent.name


@pytest.mark.parametrize("order", [["1", "1.0.1", "1.1", "1.9", "1.10", "2"], ["0.9.9", "0.10", "1.0.0.1"]])
def test_versions_in_order(order: list[str]) -> None:
    versions = [Version.of(each) for each in order]
    assert versions == sorted(versions)
    assert len(set(versions)) == len(versions)


def test_a_zero_at_the_end_is_nothing() -> None:
    assert Version.of("1") == Version.of("1.0.0")
    assert hash(Version.of("1")) == hash(Version.of("1.0.0"))
    assert not Version.of("1") < Version.of("1.0")


@given(
    st.lists(st.integers(0, 999999), min_size=1, max_size=4), st.lists(st.integers(0, 999999), min_size=1, max_size=4)
)
def test_any_two_versions_have_an_order(one: list[int], other: list[int]) -> None:
    a, b = (Version.of(".".join(map(str, each))) for each in (one, other))
    assert [a < b, a == b, a > b].count(True) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("- a list\n", "isn't the description of a pack"),
        (GOOD.replace("version: 1.10\n", ""), "'version' is missing"),
        (GOOD.replace("1.10", "one"), "pack.yaml:2:10: error: 'one' isn't a version number"),
        (GOOD.replace("1.10", "1.0-beta"), "'1.0-beta' isn't a version number"),
        (GOOD.replace("1.10", "[1]"), "isn't a version number"),
        (GOOD.replace("id: calm", "id: Calm Down"), "pack.yaml:1:5: error: 'Calm Down' can't be the name of a pack"),
        (GOOD.replace("id: calm", "id: ../calm"), "can't be the name of a pack"),
        (GOOD.replace("id: calm", "id: nul"), "can't be the name of a pack"),
        (GOOD + "licence: no\n", "Did you mean 'license'"),
        (GOOD + "language: english\n", "two-letter code"),
        (GOOD + "cautions: one sentence\n", "needs a list"),
        (GOOD.replace("Calm down", "x" * 500), "too long"),
        (GOOD.replace("Calm down", '""'), "'title' needs some text"),
        (GOOD + "title: twice\n", "twice"),
        (GOOD + "needs: newest\n", "'newest' isn't a version number"),
        (GOOD + "address: http://example.org\n", "'http://example.org' isn't the address of a web page"),
        (GOOD + "address: https://example.org/two words\n", "begins with https:// and has no spaces"),
        (GOOD + "address: example.org/evenings\n", "isn't the address of a web page"),
        (GOOD + f"address: https://example.org/{'x' * 300}\n", "'address' is too long"),
    ],
)
def test_mistakes(text: str, says: str) -> None:
    with pytest.raises(ExerciseMistakes) as raised:
        read_about(text, "pack.yaml")
    assert says in str(raised.value)
    assert (raised.value.what, raised.value.title) == (Mistaken.PACK, "The description of the pack has mistakes")


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_anything_else_is_a_mistake_and_no_crash(text: str | bytes) -> None:
    with contextlib.suppress(ExerciseMistakes):
        read_about(text, "pack.yaml")
