"""Writes the draft of an exercise as YAML, with a note wherever only its author can decide. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from companion.authoring.importing.script_draft import Entry, ScriptDraft
from companion.authoring.templates import KINDS, NOBODY, TemplateAnswers
from companion.authoring.to_dos import NOT_SURE, TO_DO
from companion.exercise.scalars import clean_text
from companion.exercise.slips.quoting import bare_or_quoted, quoted
from companion.exercise.slips.spoken_lines import spoken_line, value_text

_WIDEST = 110
"""Characters of a comment's line, at most."""
_BESIDE = 60
"""Characters of a comment behind a line, at most; a longer one stands above it."""


@dataclass(frozen=True, slots=True)
class AuthorAnswers:
    """The things that only the author of a script knows; empty if there was no answer, or it was "later"."""

    about: TemplateAnswers
    summary: str = ""
    caution: str = ""
    source: str = ""


def yaml_of(draft: ScriptDraft, answers: AuthorAnswers, id: str, origin: str, file: str = "") -> str:
    """Writes the file of an exercise. `origin`: the name of the document, for a note at the top. `file`: the name of
    the exercise's own file, as its author would type it now."""
    lines = [*_heading(draft, answers, id, origin, file or f"{id}.yaml"), "", "steps:", *_entries(draft.steps)]
    lines += _ending(draft)
    return "\n".join(lines) + "\n"


def _heading(draft: ScriptDraft, answers: AuthorAnswers, id: str, origin: str, file: str) -> Iterator[str]:
    about = answers.about
    yield "# yaml-language-server: $schema=./exercise.schema.json"
    yield "#"
    yield from _comment(f"Made by companion import from {origin}.", "")
    yield from _comment("Anything after a # is a note to yourself. It is never read aloud, and you can delete it.", "")
    yield from _comment(
        f'Notes with "{TO_DO}" or "{NOT_SURE}" wait for your decision. `companion check {file}` lists them. Delete such'
        " a note when it is done.",
        "",
    )
    yield "#"
    yield f"#   companion write {file}      write it, and see and hear it"
    yield f"#   companion play {file}       hear it"
    yield ""
    yield "format: 1"
    yield f"id: {id}"
    yield f"title: {_value(about.title)}"
    summary = answers.summary or draft.summary
    yield _required("summary", _value(summary) if summary else "", "say in one or two sentences what it is.")
    yield f"language: {about.language or 'en'}"
    yield _required("people", str(about.people or ""), "write 1 or 2.")
    yield _required("kind", about.kind, f"write one of {', '.join(KINDS)}.")
    if about.kind == "touch":
        yield f"touch: []  # {TO_DO} list every area of touch, such as [hands, forearms]. Ask with 'agree' before it."
    yield from _listed(
        "cautions",
        (*draft.cautions, *([answers.caution] if answers.caution else [])),
        "say who it isn't for. Write `cautions:`, and below it a line with a dash.",
    )
    yield from _listed(
        "sources",
        (*draft.sources, *([answers.source] if answers.source else [])),
        "say where it comes from, or that it is your own. Write `sources:`, and below it a line with a dash.",
    )
    author = about.author if about.author != NOBODY else ""
    yield _required("author", _value(author) if author else "", "write your name, as your clients know it.")
    # Nothing is given away that the author wasn't asked about, and a script may be somebody else's.
    may = "what others may do with it; CC-BY-4.0: share and change it, and name the author"
    yield f"license: {_value(about.license or 'All rights reserved')}  # {may}"
    for aside in draft.asides:
        yield from _comment(aside, "")


def _required(key: str, value: str, to_do: str) -> str:
    return f"{key}: {value}" if value else f"{key}:  # {TO_DO} {to_do}"


def _listed(key: str, lines: tuple[str, ...], to_do: str) -> Iterator[str]:
    if not lines:
        yield from _comment(f"{TO_DO} {to_do}", "")
        return
    yield f"{key}:"
    for line in lines:
        yield f"  - {_value(line)}"


def _ending(draft: ScriptDraft) -> Iterator[str]:
    yield ""
    if not draft.ending:
        yield from _comment(
            f"{TO_DO} write `ending:` and below it a last line. Every exercise needs one, so that people know that it's"
            " over.",
            "",
        )
        return
    if draft.guessed_ending:
        yield from _comment(
            f"{NOT_SURE} is this the ending? People who stop early hear it too, so it has to be true then as well.", ""
        )
    yield "ending:"
    yield from _entries(draft.ending)


def _entries(entries: Iterable[Entry]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        if entry.heading:
            if number:
                yield ""
            yield from _comment(entry.heading)
        for comment in entry.above:
            yield from _comment(comment)
        if entry.step:
            yield from _step(entry)
            continue
        if entry.doubt:
            yield from _comment(f"{NOT_SURE} {entry.doubt}")
        if entry.words:
            yield f"  - {_spoken(entry.words)}"


def _step(entry: Entry) -> Iterator[str]:
    doubt = f"{NOT_SURE} {entry.doubt} " if entry.doubt else ""
    beside = clean_text(f"{doubt}{entry.beside}")
    if len(str(beside)) > _BESIDE:
        yield from _comment(str(beside))
        beside = ""
    yield f"  - {entry.step}  # {beside}" if beside else f"  - {entry.step}"


def _comment(text: str, indent: str = "  ") -> list[str]:
    """Writes a comment, in several lines if it is long."""
    mark = f"{indent}# "
    return textwrap.wrap(
        str(clean_text(text)),
        _WIDEST,
        initial_indent=mark,
        subsequent_indent=mark,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _spoken(words: str) -> str:
    """Writes a line to say, in quotes if it would be read in another way without them."""
    written = bare_or_quoted(words)
    return quoted(words) if written == words and spoken_line(words) is not None else written


def _value(text: str) -> str:
    """Writes a value that people read, in quotes if it would be read in another way without them."""
    text = str(clean_text(text)).replace("{", "(").replace("}", ")")
    written = bare_or_quoted(text)
    return quoted(text) if written == text and value_text(text) is not None else written
