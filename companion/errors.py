"""The errors that a person may see: a title, the problem, its place, and the next step.

Every error that the program expects is a `CompanionError`; any other that reaches `cli.main` is a bug of ours and ends
with exit code 3 and a log to send.
"""

from __future__ import annotations

from collections.abc import Callable

EXIT_GOOD = 0
EXIT_YOURS = 1
EXIT_OURS = 3
EXIT_INTERRUPTED = 130


class _Telling:
    """The translation of errors; `tongue` sets it, so that no room has to know in which language it fails."""

    in_words: Callable[[str], str] = staticmethod(lambda text: text)


def tell_with(translate: Callable[[str], str]) -> None:
    """Sets the function that translates the titles, messages and hints of all errors from now on."""
    _Telling.in_words = staticmethod(translate)


class CompanionError(Exception):
    """An error that the person can understand and act on. Exit code 1. Its texts are in the chosen language."""

    title = "That didn't work"

    def __init__(self, message: str, *, hint: str = "", place: str = "") -> None:
        self.title = _Telling.in_words(self.title)
        message, hint = _Telling.in_words(message), _Telling.in_words(hint)
        super().__init__(message)
        self.message = message
        """The problem, in one sentence."""
        self.hint = hint
        """The next step, in one sentence; empty only if there is nothing to do."""
        self.place = place
        """A file, `file:line:column`, a device or a model; empty if the message says it."""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        then = f"\n  {self.hint}" if self.hint else ""
        return f"{where}{self.message}{then}"


class UnknownExercise(CompanionError):
    title = "No such exercise"


class NoLoudspeaker(CompanionError):
    title = "No speaker"


class NoMicrophone(CompanionError):
    title = "No microphone"


class NoVoice(CompanionError):
    title = "No voice"


class CannotSay(CompanionError):
    """This one text cannot be spoken; the voice itself works."""

    title = "Nothing to say"


class NoModel(CompanionError):
    title = "I can't understand speech yet"


class FetchFailed(CompanionError):
    title = "The download didn't work"

    def __init__(self, message: str, *, hint: str = "", place: str = "", why: str = "other") -> None:
        """`why`: "offline" if no source could be reached, "full" if the disk has no space, "not-allowed" if nothing can
        be saved there; otherwise "other"."""
        super().__init__(message, hint=hint, place=place)
        self.why = why


class SettingsError(CompanionError):
    title = "Nothing was changed"


def told_by_system(error: OSError) -> str:
    """Returns the system's own words for an error, to stand in a sentence."""
    return error.strerror or "no reason given"
