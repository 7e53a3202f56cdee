"""Fills in the templates of `companion new`, one for each kind of exercise. Pure text; writes no files.

Every template passes `companion check` without a remark; values are quoted so that it stays that way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import get_args

from companion.errors import CompanionError
from companion.exercise.model import Exercise
from companion.exercise.scalars import clean_text
from companion.store.reserved_names import is_reserved

KINDS: tuple[str, ...] = get_args(Exercise.model_fields["kind"].annotation)
WHAT_KINDS_ARE = {
    "settle": "coming through a hard moment",
    "breath": "following a breath",
    "body": "attention to the body",
    "together": "two people, without touch",
    "touch": "two people, with touch both agreed to",
    "talk": "two people, taking turns to speak",
    "practice": "something small for every day",
    "readiness": "is this the right moment?",
    "after": "the time right after a stop or a no",
}
FOR_TWO = frozenset({"together", "touch", "talk"})
"""The kinds that need two people."""
LONGEST_TITLE = 120
"""Characters of a title or a name at most: a line in a list."""
NOBODY = "Your name"
"""The placeholder for an author's name; a pack that still has it is not built."""
SUMMARY = "Describe this in one or two sentences."
PACK_SUMMARY = "Describe this pack in one or two sentences."
PLACEHOLDERS = frozenset({SUMMARY, PACK_SUMMARY, "Write here where the idea comes from, or that it is your own."})
"""Sentences of the templates that an author should replace."""
_NOT_TAKEN_APART = str.maketrans({"æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "ı": "i"})
_PLAIN = re.compile(r"[^\W\d_][\w ,.()’–-]*")
# A note behind a value; nothing that is filled in has two spaces in a row.
_NOTE = re.compile(r"^(\S.*?) {2,}(# .*)$", re.M)
_NOTES_AT = 32
"""The column where a template's notes begin, behind its longest values."""
_BARE = frozenset({"yes", "no", "on", "off", "y", "n", "null", "true", "false"})


@dataclass(frozen=True, slots=True)
class TemplateAnswers:
    """The answers, typed or given as options; empty ones were not given."""

    title: str = ""
    people: int = 0
    kind: str = ""
    author: str = ""
    license: str = ""
    language: str = ""


def settled(answers: TemplateAnswers, name: str) -> TemplateAnswers:
    """Fills in empty answers from the others. Raises CompanionError if two do not go together."""
    kind = answers.kind or ("together" if answers.people == 2 else "settle")
    if kind not in KINDS:
        raise CompanionError(f"There is no kind '{clean_text(kind)}'.", hint=f"The kinds are {', '.join(KINDS)}.")
    people = answers.people or (2 if kind in FOR_TWO else 1)
    if people not in (1, 2):
        raise CompanionError("An exercise is for one person or for two.", hint="Write --people 1 or --people 2.")
    if people == 1 and kind in FOR_TWO:
        alone = ", ".join(each for each in KINDS if each not in FOR_TWO)
        raise CompanionError(f"The kind '{kind}' is for two people.", hint=f"Write --people 2, or one of: {alone}.")
    language = answers.language or "en"
    if not re.fullmatch("[a-z]{2}", language):
        raise CompanionError(
            f"'{clean_text(language)}' isn't a language code.", hint="Use its two-letter code, such as en or fr."
        )
    named = str(clean_text(re.sub(r"[-_]+", " ", name)))
    title = str(clean_text(answers.title)) or named[:1].upper() + named[1:]
    if len(title) > LONGEST_TITLE:
        raise CompanionError(f"A title can have at most {LONGEST_TITLE} characters.", hint="Shorten it.")
    return replace(
        answers,
        title=title,
        people=people,
        kind=kind,
        language=language,
        author=str(clean_text(answers.author)) or NOBODY,
        license=str(clean_text(answers.license)) or "CC-BY-4.0",
    )


def id_of(name: str) -> str:
    """Makes an id out of a title: "fusse-zuerst" out of "Füße zuerst!". Raises CompanionError if no Latin letter is
    left."""
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(_NOT_TAKEN_APART)
    kept = "".join(each for each in letters if not unicodedata.combining(each))
    found = re.sub(r"[^a-z0-9]+", "-", kept).strip("-")
    found = re.sub(r"^[0-9-]+", "", found)[:60].strip("-")
    if not found or is_reserved(found):
        raise CompanionError(
            f"I can't make a file name from '{clean_text(name)}'.",
            hint="Use a name with letters from a to z. The title can use any letters: --title.",
        )
    return found


def exercise_text(id: str, answers: TemplateAnswers, file: str = "") -> str:
    """Writes a whole exercise from answers that are `settled`. `file`: the name of its file, as its author would type
    it now."""
    parts = _text("heading"), _text(answers.kind)
    return _filled("".join(parts), id, answers, SUMMARY, file)


def pack_text(id: str, answers: TemplateAnswers) -> str:
    """Writes a `pack.yaml` from answers that are `settled`."""
    return _filled(_text("pack"), id, answers, PACK_SUMMARY)


def _filled(text: str, id: str, answers: TemplateAnswers, summary: str, file: str = "") -> str:
    values = {
        "ID": _scalar(id),
        "FILE": file or f"{id}.yaml",
        "TITLE": _scalar(answers.title),
        "SUMMARY": _scalar(summary),
        "LANGUAGE": _scalar(answers.language),
        "PEOPLE": str(answers.people),
        "KIND": answers.kind,
        "AUTHOR": _scalar(answers.author),
        "LICENSE": _scalar(answers.license),
    }
    filled = re.sub("@([A-Z]+)@", lambda match: values[match[1]], text)
    return _NOTE.sub(lambda match: f"{match[1]:<{_NOTES_AT - 2}}  {match[2]}", filled)


def _scalar(text: str) -> str:
    """Writes text so that YAML reads it back: bare if YAML gives it no other meaning, otherwise in quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _BARE:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(name: str) -> str:
    return files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
