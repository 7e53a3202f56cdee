"""Runs a function in a fork of this process and kills it at one of its system calls, with Linux's own ptrace."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
import sys
from collections.abc import Callable

_TRACEME, _SYSCALL, _SETOPTIONS, _SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_OPTIONS = 0x100000 | 1  # the child is killed if we die; stops at system calls are marked
_MARKED = 0x80
_MOST_SECONDS = 60
"""Seconds after which a fork that hangs is ended by the system."""
_INFO = struct.Struct("<B3xIQQQ6Q")
_ENTRY = 1
_CHANGING = {
    "x86_64": {
        *(1, 20, 18, 74, 75, 77, 76, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94),
        *(257, 258, 260, 263, 264, 265, 266, 268, 280, 285, 316, 437),
    },
    "aarch64": {*(33, 34, 35, 36, 37, 38, 45, 46, 47, 52, 53, 54, 55, 56, 64, 66, 68, 82, 83, 88, 276, 437)},
}
"""Numbers of the calls that write, make, rename, remove or flush; `openat` among them."""


class Tracer:
    """Traces forks of this process, which must have no other threads that hold a lock."""

    def __init__(self) -> None:
        self.works = False
        if sys.platform != "linux" or os.uname().machine not in _CHANGING:
            return
        self._changing = _CHANGING[os.uname().machine]
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self._libc.ptrace.restype = ctypes.c_long
        with contextlib.suppress(OSError, ChildProcessError):
            every, changing = self.count(_writes_nothing)
            self.works = every > 0 and changing > 0

    def count(self, work: Callable[[], int]) -> tuple[int, int]:
        """Runs the function to its end. Returns its stops before and after all calls, and at those that change the
        disk. Raises OSError if nothing may be traced."""
        return self.run(work)

    def run(
        self, work: Callable[[], int], *, kill_at: int | None = None, kill_at_change: int | None = None
    ) -> tuple[int, int]:
        """Runs it, and kills it at the stop of this number. Each call has two stops: before it and after it.

        Raises RuntimeError if it does not return 0.
        """
        pid = os.fork()
        if not pid:
            self._child(work)
        every = changing = 0
        status = os.waitpid(pid, 0)[1]
        if not os.WIFSTOPPED(status):
            raise OSError("the fork could not be traced")
        self._call(_SETOPTIONS, pid, 0, _OPTIONS)
        info = ctypes.create_string_buffer(_INFO.size)
        passed, last = 0, -1
        while True:
            self._call(_SYSCALL, pid, 0, passed)
            status = os.waitpid(pid, 0)[1]
            if not os.WIFSTOPPED(status):
                if status:
                    raise RuntimeError(f"the function failed by itself ({os.waitstatus_to_exitcode(status)})")
                return every, changing
            passed = 0
            if os.WSTOPSIG(status) != signal.SIGTRAP | _MARKED:
                passed = os.WSTOPSIG(status)
                continue
            self._call(_SYSCALL_INFO, pid, _INFO.size, ctypes.addressof(info))
            stop, _, _, _, number, *_ = _INFO.unpack(info.raw)
            if stop == _ENTRY:
                last = number
            changes = last in self._changing
            if every == kill_at or (changes and changing == kill_at_change):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return every, changing
            every += 1
            changing += int(changes)

    def _child(self, work: Callable[[], int]) -> None:
        code = 1
        try:
            signal.alarm(_MOST_SECONDS)
            self._call(_TRACEME, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            code = work()
        finally:
            os._exit(code)

    def _call(self, request: int, pid: int, address: int, data: int) -> None:
        if self._libc.ptrace(request, pid, address, data) < 0:
            raise OSError(ctypes.get_errno(), f"ptrace {request}: {os.strerror(ctypes.get_errno())}")


def _writes_nothing() -> int:
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.write(descriptor, b"")
    os.close(descriptor)
    return 0
