"""Reads a script from a file or from pasted text, by a helper process (`document_helper`) that does the parsing."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any, Final

from companion.authoring.importing.script_parts import ReadScript, from_plain
from companion.children import child_command
from companion.errors import CompanionError

_SECONDS: Final = 90.0
"""Seconds that the helper may take in all. It ends itself after 60 of the processor."""
_MOST_ANSWER: Final = 64_000_000
"""Bytes of its answer at most: four million characters, each escaped, and their kinds."""
_AS_DOCX: Final = "Open it in Word or LibreOffice, save it as .docx, and import that."
_PASTE: Final = "Or copy its text, type `companion import -`, and paste it."
_REASONS: Final = {
    "password": (
        "This document is protected with a password.",
        "Open it in Word, remove the password (File, Info, Protect Document), save it, and import it again.",
    ),
    "old": ("This is a document in the old format of Word (.doc).", _AS_DOCX),
    "odt": ("This is a document of LibreOffice (.odt).", _AS_DOCX),
    "html": ("This is a web page.", f"{_AS_DOCX} {_PASTE}"),
    "pdf": ("This is a PDF, which keeps no paragraphs.", f"Save the script as .docx where it was written. {_PASTE}"),
    "other": (
        "I can't read this kind of file.",
        f"I can read .docx, .rtf, .md and .txt. Save it as one of these. {_PASTE}",
    ),
    "large": (
        "This document is too large.",
        "Split it, so that each exercise is in a document of its own, and remove its pictures.",
    ),
    "empty": ("There are no words in this document.", "Is it the right file? Words in pictures can't be read."),
    "exercise": (
        "This is written as an exercise already.",
        "Save it as plain text (UTF-8) with a name that ends in .yaml. Then type companion check and its name.",
    ),
    "damaged": (
        "This document is damaged, or it isn't what the end of its name says.",
        "Open it in the program that made it, save it as .docx, and import that.",
    ),
}


class NoScript(CompanionError):
    """A document cannot be imported."""

    title = "Nothing was imported"


Walls = Callable[[Iterable[str]], object]
"""Called with the names of the walls that the kernel put around the helper."""


def read_script(
    file: Path, *, command: Sequence[str] = (), walls: Walls = tuple, seconds: float = _SECONDS
) -> ReadScript:
    """Reads the script in a file, in a helper process behind walls. Raises NoScript.

    Tests give another `command` to start the helper, or fewer `seconds` that it may take. `walls` is called with the
    names of the walls that the kernel put around the helper.
    """
    try:
        if file.is_dir():
            raise NoScript("This is a folder.", place=str(file), hint="Give the name of a document in it.")
        if file.exists() and not file.is_file():
            raise NoScript("I can't use this kind of file.", place=str(file), hint="Give the name of a document.")
        with file.open("rb") as source:
            return _read(source, file.suffix.lower(), str(file), command, walls, seconds)
    except FileNotFoundError as error:
        raise NoScript("There is no such file.", place=str(file), hint="Check the spelling and the folder.") from error
    except (OSError, ValueError) as error:
        raise NoScript(
            "I can't open this file.", place=str(file), hint="Check that you have permission to read it."
        ) from error


def read_pasted(data: bytes, *, command: Sequence[str] = (), walls: Walls = tuple) -> ReadScript:
    """Reads the script in pasted text, or in a document that comes from another program. Raises NoScript."""
    return _read(data, "", "", command, walls, _SECONDS)


def _read(
    source: IO[bytes] | bytes, ending: str, place: str, command: Sequence[str], walls: Walls, seconds: float
) -> ReadScript:
    program = command or child_command("document-reader")
    out_of_reach: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
    given = subprocess.PIPE if isinstance(source, bytes) else source
    process = subprocess.Popen(
        [*program, ending], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **out_of_reach
    )
    if isinstance(source, bytes):
        # By a thread, and not through a file: a script is private until its author gives it away.
        threading.Thread(target=_feed, args=(process.stdin, source), name="script", daemon=True).start()
    watch = threading.Timer(seconds, process.kill)
    watch.daemon = True
    watch.start()
    try:
        assert process.stdout is not None
        with process.stdout as answers:
            said = answers.read(_MOST_ANSWER + 1)
    finally:
        watch.cancel()
        process.kill()
        process.wait()
    answer: Any = None
    if len(said) <= _MOST_ANSWER:
        with contextlib.suppress(ValueError):
            answer = json.loads(said)
    if not isinstance(answer, dict):
        answer = {"why": "damaged"}
    walls(map(str, answer.get("walls", ())))
    try:
        return from_plain(answer["script"])
    except (KeyError, ValueError) as error:
        message, hint = _REASONS.get(str(answer.get("why")), _REASONS["damaged"])
        raise NoScript(message, hint=hint, place=place) from error


def _feed(stdin: IO[bytes] | None, data: bytes) -> None:
    assert stdin is not None
    with contextlib.suppress(OSError), stdin:  # a helper that has ended reads nothing
        stdin.write(data)
