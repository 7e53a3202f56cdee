"""When the microphone is open and when it is not, which language is heard, and what a mistake leaves behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from companion.app.ears import Ears, LaterMicrophone
from companion.app.reports import MISSED_WORTH, Reports
from companion.ports import Hearing, HearingChanged, Report
from companion.session.commands import Kind
from companion.session.effects import Listen
from companion.store import settings
from tests.app.fakes import ENGLISH_MODEL, FRENCH_MODEL, PATIENCE, FakeMakes, put_models

STARTING = HearingChanged(Hearing.STARTING)
ANSWERS = Listen(frozenset({Kind.ANSWER}), ("yes",))


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    put_models(tmp_path / "models", monkeypatch, ENGLISH_MODEL, FRENCH_MODEL)


class Stage:
    """Ears among fakes; the test's thread is the loop's."""

    def __init__(self, **options: Any) -> None:
        self.makes = FakeMakes()
        self.loop = asyncio.new_event_loop()
        self.reports = Reports(self.loop)
        self.told: list[Report] = []
        self.reports.tell(self.told.append)
        self.ears = Ears(self.makes, self.reports, **options)
        self.wait_for = self.makes.diary.wait_for

    def run(self, what: Awaitable[None]) -> None:
        self.loop.run_until_complete(asyncio.wait_for(what, PATIENCE))

    def turn(self) -> None:
        self.run(asyncio.sleep(0))


@contextmanager
def stage(**options: Any) -> Iterator[Stage]:
    made = Stage(**options)
    try:
        yield made
    finally:
        made.ears.close()
        made.loop.close()


def test_the_recogniser_is_ready_before_any_microphone_is_open_and_stays_when_it_is_closed() -> None:
    with stage() as on:
        on.ears.rest("en", "")
        on.wait_for("listener en")
        assert on.told == [STARTING]
        assert on.ears.open("en", "")
        on.wait_for("listener en", "microphone")
        on.ears.listen(ANSWERS)
        on.ears.rest("en", "")
        on.wait_for("listener en", "microphone", "microphone closed", "told")
        # The words of the session have no meaning on the list.
        assert on.makes.listeners[0].allowed[-2:] == [ANSWERS, Listen(frozenset())]
        on.ears.open("en", "")
        on.wait_for("listener en", "microphone", "microphone closed", "told", "microphone")
        assert len(on.makes.listeners) == 1


def test_the_listener_reads_only_a_microphone_that_is_open() -> None:
    with stage() as on:
        on.ears.open("en", "")
        on.wait_for("listener en", "microphone")
        source = on.makes.listeners[0].source
        assert source.read(PATIENCE) == "frame"
        on.ears.rest("en", "")
        on.wait_for("listener en", "microphone", "microphone closed", "told")
        assert source.read(0.0) is None


def test_opened_at_once_it_is_heard_in_the_language_that_is_spoken() -> None:
    with stage() as on:
        assert on.ears.open("fr", "ananas")
        on.wait_for("listener fr", "microphone")
        (listener,) = on.makes.listeners
        assert listener.to_hear.model.name == FRENCH_MODEL
        assert {"arrête", "ananas"} <= set(listener.to_hear.words.commands)


def test_another_language_takes_the_place_of_the_first_and_goes_back() -> None:
    english, french = "listener en", "listener fr"
    with stage() as on:
        on.ears.rest("en", "")
        on.wait_for(english)
        on.ears.open("fr", "")
        on.wait_for(english, "told", "listener en closed", french, "microphone")
        on.ears.listen(ANSWERS)
        on.ears.rest("en", "")
        on.makes.diary.wait_until("microphone closed", "told", "listener fr closed", english)
        assert on.makes.listeners[-1].to_hear.model.name == ENGLISH_MODEL


def test_what_the_listener_before_still_says_is_nobodys_business() -> None:
    with stage() as on:
        on.ears.open("en", "")
        on.wait_for("listener en", "microphone")
        on.makes.listeners[0].to_hear.line.post(HearingChanged(Hearing.LISTENING))
        on.ears.open("fr", "")
        on.turn()
        assert on.told == [STARTING, STARTING]
        on.makes.diary.wait_until("listener fr", "microphone")
        on.makes.listeners[1].to_hear.line.post(HearingChanged(Hearing.LISTENING))
        on.turn()
        assert on.told[-1] == HearingChanged(Hearing.LISTENING)


def test_what_is_to_be_heard_reaches_a_listener_that_comes_later() -> None:
    with stage() as on:
        on.ears.listen(ANSWERS)
        on.ears.open("en", "")
        on.wait_for("listener en", "microphone")
        assert on.makes.listeners[0].allowed == [ANSWERS]


def test_another_stop_word_is_learnt_without_starting_anew() -> None:
    with stage() as on:
        on.ears.open("en", "")
        on.wait_for("listener en", "microphone")
        on.ears.open("en", "apricot")
        on.wait_for("listener en", "microphone", "learnt")
        assert "apricot" in on.makes.listeners[0].learnt[-1].commands


def test_a_language_without_a_model_says_so_before_anything_begins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put_models(tmp_path / "english alone", monkeypatch, ENGLISH_MODEL)
    with stage() as on:
        on.ears.rest("en", "")
        on.wait_for("listener en")
        assert not on.ears.open("fr", "")
        told = on.told[-1]  # not a moment later: the loop has not turned
        assert isinstance(told, HearingChanged)
        assert told.hearing is Hearing.NO_MODEL
        assert "companion setup --language fr" in told.detail
        assert on.reports.deaf
        on.wait_for("listener en", "told", "listener en closed")
        on.ears.rest("en", "")
        assert on.told[-1] == STARTING
        on.makes.diary.wait_until("listener en")


def test_without_the_usual_model_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_models(tmp_path / "none", monkeypatch)
    with stage() as on:
        assert not on.ears.open("en", "")
        (told,) = on.told
        assert isinstance(told, HearingChanged)
        assert told.hearing is Hearing.NO_MODEL
        assert "companion setup" in told.detail
    assert on.makes.diary.events == []


def test_where_no_microphone_is_wanted_none_is_opened_whatever_is_asked() -> None:
    with stage(wanted=False) as on:
        assert not on.ears.open("en", "")
        on.ears.listen(ANSWERS)
        on.ears.rest("en", "")
        on.run(on.ears.lend())
        assert not on.ears.take_back()
        assert on.told == [HearingChanged(Hearing.OFF)]
    assert on.makes.diary.events == []


@pytest.mark.parametrize("learns", [True, False])
def test_everything_is_lent_and_taken_back(learns: bool) -> None:
    with stage() as on:
        on.ears.open("en", "apricot")
        on.wait_for("listener en", "microphone")
        on.run(on.ears.lend())
        # By now, and not soon: another program is about to open the microphone.
        lent = ["listener en", "microphone", "microphone closed", "told", "listener en closed"]
        assert on.makes.diary.events == lent
        if learns:
            settings.change(lambda _: settings.Settings(calibration={"gain_db": 6.0}))
        assert on.ears.take_back() is learns
        on.wait_for(*lent, "listener en", "microphone")
        assert on.makes.listeners[1].to_hear.calibration.gain_db == (6.0 if learns else 0.0)
        assert "apricot" in on.makes.listeners[1].to_hear.words.commands


def test_closed_it_stays_closed() -> None:
    with stage() as on:
        on.ears.open("en", "")
        on.wait_for("listener en", "microphone")
        on.ears.close()
        closed = ["listener en", "microphone", "microphone closed", "told", "listener en closed"]
        assert on.makes.diary.events == closed
        on.ears.close()
        on.ears.open("fr", "")
        on.ears.rest("en", "")
        assert on.makes.diary.events == closed


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_a_mistake_nothing_is_left_open_it_is_said_and_the_next_time_begins_anew() -> None:
    with stage() as on:
        on.makes.fails["microphone"] = ZeroDivisionError("a mistake of ours")
        on.ears.open("en", "")
        on.wait_for("listener en", "told", "listener en closed")
        thread = next((each for each in threading.enumerate() if each.name == "ears"), None)
        if thread is not None:
            thread.join(PATIENCE)
        on.turn()
        told = on.told[-1]
        assert isinstance(told, HearingChanged)
        assert told.hearing is Hearing.FAILED
        del on.makes.fails["microphone"]
        assert on.ears.open("en", "")
        on.makes.diary.wait_until("listener en", "microphone")


# ---- a microphone that comes later


class Microphone:
    """A microphone that throws away blocks while it is read: `losses` of them, one number at each reading."""

    block_seconds = 0.02

    def __init__(self, *losses: int) -> None:
        self.dropped = 0
        self._losses = list(losses)

    def read(self, timeout: float) -> str:
        self.dropped += self._losses.pop(0)
        return "frame"

    def close(self) -> None: ...


def test_what_the_microphone_threw_away_is_missed_once() -> None:
    with stage() as on:
        on.reports.hearing_is(STARTING)
        later = LaterMicrophone(on.reports)
        assert later.read(0.0) is None
        later.put(Microphone(0, 150, 0, 10))
        assert [later.read(0.1) for _ in range(4)] == ["frame"] * 4
        on.turn()
        assert missed(on) == pytest.approx(3.0 + MISSED_WORTH)
        later.take_away()
        assert later.read(0.0) is None
        later.put(Microphone(0, 20))  # another one, which counts from its own beginning
        assert [later.read(0.1) for _ in range(2)] == ["frame"] * 2
        on.turn()
        assert missed(on) == pytest.approx(3.0 + MISSED_WORTH + 0.4)


def missed(on: Stage) -> float:
    told = on.told[-1]
    assert isinstance(told, HearingChanged)
    return told.missed


def test_a_microphone_that_comes_wakes_who_waits_for_it() -> None:
    with stage() as on:
        later = LaterMicrophone(on.reports)
        read: list[object] = []

        def wait() -> None:
            while not read or read[-1] is None:
                read.append(later.read(PATIENCE))

        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        later.put(Microphone(0))
        waiting.join(PATIENCE / 2)
        assert read[-1] == "frame"
