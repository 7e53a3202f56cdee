"""Says before an exercise in another language than English how commands are given, and which voice reads it. It stands
among the cautions, which people see once before each session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.app.stop_word import ENGLISH
from companion.exercise.language_names import language_name

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.exercise.model import Exercise


def with_note(cautions: tuple[str, ...], exercise: Exercise, options: Options) -> tuple[str, ...]:
    """Returns the cautions of an exercise with the note behind them; unchanged where there is nothing to say."""
    note = " ".join(filter(None, (_on_commands(exercise.language, options), _on_voice(exercise.language, options))))
    return (*cautions, note) if note else cautions


def _on_commands(language: str, options: Options) -> str:
    """Says in which language commands are heard; empty if that is English, or nothing listens."""
    if language == ENGLISH or not options.microphone or options.language not in ("", language):
        return ""
    from companion.hearing.words import vocabulary
    from companion.weights.store import is_fetched

    name = language_name(language)
    if language not in vocabulary.languages():
        return f"I can't listen in {name} yet. Say “stop” and the other commands in English, or use the keys."
    if not is_fetched(vocabulary.load(language).model):
        return f"I can't hear commands here yet. To have them in {name}: companion setup --language {language}."
    return f"I hear commands in {name} less surely than in English. Keep a key within reach."


def _on_voice(language: str, options: Options) -> str:
    """Says how a natural voice for this language can be had, if there is one and none is here."""
    if language == ENGLISH or options.voice == "none":
        return ""
    from companion.app.voices import natural_voice

    found = natural_voice(language)
    if found is None or found.installed:
        return ""
    return f"For a natural voice in {language_name(language)}: companion setup --voice {found.name}."
