"""The command for translators: which of the program's words a language still lacks."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from companion.errors import EXIT_GOOD, EXIT_YOURS, CompanionError
from companion.fitting import fitted


def run_translate(arguments: argparse.Namespace) -> int:
    """Writes what the words of a language lack, a line each. Returns 1 if there is anything.

    With `--start` it copies the English files for a new language instead.
    """
    from companion.phrases.translation_gaps import gaps

    if not re.fullmatch(r"[a-z]{2}", arguments.language) or arguments.language == "en":
        raise CompanionError(
            f"“{arguments.language}” isn't the code of a language to translate into.",
            hint="Use two small letters, such as fr or de.",
        )
    if arguments.start:
        return _start(arguments.language, arguments.folder)
    if arguments.folder is not None and not arguments.folder.is_dir():
        raise CompanionError("There is no such folder.", place=str(arguments.folder), hint="Check its name.")
    found = gaps(arguments.language, arguments.folder)
    for gap in found:
        _say(str(gap))
    if not found:
        _say("Every word is translated.")
    return EXIT_YOURS if found else EXIT_GOOD


def _start(language: str, folder: Path | None) -> int:
    """Copies every English file of words to the folder, under the names for the language. Replaces no file."""
    from companion.packs.keeping import write_bytes
    from companion.phrases import FALLBACK
    from companion.phrases.translation_gaps import NAMES, file_name, shipped

    if folder is None:
        raise CompanionError("Where should the files go?", hint="Name a folder after the language.")
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        target = folder / file_name(name, language)
        if target.exists():
            _say(f"{target} is already there, so I left it as it is.")
            continue
        english = shipped().joinpath(file_name(name, FALLBACK)).read_text(encoding="utf-8")
        write_bytes(target, english.replace(f"language: {FALLBACK}\n", f"language: {language}\n", 1).encode())
        _say(f"Saved: {target}")
    _say("Translate the words to the right of each colon, or in the lines below it. Leave everything in {braces}.")
    return EXIT_GOOD


def _say(text: str) -> None:
    sys.stdout.write(f"{fitted(text, sys.stdout)}\n")
