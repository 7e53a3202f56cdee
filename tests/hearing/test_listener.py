from __future__ import annotations

import queue
from pathlib import Path

import numpy as np
import pytest

from companion.errors import NoMicrophone
from companion.hearing.child.protocol import Final, Observation, Word
from companion.hearing.child.recogniser import Health
from companion.hearing.decide.attribution import Surroundings
from companion.hearing.decide.spotter import Verdict
from companion.hearing.listener import VoiceListener
from companion.hearing.words.calibration import Calibration
from companion.hearing.words.grammar import STRICT
from companion.hearing.words.vocabulary import Vocabulary
from companion.ports import Heard, Hearing, HearingChanged, Level, Report
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from companion.session.events import Given
from tests.hearing.child.test_tuned_model import make_model
from tests.hearing.fakes import FakeRecogniser, FakeSource, seen

PATIENCE = 10.0


class Ears:
    """A listener with a fake microphone and recogniser, and everything it posted."""

    def __init__(self, english: Vocabulary, folder: Path, calibration: Calibration | None = None) -> None:
        self.source = FakeSource()
        self.recogniser = FakeRecogniser()
        self.posted: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self.hushes: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.listener = VoiceListener(
            self.source,
            self.posted.put,
            english,
            folder,
            folder.parent / "cache",
            hush=self.hushes.put,
            calibration=calibration,
            start_recogniser=lambda model: self.recogniser,
        )

    def next(self, kind: type[Report]) -> Report:
        while True:
            report = self.posted.get(timeout=PATIENCE)
            if isinstance(report, kind):
                return report

    def until(self, hearing: Hearing) -> HearingChanged:
        while True:
            report = self.next(HearingChanged)
            assert isinstance(report, HearingChanged)
            if report.hearing is hearing:
                return report


@pytest.fixture
def ears(english: Vocabulary, tmp_path: Path):  # type: ignore[no-untyped-def]
    made = Ears(english, make_model(tmp_path / "small"))
    made.listener.microphone_open()
    yield made
    made.listener.close()


def test_a_command_is_heard_and_given(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.to_say.put(seen(1.0, "stop", "stop"))
    assert ears.next(Heard) == Heard("stop", True)
    assert ears.next(Given) == Given(Command(Kind.STOP))


def test_a_stop_that_was_understood_is_not_told_again_as_a_word_that_means_nothing(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.to_say.put(seen(1.0, "stop", "stop"))
    assert ears.next(Heard) == Heard("stop", True)
    ears.recogniser.to_say.put(seen(1.3, final="stop"))  # the strict ear ends the same word later
    ears.recogniser.to_say.put(seen(4.0, final="[unk] hello"))
    assert ears.next(Heard) == Heard("hello", False)


def test_the_hush_goes_on_before_the_decision_and_off_without_one(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.to_say.put(seen(1.0, "stop", ""))
    assert ears.hushes.get(timeout=PATIENCE) is True
    ears.recogniser.to_say.put(seen(2.0, "stop", ""))
    assert ears.hushes.get(timeout=PATIENCE) is False


def test_the_grammar_follows_what_means_something(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.listener.listen(Listen(frozenset({Kind.NEXT}), ("yes",)))
    ears.source.add(np.ones(640, np.int16))
    ears.recogniser.to_say.put(seen(1.0, final="yes"))
    # The answer may have been seen before the grammar was there; said again it has to count.
    ears.next(Heard)
    ears.recogniser.to_say.put(seen(3.0, final="yes"))
    assert ears.next(Given) == Given(Command(Kind.ANSWER, "yes"))
    assert "yes" in ears.recogniser.grammars[-1]["strict"]
    assert "next" in ears.recogniser.grammars[-1]["strict"]


def test_two_peoples_own_word_is_learnt_while_it_listens(ears: Ears, english: Vocabulary) -> None:
    ears.until(Hearing.LISTENING)
    ears.listener.learn(english.with_stop_word("apricot"))
    ears.source.add(np.ones(640, np.int16))
    ears.recogniser.to_say.put(seen(1.0, final="apricot"))
    ears.next(Heard)
    ears.recogniser.to_say.put(seen(3.0, "apricot", "apricot"))
    assert ears.next(Given) == Given(Command(Kind.STOP))
    assert "apricot" in ears.recogniser.grammars[-1]["strict"]


def test_short_words_that_mean_nothing_are_shown_and_talk_is_not(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.to_say.put(seen(1.0, final="we were talking about the weather"))
    ears.recogniser.to_say.put(seen(3.0, final="[unk] hello"))
    assert ears.next(Heard) == Heard("hello", False)


def test_a_microphone_that_delivers_zeros_is_said(ears: Ears) -> None:
    ears.source.add(np.zeros(16000 * 3, np.int16))
    assert ears.until(Hearing.DIGITAL_SILENCE).detail
    ears.source.add(np.ones(320, np.int16))
    ears.until(Hearing.LISTENING)


def test_the_level_is_given_in_dbfs(ears: Ears) -> None:
    ears.source.add(np.full(1600, 3277, np.int16))
    level = ears.next(Level)
    assert isinstance(level, Level)
    assert level.dbfs == pytest.approx(-20.0, abs=0.1)


def test_a_microphone_that_goes_and_comes_back(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.listener.microphone_lost(NoMicrophone("it is gone", hint="Plug it in again."))
    assert ears.until(Hearing.NO_MICROPHONE).detail == "Plug it in again."
    ears.listener.microphone_open()
    ears.until(Hearing.LISTENING)


def test_a_microphone_that_is_closed_is_no_trouble_and_the_next_one_begins_anew(ears: Ears) -> None:
    ears.source.add(np.zeros(16000 * 2 + 320, np.int16))
    ears.until(Hearing.DIGITAL_SILENCE)
    ears.listener.microphone_closed()
    closed = ears.next(HearingChanged)
    assert closed == HearingChanged(Hearing.STARTING)
    ears.listener.microphone_open()
    # Not a word of the zeros of the one before it.
    assert ears.next(HearingChanged) == HearingChanged(Hearing.LISTENING)


@pytest.mark.parametrize(
    ("health", "hearing"), [(Health.RESTARTING, Hearing.RESTARTING), (Health.FAILED, Hearing.FAILED)]
)
def test_an_ill_recogniser_is_said(ears: Ears, health: Health, hearing: Hearing) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.health = health
    assert "eys" in ears.until(hearing).detail


def test_a_recogniser_that_does_not_start_gets_its_copy_anew_and_then_the_model_itself(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    copy = ears.recogniser.repair()
    assert copy.parent.name == "cache"
    assert ears.recogniser.repair().name == "small"


def test_a_recogniser_that_answers_too_late_is_said(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.is_late = True
    assert "eys" in ears.until(Hearing.BEHIND).detail
    ears.recogniser.is_late = False
    ears.until(Hearing.LISTENING)


def test_an_open_microphone_that_delivers_nothing_at_all_is_said(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    assert "microphone" in ears.until(Hearing.DIGITAL_SILENCE).detail
    ears.source.add(np.full(3200, 50, np.int16))
    ears.until(Hearing.LISTENING)


def test_without_a_model_it_says_so_and_ends(english: Vocabulary, tmp_path: Path) -> None:
    without = Ears(english, tmp_path / "nowhere")
    assert "companion setup" in without.until(Hearing.NO_MODEL).detail
    without.listener.close()


def test_closing_takes_back_the_hush_and_ends_the_recogniser(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    ears.recogniser.to_say.put(seen(1.0, "stop", ""))
    assert ears.hushes.get(timeout=PATIENCE) is True
    ears.listener.close()
    assert ears.hushes.get(timeout=PATIENCE) is False
    assert ears.recogniser.closed


# ---- what the microphone is worth


def faint_word(ears: Ears, at: float) -> None:
    """A second of hiss with a word in it, and what the recogniser made of that."""
    hiss = np.random.default_rng(int(at)).normal(0, 40, 16000).astype(np.int16)
    ears.source.add(hiss)
    for _ in range(10):
        ears.next(Level)
    word = Final("stop", (Word("stop", at + 0.2, at + 0.6),))
    ears.recogniser.to_say.put(Observation(at + 1.0, -58.0, {}, {"jumpy": word}))


def test_people_who_arrive_faintly_are_told(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    for second in range(3):
        faint_word(ears, second)
    ears.source.add(np.zeros(640, np.int16))
    assert "closer" in ears.until(Hearing.TOO_QUIET).detail


def test_a_microphone_that_is_too_loud_is_told(ears: Ears) -> None:
    ears.until(Hearing.LISTENING)
    for _ in range(3):
        ears.source.add(np.full(8000, 32767, np.int16))
        ears.source.add(np.full(24000, 50, np.int16))
    assert "too loud" in ears.until(Hearing.CLIPPING).detail


def test_what_was_calibrated_is_used(english: Vocabulary, tmp_path: Path) -> None:
    made = Ears(english, make_model(tmp_path / "small"), Calibration(gain_db=20.0, left_out=("stomp",)))
    try:
        made.listener.microphone_open()
        made.until(Hearing.LISTENING)
        made.source.add(np.full(1600, 100, np.int16))
        assert made.next(Level) == Level(pytest.approx(-30.3, abs=0.1))
        assert "stomp" not in made.recogniser.grammars[-1][STRICT]
        assert "stoop" in made.recogniser.grammars[-1][STRICT]
    finally:
        made.listener.close()


class FakeSpotter:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.overlooked: list[tuple[float, str]] = []
        self.fed: list[tuple[float, str]] = []

    def overlook(self, at: float, around: Surroundings) -> None:
        self.overlooked.append((at, around.narration))

    def feed(self, seen: Observation, around: Surroundings) -> list[Verdict]:
        self.fed.append((seen.at, around.narration))
        return []


def test_the_surroundings_of_sound_that_no_ear_heard_are_told_as_well(ears: Ears) -> None:
    """While the recogniser starts, or cannot keep up, the narrator may have been loud."""
    ears.listener._around.extend((0.04 * n, Surroundings(f"sentence {n}")) for n in range(1, 6))
    spotter = FakeSpotter()
    for number in (3, 4):
        ears.listener._understand(seen(0.04 * number), spotter)  # type: ignore[arg-type]
    assert spotter.overlooked == [(0.04, "sentence 1"), (0.08, "sentence 2")]
    assert [narration for _, narration in spotter.fed] == ["sentence 3", "sentence 4"]
