from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from companion.hearing.child import recogniser
from companion.hearing.child.recogniser import Child, Health, Recogniser
from companion.patience import START_PATIENCE
from tests.hearing.fakes import FakeChild, FakeClock

BLOCK = bytes(1280)
"""40 ms."""
EARS = {"strict": ("stop", "[unk]")}


class Nursery:
    """Keeps every child it gives."""

    def __init__(self, *, ready: bool = True) -> None:
        self.children: list[FakeChild] = []
        self._ready = ready

    def __call__(self, model: Path) -> FakeChild:
        self.children.append(FakeChild(model))
        if self._ready:
            self.children[-1].ready()
        return self.children[-1]


def make(nursery: Nursery) -> tuple[Recogniser, FakeClock]:
    clock = FakeClock()
    made = Recogniser(Path("model"), clock=clock, start=nursery)  # type: ignore[arg-type]
    made.listen(EARS)
    return made, clock


def let_pass(hearing: Recogniser, clock: FakeClock, seconds: float) -> None:
    """Lets time pass, and looks ten times a second, as the hearing thread does."""
    for _ in range(round(seconds * 10)):
        clock.now += 0.1
        hearing.results()


def test_once_ready_it_has_its_grammar_and_reports_what_the_model_lacks() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    assert hearing.health is Health.STARTING
    hearing.results()
    hearing.results()
    assert hearing.health is Health.WELL
    assert nursery.children[0].sent_grammars() == [{"strict": ["stop", "[unk]"]}]
    assert hearing.dropped == {"strict": ("how'd",)}


def test_times_count_from_the_streams_beginning_not_the_childs() -> None:
    hearing, _ = make(Nursery())
    for _ in range(25):
        hearing.feed(BLOCK)  # not ready yet, and not reported as ready: this second is lost
    hearing.results()
    hearing.feed(BLOCK)
    assert [seen.at for seen in hearing.results()] == [pytest.approx(1.04)]
    assert hearing.dropped_seconds == 0


@pytest.mark.parametrize("ill", ["hangs", "is_dead"])
def test_what_an_ill_child_did_not_answer_the_next_one_hears(ill: str) -> None:
    nursery = Nursery()
    hearing, clock = make(nursery)
    hearing.results()
    for _ in range(10):
        hearing.feed(BLOCK)
    assert hearing.results()[-1].at == pytest.approx(0.4)
    setattr(nursery.children[0], ill, True)
    stop = bytes([1]) * 1280
    hearing.feed(stop)
    for _ in range(11):
        clock.now += 0.1
        if hearing.health is Health.WELL:
            hearing.results()
    assert hearing.health is Health.RESTARTING
    for _ in range(5):
        hearing.feed(BLOCK, quiet=True)
    seen = hearing.results()  # the next one is ready
    heard = [(kind, body) for kind, body in nursery.children[1].sent if kind != b"G"]
    assert heard == [(b"A", stop)] + [(b"S", BLOCK)] * 5
    assert nursery.children[1].sent[0][0] == b"G"
    assert [one.at for one in seen] == [pytest.approx(0.4 + 0.04 * n) for n in range(1, 7)]
    assert hearing.dropped_seconds == 0


def test_a_long_absence_is_counted_as_missed() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    nursery.children[0].is_dead = True
    hearing.results()
    for _ in range(100):
        hearing.feed(BLOCK)
    assert hearing.dropped_seconds == pytest.approx(4.0 - recogniser.KEPT_SECONDS)


def test_catching_up_drops_nothing_and_ends() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    nursery.children[0].is_dead = True
    hearing.results()
    for _ in range(75):
        hearing.feed(BLOCK)
    nursery.children[1].hangs = True  # slow
    hearing.results()
    for _ in range(10):
        hearing.feed(BLOCK)
    assert hearing.dropped_seconds == 0
    for _ in range(150):  # it stays slow: sooner or later the answers must not be so late any more
        hearing.feed(BLOCK)
    assert hearing.dropped_seconds > 1


def test_a_death_is_mended_with_the_same_grammar() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    nursery.children[0].is_dead = True
    hearing.results()
    assert hearing.health is Health.RESTARTING
    hearing.results()
    assert hearing.health is Health.WELL
    assert nursery.children[1].sent_grammars() == [{"strict": ["stop", "[unk]"]}]
    assert hearing.deaths == 1


def test_a_hang_is_noticed_within_a_second() -> None:
    nursery = Nursery()
    hearing, clock = make(nursery)
    hearing.results()
    nursery.children[0].hangs = True
    hearing.feed(BLOCK)
    let_pass(hearing, clock, 0.9)
    assert hearing.health is Health.WELL
    hearing.feed(BLOCK)
    clock.now += 0.2
    hearing.results()
    assert nursery.children[0].killed
    assert hearing.health is Health.RESTARTING


def test_a_child_that_is_at_work_is_late_but_not_killed() -> None:
    nursery = Nursery()
    hearing, clock = make(nursery)
    hearing.results()
    child = nursery.children[0]
    child.hangs = child.works = True
    hearing.feed(BLOCK)
    let_pass(hearing, clock, 1.4)
    assert not hearing.late
    let_pass(hearing, clock, 3.6)
    assert hearing.late
    assert not child.killed
    child.messages.put({"at": 0.04, "dbfs": -30.0, "partials": {}, "finals": {}})
    hearing.results()
    assert not hearing.late
    hearing.feed(BLOCK)
    let_pass(hearing, clock, 200)  # it runs in a circle
    assert child.killed


def test_patience_follows_what_the_machine_has_shown() -> None:
    nursery = Nursery(ready=False)
    hearing, clock = make(nursery)
    let_pass(hearing, clock, 3.0)  # a start under load
    child = nursery.children[0]
    child.ready()
    hearing.results()
    child.hangs = True
    hearing.feed(BLOCK)
    let_pass(hearing, clock, 5.0)
    assert not child.killed
    let_pass(hearing, clock, 2.0)
    assert child.killed


def test_a_freeze_of_the_whole_machine_kills_no_child() -> None:
    nursery = Nursery()
    hearing, clock = make(nursery)
    hearing.results()
    nursery.children[0].hangs = True
    hearing.feed(BLOCK)
    clock.now += 30.0
    hearing.results()
    assert not nursery.children[0].killed
    nursery.children[0].messages.put({"at": 0.04, "dbfs": -30.0, "partials": {}, "finals": {}})
    hearing.results()
    assert hearing.health is Health.WELL


def test_a_child_that_is_sent_more_than_it_can_take_is_late() -> None:
    nursery = Nursery()
    hearing, clock = make(nursery)
    hearing.results()
    child = nursery.children[0]
    child.hangs = True
    for number in range(200):  # eight seconds, of which it answers a tenth
        hearing.feed(BLOCK)
        clock.now += 0.04
        if number % 10 == 9:
            child.at += 0.04
            child.messages.put({"at": child.at, "dbfs": -30.0, "partials": {}, "finals": {}})
        hearing.results()
    assert hearing.late
    assert not child.killed


def test_a_quiet_microphone_is_no_hang() -> None:
    hearing, clock = make(Nursery())
    hearing.results()
    hearing.feed(BLOCK)
    hearing.results()
    clock.now += 3600
    hearing.results()
    assert hearing.health is Health.WELL


def test_slowness_drops_sound_and_counts_it_and_keeps_the_time_right() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    child = nursery.children[0]
    child.hangs = True
    for _ in range(50):  # two seconds at once, nothing answered
        hearing.feed(BLOCK)
    kept = [kind for kind, _ in child.sent].count(b"A")
    assert hearing.dropped_seconds == pytest.approx(2.0 - kept * 0.04)
    assert kept * 0.04 == pytest.approx(recogniser.LAG_LIMIT, abs=0.05)
    child.hangs = False
    child.at = kept * 0.04
    child.messages.put({"at": child.at, "dbfs": -30.0, "partials": {}, "finals": {}})
    hearing.results()
    hearing.feed(BLOCK)
    assert hearing.results()[-1].at == pytest.approx(2.04)


def test_answers_that_were_under_way_keep_their_time_when_sound_is_dropped() -> None:
    """Else the narrator's own "stop" would be judged against the silence that came after it."""
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    child = nursery.children[0]
    child.hangs = True
    for _ in range(50):  # two seconds: 0.84 s of them are sent, the rest is dropped
        hearing.feed(BLOCK)
    final = {"strict": {"text": "stop", "words": [["stop", 0.1, 0.4]]}}
    child.messages.put({"at": 0.44, "dbfs": -30.0, "partials": {}, "finals": final})
    child.messages.put({"at": 0.84, "dbfs": -30.0, "partials": {}, "finals": {}})
    late = hearing.results()
    assert [seen.at for seen in late] == [pytest.approx(0.44), pytest.approx(0.84)]
    word = late[0].finals["strict"].words[0]
    assert (word.start, word.end) == (pytest.approx(0.1), pytest.approx(0.4))


def test_an_utterance_across_a_gap_has_both_its_times_right() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    child = nursery.children[0]
    child.hangs = True
    for _ in range(50):
        hearing.feed(BLOCK)
    child.messages.put({"at": 0.84, "dbfs": -30.0, "partials": {}, "finals": {}})
    hearing.results()
    hearing.feed(BLOCK)
    final = {"strict": {"text": "oh stop", "words": [["oh", 0.5, 0.7], ["stop", 0.85, 0.88]]}}
    child.messages.put({"at": 0.88, "dbfs": -30.0, "partials": {}, "finals": final})
    (seen,) = hearing.results()
    assert [word.start for word in seen.finals["strict"].words] == [pytest.approx(0.5), pytest.approx(2.01)]
    assert seen.at == pytest.approx(2.04)


def test_what_a_child_left_unanswered_on_both_sides_of_a_gap_keeps_its_times() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    hearing.results()
    nursery.children[0].hangs = True
    for _ in range(50):
        hearing.feed(BLOCK)
    nursery.children[0].messages.put({"at": 0.04, "dbfs": -30.0, "partials": {}, "finals": {}})
    nursery.children[0].messages.put({"at": 0.80, "dbfs": -30.0, "partials": {}, "finals": {}})
    hearing.results()
    hearing.feed(BLOCK)  # stands at 2.00; the last block before the gap, 0.80, is unanswered too
    nursery.children[0].is_dead = True
    again = [seen for _ in range(3) for seen in hearing.results()]
    assert [seen.at for seen in again] == [pytest.approx(0.84), pytest.approx(2.04)]


def test_it_is_given_up_when_it_never_stays_up() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    for _ in range(recogniser.FAST_DEATHS):
        assert hearing.health is not Health.FAILED
        nursery.children[-1].is_dead = True
        hearing.results()
    assert hearing.health is Health.FAILED
    assert len(nursery.children) == recogniser.FAST_DEATHS
    hearing.feed(BLOCK)
    assert hearing.results() == []


def test_what_was_given_up_is_tried_again_half_a_minute_later() -> None:
    nursery = Nursery()
    hearing, clock = make(nursery)
    for _ in range(recogniser.FAST_DEATHS):
        nursery.children[-1].is_dead = True
        hearing.results()
    clock.now += recogniser.AGAIN_AFTER - 1
    hearing.results()
    assert hearing.health is Health.FAILED
    clock.now += 1
    hearing.results()
    hearing.results()
    assert hearing.health is Health.WELL
    assert nursery.children[-1].sent_grammars() == [{"strict": ["stop", "[unk]"]}]


def test_deaths_far_apart_are_not_added_up() -> None:
    nursery = Nursery()
    hearing, _ = make(nursery)
    for _ in range(recogniser.FAST_DEATHS + 2):
        hearing.results()
        for _ in range(300):
            hearing.feed(BLOCK)
            hearing.results()
        nursery.children[-1].is_dead = True
        hearing.results()
    assert hearing.health is Health.RESTARTING


def test_a_child_that_never_gets_ready_is_ended() -> None:
    nursery = Nursery(ready=False)
    hearing, clock = make(nursery)
    let_pass(hearing, clock, START_PATIENCE - 1)
    assert not nursery.children[0].killed
    let_pass(hearing, clock, 2)
    assert nursery.children[0].killed


def test_after_a_start_that_failed_the_model_is_mended() -> None:
    nursery = Nursery(ready=False)
    hearing, _ = make(nursery)
    mended: list[int] = []

    def repair() -> Path:
        mended.append(len(nursery.children))
        return Path("mended")

    hearing.repair = repair
    nursery.children[0].is_dead = True
    hearing.results()
    assert mended == [1]
    assert nursery.children[1].model == Path("mended")
    nursery.children[1].ready()
    hearing.results()
    nursery.children[1].is_dead = True
    hearing.results()
    assert mended == [1], "it had started with this one"


def test_a_process_that_cannot_be_started_is_failure_not_an_exception() -> None:
    def refuse(model: Path) -> Child:
        raise OSError("no more processes")

    assert Recogniser(Path("model"), start=refuse).health is Health.FAILED


# ---- the real process


def wait_for(hearing: Recogniser, health: Health, seconds: float = 20.0) -> float:
    began = time.monotonic()
    while hearing.health is not health:
        assert time.monotonic() - began < seconds, f"not {health} within {seconds} s"
        hearing.results()
        time.sleep(0.005)
    return time.monotonic() - began


@pytest.mark.skipif(
    sys.platform == "win32", reason="there are no SIGKILL and SIGSTOP on Windows; run it on Linux or macOS"
)
@pytest.mark.parametrize("ill", ["SIGKILL", "SIGSTOP"])
def test_the_real_child_killed_or_stopped_is_replaced(tuned: Path, ill: str) -> None:
    hearing = Recogniser(tuned)
    try:
        hearing.listen(EARS)
        wait_for(hearing, Health.WELL)
        assert hearing._child is not None
        os.kill(hearing._child.pid, getattr(signal, ill))
        hearing.feed(BLOCK)
        wait_for(hearing, Health.RESTARTING)
        wait_for(hearing, Health.WELL)
        assert hearing.deaths == 1
    finally:
        hearing.close()


def test_a_child_that_prints_rubbish_is_not_believed() -> None:
    child = Child(Path(), command=(sys.executable, "-c", "print('not JSON')"))
    assert child.next_message(10.0) is None
    child.close()


def test_what_a_busy_machine_cannot_keep_up_with_is_told_as_it_is_lost() -> None:
    nursery = Nursery()
    lost: list[float] = []
    hearing = Recogniser(Path("model"), clock=FakeClock(), start=nursery, missed=lost.append)  # type: ignore[arg-type]
    hearing.results()
    nursery.children[0].hangs = True
    for _ in range(50):
        hearing.feed(BLOCK)
    assert sum(lost) == pytest.approx(hearing.dropped_seconds)
    assert set(lost) == {0.04}


def test_a_killed_process_that_is_slow_to_go_is_no_error() -> None:
    class SlowToGo:
        killed = 0
        stdin = None

        def wait(self, timeout: float) -> int:
            raise subprocess.TimeoutExpired("recogniser", timeout)

        def kill(self) -> None:
            self.killed += 1

    child = Child(Path(), command=(sys.executable, "-c", ""))
    gone, child._process = child._process, SlowToGo()  # type: ignore[assignment]
    child.close(0.0)
    assert child._process.killed == 1  # type: ignore[attr-defined]
    gone.wait(10.0)
