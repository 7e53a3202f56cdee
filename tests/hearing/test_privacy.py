"""The microphone's sound goes nowhere: no file is written, and the recogniser's process can reach nothing."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.espeak import say
from companion.hearing.child.recogniser import Child
from companion.hearing.replay import OfflineRecogniser, with_quiet

ROOT = Path(__file__).parent.parent.parent


def held_by(pid: int) -> set[str]:
    """Lists the open files of a process."""
    held = set()
    for number in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):  # closed while we looked: no longer held
            held.add(os.readlink(f"/proc/{pid}/fd/{number}"))
    return held


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="only Linux shows another process's files (/proc/self/fd); run it there"
)
def test_the_child_holds_pipes_and_nothing_else(tuned: Path) -> None:
    child = Child(tuned)
    try:
        assert child.next_message(20.0) is not None
        stream_of = held_by(child.pid)
        assert all(target.startswith("pipe:") or target == os.devnull for target in stream_of), stream_of
        maps = Path(f"/proc/{child.pid}/maps").read_text()
        assert "_socket" not in maps
        assert "_ssl" not in maps
    finally:
        child.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "open('x.wav', 'wb')",
        "open('/etc/hostname')",
        "import socket; socket.socket()",
        "import os; os.open('x', os.O_CREAT | os.O_WRONLY)",
        "import subprocess; subprocess.Popen(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_behind_the_shut_door_nothing_can_be_opened(tmp_path: Path, attempt: str) -> None:
    # The modules are imported first, so that the act itself fails and not the import.
    code = (
        "import os, socket, subprocess\n"
        "from companion.hearing.child.process import shut_the_door\n"
        "shut_the_door()\n"
        f"try:\n    {attempt}\nexcept OSError:\n    os.write(1, b'refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, timeout=30)
    assert done.stdout == b"refused", done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_the_hearing_path_writes_no_file(tuned: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A whole listener over real speech in a process that records every file it opens for writing."""
    speech = tmp_path / "speech.npy"
    np.save(speech, with_quiet(say("stop")))
    script = ROOT / "tests" / "hearing" / "watched_listener.py"
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, str(script), str(tuned), str(speech), str(tmp_path_factory.mktemp("cache"))],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "heard: stop" in done.stdout
    written = [line for line in done.stdout.splitlines() if line.startswith("written:")]
    assert written == []
    assert sorted(tmp_path.rglob("*")) == before


def test_the_stream_forgets_when_it_is_reset(tuned: Path) -> None:
    from dataclasses import replace

    from companion.hearing.words.decoys import load_lexicon
    from companion.hearing.words.grammar import build
    from companion.hearing.words.vocabulary import load

    english = load("en")
    grammar = build(english, load_lexicon(english.lexicon), english.everything())
    stream = OfflineRecogniser(tuned)
    try:
        stream.listen(replace(grammar, ears={"jumpy": grammar.ears["jumpy"]}))
        half = with_quiet(say("stop"))[: 8000 + 4000]
        list(stream.observe(half))
        silent = list(stream.observe(np.zeros(16000, np.int16)))
        assert not any(any(seen.partials.values()) or seen.finals for seen in silent)
    finally:
        stream.close()
