"""Tells a lone Esc from the beginning of another key's bytes, also where they come late.

A terminal sends Esc as one byte, and an arrow key as the same byte, "[" and a letter. Over a slow line these three may
come a tenth of a second apart. Textual takes the first of them for Esc then, and Esc stops a session. So this stands
between the terminal and Textual's parser: a lone Esc is held back for half a second, and told at once, so that the
voice can fall silent meanwhile. Pure: it takes characters with their times.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

ESC: Final = "\x1b"

LONGEST_WAIT: Final = 0.5
"""Seconds for which a lone Esc is held back, and for which each further byte of a sequence is waited for."""
LONGEST_SEQUENCE: Final = 2.0
"""Seconds that one sequence may take as a whole, after which its Esc counts as pressed."""
ONE_PRESS: Final = 0.03
"""Seconds within which a character after Esc came from the same press: Alt with a letter. No hand types so fast."""
_PASTE_BEGINS: Final = "\x1b[200~"
_PASTE_ENDS: Final = "\x1b[201~"
_STRINGS: Final = "]P_^X"
"""Characters after Esc that begin a string from the terminal, which ends with BEL or with Esc and a backslash."""


class EscapeState(Enum):
    """Tells a screen whether a lone Esc is still held back, since more of a longer key may follow."""

    HELD = auto()
    """An Esc came, and may be the beginning of another key."""
    LET_GO = auto()
    """It was the beginning of another key, or it is passed on as Esc now."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Characters for Textual's parser: whole sequences only."""

    text: str


@dataclass(frozen=True, slots=True)
class Escape:
    """A lone Esc that was pressed."""


@dataclass(frozen=True, slots=True)
class Alt:
    """Alt with one other key."""

    character: str


Out = Whole | Escape | Alt | EscapeState


class EscapeKeys:
    """Takes characters as they come, and gives them on as whole sequences and lone Escs."""

    def __init__(self) -> None:
        self._held = ""
        """The beginning of a sequence, from its Esc on."""
        self._held_at = self._last_at = 0.0
        self._told = False
        self._pasting = False

    @property
    def due_at(self) -> float | None:
        """Returns the time at which `late` has to be called; None if nothing is held back."""
        return min(self._last_at + LONGEST_WAIT, self._held_at + LONGEST_SEQUENCE) if self._held else None

    def feed(self, text: str, now: float) -> list[Out]:
        """Takes the characters that came together at this time, in seconds."""
        out: list[Out] = []
        if self._held and self.due_at is not None and now >= self.due_at:
            out += self.late(now)
        whole: list[str] = []
        for character in text:
            self._take(character, now, whole, out)
        if whole:
            out.append(Whole("".join(whole)))
        if self._held == ESC and not self._told and not self._pasting:
            self._told = True
            out.append(EscapeState.HELD)
        return out

    def late(self, now: float) -> list[Out]:
        """Ends the wait for what is held back, if it has lasted long enough."""
        if self.due_at is None or now < self.due_at:
            return []
        held, at_once = self._held, self._last_at - self._held_at <= ONE_PRESS
        out = self._let_go()
        if self._pasting:
            return [*out, Whole(held)]
        if len(held) == 2 and at_once:
            return [*out, Alt(held[1])]
        return [*out, Escape()]  # and the rest of a sequence that never came is worth nothing

    def _take(self, character: str, now: float, whole: list[str], out: list[Out]) -> None:
        if not self._held:
            if character == ESC:
                self._held, self._held_at, self._last_at = ESC, now, now
            else:
                whole.append(character)
            return
        if self._held == ESC and not self._pasting and character != ESC and not self._may_go_on(character):
            later = now - self._held_at > ONE_PRESS
            self._flush(whole, out)
            out += self._let_go()
            if later:
                out.append(Escape())
                whole.append(character)
            else:
                out.append(Alt(character))
            return
        if character == ESC and not self._in_string():
            self._flush(whole, out)
            pasted, held = self._pasting, self._held
            out += self._let_go()
            out.append(Whole(held) if pasted else Escape())
            self._held, self._held_at, self._last_at = ESC, now, now
            return
        self._held += character
        self._last_at = now
        if self._complete():
            held = self._held
            out += self._let_go()
            whole.append(held)
            self._pasting = held == _PASTE_BEGINS or (self._pasting and held != _PASTE_ENDS)

    def _may_go_on(self, character: str) -> bool:
        return character in "[O" or character in _STRINGS

    def _in_string(self) -> bool:
        return len(self._held) > 1 and self._held[1] in _STRINGS

    def _complete(self) -> bool:
        """Tells whether the sequence that is held is whole."""
        held = self._held
        if self._in_string():
            return held.endswith(("\x07", "\x1b\\"))
        if held[1] == "[":
            if held[:3] == "\x1b[M":  # the old mouse: three characters follow
                return len(held) == 6
            if held[:3] == "\x1b[[":  # function keys of the Linux console
                return len(held) == 4
            return len(held) > 2 and "@" <= held[-1] <= "~"
        if held[1] == "O":
            return len(held) == 3
        return True  # amid a paste

    def _flush(self, whole: list[str], out: list[Out]) -> None:
        if whole:
            out.append(Whole("".join(whole)))
            whole.clear()

    def _let_go(self) -> list[Out]:
        told, self._told, self._held = self._told, False, ""
        return [EscapeState.LET_GO] if told else []
