"""`companion import`: makes an exercise of a script from a word processor, and says what it did with it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from companion.authoring.importing.document_reading import NoScript, read_pasted, read_script
from companion.authoring.importing.draft_writing import AuthorAnswers, yaml_of
from companion.authoring.importing.import_questions import ask_author
from companion.authoring.importing.script_draft import ScriptDraft
from companion.authoring.importing.script_parts import ReadScript
from companion.authoring.importing.scripting import draft_of
from companion.authoring.mend.saving import save_mended
from companion.authoring.newfiles import add_schema, as_typed, noted, target_of, with_pack, write_new
from companion.authoring.templates import TemplateAnswers, id_of, settled
from companion.cli import prompts
from companion.errors import EXIT_GOOD, CompanionError, told_by_system
from companion.exercise.plan import STEP_GAP
from companion.exercise.scalars import clean_text, parse_seconds
from companion.exercise.source import LARGEST
from companion.exercise.speech_time import estimate
from companion.fitting import fitted

_STDIN = "-"
_LARGEST_PASTE = 100_000_000
_SLASHES = (os.sep, os.altsep or os.sep)
"""Signs at the end of a name that make it the name of a folder."""
_LEFT_OUT = {
    "pictures": "{} picture{s}: left out.",
    "tables": "{} table{s}: the cells became lines, one after the other. Please check their order.",
    "comments": "{} comment{s}: kept as notes, never read aloud.",
    "footnotes": "{} footnote{s}: kept as notes, never read aloud.",
    "endnotes": "{} endnote{s}: kept as notes, never read aloud.",
    "text boxes": "{} text box{es}: kept as notes, never read aloud.",
    "hidden": "{} stretch{es} of hidden text: kept as notes, never read aloud.",
    "lost footnotes": "{} footnote{s}: left out. To keep footnotes, save the script as .docx instead of .rtf.",
    "kept deletions": "{} deleted passage{s} (tracked changes): still there, because I can't tell them in an .rtf file."
    " Accept the changes first, or save the script as .docx.",
}


def run_import(arguments: argparse.Namespace) -> int:
    """Runs the command. Raises CompanionError."""
    pasted = arguments.file == _STDIN
    file = Path(arguments.file)
    name = "a pasted text" if pasted else file.name
    script = _pasted() if pasted else read_script(file)
    _check_size(part.text for part in script.parts)
    draft = draft_of(script)
    given = TemplateAnswers(
        arguments.title or draft.title,
        arguments.people,
        arguments.kind,
        arguments.author or draft.author,
        arguments.license,
        arguments.language,
    )
    stem = given.title or ("imported" if pasted else file.stem)
    folder, wanted = _place(arguments.output)
    mistaken_for_folder = _may_be_a_folder(arguments.output, folder)
    given = with_pack(given, folder)
    for line in _about(draft, script):
        _say(line)
    answers = _answers(draft, given, stem)
    id = wanted or id_of(answers.about.title)
    text = yaml_of(draft, answers, id, str(clean_text(name)), noted(folder / f"{id}.yaml"))
    _check_size([text])
    _make_folder(folder)
    saved = _save(folder / f"{id}.yaml", text)
    if saved is None:
        _say("Nothing was changed.")
        return EXIT_GOOD
    _say(f"\nSaved: {saved}")
    for also in add_schema(folder):
        _say(f"       {also}")
    if mistaken_for_folder:
        _say(f"There is no folder {arguments.output}, so this is a file. For a folder, write: -o {arguments.output}/")
    for line in _next(draft, saved):
        _say(line)
    return EXIT_GOOD


def _pasted() -> ReadScript:
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        _say(f"Paste your script here. Then press Enter and {end}.")
    return read_pasted(sys.stdin.buffer.read(_LARGEST_PASTE + 1))


def _place(output: str | None) -> tuple[Path, str]:
    """Returns the folder to save in, and the id; empty if the title is to make it. A name with a slash at its end is a
    folder, even if there is none yet. Raises CompanionError."""
    if not output:
        return Path(), ""
    folder = Path(output)
    if folder.is_dir() or output.endswith(_SLASHES):
        if folder.exists() and not folder.is_dir():
            raise CompanionError("This is a file, not a folder.", place=str(folder), hint="Write -o and another name.")
        return folder, ""
    target = target_of(output)
    return target.folder, target.id


def _may_be_a_folder(output: str | None, folder: Path) -> bool:
    """Tells whether somebody may have meant a folder with a name that became the name of a file."""
    if not output or output.endswith(_SLASHES):
        return False
    return not Path(output).suffix and Path(output).name == output and folder != Path(output)


def _make_folder(folder: Path) -> None:
    """Makes the folder to save in, if it isn't there. Raises CompanionError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CompanionError(
            f"This folder can't be made: {told_by_system(error)}.",
            place=str(folder),
            hint="Choose a folder of your own, such as one in Documents.",
        ) from error


def _answers(draft: ScriptDraft, given: TemplateAnswers, stem: str) -> AuthorAnswers:
    """Asks the author, or leaves the questions as notes in the file if there is no terminal."""
    if prompts.is_there():
        asked = ask_author(draft, given, stem, input, _say)
        # `settled` fills in a license under which others may share it, and the author wasn't asked about that.
        about = replace(settled(asked.about, stem), license=asked.about.license)
        return AuthorAnswers(about, asked.summary, asked.caution, asked.source)
    about = settled(given, stem)
    # `settled` fills in a guess for these two as well, and only the author knows them.
    people = given.people or (about.people if given.kind and about.people == 2 else 0)
    return AuthorAnswers(replace(about, people=people, kind=given.kind, license=given.license))


def _check_size(texts: Iterable[str]) -> None:
    """Checks the size of a script, or of the exercise that it became. Raises NoScript."""
    texts = list(texts)
    if sum(len(text.encode("utf-8")) for text in texts) > LARGEST:
        words = sum(len(text.split()) for text in texts)
        raise NoScript(
            f"This is too long for one exercise: {words:,} words. The limit is {LARGEST // 1024} KB.",
            hint="Save each exercise as a document of its own, and import them one by one.",
        )


def _save(file: Path, text: str) -> Path | None:
    """Saves the exercise. An existing file is only replaced after a yes, and then a copy of it stays."""
    data = text.encode("utf-8")
    if not (file.exists() or file.is_symlink()):
        write_new(file, text)
        return file
    if not prompts.is_there():
        raise CompanionError(
            "There is already a file with this name. Nothing was changed.",
            place=str(file),
            hint="Give another name with -o, for example: -o another-name.yaml",
        )
    question = f"There is already a file {file}. Replace it? The old one is kept beside it, as {file.name}.before."
    if not prompts.yes(question, ""):
        return None
    saved, copy = save_mended(file, data, file.name)
    _say(f"As it was before: {copy}")
    return saved


def _about(draft: ScriptDraft, script: ReadScript) -> Iterator[str]:
    """Says what was found in a script, and what was done with it."""
    if not draft.lines:
        raise NoScript("There is nothing to read aloud in this document.", hint="Is it the right file?")
    entries = (*draft.steps, *draft.ending)
    seconds = sum(estimate(each.words) + STEP_GAP for each in entries if each.words)
    seconds += sum(parse_seconds(each.step.removeprefix("wait: ")) for each in entries if each.step[:4] == "wait")
    title = f"“{draft.title}”: " if draft.title else ""
    minutes = _many(max(1, round(seconds / 60)), "minute")
    yield f"{title}{_many(draft.lines, 'line')} to say, {_many(draft.waits, 'pause')}, about {minutes}."
    if draft.author:
        yield f"Author: {draft.author}."
    changes = script.counts.get("insertions", 0), script.counts.get("deletions", 0)
    if any(changes):
        counted = f"{_many(changes[0], 'insertion')} and {_many(changes[1], 'deletion')}"
        yield f"Tracked changes: {counted}. I took the text with all of them accepted."
    for kind, sentence in _LEFT_OUT.items():
        if number := script.counts.get(kind, 0):
            plural = number != 1
            yield sentence.format(number, s="s" if plural else "", es="es" if plural else "")


def _next(draft: ScriptDraft, saved: Path) -> Iterator[str]:
    """Says what is left to do."""
    shown = as_typed(saved)
    if draft.doubts:
        yield (
            f"\nI wasn't sure about {_many(draft.doubts, 'place')}. Each has a note with “Not sure:” beside it, for you"
            " to decide."
        )
    yield "\nTo see what is left to do:"
    yield f"  companion check {shown}"
    yield "To change it, and see and hear it while you do:"
    yield f"  companion write {shown}"


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"


def _say(text: str) -> None:
    sys.stdout.write(f"{fitted(text, sys.stdout)}\n")
    sys.stdout.flush()
