"""The commands around an exercise: play, tonight, list, preview."""

from __future__ import annotations

import argparse

from companion.cli.parsing import AddCommand
from companion.cli.shared_options import add_session_options, let_earlier_hold, session_of
from companion.errors import EXIT_GOOD

_PLAY_HELP = """\
examples:
  companion play right-now
  companion play exploring-hands --length turn="2 min"    give each of you turns of two minutes
  companion play my-own.yaml --plain --speed 20           try it out as text, twenty times as fast
"""

_TONIGHT_HELP = """\
examples:
  companion tonight                  each of you answers alone; then you see what fits you both
  companion tonight --speak-pages    have the pages read aloud
  companion tonight --plain          the same as plain lines of text, for screen readers

Each of you says alone how much time is okay, five minutes, a quarter of an hour, half an hour or an hour, and what
would be okay: something side by side, a talk, holding hands, a cuddle, a kiss. If your answers differ, the one that
asks for less counts. I don't show who answered what, but you may be able to guess it from your own answers. Things
without touch come first.
"""

_LIST_HELP = """\
examples:
  companion list           show all exercises, with how long they take
  companion play NAME      start one of them
  companion list --json    for programmers: the same list as data
"""

_PREVIEW_HELP = """\
examples:
  companion preview right-now
  companion preview my-own.yaml --everything
"""


def add_commands(command: AddCommand) -> None:
    """Adds play, tonight, list and preview."""
    play = command("play", _run_play, "Play one exercise.", _PLAY_HELP)
    play.add_argument("exercise", metavar="EXERCISE", help="a name from `companion list`, or a file")
    add_session_options(play)
    let_earlier_hold(play)

    tonight = command(
        "tonight", _run_tonight, "Let the two of you find out what fits you both tonight, and begin it.", _TONIGHT_HELP
    )
    add_session_options(tonight)
    let_earlier_hold(tonight)

    listing = command("list", _run_list, "List the exercises.", _LIST_HELP)
    listing.add_argument(
        "--json",
        action="store_true",
        help="for programmers: print the list as JSON (id, title, kind, people, minutes, pack)",
    )

    preview = command("preview", _run_preview, "Show the whole exercise as text, with times.", _PREVIEW_HELP)
    preview.add_argument("exercise", metavar="EXERCISE", help="a name from `companion list`, or a file")
    preview.add_argument(
        "--everything", action="store_true", help='also show what comes after "something else" and after a stop'
    )


def run_app(arguments: argparse.Namespace) -> int:
    """Starts the program on the screen or in plain lines, with an exercise or with the list."""
    from companion.app import launch

    return launch.run_app(session_of(arguments), play=None)


def _run_play(arguments: argparse.Namespace) -> int:
    from companion.app import launch

    return launch.run_app(session_of(arguments), play=_meant(arguments.exercise))


def _meant(name: str) -> str:
    """Returns the exercise that a part of its name means, and says which; `name` itself if it means none or many."""
    from companion.packs.shelf import Shelf
    from companion.tongue import said

    found = Shelf().only_match(name)
    if found:
        print(said("There’s one exercise with “{name}”: {found}.").format(name=name, found=found))
    return found or name


def _run_tonight(arguments: argparse.Namespace) -> int:
    from companion.app import launch
    from companion.screen.seam import TONIGHT

    return launch.run_app(session_of(arguments), play=TONIGHT)


def _run_list(arguments: argparse.Namespace) -> int:
    from companion.authoring.listing import as_json, as_lines
    from companion.packs.shelf import Shelf

    entries = Shelf().entries()
    print(as_json(entries) if arguments.json else "\n".join(as_lines(entries)))
    return EXIT_GOOD


def _run_preview(arguments: argparse.Namespace) -> int:
    from companion.authoring.preview import preview
    from companion.exercise.plan import Choices
    from companion.exercise.planner import plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases

    # The timeline may be looked at even if the exercise is not played to anybody.
    loaded = Shelf(rehearsing=True).find(arguments.exercise)
    phrases = load_phrases(loaded.exercise.language)
    made = plan(loaded.exercise, Choices(), phrases, includes=loaded.includes, recordings=loaded.recordings)
    print("\n".join(preview(made, everything=arguments.everything, recorded=bool(loaded.recordings.sentences))))
    return EXIT_GOOD
