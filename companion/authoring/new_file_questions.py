"""The questions of `companion new` on a terminal: title, author, people, kind. Each may be left empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from companion.authoring.templates import FOR_TWO, KINDS, LONGEST_TITLE, WHAT_KINDS_ARE, TemplateAnswers, settled
from companion.errors import CompanionError
from companion.exercise.crosscheck import did_you_mean
from companion.exercise.scalars import clean_text

Ask = Callable[[str], str]
"""Shows its text and returns the line that was typed. Raises EOFError at the end of the input."""
Say = Callable[[str], None]
_PATIENCE = 5
"""Answers that make no sense, after which the default is taken, so that a script cannot hang here."""


def ask_all(given: TemplateAnswers, name: str, ask: Ask, say: Say) -> TemplateAnswers:
    """Asks for each answer that is missing in `given`. Raises CompanionError if the person breaks off."""
    if given.title and given.author and given.kind and (given.people or given.kind in FOR_TWO):
        return given
    say("Press Enter to use the answer in brackets. You can change everything later.")
    try:
        answers = given
        if not answers.title:
            answers = replace(answers, title=_title(settled(TemplateAnswers(), name).title, ask, say))
        if not answers.author:
            answers = replace(answers, author=_author(ask, say))
        if not answers.people and answers.kind not in FOR_TWO:
            answers = replace(answers, people=_people(ask, say))
        if not answers.kind:
            answers = replace(answers, kind=_kind(answers.people or 1, ask, say))
    except EOFError:
        raise CompanionError("Nothing was written.", hint="You can start again whenever you like.") from None
    return answers


def _title(default: str, ask: Ask, say: Say) -> str:
    for _ in range(_PATIENCE):
        title = str(clean_text(ask(f"Title [{default}]: ")))
        if len(title) <= LONGEST_TITLE:
            return title or default
        say(f"A title can have at most {LONGEST_TITLE} characters.")
    return default


def _author(ask: Ask, say: Say) -> str:
    for _ in range(_PATIENCE):
        author = str(clean_text(ask("Your name, as your clients know it (to add it later, press Enter): ")))
        if len(author) <= LONGEST_TITLE:
            return "" if author.casefold() == "later" else author
        say(f"A name can have at most {LONGEST_TITLE} characters.")
    return ""


def _people(ask: Ask, say: Say) -> int:
    for _ in range(_PATIENCE):
        answer = ask("For how many people, 1 or 2 [1]: ").strip()
        if answer in ("", "1", "2"):
            return int(answer or "1")
        say("Write 1 or 2.")
    return 1


def _kind(people: int, ask: Ask, say: Say) -> str:
    kinds = [kind for kind in KINDS if people == 2 or kind not in FOR_TWO]
    default = settled(TemplateAnswers(people=people), "a").kind
    say("What is it about?")
    for number, kind in enumerate(kinds, 1):
        say(f"  {number}  {kind:10} {WHAT_KINDS_ARE.get(kind, '')}".rstrip())
    for _ in range(_PATIENCE):
        answer = ask(f"Its number or its name [{default}]: ").strip().casefold()
        if not answer:
            return default
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(kinds):
            return kinds[int(answer) - 1]
        if answer in kinds:
            return answer
        say(did_you_mean(answer, kinds) or f"Write a number from 1 to {len(kinds)}, or one of the names.")
    return default
