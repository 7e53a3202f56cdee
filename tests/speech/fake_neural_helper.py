"""Stands in for the natural voices' helper: `python fake_neural_helper.py BEHAVIOUR LOG`. Each text goes to LOG."""

from __future__ import annotations

import json
import struct
import sys
import time


def main(behaviour: str, log: str) -> None:
    if behaviour == "refuses":
        write({"ready": False, "why": "no engine"})
        return
    if behaviour == "late":
        time.sleep(60)
    write({"ready": True, "rate": 8000})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        with open(log, "a", encoding="utf-8") as texts:
            texts.write(json.dumps(request) + "\n")
        if behaviour == "dies":
            return
        if behaviour == "hangs":
            time.sleep(60)
        if behaviour == "slow":  # slower than what counts as hanging, but it shows that it lives
            for _ in range(8):
                time.sleep(0.1)
                write({"busy": True})
        if behaviour == "nonsense":
            sys.stdout.buffer.write(b"what?\n")
            sys.stdout.buffer.flush()
            continue
        if behaviour == "cut":
            sys.stdout.buffer.write(b'{"ok": true, "bytes": 8000}\n1234')
            sys.stdout.buffer.flush()
            return
        if behaviour == "cannot":
            write({"ok": False, "why": "it makes no sound", "text": True})
            continue
        if behaviour == "fails":
            write({"ok": False, "why": "the model broke", "text": False})
            continue
        value = 0.0 if behaviour == "mute" else 0.25
        sound = b"".join(struct.pack("<f", value if n % 80 < 40 else -value) for n in range(8000))
        write({"ok": True, "bytes": len(sound)}, sound)


def write(answer: dict[str, object], more: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + more)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
