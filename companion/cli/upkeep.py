"""The commands for what is kept on this computer, and for help: crisis, couple, calibrate, stop-word, setup.

Arguments in, text and exit code out; nothing is decided here.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from companion.cli.parsing import Command
from companion.errors import EXIT_GOOD, CompanionError
from companion.weights.setup import add_arguments

_CRISIS_HELP = """\
examples:
  companion crisis                          the numbers of your country
  companion crisis --region IE              those of another one
  companion crisis --region IE --keep       from now on this one
  companion crisis --edit                   how to write your own

Companion calls nobody, and opens no page. C shows the same on every screen.
"""

_COUPLE_HELP = """\
examples:
  companion couple               what is kept, and where
  companion couple --forget      deletes it
"""

_CALIBRATE_HELP = """\
examples:
  companion calibrate              both of you, one after the other
  companion calibrate --people 1   alone
  companion calibrate --forget     take it back

Nothing is recorded. What is kept is a few numbers and words.
"""

_STOP_WORD_HELP = """\
examples:
  companion stop-word pineapple    from now on this ends it, too
  companion stop-word              which one is yours?
  companion stop-word --forget     none any more
"""

_SETUP_HELP = """\
examples:
  companion setup                  what listening needs
  companion setup --voice heart    a natural voice besides
  companion setup --list           what there is, and what is here already
"""


def add_commands(command: Command) -> None:
    """Adds crisis, couple, calibrate and stop-word."""
    crisis = command(
        "crisis", _run_crisis, "Where help is: emergency number, crisis lines, abuse hotlines.", _CRISIS_HELP
    )
    crisis.add_argument("--region", metavar="COUNTRY", help="a country's name or two letters (default: yours)")
    crisis.add_argument("--keep", action="store_true", help="from now on, show this country's")
    crisis.add_argument("--list", action="store_true", help="which countries there are")
    crisis.add_argument("--edit", action="store_true", help="where your own numbers go, and how they are written")

    couple = command(
        "couple", _run_couple, "What is kept about the two of you on this computer, and how to forget it.", _COUPLE_HELP
    )
    couple.add_argument("--forget", action="store_true", help="forget it all")

    calibrate = command(
        "calibrate",
        _run_calibrate,
        "Two minutes in which it learns how each of you says the words that matter.",
        _CALIBRATE_HELP,
    )
    calibrate.add_argument("--people", type=int, choices=(1, 2), default=2, help="how many of you there are")
    calibrate.add_argument("--recordings", type=Path, metavar="DIR", help="sound files instead of the microphone")
    calibrate.add_argument("--forget", action="store_true", help="take back what was learnt earlier")

    stop_word = command("stop-word", _run_stop_word, "A stop word of your own, besides “stop”.", _STOP_WORD_HELP)
    stop_word.add_argument("word", nargs="?", metavar="WORD", help="the word; without one, shows yours")
    stop_word.add_argument("--forget", action="store_true", help="have none any more")


def add_setup(command: Command) -> None:
    """Apart from the others: it stands last in the list."""
    add_arguments(
        command("setup", _run_setup, "Fetch what listening needs, once; afterwards everything is offline.", _SETUP_HELP)
    )


def _run_crisis(arguments: argparse.Namespace) -> int:
    from companion.crisis.desk import Desk
    from companion.screen import crisis_lines

    desk = Desk()
    if arguments.list:
        print("\n".join(f"{code}  {name}" for code, name in desk.regions()))
        return EXIT_GOOD
    if arguments.edit:
        from companion.crisis.editing import how_to_edit

        print(how_to_edit())
        return EXIT_GOOD
    region = desk.find(arguments.region) if arguments.region else None
    if arguments.region and region is None:
        raise CompanionError(
            f"{arguments.region!r} is no country known here.",
            hint="Write its two letters, such as IE; `companion crisis --list` shows the countries there are.",
        )
    if arguments.keep:
        if region is None:
            raise CompanionError(
                "Which country is to be kept?", hint="Write it like `companion crisis --region IE --keep`."
            )
        desk.choose(region)
    print("\n".join(crisis_lines.lines_of(desk.show(region))))
    return EXIT_GOOD


def _run_couple(arguments: argparse.Namespace) -> int:
    from companion import couple

    print(couple.run_forget() if arguments.forget else couple.run_show())
    return EXIT_GOOD


def _run_calibrate(arguments: argparse.Namespace) -> int:
    from companion.cli.calibrate import run_calibrate

    if arguments.no_mic and arguments.recordings is None and not arguments.forget:
        raise CompanionError(
            "Calibration listens to you, and --no-mic says not to.",
            hint="Leave --no-mic out, or give sound files with --recordings.",
        )
    return run_calibrate(arguments.people, recordings=arguments.recordings, forget=arguments.forget)


def _run_stop_word(arguments: argparse.Namespace) -> int:
    from companion.cli.stop_word import run_stop_word

    if arguments.word is not None and arguments.forget:
        raise CompanionError(
            "A stop word cannot be chosen and forgotten at once.",
            hint=f"Either `companion stop-word {arguments.word}`, or `companion stop-word --forget`.",
        )
    return run_stop_word(arguments.word, forget=arguments.forget)


def _run_setup(arguments: argparse.Namespace) -> int:
    from companion.weights.setup import run_setup

    code = run_setup(arguments)
    if arguments.voice and not arguments.list:
        # Only where a natural voice was asked for: it takes a minute, and a set-up that is done must say so at once.
        from companion.voicing import get_ready

        get_ready(sys.stdout)
    return code
