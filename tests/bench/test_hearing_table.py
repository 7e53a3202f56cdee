"""The issue's table: figures beside their targets, met or missed by the companion's own figure."""

from __future__ import annotations

import json
import math

import pytest

from bench.hearing_baselines import COMPANION, SPHINX, VOSK
from bench.hearing_conditions import Condition
from bench.hearing_ears import Cost
from bench.hearing_figures import Fires, Outcome, Tally, Verdicts
from bench.hearing_report import as_data, condition_lines, table_lines
from bench.hearing_sound import Word
from bench.hearing_table import Measured, Row, by_engine, cost, delay_cell, idle, rate_cell, share_cell, table
from companion.hearing.decide.spotter import Decision, Hush
from companion.session.commands import Command, Kind

STOP, NEXT, YES = Command(Kind.STOP), Command(Kind.NEXT), Command(Kind.ANSWER, "yes")
MEANT = {"stop": STOP, "red": STOP, "next": NEXT, "yes": YES}


def said(text: str, at: float | None, name: str = "clip", *, hush: float | None = None) -> Outcome:
    """A word over at 1.0, and its command at `at`."""
    decisions = () if at is None else (Decision(MEANT[text], text, at, "final", "so"),)
    hushes = () if hush is None else (Hush(True, hush, "so"),)
    return Outcome(name, text, 3.0, (Word(text, 0.0, 1.0, math.inf),), Verdicts(decisions, hushes), 4.0)


def false(seconds: float, *commands: Command) -> Outcome:
    decisions = tuple(Decision(one, "x", 1.0, "final", "so") for one in commands)
    return Outcome("talk", "", seconds, (), Verdicts(decisions), seconds)


def measured(name: str, **outcomes: list[Outcome]) -> dict[str, Measured]:
    systems = {"companion": COMPANION, "vosk": VOSK, "sphinx": SPHINX}
    asked, wrong = name == "clean" or name.startswith("synthetic"), name in ("speech", "other", "noise", "self", "talk")
    condition = Condition(name, name, asked=asked, false=wrong, people=not name.startswith("synthetic"))
    return {name: Measured(condition, {systems[who]: some for who, some in outcomes.items()})}


def row(rows: list[Row], figure: str) -> Row:
    (found,) = [one for one in rows if one.figure == figure]
    return found


def test_a_share_is_met_by_the_companions_figure_alone() -> None:
    of = measured("clean", companion=[said("stop", 1.2)] * 97 + [said("stop", None)] * 3, vosk=[said("stop", 1.6)])
    found = row(table(of, MEANT), "“stop”, people, alone, clean")
    assert found.met is True
    assert found.cells[COMPANION].text == "97.0 % (97/100; 92 to 99)"
    assert found.cells[VOSK].numbers["share"] == 1.0
    of = measured("clean", companion=[said("stop", 1.2)] * 96 + [said("stop", None)] * 4)
    assert row(table(of, MEANT), "“stop”, people, alone, clean").met is False


def test_commands_answers_and_safety_words_have_rows_of_their_own() -> None:
    rows = table(measured("clean", companion=[said("stop", 1.2), said("next", 1.5), said("yes", None)]), MEANT)
    assert row(rows, "other commands, people").cells[COMPANION].numbers["asked"] == 1
    assert row(rows, "answers (yes, no), people, where asked").cells[COMPANION].numbers["heard"] == 0
    assert row(rows, "steering to the decision, people").cells[COMPANION].numbers["median"] == pytest.approx(0.5)


def test_a_safety_word_that_is_not_stop_is_among_the_other_commands_of_people() -> None:
    rows = table(measured("clean", companion=[said("red", 1.2), said("next", None)]), MEANT)
    assert row(rows, "other commands, people").cells[COMPANION].text.startswith("50.0 % (1/2")


def test_delays_need_both_their_bounds() -> None:
    def met(late: float) -> bool | None:
        some = [said("stop", 1.2)] * 9 + [said("stop", 1.0 + late)] * 2
        return row(table(measured("clean", companion=some), MEANT), "safety words to the decision, people, clean").met

    assert met(0.4) is True
    assert met(0.5) is False


def test_the_hush_is_a_figure_of_its_own() -> None:
    rows = table(measured("clean", companion=[said("stop", 1.3, hush=0.95)]), MEANT)
    assert row(rows, "safety words to the hush, people, clean").cells[COMPANION].text == "-0.05 / -0.05 s"


def test_rates_are_by_the_hour_with_an_interval() -> None:
    rows = table(measured("speech", companion=[false(3600.0)] * 2, vosk=[false(7200.0, STOP, NEXT)]), MEANT)
    safety = row(rows, "false safety fires, running speech")
    assert safety.met is True
    assert safety.cells[COMPANION].text == "0 in 2.00 h (0.0/h; 0.0 to 1.8)"
    assert safety.cells[VOSK].numbers["rate"] == 0.5
    rows = table(measured("speech", companion=[false(3600.0, NEXT)]), MEANT)
    assert row(rows, "false fires of any other command in it").met is False


def test_other_words_are_counted_for_each_recording() -> None:
    rows = table(measured("other", companion=[false(1.0, NEXT)] + [false(1.0)] * 231), MEANT)
    assert row(rows, "false fires on other words, alone").met is True
    rows = table(measured("other", companion=[false(1.0, NEXT)] + [false(1.0)] * 200), MEANT)
    assert row(rows, "false fires on other words, alone").met is False


def test_a_hush_a_block_too_long_is_missed() -> None:
    assert idle(Fires(hours=1.0, hushes=[0.6, 0.6000001]), "talk").met is True
    late = idle(Fires(hours=1.0, hushes=[0.6, 0.64]), "talk")
    assert late.met is False
    assert late.cells[COMPANION].text == "2 (2/h), longest 0.64 s, 1 over 0.6 s"


def test_the_cost_is_all_of_the_hearing() -> None:
    of = Measured(
        Condition("talk", "talk"), costs=[Cost(100.0, 10.0, 1.0, 2.0), Cost(100.0, 6.0, 1.0, 2.0)], judging=1.0
    )
    (found,) = cost(of, "talk")
    assert found.cells[COMPANION].numbers["share"] == pytest.approx(0.115)
    assert found.met is True


def test_no_cost_where_the_system_does_not_tell() -> None:
    assert list(cost(Measured(Condition("talk", "talk"), costs=[Cost(100.0, None, 1.0, 2.0)]), "talk")) == []


def test_what_was_not_heard_has_no_row() -> None:
    assert table({}, MEANT) == []
    assert all("synthetic" not in one.figure for one in table(measured("clean", companion=[said("stop", 1.2)]), MEANT))


def test_synthetic_speakers_by_their_engine() -> None:
    some = [said("stop", 1.2, "kokoro: a"), said("next", None, "kokoro: b"), said("stop", 1.1, "flite: c")]
    found = {engine: (tally.heard, tally.asked) for engine, tally in by_engine(some, MEANT).items()}
    assert found == {"kokoro": (1, 2), "flite": (1, 1)}


def test_nothing_measured_is_nothing_shown() -> None:
    assert share_cell(Tally()).text == "none"
    assert delay_cell([]).text == "-"
    assert rate_cell(0, 0.0).text == "none"


def test_lines_for_people_say_what_was_missed() -> None:
    of = measured("clean", companion=[said("stop", 1.2), said("stop", None)], vosk=[said("stop", 1.6)])
    lines = list(table_lines(table(of, MEANT)))
    assert "target" in lines[0]
    assert VOSK in lines[0]
    assert lines[1].startswith("  MISSED")
    words = "\n".join(condition_lines(of["clean"], MEANT))
    assert "50.0 % (1/2" in words
    assert "decided 0.20 / 0.20 s" in words


def test_false_fires_say_which_and_why_where_asked() -> None:
    of = measured("speech", companion=[false(3600.0, STOP)])["speech"]
    assert "talk" not in "\n".join(condition_lines(of, MEANT))
    assert "talk" in "\n".join(condition_lines(of, MEANT, which=True))


def test_the_data_are_the_lines() -> None:
    of = measured("clean", companion=[said("stop", 1.2, hush=0.9), said("stop", None)])
    rows = table(of, MEANT)
    data = json.loads(json.dumps(as_data(of, rows, MEANT)))
    first = data["table"][0]
    assert (first["figure"], first["met"]) == (rows[0].figure, False)
    assert first["systems"][COMPANION]["share"] == 0.5
    word = data["conditions"]["clean"]["systems"][COMPANION]["words"]["stop"]
    assert (word["heard"], word["asked"]) == (1, 2)
    assert word["silenced"]["median"] == pytest.approx(-0.1)


def test_those_not_heard_are_named_where_asked() -> None:
    of = measured("synthetic", companion=[said("stop", 1.2, "flite: slt"), said("stop", None, "flite: awb")])[
        "synthetic"
    ]
    assert "flite: awb" not in "\n".join(condition_lines(of, MEANT))
    lines = "\n".join(condition_lines(of, MEANT, which=True))
    assert "not heard: flite: awb\n" in lines + "\n"
