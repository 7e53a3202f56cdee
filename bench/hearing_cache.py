"""What the ears reported, kept between runs: an interrupted run goes on where it was, and another policy is measured in
seconds. Words and times only, no sound.

Everything lies under a fingerprint of what makes it: the code up to and with the ears, the scenes, the grammar, the
model's settings, the libraries. Where one of them changes nothing old is found; and where one changes *while* it is
being measured, the run stops (`Changed`), so that no table is made of two programs. Comments and docstrings count for
nothing. What comes after the ears (the policy) is never kept, but has a fingerprint of its own to be reported.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import importlib.metadata
import json
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from companion.hearing.grammar import Grammar
from companion.hearing.recogniser import grammar_message

ROOT = Path(__file__).parent.parent
HEARING = ROOT / "companion" / "hearing"
POLICY = ("breath", "decoys", "grammar", "narrator", "policy", "scales", "spotter", "vocabulary")
"""Judge what the ears reported, anew every time. (The grammar as the ears are told it is in their key.)"""
APART = ("calibration", "listener", "microphone_watch", "model_words", "one_word", "stop_word")
"""Have no part in the bench."""
SCENES = ("hearing_ears", "hearing_scenes", "hearing_self", "hearing_sound", "hearing_sphinx")
WORDS = (".py", ".pyc", ".yaml", ".lexicon.gz")
LIBRARIES = ("numpy", "pocketsphinx", "pyaec", "soundfile", "soxr", "vosk")


class Changed(Exception):
    """The hearing's code changed while it was being measured."""


def ears_code() -> list[Path]:
    """Whatever is not known to come after the ears counts: a new module too."""
    hearing = [file for file in HEARING.glob("*.py") if file.stem not in (*POLICY, *APART)]
    # A network's weights are code as well; words and lexicons are in the grammar.
    hearing += [file for file in HEARING.rglob("*") if file.is_file() and not file.name.endswith(WORDS)]
    return sorted([*hearing, *(ROOT / "bench" / f"{name}.py" for name in SCENES)])


def policy_code() -> list[Path]:
    return [file for name in POLICY if (file := HEARING / f"{name}.py").is_file()]


def code_digest(files: Iterable[Path]) -> str:
    """Of what the code does: neither comments nor docstrings nor its layout."""
    made = hashlib.sha256()
    for file in files:
        made.update(file.name.encode() + b"\0")
        made.update(meaning(file.read_text(encoding="utf-8")).encode() if file.suffix == ".py" else file.read_bytes())
    return made.hexdigest()[:12]


def meaning(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            # A string that stands alone does nothing: docstrings, and what is said about a constant below it.
            node.body = [  # type: ignore[attr-defined]
                one
                for one in body
                if not (
                    isinstance(one, ast.Expr)
                    and isinstance(one.value, ast.Constant)
                    and isinstance(one.value.value, str)
                )
            ]
    return ast.dump(tree)


def settings_digest(model: Path, grammar: Grammar) -> str:
    """The tuned model, the grammar and the libraries."""
    said: list[Any] = [
        model.name.rpartition("-")[0],
        (model / "conf" / "model.conf").read_text(encoding="utf-8"),
        sorted((str(file.relative_to(model)), file.stat().st_size) for file in _files(model)),
        grammar_message(0, grammar.ears, grammar.rousing).decode(),
        {name: _version(name) for name in LIBRARIES},
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12]


def _files(folder: Path) -> list[Path]:
    # Its parts may be links to folders, which `rglob` does not follow.
    return [file for part in sorted(folder.iterdir()) for file in ([part] if part.is_file() else part.rglob("*"))
            if file.is_file()]  # fmt: skip


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def identity(*parts: object) -> str:
    """A name for something made of these: strings, numbers, lists of them."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:24]


class Store:
    """One folder for one fingerprint. Used by several threads: each file is written whole or not at all."""

    def __init__(self, folder: Path, model: Path, grammar: Grammar, code: list[Path] | None = None) -> None:
        self._code = ears_code() if code is None else code
        self._stamp = self._stamps()
        self._digest = code_digest(self._code)
        self.key = f"{self._digest}-{settings_digest(model, grammar)}"
        self._folder = folder / self.key
        self._folder.mkdir(parents=True, exist_ok=True)

    def has(self, name: str) -> bool:
        return self._file(name).is_file()

    def get(self, name: str) -> Any | None:
        try:
            with gzip.open(self._file(name), "rb") as file:
                return pickle.load(file)
        except (OSError, EOFError, pickle.UnpicklingError):
            return None

    def put(self, name: str, value: Any) -> None:
        """Raises Changed."""
        self.check()
        file = self._file(name)
        beside = file.with_suffix(".part")
        beside.write_bytes(gzip.compress(pickle.dumps(value), 1))
        beside.replace(file)

    def check(self) -> None:
        """Raises Changed where the code is another by now."""
        stamp = self._stamps()
        if stamp != self._stamp:
            if code_digest(self._code) != self._digest:
                raise Changed
            self._stamp = stamp

    def _stamps(self) -> list[tuple[int, int]]:
        return [(file.stat().st_mtime_ns, file.stat().st_size) for file in self._code]

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.pickle.gz"
