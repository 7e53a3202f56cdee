"""The errors a person may see: a title, what happened, where, and what to do next.

Nothing else lives here. Every error the program expects is a `CompanionError`; anything else that
reaches `cli.main` is a bug of ours and ends with exit code 3 and a log to send.
"""

from __future__ import annotations

EXIT_GOOD = 0
EXIT_YOURS = 1
EXIT_OURS = 3
EXIT_INTERRUPTED = 130


class CompanionError(Exception):
    """Something the person can understand and act on. Exit code 1."""

    title = "That did not work"

    def __init__(self, message: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, one sentence."""
        self.hint = hint
        """What to do next, one sentence; empty only where there is nothing to do."""
        self.place = place
        """A file, `file:line:column`, a device or a model; empty where the message says it."""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        then = f"\n  {self.hint}" if self.hint else ""
        return f"{where}{self.message}{then}"


class UnknownExercise(CompanionError):
    title = "No such exercise"


class BadExercise(CompanionError):
    title = "The exercise has mistakes"


class NoLoudspeaker(CompanionError):
    title = "No loudspeaker"


class NoMicrophone(CompanionError):
    title = "No microphone"


class NoVoice(CompanionError):
    title = "No voice"


class NoModel(CompanionError):
    title = "Speech recognition is not set up"


class FetchFailed(CompanionError):
    title = "The download did not work"


class SettingsError(CompanionError):
    title = "A setting is wrong"
