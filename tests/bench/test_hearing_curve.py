"""The dial between deaf and jumpy: one ear by itself, and the picture."""

from __future__ import annotations

import io
from pathlib import Path
from xml.dom import minidom

import numpy as np
import pytest

from bench.hearing_curve import (
    LEAST,
    LEAST_RATE,
    Point,
    drawn,
    main,
    one_ear,
    read_table,
    save,
    without_network,
    write_table,
)
from bench.hearing_ears import Heard
from bench.hearing_figures import Verdicts
from bench.hearing_scenes import Sound
from companion.hearing.child.protocol import Observation
from companion.hearing.words.grammar import JUMPY, STRICT, Grammar
from companion.session.commands import Command, Kind
from tests.bench.grammars import bare

GRAMMAR = bare({"stop": Command(Kind.STOP), "next": Command(Kind.NEXT)})


def test_one_ear_fires_once_an_utterance_and_for_safety_words_alone() -> None:
    said = ["", "stop", "stop", "stop next", "", "next", "", "please stop"]
    seen = [Observation(n / 10, -30.0, {JUMPY: text, STRICT: ""}) for n, text in enumerate(said)]
    heard = Heard(Sound("", np.zeros(0, np.int16)), seen)
    assert [one.at for one in one_ear(JUMPY)(heard, GRAMMAR).decisions] == [0.1, 0.7]
    assert one_ear(STRICT)(heard, GRAMMAR).decisions == ()


def test_without_the_network_what_it_said_is_gone() -> None:
    seen = [Observation(0.1, -30.0, {JUMPY: "stop"}, keyword_scores={"stop": 4.0}, unexplained=True)]
    given: list[Observation] = []

    def judge(heard: Heard, grammar: Grammar) -> Verdicts:
        given.extend(heard.observations)
        return Verdicts(())

    without_network(judge)(Heard(Sound("", np.zeros(0, np.int16)), seen), GRAMMAR)
    assert [(one.partials, dict(one.keyword_scores), one.unexplained) for one in given] == [
        ({JUMPY: "stop"}, {}, False)
    ]


POINTS = [
    Point("Companion", 0.0, 97.0, 89.0),
    Point("plain", 30.0, 98.0, 66.0),
    Point("Companion, weighed", 0.1, 97, 80),
]


def test_the_picture_shows_every_point_where_it_belongs() -> None:
    figure = drawn(POINTS)
    (axes,) = figure.axes
    marks = [(line.get_marker(), *axes.transData.transform(line.get_xydata()[0])) for line in axes.get_lines()]
    (round_, x, y), (square, *_), (_, more_x, more_y), (_, _, worse_y), *_ = marks
    assert (round_, square) == ("o", "s")
    # More false fires are further right, more heard is further up; none at all is the left edge.
    left, bottom = axes.transAxes.transform((0, 0))
    assert left == pytest.approx(x)
    assert x < more_x
    assert y < more_y
    assert bottom < worse_y < marks[1][2] < y


def test_what_falls_off_the_picture_stands_at_its_edge() -> None:
    (axes,) = drawn([Point("deaf", 0.0, 4.0, 0.0)]).axes
    assert [tuple(line.get_xydata()[0]) for line in axes.get_lines()] == [(LEAST_RATE, LEAST), (LEAST_RATE, LEAST)]


def test_numbers_of_points_at_the_same_place_stand_side_by_side() -> None:
    (axes,) = drawn(POINTS).axes
    figures = [text for text in axes.texts if text.get_text() in ("1", "3")]
    first, _, third, _ = figures
    assert first.xyann[0] < third.xyann[0]


def test_the_file_is_an_svg_with_words_in_it_and_the_same_each_time() -> None:
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        save(drawn(POINTS), file)
    picture = minidom.parseString(files[0].getvalue())
    words = [one.firstChild.data for one in picture.getElementsByTagName("text")]
    assert any("Companion, weighed" in word for word in words)
    assert "≤ 0.3" in words
    assert files[0].getvalue() == files[1].getvalue()


def test_the_points_are_kept_beside_the_picture_and_drawn_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(tmp_path / "curve.csv", POINTS)
    assert read_table(tmp_path / "curve.csv") == POINTS
    assert main([str(tmp_path / "curve.svg"), "--kept"]) == 0
    assert "Companion, weighed" in (tmp_path / "curve.svg").read_text(encoding="utf-8")
    assert "plain" in capsys.readouterr().out


def test_the_picture_in_the_docs_shows_the_points_kept_beside_it() -> None:
    docs = Path(__file__).parents[2] / "docs"
    picture = (docs / "hearing-curve.svg").read_text(encoding="utf-8")
    points = read_table(docs / "hearing-curve.csv")
    assert len(points) > 5
    for number, point in enumerate(points, 1):
        assert f"{number}  {point.name}" in picture.replace("&#39;", "'").replace("&apos;", "'")
