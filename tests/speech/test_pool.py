"""Several voices at work for one file: everything made once, in any order, and never by two voices in turns."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from companion.errors import NoVoice
from companion.ports import Pcm
from companion.session.effects import Utterance
from companion.speech.clips import Clips
from companion.speech.pool import ClipPool
from companion.speech.voice_chain import VoiceChain


class Worker:
    """A voice that says how often it was used by two threads at once, and waits at its gate."""

    language = "en"

    def __init__(self, name: str = "a", fails_at: str = "") -> None:
        self.name = name
        self.said: list[str] = []
        self.closed = False
        self.at_once = 0
        self.gate = threading.Event()
        self.gate.set()
        self._fails_at = fails_at
        self._inside = threading.Lock()

    def render(self, text: str, words_per_minute: int) -> Pcm:
        if not self._inside.acquire(blocking=False):
            self.at_once += 1
            raise AssertionError("two threads in one voice")
        try:
            assert self.gate.wait(5)
            if text == self._fails_at:
                raise NoVoice("broken")
            self.said.append(text)
            return Pcm(np.full(len(text), 0.1, np.float32), 8000)
        finally:
            self._inside.release()

    def close(self) -> None:
        self.closed = True


def utterances(count: int) -> list[Utterance]:
    return [Utterance("x" * (number + 1)) for number in range(count)]


def test_each_is_made_once_and_comes_as_asked_for() -> None:
    voices = [Worker(), Worker()]
    pool = ClipPool([Clips({1: voice}) for voice in voices])
    wanted = utterances(20)
    for number, utterance in enumerate(wanted):
        pool.prepare(wanted[number : number + 4])
        assert len(pool.get(utterance).samples) == number + 1
    assert sorted(text for voice in voices for text in voice.said) == [each.text for each in wanted]
    pool.close()
    assert all(voice.closed for voice in voices)


def test_both_work_at_the_same_time() -> None:
    together = threading.Barrier(2, timeout=5)  # one alone would never get through it

    class Waiting(Worker):
        def render(self, text: str, words_per_minute: int) -> Pcm:
            together.wait()
            return super().render(text, words_per_minute)

    pool = ClipPool([Clips({1: Waiting()}), Clips({1: Waiting()})])
    first, second = utterances(2)
    pool.prepare((first, second))
    assert len(pool.get(second).samples) == 2
    assert len(pool.get(first).samples) == 1
    pool.close()


def test_what_no_voice_can_say_is_said_when_it_is_asked_for() -> None:
    pool = ClipPool([Clips({1: Worker(fails_at="x")})])
    pool.prepare((Utterance("x"),))
    with pytest.raises(NoVoice, match="broken"):
        pool.get(Utterance("x"))
    assert len(pool.get(Utterance("yy")).samples) == 2
    pool.close()


def test_after_a_voice_failed_for_one_all_are_made_by_that_one() -> None:
    pools: list[ClipPool] = []
    naturals, systems = [Worker("joe", fails_at="x" * 5), Worker("joe", fails_at="x" * 5)], [Worker("s"), Worker("s")]
    chains = [
        VoiceChain([natural, system], lambda *_: pools[0].one_voice())
        for natural, system in zip(naturals, systems, strict=True)
    ]
    pool = ClipPool([Clips({1: chain}) for chain in chains])
    pools.append(pool)
    for utterance in utterances(5):
        pool.get(utterance)
    before = [len(natural.said) for natural in naturals]
    wanted = [Utterance("y" * (number + 1)) for number in range(12)]
    pool.prepare(wanted)
    for utterance in wanted:
        pool.get(utterance)
    assert [len(natural.said) for natural in naturals] == before
    assert sorted(len(system.said) for system in systems) == [0, 13]
    pool.close()


def test_closing_drops_what_nobody_waits_for() -> None:
    voice = Worker()
    voice.gate.clear()
    pool = ClipPool([Clips({1: voice})])
    pool.prepare(utterances(10))
    threading.Timer(0.1, voice.gate.set).start()
    pool.close()
    assert len(voice.said) <= 1


def test_a_pool_of_nobody_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="needs at least one"):
        ClipPool([])
