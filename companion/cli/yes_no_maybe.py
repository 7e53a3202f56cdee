"""`companion yes-no-maybe`: finds the lists, keeps every other process away, and shows a screen or plain lines."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.parsing import AddCommand
from companion.cli.shared_options import let_earlier_hold
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED
from companion.tongue import said

if TYPE_CHECKING:
    from companion.app.program import Program
    from companion.app.two_halves import TwoHalves
    from companion.screen.seam import PageReader

_HELP = """\
examples:
  companion yes-no-maybe                     fill in your list, or see what you have in common
  companion yes-no-maybe --items mine.yaml   use a list of your own instead
  companion yes-no-maybe --plain             the same as plain lines of text
  companion yes-no-maybe --speak-pages       have the pages read aloud

Each of you answers alone. A passphrase that only you know locks your answers. Together you see only the things you both
answered with yes or maybe. If something isn't shown, you may be able to guess a no.
A forgotten passphrase can't be replaced. Either of you can delete a list without it.
"""


def add_commands(command: AddCommand) -> None:
    """Adds yes-no-maybe."""
    made = command("yes-no-maybe", _run, "See which kinds of closeness you both answer with yes or maybe.", _HELP)
    made.add_argument("--items", nargs="+", type=Path, metavar="FILE", help="ask about these lists and no others")
    made.add_argument(
        "--plain", action="store_true", help="plain text instead of a full screen (good for screen readers)"
    )
    made.add_argument(
        "--speak-pages", action="store_true", help="read the pages aloud (private ones after you press H)"
    )
    let_earlier_hold(made)


def _run(arguments: argparse.Namespace) -> int:
    from companion.app.two_halves import TwoHalves, folder, only_here
    from companion.cli.prompts import NobodyThere, is_there
    from companion.packs.item_shelf import find_lists, given_lists
    from companion.packs.shelf import Shelf
    from companion.screen.plain.printer import wants_plain
    from companion.walls.shield import shield_memory

    found = given_lists(arguments.items) if arguments.items else find_lists(Shelf().roots)
    if not is_there():
        raise NobodyThere(
            "“Yes, no, maybe” needs the two of you at a terminal.",
            hint="Open a new terminal window, and type: companion yes-no-maybe",
        )
    shield_memory()
    with only_here(folder()):
        desk = TwoHalves(found.lists, _names(), folder())
        if arguments.plain or wants_plain(os.environ, sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.encoding):
            return _run_plain(desk, found.troubles, arguments)
        return _run_screen(desk, found.troubles, arguments)


def _names() -> dict[str, str]:
    """The names that the two are called in exercises, or the keys that they have there."""
    from companion.closeness.comparing import A, B
    from companion.couple import couple_file

    kept = couple_file.load().kept
    return {A: kept.name(A) or said("Person F"), B: kept.name(B) or said("Person J")}


class _Reading:
    """The voice that reads the pages, from its first use to the end of the command."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from companion.app.options import Options

        voice = arguments.voice or "best"
        given = frozenset({"voice"} if arguments.voice else ())
        self._options = Options(voice=voice, microphone=False, speak_pages=arguments.speak_pages, given=given)
        self._program: Program | None = None

    def reader(self, loop: asyncio.AbstractEventLoop) -> PageReader | None:
        """Makes the voice; None unless the person asked for it and something can speak."""
        from companion.app.program import Program

        self._program = Program(self._options, loop)
        return self._program.page_reader()

    def close(self) -> None:
        if self._program is not None and (wrong := asyncio.run(self._program.close())):
            from companion.app.crash import write_log

            write_log(ExceptionGroup("the voice didn't close properly", wrong))


def _run_plain(desk: TwoHalves, troubles: tuple[str, ...], arguments: argparse.Namespace) -> int:
    from companion.crisis.desk import Desk
    from companion.fitting import fitted
    from companion.screen.closeness.closeness_voice import ClosenessVoice
    from companion.screen.plain.closeness_lines import ClosenessLines
    from companion.screen.plain.closeness_talk import Talk
    from companion.screen.plain.evening_lines import Terminal
    from companion.screen.plain.printer import Printer

    printer = Printer(sys.stdout)
    terminal = Terminal(printer, sys.stdout, sys.stdin)
    reading, loop = _Reading(arguments), asyncio.new_event_loop()
    # The loop never runs: these lines need no reports of the voice.
    try:
        voice = ClosenessVoice(reading.reader(loop))
        talk = Talk(_Keyboard(), lambda line: printer.line(fitted(line, sys.stdout)), terminal.wipe, Desk(), voice)
        ClosenessLines(desk, talk).run(troubles)
    finally:
        reading.close()
        loop.close()
    return EXIT_GOOD


def _run_screen(desk: TwoHalves, troubles: tuple[str, ...], arguments: argparse.Namespace) -> int:
    from companion.app.stderr_log import turn_noise_away
    from companion.app.terminal_guard import guarded_terminal
    from companion.crisis.desk import Desk
    from companion.screen.closeness.closeness_app import ClosenessApp
    from companion.store import settings

    with guarded_terminal():
        turn_noise_away()
        look = settings.look()
        reading = _Reading(arguments)
        app = ClosenessApp(
            desk,
            Desk(),
            troubles,
            theme=look.theme,
            motion=look.motion,
            reader=lambda: reading.reader(asyncio.get_running_loop()),
        )
        try:
            app.run()
        finally:
            reading.close()
    if app.crash is not None:
        raise app.crash
    if app.unsaved is not None:
        raise app.unsaved
    return EXIT_INTERRUPTED if app.interrupted else EXIT_GOOD


class _Keyboard:
    """The terminal's keyboard, as `closeness_talk.Typist`."""

    def ask(self, question: str) -> str | None:
        try:
            return input(question)
        except EOFError:
            return None

    def secret(self, question: str) -> str | None:
        with warnings.catch_warnings():
            # A terminal that can't hide what is typed gets nothing secret typed into it.
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                return getpass.getpass(question)
            except EOFError:
                return None
            except getpass.GetPassWarning:
                from companion.cli.prompts import NobodyThere

                raise NobodyThere(
                    "This terminal can't hide what you type.", hint="Use another terminal window for this."
                ) from None
