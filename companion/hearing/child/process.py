"""The recogniser's own process: sound comes in on standard input, words go out on standard output. `recogniser.py`
starts it, and `protocol.py` describes the messages.

vosk can abort or crash its process, so it has one of its own. Once the model is loaded this process can open no file
and no connection (`shut_the_door`): on Linux the kernel refuses that to native code as well. It keeps at most a few
seconds of sound, in memory, and writes none.
"""

from __future__ import annotations

import json
import os
import sys
import time
import types
from typing import Any, BinaryIO

from companion.hearing.child import protocol
from companion.hearing.child.ear_cascade import EarCascade
from companion.walls.kernel import close_process
from companion.walls.shield import shield_memory

SHUT = frozenset({"open", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})
"""Names of the audit events, besides those of connections, that raise PermissionError once the model is loaded."""


NET = "stop"
"""The word that has a keyword network."""


def import_vosk() -> Any:
    """Imports vosk without its downloader."""
    # vosk imports its downloader with itself, which is half of its loading time. Nothing is ever downloaded here, so
    # empty modules take its place, and no network code is in this process at all.
    for name in ("requests", "srt", "tqdm", "urllib.request"):
        module = types.ModuleType(name)
        vars(module).update(tqdm=object, urlretrieve=object)
        sys.modules.setdefault(name, module)
    import vosk

    vosk.SetLogLevel(-2)
    return vosk


def shut_the_door() -> tuple[str, ...]:
    """Forbids this process to open files and connections, and to write to anything but what it has open. Returns the
    names of the walls (a sandbox) that the kernel enforces."""

    def refuse(event: str, _args: tuple[Any, ...]) -> None:
        if event in SHUT or event.startswith(("socket.", "subprocess.", "os.exec", "os.spawn")):
            raise PermissionError(f"the recognizer may not do this: {event}")

    sys.addaudithook(refuse)
    if sys.platform != "win32":
        import resource

        # The kernel enforces this for native code too, even without its walls: no file grows, and there is no
        # descriptor beyond the three pipes.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    return close_process()


def serve(source: BinaryIO, sink: BinaryIO, ears: EarCascade) -> None:
    """Answers messages until the input ends or `QUIT` comes."""

    def say(message: dict[str, Any]) -> None:
        sink.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        sink.flush()

    while len(head := source.read(protocol.HEAD_BYTES)) == protocol.HEAD_BYTES:
        kind, length = protocol.kind_and_length(head)
        body = source.read(length)
        if len(body) < length:
            return
        if kind in (protocol.SOUND, protocol.QUIET):
            say(ears.hear(body, decode=kind == protocol.SOUND))
        elif kind == protocol.GRAMMAR:
            id, grammars, wake_rule = protocol.read_grammar(body)
            say({"grammar": id, "dropped": ears.set(grammars, wake_rule)})
        elif kind == protocol.FINISH:
            say(ears.finish())
        elif kind == protocol.RESET:
            ears.reset()
        elif kind == protocol.QUIT:
            return


def main() -> int:
    began = time.monotonic()
    shield_memory()
    # Answers go out on a copy of descriptor 1. The output of the native library goes to standard error.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    model_folder = sys.argv[1]
    vosk = import_vosk()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # NumPy's threads cost more than they gain on arrays this small
    from companion.hearing.child import keyword_net

    model = vosk.Model(model_folder)
    ears = EarCascade(vosk, model, keyword_net.load(NET))
    walls = shut_the_door()  # before it says that it is ready: a process that hears can open nothing
    sink.write(json.dumps({"ready": round(time.monotonic() - began, 3), "walls": walls}).encode() + b"\n")
    sink.flush()
    serve(sys.stdin.buffer, sink, ears)
    sink.flush()
    # The model is not torn down: the process ends anyway, and native destructors are a frequent place of crashes.
    os._exit(0)
