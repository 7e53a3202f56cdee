"""The effects of the event being handled."""

from __future__ import annotations

from companion.session.effects import BreathTone, Effect, Notice, NoticeKind, PlaySound, Silence, Speak


class Outbox:
    """Collects what one event asks of the world, in order."""

    def __init__(self) -> None:
        self.effects: list[Effect] = []

    def begin(self) -> None:
        """Starts the list of the next event. The last event's list is not changed any more: the caller has it."""
        self.effects = []

    def emit(self, effect: Effect) -> None:
        self.effects.append(effect)

    def notice(self, kind: NoticeKind) -> None:
        self.emit(Notice(kind))

    def take_back_sounds(self) -> None:
        """Drops whatever this event was going to let sound, and keeps the rest."""
        self.effects = [each for each in self.effects if not isinstance(each, Speak | PlaySound | BreathTone)]

    @property
    def silenced(self) -> bool:
        """True if this event silences everything."""
        return any(isinstance(each, Silence) for each in self.effects)
