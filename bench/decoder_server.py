"""A process that has loaded everything a decoder needs, and forks for each file.

Each fork does what `companion.speech.recording_helper` does from there on: it bounds its memory, lets the kernel close
it, decodes one file and ends. So tens of thousands of files can be tried, each behind the real walls.

Run as `python -m bench.decoder_server FD`, with the number of a socket.

    In:  the arguments as JSON, with two descriptors: the file, and the pipe for the answers
    Out: the fork's process id; then, once it has ended, its status and the most memory that it had, in bytes
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from typing import IO

from companion.speech import recording_helper
from companion.walls.shield import shield_memory

_PID = struct.Struct("<q")
_ENDED = struct.Struct("<qq")
_LONGEST = 4096


class DecoderServer:
    """The program's side: starts the server, and a fork of it for each file."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "bench.decoder_server", str(theirs.fileno())]
        self._process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stderr=subprocess.DEVNULL)
        theirs.close()
        self.memory = 0
        """The most bytes of memory that a fork has had."""
        self.crashes = 0
        """Forks that a signal ended, but for those that were killed because they hung, or were no longer needed."""

    def start(self, source: IO[bytes], arguments: Sequence[str]) -> ForkedDecoder:
        """Starts a decoder. Raises OSError if the server is gone."""
        reads, writes = os.pipe()
        stdout = os.fdopen(reads, "rb")
        try:
            socket.send_fds(self._ours, [json.dumps(arguments).encode()], [source.fileno(), writes])
            (pid,) = _PID.unpack(self._ours.recv(_PID.size))
        except (OSError, struct.error) as error:
            stdout.close()
            raise OSError("the server of decoders is gone") from error
        finally:
            os.close(writes)
        return ForkedDecoder(self, self._ours, pid, stdout)

    @property
    def gone(self) -> bool:
        return self._process.poll() is not None

    def note(self, status: int, memory: int) -> None:
        """Notes how a fork ended."""
        self.memory = max(self.memory, memory)
        self.crashes += int(os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL)

    def close(self) -> None:
        self._ours.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class ForkedDecoder:
    """One decoder, in the place of a `subprocess.Popen`."""

    stdin: None = None

    def __init__(self, server: DecoderServer, line: socket.socket, pid: int, stdout: IO[bytes]) -> None:
        self.stdout = stdout
        self._server = server
        self._line = line
        self._pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self._code

    def kill(self) -> None:
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        if self._code is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("decoder", timeout or 0)
            told = self._line.recv(_ENDED.size)
            if len(told) < _ENDED.size:
                self._code = -1
                return self._code
            status, memory = _ENDED.unpack(told)
            self._server.note(status, memory)
            self._code = os.waitstatus_to_exitcode(status)
        return self._code


def main() -> int:
    shield_memory()
    os.dup2(2, 1)  # as in the helper: the output of libraries goes nowhere
    recording_helper.load_everything()
    import resource  # noqa: F401 - each fork needs it, and would load it anew

    gc.disable()
    gc.freeze()  # a fork then copies fewer pages
    line = socket.socket(fileno=int(sys.argv[1]))
    while True:
        message, descriptors, _, _ = socket.recv_fds(line, _LONGEST, 2)
        if not message:
            return 0
        source, writes = descriptors
        pid = os.fork()
        if not pid:
            line.close()
            _decode(source, writes, json.loads(message))
        os.close(source)
        os.close(writes)
        line.send(_PID.pack(pid))
        _, status, used = os.wait4(pid, 0)
        line.send(_ENDED.pack(status, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)))


def _decode(source: int, writes: int, arguments: Sequence[str]) -> None:
    """Decodes in this fork, and ends it."""
    code = 1
    try:
        with os.fdopen(source, "rb") as file, os.fdopen(writes, "wb", buffering=0) as answers:
            code = recording_helper.decode(file, answers, float(arguments[0]), float(arguments[1]), int(arguments[2]))
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
