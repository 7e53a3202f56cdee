"""The commands for the crisis card and for data here: crisis, couple, settings, calibrate, stop-word, keys, setup.

Arguments in, text and exit code out; decides nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.parsing import AddCommand
from companion.cli.shared_options import let_earlier_hold, may_listen
from companion.errors import EXIT_GOOD, CompanionError
from companion.tongue import said
from companion.weights.setup import add_arguments

if TYPE_CHECKING:
    from companion.crisis.desk import Desk

_CRISIS_HELP = """\
examples:
  companion crisis                          show the numbers for your country
  companion crisis --region IE              show those of another country
  companion crisis --region IE --keep       use this country from now on
  companion crisis --forget                 forget the country you chose
  companion crisis --edit                   show how to add your own numbers

This program can't call anyone for you, and it opens no web page. On every screen, press C to see the same numbers.
"""

_COUPLE_HELP = """\
examples:
  companion couple               see what is saved for the two of you
  companion couple --ask-again   ask again about touch that you always leave out
  companion couple --forget      delete all of it, your own stop word, and what calibration learned

It keeps things such as your names, who starts next, and the days on which you did an exercise. The answers, numbers
and concerns you give before and after an exercise are never saved.
"""

_SETTINGS_HELP = """\
examples:
  companion settings               see what you have chosen, such as your voice or your country
  companion settings --remember-last yes    offer me my last exercise when I start
  companion settings --forget      delete all of it

Only an exercise for one person is remembered. What the two of you do is not.
To see or delete what is saved for the two of you, type: companion couple
"""

_CALIBRATE_HELP = """\
examples:
  companion calibrate              let it learn from both of you, one after the other
  companion calibrate --people 1   let it learn from one person
  companion calibrate --forget     delete what it learned

No sound is kept. What it learned is saved on this computer, as a few numbers and the words it heard instead of yours.
"""

_STOP_WORD_HELP = """\
examples:
  companion stop-word              show your stop word, or choose one: it stops everything, like "stop"
  companion stop-word --forget     delete it; "stop" still works
"""

_KEYS_HELP = """\
examples:
  companion keys               set up the buttons of a clicker for slides, a remote, a pedal or another keyboard
  companion keys --test        press anything, and see what it means in an exercise
  companion keys --show        list your buttons
  companion keys --forget      delete them; the usual keys still work

A button can mean stop, pause, yes (for each of you) or next. Most buttons send a key that your keyboard has too, such
as Page Down. If you make that stop, Page Down on your keyboard stops too. Esc, S and N always keep their meaning.
Buttons work in the full screen. In plain text (--plain) they don't: there you type a word and press Enter.
"""

_SETUP_HELP = """\
examples:
  companion setup                  download what listening needs
  companion setup --voice sarah    download the most natural voices too: sarah, emma, michael and two more
  companion setup --list           show what is available and what is installed

These voices can be computed in two ways, as downloaded (int8) or in a quick form (float) that takes another 92 MB of
the disk. Setup makes the quick form, measures both and uses the faster one on this computer. `companion doctor` says
which one that is, and why.
"""


def add_commands(command: AddCommand) -> None:
    """Adds crisis, couple, settings, calibrate, stop-word, keys and setup."""
    crisis = command(
        "crisis", _run_crisis, "Show who you can call: emergency numbers and helplines, by country.", _CRISIS_HELP
    )
    crisis.add_argument("--region", metavar="COUNTRY", help="a country's name or two letters (default: yours)")
    crisis.add_argument("--keep", action="store_true", help="use this country from now on")
    crisis.add_argument("--forget", action="store_true", help="forget the country you chose")
    crisis.add_argument("--list", action="store_true", help="list the countries")
    crisis.add_argument("--edit", action="store_true", help="show how to add your own numbers")

    couple = command(
        "couple",
        _run_couple,
        "See or delete what is saved for the two of you. It stays on this computer.",
        _COUPLE_HELP,
    )
    which = couple.add_mutually_exclusive_group()
    which.add_argument("--ask-again", action="store_true", help="ask again about touch that you always leave out")
    which.add_argument("--forget", action="store_true", help="delete it all")

    settings = command(
        "settings",
        _run_settings,
        "See or delete what you have chosen, such as your country or your stop word.",
        _SETTINGS_HELP,
    )
    settings.add_argument("--forget", action="store_true", help="delete all of it")
    settings.add_argument(
        "--remember-last",
        choices=("yes", "no"),
        help="may I remember your last exercise for one person, where anyone at this computer can see it?",
    )

    calibrate = command(
        "calibrate",
        _run_calibrate,
        "Let Companion learn how you say “stop” and the other words. No sound is kept.",
        _CALIBRATE_HELP,
    )
    calibrate.add_argument("--people", type=int, choices=(1, 2), default=2, help="how many of you there are")
    calibrate.add_argument(
        "--recordings", type=Path, metavar="DIR", help="learn from sound files in this folder instead of the microphone"
    )
    calibrate.add_argument("--forget", action="store_true", help="delete what it learned about how you say the words")

    stop_word = command("stop-word", _run_stop_word, "Choose your own stop word. “Stop” still works.", _STOP_WORD_HELP)
    stop_word.add_argument("word", nargs="?", help=argparse.SUPPRESS)
    stop_word.add_argument("--forget", action="store_true", help="delete your stop word")

    keys = command(
        "keys", _run_keys, "Set up buttons you can reach: a clicker for slides, a remote, a pedal.", _KEYS_HELP
    )
    keys.add_argument("--test", action="store_true", help="show what each press means, until Esc")
    keys.add_argument("--show", action="store_true", help="list your buttons")
    keys.add_argument("--forget", action="store_true", help="delete your buttons")
    keys.add_argument("--plain", action="store_true", help="explain what to do in plain text, where buttons don't work")
    let_earlier_hold(keys)

    add_arguments(
        command("setup", _run_setup, "Download what Companion needs, once. After that it works offline.", _SETUP_HELP)
    )


def _run_crisis(arguments: argparse.Namespace) -> int:
    from companion.crisis.desk import Desk
    from companion.screen import words
    from companion.screen.crisis import card_wording

    desk = Desk()
    if arguments.list:
        print("\n".join(f"{code}  {name}" for code, name in desk.regions()))
        return EXIT_GOOD
    if arguments.edit:
        from companion.crisis.editing import how_to_edit

        print(how_to_edit())
        return EXIT_GOOD
    if arguments.forget:
        return _forget_country(desk, arguments)
    region = desk.find(arguments.region) if arguments.region else None
    if arguments.region and region is None:
        raise CompanionError(
            f"{arguments.region!r} isn't a country I know.",
            hint="Use its two-letter code, such as IE. To see the countries: companion crisis --list",
        )
    if arguments.keep:
        if region is None:
            raise CompanionError(
                "Which country should I use from now on?", hint="For example: companion crisis --region IE --keep"
            )
        desk.choose(region)
    print("\n".join(card_wording.lines_of(desk.show(region), words.CRISIS_RUN)))
    return EXIT_GOOD


def _forget_country(desk: Desk, arguments: argparse.Namespace) -> int:
    """Forgets the chosen country, and says which one is guessed instead."""
    from companion.screen import words
    from companion.screen.crisis import card_wording

    if arguments.region or arguments.keep:
        raise CompanionError(
            "You asked to choose a country and to forget it. Please do only one of these.",
            hint=(
                "To choose one, type for example: companion crisis --region IE --keep. To forget it: companion "
                "crisis --forget"
            ),
        )
    desk.choose(None)
    shown = desk.show()
    guessed = card_wording.guess(shown)
    lines = [
        said("The country you chose is forgotten."),
        *([guessed] if guessed else card_wording.advice(shown)),
        *shown.notices,
    ]
    print("\n".join([*lines, words.CRISIS_RUN]))
    return EXIT_GOOD


def _run_couple(arguments: argparse.Namespace) -> int:
    from companion.app.two_halves import folder, kept_line
    from companion.couple import couple_file
    from companion.journal.book import JournalBook

    if arguments.forget:
        print(couple_file.run_forget())
    elif arguments.ask_again:
        print(couple_file.run_ask_again())
        return EXIT_GOOD
    else:
        from companion.packs.shelf import Shelf

        print(couple_file.run_show({old: entry.id for entry in Shelf().entries() for old in entry.formerly}))
    if lists := kept_line(folder()):
        print(lists)
    if JournalBook().place.exists():
        print(
            said("The journals of each of you are kept apart from this. To see them, or delete them: companion journal")
        )
    return EXIT_GOOD


def _run_settings(arguments: argparse.Namespace) -> int:
    from companion.cli.own_settings import run_settings

    remember = {None: None, "yes": True, "no": False}[arguments.remember_last]
    return run_settings(forget=arguments.forget, remember_last=remember)


def _run_calibrate(arguments: argparse.Namespace) -> int:
    from companion.cli.calibrate import run_calibrate

    if arguments.recordings is None and not arguments.forget and not may_listen(arguments):
        raise CompanionError(
            "To learn how you say the words, I need the microphone, and it's turned off (by --no-mic, or in your "
            "settings).",
            hint="Type: companion --mic calibrate. Or let it learn from sound files, with --recordings.",
        )
    return run_calibrate(arguments.people, recordings=arguments.recordings, forget=arguments.forget)


def _run_stop_word(arguments: argparse.Namespace) -> int:
    from companion.cli.prompts import is_there
    from companion.cli.stop_word import run_stop_word

    if arguments.word is not None:
        raise CompanionError(
            "I didn't save this word. Everything in this line can be seen by other programs, and your terminal may "
            "keep it in its history.",
            hint="Type this without the word, and I'll ask you for it: companion stop-word",
        )
    return run_stop_word(None if arguments.forget or not is_there() else _ask, forget=arguments.forget)


def _ask(question: str) -> str:
    from companion.cli.prompts import line

    return line(question, "")


def _run_keys(arguments: argparse.Namespace) -> int:
    from companion.cli.learn_keys import run_keys

    wanted = [f"--{name}" for name in ("test", "show", "forget") if getattr(arguments, name)]
    if len(wanted) > 1:
        raise CompanionError(
            f"{' and '.join(wanted)} don't go together.",
            hint=f"Use only one of them at a time. For example: companion keys {wanted[0]}",
        )
    return run_keys(wanted[0][2:] if wanted else "", plain=arguments.plain)


def _run_setup(arguments: argparse.Namespace) -> int:
    from companion.weights.setup import run_setup

    if not (arguments.list or arguments.events):
        # Reads every exercise into the cache of the list: the first start of all has to be quick too.
        from companion.packs.shelf import Shelf

        Shelf().entries()
    code = run_setup(arguments)
    if arguments.list:
        return code
    from companion.app.voices import get_ready, more_natural, settle_kokoro

    if arguments.events:
        from companion.weights.setup import NoteLines

        settle_kokoro(NoteLines(sys.stdout))
        return code
    settle_kokoro(sys.stdout)
    if arguments.voice:
        # Only if a natural voice was asked for: it takes a minute, and a finished set-up must say so at once.
        get_ready(sys.stdout)
    elif more := more_natural():
        print(more)
    return code
