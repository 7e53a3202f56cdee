"""The list of words that voices should say in another way than they are written: `say-as.yaml`. Pure.

Each line has what is written and how it sounds in ordinary letters. Voices are given the second, people see the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from companion.exercise.problems import ExerciseMistakes, Problem
from companion.exercise.scalars import clean_text
from companion.exercise.source import Mark, Path, Source, read_source

SayAs = tuple[tuple[str, str], ...]
"""Pairs: as it is written, as it is said. The first of two for the same words holds."""

_MOST: Final = 1000
"""Entries of a list at most: each line that is spoken is compared with all of them."""
_LONGEST: Final = 100
"""Characters of one entry at most; it is for words, not for sentences."""
_EXAMPLE: Final = "Thich Nhat Hanh: Tick Nyaht Hahn"
_LETTER: Final = re.compile(r"[^\W\d_]")
_SAYABLE: Final = re.compile(r"[\w\s'’.,-]+")
_PHONETIC: Final = re.compile(r"[/\[].*[/\]]|.*[\u0250-\u02ff\u1d00-\u1d7f].*")


def read_say_as(text: bytes | str, file: str) -> SayAs:
    """Reads a list. Raises ExerciseMistakes with everything that is wrong in it; `file` is its name in messages."""
    source = read_source(text, file)
    problems = list(source.problems)
    data = source.data
    if data is not None and not isinstance(data, dict):
        problems.append(_at(source, (), "This isn't a list of words to say.", f"Write one on each line: {_EXAMPLE}"))
        data = {}
    pairs = list((data or {}).items())
    for written, said in pairs[:_MOST]:
        problems += _wrong(source, written, said)
    if len(pairs) > _MOST:
        problems.append(_at(source, (pairs[_MOST][0],), f"The limit is {_MOST:,} words.", "Remove some.", key=True))
    if problems:
        raise ExerciseMistakes(problems)
    return tuple((str(clean_text(written)), str(clean_text(said))) for written, said in pairs)


def together(lists: Iterable[SayAs]) -> SayAs:
    """Makes one list of several, of which an earlier one goes before a later one."""
    return tuple(pair for each in lists for pair in each)


def respelled(text: str, say_as: SayAs) -> str:
    """Puts in place of each listed word how it is said.

    Whole words only. An entry in small letters is found in any case, one with capitals only as it is written.
    """
    if not say_as:
        return text
    said: dict[str, str] = {}
    for written, words in say_as:
        said.setdefault(_plain(written), words)
    longest_first = sorted(said, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, longest_first))})(?!\w)", re.I)

    def one(match: re.Match[str]) -> str:
        found = _plain(match[0])
        return said.get(found) or said.get(found.lower()) or match[0]

    return pattern.sub(one, text)


def _plain(written: str) -> str:
    return " ".join(written.replace("’", "'").split())


def _pattern(written: str) -> str:
    return re.escape(written).replace("'", "['’]").replace(r"\ ", r"\s+")


def _wrong(source: Source, written: str, said: object) -> list[Problem]:
    path: Path = (written,)
    if not _LETTER.search(written) or len(written) > _LONGEST:
        return [
            _at(source, path, f"'{clean_text(written)}' isn't a word.", f"Write words, such as: {_EXAMPLE}", key=True)
        ]
    if not isinstance(said, str):
        hint = f"Write it in letters, on the same line, such as: {_EXAMPLE}"
        return [_at(source, path, f"The sound of '{clean_text(written)}' should be written in words.", hint)]
    if not said.strip():
        message = f"It doesn't say how '{clean_text(written)}' sounds."
        return [_at(source, path, message, f"Write it after the colon, such as: {_EXAMPLE}", key=True)]
    if _PHONETIC.fullmatch(said):
        message = f"'{clean_text(said)}' is in phonetic letters, which not every voice can read."
        return [_at(source, path, message, f"Write it as it sounds, in ordinary letters, such as: {_EXAMPLE}")]
    if not _SAYABLE.fullmatch(said) or not _LETTER.search(said) or len(said) > _LONGEST:
        message = f"'{clean_text(said)}' can't be said as a word."
        return [_at(source, path, message, f"Use letters, spaces, hyphens and apostrophes, such as: {_EXAMPLE}")]
    return []


def _at(source: Source, path: Path, message: str, hint: str, *, key: bool = False) -> Problem:
    mark: Mark = source.key_mark(path) if key else source.mark(path)
    return Problem(source.file, mark.line, mark.column, message, hint)
