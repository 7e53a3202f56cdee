"""The dial between deaf and jumpy: one ear by itself, and the picture."""

from __future__ import annotations

from xml.dom import minidom

import numpy as np

from bench.hearing_curve import drawn, one_ear, without_network
from bench.hearing_ears import Heard
from bench.hearing_figures import Verdicts
from bench.hearing_scenes import Sound
from companion.hearing.decoys import Decoys, parse_lexicon
from companion.hearing.grammar import JUMPY, STRICT, Grammar
from companion.hearing.recogniser import Observation
from companion.session.commands import Command, Kind

GRAMMAR = Grammar({"stop": Command(Kind.STOP), "next": Command(Kind.NEXT)}, Decoys((), (), {}), {}, parse_lexicon([]))


def test_one_ear_fires_once_an_utterance_and_for_safety_words_alone() -> None:
    said = ["", "stop", "stop", "stop next", "", "next", "", "please stop"]
    seen = [Observation(n / 10, -30.0, {JUMPY: text, STRICT: ""}) for n, text in enumerate(said)]
    heard = Heard(Sound("", np.zeros(0, np.int16)), seen)
    assert [one.at for one in one_ear(JUMPY)(heard, GRAMMAR).decisions] == [0.1, 0.7]
    assert one_ear(STRICT)(heard, GRAMMAR).decisions == ()


def test_without_the_network_what_it_said_is_gone() -> None:
    seen = [Observation(0.1, -30.0, {JUMPY: "stop"}, likeness={"stop": 4.0}, unexplained=True)]
    given: list[Observation] = []

    def judge(heard: Heard, grammar: Grammar) -> Verdicts:
        given.extend(heard.observations)
        return Verdicts(())

    without_network(judge)(Heard(Sound("", np.zeros(0, np.int16)), seen), GRAMMAR)
    assert [(one.partials, dict(one.likeness), one.unexplained) for one in given] == [({JUMPY: "stop"}, {}, False)]


def test_the_picture_shows_every_point_where_it_belongs() -> None:
    picture = minidom.parseString(drawn([("Companion", 0.0, 97.0, 89.0), ("plain", 30.0, 98.0, 66.0)]))
    first, second = picture.getElementsByTagName("circle")
    # More false fires are further right, more heard is further up; none at all is the left edge.
    assert int(first.getAttribute("cx")) < int(second.getAttribute("cx"))
    assert int(first.getAttribute("cy")) > int(second.getAttribute("cy"))
    _, better, worse = picture.getElementsByTagName("rect")  # after the paper
    assert int(better.getAttribute("y")) < int(worse.getAttribute("y"))
    assert int(better.getAttribute("y")) > int(first.getAttribute("cy"))
    words = [one.firstChild.data for one in picture.getElementsByTagName("text")]
    assert any("Companion" in word for word in words)
