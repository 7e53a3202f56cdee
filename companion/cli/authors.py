"""The commands for those who write exercises: new, schema, check, write, handout. Arguments in, text and exit code out.

Nothing is decided here; each command is imported only when it is asked for.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from companion.cli.fitting import fitted
from companion.cli.options import let_earlier_hold
from companion.cli.parsing import Command
from companion.errors import EXIT_GOOD, CompanionError

_NEW_HELP = """\
examples:
  companion new exercise feet-first
  companion new exercise my-pack/evening --title "In the evening" --people 2 --kind together
  companion new pack after-work --author "Dr May Example"

On a terminal it asks for what is not given. What is there already is never replaced.
"""

_SCHEMA_HELP = """\
examples:
  companion schema -o exercise.schema.json

`companion new` has put it beside your exercises already. Editors that know JSON Schema complete and underline by it.
"""

_CHECK_HELP = """\
examples:
  companion check my-own.yaml
  companion check exercises/
  companion check --sarif exercises/ > check.sarif

Exits with 1 if anything is wrong. Every problem is printed as file:line:column.
"""

_WRITE_HELP = """\
examples:
  companion write my-own.yaml            in a window beside your editor
  companion write my-own.yaml --plain    as lines of text, each time you save

Keys: up and down to a sentence, Space or Enter to hear it, Q to leave. The file is only read, never written.
"""

_HANDOUT_HELP = """\
examples:
  companion handout feet-first.yaml -o feet-first.pdf
  companion handout my-pack -o my-pack.html

The suffix decides: .pdf, or .html to print from a browser. A file of this name is replaced.
"""


def add_commands(command: Command) -> None:
    """Adds new, schema, check, write and handout."""
    new = command("new", _run_new, "Begin an exercise or a pack, from a template that plays at once.", _NEW_HELP)
    new.add_argument("what", choices=("pack", "exercise"), help="a folder of exercises, or one")
    new.add_argument("name", metavar="NAME", help="what to call it; with a folder before it, it goes there")
    new.add_argument("--title", default="", help="what listeners see")
    new.add_argument("--people", type=int, default=0, choices=(1, 2), help="for one person, or for two")
    new.add_argument("--kind", default="", help="settle, breath, body, together, touch, talk, practice, …")
    new.add_argument("--author", default="", help="whose it is")
    new.add_argument("--license", default="", help="what may be done with it (default: CC-BY-4.0)")
    new.add_argument("--language", default="", help="two letters (default: en)")
    let_earlier_hold(new)

    schema = command("schema", _run_schema, "Print the JSON Schema of exercises, for editors.", _SCHEMA_HELP)
    schema.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it there instead")

    check = command("check", _run_check, "Check exercises and packs for mistakes, each with its line.", _CHECK_HELP)
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, a folder of them, or a built pack")
    form = check.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON: file, line, column, severity, rule, message, hint")
    form.add_argument("--sarif", action="store_true", help="as SARIF 2.1.0, for editors and build servers")

    write = command("write", _run_write, "See an exercise beside your editor while you write it.", _WRITE_HELP)
    write.add_argument("file", type=Path, metavar="FILE", help="the exercise you are writing")
    write.add_argument("--plain", action="store_true", help="lines of text instead of a screen (for screen readers)")
    write.add_argument("--voice", metavar="NAME", help="who says the sentence: a name from `companion voices`")
    let_earlier_hold(write)

    handout = command("handout", _run_handout, "Write an exercise or a pack as pages to take home.", _HANDOUT_HELP)
    handout.add_argument("what", metavar="EXERCISE|PACK", help="a name from `companion list`, a file, or a folder")
    handout.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="named .pdf or .html")
    handout.add_argument("--fingerprint", default="", metavar="WORDS", help="of the key that signed the pack")
    handout.add_argument("--paper", choices=("a4", "letter"), default="a4", help="(default: a4)")


def _say(text: str) -> None:
    sys.stdout.write(f"{fitted(text, sys.stdout)}\n")
    sys.stdout.flush()


def _run_new(arguments: argparse.Namespace) -> int:
    from companion.authoring.newfiles import check_free, new_exercise, new_pack, target_of, with_pack
    from companion.authoring.templates import Answers

    target = target_of(arguments.name)
    is_pack = arguments.what == "pack"
    # Before any question: nobody answers three and is then told that it is there already.
    check_free(target.pack if is_pack else target.file)
    answers = Answers(
        arguments.title, arguments.people, arguments.kind, arguments.author, arguments.license, arguments.language
    )
    if not is_pack:
        answers = with_pack(answers, target.folder)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from companion.authoring.questions import ask_all

        answers = ask_all(answers, target.name, input, _say)
    written = (new_pack if is_pack else new_exercise)(target, answers)
    _say(f"Written: {written[0]}")
    for also in written[1:]:
        _say(f"         {also}")
    exercise = next(path for path in written if path.suffix == ".yaml" and path.name != "pack.yaml")
    _say(f"\nIt can be played as it is. Open {exercise} in your editor, and beside it:")
    _say(f"  companion write {_quoted(exercise)}")
    return EXIT_GOOD


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text


def _run_schema(arguments: argparse.Namespace) -> int:
    from companion.authoring.schema import schema_text

    if arguments.output is None:
        sys.stdout.write(schema_text())
        return EXIT_GOOD
    try:
        arguments.output.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise CompanionError(
            f"It cannot be written: {error.strerror or 'no reason was given'}.",
            place=str(arguments.output),
            hint="Name a file in a folder that you may write to.",
        ) from error
    _say(f"Written: {arguments.output}")
    return EXIT_GOOD


def _run_check(arguments: argparse.Namespace) -> int:
    from companion.authoring import reports
    from companion.authoring.checking import check_all

    report = check_all(arguments.paths)
    if arguments.json:
        _say(reports.as_json(report))
    elif arguments.sarif:
        _say(reports.as_sarif(report))
    else:
        _say("\n".join(reports.as_lines(report)))
    return report.code


def _run_write(arguments: argparse.Namespace) -> int:
    from companion.cli.write import run_write

    return run_write(arguments.file, plain=arguments.plain, voice=arguments.voice or "system")


def _run_handout(arguments: argparse.Namespace) -> int:
    from companion.authoring.handout.making import check_target, sheet_of, write_handout

    # Before anything is read: a name that cannot be written to is better known at once.
    check_target(arguments.output)
    sheet = sheet_of(arguments.what, fingerprint=arguments.fingerprint)
    notes = write_handout(sheet, arguments.output, arguments.paper)
    _say(f"Written: {arguments.output}")
    for note in notes:
        _say(f"Note: {note}")
    return EXIT_GOOD
