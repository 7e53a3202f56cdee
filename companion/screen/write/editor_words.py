"""The words of the editor in `companion write`."""

from __future__ import annotations

from typing import Final

SAVED: Final = "saved"
UNSAVED: Final = "not saved yet"
READY: Final = "ready to use"
JUST_SAVED: Final = "Saved."
NEWER: Final = "Another program saved this file. This is the new version."
GONE: Final = "The file isn’t there any more. Ctrl+S saves it again."
NOT_KEPT: Final = "What you write isn’t being kept right now. Save it with Ctrl+S."
WAIT: Final = "One moment …"
NOTHING_TO_SAY: Final = "There is no sentence in this line."
NO_MISTAKES: Final = "There are no messages."
COPIED: Final = "Copied. Ctrl+V pastes it."
HOW_TO_QUIT: Final = "Ctrl+Q quits."
CONFLICT: Final = (
    "Another program has changed this file, and so have you. M: save mine (the other version stays beside it). "
    "T: take the other one (mine stays beside it). Esc: decide later."
)
LEFT: Final = (
    "Last time, this window was closed before you saved. Y: go on with what you wrote. "
    "N: open the file as it is (what you wrote stays beside it)."
)
QUIT: Final = "You haven’t saved yet. Y: save and quit. N: quit without saving. Esc: go on writing."
THEIRS_STAYS: Final = "Saved. The other version stays beside it."
MINE_STAYS: Final = "What you wrote is in {name}."
BEFORE: Final = "Here is how it was before the mistake."
MORE: Final = "{count} more: press F8"


def mistakes(count: int) -> str:
    """Says how many mistakes there are."""
    return f"{count} mistake{'s' if count != 1 else ''} to fix"


def misspelled(count: int) -> str:
    """Says how many words may be misspelled."""
    return "1 word may be misspelled" if count == 1 else f"{count} words may be misspelled"
