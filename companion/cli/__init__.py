"""The command line: which commands there are, how it exits, and what is said when something goes wrong.

Exit codes: 0 good, 1 the person's input, 3 a bug of ours (with a log to send), 130 Ctrl-C. Work is done elsewhere;
everything heavy is imported only by the command that needs it, so that `companion --help` is quick.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence

from companion import __version__
from companion.cli import authors, packs, playing, sounds, upkeep
from companion.cli.fitting import fitted, let_plainer
from companion.cli.options import add_session_options
from companion.cli.parsing import Parser, adder
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_OURS, EXIT_YOURS, CompanionError

_MAIN_HELP = """\
examples:
  companion                      choose an exercise from a list
  companion play right-now       one minute, to begin with
  companion play my-own.yaml     an exercise from a file
  companion doctor               is everything working: microphone, loudspeaker, voice?

"stop" ends an exercise at once, said aloud or with the Escape key. Nothing you say leaves this computer.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; never raises but for SystemExit of argparse's own."""
    _open_what_is_closed()
    let_plainer(sys.stdout)
    arguments = parser().parse_args(argv)
    try:
        return _flushed(arguments.run(arguments))
    except CompanionError as error:
        print(fitted(f"{error.title}. {error}", sys.stderr), file=sys.stderr)
        return EXIT_YOURS
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`companion list | head -1`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_GOOD
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours becomes a sentence and a log
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            print(
                "The disk is full, so not everything could be written. Make some room and try again.", file=sys.stderr
            )
            return EXIT_YOURS
        from companion.cli.crash import report_of

        print(report_of(error), file=sys.stderr)
        return EXIT_OURS


def _open_what_is_closed() -> None:
    """Whoever started us may have closed what we read and write (`>&-`): Python then has None there, as some
    starters on Windows leave it."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def parser() -> argparse.ArgumentParser:
    """Of the whole command line; `run` of what it makes of the arguments is the command."""
    made = Parser(
        prog="companion",
        description="A calm voice that reads exercises aloud, keeps the silences, and listens to you.",
        epilog=_MAIN_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action="version", version=f"companion {__version__}")
    add_session_options(made)
    made.set_defaults(run=playing.run_app)
    command = adder(made)
    # In this order they are listed.
    for part in (playing, sounds, upkeep, authors, packs):
        part.add_commands(command)
    upkeep.add_setup(command)
    return made
