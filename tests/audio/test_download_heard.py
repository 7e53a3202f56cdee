"""The real models, downloaded while the program runs: then it listens, and reads with the natural voice."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from companion.weights import store
from tests.audio.rig import SoundRig
from tests.other_catalog import HEARING, SPEAKING, reading, write_catalog_of
from tests.screen.pty_program import in_a_terminal
from tests.webserver import Handler, Server, ranged
from tests.webserver import server as server

pytestmark = pytest.mark.audio


def packed(name: str) -> bytes:
    """Packs an installed model, without the file that says it is installed."""
    folder = store.place_of(name)
    if not store.is_fetched(name):
        pytest.skip(f"the model {name} is not here; fetch it: companion setup")
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as out:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != store.MARKER:
                out.write(path, f"model/{path.relative_to(folder)}")
    return box.getvalue()


def test_after_a_yes_it_listens_and_reads_with_the_natural_voice(
    rig: SoundRig, server: Server, tmp_path: Path
) -> None:  # fmt: skip
    archives = {name: packed(name) for name in (HEARING, SPEAKING)}

    def answer(request: Handler) -> None:
        ranged(archives[request.path.lstrip("/")])(request)

    server.answers = [answer]
    address = server.url.rpartition("/")[0]
    catalog = write_catalog_of(
        tmp_path, {name: (f"{address}/{name}", data) for name, data in archives.items()}, take="model", unpacked=10**9
    )
    empty = {**rig.environment, **reading(catalog), "COMPANION_MODELS": str(tmp_path / "models")}
    with in_a_terminal(home=tmp_path / "home", **empty) as program:
        assert program.wait_for("To read more, type “download”", 60)
        program.press(b"download\r")
        program.press_at("Download it now", b"\r")
        program.press_at("It’s all here. I can listen now, and read with a natural voice.", b"\r", 120)
        assert program.wait_for("What do you need now?")
        asked = time.monotonic()
        recorder = rig.record_program()
        program.press(b"sound\r")
        assert program.wait_for("joe", 60)
        assert program.wait_for("● listening", 60)
        recorder.wait_for_sound(asked, timeout=30)
        recorder.stop()
