"""Stands in for the voice's helper process: `python fake_helper.py BEHAVIOUR LOG`. Each start adds a line to LOG."""

from __future__ import annotations

import json
import sys
import time


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
        json.loads(line)
        if behaviour == "dies" or (behaviour == "dies-once" and number == 1):
            return
        if behaviour == "hangs" or (behaviour == "hangs-once" and number == 1):
            time.sleep(60)
        if behaviour == "full":
            say({"ok": False, "why": "there is no room on the disk for its sound", "last": False})
            continue
        if behaviour == "nonsense":
            write(b"what?\n")
            continue
        sound = (b"\x00\x00" if behaviour == "mute" else b"\x00\x20") * 22050
        last = behaviour == "one-each"
        promised = 10**12 if behaviour == "boasts" else len(sound)
        say({"ok": True, "rate": 22050, "bytes": promised, "last": last}, sound)
        if last:
            return


def say(answer: dict[str, object], sound: bytes = b"") -> None:
    write(json.dumps(answer).encode() + b"\n" + sound)


def write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
