"""How quickly the program is there, what it costs, and whether its clock drifts."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.figures import spread, table

RUNS = 7
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("COMPANION-BARE")
Bare().run()
"""


def run() -> None:
    rows = [
        ("bare Textual app, first frame", spread(_frames([sys.executable, "-c", BARE], b"COMPANION-BARE")), ""),
        (
            "companion, first frame",
            spread(_frames([sys.executable, "-m", "companion", "--no-mic"], b"a calm voice")),
            "target 0.5 s",
        ),
    ]
    rows += _with_sound()
    rows += _drift()
    table("The session", rows)


def _frames(command: list[str], marker: bytes) -> list[float]:
    """Seconds from starting a program in a terminal of 80x24 to `marker` on its screen."""
    return [_first_frame(command, marker) for _ in range(RUNS)]


def _first_frame(command: list[str], marker: bytes) -> float:
    import fcntl
    import struct
    import termios

    control, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment, start_new_session=True
    )
    os.close(terminal)
    seen = b""
    try:
        while time.monotonic() - started < 20:
            if select.select([control], [], [], 0.5)[0]:
                seen += os.read(control, 65536)
                if marker in seen:
                    return time.monotonic() - started
        return float("nan")
    finally:
        process.kill()
        process.wait(5)
        os.close(control)


def _with_sound() -> list[tuple[str, str, str]]:
    """A real session on the virtual sound card: first sound, ready to listen, memory, what the recogniser costs."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.audio.rig import SoundRig, why_not
    from tests.audio.sessions import RunningSession, quiet_room

    if reason := why_not():
        return [("first sound, memory, recogniser", f"not measured: {reason}", "")]
    sounds, ready, warm = [], [], []
    memory = 0.0
    busy: dict[bool, list[float]] = {False: [], True: []}
    threads: list[float] = []
    for echo in (False, False, True, True):
        with SoundRig(echo=echo) as rig, tempfile.TemporaryDirectory() as folder:
            loudspeaker = rig.record_loudspeaker()
            rig.play_into_microphone(quiet_room(60))
            started = time.monotonic()
            with RunningSession(rig, Path(folder), "--voice", _usual_voice()) as session:
                # Side by side: neither is to be measured by when the other came.
                with ThreadPoolExecutor(1) as beside:
                    sound = beside.submit(loudspeaker.wait_for_sound, after=started, timeout=20)
                    session.wait_for("(listening)")
                    ready.append(time.monotonic() - started)
                    sounds.append(sound.result() - started)
                time.sleep(2)
                before, at = _children_cpu(session.pid, "recogniser_child"), time.monotonic()
                own = _cpu(session.pid)
                time.sleep(8)
                passed = time.monotonic() - at
                busy[echo].append((_children_cpu(session.pid, "recogniser_child") - before) / passed)
                threads.append((_cpu(session.pid) - own) / passed)
                memory = _memory(session.pid)
            warm.append(_chosen(rig, Path(folder)))
    return [
        ("first sound, from starting the program", spread(sounds), ""),
        ("first sound, from choosing in a running program", spread(warm), "target 0.7 s"),
        ("ready to listen, from starting the program", spread(ready), "target 1.5 s"),
        ("recogniser, quiet room, narrator in headphones", _cores(busy[False]), "target 5 %"),
        ("recogniser, narrator's echo in the microphone", _cores(busy[True]), ""),
        ("the program's own process, while speaking", _cores(threads), ""),
        ("memory, all processes (proportional)", f"{memory:.0f} MB", "target 400 MB"),
    ]


def _cores(shares: list[float]) -> str:
    return f"{min(shares):.1%} to {max(shares):.1%} of a core"


def _chosen(rig: object, folder: Path) -> float:
    """Seconds from choosing in the running program's list to the first sound."""
    from tests.audio.sessions import RunningList

    loudspeaker = rig.record_loudspeaker()  # type: ignore[attr-defined]
    with RunningList(rig, folder, "--voice", _usual_voice()) as program:  # type: ignore[arg-type]
        time.sleep(4)
        started = time.monotonic()
        program.type("1")
        return float(loudspeaker.wait_for_sound(after=started, timeout=20) - started)


def _usual_voice() -> str:
    """What `make run` installs, and so what most people hear."""
    from companion.voicing import known_voices

    return "joe" if any(voice.name == "joe" and voice.installed for voice in known_voices()) else "system"


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):  # each thread has its own
            found += [int(child) for child in children.read_text().split()]
    return found


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children_cpu(pid: int, name: str) -> float:
    return sum(_cpu(each) for each in _tree(pid) if name in Path(f"/proc/{each}/cmdline").read_text())


def _memory(pid: int) -> float:
    """Megabytes of all its processes, what they share counted once."""
    total = 0
    for each in _tree(pid):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def _drift() -> list[tuple[str, str, str]]:
    """An hour of one-second silences on a simulated clock, every timer late by up to 200 ms."""
    from companion.session.engine import Engine
    from companion.session.events import Begin, Tick
    from tests.session.builder import PHRASES, Builder

    builder = Builder()
    for _ in range(3600):
        builder.wait(1.0)
    engine = Engine(builder.plan(), PHRASES)
    engine.handle(Begin(), 0.0)
    now = 0.0
    late = [0.001 + 0.199 * (index % 7) / 6 for index in range(3600)]
    started = time.perf_counter()
    for delay in late:
        deadline = engine.next_deadline()
        assert deadline is not None
        now = deadline + delay
        engine.handle(Tick(), now)
    took = time.perf_counter() - started
    drift = now - late[-1] - 3600
    return [
        ("drift after 60 simulated minutes of late timers", f"{drift * 1000:+.3f} ms", "target 0"),
        (
            "the engine, an event",
            f"{took / 3600 * 1e6:.0f} µs",
            "",
        ),
    ]
