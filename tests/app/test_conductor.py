"""The one driver: the routes of reports and effects, their order, and silence once it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from companion.app.conductor import Conductor
from companion.ports import Heard, Hearing, HearingChanged, Speaking, SpeakingChanged
from companion.session.commands import Command, Kind
from companion.session.effects import NoticeKind, Outcome
from companion.session.engine import Engine
from companion.session.events import ClipEnded, ClipStarted, Given, LoudspeakerLost, Tick
from companion.session.view import Phase
from tests.fakes import FakeClock, FakeListener, FakeObserver, FakePlayer, FakeSpeaker
from tests.session.builder import PHRASES, Builder, talk_only


class Stage:
    """A conductor among fakes."""

    def __init__(self, plan=None) -> None:
        self.log: list[tuple[object, ...]] = []
        self.clock = FakeClock()
        self.listener = FakeListener()
        self.observer = FakeObserver()
        self.conductor = Conductor(
            Engine(plan or talk_only(), PHRASES),
            clock=self.clock,
            speaker=FakeSpeaker(self.log),
            player=FakePlayer(self.log),
            listener=self.listener,
            folder=Path("somewhere"),
            closed=lambda: self.log.append(("closed",)),
        )
        self.conductor.subscribe(self.observer)

    def names(self) -> list[object]:
        return [entry[0] for entry in self.log]


def on_a_loop(test: Callable[[Stage], Awaitable[None]], plan=None) -> Stage:
    stage = Stage(plan)

    async def run() -> None:
        await asyncio.wait_for(test(stage), 10)

    asyncio.run(run())
    return stage


def test_begin_prepares_speaks_and_listens() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()

    stage = on_a_loop(test)
    assert ("speak", 1, "Sentence 0.") in stage.log
    assert "prepare" in stage.names()
    assert Kind.STOP in stage.listener.allowed[-1].kinds
    assert stage.observer.views[-1].phase is Phase.SPEAKING


def test_stop_silences_the_player_before_anything_else() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        stage.log.clear()
        stage.conductor.give(Command(Kind.STOP))

    assert on_a_loop(test).names()[:2] == ["silence", "hush"]


def test_timers_move_a_session_that_nobody_touches() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        while stage.conductor.outcome is None:
            deadline = stage.conductor._engine.next_deadline()
            assert deadline is not None
            stage.clock.time = deadline
            stage.conductor._arm()  # a clock that jumped: look again
            await asyncio.sleep(0.001)

    stage = on_a_loop(test, Builder().wait(5).wait(5).plan())
    assert stage.observer.outcome is Outcome.COMPLETED


def test_what_is_being_said_is_known_to_the_hearing_and_forgotten_in_a_silence() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        assert stage.conductor.narration == "Sentence 0."
        stage.conductor.feed(ClipStarted(1, 2.0))
        stage.clock.time = 2.0
        stage.conductor.feed(ClipEnded(1))
        assert stage.conductor.narration == ""

    on_a_loop(test)


def test_a_machine_that_slept_pauses() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        stage.clock.asleep = 600.0
        stage.conductor.feed(ClipStarted(1, 2.0))

    stage = on_a_loop(test)
    assert NoticeKind.PAUSED_BY_SUSPEND in stage.observer.told
    assert stage.observer.views[-1].phase is Phase.PAUSED


def test_reports_for_the_screen_never_reach_the_engine() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        views = len(stage.observer.views)
        stage.conductor.feed(HearingChanged(Hearing.LISTENING))
        stage.conductor.feed(Heard("banana", False))
        assert len(stage.observer.views) == views

    stage = on_a_loop(test)
    assert stage.observer.told[-2:] == [HearingChanged(Hearing.LISTENING), Heard("banana", False)]


def test_spoken_and_pressed_commands_are_the_same() -> None:
    async def pressed(stage: Stage) -> None:
        stage.conductor.begin()
        stage.conductor.give(Command(Kind.NEXT))

    async def spoken(stage: Stage) -> None:
        stage.conductor.begin()
        stage.conductor.feed(Given(Command(Kind.NEXT)))

    assert on_a_loop(pressed).log == on_a_loop(spoken).log


def test_close_is_silent_final_and_may_come_twice() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        stage.log.clear()
        stage.conductor.close()
        stage.conductor.close()
        stage.conductor.give(Command(Kind.NEXT))
        stage.conductor.feed(LoudspeakerLost())

    stage = on_a_loop(test)
    assert stage.names() == ["silence", "hush", "closed"]
    assert stage.observer.outcome is None


def spoken_by(stage: Stage) -> list[object]:
    return [entry[2] for entry in stage.log if entry[0] == "speak"]


@pytest.mark.parametrize("hearing", [each for each in Hearing if each is not Hearing.LISTENING])
def test_every_state_in_which_stop_would_not_be_heard_is_said_in_a_silence(hearing: Hearing) -> None:
    """The two states of a voice that is hard to hear wait for the next rest."""

    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        stage.clock.time = 1.0
        stage.conductor.feed(HearingChanged(hearing))
        stage.conductor.feed(HearingChanged(hearing, missed=1.0))  # it is the same trouble
        stage.clock.time = 8.0
        stage.conductor.feed(Tick())

    stage = on_a_loop(test, Builder().wait(300).plan())
    assert len(spoken_by(stage)) == (hearing not in (Hearing.TOO_QUIET, Hearing.CLIPPING))


def test_a_state_that_stood_before_the_session_is_said_too() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin([HearingChanged(Hearing.NO_MODEL), SpeakingChanged(Speaking.READY)])
        stage.clock.time = 8.0
        stage.conductor.feed(Tick())

    stage = on_a_loop(test, Builder().wait(300).plan())
    assert spoken_by(stage) == [PHRASES.caution_keys]  # alone, and nothing has listened yet
    assert HearingChanged(Hearing.NO_MODEL) not in stage.observer.told, "the screen has been told already"


@pytest.mark.parametrize(("speaking", "warns"), [(each, each is Speaking.NO_VOICE) for each in Speaking])
def test_a_tone_warns_if_no_voice_is_left_and_only_then(speaking: Speaking, warns: bool) -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        stage.conductor.feed(SpeakingChanged(speaking))

    stage = on_a_loop(test, Builder().wait(300).plan())
    assert ("play_sound" in stage.names()) == warns


def test_a_hush_reaches_the_player_and_not_the_session_and_none_after_the_close() -> None:
    async def test(stage: Stage) -> None:
        stage.conductor.begin()
        views = len(stage.observer.views)
        stage.log.clear()
        stage.conductor.hush(True)
        stage.conductor.hush(False)
        assert len(stage.observer.views) == views
        stage.conductor.close()
        stage.conductor.hush(True)

    assert on_a_loop(test).names() == ["hush player", "hush player", "silence", "hush", "closed"]
