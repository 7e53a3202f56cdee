"""The command line: runs a command, and reports its errors with an exit code.

Exit codes: 0 good, 1 the person's input, 3 a bug in the program (with a log to send), 130 Ctrl-C. Other rooms (folders
of `companion/`) do the work; anything heavy is imported only by the command that needs it, so that `companion --help`
is quick.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

from companion import resources
from companion.cli import (
    authors,
    completion,
    own_journal,
    packs,
    playing,
    record_sentences,
    serve,
    sound_commands,
    upkeep,
    yes_no_maybe,
)
from companion.cli.own_help import in_own_language
from companion.cli.parsing import Parser, adder
from companion.cli.plainer_signs import let_plainer
from companion.cli.shared_options import add_session_options
from companion.cli.version import ShowVersion
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_OURS, EXIT_YOURS, CompanionError
from companion.fitting import fitted
from companion.tongue import said

_SAYS = "Reads calming exercises aloud, with quiet in between, and listens for “stop”."
_MAIN_HELP = """\
examples:
  companion                      start, and choose what you need now
  companion play right-now       play a one-minute exercise
  companion play my-own.yaml     play an exercise that you wrote yourself
  companion tonight              find out what fits the two of you tonight
  companion doctor               find out why you can't hear it, or it can't hear you

Say “stop” or press Escape to stop an exercise at once. Nothing you say leaves this computer.
With `companion --install-completion`, the Tab key completes what you type here.
You type these here, and press Enter. For more about one of them, type for example: companion play --help
"""

_GROUPS = {
    "exercises": ("play", "list", "serve"),
    "for two": ("tonight", "yes-no-maybe"),
    "exercises that somebody gave you": ("pack", "shelf"),
    "getting started": ("setup", "doctor", "voices"),
    "microphone and buttons": ("calibrate", "stop-word", "keys"),
    "help and privacy": ("crisis", "journal", "couple", "settings"),
    "for therapists and authors": (
        *("import", "new", "write", "record", "check", "preview", "render", "handout", "key", "schema", "hear"),
        "translate",
    ),
}
"""Commands by heading, in the order in which the help lists them, beginning with those that people need first."""

_SHOWS_PAGES = frozenset(
    {
        *(None, "play", "list", "tonight", "yes-no-maybe", "crisis", "serve"),
        *("keys", "stop-word", "journal", "couple", "settings"),
    }
)
"""The commands with words in the person's own language; all others are in English."""
_ASKS_FOR_HELP = frozenset({"-h", "--help"})
_TO_HAND_ON = frozenset(
    {"handout", "import", "key", "new", "pack", "record", "render", "schema", "shelf", "voices", "write"}
)
"""Commands that make files for other people: those get the usual rights. No other command makes a file that anybody
else may read."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Raises nothing but argparse's SystemExit."""
    _open_what_is_closed()
    only_ascii = _knows_only_ascii()
    let_plainer(sys.stdout, only_ascii=only_ascii and sys.stdout.isatty())  # a file or a program gets all there is
    let_plainer(sys.stderr, only_ascii=only_ascii)
    typed = list(sys.argv[1:] if argv is None else argv)
    meant = _help_meant(typed)
    if not _ASKS_FOR_HELP.isdisjoint(meant):
        _speak(_language_in(meant))
    made = parser()
    completion.answer(made)
    try:
        try:
            arguments = made.parse_args(meant)
        except SystemExit:
            sys.stdout.flush()  # the help, or a version: its reader may have gone
            raise
        arguments.typed = typed
        if arguments.command in _SHOWS_PAGES:
            _speak(getattr(arguments, "language", ""))
        _keep_private(arguments.command not in _TO_HAND_ON)
        try:
            return _flushed(arguments.run(arguments))
        finally:
            resources.close_own_folders()  # one that this command has made for the first time
    except CompanionError as error:
        print(fitted(f"{error.title}. {error}", sys.stderr), file=sys.stderr)
        return EXIT_YOURS
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of the output has gone (`companion list | head -1`): no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_GOOD
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours becomes a sentence and a log
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            print("The disk is full, so not everything was saved. Free some space and try again.", file=sys.stderr)
            return EXIT_YOURS
        from companion.app.crash import report_of

        print(report_of(error), file=sys.stderr)
        return EXIT_OURS


def _language_in(typed: list[str]) -> str:
    """Returns what follows `--language` in the arguments, before they are parsed; empty if it isn't there."""
    after = dict(pairwise(typed))
    return after.get("--language") or next(
        (each.removeprefix("--language=") for each in typed if each.startswith("--language=")), ""
    )


def _help_meant(typed: list[str]) -> list[str]:
    """Rewrites `help play` as `play --help`, and returns any other arguments as they are."""
    return [*typed[1:], "--help"] if typed[:1] == ["help"] else typed


def _speak(language: str) -> None:
    """Chooses the language of the program's own words: that of `--language`, or of the settings, or else the
    computer's."""
    from companion import tongue
    from companion.store import settings

    tongue.speak(language or settings.look().language or tongue.of_computer(os.environ))


def _keep_private(files: bool) -> None:
    """Keeps the person's own folders from every other person of this computer; with `files`, also each file that this
    process makes."""
    if files:
        os.umask(0o077)
    resources.close_own_folders()


def _knows_only_ascii() -> bool:
    from companion.screen.plain.printer import knows_only_ascii

    return knows_only_ascii(os.environ)


def _open_what_is_closed() -> None:
    """Opens the null device in place of a missing standard stream: one that the caller closed (`>&-`), or Windows."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def parser() -> argparse.ArgumentParser:
    """Makes the parser of the whole command line. The arguments that it parses have the function to call as `run`."""
    made = Parser(
        prog="companion",
        usage=said("%(prog)s [options] [COMMAND ...]"),
        epilog=_MAIN_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action=ShowVersion)
    completion.add_options(made)
    add_session_options(made)
    made.set_defaults(run=playing.run_app)
    says: dict[str, str] = {}
    command = adder(made, says)
    for part in (playing, serve, yes_no_maybe, sound_commands, upkeep, own_journal, authors, record_sentences, packs):
        part.add_commands(command)
    in_own_language(made)
    made.description = f"{said(_SAYS)}\n\n{_grouped(says)}"
    return made


def _grouped(says: dict[str, str]) -> str:
    """Lists every command under its heading, each with its sentence."""
    return "\n\n".join(
        "\n".join([said(f"{heading}:"), *(f"  {name:<14}{said(says[name])}" for name in names)])
        for heading, names in _GROUPS.items()
    )
