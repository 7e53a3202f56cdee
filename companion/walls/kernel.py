"""Puts the kernel's walls around a process, a sandbox (Linux only): seccomp refuses all but a few system calls to every
thread of the process, and Landlock refuses every file and TCP connection to the thread that calls this and to the
threads it starts.

No binding of seccomp has wheels that work without a system library, or a second maintainer; the kernel's own interface
is three calls, made here through ctypes. On other systems there are no walls, and none is claimed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator
from typing import Any, Final

from companion.walls.system_calls import (
    ALLOWED,
    AUDIT_ARCHITECTURES,
    CLONE,
    CLONE3,
    CLONE_THREAD,
    OWN_ONLY,
)

SECCOMP: Final = "seccomp"
LANDLOCK: Final = "Landlock"

_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_SECCOMP_SET_MODE_FILTER: Final = 1
_SECCOMP_FILTER_FLAG_TSYNC: Final = 1
_RET_ALLOW: Final = 0x7FFF0000
_RET_ERRNO: Final = 0x00050000
# BPF instructions: load a word of `struct seccomp_data`, mask it, compare it, return.
_LOAD, _AND, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_LANDLOCK_VERSION: Final = 1
_LANDLOCK_FILES: Final = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
"""Rights over files that Landlock can refuse, with the version that first knew them."""
_LANDLOCK_NET: Final = (4, 0b11)
_LANDLOCK_SCOPE: Final = (6, 0b11)


def close_process() -> tuple[str, ...]:
    """Puts the walls around this process. Returns the names of those that are in force; empty if the kernel has none.

    Descriptors that are open stay open. It cannot be undone.
    """
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return ()
    # Landlock first: seccomp refuses its calls.
    return (*_landlock(libc), *_seccomp(libc))


def program(machine: str, own_id: int) -> bytes:
    """Makes the filter for a machine (as `uname` calls it) and a process id. Raises KeyError for a machine without a
    table."""
    column, architecture = AUDIT_ARCHITECTURES[machine]
    refused = _RET_ERRNO | errno.EPERM
    code = [_load(_ARCHITECTURE_AT), *_unless(architecture, (_return(refused),)), _load(_NUMBER_AT)]
    for numbers in ALLOWED.values():
        number = numbers[column]
        if number is not None:
            code += _if(number, (_return(_RET_ALLOW),))
    code += _if(CLONE3[column], (_return(_RET_ERRNO | errno.ENOSYS),))
    thread = (_load(_argument(0)), _op(_AND, CLONE_THREAD), *_if(CLONE_THREAD, (_return(_RET_ALLOW),)))
    code += _if(CLONE[column], (*thread, _return(refused)))
    for call in OWN_ONLY.values():
        own = (_load(_argument(call.argument)), *_unless(own_id if call.by_id else 0, (_return(refused),)))
        if call.other is not None:
            argument, value = call.other
            own += (_load(_argument(argument)), *_unless(value, (_return(refused),)))
        code += _if(call.numbers[column], (*own, _return(_RET_ALLOW)))
    return b"".join([*code, _return(refused)])


def _seccomp(libc: Any) -> Iterator[str]:
    machine = os.uname().machine
    # A 32-bit Python on a 64-bit kernel makes other calls.
    if machine not in AUDIT_ARCHITECTURES or sys.maxsize < 2**32:
        return
    code = program(machine, os.getpid())
    kept = ctypes.create_string_buffer(code, len(code))
    length = len(code) // 8
    head = struct.pack("@HP", length, ctypes.addressof(kept))
    # Returns the id of a thread that could not be closed, or -1.
    done = libc.syscall(
        ctypes.c_long(_SECCOMP[machine]),
        ctypes.c_long(_SECCOMP_SET_MODE_FILTER),
        ctypes.c_long(_SECCOMP_FILTER_FLAG_TSYNC),
        head,
    )
    if done == 0:
        yield SECCOMP


def _landlock(libc: Any) -> Iterator[str]:
    def call(number: int, *arguments: Any) -> int:
        return int(libc.syscall(ctypes.c_long(number), *arguments))

    version = call(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_long(_LANDLOCK_VERSION))
    if version < 1:
        return
    files = sum(bits for since, bits in _LANDLOCK_FILES if since <= version)
    net = _LANDLOCK_NET[1] if version >= _LANDLOCK_NET[0] else 0
    scope = _LANDLOCK_SCOPE[1] if version >= _LANDLOCK_SCOPE[0] else 0
    # An older kernel refuses a longer structure only if its unknown end is not zero.
    rules = struct.pack("=QQQ", files, net, scope)
    descriptor = call(_LANDLOCK_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), ctypes.c_long(0))
    if descriptor < 0:
        return
    done = call(_LANDLOCK_RESTRICT_SELF, ctypes.c_long(descriptor), ctypes.c_long(0))
    os.close(descriptor)
    if done == 0:
        yield LANDLOCK


def _argument(number: int) -> int:
    """Returns where the lower half of an argument lies; both machines are little-endian."""
    return _ARGUMENTS_AT + 8 * number


def _op(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _load(at: int) -> bytes:
    return _op(_LOAD, at)


def _return(value: int) -> bytes:
    return _op(_RETURN, value)


def _if(value: int, block: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Runs `block`, which ends in a return or falls through, if the loaded word is `value`."""
    return (_op(_JUMP_IF_EQUAL, value, 0, len(block)), *block)


def _unless(value: int, block: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return (_op(_JUMP_IF_EQUAL, value, len(block), 0), *block)
