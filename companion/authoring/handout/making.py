"""`companion handout`: makes a sheet of an exercise or a pack on the disk, and writes the sheet to a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from companion.authoring.checking import ARCHIVE
from companion.authoring.handout.sheet import Script, Sheet, script
from companion.errors import CompanionError, UnknownExercise, told_by_system
from companion.exercise.item_lists import is_item_list
from companion.exercise.model import Exercise
from companion.exercise.plan import Choices, planned_seconds
from companion.exercise.planner import plan
from companion.exercise.problems import ExerciseMistakes
from companion.exercise.scalars import clean_text
from companion.exercise.source import read_source
from companion.packs.about import is_address
from companion.packs.archive import open_archive
from companion.packs.keeping import write_bytes
from companion.packs.loading import PACK_FILE, LoadedExercise, exercise_files, load, read_bytes
from companion.packs.manifest import is_exercise
from companion.packs.shelf import Shelf
from companion.packs.signing import signer_of
from companion.packs.walking import is_folder
from companion.phrases import load_phrases

FORMS = (".html", ".pdf")


class NoHandout(CompanionError):
    """A handout cannot be written."""

    title = "The handout could not be made"


def check_target(output: Path) -> None:
    """Checks the file's name. Raises NoHandout if its suffix stands for no form of handout, or its folder is
    missing."""
    if output.suffix.lower() not in FORMS:
        raise NoHandout(
            f"“{output.name}” could be a PDF or a web page.",
            hint=f"End its name in .pdf or .html, for example: {output.stem or 'handout'}.pdf",
        )
    if output.is_dir():
        raise NoHandout("This is a folder.", place=str(output), hint="Give the name of a file in it.")
    if not output.parent.is_dir():
        raise NoHandout(
            "There is no such folder.", place=str(output.parent), hint="Create it first, or choose another."
        )


def sheet_of(what: str, shelf: Shelf | None = None, fingerprint: str = "") -> Sheet:
    """Makes the sheet of an exercise or a pack, given by its name, file or folder. Raises CompanionError.

    `fingerprint`: the author's, to be printed; if it is empty, the sheet of a signed pack's file shows that of its key.
    """
    path = Path(what)
    shelf = shelf or Shelf()
    fingerprint = str(clean_text(fingerprint))
    if is_folder(path):
        return _pack(path, fingerprint)
    if what.lower().endswith(ARCHIVE):
        with _unpacked(path) as (folder, signed):
            return _pack(folder, fingerprint or signed)
    try:
        loaded = shelf.find(what)
    except UnknownExercise:
        packs = [root / what for root in shelf.roots if _is_pack(root, what)]
        if not packs:
            raise
        return _pack(packs[0], fingerprint)
    made = _script(loaded)
    sheet = Sheet(made.title, (made,), author=made.author, license=made.license, fingerprint=fingerprint)
    heading = loaded.file.parent / PACK_FILE
    # Of its pack, the sheet of one exercise has only the practice and the address.
    of_pack = _headed(sheet, heading) if heading.is_file() else sheet
    return replace(sheet, practice=of_pack.practice, telephone=of_pack.telephone, address=of_pack.address)


def _is_pack(root: Path, name: str) -> bool:
    return bool(name) and "/" not in name and "\\" not in name and name != ".." and is_folder(root / name)


@contextmanager
def _unpacked(file: Path) -> Iterator[tuple[Path, str]]:
    """Unpacks a built pack into a folder that is removed afterwards, and yields that folder with the words of the key
    that signed the pack."""
    with tempfile.TemporaryDirectory(prefix="companion-handout-") as scratch:
        folder = Path(scratch)
        try:
            with open_archive(file) as archive:
                archive.check()
                key = signer_of(archive)
                for name in archive.manifest.files:
                    if is_exercise(name) or name == PACK_FILE:
                        (folder / name).write_bytes(b"".join(archive.blocks(name)))
        except CompanionError as error:
            error.place = error.place or str(file)
            raise
        yield folder, key.spelled() if key is not None else ""


def _pack(folder: Path, fingerprint: str) -> Sheet:
    try:
        files = exercise_files(folder)
    except OSError as error:
        raise NoHandout(
            "I can't open this folder.", place=str(folder), hint="Check that you have permission to open it."
        ) from error
    files = [file for file in files if not is_item_list(read_bytes(file))]
    if not files:
        raise NoHandout(
            "There are no exercises in this folder.", place=str(folder), hint="Exercise files end in .yaml."
        )
    heading = folder / PACK_FILE
    order = _order(heading) if heading.is_file() else []
    # Those that the author has not put in order come last, by the names of their files.
    every = [*map(load, files)]
    every.sort(key=lambda each: order.index(each.exercise.id) if each.exercise.id in order else len(order))
    scripts = tuple(map(_script, every))
    sheet = Sheet(
        folder.name.replace("-", " ").replace("_", " ").capitalize(), scripts, fingerprint=fingerprint, is_pack=True
    )
    return _headed(sheet, heading) if heading.is_file() else sheet


def _order(file: Path) -> list[str]:
    """Reads the order of the exercises in a `pack.yaml`."""
    data = read_source(read_bytes(file), str(file)).data
    order = data.get("order") if isinstance(data, dict) else None
    return [each for each in order if isinstance(each, str)] if isinstance(order, tuple) else []


def _headed(sheet: Sheet, file: Path) -> Sheet:
    """Adds the heading of the `pack.yaml` to the sheet.

    Raises ExerciseMistakes if the file is not YAML, and NoHandout if its address is not that of a web page.
    """
    source = read_source(read_bytes(file), str(file))
    if source.problems:
        raise ExerciseMistakes(source.problems)
    data = source.data if isinstance(source.data, dict) else {}

    def text(key: str) -> str:
        value = source.written.get((key,), data.get(key))
        return str(clean_text(value)) if isinstance(value, str) else ""

    address = text("address")
    if address and not is_address(address):
        raise NoHandout(
            f"“{address}” isn't the address of a web page.",
            place=str(file),
            hint="After “address:”, write one that begins with https:// - or delete this line.",
        )
    cautions = data.get("cautions")
    return replace(
        sheet,
        title=text("title") or sheet.title,
        summary=text("summary"),
        author=text("author"),
        license=text("license"),
        version=text("version"),
        practice=text("practice"),
        telephone=text("telephone"),
        address=address,
        cautions=tuple(str(clean_text(each)) for each in cautions) if isinstance(cautions, tuple) else (),
    )


def _script(loaded: LoadedExercise) -> Script:
    exercise: Exercise = loaded.exercise
    phrases = load_phrases(exercise.language)
    made = plan(exercise, Choices(), phrases, includes=loaded.includes)
    return script(exercise, planned_seconds(made) / 60, phrases, loaded.includes)


def write_handout(sheet: Sheet, output: Path, paper: str = "a4") -> list[str]:
    """Writes the file, whole or not at all; returns remarks for the author. Raises NoHandout."""
    notes: list[str] = []
    if output.suffix.lower() == ".pdf":
        from companion.authoring.handout.paper import as_pdf

        made = as_pdf(sheet, paper)
        data = made.pdf
        instead = f"Make a web page instead: call it {output.stem}.html, open it, and print it from your browser."
        if made.missing:
            shown = " ".join(made.missing[:12]) + (" …" if len(made.missing) > 12 else "")
            notes.append(f"The PDF can't show these letters: {shown}. {instead}")
        elif made.right_to_left:
            notes.append(f"The PDF can't show text that is written from right to left. {instead}")
    else:
        from companion.authoring.handout.page import as_html

        data = as_html(sheet).encode("utf-8")
    _write(output, data)
    return notes


def write_readable(sheet: Sheet, stem: Path, paper: str = "a4") -> Path:
    """Writes a PDF, or a web page if the PDF's font lacks letters; returns the file. Raises NoHandout."""
    from companion.authoring.handout.page import as_html
    from companion.authoring.handout.paper import as_pdf

    made = as_pdf(sheet, paper)
    readable = not made.missing and not made.right_to_left
    output = stem.with_name(f"{stem.name}{'.pdf' if readable else '.html'}")
    _write(output, made.pdf if readable else as_html(sheet).encode("utf-8"))
    return output


def _write(output: Path, data: bytes) -> None:
    try:
        write_bytes(output, data)
    except OSError as error:
        raise NoHandout(
            f"It can't be saved: {told_by_system(error)}.",
            place=str(output),
            hint="Choose a folder that you can write to.",
        ) from error
