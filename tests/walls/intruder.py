"""Runs a closed process of the program, and from inside of it tries in native code to open, connect, remove, and start
something: `python intruder.py MODULE FOLDER ARGUMENT ...`.

It tries at the moment at which the process has been closed, and adds the results to the names of its walls: "open" if
that was possible, "open refused" if it was not. FOLDER holds the files that it goes for.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator

LIBC = ctypes.CDLL(None, use_errno=True)
AF_UNIX, AF_INET, SOCK_STREAM = 1, 2, 1
ADDRESS = b"\x02\x00\x00\x35\x7f\x00\x00\x01" + bytes(8)
"""127.0.0.1, port 53, as `struct sockaddr_in`."""


def started() -> int:
    """Forks; the child ends at once."""
    child = int(LIBC.fork())
    if child == 0:
        os._exit(0)
    return child


def became() -> int:
    """Starts a program in the place of this one; returns only if that was refused."""
    return int(LIBC.execve(b"/bin/true", (ctypes.c_char_p * 2)(b"true", None), (ctypes.c_char_p * 1)(None)))


def opened_by_another_thread(path: bytes) -> int:
    found: list[int] = []

    def look() -> None:
        found.append(LIBC.open(path, os.O_RDONLY) if ctypes.get_errno() == 0 else -1)
        found.append(ctypes.get_errno())

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    ctypes.set_errno(found[1])
    return found[0]


def attempts(folder: str) -> dict[str, Callable[[], int]]:
    here = folder.encode()
    return {
        "open": lambda: LIBC.open(here + b"/secret", os.O_RDONLY),
        "open to write": lambda: LIBC.open(here + b"/new", os.O_CREAT | os.O_WRONLY, 0o600),
        "open in another thread": lambda: opened_by_another_thread(here + b"/secret"),
        "look at a file": lambda: LIBC.access(here + b"/secret", os.R_OK),
        "connect": lambda: LIBC.connect(LIBC.socket(AF_INET, SOCK_STREAM, 0), ADDRESS, len(ADDRESS)),
        "make a socket": lambda: LIBC.socket(AF_UNIX, SOCK_STREAM, 0),
        "unlink": lambda: LIBC.unlink(here + b"/secret"),
        "rename": lambda: LIBC.rename(here + b"/secret", here + b"/taken"),
        "make a folder": lambda: LIBC.mkdir(here + b"/folder", 0o700),
        "fork": started,
        "exec": became,
        "signal another process": lambda: LIBC.kill(os.getppid(), 0),
        "look into another process": lambda: LIBC.ptrace(16, 1, None, None),
    }


def tried(folder: str) -> Iterator[str]:
    for name, attempt in attempts(folder).items():
        ctypes.set_errno(0)
        refused = attempt() == -1 and ctypes.get_errno() in (errno.EPERM, errno.EACCES)
        yield f"{name} refused" if refused else name


def main() -> int:
    sys.argv = sys.argv[1:]
    module = importlib.import_module(sys.argv[0])
    folder = sys.argv.pop(1)
    parent = os.getppid()
    os.getppid = lambda: parent  # its call is refused as well
    close = module.close_process
    module.close_process = lambda: (*close(), *tried(folder))
    return int(module.main())


if __name__ == "__main__":
    sys.exit(main())
