"""The whole program in a terminal, with nothing downloaded: it offers, and after a yes it fetches from a server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.store.lock import try_lock
from companion.weights import store
from tests.app.test_downloads import slowly
from tests.other_catalog import HEARING, SPEAKING, reading, write_catalog
from tests.screen.pty_program import in_a_terminal
from tests.shipped import FIRST_WORDS
from tests.webserver import Server, ranged
from tests.weights.conftest import archive, models, server  # noqa: F401 - fixtures

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="there are no pseudoterminals on Windows; run it on Linux or macOS"
)


@pytest.fixture
def environment(tmp_path: Path, server: Server, archive: bytes, models: Path) -> dict[str, str]:  # noqa: F811
    server.answers = [ranged(archive)]
    return {**reading(write_catalog(tmp_path, server.url, archive)), "COMPANION_MODELS": str(models)}


def test_a_first_start_offers_it_and_a_yes_fetches_it(
    environment: dict[str, str], models: Path, server: Server, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    with in_a_terminal(home=tmp_path / "home", **environment) as program:
        assert program.wait_for("For that I have to download 1 MB, once.")
        assert server.asked == []
        program.press(b"download\r")
        assert program.wait_for("Download it now")
        assert server.asked == []
        program.settle()
        program.press(b"\r")
        program.press_at("It’s all here. I can listen now, and read with a natural voice.", b"\r")
        program.press_at("What do you need now?", b"\x11")
        assert program.exit_code() == 0
    assert sorted(path.name for path in models.iterdir() if not path.name.startswith(".")) == [SPEAKING, HEARING]


def test_plain_lines_do_the_same(
    environment: dict[str, str], models: Path, server: Server, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    with in_a_terminal("--plain", "--no-mic", home=tmp_path / "home", **environment) as program:
        assert program.wait_for("To read more, type: download")
        program.press(b"download\n")
        assert program.wait_for("1. Download it now.")
        assert server.asked == []
        program.press(b"1\n")
        assert program.wait_for("I can read with a natural voice now.")
        program.press(b"quit\n")
        assert program.exit_code() == 0
    assert [path.name for path in models.iterdir() if not path.name.startswith(".")] == [SPEAKING]


def test_offline_it_says_so_kindly_and_an_exercise_begins_all_the_same(
    environment: dict[str, str], archive: bytes, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    write_catalog(tmp_path, "http://127.0.0.1:9/nobody.zip", archive)
    with in_a_terminal("--voice", "none", home=tmp_path / "home", **environment) as program:
        assert program.wait_for("For that I have to download")
        program.press(b"download\r")
        program.press_at("Download it now", b"\r")
        program.press_at("I can’t reach the internet right now. You can try again when you’re online.", b"\x1b")
        program.press_at("What do you need now?", b"1")
        assert program.wait_for(FIRST_WORDS), program.written[-4000:]


def test_the_program_killed_in_the_middle_ends_the_download_and_the_next_start_goes_on(
    environment: dict[str, str], archive: bytes, models: Path, server: Server, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    server.answers = [slowly(archive, 200_000)]
    for killed in (True, False):
        with in_a_terminal("--plain", "--voice", "none", home=tmp_path / "home", **environment) as program:
            assert program.wait_for("To read more, type: download")
            program.press(b"download\n")
            assert program.wait_for("1. Download it now.")
            program.press(b"1\n")
            if killed:
                assert program.wait_for("percent.")
                program.process.kill()
                program.process.wait(10)
                wait_until(lambda: lock_is_free(models))  # the system frees it when the last process has ended
                assert [path.name for path in models.iterdir() if not path.name.startswith(".")] == []
                server.answers = [ranged(archive)]
            else:
                assert program.wait_for("I can listen now.")
    begun = server.asked[-1][1]
    assert begun is not None
    assert int(begun.removeprefix("bytes=").removesuffix("-")) > 0
    assert store.is_fetched(HEARING, models)


def lock_is_free(models: Path) -> bool:  # noqa: F811
    with (models / ".setup.lock").open("a+b") as file:
        return try_lock(file)


def wait_until(fits: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30.0
    while not fits():
        assert time.monotonic() < deadline
        time.sleep(0.05)
