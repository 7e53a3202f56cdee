"""The commands that play an exercise, and that show which there are and what is said in them: play, list, preview."""

from __future__ import annotations

import argparse

from companion.cli.options import add_session_options, let_earlier_hold, session_of
from companion.cli.parsing import Command
from companion.errors import EXIT_GOOD

_PLAY_HELP = """\
examples:
  companion play right-now
  companion play hand-to-hand --length turn="2 min"
  companion play my-own.yaml --plain --speed 20      rehearse it twenty times as fast, in text
"""

_LIST_HELP = """\
examples:
  companion list           all of them, with how long they take
  companion play NAME      begins one of them
  companion list --json    for other programs
"""

_PREVIEW_HELP = """\
examples:
  companion preview right-now
  companion preview my-own.yaml --everything
"""


def add_commands(command: Command) -> None:
    """Adds play, list and preview."""
    play = command("play", _run_play, "Play one exercise.", _PLAY_HELP)
    play.add_argument("exercise", metavar="EXERCISE", help="a name from `companion list`, or a file")
    add_session_options(play)
    let_earlier_hold(play)

    listing = command("list", _run_list, "List the exercises.", _LIST_HELP)
    listing.add_argument("--json", action="store_true", help="as JSON: id, title, kind, people, minutes, pack")

    preview = command(
        "preview", _run_preview, "Show what is said when: start, length and text of every cue.", _PREVIEW_HELP
    )
    preview.add_argument("exercise", metavar="EXERCISE", help="a name from `companion list`, or a file")
    preview.add_argument(
        "--everything", action="store_true", help='also what is heard after "something else" and after a stop'
    )


def run_app(arguments: argparse.Namespace) -> int:
    from companion import launch

    return launch.run_app(session_of(arguments), play=None)


def _run_play(arguments: argparse.Namespace) -> int:
    from companion import launch

    return launch.run_app(session_of(arguments), play=arguments.exercise)


def _run_list(arguments: argparse.Namespace) -> int:
    from companion.authoring.listing import as_json, as_lines
    from companion.packs.shelf import Shelf

    entries = Shelf().entries()
    print(as_json(entries) if arguments.json else "\n".join(as_lines(entries)))
    return EXIT_GOOD


def _run_preview(arguments: argparse.Namespace) -> int:
    from companion.authoring.preview import preview
    from companion.exercise.plan import Choices, plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases

    loaded = Shelf().find(arguments.exercise)
    made = plan(loaded.exercise, Choices(), load_phrases(loaded.exercise.language), includes=loaded.includes)
    print("\n".join(preview(made, everything=arguments.everything)))
    return EXIT_GOOD
