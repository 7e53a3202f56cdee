"""The real parts, made without a sound card: refusals, and the words of a program without a voice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.app.adapters import Adapters
from companion.app.options import Options
from companion.app.reports import Reports
from companion.errors import CompanionError
from companion.ports import Speaking, SpeakingChanged
from companion.speech.narrator import Narrator, SilentSpeaker
from companion.speech.voice_chain import UnknownVoice


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def adapters(loop: asyncio.AbstractEventLoop, **options: object) -> tuple[Adapters, Reports]:
    reports = Reports(loop)
    return Adapters(Options(**options), reports, str), reports  # type: ignore[arg-type]


def test_without_a_voice_words_are_shown_and_that_is_said(loop: asyncio.AbstractEventLoop) -> None:
    make, reports = adapters(loop, voice="none")
    system = make.system()
    player = make.player()
    try:
        assert isinstance(make.speaker(), SilentSpeaker)
        loop.run_until_complete(asyncio.sleep(0))
        assert SpeakingChanged(Speaking.OFF) in reports.standing()
        assert make.voice_name() == ""
    finally:
        player.close()
        system.close()


def test_a_sound_and_a_voice_that_there_are_not_are_refused(loop: asyncio.AbstractEventLoop) -> None:
    make, _ = adapters(loop, bed="rian")
    system = make.system()
    with pytest.raises(CompanionError, match="no bed called “rian”"):
        make.player()
    system.close()
    make, _ = adapters(loop, voice="nobody")
    system = make.system()
    player = make.player()
    try:
        with pytest.raises(UnknownVoice, match="nobody"):
            make.speaker()
    finally:
        player.close()
        system.close()


def test_the_systems_own_voice_has_no_name(loop: asyncio.AbstractEventLoop) -> None:
    make, _ = adapters(loop, voice="system")
    system = make.system()
    player = make.player()
    speaker = make.speaker()
    try:
        assert isinstance(speaker, Narrator)
        assert make.voice_name() == ""
    finally:
        speaker.close()
        player.close()
        system.close()
