"""Says before an exercise in another language than English how commands are given, and which voice reads it. It stands
among the cautions, which people see once before each session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.app.stop_word import ENGLISH, own_vocabulary, spoken_in
from companion.exercise.language_names import language_name
from companion.session.commands import Command, Kind
from companion.tongue import said, spoken

if TYPE_CHECKING:
    from companion.app.options import Options
    from companion.exercise.model import Exercise

_NAMED = (
    Command(Kind.STOP),
    Command(Kind.PAUSE),
    Command(Kind.RESUME),
    Command(Kind.HELP_ME),
    Command(Kind.YELLOW),
    Command(Kind.RESUME, "green"),
    Command(Kind.SOMETHING_ELSE),
    Command(Kind.END),
)
"""The commands whose words are named where people say them in another language than they read."""


def heard_apart(language: str) -> str:
    """Says what people can say where words are heard in another language than that of the screens; empty if it is the
    same. `language`: the one that is listened to."""
    if language == spoken_in(spoken()):
        return ""
    shown = own_vocabulary("", language).said
    listed = ", ".join(shown[command] for command in _NAMED)
    return said("I’m listening {in_language}. You can say: {words}.").format(in_language=_named(language), words=listed)


def with_note(cautions: tuple[str, ...], exercise: Exercise, options: Options) -> tuple[str, ...]:
    """Returns the cautions of an exercise with the note behind them; unchanged where there is nothing to say."""
    told = (
        _on_language(exercise.language),
        _on_commands(exercise.language, options),
        _on_voice(exercise.language, options),
    )
    note = " ".join(filter(None, told))
    return (*cautions, note) if note else cautions


def _on_language(language: str) -> str:
    """Says in which language an exercise is read. Empty if the pages around it are in that language, or in English."""
    if spoken() in (ENGLISH, language):
        return ""
    return said("This exercise is read {in_language}.").format(in_language=_named(language))


def _on_commands(language: str, options: Options) -> str:
    """Says in which language commands are heard; empty if that is English, or nothing listens."""
    if not options.microphone or options.language not in ("", language):
        return ""
    if language == ENGLISH:
        there = spoken() != ENGLISH
        return said("Say “stop” and the other commands in English, or use the keys.") if there else ""
    from companion.hearing.words import vocabulary
    from companion.weights.store import is_fetched

    named = _named(language)
    if language not in vocabulary.languages():
        return said(
            "I can't listen {in_language} yet. Say “stop” and the other commands in English, or use the keys."
        ).format(in_language=named)
    if not is_fetched(vocabulary.load(language).model):
        return said("I can't hear commands here yet. To have them {in_language}: {command}.").format(
            in_language=named, command=f"companion setup --language {language}"
        )
    return said("I hear commands {in_language} less surely than in English. Keep a key within reach.").format(
        in_language=named
    )


def _on_voice(language: str, options: Options) -> str:
    """Says how a natural voice for this language can be had, if there is one and none is here."""
    if language == ENGLISH or options.voice == "none":
        return ""
    from companion.app.voices import natural_voice

    found = natural_voice(language)
    if found is None or found.installed:
        return ""
    return said("For a natural voice {in_language}: {command}.").format(
        in_language=_named(language), command=f"companion setup --voice {found.name}"
    )


def _named(language: str) -> str:
    """Returns "in French", in the language of the screens."""
    names = {
        "en": said("in English"),
        "de": said("in German"),
        "es": said("in Spanish"),
        "fr": said("in French"),
        "it": said("in Italian"),
        "pt": said("in Portuguese"),
    }
    return names.get(language) or f"in {language_name(language)}"
