"""The questions of `companion import` on a terminal, about what a script doesn't say. Each may be left empty."""

from __future__ import annotations

from collections.abc import Callable

from companion.authoring.importing.draft_writing import AuthorAnswers
from companion.authoring.importing.script_draft import ScriptDraft
from companion.authoring.importing.script_front import LONGEST_SUMMARY
from companion.authoring.new_file_questions import Ask, Say, ask_all
from companion.authoring.templates import TemplateAnswers
from companion.errors import CompanionError
from companion.exercise.scalars import clean_text

_PATIENCE = 5
"""Answers that are too long, after which the question is left for later."""


def ask_author(draft: ScriptDraft, given: TemplateAnswers, name: str, ask: Ask, say: Say) -> AuthorAnswers:
    """Asks for everything that neither the script nor the command line says. Raises CompanionError if the person
    breaks off."""
    about = ask_all(given, name, ask, say)
    line = _asking(ask, say)
    if not (draft.summary and draft.cautions and draft.sources):
        say("The script doesn't say this. To write it later, in the file, press Enter.")
    try:
        return AuthorAnswers(
            about,
            draft.summary or line("In one or two sentences, what is it? "),
            "" if draft.cautions else line("Who is it not for, or when? "),
            "" if draft.sources else line("Where does it come from, or is it your own? "),
        )
    except EOFError:
        raise CompanionError("Nothing was written.", hint="You can start again whenever you like.") from None


def _asking(ask: Ask, say: Say) -> Callable[[str], str]:
    def line(question: str) -> str:
        for _ in range(_PATIENCE):
            answer = str(clean_text(ask(question)))
            if len(answer) <= LONGEST_SUMMARY:
                return answer
            say(f"Please keep it under {LONGEST_SUMMARY} characters.")
        return ""

    return line
