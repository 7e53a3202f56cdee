"""The system calls that a closed process may still make, with their numbers on x86_64 and aarch64 Linux.

They are those that compute, wait, and move bytes through descriptors which are already open. Every other call fails
with EPERM: all that open, connect, create, remove, rename, fork, start a program, look at another process or signal
one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ALLOWED: Final[dict[str, tuple[int | None, int | None]]] = {
    # descriptors that are open already
    "read": (0, 63), "readv": (19, 65), "write": (1, 64), "writev": (20, 66), "close": (3, 57), "lseek": (8, 62),
    "fstat": (5, 80), "poll": (7, None), "ppoll": (271, 73),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "brk": (12, 214),
    "madvise": (28, 233), "membarrier": (324, 283),
    # threads, their signals and their ends
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "getcpu": (309, 168), "gettid": (186, 178), "getpid": (39, 172),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "exit": (60, 93), "exit_group": (231, 94),
    # time, chance, and facts about the machine
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169), "time": (201, None), "getrandom": (318, 278), "sysinfo": (99, 179), "uname": (63, 160),
    "getrusage": (98, 165), "getpriority": (140, 141),
}  # fmt: skip
"""Numbers of the calls that are allowed with any arguments, by name: (x86_64, aarch64); None if there is none."""

CLONE: Final = (56, 220)
"""`clone` is allowed only for another thread of the same process."""
CLONE_THREAD: Final = 0x10000
CLONE3: Final = (435, 435)
"""`clone3` keeps its flags in memory, where a filter cannot read them. It fails with ENOSYS, so that the C library
uses `clone`."""


@dataclass(frozen=True, slots=True)
class OwnOnly:
    """A call that is allowed only if one argument is this process, and, where `other` is set, another one has a value.

    `other` is the number of an argument and its value.
    """

    numbers: tuple[int, int]
    argument: int
    by_id: bool
    """True if the process is named by its own id; False if it is named by 0."""
    other: tuple[int, int] | None = None


OWN_ONLY: Final[dict[str, OwnOnly]] = {
    "tgkill": OwnOnly((234, 131), 0, by_id=True),  # abort()
    "prlimit64": OwnOnly((302, 261), 0, by_id=False),
    "setpriority": OwnOnly((141, 140), 1, by_id=False, other=(0, 0)),  # nice()
}

AUDIT_ARCHITECTURES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""The column in the tables above and the kernel's number of the architecture, by the name that `uname` gives it."""
