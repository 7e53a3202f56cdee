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


def tuned_model(model: Path, cache: Path) -> Path:
    """A folder under `cache` that is the model with quicker settings; made once (links where the system has them,
    copies otherwise). The model's own folder is left as it is. Raises NoModel where it is not there or not whole."""
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
    if (target / "conf" / "model.conf").is_file() and (target / "am").exists():
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
            if target.exists():
                shutil.rmtree(target)  # half of one, from an interrupted run or a model that moved
            made.rename(target)
    except OSError:
        # A full or read-only disk, or another process that was first: the untuned model hears as well, only later.
        return target if (target / "conf" / "model.conf").is_file() else model
    return target


def tune(conf: str) -> str:
    """model.conf with the quicker endpoint rules and smaller chunks; everything else as it was."""
    replaced = {*ENDPOINTS, *(line.partition("=")[0] for line in EXTRA)}
    kept = [line for line in conf.splitlines() if line.strip() and line.partition("=")[0].strip() not in replaced]
    return "\n".join([*kept, *(f"{rule}={value}" for rule, value in ENDPOINTS.items()), *EXTRA]) + "\n"


def _link(part: Path, place: Path) -> None:
    try:
        os.symlink(part, place, target_is_directory=part.is_dir())
    except OSError:  # Windows without the right to make links
        if part.is_dir():
            shutil.copytree(part, place)
        else:
            shutil.copy2(part, place)
