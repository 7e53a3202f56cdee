"""Measures a session: the time to its first frame and first sound, its memory and processor time, and the drift of its
clock."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from bench import others
from bench.figures import spread, table
from bench.small_packs import exercise_text, pack_text
from companion import resources
from companion.children import CHILD

RUNS = 7
RECOGNISER = f"{CHILD}\0recogniser"
"""The recogniser's process, as its command line names it (in /proc, arguments end with a zero byte)."""
ROOM_KNOWN = 18
"""Seconds of listening after which the canceller knows the room."""
MANY, PACKS = 10_000, 500
SETTLES = 25
"""Seconds after which a program has started everything that it keeps ready: the voice, the recogniser."""
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("COMPANION-BARE")
Bare().run()
"""


def run() -> None:
    # Bytecode is kept, as in an installed program. Without it every start compiles all of the program's source.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bare = _frames([sys.executable, "-c", BARE], b"COMPANION-BARE", Path.home)
    rows = [
        ("bare Textual app, first frame", spread(bare), ""),
        *others.rows(_frames),
        *_lists(),
        *_many_packs(),
        *_with_sound(),
        *_drift(),
    ]
    table("The session", rows)


def _lists() -> list[tuple[str, str, str]]:
    """Measures the program's first frame, which has "Settle me", and its whole list: with headings that were kept, and
    without."""
    from companion.screen.home.home_needs import NEEDS

    command = [sys.executable, "-m", "companion", "--no-mic"]
    first, whole = NEEDS[0].text.encode(), b"a calm voice"
    with tempfile.TemporaryDirectory() as folder:
        homes = (Path(folder, str(number)) for number in count())

        def new() -> Path:
            return next(homes)

        def kept() -> Path:
            return Path(folder, "kept")

        _frames(command, whole, kept, runs=1)
        return [
            ("companion, first frame", spread(_frames(command, first, kept)), "target 0.5 s"),
            ("companion, the whole list", spread(_frames(command, whole, kept)), "target 0.5 s"),
            ("companion, first frame of the first start ever", spread(_frames(command, first, new)), "target 0.5 s"),
            ("companion, the whole list at the first start ever", spread(_frames(command, whole, new)), ""),
        ]


def _many_packs() -> list[tuple[str, str, str]]:
    """Measures the first frame of a person with 10,000 exercises in 500 packs, whose headings are kept."""
    from companion.packs.shelf import Shelf
    from companion.screen.home.home_needs import NEEDS

    command = [sys.executable, "-m", "companion", "--no-mic"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for number in range(PACKS):
            pack = home / "exercises" / f"pack-{number}"
            pack.mkdir(parents=True)
            (pack / "pack.yaml").write_text(pack_text(pack.name), encoding="utf-8")
            for each in range(MANY // PACKS):
                id = f"look-{number}-{each}"
                (pack / f"{id}.yaml").write_text(exercise_text(id, f"Look around {id}"), encoding="utf-8")
        before = os.environ.get("COMPANION_HOME")
        os.environ["COMPANION_HOME"] = str(home)
        try:
            there = len(Shelf().entries())  # as the list at the first start does, which keeps the headings
        finally:
            os.environ.pop("COMPANION_HOME")
            if before is not None:
                os.environ["COMPANION_HOME"] = before
        assert there > MANY
        first = _frames(command, NEEDS[0].text.encode(), lambda: home)
        whole = _frames(command, b"a calm voice", lambda: home)
    return [
        (f"companion with {there:,} exercises in {PACKS} packs more, first frame", spread(first), "target 0.7 s"),
        ("the same, the whole page", spread(whole), ""),
    ]


def _frames(command: list[str], marker: bytes, home: Callable[[], Path], *, runs: int = RUNS) -> list[float]:
    """Measures the seconds from starting a program in a terminal of 80x24 to `marker` on its screen. `home` gives the
    folder of the person's files for each run."""
    return [_first_frame(command, marker, home()) for _ in range(runs)]


def _first_frame(command: list[str], marker: bytes, home: Path) -> float:
    import fcntl
    import struct
    import termios

    control, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {
        **os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none", "COMPANION_HOME": str(home),
        "COMPANION_MODELS": str(resources.models_dir()),
    }  # fmt: skip
    started = time.monotonic()
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment, start_new_session=True
    )
    os.close(terminal)
    seen = b""
    try:
        while time.monotonic() - started < 20:
            if select.select([control], [], [], 0.5)[0]:
                try:
                    seen += os.read(control, 65536)
                except OSError:  # the program has ended
                    return float("nan")
                if marker in seen:
                    return time.monotonic() - started
        return float("nan")
    finally:
        process.kill()
        process.wait(5)
        os.close(control)


def _with_sound() -> list[tuple[str, str, str]]:
    """Measures a real session on the virtual sound card: first sound, ready to listen, memory, and the recogniser's
    processor time."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.audio.rig import SoundRig, why_not
    from tests.audio.sessions import RunningSession, quiet_room

    if reason := why_not():
        return [("first sound, memory, recogniser", f"not measured: {reason}", "")]
    sounds, ready = [], []
    warm: list[float] = []
    warm_ready: list[float] = []
    idle: list[float] = []
    memory = 0.0
    busy: dict[bool, list[float]] = {False: [], True: []}
    knowing: list[float] = []
    threads: list[float] = []
    for echo in (False, False, True, True):
        with SoundRig(echo=echo) as rig, tempfile.TemporaryDirectory() as folder:
            loudspeaker = rig.record_loudspeaker()
            rig.play_into_microphone(quiet_room(60))
            started = time.monotonic()
            with RunningSession(rig, Path(folder), "--voice", _usual_voice()) as session:
                # Both at once, so that neither time includes the wait for the other.
                with ThreadPoolExecutor(1) as beside:
                    sound = beside.submit(loudspeaker.wait_for_sound, after=started, timeout=20)
                    session.wait_for("(listening)")
                    ready.append(time.monotonic() - started)
                    sounds.append(sound.result() - started)
                time.sleep(2)
                before, at = _children_cpu(session.pid, RECOGNISER), time.monotonic()
                own = _cpu(session.pid)
                time.sleep(8)
                passed = time.monotonic() - at
                busy[echo].append((_children_cpu(session.pid, RECOGNISER) - before) / passed)
                threads.append((_cpu(session.pid) - own) / passed)
                memory = _memory(session.pid)
                if echo:
                    # The gate is open until the canceller knows the room, and how long that takes differs.
                    time.sleep(ROOM_KNOWN - 10)
                    before, at = _children_cpu(session.pid, RECOGNISER), time.monotonic()
                    time.sleep(8)
                    knowing.append((_children_cpu(session.pid, RECOGNISER) - before) / (time.monotonic() - at))
            chosen = _chosen(rig, Path(folder))
            for seconds, all_seconds in zip(chosen, (warm, warm_ready, idle), strict=True):
                all_seconds.append(seconds)
    return [
        ("first sound, from starting the program", spread(sounds), ""),
        ("first sound, from choosing in a running program", spread(warm), "target 0.7 s"),
        ("ready to listen, from starting the program", spread(ready), "target 1.5 s"),
        ("ready to listen, from choosing in a running program", spread(warm_ready), ""),
        ("all processes, while home is shown and beginnings are rendered ahead", _cores(idle), "target 30 %"),
        ("all processes, while home is shown and there is nothing to render", _cores([_idle_home()]), "target 1 %"),
        ("recogniser, quiet room, narrator in headphones", _cores(busy[False]), "target 5 %"),
        ("recogniser, narrator's echo in the microphone, from the 2nd second on", _cores(busy[True]), ""),
        (f"recogniser, narrator's echo in the microphone, from second {ROOM_KNOWN} on", _cores(knowing), "target 5 %"),
        ("the program's own process, while speaking", _cores(threads), ""),
        ("memory, all processes (proportional)", f"{memory:.0f} MB", "target 400 MB"),
    ]


def _cores(shares: list[float]) -> str:
    return f"{min(shares):.1%} to {max(shares):.1%} of a core"


def _chosen(rig: object, folder: Path) -> tuple[float, float, float]:
    """Measures a running program from its list: the seconds from choosing to the first sound and until it listens, and
    the share of a core that it takes before, while the list only stands there."""
    from tests.audio.sessions import RunningList

    loudspeaker = rig.record_loudspeaker()  # type: ignore[attr-defined]
    with RunningList(rig, folder, "--voice", _usual_voice()) as program:  # type: ignore[arg-type]
        time.sleep(SETTLES)
        before, at = sum(map(_cpu, _tree(program.pid))), time.monotonic()
        time.sleep(15)
        idle = (sum(map(_cpu, _tree(program.pid))) - before) / (time.monotonic() - at)
        started = time.monotonic()
        program.type("1")
        with ThreadPoolExecutor(1) as beside:
            sound = beside.submit(loudspeaker.wait_for_sound, after=started, timeout=20)
            program.wait_for("(listening)")
            ready = time.monotonic() - started
            return float(sound.result() - started), ready, idle


def _idle_home() -> float:
    """Returns the share of a core that the whole program takes while home is shown, with nothing to render ahead: the
    system's voice speaks, for which nothing is."""
    from tests.audio.rig import SoundRig
    from tests.audio.sessions import RunningList

    with (
        SoundRig() as rig,
        tempfile.TemporaryDirectory() as folder,
        RunningList(rig, Path(folder), "--voice", "system") as program,
    ):
        time.sleep(SETTLES)
        before, at = sum(map(_cpu, _tree(program.pid))), time.monotonic()
        time.sleep(20)
        return (sum(map(_cpu, _tree(program.pid))) - before) / (time.monotonic() - at)


def _usual_voice() -> str:
    """Returns the voice that `make run` installs, which most people hear."""
    from companion.app.voices import known_voices

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
    """Returns the megabytes of all its processes, with shared memory counted once."""
    total = 0
    for each in _tree(pid):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def _drift() -> list[tuple[str, str, str]]:
    """Measures the drift in an hour of one-second silences on a simulated clock, with every timer late by up to 200
    ms."""
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
