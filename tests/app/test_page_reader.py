"""The voice that reads pages: by option or setting only, one page at a time, and nothing of it in the cache."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from companion.app.options import Options
from companion.app.page_reader import PagesAloud
from companion.app.program import Program
from companion.cli.shared_options import session_of
from companion.errors import NoLoudspeaker
from companion.session.effects import Utterance
from companion.store import settings
from tests.app.fakes import FakeMakes
from tests.fakes import FakePlayer, FakeSpeaker


class Speaker(FakeSpeaker):
    def speak(self, id: int, utterance: Utterance) -> None:
        self.log.append(("speak", id, utterance))


def test_a_page_takes_the_place_of_the_one_before_and_is_never_cached() -> None:
    log: list[tuple[object, ...]] = []
    reader = PagesAloud(lambda: Speaker(log), FakePlayer(log))
    reader.read(["Ana first.", "Press Enter."])
    reader.read(["Thank you."])
    said = [entry[2] for entry in log if entry[0] == "speak"]
    assert said == [Utterance(text, private=True) for text in ("Ana first.", "Press Enter.", "Thank you.")]
    assert [entry[0] for entry in log] == ["silence", "hush", "speak", "speak", "silence", "hush", "speak"]
    ids = [entry[1] for entry in log if entry[0] == "speak"]
    assert len(set(ids)) == 3


def reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, makes: FakeMakes | None = None, **options: object) -> bool:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))

    async def run() -> bool:
        program = Program(
            Options(**options),  # type: ignore[arg-type]
            asyncio.get_running_loop(),
            lambda chosen, reports, narration: makes or FakeMakes(),
        )
        try:
            return program.page_reader() is not None
        finally:
            await program.close()

    return asyncio.run(run())


def test_pages_are_read_only_where_somebody_asked_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not reads(monkeypatch, tmp_path)
    assert reads(monkeypatch, tmp_path, speak_pages=True)
    assert not reads(monkeypatch, tmp_path, speak_pages=True, voice="none")
    assert not reads(monkeypatch, tmp_path, speak_pages=True, speed=20.0)
    settings.change(lambda kept: replace(kept, speak_pages=True))
    assert reads(monkeypatch, tmp_path)


def test_where_nothing_can_speak_the_pages_are_silent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Broken(FakeMakes):
        def speaker(self, voice: str = "", language: str = "en") -> FakeSpeaker:
            raise NoLoudspeaker("There is none.")

    assert not reads(monkeypatch, tmp_path, Broken(), speak_pages=True)


def test_the_option_is_read() -> None:
    import argparse

    from companion.cli.shared_options import add_session_options

    parser = argparse.ArgumentParser()
    add_session_options(parser)
    assert session_of(parser.parse_args(["--speak-pages"])).speak_pages
    assert not session_of(parser.parse_args([])).speak_pages
