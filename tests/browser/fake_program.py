"""A program behind a page, in place of the real one: speaks as Textual's driver for browsers does.

Arguments: how it behaves ("kind", "stubborn", "dying", "chatty"), and a file for what it is told.
"""

from __future__ import annotations

import json
import os
import sys
import time


def packet(kind: bytes, payload: bytes) -> None:
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()


def note(what: str) -> None:
    with open(sys.argv[2], "a", encoding="utf-8") as file:
        file.write(f"{what}\n")


def main() -> None:
    behaves = sys.argv[1]
    if behaves == "dying":
        sys.exit("it has no terminal")
    note(f"began {os.environ['COLUMNS']}x{os.environ['ROWS']} {os.environ['TEXTUAL_DRIVER']}")
    sys.stdout.buffer.write(b"__GANGLION__\n")
    packet(b"D", b"What do you need now?")
    if behaves == "chatty":
        os.set_blocking(0, False)
        read = b""
        while b"quit" not in read:
            packet(b"D", b"." * 60_000)
            read += sys.stdin.buffer.read() or b""
        note("quit")
        return
    while head := sys.stdin.buffer.read(5):
        payload = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
        if head[:1] == b"D":
            note(f"key {payload.decode()}")
            packet(b"D", b"You pressed " + payload)
        elif json.loads(payload)["type"] == "quit":
            note("quit")
            if behaves == "stubborn":
                time.sleep(600)
            packet(b"M", b'{"type": "exit"}')
            return
    note("input closed")


if __name__ == "__main__":
    main()
