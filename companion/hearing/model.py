"""The recogniser's model: where it lies, and a tuned copy of its settings. Nothing is fetched here (see weights.py)."""

from __future__ import annotations

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
"""The model's own rules wait up to a second after a word before it is final."""
EXTRA = ("--frames-per-chunk=12",)
"""Smaller steps through the network: partial results sooner for more work. With 6, no sooner and twice the work."""
_MADE_OF = "made-of.txt"
"""In a tuned copy: the files of the model that it was made of, with their sizes and times."""


def tuned_model(model: Path, cache: Path) -> Path:
    """A folder under `cache` that is the model with quicker settings; made once (links where the system has them,
    copies otherwise), and again once the model was fetched anew. The model's own folder is left as it is. Raises
    NoModel where it is not there or not whole."""
    conf = model / "conf" / "model.conf"
    if not conf.is_file():
        raise NoModel(
            "the speech model is not there" if not model.is_dir() else "the speech model is not whole",
            place=str(model),
            hint="Fetch it with: companion setup. Keys and typed words work without it.",
        )
    text = tune(conf.read_text(encoding="utf-8"))
    digest = hashlib.sha256(f"{model.resolve()}\n{text}".encode()).hexdigest()[:12]
    target = cache / f"{model.name}-{digest}"
    try:
        made_of = _stamps(model)
    except OSError:
        return model  # whoever uses it will say what is wrong
    if _is_copy(target, made_of):
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
            if target.exists():
                shutil.rmtree(target)  # half of one from an interrupted run, or of a model that was damaged or moved
            made.rename(target)
    except OSError:
        # A full or read-only disk, or another process that was first: the untuned model hears as well, only later.
        return target if _is_copy(target, made_of) else model
    return target


def tune(conf: str) -> str:
    """model.conf with the quicker endpoint rules and smaller chunks; everything else as it was."""
    replaced = {*ENDPOINTS, *(line.partition("=")[0] for line in EXTRA)}
    kept = [line for line in conf.splitlines() if line.strip() and line.partition("=")[0].strip() not in replaced]
    return "\n".join([*kept, *(f"{rule}={value}" for rule, value in ENDPOINTS.items()), *EXTRA]) + "\n"


def _is_copy(target: Path, made_of: str) -> bool:
    """Whether it is whole, and of the model as it is now: where there are no links, a damaged one was copied too."""
    try:
        same = (target / _MADE_OF).read_text(encoding="utf-8") == made_of
    except (OSError, ValueError):
        return False
    return same and (target / "conf" / "model.conf").is_file() and (target / "am").exists()


def _stamps(model: Path) -> str:
    """A line for each file in the model's folders. Not those beside them: the notes of when it was last looked at."""
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
