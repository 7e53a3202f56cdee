"""Makes a copy of the recogniser's model with faster settings. Models are fetched elsewhere (`weights/`)."""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from companion.errors import NoModel

ENDPOINTS = {
    "--endpoint.rule2.min-trailing-silence": "0.25",
    "--endpoint.rule3.min-trailing-silence": "0.35",
    "--endpoint.rule4.min-trailing-silence": "0.5",
}
"""Seconds of silence after which an utterance is final, by endpoint rule. The model's own rules wait up to a second."""
EXTRA = ("--frames-per-chunk=12",)
"""Frames in one step through the network. Smaller steps give partial results sooner for more work; 6 give them no
sooner and take twice the work."""
_MADE_OF = "made-of.txt"
"""Name of the file in a tuned copy that lists the model's files with their sizes and times."""


def tuned_model(model: Path, cache: Path, *, anew: bool = False) -> Path:
    """Returns a folder under `cache` that holds the model with faster settings. It is made once, and again when the
    model was fetched anew; its parts are links if the system has them, otherwise copies. The model's own folder is
    not changed.

    `anew`: it is made again in any case, because the recogniser did not start with it.
    Raises NoModel if the model is missing or incomplete.
    """
    conf = model / "conf" / "model.conf"
    if not conf.is_file():
        raise NoModel(
            "the speech model isn't installed" if not model.is_dir() else "the speech model is incomplete",
            place=str(model),
            hint="To install it: companion setup. Keys and typed words work without it.",
        )
    text = tune(conf.read_text(encoding="utf-8"))
    target = _place(model, cache, text)
    try:
        made_of = _stamps(model)
    except OSError:
        return model  # reading the model will raise an error that names the fault
    if not anew and _is_copy(target, made_of):
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            made = Path(work) / "model"
            made.mkdir()
            for part in sorted(model.iterdir()):
                if part.name != "conf":
                    _link(part.resolve(), made / part.name)
            shutil.copytree(model / "conf", made / "conf")
            (made / "conf" / "model.conf").write_text(text, encoding="utf-8", newline="\n")
            (made / _MADE_OF).write_text(made_of, encoding="utf-8", newline="\n")
            if target.exists() or target.is_symlink():
                # Left unfinished by an interrupted run, or made of a model that was damaged or moved.
                shutil.rmtree(target)
            made.rename(target)
    except OSError:
        # A full or read-only disk, or another process was first. The untuned model recognises as well, only later.
        return target if not anew and _is_copy(target, made_of) else model
    return target


def copy_is_sound(model: Path, cache: Path) -> bool:
    """Tells whether the tuned copy holds what the model holds, byte for byte; True if there is no copy yet.

    Raises OSError if the model cannot be read.
    """
    text = tune((model / "conf" / "model.conf").read_text(encoding="utf-8"))
    target = _place(model, cache, text)
    if not target.exists():
        return True
    for folder in sorted(part for part in model.iterdir() if part.is_dir()):
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            copy = target / file.relative_to(model)
            if file == model / "conf" / "model.conf":
                same = copy.is_file() and copy.read_text(encoding="utf-8", errors="replace") == text
            else:
                same = copy.is_file() and (copy.samefile(file) or filecmp.cmp(copy, file, shallow=False))
            if not same:
                return False
    return True


def _place(model: Path, cache: Path, text: str) -> Path:
    """Returns the folder of the tuned copy, whose model.conf has this text."""
    digest = hashlib.sha256(f"{model.resolve()}\n{text}".encode()).hexdigest()[:12]
    return cache / f"{model.name}-{digest}"


def tune(conf: str) -> str:
    """Returns the text of model.conf with faster endpoint rules and smaller steps, and everything else as it was."""
    replaced = {*ENDPOINTS, *(line.partition("=")[0] for line in EXTRA)}
    kept = [line for line in conf.splitlines() if line.strip() and line.partition("=")[0].strip() not in replaced]
    return "\n".join([*kept, *(f"{rule}={value}" for rule, value in ENDPOINTS.items()), *EXTRA]) + "\n"


def _is_copy(target: Path, made_of: str) -> bool:
    """Tells whether the copy is complete and was made of the model as it is now. On a system without links, a damaged
    model may have been copied."""
    try:
        same = (target / _MADE_OF).read_text(encoding="utf-8") == made_of
    except (OSError, ValueError):
        return False
    return same and (target / "conf" / "model.conf").is_file() and (target / "am").exists()


def _stamps(model: Path) -> str:
    """Lists the files in the model's folders, one a line. Files beside those folders are not part of the model."""
    lines: list[str] = []
    for folder in sorted(part for part in model.iterdir() if part.is_dir()):
        for file in sorted(folder.rglob("*")):
            facts = file.stat()
            if not file.is_dir():
                lines.append(f"{file.relative_to(model).as_posix()} {facts.st_size} {facts.st_mtime_ns}\n")
    return "".join(lines)


def _link(part: Path, place: Path) -> None:
    try:
        os.symlink(part, place, target_is_directory=part.is_dir())
    except OSError:  # Windows without the right to make links
        if part.is_dir():
            shutil.copytree(part, place)
        else:
            shutil.copy2(part, place)
