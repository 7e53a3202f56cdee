"""The authors' commands: new, import, schema, check, write, handout. Arguments in, text and exit code out.

Decides nothing; each command is imported only when it is asked for.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from companion.cli.parsing import AddCommand
from companion.cli.shared_options import let_earlier_hold
from companion.errors import EXIT_GOOD, CompanionError, told_by_system
from companion.fitting import fitted

_NEW_HELP = """\
examples:
  companion new exercise warm-hands
  companion new exercise my-pack/evening --title "In the evening" --people 2 --kind together
  companion new pack after-work --author "Dr May Example"

It asks for whatever you leave out. It never replaces a file that is already there.
"""

_IMPORT_HELP = """\
examples:
  companion import "Evening body scan.docx"
  companion import script.docx -o evenings/               put it into this folder
  companion import script.docx -o evenings/body-scan.yaml
  companion import -                     paste your script, or send it from another program

It reads .docx (Word, LibreOffice, Google Docs), .rtf, .md and .txt. Your document is never changed. No file is replaced
without asking you.
"""

_SCHEMA_HELP = """\
examples:
  companion schema -o exercise.schema.json

`companion new` already puts this file beside your exercises. Many editors use it to complete words and mark mistakes.
"""

_CHECK_HELP = """\
examples:
  companion check my-own.yaml
  companion check exercises/
  companion check --mend my-own.yaml     fix what can be fixed, after asking you
  companion check --sarif exercises/ > check.sarif

Shows each problem with its file, line and column, and how to fix it.
For programmers: the exit code is 1 if there is a mistake.
"""

_TRANSLATE_HELP = """\
examples:
  companion translate de my-german --start   copy the English words, so that you can translate them
  companion translate de my-german           check your translation
  companion translate fr                     check the French words that came with Companion

Shows each word that is missing, no longer needed, or has other {braces} than in English, with its file and line.
For programmers: the exit code is 1 if there is one.
"""

_WRITE_HELP = """\
examples:
  companion write my-own.yaml            write it here, with messages beside each line
  companion write my-own.yaml --beside   only show it, beside your own editor, each time you save
  companion write my-own.yaml --plain    print it as text each time you save
  companion serve write my-own.yaml      write it in your browser

Ctrl+S saves, F5 reads the sentence at the cursor aloud, F8 goes to the next message, Ctrl+Q quits. What you haven't
saved is kept in a copy, and offered the next time. If your own editor saves the file meanwhile, you are told.
"""

_HANDOUT_HELP = """\
examples:
  companion handout warm-hands.yaml -o warm-hands.pdf
  companion handout my-pack -o my-pack.html

The end of the file name decides: .pdf, or .html to print from a browser. An existing file is replaced.
"""


def add_commands(command: AddCommand) -> None:
    """Adds new, import, schema, check, write and handout."""
    new = command("new", _run_new, "Create an exercise or a pack from a template.", _NEW_HELP)
    new.add_argument("what", choices=("pack", "exercise"), help="a pack (a folder of exercises), or one exercise")
    new.add_argument("name", metavar="NAME", help="its name; write FOLDER/NAME to put it into a folder")
    new.add_argument("--title", default="", help="the title that listeners see")
    new.add_argument("--people", type=int, default=0, choices=(1, 2), help="how many people it is for")
    new.add_argument("--kind", default="", help="settle, breath, body, together, touch, talk, practice, …")
    new.add_argument("--author", default="", help="the author's name")
    new.add_argument("--license", default="", help="the license (default: CC-BY-4.0)")
    new.add_argument("--language", default="", help="its two-letter code (default: en)")
    let_earlier_hold(new)

    imports = command("import", _run_import, "Make an exercise of a script from Word or another editor.", _IMPORT_HELP)
    imports.add_argument("file", metavar="FILE", help="the script: .docx, .rtf, .md or .txt; - for pasted text")
    imports.add_argument(
        "-o", "--output", metavar="FILE", help="the exercise to make, or the folder to put it into, such as evenings/"
    )
    imports.add_argument("--title", default="", help="the title that listeners see")
    imports.add_argument("--people", type=int, default=0, choices=(1, 2), help="how many people it is for")
    imports.add_argument("--kind", default="", help="settle, breath, body, together, touch, talk, practice, …")
    imports.add_argument("--author", default="", help="the author's name")
    imports.add_argument("--license", default="", help="the license (default: All rights reserved)")
    imports.add_argument("--language", default="", help="its two-letter code (default: en)")
    let_earlier_hold(imports)

    schema = command(
        "schema",
        _run_schema,
        "For programmers: print the JSON Schema for exercises, which text editors can use to check them.",
        _SCHEMA_HELP,
    )
    schema.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to this file instead")

    check = command("check", _run_check, "Check exercises and packs for mistakes.", _CHECK_HELP)
    check.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="an exercise file, a folder, or a built pack; - for a pipe"
    )
    form = check.add_mutually_exclusive_group()
    form.add_argument(
        "--json",
        action="store_true",
        help="for programmers: print JSON (file, line, column, severity, rule, message, hint)",
    )
    form.add_argument("--sarif", action="store_true", help="for programmers: print SARIF 2.1.0")
    form.add_argument(
        "--mend",
        action="store_true",
        help="fix what can be fixed without changing a spoken word: show it, ask, and keep a copy of the old file",
    )
    check.add_argument("--yes", action="store_true", help="with --mend: save without asking")

    translate = command("translate", _run_translate, "Check the translation of Companion's own words.", _TRANSLATE_HELP)
    translate.add_argument("language", metavar="LANGUAGE", help="its two-letter code, such as fr")
    translate.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="the folder with your files (default: Companion's own)"
    )
    translate.add_argument("--start", action="store_true", help="copy the English files to the folder, to begin with")

    write = command("write", _run_write, "Write an exercise, and see and hear it while you write.", _WRITE_HELP)
    write.add_argument("file", type=Path, metavar="FILE", help="the exercise you are writing")
    write.add_argument("--beside", action="store_true", help="only show it, beside your own editor; never change it")
    write.add_argument(
        "--plain", action="store_true", help="plain text instead of a full screen (good for screen readers)"
    )
    write.add_argument("--voice", metavar="NAME", help="the voice to use: a name from `companion voices`")
    let_earlier_hold(write)

    handout = command("handout", _run_handout, "Make a printable handout of an exercise or a pack.", _HANDOUT_HELP)
    handout.add_argument("what", metavar="EXERCISE|PACK", help="a name from `companion list`, a file, or a folder")
    handout.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="the file to make, ending in .pdf or .html"
    )
    handout.add_argument(
        "--fingerprint",
        default="",
        metavar="WORDS",
        help="the six words that belong to the author's signature on the pack",
    )
    handout.add_argument(
        "--region", metavar="COUNTRY", default="", help="the country whose crisis numbers it shows (default: yours)"
    )
    handout.add_argument("--paper", choices=("a4", "letter"), default="a4", help="the paper size (default: a4)")


def _say(text: str) -> None:
    sys.stdout.write(f"{fitted(text, sys.stdout)}\n")
    sys.stdout.flush()


def _run_new(arguments: argparse.Namespace) -> int:
    from companion.authoring.newfiles import check_free, new_exercise, new_pack, target_of, with_pack
    from companion.authoring.templates import TemplateAnswers

    is_pack = arguments.what == "pack"
    if not is_pack and arguments.name.endswith("/"):
        raise CompanionError(
            "This is the name of a folder. The exercise needs a name of its own.",
            place=arguments.name,
            hint=f"For example: companion new exercise {arguments.name}warm-hands",
        )
    target = target_of(arguments.name)
    # Checked before the three questions, so that they are not answered in vain.
    check_free(target.pack if is_pack else target.file)
    answers = TemplateAnswers(
        arguments.title, arguments.people, arguments.kind, arguments.author, arguments.license, arguments.language
    )
    if not is_pack:
        answers = with_pack(answers, target.folder)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from companion.authoring.new_file_questions import ask_all

        answers = ask_all(answers, target.name, input, _say)
    written = (new_pack if is_pack else new_exercise)(target, answers)
    _say(f"Saved: {written[0]}")
    for also in written[1:]:
        _say(f"       {also}")
    exercise = next(path for path in written if path.suffix == ".yaml" and path.name != "pack.yaml")
    _say("\nYou can play it right away. To change it, type:")
    _say(f"  companion write {_quoted(exercise)}")
    return EXIT_GOOD


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text


def _run_import(arguments: argparse.Namespace) -> int:
    from companion.cli.import_script import run_import

    return run_import(arguments)


def _run_translate(arguments: argparse.Namespace) -> int:
    from companion.cli.translate import run_translate

    return run_translate(arguments)


def _run_schema(arguments: argparse.Namespace) -> int:
    from companion.authoring.schema import schema_text

    if arguments.output is None:
        sys.stdout.write(schema_text())
        return EXIT_GOOD
    try:
        arguments.output.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise CompanionError(
            f"It can't be saved: {told_by_system(error)}.",
            place=str(arguments.output),
            hint="Choose a folder that you can write to.",
        ) from error
    _say(f"Saved: {arguments.output}")
    return EXIT_GOOD


def _run_check(arguments: argparse.Namespace) -> int:
    from companion.authoring import check_report
    from companion.authoring.checking import check_all

    paths = arguments.paths
    if arguments.mend:
        from companion.cli.mend import run_mend

        paths = run_mend(paths, without_asking=arguments.yes)
    report = check_all(paths)
    if arguments.json:
        _say(check_report.as_json(report))
    elif arguments.sarif:
        _say(check_report.as_sarif(report))
    else:
        _say("\n".join(check_report.as_lines(report)))
    return report.code


def _run_write(arguments: argparse.Namespace) -> int:
    from companion.cli.write import run_write

    return run_write(arguments.file, plain=arguments.plain, beside=arguments.beside, voice=arguments.voice or "system")


def _run_handout(arguments: argparse.Namespace) -> int:
    from companion.authoring.handout.making import check_target, sheet_of, write_handout
    from companion.cli.handout_help import with_help

    # Before anything is read, so that a name that cannot be written is reported at once.
    check_target(arguments.output)
    sheet, remark = with_help(sheet_of(arguments.what, fingerprint=arguments.fingerprint), arguments.region)
    notes = [*write_handout(sheet, arguments.output, arguments.paper), *([remark] if remark else [])]
    _say(f"Saved: {arguments.output}")
    for note in notes:
        _say(f"Note: {note}")
    return EXIT_GOOD
