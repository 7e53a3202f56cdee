"""Stands in for the voice's helper process: `python fake_helper.py BEHAVIOUR LOG`. Each start adds a line to LOG."""

from __future__ import annotations

import json
import os
import sys
import time
import wave


def main(behaviour: str, log: str) -> None:
    with open(log, "a") as starts:
        starts.write("start\n")
    with open(log) as starts:
        number = len(starts.readlines())
    if behaviour == "refuses":
        say({"ready": False, "why": "no engine"})
        return
    say({"ready": True, "driver": "espeak", "voices": [{"id": "gmw/en", "name": "English", "languages": ["en-gb"]}]})
    for line in sys.stdin:
        request = json.loads(line)
        if behaviour == "dies" or (behaviour == "dies-once" and number == 1):
            return
        if behaviour == "hangs" or (behaviour == "hangs-once" and number == 1):
            time.sleep(60)
        if behaviour == "holds":  # its file cannot be removed: on Windows because it is open
            os.mkdir(request["file"])
            time.sleep(60)
        if behaviour == "nonsense":
            write("what?")
            continue
        with wave.open(request["file"], "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(22050)
            sample = b"\x00\x00" if behaviour == "mute" else b"\x00\x20"
            file.writeframes(sample * 22050)
        last = behaviour == "one-each"
        say({"ok": True, "why": "", "last": last})
        if last:
            return


def say(answer: dict[str, object]) -> None:
    write(json.dumps(answer))


def write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
