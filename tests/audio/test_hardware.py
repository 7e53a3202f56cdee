"""The sighting of sound devices and servers: it changes with them, and with nothing else."""

from __future__ import annotations

import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest

from companion.audio import hardware

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="devices are only looked at on Linux; run it there"
)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(hardware, "_DEVICES", tmp_path / "snd")
    return tmp_path


def _listen(at: Path) -> None:
    at.parent.mkdir(parents=True, exist_ok=True)
    at.unlink(missing_ok=True)
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(at))


@linux
def test_two_looks_at_the_same_see_the_same(runtime: Path) -> None:
    _listen(runtime / "pulse" / "native")
    assert hardware.sighting() == hardware.sighting()


@linux
@pytest.mark.parametrize("place", ["pulse/native", "pipewire-0"])
def test_a_sound_server_that_begins_to_listen_is_seen(runtime: Path, place: str) -> None:
    before = hardware.sighting()
    _listen(runtime / place)
    assert hardware.sighting() != before


@linux
def test_a_sound_server_that_was_started_again_is_seen(runtime: Path) -> None:
    _listen(runtime / "pulse" / "native")
    before = hardware.sighting()
    _listen(runtime / "pulse" / "native")
    assert hardware.sighting() != before


@linux
@pytest.mark.parametrize("prefix", ["unix:", ""])
def test_a_server_of_the_environment_is_seen(runtime: Path, monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"{prefix}{runtime / 'own'}")
    before = hardware.sighting()
    _listen(runtime / "own")
    assert hardware.sighting() != before


@linux
def test_a_device_that_is_plugged_in_is_seen_and_one_that_is_used_is_not(runtime: Path) -> None:
    (runtime / "snd").mkdir()
    before = hardware.sighting()
    microphone = runtime / "snd" / "pcmC1D0c"
    microphone.touch()
    plugged = hardware.sighting()
    assert plugged != before
    microphone.write_text("used")
    assert hardware.sighting() == plugged


def test_elsewhere_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert hardware.sighting() is None
