"""The sound check's driver: the voice's own clips, and the ears that are lent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from companion.app.sound_check import SENTENCE, SoundCheck
from companion.errors import EXIT_INTERRUPTED, NoVoice
from companion.ports import Heard, Hearing, HearingChanged, Level, Report, Speaking, SpeakingChanged
from companion.session.commands import Command, Kind
from companion.session.events import ClipEnded, ClipStarted, Given
from companion.session.parts.dials import VOLUMES
from tests.fakes import FakeObserver, FakePlayer, FakeSpeaker


class Observer(FakeObserver):
    def saying(self, now: bool) -> None:
        self.told.append(now)


class FakeEars:
    def __init__(self, log: list[tuple[object, ...]], *, learnt: bool = False) -> None:
        self.log = log
        self.learnt = learnt

    async def lend(self) -> None:
        self.log.append(("lend",))

    def take_back(self) -> bool:
        self.log.append(("take back",))
        return self.learnt


def make(**options: Any) -> tuple[SoundCheck, Observer, list[tuple[object, ...]]]:
    log: list[tuple[object, ...]] = []
    made = SoundCheck(
        speaker=FakeSpeaker(log),
        player=FakePlayer(log),
        ears=FakeEars(log, learnt=options.pop("learnt", False)),
        voice=lambda: "joe",
        volume=options.pop("volume", 0.8),
        **options,
    )
    observer = Observer()
    made.subscribe(observer)
    return made, observer, log


def spoken(log: list[tuple[object, ...]]) -> list[int]:
    return [entry[1] for entry in log if entry[0] == "speak"]  # type: ignore[misc]


@pytest.mark.parametrize("volume", [0.8, VOLUMES[1]])
def test_it_begins_as_loud_as_a_session_and_says_its_sentence(volume: float) -> None:
    check, _, log = make(volume=volume)
    check.start()
    assert check.volume == (VOLUMES.index(volume) + 1, len(VOLUMES))
    assert log[0] == ("set_volume", volume)
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


def test_the_volume_stays_within_its_steps_and_ends_as_it_was_chosen() -> None:
    check, _, log = make(volume=VOLUMES[2])
    for _ in range(9):
        check.change_volume(1)
    assert check.volume == (len(VOLUMES), len(VOLUMES))
    for _ in range(9):
        check.change_volume(-1)
    assert check.volume == (1, len(VOLUMES))
    check.close()
    assert log[-1] == ("set_volume", VOLUMES[2])


def test_reports_go_on_to_whoever_looks_until_it_is_closed() -> None:
    standing = (HearingChanged(Hearing.LISTENING), SpeakingChanged(Speaking.READY))
    closed: list[bool] = []
    check, observer, _ = make(standing=lambda: standing, closed=lambda: closed.append(True))
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
    check, _, log = make(learnt=learnt)

    async def use() -> int:
        runs.append(log[-1])
        return 3

    assert asyncio.run(check.lend_ears(use)) == (3, learnt)
    assert runs == [("lend",)]
    assert log[-1] == ("take back",)


def test_whatever_happens_meanwhile_it_listens_again() -> None:
    check, _, log = make()

    async def fails() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(check.lend_ears(fails))
    assert log[-1] == ("take back",)


def test_closed_meanwhile_it_stays_closed() -> None:
    check, _, log = make()

    async def leave() -> int:
        check.close()
        return 0

    assert asyncio.run(check.lend_ears(leave)) == (0, False)
    assert ("take back",) not in log


def test_to_step_aside_it_falls_silent_and_breaks_the_calibration_off() -> None:
    check, _, log = make()
    check.start()
    calibration = check.calibration(1)
    log.clear()
    asyncio.run(check.step_aside())
    assert log == [("silence",), ("hush",)]
    assert asyncio.run(calibration.run(lambda piece: None)) == EXIT_INTERRUPTED


def test_the_next_voice_says_the_sentence_and_becomes_the_usual_one() -> None:
    log: list[tuple[object, ...]] = []
    chosen = ["joe"]

    def choose(name: str) -> FakeSpeaker:
        chosen.append(name)
        return FakeSpeaker(log)

    check = SoundCheck(
        speaker=FakeSpeaker([]),
        player=FakePlayer([]),
        ears=FakeEars(log),
        voice=lambda: chosen[-1],
        volume=0.8,
        voices=["sarah", "emma"],
        choose_voice=choose,
    )
    check.start()
    for _ in range(3):
        check.next_voice()
    assert chosen == ["joe", "sarah", "emma", "sarah"]
    assert [entry[2] for entry in log if entry[0] == "speak"] == [SENTENCE] * 3
    check.close()
    check.next_voice()
    assert chosen[-1] == "sarah"
    assert len(chosen) == 4


@pytest.mark.parametrize("voices", [[], ["joe"]])
def test_where_there_is_one_voice_nothing_is_offered(voices: list[str]) -> None:
    check, _, log = make(voices=voices, choose_voice=lambda name: FakeSpeaker([]))
    assert check.voices == ()
    check.start()
    log.clear()
    check.next_voice()
    assert log == []


def test_a_voice_that_cannot_be_had_leaves_the_one_before() -> None:
    def refuse(name: str) -> FakeSpeaker:
        raise NoVoice("It is damaged.")

    check, _, log = make(voices=["sarah", "emma"], choose_voice=refuse)
    with pytest.raises(NoVoice):
        check.next_voice()
    check.say()
    assert len(spoken(log)) == 1
