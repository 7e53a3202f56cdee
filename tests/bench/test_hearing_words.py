"""A language's commands by synthetic speakers: by word with who was not heard, by engine, and all together."""

from __future__ import annotations

import math

from bench.hearing_baselines import COMPANION, VOSK
from bench.hearing_figures import Outcome, Verdicts
from bench.hearing_sound import Word
from bench.hearing_words import rows
from companion.hearing.decide.spotter import Decision
from companion.session.commands import Command, Kind
from tests.bench.grammars import bare

STOP, PAUSE = Command(Kind.STOP), Command(Kind.PAUSE)
GRAMMAR = bare({"stop": STOP, "pause": PAUSE})


def said(text: str, who: str, taken: str = "") -> Outcome:
    decisions = (Decision(GRAMMAR.meant[taken], taken, 1.2, "final", "so"),) if taken else ()
    return Outcome(f"{who.partition('/')[0]}: {who}", text, 1.0, (Word(text, 0, 1, math.inf),), Verdicts(decisions))


def test_who_was_not_heard_and_what_they_were_taken_for() -> None:
    some = [said("stop", "flite/slt", "stop"), said("stop", "flite/awb", "pause"), said("stop", "espeak/fr")]
    lines = rows({COMPANION: some, VOSK: some}, GRAMMAR)
    assert lines[0].startswith("word   stop")
    assert "33.3 % (1/3" in lines[0]
    assert lines[0].endswith("flite/awb as “pause”, espeak/fr")
    assert [line.split()[:2] for line in lines[1:3]] == [["engine", "flite"], ["engine", "espeak"]]
    assert lines[-1].startswith("all")
    assert lines[-1].count("1/3") == 2
