from __future__ import annotations

import errno
import os
import re
import struct
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from companion.walls import kernel
from companion.walls.system_calls import ALLOWED, AUDIT_ARCHITECTURES, CLONE, CLONE3, CLONE_THREAD, OWN_ONLY

ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
OWN_ID = 4321
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
HIGHEST_CALL = 1000

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these walls; run it there")
machines = pytest.mark.parametrize("machine", sorted(AUDIT_ARCHITECTURES))


def verdict(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """The filter's answer, from a machine that knows the four instructions of which it is made."""
    architecture = AUDIT_ARCHITECTURES[machine][1] if architecture is None else architecture
    data = struct.pack("<IIQ6Q", number, architecture, 0, *(*arguments, *[0] * (6 - len(arguments))))
    code = list(struct.iter_unpack("=HBBI", kernel.program(machine, OWN_ID)))
    assert len(code) < 4096  # the kernel takes no more
    at, word = 0, 0
    while True:
        operation, then, otherwise, value = code[at]
        at += 1
        match operation:
            case 0x20:
                word = struct.unpack_from("<I", data, value)[0]
            case 0x54:
                word &= value
            case 0x15:
                at += then if word == value else otherwise
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(operation)


@machines
def test_every_call_that_is_not_on_the_list_is_refused(machine: str) -> None:
    column = AUDIT_ARCHITECTURES[machine][0]
    allowed = {numbers[column] for numbers in ALLOWED.values()}
    for number in range(HIGHEST_CALL):
        for arguments in ((0,) * 6, (2**64 - 1,) * 6):
            if number in allowed:
                assert verdict(machine, number, *arguments) == ALLOW
            elif number == CLONE3[column]:
                assert verdict(machine, number, *arguments) == UNKNOWN
            elif number not in {CLONE[column], *(call.numbers[column] for call in OWN_ONLY.values())}:
                assert verdict(machine, number, *arguments) == REFUSE


@machines
def test_a_thread_may_begin_and_a_process_may_not(machine: str) -> None:
    clone = CLONE[AUDIT_ARCHITECTURES[machine][0]]
    assert verdict(machine, clone, 0x3D0F00) == ALLOW  # as the C library starts a thread
    assert 0x3D0F00 & CLONE_THREAD
    assert verdict(machine, clone, 0x1200011) == REFUSE  # as it forks
    assert verdict(machine, clone, 0x4111) == REFUSE  # as it starts a program


@machines
def test_a_process_may_signal_and_slow_down_itself_and_no_other(machine: str) -> None:
    column = AUDIT_ARCHITECTURES[machine][0]
    signal, limit, slow = (OWN_ONLY[name].numbers[column] for name in ("tgkill", "prlimit64", "setpriority"))
    assert verdict(machine, signal, OWN_ID, OWN_ID, 6) == ALLOW
    assert verdict(machine, signal, OWN_ID + 1, OWN_ID + 1, 6) == REFUSE
    assert verdict(machine, limit, 0) == ALLOW
    assert verdict(machine, limit, OWN_ID + 1) == REFUSE
    assert verdict(machine, slow, 0, 0, 5) == ALLOW
    assert verdict(machine, slow, 0, OWN_ID + 1, 5) == REFUSE
    assert verdict(machine, slow, 2, 0, 5) == REFUSE  # all processes of the account


@machines
def test_calls_of_another_architecture_are_refused(machine: str) -> None:
    for other in (0, 0x40000003, *(number for name, (_, number) in AUDIT_ARCHITECTURES.items() if name != machine)):
        assert verdict(machine, 0, architecture=other) == REFUSE
    for number in chain(range(HIGHEST_CALL), (2**32 - 1,)):
        if machine == "x86_64":  # x32 is the same architecture, with a bit in the number
            assert verdict(machine, number | 0x40000000) == REFUSE


@machines
def test_the_numbers_are_those_of_the_kernels_own_headers(machine: str) -> None:
    file = HEADERS[machine]
    if not file.is_file():
        pytest.skip(f"the kernel's headers are not installed (Debian's package: linux-libc-dev): {file} is missing")
    known = {
        name: int(number)
        for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", file.read_text("utf-8"))
    }
    column = AUDIT_ARCHITECTURES[machine][0]
    ours = {name: numbers[column] for name, numbers in ALLOWED.items()}
    ours |= {name: call.numbers[column] for name, call in OWN_ONLY.items()}
    ours |= {"clone": CLONE[column], "clone3": CLONE3[column]}
    for name, number in ours.items():
        assert number is None or known[name] == number, name
        assert number is not None or name not in known, name


@linux
def test_threads_that_began_before_are_closed_as_well() -> None:
    code = (
        "import threading; from companion.walls.kernel import close_process\n"
        "go, done = threading.Event(), threading.Event()\n"
        "def look():\n"
        "    done.set(); go.wait()\n"
        "    try: open('/etc/hostname'); print('opened')\n"
        "    except PermissionError: print('refused')\n"
        "thread = threading.Thread(target=look); thread.start(); done.wait()\n"
        "walls = close_process(); go.set(); thread.join(); print(*walls)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    said, walls = done.stdout.splitlines()
    if kernel.SECCOMP not in walls:
        pytest.skip("this kernel has no seccomp; run it on a kernel with CONFIG_SECCOMP_FILTER")
    assert said == "refused"


def without(calls: dict[int, int]) -> tuple[str, ...]:
    """Returns the walls that this process would get from a kernel whose calls answer with `calls`; every other call
    fails. The calls change nothing."""

    class Libc:
        def syscall(self, number: object, *_: object) -> int:
            return calls.get(int(getattr(number, "value", number)), -1)  # type: ignore[call-overload]

    libc = Libc()
    return (*kernel._landlock(libc), *kernel._seccomp(libc))


@linux
@pytest.mark.parametrize(
    ("calls", "walls"),
    [
        ({}, ()),
        ({317: 0, 277: 0}, (kernel.SECCOMP,)),
        ({317: 7, 277: 7}, ()),  # a thread that could not be closed
        ({444: 1}, ()),  # the rules are there, and cannot be applied
    ],
)
def test_a_kernel_without_a_wall_is_said_to_have_none(
    monkeypatch: pytest.MonkeyPatch, calls: dict[int, int], walls: tuple[str, ...]
) -> None:
    monkeypatch.setattr(os, "close", lambda descriptor: None)
    if os.uname().machine not in AUDIT_ARCHITECTURES:
        pytest.skip(f"there is no table for {os.uname().machine}; run it on one of {sorted(AUDIT_ARCHITECTURES)}")
    assert without(calls) == walls


def test_other_systems_claim_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert kernel.close_process() == ()
