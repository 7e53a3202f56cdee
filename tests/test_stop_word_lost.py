"""A stop word that cannot be read: whoever relies on it is told in the session."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from companion import settings
from companion.launch import Options
from companion.ports import Hearing, HearingChanged
from companion.wiring import Program
from tests.fakes import FakeObserver


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))


def told(own_word: str = "") -> list[str]:
    """What a session says about hearing."""
    loop = asyncio.new_event_loop()
    program = Program(Options(voice="none", microphone=False), loop)
    observer = FakeObserver()
    try:
        session = program.open_session("right-now")
        loop.run_until_complete(asyncio.sleep(0))
        program.stop_word = program.stop_word or own_word
        session.subscribe(observer)
        program._deliver(HearingChanged(Hearing.LISTENING))
        program._deliver(HearingChanged(Hearing.FAILED, "Keys work."))
    finally:
        program.close()
        loop.close()
    return [report.detail for report in observer.told if isinstance(report, HearingChanged)]


@pytest.mark.parametrize("content", ['{"stop_word": 7, "region": "IE"}', "{"])
def test_a_session_warns_of_a_stop_word_that_is_not_known(content: str) -> None:
    settings.path().write_text(content, encoding="utf-8")
    details = told()
    assert len(details) == 3
    assert all(detail.count("cannot be read from your settings and ends nothing now") == 1 for detail in details)
    assert details[-1].startswith("Keys work. A stop word")


@pytest.mark.parametrize("content", ['{"stop_word": "pineapple", "region": "Ireland"}', '{"region": 7}', "{}"])
def test_nothing_is_said_where_no_stop_word_is_lost(content: str) -> None:
    settings.path().write_text(content, encoding="utf-8")
    assert told() == ["", "", "Keys work."]


def test_nothing_is_said_once_they_chose_another() -> None:
    settings.path().write_text("{", encoding="utf-8")
    assert told("pineapple") == ["", "", "Keys work."]
