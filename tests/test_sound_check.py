"""The sound check's driver: the voice's own clips, the ears that are lent, and what a busy machine missed."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from companion import settings, sound_check
from companion.launch import Options
from companion.ports import Heard, Hearing, HearingChanged, Level, Report, Speaking, SpeakingChanged
from companion.session.commands import Command, Kind
from companion.session.events import ClipEnded, ClipStarted, Given
from companion.session.state import VOLUMES
from companion.sound_check import SENTENCE, SoundCheck
from companion.voicing import spoken_name
from companion.wiring import Program
from tests.fakes import FakeObserver, FakePlayer, FakeSpeaker


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


class Observer(FakeObserver):
    def saying(self, now: bool) -> None:
        self.told.append(now)


class FakeEars:
    def __init__(self, log: list[tuple[object, ...]], *, learnt: bool = False) -> None:
        self.log = log
        self.learnt = learnt

    async def rest_ears(self) -> None:
        self.log.append(("rest",))

    def wake_ears(self) -> bool:
        self.log.append(("wake",))
        return self.learnt


def make(**options: Any) -> tuple[SoundCheck, Observer, list[tuple[object, ...]]]:
    log: list[tuple[object, ...]] = []
    made = SoundCheck(
        speaker=FakeSpeaker(log),
        player=FakePlayer(log),
        ears=FakeEars(log, learnt=options.pop("learnt", False)),
        voice=lambda: "joe",
        **options,
    )
    observer = Observer()
    made.subscribe(observer)
    return made, observer, log


def spoken(log: list[tuple[object, ...]]) -> list[int]:
    return [entry[1] for entry in log if entry[0] == "speak"]  # type: ignore[misc]


def test_it_begins_as_loud_as_a_session_and_says_its_sentence() -> None:
    check, _, log = make()
    check.start()
    assert log[0] == ("set_volume", 0.8)
    assert log[-1][0] == "speak"
    assert log[-1][2] == SENTENCE
    assert check.narration == SENTENCE


def test_only_its_own_clip_counts() -> None:
    check, observer, log = make()
    check.start()
    check.say()
    first, second = spoken(log)
    observer.told.clear()
    check.feed(ClipStarted(first, 3.0))
    check.feed(ClipEnded(first))
    check.feed(ClipStarted(second, 3.0))
    assert observer.told == [True]
    check.feed(ClipEnded(second))
    assert observer.told == [True, False]
    assert check.narration == ""


@pytest.mark.parametrize("kind", [Kind.STOP, Kind.PAUSE, Kind.YELLOW])
def test_a_safety_word_silences_the_voice(kind: Kind) -> None:
    check, _, log = make()
    check.start()
    log.clear()
    check.feed(Given(Command(kind)))
    assert log == [("silence",), ("hush",)]


def test_the_volume_stays_within_its_steps_and_ends_as_usual() -> None:
    check, _, log = make()
    for _ in range(9):
        check.change_volume(1)
    assert check.volume == (len(VOLUMES), len(VOLUMES))
    for _ in range(9):
        check.change_volume(-1)
    assert check.volume == (1, len(VOLUMES))
    check.close()
    assert log[-1] == ("set_volume", 0.8)


def test_reports_go_on_to_whoever_looks_until_it_is_closed() -> None:
    standing = (HearingChanged(Hearing.LISTENING), SpeakingChanged(Speaking.READY))
    closed: list[bool] = []
    check, observer, _ = make(standing=standing, closed=lambda: closed.append(True))
    reports: list[Report] = [Level(-30.0), Heard("stop", True), HearingChanged(Hearing.TOO_QUIET)]
    for report in reports:
        check.feed(report)
    assert observer.told == [*standing, *reports]
    check.close()
    check.close()
    check.feed(Level(-20.0))
    assert closed == [True]
    assert observer.told[-1] is False


@pytest.mark.parametrize("learnt", [True, False])
def test_the_ears_are_lent_and_taken_back(learnt: bool) -> None:
    runs: list[object] = []

    def run(people: int) -> int:
        runs.extend([people, log[-1]])
        return 3

    check, _, log = make(learnt=learnt, run=run)
    assert asyncio.run(check.lend_ears(lambda: check.calibrate(2))) == (3, learnt)
    assert runs == [2, ("rest",)]
    assert log[-1] == ("wake",)


def test_whatever_happens_meanwhile_it_listens_again() -> None:
    check, _, log = make()

    def fails() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(check.lend_ears(fails))
    assert log[-1] == ("wake",)


def test_closed_meanwhile_it_stays_closed() -> None:
    check, _, log = make()

    def leave() -> int:
        check.close()
        return 0

    assert asyncio.run(check.lend_ears(leave)) == (0, False)
    assert ("wake",) not in log


class TestCalibrateAloud:
    def run(self, monkeypatch: pytest.MonkeyPatch, typed: Any) -> tuple[int, list[Any]]:
        calls: list[Any] = []

        def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
            # A child takes over what is ignored, and Ctrl-C must end it; what is handled it does not.
            calls.extend([command, callable(signal.getsignal(signal.SIGINT))])
            return subprocess.CompletedProcess(command, 7)

        monkeypatch.setattr(subprocess, "run", run)
        monkeypatch.setattr(sys, "stdin", typed)
        before = signal.getsignal(signal.SIGINT)
        code = sound_check.calibrate_aloud(1)
        assert signal.getsignal(signal.SIGINT) is before
        return code, calls

    def test_the_command_and_its_exit_code(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        class Typed:
            def readline(self) -> str:
                return "\n"

        code, calls = self.run(monkeypatch, Typed())
        assert code == 7
        assert calls == [[sys.executable, "-P", "-m", "companion", "calibrate", "--people", "1"], True]
        assert "Press Enter to go back" in capsys.readouterr().out

    def test_ctrl_c_at_the_end_goes_back_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Typed:
            def readline(self) -> str:
                signal.raise_signal(signal.SIGINT)
                raise AssertionError("Ctrl-C was ignored")

        assert self.run(monkeypatch, Typed())[0] == 7


# ---- in the program


@contextmanager
def running() -> Iterator[tuple[Program, asyncio.AbstractEventLoop]]:
    loop = asyncio.new_event_loop()
    program = Program(Options(voice="none", microphone=False), loop)
    try:
        yield program, loop
    finally:
        program.close()
        loop.close()


def lose(program: Program, loop: asyncio.AbstractEventLoop, blocks: int) -> None:
    """The hearing of a busy machine loses so many pieces of 40 ms."""
    for _ in range(blocks):
        program._missing.piece(0.04)
    loop.run_until_complete(asyncio.sleep(0))


def test_what_a_busy_machine_missed_is_told_in_a_session_and_counted_from_its_beginning() -> None:
    with running() as (program, loop):
        program._hearing = HearingChanged(Hearing.LISTENING)
        program._missed = 5.0  # in the session before
        observer = FakeObserver()
        session = program.open_session("right-now")
        loop.run_until_complete(asyncio.sleep(0))
        program._deliver(HearingChanged(Hearing.LISTENING))
        session.subscribe(observer)
        assert observer.told[0] == HearingChanged(Hearing.LISTENING)
        lose(program, loop, 4)
        assert [one.missed for one in observer.told if isinstance(one, HearingChanged)] == [0.0]
        lose(program, loop, 26)
        told = [one for one in observer.told if isinstance(one, HearingChanged)]
        assert told[-1].hearing is Hearing.LISTENING
        assert told[-1].missed == pytest.approx(1.2)
        program._deliver(HearingChanged(Hearing.TOO_QUIET, "Come nearer."))
        last = observer.told[-1]
        assert isinstance(last, HearingChanged)
        assert (last.hearing, last.detail) == (Hearing.TOO_QUIET, "Come nearer.")
        assert last.missed == pytest.approx(1.2)


def test_the_programs_sound_check_is_told_until_it_is_closed_and_leaves_sessions_alone() -> None:
    with running() as (program, _):
        check = program.sound_check()
        observer = Observer()
        check.subscribe(observer)
        program._deliver(Heard("stop", True))
        assert observer.told[-1] == Heard("stop", True)
        check.start()
        assert program._narration() == SENTENCE
        check.close()
        assert program._narration() == ""
        told = len(observer.told)
        program._deliver(Heard("stop", True))
        assert len(observer.told) == told


def test_ears_rest_and_wake() -> None:
    closed: list[str] = []

    class Part:
        def __init__(self, name: str) -> None:
            self.name = name

        def listen(self, allowed: object) -> None: ...

        def close(self) -> None:
            closed.append(self.name)

    with running() as (program, loop):
        program.warm_up()
        program._listener, program._microphone = Part("listener"), Part("microphone")
        loop.run_until_complete(program.rest_ears())
        assert closed == ["listener", "microphone"]
        assert program.wake_ears() is False
        assert program._listener is not None


def test_it_is_offered_once_ever() -> None:
    with running() as (program, _):
        assert program.offers_sound_check()
        assert not program.offers_sound_check()
    assert settings.load().settings.sound_check_offered


def test_it_is_not_offered_to_who_has_calibrated() -> None:
    settings.save(settings.Settings(calibration={"gain_db": 3.0}))
    with running() as (program, _):
        assert not program.offers_sound_check()


@pytest.mark.parametrize(
    ("voice", "name"),
    [("piper/joe/ab12", "joe"), ("kokoro/heart/1", "heart"), ("system/espeak/en/1/2", ""), ("", "")],
)
def test_the_name_of_a_voice(voice: str, name: str) -> None:
    assert spoken_name(voice) == name
