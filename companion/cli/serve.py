"""`companion serve`: shows the program on a page in the browser of this computer."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

from companion.children import own_command
from companion.cli.parsing import AddCommand
from companion.cli.shared_options import add_session_options, let_earlier_hold, session_of
from companion.errors import EXIT_GOOD, CompanionError

_SERVE_HELP = """\
examples:
  companion serve             open Companion in your browser
  companion serve --no-open   only show the address; you open it yourself
  companion serve --no-mic    don't use the microphone
  companion serve write my-own.yaml    write an exercise in your browser

Only a browser on this computer can open the page, and only with the whole address, which is different each time. The
sound and the microphone are those of this computer. Closing the page ends the session; Ctrl-C here ends everything.
"""

_READY = """\
Companion is ready. If your browser doesn't open by itself, copy this address into it:

  {address}

Only the first browser that opens it can use it, and only on this computer. If you close the page, the session ends.
To end everything, press Ctrl-C here.
"""


def add_commands(command: AddCommand) -> None:
    """Adds serve."""
    serve = command("serve", _run_serve, "Use Companion in your browser, on this computer only.", _SERVE_HELP)
    serve.add_argument("what", nargs="*", metavar="write FILE", help="write this exercise (see `companion write`)")
    serve.add_argument("--no-open", action="store_true", help="don't open the browser; only show the address")
    serve.add_argument("--port", type=_port, default=0, metavar="N", help="use this port; otherwise I find a free one")
    serve.add_argument("--page", action="store_true", help=argparse.SUPPRESS)
    add_session_options(serve)
    let_earlier_hold(serve)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a port; a port is a number from 1024 to 65535")
    return int(text)


def _run_serve(arguments: argparse.Namespace) -> int:
    options = session_of(arguments)
    if options.plain:
        raise CompanionError(
            "In a browser there are no plain lines.", hint="For plain lines in this window, type: companion --plain"
        )
    file = _written(arguments.what)
    if file is not None and arguments.page:
        from companion.cli.write import run_write

        return run_write(file, voice=arguments.voice or "system", in_browser=True)
    if arguments.page:
        from companion.app import launch

        return launch.run_app(options, play=None, in_browser=True)
    program = list(own_command(*arguments.typed, "--page"))
    return asyncio.run(_serve(program, arguments.port, opens=not arguments.no_open))


def _written(what: list[str]) -> Path | None:
    """Returns the exercise to write; None if the whole program is to be shown. Raises CompanionError."""
    if not what:
        return None
    if what[0] != "write" or len(what) != 2:
        raise CompanionError(
            f"I can't show “{' '.join(what)}” in a browser.",
            hint="Type `companion serve` for everything, or `companion serve write FILE` to write an exercise.",
        )
    file = Path(what[1])
    if not file.is_file():
        raise CompanionError("There is no such file.", place=str(file), hint="Check the spelling and the folder.")
    return file


async def _serve(program: list[str], port: int, *, opens: bool) -> int:
    from companion.browser.page_server import serve

    until = asyncio.Event()
    # Closing the terminal's window, or ending this from outside, ends the page kindly as well.
    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            with contextlib.suppress(NotImplementedError):  # Windows
                asyncio.get_running_loop().add_signal_handler(number, until.set)

    def ready(address: str) -> None:
        print(_READY.format(address=address), flush=True)
        if opens and _has_desktop():
            threading.Thread(target=_open, args=(address,), name="browser", daemon=True).start()

    await serve(program, port, ready=ready, until=until)
    return EXIT_GOOD


def _has_desktop() -> bool:
    """Tells whether a browser would open in a window. Without a desktop it might open in this terminal."""
    return sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open(address: str) -> None:
    """Opens the address in the browser that the person uses. Without one, the address stands in the terminal."""
    import webbrowser

    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
