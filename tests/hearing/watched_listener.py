"""Run by test_privacy in its own process: a listener over a recording, with every file opened for writing printed."""

from __future__ import annotations

import queue
import sys
import threading
from pathlib import Path
from typing import Any

WRITTEN: list[str] = []


def watch(event: str, args: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(args[0], str):
        mode, flags = args[1] or "", args[2] or 0
        if set(mode) & set("wax+") or flags & 0o3:
            WRITTEN.append(args[0])


def main() -> int:
    import numpy as np

    from companion.hearing.listener import VoiceListener
    from companion.hearing.words.vocabulary import load
    from companion.ports import Hearing, HearingChanged, Report
    from companion.session.events import Given
    from tests.hearing.fakes import FakeSource

    model, speech = Path(sys.argv[1]), np.load(sys.argv[2])
    sys.addaudithook(watch)
    source = FakeSource()
    ready, heard = threading.Event(), queue.SimpleQueue[str]()

    def post(report: Report) -> None:
        if isinstance(report, HearingChanged) and report.hearing is not Hearing.STARTING:
            ready.set()
        if isinstance(report, Given):
            heard.put(str(report.command))

    listener = VoiceListener(source, post, load("en"), model, Path(sys.argv[3]))
    listener.microphone_open()
    assert ready.wait(30)
    WRITTEN.clear()  # the model's tuned copy, made before anything was heard
    for start in range(0, len(speech), 3200):  # no faster than it can hear: nothing may be dropped here
        source.add(speech[start : start + 3200])
        threading.Event().wait(0.15)
    sys.stdout.write(f"heard: {heard.get(timeout=20)}\n")
    listener.close()
    for name in WRITTEN:
        if name != "/dev/null":
            sys.stdout.write(f"written: {name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
