from __future__ import annotations

import threading
from types import ModuleType

import numpy as np
import pytest

from companion.audio import probes
from companion.audio.probes import probe_loudspeaker, probe_microphone
from companion.errors import CompanionError
from tests.audio.rig import RATE, SoundRig

pytestmark = pytest.mark.audio


def test_a_loudspeaker_that_works_plays_a_bell(rig: SoundRig) -> None:
    recorder = rig.record_loudspeaker()
    probe = probe_loudspeaker()
    assert probe.ok, probe
    assert "played a bell" in probe.detail
    heard = recorder.stop()
    first, last = heard.first_sound(), heard.last_sound()
    assert first is not None
    assert last is not None
    assert last - first > 2


def test_no_loudspeaker_says_what_to_do(rig: SoundRig) -> None:
    rig.kill_server()
    probe = probe_loudspeaker()
    assert not probe.ok
    assert probe.hint


def test_over_ssh_the_device_would_be_in_another_room(rig: SoundRig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.kill_server()
    monkeypatch.setenv("SSH_CONNECTION", "127.0.0.1 50000 127.0.0.1 22")
    for probe in (probe_loudspeaker(), probe_microphone(0.5)):
        assert not probe.ok
        assert "connected to another computer" in probe.hint


def test_a_microphone_that_hears_something_is_well(rig: SoundRig) -> None:
    rig.play_into_microphone(np.random.default_rng(2).uniform(-0.2, 0.2, 5 * RATE))
    probe = probe_microphone(0.5)
    assert probe.ok, probe
    assert "dB" in probe.detail


def test_digital_silence_is_named(rig: SoundRig) -> None:
    probe = probe_microphone(0.5)
    assert not probe.ok
    assert "only silence" in probe.detail
    assert "muted" in probe.hint or "Allow" in probe.hint


def test_no_microphone_says_what_to_do(rig: SoundRig) -> None:
    rig.kill_server()
    probe = probe_microphone(0.5)
    assert not probe.ok
    assert probe.hint


def test_a_sound_server_that_never_answers_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hangs(error: type[CompanionError]) -> ModuleType:
        over.wait(60)
        raise error("never")

    monkeypatch.setattr(probes, "portaudio", hangs)
    monkeypatch.setattr(probes, "_OPEN_SECONDS", 0.05)
    try:
        probe = probe_loudspeaker()
    finally:
        over.set()
    assert not probe.ok
    assert "isn't responding" in probe.detail
    assert probe.hint
