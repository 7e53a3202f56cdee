"""The store of the ears' reports between runs: an interrupted run continues where it was, and another policy is
measured in seconds. It holds words and times only, no sound.

Everything is stored under a fingerprint of what made it: the code up to and including the ears, the scenes, the
grammar, the model's settings, the libraries. If one of them changes, no old result is found. If one changes *during* a
run, the run stops (`Changed`), so that no table mixes two programs. Comments and docstrings are ignored. The results of
the policy, which comes after the ears, are never stored, but it has a fingerprint of its own for the report.
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

from companion.hearing.child.protocol import grammar_message
from companion.hearing.words.grammar import Grammar

ROOT = Path(__file__).parent.parent
HEARING = ROOT / "companion" / "hearing"
POLICY = (
    "decide/attribution",
    "decide/evidence",
    "decide/hush",
    "decide/policy",
    "decide/spotter",
    "decide/talk",
    "words/decoys",
    "words/grammar",
    "words/vocabulary",
)
"""Modules that judge the ears' reports, and run anew every time. The grammar as sent to the ears is in their key."""
APART = (
    "decide/microphone_watch",
    "listener",
    "words/calibration",
    "words/endpointer",
    "words/model_words",
    "words/stop_word_check",
)
"""Modules that have no part in the benchmark."""
SCENES = ("hearing_ears", "hearing_scenes", "hearing_self", "hearing_sound", "hearing_sphinx")
WORDS = (".py", ".pyc", ".yaml", ".lexicon.gz")
LIBRARIES = ("numpy", "pocketsphinx", "pyaec", "soundfile", "soxr", "vosk")


class Changed(Exception):
    """The hearing's code changed while it was being measured."""


def ears_code() -> list[Path]:
    """Lists the code up to and including the ears. A module that is not known to come after them counts, also a new
    one."""
    left_out = {HEARING / f"{name}.py" for name in (*POLICY, *APART)}
    hearing = [file for file in HEARING.rglob("*.py") if file not in left_out]
    # A network's weights are code as well; words and lexicons are in the grammar.
    hearing += [file for file in HEARING.rglob("*") if file.is_file() and not file.name.endswith(WORDS)]
    return sorted(
        [*hearing, ROOT / "companion" / "sound_format.py", *(ROOT / "bench" / f"{name}.py" for name in SCENES)]
    )


def policy_code() -> list[Path]:
    return [file for name in POLICY if (file := HEARING / f"{name}.py").is_file()]


def code_digest(files: Iterable[Path]) -> str:
    """Computes a fingerprint of what code does, without its comments, docstrings and layout."""
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
            # A string on its own does nothing: it is a docstring, or describes the constant above it.
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
    """Computes a fingerprint of the tuned model, the grammar and the libraries."""
    said: list[Any] = [
        model.name.rpartition("-")[0],
        (model / "conf" / "model.conf").read_text(encoding="utf-8"),
        sorted((str(file.relative_to(model)), file.stat().st_size) for file in _files(model)),
        grammar_message(0, grammar.ears, grammar.wake_rule).decode(),
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
    """Makes a name for something that consists of these: strings, numbers, lists of them."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:24]


class Store:
    """One folder for one fingerprint. Used by several threads, so each file is written whole or not at all."""

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
        """Keeps a value under this name. Raises Changed."""
        self.check()
        file = self._file(name)
        beside = file.with_suffix(".part")
        beside.write_bytes(gzip.compress(pickle.dumps(value), 1))
        beside.replace(file)

    def check(self) -> None:
        """Raises Changed if the code is not the same any more."""
        stamp = self._stamps()
        if stamp != self._stamp:
            if code_digest(self._code) != self._digest:
                raise Changed
            self._stamp = stamp

    def _stamps(self) -> list[tuple[int, int]]:
        return [(file.stat().st_mtime_ns, file.stat().st_size) for file in self._code]

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.pickle.gz"
