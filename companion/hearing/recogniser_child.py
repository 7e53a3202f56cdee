"""The recogniser's own process: sound in by standard input, words out by standard output. Run by `recogniser.py`.

vosk can abort or crash its process, so it has one of its own. Once the model is loaded this process can open nothing
more: no file, no network (`shut_the_door`). It keeps at most a few seconds of sound, in memory, and writes none.

In, binary messages: one byte of kind, four bytes of length (little-endian), then the body.
    G  JSON {"id": n, "ears": {name: [phrase, ...]}}   from now on these recognisers; an unchanged one lives on.
       With "first": name, "anywhere" and "alone": [phrase, ...], the other ears sleep in long talk until the first
       one's result holds one of these phrases, anywhere or with nothing else; then they hear it from its beginning.
       "likened": [phrase, ...], those that a keyword network may listen for beside them
    A  int16 mono 16 kHz samples
    S  the same, but nobody speaks (the gate is closed): kept as the beginning of what may come, and not decoded
    F  say what is left as final results (the end of a file)
    R  a new stream: forget everything, time starts at 0
    Q  quit
Out, one JSON object a line:
    {"ready": seconds to load}
    {"grammar": n, "dropped": {ear: [phrase, ...]}}    words that this model does not have
    {"at": end of the block in s of stream, "dbfs": its loudness, "partials": {ear: text}, "finals": {ear: {...}}}
        and, where a phrase was weighed, "weighed": {phrase: odds}, with "unexplained": true where no word at all was
        the likeliest; and "likeness": {phrase: score} where the network has something to tell;
        one for every A, S and F; `partials` holds every ear; finals {"text", "words": [[word, start, end], ...]}
"""

from __future__ import annotations

import json
import os
import struct
import sys
import time
import types
from typing import Any, BinaryIO

from companion.hearing.ears import Ears, Rousing

SHUT = frozenset({"open", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})
"""What this process may not do once the model is loaded (names of audit events), beside connections."""


NET = "stop"
"""The word that a keyword network is here for."""


def import_vosk() -> Any:
    # vosk imports its downloader with itself (half of its loading time). Nothing is ever downloaded here, so empty
    # modules take its place and no network code is in this process at all.
    for name in ("requests", "srt", "tqdm", "urllib.request"):
        module = types.ModuleType(name)
        vars(module).update(tqdm=object, urlretrieve=object)
        sys.modules.setdefault(name, module)
    import vosk

    vosk.SetLogLevel(-2)
    return vosk


def shut_the_door() -> None:
    """From now on this process can open no file and no connection, and write to none it did not have."""

    def refuse(event: str, _args: tuple[Any, ...]) -> None:
        if event in SHUT or event.startswith(("socket.", "subprocess.", "os.exec", "os.spawn")):
            raise PermissionError(f"the recogniser may not do this: {event}")

    sys.addaudithook(refuse)
    if sys.platform != "win32":
        import resource

        # The kernel's word on it, for the native library too: no file grows, no descriptor beyond the three pipes.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(source: BinaryIO, sink: BinaryIO, ears: Ears) -> None:
    def say(message: dict[str, Any]) -> None:
        sink.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        sink.flush()

    while len(head := source.read(5)) == 5:
        kind, length = head[:1], struct.unpack("<I", head[1:])[0]
        body = source.read(length)
        if len(body) < length:
            return
        if kind in (b"A", b"S"):
            say(ears.hear(body, decode=kind == b"A"))
        elif kind == b"G":
            wanted = json.loads(body)
            rousing = Rousing(
                wanted.get("first", ""),
                tuple(wanted.get("anywhere", ())),
                frozenset(wanted.get("alone", ())),
                tuple(wanted.get("likened", ())),
            )
            say({"grammar": wanted["id"], "dropped": ears.set(wanted["ears"], rousing)})
        elif kind == b"F":
            say(ears.finish())
        elif kind == b"R":
            ears.reset()
        elif kind == b"Q":
            return


def main() -> int:
    began = time.monotonic()
    # The words go out on a copy of descriptor 1; what the native library prints itself goes where errors go.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    model_folder = sys.argv[1]
    vosk = import_vosk()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's helpers cost more than they bring with so little to do
    from companion.hearing import keyword_net

    model = vosk.Model(model_folder)
    ears = Ears(vosk, model, keyword_net.load(NET))
    shut_the_door()  # before anybody is told that it is ready: what can hear can open nothing
    sink.write(json.dumps({"ready": round(time.monotonic() - began, 3)}).encode() + b"\n")
    sink.flush()
    serve(sys.stdin.buffer, sink, ears)
    sink.flush()
    # Skip tearing the model down: the process ends with it, and native destructors are where crashes hide.
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
