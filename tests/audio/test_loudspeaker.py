"""The player and the microphone on a real sound server: a private PulseAudio with null sinks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from companion.audio.capture import Microphone
from companion.audio.devices import AudioSystem
from companion.audio.output import LoudspeakerPlayer
from companion.audio.reference import Reference
from companion.audio.sound_choice import Sounds
from companion.ports import Pcm, Samples, Speaking, SpeakingChanged
from companion.session.events import ClipEnded, ClipStarted, LoudspeakerBack, LoudspeakerLost
from companion.sound_format import FRAME, RATE
from tests.audio.conftest import PostBox
from tests.audio.rig import RATE as RIG_RATE
from tests.audio.rig import SoundRig

pytestmark = pytest.mark.audio

READY = SpeakingChanged(Speaking.READY)


def a_tone(seconds: float, hz: float = 440.0, rate: int = 22_050, peak: float = 0.4) -> Pcm:
    t = np.arange(int(seconds * rate)) / rate
    return Pcm((peak * np.sin(2 * np.pi * hz * t)).astype(np.float32), rate)


def pitch(samples: Samples) -> float:
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * RIG_RATE / len(samples)


@pytest.fixture
def system() -> Iterator[AudioSystem]:
    running = AudioSystem(retry_seconds=0.3)
    yield running
    running.close()


def test_what_is_played_comes_out(rig: SoundRig, system: AudioSystem, post: PostBox) -> None:
    player = LoudspeakerPlayer(post, system)
    post.wait_for(READY)
    recorder = rig.record_loudspeaker()
    player.play(7, a_tone(0.5, hz=600), player.generation())
    started = post.wait_for(ClipStarted(7, 0.5))
    post.wait_for(ClipEnded(7))
    recorder.wait_for_sound(started - 0.1)
    time.sleep(0.2)  # for the end to come through the recorder
    heard = recorder.stop()
    first, last = heard.first_sound(started - 0.1), heard.last_sound()
    assert first is not None
    assert last is not None
    assert last - first == pytest.approx(0.5, abs=0.03)
    assert pitch(heard.between(first + 0.1, last - 0.1)) == pytest.approx(600, abs=5)
    assert [type(report) for report in post.all(ClipStarted | ClipEnded)] == [ClipStarted, ClipEnded]  # type: ignore[arg-type]


def test_what_is_played_on_a_stream_opened_anew_is_recorded_too(rig: SoundRig, system: AudioSystem) -> None:
    """The recorder is what is tested: it once ended with the first stream, when the player had opened another."""
    recorder = rig.record_program()
    for number in (1, 2):
        post = PostBox()
        player = LoudspeakerPlayer(post, system)
        post.wait_for(READY)
        player.play(number, a_tone(0.3), player.generation())
        started = post.wait_for(ClipStarted(number, 0.3))
        post.wait_for(ClipEnded(number))
        recorder.wait_for_sound(started - 0.1)
        player.close()


def test_silence_cuts_at_once_and_does_not_click(rig: SoundRig, system: AudioSystem, post: PostBox) -> None:
    player = LoudspeakerPlayer(post, system)
    post.wait_for(READY)
    recorder = rig.record_loudspeaker()
    player.play(1, a_tone(5, hz=200), player.generation())
    post.wait_for(ClipStarted(1, 5.0))
    sounding = recorder.wait_for_sound(0.0)
    time.sleep(0.3)
    cut = time.monotonic()
    player.silence()
    time.sleep(0.5)
    heard = recorder.stop()
    last = heard.last_sound()
    assert last is not None
    # One block of 10 ms, 40 ms in the device's buffer, 5 ms of fade, and what the recorder's clock is uncertain by.
    assert -0.05 < last - cut < 0.12
    # 200 Hz at 0.4 moves by 0.0105 from sample to sample at the most; a click would jump by up to 0.4.
    assert np.max(np.abs(np.diff(heard.between(sounding, last + 0.1)))) < 0.03
    assert post.all(ClipEnded) == []


def test_what_is_asked_for_after_a_silence_is_heard(rig: SoundRig, system: AudioSystem, post: PostBox) -> None:
    player = LoudspeakerPlayer(post, system)
    post.wait_for(READY)
    old = player.generation()
    player.silence()
    player.play(1, a_tone(0.2), old)
    player.play(2, a_tone(0.2), player.generation())
    post.wait_for(ClipEnded(2))
    assert [started.id for started in post.all(ClipStarted)] == [2]


def test_more_in_store_after_gaps_and_nothing_is_said_about_it(
    rig: SoundRig, system: AudioSystem, post: PostBox
) -> None:
    player = LoudspeakerPlayer(post, system)
    post.wait_for(READY)
    before = player.latency
    player._gaps = 2
    deadline = time.monotonic() + 10
    while player.latency == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert player.latency > before
    recorder = rig.record_loudspeaker()
    player.play(7, a_tone(0.5), player.generation())
    started = post.wait_for(ClipStarted(7, 0.5))
    post.wait_for(ClipEnded(7))
    recorder.wait_for_sound(started - 0.1)
    recorder.stop()
    assert not post.all(LoudspeakerLost)
    assert post.all(SpeakingChanged) == [READY]


def test_a_killed_server_is_lost_and_found_again(rig: SoundRig, system: AudioSystem, post: PostBox) -> None:
    lost, opened = threading.Event(), threading.Semaphore(0)
    microphone = Microphone(
        system, on_open=lambda: opened.release(), on_missing=lambda why: None, on_lost=lambda why: lost.set()
    )
    player = LoudspeakerPlayer(post, system)
    post.wait_for(READY)
    assert opened.acquire(timeout=10)
    player.play(1, a_tone(20), player.generation())
    post.wait_for(ClipStarted(1, 20.0))
    assert microphone.read(5) is not None  # a server that dies while a stream starts is another test's business
    rig.kill_server()
    post.wait_for(LoudspeakerLost())
    assert lost.wait(10)
    details = [changed.detail for changed in post.all(SpeakingChanged) if changed.speaking is not Speaking.READY]
    assert details
    assert "Plug it in" in details[0]
    player.play(2, a_tone(0.3, hz=800), player.generation())  # asked for while there is nothing to play it on
    rig.start()
    recorder = rig.record_loudspeaker()
    post.wait_for(LoudspeakerBack(), timeout=20)
    assert not post.all(ClipEnded)  # neither what was cut, nor what was said to nobody
    player.play(3, a_tone(0.3, hz=800), player.generation())
    started = post.wait_for(ClipStarted(3, 0.3))
    post.wait_for(ClipEnded(3))
    first = recorder.wait_for_sound(started - 0.05)
    assert pitch(recorder.snapshot().between(first, first + 0.2)) == pytest.approx(800, abs=10)
    assert opened.acquire(timeout=20)
    assert microphone.read(5) is not None


def test_no_loudspeaker_yet_plays_on_in_silence_and_moves_over(
    rig: SoundRig, system: AudioSystem, post: PostBox
) -> None:
    rig.kill_server()
    player = LoudspeakerPlayer(post, system)
    player.play(1, a_tone(0.3), player.generation())
    post.wait_for(lambda report: isinstance(report, SpeakingChanged) and report.speaking is Speaking.NO_LOUDSPEAKER)
    post.wait_for(ClipEnded(1))
    rig.start()
    post.wait_for(READY, timeout=20)
    recorder = rig.record_loudspeaker()
    player.play(2, a_tone(0.3), player.generation())
    started = post.wait_for(ClipStarted(2, 0.3))
    recorder.wait_for_sound(started - 0.05)
    assert post.all(LoudspeakerLost) == []


def test_the_microphone_delivers_what_was_said_when_it_was_said(rig: SoundRig, system: AudioSystem) -> None:
    opened = threading.Event()
    microphone = Microphone(system, on_open=opened.set, on_missing=lambda why: None, on_lost=lambda why: None)
    assert opened.wait(10)
    truth = rig.record_microphone()
    began = time.monotonic()
    said = a_tone(0.5, hz=1000, rate=RIG_RATE)
    rig.play_into_microphone(np.concatenate([np.zeros(RIG_RATE // 5, np.float32), said.samples]))
    frames = []
    while time.monotonic() < began + 2:
        frame = microphone.read(0.5)
        assert frame is not None, "the microphone fell silent"
        assert frame.samples.shape == (FRAME,)
        frames.append(frame)
    truly = truth.stop().first_sound(began)
    heard = next(frame for frame in frames if np.max(np.abs(frame.samples)) > 3000)
    onset = heard.at + int(np.argmax(np.abs(heard.samples) > 3000)) / RATE
    assert truly is not None
    assert onset == pytest.approx(truly, abs=0.05)
    loud = [frame for frame in frames if np.max(np.abs(frame.samples)) > 3000]
    assert len(loud) >= 24  # half a second; more where the player of a busy machine stuttered
    assert microphone.dropped == 0


def test_the_tap_hears_what_the_loudspeaker_plays(rig: SoundRig, system: AudioSystem, post: PostBox) -> None:
    references: list[Reference] = []

    def tap_for(rate: int) -> Reference:
        references.append(Reference(rate))
        return references[-1]

    player = LoudspeakerPlayer(post, system, tap_for=tap_for)
    post.wait_for(READY)
    recorder = rig.record_loudspeaker()
    player.play(1, a_tone(0.4), player.generation())
    started = post.wait_for(ClipStarted(1, 0.4))
    post.wait_for(ClipEnded(1))
    played = references[0].take()
    assert played is not None
    onset = played.at + int(np.argmax(np.abs(played.samples) > 0.01)) / references[0].rate
    assert onset == pytest.approx(recorder.wait_for_sound(started - 0.1, threshold=0.01), abs=0.05)


def test_a_bed_is_heard_until_everything_is_silenced(rig: SoundRig, system: AudioSystem, post: PostBox) -> None:
    recorder = rig.record_loudspeaker()
    player = LoudspeakerPlayer(post, system, sounds=Sounds(bed="drone", bed_volume=1.0))
    post.wait_for(READY)
    player.run_bed(True)
    began = recorder.wait_for_sound(0.0, timeout=10, threshold=0.01)
    player.run_bed(False)
    player.silence()
    silenced = time.monotonic()
    time.sleep(0.5)
    heard = recorder.stop()
    last = heard.last_sound()
    assert last is not None
    assert began < last < silenced + 0.3
    player.close()
