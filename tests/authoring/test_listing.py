from __future__ import annotations

import json
from dataclasses import replace

from companion.authoring.listing import as_json, as_lines, minutes_text
from companion.packs.shelf import ShelfEntry

GOOD = ShelfEntry("right-now", "One minute", "Short.", "settle", 1, 1.2, "calm", "Calm", "/x/right-now.yaml")
BROKEN = replace(GOOD, id="broken", title="broken.yaml", broken="broken.yaml:1:1: 'id' \x1b[31mis missing.")
PAIR = replace(GOOD, id="pair", title="For two", people=2, minutes=12.6, pack="pair", pack_title="Pair")


def test_json_holds_what_tools_need() -> None:
    (first, second) = json.loads(as_json([GOOD, PAIR]))
    assert [first[key] for key in ("id", "title", "kind", "people", "minutes", "pack")] == [
        "right-now",
        "One minute",
        "settle",
        1,
        1.2,
        "calm",
    ]
    assert second["people"] == 2


def test_json_holds_what_it_is_looked_for_by() -> None:
    (found,) = json.loads(as_json([replace(GOOD, gist="A minute", needs=("panic", "can't sleep"))]))
    assert (found["gist"], found["needs"]) == ("A minute", ["panic", "can't sleep"])
    (bare,) = json.loads(as_json([GOOD]))
    assert (bare["gist"], bare["needs"]) == ("", [])


def test_lines() -> None:
    assert as_lines([GOOD, BROKEN, PAIR]) == [
        "Calm",
        "  right-now   1 min  one person  One minute",
        "  broken     can't be used: broken.yaml:1:1: 'id' is missing.",
        "",
        "Pair",
        "  pair       13 min  two people  For two",
        "",
        "To play one, type its name from the left, for example:",
        "  companion play right-now",
    ]


def test_the_author_of_a_pack_is_named_once() -> None:
    mine = [replace(PAIR, author="Dr May"), replace(PAIR, id="two", author="Dr May")]
    assert as_lines(mine)[0] == "Pair, by Dr May"
    assert as_lines([mine[0], replace(mine[1], author="Dr June")])[0] == "Pair"
    assert as_lines([replace(GOOD, author="Companion")])[0] == "Calm"
    assert json.loads(as_json(mine))[0]["author"] == "Dr May"


def test_the_example_is_an_exercise_that_can_be_played() -> None:
    assert as_lines([BROKEN, PAIR])[-1] == "  companion play pair"
    assert as_lines([BROKEN])[-1] == "  companion play NAME"


def test_nothing_to_list() -> None:
    assert "no exercises" in as_lines([])[0]
    assert json.loads(as_json([])) == []


def test_no_exercise_takes_nought_minutes() -> None:
    assert minutes_text(0.2) == "1 min"
