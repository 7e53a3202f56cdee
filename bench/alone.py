"""Counts the narrator's own words that are taken for commands: the narrator alone, with its echo in the microphone, in
real sessions on the virtual sound card. (`python -m bench hearing --only self` does the same for all shipped exercises
without a sound card. There, no hush makes the narrator fall silent, and the time stamps are exact.)
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from bench.figures import load, table
from bench.hearing_document import keep_all

SESSIONS = 40
SECONDS = 8.0
"""Seconds of each session: such mistakes happen at its beginning, while the room is not known yet."""


def run() -> None:
    """Runs the benchmark. Options: `--sessions=N`, `--seconds=N`."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.audio.rig import why_not

    if reason := why_not():
        print(f"\nThe narrator alone: not measured: {reason}")
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="take the figures into this page of figures")
    options, _ = parser.parse_known_args()
    found: list[str] = []
    for number, text in enumerate(islice(cycle(_exercises()), options.sessions)):
        found += _understood(text, options.seconds)
        print(f"\ralone: {number + 1} of {options.sessions}", end="", file=sys.stderr)
    print(file=sys.stderr)
    what = f"{options.sessions} sessions of {options.seconds:g} s"
    table(
        "The narrator alone, its echo in the microphone, virtual sound card",
        [("taken for a command", str(len(found)), f"in {what}"), *(("", line, "") for line in found)],
    )
    if options.write:
        rows = {
            "commands that only the narrator’s echo gave, virtual sound card": (
                "0",
                f"{len(found)} in {what}; load {load():.0f}",
            )
        }
        keep_all(options.write, rows, "bench alone")


def _exercises() -> list[str]:
    """Returns the texts of exercises: a long talk with words that sound like commands, and a shipped one for one
    person, in turn."""
    from tests.audio.sessions import LONG_TALK

    files = sorted((Path(__file__).parents[1] / "exercises").rglob("*.yaml"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    alone = [text for text in texts if "\npeople: 1\n" in text]
    return [text for pair in zip(cycle([LONG_TALK]), alone, strict=False) for text in pair]


def _understood(exercise: str, seconds: float) -> list[str]:
    from tests.audio.rig import SoundRig
    from tests.audio.sessions import RunningSession, quiet_room

    with (
        SoundRig(echo=True) as rig,
        tempfile.TemporaryDirectory() as folder,
        RunningSession(rig, Path(folder), exercise=exercise) as session,
    ):
        rig.play_into_microphone(quiet_room(seconds + 30))
        session.wait_for("(listening)")
        time.sleep(seconds)
        return [line for line in session.lines if "understood" in line]
