"""The gaps between the cues of a section, and the rest that is left in each turn."""

from __future__ import annotations

from companion.exercise.cue_timing import drop_needless_gaps, fit_turns, heard
from companion.exercise.plan import AskChoiceCue, Cue, Jump, Option, RestCue, SayCue, Turn, WaitCue


def say(seconds: float = 3.0, gap: float = 1.4, turn: int | None = None) -> SayCue:
    return SayCue(path=(), seconds=seconds, step=1, turn=turn, text="Look.", caption="Look.", gap=gap)


def wait(seconds: float = 8.0, turn: int | None = None, areas: frozenset[str] = frozenset()) -> WaitCue:
    return WaitCue(path=(), seconds=seconds, step=1, turn=turn, areas=areas)


def rest(turn: int, seconds: float = 0.0) -> RestCue:
    return RestCue(path=(), seconds=seconds, step=1, turn=turn)


def gaps(cues: list[Cue]) -> list[tuple[float, float]]:
    return [(cue.seconds, cue.gap) for cue in cues if isinstance(cue, SayCue)]


def test_a_sentence_before_a_silence_has_no_gap() -> None:
    cues: list[Cue] = [say(), say(), wait(), say()]
    drop_needless_gaps(cues, 0)
    assert gaps(cues) == [(3.0, 1.4), (1.6, 0.0), (3.0, 1.4)]


def test_the_cues_before_the_start_keep_their_gaps() -> None:
    cues: list[Cue] = [say(), wait(), say(), wait()]
    drop_needless_gaps(cues, 2)
    assert gaps(cues) == [(3.0, 1.4), (1.6, 0.0)]


def test_only_the_default_answer_is_heard_and_nothing_that_is_crossed_out() -> None:
    options = (Option(name="yes", start=1), Option(name="no", start=3))
    question = AskChoiceCue(path=(), seconds=12.0, step=1, question="Yes or no?", options=options, default="no")
    jump = Jump(path=(), seconds=0.0, step=1, to=5)
    cues: list[Cue] = [question, wait(), jump, wait(), jump, wait(areas=frozenset({"hands"})), wait()]
    assert heard(cues, 0, frozenset()) == [0, 3, 5, 6]
    assert heard(cues, 0, frozenset({"hands"})) == [0, 3, 6]


def test_the_first_rest_of_a_turn_gets_the_time_that_the_others_leave() -> None:
    cues: list[Cue] = [say(turn=0), rest(0), rest(0, 15.0), wait(turn=1), rest(1)]
    turns = [Turn("Ada", "Ben", 60.0), Turn("Ben", "Ada", 5.0)]
    fit_turns(cues, 0, turns, frozenset())
    assert [cue.seconds for cue in cues] == [3.0, 42.0, 15.0, 8.0, 0.0]


def test_a_turn_without_a_rest_stays_as_it_is() -> None:
    cues: list[Cue] = [say(turn=0), wait(turn=0)]
    before = list(cues)
    fit_turns(cues, 0, [Turn("Ada", "Ben", 60.0)], frozenset())
    assert cues == before
